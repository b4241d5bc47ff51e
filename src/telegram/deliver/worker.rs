//! The sender: one process at a time (by a lease), many lanes at once, one call at a time in each.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::delivery::Delivery;
use super::encode::Speaker;
use super::pace::{Pace, Pacer};
use super::trouble::Trouble;
use crate::model::desk::DeskLane;
use crate::model::effect::Promise;
use crate::model::ids::Lane;
use crate::model::moment::Moment;
use crate::ops::tasks::Tasks;
use crate::store::outbox::Row;
use crate::store::{self, StoreError};
use crate::turn::Core;

/// How long the lease holds when its holder has died.
const LEASE: Duration = Duration::from_secs(6);
/// How often it is renewed, and how often somebody else looks whether it is free.
const RENEW: Duration = Duration::from_secs(2);
/// Calls under way at once.
const AT_ONCE: usize = 24;
/// Rows looked at in one go: first so many, and up to so many if none of them may go yet.
const LOOK: (i64, i64) = (100, 1600);
/// Lanes whose turn is remembered.
const TURNS: usize = 10_000;

/// The sender.
pub struct Sender {
    core: Core,
    speaker: Arc<Speaker>,
    pacer: Arc<Pacer>,
    trouble: Arc<Trouble>,
    turns: Turns,
    look: i64,
}

/// What is under way.
#[derive(Default)]
struct Round {
    under_way: JoinSet<Lane>,
    busy: HashSet<Lane>,
    /// Since when we are the one that sends.
    since: Option<Moment>,
}

impl Sender {
    /// A sender at rest.
    #[must_use]
    pub fn new(core: Core, speaker: Speaker, pace: Pace) -> Self {
        Self {
            core,
            speaker: Arc::new(speaker),
            pacer: Arc::new(Pacer::new(pace)),
            trouble: Arc::default(),
            turns: Turns::default(),
            look: LOOK.0,
        }
    }

    /// Sends until it is time to stop; then lets the calls under way end and gives back the lease.
    pub async fn run(mut self, tasks: Tasks) {
        let stop = tasks.stop_token();
        let mut round = Round::default();
        let mut lease_until = None;
        while !stop.is_cancelled() {
            lease_until = self.renew(lease_until).await;
            let pause = match lease_until {
                Some(_) => {
                    round.since.get_or_insert_with(|| self.core.clock().now());
                    self.send_due(&mut round).await
                }
                None => {
                    round.since = None;
                    RENEW
                }
            };
            tokio::select! {
                Some(ended) = round.under_way.join_next() => {
                    // Deliveries catch what breaks in them, so each says which lane it was.
                    if let Ok(lane) = ended {
                        round.busy.remove(&lane);
                    }
                }
                () = self.core.wake().notified() => {}
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => {}
            }
        }
        while round.under_way.join_next().await.is_some() {}
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
        self.pacer.tidy(self.core.clock().now());
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
    async fn send_due(&mut self, round: &mut Round) -> Duration {
        let now = self.core.clock().now();
        let rows = match self.due(now).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::warn!("The sender waits for the database: {error}");
                return RENEW;
            }
        };
        let mut pause = self.until_next(now).await;
        let mut started = 0_usize;
        for row in &rows {
            if round.under_way.len() >= AT_ONCE {
                return RENEW;
            }
            let guard = self.guard(row);
            if round.busy.contains(&guard) {
                continue;
            }
            let kind = Delivery::kind(row);
            if let Err(wait) = self.pacer.step(&row.bucket, kind, now) {
                pause = pause.min(wait);
                continue;
            }
            started += 1;
            round.busy.insert(guard);
            self.turns.take(row.lane);
            let delivery = Delivery::new(
                self.core.clone(),
                self.speaker.clone(),
                self.pacer.clone(),
                self.trouble.clone(),
                row.clone(),
                round.since.unwrap_or(now),
            );
            round.under_way.spawn(async move {
                delivery.deliver().await;
                guard
            });
        }
        self.look_further(rows.len(), started);
        pause
    }

    /// What is due: the most urgent first, and among equals whoever has waited longest for a turn,
    /// so that no busy case holds up the others of its group.
    async fn due(&self, now: Moment) -> Result<Vec<Row>, StoreError> {
        let (db, keys) = (self.core.db(), self.core.keys());
        let mut rows = store::outbox::due(db, keys, now, self.look).await?;
        rows.sort_by_key(|row| (row.rank, self.turns.last(&row.lane)));
        Ok(rows)
    }

    /// Rows of a group whose minute is used up must not hide what is due elsewhere.
    fn look_further(&mut self, seen: usize, started: usize) {
        let (first, most) = LOOK;
        let is_full = i64::try_from(seen).is_ok_and(|seen| seen >= self.look);
        self.look = if is_full && started == 0 {
            self.look.saturating_mul(4).min(most)
        } else {
            first
        };
    }

    /// What must not be under way twice: a lane, and for whatever may find a case's topic gone or
    /// make another the case.
    fn guard(&self, row: &Row) -> Lane {
        match &row.promise {
            Ok(Promise::Desk(promise)) => match (promise.case, promise.effect.lane()) {
                (Some(case), DeskLane::Card | DeskLane::Signs) => {
                    self.core.keys().case_lane(&case, DeskLane::Case)
                }
                _ => row.lane,
            },
            _ => row.lane,
        }
    }

    async fn until_next(&self, now: Moment) -> Duration {
        match store::outbox::next_due(self.core.db(), now).await {
            Ok(Some(due)) => {
                let ms = u64::try_from((due.0 - now.0).max(1)).unwrap_or(1);
                Duration::from_millis(ms).min(RENEW)
            }
            Ok(None) | Err(_) => RENEW,
        }
    }
}

/// When which lane had its turn.
#[derive(Default)]
struct Turns {
    taken: u64,
    last: HashMap<Lane, u64>,
}

impl Turns {
    fn take(&mut self, lane: Lane) {
        if self.last.len() >= TURNS {
            self.last.clear();
        }
        self.taken += 1;
        self.last.insert(lane, self.taken);
    }

    /// 0 for a lane that never had one.
    fn last(&self, lane: &Lane) -> u64 {
        self.last.get(lane).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waited_longest_for_a_turn_comes_first() {
        let mut turns = Turns::default();
        let (busy, calm, new) = (Lane([1; 32]), Lane([2; 32]), Lane([3; 32]));
        turns.take(calm);
        turns.take(busy);
        turns.take(busy);
        let mut lanes = [busy, calm, new];
        lanes.sort_by_key(|lane| turns.last(lane));
        assert_eq!(lanes, [new, calm, busy]);
    }
}
