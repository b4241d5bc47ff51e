//! A tolerant reader of what must never be lost from an update: ids, chat, sender, text, caption,
//! callback data, kind of content. teloxide drops without a word what is newer than itself (a text
//! with an unknown entity arrives with no text at all), so the words are read here. What only some
//! messages have is looked up when it is asked for: a field of a new shape must not cost the message.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::kinds;
use crate::model::ids::{ChatId, MessageId};
use crate::model::media::Kind;

/// An update, as far as we need it.
#[derive(Clone, Deserialize)]
pub struct RawUpdate {
    /// Telegram's number of it.
    pub update_id: i64,
    /// A new message.
    pub message: Option<RawMessage>,
    /// An edited message.
    pub edited_message: Option<RawMessage>,
    /// A press on a button.
    pub callback_query: Option<RawPress>,
    /// The bot was blocked, unblocked, added or removed.
    pub my_chat_member: Option<RawMembership>,
    /// Somebody reacted to a message, or took a reaction back.
    pub message_reaction: Option<RawReaction>,
}

/// A chat.
#[derive(Clone, Deserialize)]
pub struct RawChat {
    /// Its id.
    pub id: i64,
    /// `private`, `group`, `supergroup` or `channel`.
    #[serde(rename = "type")]
    pub kind: String,
}

impl RawChat {
    /// One person and the bot.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.kind == "private"
    }
}

/// A sender. First and last names are not read: what is not read cannot leak.
#[derive(Clone, Deserialize)]
pub struct RawUser {
    /// The account's id.
    pub id: i64,
    /// A bot, perhaps ourselves.
    #[serde(default)]
    pub is_bot: bool,
    /// The client's language.
    pub language_code: Option<String>,
    /// Under which others find the account. Only to notice when a consultant gives it away.
    pub username: Option<String>,
}

