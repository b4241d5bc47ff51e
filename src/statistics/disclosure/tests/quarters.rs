//! Tables of whole quarters and the year, attacked with all of linear algebra.

use super::super::quarters::{Cells, QUARTERS, choose, decide_quarters};
use super::super::{Counted, Happened, Range};
use super::attack::{Attack, Random};

const K: u64 = 5;
/// Two months of the first quarter, one of each other one: totals of months are known, too.
const MONTHS: [usize; 5] = [1, 3, 5, 8, 12];

fn quarter_of(month: usize) -> usize {
    (month - 1) / 3
}

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

fn of_month(one: &Happened, month: usize) -> u64 {
    one.count(Range::new(month, month))
}

fn is_fine(n: u64) -> bool {
    n == 0 || n >= K
}

fn totals(table: &[Happened]) -> [bool; 4] {
    QUARTERS.map(|quarter| is_fine(table.iter().map(|one| one.count(quarter)).sum()))
}

/// The least count from 1 to k−1 that follows from the cells, from all totals of quarters that are
/// shown, and from those of the months of the first one if they may be told.
fn attacked(table: &[Happened], cells: &[Cells]) -> Option<u64> {
    let atoms: Vec<(usize, usize)> = (0..table.len())
        .flat_map(|one| MONTHS.map(move |month| (one, month)))
        .collect();
    let counts = atoms
        .iter()
        .map(|(one, month)| of_month(&table[*one], *month));
    let mut attack = Attack::new(counts.collect(), K);
    let mut learn = |is_in: &dyn Fn(usize, usize) -> bool| {
        let of = atoms.iter().map(|(one, month)| is_in(*one, *month));
        attack.learn(of.collect());
    };
    let totals = totals(table);
    let total = |month| table.iter().map(|one| of_month(one, month)).sum();
    if totals[0] && is_fine(total(1)) && is_fine(total(3)) {
        learn(&|_, month| month == 1);
    }
    for quarter in (0..4).filter(|quarter| totals[*quarter]) {
        learn(&|_, month| quarter_of(month) == quarter);
    }
    for (at, cells) in cells.iter().enumerate() {
        for quarter in (0..4).filter(|quarter| cells.quarters[*quarter]) {
            learn(&|one, month| one == at && quarter_of(month) == quarter);
        }
        if cells.year {
            learn(&|one, _| one == at);
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
        let cells = decide_quarters(&table, totals(&table), K);
        let found = attacked(&table, &cells);
        assert_eq!(found, None, "round {round}: {table:?} with {cells:?}");
        for (quarter, range) in QUARTERS.into_iter().enumerate() {
            let of = || table.iter().map(|one| one.count(range)).zip(&cells);
            let small: u64 = of().map(|(n, _)| n).filter(|n| *n < K).sum();
            let hidden = of().filter(|(n, cells)| *n >= K && !cells.quarters[quarter]);
            let needed = usize::from(!is_fine(small));
            if totals(&table)[quarter] {
                assert_eq!(hidden.count(), needed, "{round}: {table:?} with {cells:?}");
            }
        }
        years += cells.iter().filter(|cells| cells.year).count();
        // Hiding what is small and nothing else is found out.
        let naive = |one: &Happened| Cells {
            quarters: QUARTERS.map(|range| is_fine(one.count(range))),
            year: true,
        };
        let naive: Vec<Cells> = table.iter().map(naive).collect();
        naive_fails += usize::from(attacked(&table, &naive).is_some());
    }
    assert!(naive_fails > 100, "the attacker bites: {naive_fails}");
    assert!(years > 300, "{years} years are shown");
}

#[test]
fn what_comes_later_changes_no_quarter() {
    let mut random = Random(29);
    for _ in 0..100 {
        let table = table(&mut random, 4);
        let all = decide_quarters(&table, totals(&table), K);
        let [first, second, ..] = totals(&table);
        let early = decide_quarters(&table, [first, second, false, false], K);
        for (all, early) in all.iter().zip(early) {
            assert_eq!(all.quarters[..2], early.quarters[..2]);
            assert!(!early.year);
        }
    }
}
