//! A town to tell stories in: the real bot, a real database, a strict local Telegram, and people
//! whose every mark (names, id, words) is looked for at the end in all that the bot kept or said.

mod acts;
mod desk;
mod log;
mod office;
mod person;
mod rooms;

use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use safe_migration_bot::bot::{self, Plan, Running};
use safe_migration_bot::content::Content;
use safe_migration_bot::ops::clock::Clock;
use safe_migration_bot::ops::tasks::Tasks;
use safe_migration_bot::preview::{ChatId, Scene, Server, TOKEN, World, WorldHandle};
use safe_migration_bot::settings::{Place, Token};
use safe_migration_bot::store;
use safe_migration_bot::telegram::deliver::Pace;

pub use acts::{checked_yesterday, checked_yesterday_of};
pub use desk::{Consultant, Desk};
pub use log::handle as all_figures;
pub use office::{Clerk, people_came_on};
pub use person::Person;

use crate::databases::{Kind, TestDatabase, holds};

/// Longer than anything here takes; only a broken promise waits so long.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Read once: it does not change.
static STARTER: LazyLock<Content> = LazyLock::new(|| Content::embedded().unwrap());

pub struct Town {
    pub server: Server,
    pub world: WorldHandle,
    pub database: TestDatabase,
    pub clock: Clock,
    pub content: Content,
    folder: tempfile::TempDir,
    content_dir: Option<PathBuf>,
    pace: Pace,
    bot: Option<Running>,
    marks: Mutex<Vec<String>>,
    /// Who people are: must not be told to a desk.
    identities: Mutex<Vec<String>>,
    /// Who consultants are: must not be told to people.
    consultants: Mutex<Vec<String>>,
    pub desks: Vec<Desk>,
    pub staff: Option<ChatId>,
}

impl Town {
    /// A town with a bot that runs.
    pub async fn new(database: TestDatabase) -> Self {
        let mut town = Self::asleep(database).await;
        town.starts_the_bot().await;
        town
    }

    /// A town whose bot has not been started.
    pub async fn asleep(database: TestDatabase) -> Self {
        log::listen();
        let server = Server::start("127.0.0.1:0".parse().unwrap(), Scene::empty())
            .await
            .unwrap();
        let world = server.world();
        let bot = world.look(|world| world.bot().username.clone());
        for language in STARTER.languages() {
            let pack = STARTER.sticker_set_name(&language.tag, &bot);
            world.add_sticker_set(&pack, &language.name);
        }
        Self {
            server,
            world,
            database,
            clock: Clock::system(),
            content: STARTER.clone(),
            folder: tempfile::tempdir().unwrap(),
            content_dir: None,
            // Telegram's real pace is tried in a story of its own; others need not wait for it.
            pace: Pace::of(1000, 1000, 10_000).in_groups(10_000),
            bot: None,
            marks: Mutex::new(Vec::new()),
            identities: Mutex::new(Vec::new()),
            consultants: Mutex::new(Vec::new()),
            desks: Vec::new(),
            staff: None,
        }
    }

    pub fn with_pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    pub fn with_content(mut self, dir: PathBuf) -> Self {
        self.content = Content::load(&dir).unwrap();
        self.content_dir = Some(dir);
        self
    }

    pub fn place(&self) -> Place {
        Place {
            database_url: self.database.url.clone(),
            content_dir: self.content_dir.clone(),
            secret_key_file: self.folder.path().join("secret.key"),
        }
    }

    pub async fn starts_the_bot(&mut self) {
        let plan = Plan {
            token: Token::new(TOKEN.to_owned()),
            api_url: Some(self.server.url().parse().unwrap()),
            place: self.place(),
            clock: self.clock.clone(),
            pace: self.pace,
            groups: self.groups(),
        };
        self.bot = Some(bot::start(plan, Tasks::new()).await.unwrap());
    }

