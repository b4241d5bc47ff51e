//! People, counted once each over a range, so ranges do not add up. A person is the months in which
//! they were seen. What can be worked out of one category and counts people is always of one kind:
//! there is a moment between two months such that only two things about a person matter, the last
//! month before it in which they were seen and the first one after it. (A count of people is a weight
//! on each step from one visit to the next with at most one step of weight one on every way through
//! the year; steps of which no two lie on one way all lead across one moment.) At such a moment a
//! range says: not "last before `first` and next after `last`". So one looks at each moment, at the
//! grid of last and next months, for a choice of its cells that the shown ranges can make.

use std::collections::BTreeMap;

use super::range::bit;
use super::{Counted, Overlapping, Part, Piece, Range, Set, Who};

/// Never again, as a month.
pub const NEVER: usize = 13;
/// Steps of one search. What needs more is treated as if it could be worked out.
const STEPS: u32 = 4_000;
/// Steps of one search where a few people are nowhere: what needs more is safe all the same.
const QUICK_STEPS: u32 = 400;

/// How many people were seen in one month and next in another, [`NEVER`] included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen([[u64; 14]; 14]);

impl Seen {
    /// People seen in a month and next in another one of the year, or [`NEVER`] again.
    pub fn add(&mut self, month: usize, next: usize, n: u64) {
        if let Some(cell) = self.0.get_mut(month).and_then(|row| row.get_mut(next)) {
            *cell += n;
        }
    }

    fn step(&self, month: usize, next: usize) -> u64 {
        self.0
            .get(month)
            .and_then(|row| row.get(next))
            .copied()
            .unwrap_or_default()
    }

    /// At least so many people in these months, as bits: those of the months on end with most.
    pub fn at_least(&self, months: u16) -> u64 {
        let is_in = |month: usize| months & bit(month) != 0;
        let firsts = (1..=12).filter(|month| is_in(*month) && !is_in(month - 1));
        let runs = firsts.map(|first| {
            let last = (first..=12).take_while(|month| is_in(*month)).last();
            self.count(Range::new(first, last.unwrap_or(first)))
        });
        runs.max().unwrap_or_default()
    }

    /// People by the last month before a moment and the first month after it, as known at the end of
    /// `horizon`; 0 is "never before" and [`NEVER`] "not by then".
    fn across(&self, month: usize, next: usize, horizon: usize) -> u64 {
        match (month, next) {
            (0, NEVER) => 0,
            (0, next) => {
                let seen: u64 = (next + 1..=NEVER).map(|later| self.step(next, later)).sum();
                let before: u64 = (1..next).map(|month| self.step(month, next)).sum();
                seen.saturating_sub(before)
            }
            (month, NEVER) => (horizon + 1..=NEVER)
                .map(|next| self.step(month, next))
                .sum(),
            (month, next) => self.step(month, next),
        }
    }

    /// The months in which there is anybody, up to a month.
    fn full(&self, horizon: usize) -> Vec<usize> {
        (1..=horizon)
            .filter(|month| self.months() & bit(*month) != 0)
            .collect()
    }
}

impl Counted for Seen {
    fn months(&self) -> u16 {
        let seen = |month: &usize| (0..=NEVER).any(|next| self.step(*month, next) > 0);
        (1..=12)
            .filter(seen)
            .fold(0, |bits, month| bits | bit(month))
    }

    fn count(&self, range: Range) -> u64 {
        (range.first..=range.last)
            .map(|month| {
                (range.last + 1..=NEVER)
                    .map(|next| self.step(month, next))
                    .sum::<u64>()
            })
            .sum()
    }

    fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
    }

    fn breaks(&self, ranges: &[Range], shown: Set, new: usize, k: u64) -> bool {
        let Some(board) = Board::of(self, ranges, shown, new) else {
            return false;
        };
        if board.newest().is_none_or(|new| new.places.len() > 1) {
            return false;
        }
        let mut broken = false;
        let searched = board.search(k, |count, _| {
            broken |= count > 0;
            broken
        });
        broken || !searched
    }
}

impl Overlapping for Seen {
    fn few(&self, ranges: &[Range], known: Set, new: usize, k: u64) -> Option<Vec<(usize, u64)>> {
        let horizon = horizon(ranges, known, new)?;
        if self.count(Range::new(1, horizon)) < k {
            return None;
        }
        let Some(board) = Board::of(self, ranges, known, new) else {
            return Some(vec![(new, 0)]);
        };
        let mut few: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
        let searched = board.search(k, |count, touched| {
            for at in touched {
                let (least, above) = few.entry(*at).or_insert((k, k));
                *least = (*least).min(count);
                if count > 0 {
                    *above = (*above).min(count);
                }
            }
            false
        });
        let few = few
            .into_iter()
            .flat_map(|(at, (least, above))| [(at, least), (at, above)]);
        // Two ranges with the same people of this category: their difference counts nobody.
        let alike = board
            .newest()
            .map(|new| new.places.clone())
            .filter(|places| places.len() > 1);
        let nobody = alike.into_iter().flatten().map(|at| (at, 0));
        searched.then(|| few.chain(nobody).collect())
    }
}

