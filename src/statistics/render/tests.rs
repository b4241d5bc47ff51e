//! Every format: read again by other programs, held to its described form, and never telling what
//! is hidden.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;
use crate::model::figures::{Cut, Month};
use crate::statistics::print::print;
use crate::statistics::print::sample::{content, empty, lang, period, quarter, row, small, table};
use crate::statistics::report::{Course, Note, Row, Spread, Topic};

fn printed(tag: &str) -> (Report, Printed) {
    let report = quarter();
    let printed = print(&report, &small(), &lang(tag));
    (report, printed)
}

fn files(tag: &str, format: Format) -> Vec<Document> {
    let (report, printed) = printed(tag);
    documents(&report, &printed, format).unwrap()
}

fn text(tag: &str, format: Format) -> String {
    let [file] = files(tag, format).try_into().unwrap();
    String::from_utf8(file.bytes)
        .unwrap()
        .replace('\u{a0}', "~")
}

#[test]
fn text_markdown_and_json_as_they_are_read() {
    assert_snapshot!("text_en", text("en", Format::Text));
    assert_snapshot!("text_uk", text("uk", Format::Text));
    assert_snapshot!("markdown_en", text("en", Format::Markdown));
    assert_snapshot!("json_en", text("en", Format::Json));
}

#[test]
fn a_file_is_named_after_its_period_and_part() {
    let names = |format| -> Vec<String> {
        files("en", format)
            .into_iter()
            .map(|file| file.name)
            .collect()
    };
    assert_eq!(
        names(Format::Xlsx),
        ["safe-migration-bot-2022-06_2022-09.xlsx"]
    );
    let tables = names(Format::Csv);
    let gender = "safe-migration-bot-2022-06_2022-09-visitors_by_gender.csv";
    assert!(tables.iter().any(|name| name == gender), "{tables:?}");
    assert_eq!(names(Format::Png).len(), 5);
    assert_eq!(
        names(Format::Svg)[0],
        "safe-migration-bot-2022-06_2022-09-visitors_by_month.svg"
    );
}

/// A table as another reader of CSV has it.
fn csv_table(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let text = std::str::from_utf8(bytes).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("the mark for Excel");
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn csv_is_read_by_another_reader_with_numbers_as_numbers() {
    let files = files("uk", Format::Csv);
    let file = |part: &str| {
        let end = format!("-{part}.csv");
        files.iter().find(|file| file.name.ends_with(&end)).unwrap()
    };
    let gender = csv_table(&file("visitors_by_gender").bytes);
    let line = |category: &str| {
        gender
            .iter()
            .find(|line| line["category"] == category)
            .unwrap()
    };
    assert_eq!(line("woman")["value"], "204");
    assert_eq!(line("woman")["percent"], "72");
    assert_eq!(line("man")["label"], "Чоловіки");
    assert_eq!(line("total")["value"], "283");
    assert_eq!(line("man")["period_from"], "2022-06-01");
    assert_eq!(line("man")["period_to"], "2022-09-30");
    let country = csv_table(&file("visitors_by_country").bytes);
    let hidden = country
        .iter()
        .find(|line| line["category"] == "MD")
        .unwrap();
    assert_eq!(
        (hidden["value"].as_str(), hidden["status"].as_str()),
        ("", "hidden")
    );
    assert_snapshot!(
        "csv_country_uk",
        std::str::from_utf8(&file("visitors_by_country").bytes).unwrap()
    );
    assert_snapshot!(
        "csv_months_uk",
        std::str::from_utf8(&file("visitors_by_month").bytes).unwrap()
    );
    assert_eq!(csv_table(&file("definitions").bytes)[0]["code"], "visitors");
    let notes = csv_table(&file("notes").bytes);
    assert_eq!(
        (notes[0]["kind"].as_str(), notes[0]["text"].as_str()),
        ("k", "11")
    );
}

#[test]
fn no_cell_of_a_table_is_a_formula() {
    let (report, mut printed) = printed("en");
    let attack = "=HYPERLINK(\"http://evil.example\";\"x\")";
    for (at, first) in ["=1+1", "+1", "-1", "@x", "\t=1", attack]
        .into_iter()
        .enumerate()
    {
        printed.tables[2].rows[at % 3].label = first.to_owned();
        for file in documents(&report, &printed, Format::Csv).unwrap() {
            for line in csv_table(&file.bytes) {
                for cell in line.values() {
                    assert!(
                        !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                        "{cell}"
                    );
                }
            }
        }
        let [book] = documents(&report, &printed, Format::Xlsx)
            .unwrap()
            .try_into()
            .unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book.bytes)).unwrap();
        let formulas = book.worksheet_formula("visitors_by_gender").unwrap();
        assert!(
            formulas.used_cells().next().is_none(),
            "{first} became a formula"
        );
    }
}

