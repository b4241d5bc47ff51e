//! A tolerant reader of what must never be lost from an update: ids, chat, sender, text, caption,
//! callback data, kind of content. teloxide drops without a word what is newer than itself (a text
//! with an unknown entity arrives with no text at all), so the words are read here.

use serde::Deserialize;
use serde_json::{Map, Value};

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

/// A sender. Names are not read: what is not read cannot leak.
#[derive(Clone, Deserialize)]
pub struct RawUser {
    /// The account's id.
    pub id: i64,
    /// A bot, perhaps ourselves.
    #[serde(default)]
    pub is_bot: bool,
    /// The client's language.
    pub language_code: Option<String>,
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
}

/// What a message without text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Telegram's own notice: nobody said anything.
    Service,
    /// A sticker, an animation, a dice: something said without words.
    Gesture,
    /// A file, a place, a contact, or a kind that is newer than this program.
    Attachment,
}

/// Notices that come as messages (core.telegram.org/bots/api#message).
const SERVICE: [&str; 24] = [
    "pinned_message",
    "message_auto_delete_timer_changed",
    "write_access_allowed",
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "successful_payment",
    "users_shared",
    "chat_shared",
    "connected_website",
    "boost_added",
    "chat_background_set",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "video_chat_started",
    "video_chat_ended",
];

const GESTURES: [&str; 4] = ["sticker", "animation", "dice", "game"];

impl RawMessage {
    /// What a message without text is; anything unknown counts as something somebody sent.
    #[must_use]
    pub fn content(&self) -> Content {
        if SERVICE.iter().any(|key| self.rest.contains_key(*key)) {
            return Content::Service;
        }
        if GESTURES.iter().any(|key| self.rest.contains_key(*key)) {
            return Content::Gesture;
        }
        Content::Attachment
    }

    /// Whether a press on this message can turn its text into another page.
    #[must_use]
    pub fn is_editable_text(&self) -> bool {
        self.text.is_some() && self.date != 0
    }
}
