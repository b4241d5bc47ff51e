//! Brings a sticker pack at Telegram up to date: one call for each thing that differs, looked at
//! again after each, so that it can be killed at any moment and goes on where it stopped.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use teloxide::requests::{Request, Requester};
use teloxide::types::{InputFile, InputSticker, StickerFormat, UserId};
use teloxide::{ApiError, Bot, RequestError};

use super::deliver::failure::{self, Failure};
use crate::stickers::{Drawn, Record, Standing, Step, Wanted, next, simulated};

/// How often a call is made that Telegram may take later.
const TRIES: u32 = 5;
/// Stickers a pack may begin with (core.telegram.org/bots/api#createnewstickerset).
const AT_FIRST: usize = 50;

/// Why a pack is not up to date.
#[derive(Debug, thiserror::Error)]
pub enum NotPublished {
    /// Telegram does not say who the bot is.
    #[error("Telegram does not say who this bot is: {0}")]
    NoBot(String),
    /// Telegram does not know the owner.
    #[error(
        "Telegram does not know the owner {0}, or they have never written to this bot: the owner opens the bot, presses START, and the command is run again"
    )]
    Owner(u64),
    /// The name is taken by somebody else.
    #[error("the name `{0}` is taken: choose another `set` under `stickers` in bot.yaml")]
    Taken(String),
    /// Telegram says no.
    #[error("Telegram refused a call about `{set}`: {why}")]
    Refused {
        /// Which pack.
        set: String,
        /// In Telegram's words.
        why: String,
    },
    /// Telegram does not show what was done.
    #[error("Telegram does not show the changes of `{0}` yet: run the command again later")]
    Unseen(String),
    /// The record of what was published cannot be read or written.
    #[error("{path}: {why}")]
    Record {
        /// Where it stands.
        path: String,
        /// What is wrong.
        why: String,
    },
}

/// One pack as it should be.
#[derive(Debug)]
pub struct Pack {
    /// The end of its link.
    pub name: String,
    /// What people read above it.
    pub title: String,
    /// In order.
    pub stickers: Vec<Drawn>,
}

/// What was done, or would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changes {
    /// The pack was made.
    pub made: bool,
    /// Its title was changed.
    pub titled: bool,
    /// Calls about single stickers.
    pub steps: usize,
}

/// Which sticker at Telegram was made of which picture, by pack; a file of its own.
#[derive(Debug)]
pub struct Records {
    path: PathBuf,
    packs: BTreeMap<String, Record>,
}

impl Records {
    /// Reads the file; one that is not there is empty.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    pub fn open(path: &Path) -> Result<Self, NotPublished> {
        let broken = |why: String| NotPublished::Record {
            path: path.display().to_string(),
            why: format!("{why}; without this file every sticker is sent anew"),
        };
        let packs = match std::fs::read(path) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(broken(error.to_string())),
        };
        let path = path.to_owned();
        Ok(Self { path, packs })
    }

    /// Written beside and moved over: a crash leaves the old one.
    fn keep(&mut self, name: &str, record: &Record) -> Result<(), NotPublished> {
        self.packs.insert(name.to_owned(), record.clone());
        let write = || {
            if let Some(folder) = self.path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let beside = self.path.with_extension("new");
            let mut file = std::fs::File::create(&beside)?;
            file.write_all(&serde_json::to_vec_pretty(&self.packs)?)?;
            // A power cut must not leave a name without its bytes.
            file.sync_all()?;
            std::fs::rename(&beside, &self.path)
        };
        write().map_err(|error: std::io::Error| NotPublished::Record {
            path: self.path.display().to_string(),
            why: error.to_string(),
        })
    }
}

/// Publishes packs in the name of an owner.
pub struct Publisher {
    bot: Bot,
    owner: UserId,
}

impl Publisher {
    /// With the bot of this token, whose user name is told too. The owner is a person's account:
    /// Telegram gives packs to people, and the bot that made them may edit them.
    ///
    /// # Errors
    /// If Telegram does not say who the bot is.
    pub async fn connect(
        token: &str,
        api_url: Option<url::Url>,
        owner: u64,
    ) -> Result<(Self, String), NotPublished> {
        let bot = Bot::new(token);
        let bot = match api_url {
            Some(url) => bot.set_api_url(url),
            None => bot,
        };
        let me = bot.get_me().send().await;
        let me = me.map_err(|error| NotPublished::NoBot(failure::classify(&error).to_string()))?;
        let name = me.username().to_owned();
        let owner = UserId(owner);
        Ok((Self { bot, owner }, name))
    }

