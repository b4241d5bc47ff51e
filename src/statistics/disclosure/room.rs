//! One table under way: which of its cells are shown so far, and what could be worked out of the
//! totals where some are not.

use super::{Overlapping, Range, Set, Split};

/// What below k could be worked out with a range.
#[derive(Debug, Clone, Copy)]
struct Few {
    /// The least; k if there is none.
    least: u64,
    /// Whether there is anything from 1 to k−1.
    any: bool,
}

/// For each range.
type Least = Vec<Few>;

/// One table under way.
pub(super) struct Room<'a, C> {
    split: &'a Split<C>,
    ranges: &'a [Range],
    k: u64,
    /// Ranges whose totals are shown, in order.
    totals: Vec<usize>,
    /// Of each category: what is shown and holds anybody.
    shown: Vec<Set>,
    /// Of each category: what is printed, zeros included.
    printed: Vec<Set>,
    /// Ranges whose total is shown and some cells are not.
    open: Set,
    least: Vec<Least>,
    /// Of the categories that were never shown, together.
    rest: Least,
    /// `open`, `least` and `rest` before the last total was tried.
    before: Option<(Set, Vec<Least>, Least)>,
}

/// Why a choice of cells does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fails {
    /// The range itself: more of it has to be hidden.
    Here,
    /// An earlier one.
    Earlier,
}

impl<'a, C: Overlapping> Room<'a, C> {
    pub(super) fn new(split: &'a Split<C>, ranges: &'a [Range], k: u64) -> Self {
        let categories = split.categories.len();
        Self {
            split,
            ranges,
            k,
            totals: Vec::new(),
            shown: vec![Set::default(); categories],
            printed: vec![Set::default(); categories],
            open: Set::default(),
            least: vec![vec![nothing(k); ranges.len()]; categories],
            rest: vec![nothing(k); ranges.len()],
            before: None,
        }
    }

    /// What is printed.
    pub(super) fn cells(self) -> Vec<Set> {
        self.printed
    }

    /// A range without anybody: zeros.
    pub(super) fn show_nothing(&mut self, new: usize) {
        if self.split.allowed.contains(new) {
            self.printed
                .iter_mut()
                .for_each(|printed| printed.insert(new));
        }
    }

    /// A range with the same people as an earlier one, which is chosen now if it has been no range of
    /// this table.
    pub(super) fn repeat(&mut self, first: usize, new: usize) {
        if !self.split.allowed.contains(new) {
            return;
        }
        if !self.split.allowed.contains(first) && self.open.contains(first) {
            self.choose_cells(first);
        }
        for printed in &mut self.printed {
            if printed.contains(first) {
                printed.insert(new);
            }
        }
    }

    /// Tries to show the total of a range and no cell. False: something could be worked out.
    pub(super) fn try_total(&mut self, known: Set, new: usize) -> bool {
        self.before = Some((self.open, self.least.clone(), self.rest.clone()));
        self.totals.push(new);
        self.open.insert(new);
        for (category, least) in self.split.categories.iter().zip(&mut self.least) {
            learn(category, least, self.ranges, known, new, self.k);
        }
        if let Some(rest) = self.rest_of(&self.shown) {
            learn(&rest, &mut self.rest, self.ranges, known, new, self.k);
        }
        let (shown, rest) = (self.shown.clone(), self.rest.clone());
        self.holds(&shown, &rest, self.open, new).is_ok()
    }

    /// The total is not shown after all.
    pub(super) fn take_back(&mut self) {
        if let Some((open, least, rest)) = self.before.take() {
            (self.open, self.least, self.rest) = (open, least, rest);
            self.totals.pop();
        }
    }

    /// Chooses the cells of the range whose total has just been shown.
    pub(super) fn choose(&mut self, new: usize) {
        self.before = None;
        if self.split.allowed.contains(new) {
            self.choose_cells(new);
        }
    }

    fn choose_cells(&mut self, new: usize) {
        let (full, empty): (Vec<usize>, Vec<usize>) =
            (0..self.split.categories.len()).partition(|category| self.is_in(*category, new));
        let sound: Vec<usize> = full
            .iter()
            .copied()
            .filter(|category| !self.would_break(*category, new))
            .collect();
        let familiar: Vec<usize> = sound
            .iter()
            .copied()
            .filter(|one| self.is_familiar(*one))
            .collect();
        let chosen = [sound, familiar]
            .into_iter()
            .find_map(|cells| self.holding(cells, &full, new));
        for category in empty.into_iter().chain(chosen.unwrap_or_default()) {
            if let Some(printed) = self.printed.get_mut(category) {
                printed.insert(new);
            }
        }
    }

    /// Whether anybody of a category is in a range.
    fn is_in(&self, category: usize, at: usize) -> bool {
        let months = self
            .ranges
            .get(at)
            .map(|range| range.months())
            .unwrap_or_default();
        self.split
            .categories
            .get(category)
            .is_some_and(|one| one.months() & months != 0)
    }

