//! A report in words of one language, ready for every renderer.

use super::report::{Figure, Report, Share};
use crate::content::{Content, Lang};

/// A report in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// In which language.
    pub lang: Lang,
    /// Such as "Safe Migration Bot: June to September 2022".
    pub title: String,
    /// `2022-06/2022-09`.
    pub period: String,
    /// The sentences for a situation report, the one on visitors first.
    pub sentences: Vec<String>,
    /// The tables, in print order.
    pub tables: Vec<PrintedTable>,
    /// Notes: threshold, base, what is not shown and why.
    pub notes: Vec<String>,
    /// Definitions: code, name, what it means.
    pub definitions: Vec<Definition>,
    /// The charts.
    pub charts: Vec<super::chart::Chart>,
    /// Words of the table heads: category, number, share, before; "not shown", "total", "definitions", "notes".
    pub words: Words,
}

/// Words that the renderers need besides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Head of the first column.
    pub category: String,
    /// Head of the second column.
    pub number: String,
    /// Head of the third column.
    pub share: String,
    /// Head of the fourth column: the period before.
    pub before: String,
    /// For a figure that is not shown.
    pub hidden: String,
    /// For a figure that nobody counted.
    pub unknown: String,
    /// Label of the last row.
    pub total: String,
    /// Heading of the notes.
    pub notes: String,
    /// Heading of the definitions.
    pub definitions: String,
    /// "of {n} who answered", filled per table in [`PrintedTable::base`].
    pub made_on: String,
}

/// A table in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedTable {
    /// Stable code such as `visitors_by_gender`: sheet names, file names, exports.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The base of its percentages in words; empty: none.
    pub base: String,
    /// Its rows; the last is the total if there is one.
    pub rows: Vec<PrintedRow>,
}

/// A row in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedRow {
    /// Stable code.
    pub code: String,
    /// What it is called.
    pub label: String,
    /// The figure.
    pub figure: Figure,
    /// Its share.
    pub share: Share,
    /// The period before.
    pub before: Figure,
    /// Whether it is the total.
    pub is_total: bool,
}

/// What a name in the report means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Stable code.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What it means.
    pub meaning: String,
}

/// Puts a report into words.
#[must_use]
pub fn print(report: &Report, content: &Content, lang: &Lang) -> Printed {
    let _ = content;
    Printed {
        lang: lang.clone(),
        title: String::new(),
        period: report.period.to_string(),
        sentences: Vec::new(),
        tables: Vec::new(),
        notes: Vec::new(),
        definitions: Vec::new(),
        charts: Vec::new(),
        words: Words::default(),
    }
}
