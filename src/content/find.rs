//! Which answers some words ask for: by rule, over titles, buttons, titles of branches, ways to ask
//! and the texts, in any inflection, with one slip of the finger, in Latin letters, with the
//! keyboard left in Latin, in another language of the content. What was asked is looked at and
//! never kept. Everything that can be worked out before is, when the content is built.

mod alike;
mod build;
mod near;

use std::collections::HashMap;

pub(super) use self::alike::Alike;
use self::build::Part;
use self::near::{FORGIVING, Piece, near, pieces};
use super::Content;
use super::fold::{fold, other_layout};
use super::ids::{AnswerId, Lang};

/// Least share of what was asked that an answer must meet; below it nothing is found.
const ENOUGH: f64 = 0.43;
/// Answers that meet less than this share of what the best one meets are left out.
const BESIDE_BEST: f64 = 0.45;
/// How much a word nobody has written weighs, of the weight of the rarest.
const UNKNOWN: f64 = 0.7;
/// The same of a word that only binds others together.
const UNKNOWN_SMALL: f64 = 0.12;
/// Longest word that only binds others together, in letters.
const SMALL_LETTERS: usize = 2;
/// How much less an answer counts that was found in another language than the chosen one.
const OTHER_LANGUAGE: f64 = 0.97;
/// How much less a word counts that only means the same.
const SAME_MEANING: f64 = 0.92;
/// How much of the score comes from one phrase alone; the rest from all phrases together.
const ONE_PHRASE: f64 = 0.5;
/// How much it counts whether a phrase says little else.
const TO_THE_POINT: f64 = 0.2;
/// Share of pieces two words must have in common to be like each other.
const COMMON: f64 = 0.52;
/// Where no word comes closer than this, all of it may be chance, and counts only in part.
const CLOSE: f64 = 0.79;
const FARTHER: f64 = 0.5;
/// From this score on, the words were meant as they were typed.
const SURE: f64 = 0.65;
/// How much of what was asked is looked at, in words and letters a word.
const WORDS: usize = 32;
const LETTERS: usize = 32;

/// An answer that was found, and how well it fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The answer.
    pub answer: AnswerId,
    /// From 0 to 1.
    pub score: f64,
    /// Whether that is enough to be shown.
    pub enough: bool,
}

/// Ready to be searched.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// In the order of the menu.
    answers: Vec<AnswerId>,
    langs: Vec<Lang>,
    phrases: Vec<Phrase>,
    words: Vec<Word>,
    by_letters: HashMap<Vec<char>, usize>,
    by_piece: HashMap<Piece, Vec<usize>>,
    /// The weight of a word that stands in one answer alone.
    rarest: f64,
    alike: Alike,
}

/// One way an answer is spoken of.
#[derive(Debug, Clone)]
struct Phrase {
    answer: usize,
    /// Which of the languages.
    lang: usize,
    part: Part,
    /// Of all its words together.
    weight: f64,
}

/// A word with the phrases it stands in.
#[derive(Debug, Clone)]
struct Word {
    letters: Vec<char>,
    pieces: usize,
    /// The fewer answers it stands in, the more it says.
    weight: f64,
    /// Whether it says something alone, and does not only bind others together.
    telling: bool,
    /// Each once, in order.
    phrases: Vec<usize>,
}

/// A word that was asked for.
struct Asked {
    letters: Vec<char>,
    /// Groups of words with the same meaning.
    groups: Vec<usize>,
}

impl Index {
    /// All answers that have something of these words, the best first.
    fn find(&self, lang: &Lang, words: &str) -> Vec<Found> {
        let mut scores = self.scores(lang, words);
        let best = |scores: &[(usize, f64)]| scores.first().map_or(0.0, |(_, score)| *score);
        if best(&scores) < SURE
            && let Some(meant) = other_layout(words)
        {
            let there = self.scores(lang, &meant);
            if best(&there) > best(&scores).max(SURE) {
                scores = there;
            }
        }
        let best = best(&scores);
        let least = ENOUGH.max(best * BESIDE_BEST);
        let named = |(answer, score): (usize, f64)| {
            self.answers.get(answer).map(|answer| Found {
                answer: answer.clone(),
                score,
                enough: score >= least,
            })
        };
        scores.into_iter().filter_map(named).collect()
    }

