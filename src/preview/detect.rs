//! Entities Telegram finds by itself in every text: commands, mentions, hashtags, links, e-mail addresses.
//!
//! Only what a bot may come to see in texts is looked for, word by word, and always outside of code and links.
//! It must never touch the text itself.

use super::link;
use super::text::{Entity, EntityKind, Formatted, sort, units};

/// Adds what is found to the entities that are there.
pub fn add(formatted: &mut Formatted) {
    let mut found = Vec::new();
    let mut offset = 0;
    for word in formatted.text.split_inclusive(char::is_whitespace) {
        let lead = word.len() - word.trim_start_matches(['(', '[', '«', '"', '\'']).len();
        let body = word.get(lead..).unwrap_or_default();
        let body = body.trim_end_matches(|c: char| c.is_whitespace() || ".,;:!?)]»\"'".contains(c));
        if let Some(kind) = kind(body) {
            let start = offset + units(word.get(..lead).unwrap_or_default());
            let entity = Entity {
                kind,
                offset: start,
                length: units(body),
            };
            let taken = formatted.entities.iter().any(|other| {
                excludes(&other.kind)
                    && other.offset < start + entity.length
                    && start < other.offset + other.length
            });
            if !taken {
                found.push(entity);
            }
        }
        offset += units(word);
    }
    formatted.entities.extend(found);
    sort(&mut formatted.entities);
}

const fn excludes(kind: &EntityKind) -> bool {
    matches!(
        kind,
        EntityKind::Code
            | EntityKind::Pre { .. }
            | EntityKind::TextLink { .. }
            | EntityKind::TextMention { .. }
            | EntityKind::CustomEmoji { .. }
    )
}

fn kind(word: &str) -> Option<EntityKind> {
    let is_name = |name: &str, least: usize| {
        name.len() >= least && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if let Some(command) = word.strip_prefix('/') {
        let (command, bot) = command.split_once('@').unwrap_or((command, "bot"));
        return (is_name(command, 1) && command.len() <= 64 && is_name(bot, 3))
            .then_some(EntityKind::BotCommand);
    }
    if let Some(name) = word.strip_prefix('@') {
        return is_name(name, 3).then_some(EntityKind::Mention);
    }
    if let Some(tag) = word.strip_prefix('#') {
        let holds = tag.chars().all(|c| c.is_alphanumeric() || c == '_')
            && tag.chars().any(char::is_alphabetic);
        return (!tag.is_empty() && holds).then_some(EntityKind::Hashtag);
    }
    // Of links without a scheme only Telegram's own are looked for: what it takes for a name in the net is long.
    if word.contains("://") || word.starts_with("t.me/") {
        return link::checked(word).map(|_| EntityKind::Url);
    }
    let (name, host) = word.split_once('@')?;
    let holds = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._+-".contains(c));
    (holds && link::checked(host).is_some()).then_some(EntityKind::Email)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, usize, usize)> {
        let mut formatted = Formatted::plain(text);
        add(&mut formatted);
        formatted
            .entities
            .iter()
            .map(|e| (e.kind.name().to_owned(), e.offset, e.length))
            .collect()
    }

    #[test]
    fn a_start_command_is_found_without_its_payload() {
        assert_eq!(found("/start n-docs"), [("bot_command".to_owned(), 0, 6)]);
        assert_eq!(
            found("/stats@help_bot"),
            [("bot_command".to_owned(), 0, 15)]
        );
    }

    #[test]
    fn offsets_are_utf16_units() {
        assert_eq!(
            found("😀 (https://example.org), a@example.org"),
            [("url".to_owned(), 4, 19), ("email".to_owned(), 26, 13)]
        );
    }

    #[test]
    fn telegrams_own_links_need_no_scheme() {
        assert_eq!(found("t.me/c/21/5, not"), [("url".to_owned(), 0, 11)]);
        assert!(found("t.me").is_empty());
    }

    #[test]
    fn fractions_and_lone_signs_are_nothing() {
        assert!(found("1/2 / # @ a@b").is_empty());
    }
}
