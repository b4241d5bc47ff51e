//! Events: each happened in one month, so ranges add up. Ranges are months, quarters and the year
//! ([`super::tree`]); of two of them one is part of the other, or they have nothing in common. So
//! everything that can be worked out of one category is made of remainders: a shown range without
//! the largest shown ranges within it.
//!
//! What one person did twelve times counts one person. Where it is known to how many people events
//! happened, they weigh no more than these people do.

use super::range::bit;
use super::{Counted, Part, Piece, Range, Seen, Set, Who};

/// How often something happened, month by month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Happened {
    events: [u64; 12],
    people: Option<People>,
}

/// To whom events happened.
#[derive(Debug, Clone, PartialEq, Eq)]
struct People {
    seen: Seen,
    /// The months of which this is known.
    months: u16,
}

impl Happened {
    /// Counts what happened in a month.
    pub fn add(&mut self, month: usize, n: u64) {
        if let Some(at) = month.checked_sub(1).and_then(|at| self.events.get_mut(at)) {
            *at += n;
        }
    }

    /// Tells to how many people it happened in months from one on.
    pub fn happened_to(&mut self, seen: Seen, since: usize) {
        let months = Range::new(since.max(1), 12).months();
        self.people = Some(People { seen, months });
    }

    /// How often in these months, as bits.
    pub fn in_months(&self, months: u16) -> u64 {
        let events = (1..).zip(&self.events);
        let inside = events.filter(|(month, _)| months & bit(*month) != 0);
        inside.map(|(_, n)| n).sum()
    }

    /// What counts as few or many in these months: people as far as they are known, at least one
    /// where anything happened, and never more than events.
    pub(super) fn weight(&self, months: u16) -> u64 {
        let events = self.in_months(months);
        let Some(people) = &self.people else {
            return events;
        };
        let known = months & people.months;
        match self.in_months(known) {
            0 => events,
            own => events - own + own.min(people.seen.at_least(known)).max(1),
        }
    }

    /// The largest of these ranges within another.
    fn parts(ranges: &[Range], known: Set, new: usize) -> Vec<(usize, Range)> {
        let Some(whole) = ranges.get(new) else {
            return Vec::new();
        };
        let inner: Vec<(usize, Range)> = known
            .iter()
            .filter_map(|at| Some((at, *ranges.get(at)?)))
            .filter(|(_, range)| whole.is_beyond(*range))
            .collect();
        let largest = |one: &Range| !inner.iter().any(|(_, other)| other.is_beyond(*one));
        inner
            .iter()
            .filter(|(_, range)| largest(range))
            .copied()
            .collect()
    }

    /// The months of a range without those of its parts.
    fn remainder(whole: Range, parts: &[(usize, Range)]) -> u16 {
        let told = parts
            .iter()
            .fold(0, |months, (_, range)| months | range.months());
        whole.months() & !told
    }
}

impl Part for Happened {
    /// Each remainder with the new range, and all that together fill ranges up to its end.
    fn pieces(&self, ranges: &[Range], known: Set, new: usize) -> Vec<Piece> {
        let Some(whole) = ranges.get(new) else {
            return Vec::new();
        };
        let remainders = known.iter().chain([new]).filter_map(|at| {
            let parts = Self::parts(ranges, known, at);
            Some(Self::remainder(*ranges.get(at)?, &parts))
        });
        let remainders: Vec<u16> = remainders.collect();
        let piece = |months: u16| Piece {
            who: Who::In(months & self.months()),
            count: self.in_months(months),
        };
        let own = remainders.last().copied().map(piece);
        let filled = (1..=whole.last).map(|first| {
            let within = Range::new(first, whole.last).months();
            let inside = remainders.iter().filter(|months| **months & !within == 0);
            piece(inside.fold(0, |all, months| all | months))
        });
        own.into_iter().chain(filled).collect()
    }
}

impl Counted for Happened {
    fn months(&self) -> u16 {
        (1..)
            .zip(&self.events)
            .filter(|(_, n)| **n > 0)
            .fold(0, |bits, (month, _)| bits | bit(month))
    }

    fn count(&self, range: Range) -> u64 {
        self.in_months(range.months())
    }

    fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.events.iter_mut().zip(&other.events) {
            *mine += theirs;
        }
        match (&mut self.people, &other.people) {
            (Some(mine), Some(theirs)) => {
                mine.seen.join(&theirs.seen);
                mine.months |= theirs.months;
            }
            (mine, theirs) => *mine = mine.take().or_else(|| theirs.clone()),
        }
    }

    fn breaks(&self, ranges: &[Range], shown: Set, new: usize, k: u64) -> bool {
        let Some(whole) = ranges.get(new) else {
            return true;
        };
        let months = Self::remainder(*whole, &Self::parts(ranges, shown, new));
        (1..k).contains(&self.weight(months))
    }
}
