//! JSON for programs. Its form is described in `docs/report.schema.json`, which a test holds it to.

use serde::Serialize;

use super::{Figure, NotRendered, Printed, Report, Share, number, status};
use crate::statistics::period::Period;
use crate::statistics::report::Spread;

/// Of the form; it changes only when a field is renamed or goes.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Root<'a> {
    version: u32,
    title: &'a str,
    language: &'a str,
    made_on: String,
    period: Span,
    period_before: Option<Span>,
    time_zone: &'a str,
    k: u32,
    percent_base: u32,
    sentences: &'a [String],
    tables: Vec<Table<'a>>,
    months: Vec<Month>,
    waiting: Times,
    duration: Times,
    notes: &'a [String],
    definitions: Vec<Definition<'a>>,
}

#[derive(Serialize)]
struct Span {
    code: String,
    from: String,
    to: String,
}

#[derive(Serialize)]
struct Number {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<u64>,
}

#[derive(Serialize)]
struct Table<'a> {
    code: &'a str,
    dimension: &'a str,
    title: &'a str,
    percent_of: Number,
    rows: Vec<Row<'a>>,
    total: Option<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    category: &'a str,
    label: &'a str,
    figure: Number,
    /// Whole per cent; none if there is no share, or its base is too small.
    percent: Option<u32>,
    before: Number,
}

#[derive(Serialize)]
struct Month {
    month: String,
    visitors: Number,
    women: Number,
    men: Number,
}

#[derive(Serialize)]
struct Times {
    base: Number,
    median_minutes: Option<u32>,
    p90_minutes: Option<u32>,
}

#[derive(Serialize)]
struct Definition<'a> {
    code: &'a str,
    name: &'a str,
    meaning: &'a str,
}

/// The report as JSON, for reading by people as well.
pub(super) fn render(report: &Report, printed: &Printed) -> Result<Vec<u8>, NotRendered> {
    let root = Root {
        version: VERSION,
        title: &printed.title,
        language: printed.lang.as_str(),
        made_on: report.made_on.to_string(),
        period: span(report.period),
        period_before: report.before.map(span),
        time_zone: &report.zone,
        k: report.k,
        percent_base: report.percent_base,
        sentences: &printed.sentences,
        tables: tables(printed),
        months: months(printed),
        waiting: times(report.waiting),
        duration: times(report.duration),
        notes: &printed.notes,
        definitions: printed
            .definitions
            .iter()
            .map(|definition| Definition {
                code: &definition.code,
                name: &definition.name,
                meaning: &definition.meaning,
            })
            .collect(),
    };
    let mut bytes =
        serde_json::to_vec_pretty(&root).map_err(|error| NotRendered::File(error.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn span(period: Period) -> Span {
    Span {
        code: period.to_string(),
        from: period.first().first_day().to_string(),
        to: period.last().last_day().to_string(),
    }
}

fn told(figure: Figure) -> Number {
    Number {
        status: status(figure),
        value: number(figure),
    }
}

/// Times are among `waiting` and `duration`.
fn tables(printed: &Printed) -> Vec<Table<'_>> {
    let tables = printed
        .tables
        .iter()
        .filter(|table| table.dimension != "time");
    tables
        .map(|table| {
            let rows = |totals: bool| {
                table
                    .rows
                    .iter()
                    .filter(move |row| row.is_total == totals)
                    .map(|row| Row {
                        category: &row.code,
                        label: &row.label,
                        figure: told(row.figure),
                        percent: match row.share {
                            Share::Percent(percent) => Some(percent),
                            Share::SmallBase | Share::None => None,
                        },
                        before: told(row.before),
                    })
            };
            Table {
                code: &table.code,
                dimension: table.dimension,
                title: &table.title,
                percent_of: told(table.percent_of),
                rows: rows(false).collect(),
                total: rows(true).next(),
            }
        })
        .collect()
}

fn months(printed: &Printed) -> Vec<Month> {
    printed
        .course
        .iter()
        .map(|month| Month {
            month: month.month.to_string(),
            visitors: told(month.visitors),
            women: told(month.women),
            men: told(month.men),
        })
        .collect()
}

fn times(spread: Spread) -> Times {
    Times {
        base: told(spread.base),
        median_minutes: spread.median,
        p90_minutes: spread.p90,
    }
}
