//! One YAML file → its raw shape, or one complaint in plain words. The only place that knows the
//! reader's error type. Bombs (aliases upon aliases, endless nesting) are refused by budget.

use serde::de::DeserializeOwned;
use serde_yaml::{Budget, Error, Location, Options, Spanned};

use super::problems::{At, Problems};

/// Largest file that is looked at, in bytes; a hundred times what a person writes.
const LARGEST: usize = 4 * 1024 * 1024;

/// A file that was read: its value, and its text for showing places.
#[derive(Debug)]
pub struct Document<T> {
    /// Where it stands and what it says.
    pub source: Source,
    /// What was read from it.
    pub value: T,
}

/// Path and text of a file.
#[derive(Debug, Clone)]
pub struct Source {
    /// Inside the content folder.
    pub path: String,
    text: String,
}

impl Source {
    /// The place of a value.
    pub fn at<T>(&self, value: &Spanned<T>) -> At {
        self.at_location(value.referenced)
    }

    fn at_location(&self, location: Location) -> At {
        let line = usize::try_from(location.line()).unwrap_or_default();
        let column = usize::try_from(location.column()).unwrap_or_default();
        let width = usize::try_from(location.span().len()).unwrap_or_default();
        if line == 0 {
            At::file(&self.path)
        } else {
            At::place(&self.path, &self.text, line, column, width)
        }
    }

    /// The place of `len` bytes at `offset` inside a text value. Exact for blocks and plain or
    /// quoted lines as editors write them; where escapes or folding hide it, the value's start.
    pub fn inside(&self, value: &Spanned<String>, offset: usize, len: usize) -> At {
        self.find_inside(value, offset, len)
            .unwrap_or_else(|| self.at(value))
    }

    fn find_inside(&self, value: &Spanned<String>, offset: usize, len: usize) -> Option<At> {
        let before = value.value.get(..offset)?;
        let number = before.matches('\n').count();
        let column = offset - before.rfind('\n').map_or(0, |at| at + 1);
        let start = usize::try_from(value.referenced.span().byte_offset()?).ok()?;
        let mut from = start;
        let mut found = start;
        for line in value.value.split('\n').take(number + 1) {
            found = from + self.text.get(from..)?.find(line)?;
            from = found + line.len();
        }
        let place = found + column;
        let head = self.text.get(..place)?;
        let line = head.matches('\n').count() + 1;
        let column = head.rsplit('\n').next()?.chars().count() + 1;
        let width = value
            .value
            .get(offset..offset + len)?
            .lines()
            .next()
            .unwrap_or_default();
        Some(At::place(
            &self.path,
            &self.text,
            line,
            column,
            width.chars().count(),
        ))
    }
}

/// Reads one file; what is wrong goes to `problems`.
pub fn read<T: DeserializeOwned>(
    path: &str,
    bytes: &[u8],
    problems: &mut Problems,
) -> Option<Document<T>> {
    if bytes.len() > LARGEST {
        problems.file_too_large(At::file(path));
        return None;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let readable = String::from_utf8_lossy(bytes);
            let column = readable
                .lines()
                .nth(line - 1)
                .and_then(|line| line.find('\u{fffd}'));
            problems.not_utf8(At::place(path, &readable, line, column.unwrap_or(0) + 1, 1));
            return None;
        }
    };
    let source = Source {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    match serde_yaml::from_str_with_options(text, options()) {
        Ok(value) => Some(Document { source, value }),
        Err(error) => {
            complain(&source, error.without_snippet(), problems);
            None
        }
    }
}

/// Far beyond what people write, far below what hurts.
fn options() -> Options {
    let mut budget = Budget::default();
    budget.max_depth = 24;
    budget.max_aliases = 200;
    budget.max_anchors = 200;
    budget.max_nodes = 200_000;
    budget.max_documents = 4;
    budget.max_recorded_anchor_events = 20_000;
    let mut options = Options::default();
    options.budget = Some(budget);
    options.with_snippet = false;
    options
}

