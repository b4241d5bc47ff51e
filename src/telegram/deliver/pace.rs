//! Telegram's limits (core.telegram.org/bots/faq): about one message a second in one chat with
//! short bursts, twenty a minute in one group with all its topics, about thirty a second over all
//! chats. Nobody publishes exact numbers, so an answer 429 is obeyed besides.

use std::collections::{HashMap, HashSet, VecDeque};
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::model::ids::Bucket;
use crate::model::moment::Moment;

/// How fast promises may go out.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Messages a second in one private chat.
    pub chat_a_second: NonZeroU32,
    /// Messages at once in one private chat, after a rest.
    pub chat_burst: NonZeroU32,
    /// Messages a second over all chats.
    pub all_a_second: NonZeroU32,
    /// Messages in a minute in one group with all its topics, edits and topics included.
    pub group_a_minute: usize,
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
            group_a_minute: GROUP_A_MINUTE,
        }
    }

    /// The same, with so many messages a minute in one group.
    #[must_use]
    pub fn in_groups(self, group_a_minute: usize) -> Self {
        Self {
            group_a_minute: group_a_minute.max(KEPT_FOR_URGENT + 1),
            ..self
        }
    }
}

impl Default for Pace {
    /// Telegram's published limits, with a margin over all chats.
    fn default() -> Self {
        Self::of(1, 8, 28)
    }
}

/// How a call is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A message or an edit in a private chat.
    Private,
    /// Messages, edits or a topic in a group.
    Group {
        /// May use the last places of a minute.
        urgent: bool,
        /// How many messages it makes.
        messages: usize,
    },
    /// A reaction: it costs nothing of a chat's own messages.
    Free,
}

/// Messages a group with all its topics may see in [`GROUP_WINDOW_MS`].
const GROUP_A_MINUTE: usize = 20;
/// Of which so many are left for what is urgent.
const KEPT_FOR_URGENT: usize = 3;
/// A minute, and a second for what one call takes longer on its way than another.
const GROUP_WINDOW_MS: i64 = 61_000;

