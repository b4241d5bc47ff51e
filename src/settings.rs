//! Settings, by flag or environment: what was typed, and what it means. All complaints come at
//! once, each with what to do.

mod access;
mod groups;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

pub use self::access::BotAccess;
pub use self::groups::{Groups, RawGroups};

/// The bot's token: never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Takes a token.
    #[must_use]
    pub fn new(token: String) -> Self {
        Self(token)
    }

    /// Lends it to the client.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `123456789:AA...` as @BotFather gives it.
    fn has_the_right_shape(&self) -> bool {
        self.0.split_once(':').is_some_and(|(id, secret)| {
            !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) && secret.len() >= 8
        })
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// How Telegram is asked.
#[derive(Debug, Clone, Args)]
pub struct RawTelegram {
    /// The bot's token from @BotFather.
    #[arg(long, env = "TELOXIDE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Address of the Bot API server; Telegram's own if not given.
    #[arg(long, env = "TELOXIDE_API_URL")]
    api_url: Option<String>,
}

/// What may be typed.
#[derive(Debug, Clone, Args)]
pub struct Raw {
    #[command(flatten)]
    telegram: RawTelegram,
    #[command(flatten)]
    groups: RawGroups,
    #[command(flatten)]
    place: RawPlace,
    /// Where health and metrics are served.
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

/// Where the content lies.
#[derive(Debug, Clone, Args)]
pub struct ContentFolder {
    /// Folder of the content; if not given, `content` where it exists, else the starter content
    /// inside the program.
    #[arg(long, env = "CONTENT_DIR")]
    content_dir: Option<PathBuf>,
}

impl ContentFolder {
    /// The folder, or `None` for the content inside the program.
    ///
    /// # Errors
    /// When a folder was named that is not there: serving other content in silence would be worse.
    pub fn dir(&self) -> Result<Option<PathBuf>, String> {
        match &self.content_dir {
            Some(named) if named.is_dir() => Ok(Some(named.clone())),
            Some(named) => Err(format!(
                "CONTENT_DIR names {}, which is no folder: correct it, or leave it out to use the content inside the program",
                named.display()
            )),
            None => Ok(Some(PathBuf::from("content")).filter(|usual| usual.is_dir())),
        }
    }
}

/// Where things lie.
#[derive(Debug, Clone, Args)]
pub struct RawPlace {
    /// Database: `sqlite://PATH` or `postgres://USER:PASSWORD@HOST/NAME`.
    #[arg(
        long,
        env = "DATABASE_URL",
        default_value = "sqlite://data/bot.db",
        hide_env_values = true
    )]
    database_url: String,
    #[command(flatten)]
    content: ContentFolder,
    /// File of the master key; made at the first start.
    #[arg(long, env = "SECRET_KEY_FILE", default_value = "data/secret.key")]
    secret_key_file: PathBuf,
}

/// Where things lie, checked.
#[derive(Debug, Clone)]
pub struct Place {
    /// The database's address.
    pub database_url: String,
    /// The content's folder, if it exists.
    pub content_dir: Option<PathBuf>,
    /// The key's file.
    pub secret_key_file: PathBuf,
}

/// Settings of `run`, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The bot's token.
    pub token: Token,
    /// Another Bot API server.
    pub api_url: Option<url::Url>,
    /// The groups that are ours.
    pub groups: Groups,
    /// Where things lie.
    pub place: Place,
    /// Health and metrics.
    pub listen: SocketAddr,
}

/// All that is wrong with the settings.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the settings cannot be used:{}", list(.0))]
pub struct Complaints(Vec<String>);

impl Complaints {
    /// One by one.
    #[must_use]
    pub fn each(self) -> Vec<String> {
        self.0
    }
}

fn list(complaints: &[String]) -> String {
    complaints
        .iter()
        .map(|one| format!("\n  - {one}"))
        .collect()
}

impl RawPlace {
    /// Checks what was typed.
    #[must_use]
    pub fn check(self, complaints: &mut Vec<String>) -> Place {
        let known = ["sqlite:", "postgres://", "postgresql://"];
        if !known
            .iter()
            .any(|scheme| self.database_url.starts_with(scheme))
        {
            complaints.push(
                "DATABASE_URL must begin with `sqlite://` or `postgres://`, such as `sqlite://data/bot.db`"
                    .to_owned(),
            );
        }
        let content_dir = self
            .content
            .dir()
            .map_err(|complaint| complaints.push(complaint))
            .unwrap_or_default();
        Place {
            database_url: self.database_url,
            content_dir,
            secret_key_file: self.secret_key_file,
        }
    }
}

impl RawTelegram {
    fn read(self, complaints: &mut Vec<String>) -> (Token, Option<url::Url>) {
        let token = Token::new(self.token.unwrap_or_default());
        if !token.has_the_right_shape() {
            complaints.push(
                "TELOXIDE_TOKEN is missing or has the wrong shape: it is the line @BotFather gives you, such as `123456789:AA…`. To try the bot without a token: `safe-migration-bot preview`"
                    .to_owned(),
            );
        }
        let api_url = self.api_url.and_then(|text| {
            text.parse()
                .map_err(|_| {
                    complaints.push(
                        "TELOXIDE_API_URL is no address; it looks like `https://host[:port]`"
                            .to_owned(),
                    )
                })
                .ok()
        });
        (token, api_url)
    }

    /// Checks what was typed.
    ///
    /// # Errors
    /// All complaints at once.
    pub fn check(self) -> Result<(Token, Option<url::Url>), Complaints> {
        let mut complaints = Vec::new();
        let read = self.read(&mut complaints);
        if complaints.is_empty() {
            Ok(read)
        } else {
            Err(Complaints(complaints))
        }
    }
}

/// What could be read of the settings, and what is wrong with the rest.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The settings; what is wrong stands for nothing.
    pub settings: Settings,
    /// All complaints.
    pub complaints: Vec<String>,
    /// Token and address tell how to ask Telegram.
    pub leads_to_telegram: bool,
}

impl Raw {
    /// Checks what was typed.
    ///
    /// # Errors
    /// All complaints at once.
    pub fn check(self) -> Result<Settings, Complaints> {
        let reading = self.read();
        if reading.complaints.is_empty() {
            Ok(reading.settings)
        } else {
            Err(Complaints(reading.complaints))
        }
    }

    /// Reads what was typed, also when a part of it is wrong.
    #[must_use]
    pub fn read(self) -> Reading {
        let mut complaints = Vec::new();
        let (token, api_url) = self.telegram.read(&mut complaints);
        let leads_to_telegram = complaints.is_empty();
        let groups = self.groups.check(&mut complaints);
        let place = self.place.check(&mut complaints);
        let settings = Settings {
            token,
            api_url,
            groups,
            place,
            listen: self.listen,
        };
        Reading {
            settings,
            complaints,
            leads_to_telegram,
        }
    }
}
