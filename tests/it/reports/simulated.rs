//! A year of ten thousand people, made up: who came when, what they had told, what happened. It
//! begins a month before the year, so that the first month has one to be compared with.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use safe_migration_bot::content::Content;
use safe_migration_bot::model::case::Rating;
use safe_migration_bot::model::fact::{Breakdown, Fact, Span};

use super::Visit;

pub const PEOPLE: usize = 10_000;
/// The first day on which anybody comes.
pub const SINCE: Date = date(2021, 12, 1);
/// Days until the end of 2022.
const DAYS: usize = 31 + 365;

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

    fn one_of<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    fn word(&mut self, from: &[&str]) -> String {
        self.one_of(from).to_owned()
    }

    /// Once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

fn told(random: &mut Random) -> Breakdown {
    Breakdown {
        language: random.word(&["uk", "uk", "uk", "ru", "en"]),
        gender: random.word(&["woman", "woman", "woman", "man", "", "other"]),
        country: random.word(&["PL", "PL", "UA", "DE", "CZ", "AT", "GB", ""]),
        age: random.word(&["25_59", "25_59", "18_24", "60", "under18", ""]),
        place: random.word(&["outside", "outside", "inside", ""]),
        citizenship: random.word(&["ukraine", "ukraine", "ukraine", "third_country", ""]),
    }
}

/// What happens in one visit.
fn facts(random: &mut Random, content: &Content) -> Vec<Fact> {
    let mut facts = vec![Fact::Searched];
    if random.once_in(3) {
        let answer = random.one_of(&content.branches()[0].answers[..3]);
        facts.push(Fact::AnswerOpened(answer.clone()));
        if random.once_in(2) {
            facts.push(Fact::Helped(answer, !random.once_in(4)));
        }
    }
    let sometimes = [
        (4, Fact::LinesOpened(Some("PL".parse().unwrap()))),
        (9, Fact::LinesOpened(Some("AT".parse().unwrap()))),
        (9, Fact::LinesOpened(None)),
        (20, Fact::DangerShown),
        (2, Fact::LeafletSent),
        (3, Fact::StickerLinkSent),
        (8, Fact::NotUnderstood),
        (6, Fact::Feedback(true)),
        (18, Fact::Feedback(false)),
        (25, Fact::Complaint),
    ];
    for (times, fact) in sometimes {
        if random.once_in(times) {
            facts.push(fact);
        }
    }
    if random.once_in(5) {
        facts.extend(conversation(random, content));
    }
    facts
}

fn conversation(random: &mut Random, content: &Content) -> Vec<Fact> {
    let desk = content.desk();
    let in_hours = random.below(4) > 0;
    let mut facts = vec![Fact::ConsultantAsked, Fact::Conversation { in_hours }];
    if random.once_in(6) {
        facts.push(Fact::Unanswered);
        return facts;
    }
    facts.push(Fact::FirstAnswer(Span(random.one_of(&[5, 10, 30, 120]))));
    let lasted = random.one_of(&[30, 90, 90, 720, 4320]);
    facts.push(Fact::Lasted(Span(lasted)));
    for _ in 0..1 + random.below(2) {
        facts.push(Fact::Consultation(random.one_of(&desk.subjects)));
    }
    facts.push(Fact::Outcome(random.one_of(&desk.outcomes)));
    if random.once_in(2) {
        facts.push(Fact::Referral(random.one_of(&desk.referrals[..4])));
    }
    if random.once_in(3) {
        let rating = random.one_of(&[Rating::Good, Rating::Good, Rating::Fair, Rating::Bad]);
        facts.push(Fact::Rated(rating));
    }
    if random.once_in(4) {
        facts.push(Fact::Reopened);
    }
    facts
}

/// All visits, in the order of time.
pub fn visits(content: &Content) -> Vec<Visit> {
    let mut random = Random(2022);
    let mut visits = Vec::new();
    for visitor in 0..PEOPLE {
        let all = told(&mut random);
        let source = random.word(&["poster", "social", "", "", ""]);
        let tells_late = random.once_in(5);
        let mut days = BTreeSet::new();
        for _ in 0..1 + random.below(3) * random.below(2) {
            days.insert(random.below(DAYS));
        }
        for (at, day) in days.into_iter().enumerate() {
            let later = jiff::Span::new().days(i64::try_from(day).unwrap());
            let mut told = all.clone();
            if tells_late && at == 0 {
                told.gender = String::new();
            }
            visits.push(Visit {
                visitor,
                day: SINCE.checked_add(later).unwrap(),
                told,
                source: source.clone(),
                is_new: at == 0,
                facts: facts(&mut random, content),
            });
        }
    }
    visits.sort_by_key(|visit| visit.day);
    visits
}
