//! Tables of whole quarters and the year, attacked with all of linear algebra.

use super::super::quarters::{Cells, Quarters, Weight, decide};
use super::attack::{Attack, Random};

const K: u64 = 5;
/// Two months of the first quarter, one of each other one: totals of months are known, too.
const QUARTER_OF: [usize; 5] = [0, 0, 1, 2, 3];

/// A table's events by category and month.
fn table(random: &mut Random, categories: usize) -> Vec<[u64; 5]> {
    (0..categories)
        .map(|_| {
            let most = [3, 6, 10, 40][random.below(4)];
            QUARTER_OF.map(|_| (random.below(most) * random.below(4).min(1)) as u64)
        })
        .collect()
}

fn quarters(one: &[u64; 5]) -> Quarters {
    let mut quarters = Quarters::default();
    for (quarter, n) in QUARTER_OF.iter().zip(one) {
        quarters[*quarter] = Weight::of_events(quarters[*quarter].events + n);
    }
    quarters
}

/// The least count from 1 to k−1 that follows from the cells, from all totals of quarters, and from
/// those of the months of the first one if they may be told.
fn attacked(table: &[[u64; 5]], totals: [bool; 4], cells: &[Cells]) -> Option<u64> {
    let atoms: Vec<(usize, usize)> = (0..table.len())
        .flat_map(|one| (0..5).map(move |month| (one, month)))
        .collect();
    let mut attack = Attack::new(
        atoms
            .iter()
            .map(|(one, month)| table[*one][*month])
            .collect(),
        K,
    );
    let mut learn = |is_in: &dyn Fn(usize, usize) -> bool| {
        attack.learn(
            atoms
                .iter()
                .map(|(one, month)| is_in(*one, *month))
                .collect(),
        );
    };
    let total = |month: usize| table.iter().map(|one| one[month]).sum::<u64>();
    let is_fine = |n: u64| n == 0 || n >= K;
    if totals[0] && is_fine(total(0)) && is_fine(total(1)) {
        learn(&|_, month| month == 0);
    }
    for quarter in (0..4).filter(|quarter| totals[*quarter]) {
        learn(&|_, month| QUARTER_OF[month] == quarter);
    }
    for (at, cells) in cells.iter().enumerate() {
        for quarter in (0..4).filter(|quarter| cells.quarters[*quarter]) {
            learn(&|one, month| one == at && QUARTER_OF[month] == quarter);
        }
        if cells.year {
            learn(&|one, _| one == at);
        }
    }
    attack.least()
}

fn totals(table: &[[u64; 5]]) -> [bool; 4] {
    let of = |quarter: usize| {
        let all = table.iter().map(|one| quarters(one)[quarter].events);
        Weight::of_events(all.sum())
    };
    [0, 1, 2, 3].map(|quarter| of(quarter).events == 0 || of(quarter).events >= K)
}

#[test]
fn nothing_follows_and_no_quarter_hides_what_it_need_not() {
    let mut random = Random(23);
    let (mut years, mut naive_fails) = (0, 0);
    for round in 0..300 {
        let categories = 2 + random.below(4);
        let table = table(&mut random, categories);
        let rows: Vec<Quarters> = table.iter().map(quarters).collect();
        let cells = decide(&rows, totals(&table), K);
        let found = attacked(&table, totals(&table), &cells);
        assert_eq!(found, None, "round {round}: {table:?} with {cells:?}");
        for quarter in (0..4).filter(|quarter| totals(&table)[*quarter]) {
            let of = || rows.iter().map(|row| row[quarter].events).zip(&cells);
            let small: u64 = of().map(|(n, _)| n).filter(|n| *n < K).sum();
            let hidden = of().filter(|(n, cells)| *n >= K && !cells.quarters[quarter]);
            let needed = usize::from((1..K).contains(&small));
            assert_eq!(hidden.count(), needed, "round {round}: {table:?} with {cells:?}");
        }
        years += cells.iter().filter(|cells| cells.year).count();
        // Hiding what is small and nothing else is found out.
        let naive: Vec<Cells> = rows
            .iter()
            .map(|row| Cells {
                quarters: row.map(|one| one.events == 0 || one.events >= K),
                year: true,
            })
            .collect();
        naive_fails += usize::from(attacked(&table, totals(&table), &naive).is_some());
    }
    assert!(naive_fails > 100, "the attacker bites: {naive_fails}");
    assert!(years > 300, "{years} years are shown");
}

#[test]
fn what_came_later_changes_no_quarter() {
    let mut random = Random(29);
    for _ in 0..100 {
        let table = table(&mut random, 4);
        let rows: Vec<Quarters> = table.iter().map(quarters).collect();
        let all = decide(&rows, totals(&table), K);
        let mut early = totals(&table);
        (early[2], early[3]) = (false, false);
        for (all, early) in all.iter().zip(decide(&rows, early, K)) {
            assert_eq!(all.quarters[..2], early.quarters[..2]);
            assert!(!early.year);
        }
    }
}

#[test]
fn many_events_of_few_people_are_as_few() {
    let few = Weight {
        events: 12,
        people: 1,
    };
    let many = Weight {
        events: 40,
        people: 20,
    };
    let quiet = Quarters::default();
    let of = |one: Weight| [one, quiet[1], quiet[2], quiet[3]];
    let cells = decide(&[of(few), of(many), of(many)], [true; 4], 11);
    assert!(!cells[0].quarters[0] && !cells[0].year, "{cells:?}");
    assert_eq!(
        cells.iter().filter(|one| one.quarters[0]).count(),
        1,
        "one more is hidden with it"
    );
}
