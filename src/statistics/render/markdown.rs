//! Markdown with tables, for documents and tickets. Nothing from a name becomes a mark.

use super::{Grid, Printed};

/// The report as Markdown.
pub(super) fn render(printed: &Printed) -> String {
    let words = &printed.words;
    let mut text = format!("# {}\n\n{}\n", escape(&printed.title), escape(&words.made));
    for sentence in &printed.sentences {
        text.push_str(&format!("\n{}\n", escape(sentence)));
    }
    for table in &printed.tables {
        text.push_str(&format!("\n## {}\n\n", escape(&table.title)));
        if !table.base.is_empty() {
            text.push_str(&format!("{}\n\n", escape(&table.base)));
        }
        grid(&mut text, &Grid::of(table, words));
    }
    if let Some(course) = Grid::of_course(printed) {
        text.push_str(&format!("\n## {}\n\n", escape(&words.course)));
        grid(&mut text, &course);
    }
    text.push_str(&format!("\n## {}\n\n", escape(&words.notes)));
    for note in &printed.notes {
        text.push_str(&format!("- {}\n", escape(note)));
    }
    text.push_str(&format!("\n## {}\n\n", escape(&words.definitions)));
    for definition in &printed.definitions {
        let (name, meaning) = (escape(&definition.name), escape(&definition.meaning));
        text.push_str(&format!("- **{name}**: {meaning}\n"));
    }
    text
}

fn grid(text: &mut String, grid: &Grid) {
    let mut line = |cells: &[String]| text.push_str(&format!("| {} |\n", cells.join(" | ")));
    let escaped = |cells: &[String]| cells.iter().map(|cell| escape(cell)).collect::<Vec<_>>();
    line(&escaped(&grid.heads));
    let sides: Vec<String> = (0..grid.heads.len())
        .map(|at| if at == 0 { "---" } else { "---:" }.to_owned())
        .collect();
    line(&sides);
    for (cells, is_total) in &grid.lines {
        let cells = escaped(cells);
        if *is_total {
            let cells: Vec<String> = cells.iter().map(|cell| format!("**{cell}**")).collect();
            line(&cells);
        } else {
            line(&cells);
        }
    }
}

/// Text that shows as it is.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            '\n' | '\r' => escaped.push(' '),
            _ => escaped.push(letter),
        }
    }
    escaped
}
