//! The sticker pack: which stickers in which order, how they look, and their words in each language.

use std::collections::HashMap;

use super::ids::Lang;
use super::{Content, Language};

/// The pack besides its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StickerPack {
    /// The frame around every picture: SVG with `{{…}}` to fill.
    pub frame: String,
    /// In the order of the pack.
    pub stickers: Vec<Sticker>,
}

/// One sticker besides its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sticker {
    /// Its name in the files.
    pub id: String,
    /// What it stands for; screen readers say the first one.
    pub emoji: Vec<String>,
    /// Colour of its ground, such as `#ffd166`.
    pub ground: String,
    /// Its picture: a piece of SVG.
    pub icon: String,
}

/// The pack's words in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StickersText {
    /// Title of the pack in Telegram.
    pub title: String,
    /// On the button of the stickers as text.
    pub button: String,
    /// Words and text equivalents by name.
    pub stickers: HashMap<String, StickerText>,
}

/// The words of one sticker in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StickerText {
    /// On the sticker.
    pub words: String,
    /// What its picture shows.
    pub alt: String,
}

/// The sticker pack.
impl Content {
    /// The pack, which may be empty.
    #[must_use]
    pub fn sticker_pack(&self) -> &StickerPack {
        &self.stickers
    }

    /// Its words, where there is a pack, in this language or one that stands in for it.
    #[must_use]
    pub fn stickers_text(&self, lang: &Lang) -> Option<&StickersText> {
        self.told_in(lang, None, |speech| speech.stickers.as_ref())
            .map(|told| told.words)
    }

    /// Whether a language has a pack of its own.
    #[must_use]
    pub fn has_own_stickers(&self, lang: &Lang) -> bool {
        let told = self.told_in(lang, None, |speech| speech.stickers.as_ref());
        told.is_some_and(|told| told.lang == lang)
    }

    /// The name of the pack in a language, or in the one that stands in for it. Telegram demands
    /// that it ends in the bot's.
    #[must_use]
    pub fn sticker_set_name(&self, lang: &Lang, bot_username: &str) -> String {
        let told = self.told_in(lang, None, |speech| speech.stickers.as_ref());
        let stand_in = |language: &Language| language.falls_back_to.first().cloned();
        let lang = match (told, self.language(lang)) {
            (Some(told), _) => told.lang.clone(),
            (None, Some(language)) => stand_in(language).unwrap_or_else(|| language.tag.clone()),
            (None, None) => self.bot.default.clone(),
        };
        format!("{}_{lang}_by_{bot_username}", self.bot.sticker_set)
    }

    /// The link to it.
    #[must_use]
    pub fn sticker_set(&self, lang: &Lang, bot_username: &str) -> String {
        let name = self.sticker_set_name(lang, bot_username);
        format!("https://t.me/addstickers/{name}")
    }
}
