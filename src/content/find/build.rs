//! The index is made once, when the content is built: every way an answer is spoken of, in all
//! languages together, since people mix them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::alike::sign;
use super::near::pieces;
use super::{Alike, Index, LETTERS, Phrase, Word, is_small};
use crate::content::Speech;
use crate::content::fold::fold;
use crate::content::ids::Lang;
use crate::content::tree::{AnswerText, Branch};

/// What a match weighs less in the title of a branch than in the answer's own.
const BRANCH: f64 = 0.6;
/// What a match weighs less in the text of an answer.
const BODY: f64 = 0.35;
/// How much a word weighs that binds others together, of its full weight.
const SMALL: f64 = 0.2;
/// What stands in more than one of so many answers, once there are enough to tell, binds other
/// words together.
const EVERYWHERE: usize = 3;
const ENOUGH_TO_TELL: usize = 12;

/// What a phrase is of an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Part {
    /// Title, button, a way to ask.
    Own,
    /// The title of its branch.
    Branch,
    /// What the answer says.
    Body,
}

impl Part {
    pub(super) fn counts(self) -> f64 {
        match self {
            Self::Own => 1.0,
            Self::Branch => BRANCH,
            Self::Body => BODY,
        }
    }
}

/// Words that were folded before: the same come again and again.
type Folded<'a> = HashMap<&'a str, Vec<Vec<char>>>;

impl Index {
    pub(in crate::content) fn of(
        branches: &[Branch],
        speech: &BTreeMap<Lang, Speech>,
        alike: Alike,
    ) -> Self {
        let mut index = Self {
            answers: branches
                .iter()
                .flat_map(|branch| &branch.answers)
                .cloned()
                .collect(),
            langs: speech.keys().cloned().collect(),
            alike,
            ..Self::default()
        };
        for (lang, speech) in speech.values().enumerate() {
            let mut folded = HashMap::new();
            let mut answer = 0;
            for branch in branches {
                let title = speech.branches.get(&branch.id);
                for id in &branch.answers {
                    if let Some(title) = title {
                        index.put(answer, lang, Part::Branch, &title.title, &mut folded);
                    }
                    if let Some(text) = speech.answers.get(id) {
                        index.put_answer(answer, lang, text, &mut folded);
                    }
                    answer += 1;
                }
            }
        }
        index.weigh();
        index
    }

    fn put_answer<'a>(
        &mut self,
        answer: usize,
        lang: usize,
        text: &'a AnswerText,
        folded: &mut Folded<'a>,
    ) {
        self.put(answer, lang, Part::Own, &text.title, folded);
        self.put(answer, lang, Part::Own, &text.button, folded);
        for ask in &text.ask {
            self.put(answer, lang, Part::Own, ask, folded);
        }
        if BODY > 0.0 {
            self.put(answer, lang, Part::Body, &text.html, folded);
        }
    }

    /// Takes a phrase in, with the groups of words that are named in it.
    fn put<'a>(
        &mut self,
        answer: usize,
        lang: usize,
        part: Part,
        text: &'a str,
        folded: &mut Folded<'a>,
    ) {
        let mut words: Vec<Vec<char>> = Vec::new();
        for written in text.split([' ', '\n']).filter(|part| !is_markup(part)) {
            let sounds = folded.entry(written).or_insert_with(|| {
                let sounds = fold(written);
                let sounds = sounds.split(' ').filter(|word| !word.is_empty());
                sounds
                    .map(|word| word.chars().take(LETTERS).collect())
                    .collect()
            });
            words.extend(sounds.iter().cloned());
        }
        let words = self.alike.without_fillers(words);
        let groups: HashSet<usize> = if part == Part::Body {
            HashSet::new()
        } else {
            self.alike.named(&words).into_iter().flatten().collect()
        };
        let phrase = self.phrases.len();
        self.phrases.push(Phrase {
            answer,
            lang,
            part,
            weight: 0.0,
        });
        for letters in words {
            self.put_word(letters, phrase);
        }
        for group in groups {
            self.put_word(sign(group), phrase);
        }
    }

    fn put_word(&mut self, letters: Vec<char>, phrase: usize) {
        let next = self.words.len();
        let at = *self
            .by_letters
            .entry(letters)
            .or_insert_with_key(|letters| {
                self.words.push(Word::new(letters.clone()));
                next
            });
        if let Some(word) = self.words.get_mut(at)
            && word.phrases.last() != Some(&phrase)
        {
            word.phrases.push(phrase);
        }
    }

    fn weigh(&mut self) {
        let all = self.answers.len();
        self.rarest = (all as f64).ln_1p();
        for (at, word) in self.words.iter_mut().enumerate() {
            let mut own = HashSet::new();
            let mut any = HashSet::new();
            for phrase in word.phrases.iter().filter_map(|at| self.phrases.get(*at)) {
                any.insert(phrase.answer);
                if phrase.part == Part::Own {
                    own.insert(phrase.answer);
                }
            }
            // a branch's title stands over all its answers, and says no less for that
            let answers = if own.is_empty() { &any } else { &own };
            let everywhere = all >= ENOUGH_TO_TELL && answers.len() * EVERYWHERE > all;
            word.telling = !everywhere && !is_small(&word.letters);
            let full = (all as f64 / answers.len().max(1) as f64).ln_1p();
            word.weight = full * if word.telling { 1.0 } else { SMALL };
            if !word.telling {
                // in a text, such a word says nothing at all
                let phrases = &self.phrases;
                let is_text =
                    |at: &usize| phrases.get(*at).is_some_and(|one| one.part == Part::Body);
                word.phrases.retain(|at| !is_text(at));
            }
            let sign = word.letters.first() == Some(&'§');
            for phrase in word.phrases.iter().filter(|_| !sign) {
                if let Some(phrase) = self.phrases.get_mut(*phrase) {
                    phrase.weight += word.weight;
                }
            }
            let pieces = if sign {
                HashSet::new()
            } else {
                pieces(&word.letters)
            };
            word.pieces = pieces.len();
            for piece in pieces {
                self.by_piece.entry(piece).or_default().push(at);
            }
        }
    }
}

/// Tags, addresses and the like in Telegram's HTML are no words.
fn is_markup(part: &str) -> bool {
    part.contains("://") || part.contains("href=")
}
