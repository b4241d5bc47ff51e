//! Whole reports are attacked: what follows from several facts of one report, and of all reports that
//! can be asked for, together.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::make;
use crate::content::Content;
use crate::model::figures::{Count, Crowd, Cut, Figures, Imported, Month, People};
use crate::statistics::disclosure::Range;
use crate::statistics::disclosure::tests::attack::{Attack, Random};
use crate::statistics::period::Period;
use crate::statistics::report::{Figure, Report, Rules, Topic};

const K: u64 = 5;
const YEAR: i16 = 2022;

fn rules(k: u32) -> Rules {
    let shipped = Rules::of(&Content::embedded().unwrap());
    Rules {
        k,
        longest_range_months: 12,
        ..shipped
    }
}

fn month(year: i16, number: usize) -> Month {
    Month::of(year, i8::try_from(number).unwrap())
}

fn report(years: &[Figures], rules: &Rules, year: i16, range: Range) -> Report {
    let period = Period::new(month(year, range.first), month(year, range.last)).unwrap();
    let years = years.iter().map(|one| (one.clone(), rules.clone()));
    let years: Vec<_> = years.collect();
    make(period, &years, rules, date(2030, 1, 1)).unwrap()
}

fn figure(report: &Report, topic: Topic, row: &str) -> Figure {
    let table = report.table(topic).unwrap();
    let found = table.rows.iter().find(|one| one.category == row);
    found.unwrap_or_else(|| panic!("no {row}")).figure
}

fn summary(report: &Report, indicator: &str) -> Figure {
    figure(report, Topic::Summary, indicator)
}

/// The figures of a year of a bot that counts since a month, without anything in them.
fn nothing(year: i16, since: Month) -> Figures {
    Figures {
        year,
        since: Some(since),
        closed: Some(month(year, 12)),
        ..Figures::default()
    }
}

/// Adds people who were seen in these months.
fn seen(figures: &mut Figures, crowd: Crowd, (cut, row): (Cut, &str), months: &[usize], n: u64) {
    for (at, here) in months.iter().enumerate() {
        figures.people.push(People {
            crowd,
            month: month(figures.year, *here),
            next: months.get(at + 1).map(|next| month(figures.year, *next)),
            cut,
            category: row.to_owned(),
            n,
        });
    }
}

const ALL: (Cut, &str) = (Cut::Detail, "");

fn happened(figures: &mut Figures, fact: &str, (cut, row): (Cut, &str), at: usize, n: u64) {
    figures.counts.push(Count {
        month: month(figures.year, at),
        fact: fact.to_owned(),
        cut,
        category: row.to_owned(),
        n,
    });
}

/// One thing that can be counted, with its kind: somebody, or a conversation besides the first one
/// somebody had in a month.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Months of visits, of conversations, of those of them that had an answer, and of the leaflet.
    Somebody(Vec<usize>, Vec<usize>, Vec<usize>, Option<usize>),
    /// In which month, and whether it had an answer.
    Again(usize, bool),
}

impl Kind {
    /// How often it is counted by a fact in a range.
    fn weight(&self, fact: &str, range: Range) -> u64 {
        let inside = |month: &&usize| (range.first..=range.last).contains(*month);
        let in_all = |months: &[usize]| months.iter().filter(inside).count() as u64;
        match (self, fact) {
            (Self::Somebody(visits, ..), "visitors") => in_all(visits).min(1),
            (Self::Somebody(_, talks, ..), "persons_consulted") => in_all(talks).min(1),
            (Self::Somebody(_, talks, ..), "conversations") => in_all(talks),
            (Self::Somebody(_, _, answers, _), "first_answer_minutes") => in_all(answers),
            (Self::Somebody(.., leaflet), "leaflet_sent") => {
                leaflet.iter().filter(inside).count() as u64
            }
            (Self::Again(month, _), "conversations") => u64::from(inside(&month)),
            (Self::Again(month, true), "first_answer_minutes") => u64::from(inside(&month)),
            _ => 0,
        }
    }
}

const FACTS: [&str; 5] = [
    "visitors",
    "persons_consulted",
    "conversations",
    "first_answer_minutes",
    "leaflet_sent",
];

fn subsets(of: &[usize]) -> Vec<Vec<usize>> {
    (0..1_usize << of.len())
        .map(|bits| {
            let chosen = of.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
            chosen.map(|(_, month)| *month).collect()
        })
        .collect()
}

