//! The files of a report, read again and held to it cell by cell: every figure, share, base and
//! figure of the period before, in every table of every form.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use safe_migration_bot::content::{Content, Lang};
use safe_migration_bot::model::staff::Format;
use safe_migration_bot::statistics::print::{Printed, print};
use safe_migration_bot::statistics::render::{Document, documents};
use safe_migration_bot::statistics::report::{Figure, Report, Share, Spread};
use serde_json::Value as Json;

/// A line of a table as the report has it, with the names it is printed under.
struct Line {
    code: String,
    label: String,
    figure: Figure,
    share: Share,
    before: Figure,
}

/// A table as the report has it.
struct Sheet {
    code: String,
    title: String,
    base: Figure,
    lines: Vec<Line>,
}

/// A report, its words, and what its files must hold.
struct Held<'a> {
    report: &'a Report,
    printed: Printed,
    sheets: Vec<Sheet>,
}

/// Every form tells what the report tells, in these languages.
pub fn tell_the_same(report: &Report, content: &Content, langs: &[&str]) {
    for lang in langs {
        let held = Held::new(report, content, lang);
        held.csv();
        held.json();
        held.workbook(&calamine(held.file(Format::Xlsx)));
        held.grids("text", &text_grids(&held.text(Format::Text)));
        held.grids("markdown", &markdown_grids(&held.text(Format::Markdown)));
        held.grids("html", &html_grids(&held.text(Format::Html)));
    }
}

/// A spreadsheet program that is none of ours reads the same from workbook and tables.
pub fn are_read_by_another_program(report: &Report, content: &Content) {
    let held = Held::new(report, content, "uk");
    held.workbook(&gnumeric(&[held.file(Format::Xlsx)]));
    let tables = gnumeric(&held.files(Format::Csv));
    for sheet in &held.sheets {
        let rows = &tables[&format!("{}.csv", sheet.code)];
        assert_eq!(rows.len(), sheet.lines.len() + 1, "{}", sheet.code);
        for (line, row) in sheet.lines.iter().zip(&rows[1..]) {
            let value = number(line.figure).map(|n| n.to_string());
            let cells = [row[4].as_str(), row[5].as_str(), row[6].as_str()];
            let expected = [
                line.code.as_str(),
                &line.label,
                value.as_deref().unwrap_or(""),
            ];
            assert_eq!(cells, expected, "{}", sheet.code);
        }
    }
}

impl<'a> Held<'a> {
    fn new(report: &'a Report, content: &Content, lang: &str) -> Self {
        let lang: Lang = lang.parse().unwrap();
        let printed = print(report, content, &lang);
        let sheets = sheets(report, &printed);
        Self {
            report,
            printed,
            sheets,
        }
    }

    fn files(&self, format: Format) -> Vec<Document> {
        documents(self.report, &self.printed, format).unwrap()
    }

    fn file(&self, format: Format) -> Document {
        let [file] = self.files(format).try_into().unwrap();
        file
    }

    fn text(&self, format: Format) -> String {
        String::from_utf8(self.file(format).bytes).unwrap()
    }

    /// All, women and men, month by month; none of a single month.
    fn months(&self) -> Vec<(String, [Figure; 3])> {
        let course = &self.report.course;
        let months = course.iter().filter(|_| course.len() > 1);
        months
            .map(|one| (one.month.to_string(), [one.visitors, one.women, one.men]))
            .collect()
    }

