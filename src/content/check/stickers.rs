//! The sticker pack: pictures and emoji for each, short words and a text equivalent in every language.

use std::collections::HashMap;

use super::Round;
use crate::content::Speech;
use crate::content::ids::{BranchId, Lang};
use crate::content::raw::{self, Words};
use crate::content::stickers::{Sticker, StickerPack, StickerText, StickersText};
use crate::content::yaml::Source;

const FILE: &str = "stickers/set.yaml";
const FRAME: &str = "stickers/sticker.svg";
/// Stickers of one pack (core.telegram.org/bots/api#addstickertoset).
const MOST: u32 = 120;
/// Emoji of one sticker (core.telegram.org/bots/api#inputsticker).
const MOST_EMOJI: u32 = 20;
/// Title of a pack (core.telegram.org/bots/api#createnewstickerset).
const TITLE: usize = 64;
/// What can be read when the sticker is small.
const LETTERS: usize = 44;
const ALT: usize = 80;
const BUTTON: usize = 20;

impl Round<'_> {
    pub(super) fn stickers(&mut self) -> StickerPack {
        let raw = self.raw;
        let Some(document) = &raw.stickers else {
            if !raw.sticker_texts.is_empty() {
                self.missing_file(FILE, "the sticker pack");
            }
            return StickerPack::default();
        };
        let (source, pack) = (&document.source, &document.value);
        let frame = self.drawing(FRAME, "the frame of the stickers");
        let count = u32::try_from(pack.stickers.len()).unwrap_or(u32::MAX);
        if !(1..=MOST).contains(&count) {
            self.problems
                .out_of_range(crate::content::At::file(FILE), "stickers", 1, MOST);
        }
        let stickers = pack
            .stickers
            .iter()
            .enumerate()
            .filter_map(|(at, raw)| {
                let earlier = pack.stickers.iter().take(at);
                if earlier
                    .into_iter()
                    .any(|other| other.id.value == raw.id.value)
                {
                    self.problems
                        .doubled_name(source.at(&raw.id), "sticker", &raw.id.value);
                }
                self.sticker(source, pack, raw)
            })
            .collect();
        StickerPack {
            frame: frame.unwrap_or_default(),
            stickers,
        }
    }

    fn sticker(
        &mut self,
        source: &Source,
        pack: &raw::StickerPack,
        raw: &raw::Sticker,
    ) -> Option<Sticker> {
        let id = self.name::<BranchId>(source, &raw.id)?;
        let icon = self.drawing(
            &format!("stickers/icons/{id}.svg"),
            "the picture of a sticker",
        );
        let count = u32::try_from(raw.emoji.len()).unwrap_or(u32::MAX);
        if !(1..=MOST_EMOJI).contains(&count) {
            self.problems
                .out_of_range(source.at(&raw.id), "emoji of a sticker", 1, MOST_EMOJI);
        }
        for emoji in &raw.emoji {
            let letters = |c: char| c.is_alphanumeric() || c.is_ascii() || c.is_whitespace();
            if emoji.value.is_empty() || emoji.value.chars().any(letters) {
                self.problems.no_emoji(source.at(emoji), &emoji.value);
            }
        }
        let ground = pack.grounds.get(&raw.ground.value);
        if ground.is_none() {
            let known: Vec<&str> = pack.grounds.keys().collect();
            self.problems
                .unknown_choice(source.at(&raw.ground), &raw.ground.value, &known);
        }
        let ground = self.colour(source, ground?)?;
        Some(Sticker {
            id: id.to_string(),
            emoji: raw.emoji.iter().map(|emoji| emoji.value.clone()).collect(),
            ground,
            icon: icon?,
        })
    }

    fn colour(&mut self, source: &Source, words: &Words) -> Option<String> {
        let digits = words.value.strip_prefix('#');
        let is_one = digits.is_some_and(|digits| {
            digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit())
        });
        if !is_one {
            self.problems.no_colour(source.at(words), &words.value);
        }
        is_one.then(|| words.value.clone())
    }

    /// A drawing beside the pack. That it can be drawn is found out by drawing it.
    fn drawing(&mut self, path: &str, what_for: &str) -> Option<String> {
        let found = self
            .files
            .get(path)
            .and_then(|bytes| std::str::from_utf8(bytes).ok());
        if found.is_none() {
            self.missing_file(path, what_for);
        }
        found.map(str::to_owned)
    }

    pub(super) fn sticker_texts(&mut self, lang: &Lang, speech: &mut Speech) {
        let raw = self.raw;
        let Some(pack) = &raw.stickers else {
            return;
        };
        let path = format!("stickers/{lang}.yaml");
        let Some(document) = raw.sticker_texts.get(lang.as_str()) else {
            self.missing_or_borrowed(lang, &path, "the words of the stickers");
            self.count(lang, false);
            return;
        };
        let (source, words) = (&document.source, &document.value);
        let title = self.spoken_line(
            source,
            &words.title,
            TITLE,
            "the title of the stickers",
            lang,
        );
        let button = self.spoken_line(source, &words.button, BUTTON, "a button", lang);
        let mut stickers = HashMap::new();
        for sticker in &pack.value.stickers {
            let id = &sticker.id.value;
            let found = words.stickers.get(id);
            if found.is_none() {
                let what = format!("sticker `{id}`");
                self.problems.missing_text(&source.path, &what, lang);
            }
            let text = found.and_then(|raw| {
                let words = self.spoken_line(source, &raw.words, LETTERS, "a sticker", lang);
                let alt = self.spoken_line(source, &raw.alt, ALT, "a text equivalent", lang);
                Some(StickerText {
                    words: words?,
                    alt: alt?,
                })
            });
            self.count(lang, text.is_some());
            stickers.extend(text.map(|text| (id.clone(), text)));
        }
        let known = &pack.value.stickers;
        self.names_of_nothing(source, &words.stickers, "sticker", |name| {
            known.iter().any(|sticker| sticker.id.value == name)
        });
        speech.stickers = Some(StickersText {
            title: title.unwrap_or_default(),
            button: button.unwrap_or_default(),
            stickers,
        });
    }
}
