//! Older figures from a table: month totals, or days that are added up to months, as a telephone
//! line has them. Nothing of it is about one person. What is wrong is told for every line at once,
//! with its number and what to do; a table with anything wrong in it gives nothing.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;

use crate::content::Content;
use crate::model::figures::{Crowd, Cut, Imported, Month};
use crate::statistics::tally::wholes_of;

/// Columns a table must have.
pub const NEEDED: [&str; 3] = ["period", "indicator", "value"];
/// Columns a table may have besides.
pub const OPTIONAL: [&str; 2] = ["dimension", "category"];

/// Events that can be imported; people are [`Crowd`]s.
pub const EVENTS: [&str; 16] = [
    "calls",
    "conversations",
    "consultations",
    "referrals_given",
    "outcomes",
    "unanswered",
    "faq_views",
    "helpful_yes",
    "helpful_no",
    "contacts_shown",
    "safety_page",
    "leaflet_sent",
    "sticker_link_sent",
    "feedback",
    "complaints",
    "ratings",
];

/// The highest figure that is believed: more than all who have ever fled.
const HIGHEST: u64 = 100_000_000;

/// One thing that is wrong with a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The line of the file, from 1; 0: the file as such.
    pub line: u64,
    /// What is wrong, and what to do.
    pub what: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.what),
            line => write!(f, "line {line}: {}", self.what),
        }
    }
}

/// What a figure is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    month: Month,
    indicator: String,
    cut: Cut,
    category: String,
}

impl Key {
    /// The total this figure is a part of; `None`: it is the total.
    fn total(&self) -> Option<Self> {
        (!self.is_total()).then(|| Self {
            cut: Cut::Detail,
            category: String::new(),
            ..self.clone()
        })
    }

    fn is_total(&self) -> bool {
        self.cut == Cut::Detail && self.category.is_empty()
    }
}

/// A figure while the table is read.
struct Gathered {
    n: u64,
    /// Where each part of it stands; no day: the whole month.
    from: Vec<(Option<Date>, u64)>,
}

/// Reads a table. Commas or semicolons, with a head; quotes as spreadsheets write them.
///
/// # Errors
/// All that is wrong.
pub fn read(bytes: &[u8], content: &Content) -> Result<Vec<Imported>, Vec<Complaint>> {
    let mut reading = Reading {
        content,
        complaints: Vec::new(),
        figures: BTreeMap::new(),
    };
    reading.table(bytes);
    if reading.complaints.is_empty() {
        reading.adds_up();
        reading.holds_all_who_were_consulted();
    }
    if !reading.complaints.is_empty() {
        reading.complaints.sort_by_key(|complaint| complaint.line);
        return Err(reading.complaints);
    }
    let figures = reading.figures.into_iter();
    Ok(figures
        .map(|(key, gathered)| Imported {
            month: key.month,
            indicator: key.indicator,
            cut: key.cut,
            category: key.category,
            n: gathered.n,
        })
        .collect())
}

struct Reading<'a> {
    content: &'a Content,
    complaints: Vec<Complaint>,
    figures: BTreeMap<Key, Gathered>,
}

/// Which column stands where.
struct Columns {
    period: usize,
    indicator: usize,
    value: usize,
    dimension: Option<usize>,
    category: Option<usize>,
}

