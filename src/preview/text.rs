//! Texts with their entities, as Telegram keeps them: what it cleans away, how it counts, how it looks.
//!
//! Offsets and lengths are UTF-16 code units everywhere (Bot API, `MessageEntity`). Cleaning follows
//! `fix_formatted_text` of `tdlib/td`. Nothing here knows a message.

use serde_json::{Value, json};

use super::link;

/// A text and the entities in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formatted {
    /// The text, without any markup.
    pub text: String,
    /// Sorted by offset, the longer first.
    pub entities: Vec<Entity>,
}

/// One stretch of a text that is more than text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// UTF-16 units before it.
    pub offset: usize,
    /// UTF-16 units in it.
    pub length: usize,
}

/// Kinds of entities this server knows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are Telegram's own")]
pub enum EntityKind {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Blockquote,
    ExpandableBlockquote,
    Code,
    Pre { language: Option<String> },
    TextLink { url: String },
    TextMention { user: i64 },
    CustomEmoji { id: String },
    DateTime { unix: i64 },
    Mention,
    Hashtag,
    BotCommand,
    Url,
    Email,
}

impl EntityKind {
    /// The name in the field `type`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Bold => "bold",
            Self::Italic => "italic",
            Self::Underline => "underline",
            Self::Strikethrough => "strikethrough",
            Self::Spoiler => "spoiler",
            Self::Blockquote => "blockquote",
            Self::ExpandableBlockquote => "expandable_blockquote",
            Self::Code => "code",
            Self::Pre { .. } => "pre",
            Self::TextLink { .. } => "text_link",
            Self::TextMention { .. } => "text_mention",
            Self::CustomEmoji { .. } => "custom_emoji",
            Self::DateTime { .. } => "date_time",
            Self::Mention => "mention",
            Self::Hashtag => "hashtag",
            Self::BotCommand => "bot_command",
            Self::Url => "url",
            Self::Email => "email",
        }
    }

    /// What may nest and cross: everything else excludes its own kind.
    const fn is_style(&self) -> bool {
        matches!(
            self,
            Self::Bold | Self::Italic | Self::Underline | Self::Strikethrough | Self::Spoiler
        )
    }

    const fn is_code(&self) -> bool {
        matches!(self, Self::Code | Self::Pre { .. })
    }

    const fn is_quote(&self) -> bool {
        matches!(self, Self::Blockquote | Self::ExpandableBlockquote)
    }

    /// Order of entities over the same stretch (`get_type_priority` of `tdlib/td`).
    const fn priority(&self) -> u8 {
        match self {
            Self::Blockquote | Self::ExpandableBlockquote => 0,
            Self::Pre { .. } => 11,
            Self::Code => 20,
            Self::TextLink { .. } | Self::TextMention { .. } => 49,
            Self::Mention | Self::Hashtag | Self::BotCommand | Self::Url | Self::Email => 50,
            Self::Bold => 90,
            Self::Italic => 91,
            Self::Underline => 92,
            Self::Strikethrough => 93,
            Self::Spoiler => 94,
            Self::CustomEmoji { .. } | Self::DateTime { .. } => 99,
        }
    }
}

impl Formatted {
    /// A text without entities.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            entities: Vec::new(),
        }
    }

    /// Length in UTF-16 units: what Telegram's limits are held against here.
    pub fn units(&self) -> usize {
        units(&self.text)
    }

    /// Whether anything is left to be seen.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(is_invisible)
    }

    /// The entities as the Bot API writes them.
    pub fn entities_json(&self) -> Value {
        Value::Array(self.entities.iter().map(entity_json).collect())
    }
}

/// Length in UTF-16 units.
pub fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Sorts by offset, the longer first, then by Telegram's priority of kinds.
pub fn sort(entities: &mut [Entity]) {
    entities.sort_by_key(|entity| {
        (
            entity.offset,
            std::cmp::Reverse(entity.length),
            entity.kind.priority(),
        )
    });
}