impl Part for Seen {
    /// Ranges of a tree lie within each other, so people are counted by a range, one without one
    /// within it, and that with one within the latter again; and, where two ranges hold all months of
    /// a third one with anybody in them, by both of them.
    fn pieces(&self, ranges: &[Range], known: Set, new: usize) -> Vec<Piece> {
        let Some(whole) = ranges.get(new) else {
            return Vec::new();
        };
        let within: Vec<Range> = known
            .iter()
            .filter_map(|at| ranges.get(at).copied())
            .filter(|inner| whole.is_beyond(*inner))
            .collect();
        let full = self.months();
        let piece = |months: u16, count: u64| Piece {
            who: Who::In(months & full),
            count,
        };
        let all = self.count(*whole);
        let mut pieces = vec![piece(whole.months(), all)];
        for without in &within {
            let months = whole.months() & !without.months();
            let left = all.saturating_sub(self.count(*without));
            pieces.push(piece(months, left));
            for again in within.iter().filter(|inner| without.is_beyond(**inner)) {
                pieces.push(piece(months | again.months(), left + self.count(*again)));
            }
            for other in within.iter().filter(|other| other.first > without.last) {
                let both = (without.months() & full, other.months() & full);
                if whole.months() & full & !(both.0 | both.1) == 0 {
                    let twice = self.count(*without) + self.count(*other);
                    pieces.push(Piece {
                        who: Who::InBoth(both.0, both.1),
                        count: twice.saturating_sub(all),
                    });
                }
            }
        }
        pieces
    }
}

/// The last month that is looked at.
fn horizon(ranges: &[Range], known: Set, new: usize) -> Option<usize> {
    let last = |at: usize| ranges.get(at).map(|range| range.last);
    known.iter().filter_map(last).chain(last(new)).max()
}

/// A range in months that have anybody in them: `before` of them lie before it, `upto` up to its end.
#[derive(Debug, Clone)]
struct Point {
    before: usize,
    upto: usize,
    places: Vec<usize>,
    is_new: bool,
}

/// What is known of one category, without its empty months.
struct Board<'a> {
    people: &'a Seen,
    horizon: usize,
    full: Vec<usize>,
    points: Vec<Point>,
}

impl<'a> Board<'a> {
    /// `None`: nobody of this category is in the new range.
    fn of(people: &'a Seen, ranges: &[Range], known: Set, new: usize) -> Option<Self> {
        let horizon = horizon(ranges, known, new)?;
        let full = people.full(horizon);
        let rank = |month: usize| full.iter().filter(|full| **full <= month).count();
        let mut points: Vec<Point> = Vec::new();
        for at in known.iter().chain([new]) {
            let range = ranges.get(at)?;
            let (before, upto) = (rank(range.first.saturating_sub(1)), rank(range.last));
            let is_new = at == new;
            if before == upto {
                if is_new {
                    return None;
                }
                continue;
            }
            let same = |point: &&mut Point| (point.before, point.upto) == (before, upto);
            match points.iter_mut().find(same) {
                Some(point) => {
                    point.places.push(at);
                    point.is_new |= is_new;
                }
                None => points.push(Point {
                    before,
                    upto,
                    places: vec![at],
                    is_new,
                }),
            }
        }
        Some(Self {
            people,
            horizon,
            full,
            points,
        })
    }

    fn newest(&self) -> Option<&Point> {
        self.points.iter().find(|point| point.is_new)
    }

    /// Calls back with each count of people below k that needs the new range, and the ranges it
    /// needs, until it is told to stop. False: given up.
    fn search(&self, k: u64, mut found: impl FnMut(u64, &[usize]) -> bool) -> bool {
        let Some(new) = self.newest() else {
            return true;
        };
        for moment in new.before..=new.upto {
            let grid = Grid::at(self, moment);
            let is_few = |cell: &Cell| (1..k).contains(&cell.people);
            let has_few = grid.cells.iter().any(is_few);
            let mut hunt = Hunt {
                grid: &grid,
                board: self,
                k,
                taken: vec![0; grid.cells.len()],
                steps: if has_few { STEPS } else { QUICK_STEPS },
                stopped: false,
            };
            if !hunt.go(0, 0, &mut found) {
                if has_few {
                    return false;
                }
                // Sums of cells of which each is empty or large: a few people are in none of them. With
                // no end to the search, all ranges are taken to be needed for a count of nobody.
                let points = grid.cells.iter().filter_map(|cell| cell.point);
                let points = points.filter_map(|point| self.points.get(point));
                let places: Vec<usize> = points.flat_map(|point| point.places.clone()).collect();
                found(0, &places);
                continue;
            }
            if hunt.stopped {
                return true;
            }
        }
        true
    }
}

/// The grid at one moment: rows by the last month before it, columns by the first one after it, as
/// fine as the ranges can tell them apart. Rows are ordered from late to early, columns from early to
/// late, so the last cell holds those who were never seen.
struct Grid {
    columns: usize,
    cells: Vec<Cell>,
}