/// The reader's error in an editor's words.
fn complain(source: &Source, error: &Error, problems: &mut Problems) {
    let location = error.location().unwrap_or(Location::UNKNOWN);
    let at = source.at_location(location);
    match error {
        Error::SerdeUnknownField {
            field, expected, ..
        } => {
            problems.unknown_key(at, field, expected.iter().copied());
        }
        Error::SerdeMissingField { field, .. } => problems.missing_key(at, field),
        Error::DuplicateMappingKey { key, .. } => {
            problems.doubled_key(at, key.as_deref().unwrap_or("?"));
        }
        Error::NullIntoString { .. } => problems.empty_value(at),
        Error::SerdeInvalidType { expected, .. } => problems.other_shape(at, expected),
        Error::Unexpected { expected, .. } => problems.other_shape(at, in_words(expected)),
        Error::InvalidBooleanStrict { .. } => problems.other_shape(at, "`true` or `false`"),
        Error::InvalidScalar { .. } => problems.other_shape(at, "a whole number"),
        Error::MultipleDocuments { .. } => problems.several_documents(at),
        Error::Eof { .. } => problems.empty_file(At::file(&source.path)),
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => problems.bomb(At::file(&source.path)),
        Error::AliasError { error, .. } => complain(source, error, problems),
        other => syntax(source, at, other, problems),
    }
}

/// What the reader expected, without its own terms.
fn in_words(expected: &str) -> &str {
    match expected {
        "string scalar" => "a text",
        "sequence start" => "a list, each entry after `- `",
        "mapping start" => "names with values below them (`name: value`)",
        other => other,
    }
}

/// Broken YAML: the two slips people make most are looked for by ourselves.
fn syntax(source: &Source, at: At, error: &Error, problems: &mut Problems) {
    let near = at.line().unwrap_or(1);
    for number in [near, near + 1] {
        let line = source.text.lines().nth(number - 1).unwrap_or_default();
        if let Some(column) = tab_in_indent(line) {
            let at = At::place(&source.path, &source.text, number, column, 1);
            return problems.tab(at);
        }
    }
    let line = source
        .text
        .lines()
        .nth(near.saturating_sub(1))
        .unwrap_or_default();
    if let Some(column) = bare_colon(line) {
        let at = At::place(&source.path, &source.text, near, column, 1);
        return problems.bare_colon(at);
    }
    for number in [near, near.saturating_sub(1)] {
        let line = number
            .checked_sub(1)
            .and_then(|number| source.text.lines().nth(number));
        if let Some(column) = line.and_then(open_quote) {
            return problems.open_quote(At::place(&source.path, &source.text, number, column, 1));
        }
    }
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or(&message);
    problems.broken_yaml(at, message);
}

/// The column of a tab among the spaces a line begins with.
fn tab_in_indent(line: &str) -> Option<usize> {
    line.chars()
        .take_while(|c| c.is_whitespace())
        .position(|c| c == '\t')
        .map(|at| at + 1)
}

/// The column of a `: ` inside a value that stands in no quotes.
fn bare_colon(line: &str) -> Option<usize> {
    let (_, value) = line.split_once(": ")?;
    let value = value.trim_start();
    if value.starts_with(['"', '\'', '|', '>', '[', '{', '&', '*', '#']) {
        return None;
    }
    let inner = value
        .find(": ")
        .or_else(|| value.ends_with(':').then(|| value.len() - 1))?;
    let bytes = line.len() - value.len() + inner;
    Some(line.get(..bytes)?.chars().count() + 1)
}

/// The column of a quote that opens a value and is the only one on its line.
fn open_quote(line: &str) -> Option<usize> {
    let (key, value) = line.split_once(": ").or_else(|| line.split_once("- "))?;
    let text = value.trim_start();
    let quote = text.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    let before = key.chars().count() + 2 + value.chars().count() - text.chars().count();
    (text.matches(quote).count() == 1).then_some(before + 1)
}
