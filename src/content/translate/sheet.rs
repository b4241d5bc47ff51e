//! One file of texts with the place of every text in it, so that a text can be put in or changed
//! and everything else stays as it was written: comments, order, quotes, empty lines.

use std::ops::Range;

use serde_yaml::Spanned;

use crate::content::problems::Problems;
use crate::content::raw::{Entries, Node, Words};
use crate::content::yaml;

/// A file that can be edited text by text.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    path: String,
    text: String,
    twigs: Vec<Twig>,
}

/// A name with what stands below it.
#[derive(Debug, Clone)]
struct Twig {
    key: String,
    /// Byte of the name.
    at: usize,
    /// Spaces before the name.
    indent: usize,
    /// Byte behind its last line.
    end: usize,
    inner: Inner,
}

#[derive(Debug, Clone)]
enum Inner {
    Text {
        value: String,
        place: Range<usize>,
    },
    /// `flow`: written as `{…}`.
    Map {
        twigs: Vec<Twig>,
        flow: bool,
    },
    Other,
}

/// A text and its name from the root of the file.
pub(super) struct Leaf<'a> {
    pub path: Vec<&'a str>,
    pub value: &'a str,
    /// Lines from 1.
    pub lines: Range<usize>,
}

impl Sheet {
    /// A file as it is written; nothing if it cannot be read.
    pub fn read(path: &str, bytes: &[u8]) -> Option<Self> {
        type Root = Entries<Spanned<Node>>;
        let document = yaml::read::<Root>(path, bytes, &mut Problems::default())?;
        let text = std::str::from_utf8(bytes).ok()?.to_owned();
        let twigs = twigs(&text, &document.value.0, false)?;
        Some(Self {
            path: path.to_owned(),
            text,
            twigs,
        })
    }

    /// A file for a language in which nothing stands yet.
    pub fn empty(path: &str, lang: &str) -> Option<Self> {
        Self::read(path, format!("{lang}:\n").as_bytes())
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// All texts, in the order of the file.
    pub fn leaves(&self) -> Vec<Leaf<'_>> {
        let mut leaves = Vec::new();
        self.gather(&self.twigs, &mut Vec::new(), &mut leaves);
        leaves
    }

