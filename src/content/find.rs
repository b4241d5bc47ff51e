//! Which answers some words ask for: by rule, over titles, buttons and titles of branches, in any
//! inflection, with one slip of the finger, in Latin letters as well. What was asked is looked at
//! and never kept. Everything that can be worked out before is, when the content is built.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::distress::{fold, one_slip};
use super::ids::{AnswerId, Lang};
use super::tree::Branch;
use super::{Content, Speech};

/// What a match weighs less in the title of a branch than in the answer's own.
const BRANCH: f64 = 0.6;
/// Least share of what was asked that an answer must meet; below it nothing is found.
const ENOUGH: f64 = 0.35;
/// Answers that meet less than this share of what the best one meets are left out.
const BESIDE_BEST: f64 = 0.5;
/// How much a word nobody has written weighs, of the weight of the rarest.
const UNKNOWN: f64 = 0.6;
/// How much a word weighs that binds others together, of its full weight.
const SMALL: f64 = 0.2;
/// Longest word that is such, in letters; also what stands in more than one of so many answers,
/// once there are enough to tell, binds other words together.
const SMALL_LETTERS: usize = 2;
const EVERYWHERE: usize = 4;
const ENOUGH_TO_TELL: usize = 12;
/// Shortest word of which a beginning is enough, or in which a slip is forgiven, in letters.
const BEGINNING: usize = 4;
const FORGIVING: usize = 5;
/// Shortest stem, in letters; behind it an ending must begin with a vowel.
const SHORT_STEM: usize = 3;
/// Longest ending behind a short stem, in letters; longer stems have longer ones.
const ENDING: usize = 3;
/// How much less an answer counts that was found in another language than one was asked for in.
const OTHER_LANGUAGE: f64 = 0.6;
/// Share of pieces two words must have in common to be like each other.
const ALIKE: f64 = 0.52;
/// How much of what was asked is looked at, in words and letters a word.
const WORDS: usize = 32;
const LETTERS: usize = 32;

/// Three letters in a row; a space stands before the first and behind the last.
type Piece = [char; 3];

/// Ready to be searched, language by language.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// In the order of the menu.
    answers: Vec<AnswerId>,
    shelves: BTreeMap<Lang, Shelf>,
}

/// The words of one language.
#[derive(Debug, Clone, Default)]
struct Shelf {
    words: Vec<Word>,
    by_letters: HashMap<Vec<char>, usize>,
    by_piece: HashMap<Piece, Vec<usize>>,
    /// How many words each answer has.
    sizes: Vec<usize>,
    /// The weight of a word that stands in one answer alone.
    rarest: f64,
}

/// A word with the answers it stands in.
#[derive(Debug, Clone)]
struct Word {
    letters: Vec<char>,
    pieces: usize,
    /// The fewer answers it stands in, the more it says.
    weight: f64,
    /// Whether it says something alone, and does not only bind others together.
    telling: bool,
    /// Each answer once, with the most the word counts there.
    places: Vec<(usize, f64)>,
}

impl Index {
    pub(super) fn of(branches: &[Branch], speech: &BTreeMap<Lang, Speech>) -> Self {
        let answers = branches.iter().flat_map(|branch| &branch.answers).cloned();
        let shelves = speech
            .iter()
            .map(|(lang, speech)| (lang.clone(), Shelf::of(branches, speech)))
            .collect();
        Self {
            answers: answers.collect(),
            shelves,
        }
    }

    /// In the language itself, unless another gives far more: people who speak two languages mix
    /// them.
    fn find(&self, lang: &Lang, words: &str, limit: usize) -> Vec<AnswerId> {
        let asked = asked(words);
        let best = |found: &[(usize, f64)]| found.first().map_or(0.0, |(_, share)| *share);
        let own = self.shelves.get(lang);
        let mut found = own.map_or_else(Vec::new, |shelf| shelf.find(&asked));
        let mut most = best(&found);
        let others = self.shelves.iter().filter(|(other, _)| *other != lang);
        let unsure = most < OTHER_LANGUAGE;
        for (_, shelf) in others.filter(|_| unsure) {
            let there = shelf.find(&asked);
            if best(&there) * OTHER_LANGUAGE > most {
                most = best(&there) * OTHER_LANGUAGE;
                found = there;
            }
        }
        let named = |(answer, _): (usize, f64)| self.answers.get(answer).cloned();
        found.into_iter().filter_map(named).take(limit).collect()
    }
}

/// The words that are looked for, each once.
fn asked(words: &str) -> Vec<Vec<char>> {
    let mut asked: Vec<Vec<char>> = Vec::new();
    for word in fold(words).split(' ').filter(|word| !word.is_empty()) {
        let letters: Vec<char> = word.chars().take(LETTERS).collect();
        if asked.len() < WORDS && !asked.contains(&letters) {
            asked.push(letters);
        }
    }
    asked
}