impl Reading<'_> {
    fn complain(&mut self, line: u64, what: impl Into<String>) {
        let what = what.into();
        self.complaints.push(Complaint { line, what });
    }

    fn table(&mut self, bytes: &[u8]) {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or(bytes);
        let semicolons = head.contains(&b';') && !head.contains(&b',');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(if semicolons { b';' } else { b',' })
            .trim(csv::Trim::All)
            .flexible(true)
            .from_reader(bytes);
        let head = match reader.headers() {
            Ok(head) => head.clone(),
            Err(why) => return self.complain(1, format!("the head cannot be read: {why}")),
        };
        let Some(columns) = self.columns(&head) else {
            return;
        };
        let mut lines = 0_u64;
        for record in reader.records() {
            lines += 1;
            match record {
                Err(why) => {
                    let line = why.position().map_or(lines + 1, csv::Position::line);
                    self.complain(line, "it cannot be read: save the table as CSV in UTF-8");
                }
                Ok(record) => {
                    let line = record.position().map_or(lines + 1, csv::Position::line);
                    self.line(line, &record, &columns, head.len());
                }
            }
        }
        if lines == 0 {
            self.complain(0, "the table has a head and no lines");
        }
    }

    fn columns(&mut self, head: &csv::StringRecord) -> Option<Columns> {
        let at = |name: &str| head.iter().position(|column| column == name);
        for column in head {
            if !NEEDED.contains(&column) && !OPTIONAL.contains(&column) {
                let known = NEEDED.iter().chain(&OPTIONAL).copied();
                let hint = did_you_mean(column, known);
                self.complain(
                    1,
                    format!(
                        "there is no column `{column}`{hint}. Columns: period, indicator, value, and if you like dimension and category"
                    ),
                );
            }
        }
        for name in NEEDED {
            if at(name).is_none() {
                self.complain(
                    1,
                    format!("the column `{name}` is missing: the first line names the columns"),
                );
            }
        }
        if !self.complaints.is_empty() {
            return None;
        }
        Some(Columns {
            period: at("period")?,
            indicator: at("indicator")?,
            value: at("value")?,
            dimension: at("dimension"),
            category: at("category"),
        })
    }

    fn line(&mut self, line: u64, record: &csv::StringRecord, columns: &Columns, width: usize) {
        if record.iter().all(str::is_empty) {
            return;
        }
        if record.len() != width {
            let has = record.len();
            return self.complain(
                line,
                format!("it has {has} values, the head names {width} columns"),
            );
        }
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let optional = |at: Option<usize>| at.map_or("", cell);
        let before = self.complaints.len();
        let when = self.period(line, cell(columns.period));
        let indicator = cell(columns.indicator);
        self.indicator(line, indicator);
        let n = self.value(line, cell(columns.value));
        let cut = self.dimension(line, indicator, optional(columns.dimension));
        let category = optional(columns.category);
        if let Some(cut) = cut {
            self.category(line, indicator, cut, category);
        }
        let (Some((month, day)), Some(n), Some(cut)) = (when, n, cut) else {
            return;
        };
        if self.complaints.len() > before {
            return;
        }
        if day.is_some() && is_people(indicator) {
            return self.complain(
                line,
                format!(
                    "`{indicator}` of single days cannot be added up: who came on two days would count twice. Give the month, such as {month}"
                ),
            );
        }
        let key = Key {
            month,
            indicator: indicator.to_owned(),
            cut,
            category: category.to_owned(),
        };
        self.gather(line, key, day, n);
    }

    fn gather(&mut self, line: u64, key: Key, day: Option<Date>, n: u64) {
        let gathered = self.figures.entry(key).or_insert(Gathered {
            n: 0,
            from: Vec::new(),
        });
        let same =
            |(other, _): &&(Option<Date>, u64)| *other == day || other.is_none() || day.is_none();
        if let Some((_, other)) = gathered.from.iter().find(same) {
            let other = *other;
            return self.complain(
                line,
                format!("line {other} has this figure already: keep one of the two, or give only days or only the month"),
            );
        }
        gathered.n = gathered.n.saturating_add(n);
        gathered.from.push((day, line));
    }

    fn period(&mut self, line: u64, text: &str) -> Option<(Month, Option<Date>)> {
        let parsed = match text.len() {
            7 => format!("{text}-01")
                .parse::<Date>()
                .ok()
                .map(|day| (day, None)),
            10 => text.parse::<Date>().ok().map(|day| (day, Some(day))),
            _ => None,
        };
        let within = parsed.filter(|(day, _)| (2000..2200).contains(&day.year()));
        if within.is_none() {
            self.complain(
                line,
                format!(
                    "`{text}` is no month and no day: write 2021-03 or 2021-03-15. A quarter or a year cannot be divided into months"
                ),
            );
        }
        within.map(|(day, only)| (Month::of_day(day), only))
    }

    fn indicator(&mut self, line: u64, text: &str) {
        if !EVENTS.contains(&text) && !is_people(text) {
            let hint = did_you_mean(text, EVENTS.iter().copied().chain(PEOPLE));
            self.complain(
                line,
                format!(
                    "there is no indicator `{text}`{hint}. Known: {}, {}",
                    PEOPLE.join(", "),
                    EVENTS.join(", ")
                ),
            );
        }
    }

    fn value(&mut self, line: u64, text: &str) -> Option<u64> {
        let n = text.parse::<u64>().ok().filter(|n| *n <= HIGHEST);
        if n.is_none() {
            self.complain(
                line,
                format!("`{text}` is no figure: write digits alone, such as 1240, and 0 for none"),
            );
        }
        n
    }

    fn dimension(&mut self, line: u64, indicator: &str, text: &str) -> Option<Cut> {
        if text.is_empty() {
            return Some(Cut::Detail);
        }
        let cut = DIMENSIONS.into_iter().find(|cut| cut.code() == text);
        let Some(cut) = cut else {
            let known = DIMENSIONS.map(Cut::code);
            let hint = did_you_mean(text, known);
            let known = known.join(", ");
            self.complain(
                line,
                format!("there is no dimension `{text}`{hint}. Known: {known}; leave it empty for a total"),
            );
            return None;
        };
        if is_people(indicator) {
            self.complain(
                line,
                format!("`{indicator}` can be imported as a total only: leave dimension and category empty"),
            );
            return None;
        }
        Some(cut)
    }

    fn category(&mut self, line: u64, indicator: &str, cut: Cut, text: &str) {
        if text.is_empty() {
            return;
        }
        let known = self.categories(indicator, cut);
        let is_known = match cut {
            Cut::Country => text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
            _ => known.iter().any(|code| code == text),
        };
        if is_known {
            return;
        }
        let hint = did_you_mean(text, known.iter().map(String::as_str));
        let list = match cut {
            Cut::Country => "two capital letters, such as PL".to_owned(),
            Cut::Detail if known.is_empty() => {
                format!("`{indicator}` is not told apart; leave it empty")
            }
            _ => known.join(", "),
        };
        self.complain(
            line,
            format!("there is no category `{text}`{hint}. Known: {list}"),
        );
    }

    fn categories(&self, indicator: &str, cut: Cut) -> Vec<String> {
        let codes = |codes: &[&str]| codes.iter().map(ToString::to_string).collect();
        let desk = self.content.desk();
        match (cut, indicator) {
            (Cut::Language, _) => {
                let languages = self.content.languages().iter();
                languages.map(|language| language.tag.to_string()).collect()
            }
            (Cut::Gender, _) => codes(&["woman", "man", "other"]),
            (Cut::Age, _) => codes(&["under18", "18_24", "25_59", "60"]),
            (Cut::Place, _) => codes(&["inside", "outside"]),
            (Cut::Citizenship, _) => codes(&["ukraine", "third_country"]),
            (Cut::Detail, "calls") => codes(&["in", "out"]),
            (Cut::Detail, "conversations" | "feedback") => codes(&["yes", "no"]),
            (Cut::Detail, "ratings") => codes(&["good", "fair", "bad"]),
            (Cut::Detail, "consultations") => {
                desk.subjects.iter().map(ToString::to_string).collect()
            }
            (Cut::Detail, "outcomes") => desk.outcomes.iter().map(ToString::to_string).collect(),
            (Cut::Detail, "referrals_given") => {
                desk.referrals.iter().map(ToString::to_string).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Parts need their total, and are not more than it.
    fn adds_up(&mut self) {
        let mut sums: BTreeMap<(Key, Cut), (u64, u64)> = BTreeMap::new();
        for (key, gathered) in &self.figures {
            if let Some(total) = key.total() {
                let line = gathered.from.first().map_or(0, |(_, line)| *line);
                let sum = sums.entry((total, key.cut)).or_insert((0, line));
                sum.0 = sum.0.saturating_add(gathered.n);
            }
        }
        for ((total, cut), (sum, line)) in sums {
            let (indicator, month) = (&total.indicator, total.month);
            let what = match self.figures.get(&total).map(|gathered| gathered.n) {
                None => format!(
                    "`{indicator}` of {month} by {} needs its total: add a line without dimension and category",
                    cut.code()
                ),
                Some(n) if n < sum => format!(
                    "`{indicator}` of {month} by {} is {sum} together, the total says {n}: correct one of them",
                    cut.code()
                ),
                Some(_) => continue,
            };
            self.complain(line, what);
        }
    }
}

impl Reading<'_> {
    /// Whoever was consulted was a visitor and had a conversation.
    fn holds_all_who_were_consulted(&mut self) {
        let mut wrong = Vec::new();
        for (key, consulted) in &self.figures {
            for whole in wholes_of(Crowd::Consulted.code()) {
                let of_whole = Key {
                    indicator: whole.to_owned(),
                    ..key.clone()
                };
                let whole_of_it = self.figures.get(&of_whole).map(|gathered| gathered.n);
                if key.indicator == Crowd::Consulted.code()
                    && let Some(n) = whole_of_it.filter(|n| *n < consulted.n)
                {
                    let line = consulted.from.first().map_or(0, |(_, line)| *line);
                    let (indicator, month) = (&key.indicator, key.month);
                    wrong.push((line, format!(
                        "`{indicator}` of {month} is {}, `{whole}` is only {n}: nobody is consulted who is not in both, so correct one of them",
                        consulted.n
                    )));
                }
            }
        }
        for (line, what) in wrong {
            self.complain(line, what);
        }
    }
}

/// People that can be imported, by month.
const PEOPLE: [&str; 2] = ["visitors", "persons_consulted"];

/// What events can be told apart by.
const DIMENSIONS: [Cut; 7] = [
    Cut::Detail,
    Cut::Language,
    Cut::Gender,
    Cut::Country,
    Cut::Age,
    Cut::Place,
    Cut::Citizenship,
];

fn is_people(indicator: &str) -> bool {
    [Crowd::Visitors, Crowd::Consulted]
        .iter()
        .any(|crowd| crowd.code() == indicator)
}

/// ` (did you mean …?)`, or nothing.
fn did_you_mean<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let close = known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(text, name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    close.map_or_else(String::new, |(_, name)| {
        format!(" (did you mean `{name}`?)")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        Content::embedded().unwrap()
    }

    fn wrong(table: &str) -> Vec<String> {
        let complaints = read(table.as_bytes(), &content()).unwrap_err();
        complaints.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn days_become_months_and_months_stay() {
        let table = "period;indicator;dimension;category;value\n\
            2021-03-01;calls;;;40\n2021-03-02;calls;;;30\n2021-03-01;calls;gender;woman;50\n\
            2021-04;visitors;;;120\n\n";
        let figures = read(format!("\u{feff}{table}").as_bytes(), &content()).unwrap();
        let told: Vec<_> = figures
            .iter()
            .map(|figure| {
                (
                    figure.month.to_string(),
                    figure.indicator.as_str(),
                    figure.cut,
                    figure.n,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("2021-03".to_owned(), "calls", Cut::Detail, 70),
                ("2021-03".to_owned(), "calls", Cut::Gender, 50),
                ("2021-04".to_owned(), "visitors", Cut::Detail, 120),
            ]
        );
    }

    #[test]
    fn every_bad_line_is_told_with_its_number_and_what_to_do() {
        let table = "period,indicator,dimension,category,value\n\
            2021-Q1,calls,,,40\n\
            2021-03,cals,,,40\n\
            2021-03,calls,gendre,woman,40\n\
            2021-03,calls,gender,wman,40\n\
            2021-03,calls,,,1 240\n\
            2021-03-02,visitors,,,7\n\
            2021-03,visitors,gender,woman,7\n\
            2021-03,calls\n\
            2021-05,calls,,,40\n\
            2021-05,calls,,,41\n";
        insta::assert_snapshot!(wrong(table).join("\n"));
    }

    #[test]
    fn parts_need_a_total_that_holds_them() {
        let head = "period,indicator,dimension,category,value\n";
        let alone = wrong(&format!("{head}2021-03,calls,gender,woman,40\n"));
        assert!(alone[0].contains("needs its total"), "{alone:?}");
        let more = format!("{head}2021-03,calls,,,30\n2021-03,calls,gender,woman,40\n");
        let more = wrong(&more);
        assert!(
            more[0].starts_with("line 3:") && more[0].contains("40 together"),
            "{more:?}"
        );
    }

    #[test]
    fn nobody_is_consulted_who_did_not_come() {
        let head = "period,indicator,value\n2021-03,visitors,40\n2021-03,conversations,70\n";
        let more = wrong(&format!("{head}2021-03,persons_consulted,41\n"));
        assert!(
            more.len() == 1 && more[0].starts_with("line 4:") && more[0].contains("is only 40"),
            "{more:?}"
        );
        let fewer = format!("{head}2021-03,persons_consulted,38\n2021-04,persons_consulted,90\n");
        assert!(read(fewer.as_bytes(), &content()).is_ok());
    }

    #[test]
    fn a_table_without_its_head_is_told_so() {
        let told = wrong("2021-03,calls,40\n");
        assert!(
            told.iter()
                .any(|line| line.contains("column `period` is missing")),
            "{told:?}"
        );
        assert!(wrong("period,indicator,value\n")[0].contains("no lines"));
        assert!(wrong("").len() >= 3);
    }
}
