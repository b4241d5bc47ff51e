//! The files exactly as editors write them: unknown keys are refused, and what is reported later
//! keeps its place. No rule about meaning stands here; those are in `check`.

mod checks;
mod desk;
mod leaflet;
mod statistics;
mod stickers;

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_yaml::Spanned;

pub use self::checks::{Check, CheckText, ChecksText, Outcome, Question};
pub use self::desk::{Desk, DeskPlan, DeskText, TemplateText};
pub use self::statistics::{Countries, Statistics};

pub use self::leaflet::{LeafletHelp, LeafletLock, LeafletPart, LeafletWords};
pub use self::stickers::{Sticker, StickerPack, StickersText};

/// A piece of text with its place.
pub type Words = Spanned<String>;

/// A mapping in the order of the file, with the places of its keys. Doubled keys are refused by
/// the reader before they arrive here.
#[derive(Debug)]
pub struct Entries<T>(pub Vec<(Words, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Entries<T> {
    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0
            .iter()
            .find(|(name, _)| name.value == key)
            .map(|(_, value)| value)
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.value.as_str())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("names with values below them")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(InOrder(PhantomData))
    }
}

/// A tree of texts of any depth, as in `interface.yaml`.
#[derive(Debug)]
pub enum Node {
    /// A text.
    Text(String),
    /// Texts below a name.
    Map(Vec<(Words, Spanned<Node>)>),
    /// Nothing, or what is no text.
    Other(&'static str),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Node;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or names with texts below them")
            }

            fn visit_str<E>(self, text: &str) -> Result<Node, E> {
                Ok(Node::Text(text.to_owned()))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
                Ok(Node::Other("a yes or no"))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
                Ok(Node::Other("a number"))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
                Ok(Node::Other("a number"))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
                Ok(Node::Other("a number"))
            }

            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Other("nothing"))
            }

            fn visit_none<E>(self) -> Result<Node, E> {
                Ok(Node::Other("nothing"))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Node::Other("a list"))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Node::Map(entries))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// `bot.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bot {
    pub starter: bool,
    pub operator: Operator,
    pub languages: Vec<Language>,
    pub source_language: Option<Words>,
    pub branches: Vec<Words>,
    #[serde(default)]
    pub checks: Vec<Words>,
    pub check_offer: Words,
    pub leaflet: Leaflet,
    pub stickers: Stickers,
    #[serde(default)]
    pub campaigns: Vec<Words>,
    pub retention: Retention,
    #[serde(default)]
    pub complaints: Vec<Complaint>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    pub name: Words,
    pub contact: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    pub tag: Words,
    pub name: Words,
    #[serde(default)]
    pub also: Vec<Words>,
    pub scope: Option<Words>,
    #[serde(default)]
    pub falls_back_to: Vec<Words>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaflet {
    pub checked_on: Words,
    pub files: Entries<Words>,
    #[serde(default)]
    pub print: Entries<Words>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stickers {
    pub set: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    pub silence_days: Spanned<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Complaint {
    pub id: Words,
    pub web: Words,
    pub source: Source,
    pub checked_on: Words,
}

/// Where a fact comes from; answers name it as well. `speaks_of` tells editors which part of the
/// fact it bears out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub name: Option<Words>,
    pub url: Words,
    pub as_of: Words,
    pub speaks_of: Option<String>,
}

/// `faq/<branch>.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    pub id: Words,
    pub icon: Words,
    /// Every language promises it, also one that promises the core alone.
    #[serde(default)]
    pub core: bool,
    /// Every answer of the branch ends with the emergency number and a way to the help lines.
    #[serde(default)]
    pub danger: bool,
    pub answers: Vec<Answer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub id: Words,
    pub as_of: Words,
    pub checked_on: Words,
    pub expires: Option<Words>,
    pub reviewed: Option<Reviewed>,
    pub sources: Vec<Source>,
    #[serde(default)]
    pub countries: Vec<Words>,
    #[serde(default)]
    pub see_also: Vec<Words>,
    #[serde(default)]
    pub danger: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reviewed {
    pub by: Words,
    pub on: Words,
}

/// `text/<lang>/<branch>.yaml`, below the language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BranchText {
    pub title: Words,
    pub intro: Words,
    #[serde(default)]
    pub answers: Entries<AnswerText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerText {
    pub button: Words,
    pub title: Words,
    pub text: Words,
    #[serde(default)]
    pub ask: Vec<Words>,
    #[serde(default)]
    pub countries: Entries<Words>,
}

/// `hotlines.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hotlines {
    pub rules: Rules,
    pub first: Vec<Words>,
    pub cross_border: Vec<Words>,
    pub anywhere: Vec<Line>,
    pub countries: Entries<Country>,
}

impl Hotlines {
    /// All lines, those bound to no country first.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        let national = self
            .countries
            .0
            .iter()
            .flat_map(|(_, country)| &country.lines);
        self.anywhere.iter().chain(national)
    }

    /// Whether a line of this name is written down, sound or not.
    pub fn has_line(&self, name: &str) -> bool {
        self.lines().any(|line| line.id.value == name)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub warn_after_days: Spanned<u32>,
    pub hide_after_days: Spanned<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    #[serde(default)]
    pub emergency: Vec<Emergency>,
    #[serde(default)]
    pub lines: Vec<Line>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    pub dial: Words,
    pub what: Words,
    pub source: Source,
    pub checked_on: Words,
    pub confidence: Words,
    pub reviewed: Option<Reviewed>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub id: Words,
    pub kind: Words,
    #[serde(default)]
    pub also: Vec<Words>,
    pub dial: Option<Words>,
    pub e164: Option<Words>,
    pub from_abroad: Words,
    pub abroad_dial: Option<Words>,
    pub free: Option<bool>,
    #[serde(default)]
    pub always: bool,
    #[serde(default)]
    pub languages: Vec<Words>,
    #[serde(default)]
    pub police: bool,
    pub web: Option<Words>,
    pub checked_on: Words,
    pub confidence: Words,
    pub reviewed: Option<Reviewed>,
    pub sources: Vec<Source>,
}

/// `text/<lang>/hotlines.yaml`, below the language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HotlinesText {
    pub countries: Entries<Words>,
    pub lines: Entries<LineText>,
    pub languages: Entries<Words>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineText {
    pub name: Words,
    pub hours: Option<Words>,
    pub note: Option<Words>,
}

/// One outside body in `text/<lang>/complaints.yaml`, below the language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintText {
    pub name: Words,
    pub note: Option<Words>,
}

/// `synonyms.yaml`: what means the same, in whatever languages, and what asks for nothing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Synonyms {
    #[serde(default)]
    pub same: Vec<Vec<Words>>,
    #[serde(default)]
    pub fillers: Entries<Vec<Words>>,
}

/// `style.yaml`: words the texts must not hold, by language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Style {
    pub banned: Entries<Vec<Banned>>,
}

/// A phrase alone, or with what to write instead.
#[derive(Debug)]
pub struct Banned {
    pub phrase: String,
    pub better: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BannedWithBetter {
    phrase: String,
    better: Option<String>,
}

impl<'de> Deserialize<'de> for Banned {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Banned;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a phrase, or `{phrase: …, better: …}`")
            }

            fn visit_str<E>(self, text: &str) -> Result<Banned, E> {
                Ok(Banned {
                    phrase: text.to_owned(),
                    better: None,
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Banned, A::Error> {
                let both = BannedWithBetter::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Banned {
                    phrase: both.phrase,
                    better: both.better,
                })
            }
        }

        deserializer.deserialize_any(Either)
    }
}
