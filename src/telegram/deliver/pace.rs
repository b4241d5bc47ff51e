//! Telegram's limits (core.telegram.org/bots/faq): about one message a second in one chat with
//! short bursts, twenty a minute in one group with all its topics, about thirty a second over all
//! chats. Nobody publishes exact numbers, so an answer 429 is obeyed besides.

use std::collections::HashSet;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::model::ids::Bucket;

/// How fast promises may go out.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Messages a second in one private chat.
    pub chat_a_second: NonZeroU32,
    /// Messages at once in one private chat, after a rest.
    pub chat_burst: NonZeroU32,
    /// Messages a second over all chats.
    pub all_a_second: NonZeroU32,
}

impl Pace {
    /// A pace; zero counts as one.
    #[must_use]
    pub fn of(chat_a_second: u32, chat_burst: u32, all_a_second: u32) -> Self {
        let at_least_one = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        Self {
            chat_a_second: at_least_one(chat_a_second),
            chat_burst: at_least_one(chat_burst),
            all_a_second: at_least_one(all_a_second),
        }
    }
}

impl Default for Pace {
    /// Telegram's published limits, with a margin over all chats.
    fn default() -> Self {
        Self::of(1, 8, 28)
    }
}

/// Keeps the pace of one process, which is the only one that sends.
pub struct Pacer {
    chats: DefaultKeyedRateLimiter<Bucket>,
    all: DefaultDirectRateLimiter,
    /// Chats that have their place in their own row and wait for one among all: asked again, they
    /// must not pay for a second one.
    granted: Mutex<HashSet<Bucket>>,
    clock: DefaultClock,
}

impl Pacer {
    /// A pacer at rest.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        Self {
            chats: RateLimiter::keyed(
                Quota::per_second(pace.chat_a_second).allow_burst(pace.chat_burst),
            ),
            all: RateLimiter::direct(
                Quota::per_second(pace.all_a_second).allow_burst(burst_of_all(pace)),
            ),
            granted: Mutex::new(HashSet::new()),
            clock: DefaultClock::default(),
        }
    }

    /// Takes a place for one message, or says how long to wait for one.
    ///
    /// # Errors
    /// The time to wait.
    pub fn step(&self, bucket: &Bucket) -> Result<(), Duration> {
        let mut granted = self.granted.lock().unwrap_or_else(PoisonError::into_inner);
        if !granted.contains(bucket)
            && let Err(early) = self.chats.check_key(bucket)
        {
            return Err(early.wait_time_from(self.clock.now()));
        }
        if let Err(early) = self.all.check() {
            granted.insert(*bucket);
            return Err(early.wait_time_from(self.clock.now()));
        }
        granted.remove(bucket);
        Ok(())
    }

    /// Forgets chats that have rested.
    pub fn tidy(&self) {
        self.chats.retain_recent();
        self.granted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

/// A limiter lets through its burst and its rate in the first second: the burst is kept so small
/// that both together stay within Telegram's thirty.
fn burst_of_all(pace: Pace) -> NonZeroU32 {
    NonZeroU32::new(pace.all_a_second.get() / 14).unwrap_or(NonZeroU32::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_thirty_at_once_over_all_chats() {
        let pacer = Pacer::new(Pace::default());
        let began = std::time::Instant::now();
        let passed = (0..=u8::MAX)
            .filter(|n| pacer.step(&Bucket([*n; 32])).is_ok())
            .count();
        assert!(
            began.elapsed() > Duration::from_secs(1) || passed <= 30,
            "{passed}"
        );
    }

    #[test]
    fn waiting_for_the_others_costs_a_chat_nothing_of_its_own() {
        let pacer = Pacer::new(Pace::of(1, 2, 28));
        let (busy, mine) = (Bucket([1; 32]), Bucket([2; 32]));
        while pacer.all.check().is_ok() {}
        let refused = (0..100).filter(|_| pacer.step(&mine).is_err()).count();
        assert!(refused > 0, "all places among all are taken");
        assert!(
            pacer.chats.check_key(&mine).is_ok(),
            "one of two places is left"
        );
        assert!(pacer.chats.check_key(&busy).is_ok());
    }
}
