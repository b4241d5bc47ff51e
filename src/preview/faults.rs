//! Switches for everything that can go wrong between the bot and Telegram.
//!
//! A script for a method is used up call by call; after it, a steady fault may strike with a probability.
//! What a fault does to the connection is the server's business; here it is only decided which one comes.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// One thing that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: a step of a script that lets the call through.
    None,
    /// The connection breaks before anything happened.
    DropBefore,
    /// It happens, and the answer is lost.
    DropAfter,
    /// The server answers with this status (5xx) and nothing happened.
    Status(u16),
    /// 429 with `retry_after` in seconds and the header; nothing happened.
    TooManyRequests(u32),
    /// Telegram's error with a code and a whole description; nothing happened.
    Refuse(u16, String),
    /// It happens after this many milliseconds.
    Delay(u64),
    /// It happens, and the answer comes after this many milliseconds.
    DelayAfter(u64),
}

/// A fault that strikes again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct Steady {
    /// What goes wrong.
    pub fault: Fault,
    /// 0.0 to 1.0.
    pub probability: f64,
    /// Methods it strikes; empty means all.
    pub methods: Vec<String>,
}

/// The switches.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    scripts: BTreeMap<String, VecDeque<Fault>>,
    steady: Vec<Steady>,
    seed: u64,
}

impl Faults {
    /// The next calls of `method` go wrong like this, one after the other. `"*"` stands for any
    /// method but getUpdates, which comes all the time and would use the script up.
    pub fn script(&mut self, method: &str, faults: impl IntoIterator<Item = Fault>) {
        self.scripts
            .entry(method.to_lowercase())
            .or_default()
            .extend(faults);
    }

    /// From now on this goes wrong, beside what is already set.
    pub fn always(&mut self, steady: Steady) {
        self.steady.push(steady);
    }

    /// All is well again.
    pub fn clear(&mut self) {
        self.scripts.clear();
        self.steady.clear();
    }

    /// Steps of scripts that have not come yet.
    pub fn left(&self) -> usize {
        self.scripts.values().map(VecDeque::len).sum()
    }

    /// The sequence of chances starts anew from this number, so that a failing test can be repeated.
    pub const fn seed(&mut self, seed: u64) {
        self.seed = seed;
    }

    /// What happens to the next call of `method`.
    pub fn next(&mut self, method: &str) -> Fault {
        let own = method.to_lowercase();
        let is_poll = own == "getupdates";
        for key in [own.as_str(), "*"]
            .into_iter()
            .filter(|key| !(is_poll && *key == "*"))
        {
            if let Some(fault) = self.scripts.get_mut(key).and_then(VecDeque::pop_front) {
                return fault;
            }
        }
        let chance = self.chance();
        self.steady
            .iter()
            .find(|steady| {
                let meant = steady.methods.is_empty()
                    || steady
                        .methods
                        .iter()
                        .any(|name| name.eq_ignore_ascii_case(method));
                meant && chance < steady.probability
            })
            .map_or(Fault::None, |steady| steady.fault.clone())
    }

    /// A number in 0..1, by `SplitMix64`: the same seed gives the same run.
    fn chance(&mut self) -> f64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let top = u32::try_from((z ^ (z >> 31)) >> 32).unwrap_or(0);
        f64::from(top) / (f64::from(u32::MAX) + 1.0)
    }
}

impl Fault {
    /// How long it keeps the call from happening, if it does.
    pub const fn delay(&self) -> Option<Duration> {
        match self {
            Self::Delay(ms) => Some(Duration::from_millis(*ms)),
            _ => None,
        }
    }

    /// How long it keeps the answer back, if it does.
    pub const fn delay_after(&self) -> Option<Duration> {
        match self {
            Self::DelayAfter(ms) => Some(Duration::from_millis(*ms)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_used_up_call_by_call() {
        let mut faults = Faults::default();
        faults.script(
            "sendMessage",
            [Fault::DropAfter, Fault::None, Fault::Status(500)],
        );
        assert_eq!(faults.next("sendmessage"), Fault::DropAfter);
        assert_eq!(faults.next("getMe"), Fault::None);
        assert_eq!(faults.next("sendMessage"), Fault::None);
        assert_eq!(faults.next("sendMessage"), Fault::Status(500));
        assert_eq!(faults.next("sendMessage"), Fault::None);
    }

    #[test]
    fn a_probability_strikes_about_as_often_as_it_says() {
        let mut faults = Faults::default();
        faults.always(Steady {
            fault: Fault::DropBefore,
            probability: 0.25,
            methods: vec!["sendMessage".to_owned()],
        });
        let struck = (0..4000)
            .filter(|_| faults.next("sendMessage") == Fault::DropBefore)
            .count();
        assert!((800..1200).contains(&struck), "{struck}");
        assert_eq!(faults.next("editMessageText"), Fault::None);
    }
}