    pub async fn stops_the_bot(&mut self) {
        if let Some(bot) = self.bot.take() {
            bot.stop().await;
        }
    }

    pub fn bot(&self) -> &Running {
        self.bot.as_ref().expect("the bot runs")
    }

    /// Time passes, for Telegram and for the bot.
    pub fn time_passes(&self, by: Duration) {
        self.world.clock().advance(by);
        self.clock.advance(by);
    }

    /// Waits until nothing is left to do: no update unconfirmed, no promise waiting.
    pub async fn settles(&self) {
        let settled = async {
            loop {
                self.until("every update is taken", |world| {
                    world.updates_pending() == 0
                })
                .await;
                let waiting = store::outbox::waiting(self.bot().core().db()).await;
                if waiting.is_ok_and(|waiting| waiting == 0) && self.world.updates_pending() == 0 {
                    return;
                }
                let mut changes = self.world.changes();
                // The last commit rings no bell in the world.
                drop(tokio::time::timeout(Duration::from_millis(20), changes.changed()).await);
            }
        };
        let done = tokio::time::timeout(PATIENCE, settled).await;
        assert!(done.is_ok(), "promises are still waiting");
    }

    pub async fn until(&self, what: &str, holds: impl Fn(&World) -> bool) {
        assert!(
            self.world.wait_until(holds, PATIENCE).await,
            "waited in vain until {what}"
        );
    }

    pub fn mark(&self, mark: &str) {
        self.marks.lock().unwrap().push(mark.to_owned());
    }

    /// Every story ends here: all is done, Telegram had nothing to refuse, and nobody is named in
    /// what rests in the database, in the log, in the figures.
    pub async fn ends(mut self) {
        self.settles().await;
        let violations = self.world.violations();
        assert!(violations.is_empty(), "Telegram refused: {violations:#?}");
        self.nobody_knows_the_other();
        self.stops_the_bot().await;
        self.names_nobody().await;
    }

    /// A number no other mark in these tests has.
    fn number(&self) -> u32 {
        static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
    }

    /// Waits until this stands in the log, which all towns of the process share.
    pub async fn log_says(&self, words: &str) {
        let said = async {
            let has = |log: Vec<u8>| {
                log.windows(words.len())
                    .any(|part| part == words.as_bytes())
            };
            while !has(log::heard()) {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        };
        let said = tokio::time::timeout(PATIENCE, said).await;
        assert!(said.is_ok(), "the log never says `{words}`");
    }

    pub async fn names_nobody(&self) {
        let database = self.database.dump().await;
        let places = [
            ("the database", database.clone()),
            ("the log", log::heard()),
            ("the log of a program", self.programs_said()),
            ("the figures", log::figures().into_bytes()),
        ]
        .map(|(place, bytes)| (place, String::from_utf8_lossy(&bytes).into_owned()));
        for mark in self.marks.lock().unwrap().iter() {
            for (place, text) in &places {
                assert!(!text.contains(mark), "{place} holds `{mark}`");
            }
            let number = mark
                .parse()
                .ok()
                .filter(|_| self.database.kind == Kind::Sqlite);
            let found = number.is_some_and(|id| holds(&database, &as_sqlite_writes(id)));
            assert!(!found, "the database holds the number {mark}");
        }
    }

    /// What the real program has said, where it was the bot of this town.
    fn programs_said(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        let paths = files.map(|file| file.unwrap().path());
        let logs = paths.filter(|path| path.extension().is_some_and(|end| end == "log"));
        logs.flat_map(|path| std::fs::read(path).unwrap()).collect()
    }
}

/// A number as it stands in SQLite's file: its bytes, as few as will do of 6 and 8. All accounts have
/// numbers that need 6 at least.
fn as_sqlite_writes(id: i64) -> Vec<u8> {
    let bytes = id.to_be_bytes();
    let skip = if id < 1 << 47 { 2 } else { 0 };
    bytes.into_iter().skip(skip).collect()
}
