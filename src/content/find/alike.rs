//! Words that mean the same ("внж", "вид на жительство"), and words that ask for nothing
//! ("добрий день", "скажіть"): as `synonyms.yaml` names them.

use std::collections::{HashMap, HashSet};

use super::near::{FORGIVING, near};
use crate::content::fold::fold;

/// How near a word must be to one of a group to count as it.
const SAME: f64 = 0.72;
/// Letters by which the groups are looked up.
const START: usize = 3;

/// Folded.
type Letters = Vec<char>;

/// What `synonyms.yaml` says, ready to be met.
#[derive(Debug, Clone, Default)]
pub(in crate::content) struct Alike {
    /// Each way to say it, and the group it belongs to.
    ways: Vec<(Vec<Letters>, usize)>,
    by_start: HashMap<Letters, Vec<usize>>,
    groups: usize,
    fillers: HashSet<Letters>,
    /// Fillers of several words.
    sayings: Vec<Vec<Letters>>,
}

impl Alike {
    /// Takes in ways to say the same thing. False for those without a word in them.
    pub(in crate::content) fn add_group<'a>(
        &mut self,
        ways: impl Iterator<Item = &'a str>,
    ) -> Vec<bool> {
        let group = self.groups;
        self.groups += 1;
        ways.map(|way| {
            let words = letters(way);
            let Some(first) = words.first() else {
                return false;
            };
            let at = self.ways.len();
            self.by_start.entry(start(first)).or_default().push(at);
            self.ways.push((words, group));
            true
        })
        .collect()
    }

    /// Takes in what asks for nothing, parted by commas. False if there is no word.
    pub(in crate::content) fn add_fillers(&mut self, list: &str) -> bool {
        let mut some = false;
        for filler in list.split(',').map(letters) {
            some |= !filler.is_empty();
            match filler.as_slice() {
                [] => {}
                [word] => {
                    self.fillers.insert(word.clone());
                }
                _ => self.sayings.push(filler),
            }
        }
        some
    }

    /// What is left of the words without those that ask for nothing.
    pub(super) fn without_fillers(&self, mut words: Vec<Letters>) -> Vec<Letters> {
        for saying in &self.sayings {
            let length = saying.len();
            while let Some(at) = words.windows(length).position(|words| words == saying) {
                words.drain(at..at + length);
            }
        }
        words.retain(|word| !self.fillers.contains(word));
        words
    }

    /// For each word, the groups that are named there.
    pub(super) fn named(&self, words: &[Letters]) -> Vec<Vec<usize>> {
        let mut named: Vec<Vec<usize>> = vec![Vec::new(); words.len()];
        for at in 0..words.len() {
            let Some(rest) = words.get(at..) else { break };
            let Some(ways) = rest
                .first()
                .and_then(|word| self.by_start.get(&start(word)))
            else {
                continue;
            };
            for (way, group) in ways.iter().filter_map(|way| self.ways.get(*way)) {
                let there = way.len() <= rest.len()
                    && way.iter().zip(rest).all(|(way, word)| is_same(word, way));
                if there {
                    for names in named.iter_mut().skip(at).take(way.len()) {
                        if !names.contains(group) {
                            names.push(*group);
                        }
                    }
                }
            }
        }
        named
    }
}

/// The word that stands for a group in the index; nobody can type it.
pub(super) fn sign(group: usize) -> Letters {
    std::iter::once('§')
        .chain(group.to_string().chars())
        .collect()
}

fn is_same(word: &[char], way: &[char]) -> bool {
    word == way || (way.len() >= FORGIVING && near(word, way) >= SAME)
}

fn start(word: &[char]) -> Letters {
    word.iter().take(START).copied().collect()
}

fn letters(text: &str) -> Vec<Letters> {
    let folded = fold(text);
    let words = folded.split(' ').filter(|word| !word.is_empty());
    words.map(|word| word.chars().collect()).collect()
}
