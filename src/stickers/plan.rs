//! What differs between the pack as it should be and as it stands at Telegram, one step at a time.
//!
//! Telegram does not tell which picture a sticker is: it stores its own copy under an id of its own.
//! So a record says which id was made of which picture. Before each step it says what is expected;
//! a publisher that dies in between finds its own work again, and what nobody knows is replaced.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A sticker as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Names its picture.
    pub digest: String,
    /// Its emoji.
    pub emoji: Vec<String>,
}

/// A sticker as Telegram shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Telegram's lasting id of it.
    pub unique: String,
    /// By which it is named in calls.
    pub file: String,
}

/// What is known of a sticker at Telegram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The picture it was made of.
    pub digest: String,
    /// The emoji it was given.
    pub emoji: Vec<String>,
}

/// What is expected of a step that may or may not have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// How many stickers stand there afterwards.
    pub count: usize,
    /// Which stand where afterwards, and, if one is replaced, which stood there before.
    pub at: Vec<(usize, Known, Option<String>)>,
}

/// All that is known of one pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// By Telegram's lasting id.
    pub known: BTreeMap<String, Known>,
    /// The step under way.
    pub pending: Option<Pending>,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Adds this sticker, from 0, at the end.
    Add(usize),
    /// Puts this sticker in the place of another.
    Replace {
        /// The one that goes.
        old: Standing,
        /// The one that comes.
        with: usize,
    },
    /// Moves a sticker to this place.
    Move {
        /// Which.
        file: String,
        /// Where to, from 0.
        to: usize,
    },
    /// Gives a sticker the emoji of this one.
    Emoji {
        /// Which.
        file: String,
        /// Whose.
        of: usize,
    },
    /// Takes a sticker out.
    Delete(Standing),
}

impl Wanted {
    fn known(&self) -> Known {
        Known {
            digest: self.digest.clone(),
            emoji: self.emoji.clone(),
        }
    }
}

impl Record {
    /// Takes note of what stands there: of a step that has happened, and of what is gone.
    pub fn adopt(&mut self, standing: &[Standing]) {
        if let Some(pending) = self.pending.take()
            && pending.count == standing.len()
        {
            for (at, known, instead) in pending.at {
                let Some(here) = standing.get(at) else {
                    continue;
                };
                if instead.as_ref() != Some(&here.unique) {
                    self.known.entry(here.unique.clone()).or_insert(known);
                }
            }
        }
        self.known
            .retain(|unique, _| standing.iter().any(|sticker| sticker.unique == *unique));
    }

    /// Takes note that a pack is about to be made.
    pub fn expect_all(&mut self, wanted: &[Wanted]) {
        self.pending = Some(Pending {
            count: wanted.len(),
            at: wanted
                .iter()
                .enumerate()
                .map(|(at, wanted)| (at, wanted.known(), None))
                .collect(),
        });
    }

    /// Takes note of a step that is about to be made.
    pub fn expect(&mut self, step: &Step, wanted: &[Wanted], standing: &[Standing]) {
        let pending = |count: usize, at: usize, with: usize, old: Option<String>| {
            let known = wanted.get(with)?.known();
            Some(Pending {
                count,
                at: vec![(at, known, old)],
            })
        };
        self.pending = match step {
            Step::Add(with) => pending(standing.len() + 1, standing.len(), *with, None),
            Step::Replace { old, with } => {
                let at = standing.iter().position(|it| it.unique == old.unique);
                at.and_then(|at| pending(standing.len(), at, *with, Some(old.unique.clone())))
            }
            // Made twice they are no harm.
            Step::Emoji { .. } | Step::Move { .. } | Step::Delete(_) => None,
        };
    }

    /// Takes note of what a step has done that Telegram does not show.
    pub fn done(&mut self, step: &Step, wanted: &[Wanted], standing: &[Standing]) {
        let Step::Emoji { file, of } = step else {
            return;
        };
        let sticker = standing.iter().find(|it| it.file == *file);
        if let (Some(sticker), Some(wanted)) = (sticker, wanted.get(*of)) {
            self.known.insert(sticker.unique.clone(), wanted.known());
        }
    }
}

/// The next step towards the pack as it should be; `None`: it is so.
#[must_use]
pub fn next(wanted: &[Wanted], standing: &[Standing], record: &Record) -> Option<Step> {
    let known = |sticker: &Standing| record.known.get(&sticker.unique);
    let is = |sticker: &Standing, wanted: &Wanted| {
        known(sticker).is_some_and(|known| known.digest == wanted.digest)
    };
    for (at, own) in wanted.iter().enumerate() {
        let Some(here) = standing.get(at) else {
            return Some(Step::Add(at));
        };
        if is(here, own) {
            if known(here).is_some_and(|known| known.emoji != own.emoji) {
                let file = here.file.clone();
                return Some(Step::Emoji { file, of: at });
            }
            continue;
        }
        if let Some(later) = standing.iter().skip(at + 1).find(|later| is(later, own)) {
            let file = later.file.clone();
            return Some(Step::Move { file, to: at });
        }
        let is_needed_later = wanted.iter().skip(at + 1).any(|later| is(here, later));
        return Some(if is_needed_later {
            Step::Add(at)
        } else {
            Step::Replace {
                old: here.clone(),
                with: at,
            }
        });
    }
    let extra = standing.get(wanted.len())?;
    Some(Step::Delete(extra.clone()))
}