    fn csv(&self) {
        let files = self.files(Format::Csv);
        let table = |code: &str| -> Vec<BTreeMap<String, String>> {
            let end = format!("-{code}.csv");
            let file = files.iter().find(|file| file.name.ends_with(&end)).unwrap();
            let bytes = file.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
            csv::Reader::from_reader(bytes)
                .deserialize()
                .map(Result::unwrap)
                .collect()
        };
        let written = |figure| number(figure).map_or(String::new(), |n| n.to_string());
        for sheet in &self.sheets {
            let rows = table(&sheet.code);
            assert_eq!(rows.len(), sheet.lines.len(), "{}", sheet.code);
            for (line, row) in sheet.lines.iter().zip(&rows) {
                let (percent, status, base) = match line.share {
                    Share::Percent(n) => (n.to_string(), "exact", written(sheet.base)),
                    Share::SmallBase => (String::new(), "small_base", String::new()),
                    Share::None => Default::default(),
                };
                for (column, expected) in [
                    ("table", sheet.code.clone()),
                    ("category", line.code.clone()),
                    ("label", line.label.clone()),
                    ("value", written(line.figure)),
                    ("status", status_of(line.figure).to_owned()),
                    ("percent", percent),
                    ("percent_status", status.to_owned()),
                    ("percent_base", base),
                    ("value_before", written(line.before)),
                    ("status_before", status_of(line.before).to_owned()),
                ] {
                    assert_eq!(
                        row[column], expected,
                        "{column} of {} in {}",
                        line.code, sheet.code
                    );
                }
            }
        }
        let months = self.months();
        if months.is_empty() {
            return;
        }
        let rows = table("visitors_by_month");
        let expected = months.iter().flat_map(|(month, figures)| {
            ["all", "woman", "man"]
                .into_iter()
                .zip(figures)
                .map(move |of| (month, of))
        });
        assert_eq!(rows.len(), months.len() * 3);
        for (row, (month, (gender, figure))) in rows.iter().zip(expected) {
            assert_eq!((&row["month"], row["gender"].as_str()), (month, gender));
            assert_eq!(
                (&row["value"], row["status"].as_str()),
                (&written(*figure), status_of(*figure))
            );
        }
    }

    fn json(&self) {
        let json: Json = serde_json::from_slice(&self.file(Format::Json).bytes).unwrap();
        let told = |figure: Figure| match number(figure) {
            Some(n) => serde_json::json!({"status": "exact", "value": n}),
            None => serde_json::json!({"status": status_of(figure)}),
        };
        let tables = json["tables"].as_array().unwrap();
        let sheets = self.sheets.iter().filter(|sheet| sheet.code != TIMES);
        assert_eq!(tables.len(), sheets.clone().count());
        for (table, sheet) in tables.iter().zip(sheets) {
            assert_eq!(table["code"], sheet.code.as_str());
            assert_eq!(table["percent_of"], told(sheet.base), "{}", sheet.code);
            let total = (!table["total"].is_null()).then_some(&table["total"]);
            let rows: Vec<&Json> = table["rows"]
                .as_array()
                .unwrap()
                .iter()
                .chain(total)
                .collect();
            assert_eq!(rows.len(), sheet.lines.len(), "{}", sheet.code);
            for (line, row) in sheet.lines.iter().zip(rows) {
                let percent = match line.share {
                    Share::Percent(n) => Some(n),
                    Share::SmallBase | Share::None => None,
                };
                let of = format!("{} in {}", line.code, sheet.code);
                assert_eq!(row["category"], line.code.as_str(), "{of}");
                assert_eq!(row["label"], line.label.as_str(), "{of}");
                assert_eq!(row["figure"], told(line.figure), "{of}");
                assert_eq!(row["percent"], Json::from(percent), "{of}");
                assert_eq!(row["before"], told(line.before), "{of}");
            }
        }
        for (name, spread) in [
            ("waiting", self.report.waiting),
            ("duration", self.report.duration),
        ] {
            let times = serde_json::json!({
                "base": told(spread.base), "median_minutes": spread.median, "p90_minutes": spread.p90,
            });
            assert_eq!(json[name], times);
        }
        let months: Vec<Json> = self.months().into_iter().map(|(month, [visitors, women, men])| {
            serde_json::json!({
                "month": month, "visitors": told(visitors), "women": told(women), "men": told(men),
            })
        }).collect();
        assert_eq!(json["months"], Json::from(months));
    }