impl Shelf {
    fn of(branches: &[Branch], speech: &Speech) -> Self {
        let mut shelf = Self::default();
        let mut folded = HashMap::new();
        for branch in branches {
            let title = speech.branches.get(&branch.id);
            let title = title.map_or("", |text| text.title.as_str());
            for id in &branch.answers {
                let answer = shelf.sizes.len();
                shelf.sizes.push(0);
                if let Some(text) = speech.answers.get(id) {
                    shelf.put(answer, &text.title, 1.0, &mut folded);
                    shelf.put(answer, &text.button, 1.0, &mut folded);
                }
                shelf.put(answer, title, BRANCH, &mut folded);
            }
        }
        shelf.weigh();
        shelf
    }

    /// Takes the words of a text in. The same words come again and again: `folded` keeps them.
    fn put<'a>(
        &mut self,
        answer: usize,
        text: &'a str,
        counts: f64,
        folded: &mut HashMap<&'a str, String>,
    ) {
        for written in text.split_whitespace() {
            let sounds = folded.entry(written).or_insert_with(|| fold(written));
            for word in sounds.split(' ').filter(|word| !word.is_empty()) {
                let letters: Vec<char> = word.chars().take(LETTERS).collect();
                let next = self.words.len();
                let at = *self.by_letters.entry(letters.clone()).or_insert(next);
                if at == next {
                    self.words.push(Word::new(letters));
                }
                let new = self
                    .words
                    .get_mut(at)
                    .is_some_and(|word| word.stands_in(answer, counts));
                if let Some(size) = self.sizes.get_mut(answer).filter(|_| new && counts >= 1.0) {
                    *size += 1;
                }
            }
        }
    }

    fn weigh(&mut self) {
        let answers = self.sizes.len();
        let all = answers as f64;
        self.rarest = all.ln_1p();
        for (at, word) in self.words.iter_mut().enumerate() {
            let pieces = pieces(&word.letters);
            word.pieces = pieces.len();
            // a branch's title stands over all its answers, and says no less for that
            let own = word.places.iter().filter(|(_, counts)| *counts >= 1.0);
            let own = own.count().max(1);
            let everywhere = answers >= ENOUGH_TO_TELL && own * EVERYWHERE > answers;
            word.telling = !everywhere && !is_small(&word.letters);
            word.weight = weight(all / own as f64, word.telling);
            for piece in pieces {
                self.by_piece.entry(piece).or_default().push(at);
            }
        }
    }

    /// Answers with the share of the asked that they meet, the best first.
    fn find(&self, asked: &[Vec<char>]) -> Vec<(usize, f64)> {
        let mut met: BTreeMap<usize, Met> = BTreeMap::new();
        let mut whole = 0.0;
        for letters in asked {
            let alike = self.alike(letters);
            let nearest = alike.iter().max_by(|a, b| a.1.total_cmp(&b.1));
            let nearest = nearest.and_then(|(at, _)| self.words.get(*at));
            let unknown = UNKNOWN * if is_small(letters) { SMALL } else { 1.0 };
            let weight = nearest.map_or(self.rarest * unknown, |word| word.weight);
            whole += weight;
            for (answer, near) in self.answers_with(&alike) {
                let met = met.entry(answer).or_default();
                met.weight += weight * near;
                met.words += 1;
                met.telling |= nearest.is_some_and(|word| word.telling);
            }
        }
        let mut found: Vec<(usize, f64)> = Vec::new();
        for (answer, met) in met.iter().filter(|(_, met)| met.telling) {
            let share = met.weight / whole;
            if share >= ENOUGH {
                // of two that meet the same, the one that says little else
                let size = self.sizes.get(*answer).copied().unwrap_or_default();
                let part = met.words as f64 / size.max(met.words).max(1) as f64;
                found.push((*answer, share * (0.9 + 0.1 * part)));
            }
        }
        // stable: what is equal keeps the order of the menu
        found.sort_by(|one, other| other.1.total_cmp(&one.1));
        let best = found.first().map_or(0.0, |(_, share)| *share);
        found.retain(|(_, share)| *share >= best * BESIDE_BEST);
        found
    }

    /// Every answer with one of these words, with the most it counts there.
    fn answers_with(&self, alike: &[(usize, f64)]) -> HashMap<usize, f64> {
        let mut most: HashMap<usize, f64> = HashMap::new();
        for (at, near) in alike {
            for (answer, counts) in self.words.get(*at).iter().flat_map(|word| &word.places) {
                let before = most.entry(*answer).or_default();
                *before = before.max(near * counts);
            }
        }
        most
    }

    /// The words that may be meant, each with how near it is, above 0 and up to 1.
    fn alike(&self, asked: &[char]) -> Vec<(usize, f64)> {
        let exact = self.by_letters.get(asked).map(|at| (*at, 1.0));
        if asked.len() <= SMALL_LETTERS || asked.iter().any(|c| c.is_numeric()) {
            return exact.into_iter().collect();
        }
        let pieces = pieces(asked);
        let mut shared = vec![0usize; self.words.len()];
        for piece in &pieces {
            for at in self.by_piece.get(piece).into_iter().flatten() {
                if let Some(shared) = shared.get_mut(*at) {
                    *shared += 1;
                }
            }
        }
        // one slip leaves two pieces whole, but in the shortest words, where it may leave one
        let least = if asked.len() <= FORGIVING { 1 } else { 2 };
        let words = self.words.iter().zip(shared).enumerate();
        let candidates = words.filter(|(_, (_, shared))| *shared >= least);
        let candidates = candidates.map(|(at, (word, shared))| {
            let common = 2.0 * shared as f64 / (pieces.len() + word.pieces).max(1) as f64;
            let common = if common > ALIKE { common * 0.9 } else { 0.0 };
            (at, near(asked, &word.letters).max(common))
        });
        candidates.filter(|(_, near)| *near > 0.0).collect()
    }
}

