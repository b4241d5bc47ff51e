//! Telegram's "no", in Telegram's own words.
//!
//! Two kinds are told apart because tests must notice the first: the bot broke a rule it could have kept
//! (a shape, a limit), or the world simply answered no (blocked, deleted, not modified).
//! Texts come from `tdlib/telegram-bot-api` and `tdlib/td`; nothing here is made up but the texts about
//! unknown, missing and mistyped parameters, which Telegram forgives and this server does not.

use serde_json::{Value, json};

use super::ids::ChatId;

/// Whose doing a refusal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The bot broke a rule of shape or limit; recorded as a violation.
    Bot,
    /// The state of the world: nothing the bot could have known for certain.
    World,
}

/// A call that was answered with `"ok":false`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status and `error_code`.
    pub code: u16,
    /// The whole description, prefix included.
    pub description: String,
    /// Seconds to wait, with 429.
    pub retry_after: Option<u32>,
    /// Where an upgraded group went.
    pub migrate_to: Option<ChatId>,
    /// Whose doing it is.
    pub cause: Cause,
}

impl Refusal {
    /// Any refusal, with the whole description.
    pub fn new(code: u16, description: impl Into<String>, cause: Cause) -> Self {
        Self {
            code,
            description: description.into(),
            retry_after: None,
            migrate_to: None,
            cause,
        }
    }

    /// 400 for a broken rule of shape or limit: `Bad Request: ` is put before the text.
    pub fn broken(text: impl AsRef<str>) -> Self {
        Self::new(400, format!("Bad Request: {}", text.as_ref()), Cause::Bot)
    }

    /// 400 for what the state of the world does not allow.
    pub fn state(text: impl AsRef<str>) -> Self {
        Self::new(400, format!("Bad Request: {}", text.as_ref()), Cause::World)
    }

    /// 403: `Forbidden: ` is put before the text.
    pub fn forbidden(text: impl AsRef<str>) -> Self {
        Self::new(403, format!("Forbidden: {}", text.as_ref()), Cause::World)
    }

    /// 429 with `retry_after` in seconds.
    pub fn too_many(seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::new(
                429,
                format!("Too Many Requests: retry after {seconds}"),
                Cause::World,
            )
        }
    }

    /// 400 for a group that has become a supergroup.
    pub fn migrated(to: ChatId) -> Self {
        Self {
            migrate_to: Some(to),
            ..Self::state("group chat was upgraded to a supergroup chat")
        }
    }

    /// The answer's body, as Telegram writes it.
    pub fn body(&self) -> Value {
        let mut body =
            json!({"ok": false, "error_code": self.code, "description": self.description});
        let parameters = match (self.retry_after, self.migrate_to) {
            (Some(seconds), _) => Some(json!({"retry_after": seconds})),
            (None, Some(chat)) => Some(json!({"migrate_to_chat_id": chat})),
            (None, None) => None,
        };
        if let (Some(parameters), Some(object)) = (parameters, body.as_object_mut()) {
            object.insert("parameters".to_owned(), parameters);
        }
        body
    }
}
