//! A report in words of one language, ready for every renderer. Every number that reaches a reader
//! passes here as a [`Figure`]; one that is hidden has no digits from here on.

mod charts;
mod names;
mod notes;
mod periods;
mod sentences;
mod tables;

use super::chart::Chart;
use super::report::{Figure, Report, Share};
use crate::content::{Content, Lang, ReportWords};
use crate::model::figures::Month;

/// A report in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// In which language.
    pub lang: Lang,
    /// Such as "Safe Migration Bot: June to September 2022".
    pub title: String,
    /// `2022-06/2022-09`.
    pub period: String,
    /// The sentences for a situation report, the one on visitors first, what the figures are not
    /// last.
    pub sentences: Vec<String>,
    /// The tables, in print order.
    pub tables: Vec<PrintedTable>,
    /// Visitors month by month; none for a single month.
    pub course: Vec<PrintedMonth>,
    /// Notes: threshold, base, what is not shown and why.
    pub notes: Vec<String>,
    /// Those of the notes without which a short answer would mislead.
    pub brief: Vec<String>,
    /// Definitions: code, name, what it means.
    pub definitions: Vec<Definition>,
    /// The charts.
    pub charts: Vec<Chart>,
    /// What the renderers say besides.
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
    /// For a share whose base is too small.
    pub small_base: String,
    /// Label of the last row.
    pub total: String,
    /// Heading of the sentences.
    pub summary: String,
    /// Heading of the charts.
    pub charts: String,
    /// Heading of the tables.
    pub tables: String,
    /// Heading of the notes.
    pub notes: String,
    /// Heading of the definitions.
    pub definitions: String,
    /// Head of a definition's name.
    pub name: String,
    /// Head of a definition's meaning.
    pub meaning: String,
    /// Title of the visitors month by month.
    pub course: String,
    /// Head of the months.
    pub month: String,
    /// Heads: all visitors, women, men.
    pub visitors: [String; 3],
    /// Who made it, and when.
    pub made: String,
    /// How numbers are written in this language.
    writing: ReportWords,
}

impl Words {
    /// A figure as it is written.
    #[must_use]
    pub fn figure(&self, figure: Figure) -> String {
        match figure {
            Figure::Exact(n) => self.writing.number(n),
            Figure::Hidden => self.hidden.clone(),
            Figure::Unknown => self.unknown.clone(),
        }
    }

    /// A share as it is written; nothing where there is none.
    #[must_use]
    pub fn percent(&self, share: Share) -> String {
        match share {
            Share::Percent(n) => self.writing.percent(n),
            Share::SmallBase => self.small_base.clone(),
            Share::None => String::new(),
        }
    }
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
    /// What its rows tell apart, such as `gender`.
    pub dimension: &'static str,
    /// Of how many the percentages are.
    pub percent_of: Figure,
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

/// Visitors of one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedMonth {
    /// Which.
    pub month: Month,
    /// What it is called.
    pub label: String,
    /// All.
    pub visitors: Figure,
    /// Women among them.
    pub women: Figure,
    /// Men among them.
    pub men: Figure,
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

/// One report and the words for it.
#[derive(Clone, Copy)]
struct Speaker<'a> {
    report: &'a Report,
    content: &'a Content,
    words: &'a ReportWords,
    lang: &'a Lang,
}

/// Puts a report into words; in the default language of the content if the asked one has no words
/// for reports.
#[must_use]
pub fn print(report: &Report, content: &Content, lang: &Lang) -> Printed {
    let words = content.report_words(lang);
    let lang = words.lang().unwrap_or(lang);
    let speaker = Speaker {
        report,
        content,
        words,
        lang,
    };
    let tables = speaker.tables();
    let charts = speaker.charts(&tables);
    let period = speaker.period_name(report.period);
    Printed {
        lang: lang.clone(),
        title: words.fill("title.report", &[("period", &period)]),
        period: report.period.to_string(),
        sentences: speaker.sentences(),
        course: speaker.course(),
        notes: speaker.notes(),
        brief: speaker.brief(),
        definitions: speaker.definitions(),
        charts,
        words: speaker.said(),
        tables,
    }
}

impl Speaker<'_> {
    fn said(&self) -> Words {
        let word = |name: &str| self.words.plain(&format!("word.{name}"));
        let operator = &self.content.operator().name;
        let date = self.content.date(self.lang, self.report.made_on);
        Words {
            category: word("category"),
            number: word("number"),
            share: word("share"),
            before: word("before"),
            hidden: word("hidden"),
            unknown: word("unknown"),
            small_base: word("small_base"),
            total: word("total"),
            summary: word("summary"),
            charts: word("charts"),
            tables: word("tables"),
            notes: word("notes"),
            definitions: word("definitions"),
            name: word("name"),
            meaning: word("meaning"),
            course: self.words.plain("table.course"),
            month: word("month"),
            visitors: [
                self.words.plain("definition.visitors.name"),
                self.words.plain("category.gender.woman"),
                self.words.plain("category.gender.man"),
            ],
            made: self
                .words
                .fill("title.made", &[("operator", operator), ("date", &date)]),
            writing: self.words.clone(),
        }
    }

    fn course(&self) -> Vec<PrintedMonth> {
        let months = &self.report.course;
        if months.len() < 2 {
            return Vec::new();
        }
        months
            .iter()
            .map(|course| PrintedMonth {
                month: course.month,
                label: self.month_name(course.month),
                visitors: course.visitors,
                women: course.women,
                men: course.men,
            })
            .collect()
    }
}

#[cfg(test)]
pub(super) mod sample;
#[cfg(test)]
mod tests;
