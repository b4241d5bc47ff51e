//! The sender: one process at a time (by a lease), many lanes at once, one call at a time in each.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use teloxide::RequestError;
use teloxide::requests::{Request, Requester};
use tokio::task::JoinSet;

use super::encode::{Kept, Speaker};
use super::failure::{self, Failure};
use super::pace::{Pace, Pacer};
use crate::model::effect::{Effect, Promise, Trace};
use crate::model::event::{Origin, Person, Turn, VisitorEvent};
use crate::model::fact::Breakdown;
use crate::model::ids::{ChatId, Lane, MessageId};
use crate::ops::tasks::Tasks;
use crate::store::outbox::Row;
use crate::store::{self, StoreError};
use crate::turn::{self, Core};

/// How long the lease holds when its holder has died.
const LEASE: Duration = Duration::from_secs(6);
/// How often it is renewed, and how often somebody else looks whether it is free.
const RENEW: Duration = Duration::from_secs(2);
/// Calls under way at once.
const AT_ONCE: usize = 24;
/// Rows looked at in one go.
const LOOK: i64 = 100;
/// The longest pause between two tries of a call that nobody answered.
const LONGEST_BACKOFF: Duration = Duration::from_secs(60);
/// Messages one `deleteMessages` may name (core.telegram.org/bots/api#deletemessages).
const DELETE_AT_ONCE: usize = 100;

/// How long a bot may delete messages of a private chat, its own and the person's.
const DELETABLE_DAYS: i64 = 2;

/// The sender.
pub struct Sender {
    core: Core,
    speaker: Arc<Speaker>,
    pacer: Arc<Pacer>,
}

impl Sender {
    /// A sender at rest.
    #[must_use]
    pub fn new(core: Core, speaker: Speaker, pace: Pace) -> Self {
        Self {
            core,
            speaker: Arc::new(speaker),
            pacer: Arc::new(Pacer::new(pace)),
        }
    }

    /// Sends until it is time to stop; then lets the calls under way end and gives back the lease.
    pub async fn run(self, tasks: Tasks) {
        let stop = tasks.stop_token();
        let mut under_way: JoinSet<Lane> = JoinSet::new();
        let mut busy: HashSet<Lane> = HashSet::new();
        let mut lease_until = None;
        while !stop.is_cancelled() {
            lease_until = self.renew(lease_until).await;
            let pause = match lease_until {
                Some(_) => self.send_due(&mut under_way, &mut busy).await,
                None => RENEW,
            };
            tokio::select! {
                Some(ended) = under_way.join_next() => {
                    // A delivery that panicked cannot say which lane it was: start afresh.
                    match ended {
                        Ok(lane) => { busy.remove(&lane); }
                        Err(_) => { under_way.shutdown().await; busy.clear(); }
                    }
                }
                () = self.core.wake().notified() => {}
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => {}
            }
        }
        while under_way.join_next().await.is_some() {}
        self.give_back().await;
    }

    /// Takes or renews the lease when it is time; `None` while somebody else has it.
    async fn renew(&self, until: Option<tokio::time::Instant>) -> Option<tokio::time::Instant> {
        let now = tokio::time::Instant::now();
        if let Some(until) = until
            && until.duration_since(now) > LEASE.saturating_sub(RENEW)
        {
            return Some(until);
        }
        self.pacer.tidy();
        match self.take_lease().await {
            Ok(true) => Some(now + LEASE),
            Ok(false) => None,
            Err(error) => {
                tracing::warn!("The sender waits for the database: {error}");
                None
            }
        }
    }