#[derive(Debug, Clone, Default)]
struct Cell {
    people: u64,
    /// Whether a range ends here: such cells are chosen, all others follow from their neighbours.
    is_free: bool,
    point: Option<usize>,
}

impl Grid {
    fn at(board: &Board<'_>, moment: usize) -> Self {
        let here = |point: &Point| point.before <= moment && moment <= point.upto;
        let crossing: Vec<(usize, &Point)> = board
            .points
            .iter()
            .enumerate()
            .filter(|(_, point)| here(point))
            .collect();
        let mut rows: Vec<usize> = crossing.iter().map(|(_, point)| point.before).collect();
        rows.push(moment);
        rows.sort_unstable_by(|a, b| b.cmp(a));
        rows.dedup();
        let mut columns: Vec<usize> = crossing.iter().map(|(_, point)| point.upto).collect();
        columns.push(moment);
        columns.sort_unstable();
        columns.dedup();
        let mut cells = Vec::with_capacity(rows.len() * columns.len());
        for (row, until) in rows.iter().enumerate() {
            let from = rows.get(row + 1).map_or(0, |earlier| earlier + 1);
            for (column, after) in columns.iter().enumerate() {
                let to = columns.get(column + 1).copied();
                let point = crossing
                    .iter()
                    .find(|(_, point)| point.before == *until && point.upto == *after)
                    .map(|(at, _)| *at);
                cells.push(Cell {
                    people: board.between((from, *until), (*after, to)),
                    is_free: point.is_some() || (row == 0 && column == 0),
                    point,
                });
            }
        }
        Self {
            columns: columns.len(),
            cells,
        }
    }
}

impl Board<'_> {
    /// People whose last month is one of `last` (numbers of full months, 0: none) and whose next is
    /// behind `next.0`, up to `next.1` or never.
    fn between(&self, last: (usize, usize), next: (usize, Option<usize>)) -> u64 {
        let month = |rank: usize| match rank {
            0 => 0,
            rank => self.full.get(rank - 1).copied().unwrap_or_default(),
        };
        let to = next.1.unwrap_or(self.full.len());
        let mut people = 0;
        for row in last.0..=last.1 {
            for column in next.0 + 1..=to {
                people += self.people.across(month(row), month(column), self.horizon);
            }
            if next.1.is_none() {
                people += self.people.across(month(row), NEVER, self.horizon);
            }
        }
        people
    }
}

/// One search through a grid, cell by cell.
struct Hunt<'a> {
    grid: &'a Grid,
    board: &'a Board<'a>,
    k: u64,
    taken: Vec<i8>,
    /// How many are left.
    steps: u32,
    stopped: bool,
}

impl Hunt<'_> {
    /// Chooses the cells from `at` on; `people` are in those chosen before. False: given up.
    fn go(
        &mut self,
        at: usize,
        people: u64,
        found: &mut impl FnMut(u64, &[usize]) -> bool,
    ) -> bool {
        let Some(left) = self.steps.checked_sub(1) else {
            return false;
        };
        self.steps = left;
        let Some(cell) = self.grid.cells.get(at) else {
            self.tell(people, found);
            return true;
        };
        let (is_free, here) = (cell.is_free, cell.people);
        let is_last = at + 1 == self.grid.cells.len();
        let follows = self.follows(at);
        let choices: &[i8] = if is_free {
            &[0, 1]
        } else {
            std::slice::from_ref(&follows)
        };
        for choice in choices {
            let together = if *choice == 1 { people + here } else { people };
            let possible =
                matches!(choice, 0 | 1) && together < self.k && !(is_last && *choice == 1);
            if !possible {
                continue;
            }
            if let Some(taken) = self.taken.get_mut(at) {
                *taken = *choice;
            }
            if !self.go(at + 1, together, found) {
                return false;
            }
            if self.stopped {
                return true;
            }
        }
        true
    }

    /// What a cell has to be where no range ends: what its neighbours say.
    fn follows(&self, at: usize) -> i8 {
        let columns = self.grid.columns;
        let (row, column) = (at / columns, at % columns);
        let value = |row: Option<usize>, column: Option<usize>| match (row, column) {
            (Some(row), Some(column)) => self
                .taken
                .get(row * columns + column)
                .copied()
                .unwrap_or_default(),
            _ => 0,
        };
        let (above, left) = (row.checked_sub(1), column.checked_sub(1));
        value(above, Some(column)) + value(Some(row), left) - value(above, left)
    }

    fn tell(&mut self, people: u64, found: &mut impl FnMut(u64, &[usize]) -> bool) {
        let mut touched: Vec<usize> = Vec::new();
        let mut needs_new = false;
        for (at, cell) in self.grid.cells.iter().enumerate() {
            let Some(point) = cell.point.and_then(|point| self.board.points.get(point)) else {
                continue;
            };
            let taken = self.taken.get(at).copied().unwrap_or_default();
            if taken != self.follows(at) {
                needs_new |= point.is_new;
                touched.extend(&point.places);
            }
        }
        if needs_new {
            self.stopped = found(people, &touched);
        }
    }
}
