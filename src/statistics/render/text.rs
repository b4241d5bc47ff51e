//! Plain text: sentences first, ready to be copied, then the tables, notes and definitions.

use super::{Grid, Printed};

/// The report as plain text.
pub(super) fn render(printed: &Printed) -> String {
    let words = &printed.words;
    let mut text = format!("{}\n{}\n\n", printed.title, words.made);
    for sentence in &printed.sentences {
        text.push_str(sentence);
        text.push('\n');
    }
    for table in &printed.tables {
        section(&mut text, &table.title);
        if !table.base.is_empty() {
            text.push_str(&table.base);
            text.push('\n');
        }
        grid(&mut text, &Grid::of(table, words));
    }
    if let Some(course) = Grid::of_course(printed) {
        section(&mut text, &words.course);
        grid(&mut text, &course);
    }
    section(&mut text, &words.notes);
    for note in &printed.notes {
        text.push_str(&format!("- {note}\n"));
    }
    section(&mut text, &words.definitions);
    for definition in &printed.definitions {
        text.push_str(&format!("- {}: {}\n", definition.name, definition.meaning));
    }
    text
}

fn section(text: &mut String, title: &str) {
    let line = "─".repeat(title.chars().count());
    text.push_str(&format!("\n{title}\n{line}\n"));
}

/// Labels to the left, all else to the right.
fn grid(text: &mut String, grid: &Grid) {
    let length = |cell: &String| cell.chars().count();
    let all = || std::iter::once(&grid.heads).chain(grid.lines.iter().map(|(cells, _)| cells));
    let widths: Vec<usize> = (0..grid.heads.len())
        .map(|at| {
            all()
                .filter_map(|cells| cells.get(at))
                .map(length)
                .max()
                .unwrap_or(0)
        })
        .collect();
    for cells in all() {
        let mut line = String::new();
        for (at, (cell, width)) in cells.iter().zip(&widths).enumerate() {
            if at == 0 {
                line.push_str(&format!("{cell:<width$}"));
            } else {
                line.push_str(&format!("  {cell:>width$}"));
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
}