    fn gather<'a>(
        &'a self,
        twigs: &'a [Twig],
        path: &mut Vec<&'a str>,
        leaves: &mut Vec<Leaf<'a>>,
    ) {
        for twig in twigs {
            path.push(&twig.key);
            match &twig.inner {
                Inner::Text { value, .. } => leaves.push(Leaf {
                    path: path.clone(),
                    value,
                    lines: self.line(twig.at)..self.line(twig.end.saturating_sub(1)) + 1,
                }),
                Inner::Map { twigs, .. } => self.gather(twigs, path, leaves),
                Inner::Other => {}
            }
            path.pop();
        }
    }

    fn line(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or(&self.text);
        before.matches('\n').count() + 1
    }

    /// The text under a name.
    pub fn get(&self, path: &[&str]) -> Option<&str> {
        match &self.find(path)?.inner {
            Inner::Text { value, .. } => Some(value),
            Inner::Map { .. } | Inner::Other => None,
        }
    }

    /// Names below a name, in the order of the file.
    pub fn below(&self, path: &[&str]) -> Vec<&str> {
        self.twigs_at(path)
            .map(|twigs| twigs.iter().map(|twig| twig.key.as_str()).collect())
            .unwrap_or_default()
    }

    fn twigs_at(&self, path: &[&str]) -> Option<&[Twig]> {
        if path.is_empty() {
            return Some(&self.twigs);
        }
        match &self.find(path)?.inner {
            Inner::Map { twigs, .. } => Some(twigs),
            Inner::Text { .. } | Inner::Other => None,
        }
    }

    fn find(&self, path: &[&str]) -> Option<&Twig> {
        let (first, rest) = path.split_first()?;
        let mut found = self.twigs.iter().find(|twig| twig.key == *first)?;
        for name in rest {
            let Inner::Map { twigs, .. } = &found.inner else {
                return None;
            };
            found = twigs.iter().find(|twig| twig.key == *name)?;
        }
        Some(found)
    }

    /// The file with this text under a name, put in at the place it has in `order` if it is new.
    /// `None` if the file is written in a way that cannot be edited so; what the result says is
    /// read again, so that no edit can do harm elsewhere.
    pub fn with(&self, path: &[&str], value: &str, order: &Sheet) -> Option<Self> {
        let text = match self.find(path) {
            Some(twig) => self.changed(twig, value)?,
            None => self.grown(path, value, order)?,
        };
        let new = Self::read(&self.path, text.as_bytes())?;
        let others = |sheet: &Self| -> Vec<(String, String)> {
            let leaves = sheet.leaves();
            let others = leaves.iter().filter(|leaf| leaf.path != path);
            others
                .map(|leaf| (leaf.path.join("\n"), leaf.value.to_owned()))
                .collect()
        };
        let said = new.get(path).map(str::trim_end);
        (said == Some(value.trim_end()) && others(self) == others(&new)).then_some(new)
    }

    fn changed(&self, twig: &Twig, value: &str) -> Option<String> {
        let (before, place) = match &twig.inner {
            Inner::Text { place, .. } => (self.text.get(place.clone())?, place.clone()),
            Inner::Map { .. } | Inner::Other => return None,
        };
        let is_block = before.starts_with(['|', '>']);
        let rest = self.text.get(place.end..line_end(&self.text, place.end));
        // a comment or a brace behind it leaves no room for a block
        let free = value.contains('\n') && rest.unwrap_or_default().trim().is_empty();
        let mut written = scalar(value, twig.indent, is_block || free);
        if !is_block {
            // a block brings its own line end, the rest of this line has one already
            written.truncate(written.trim_end_matches('\n').len());
        }
        let mut text = self.text.clone();
        text.replace_range(place, &written);
        Some(text)
    }

    fn grown(&self, path: &[&str], value: &str, order: &Sheet) -> Option<String> {
        let known = (0..path.len())
            .rev()
            .find(|depth| path.get(..*depth).is_some_and(|head| self.is_map(head)))?;
        let (head, tail) = (path.get(..known)?, path.get(known..)?);
        let twigs = self.twigs_at(head).unwrap_or_default();
        let above = self.find(head);
        let flow = above.is_some_and(|twig| matches!(twig.inner, Inner::Map { flow: true, .. }));
        if flow {
            return None;
        }
        let indent = match (twigs.first(), above) {
            (Some(first), _) => first.indent,
            (None, Some(above)) => above.indent + 2,
            (None, None) => 0,
        };
        let at = self.place_for(tail.first()?, twigs, above, (head, order));
        let mut grown = String::new();
        let (last, names) = tail.split_last()?;
        for (depth, name) in names.iter().enumerate() {
            grown.push_str(&format!("{}{}:\n", spaces(indent + depth * 2), key(name)));
        }
        let indent = indent + names.len() * 2;
        let block = value.contains('\n');
        grown.push_str(&format!(
            "{}{}: {}",
            spaces(indent),
            key(last),
            scalar(value, indent, block)
        ));
        if !grown.ends_with('\n') {
            grown.push('\n');
        }
        let mut text = self.text.clone();
        if at == text.len() && !text.ends_with('\n') {
            grown.insert(0, '\n');
        }
        text.insert_str(at, &grown);
        Some(text)
    }

    /// Whether names may be put in below; the root always, and a name with nothing behind it.
    fn is_map(&self, path: &[&str]) -> bool {
        path.is_empty()
            || self.find(path).is_some_and(|twig| match &twig.inner {
                Inner::Map { .. } => true,
                Inner::Other => {
                    let behind = self.text.get(twig.at..twig.end).unwrap_or_default();
                    behind.trim_end().ends_with(':')
                }
                Inner::Text { .. } => false,
            })
    }

    /// Behind the nearest name that stands before it in `order`, else at the head.
    fn place_for(
        &self,
        name: &str,
        twigs: &[Twig],
        above: Option<&Twig>,
        (head, order): (&[&str], &Sheet),
    ) -> usize {
        // the root of the other file is its own language
        let mut there: Vec<&str> = head.to_vec();
        if let (Some(root), Some(own)) = (order.twigs.first(), there.first_mut()) {
            *own = &root.key;
        }
        let names = order.below(&there);
        let before = names.iter().take_while(|other| **other != name);
        let before: Vec<&&str> = before.collect();
        let nearest = before
            .into_iter()
            .rev()
            .find_map(|other| twigs.iter().find(|twig| twig.key == **other));
        match (nearest, above) {
            (Some(twig), _) => twig.end,
            (None, Some(above)) => line_end(&self.text, above.at),
            (None, None) => self.text.len(),
        }
    }
}

/// The names of one level, with their places.
fn twigs(text: &str, entries: &[(Words, Spanned<Node>)], flow: bool) -> Option<Vec<Twig>> {
    entries
        .iter()
        .map(|(name, node)| twig(text, name, node, flow))
        .collect()
}