/// Keeps the pace of one process, which is the only one that sends.
pub struct Pacer {
    chats: DefaultKeyedRateLimiter<Bucket>,
    all: DefaultDirectRateLimiter,
    /// When the last calls to each group were made, by our clock, so that a rehearsal can move on.
    groups: Mutex<HashMap<Bucket, VecDeque<Moment>>>,
    group_a_minute: usize,
    /// Chats that have their place in their own row and wait for one among all: asked again, they
    /// must not pay for a second one.
    granted: Mutex<HashSet<Bucket>>,
    /// Chats Telegram asks for patience with: since when and until when.
    held: Mutex<HashMap<Bucket, (Moment, Moment)>>,
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
            all: RateLimiter::direct(quota_of_all(pace)),
            groups: Mutex::new(HashMap::new()),
            group_a_minute: pace.group_a_minute,
            granted: Mutex::new(HashSet::new()),
            held: Mutex::new(HashMap::new()),
            clock: DefaultClock::default(),
        }
    }

    /// Takes a place for one call, or says how long to wait for one.
    ///
    /// # Errors
    /// The time to wait.
    pub fn step(&self, bucket: &Bucket, kind: Kind, now: Moment) -> Result<(), Duration> {
        if let Some((since, until)) = lock(&self.held).get(bucket)
            && (*since..*until).contains(&now)
        {
            return Err(ms(until.0 - now.0));
        }
        match kind {
            Kind::Private => self.step_in_chat(bucket),
            Kind::Group { urgent, messages } => self.step_in_group(bucket, urgent, messages, now),
            Kind::Free => self.step_among_all(),
        }
    }

    /// Telegram asks for patience: until then nothing goes to this chat, also nothing that is
    /// promised only now.
    pub fn hold(&self, bucket: &Bucket, since: Moment, until: Moment) {
        lock(&self.held).insert(*bucket, (since, until));
    }

    fn step_in_chat(&self, bucket: &Bucket) -> Result<(), Duration> {
        let mut granted = lock(&self.granted);
        if !granted.contains(bucket)
            && let Err(early) = self.chats.check_key(bucket)
        {
            return Err(early.wait_time_from(self.clock.now()));
        }
        if let Err(wait) = self.step_among_all() {
            granted.insert(*bucket);
            return Err(wait);
        }
        granted.remove(bucket);
        Ok(())
    }

    fn step_among_all(&self) -> Result<(), Duration> {
        self.all
            .check()
            .map_err(|early| early.wait_time_from(self.clock.now()))
    }

    fn step_in_group(
        &self,
        bucket: &Bucket,
        urgent: bool,
        messages: usize,
        now: Moment,
    ) -> Result<(), Duration> {
        let mut groups = lock(&self.groups);
        let past = groups.entry(*bucket).or_default();
        forget(past, now);
        let kept = if urgent { 0 } else { KEPT_FOR_URGENT };
        let places = self.group_a_minute.saturating_sub(kept).max(1);
        // What is larger than all places at once goes when the group has rested.
        let messages = messages.clamp(1, places);
        let too_many = (past.len() + messages).saturating_sub(places);
        if let Some(blocking) = too_many.checked_sub(1).and_then(|last| past.get(last)) {
            let free_at = blocking.plus_ms(GROUP_WINDOW_MS);
            return Err(ms(free_at.0 - now.0));
        }
        self.step_among_all()?;
        past.extend(std::iter::repeat_n(now, messages));
        Ok(())
    }

    /// A second call was made for the same place.
    pub fn pay(&self, bucket: &Bucket, now: Moment) {
        let mut groups = lock(&self.groups);
        groups.entry(*bucket).or_default().push_back(now);
    }

    /// Gives a group's place back: no call was made after all.
    pub fn give_back(&self, bucket: &Bucket, kind: Kind) {
        let Kind::Group { messages, .. } = kind else {
            return;
        };
        if let Some(past) = lock(&self.groups).get_mut(bucket) {
            past.truncate(past.len().saturating_sub(messages.max(1)));
        }
    }

    /// Forgets chats that have rested.
    pub fn tidy(&self, now: Moment) {
        self.chats.retain_recent();
        lock(&self.granted).clear();
        lock(&self.held).retain(|_, (since, until)| (*since..*until).contains(&now));
        lock(&self.groups).retain(|_, past| {
            forget(past, now);
            !past.is_empty()
        });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Drops calls that have left the window, and those from a time that our clock was set back from.
fn forget(past: &mut VecDeque<Moment>, now: Moment) {
    past.retain(|at| *at <= now && at.plus_ms(GROUP_WINDOW_MS) > now);
}

fn ms(ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(ms.max(1)).unwrap_or(1))
}

