//! An attacker who reads every report that can be asked for and knows linear algebra tries to work
//! out a count of a few people. The attack is exact: of all that follows from what is shown, it looks
//! at every count there is.

use std::collections::BTreeMap;

use super::*;

pub(in crate::statistics) mod attack;
use attack::{Attack, Random};
mod quarters;

const K: u64 = 5;

/// Somebody: the months in which they were seen, and what they are in each table.
type Person = (u16, Vec<usize>);

/// A few dozen people in a few months, with two things told about each.
struct Village {
    /// The months of the year in which anybody comes.
    months: Vec<usize>,
    sizes: Vec<usize>,
    people: Vec<Person>,
}

impl Village {
    fn random(random: &mut Random, months: usize, sizes: &[usize]) -> Self {
        // Some villages come every month, some once, so that hardly anybody is seen twice.
        let often = random.below(5);
        let lean = 1 + random.below(6);
        let count = 5 + random.below(120);
        let mut people = Vec::new();
        while people.len() < count {
            let seen = (0..months).filter(|_| random.below(5) < often);
            let mut pattern = seen.fold(0_u16, |bits, month| bits | 1 << month);
            if often == 0 {
                pattern = 1 << random.below(months);
            }
            let kinds = sizes.iter().map(|size| match random.below(lean) {
                0 => random.below(*size),
                _ => 0,
            });
            let kinds = kinds.collect();
            if pattern != 0 {
                people.push((pattern, kinds));
            }
        }
        Self {
            months: (1..=months).collect(),
            sizes: sizes.to_vec(),
            people,
        }
    }

    /// The same village, whose first, second and so on month are these.
    fn moved(mut self, months: &[usize]) -> Self {
        self.months = months.to_vec();
        let moved = |pattern| spread(pattern, months);
        self.people
            .iter_mut()
            .for_each(|(pattern, _)| *pattern = moved(*pattern));
        self
    }

    fn seen(&self, wanted: impl Fn(&Person) -> bool) -> Seen {
        let mut seen = Seen::default();
        for (pattern, _) in self.people.iter().filter(|person| wanted(person)) {
            let months: Vec<usize> = (1..=12).filter(|m| pattern >> (m - 1) & 1 == 1).collect();
            for (at, month) in months.iter().enumerate() {
                seen.add(*month, months.get(at + 1).copied().unwrap_or(13), 1);
            }
        }
        seen
    }

    fn splits(&self, ranges: &[Range]) -> Vec<Split<Seen>> {
        let table = |(table, size): (usize, &usize)| Split {
            categories: (0..*size)
                .map(|kind| self.seen(|(_, kinds)| kinds[table] == kind))
                .collect(),
            allowed: (0..ranges.len()).collect(),
        };
        self.sizes.iter().enumerate().map(table).collect()
    }

    /// The least count of people that follows from what is shown, if it is below k.
    fn attacked(&self, ranges: &[Range], shown: &Shown) -> Option<u64> {
        let mut kinds: Vec<Vec<usize>> = vec![Vec::new()];
        for size in &self.sizes {
            kinds = kinds
                .iter()
                .flat_map(|kinds| (0..*size).map(|kind| [kinds.as_slice(), &[kind]].concat()))
                .collect();
        }
        let patterns: Vec<Person> = (1..1_u16 << self.months.len())
            .map(|pattern| spread(pattern, &self.months))
            .flat_map(|pattern| kinds.iter().map(move |kinds| (pattern, kinds.clone())))
            .collect();
        let mut counts: BTreeMap<&Person, u64> = BTreeMap::new();
        for person in &self.people {
            *counts.entry(person).or_default() += 1;
        }
        let counts = patterns
            .iter()
            .map(|one| counts.get(one).copied().unwrap_or_default());
        let mut attack = Attack::new(counts.collect(), K);
        for (at, range) in ranges.iter().enumerate() {
            let hit = |(pattern, _): &Person| pattern & range.months() != 0;
            if shown.total.contains(at) {
                attack.learn(patterns.iter().map(hit).collect());
            }
            for (table, cells) in shown.cells.iter().enumerate() {
                for (kind, cell) in cells.iter().enumerate() {
                    if cell.contains(at) {
                        let is_it = |one: &Person| hit(one) && one.1[table] == kind;
                        attack.learn(patterns.iter().map(is_it).collect());
                    }
                }
            }
        }
        attack.least()
    }
}

