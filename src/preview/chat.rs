//! Chats, who is in them and with what rights, and their topics: plain state.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::ids::{AccountId, ChatId, MessageId};
use super::message::{Message, Sender};

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// 1 to 64 characters.
    pub first_name: String,
    /// Optional.
    pub last_name: Option<String>,
    /// Without `@`.
    pub username: Option<String>,
    /// Of the client; Telegram may not know it.
    pub language_code: Option<String>,
    /// What the page shows the account as; the bot never learns of it.
    pub role: Role,
    /// Pressed START at least once.
    pub started: bool,
    /// Stopped the bot.
    pub blocked_bot: bool,
    /// The account was deleted.
    pub deactivated: bool,
}

impl Account {
    /// First and last name.
    pub fn name(&self) -> String {
        self.last_name.as_ref().map_or_else(
            || self.first_name.clone(),
            |last| format!("{} {last}", self.first_name),
        )
    }
}

/// Whom an account plays on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Somebody who seeks help.
    #[default]
    Person,
    /// Somebody who gives it.
    Consultant,
    /// Somebody of the office.
    Staff,
}

/// Kinds of chats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatKind {
    /// A person and the bot.
    Private(AccountId),
    /// A basic group.
    Group,
    /// A supergroup, perhaps with topics.
    Supergroup,
}

impl ChatKind {
    /// The name in the field `type`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Private(_) => "private",
            Self::Group => "group",
            Self::Supergroup => "supergroup",
        }
    }
}

/// Standing of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are Telegram's own")]
pub enum Status {
    Creator,
    Administrator,
    Member,
    Left,
    Kicked,
}

impl Status {
    /// In the chat.
    pub const fn is_in(self) -> bool {
        matches!(self, Self::Creator | Self::Administrator | Self::Member)
    }

    /// With an administrator's rights.
    pub const fn is_admin(self) -> bool {
        matches!(self, Self::Creator | Self::Administrator)
    }

    /// The name in the field `status`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creator => "creator",
            Self::Administrator => "administrator",
            Self::Member => "member",
            Self::Left => "left",
            Self::Kicked => "kicked",
        }
    }
}

/// The administrator's rights that matter to a bot working in a forum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names are Telegram's own")]
pub struct Rights {
    pub can_manage_topics: bool,
    pub can_delete_messages: bool,
    pub can_pin_messages: bool,
}

impl Default for Rights {
    fn default() -> Self {
        Self {
            can_manage_topics: true,
            can_delete_messages: true,
            can_pin_messages: true,
        }
    }
}

/// Somebody's place in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Standing.
    pub status: Status,
    /// Hides behind the group when writing; administrators only.
    pub anonymous: bool,
    /// Count for administrators only.
    pub rights: Rights,
}

impl Member {
    /// Somebody of this standing, with every right if it is an administrator.
    pub fn new(status: Status) -> Self {
        Self {
            status,
            anonymous: false,
            rights: Rights::default(),
        }
    }

    /// Whether a right holds: creators have all, members none.
    pub fn may(&self, right: impl Fn(&Rights) -> bool) -> bool {
        match self.status {
            Status::Creator => true,
            Status::Administrator => right(&self.rights),
            Status::Member | Status::Left | Status::Kicked => false,
        }
    }
}

/// A forum topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The id of the message that opened it.
    pub id: MessageId,
    /// 1 to 128 characters.
    pub name: String,
    /// One of Telegram's six colours, as a number.
    pub icon_color: i64,
    /// A custom emoji.
    pub icon_custom_emoji_id: Option<String>,
    /// Members cannot write into a closed topic.
    pub closed: bool,
    /// Who made it.
    pub creator: Sender,
}

/// A chat with all that stands in it.
#[derive(Clone, Debug)]
pub struct Chat {
    /// Its number.
    pub id: ChatId,
    /// What it is.
    pub kind: ChatKind,
    /// Of a group.
    pub title: String,
    /// Has topics.
    pub is_forum: bool,
    /// Nothing may be forwarded or saved.
    pub protected: bool,
    /// People, in groups.
    pub members: BTreeMap<AccountId, Member>,
    /// The bot, in groups.
    pub bot: Member,
    /// Its topics; General is none.
    pub topics: BTreeMap<MessageId, Topic>,
    /// Its messages.
    pub messages: BTreeMap<MessageId, Message>,
    /// What a basic group became.
    pub upgraded_to: Option<ChatId>,
    /// In which topic the bot says it is typing, until when on the world's clock.
    pub typing: Option<(Option<MessageId>, Duration)>,
    /// Grows with every change.
    pub revision: u64,
    /// Topics people have deleted, and when on the world's clock: for a while Telegram still believes in them.
    pub(super) deleted_topics: BTreeMap<MessageId, Duration>,
    pub(super) last_message: i64,
}

impl Chat {
    pub(super) fn new(id: ChatId, kind: ChatKind, title: &str) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            is_forum: false,
            protected: false,
            members: BTreeMap::new(),
            bot: Member::new(Status::Left),
            topics: BTreeMap::new(),
            messages: BTreeMap::new(),
            upgraded_to: None,
            typing: None,
            revision: 0,
            deleted_topics: BTreeMap::new(),
            last_message: 0,
        }
    }

    /// Whose private chat it is.
    pub const fn owner(&self) -> Option<AccountId> {
        match self.kind {
            ChatKind::Private(account) => Some(account),
            ChatKind::Group | ChatKind::Supergroup => None,
        }
    }

    /// A private chat.
    pub const fn is_private(&self) -> bool {
        matches!(self.kind, ChatKind::Private(_))
    }

    /// Somebody's place; strangers have left.
    pub fn member(&self, account: AccountId) -> Member {
        self.members
            .get(&account)
            .copied()
            .unwrap_or_else(|| Member::new(Status::Left))
    }

    /// Messages of one topic, or of General with `None`, in order.
    pub fn in_thread(&self, thread: Option<MessageId>) -> impl Iterator<Item = &Message> {
        self.messages
            .values()
            .filter(move |message| message.thread == thread)
    }
}
