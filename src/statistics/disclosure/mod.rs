//! What may be shown: no count from 1 to k−1, and nothing such a count could be worked out from, by
//! whatever sums and differences, over all reports that anybody may ask for.
//!
//! How it is decided. All ranges of months of a year are walked through in one order ([`order`]),
//! by the month they end with. What is decided for one looks at earlier ones only, and at figures
//! up to its last month, so a later month never changes an earlier decision, and nobody's questions
//! need to be remembered. A range shows its total, and of each table those cells that may be shown
//! next to everything that is shown already.
//!
//! Why that is enough. Whatever can be worked out is a sum of what is shown, each with a factor.
//! If it counts people (or events), then so does the part of it that belongs to each category. Two
//! cases:
//! - No total is used whose table has hidden cells. Then each category's part is worked out from its
//!   own shown cells, and [`Counted::breaks`] has found nothing from 1 to k−1 among all such parts.
//! - Totals with hidden cells are used. Then the part of each category hidden there uses that
//!   category's own hidden cell. [`Overlapping::few`] knows all counts below k that such parts can be,
//!   treating all their cells as known. Of each such total one of two things holds (`Room::holds`):
//!   the least parts together are at least k, or no part can be from 1 to k−1. So either one of these
//!   totals brings k, or every part is nothing or at least k.
//!   Categories that were never shown count as one, since nothing tells them apart.
//!
//! Events do not overlap: their totals are decided by themselves ([`totals`]), then their tables
//! ([`decide_quarters`]).
//!
//! All this is about one fact. Facts that are parts of each other are looked at together by
//! `linked.rs`.

mod happened;
mod linked;
mod quarters;
mod range;
mod room;
mod seen;
#[cfg(test)]
pub(in crate::statistics) mod tests;

pub use self::happened::Happened;
pub use self::linked::{Around, Part, Piece, Who, Whole, permits};
pub use self::quarters::{QUARTERS, choose, decide_quarters};
pub use self::range::{Range, Set, order, tree};
pub use self::seen::{NEVER, Seen};

use self::room::Room;

/// Counts of one category (or of all) in the months of a year.
pub trait Counted: Clone {
    /// The months in which there is anything: bit 0 for the first month of the year.
    fn months(&self) -> u16;

    /// How many in a range.
    fn count(&self, range: Range) -> u64;

    /// Adds another category to this one.
    fn join(&mut self, other: &Self);

    /// Whether a count from 1 to k−1 could be worked out with the help of range `new`, if these
    /// ranges of the category are shown. Looks at no month behind the end of `new`.
    fn breaks(&self, ranges: &[Range], shown: Set, new: usize, k: u64) -> bool;
}

/// Counts whose ranges overlap, so that all that their tables tell is looked at together.
pub trait Overlapping: Counted {
    /// What less than k could be worked out with the help of `new`, if these ranges were known: of
    /// each range that is needed for it the least count, and the least above nothing. `None`: too
    /// much to look through.
    fn few(&self, ranges: &[Range], known: Set, new: usize, k: u64) -> Option<Vec<(usize, u64)>>;
}

/// A table: the whole, split into categories.
#[derive(Debug, Clone)]
pub struct Split<C> {
    /// Each is counted in one of them.
    pub categories: Vec<C>,
    /// Ranges for which the table is made at all.
    pub allowed: Set,
}

/// What is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// Of the whole.
    pub total: Set,
    /// Of each table, of each category.
    pub cells: Vec<Vec<Set>>,
}

/// Decides for all these ranges, which are in the order of decision and at most 128.
#[must_use]
pub fn decide<C: Overlapping>(whole: &C, splits: &[Split<C>], ranges: &[Range], k: u64) -> Shown {
    decide_within(whole, splits, ranges, k, |_, _| true)
}

/// The same, where other facts have a say: `permits` is asked whether a range may be shown besides
/// those of a set, which are shown and of which no two hold the same.
#[must_use]
pub fn decide_within<C: Overlapping>(
    whole: &C,
    splits: &[Split<C>],
    ranges: &[Range],
    k: u64,
    permits: impl Fn(Set, usize) -> bool,
) -> Shown {
    let mut rooms: Vec<Room<'_, C>> = splits
        .iter()
        .map(|split| Room::new(split, ranges, k))
        .collect();
    let mut total = Set::default();
    // Ranges that differ by months without anybody are one, the first of them.
    let mut known: Vec<(u16, usize)> = Vec::new();
    let mut hidden: Vec<u16> = Vec::new();
    for (new, range) in ranges.iter().enumerate() {
        let months = whole.months() & range.months();
        let first = known
            .iter()
            .find(|(of, _)| *of == months)
            .map(|(_, at)| *at);
        if months == 0 {
            total.insert(new);
            rooms.iter_mut().for_each(|room| room.show_nothing(new));
        } else if let Some(first) = first {
            total.insert(new);
            rooms.iter_mut().for_each(|room| room.repeat(first, new));
        } else if hidden.contains(&months)
            || whole.breaks(ranges, set_of(&known), new, k)
            || !permits(set_of(&known), new)
        {
            hidden.push(months);
        } else {
            let all = set_of(&known);
            let survive = rooms.iter_mut().all(|room| room.try_total(all, new));
            if !survive {
                rooms.iter_mut().for_each(Room::take_back);
                hidden.push(months);
                continue;
            }
            total.insert(new);
            known.push((months, new));
            rooms.iter_mut().for_each(|room| room.choose(new));
        }
    }
    let cells = rooms.into_iter().map(Room::cells).collect();
    Shown { total, cells }
}

/// Decides the totals of what has no tables that could tell more, as [`decide_within`] does.
#[must_use]
pub fn totals<C: Counted>(
    whole: &C,
    ranges: &[Range],
    k: u64,
    permits: impl Fn(Set, usize) -> bool,
) -> Set {
    let mut total = Set::default();
    let mut known: Vec<(u16, usize)> = Vec::new();
    for (new, range) in ranges.iter().enumerate() {
        let months = whole.months() & range.months();
        if months == 0 || known.iter().any(|(of, _)| *of == months) {
            total.insert(new);
        } else if !whole.breaks(ranges, set_of(&known), new, k) && permits(set_of(&known), new) {
            total.insert(new);
            known.push((months, new));
        }
    }
    total
}

fn set_of(known: &[(u16, usize)]) -> Set {
    known.iter().map(|(_, at)| *at).collect()
}
