//! Telegram's limits (core.telegram.org/bots/faq): about one message a second in one chat with
//! short bursts, twenty a minute in one group with all its topics, about thirty a second over all
//! chats. Nobody publishes exact numbers, so an answer 429 is obeyed besides.

use std::num::NonZeroU32;
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

/// How many may go at the same moment: with a whole second's worth of them, twice the pace would
/// go out in the second after a rest. 28 a second and 2 at once are 30 in any second.
fn at_once(a_second: NonZeroU32) -> NonZeroU32 {
    NonZeroU32::new(a_second.get() / 14).unwrap_or(NonZeroU32::MIN)
}

/// Keeps the pace of one process, which is the only one that sends.
pub struct Pacer {
    chats: DefaultKeyedRateLimiter<Bucket>,
    all: DefaultDirectRateLimiter,
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
                Quota::per_second(pace.all_a_second).allow_burst(at_once(pace.all_a_second)),
            ),
            clock: DefaultClock::default(),
        }
    }

    /// Takes a place for one message, or says how long to wait for one.
    ///
    /// # Errors
    /// The time to wait.
    pub fn step(&self, bucket: &Bucket) -> Result<(), Duration> {
        if let Err(early) = self.chats.check_key(bucket) {
            return Err(early.wait_time_from(self.clock.now()));
        }
        self.all
            .check()
            .map_err(|early| early.wait_time_from(self.clock.now()))
    }

    /// Forgets chats that have rested.
    pub fn tidy(&self) {
        self.chats.retain_recent();
    }
}
