//! The one transaction: whether an event was handled already, the state, the decision, the
//! promises, the counts. Nothing else calls `decide`; nothing here talks to Telegram.

mod desks;
mod erase;
mod groups;
mod load;
mod patience;
mod record;
mod staff;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::sync::{Mutex, Notify, OnceCell};

pub use groups::Groups;
use patience::Patience;

use crate::content::Library;
use crate::model::effect::Courtesy;
use crate::model::event::{Decision, Happening, Origin, Turn};
use crate::model::fact::{Breakdown, Fact};
use crate::model::moment::Moment;
use crate::ops::clock::Clock;
use crate::privacy::Keys;
use crate::store::{self, Db, Lease, OpenError, StoreError, Tx};

/// Tries before a turn gives up on another process that is always faster.
const TRIES_AGAINST_OTHERS: usize = 20;

/// Why a turn did not happen. The update stays with Telegram, which brings it again.
#[derive(Debug, thiserror::Error)]
pub enum TurnError {
    /// The database did not take it: down, locked, full.
    #[error("the database did not take the turn: {0}")]
    Store(StoreError),
    /// The database has not been reached since the start, or is not ours.
    #[error("the database is not ready: {0}")]
    NotReady(#[from] OpenError),
    /// The database does not even begin: first aid must not wait for a second try.
    #[error("the database does not answer: {0}")]
    Away(StoreError),
    /// The decision broke; the same update would break it again.
    #[error("a decision broke")]
    Panicked,
    /// The operating system gives no random numbers.
    #[error("there are no random numbers")]
    Random,
    /// It was taken for something of strangers, and is of one of our groups, which has moved: it is
    /// to be read anew.
    #[error("a group goes on under another id, which was not known yet")]
    Misread,
    /// Another process was faster each time.
    #[error("another process kept changing the same state")]
    Contended,
}

impl From<StoreError> for TurnError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Silent => Self::Away(error),
            other => Self::Store(other),
        }
    }
}

/// What one turn leaves to be done after the commit.
type Leftovers = Vec<Courtesy>;

/// The core: database, keys, content, clock. One per process.
#[derive(Clone)]
pub struct Core(Arc<Inner>);

struct Inner {
    db: Db,
    keys: Keys,
    library: Library,
    clock: Clock,
    lease: Lease,
    groups: Groups,
    /// Whether the tables have been brought up to date and the key has been checked.
    ready: OnceCell<()>,
    /// Decisions of one process never interleave.
    one_at_a_time: Mutex<()>,
    patience: Patience,
    /// When Telegram last answered the question for updates.
    heard_at: AtomicI64,
    wake: Notify,
    /// Something was deleted, or will be by the commit under way, that may stand in the database's
    /// own log still. True at first: whoever ran before us may have been killed.
    log_tells: AtomicBool,
    breaks: OnceLock<Breaks>,
}

/// Which events break the decision about them, in a rehearsal of the worst.
type Breaks = Box<dyn Fn(&Turn) -> bool + Send + Sync>;