fn sheets(bytes: Vec<u8>) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheets = book.worksheets().into_iter();
    sheets
        .map(|(name, range)| (name, range.rows().map(<[Data]>::to_vec).collect()))
        .collect()
}

#[test]
fn the_workbook_is_read_by_another_program() {
    let [book] = files("uk", Format::Xlsx).try_into().unwrap();
    let sheets = sheets(book.bytes);
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        (names[0], *names.last().unwrap()),
        ("report", "definitions")
    );
    assert!(names.contains(&"visitors_by_month") && names.contains(&"times_in_minutes"));
    let cell = |sheet: &str, label: &str, column: usize| {
        let (_, rows) = sheets.iter().find(|(name, _)| name == sheet).unwrap();
        let row = rows
            .iter()
            .find(|row| row[0] == Data::String(label.to_owned()));
        row.unwrap_or_else(|| panic!("{label} in {rows:?}"))[column].clone()
    };
    assert_eq!(cell("visitors_by_gender", "Жінки", 1), Data::Float(204.0));
    assert_eq!(cell("visitors_by_gender", "Чоловіки", 2), Data::Float(0.28));
    assert_eq!(cell("visitors_by_gender", "Разом", 1), Data::Float(283.0));
    let hidden = Data::String("не показано".to_owned());
    assert_eq!(cell("visitors_by_country", "MD", 1), hidden);
    assert_eq!(cell("visitors_by_month", "серпень 2022 року", 2), hidden);
    assert_eq!(
        cell("visitors_by_month", "червень 2022 року", 1),
        Data::Float(104.0)
    );
    let (_, page) = &sheets[0];
    assert!(
        page.iter()
            .any(|row| row[0].to_string().contains("скористалися 283 особи"))
    );
    let (_, definitions) = sheets.last().unwrap();
    assert!(
        definitions[4][1]
            .to_string()
            .starts_with("Облікові записи Telegram")
    );
}

#[test]
fn the_page_stands_alone_and_is_escaped() {
    let (report, mut printed) = printed("uk");
    printed.tables[0].rows[0].label = "<script>alert('x')</script> & \"y\"".to_owned();
    let [page] = documents(&report, &printed, Format::Html)
        .unwrap()
        .try_into()
        .unwrap();
    let page = String::from_utf8(page.bytes).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"uk\">"));
    assert!(!page.contains("<script"), "no script, nobody's script");
    for outside in [
        "http://", "https://", "url(\"", "url('", "@import", "<link", "<img",
    ] {
        let page = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("@media print") && page.matches("<svg").count() == 5);
    assert!(page.matches("<h1>").count() == 1 && page.matches("<h2>").count() == 5);
    // What is drawn inside one page shares one space of names.
    let ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "{ids:?}");
}