/// What Telegram does to every text it accepts: control characters become spaces or vanish, the ends are
/// trimmed, entities move with the text, those left empty or blank go, forbidden nesting is cut apart.
pub fn fix(formatted: &Formatted) -> Formatted {
    let mut kept = String::with_capacity(formatted.text.len());
    // For every old offset the new one; a removed character's offset is that of its successor.
    let mut moved = Vec::with_capacity(formatted.text.len() + 1);
    let mut at = 0;
    for c in formatted.text.chars() {
        moved.extend(std::iter::repeat_n(at, c.len_utf16()));
        if let Some(c) = cleaned(c) {
            kept.push(c);
            at += c.len_utf16();
        }
    }
    moved.push(at);
    let is_blank = |c: char| c == ' ' || c == '\n';
    let start = units(&kept) - units(kept.trim_start_matches(is_blank));
    let text = kept.trim_matches(is_blank).to_owned();
    let end = units(&text);
    let place = |offset: usize| {
        moved
            .get(offset)
            .copied()
            .unwrap_or(at)
            .saturating_sub(start)
            .min(end)
    };
    let entities = formatted
        .entities
        .iter()
        .filter_map(|entity| {
            let (from, to) = (place(entity.offset), place(entity.offset + entity.length));
            (to > from).then(|| Entity {
                kind: entity.kind.clone(),
                offset: from,
                length: to - from,
            })
        })
        .collect();
    let entities = untangle(entities, &text);
    Formatted { text, entities }
}

/// The piece of `text` between two UTF-16 offsets.
pub fn piece(text: &str, offset: usize, length: usize) -> String {
    let mut at = 0;
    text.chars()
        .filter(|c| {
            let here = at;
            at += c.len_utf16();
            here >= offset && here < offset + length
        })
        .collect()
}

fn cleaned(c: char) -> Option<char> {
    match c {
        '\r'
        | '\u{202a}'..='\u{202e}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{0333}'
        | '\u{033f}'
        | '\u{030a}' => None,
        '\n' => Some('\n'),
        c if u32::from(c) < 32 => Some(' '),
        c => Some(c),
    }
}

fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{00ad}')
}

/// Blank entities go; code excludes everything; other entities exclude their like; styles are cut around code.
fn untangle(mut entities: Vec<Entity>, text: &str) -> Vec<Entity> {
    sort(&mut entities);
    let mut kept: Vec<Entity> = Vec::new();
    for entity in entities.iter().filter(|entity| !entity.kind.is_style()) {
        let blank = piece(text, entity.offset, entity.length)
            .chars()
            .all(is_invisible);
        let excluded = kept.iter().any(|other| {
            overlaps(other, entity) && (other.kind.is_quote() == entity.kind.is_quote())
        });
        if !excluded && (!blank || entity.kind.is_code()) {
            kept.push(entity.clone());
        }
    }
    let codes: Vec<(usize, usize)> = kept
        .iter()
        .filter(|e| e.kind.is_code())
        .map(|e| (e.offset, e.offset + e.length))
        .collect();
    for entity in entities.iter().filter(|entity| entity.kind.is_style()) {
        for (from, to) in outside(entity.offset, entity.offset + entity.length, &codes) {
            if !piece(text, from, to - from).chars().all(is_invisible) {
                kept.push(Entity {
                    kind: entity.kind.clone(),
                    offset: from,
                    length: to - from,
                });
            }
        }
    }
    sort(&mut kept);
    kept.dedup();
    kept
}

const fn overlaps(a: &Entity, b: &Entity) -> bool {
    a.offset < b.offset + b.length && b.offset < a.offset + a.length
}

/// What remains of a stretch when others, sorted, are cut out of it.
fn outside(from: usize, to: usize, cut: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    let mut at = from;
    for (begin, end) in cut.iter().filter(|(begin, end)| *begin < to && *end > from) {
        if *begin > at {
            pieces.push((at, *begin));
        }
        at = at.max(*end);
    }
    if at < to {
        pieces.push((at, to));
    }
    pieces
}

fn entity_json(entity: &Entity) -> Value {
    let mut value =
        json!({"type": entity.kind.name(), "offset": entity.offset, "length": entity.length});
    let extra = match &entity.kind {
        EntityKind::Pre {
            language: Some(language),
        } => Some(("language", json!(language))),
        EntityKind::TextLink { url } => Some(("url", json!(url))),
        EntityKind::TextMention { user } => Some((
            "user",
            json!({"id": user, "is_bot": false, "first_name": "?"}),
        )),
        EntityKind::CustomEmoji { id } => Some(("custom_emoji_id", json!(id))),
        EntityKind::DateTime { unix } => Some(("unix_time", json!(unix))),
        _ => None,
    };
    if let (Some((key, extra)), Some(object)) = (extra, value.as_object_mut()) {
        object.insert(key.to_owned(), extra);
    }
    value
}

