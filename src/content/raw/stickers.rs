//! The sticker pack as editors write it.

use serde::Deserialize;

use super::{Entries, Words};

/// `stickers/set.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StickerPack {
    pub grounds: Entries<Words>,
    pub stickers: Vec<Sticker>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sticker {
    pub id: Words,
    pub emoji: Vec<Words>,
    pub ground: Words,
}

/// `stickers/<lang>.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StickersText {
    pub title: Words,
    pub button: Words,
    pub stickers: Entries<StickerText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StickerText {
    pub words: Words,
    pub alt: Words,
}
