//! A printed report in each format.

use super::print::Printed;
use super::report::Report;

pub use crate::model::staff::Format;

/// A file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Such as `safe-migration-bot-2022-Q3.xlsx`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
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
