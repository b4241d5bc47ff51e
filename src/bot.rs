//! A running bot: all parts put together, started, and stopped without losing anything.

use std::time::Duration;

use teloxide::Bot;
use teloxide::requests::Requester;
use tokio::sync::oneshot;

use crate::content::{Content, DeskId, Library};
use crate::model::ids::ChatId;
use crate::ops::clock::Clock;
use crate::ops::housekeeping::keep_house;
use crate::ops::tasks::Tasks;
use crate::ops::timekeeper::keep_time;
use crate::privacy::{Keys, MasterKey};
use crate::settings::{Complaints, Groups, Place, Token};
use crate::store::inspect::{Inspected, Owner, inspect};
use crate::store::{Db, Lease, OpenError, StoreError};
use crate::telegram::deliver::encode::Speaker;
use crate::telegram::deliver::worker::Sender;
use crate::telegram::deliver::{Courtesies, Pace, failure};
use crate::telegram::packs::Packs;
use crate::telegram::profile;
use crate::telegram::receive::decode::Ourselves;
use crate::telegram::receive::polling::Polling;
use crate::telegram::receive::webhook;
use crate::turn::{self, Core};

/// How long calls under way may take to end when the bot stops: less than the ten seconds Docker
/// waits before it kills.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long a start waits to learn which sticker packs are there.
const PACKS_WAIT: Duration = Duration::from_secs(5);
/// When that is asked again.
const PACKS_AGAIN: Duration = Duration::from_secs(60 * 60);
/// How long a start waits for the database; changes of its tables that take longer go on behind.
const DATABASE_WAIT: Duration = Duration::from_secs(10);
/// When a database that was away at the start is looked at again.
const DATABASE_AGAIN: Duration = Duration::from_secs(1);
/// The longest pause between two questions to a Telegram that does not answer at the start.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What a bot needs to start.
pub struct Plan {
    /// Its token.
    pub token: Token,
    /// Its Bot API server, if not Telegram's own.
    pub api_url: Option<url::Url>,
    /// The groups that are ours.
    pub groups: Groups,
    /// Where database, content and key lie.
    pub place: Place,
    /// Its clock.
    pub clock: Clock,
    /// How fast it may send.
    pub pace: Pace,
}

/// Why the bot did not start; each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The key.
    #[error(transparent)]
    Key(#[from] crate::privacy::KeyError),
    /// The database.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The key is gone, the database is not.
    #[error(
        "there is no key file {0}, but the database has been used with one: put back the file this installation was started with (SECRET_KEY_FILE). Without it nothing in this database can be read"
    )]
    KeyLost(String),
    /// Whether a key may be made is not known.
    #[error(
        "there is no key file {path}, and whether the database has been used with one cannot be seen ({why}): put the file back, or, for a new installation, start again when the database answers"
    )]
    KeyUnknown {
        /// The key's file.
        path: String,
        /// Why the database was not seen.
        why: OpenError,
    },
    /// The content.
    #[error(
        "the content cannot be shown:\n{0}\nCorrect it, then run `safe-migration-bot content check`."
    )]
    Content(crate::content::Problems),
    /// The groups.
    #[error(transparent)]
    Groups(#[from] Complaints),
    /// Telegram refuses the token.
    #[error("Telegram refuses the token ({0}): copy it anew from @BotFather into TELOXIDE_TOKEN")]
    Token(String),
    /// Told to stop while starting.
    #[error("stopped before the bot was ready")]
    Stopped,
    /// No random numbers.
    #[error("the operating system gives no random numbers")]
    Random,
}

/// A bot that runs.
pub struct Running {
    core: Core,
    tasks: Tasks,
    failed: oneshot::Receiver<OpenError>,
}

impl Running {
    /// The core, for health, metrics and tests.
    #[must_use]
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// The tasks of this bot.
    #[must_use]
    pub fn tasks(&self) -> &Tasks {
        &self.tasks
    }

