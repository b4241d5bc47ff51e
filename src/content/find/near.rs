//! How near one word is to another: inflected, mistyped, begun.

use std::collections::HashSet;

use crate::content::fold::one_slip;

/// Shortest word of which a beginning is enough, or in which a slip is forgiven, in letters.
const BEGINNING: usize = 4;
pub(super) const FORGIVING: usize = 5;
/// Shortest stem, in letters; behind it an ending must begin with a vowel.
const SHORT_STEM: usize = 3;
/// Longest ending behind a short stem, in letters; longer stems have longer ones.
const ENDING: usize = 3;

/// From so many letters on, a word is long; what it shares with another before they part early.
const LONG: usize = 7;
const EARLY: f64 = 0.65;

/// How near a word with one slip is, and one that was only begun.
const SLIP: f64 = 0.8;

/// Three letters in a row; a space stands before the first and behind the last.
pub(super) type Piece = [char; 3];

pub(super) fn pieces(letters: &[char]) -> HashSet<Piece> {
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
pub(super) fn near(asked: &[char], written: &[char]) -> f64 {
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
    let flexed = if enough && flexes && ours.max(theirs) <= ending {
        let share = stem as f64 / longest as f64;
        // of long words, those that part early seldom mean the same
        if longest >= LONG && share < EARLY {
            0.3 + 0.3 * share
        } else {
            0.4 + 0.55 * share
        }
    } else {
        0.0
    };
    let begun = if ours == 0 && stem >= BEGINNING {
        SLIP
    } else {
        0.0
    };
    flexed.max(begun).max(mistyped(asked, written, stem))
}

/// The same by slips of the finger alone, or by one and another ending.
fn mistyped(asked: &[char], written: &[char], stem: usize) -> f64 {
    if asked.len().min(written.len()) < FORGIVING {
        return 0.0;
    }
    if one_slip(asked, written) {
        return SLIP;
    }
    let slip = |asked| stems(written).any(|written| one_slip(asked, written));
    if stem > 0 && stems(asked).any(slip) {
        // the longer the word, the less this is chance
        if asked.len() > LONG { SLIP } else { 0.65 }
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
