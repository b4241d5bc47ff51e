//! Events told apart by single months, or by whole quarters and the calendar year. With so few ranges
//! it can be said exactly what follows from what is shown, so no more is hidden than has to be.
//!
//! Two quarters (or months) have no events in common, so each is decided by itself: cells below k are
//! hidden, and as many of the smallest others as it takes for the hidden ones to come to k together.
//! Totals of its months tell nothing new of a quarter: what follows from them for each category alike
//! is a sum of such totals.
//!
//! A category's year tells how many of it are in its hidden quarters. What follows then: choose a
//! number for each quarter (how often its total is used) and one for each category whose year is shown;
//! in every hidden cell the two add up to nothing or one, and those with one are counted. All such
//! choices are looked at; a year is hidden again until none of them counts from 1 to k−1.

use super::{Counted, Happened, Range};

/// What is shown of one category.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cells {
    /// Of each quarter.
    pub quarters: [bool; 4],
    /// Of the year.
    pub year: bool,
}

/// The quarters of a year.
pub const QUARTERS: [Range; 4] = [
    Range { first: 1, last: 3 },
    Range { first: 4, last: 6 },
    Range { first: 7, last: 9 },
    Range {
        first: 10,
        last: 12,
    },
];

/// Decides a table by quarters and the year. `totals`: the quarters that are over and whose total is
/// shown; what happened is counted in one of the categories.
#[must_use]
pub fn decide_quarters(categories: &[Happened], totals: [bool; 4], k: u64) -> Vec<Cells> {
    let mut cells = vec![Cells::default(); categories.len()];
    for (quarter, range) in QUARTERS.into_iter().enumerate() {
        if !totals.get(quarter).is_some_and(|is_shown| *is_shown) {
            continue;
        }
        for (cell, is_shown) in cells.iter_mut().zip(choose(categories, range, k)) {
            if let Some(shown) = cell.quarters.get_mut(quarter) {
                *shown = is_shown;
            }
        }
    }
    if totals == [true; 4] {
        choose_years(categories, &mut cells, k);
    }
    cells
}

/// Which cells are shown of a range whose total is shown, and which has nothing in common with any
/// other range of the table.
#[must_use]
pub fn choose(categories: &[Happened], range: Range, k: u64) -> Vec<bool> {
    let weights: Vec<u64> = categories
        .iter()
        .map(|one| one.weight(range.months()))
        .collect();
    let mut shown: Vec<bool> = weights.iter().map(|one| is_safe(*one, k)).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| weights.get(*at));
    let mut smallest = order.into_iter();
    loop {
        let hidden = weights.iter().zip(&shown).filter(|(_, shown)| !**shown);
        if is_safe(hidden.map(|(one, _)| one).sum(), k) {
            return shown;
        }
        let next = smallest.find(|at| {
            let is_something = weights.get(*at).is_some_and(|one| *one > 0);
            is_something && shown.get(*at).is_some_and(|shown| *shown)
        });
        match next.and_then(|at| shown.get_mut(at)) {
            Some(shown) => *shown = false,
            // All are hidden: together they are the total, which is shown.
            None => return shown,
        }
    }
}

fn is_safe(weight: u64, k: u64) -> bool {
    weight == 0 || weight >= k
}

/// A category with hidden quarters.
struct Hidden<'a> {
    at: usize,
    events: &'a Happened,
    /// In which of the hidden quarters there is anything.
    quarters: [bool; 4],
    has_year: bool,
}

impl Hidden<'_> {
    fn is_in(&self, quarter: usize) -> bool {
        self.quarters.get(quarter).is_some_and(|is_in| *is_in)
    }

    /// What counts of it in some of its hidden quarters.
    fn weight(&self, wanted: impl Fn(usize) -> bool) -> u64 {
        let quarters = QUARTERS.into_iter().enumerate();
        let inside = quarters.filter(|(quarter, _)| self.is_in(*quarter) && wanted(*quarter));
        let months = inside.fold(0, |months, (_, range)| months | range.months());
        self.events.weight(months)
    }

    /// What is counted of it where the first quarters are used so often; `None`: that is no count.
    fn part(&self, uses: &[i8]) -> Option<u64> {
        let used = || {
            uses.iter()
                .enumerate()
                .filter(|(quarter, _)| self.is_in(*quarter))
        };
        let Some(least) = used().map(|(_, uses)| *uses).min() else {
            return Some(0);
        };
        // Its year is used so often that nothing is left where a quarter is used least.
        let own = if self.has_year { -least } else { 0 };
        if used().any(|(_, uses)| !matches!(own + uses, 0 | 1)) {
            return None;
        }
        Some(self.weight(|quarter| uses.get(quarter).is_some_and(|uses| own + uses == 1)))
    }
}

/// Shows as many years as may be, next to all totals and to what is shown of the quarters.
fn choose_years(categories: &[Happened], cells: &mut [Cells], k: u64) {
    let mut hidden: Vec<Hidden<'_>> = Vec::new();
    for (at, (events, cells)) in categories.iter().zip(cells.iter_mut()).enumerate() {
        let mut quarters = cells.quarters.map(|is_shown| !is_shown);
        for (is_in, range) in quarters.iter_mut().zip(QUARTERS) {
            *is_in &= events.count(range) > 0;
        }
        let mut one = Hidden {
            at,
            events,
            quarters,
            has_year: false,
        };
        one.has_year = is_safe(one.weight(|_| true), k);
        cells.year = one.has_year;
        if quarters != [false; 4] {
            hidden.push(one);
        }
    }
    while counts_few(&hidden, &mut Vec::new(), k) {
        let shown = hidden.iter_mut().filter(|one| one.has_year);
        let Some(smallest) = shown.min_by_key(|one| one.weight(|_| true)) else {
            return;
        };
        smallest.has_year = false;
        if let Some(cells) = cells.get_mut(smallest.at) {
            cells.year = false;
        }
    }
}

/// Whether a count from 1 to k−1 follows where the first quarters are used so often, and the others in
/// whatever way.
fn counts_few(hidden: &[Hidden<'_>], uses: &mut Vec<i8>, k: u64) -> bool {
    let mut sum = 0;
    for one in hidden {
        match one.part(uses) {
            Some(part) => sum += part,
            None => return false,
        }
    }
    if uses.len() == QUARTERS.len() {
        return !is_safe(sum, k);
    }
    // Two hidden quarters of one category differ by one at most, so any two by three.
    let is_hidden = hidden.iter().any(|one| one.is_in(uses.len()));
    let choices = if is_hidden { -3..=4 } else { 0..=0 };
    choices.into_iter().any(|next| {
        uses.push(next);
        let few = counts_few(hidden, uses, k);
        uses.pop();
        few
    })
}
