//! What is counted of one thing in one year, next to what of it may be shown: whoever asks gets a
//! figure or hears that it is hidden.

use super::disclosure::{
    Around, Counted, Happened, QUARTERS, Range, Seen, Set, Shown, Split, Who, Whole, choose,
    decide_quarters, decide_within, permits, totals,
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

impl Book<Seen> {
    /// Decides what is shown, next to what is shown of that which it is part of.
    pub fn new(
        whole: Seen,
        tables: Vec<Table<Seen>>,
        ranges: Vec<Range>,
        part_of: &[&dyn Whole],
        k: u32,
    ) -> Self {
        let splits: Vec<Split<Seen>> = tables
            .iter()
            .map(|table| Split {
                categories: table.categories.iter().map(|(_, one)| *one).collect(),
                allowed: table.allowed,
            })
            .collect();
        let k = u64::from(k);
        let shown = decide_within(&whole, &splits, &ranges, k, |known, new| {
            permits(&whole, part_of, &ranges, (known, new), k)
        });
        Self {
            whole,
            tables,
            ranges,
            shown,
        }
    }
}

impl Book<Happened> {
    /// Decides what is shown of events, next to what is shown of that which they are part of.
    pub fn of_events(
        whole: Happened,
        tables: Vec<Table<Happened>>,
        ranges: Vec<Range>,
        part_of: &[&dyn Whole],
        k: u32,
    ) -> Self {
        let k = u64::from(k);
        let total = totals(&whole, &ranges, k, |known, new| {
            permits(&whole, part_of, &ranges, (known, new), k)
        });
        let cells = Vec::new();
        let mut book = Self {
            whole,
            tables: Vec::new(),
            ranges,
            shown: Shown { total, cells },
        };
        book.shown.cells = tables.iter().map(|table| book.cells(table, k)).collect();
        book.tables = tables;
        book
    }

    /// What is shown of each category of a table: of months, if it is made of them, else of quarters
    /// and the year.
    fn cells(&self, table: &Table<Happened>, k: u64) -> Vec<Set> {
        let categories: Vec<Happened> = table
            .categories
            .iter()
            .map(|(_, one)| one.clone())
            .collect();
        let is_month = |range: &Range| range.first == range.last;
        let of_months = self.ranges.iter().enumerate().filter(|(at, range)| {
            is_month(range) && table.allowed.contains(*at) && self.shown.total.contains(*at)
        });
        let mut cells = vec![Set::default(); categories.len()];
        for (at, month) in of_months {
            for (cell, is_shown) in cells.iter_mut().zip(choose(&categories, *month, k)) {
                if is_shown {
                    cell.insert(at);
                }
            }
        }
        let place = |wanted: Range| self.ranges.iter().position(|range| *range == wanted);
        let is_made = |range: Range| place(range).is_some_and(|at| table.allowed.contains(at));
        if QUARTERS.into_iter().any(is_made) {
            let totals = QUARTERS.map(|quarter| self.is_in(self.shown.total, quarter));
            for (cell, shown) in cells
                .iter_mut()
                .zip(decide_quarters(&categories, totals, k))
            {
                let quarters = QUARTERS.into_iter().zip(shown.quarters);
                let all = quarters.chain([(Range::new(1, 12), shown.year)]);
                for (range, _) in all.filter(|(_, is_shown)| *is_shown) {
                    if let Some(at) = place(range) {
                        cell.insert(at);
                    }
                }
            }
        }
        cells
    }
}

impl<C: Counted> Book<C> {
    /// Whether a category of a cut has a row.
    pub fn has(&self, cut: Cut, category: &str) -> bool {
        self.find(cut, category).is_some()
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

    fn is_in(&self, set: Set, range: Range) -> bool {
        let at = self.ranges.iter().position(|known| *known == range);
        at.is_some_and(|at| set.contains(at))
    }
}

impl Whole for Book<Happened> {
    fn shows(&self, range: Range) -> bool {
        self.is_in(self.shown.total, range)
    }

    /// Months add up, and what is asked about was shown of the whole as well.
    fn around(&self, who: Who) -> Option<Around> {
        match who {
            Who::In(months) => Some(Around {
                count: self.whole.in_months(months),
                is_shown: true,
            }),
            // Whoever did something in both did it in the one: no more can be worked out than that.
            Who::InBoth(..) => None,
        }
    }
}

impl Whole for Book<Seen> {
    fn shows(&self, range: Range) -> bool {
        self.is_in(self.shown.total, range)
    }

    fn around(&self, who: Who) -> Option<Around> {
        let count = |months| Some(self.whole.count(Range::around(months)?));
        Some(match who {
            Who::In(months) => {
                let range = Range::around(months)?;
                Around {
                    count: self.whole.count(range),
                    is_shown: self.shows(range),
                }
            }
            Who::InBoth(ones, others) => Around {
                count: (count(ones)? + count(others)?).saturating_sub(count(ones | others)?),
                is_shown: false,
            },
        })
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
