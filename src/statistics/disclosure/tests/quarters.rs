//! Tables of events with all their totals, attacked with all of linear algebra.

use super::super::quarters::{QUARTERS, choose, decide_quarters};
use super::super::{Counted, Happened, Range, Set, totals, tree};
use super::attack::{Attack, Random};

const K: u64 = 5;
/// Two months of the first quarter, one of each other one.
const MONTHS: [usize; 5] = [1, 3, 5, 8, 12];
const YEAR: Range = Range { first: 1, last: 12 };

fn table(random: &mut Random, categories: usize) -> Vec<Happened> {
    (0..categories)
        .map(|_| {
            let most = [3, 6, 10, 40][random.below(4)];
            let mut one = Happened::default();
            for month in MONTHS {
                one.add(month, (random.below(most) * random.below(4).min(1)) as u64);
            }
            one
        })
        .collect()
}

fn is_fine(n: u64) -> bool {
    n == 0 || n >= K
}

/// The ranges whose totals are shown.
fn shown_totals(table: &[Happened]) -> Vec<Range> {
    let whole = table.iter().fold(Happened::default(), |mut all, one| {
        all.join(one);
        all
    });
    let ranges = tree(12);
    let shown: Set = totals(&whole, &ranges, K, |_, _| true);
    shown.iter().map(|at| ranges[at]).collect()
}

fn of_quarters(table: &[Happened]) -> [bool; 4] {
    let shown = shown_totals(table);
    QUARTERS.map(|quarter| shown.contains(&quarter))
}

/// What is shown of each category.
type Cells = Vec<Vec<Range>>;

fn by_quarter(table: &[Happened]) -> Cells {
    let decided = decide_quarters(table, of_quarters(table), K).into_iter();
    let ranges = decided.map(|cells| {
        let quarters = QUARTERS.into_iter().zip(cells.quarters);
        let all = quarters.chain([(YEAR, cells.year)]);
        all.filter(|(_, shown)| *shown)
            .map(|(range, _)| range)
            .collect()
    });
    ranges.collect()
}

/// The least count from 1 to k−1 that follows from these cells and from all totals that are shown.
fn attacked(table: &[Happened], cells: &Cells) -> Option<u64> {
    let atoms: Vec<(usize, usize)> = (0..table.len())
        .flat_map(|one| MONTHS.map(move |month| (one, month)))
        .collect();
    let count = |(one, month): &(usize, usize)| table[*one].count(Range::new(*month, *month));
    let mut attack = Attack::new(atoms.iter().map(count).collect(), K);
    let is_in = |range: &Range, month: usize| range.first <= month && month <= range.last;
    for range in shown_totals(table) {
        let of = atoms.iter().map(|(_, month)| is_in(&range, *month));
        attack.learn(of.collect());
    }
    for (at, ranges) in cells.iter().enumerate() {
        for range in ranges {
            let of = atoms
                .iter()
                .map(|(one, month)| *one == at && is_in(range, *month));
            attack.learn(of.collect());
        }
    }
    attack.least()
}

#[test]
fn nothing_follows_and_no_quarter_hides_what_it_need_not() {
    let mut random = Random(23);
    let (mut years, mut naive_fails) = (0, 0);
    for round in 0..300 {
        let categories = 2 + random.below(4);
        let table = table(&mut random, categories);
        let cells = by_quarter(&table);
        let found = attacked(&table, &cells);
        assert_eq!(found, None, "round {round}: {table:?} with {cells:?}");
        for (quarter, is_shown) in QUARTERS.into_iter().zip(of_quarters(&table)) {
            let of = || table.iter().map(|one| one.count(quarter)).zip(&cells);
            let small: u64 = of().map(|(n, _)| n).filter(|n| *n < K).sum();
            let hidden = of().filter(|(n, cells)| *n >= K && !cells.contains(&quarter));
            let needed = usize::from(!is_fine(small));
            if is_shown {
                assert_eq!(hidden.count(), needed, "{round}: {table:?} with {cells:?}");
            }
        }
        years += cells.iter().filter(|cells| cells.contains(&YEAR)).count();
        // Hiding what is small and nothing else is found out.
        let naive = table.iter().map(|one| {
            let all = QUARTERS.into_iter().chain([YEAR]);
            all.filter(|range| is_fine(one.count(*range))).collect()
        });
        naive_fails += usize::from(attacked(&table, &naive.collect()).is_some());
    }
    assert!(naive_fails > 100, "the attacker bites: {naive_fails}");
    assert!(years > 200, "{years} years are shown");
}

#[test]
fn nothing_follows_from_single_months() {
    let mut random = Random(31);
    let mut shown = 0;
    for round in 0..300 {
        let categories = 2 + random.below(4);
        let table = table(&mut random, categories);
        let totals = shown_totals(&table);
        let mut cells: Cells = vec![Vec::new(); table.len()];
        for month in MONTHS.map(|month| Range::new(month, month)) {
            if totals.contains(&month) {
                for (cell, is_shown) in cells.iter_mut().zip(choose(&table, month, K)) {
                    cell.extend(is_shown.then_some(month));
                }
            }
        }
        let found = attacked(&table, &cells);
        assert_eq!(found, None, "round {round}: {table:?} with {cells:?}");
        shown += cells.iter().flatten().count();
    }
    assert!(shown > 1000, "{shown} months are shown");
}

#[test]
fn what_comes_later_changes_no_quarter() {
    let mut random = Random(29);
    for _ in 0..100 {
        let table = table(&mut random, 4);
        let all = decide_quarters(&table, of_quarters(&table), K);
        let [first, second, ..] = of_quarters(&table);
        let early = decide_quarters(&table, [first, second, false, false], K);
        for (all, early) in all.iter().zip(early) {
            assert_eq!(all.quarters[..2], early.quarters[..2]);
            assert!(!early.year);
        }
    }
}