    /// What would be done.
    ///
    /// # Errors
    /// [`NotPublished`].
    pub async fn look(&self, pack: &Pack, records: &Records) -> Result<Changes, NotPublished> {
        let record = records.packs.get(&pack.name).cloned().unwrap_or_default();
        let Some((title, standing)) = self.standing(pack).await? else {
            return Ok(Changes {
                made: true,
                titled: false,
                steps: 0,
            });
        };
        Ok(Changes {
            made: false,
            titled: title != pack.title,
            steps: simulated(&wanted(pack), &standing, &record).len(),
        })
    }

    /// Brings a pack up to date; what is so already is left alone.
    ///
    /// # Errors
    /// [`NotPublished`]; what was done until then stays done.
    pub async fn publish(
        &self,
        pack: &Pack,
        records: &mut Records,
    ) -> Result<Changes, NotPublished> {
        let wanted = wanted(pack);
        let mut record = records.packs.get(&pack.name).cloned().unwrap_or_default();
        let mut changes = Changes {
            made: false,
            titled: false,
            steps: 0,
        };
        let first = self.standing(pack).await?;
        let (title, mut standing) = match first {
            Some(there) => there,
            None => {
                record.expect_all(wanted.get(..AT_FIRST).unwrap_or(&wanted));
                records.keep(&pack.name, &record)?;
                self.create(pack).await?;
                changes.made = true;
                let unseen = || NotPublished::Unseen(pack.name.clone());
                self.standing(pack).await?.ok_or_else(unseen)?
            }
        };
        record.adopt(&standing);
        records.keep(&pack.name, &record)?;
        if title != pack.title {
            let call = || {
                self.bot
                    .set_sticker_set_title(&pack.name, &pack.title)
                    .send()
            };
            self.made(pack, call).await?;
            changes.titled = true;
        }
        let most = 4 * (wanted.len() + standing.len() + 1);
        while let Some(step) = next(&wanted, &standing, &record) {
            if changes.steps == most {
                return Err(NotPublished::Unseen(pack.name.clone()));
            }
            record.expect(&step, &wanted, &standing);
            records.keep(&pack.name, &record)?;
            self.make(pack, &step).await?;
            changes.steps += 1;
            record.done(&step, &wanted, &standing);
            let Some((_, there)) = self.standing(pack).await? else {
                return Err(NotPublished::Unseen(pack.name.clone()));
            };
            standing = there;
            record.adopt(&standing);
            records.keep(&pack.name, &record)?;
        }
        Ok(changes)
    }

    /// Title and stickers of the pack, if there is one.
    async fn standing(&self, pack: &Pack) -> Result<Option<(String, Vec<Standing>)>, NotPublished> {
        let call = || self.bot.get_sticker_set(&pack.name).send();
        let set = match self.tried(call).await {
            Ok(set) => set,
            Err(error) if is_missing(&error) => return Ok(None),
            Err(error) => return Err(self.refused(pack, &error)),
        };
        let standing = set.stickers.into_iter().map(|sticker| Standing {
            unique: sticker.file.unique_id.to_string(),
            file: sticker.file.id.to_string(),
        });
        Ok(Some((set.title, standing.collect())))
    }

    async fn create(&self, pack: &Pack) -> Result<(), NotPublished> {
        let stickers = || pack.stickers.iter().take(AT_FIRST).map(input);
        let call = || {
            self.bot
                .create_new_sticker_set(self.owner, &pack.name, &pack.title, stickers())
                .send()
        };
        self.made(pack, call).await
    }

