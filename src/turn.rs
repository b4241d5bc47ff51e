//! The one transaction: whether an event was handled already, the state, the decision, the
//! promises, the counts. Nothing else calls `decide`; nothing here talks to Telegram.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::{Mutex, Notify, OnceCell};

use crate::content::Library;
use crate::conversation::{self, World};
use crate::model::effect::{Courtesy, Promise, Trace};
use crate::model::event::{After, Decision, Origin, Turn};
use crate::model::fact::{Breakdown, Fact};
use crate::model::ids::Lane;
use crate::model::visitor::Visitor;
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
    Store(#[from] StoreError),
    /// The database has not been reached since the start, or is not ours.
    #[error("the database is not ready: {0}")]
    NotReady(#[from] OpenError),
    /// The database does not even begin: first aid must not wait for a second try.
    #[error("the database does not answer: {0}")]
    Away(StoreError),
    /// The decision broke; the same update would break it again.
    #[error("a decision broke")]
    Panicked,
    /// Another process was faster each time.
    #[error("another process kept changing the same state")]
    Contended,
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
    /// Whether the tables have been brought up to date and the key has been checked.
    ready: OnceCell<()>,
    /// Decisions of one process never interleave.
    one_at_a_time: Mutex<()>,
    wake: Notify,
}

impl Core {
    /// Puts the core together; `lease` is this process's claim to be the one that sends.
    #[must_use]
    pub fn new(db: Db, keys: Keys, library: Library, clock: Clock, lease: Lease) -> Self {
        Self(Arc::new(Inner {
            db,
            keys,
            library,
            clock,
            lease,
            ready: OnceCell::new(),
            one_at_a_time: Mutex::new(()),
            wake: Notify::new(),
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

    /// Brings the tables up to date and checks the key, once.
    ///
    /// # Errors
    /// When the database is away, or is another key's; see [`OpenError::may_pass`].
    pub async fn prepare(&self) -> Result<(), OpenError> {
        let migrate = || self.0.db.migrate(&self.0.keys);
        self.0.ready.get_or_try_init(migrate).await.copied()
    }

    /// Wakes whoever delivers.
    #[must_use]
    pub fn wake(&self) -> &Notify {
        &self.0.wake
    }

    /// Runs events in the order given. Those that came together share one transaction, and so one
    /// write to the disk; if it fails, each has one of its own, up to the first that fails.
    ///
    /// Returns what may be done after the commit, one entry for each event that is committed, and
    /// the error of the first that is not.
    pub async fn run(&self, turns: &[Turn]) -> (Vec<Leftovers>, Option<TurnError>) {
        let _alone = self.0.one_at_a_time.lock().await;
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
        self.prepare().await?;
        let mut tx = self.0.db.begin().await.map_err(TurnError::Away)?;
        let mut leftovers = Vec::with_capacity(turns.len());
        let mut forgot = false;
        for turn in turns {
            match self.take(&mut tx, turn).await {
                Ok(decision) => {
                    forgot |= decision.as_ref().is_some_and(|d| d.after == After::Forget);
                    leftovers.push(decision.map(|d| d.courtesies).unwrap_or_default());
                }
                Err(error) => {
                    roll_back(tx).await;
                    return Err(error);
                }
            }
        }
        tx.commit().await?;
        self.0.wake.notify_one();
        if forgot {
            self.clear_log().await;
        }
        Ok(leftovers)
    }

    /// What was just forgotten must not rest in the database's own log.
    async fn clear_log(&self) {
        if let Err(error) = store::retention::checkpoint(&self.0.db).await {
            tracing::warn!("The database's log was not cleared after forgetting: {error}");
        }
    }

    /// One event inside a transaction; `None`: handled before.
    async fn take(&self, tx: &mut Tx, turn: &Turn) -> Result<Option<Decision>, TurnError> {
        let fresh = match turn.origin {
            Origin::Update(update) => store::updates::take(tx, update, turn.now).await?,
            Origin::Row { lane, seq } => {
                store::outbox::finish(tx, self.lease(), &lane, seq).await?
            }
        };
        if !fresh {
            return Ok(None);
        }
        let content = self.0.library.current();
        let person = &turn.person;
        let loaded = self.load(tx, turn).await?;
        let (before, version) = loaded.map_or((None, None), |(visitor, version)| {
            (Some(visitor), Some(version))
        });
        let is_new = before.is_none();
        let world = World {
            content: &content,
            now: turn.now,
        };
        // A broken rule must cost one update's answer, not the process.
        let decision = catch_unwind(AssertUnwindSafe(|| {
            conversation::decide(before, person, &turn.event, world)
        }))
        .map_err(|_| TurnError::Panicked)?;
        self.record(tx, turn, &decision, version, is_new).await?;
        Ok(Some(decision))
    }

    /// The state of a person. One that cannot be read any more (damaged, or of a shape this program
    /// does not know) is forgotten: the person begins anew, and nobody else waits behind it.
    async fn load(&self, tx: &mut Tx, turn: &Turn) -> Result<Option<(Visitor, i64)>, StoreError> {
        let person = &turn.person;
        match store::visitors::load(tx, self.keys(), &person.key).await {
            Err(StoreError::Unsealable(why)) => {
                tracing::error!("A person's state cannot be read and is begun anew: {why}");
                metrics::counter!("states_unreadable").increment(1);
                let lane = self.keys().lane(person.chat, None);
                store::visitors::forget(tx, &person.key, &person.visitor, &lane).await?;
                Ok(None)
            }
            other => other,
        }
    }

    async fn record(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        decision: &Decision,
        version: Option<i64>,
        is_new: bool,
    ) -> Result<(), TurnError> {
        let keys = self.keys();
        let person = &turn.person;
        let lane = keys.lane(person.chat, None);
        let content = self.0.library.current();
        let today = turn.now.day_in(content.hours().zone());
        let breakdown = Breakdown::of(&decision.viewer);
        if decision.visited {
            let source = decision.viewer.source.as_deref();
            store::counts::visit(tx, &person.visitor, today, &breakdown, is_new, source).await?;
        }
        count(tx, today, &decision.facts, &breakdown).await?;
        if decision.void_waiting {
            store::outbox::drop_lane(tx, &lane).await?;
        }
        let trace = match &decision.after {
            After::Keep(visitor) => {
                let saved = store::visitors::save(
                    tx,
                    keys,
                    &person.key,
                    person.chat,
                    visitor,
                    version,
                    today,
                )
                .await?;
                if !saved {
                    return Err(TurnError::Contended);
                }
                if let Some(message) = person.message {
                    store::traces::keep(tx, keys, &lane, message, turn.now).await?;
                }
                Trace::Keep
            }
            After::Forget => {
                store::visitors::forget(tx, &person.key, &person.visitor, &lane).await?;
                Trace::None
            }
            After::Nothing => Trace::Keep,
        };
        self.promise(tx, turn, decision, &lane, trace).await
    }

    async fn promise(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        decision: &Decision,
        lane: &Lane,
        trace: Trace,
    ) -> Result<(), TurnError> {
        let bucket = self.keys().bucket(turn.person.chat);
        for (effect, facts) in &decision.effects {
            let promise = Promise {
                chat: turn.person.chat,
                viewer: decision.viewer.clone(),
                effect: effect.clone(),
                facts: facts.clone(),
                trace,
            };
            store::outbox::push(tx, self.keys(), lane, &bucket, &promise, turn.now).await?;
        }
        Ok(())
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
