//! Events: each happened in one month, so ranges add up. Ranges are months, quarters and the year
//! ([`super::tree`]); of two of them one is part of the other, or they have nothing in common. So
//! everything that can be worked out of one category is made of remainders: a shown range without
//! the largest shown ranges within it.

use super::range::bit;
use super::{Counted, Range, Set};

/// How often something happened, month by month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Happened([u64; 12]);

impl Happened {
    /// Counts what happened in a month.
    pub fn add(&mut self, month: usize, n: u64) {
        if let Some(at) = month.checked_sub(1).and_then(|at| self.0.get_mut(at)) {
            *at += n;
        }
    }

    /// The largest of these ranges within another.
    fn parts(ranges: &[Range], known: Set, new: usize) -> Vec<(usize, Range)> {
        let Some(whole) = ranges.get(new) else {
            return Vec::new();
        };
        let within = |inner: &Range, outer: &Range| {
            inner != outer && inner.first >= outer.first && inner.last <= outer.last
        };
        let inner: Vec<(usize, Range)> = known
            .iter()
            .filter_map(|at| Some((at, *ranges.get(at)?)))
            .filter(|(_, range)| within(range, whole))
            .collect();
        let largest = |one: &Range| !inner.iter().any(|(_, other)| within(one, other));
        inner
            .iter()
            .filter(|(_, range)| largest(range))
            .copied()
            .collect()
    }

    fn remainder(&self, whole: Range, parts: &[(usize, Range)]) -> u64 {
        let told: u64 = parts.iter().map(|(_, range)| self.count(*range)).sum();
        self.count(whole).saturating_sub(told)
    }
}

impl Counted for Happened {
    fn months(&self) -> u16 {
        (1..)
            .zip(&self.0)
            .filter(|(_, n)| **n > 0)
            .fold(0, |bits, (month, _)| bits | bit(month))
    }

    fn count(&self, range: Range) -> u64 {
        let months = self.0.iter().take(range.last);
        months.skip(range.first.saturating_sub(1)).sum()
    }

    fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine += theirs;
        }
    }

    fn breaks(&self, ranges: &[Range], shown: Set, new: usize, k: u64) -> bool {
        let Some(whole) = ranges.get(new) else {
            return true;
        };
        (1..k).contains(&self.remainder(*whole, &Self::parts(ranges, shown, new)))
    }

    fn least(&self, ranges: &[Range], known: Set, new: usize, k: u64) -> Option<Vec<(usize, u64)>> {
        let parts = Self::parts(ranges, known, new);
        let rest = self.remainder(*ranges.get(new)?, &parts);
        let touched = parts.iter().map(|(at, _)| *at).chain([new]);
        Some(
            touched
                .map(|at| (at, rest))
                .filter(|(_, rest)| *rest < k)
                .collect(),
        )
    }
}
