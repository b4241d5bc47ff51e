//! The names by which content is addressed: in files, in callback data, in the sealed state.
//! They are plain, short and stable; texts never serve as names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a name was refused; shown to editors next to the place where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not {expected}")]
pub struct BadName {
    /// What was written.
    pub given: String,
    /// What was expected, in words an editor understands.
    pub expected: &'static str,
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $expected:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(String);

        impl $type {
            /// The name as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $type {
            type Err = BadName;

            fn from_str(text: &str) -> Result<Self, BadName> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(BadName { given: text.to_owned(), expected: $expected })
                }
            }
        }

        impl TryFrom<String> for $type {
            type Error = BadName;

            fn try_from(text: String) -> Result<Self, BadName> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(name: $type) -> Self {
                name.0
            }
        }
    };
}

/// Longest branch, answer or line name, in bytes: two of them and a country fit into
/// Telegram's 64 bytes of callback data together with what the button does.
pub const LONGEST_NAME: usize = 20;

fn is_slug(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Codes of the field's own lists, such as `out_of_remit`, are written with underscores.
fn is_code(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

name!(
    /// A language of the content: a two- or three-letter code such as `uk` (BCP 47 primary subtag).
    Lang, "a language code of two or three small letters, such as `uk`",
    |text| (2..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase())
);
name!(
    /// A country: ISO 3166-1 alpha-2, such as `PL`.
    CountryCode, "a country code of two capital letters, such as `PL`",
    |text| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
);
name!(
    /// A branch of the answers, such as `protection`.
    BranchId, "a name of at most 20 small letters, digits and hyphens", is_slug
);
name!(
    /// One answer, unique over all branches, such as `tp-who`.
    AnswerId, "a name of at most 20 small letters, digits and hyphens", is_slug
);
name!(
    /// One self-check, such as `check-job`.
    CheckId, "a name of at most 20 small letters, digits and hyphens", is_slug
);
name!(
    /// One help line, such as `pl-kcik`.
    LineId, "a name of at most 20 small letters, digits and hyphens", is_slug
);
name!(
    /// A desk: a group of consultants, such as `main`.
    DeskId, "a name of at most 20 small letters, digits and hyphens", is_slug
);
name!(
    /// What a conversation is about, such as `tp` (a topic code of the statistics).
    SubjectId, "a name of at most 20 small letters, digits, hyphens and underscores", is_code
);
name!(
    /// What came of a conversation, such as `informed`.
    OutcomeId, "a name of at most 20 small letters, digits, hyphens and underscores", is_code
);
name!(
    /// Where a person was referred to, such as `legal_aid`.
    ReferralId, "a name of at most 20 small letters, digits, hyphens and underscores", is_code
);
name!(
    /// A message consultants send ready-made, such as `greeting`.
    TemplateId, "a name of at most 20 small letters, digits, hyphens and underscores", is_code
);

/// A short stand-in for an answer's name, so that several fit into the callback data of one
/// button. It says which answer was meant, not what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mark(pub u32);

impl Mark {
    /// Always the same for the same answer (FNV-1a, 32 bits).
    #[must_use]
    pub fn of(answer: &AnswerId) -> Self {
        let bytes = answer.as_str().bytes();
        Self(bytes.fold(0x811c_9dc5, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        }))
    }
}