/// All kinds there can be in these months.
fn kinds(months: &[usize]) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for visits in subsets(months)
        .into_iter()
        .filter(|visits| !visits.is_empty())
    {
        for talks in subsets(&visits) {
            for leaflet in std::iter::once(None).chain(visits.iter().copied().map(Some)) {
                for answers in subsets(&talks) {
                    let (visits, talks) = (visits.clone(), talks.clone());
                    kinds.push(Kind::Somebody(visits, talks, answers, leaflet));
                }
            }
        }
    }
    let again = months
        .iter()
        .flat_map(|month| [true, false].map(|had| Kind::Again(*month, had)));
    kinds.extend(again);
    kinds
}

/// How many there are of each kind: mostly one sort of people, some of all others, or nearly none.
fn village(random: &mut Random, months: &[usize], kinds: &[Kind]) -> Vec<u64> {
    let mut counts = vec![0; kinds.len()];
    let (usual, rare) = (1 + random.below(6), random.below(12));
    for _ in 0..usual {
        let often = random.below(kinds.len());
        counts[often] += 1 + random.below(40) as u64;
    }
    for month in months {
        let visit = Kind::Somebody(vec![*month], Vec::new(), Vec::new(), Some(*month));
        let at = kinds.iter().position(|kind| *kind == visit).unwrap();
        counts[at] += random.below(30) as u64;
        let talk = Kind::Somebody(vec![*month], vec![*month], vec![*month], Some(*month));
        let at = kinds.iter().position(|kind| *kind == talk).unwrap();
        counts[at] += random.below(30) as u64;
    }
    for _ in 0..rare {
        counts[random.below(kinds.len())] += 1 + random.below(4) as u64;
    }
    counts
}

fn figures_of(kinds: &[Kind], counts: &[u64]) -> Figures {
    let mut figures = nothing(YEAR, month(YEAR, 1));
    let mut events: BTreeMap<(&str, usize), u64> = BTreeMap::new();
    for (kind, n) in kinds.iter().zip(counts) {
        if let Kind::Somebody(visits, talks, ..) = kind {
            seen(&mut figures, Crowd::Visitors, ALL, visits, *n);
            seen(&mut figures, Crowd::Consulted, ALL, talks, *n);
        }
        for fact in ["conversations", "first_answer_minutes", "leaflet_sent"] {
            for at in 1..=12 {
                let times = kind.weight(fact, Range::new(at, at));
                *events.entry((fact, at)).or_default() += times * n;
            }
        }
    }
    for ((fact, at), n) in events.into_iter().filter(|(_, n)| *n > 0) {
        happened(&mut figures, fact, ALL, at, n);
    }
    figures
}

/// All that can be asked for about these months.
fn ranges(months: &[usize]) -> Vec<Range> {
    let (first, last) = (months[0], months[months.len() - 1]);
    let own = (first..=last).flat_map(|from| (from..=last).map(move |to| Range::new(from, to)));
    let quarters = [1, 4, 7, 10].map(|from| Range::new(from, from + 2));
    own.chain(quarters).chain([Range::new(1, 12)]).collect()
}

/// The least count from 1 to k−1 that follows from figures, if there is one.
fn attacked(
    kinds: &[Kind],
    counts: &[u64],
    ranges: &[Range],
    shown: impl Fn(&str, Range) -> Option<u64>,
) -> (Option<u64>, usize) {
    let mut attack = Attack::new(counts.to_vec(), K);
    let mut learnt = 0;
    for range in ranges {
        for fact in FACTS {
            let weights: Vec<u64> = kinds.iter().map(|kind| kind.weight(fact, *range)).collect();
            let truth: u64 = weights
                .iter()
                .zip(counts)
                .map(|(weight, n)| weight * n)
                .sum();
            if let Some(n) = shown(fact, *range) {
                assert_eq!(n, truth, "{fact} of {range:?}");
                attack.learn_weights(weights);
                learnt += 1;
            }
        }
    }
    (attack.least(), learnt)
}

fn told(report: &Report, fact: &str) -> Option<u64> {
    let figure = match fact {
        "first_answer_minutes" => report.waiting.base,
        fact => summary(report, fact),
    };
    match figure {
        Figure::Exact(n) => Some(n),
        Figure::Hidden | Figure::Unknown => None,
    }
}