/// Whether a value is of the form, and where not. Knows as much of JSON Schema as the form uses.
fn against(root: &Json, schema: &Json, value: &Json, path: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.strip_prefix("#/$defs/").unwrap();
        return against(root, &root["$defs"][name], value, path);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let fits = any
            .iter()
            .any(|schema| against(root, schema, value, path).is_empty());
        return if fits {
            vec![]
        } else {
            vec![format!("{path}: {value} fits none")]
        };
    }
    if !schema["const"].is_null() {
        let same = schema["const"] == *value;
        return if same {
            vec![]
        } else {
            vec![format!("{path}: {value}")]
        };
    }
    if let Some(names) = schema["enum"].as_array() {
        return if names.contains(value) {
            vec![]
        } else {
            vec![format!("{path}: {value}")]
        };
    }
    match (schema["type"].as_str().unwrap(), value) {
        ("object", Json::Object(map)) => {
            let required = schema["required"].as_array().into_iter().flatten();
            let missing = required.filter(|key| !map.contains_key(key.as_str().unwrap()));
            let mut wrong: Vec<String> = missing
                .map(|key| format!("{path}: {key} is missing"))
                .collect();
            for (key, value) in map {
                let below = format!("{path}.{key}");
                match &schema["properties"][key] {
                    Json::Null => wrong.push(format!("{below}: unknown")),
                    schema => wrong.extend(against(root, schema, value, &below)),
                }
            }
            wrong
        }
        ("array", Json::Array(items)) => {
            let below = format!("{path}[]");
            items
                .iter()
                .flat_map(|item| against(root, &schema["items"], item, &below))
                .collect()
        }
        ("string", Json::String(_)) | ("null", Json::Null) => vec![],
        ("integer", Json::Number(number)) if number.is_u64() => vec![],
        (kind, value) => vec![format!("{path}: {value} is no {kind}")],
    }
}

#[test]
fn json_is_of_the_form_that_is_described() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report.schema.json");
    let schema: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for report in [quarter(), empty(period(2022, 1, 1))] {
        let printed = print(&report, &content(), &lang("ru"));
        let [file] = documents(&report, &printed, Format::Json)
            .unwrap()
            .try_into()
            .unwrap();
        let value: Json = serde_json::from_slice(&file.bytes).unwrap();
        assert_eq!(
            against(&schema, &schema, &value, "report"),
            Vec::<String>::new()
        );
        assert_eq!(value["period_before"].is_null(), report.before.is_none());
    }
    let mut value: Json = serde_json::from_slice(&files("en", Format::Json)[0].bytes).unwrap();
    value["tables"][0]["rows"][0]["figure"] = serde_json::json!({"status": "hidden", "value": 3});
    value["tables"][1]["titel"] = Json::Null;
    assert_eq!(
        against(&schema, &schema, &value, "report").len(),
        2,
        "the form refuses what is wrong"
    );
}

/// Every run of digits in a text, without the marks between thousands.
fn numbers(text: &str) -> Vec<String> {
    let digit = |c: char| c.is_ascii_digit();
    let mark = |c: char| [',', '\u{a0}', '~'].contains(&c);
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut run = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let between = mark(*letter) && letters.get(at + 1).is_some_and(|next| digit(*next));
        if digit(*letter) {
            run.push(*letter);
        } else if !between && !run.is_empty() {
            found.push(std::mem::take(&mut run));
        }
    }
    found.push(run);
    found
}

/// Everything that somebody can read in a file.
fn readable(format: Format, bytes: Vec<u8>) -> String {
    match format {
        Format::Xlsx => sheets(bytes)
            .into_iter()
            .flat_map(|(_, rows)| rows.into_iter().flatten())
            .map(|cell| format!("{cell}\n"))
            .collect(),
        _ => String::from_utf8(bytes).unwrap(),
    }
}

const TOPICS: [(Topic, &[&str]); 8] = [
    (
        Topic::Summary,
        &[
            "visitors",
            "conversations",
            "consultations",
            "calls",
            "complaints",
        ],
    ),
    (Topic::Visitors(Cut::Gender), &["woman", "man", ""]),
    (Topic::Visitors(Cut::Country), &["PL", "DE", "other_eu", ""]),
    (Topic::Visitors(Cut::Language), &["uk", "ru", "en"]),
    (
        Topic::Consultations(Cut::Detail),
        &["stay", "work", "protection", "other"],
    ),
    (Topic::Outcomes, &["informed", "referred", "unresolved"]),
    (Topic::Answers, &["tp-what", "hp-passport"]),
    (Topic::Lines, &["PL", "DE", ""]),
];

