//! The queue of updates, with the semantics of getUpdates.
//!
//! What an offset confirms is gone for good; what is not confirmed comes again; only one may ask at a time.
//! After `process_get_updates_query` of Client.cpp. It never blocks: waiting is done by `api.rs`.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::limits;

/// Every kind this world can send, and whether it comes without being asked for.
const KINDS: [(&str, bool); 6] = [
    ("message", true),
    ("edited_message", true),
    ("callback_query", true),
    ("my_chat_member", true),
    ("chat_member", false),
    ("message_reaction", false),
];

/// What waits for the bot.
#[derive(Clone, Debug)]
pub struct Queue {
    next_id: i64,
    waiting: VecDeque<Waiting>,
    /// None: the default set.
    allowed: Option<BTreeSet<String>>,
    generation: u64,
    last_offset: Option<i64>,
    last_asked: Option<Instant>,
}

#[derive(Clone, Debug)]
struct Waiting {
    id: i64,
    body: Value,
    /// On the world's clock.
    expires: Duration,
    /// What must stay in order by webhook.
    lane: String,
}

/// One getUpdates call.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Most updates to hand out, 1 to 100.
    pub limit: usize,
    /// How long to wait.
    pub timeout: Duration,
    /// Which poller this is; an older one is told to go.
    pub generation: u64,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            next_id: 730_518_204,
            waiting: VecDeque::new(),
            allowed: None,
            generation: 0,
            last_offset: None,
            last_asked: None,
        }
    }
}

impl Queue {
    /// Puts an update of a kind into the queue, if the bot wants that kind. `date` is that of its message.
    pub fn push(&mut self, kind: &str, body: &Value, date: Duration, lane: String) {
        let by_default = KINDS
            .iter()
            .any(|(name, default)| *name == kind && *default);
        if !self
            .allowed
            .as_ref()
            .map_or(by_default, |allowed| allowed.contains(kind))
        {
            return;
        }
        let kept = if kind == "callback_query" {
            limits::CALLBACK_KEPT
        } else {
            limits::UPDATE_KEPT
        };
        let id = self.next_id;
        self.next_id += 1;
        let body = json!({"update_id": id, kind: body});
        self.waiting.push_back(Waiting {
            id,
            body,
            expires: date + kept,
            lane,
        });
    }

    /// Settles `allowed_updates`: empty or wholly unknown is the default set; it stays until it is set again.
    pub fn allow(&mut self, kinds: &[String]) {
        let known: BTreeSet<String> = kinds
            .iter()
            .filter(|kind| KINDS.iter().any(|(name, _)| name == kind))
            .cloned()
            .collect();
        self.allowed = (!known.is_empty()).then_some(known);
    }

    /// The set asked for, if it is not the default.
    pub const fn allowed(&self) -> Option<&BTreeSet<String>> {
        self.allowed.as_ref()
    }

    /// A poller comes: it takes over from any other, and the offset confirms at once.
    pub fn ask(&mut self, offset: i64, limit: i64, timeout_seconds: i64) -> Asked {
        let mut limit = usize::try_from(limit).unwrap_or(1).clamp(1, 100);
        let mut timeout =
            Duration::from_secs(u64::try_from(timeout_seconds).unwrap_or(0)).min(limits::POLL);
        let repeated = (self.last_offset == Some(offset))
            .then_some(self.last_asked)
            .flatten()
            .map(|at| at.elapsed());
        if repeated.is_some_and(|since| since < Duration::from_secs(3)) {
            timeout = timeout.max(Duration::from_secs(3));
        }
        if repeated.is_some_and(|since| since < Duration::from_millis(500)) {
            limit = 1;
        }
        self.last_offset = Some(offset);
        self.last_asked = Some(Instant::now());
        self.generation += 1;
        self.confirm(offset);
        Asked {
            limit,
            timeout,
            generation: self.generation,
        }
    }

    /// Sends every waiting poller away (setWebhook does that).
    pub const fn send_pollers_away(&mut self) {
        self.generation += 1;
    }

    /// Whether this poller is still the one.
    pub const fn is_current(&self, asked: &Asked) -> bool {
        self.generation == asked.generation
    }

