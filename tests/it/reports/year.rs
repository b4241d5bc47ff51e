//! A year of ten thousand people, simulated: what is shown is what happened.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use safe_migration_bot::content::Content;
use safe_migration_bot::model::fact::{Breakdown, Fact, Span};
use safe_migration_bot::model::figures::{Cut, Month};
use safe_migration_bot::statistics::period::Period;
use safe_migration_bot::statistics::report::{Figure, Topic};

use super::{Visit, live, month, months, report};
use crate::databases::TestDatabase;

const PEOPLE: usize = 10_000;

/// Small and repeatable.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end as u64).unwrap()
    }

    fn of(&mut self, from: &[&str]) -> String {
        from[self.below(from.len())].to_owned()
    }
}

fn told(random: &mut Random) -> Breakdown {
    Breakdown {
        language: random.of(&["uk", "uk", "uk", "ru", "en"]),
        gender: random.of(&["woman", "woman", "woman", "man", "", "other"]),
        country: random.of(&["PL", "PL", "UA", "DE", "CZ", "AT", "GB", ""]),
        age: random.of(&["25_59", "25_59", "18_24", "60", "under18", ""]),
        place: random.of(&["outside", "outside", "inside", ""]),
        citizenship: random.of(&["ukraine", "ukraine", "ukraine", "third_country", ""]),
    }
}

fn facts(random: &mut Random, content: &Content) -> Vec<Fact> {
    let mut facts = Vec::new();
    if random.below(3) == 0 {
        facts.push(Fact::AnswerOpened(
            content.branches()[0].answers[random.below(3)].clone(),
        ));
    }
    if random.below(6) == 0 {
        let desk = content.desk();
        facts.push(Fact::Conversation {
            in_hours: random.below(4) > 0,
        });
        facts.push(Fact::FirstAnswer(Span([5, 10, 30, 120][random.below(4)])));
        let subject = desk.subjects[random.below(desk.subjects.len())].clone();
        facts.push(Fact::Consultation(subject));
        facts.push(Fact::Outcome(
            desk.outcomes[random.below(desk.outcomes.len())].clone(),
        ));
    }
    facts
}

/// Visits in the order of time.
fn simulate(content: &Content) -> Vec<Visit> {
    let mut random = Random(2022);
    let mut visits = Vec::new();
    let first: Date = jiff::civil::date(2022, 1, 1);
    for visitor in 0..PEOPLE {
        let mut told = told(&mut random);
        let source = random.of(&["poster", "social", "", "", ""]);
        let tells_late = random.below(5) == 0;
        let mut days = BTreeSet::new();
        for _ in 0..1 + random.below(3) * random.below(2) {
            days.insert(random.below(365));
        }
        for (at, day) in days.into_iter().enumerate() {
            let day = first
                .checked_add(jiff::Span::new().days(i64::try_from(day).unwrap()))
                .unwrap();
            let gender = told.gender.clone();
            if tells_late && at == 0 {
                told.gender = String::new();
            }
            let facts = facts(&mut random, content);
            let source = source.clone();
            visits.push(Visit {
                visitor,
                day,
                told: told.clone(),
                source,
                is_new: at == 0,
                facts,
            });
            told.gender = gender;
        }
    }
    visits.sort_by_key(|visit| visit.day);
    visits
}

fn row(content: &Content, cut: Cut, told: &Breakdown, source: &str) -> String {
    let rules = content.statistics();
    let is_in = |list: &[_]| {
        list.iter()
            .any(|code: &safe_migration_bot::content::CountryCode| code.as_str() == told.country)
    };
    match cut {
        Cut::Language => told.language.as_str(),
        Cut::Gender if told.gender == "other" => "",
        Cut::Gender => &told.gender,
        Cut::Country if told.country.is_empty() || is_in(&rules.countries) => &told.country,
        Cut::Country if is_in(&rules.other_eu) => "other_eu",
        Cut::Country => "other",
        Cut::Age => &told.age,
        Cut::Place => &told.place,
        Cut::Citizenship => &told.citizenship,
        Cut::Source => source,
        Cut::Detail | Cut::Return => "",
    }
    .to_owned()
}

/// Counts so many more in a row of a table.
type Add<'a> = &'a mut dyn FnMut(Topic, &str, u64);

/// The truth of a period, by table and row, worked out person by person.
fn truth(content: &Content, visits: &[Visit], period: Period) -> BTreeMap<(Topic, String), u64> {
    let mut truth: BTreeMap<(Topic, String), u64> = BTreeMap::new();
    let mut add = |topic: Topic, row: &str, n: u64| {
        *truth.entry((topic, row.to_owned())).or_default() += n;
    };
    let mut people: BTreeMap<usize, Vec<&Visit>> = BTreeMap::new();
    for visit in visits {
        people.entry(visit.visitor).or_default().push(visit);
    }
    for own in people.values() {
        if own.iter().any(|visit| is_in(visit, period)) {
            truth_of_person(content, own, period, &mut add);
        }
    }
    for visit in visits.iter().filter(|visit| is_in(visit, period)) {
        for fact in &visit.facts {
            truth_of_fact(content, visit, fact, &mut add);
        }
    }
    truth
}

