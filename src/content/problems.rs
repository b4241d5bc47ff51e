//! What is wrong with the content, told to the people who write it: where, which line, what to
//! do. Problems are collected, never returned at the first; the kinds stand in `kinds.rs`.
//! Nothing here may print: commands and the log choose where it is shown.

mod kinds;

use std::fmt;

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The content cannot be shown whole.
    Error,
    /// The check fails, but a running bot keeps serving and says so to the person: what becomes
    /// wrong by the passing of time must not stop a bot that restarts.
    Overdue,
    /// Worth a look.
    Warning,
}

/// Widest piece of a line that is shown under a problem, in characters.
const WIDEST: usize = 100;
/// How much of a long line is shown before the place, in characters.
const BEFORE: usize = 40;

/// A place in a file: lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    path: String,
    place: Option<Place>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    line: usize,
    column: usize,
    /// What is underlined, in characters.
    width: usize,
    text: String,
}

impl At {
    /// A whole file, or one that should be there.
    #[must_use]
    pub fn file(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            place: None,
        }
    }

    /// `width` characters from `column` of `line` in a file with this text.
    #[must_use]
    pub fn place(path: &str, text: &str, line: usize, column: usize, width: usize) -> Self {
        let text = text
            .lines()
            .nth(line.saturating_sub(1))
            .unwrap_or_default()
            .to_owned();
        let rest = (text.chars().count() + 1).saturating_sub(column).max(1);
        let width = width.clamp(1, rest);
        Self {
            path: path.to_owned(),
            place: Some(Place {
                line,
                column,
                width,
                text,
            }),
        }
    }

    /// The file, inside the content folder.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line, from 1, if a line is meant.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.place.as_ref().map(|place| place.line)
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{}:{}:{}", self.path, place.line, place.column),
            None => f.write_str(&self.path),
        }
    }
}

impl Place {
    /// The line, or the part of it around the place, with a caret below.
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = match self.column.saturating_sub(BEFORE) {
            _ if self.text.chars().count() <= WIDEST => 0,
            start => start,
        };
        let shown: String = self
            .text
            .chars()
            .skip(start)
            .take(WIDEST)
            .map(|c| if c == '\t' { '→' } else { c })
            .collect();
        let gap = " ".repeat(self.column.saturating_sub(1).saturating_sub(start));
        let room = WIDEST.saturating_sub(gap.len()).max(1);
        let caret = "^".repeat(self.width.min(room));
        let ellipsis = if start > 0 { "…" } else { " " };
        writeln!(f, "{:>5} |{ellipsis}{}", self.line, shown.trim_end())?;
        writeln!(f, "      | {gap}{caret}")
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    severity: Severity,
    at: At,
    what: String,
    help: Option<String>,
    gap: bool,
}

impl Problem {
    /// Whether something is merely not there yet, and nothing that is there is wrong.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        self.gap
    }

    /// How much it weighs.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong, in one sentence.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Where it stands.
    #[must_use]
    pub fn at(&self) -> &At {
        &self.at
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weight = if self.severity == Severity::Warning {
            "warning: "
        } else {
            ""
        };
        writeln!(f, "{}: {weight}{}", self.at, self.what)?;
        if let Some(place) = &self.at.place {
            place.show(f)?;
        }
        match &self.help {
            Some(help) => writeln!(f, "  help: {help}"),
            None => Ok(()),
        }
    }
}

/// All that is wrong, by file and line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
}

impl Problems {
    /// What makes a check fail: [`Severity::Error`] and [`Severity::Overdue`].
    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.list
            .iter()
            .filter(|problem| problem.severity != Severity::Warning)
    }

    /// What does not.
    pub fn warnings(&self) -> impl Iterator<Item = &Problem> {
        self.list
            .iter()
            .filter(|problem| problem.severity == Severity::Warning)
    }

    /// Whether nothing at all was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether the content can be shown in spite of them.
    #[must_use]
    pub fn can_be_shown(&self) -> bool {
        self.list
            .iter()
            .all(|problem| problem.severity != Severity::Error)
    }

    /// By file, then by line and column; what has no line stands first.
    pub(super) fn sort(&mut self) {
        self.list.sort_by(|a, b| {
            (&a.at.path, &a.at.place, a.severity).cmp(&(&b.at.path, &b.at.place, b.severity))
        });
        self.list.dedup();
    }

    fn error(&mut self, at: At, what: String, help: impl Into<Option<String>>) {
        self.list.push(Problem {
            severity: Severity::Error,
            at,
            what,
            help: help.into(),
            gap: false,
        });
    }

    /// An error that says only that something is not there yet.
    fn gap(&mut self, at: At, what: String, help: impl Into<Option<String>>) {
        self.list.push(Problem {
            severity: Severity::Error,
            at,
            what,
            help: help.into(),
            gap: true,
        });
    }

    fn overdue(&mut self, at: At, what: String, help: impl Into<Option<String>>) {
        self.list.push(Problem {
            severity: Severity::Overdue,
            at,
            what,
            help: help.into(),
            gap: false,
        });
    }

    fn warning(&mut self, at: At, what: String, help: impl Into<Option<String>>) {
        self.list.push(Problem {
            severity: Severity::Warning,
            at,
            what,
            help: help.into(),
            gap: false,
        });
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.list {
            writeln!(f, "{problem}")?;
        }
        let errors = self.errors().count();
        let warnings = self.warnings().count();
        write!(
            f,
            "{} and {}",
            counted(errors, "error"),
            counted(warnings, "warning")
        )
    }
}

impl std::error::Error for Problems {}

/// "1 error", "2 errors".
fn counted(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}

/// "did you mean `x`?" for the nearest of what is known, if any is near.
fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(given, known).map(|name| format!("did you mean `{name}`?"))
}

/// The nearest name, by spelling.
fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(given, name), name))
        .filter(|(nearness, _)| *nearness >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_character_not_the_byte() {
        let mut problems = Problems::default();
        let at = At::place("text/uk/help.yaml", "uk:\n  title: Допомога\n", 2, 10, 8);
        problems.error(at, "too long".to_owned(), None);
        assert_eq!(
            problems.to_string(),
            "text/uk/help.yaml:2:10: too long\n    2 |   title: Допомога\n      |          ^^^^^^^^\n\n1 error and 0 warnings"
        );
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let text = "д".repeat(300);
        let mut problems = Problems::default();
        problems.error(At::place("a.yaml", &text, 1, 200, 3), "x".to_owned(), None);
        let shown = problems.to_string();
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines[1].chars().count() < 120, "{shown}");
        assert_eq!(lines[2].find('^'), Some(47), "{shown}");
    }
}