    async fn make(&self, pack: &Pack, step: &Step) -> Result<(), NotPublished> {
        let name = &pack.name;
        let sticker = |of: usize| pack.stickers.get(of);
        match step {
            Step::Add(with) => {
                let Some(sticker) = sticker(*with) else {
                    return Ok(());
                };
                let file = self.uploaded(pack, sticker).await?;
                let call = || {
                    let sticker = input_of(file.clone(), sticker);
                    self.bot
                        .add_sticker_to_set(self.owner, name, sticker)
                        .send()
                };
                self.made(pack, call).await
            }
            Step::Replace { old, with } => {
                let Some(sticker) = sticker(*with) else {
                    return Ok(());
                };
                let file = self.uploaded(pack, sticker).await?;
                let call = || {
                    let sticker = input_of(file.clone(), sticker);
                    self.bot
                        .replace_sticker_in_set(self.owner, name, &old.file, sticker)
                        .send()
                };
                self.made(pack, call).await
            }
            Step::Move { file, to } => {
                let to = u32::try_from(*to).unwrap_or(u32::MAX);
                let call = || self.bot.set_sticker_position_in_set(file, to).send();
                self.made(pack, call).await
            }
            Step::Emoji { file, of } => {
                let emoji = sticker(*of).map(|it| it.emoji.clone()).unwrap_or_default();
                let call = || self.bot.set_sticker_emoji_list(file, emoji.clone()).send();
                self.made(pack, call).await
            }
            Step::Delete(old) => {
                let call = || self.bot.delete_sticker_from_set(&old.file).send();
                self.made(pack, call).await
            }
        }
    }

    /// Brings a picture to Telegram, so that a call can name it: the library sends no file along
    /// with a single sticker.
    async fn uploaded(&self, pack: &Pack, sticker: &Drawn) -> Result<InputFile, NotPublished> {
        let file = || InputFile::memory(sticker.png.clone()).file_name(file_name(sticker));
        let call = || {
            self.bot
                .upload_sticker_file(self.owner, file(), StickerFormat::Static)
                .send()
        };
        let sent = self.tried(call).await;
        let sent = sent.map_err(|error| self.refused(pack, &error))?;
        Ok(InputFile::file_id(sent.id))
    }

    async fn made<T, F>(&self, pack: &Pack, call: impl Fn() -> F) -> Result<(), NotPublished>
    where
        F: Future<Output = Result<T, RequestError>>,
    {
        let made = self.tried(call).await;
        made.map(drop).map_err(|error| self.refused(pack, &error))
    }

    /// Patient where Telegram asks for it, and where it did not happen. A call whose answer was
    /// lost is not repeated: what has happened is seen by looking.
    async fn tried<T, F>(&self, call: impl Fn() -> F) -> Result<T, RequestError>
    where
        F: Future<Output = Result<T, RequestError>>,
    {
        let mut tried = 1;
        loop {
            let error = match call().await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            let wait = match failure::classify(&error) {
                Failure::Later(wait) => wait,
                Failure::Offline => Duration::from_secs(2),
                _ => return Err(error),
            };
            if tried == TRIES {
                return Err(error);
            }
            tried += 1;
            tracing::info!("Telegram asks for patience: {} s", wait.as_secs());
            tokio::time::sleep(wait).await;
        }
    }

    fn refused(&self, pack: &Pack, error: &RequestError) -> NotPublished {
        let said = error.to_string().to_lowercase();
        let strangers = [
            "peer_id_invalid",
            "user not found",
            "user_is_bot",
            "user_id_invalid",
        ];
        if strangers.iter().any(|part| said.contains(part)) {
            return NotPublished::Owner(self.owner.0);
        }
        if said.contains("already occupied") {
            return NotPublished::Taken(pack.name.clone());
        }
        NotPublished::Refused {
            set: pack.name.clone(),
            why: failure::classify(error).to_string(),
        }
    }
}

/// Whether Telegram says that there is no such pack.
#[must_use]
pub fn is_missing(error: &RequestError) -> bool {
    matches!(error, RequestError::Api(ApiError::InvalidStickersSet))
        || error.to_string().contains("STICKERSET_INVALID")
}

fn wanted(pack: &Pack) -> Vec<Wanted> {
    pack.stickers
        .iter()
        .map(|sticker| Wanted {
            digest: sticker.digest.clone(),
            emoji: sticker.emoji.clone(),
        })
        .collect()
}

fn file_name(sticker: &Drawn) -> String {
    format!("{}.png", sticker.id)
}

fn input(sticker: &Drawn) -> InputSticker {
    let file = InputFile::memory(sticker.png.clone()).file_name(file_name(sticker));
    input_of(file, sticker)
}

fn input_of(file: InputFile, sticker: &Drawn) -> InputSticker {
    InputSticker {
        sticker: file,
        format: StickerFormat::Static,
        emoji_list: sticker.emoji.clone(),
        mask_position: None,
        keywords: Vec::new(),
    }
}
