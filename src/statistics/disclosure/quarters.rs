//! Events told apart for whole quarters and the calendar year only. With so few ranges it can be said
//! exactly what follows from what is shown, so no more is hidden than has to be.
//!
//! Quarters have no events in common, so each is decided by itself: cells below k are hidden, and as
//! many of the smallest others as it takes for the hidden ones to come to k together. Totals of its
//! months tell nothing new: a sum over some months of a quarter that holds for each category is that
//! of whole months.
//!
//! A category's year tells how many of it are in its hidden quarters. What follows then: choose a
//! number for each quarter (how often its total is used) and one for each category whose year is shown;
//! in every hidden cell the two add up to nothing or one, and those with one are counted. All such
//! choices are looked at; a year is hidden again until none of them counts from 1 to k−1.

/// How often something happened, and to how many people at least.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weight {
    /// Events.
    pub events: u64,
    /// People.
    pub people: u64,
}

impl Weight {
    /// Of events whose people nobody knows: each is taken for somebody else's.
    #[must_use]
    pub fn of_events(events: u64) -> Self {
        Self {
            events,
            people: events,
        }
    }

    /// Whether it may be shown: nothing, or at least k events of at least k people.
    fn is_safe(self, k: u64) -> bool {
        self.events == 0 || (self.events >= k && self.people >= k)
    }

    fn and(self, other: Self) -> Self {
        Self {
            events: self.events + other.events,
            people: self.people + other.people,
        }
    }
}

/// One category: its quarters.
pub type Quarters = [Weight; 4];

/// What is shown of one category.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cells {
    /// Of each quarter.
    pub quarters: [bool; 4],
    /// Of the year.
    pub year: bool,
}

/// Decides a table. `totals`: the quarters whose total is shown, of those that are over; nobody is
/// counted in two of the categories.
#[must_use]
pub fn decide(categories: &[Quarters], totals: [bool; 4], k: u64) -> Vec<Cells> {
    let mut cells = vec![Cells::default(); categories.len()];
    for (quarter, _) in totals.iter().enumerate().filter(|(_, shown)| **shown) {
        let of: Vec<Weight> = categories
            .iter()
            .map(|one| one.get(quarter).copied().unwrap_or_default())
            .collect();
        for (cell, is_shown) in cells.iter_mut().zip(choose(&of, k)) {
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

/// Which cells of one quarter are shown.
fn choose(of: &[Weight], k: u64) -> Vec<bool> {
    let mut shown: Vec<bool> = of.iter().map(|one| one.is_safe(k)).collect();
    let mut order: Vec<usize> = (0..of.len()).collect();
    order.sort_by_key(|at| of.get(*at).map(|one| (one.events, one.people)));
    let mut smallest = order.into_iter();
    loop {
        let hidden = of.iter().zip(&shown).filter(|(_, shown)| !**shown);
        let together = hidden.fold(Weight::default(), |sum, (one, _)| sum.and(*one));
        if together.is_safe(k) {
            return shown;
        }
        let next = smallest.find(|at| {
            let is_something = of.get(*at).is_some_and(|one| one.events > 0);
            is_something && shown.get(*at).copied().unwrap_or_default()
        });
        match next.and_then(|at| shown.get_mut(at)) {
            Some(shown) => *shown = false,
            // All are hidden: they are the total, which is shown.
            None => return shown,
        }
    }
}

/// A category with hidden quarters.
struct Hidden {
    category: usize,
    /// Nothing where the quarter is shown or empty.
    quarters: Quarters,
    has_year: bool,
}

impl Hidden {
    fn is_in(&self, quarter: usize) -> bool {
        self.quarters.get(quarter).is_some_and(|one| one.events > 0)
    }

    /// What is counted of it where the quarters are used so often; `None`: that is no count.
    fn part(&self, uses: &[i8]) -> Option<Weight> {
        let used = (0..).zip(uses).filter(|(quarter, _)| self.is_in(*quarter));
        let used: Vec<(usize, i8)> = used.map(|(quarter, uses)| (quarter, *uses)).collect();
        let least = used.iter().map(|(_, uses)| *uses).min()?;
        let most = used.iter().map(|(_, uses)| *uses).max()?;
        // Its year is used so often that nothing is left where the quarter is used least.
        let own = if self.has_year { -least } else { 0 };
        if own + least < 0 || own + most > 1 {
            return None;
        }
        let counted = used.iter().filter(|(_, uses)| own + uses == 1);
        let counted = counted.filter_map(|(quarter, _)| self.quarters.get(*quarter));
        Some(counted.fold(Weight::default(), |sum, one| Weight {
            events: sum.events + one.events,
            // The same people may be in several quarters.
            people: sum.people.max(one.people),
        }))
    }

    fn all(&self) -> Weight {
        self.quarters
            .iter()
            .fold(Weight::default(), |sum, one| Weight {
                events: sum.events + one.events,
                people: sum.people.max(one.people),
            })
    }
}

/// Shows as many years as may be.
fn choose_years(categories: &[Quarters], cells: &mut [Cells], k: u64) {
    let mut hidden: Vec<Hidden> = Vec::new();
    for (category, (one, cells)) in categories.iter().zip(cells.iter_mut()).enumerate() {
        let mut quarters = *one;
        for (weight, shown) in quarters.iter_mut().zip(cells.quarters) {
            if shown {
                *weight = Weight::default();
            }
        }
        let mut one = Hidden {
            category,
            quarters,
            has_year: false,
        };
        one.has_year = one.all().is_safe(k);
        if one.all().events > 0 {
            hidden.push(one);
        } else {
            cells.year = true;
        }
    }
    while counts_few(&hidden, &mut Vec::new(), k) {
        let shown = hidden.iter_mut().filter(|one| one.has_year);
        match shown.min_by_key(|one| one.all().events) {
            Some(smallest) => smallest.has_year = false,
            None => break,
        }
    }
    for one in hidden {
        if let Some(cells) = cells.get_mut(one.category) {
            cells.year = one.has_year;
        }
    }
}

/// Whether a count from 1 to k−1 follows with the quarters used so often, and the later ones in any way.
fn counts_few(hidden: &[Hidden], uses: &mut Vec<i8>, k: u64) -> bool {
    let mut sum = Weight::default();
    for one in hidden {
        match one.part(uses) {
            Some(part) => sum = sum.and(part),
            None if (0..uses.len()).any(|quarter| one.is_in(quarter)) => return false,
            None => {}
        }
    }
    if uses.len() == 4 {
        return !sum.is_safe(k);
    }
    // Quarters of one category differ by one at most, so four of them by three.
    let is_hidden = hidden.iter().any(|one| one.is_in(uses.len()));
    let choices = if is_hidden { -3..=4 } else { 0..=0 };
    choices.into_iter().any(|next| {
        uses.push(next);
        let few = counts_few(hidden, uses, k);
        uses.pop();
        few
    })
}