impl Word {
    fn new(letters: Vec<char>) -> Self {
        Self {
            letters,
            pieces: 0,
            weight: 0.0,
            telling: true,
            places: Vec::new(),
        }
    }

    /// Notes that it stands in an answer; whether that is new. Answers come one after the other.
    fn stands_in(&mut self, answer: usize, counts: f64) -> bool {
        match self.places.last_mut() {
            Some((last, most)) if *last == answer => {
                *most = most.max(counts);
                false
            }
            _ => {
                self.places.push((answer, counts));
                true
            }
        }
    }
}

/// What an answer meets of what was asked.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    weight: f64,
    words: usize,
    telling: bool,
}

/// Whether a word is too short to say something alone; figures are not.
fn is_small(letters: &[char]) -> bool {
    letters.len() <= SMALL_LETTERS && !letters.iter().any(|c| c.is_numeric())
}

/// How much a word weighs of which one in so many answers has one.
fn weight(one_in: f64, telling: bool) -> f64 {
    one_in.ln_1p() * if telling { 1.0 } else { SMALL }
}

fn pieces(letters: &[char]) -> HashSet<Piece> {
    let padded: Vec<char> = std::iter::once(' ')
        .chain(letters.iter().copied())
        .chain(std::iter::once(' '))
        .collect();
    padded
        .windows(3)
        .filter_map(|piece| piece.try_into().ok())
        .collect()
}

/// How near a written word is to the asked one, if it may be the same: another ending, a
/// beginning of it, one slip, or a slip and another ending; 0 if it is another word.
fn near(asked: &[char], written: &[char]) -> f64 {
    if asked == written {
        return 1.0;
    }
    let stem = asked
        .iter()
        .zip(written)
        .take_while(|(a, b)| a == b)
        .count();
    let (ours, theirs) = (asked.len() - stem, written.len() - stem);
    let longest = asked.len().max(written.len());
    let ending = ENDING.max(stem * 2 / 3);
    let short = stem == SHORT_STEM;
    let rest = |word: &[char]| word.get(stem).copied();
    let flexes = !short
        || [rest(asked), rest(written)]
            .into_iter()
            .flatten()
            .all(is_vowel);
    let enough = stem >= SHORT_STEM && stem * 2 >= longest;
    if enough && flexes && ours.max(theirs) <= ending {
        return 0.4 + 0.55 * stem as f64 / longest as f64;
    }
    if ours == 0 && stem >= BEGINNING {
        return 0.7;
    }
    if asked.len().min(written.len()) < FORGIVING {
        return 0.0;
    }
    if one_slip(asked, written) {
        return 0.8;
    }
    let slip = |asked| stems(written).any(|written| one_slip(asked, written));
    if stem > 0 && stems(asked).any(slip) {
        0.65
    } else {
        0.0
    }
}

/// In folded words; what Ukrainian and Russian endings begin with.
fn is_vowel(letter: char) -> bool {
    matches!(letter, 'а' | 'е' | 'и' | 'о' | 'у' | 'ю' | 'я')
}

/// A word without its last letter, and without its last two.
fn stems(word: &[char]) -> impl Iterator<Item = &[char]> {
    let lengths = (FORGIVING..word.len()).rev().take(2);
    lengths.filter_map(|length| word.get(..length))
}

impl Content {
    /// Answers these words ask for, the best first and at most `limit`; none if nothing is near
    /// enough. Any words may be given, of any length.
    #[must_use]
    pub fn find_answers(&self, lang: &Lang, words: &str, limit: usize) -> Vec<AnswerId> {
        self.found.find(lang, words, limit)
    }
}

#[cfg(test)]
mod tests;
