//! Telegram's HTML parse mode, with Telegram's own words for every mistake.
//!
//! After `parse_html` of `tdlib/td`, `MessageEntity.cpp`: a scan by bytes, because the positions in the
//! errors are byte offsets into the UTF-8 text. It must never be kinder than the real one.

use super::link;
use super::text::{Entity, EntityKind, Formatted, sort};

const TAGS: [&str; 17] = [
    "a",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "span",
    "tg-spoiler",
    "tg-emoji",
    "tg-time",
    "code",
    "pre",
    "blockquote",
];

/// Text and entities of `source`, or the error without Telegram's prefix
/// `Bad Request: can't parse entities: `.
pub fn parse(source: &str) -> Result<Formatted, String> {
    let mut parser = Parser {
        source,
        bytes: source.as_bytes(),
        at: 0,
        text: String::with_capacity(source.len()),
        units: 0,
        open: Vec::new(),
        found: Vec::new(),
        surrogate: false,
    };
    parser.run()?;
    Ok(parser.finish())
}

/// A tag that waits for its end.
struct Open {
    tag: String,
    argument: Argument,
    /// In UTF-16 units.
    offset: usize,
    /// Bytes of the text before it.
    begin: usize,
}

/// What an attribute said, as far as it matters for its tag.
#[derive(Default)]
struct Argument {
    value: String,
    unix: Option<i64>,
}

/// An entity, and the language of a `code` that may yet become a `pre`.
struct Found {
    entity: Entity,
    language: String,
}