/// A month of visitors, women and men of random figures; and what nobody may learn of it.
fn secretive_month(month: i8, three: [(Figure, u64); 3], secrets: &mut Vec<u64>) -> Course {
    let [visitors, women, men] = three;
    if [women.0, men.0].contains(&Figure::Hidden) {
        secrets.extend([visitors.1, visitors.1 + women.1, visitors.1 + men.1]);
    }
    Course {
        month: Month::of(2022, month),
        visitors: Figure::Exact(visitors.1 + women.1 + men.1),
        women: women.0,
        men: men.0,
    }
}

/// A report of random figures, some of them hidden; and the numbers that nobody may learn: what was
/// hidden, what was hidden of a table together, and what is left of its base.
fn secretive(truth: &[u32], mask: &[bool]) -> (Report, Vec<u64>) {
    let mut report = empty(period(2022, 1, 4));
    let mut secrets = Vec::new();
    let mut next = truth
        .iter()
        .copied()
        .map(u64::from)
        .zip(mask.iter().copied())
        .cycle();
    let mut figure = |secrets: &mut Vec<u64>| {
        let (n, hide) = next.next().unwrap();
        if hide {
            secrets.push(n);
            return (Figure::Hidden, n);
        }
        (Figure::Exact(n), n)
    };
    for (topic, categories) in TOPICS {
        let mut rows = Vec::new();
        let (mut total, mut unseen) = (0, 0);
        for category in categories {
            let (shown, n) = figure(&mut secrets);
            let (before, _) = figure(&mut secrets);
            total += n;
            unseen += if shown == Figure::Hidden { n } else { 0 };
            rows.push(Row {
                figure: shown,
                before,
                ..row(category, 0, 0)
            });
        }
        for row in &mut rows {
            if let Figure::Exact(n) = row.figure {
                row.share = Share::Percent(u32::try_from(n * 100 / total).unwrap());
            }
        }
        if unseen < total {
            secrets.push(unseen);
        }
        let sum = (topic != Topic::Summary).then_some(total);
        report
            .tables
            .push(table(topic, sum, Figure::Exact(total), rows));
    }
    for month in 1..=4 {
        let three = [(); 3].map(|()| figure(&mut secrets));
        report
            .course
            .push(secretive_month(month, three, &mut secrets));
    }
    report.notes.push(Note::Suppressed);
    report.waiting = Spread {
        base: Figure::Hidden,
        median: None,
        p90: None,
    };
    secrets.retain(|secret| *secret > 0);
    (report, secrets)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Figures are large and far apart here, so that a secret cannot stand somewhere by chance.
    #[test]
    fn what_is_hidden_stands_in_no_file(
        truth in proptest::collection::vec(1_000_000_u32..30_000_000, 83),
        mask in proptest::collection::vec(proptest::bool::weighted(0.3), 83),
        tag in proptest::sample::select(vec!["uk", "ru", "en"]),
    ) {
        let (report, secrets) = secretive(&truth, &mask);
        let printed = print(&report, &content(), &lang(tag));
        for format in Format::ALL.into_iter().filter(|format| *format != Format::Png) {
            for file in documents(&report, &printed, format).unwrap() {
                let told = numbers(&readable(format, file.bytes));
                for secret in &secrets {
                    let secret = secret.to_string();
                    prop_assert!(!told.contains(&secret), "{} tells {secret}", file.name);
                }
            }
        }
        // The eyes of this test are open: what is shown is found.
        let [text] = documents(&report, &printed, Format::Text).unwrap().try_into().unwrap();
        let told = numbers(&readable(Format::Text, text.bytes));
        for row in report.tables.iter().flat_map(|table| &table.rows) {
            if let Figure::Exact(n) = row.figure {
                prop_assert!(told.contains(&n.to_string()), "{n} is missing");
            }
        }
    }
}
