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

    fn few(&self, ranges: &[Range], known: Set, new: usize, k: u64) -> Option<Vec<(usize, u64)>> {
        let mut found = Vec::new();
        let mut pieces = Pieces {
            events: self,
            ranges,
            known,
            k,
            found: &mut found,
        };
        pieces.go(&[new], &mut vec![], 0);
        Some(found)
    }
}

/// Looks at everything that could be worked out with a range: its remainder, and with it the
/// remainders of ranges within that touch it.
struct Pieces<'a> {
    events: &'a Happened,
    ranges: &'a [Range],
    known: Set,
    k: u64,
    found: &'a mut Vec<(usize, u64)>,
}

impl Pieces<'_> {
    /// `open`: ranges whose remainder may be taken along or not, the first one of all being taken;
    /// `edge`: ranges that are needed so far; `sum`: of the remainders taken.
    fn go(&mut self, open: &[usize], edge: &mut Vec<usize>, sum: u64) {
        let Some((next, rest)) = open.split_last() else {
            self.found.extend(edge.iter().map(|at| (*at, sum)));
            return;
        };
        let is_first = edge.is_empty();
        let parts = Happened::parts(self.ranges, self.known, *next);
        let remainder = self
            .ranges
            .get(*next)
            .map_or(0, |range| self.events.remainder(*range, &parts));
        if is_first {
            edge.push(*next);
        }
        if sum + remainder < self.k {
            let within: Vec<usize> = rest
                .iter()
                .copied()
                .chain(parts.iter().map(|(at, _)| *at))
                .collect();
            self.go(&within, edge, sum + remainder);
        }
        if !is_first {
            edge.push(*next);
            self.go(rest, edge, sum);
            edge.pop();
        }
    }
}