fn twig(text: &str, name: &Words, node: &Spanned<Node>, in_flow: bool) -> Option<Twig> {
    let at = usize::try_from(name.referenced.span().byte_offset()?).ok()?;
    let line = text.get(..at)?.rfind('\n').map_or(0, |at| at + 1);
    let indent = text.get(line..at)?.len();
    let value = value_start(text, at)?;
    let (inner, end) = match &node.value {
        Node::Text(words) => {
            let place = value..scalar_end(text, value, indent, in_flow)?;
            let end = place.end;
            let inner = Inner::Text {
                value: words.clone(),
                place,
            };
            (inner, end)
        }
        Node::Map(entries) => {
            let flow = in_flow || text.get(value..)?.starts_with('{');
            let twigs = twigs(text, entries, flow)?;
            let end = twigs.last().map_or(value, |twig| twig.end);
            (Inner::Map { twigs, flow }, end)
        }
        Node::Other(_) if in_flow => (Inner::Other, value),
        Node::Other(_) => (Inner::Other, block_end(text, value, indent)),
    };
    let end = if in_flow { end } else { line_end(text, end) };
    Some(Twig {
        key: name.value.clone(),
        at,
        indent,
        end,
        inner,
    })
}

/// Behind the line end of the line of this byte; the byte itself if it begins a line.
fn line_end(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    if before.ends_with('\n') {
        return at;
    }
    let rest = text.get(at..).unwrap_or_default();
    at + rest.find('\n').map_or(rest.len(), |end| end + 1)
}

/// Where the value of a name begins: behind the colon and the spaces.
fn value_start(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let behind = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest.get(1..)?.find(quote)? + 2,
        _ => 0,
    };
    let colon = behind + rest.get(behind..)?.find(':')? + 1;
    let spaces = rest.get(colon..)?;
    Some(at + colon + (spaces.len() - spaces.trim_start_matches(' ').len()))
}

/// Where a scalar ends that begins here.
fn scalar_end(text: &str, start: usize, indent: usize, flow: bool) -> Option<usize> {
    let rest = text.get(start..)?;
    Some(match rest.chars().next()? {
        '|' | '>' => block_end(text, start, indent),
        '"' => start + 1 + quote_end(rest.get(1..)?, '"')?,
        '\'' => start + 1 + quote_end(rest.get(1..)?, '\'')?,
        _ if flow => start + rest.find([',', '}', '\n']).unwrap_or(rest.len()),
        _ => plain_end(text, start, indent),
    })
}

/// Behind the closing quote.
fn quote_end(rest: &str, quote: char) -> Option<usize> {
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote == '"' {
            chars.next();
        } else if c == quote {
            if quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == '\'') {
                chars.next();
                continue;
            }
            return Some(at + 1);
        }
    }
    None
}

/// Behind the last line of a block that says something.
fn block_end(text: &str, start: usize, indent: usize) -> usize {
    let mut end = line_end(text, start);
    let mut at = end;
    while at < text.len() {
        let next = line_end(text, at + 1);
        let line = text.get(at..next).unwrap_or_default();
        let deep = line.len() - line.trim_start_matches(' ').len();
        if line.trim().is_empty() {
            at = next;
            continue;
        }
        if deep <= indent {
            break;
        }
        at = next;
        end = next;
    }
    end
}

/// Behind the last word of a text without quotes.
fn plain_end(text: &str, start: usize, indent: usize) -> usize {
    let cut = |line: &str| {
        let words = line
            .find(" #")
            .map_or(line, |at| line.get(..at).unwrap_or(line));
        words.trim_end().len()
    };
    let first = text.get(start..line_end(text, start)).unwrap_or_default();
    let mut end = start + cut(first);
    let mut at = line_end(text, start);
    while at < text.len() {
        let next = line_end(text, at + 1);
        let line = text.get(at..next).unwrap_or_default();
        let words = line.trim_start_matches(' ');
        if line.len() - words.len() <= indent || words.trim().is_empty() || words.starts_with('#') {
            break;
        }
        end = at + cut(line);
        at = next;
    }
    end
}

fn spaces(count: usize) -> String {
    " ".repeat(count)
}

/// A name as it is written; in quotes where YAML could take it for something else.
fn key(name: &str) -> String {
    const TAKEN: [&str; 9] = ["yes", "no", "on", "off", "true", "false", "null", "y", "n"];
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        && !TAKEN.contains(&name.to_ascii_lowercase().as_str());
    if plain { name.to_owned() } else { quoted(name) }
}

/// A text as it is written behind its name, whose line has `indent` spaces.
fn scalar(value: &str, indent: usize, block: bool) -> String {
    let words = value.trim_end();
    let odd = words.starts_with([' ', '\n', '\t'])
        || words.chars().any(|c| c.is_control() && c != '\n')
        || words.lines().any(|line| line.ends_with(' '))
        || words.is_empty();
    if !block || odd {
        return quoted(words);
    }
    let mut written = "|\n".to_owned();
    for line in words.lines() {
        if !line.is_empty() {
            written.push_str(&spaces(indent + 2));
            written.push_str(line);
        }
        written.push('\n');
    }
    written
}

fn quoted(text: &str) -> String {
    let mut written = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            c if c.is_control() || c == '\u{feff}' => {
                written.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => written.push(c),
        }
    }
    written.push('"');
    written
}