    /// A workbook as some program reads it: cells as plain text, by sheet.
    fn workbook(&self, sheets: &BTreeMap<String, Vec<Vec<String>>>) {
        let words = &self.printed.words;
        let cell = |figure| match figure {
            Figure::Exact(n) => n.to_string(),
            Figure::Hidden => words.hidden.clone(),
            Figure::Unknown => words.unknown.clone(),
        };
        for sheet in &self.sheets {
            let name: String = sheet.code.chars().take(31).collect();
            let rows = &sheets[&name][4..];
            assert_eq!(rows.len(), sheet.lines.len(), "{name}");
            for (line, row) in sheet.lines.iter().zip(rows) {
                let share = match line.share {
                    Share::Percent(n) => (f64::from(n) / 100.0).to_string(),
                    Share::SmallBase => words.small_base.clone(),
                    Share::None => String::new(),
                };
                let expected = [
                    line.label.clone(),
                    cell(line.figure),
                    share,
                    cell(line.before),
                ];
                assert_eq!(row[..4], expected, "{name}");
            }
        }
        let months = self.months();
        for (at, (_, figures)) in months.iter().enumerate() {
            let row = &sheets["visitors_by_month"][4 + at];
            assert_eq!(row[0], self.printed.course[at].label);
            assert_eq!(row[1..4], figures.map(cell));
        }
    }

    /// Tables as people read them, in order: lines of cells, without the heads.
    fn grids(&self, form: &str, grids: &[Vec<Vec<String>>]) {
        let words = &self.printed.words;
        let is = |cell: &str, figure: Figure| match figure {
            Figure::Exact(n) => digits(cell) == n.to_string(),
            Figure::Hidden => cell == words.hidden,
            Figure::Unknown => cell == words.unknown,
        };
        for (sheet, grid) in self.sheets.iter().zip(grids) {
            let of = format!("{} as {form}", sheet.title);
            let has_shares = sheet.lines.iter().any(|line| line.share != Share::None);
            let has_before = sheet
                .lines
                .iter()
                .any(|line| line.before != Figure::Unknown);
            assert_eq!(grid.len(), sheet.lines.len(), "{of}: {grid:?}");
            for (line, cells) in sheet.lines.iter().zip(grid) {
                let mut rest = cells.iter().map(String::as_str);
                assert_eq!(rest.next(), Some(line.label.as_str()), "{of}");
                assert!(
                    is(rest.next().unwrap(), line.figure),
                    "{of}: {cells:?} {:?}",
                    line.figure
                );
                let share = has_shares.then(|| rest.next().unwrap());
                let is_so = match line.share {
                    Share::Percent(n) => share
                        .is_some_and(|cell| digits(cell) == n.to_string() && cell.contains('%')),
                    Share::SmallBase => share == Some(words.small_base.as_str()),
                    Share::None => share.is_none_or(str::is_empty),
                };
                assert!(is_so, "{of}: {cells:?} {:?}", line.share);
                if has_before {
                    assert!(
                        is(rest.next().unwrap(), line.before),
                        "{of}: {cells:?} {:?}",
                        line.before
                    );
                }
                assert_eq!(rest.next(), None, "{of}: {cells:?}");
            }
        }
        let months = self.months();
        if months.is_empty() {
            return;
        }
        let course = &grids[self.sheets.len()];
        assert_eq!(course.len(), months.len(), "{form}");
        for ((cells, (_, figures)), printed) in course.iter().zip(months).zip(&self.printed.course)
        {
            assert_eq!(cells[0], printed.label);
            assert!(
                cells[1..]
                    .iter()
                    .zip(figures)
                    .all(|(cell, figure)| is(cell, figure)),
                "{form}: {cells:?}"
            );
        }
    }
}

const TIMES: &str = "times_in_minutes";

/// The figures are the report's; only names come from how it is printed.
fn sheets(report: &Report, printed: &Printed) -> Vec<Sheet> {
    assert_eq!(
        printed.tables.len(),
        report.tables.len() + 1,
        "all tables, and the times"
    );
    let mut sheets = Vec::new();
    for (table, names) in report.tables.iter().zip(&printed.tables) {
        let rows = table
            .rows
            .iter()
            .map(|row| (row.figure, row.share, row.before));
        let total = table
            .total
            .map(|n| (n, Share::None, table.total_before.unwrap()));
        let figures: Vec<_> = rows.chain(total).collect();
        assert_eq!(figures.len(), names.rows.len(), "{}", names.code);
        let lines = figures.into_iter().zip(&names.rows);
        let lines = lines.map(|((figure, share, before), name)| Line {
            code: name.code.clone(),
            label: name.label.clone(),
            figure,
            share,
            before,
        });
        sheets.push(Sheet {
            code: names.code.clone(),
            title: names.title.clone(),
            base: table.base,
            lines: lines.collect(),
        });
    }
    sheets.push(times(report, printed));
    sheets
}