    /// What is to be handed out now. Confirms nothing.
    pub fn batch(&mut self, asked: &Asked, now: Duration) -> Vec<Value> {
        self.forget_old(now);
        self.waiting
            .iter()
            .take(asked.limit)
            .map(|update| update.body.clone())
            .collect()
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// The waiting updates, oldest first.
    pub fn bodies(&self) -> impl Iterator<Item = &Value> {
        self.waiting.iter().map(|update| &update.body)
    }

    /// Drops everything that waits.
    pub fn clear(&mut self) {
        self.waiting.clear();
    }

    /// Puts a waiting or already confirmed update into the queue once more, as it happens after a crash.
    pub fn repeat(&mut self, body: Value, now: Duration) {
        let id = body
            .get("update_id")
            .and_then(Value::as_i64)
            .unwrap_or(self.next_id);
        self.waiting.push_front(Waiting {
            id,
            body,
            expires: now + limits::UPDATE_KEPT,
            lane: String::new(),
        });
    }

    /// For webhooks: the first update of every lane that is not `busy`.
    pub fn heads(&mut self, busy: &BTreeSet<String>, now: Duration) -> Vec<(i64, String, Value)> {
        self.forget_old(now);
        let mut seen = busy.clone();
        self.waiting
            .iter()
            .filter(|update| seen.insert(update.lane.clone()))
            .map(|update| (update.id, update.lane.clone(), update.body.clone()))
            .collect()
    }

    /// For webhooks: this one was answered.
    pub fn done(&mut self, id: i64) {
        self.waiting.retain(|update| update.id != id);
    }

    fn confirm(&mut self, offset: i64) {
        if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let drop = self.waiting.len().saturating_sub(keep);
            self.waiting.drain(..drop);
        } else if offset > 0 {
            self.waiting.retain(|update| update.id >= offset);
        }
    }

    fn forget_old(&mut self, now: Duration) {
        self.waiting.retain(|update| update.expires > now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1_700_000_000);

    fn queue(n: usize) -> Queue {
        let mut queue = Queue::default();
        for i in 0..n {
            queue.push("message", &json!({"message_id": i}), NOW, "1".to_owned());
        }
        queue
    }

    fn ids(queue: &mut Queue, offset: i64, now: Duration) -> Vec<i64> {
        let asked = queue.ask(offset, 100, 0);
        queue.last_asked = None;
        queue
            .batch(&asked, now)
            .iter()
            .map(|u| u["update_id"].as_i64().unwrap())
            .collect()
    }

    #[test]
    fn unconfirmed_updates_come_again_and_confirmed_ones_never() {
        let mut queue = queue(3);
        let first = ids(&mut queue, 0, NOW);
        assert_eq!(ids(&mut queue, 0, NOW), first);
        assert_eq!(ids(&mut queue, first[1], NOW), first[1..]);
        assert_eq!(ids(&mut queue, 0, NOW), first[1..]);
    }

    #[test]
    fn a_negative_offset_keeps_the_last_ones() {
        let mut queue = queue(5);
        assert_eq!(ids(&mut queue, -2, NOW).len(), 2);
        assert_eq!(queue.len(), 2);
    }

    #[test]
    fn the_same_offset_at_once_gives_one_update() {
        let mut queue = queue(3);
        let asked = queue.ask(0, 100, 0);
        assert_eq!(queue.batch(&asked, NOW).len(), 3);
        let asked = queue.ask(0, 100, 0);
        assert_eq!(queue.batch(&asked, NOW).len(), 1);
        assert_eq!(asked.timeout, Duration::from_secs(3));
    }

    #[test]
    fn what_is_too_old_is_never_delivered() {
        let mut queue = queue(1);
        queue.push("callback_query", &json!({}), NOW, "2".to_owned());
        assert_eq!(ids(&mut queue, 0, NOW + Duration::from_secs(151)).len(), 1);
        assert_eq!(
            ids(&mut queue, 0, NOW + Duration::from_secs(86_401)).len(),
            0
        );
    }

    #[test]
    fn reactions_come_only_when_asked_for_and_the_wish_is_kept() {
        let mut queue = queue(0);
        queue.push("message_reaction", &json!({}), NOW, "1".to_owned());
        assert_eq!(queue.len(), 0);
        queue.allow(&["message_reaction".to_owned(), "nonsense".to_owned()]);
        queue.push("message_reaction", &json!({}), NOW, "1".to_owned());
        queue.push("message", &json!({}), NOW, "1".to_owned());
        assert_eq!(queue.len(), 1);
        queue.allow(&[]);
        queue.push("message", &json!({}), NOW, "1".to_owned());
        assert_eq!(queue.len(), 2);
    }
}
