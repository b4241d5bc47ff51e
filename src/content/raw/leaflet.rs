//! The leaflet's words as editors write them, and what its files were made of.

use serde::Deserialize;

use super::{Entries, Words};

/// `leaflets/source/<lang>.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeafletWords {
    pub title: Words,
    pub checked: Words,
    pub danger: LeafletPart,
    pub before: LeafletPart,
    pub way: LeafletPart,
    pub stay: LeafletPart,
    pub signs: LeafletPart,
    pub help: LeafletHelp,
    pub children: LeafletPart,
    pub teens: LeafletPart,
    pub rights: LeafletPassage,
    pub phone: LeafletPassage,
    pub starter: Words,
    pub months: Vec<Words>,
    /// `{day} {month} {year}` in another order.
    pub date: Option<Words>,
    pub chat: LeafletChat,
}

/// A heading with a list, perhaps with a sentence below.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeafletPart {
    pub title: Words,
    pub items: Vec<Words>,
    pub note: Option<Words>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeafletHelp {
    pub title: Words,
    pub lines: Vec<LeafletLine>,
    pub free: Words,
    pub paid: Words,
    pub note: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeafletLine {
    pub id: Words,
    pub label: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeafletPassage {
    pub title: Words,
    pub text: Words,
}

/// Buttons under the leaflet in the chat.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeafletChat {
    pub text: Words,
    pub print: Words,
    pub children: Words,
    pub teens: Words,
}

/// One language in `leaflets/source/lock.yaml`, written by `make`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeafletLock {
    pub template: String,
    pub words: String,
    pub facts: Entries<String>,
    pub files: Entries<String>,
}