/// The bits of the first, second and so on of some months, as bits of those months.
fn spread(pattern: u16, months: &[usize]) -> u16 {
    let is_in = |at: &usize| pattern >> at & 1 == 1;
    let bits = (0..months.len())
        .filter(is_in)
        .map(|at| 1 << (months[at] - 1));
    bits.fold(0, |all, bit: u16| all | bit)
}

/// Hides what is below k and nothing else.
fn naive<C: Counted>(whole: &C, splits: &[Split<C>], ranges: &[Range]) -> Shown {
    let fine = |one: &C, range: &Range| !(1..K).contains(&one.count(*range));
    let places = |one: &C| {
        let fine = |(_, range): &(usize, &Range)| fine(one, range);
        ranges
            .iter()
            .enumerate()
            .filter(fine)
            .map(|(at, _)| at)
            .collect()
    };
    Shown {
        total: places(whole),
        cells: splits
            .iter()
            .map(|split| split.categories.iter().map(places).collect())
            .collect(),
    }
}

fn attack_villages(
    seed: u64,
    rounds: usize,
    months: usize,
    sizes: &[usize],
) -> (usize, usize, usize) {
    let mut random = Random(seed);
    let (mut broken, mut cells, mut all) = (0, 0, 0);
    for round in 0..rounds {
        let village = Village::random(&mut random, months, sizes);
        let ranges = order(months, 12, 1);
        let whole = village.seen(|_| true);
        let splits = village.splits(&ranges);
        let shown = decide(&whole, &splits, &ranges, K);
        let found = village.attacked(&ranges, &shown);
        assert_eq!(
            found, None,
            "round {round} of {seed}: {:?} with {shown:?}",
            village.people
        );
        broken += usize::from(
            village
                .attacked(&ranges, &naive(&whole, &splits, &ranges))
                .is_some(),
        );
        cells += shown
            .cells
            .iter()
            .flatten()
            .map(|set| set.iter().count())
            .sum::<usize>();
        all += sizes.iter().sum::<usize>() * ranges.len();
    }
    (broken, cells, all)
}

#[test]
fn nobody_is_found_in_any_set_of_reports_and_the_attacker_finds_those_whom_nothing_hides() {
    for (seed, months, sizes) in [
        (1, 2, vec![3]),
        (2, 3, vec![2]),
        (3, 3, vec![3]),
        (4, 3, vec![2, 2]),
        (5, 4, vec![2]),
    ] {
        let (broken, cells, all) = attack_villages(seed, 60, months, &sizes);
        assert!(broken > 10, "the attacker bites: {broken}");
        assert!(cells * 6 > all, "figures are shown: {cells} of {all}");
    }
}

#[test]
fn nobody_is_found_where_tables_are_made_of_some_ranges_only() {
    let mut random = Random(13);
    for round in 0..120 {
        let village = Village::random(&mut random, 4, &[2, 2]);
        let ranges = order(4, 12, 1);
        let mut splits = village.splits(&ranges);
        // As who is new (years so far), and as what is told apart by quarters.
        let of = |wanted: fn(&Range) -> bool| {
            let places = ranges.iter().enumerate().filter(|(_, range)| wanted(range));
            places.map(|(at, _)| at).collect()
        };
        splits[0].allowed = of(|range| range.first == 1);
        splits[1].allowed = of(|range| range.is_quarters());
        let shown = decide(&village.seen(|_| true), &splits, &ranges, K);
        let found = village.attacked(&ranges, &shown);
        assert_eq!(
            found, None,
            "round {round}: {:?} with {shown:?}",
            village.people
        );
    }
}

