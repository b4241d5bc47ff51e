//! The ids of the fake world, one type each so that a chat can never be taken for an account.
//!
//! Telegram's ranges hold (Bot API, `Chat.id`): people are positive and fit 52 bits, a private chat bears
//! its owner's id, basic groups are negative, supergroups start with `-100`.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A person's account. The bot's own id is in [`super::world::BOT`].
    AccountId
);
id!(
    /// A private chat, a group or a supergroup.
    ChatId
);
id!(
    /// A message within its chat; also a topic, which bears the id of the message that opened it.
    MessageId
);

impl AccountId {
    /// The private chat of this account with the bot: the same number.
    pub const fn private_chat(self) -> ChatId {
        ChatId(self.0)
    }
}