/// An entity as the bot writes it in `entities` or `caption_entities`; nothing if it makes no sense.
pub fn entity_from_json(value: &Value) -> Option<Entity> {
    let number = |key: &str| {
        value
            .get(key)
            .and_then(Value::as_u64)
            .and_then(|n| usize::try_from(n).ok())
    };
    let word = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let kind = match value.get("type")?.as_str()? {
        "bold" => EntityKind::Bold,
        "italic" => EntityKind::Italic,
        "underline" => EntityKind::Underline,
        "strikethrough" => EntityKind::Strikethrough,
        "spoiler" => EntityKind::Spoiler,
        "blockquote" => EntityKind::Blockquote,
        "expandable_blockquote" => EntityKind::ExpandableBlockquote,
        "code" => EntityKind::Code,
        "pre" => EntityKind::Pre {
            language: word("language"),
        },
        "text_link" => EntityKind::TextLink {
            url: link::checked(&word("url")?)?,
        },
        "text_mention" => EntityKind::TextMention {
            user: value.pointer("/user/id")?.as_i64()?,
        },
        "custom_emoji" => EntityKind::CustomEmoji {
            id: word("custom_emoji_id")?,
        },
        "date_time" => EntityKind::DateTime {
            unix: value.get("unix_time")?.as_i64()?,
        },
        _ => return None,
    };
    Some(Entity {
        kind,
        offset: number("offset")?,
        length: number("length")?,
    })
}

/// The text as HTML that is safe to put into a page: only these tags, everything else escaped.
pub fn to_html(formatted: &Formatted) -> String {
    let mut html = String::with_capacity(formatted.text.len());
    let mut open: Vec<&Entity> = Vec::new();
    let mut waiting = formatted.entities.iter().peekable();
    let mut at = 0;
    for c in formatted.text.chars() {
        close_until(&mut html, &mut open, at);
        while let Some(entity) = waiting.next_if(|entity| entity.offset <= at) {
            html.push_str(&start_tag(entity, &formatted.text));
            open.push(entity);
        }
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            c => html.push(c),
        }
        at += c.len_utf16();
    }
    close_until(&mut html, &mut open, usize::MAX);
    html
}

/// Ends what ends here, and, as tags must nest, ends and reopens what was opened inside of it.
fn close_until<'a>(html: &mut String, open: &mut Vec<&'a Entity>, at: usize) {
    let Some(first) = open
        .iter()
        .position(|entity| entity.offset + entity.length <= at || at == usize::MAX)
    else {
        return;
    };
    let reopened: Vec<&'a Entity> = open.split_off(first);
    for entity in reopened.iter().rev() {
        html.push_str(end_tag(&entity.kind));
    }
    if at == usize::MAX {
        return;
    }
    for entity in reopened
        .into_iter()
        .filter(|entity| entity.offset + entity.length > at)
    {
        html.push_str(&start_tag(entity, ""));
        open.push(entity);
    }
}

fn start_tag(entity: &Entity, text: &str) -> String {
    let anchor = |url: &str| {
        format!(
            "<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\">",
            attribute(url)
        )
    };
    match &entity.kind {
        EntityKind::Bold => "<b>".to_owned(),
        EntityKind::Italic => "<i>".to_owned(),
        EntityKind::Underline => "<u>".to_owned(),
        EntityKind::Strikethrough => "<s>".to_owned(),
        EntityKind::Spoiler => "<span class=\"spoiler\">".to_owned(),
        EntityKind::Blockquote => "<blockquote>".to_owned(),
        EntityKind::ExpandableBlockquote => "<blockquote class=\"expandable\">".to_owned(),
        EntityKind::Code => "<code>".to_owned(),
        EntityKind::Pre { .. } => "<pre>".to_owned(),
        EntityKind::TextLink { url } => anchor(url),
        EntityKind::Url => {
            anchor(&link::checked(&piece(text, entity.offset, entity.length)).unwrap_or_default())
        }
        kind => format!("<span class=\"{}\">", kind.name().replace('_', "-")),
    }
}

const fn end_tag(kind: &EntityKind) -> &'static str {
    match kind {
        EntityKind::Bold => "</b>",
        EntityKind::Italic => "</i>",
        EntityKind::Underline => "</u>",
        EntityKind::Strikethrough => "</s>",
        EntityKind::Blockquote | EntityKind::ExpandableBlockquote => "</blockquote>",
        EntityKind::Code => "</code>",
        EntityKind::Pre { .. } => "</pre>",
        EntityKind::TextLink { .. } | EntityKind::Url => "</a>",
        _ => "</span>",
    }
}

fn attribute(value: &str) -> String {
    value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