#[test]
fn nobody_is_found_whatever_the_longest_range_is() {
    let mut random = Random(17);
    for round in 0..150 {
        let months = [[1, 2, 3, 12], [1, 4, 5, 6], [2, 3, 7, 12]][round % 3];
        let village = Village::random(&mut random, 4, &[2]).moved(&months);
        for longest in [1 + round % 6, 12] {
            let ranges = order(12, longest, months[0]);
            let shown = decide(
                &village.seen(|_| true),
                &village.splits(&ranges),
                &ranges,
                K,
            );
            let found = village.attacked(&ranges, &shown);
            let people = &village.people;
            assert_eq!(found, None, "{round}, {longest}: {people:?} with {shown:?}");
        }
    }
}

/// A year of a small service: 97 people a month come once, and thirty in two months. Some have been
/// here before this year, some are men: the first table tells new from others, the second men from
/// women.
fn small_service(seed: u64, ranges: &[Range]) -> (Seen, [Split<Seen>; 2]) {
    let mut random = Random(seed);
    let mut kinds = [Seen::default(); 4];
    for month in 1..=12 {
        for _ in 0..97 {
            let kind = usize::from(random.below(8) == 0) * 2 + usize::from(random.below(4) == 0);
            kinds[kind].add(month, NEVER, 1);
        }
    }
    for _ in 0..30 {
        let first = 1 + random.below(11);
        let next = first + 1 + random.below(12 - first);
        let kind = usize::from(random.below(3) == 0) * 2 + usize::from(random.below(4) == 0);
        kinds[kind].add(first, next, 1);
        kinds[kind].add(next, NEVER, 1);
    }
    let join = |of: &[usize]| {
        let mut all = Seen::default();
        of.iter().for_each(|kind| all.join(&kinds[*kind]));
        all
    };
    let places = |wanted: fn(&Range) -> bool| {
        let wanted = |at: &usize| wanted(&ranges[*at]);
        (0..ranges.len()).filter(wanted).collect()
    };
    let new = Split {
        categories: vec![join(&[0, 1]), join(&[2, 3])],
        allowed: places(|range| range.first == 1),
    };
    let women = Split {
        categories: vec![join(&[0, 2]), join(&[1, 3])],
        allowed: places(|_| true),
    };
    (join(&[0, 1, 2, 3]), [new, women])
}

#[test]
fn a_small_service_is_shown_its_year_where_long_ranges_are_not() {
    let year = Range::new(1, 12);
    let (mut months, mut quarters, mut years_of_all_ranges) = (0, 0, 0);
    for seed in 0..30 {
        let of = |longest| {
            let ranges = order(12, longest, 1);
            let (people, tables) = small_service(seed, &ranges);
            let shown = decide(&people, &tables, &ranges, 11);
            let list = |set: &Set| set.iter().map(|at| ranges[at]).collect::<Vec<Range>>();
            (list(&shown.total), list(&shown.cells[1][0]))
        };
        let (shown, women) = of(4);
        assert!(shown.contains(&year), "the year of {seed}: {shown:?}");
        assert!(women.contains(&year), "women of {seed}: {women:?}");
        months += shown.iter().filter(|one| one.first == one.last).count();
        quarters += shown.iter().filter(|one| one.is_quarters()).count() - 1;
        years_of_all_ranges += usize::from(of(12).0.contains(&year));
    }
    assert!(months > 300, "months of 360: {months}");
    assert!(quarters > 80, "quarters of 120: {quarters}");
    assert!(
        years_of_all_ranges < 15,
        "long ranges take the room: {years_of_all_ranges} of 30 years are left"
    );
}

#[test]
fn a_later_month_changes_no_earlier_decision() {
    let mut random = Random(11);
    for _ in 0..40 {
        let village = Village::random(&mut random, 5, &[3]);
        let all = order(5, 12, 1);
        let whole = village.seen(|_| true);
        let later = decide(&whole, &village.splits(&all), &all, K);
        for months in 1..5 {
            let ranges = order(months, 12, 1);
            let earlier = decide(&whole, &village.splits(&ranges), &ranges, K);
            let upto = |set: &Set| set.iter().filter(|at| *at < ranges.len()).collect::<Set>();
            assert_eq!(upto(&later.total), earlier.total);
            let cells: Vec<Set> = later.cells[0].iter().map(upto).collect();
            assert_eq!(cells, earlier.cells[0]);
        }
    }
}
