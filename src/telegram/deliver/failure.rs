//! What Telegram's refusals mean: the one place that reads its error texts.

use std::fmt;
use std::time::Duration;

use teloxide::{ApiError, RequestError};

/// What to do with a call that failed. Its `Display` holds neither token nor anybody's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Telegram asks for patience with this chat; the call did not happen.
    Later(Duration),
    /// Nobody knows whether it happened: no answer, or a broken one. Repeat.
    Perhaps,
    /// It happened, though the answer could not be read.
    Happened {
        /// The new message, if the answer still tells.
        message: Option<i64>,
    },
    /// What was asked for is so already.
    AlreadySo,
    /// The message to edit is not there any more, or cannot be edited: send anew.
    CannotEdit,
    /// Telegram no longer has the file under this id: upload it again.
    FileGone,
    /// Nothing will ever reach this person again: blocked, deactivated, never met.
    Unreachable,
    /// Telegram does not know the token (any more): nothing can be sent until it does again.
    Token(String),
    /// Telegram refuses this call as we make it: our mistake.
    Refused(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Later(wait) => write!(f, "asked to wait {} s", wait.as_secs()),
            Self::Perhaps => f.write_str("no answer from Telegram"),
            Self::Happened { .. } => f.write_str("done, with an answer nobody can read"),
            Self::AlreadySo => f.write_str("already so"),
            Self::CannotEdit => f.write_str("the message cannot be edited"),
            Self::FileGone => f.write_str("Telegram no longer has the file"),
            Self::Unreachable => f.write_str("the person cannot be reached"),
            Self::Token(why) => write!(f, "Telegram does not know the token: {why}"),
            Self::Refused(why) => write!(f, "refused by Telegram: {why}"),
        }
    }
}

/// Reads an error of teloxide's.
#[must_use]
pub fn classify(error: &RequestError) -> Failure {
    match error {
        RequestError::RetryAfter(seconds) => Failure::Later(seconds.duration()),
        RequestError::Network(_) => Failure::Perhaps,
        RequestError::InvalidJson { raw, .. } if raw.trim_start().starts_with(r#"{"ok":true"#) => {
            Failure::Happened {
                message: message_id(raw),
            }
        }
        RequestError::InvalidJson { .. } => Failure::Perhaps,
        RequestError::MigrateToChatId(_) => Failure::Refused("the chat has moved".to_owned()),
        RequestError::Io(_) => Failure::Refused("our own file could not be read".to_owned()),
        RequestError::Api(ApiError::Unknown(text)) => of_text(text),
        RequestError::Api(known) => of_text(&known.to_string()),
    }
}

fn message_id(raw: &str) -> Option<i64> {
    let answer: serde_json::Value = serde_json::from_str(raw).ok()?;
    answer.get("result")?.get("message_id")?.as_i64()
}

/// Error texts, in small letters, and what they mean. Those of the server and those of teloxide's
/// own variants both stand here.
const MEANINGS: [(&str, Failure); 24] = [
    ("message is not modified", Failure::AlreadySo),
    ("message to delete not found", Failure::AlreadySo),
    ("message identifier is not specified", Failure::AlreadySo),
    ("query is too old", Failure::AlreadySo),
    ("query id is invalid", Failure::AlreadySo),
    ("invalid query id", Failure::AlreadySo),
    ("message can't be deleted", Failure::AlreadySo),
    ("message to edit not found", Failure::CannotEdit),
    ("message can't be edited", Failure::CannotEdit),
    (
        "there is no text in the message to edit",
        Failure::CannotEdit,
    ),
    ("message_id_invalid", Failure::CannotEdit),
    ("wrong file identifier", Failure::FileGone),
    ("wrong remote file identifier", Failure::FileGone),
    ("wrong file_id", Failure::FileGone),
    ("bot was blocked by the user", Failure::Unreachable),
    ("user is deactivated", Failure::Unreachable),
    ("chat not found", Failure::Unreachable),
    ("can't initiate conversation", Failure::Unreachable),
    ("can't send messages to bots", Failure::Unreachable),
    ("can't send messages to the bot", Failure::Unreachable),
    ("user not found", Failure::Unreachable),
    ("bot was kicked", Failure::Unreachable),
    ("internal server error", Failure::Perhaps),
    ("bad gateway", Failure::Perhaps),
];

fn of_text(text: &str) -> Failure {
    let small = text.to_lowercase();
    if small.starts_with("unauthorized") || small.contains("invalid token") || small == "not found"
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
mod tests {
    use super::*;

    #[test]
    fn telegrams_texts_are_understood() {
        for (text, failure) in [
            (
                "Forbidden: bot was blocked by the user",
                Failure::Unreachable,
            ),
            ("Forbidden: user is deactivated", Failure::Unreachable),
            ("Bad Request: chat not found", Failure::Unreachable),
            (
                "Forbidden: bot can't initiate conversation with a user",
                Failure::Unreachable,
            ),
            (
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
                Failure::AlreadySo,
            ),
            (
                "Bad Request: message to edit not found",
                Failure::CannotEdit,
            ),
            (
                "Bad Request: there is no text in the message to edit",
                Failure::CannotEdit,
            ),
            (
                "Bad Request: message can't be deleted for everyone",
                Failure::AlreadySo,
            ),
            (
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
                Failure::AlreadySo,
            ),
            ("Internal Server Error: restart", Failure::Perhaps),
        ] {
            assert_eq!(of_text(text), failure, "{text}");
        }
        assert!(matches!(
            of_text("Bad Request: BUTTON_DATA_INVALID"),
            Failure::Refused(_)
        ));
        for text in [
            "Unauthorized",
            "Unauthorized: invalid token specified",
            "Not Found",
        ] {
            assert!(matches!(of_text(text), Failure::Token(_)), "{text}");
        }
    }

    #[test]
    fn an_answer_we_cannot_read_still_tells_the_message() {
        assert_eq!(
            message_id(r#"{"ok":true,"result":{"message_id":12,"new":{}}}"#),
            Some(12)
        );
    }
}