fn is_in(visit: &Visit, period: Period) -> bool {
    (period.first()..=period.last()).contains(&Month::of_day(visit.day))
}

/// Somebody who came in the period, with all their visits.
fn truth_of_person(content: &Content, own: &[&Visit], period: Period, add: Add<'_>) {
    let first = Month::of_day(own[0].day);
    let first = own
        .iter()
        .rfind(|visit| Month::of_day(visit.day) == first)
        .unwrap();
    add(Topic::Summary, "visitors", 1);
    let is_new = is_in(own[0], period);
    add(Topic::Return, if is_new { "new" } else { "returning" }, 1);
    for cut in [
        Cut::Language,
        Cut::Gender,
        Cut::Country,
        Cut::Age,
        Cut::Place,
        Cut::Citizenship,
        Cut::Source,
    ] {
        let row = row(content, cut, &first.told, &first.source);
        add(Topic::Visitors(cut), &row, 1);
    }
    let mut facts = own
        .iter()
        .filter(|visit| is_in(visit, period))
        .flat_map(|visit| &visit.facts);
    let consulted = facts.any(|fact| matches!(fact, Fact::Conversation { .. }));
    add(Topic::Summary, "persons_consulted", u64::from(consulted));
}

fn truth_of_fact(content: &Content, visit: &Visit, fact: &Fact, add: Add<'_>) {
    let (code, detail) = fact.code();
    add(Topic::Summary, code, 1);
    let mut protection = content.statistics().protection.iter();
    let subject = if protection.any(|one| one.as_str() == detail) {
        "protection"
    } else {
        &detail
    };
    let by = |cut| row(content, cut, &visit.told, "");
    match fact {
        Fact::AnswerOpened(_) => add(Topic::Answers, &detail, 1),
        Fact::Outcome(_) => add(Topic::Outcomes, &detail, 1),
        Fact::Conversation { .. } => {
            add(Topic::Conversations(Cut::Detail), &detail, 1);
            for cut in [Cut::Gender, Cut::Country] {
                add(Topic::Conversations(cut), &by(cut), 1);
            }
        }
        Fact::Consultation(_) => {
            add(Topic::Consultations(Cut::Detail), subject, 1);
            let citizenship = by(Cut::Citizenship);
            add(Topic::Consultations(Cut::Citizenship), &citizenship, 1);
        }
        _ => {}
    }
}

on_both_databases! {
    async fn every_figure_that_is_shown_is_the_truth(database: TestDatabase) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let visits = simulate(&content);
        live(&db, &visits).await;
        let (mut exact, mut hidden) = (0, 0);
        for period in [
            Period::month(month(1)),
            Period::month(month(8)),
            Period::quarter_of(month(5)),
            Period::quarter_of(month(11)),
            months(6, 9),
            months(2, 3),
            months(1, 7),
            Period::year_of(month(1)),
        ] {
            let report = report(&db, &content, period).await;
            let truth = truth(&content, &visits, period);
            assert_eq!(report.period, period);
            for table in &report.tables {
                for row in &table.rows {
                    let key = (table.topic, row.category.clone());
                    let known = truth.get(&key).copied();
                    // Tables that the truth above does not speak of are not looked at.
                    let speaks = truth.keys().any(|(topic, _)| *topic == table.topic)
                        && (table.topic != Topic::Summary || known.is_some());
                    match row.figure {
                        Figure::Exact(n) if speaks => {
                            assert_eq!(n, known.unwrap_or_default(), "{key:?} of {period}");
                            exact += 1;
                        }
                        Figure::Hidden if speaks => hidden += 1,
                        _ => {}
                    }
                }
            }
            assert!(report.waiting.median == Some(10) || report.waiting.median == Some(30), "{:?}", report.waiting);
        }
        // Countries, ages and campaigns are told apart by quarters only.
        assert!(exact > hidden, "most is shown: {exact}, hidden {hidden}");
        let year = report(&db, &content, Period::year_of(month(1))).await;
        let hidden = year.tables.iter().flat_map(|table| &table.rows);
        let hidden = hidden.filter(|row| row.figure == Figure::Hidden).count();
        assert!(hidden < 40, "of a year of {PEOPLE} people little is hidden: {hidden}");
        let gender = year.table(Topic::Visitors(Cut::Gender)).unwrap();
        assert!(gender.rows.iter().all(|row| matches!(row.figure, Figure::Exact(_))));
    }
}