    fn would_break(&self, category: usize, new: usize) -> bool {
        match (
            self.split.categories.get(category),
            self.shown.get(category),
        ) {
            (Some(one), Some(shown)) => one.breaks(self.ranges, *shown, new, self.k),
            _ => true,
        }
    }

    fn is_familiar(&self, category: usize) -> bool {
        self.shown
            .get(category)
            .is_some_and(|shown| !shown.is_empty())
    }

    /// As many of these cells as hold together with all that is shown, the smallest left out first;
    /// they are shown then. `None`: an earlier range forbids it.
    fn holding(&mut self, mut cells: Vec<usize>, full: &[usize], new: usize) -> Option<Vec<usize>> {
        let count = |category: &usize| {
            let one = self.split.categories.get(*category);
            one.zip(self.ranges.get(new))
                .map(|(one, range)| one.count(*range))
        };
        cells.sort_by_key(|category| std::cmp::Reverse(count(category)));
        while !cells.is_empty() {
            let mut shown = self.shown.clone();
            for category in &cells {
                if let Some(shown) = shown.get_mut(*category) {
                    shown.insert(new);
                }
            }
            let mut open = self.open;
            if cells.len() == full.len() {
                open.remove(new);
            }
            let grows = cells.iter().any(|category| !self.is_familiar(*category));
            let rest = if grows {
                self.replay(&shown)
            } else {
                self.rest.clone()
            };
            match self.holds(&shown, &rest, open, new) {
                Ok(()) => {
                    (self.shown, self.rest, self.open) = (shown, rest, open);
                    return Some(cells);
                }
                Err(Fails::Here) => cells.truncate(cells.len() - 1),
                Err(Fails::Earlier) => return None,
            }
        }
        None
    }

    /// Whether nothing below k can be worked out of the totals with hidden cells.
    fn holds(&self, shown: &[Set], rest: &[Few], open: Set, new: usize) -> Result<(), Fails> {
        let familiar = |category: usize| shown.get(category).is_some_and(|shown| !shown.is_empty());
        let months = self.horizon();
        let alive = |category: &usize| {
            self.split
                .categories
                .get(*category)
                .is_some_and(|one| one.months() & months != 0)
        };
        let living: Vec<usize> = (0..self.split.categories.len()).filter(alive).collect();
        if living.len() == 1 || !living.iter().any(|category| familiar(*category)) {
            // All are as one: what can be worked out, the whole allows.
            return Ok(());
        }
        let fails = |at: &usize| {
            let hidden = |category: &&usize| {
                familiar(**category) && !shown.get(**category).is_some_and(|set| set.contains(*at))
            };
            let of = |category: &usize| self.least.get(*category)?.get(*at).copied();
            let unfamiliar = living.iter().any(|category| !familiar(*category));
            let rest = rest.get(*at).copied().filter(|_| unfamiliar);
            let parts = living.iter().filter(hidden).filter_map(of).chain(rest);
            let (least, any) = parts.fold((0, false), |(least, any), few| {
                (least + few.least, any || few.any)
            });
            least < self.k && any
        };
        match open
            .iter()
            .filter(fails)
            .max_by_key(|at| usize::from(*at != new))
        {
            None => Ok(()),
            Some(at) if at == new => Err(Fails::Here),
            Some(_) => Err(Fails::Earlier),
        }
    }

    /// The months that are over for the ranges looked at.
    fn horizon(&self) -> u16 {
        let ranges = self.totals.iter().filter_map(|at| self.ranges.get(*at));
        ranges.fold(0, |months, range| {
            months | Range::new(1, range.last).months()
        })
    }

    /// The categories that were never shown, as one.
    fn rest_of(&self, shown: &[Set]) -> Option<C> {
        let never = self
            .split
            .categories
            .iter()
            .zip(shown)
            .filter(|(_, shown)| shown.is_empty());
        never.map(|(one, _)| one.clone()).reduce(|mut all, one| {
            all.join(&one);
            all
        })
    }

    /// What could be worked out of the categories that were never shown, anew.
    fn replay(&self, shown: &[Set]) -> Least {
        let mut least = vec![nothing(self.k); self.ranges.len()];
        let Some(rest) = self.rest_of(shown) else {
            return least;
        };
        let mut known = Set::default();
        for total in &self.totals {
            learn(&rest, &mut least, self.ranges, known, *total, self.k);
            known.insert(*total);
        }
        least
    }
}

fn nothing(k: u64) -> Few {
    Few {
        least: k,
        any: false,
    }
}

/// Notes what a new range adds to what could be worked out.
fn learn<C: Overlapping>(
    one: &C,
    least: &mut Least,
    ranges: &[Range],
    known: Set,
    new: usize,
    k: u64,
) {
    match one.few(ranges, known, new, k) {
        Some(found) => {
            for (at, count) in found {
                if let Some(few) = least.get_mut(at) {
                    few.least = few.least.min(count);
                    few.any |= (1..k).contains(&count);
                }
            }
        }
        None => {
            for at in known.iter().chain([new]) {
                if let Some(few) = least.get_mut(at) {
                    *few = Few {
                        least: 0,
                        any: true,
                    };
                }
            }
        }
    }
}
