//! Newtypes for every id, so that no two can be mixed up. Ids that lead to a person have no
//! `Display` and a `Debug` that shows nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Length of keyed hashes, in bytes.
pub const HASH_LENGTH: usize = 32;

macro_rules! hash {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// neither leads to the other without the key. Days stand beside both in clear: where one person
    /// came on a day, both are that person's, whoever it is.
    VisitorKey
);
hash!(
    /// A consultant: a keyed hash of the account's id.
    StaffKey
);
hash!(
    /// What must arrive in order: one private chat, one case in the
    /// consultants' group, one group.
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

/// A case: random, and so leading nowhere by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CaseId(pub [u8; 16]);

/// What consultants call a case: four letters and digits that cannot be taken for each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CaseCode(String);

/// No 0 and O, no 1, I and L: codes are read aloud and typed.
const LETTERS: [char; 31] = [
    'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'V',
    'W', 'X', 'Y', 'Z', '2', '3', '4', '5', '6', '7', '8', '9',
];
/// Letters of a code.
const CODE_LENGTH: usize = 4;

impl CaseCode {
    /// The code that some random bytes make.
    #[must_use]
    pub fn of(random: [u8; CODE_LENGTH]) -> Self {
        let letter = |byte: u8| LETTERS.get(usize::from(byte) % LETTERS.len());
        Self(random.into_iter().filter_map(letter).collect())
    }

    /// Reads a code as consultants type it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let code: String = text.trim().to_uppercase();
        let valid =
            code.chars().count() == CODE_LENGTH && code.chars().all(|c| LETTERS.contains(&c));
        valid.then_some(Self(code))
    }

    /// As it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
