//! A printed report in each format. No renderer computes a figure: each writes down what
//! [`super::print`] has made, and words where a figure is not shown.

mod csv;
mod html;
mod json;
mod markdown;
mod text;
mod xlsx;

use super::chart;
use super::print::{Printed, PrintedTable, Words};
use super::report::{Figure, Report, Share};

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
    Chart(#[from] chart::NotDrawn),
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
    let one = |extension: &str, bytes: Vec<u8>| vec![document(printed, "", extension, bytes)];
    Ok(match format {
        Format::Text => one("txt", text::render(printed).into_bytes()),
        Format::Markdown => one("md", markdown::render(printed).into_bytes()),
        Format::Json => one("json", json::render(report, printed)?),
        Format::Html => one("html", html::render(printed)?.into_bytes()),
        Format::Xlsx => one("xlsx", xlsx::render(report, printed)?),
        Format::Csv => csv::render(report, printed)?
            .into_iter()
            .map(|(code, bytes)| document(printed, &code, "csv", bytes))
            .collect(),
        Format::Svg => printed
            .charts
            .iter()
            .map(|chart| document(printed, &chart.code, "svg", chart::svg(chart).into_bytes()))
            .collect(),
        Format::Png => {
            let mut pictures = Vec::new();
            for chart in &printed.charts {
                pictures.push(document(printed, &chart.code, "png", chart::png(chart)?));
            }
            pictures
        }
    })
}

fn document(printed: &Printed, part: &str, extension: &str, bytes: Vec<u8>) -> Document {
    let period = printed.period.replace('/', "_");
    let part = if part.is_empty() {
        String::new()
    } else {
        format!("-{part}")
    };
    Document {
        name: format!("safe-migration-bot-{period}{part}.{extension}"),
        bytes,
    }
}

/// The name of a figure's state in exports.
fn status(figure: Figure) -> &'static str {
    match figure {
        Figure::Exact(_) => "exact",
        Figure::Hidden => "hidden",
        Figure::Unknown => "not_counted",
    }
}

/// The number of a figure that may be shown.
fn number(figure: Figure) -> Option<u64> {
    match figure {
        Figure::Exact(n) => Some(n),
        Figure::Hidden | Figure::Unknown => None,
    }
}

/// A table as lines of written cells, for people.
struct Grid {
    heads: Vec<String>,
    /// The first cell is the label; whether the line is the total.
    lines: Vec<(Vec<String>, bool)>,
}

impl Grid {
    /// Columns that would say nothing are left out.
    fn of(table: &PrintedTable, words: &Words) -> Self {
        let shares = table.rows.iter().any(|row| row.share != Share::None);
        let before = table.rows.iter().any(|row| row.before != Figure::Unknown);
        let mut heads = vec![words.category.clone(), words.number.clone()];
        heads.extend(shares.then(|| words.share.clone()));
        heads.extend(before.then(|| words.before.clone()));
        let lines = table
            .rows
            .iter()
            .map(|row| {
                let mut cells = vec![row.label.clone(), words.figure(row.figure)];
                cells.extend(shares.then(|| words.percent(row.share)));
                cells.extend(before.then(|| words.figure(row.before)));
                (cells, row.is_total)
            })
            .collect();
        Self { heads, lines }
    }

    /// Visitors month by month; none if there are none.
    fn of_course(printed: &Printed) -> Option<Self> {
        if printed.course.is_empty() {
            return None;
        }
        let words = &printed.words;
        let months = printed.course.iter().map(|month| {
            let figures = [month.visitors, month.women, month.men];
            let cells = figures.map(|figure| words.figure(figure));
            let label = std::iter::once(month.label.clone());
            (label.chain(cells).collect(), false)
        });
        let heads = std::iter::once(words.month.clone()).chain(words.visitors.clone());
        Some(Self {
            heads: heads.collect(),
            lines: months.collect(),
        })
    }
}

#[cfg(test)]
mod tests;