#[test]
fn nobody_is_found_by_several_facts_of_all_reports_together() {
    let mut random = Random(5);
    let rules = rules(u32::try_from(K).unwrap());
    let (mut broken, mut shown, mut all) = (0, 0, 0);
    for round in 0..40 {
        let months = [&[1, 2][..], &[2, 3], &[3, 4], &[1, 3], &[3, 7]][round % 5];
        let kinds = kinds(months);
        let counts = village(&mut random, months, &kinds);
        let figures = figures_of(&kinds, &counts);
        let ranges = ranges(months);
        let reports = ranges.iter().map(|range| {
            let made = report(std::slice::from_ref(&figures), &rules, YEAR, *range);
            (*range, made)
        });
        let reports: Vec<(Range, Report)> = reports.collect();
        let of = |range| &reports.iter().find(|(of, _)| *of == range).unwrap().1;
        let (found, learnt) = attacked(&kinds, &counts, &ranges, |fact, range| {
            told(of(range), fact)
        });
        let village: Vec<_> = kinds.iter().zip(&counts).filter(|(_, n)| **n > 0).collect();
        assert_eq!(found, None, "round {round}: {village:?}");
        let naive = |fact: &str, range: Range| {
            let counted = kinds.iter().zip(&counts);
            let n: u64 = counted.map(|(kind, n)| kind.weight(fact, range) * n).sum();
            Some(n).filter(|n| !(1..K).contains(n))
        };
        shown += learnt;
        all += ranges.len() * FACTS.len();
        if round < 10 {
            let (found, _) = attacked(&kinds, &counts, &ranges, naive);
            broken += usize::from(found.is_some());
        }
    }
    assert!(broken > 5, "the attacker bites: {broken} of 10");
    assert!(shown * 2 > all, "figures are shown: {shown} of {all}");
}

#[test]
fn who_came_in_two_months_without_asking_is_not_found() {
    let mut figures = nothing(YEAR, month(YEAR, 1));
    for (crowd, june, july, both) in [
        (Crowd::Visitors, 40, 40, 20),
        (Crowd::Consulted, 30, 29, 18),
    ] {
        seen(&mut figures, crowd, ALL, &[6], june);
        seen(&mut figures, crowd, ALL, &[7], july);
        seen(&mut figures, crowd, ALL, &[6, 7], both);
    }
    happened(&mut figures, "conversations", ALL, 6, 90);
    happened(&mut figures, "conversations", ALL, 7, 90);
    let of = |first, last| {
        let made = report(
            std::slice::from_ref(&figures),
            &rules(11),
            YEAR,
            Range::new(first, last),
        );
        (
            summary(&made, "visitors"),
            summary(&made, "persons_consulted"),
        )
    };
    assert_eq!(of(6, 6), (Figure::Exact(60), Figure::Exact(48)));
    assert_eq!(of(7, 7), (Figure::Exact(60), Figure::Exact(47)));
    // 100 without 77 are 23, and yet: of the 20 who came in both months, two asked in one at most.
    assert_eq!(of(6, 7), (Figure::Exact(100), Figure::Hidden));
}

#[test]
fn what_was_imported_leaves_nobody_over_either() {
    let imported = |visitors, consulted, conversations| {
        let of = |indicator: &str, n| Imported {
            month: month(YEAR, 3),
            indicator: indicator.to_owned(),
            cut: Cut::Detail,
            category: String::new(),
            n,
        };
        let figures = Figures {
            imported: vec![
                of("visitors", visitors),
                of("persons_consulted", consulted),
                of("conversations", conversations),
            ],
            ..nothing(YEAR, month(YEAR, 5))
        };
        let made = report(&[figures], &rules(11), YEAR, Range::new(3, 3));
        assert_eq!(summary(&made, "visitors"), Figure::Exact(visitors));
        summary(&made, "persons_consulted")
    };
    assert_eq!(imported(40, 38, 60), Figure::Hidden, "two did not ask");
    assert_eq!(imported(60, 38, 40), Figure::Hidden, "somebody asked again");
    assert_eq!(imported(60, 38, 60), Figure::Exact(38));
}

