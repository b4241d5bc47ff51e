//! Facts of which one is part of another: persons consulted are visitors, leaflets are sent to
//! visitors, answered conversations are conversations. What is left of the whole without the part
//! counts people or events too. So a part is shown in a range only if everything of it that could be
//! worked out then is nothing, all of the whole, or leaves at least k of it.
//!
//! Why it is enough to look at the whole around the part. Something worked out of both that counts
//! people is a count of the whole less a count of the part in which each of whom is in the first, or
//! a sum of such ones with others. All who could have been part in certain months are in the first.
//! Ranges of the whole have no holes, and at one moment ([`super::Seen`]) they cannot tell those with
//! a visit in a hole alone from those who came before or after it as well: so the first counts at
//! least all who were there in the shortest range around these months. What else it counts makes the
//! remainder larger.

use super::{Counted, Range, Set};

/// In which months those are counted of whom something is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// In any of these months, as bits.
    In(u16),
    /// In any of the ones, and in any of the others.
    InBoth(u16, u16),
}

/// Something that can be worked out of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Of whom.
    pub who: Who,
    /// How many.
    pub count: u64,
}

/// A fact that is part of another one.
pub trait Part: Counted {
    /// What can be worked out of it with the help of range `new`, if these ranges are known; the
    /// ranges are those of [`super::tree`].
    fn pieces(&self, ranges: &[Range], known: Set, new: usize) -> Vec<Piece>;
}

/// The least that the whole counts of all of whom a piece could be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Around {
    /// How many.
    pub count: u64,
    /// Whether that very count is shown.
    pub is_shown: bool,
}

/// A fact that others are parts of.
pub trait Whole {
    /// Whether it is shown in a range.
    fn shows(&self, range: Range) -> bool;

    /// What is around a piece; `None`: nothing can be worked out there.
    fn around(&self, who: Who) -> Option<Around>;
}

/// Whether a range of a part may be shown next to these ranges of it, and next to its wholes.
pub fn permits(
    part: &impl Part,
    wholes: &[&dyn Whole],
    ranges: &[Range],
    (known, new): (Set, usize),
    k: u64,
) -> bool {
    let Some(range) = ranges.get(new) else {
        return false;
    };
    let pieces = part.pieces(ranges, known, new);
    let leaves_few = |whole: &&dyn Whole| {
        let mut around = pieces
            .iter()
            .filter(|piece| piece.count > 0)
            .filter_map(|piece| Some((piece.count, whole.around(piece.who)?)));
        around.any(|(count, around)| match around.count.abs_diff(count) {
            0 => !around.is_shown,
            rest => rest < k,
        })
    };
    wholes
        .iter()
        .all(|whole| whole.shows(*range) && !leaves_few(whole))
}