/// Each length of time after the number of conversations it is taken of.
fn times(report: &Report, printed: &Printed) -> Sheet {
    let names = printed.tables.last().unwrap();
    assert_eq!(names.code, TIMES);
    let of = |of: &str, spread: Spread| {
        let minutes = |n: Option<u32>| n.map(|n| Figure::Exact(n.into()));
        [
            (format!("{of}_base"), Some(spread.base)),
            (format!("{of}_median"), minutes(spread.median)),
            (format!("{of}_p90"), minutes(spread.p90)),
        ]
    };
    let times = of("answer", report.waiting)
        .into_iter()
        .chain(of("lasted", report.duration));
    let lines = times.filter_map(|(code, figure)| Some((code, figure?)));
    let lines: Vec<Line> = lines
        .map(|(code, figure)| Line {
            label: names
                .rows
                .iter()
                .find(|row| row.code == code)
                .unwrap()
                .label
                .clone(),
            code,
            figure,
            share: Share::None,
            before: Figure::Unknown,
        })
        .collect();
    Sheet {
        code: TIMES.to_owned(),
        title: names.title.clone(),
        base: Figure::Unknown,
        lines,
    }
}

fn number(figure: Figure) -> Option<u64> {
    match figure {
        Figure::Exact(n) => Some(n),
        Figure::Hidden | Figure::Unknown => None,
    }
}

fn status_of(figure: Figure) -> &'static str {
    match figure {
        Figure::Exact(_) => "exact",
        Figure::Hidden => "hidden",
        Figure::Unknown => "not_counted",
    }
}

fn digits(cell: &str) -> String {
    cell.chars().filter(char::is_ascii_digit).collect()
}

/// Sections are titles underlined; the cells of a line stand at least two spaces apart. An empty
/// cell in the middle is one of more spaces than any other gap of its column, so lines are cut at the
/// columns of their heads.
fn text_grids(text: &str) -> Vec<Vec<Vec<String>>> {
    let sections = text.split("\n\n").filter_map(|section| {
        let mut lines = section.trim_matches('\n').lines();
        lines.next()?;
        lines.next().filter(|line| line.starts_with('─'))?;
        Some(lines.collect::<Vec<_>>())
    });
    sections.map(|lines| aligned(&lines)).collect()
}

/// A grid whose cells but the first end in line below each other; what stands above it is no grid.
fn aligned(lines: &[&str]) -> Vec<Vec<String>> {
    // The base of a table is a sentence; it stands before the heads.
    let head = lines
        .iter()
        .position(|line| line.contains("  "))
        .unwrap_or(lines.len());
    let Some(heads) = lines.get(head) else {
        return Vec::new();
    };
    let letters: Vec<char> = heads.chars().collect();
    let is_gap = |at: usize| letters.get(at) == Some(&' ') && letters.get(at + 1) == Some(&' ');
    let ends: Vec<usize> = (1..=letters.len())
        .filter(|at| letters[at - 1] != ' ' && (*at == letters.len() || is_gap(*at)))
        .collect();
    lines[head + 1..]
        .iter()
        .map(|line| {
            let letters: Vec<char> = line.chars().collect();
            // The heads of the first column are to the left, of all others to the right.
            let first = cut_label(&letters, &ends);
            let mut from = first;
            let label = letters[..first]
                .iter()
                .collect::<String>()
                .trim()
                .to_owned();
            let rest = ends[1..].iter().map(|end| {
                let to = (*end).min(letters.len());
                let cell: String = letters.get(from..to).unwrap_or_default().iter().collect();
                from = to.max(from);
                cell.trim().to_owned()
            });
            std::iter::once(label).chain(rest).collect()
        })
        .collect()
}

/// Where the label of a line ends: at the first gap.
fn cut_label(letters: &[char], ends: &[usize]) -> usize {
    let gap = letters.windows(2).position(|two| two == [' ', ' ']);
    gap.unwrap_or_else(|| ends[0].min(letters.len()))
}