    fn scores(&self, lang: &Lang, words: &str) -> Vec<(usize, f64)> {
        let asked = self.asked(words);
        let mut tally = Tally::new(self, lang);
        for asked in &asked {
            let meant = self.meant(asked);
            let nearest = meant.iter().max_by(|a, b| a.1.total_cmp(&b.1));
            let nearest = nearest.and_then(|(at, _)| self.words.get(*at));
            let unknown = if is_small(&asked.letters) {
                UNKNOWN_SMALL
            } else {
                UNKNOWN
            };
            let weight = nearest.map_or(self.rarest * unknown, |word| word.weight);
            let telling = nearest.is_some_and(|word| word.telling);
            tally.add(weight, telling, &meant);
        }
        tally.scores()
    }

    /// The words that are looked for, each once.
    fn asked(&self, words: &str) -> Vec<Asked> {
        let folded = fold(words);
        let words = folded.split(' ').filter(|word| !word.is_empty());
        let words: Vec<Vec<char>> = words
            .map(|word| word.chars().take(LETTERS).collect())
            .take(WORDS)
            .collect();
        let words = self.alike.without_fillers(words);
        let named = self.alike.named(&words);
        let mut asked: Vec<Asked> = Vec::new();
        for (letters, groups) in words.into_iter().zip(named) {
            if !asked.iter().any(|before| before.letters == letters) {
                asked.push(Asked { letters, groups });
            }
        }
        asked
    }

    /// The words that may be meant, each with how near it is, above 0 and up to 1.
    fn meant(&self, asked: &Asked) -> Vec<(usize, f64)> {
        let signs = asked.groups.iter().filter_map(|group| {
            let at = self.by_letters.get(&alike::sign(*group))?;
            Some((*at, SAME_MEANING))
        });
        let mut meant = self.like(&asked.letters);
        meant.extend(signs);
        meant
    }

    fn like(&self, asked: &[char]) -> Vec<(usize, f64)> {
        let exact = self.by_letters.get(asked).map(|at| (*at, 1.0));
        if asked.len() <= SMALL_LETTERS || asked.iter().any(|c| c.is_numeric()) {
            return exact.into_iter().collect();
        }
        let pieces = pieces(asked);
        let mut shared = vec![0usize; self.words.len()];
        let mut touched = Vec::new();
        for piece in &pieces {
            for at in self.by_piece.get(piece).into_iter().flatten() {
                if let Some(shared) = shared.get_mut(*at) {
                    if *shared == 0 {
                        touched.push(*at);
                    }
                    *shared += 1;
                }
            }
        }
        // one slip leaves two pieces whole, but in the shortest words, where it may leave one
        let least = if asked.len() <= FORGIVING { 1 } else { 2 };
        let candidates = touched.into_iter().filter_map(|at| {
            let shared = shared.get(at).copied().filter(|shared| *shared >= least)?;
            let word = self.words.get(at)?;
            let common = 2.0 * shared as f64 / (pieces.len() + word.pieces).max(1) as f64;
            let common = if common > COMMON { common * 0.8 } else { 0.0 };
            Some((at, near(asked, &word.letters).max(common)))
        });
        candidates.filter(|(_, near)| *near > 0.0).collect()
    }
}

/// What each phrase and each answer meets of what is asked, word by word.
struct Tally<'a> {
    index: &'a Index,
    home: Option<usize>,
    whole: f64,
    /// By phrase: how near the word of the moment comes to one of its own.
    near: Vec<f64>,
    /// By phrase: what it meets of all words so far.
    phrases: Vec<f64>,
    /// By answer.
    answers: Vec<Met>,
}

/// What an answer meets of what was asked, in all its phrases together.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    weight: f64,
    /// The nearest of the words that say something alone; 0: none does.
    nearest: f64,
    /// The best of its phrases, for itself.
    one_phrase: f64,
    /// Of the word of the moment: how near, and how much that counts.
    moment: (f64, f64),
}

impl<'a> Tally<'a> {
    fn new(index: &'a Index, lang: &Lang) -> Self {
        Self {
            index,
            home: index.langs.iter().position(|one| one == lang),
            whole: 0.0,
            near: vec![0.0; index.phrases.len()],
            phrases: vec![0.0; index.phrases.len()],
            answers: vec![Met::default(); index.answers.len()],
        }
    }

