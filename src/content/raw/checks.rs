//! Self-checks as editors write them.

use serde::Deserialize;
use serde_yaml::Spanned;

use super::{Entries, Reviewed, Source, Words};

/// `checks/<id>.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub id: Words,
    pub icon: Words,
    pub as_of: Words,
    pub checked_on: Words,
    pub reviewed: Option<Reviewed>,
    pub sources: Vec<Source>,
    #[serde(default)]
    pub numbers: bool,
    pub questions: Vec<Question>,
    pub results: Vec<Outcome>,
    #[serde(default)]
    pub linked_from: Vec<Words>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub id: Words,
    pub sign: Words,
    #[serde(default)]
    pub grave: bool,
    pub weight: Option<Spanned<u32>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    pub id: Words,
    pub on: Option<Words>,
    pub from: Option<Spanned<u32>>,
    #[serde(default)]
    pub see_also: Vec<Words>,
}

/// `text/<lang>/checks.yaml`, below the language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecksText {
    pub menu: Words,
    pub title: Words,
    pub intro: Words,
    pub command: Words,
    pub yes_button: Words,
    pub no_button: Words,
    pub unsure_button: Words,
    #[serde(default)]
    pub checks: Entries<CheckText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckText {
    pub button: Words,
    pub title: Words,
    pub intro: Words,
    #[serde(default)]
    pub questions: Entries<Words>,
    #[serde(default)]
    pub results: Entries<Words>,
}