/// A message; everything not named stays in `rest` so that its kind can be seen.
#[derive(Clone, Deserialize)]
pub struct RawMessage {
    /// Its id in the chat.
    pub message_id: i64,
    /// Where.
    pub chat: RawChat,
    /// Who.
    pub from: Option<RawUser>,
    /// Text.
    pub text: Option<String>,
    /// Text under a picture or file.
    pub caption: Option<String>,
    /// 0: the message can no longer be reached.
    #[serde(default)]
    pub date: i64,
    /// All other fields.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A press.
#[derive(Clone, Deserialize)]
pub struct RawPress {
    /// To answer it.
    pub id: String,
    /// Who pressed.
    pub from: RawUser,
    /// The message the button stands on.
    pub message: Option<RawMessage>,
    /// Our data, or somebody's.
    pub data: Option<String>,
}

/// A change of the bot's own membership.
#[derive(Clone, Deserialize)]
pub struct RawMembership {
    /// Where.
    pub chat: RawChat,
    /// Who changed it.
    pub from: RawUser,
    /// The new state.
    pub new_chat_member: RawMember,
}

/// A member's state.
#[derive(Clone, Deserialize)]
pub struct RawMember {
    /// `member`, `kicked` ...
    pub status: String,
    /// Of a restricted member: whether it is in the group at all.
    #[serde(default)]
    pub is_member: bool,
}

/// A change of somebody's reactions to a message.
#[derive(Clone, Deserialize)]
pub struct RawReaction {
    /// Where.
    pub chat: RawChat,
    /// The message.
    pub message_id: i64,
    /// Who; missing if they are anonymous.
    pub user: Option<RawUser>,
    /// The chat in whose name it was done.
    pub actor_chat: Option<RawChat>,
    /// Their reactions from now on, in the order they were given.
    #[serde(default)]
    pub new_reaction: Vec<RawSign>,
}

/// One reaction.
#[derive(Clone, Deserialize)]
pub struct RawSign {
    /// `emoji`, `custom_emoji` or `paid`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The emoji, if it is one.
    pub emoji: Option<String>,
}

impl RawReaction {
    /// The newest reaction that a bot can show, too.
    #[must_use]
    pub fn emoji(&self) -> Option<String> {
        let emoji = |sign: &RawSign| sign.emoji.clone().filter(|_| sign.kind == "emoji");
        self.new_reaction.iter().rev().find_map(emoji)
    }
}

/// Accounts that stand for whoever does not show who they are: anonymous administrators, channels,
/// and what is forwarded from a linked channel. Well known, though not in the reference.
const FACELESS: [i64; 3] = [1_087_968_824, 136_817_688, 777_000];

/// The field of a message that is more than text, in parts.
const RICH: &str = "rich_message";

/// Links that lead to an account.
const LINKS_TO_ACCOUNTS: [&str; 2] = ["tg://user?id=", "tg://openmessage?user_id="];

impl RawMessage {
    /// What it is; `None`: Telegram's own notice, nobody said anything.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        if self.text.is_some() {
            return Some(Kind::Text);
        }
        kinds::kind(|field| self.rest.contains_key(field))
    }

    /// The chat that this group has become.
    #[must_use]
    pub fn moved_to(&self) -> Option<ChatId> {
        self.number("migrate_to_chat_id").map(ChatId)
    }

    /// The group that this chat was.
    #[must_use]
    pub fn moved_from(&self) -> Option<ChatId> {
        self.number("migrate_from_chat_id").map(ChatId)
    }

    /// Whether this notice says that the topic was closed.
    #[must_use]
    pub fn is_topic_closed(&self) -> bool {
        self.rest.contains_key("forum_topic_closed")
    }

    /// The account that this notice says has left the group, by itself or not.
    #[must_use]
    pub fn departed(&self) -> Option<ChatId> {
        let gone = self.rest.get("left_chat_member")?;
        gone.get("id")?.as_i64().map(ChatId)
    }

    /// Whether an edit of it is somebody's edit: notices have none, and a live location changes
    /// with every step.
    #[must_use]
    pub fn is_edited_by_hand(&self) -> bool {
        self.kind().is_some() && !self.rest.contains_key("location")
    }

    /// The album it is a part of.
    #[must_use]
    pub fn album(&self) -> Option<String> {
        let album = self.rest.get("media_group_id")?;
        album.as_str().map(str::to_owned)
    }

    /// The topic it stands in. A thread without `is_topic_message` is no topic: General gives one
    /// in some replies, and sending there fails.
    #[must_use]
    pub fn topic(&self) -> Option<i64> {
        self.says_so("is_topic_message")
            .then(|| self.number("message_thread_id"))
            .flatten()
    }

    /// The name of the topic that this notice says was made.
    #[must_use]
    pub fn topic_made(&self) -> Option<&str> {
        let made = self.rest.get("forum_topic_created")?;
        Some(made.get("name").and_then(Value::as_str).unwrap_or_default())
    }

    /// The message it really replies to: whatever is typed into a topic carries the topic's first
    /// message as if it replied to that.
    #[must_use]
    pub fn reply_to(&self) -> Option<MessageId> {
        let replied = self.rest.get("reply_to_message")?;
        let id = replied.get("message_id")?.as_i64()?;
        let is_the_topics_first =
            replied.get("forum_topic_created").is_some() || self.topic() == Some(id);
        (!is_the_topics_first).then_some(MessageId(id))
    }

    /// Whether it speaks for a chat, so that nobody could be held to account for it.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.rest.contains_key("sender_chat")
            || self.says_so("is_automatic_forward")
            || self
                .from
                .as_ref()
                .is_some_and(|from| FACELESS.contains(&from.id))
    }

    /// Whether whoever reads a copy of it learns of an account: a mention by link, a contact, or
    /// the sender's own user name. Other user names may be those of services.
    #[must_use]
    pub fn names_an_account(&self) -> bool {
        let words = [&self.text, &self.caption];
        let own = self.from.as_ref().and_then(|from| from.username.as_deref());
        let mut words = words.into_iter().flatten();
        let written = words.any(|text| gives_away(text, own));
        // Below the words on a link stands where it leads.
        let marked = ["entities", "caption_entities", RICH]
            .iter()
            .filter_map(|field| self.rest.get(*field))
            .any(|value| mentions(value, own));
        let contact = self.rest.get("contact");
        written || marked || contact.is_some_and(|contact| contact.get("user_id").is_some())
    }

    /// Whether it begins with a slash: notes, and commands that stand where they are not read as
    /// such, below a picture or in an edit. What is not only text may begin in any of its parts.
    #[must_use]
    pub fn begins_with_a_slash(&self) -> bool {
        let words = self.text.as_ref().or(self.caption.as_ref());
        let is_note = |text: &str| text.starts_with("//") || text.starts_with("/note");
        words.is_some_and(|text| text.trim_start().starts_with('/'))
            || self
                .rest
                .get(RICH)
                .is_some_and(|rich| any_text(rich, &|text| is_note(text.trim_start())))
    }

    /// Whether a press on this message can turn its text into another page.
    #[must_use]
    pub fn is_editable_text(&self) -> bool {
        self.text.is_some() && self.date != 0
    }

    fn number(&self, field: &str) -> Option<i64> {
        self.rest.get(field)?.as_i64()
    }

    fn says_so(&self, field: &str) -> bool {
        self.rest.get(field).and_then(Value::as_bool) == Some(true)
    }
}

/// Whether a text leads to the account of this user name: `@name`, `t.me/name`, `tg://…domain=name`.
/// The bare word may be anything.
fn leads_to(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    if text.contains(&format!("{name}.t.me")) {
        return true;
    }
    let ends = |rest: &str| {
        let next = rest.chars().next();
        !next.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    };
    ["@", ".me/", "domain="].iter().any(|before| {
        let mut parts = text.split(before).skip(1);
        parts.any(|part| part.strip_prefix(name.as_str()).is_some_and(ends))
    })
}

fn is_a_link(text: &str) -> bool {
    let text = text.to_lowercase();
    LINKS_TO_ACCOUNTS.iter().any(|link| text.contains(link))
}

/// Whether a text leads to an account: by a link that holds its number, or to the sender's own.
fn gives_away(text: &str, own: Option<&str>) -> bool {
    is_a_link(text) || own.is_some_and(|own| leads_to(text, own))
}

/// Whether a mention of an account by link, or a text that leads to one, stands anywhere in it.
fn mentions(value: &Value, own: Option<&str>) -> bool {
    any_text(value, &|text| {
        text == "text_mention" || gives_away(text, own)
    })
}

fn any_text(value: &Value, is: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => is(text),
        Value::Object(fields) => fields.values().any(|value| any_text(value, is)),
        Value::Array(items) => items.iter().any(|value| any_text(value, is)),
        _ => false,
    }
}
