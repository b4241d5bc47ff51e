//! What Telegram's refusals mean: the one place that reads its error texts.

use std::fmt;
use std::time::Duration;

use teloxide::{ApiError, RequestError};

use crate::model::ids::ChatId;

/// What to do with a call that failed. Its `Display` holds neither token nor anybody's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Telegram asks for patience with this chat; the call did not happen.
    Later(Duration),
    /// Telegram was not reached, so the call did not happen. Repeat.
    Offline,
    /// Nobody knows whether it happened: no answer. Repeat.
    Perhaps,
    /// Telegram answered that something broke on its side, so nobody knows either. Repeat, unless
    /// it is this call that breaks it.
    Broken,
    /// It happened, though the answer could not be read.
    Happened {
        /// The new message, if the answer still tells.
        message: Option<i64>,
    },
    /// What was asked for is so already.
    AlreadySo,
    /// The message to edit is not there any more, or cannot be edited: send anew.
    CannotEdit,
    /// The message is too old to be deleted, or not ours.
    CannotDelete,
    /// Telegram no longer has the file under this id: upload it again.
    FileGone,
    /// Nothing will ever reach this person again: blocked, deactivated, never met.
    Unreachable,
    /// Telegram does not know the chat: a person never met, or a group the bot never was in.
    NoChat,
    /// The group was upgraded and has this id now.
    Moved(ChatId),
    /// The bot is not in the group any more, or there is no group any more.
    GroupLost,
    /// The bot lacks a right in the group.
    MayNot(Right),
    /// The group has no topics.
    NoForum,
    /// The topic was deleted.
    TopicGone,
    /// The topic is closed to us.
    TopicClosed,
    /// The message to copy was deleted.
    SourceGone,
    /// Telegram lets no bot copy this kind of message.
    CannotCopy,
    /// The message to reply to was deleted.
    ReplyGone,
    /// Telegram lets no bot react with this sign.
    SignRefused,
    /// Telegram does not know the token (any more): nothing can be sent until it does again.
    Token(String),
    /// Telegram refuses this call as we make it: our mistake.
    Refused(String),
}

/// What a bot may be allowed to do in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Send messages.
    Send,
    /// Make, rename, close topics.
    Topics,
    /// Pin.
    Pin,
    /// Delete topics and others' messages.
    Delete,
}

impl Failure {
    /// Whether the call may have happened after all, so that a repetition may be a double.
    #[must_use]
    pub fn leaves_doubt(&self) -> bool {
        matches!(self, Self::Perhaps | Self::Broken)
    }

    /// Whether it says something about the moment rather than about the call: the same call, made
    /// later, may well succeed.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Later(_) | Self::Offline | Self::Perhaps | Self::Broken | Self::Token(_)
        )
    }

    /// Whether nothing at all can be done in this group for now.
    #[must_use]
    pub fn is_group_away(&self) -> bool {
        matches!(
            self,
            Self::GroupLost | Self::NoChat | Self::MayNot(Right::Send)
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Later(wait) => return write!(f, "asked to wait {} s", wait.as_secs()),
            Self::Token(why) => return write!(f, "Telegram does not know the token: {why}"),
            Self::Refused(why) => return write!(f, "refused by Telegram: {why}"),
            Self::Offline => "Telegram was not reached",
            Self::Perhaps => "no answer from Telegram",
            Self::Broken => "something broke at Telegram",
            Self::Happened { .. } => "done, with an answer nobody can read",
            Self::AlreadySo => "already so",
            Self::CannotEdit => "the message cannot be edited",
            Self::CannotDelete => "the message cannot be deleted",
            Self::FileGone => "Telegram no longer has the file",
            Self::Unreachable => "the person cannot be reached",
            Self::NoChat => "Telegram does not know the chat",
            Self::Moved(_) => "the group has moved",
            Self::GroupLost => "the bot is not in the group any more",
            Self::MayNot(Right::Send) => "the bot may not write in the group",
            Self::MayNot(Right::Topics) => "the bot may not manage topics in the group",
            Self::MayNot(Right::Pin) => "the bot may not pin in the group",
            Self::MayNot(Right::Delete) => "the bot may not delete in the group",
            Self::NoForum => "the group has no topics",
            Self::TopicGone => "the topic was deleted",
            Self::TopicClosed => "the topic is closed",
            Self::SourceGone => "the message to copy was deleted",
            Self::CannotCopy => "this kind of message cannot be copied",
            Self::ReplyGone => "the message to reply to was deleted",
            Self::SignRefused => "no bot may react with this sign",
        })
    }
}

