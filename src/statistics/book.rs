//! What is counted of one thing in one year, next to what of it may be shown: whoever asks gets a
//! figure or hears that it is hidden.

use super::disclosure::{
    Counted, Happened, Quarters, Range, Seen, Set, Shown, Split, Weight, decide, decide_quarters,
};
use super::report::Figure;
use crate::model::figures::Cut;

/// A table: a cut with its categories.
#[derive(Debug, Clone)]
pub(super) struct Table<C> {
    pub cut: Cut,
    pub categories: Vec<(String, C)>,
    /// For which ranges it is made.
    pub allowed: Set,
}

/// All of one thing in one year.
#[derive(Debug, Clone)]
pub(super) struct Book<C> {
    pub whole: C,
    pub tables: Vec<Table<C>>,
    ranges: Vec<Range>,
    shown: Shown,
}

impl<C: Counted> Book<C> {
    /// Decides what is shown.
    pub fn new(whole: C, tables: Vec<Table<C>>, ranges: Vec<Range>, k: u32) -> Self {
        let splits: Vec<Split<C>> = tables
            .iter()
            .map(|table| Split {
                categories: table
                    .categories
                    .iter()
                    .map(|(_, one)| one.clone())
                    .collect(),
                allowed: table.allowed,
            })
            .collect();
        let shown = decide(&whole, &splits, &ranges, u64::from(k));
        Self {
            whole,
            tables,
            ranges,
            shown,
        }
    }

    /// The categories of a cut, in order.
    pub fn categories(&self, cut: Cut) -> impl Iterator<Item = &str> {
        let table = self.tables.iter().find(move |table| table.cut == cut);
        table
            .into_iter()
            .flat_map(|table| &table.categories)
            .map(|(name, _)| name.as_str())
    }

    fn find(&self, cut: Cut, category: &str) -> Option<(&C, Set)> {
        let (at, table) = self
            .tables
            .iter()
            .enumerate()
            .find(|(_, table)| table.cut == cut)?;
        let mut categories = table.categories.iter().enumerate();
        let (place, (_, one)) = categories.find(|(_, (name, _))| name == category)?;
        Some((one, *self.shown.cells.get(at)?.get(place)?))
    }

    fn place(&self, range: Range) -> Option<usize> {
        self.ranges.iter().position(|known| *known == range)
    }

    fn is_in(&self, set: Set, range: Range) -> bool {
        self.place(range).is_some_and(|at| set.contains(at))
    }
}

/// Ranges of one thing: how each kind of counting finds them among what is shown.
pub(super) trait Asked {
    /// All of it in a range.
    fn total(&self, range: Range) -> Figure;
    /// One category in a range; of a category that nobody has ever been in, as of the total: none.
    fn cell(&self, cut: Cut, category: &str, range: Range) -> Figure;
}

impl Asked for Book<Seen> {
    fn total(&self, range: Range) -> Figure {
        figure(self.is_in(self.shown.total, range), self.whole.count(range))
    }

    fn cell(&self, cut: Cut, category: &str, range: Range) -> Figure {
        match self.find(cut, category) {
            Some((one, shown)) => figure(self.is_in(shown, range), one.count(range)),
            None => none_of(self.total(range)),
        }
    }
}

impl Asked for Book<Happened> {
    fn total(&self, range: Range) -> Figure {
        figure(
            self.adds_up(self.shown.total, range),
            self.whole.count(range),
        )
    }

    fn cell(&self, cut: Cut, category: &str, range: Range) -> Figure {
        match self.find(cut, category) {
            Some((one, shown)) => figure(self.adds_up(shown, range), one.count(range)),
            None => none_of(self.total(range)),
        }
    }
}

impl Book<Happened> {
    /// Decides what is shown; exactly, for tables of whole quarters.
    pub fn of_events(
        whole: Happened,
        tables: Vec<Table<Happened>>,
        ranges: Vec<Range>,
        k: u32,
    ) -> Self {
        let of_quarters = |table: &Table<Happened>| {
            let mut of = table.allowed.iter().filter_map(|at| ranges.get(at));
            of.all(|range| range.is_quarters())
        };
        let (quarters, others): (Vec<_>, Vec<_>) = tables.into_iter().partition(of_quarters);
        let mut book = Self::new(whole, others, ranges, k);
        let over = [1, 4, 7, 10].map(|first| Range::new(first, first + 2));
        let totals = over.map(|quarter| book.is_in(book.shown.total, quarter));
        for table in quarters {
            let events = table
                .categories
                .iter()
                .map(|(_, one)| over.map(|quarter| Weight::of_events(one.count(quarter))));
            let events: Vec<Quarters> = events.collect();
            let decided = decide_quarters(&events, totals, u64::from(k));
            let cells = decided.into_iter().map(|cells| {
                let quarters = over.into_iter().zip(cells.quarters);
                let shown = quarters
                    .chain([(Range::new(1, 12), cells.year)])
                    .filter(|(_, shown)| *shown);
                shown.filter_map(|(range, _)| book.place(range)).collect()
            });
            let cells = cells.collect();
            book.shown.cells.push(cells);
            book.tables.push(table);
        }
        book
    }

    /// Whether a range is shown, or is made of shown quarters and months. Such sums tell nothing new.
    fn adds_up(&self, shown: Set, range: Range) -> bool {
        let is_shown = |range| self.is_in(shown, range);
        let mut month = range.first;
        if is_shown(range) {
            return true;
        }
        while month <= range.last {
            let quarter = Range::new(month, month + 2);
            if quarter.is_quarters() && quarter.last <= range.last && is_shown(quarter) {
                month += 3;
            } else if is_shown(Range::new(month, month)) {
                month += 1;
            } else {
                return false;
            }
        }
        true
    }
}

fn figure(shown: bool, count: u64) -> Figure {
    if shown {
        Figure::Exact(count)
    } else {
        Figure::Hidden
    }
}

fn none_of(total: Figure) -> Figure {
    match total {
        Figure::Exact(_) => Figure::Exact(0),
        other => other,
    }
}