    /// One word that is asked for, with all that may be meant by it.
    fn add(&mut self, weight: f64, telling: bool, meant: &[(usize, f64)]) {
        self.whole += weight;
        let index = self.index;
        let mut touched = Vec::new();
        for (at, near) in meant {
            for phrase in index.words.get(*at).iter().flat_map(|word| &word.phrases) {
                if let Some(before) = self.near.get_mut(*phrase) {
                    if *before == 0.0 {
                        touched.push(*phrase);
                    }
                    *before = before.max(*near);
                }
            }
        }
        let mut answers = Vec::new();
        for at in touched {
            let near = self.near.get_mut(at).map_or(0.0, std::mem::take);
            let Some(phrase) = index.phrases.get(at) else {
                continue;
            };
            let home = self.home == Some(phrase.lang);
            let counts = near * if home { 1.0 } else { OTHER_LANGUAGE };
            if let Some(met) = self.phrases.get_mut(at) {
                *met += weight * counts;
            }
            if let Some(met) = self.answers.get_mut(phrase.answer) {
                if met.moment.0 == 0.0 {
                    answers.push(phrase.answer);
                }
                met.moment.0 = met.moment.0.max(near);
                met.moment.1 = met.moment.1.max(counts * phrase.part.counts());
            }
        }
        for answer in answers {
            if let Some(met) = self.answers.get_mut(answer) {
                let (near, counts) = std::mem::take(&mut met.moment);
                met.weight += weight * counts;
                if telling {
                    met.nearest = met.nearest.max(near);
                }
            }
        }
    }

    /// The best first; what is equal keeps the order of the menu.
    fn scores(mut self) -> Vec<(usize, f64)> {
        let whole = self.whole.max(f64::MIN_POSITIVE);
        let phrases = self.phrases.iter().zip(&self.index.phrases);
        for (met, phrase) in phrases.filter(|(met, _)| **met > 0.0) {
            let point = (met / phrase.weight.max(f64::MIN_POSITIVE)).min(1.0);
            let fits = (met / whole) * (1.0 - TO_THE_POINT + TO_THE_POINT * point);
            if let Some(answer) = self.answers.get_mut(phrase.answer) {
                answer.one_phrase = answer.one_phrase.max(fits * phrase.part.counts());
            }
        }
        let telling = self.answers.iter().enumerate();
        let telling = telling.filter(|(_, met)| met.nearest > 0.0);
        let mut scores: Vec<(usize, f64)> = telling
            .map(|(answer, met)| {
                let all = met.weight / whole;
                let sure = if met.nearest < CLOSE { FARTHER } else { 1.0 };
                let score = ONE_PHRASE * met.one_phrase + (1.0 - ONE_PHRASE) * all;
                (answer, sure * score)
            })
            .collect();
        // stable
        scores.sort_by(|one, other| other.1.total_cmp(&one.1));
        scores
    }
}

impl Word {
    fn new(letters: Vec<char>) -> Self {
        Self {
            letters,
            pieces: 0,
            weight: 0.0,
            telling: true,
            phrases: Vec::new(),
        }
    }
}

/// Whether a word is too short to say something alone; figures are not.
fn is_small(letters: &[char]) -> bool {
    letters.len() <= SMALL_LETTERS && !letters.iter().any(|c| c.is_numeric())
}

impl Content {
    /// Answers these words ask for, the best first and at most `limit`; none if nothing is near
    /// enough. Any words may be given, of any length.
    #[must_use]
    pub fn find_answers(&self, lang: &Lang, words: &str, limit: usize) -> Vec<AnswerId> {
        let found = self.found.find(lang, words).into_iter();
        let enough = found.filter(|found| found.enough);
        enough.map(|found| found.answer).take(limit).collect()
    }

    /// The same with how well each fits, and with those that do not fit well enough: for editors
    /// who want to see why.
    #[must_use]
    pub fn search(&self, lang: &Lang, words: &str) -> Vec<Found> {
        self.found.find(lang, words)
    }
}

#[cfg(test)]
mod tests;