struct Parser<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
    text: String,
    units: usize,
    open: Vec<Open>,
    found: Vec<Found>,
    surrogate: bool,
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), String> {
        while self.at < self.bytes.len() {
            match self.byte() {
                b'&' => match self.character_reference() {
                    Some(code) => self.push_code(code),
                    None => self.push_char(),
                },
                b'<' => {
                    let begin = self.at;
                    self.at += 1;
                    if self.byte() == b'/' {
                        self.end_tag(begin)?
                    } else {
                        self.start_tag(begin)?
                    }
                    self.at += 1;
                }
                _ => self.push_char(),
            }
        }
        if let Some(open) = self.open.last() {
            return Err(format!(
                "Can't find end tag corresponding to start tag \"{}\"",
                open.tag
            ));
        }
        if self.surrogate {
            return Err("Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units".to_owned());
        }
        Ok(())
    }

    fn finish(self) -> Formatted {
        let mut entities: Vec<Entity> = self.found.into_iter().map(|found| found.entity).collect();
        sort(&mut entities);
        Formatted {
            text: self.text,
            entities,
        }
    }

    /// The byte under the cursor; 0 at the end, as in a C string.
    fn byte(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn slice(&self, from: usize) -> &str {
        self.source.get(from..self.at).unwrap_or_default()
    }

    fn skip_while(&mut self, holds: impl Fn(u8) -> bool) {
        while self.at < self.bytes.len() && holds(self.byte()) {
            self.at += 1;
        }
    }

    fn push_char(&mut self) {
        let Some(c) = self
            .source
            .get(self.at..)
            .and_then(|rest| rest.chars().next())
        else {
            self.at += 1;
            return;
        };
        self.text.push(c);
        self.units += c.len_utf16();
        self.at += c.len_utf8();
    }

    fn push_code(&mut self, code: u32) {
        if let Some(c) = char::from_u32(code) {
            self.text.push(c);
            self.units += c.len_utf16();
        } else {
            self.surrogate = true;
            self.units += 1;
        }
    }

    /// Reads `&lt;`, `&#60;`, `&#x3c;` and moves on behind it; otherwise stays.
    fn character_reference(&mut self) -> Option<u32> {
        let (code, end) = decode_reference(self.bytes, self.at)?;
        self.at = end;
        Some(code)
    }

    fn start_tag(&mut self, begin: usize) -> Result<(), String> {
        let name_begin = self.at;
        self.skip_while(|b| !is_space(b) && b != b'>');
        if self.byte() == 0 {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        let tag = self.slice(name_begin).to_ascii_lowercase();
        if !TAGS.contains(&tag.as_str()) {
            return Err(format!(
                "Unsupported start tag \"{tag}\" at byte offset {begin}"
            ));
        }
        let mut argument = Argument::default();
        while self.byte() != b'>' {
            self.skip_while(is_space);
            if self.byte() == b'>' {
                break;
            }
            self.attribute(&tag, begin, &mut argument)?;
        }
        if tag == "span" && argument.value != "spoiler" {
            return Err(format!(
                "Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"
            ));
        }
        self.open.push(Open {
            tag,
            argument,
            offset: self.units,
            begin: self.text.len(),
        });
        Ok(())
    }

    fn attribute(
        &mut self,
        tag: &str,
        begin: usize,
        argument: &mut Argument,
    ) -> Result<(), String> {
        let name_begin = self.at;
        self.skip_while(|b| !is_space(b) && b != b'=' && b != b'>');
        let name = self.slice(name_begin).to_owned();
        if name.is_empty() {
            return Err(if self.byte() == 0 {
                format!("Unclosed start tag \"{tag}\" at byte offset {begin}")
            } else {
                format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}")
            });
        }
        self.skip_while(is_space);
        if self.byte() != b'=' {
            if self.byte() == 0 {
                return Err(format!(
                    "Unclosed start tag \"{tag}\" at byte offset {begin}"
                ));
            }
            if tag == "blockquote" && name == "expandable" {
                argument.value = "1".to_owned();
            }
            return Ok(());
        }
        self.at += 1;
        self.skip_while(is_space);
        if self.byte() == 0 {
            return Err(format!(
                "Unclosed start tag \"{tag}\" at byte offset {begin}"
            ));
        }
        let value = match self.byte() {
            quote @ (b'\'' | b'"') => self.quoted(quote),
            _ => self.name_token()?,
        };
        if self.byte() == 0 {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        argument.take(tag, &name, value);
        Ok(())
    }

    /// Letters, digits, periods and hyphens, lowered.
    fn name_token(&mut self) -> Result<String, String> {
        let begin = self.at;
        self.skip_while(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
        if !is_space(self.byte()) && self.byte() != b'>' {
            return Err(format!(
                "Unexpected end of name token at byte offset {begin}"
            ));
        }
        Ok(self.slice(begin).to_ascii_lowercase())
    }

    fn quoted(&mut self, quote: u8) -> String {
        self.at += 1;
        let mut value = String::new();
        while self.byte() != 0 && self.byte() != quote {
            if self.byte() == b'&'
                && let Some(code) = self.character_reference()
            {
                match char::from_u32(code) {
                    Some(c) => value.push(c),
                    None => self.surrogate = true,
                }
                continue;
            }
            let Some(c) = self
                .source
                .get(self.at..)
                .and_then(|rest| rest.chars().next())
            else {
                break;
            };
            value.push(c);
            self.at += c.len_utf8();
        }
        if self.byte() == quote {
            self.at += 1;
        }
        value
    }

    fn end_tag(&mut self, begin: usize) -> Result<(), String> {
        let Some(open) = self.open.pop() else {
            return Err(format!("Unexpected end tag at byte offset {begin}"));
        };
        self.skip_while(|b| !is_space(b) && b != b'>');
        let name = self.slice(begin + 2).to_owned();
        self.skip_while(is_space);
        if self.byte() != b'>' {
            return Err(format!("Unclosed end tag at byte offset {begin}"));
        }
        if !name.is_empty() && name != open.tag {
            return Err(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{name}>\"",
                open.tag
            ));
        }
        if self.units > open.offset {
            self.close(open)
        } else {
            Ok(())
        }
    }

    fn close(&mut self, open: Open) -> Result<(), String> {
        let (offset, length) = (open.offset, self.units - open.offset);
        let mut language = String::new();
        let kind = match open.tag.as_str() {
            "b" | "strong" => EntityKind::Bold,
            "i" | "em" => EntityKind::Italic,
            "u" | "ins" => EntityKind::Underline,
            "s" | "strike" | "del" => EntityKind::Strikethrough,
            "span" | "tg-spoiler" => EntityKind::Spoiler,
            "blockquote" if open.argument.value.is_empty() => EntityKind::Blockquote,
            "blockquote" => EntityKind::ExpandableBlockquote,
            "tg-emoji" => match open.argument.value.parse::<i64>() {
                Ok(id) if id != 0 => EntityKind::CustomEmoji { id: id.to_string() },
                _ => return Err("Invalid custom emoji identifier specified".to_owned()),
            },
            "tg-time" => date_time(&open.argument)?,
            "pre" => match self.merge(offset, length, &EntityKind::Code, None) {
                true => return Ok(()),
                false => EntityKind::Pre { language: None },
            },
            "code"
                if self.merge(
                    offset,
                    length,
                    &EntityKind::Pre { language: None },
                    Some(&open.argument.value),
                ) =>
            {
                return Ok(());
            }
            "code" => {
                language = open.argument.value;
                EntityKind::Code
            }
            _ => match self.link(&open) {
                Some(kind) => kind,
                None => return Ok(()),
            },
        };
        self.found.push(Found {
            entity: Entity {
                kind,
                offset,
                length,
            },
            language,
        });
        Ok(())
    }

    /// `pre` around `code class="language-x"`, or the reverse, over the same stretch is one entity.
    fn merge(
        &mut self,
        offset: usize,
        length: usize,
        inner: &EntityKind,
        language: Option<&str>,
    ) -> bool {
        let Some(last) = self.found.last_mut() else {
            return false;
        };
        let language = language.map_or_else(|| last.language.clone(), str::to_owned);
        if last.entity.kind != *inner
            || last.entity.offset != offset
            || last.entity.length != length
            || language.is_empty()
        {
            return false;
        }
        last.entity.kind = EntityKind::Pre {
            language: Some(language),
        };
        true
    }

    /// An address that is no link drops the entity and keeps the text, without an error.
    fn link(&self, open: &Open) -> Option<EntityKind> {
        let shown = self.text.get(open.begin..).unwrap_or_default();
        let address = if open.argument.value.is_empty() {
            shown
        } else {
            &open.argument.value
        };
        if let Some(user) = link::user(address) {
            return Some(EntityKind::TextMention { user });
        }
        // An address taken from the text must be a link to the last character.
        if open.argument.value.is_empty() && shown.trim() != shown {
            return None;
        }
        link::checked(address).map(|url| EntityKind::TextLink { url })
    }
}

impl Argument {
    fn take(&mut self, tag: &str, name: &str, value: String) {
        match (tag, name) {
            ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format") => self.value = value,
            ("tg-time", "unix") => self.unix = Some(value.parse().unwrap_or(0)),
            ("code", "class") => {
                if let Some(language) = value.strip_prefix("language-") {
                    language.clone_into(&mut self.value);
                }
            }
            ("span", "class") => {
                if let Some(class) = value.strip_prefix("tg-") {
                    class.clone_into(&mut self.value);
                }
            }
            ("blockquote", "expandable") => self.value = "1".to_owned(),
            _ => {}
        }
    }
}

/// `r` alone, or any of `t T d D w W`.
fn date_time(argument: &Argument) -> Result<EntityKind, String> {
    let format = &argument.value;
    if format != "r" && !format.chars().all(|c| "tTdDwW".contains(c)) {
        return Err("Invalid date format used".to_owned());
    }
    match argument.unix {
        Some(unix) if unix > 0 => Ok(EntityKind::DateTime { unix }),
        _ => Err("Invalid Unix time specified".to_owned()),
    }
}

/// As `is_space` of `tdlib/td`, which counts NUL as a space too; the end of the text is told apart by its callers.
const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0 | 0x0b)
}

/// Code point and the position behind the reference that starts at `at`. Only four names exist; a missing
/// semicolon is forgiven; ten characters and more are no reference.
fn decode_reference(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let mut end = at + 1;
    let code = if byte(end) == b'#' {
        end += 1;
        let radix = if byte(end) == b'x' { 16 } else { 10 };
        end += usize::from(radix == 16);
        let mut code: u32 = 0;
        while let Some(digit) = char::from(byte(end)).to_digit(radix) {
            code = code.wrapping_mul(radix).wrapping_add(digit);
            end += 1;
        }
        if code == 0 || code >= 0x0010_ffff || end - at >= 10 {
            return None;
        }
        code
    } else {
        while byte(end).is_ascii_alphabetic() {
            end += 1;
        }
        match bytes.get(at + 1..end)? {
            b"lt" => u32::from('<'),
            b"gt" => u32::from('>'),
            b"amp" => u32::from('&'),
            b"quot" => u32::from('"'),
            _ => return None,
        }
    };
    Some((code, end + usize::from(byte(end) == b';')))
}
