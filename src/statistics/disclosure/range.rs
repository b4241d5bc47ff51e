//! Ranges of months of one year, and the order in which they are decided.

/// Months of a year from `first` to `last`, both included; 1 is January.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Range {
    /// The first month.
    pub first: usize,
    /// The last month.
    pub last: usize,
}

impl Range {
    /// From one month to another.
    #[must_use]
    pub fn new(first: usize, last: usize) -> Self {
        Self { first, last }
    }

    /// The shortest range that holds all months of these bits; none if there are none.
    #[must_use]
    pub fn around(months: u16) -> Option<Self> {
        let is_in = |month: &usize| months & bit(*month) != 0;
        let first = (1..=12).find(is_in)?;
        let last = (1..=12).rfind(is_in)?;
        Some(Self::new(first, last))
    }

    /// Whether another one lies within it and is not the same.
    #[must_use]
    pub fn is_beyond(self, inner: Self) -> bool {
        inner != self && inner.first >= self.first && inner.last <= self.last
    }

    /// Its months as bits; bit 0 is January.
    #[must_use]
    pub fn months(self) -> u16 {
        (self.first..=self.last).fold(0, |bits, month| bits | bit(month))
    }

    /// Whether it is a month, a quarter or a calendar year.
    #[must_use]
    pub fn is_standard(self) -> bool {
        let is_quarter = self.is_quarters() && self.last == self.first + 2;
        self.first == self.last || is_quarter || self == Self::new(1, 12)
    }

    /// Whether people are shown in it at all: in standard ranges, and in others of at most so many
    /// months since the first one in which anybody came. A long range of one's own ends before the
    /// year does, so it is decided first, and what it tells would use up what the year could tell.
    #[must_use]
    pub fn is_for_people(self, longest: usize, since: usize) -> bool {
        self.is_standard() || self.first.max(since) + longest > self.last
    }

    /// Whether it consists of whole quarters.
    #[must_use]
    pub fn is_quarters(self) -> bool {
        self.first % 3 == 1 && self.last.is_multiple_of(3)
    }
}

/// The bit of a month, none for what is no month.
pub(super) fn bit(month: usize) -> u16 {
    match month {
        1..=12 => 1 << (month - 1),
        _ => 0,
    }
}

/// The ranges of a year up to a month in which people are shown ([`Range::is_for_people`]), in the
/// order of decision: by their end, and with the same end the month, the quarter, the year so far,
/// then the longer before the shorter.
#[must_use]
pub fn order(months: usize, longest: usize, since: usize) -> Vec<Range> {
    let mut all = Vec::new();
    for last in 1..=months.min(12) {
        let mut firsts = vec![last];
        if last.is_multiple_of(3) {
            firsts.push(last - 2);
        }
        firsts.extend(1..last);
        for first in firsts {
            let range = Range::new(first, last);
            if range.is_for_people(longest, since) && !all.contains(&range) {
                all.push(range);
            }
        }
    }
    all
}

/// Months, quarters and the year, up to a month, in the order of decision. Of two of them, one is
/// part of the other or they have nothing in common.
#[must_use]
pub fn tree(months: usize) -> Vec<Range> {
    let mut all = Vec::new();
    for last in 1..=months.min(12) {
        all.push(Range::new(last, last));
        if last.is_multiple_of(3) {
            all.push(Range::new(last - 2, last));
        }
        if last == 12 {
            all.push(Range::new(1, 12));
        }
    }
    all
}

/// A set of ranges, by their place in the order of decision; at most 128.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Set(u128);

impl Set {
    /// Puts one in.
    pub fn insert(&mut self, at: usize) {
        self.0 |= 1_u128.checked_shl(small(at)).unwrap_or_default();
    }

    /// Takes one out.
    pub fn remove(&mut self, at: usize) {
        self.0 &= !1_u128.checked_shl(small(at)).unwrap_or_default();
    }

    /// Whether it is in.
    #[must_use]
    pub fn contains(self, at: usize) -> bool {
        self.0 & 1_u128.checked_shl(small(at)).unwrap_or_default() != 0
    }

    /// Whether nothing is in.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Their places, in order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..128).filter(move |at| self.contains(*at))
    }
}

fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl FromIterator<usize> for Set {
    fn from_iter<I: IntoIterator<Item = usize>>(places: I) -> Self {
        let mut set = Self::default();
        places.into_iter().for_each(|at| set.insert(at));
        set
    }
}