#[test]
fn few_without_an_answer_are_not_worked_out_and_lengths_of_time_stay() {
    let waiting = |answered| {
        let mut figures = nothing(YEAR, month(YEAR, 1));
        happened(&mut figures, "conversations", (Cut::Detail, "yes"), 6, 60);
        happened(&mut figures, "unanswered", ALL, 6, 60 - answered);
        happened(
            &mut figures,
            "first_answer_minutes",
            (Cut::Detail, "30"),
            6,
            answered,
        );
        report(&[figures], &rules(11), YEAR, Range::new(6, 6)).waiting
    };
    assert_eq!(
        (waiting(57).base, waiting(57).median),
        (Figure::Hidden, Some(30))
    );
    assert_eq!(
        (waiting(49).base, waiting(49).median),
        (Figure::Exact(49), Some(30))
    );
    assert_eq!(
        (waiting(60).base, waiting(60).median),
        (Figure::Exact(60), Some(30))
    );
}

/// Conversations by country of 90 in Poland and 24 in Hungary, which these people had.
fn by_country(since: Month, in_poland: u64, in_hungary: u64) -> (Figure, Figure) {
    let mut figures = nothing(YEAR, since);
    for (row, talks, people) in [("PL", 90, in_poland), ("HU", 24, in_hungary)] {
        happened(&mut figures, "conversations", ALL, 5, talks);
        happened(&mut figures, "conversations", (Cut::Country, row), 5, talks);
        seen(
            &mut figures,
            Crowd::Consulted,
            (Cut::Country, row),
            &[5],
            people,
        );
    }
    let made = report(&[figures], &rules(11), YEAR, Range::new(4, 6));
    let of = |row| figure(&made, Topic::Conversations(Cut::Country), row);
    (of("PL"), of("HU"))
}

#[test]
fn many_conversations_of_one_person_count_one_person() {
    let since = month(YEAR, 1);
    let hidden = (Figure::Hidden, Figure::Hidden);
    assert_eq!(
        by_country(since, 40, 1),
        hidden,
        "nor is Poland shown, which would tell the rest"
    );
    assert_eq!(
        by_country(since, 40, 0),
        hidden,
        "it is not known who they were"
    );
    assert_eq!(
        by_country(since, 40, 11),
        (Figure::Exact(90), Figure::Exact(24))
    );
    // Of a year before this was counted nothing is known.
    assert_eq!(by_country(month(YEAR - 1, 1), 0, 0), hidden);
}

#[test]
fn who_did_not_come_back_in_the_second_year_is_not_worked_out() {
    let returning = |of_last_year: u64, second: i16| {
        let since = month(second - 1, 12);
        let mut first = nothing(second - 1, since);
        seen(&mut first, Crowd::Visitors, ALL, &[12], of_last_year);
        let january = |year| {
            let mut figures = nothing(year, since);
            for (row, n) in [("new", 48), ("", 12)] {
                seen(&mut figures, Crowd::Visitors, ALL, &[1], n);
                seen(&mut figures, Crowd::Visitors, (Cut::Return, row), &[1], n);
            }
            figures
        };
        let years = [first, january(second), january(second + 1)];
        let of = |year| {
            let made = report(&years, &rules(11), year, Range::new(1, 1));
            assert_eq!(summary(&made, "visitors"), Figure::Exact(60));
            (
                summary(&made, "visitors_new"),
                summary(&made, "visitors_returning"),
            )
        };
        (of(second), of(second + 1))
    };
    let shown = (Figure::Exact(48), Figure::Exact(12));
    let hidden = (Figure::Hidden, Figure::Hidden);
    // Three of fifteen did not come back.
    assert_eq!(returning(15, YEAR), (hidden, shown));
    assert_eq!(returning(22, YEAR), (hidden, shown));
    assert_eq!(returning(23, YEAR), (shown, shown));
}

/// Names of facts stand in several lists, which differ on purpose; none has a name of its own.
#[test]
fn whatever_is_counted_has_a_definition() {
    use crate::content::DEFINITIONS;
    use crate::statistics::import::EVENTS;
    use crate::statistics::report::SUMMARY;
    use crate::statistics::tally::{FACTS, HELPED, PARTS};
    let parts = PARTS.iter().flat_map(|(whole, part)| [*whole, *part]);
    for fact in SUMMARY.into_iter().chain(FACTS).chain(EVENTS).chain(parts) {
        let defined = match fact {
            // Counted as two, which are defined each.
            HELPED => continue,
            lengths => lengths.trim_end_matches("_minutes"),
        };
        assert!(DEFINITIONS.contains(&defined), "{fact}");
    }
}