    /// Waits until the bot can never serve: its database has come up after the start, and is not
    /// ours.
    pub async fn fails(&mut self) -> StartError {
        match (&mut self.failed).await {
            Ok(why) => why.into(),
            Err(_) => std::future::pending().await,
        }
    }

    /// Stops: no more updates, calls under way end, the lease is given back, the database closed.
    pub async fn stop(self) {
        self.tasks.stop(PATIENCE).await;
        self.core.db().close().await;
    }
}

/// Starts a bot: opens database, content and key, greets Telegram, then receives and delivers.
///
/// # Errors
/// With what is missing and what to do about it.
pub async fn start(plan: Plan, tasks: Tasks) -> Result<Running, StartError> {
    let core = core(&plan.place, plan.clock, &plan.groups).await?;
    let bot = client(&plan.token, plan.api_url);
    let ourselves = greet(&bot, &tasks).await?;
    webhook::take_back(&bot).await;
    let name = ourselves.username.clone();

    let packs = Packs::default();
    // Before the first greeting; Telegram that does not answer holds nobody up for long.
    let content = core.library().current();
    let look = packs.look(&bot, &content, &name);
    drop(tokio::time::timeout(PACKS_WAIT, look).await);

    let courtesies = Courtesies::start(bot.clone(), core.clone(), &tasks);
    let sender = Sender::new(
        core.clone(),
        Speaker::new(bot.clone(), name.clone(), packs.clone()),
        plan.pace,
    );
    tasks.spawn(sender.run(tasks.clone()));
    tasks.spawn(introduce(bot.clone(), core.clone()));
    tasks.spawn(keep_packs(
        bot.clone(),
        core.clone(),
        packs,
        name,
        tasks.clone(),
    ));
    let polling = Polling::new(core.clone(), bot, ourselves, courtesies);
    tasks.spawn(polling.run(tasks.clone()));
    tasks.spawn(keep_house(core.clone(), tasks.clone()));
    tasks.spawn(keep_time(core.clone(), tasks.clone()));
    let (fails, failed) = oneshot::channel();
    tasks.spawn(await_database(core.clone(), fails, tasks.clone()));
    Ok(Running {
        core,
        tasks,
        failed,
    })
}

/// A database that was away at the start may turn out to be another key's, or a newer program's:
/// then nobody will ever be served, and whoever runs the bot must see it end.
async fn await_database(core: Core, fails: oneshot::Sender<OpenError>, tasks: Tasks) {
    let stop = tasks.stop_token();
    loop {
        let prepared = tokio::select! {
            prepared = core.prepare() => prepared,
            () = stop.cancelled() => return,
        };
        match prepared {
            Ok(()) => return tracing::info!("The bot is ready"),
            Err(why) if why.may_pass() => {}
            Err(why) => {
                // Nobody listens any more: the bot is stopping anyway.
                drop(fails.send(why));
                return;
            }
        }
        if !tasks.pause(DATABASE_AGAIN).await {
            return;
        }
    }
}

/// Key, content and database. A database that is away does not stop the bot: until it answers,
/// danger is answered from content.
async fn core(place: &Place, clock: Clock, groups: &Groups) -> Result<Core, StartError> {
    let keys = Keys::derive(&master_key(place).await?);
    let library = shelf(place)?;
    let groups = connect(groups, &library.current())?;
    let db = Db::open(&place.database_url).await?;
    let core = Core::new(db, keys, library, clock, sender_lease()?, groups);
    let prepared = tokio::time::timeout(DATABASE_WAIT, core.prepare()).await;
    match prepared.unwrap_or(Err(OpenError::Store(StoreError::Silent))) {
        Err(error) if error.may_pass() => {
            tracing::error!("{error}. Until it answers, only danger is: with the emergency page");
        }
        prepared => prepared?,
    }
    Ok(core)
}