fn markdown_grids(text: &str) -> Vec<Vec<Vec<String>>> {
    let tables = text.split("\n\n").filter(|block| block.starts_with("| "));
    let cell = |cell: &str| {
        let plain = cell.trim().trim_start_matches("**").trim_end_matches("**");
        plain.replace('\\', "")
    };
    let row = |line: &str| {
        let inner = line
            .trim()
            .strip_prefix("| ")
            .unwrap()
            .strip_suffix(" |")
            .unwrap();
        inner.split(" | ").map(cell).collect::<Vec<String>>()
    };
    tables
        .map(|table| table.lines().skip(2).map(row).collect())
        .collect()
}

fn html_grids(page: &str) -> Vec<Vec<Vec<String>>> {
    let plain = |text: &str| {
        let known = [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#34;", "\""),
            ("&#39;", "'"),
            ("&#60;", "<"),
            ("&#62;", ">"),
            ("&#38;", "&"),
            ("&amp;", "&"),
        ];
        known
            .iter()
            .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    };
    let bodies = page
        .split("<tbody>")
        .skip(1)
        .map(|rest| rest.split("</tbody>").next().unwrap());
    let row = |row: &str| {
        let cells = row
            .split('<')
            .filter(|tag| tag.starts_with("th ") || tag.starts_with("td>"));
        cells
            .map(|tag| plain(tag.split_once('>').unwrap().1))
            .collect::<Vec<String>>()
    };
    bodies
        .map(|body| body.split("<tr").skip(1).map(row).collect())
        .collect()
}

fn calamine(book: Document) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book.bytes)).unwrap();
    let cell = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(n) => n.to_string(),
        other => panic!("{other:?} is neither text nor number"),
    };
    let sheets = book.worksheets().into_iter();
    let rows = |row: &[Data]| {
        let mut cells: Vec<String> = row.iter().map(cell).collect();
        cells.resize(cells.len().max(4), String::new());
        cells
    };
    sheets
        .map(|(name, range)| (name, range.rows().map(rows).collect()))
        .collect()
}

/// The sheets of files as Gnumeric reads them; of a table without sheets, by the end of its name.
fn gnumeric(files: &[Document]) -> BTreeMap<String, Vec<Vec<String>>> {
    let folder = tempfile::tempdir().unwrap();
    let mut sheets = BTreeMap::new();
    for file in files {
        fs::write(folder.path().join(&file.name), &file.bytes).unwrap();
        let out = folder.path().join("out");
        fs::create_dir(&out).unwrap();
        let converted = Command::new("ssconvert")
            .current_dir(folder.path())
            // It looks for its settings at home.
            .env("HOME", folder.path())
            .args([
                "--export-type=Gnumeric_stf:stf_assistant",
                "--export-options=format=raw separator=, quoting-mode=auto",
            ])
            .args(["--export-file-per-sheet", &file.name, "out/%s"])
            .output()
            .unwrap_or_else(|error| {
                panic!("ssconvert of Debian's package gnumeric does not start: {error}")
            });
        assert!(
            converted.status.success(),
            "{}",
            String::from_utf8_lossy(&converted.stderr)
        );
        for path in fs::read_dir(&out)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            let name = sheet_name(&path, &file.name);
            let reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_path(&path);
            let rows = reader.unwrap().into_records().map(|row| {
                let mut cells: Vec<String> = row.unwrap().iter().map(plain).collect();
                cells.resize(cells.len().max(4), String::new());
                cells
            });
            assert!(sheets.insert(name, rows.collect()).is_none());
        }
        fs::remove_dir_all(&out).unwrap();
    }
    sheets
}

/// A number without the digits in which Gnumeric's longer numbers differ from what was written.
fn plain(cell: &str) -> String {
    let number = cell.parse::<f64>().ok().filter(|_| cell.contains('.'));
    number.map_or_else(|| cell.to_owned(), |number| number.to_string())
}

fn sheet_name(path: &Path, file: &str) -> String {
    if file.ends_with(".csv") {
        // safe-migration-bot-<period>-<table>.csv
        return file.rsplit('-').next().unwrap().to_owned();
    }
    path.file_name().unwrap().to_string_lossy().into_owned()
}