/// Reads an error of teloxide's.
#[must_use]
pub fn classify(error: &RequestError) -> Failure {
    match error {
        RequestError::RetryAfter(seconds) => Failure::Later(seconds.duration()),
        // Before the connection stood nothing can have been asked.
        RequestError::Network(why) if why.is_connect() => Failure::Offline,
        RequestError::Network(_) => Failure::Perhaps,
        RequestError::InvalidJson { raw, .. } if raw.trim_start().starts_with(r#"{"ok":true"#) => {
            Failure::Happened {
                message: message_id(raw),
            }
        }
        RequestError::InvalidJson { .. } => Failure::Broken,
        RequestError::MigrateToChatId(chat) => Failure::Moved(ChatId(chat.0)),
        RequestError::Io(_) => Failure::Refused("our own file could not be read".to_owned()),
        RequestError::Api(ApiError::Unknown(text)) => of_text(text),
        RequestError::Api(known) => of_text(&known.to_string()),
    }
}

fn message_id(raw: &str) -> Option<i64> {
    let answer: serde_json::Value = serde_json::from_str(raw).ok()?;
    let result = answer.get("result")?;
    let id = result
        .get("message_id")
        .or_else(|| result.get("message_thread_id"));
    id?.as_i64()
}

/// Error texts, in small letters, and what they mean; the first that is found counts. Those of the
/// server and those of teloxide's own variants both stand here.
const MEANINGS: &[(&str, Failure)] = &[
    ("message is not modified", Failure::AlreadySo),
    ("topic_not_modified", Failure::AlreadySo),
    ("message to delete not found", Failure::AlreadySo),
    ("message to react not found", Failure::AlreadySo),
    ("message identifier is not specified", Failure::AlreadySo),
    ("query is too old", Failure::AlreadySo),
    ("query id is invalid", Failure::AlreadySo),
    ("invalid query id", Failure::AlreadySo),
    ("message can't be deleted", Failure::CannotDelete),
    ("message_delete_forbidden", Failure::CannotDelete),
    ("message to edit not found", Failure::CannotEdit),
    ("message to pin not found", Failure::CannotEdit),
    ("message can't be edited", Failure::CannotEdit),
    (
        "there is no text in the message to edit",
        Failure::CannotEdit,
    ),
    ("message_id_invalid", Failure::CannotEdit),
    ("message to copy not found", Failure::SourceGone),
    ("message to forward not found", Failure::SourceGone),
    ("message can't be copied", Failure::CannotCopy),
    // What copyMessages says when nothing of an album is left.
    ("messages can't be forwarded", Failure::CannotCopy),
    ("message can't be forwarded", Failure::CannotCopy),
    ("message to be replied not found", Failure::ReplyGone),
    ("replied message not found", Failure::ReplyGone),
    ("message thread not found", Failure::TopicGone),
    ("topic_deleted", Failure::TopicGone),
    ("topic_id_invalid", Failure::TopicGone),
    ("topic_closed", Failure::TopicClosed),
    ("the chat is not a forum", Failure::NoForum),
    ("channel_forum_missing", Failure::NoForum),
    ("reaction_invalid", Failure::SignRefused),
    ("reactions_too_many", Failure::SignRefused),
    ("wrong file identifier", Failure::FileGone),
    ("wrong remote file identifier", Failure::FileGone),
    ("wrong file_id", Failure::FileGone),
    ("not enough rights to send", Failure::MayNot(Right::Send)),
    ("no rights to send", Failure::MayNot(Right::Send)),
    ("chat_write_forbidden", Failure::MayNot(Right::Send)),
    (
        "not enough rights to delete",
        Failure::MayNot(Right::Delete),
    ),
    (
        "not enough rights to manage pinned",
        Failure::MayNot(Right::Pin),
    ),
    ("not enough rights to pin", Failure::MayNot(Right::Pin)),
    (
        "not enough rights to create a topic",
        Failure::MayNot(Right::Topics),
    ),
    (
        "not enough rights to edit the topic",
        Failure::MayNot(Right::Topics),
    ),
    (
        "not enough rights to close or open",
        Failure::MayNot(Right::Topics),
    ),
    ("bot was blocked by the user", Failure::Unreachable),
    ("user is deactivated", Failure::Unreachable),
    ("can't initiate conversation", Failure::Unreachable),
    ("can't send messages to bots", Failure::Unreachable),
    ("can't send messages to the bot", Failure::Unreachable),
    ("user not found", Failure::Unreachable),
    ("chat not found", Failure::NoChat),
    ("bot was kicked", Failure::GroupLost),
    ("bot is not a member", Failure::GroupLost),
    ("the group chat was deleted", Failure::GroupLost),
    ("group is deactivated", Failure::GroupLost),
    ("internal server error", Failure::Broken),
    ("bad gateway", Failure::Broken),
];

fn of_text(text: &str) -> Failure {
    let small = text.to_lowercase();
    // The last one is what teloxide makes of a bare "Unauthorized".
    let token = ["invalid token", "invalid bot token"];
    if small.starts_with("unauthorized")
        || small == "not found"
        || token.iter().any(|part| small.contains(part))
    {
        return Failure::Token(text.to_owned());
    }
    MEANINGS
        .iter()
        .find(|(part, _)| small.contains(part))
        .map_or_else(
            || Failure::Refused(text.to_owned()),
            |(_, failure)| failure.clone(),
        )
}

#[cfg(test)]
mod tests;
