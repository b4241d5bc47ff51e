//! Charts as SVG, and the same drawing as PNG: Cyrillic labels with a font of our own, titles,
//! bases, legible without colour. A chart is words and lengths; where they come from is decided in
//! [`super::print`]. What is not shown has no length, only words.

mod layout;

use askama::Template;

use self::layout::{Line, Rect, Words};
use crate::drawing::{self, FONTS};

pub use crate::drawing::NotDrawn;

/// A chart, put into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Stable code: file names.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Under the title: of whom, of how many, which period.
    pub subtitle: String,
    /// How it is drawn.
    pub kind: Kind,
    /// Under the chart: what is not shown.
    pub footnote: String,
}

/// How a chart is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Horizontal bars, one a row.
    Bars(Vec<Bar>),
    /// Columns over time, stacked from parts; each part has a pattern of its own.
    Columns {
        /// Names of the parts, from the bottom up; at most as many as there are patterns
        /// ([`PATTERNS`]).
        parts: Vec<String>,
        /// One a month.
        columns: Vec<Column>,
        /// Marks on the axis, from 0 up; the last is the height of the chart.
        marks: Vec<Mark>,
    },
}

/// How many parts of a column can be told apart.
pub const PATTERNS: usize = 3;

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What of.
    pub label: String,
    /// Its length; `None`: not shown.
    pub value: Option<u64>,
    /// What stands at its end, such as "28 %".
    pub text: String,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Such as "Jun".
    pub label: String,
    /// One a part; `None`: not shown.
    pub parts: Vec<Option<u64>>,
    /// What stands above it.
    pub text: String,
}

/// A mark on the axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// How high.
    pub value: u64,
    /// As it is written.
    pub text: String,
}

/// What is drawn, with its places; see `templates/chart.svg`.
#[derive(Template)]
#[template(path = "chart.svg")]
struct Drawing<'a> {
    code: &'a str,
    title: &'a str,
    description: &'a str,
    fonts: &'static str,
    width: u32,
    height: u32,
    rects: Vec<Rect>,
    lines: Vec<Line>,
    words: Vec<Words>,
}

/// The chart as SVG.
#[must_use]
pub fn svg(chart: &Chart) -> String {
    let layout = layout::of(chart);
    let description = chart.in_words();
    let drawing = Drawing {
        code: &chart.code,
        title: &chart.title,
        description: &description,
        fonts: FONTS,
        width: layout::WIDTH,
        height: layout.height(),
        rects: layout.rects,
        lines: layout.lines,
        words: layout.words,
    };
    // Writing into a string cannot fail; the template has no other source of errors.
    drawing.render().unwrap_or_default()
}

/// The chart as PNG, twice as large as the SVG's own size.
///
/// # Errors
/// [`NotDrawn`].
pub fn png(chart: &Chart) -> Result<Vec<u8>, NotDrawn> {
    drawing::png(&svg(chart), 2)
}

impl Chart {
    /// The same as a sentence for those who cannot see it.
    #[must_use]
    pub fn in_words(&self) -> String {
        let rows: Vec<String> = match &self.kind {
            Kind::Bars(bars) => bars
                .iter()
                .map(|bar| format!("{}: {}", bar.label, bar.text))
                .collect(),
            Kind::Columns { columns, .. } => columns
                .iter()
                .map(|column| format!("{}: {}", column.label, column.text))
                .collect(),
        };
        format!("{} {}.", self.subtitle, rows.join("; "))
    }
}

#[cfg(test)]
mod tests;