    async fn take_lease(&self) -> Result<bool, StoreError> {
        if let Err(error) = self.core.prepare().await {
            tracing::warn!("The sender waits: {error}");
            return Ok(false);
        }
        let now = self.core.clock().now();
        let until = now.plus_ms(i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX));
        let mut tx = self.core.db().begin().await?;
        let mine = store::lease::take(&mut tx, self.core.lease(), now, until).await?;
        tx.commit().await?;
        Ok(mine)
    }

    async fn give_back(&self) {
        if let Err(error) = self.release_lease().await {
            tracing::warn!("The sender's lease runs out by itself: {error}");
        }
    }

    async fn release_lease(&self) -> Result<(), StoreError> {
        let mut tx = self.core.db().begin().await?;
        store::lease::release(&mut tx, self.core.lease()).await?;
        tx.commit().await
    }

    /// Starts what is due and may go; returns how long nothing will be to do.
    async fn send_due(&self, under_way: &mut JoinSet<Lane>, busy: &mut HashSet<Lane>) -> Duration {
        let now = self.core.clock().now();
        let rows = match store::outbox::due(self.core.db(), self.core.keys(), now, LOOK).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::warn!("The sender waits for the database: {error}");
                return RENEW;
            }
        };
        let mut pause = self.until_next(now).await;
        for row in rows {
            if under_way.len() >= AT_ONCE {
                return RENEW;
            }
            if busy.contains(&row.lane) {
                continue;
            }
            if let Err(wait) = self.pacer.step(&row.bucket) {
                pause = pause.min(wait);
                continue;
            }
            busy.insert(row.lane);
            let delivery = Delivery {
                core: self.core.clone(),
                speaker: self.speaker.clone(),
                row,
            };
            under_way.spawn(delivery.deliver());
        }
        pause
    }

    async fn until_next(&self, now: crate::model::moment::Moment) -> Duration {
        match store::outbox::next_due(self.core.db(), now).await {
            Ok(Some(due)) => {
                let ms = u64::try_from((due.0 - now.0).max(1)).unwrap_or(1);
                Duration::from_millis(ms).min(RENEW)
            }
            Ok(None) | Err(_) => RENEW,
        }
    }
}

/// One row on its way out.
struct Delivery {
    core: Core,
    speaker: Arc<Speaker>,
    row: Row,
}

impl Delivery {
    async fn deliver(self) -> Lane {
        let lane = self.row.lane;
        let outcome = match &self.row.promise {
            Ok(promise) => self.keep(promise).await,
            Err(_) => {
                tracing::error!("A promise could not be unsealed; it is dropped");
                Kept::Done(None)
            }
        };
        // What Telegram has taken must not be sent again because the database blinked: the lane
        // waits here until the result is written.
        let mut wait = Duration::from_millis(50);
        while let Err(error) = self.settle(&outcome).await {
            tracing::warn!("The result of a delivery waits for the database: {error}");
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(RENEW);
        }
        lane
    }

    async fn keep(&self, promise: &Promise) -> Kept {
        let content = self.core.library().current();
        match promise.effect {
            Effect::Erase => self.erase(promise.chat).await,
            _ => {
                self.speaker
                    .keep(&content, promise, self.core.clock().now())
                    .await
            }
        }
    }

    /// Deletes what stands in the chat, as far as Telegram allows: both sides, 48 hours back.
    async fn erase(&self, chat: ChatId) -> Kept {
        match self.erase_traces(chat).await {
            Ok(()) => Kept::Done(None),
            Err(failure) => Kept::Not(failure),
        }
    }

    async fn erase_traces(&self, chat: ChatId) -> Result<(), Failure> {
        for chunk in self
            .traces()
            .await
            .map_err(not_hidden_yet)?
            .chunks(DELETE_AT_ONCE)
        {
            self.delete(chat, chunk).await?;
            self.drop_traces(chunk).await.map_err(not_hidden_yet)?;
        }
        Ok(())
    }

    async fn traces(&self) -> Result<Vec<MessageId>, StoreError> {
        let since = self.core.clock().now().plus_days(-DELETABLE_DAYS);
        let mut tx = self.core.db().begin().await?;
        let traces = store::traces::of(&mut tx, self.core.keys(), &self.row.lane, since).await?;
        tx.rollback().await?;
        Ok(traces.into_iter().map(|(message, _)| message).collect())
    }

    async fn drop_traces(&self, messages: &[MessageId]) -> Result<(), StoreError> {
        let mut tx = self.core.db().begin().await?;
        store::traces::drop(&mut tx, self.core.keys(), &self.row.lane, messages).await?;
        tx.commit().await
    }

    /// One call for all; if one of them cannot be deleted the whole call fails, so then one by one.
    async fn delete(&self, chat: ChatId, messages: &[MessageId]) -> Result<(), Failure> {
        let bot = self.speaker.bot();
        let chat = teloxide::types::ChatId(chat.0);
        let ids: Vec<_> = messages
            .iter()
            .filter_map(|message| i32::try_from(message.0).ok())
            .map(teloxide::types::MessageId)
            .collect();
        match bot.delete_messages(chat, ids.clone()).send().await {
            Ok(_) => return Ok(()),
            Err(error) => go_on_deleting(&error)?,
        }
        for id in ids {
            if let Err(error) = bot.delete_message(chat, id).send().await {
                go_on_deleting(&error)?;
            }
        }
        Ok(())
    }