/// A key is made for a database that nobody has used yet. With a new one beside a database of
/// another key the bot would serve nobody.
async fn master_key(place: &Place) -> Result<MasterKey, StartError> {
    let file = &place.secret_key_file;
    if let Some(key) = MasterKey::load(file)? {
        return Ok(key);
    }
    let path = file.display().to_string();
    match inspect(&place.database_url, None).await {
        Ok(Inspected::Absent) => {}
        Ok(Inspected::There {
            owner: Owner::Nobody,
            ..
        }) => {}
        Ok(_) => return Err(StartError::KeyLost(path)),
        Err(why) if why.may_pass() => return Err(StartError::KeyUnknown { path, why }),
        Err(why) => return Err(why.into()),
    }
    Ok(MasterKey::load_or_create(file)?)
}

fn shelf(place: &Place) -> Result<Library, StartError> {
    let library = match &place.content_dir {
        Some(dir) => Library::watch(dir),
        None => Content::embedded().map(Library::fixed),
    }
    .map_err(StartError::Content)?;
    if library.current().starter() {
        tracing::warn!(
            "This is starter content: have qualified staff review it before people rely on it"
        );
    }
    let unreviewed = library.current().unreviewed();
    if unreviewed > 0 {
        tracing::warn!(
            "{unreviewed} answers and telephone numbers have been reviewed by nobody: see `content check --release`"
        );
    }
    Ok(library)
}

/// Desks are named in two places, in the settings and in the content: they must agree.
fn connect(groups: &Groups, content: &Content) -> Result<turn::Groups, StartError> {
    let rules = content.desk();
    let desks = groups.connect(rules)?;
    let has_group = |desk: &DeskId| desks.iter().any(|(connected, _)| connected == desk);
    let (with, without): (Vec<&DeskId>, Vec<&DeskId>) = rules
        .desks
        .iter()
        .map(|plan| &plan.id)
        .partition(|desk| has_group(desk));
    if with.is_empty() {
        tracing::warn!(
            "No group of consultants is set: whoever asks for one is shown help lines. Set CONSULTANTS_CHAT_ID"
        );
    } else {
        for desk in without {
            tracing::warn!(
                "Desk {desk} has no group: its people go to another desk. Set it in CONSULTANTS_CHAT_ID"
            );
        }
    }
    Ok(turn::Groups::new(desks, groups.staff))
}

fn client(token: &Token, api_url: Option<url::Url>) -> Bot {
    let bot = Bot::new(token.reveal());
    match api_url {
        Some(url) => bot.set_api_url(url),
        None => bot,
    }
}

/// Telegram shows people what the content says of the bot.
async fn introduce(bot: Bot, core: Core) {
    let content = core.library().current();
    profile::update(bot.clone(), &content).await;
    profile::update_groups(&bot, &content, core.groups()).await;
}

/// Packs that are published, or taken away, while the bot runs are noticed.
async fn keep_packs(bot: Bot, core: Core, packs: Packs, name: String, tasks: Tasks) {
    while tasks.pause(PACKS_AGAIN).await {
        packs.look(&bot, &core.library().current(), &name).await;
    }
}

/// A claim under a fresh random name: no process can take itself for a former one.
fn sender_lease() -> Result<Lease, StartError> {
    let mut name = [0_u8; 16];
    getrandom::fill(&mut name).map_err(|_| StartError::Random)?;
    let holder = name.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Lease {
        name: "sender".to_owned(),
        holder,
    })
}

/// Asks Telegram who we are, for as long as it does not answer.
async fn greet(bot: &Bot, tasks: &Tasks) -> Result<Ourselves, StartError> {
    let mut wait = Duration::from_millis(250);
    loop {
        match bot.get_me().await {
            Ok(me) => {
                return Ok(Ourselves {
                    account: ChatId(i64::try_from(me.user.id.0).unwrap_or_default()),
                    username: me.user.username.clone().unwrap_or_default(),
                });
            }
            Err(error) => match failure::classify(&error) {
                failure::Failure::Token(why) | failure::Failure::Refused(why) => {
                    return Err(StartError::Token(why));
                }
                other => {
                    tracing::warn!("Telegram does not answer yet: {other}");
                    if let failure::Failure::Later(asked) = other {
                        wait = wait.max(asked);
                    }
                }
            },
        }
        if !tasks.pause(wait).await {
            return Err(StartError::Stopped);
        }
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}