/// All steps, if each of them succeeds: what would be done.
#[must_use]
pub fn simulated(wanted: &[Wanted], standing: &[Standing], record: &Record) -> Vec<Step> {
    let (mut standing, mut record) = (standing.to_vec(), record.clone());
    record.adopt(&standing);
    let mut steps = Vec::new();
    let most = 4 * (wanted.len() + standing.len() + 1);
    while let Some(step) = next(wanted, &standing, &record).filter(|_| steps.len() < most) {
        record.expect(&step, wanted, &standing);
        happen(&step, &mut standing, steps.len());
        record.done(&step, wanted, &standing);
        record.adopt(&standing);
        steps.push(step);
    }
    steps
}

/// What a step does to the pack, as Telegram documents it.
fn happen(step: &Step, standing: &mut Vec<Standing>, number: usize) {
    let fresh = Standing {
        unique: format!("new {number}"),
        file: format!("new {number}"),
    };
    match step {
        Step::Add(_) => standing.push(fresh),
        Step::Replace { old, .. } => {
            for sticker in standing.iter_mut().filter(|it| it.unique == old.unique) {
                *sticker = fresh.clone();
            }
        }
        Step::Move { file, to } => {
            if let Some(from) = standing.iter().position(|it| it.file == *file) {
                let sticker = standing.remove(from);
                standing.insert((*to).min(standing.len()), sticker);
            }
        }
        Step::Emoji { .. } => {}
        Step::Delete(old) => standing.retain(|it| it.unique != old.unique),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(letters: &str) -> Vec<Wanted> {
        let one = |letter: char| Wanted {
            digest: letter.to_string(),
            emoji: vec!["🙂".to_owned()],
        };
        letters.chars().map(one).collect()
    }

    fn standing(letters: &str) -> Vec<Standing> {
        let one = |letter: char| Standing {
            unique: letter.to_string(),
            file: format!("file {letter}"),
        };
        letters.chars().map(one).collect()
    }

    /// A record in which each sticker is made of the picture of its name.
    fn record(letters: &str) -> Record {
        let known = wanted(letters);
        let known = known.iter().map(|it| (it.digest.clone(), it.known()));
        Record {
            known: known.collect(),
            pending: None,
        }
    }

    #[test]
    fn only_what_differs_is_changed() {
        let steps = |want: &str, stands: &str| {
            let steps = simulated(&wanted(want), &standing(stands), &record(stands));
            steps.len()
        };
        for (want, stands, calls) in [
            ("abc", "abc", 0),
            ("abc", "abx", 1),
            ("abc", "ab", 1),
            ("abc", "abcd", 1),
            ("abc", "bca", 1),
            ("abc", "ac", 2),
            ("abc", "", 3),
            ("cba", "abc", 2),
        ] {
            assert_eq!(steps(want, stands), calls, "{stands} → {want}");
        }
    }

    #[test]
    fn whatever_stands_there_the_pack_becomes_as_it_should_be() {
        let letters = [
            "", "a", "ab", "ba", "abc", "cab", "bcd", "dcba", "xyz", "axbyc",
        ];
        for want in letters {
            for stands in letters {
                let (wanted, mut there) = (wanted(want), standing(stands));
                let mut record = record(stands);
                let mut calls = 0;
                while let Some(step) = next(&wanted, &there, &record) {
                    record.expect(&step, &wanted, &there);
                    happen(&step, &mut there, calls);
                    record.done(&step, &wanted, &there);
                    record.adopt(&there);
                    calls += 1;
                    assert!(calls < 20, "{stands} → {want} does not end");
                }
                let pictures: Vec<&str> = there
                    .iter()
                    .map(|it| record.known[&it.unique].digest.as_str())
                    .collect();
                assert_eq!(pictures.concat(), want, "from {stands}");
            }
        }
    }

    #[test]
    fn a_step_that_was_cut_off_is_found_done_or_not_done() {
        let want = wanted("abc");
        let there = standing("abx");
        let mut noted = record("abx");
        let step = next(&want, &there, &noted).unwrap();
        noted.expect(&step, &want, &there);
        let mut not_done = noted.clone();
        not_done.adopt(&there);
        assert_eq!(
            next(&want, &there, &not_done),
            Some(step),
            "it is made again"
        );
        let mut after = there.clone();
        after[2].unique = "another".to_owned();
        noted.adopt(&after);
        assert_eq!(next(&want, &after, &noted), None, "it has happened");
    }

    #[test]
    fn what_nobody_knows_is_replaced_and_other_emoji_are_set() {
        let want = wanted("ab");
        let steps = simulated(&want, &standing("ab"), &Record::default());
        assert!(matches!(
            steps.as_slice(),
            [Step::Replace { .. }, Step::Replace { .. }]
        ));
        let mut other = wanted("ab");
        other[1].emoji = vec!["🚗".to_owned()];
        let steps = simulated(&other, &standing("ab"), &record("ab"));
        assert_eq!(
            steps,
            [Step::Emoji {
                file: "file b".to_owned(),
                of: 1
            }]
        );
    }
}
