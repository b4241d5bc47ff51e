//! Newtypes for every id, so that no two can be mixed up. Ids that lead to a person have no
//! `Display` and a `Debug` that shows nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Length of keyed hashes, in bytes.
pub const HASH_LENGTH: usize = 32;

macro_rules! hash {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub [u8; HASH_LENGTH]);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

hash!(
    /// Whose state it is: a keyed hash of the account's id. Leads to nobody without the key.
    PersonKey
);
hash!(
    /// A visitor in the statistics: a keyed hash under another key than [`PersonKey`], so that
    /// counts and conversations cannot be joined.
    VisitorKey
);
hash!(
    /// What must arrive in order: one private chat (later also one topic of the consultants).
    Lane
);
hash!(
    /// What shares one of Telegram's rate limits: one chat with all its topics.
    Bucket
);

/// A Telegram chat. In a private chat it is the account's id: it is sealed wherever it is stored.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChatId(pub i64);

impl fmt::Debug for ChatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChatId(..)")
    }
}

/// A message of one chat; unique in that chat only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub i64);

/// An update of Telegram's; redelivered ones have the same id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UpdateId(pub i64);