    /// Writes what became of the row, all in one commit.
    async fn settle(&self, outcome: &Kept) -> Result<(), StoreError> {
        match outcome {
            Kept::Done(message) => self.done(*message).await,
            Kept::Not(Failure::Later(wait)) => self.whole_bucket_waits(*wait).await,
            Kept::Not(Failure::Perhaps | Failure::Token(_)) => self.again_later().await,
            Kept::Not(Failure::Unreachable) => self.unreachable().await,
            Kept::Not(other) => {
                tracing::error!("A promise cannot be kept and is dropped: {other}");
                metrics::counter!("promises_refused").increment(1);
                self.done(None).await
            }
        }
    }

    async fn done(&self, message: Option<MessageId>) -> Result<(), StoreError> {
        let core = &self.core;
        let now = core.clock().now();
        let mut tx = core.db().begin().await?;
        let mine =
            store::outbox::finish(&mut tx, core.lease(), &self.row.lane, self.row.seq).await?;
        if let (true, Ok(promise)) = (mine, &self.row.promise) {
            if let (Some(message), Trace::Keep) = (message, promise.trace) {
                store::traces::keep(&mut tx, core.keys(), &self.row.lane, message, now).await?;
            }
            let content = core.library().current();
            let today = now.day_in(content.hours().zone());
            turn::count(
                &mut tx,
                today,
                &promise.facts,
                &Breakdown::of(&promise.viewer),
            )
            .await?;
        }
        tx.commit().await?;
        metrics::counter!("promises_kept").increment(1);
        Ok(())
    }

    async fn whole_bucket_waits(&self, wait: Duration) -> Result<(), StoreError> {
        metrics::counter!("asked_to_wait").increment(1);
        let ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let due = self.core.clock().now().plus_ms(ms);
        let mut tx = self.core.db().begin().await?;
        store::outbox::postpone_bucket(&mut tx, self.core.lease(), &self.row.bucket, due).await?;
        tx.commit().await
    }

    async fn again_later(&self) -> Result<(), StoreError> {
        metrics::counter!("promises_repeated").increment(1);
        let wait = backoff(self.row.tries);
        let due = self
            .core
            .clock()
            .now()
            .plus_ms(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
        let mut tx = self.core.db().begin().await?;
        let tries = self.row.tries.saturating_add(1);
        store::outbox::postpone(
            &mut tx,
            self.core.lease(),
            &self.row.lane,
            self.row.seq,
            due,
            tries,
        )
        .await?;
        tx.commit().await
    }

    /// Blocked, or the account is gone: an event like any other, so that row and consequence go
    /// in one commit.
    async fn unreachable(&self) -> Result<(), StoreError> {
        let Ok(promise) = &self.row.promise else {
            return self.done(None).await;
        };
        let keys = self.core.keys();
        let turn = Turn {
            origin: Origin::Row {
                lane: self.row.lane,
                seq: self.row.seq,
            },
            person: Person {
                key: keys.person_key(promise.chat.0),
                visitor: keys.visitor_key(promise.chat.0),
                chat: promise.chat,
                client_language: None,
                message: None,
            },
            event: VisitorEvent::Unreachable {
                leaflet_missed: promise.is_part_of_the_greeting(),
            },
            now: self.core.clock().now(),
        };
        metrics::counter!("people_unreachable").increment(1);
        match self.core.run(&[turn]).await {
            (_, None) => Ok(()),
            (_, Some(turn::TurnError::Store(error) | turn::TurnError::Away(error))) => Err(error),
            (_, Some(_)) => self.done(None).await,
        }
    }
}

/// Whether the other messages are worth a try: what Telegram refuses to delete stays.
fn go_on_deleting(error: &RequestError) -> Result<(), Failure> {
    match failure::classify(error) {
        stop
        @ (Failure::Later(_) | Failure::Perhaps | Failure::Token(_) | Failure::Unreachable) => {
            Err(stop)
        }
        _ => Ok(()),
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "an error is handed over by map_err"
)]
fn not_hidden_yet(error: StoreError) -> Failure {
    tracing::warn!("Hiding waits for the database: {error}");
    Failure::Perhaps
}

/// Half a second, doubled with each try, at most a minute.
fn backoff(tries: i64) -> Duration {
    let doublings = u32::try_from(tries.clamp(0, 10)).unwrap_or(10);
    (Duration::from_millis(500) * 2_u32.saturating_pow(doublings)).min(LONGEST_BACKOFF)
}
