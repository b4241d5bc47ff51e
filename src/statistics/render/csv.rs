//! Tidy tables: one file a topic, one line a figure, English heads that stay as they are, dates in
//! ISO form. UTF-8 with a mark at the beginning, without which Excel takes it for another encoding.

use ::csv::Writer;

use super::{Figure, NotRendered, Printed, Report, Share, number, status};
use crate::statistics::print::PrintedRow;

/// Excel's sign for UTF-8.
const MARK: &str = "\u{feff}";
/// Heads of the tables of figures.
const HEADS: [&str; 13] = [
    "period_from",
    "period_to",
    "table",
    "dimension",
    "category",
    "label",
    "value",
    "status",
    "percent",
    "percent_status",
    "percent_base",
    "value_before",
    "status_before",
];

/// Each table with its code; months, notes and definitions as tables of their own.
pub(super) fn render(
    report: &Report,
    printed: &Printed,
) -> Result<Vec<(String, Vec<u8>)>, NotRendered> {
    let from = report.period.first().first_day().to_string();
    let to = report.period.last().last_day().to_string();
    let mut files = Vec::new();
    for table in &printed.tables {
        let mut lines = vec![HEADS.map(str::to_owned).to_vec()];
        lines.extend(table.rows.iter().map(|row| {
            let head = [&from, &to, &table.code].map(String::clone);
            let dimension = std::iter::once(table.dimension.to_owned());
            let cells = cells(row, table.percent_of);
            head.into_iter().chain(dimension).chain(cells).collect()
        }));
        files.push((table.code.clone(), written(&lines)?));
    }
    if !printed.course.is_empty() {
        files.push(("visitors_by_month".to_owned(), written(&course(printed))?));
    }
    files.push(("notes".to_owned(), written(&notes(report, printed))?));
    files.push(("definitions".to_owned(), written(&definitions(printed))?));
    Ok(files)
}

fn cells(row: &PrintedRow, base: Figure) -> [String; 9] {
    let (percent, percent_status) = match row.share {
        Share::Percent(percent) => (percent.to_string(), "exact"),
        Share::SmallBase => (String::new(), "small_base"),
        Share::None => (String::new(), ""),
    };
    let of = match row.share {
        Share::Percent(_) => digits(base),
        Share::SmallBase | Share::None => String::new(),
    };
    [
        row.code.clone(),
        row.label.clone(),
        digits(row.figure),
        status(row.figure).to_owned(),
        percent,
        percent_status.to_owned(),
        of,
        digits(row.before),
        status(row.before).to_owned(),
    ]
}

fn course(printed: &Printed) -> Vec<Vec<String>> {
    let heads = ["month", "indicator", "gender", "value", "status"];
    let mut lines = vec![heads.map(str::to_owned).to_vec()];
    for month in &printed.course {
        let figures = [
            ("all", month.visitors),
            ("woman", month.women),
            ("man", month.men),
        ];
        lines.extend(figures.map(|(gender, figure)| {
            vec![
                month.month.to_string(),
                "visitors".to_owned(),
                gender.to_owned(),
                digits(figure),
                status(figure).to_owned(),
            ]
        }));
    }
    lines
}

fn notes(report: &Report, printed: &Printed) -> Vec<Vec<String>> {
    let fixed = [
        ("k", report.k.to_string()),
        ("percent_base", report.percent_base.to_string()),
        ("time_zone", report.zone.clone()),
        ("made_on", report.made_on.to_string()),
        ("language", printed.lang.to_string()),
    ];
    let said = |kind: &'static str, texts: &[String]| -> Vec<(&'static str, String)> {
        texts.iter().map(|text| (kind, text.clone())).collect()
    };
    let heads = std::iter::once(("kind", "text".to_owned()));
    heads
        .chain(fixed)
        .chain(said("sentence", &printed.sentences))
        .chain(said("note", &printed.notes))
        .map(|(kind, text)| vec![kind.to_owned(), text])
        .collect()
}

fn definitions(printed: &Printed) -> Vec<Vec<String>> {
    let heads = ["code", "name", "meaning"].map(str::to_owned).to_vec();
    let lines = printed.definitions.iter().map(|definition| {
        vec![
            definition.code.clone(),
            definition.name.clone(),
            definition.meaning.clone(),
        ]
    });
    std::iter::once(heads).chain(lines).collect()
}

fn digits(figure: Figure) -> String {
    number(figure).map_or_else(String::new, |n| n.to_string())
}

fn written(lines: &[Vec<String>]) -> Result<Vec<u8>, NotRendered> {
    let failed = |error: String| NotRendered::File(error);
    let mut writer = Writer::from_writer(MARK.as_bytes().to_vec());
    for line in lines {
        let cells = line.iter().map(|cell| harmless(cell));
        writer
            .write_record(cells)
            .map_err(|error| failed(error.to_string()))?;
    }
    writer
        .into_inner()
        .map_err(|error| failed(error.to_string()))
}

/// Spreadsheets take what begins so for a formula and would run it (OWASP, "CSV Injection"): an
/// apostrophe before it makes it text.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
