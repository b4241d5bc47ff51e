//! Which sticker packs are there: people are given a link only to a pack that Telegram shows. A
//! pack nobody has asked Telegram about yet, or about which it gives no answer, counts as there.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use teloxide::Bot;
use teloxide::requests::{Request, Requester};

use super::deliver::failure;
use super::stickers::is_missing;
use crate::content::{Content, Lang};

/// The packs that are not there, by name; shared.
#[derive(Debug, Clone, Default)]
pub struct Packs(Arc<Mutex<BTreeSet<String>>>);

impl Packs {
    /// Asks Telegram about the pack of every language.
    pub async fn look(&self, bot: &Bot, content: &Content, bot_name: &str) {
        for language in content.languages() {
            let name = content.sticker_set_name(&language.tag, bot_name);
            match bot.get_sticker_set(&name).send().await {
                Ok(_) => {
                    self.with(|missing| missing.remove(&name));
                }
                Err(error) if is_missing(&error) => {
                    if self.with(|missing| missing.insert(name.clone())) {
                        tracing::warn!(
                            "There is no sticker pack `{name}`, so nobody is given its link: run `stickers publish`"
                        );
                    }
                }
                Err(error) => {
                    let failure = failure::classify(&error);
                    tracing::info!("Telegram says nothing of the sticker pack `{name}`: {failure}");
                }
            }
        }
    }

    /// Whether the link to the pack of a language leads somewhere.
    #[must_use]
    pub fn has(&self, content: &Content, lang: &Lang, bot_name: &str) -> bool {
        let name = content.sticker_set_name(lang, bot_name);
        self.with(|missing| !missing.contains(&name))
    }

    fn with<T>(&self, act: impl FnOnce(&mut BTreeSet<String>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