impl Core {
    /// Puts the core together; `lease` is this process's claim to be the one that sends.
    #[must_use]
    pub fn new(
        db: Db,
        keys: Keys,
        library: Library,
        clock: Clock,
        lease: Lease,
        groups: Groups,
    ) -> Self {
        let now = clock.now();
        Self(Arc::new(Inner {
            db,
            keys,
            library,
            clock,
            lease,
            groups,
            ready: OnceCell::new(),
            one_at_a_time: Mutex::new(()),
            patience: Patience::new(),
            heard_at: AtomicI64::new(now.0),
            wake: Notify::new(),
            log_tells: AtomicBool::new(true),
            breaks: OnceLock::new(),
        }))
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// The content on the shelf.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.0.library
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// This process's claim to be the one that sends.
    #[must_use]
    pub fn lease(&self) -> &Lease {
        &self.0.lease
    }

    /// The groups of the desks.
    #[must_use]
    pub fn groups(&self) -> &Groups {
        &self.0.groups
    }

    /// Brings the tables up to date, checks the key and learns where the desks' groups have moved,
    /// once.
    ///
    /// # Errors
    /// When the database is away, or is another key's; see [`OpenError::may_pass`].
    pub async fn prepare(&self) -> Result<(), OpenError> {
        let ready = self.0.ready.get_or_try_init(|| Box::pin(self.make_ready()));
        ready.await.copied()
    }

    async fn make_ready(&self) -> Result<(), OpenError> {
        self.0.db.migrate(&self.0.keys).await?;
        self.find_groups().await?;
        self.inspect_groups().await;
        self.move_from_lost_desks().await;
        Ok(())
    }

    /// Telegram has answered the question for updates.
    pub fn has_heard(&self) {
        let now = self.clock().now();
        self.0.heard_at.store(now.0, Ordering::Relaxed);
    }

    /// When Telegram last answered the question for updates; before the first time, the start.
    #[must_use]
    pub fn heard_at(&self) -> Moment {
        Moment(self.0.heard_at.load(Ordering::Relaxed))
    }

    /// Wakes whoever delivers.
    #[must_use]
    pub fn wake(&self) -> &Notify {
        &self.0.wake
    }

    /// Decisions about these events break from now on: a rehearsal of what no rule may do to
    /// anybody. Only the first such wish counts.
    pub fn breaks_at(&self, which: impl Fn(&Turn) -> bool + Send + Sync + 'static) {
        self.0.breaks.get_or_init(|| Box::new(which));
    }

    fn rehearse(&self, turn: &Turn) {
        if self.0.breaks.get().is_some_and(|breaks| breaks(turn)) {
            std::panic::resume_unwind(Box::new("a rehearsal"));
        }
    }

    /// Runs events in the order given. Those that came together share one transaction, and so one
    /// write to the disk; if it fails, each has one of its own, up to the first that fails.
    ///
    /// Returns what may be done after the commit, one entry for each event that is committed, and
    /// the error of the first that is not.
    pub async fn run(&self, turns: &[Turn]) -> (Vec<Leftovers>, Option<TurnError>) {
        let alone = async { Ok::<_, StoreError>(self.0.one_at_a_time.lock().await) };
        let _alone = match self.0.patience.wait(alone).await {
            Ok(alone) => alone,
            Err(error) => return (Vec::new(), Some(error)),
        };
        if turns.len() > 1 {
            match self.commit(turns).await {
                Ok(leftovers) => return (leftovers, None),
                Err(away @ (TurnError::Away(_) | TurnError::NotReady(_))) => {
                    return (Vec::new(), Some(away));
                }
                Err(_) => {}
            }
        }
        let mut done = Vec::with_capacity(turns.len());
        for turn in turns {
            match self.alone(turn).await {
                Ok(leftovers) => done.extend(leftovers),
                Err(error) => return (done, Some(error)),
            }
        }
        (done, None)
    }

    async fn alone(&self, turn: &Turn) -> Result<Vec<Leftovers>, TurnError> {
        for _ in 0..TRIES_AGAINST_OTHERS {
            match self.commit(std::slice::from_ref(turn)).await {
                Err(TurnError::Contended) => {}
                other => return other,
            }
        }
        Err(TurnError::Contended)
    }

    async fn commit(&self, turns: &[Turn]) -> Result<Vec<Leftovers>, TurnError> {
        self.0.patience.wait(self.prepare()).await?;
        Box::pin(self.write(turns)).await
    }

    /// Each step has its own time: many turns in one commit may take as long as they need. Whether
    /// a commit that was not waited for has come to pass is told by the update itself, when it
    /// comes again.
    async fn write(&self, turns: &[Turn]) -> Result<Vec<Leftovers>, TurnError> {
        let patience = &self.0.patience;
        let mut tx = patience.wait(Box::pin(self.begin())).await?;
        let mut leftovers = Vec::with_capacity(turns.len());
        for turn in turns {
            match patience.wait(Box::pin(self.take(&mut tx, turn))).await {
                Ok(decision) => {
                    leftovers.push(decision.map(|d| d.courtesies).unwrap_or_default());
                }
                Err(error) => {
                    // One that hangs would not be rolled back either: dropping it has to do.
                    if !matches!(error, TurnError::Away(_)) {
                        roll_back(tx).await;
                    }
                    return Err(error);
                }
            }
        }
        let committed = patience.wait(tx.commit()).await;
        self.0.wake.notify_one();
        committed?;
        patience.is_rewarded();
        self.clear_log().await;
        Ok(leftovers)
    }

    async fn begin(&self) -> Result<Tx, TurnError> {
        self.0.db.begin().await.map_err(TurnError::Away)
    }

    /// What is deleted now, or by the commit under way, must not rest in the database's own log. A
    /// clearing that comes in between waits for that commit: there is one connection that writes.
    pub fn must_clear_log(&self) {
        self.0.log_tells.store(true, Ordering::SeqCst);
    }

    /// Clears the database's own log if it may hold what was deleted. Should a reader be in the way,
    /// the next time will do it: the timekeeper asks all the time.
    pub async fn clear_log(&self) {
        if !self.0.log_tells.swap(false, Ordering::SeqCst) {
            return;
        }
        match store::retention::checkpoint(&self.0.db).await {
            Ok(true) => {}
            Ok(false) => self.must_clear_log(),
            Err(error) => {
                self.must_clear_log();
                tracing::warn!("What was deleted is not cleared from the log yet: {error}");
            }
        }
    }

    /// One event inside a transaction; `None`: handled before.
    async fn take(&self, tx: &mut Tx, turn: &Turn) -> Result<Option<Decision>, TurnError> {
        let fresh = match turn.origin {
            Origin::Update(update) => store::updates::take(tx, update, turn.now).await?,
            Origin::Row { lane, seq } => {
                store::outbox::finish(tx, self.lease(), &lane, seq).await?
            }
            // The case itself says whether it is still due.
            Origin::Clock => true,
        };
        if !fresh {
            return Ok(None);
        }
        match &turn.what {
            Happening::Group(chat, event) => {
                self.in_group(tx, turn, *chat, *event).await?;
                return Ok(None);
            }
            Happening::Staff(spot, who, event) => {
                return self.in_staff(tx, turn, spot, who, event).await.map(Some);
            }
            _ => {}
        }
        let content = self.0.library.current();
        let Some(loaded) = self.load(tx, turn, &content).await? else {
            self.end_unread(tx, turn, &content).await?;
            return Ok(None);
        };
        // A broken rule must cost one update's answer, not the process.
        let decide = || {
            self.rehearse(turn);
            loaded.decide(turn, &content)
        };
        let mut decision =
            catch_unwind(AssertUnwindSafe(decide)).map_err(|_| TurnError::Panicked)?;
        self.record(tx, turn, &loaded, &decision, &content).await?;
        let aid = self.first_aid(tx, &loaded, &decision).await?;
        decision.courtesies.extend(aid);
        Ok(Some(decision))
    }
}

/// Rolls back after an error; that error is the one that matters.
async fn roll_back(tx: Tx) {
    if let Err(second) = tx.rollback().await {
        tracing::warn!("A transaction could not be rolled back: {second}");
    }
}

/// Adds facts to the day's counters.
///
/// # Errors
/// When the database does not take them.
pub async fn count(
    tx: &mut Tx,
    day: jiff::civil::Date,
    facts: &[Fact],
    breakdown: &Breakdown,
) -> Result<(), StoreError> {
    for fact in facts {
        store::counts::add(tx, day, fact, breakdown).await?;
    }
    Ok(())
}