/// A limiter lets through its burst and its rate in the first second: the burst is kept so small
/// that both together stay within Telegram's thirty.
fn quota_of_all(pace: Pace) -> Quota {
    let burst = NonZeroU32::new(pace.all_a_second.get() / 14).unwrap_or(NonZeroU32::MIN);
    Quota::per_second(pace.all_a_second).allow_burst(burst)
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    #[test]
    fn no_more_than_thirty_at_once_over_all_chats() {
        let clock = FakeRelativeClock::default();
        let all = RateLimiter::direct_with_clock(quota_of_all(Pace::default()), clock.clone());
        let mut a_second = 0;
        for _ in 0..1000 {
            while all.check().is_ok() {
                a_second += 1;
            }
            clock.advance(Duration::from_millis(1));
        }
        assert!((28..=30).contains(&a_second), "{a_second}");
    }

    #[test]
    fn waiting_for_the_others_costs_a_chat_nothing_of_its_own() {
        let pacer = Pacer::new(Pace::of(1, 2, 28));
        let (busy, mine) = (Bucket([1; 32]), Bucket([2; 32]));
        while pacer.all.check().is_ok() {}
        let refused = (0..100)
            .filter(|_| pacer.step(&mine, Kind::Private, Moment(0)).is_err())
            .count();
        assert!(refused > 0, "all places among all are taken");
        assert!(
            pacer.chats.check_key(&mine).is_ok(),
            "one of two places is left"
        );
        assert!(pacer.chats.check_key(&busy).is_ok());
    }

    const GROUP: Bucket = Bucket([3; 32]);

    fn group(urgent: bool, messages: usize) -> Kind {
        Kind::Group { urgent, messages }
    }

    /// A pacer whose limit over all chats is never met.
    fn roomy() -> Pacer {
        Pacer::new(Pace::of(1, 8, 10_000))
    }

    fn second(n: i64) -> Moment {
        Moment(1_700_000_000_000 + n * 1000)
    }

    #[test]
    fn the_last_places_of_a_groups_minute_are_for_what_is_urgent() {
        let pacer = roomy();
        let plain = |at| pacer.step(&GROUP, group(false, 1), second(at));
        for at in 0..17 {
            assert_eq!(plain(at), Ok(()));
        }
        assert_eq!(plain(17), Err(Duration::from_secs(44)), "61 - 17");
        for at in 18..21 {
            assert_eq!(pacer.step(&GROUP, group(true, 1), second(at)), Ok(()));
        }
        let urgent = pacer.step(&GROUP, group(true, 1), second(21));
        assert_eq!(urgent, Err(Duration::from_secs(40)));
        let other = Bucket([4; 32]);
        assert_eq!(pacer.step(&other, group(false, 1), second(21)), Ok(()));
    }

    #[test]
    fn a_group_is_free_again_a_minute_after_its_first_call() {
        let pacer = roomy();
        for _ in 0..17 {
            assert_eq!(pacer.step(&GROUP, group(false, 1), second(0)), Ok(()));
        }
        assert!(pacer.step(&GROUP, group(false, 1), second(60)).is_err());
        assert_eq!(pacer.step(&GROUP, group(false, 1), second(61)), Ok(()));
    }

    #[test]
    fn an_album_costs_what_it_holds_and_goes_even_if_it_is_too_large() {
        let pacer = roomy();
        assert_eq!(pacer.step(&GROUP, group(false, 10), second(0)), Ok(()));
        assert!(pacer.step(&GROUP, group(false, 8), second(1)).is_err());
        assert_eq!(pacer.step(&GROUP, group(false, 7), second(1)), Ok(()));
        assert_eq!(pacer.step(&GROUP, group(false, 40), second(70)), Ok(()));
    }

    #[test]
    fn a_place_that_was_not_needed_is_given_back_and_a_second_call_is_paid() {
        let pacer = roomy();
        for _ in 0..17 {
            assert_eq!(pacer.step(&GROUP, group(false, 1), second(0)), Ok(()));
        }
        pacer.give_back(&GROUP, group(false, 1));
        assert_eq!(pacer.step(&GROUP, group(false, 1), second(0)), Ok(()));
        pacer.give_back(&GROUP, group(false, 1));
        pacer.pay(&GROUP, second(0));
        assert!(pacer.step(&GROUP, group(false, 1), second(0)).is_err());
    }

    #[test]
    fn reactions_cost_a_group_nothing() {
        let pacer = roomy();
        for _ in 0..100 {
            assert_eq!(pacer.step(&GROUP, Kind::Free, second(0)), Ok(()));
        }
        assert_eq!(pacer.step(&GROUP, group(false, 1), second(0)), Ok(()));
    }

    #[test]
    fn a_chat_that_is_to_wait_waits_with_everything() {
        let pacer = roomy();
        pacer.hold(&GROUP, second(0), second(30));
        for kind in [group(true, 1), Kind::Free, Kind::Private] {
            let left = Duration::from_secs(20);
            assert_eq!(pacer.step(&GROUP, kind, second(10)), Err(left));
        }
        assert_eq!(pacer.step(&Bucket([9; 32]), Kind::Free, second(10)), Ok(()));
        pacer.tidy(second(10));
        assert!(pacer.step(&GROUP, group(true, 1), second(29)).is_err());
        assert_eq!(pacer.step(&GROUP, group(true, 1), second(30)), Ok(()));
    }

    #[test]
    fn a_clock_set_back_holds_nobody_up() {
        let pacer = roomy();
        for _ in 0..20 {
            assert_eq!(pacer.step(&GROUP, group(true, 1), second(500)), Ok(()));
        }
        pacer.hold(&GROUP, second(500), second(900));
        assert_eq!(pacer.step(&GROUP, group(true, 1), second(0)), Ok(()));
    }
}
