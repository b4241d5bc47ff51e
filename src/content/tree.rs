//! Branches and answers: what they are called, when their facts were checked, what they say.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::ids::{AnswerId, BranchId, CountryCode};

/// A branch of the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Its name.
    pub id: BranchId,
    /// An emoji before its title.
    pub icon: String,
    /// Whether every language promises it, also one that promises the core alone.
    pub core: bool,
    /// Its answers, in order.
    pub answers: Vec<AnswerId>,
}

/// What is known of one answer besides its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its name.
    pub id: AnswerId,
    /// Where it stands.
    pub branch: BranchId,
    /// The day its facts speak of.
    pub as_of: Date,
    /// The day somebody last looked whether they still hold.
    pub checked_on: Date,
    /// The last day they hold, where the law says so.
    pub expires: Option<Date>,
    /// Who of the qualified staff has approved it.
    pub reviewed: Option<Reviewed>,
    /// Where the facts come from; at least one.
    pub sources: Vec<Source>,
    /// Countries with a part of their own.
    pub countries: Vec<CountryCode>,
    /// Answers close to this one.
    pub see_also: Vec<AnswerId>,
    /// Whether the emergency number stands in it.
    pub danger: bool,
}

impl Answer {
    /// Whether the day its facts end has passed.
    #[must_use]
    pub fn has_expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|expires| expires < today)
    }
}

/// An approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// Who.
    pub by: String,
    /// When.
    pub on: Date,
}

/// Where a fact was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is called; empty for sources of help lines, which are not shown by name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// The date it speaks of, or what is known of it ("undated live page").
    pub as_of: String,
    /// Which part of the fact it bears out, where it is not the whole; for editors.
    pub speaks_of: Option<String>,
}

/// The words of a branch in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BranchText {
    /// Button and heading, plain.
    pub title: String,
    /// Above the questions.
    pub intro_html: String,
}

/// The words of an answer in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerText {
    /// On the button that leads here, plain.
    pub button: String,
    /// Heading, plain.
    pub title: String,
    /// The answer.
    pub html: String,
    /// How people ask for it in their own words, plain; only searched, never shown.
    pub ask: Vec<String>,
    /// What differs by country.
    pub countries: BTreeMap<CountryCode, String>,
}
