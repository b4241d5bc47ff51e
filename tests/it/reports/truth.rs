//! The truth of a period, worked out person by person and fact by fact from what happened, by none
//! of the product's own counting.

use std::collections::BTreeMap;

use safe_migration_bot::content::Content;
use safe_migration_bot::model::case::Rating;
use safe_migration_bot::model::fact::{Breakdown, Fact};
use safe_migration_bot::model::figures::{Cut, Month};
use safe_migration_bot::statistics::period::Period;
use safe_migration_bot::statistics::report::Topic;

use super::Visit;

const TOLD: [Cut; 6] = [
    Cut::Language,
    Cut::Gender,
    Cut::Country,
    Cut::Age,
    Cut::Place,
    Cut::Citizenship,
];

/// What is true of a period.
#[derive(Default)]
pub struct Truth {
    rows: BTreeMap<(Topic, String), u64>,
    /// Minutes until the first answer, of every conversation that had one; sorted.
    pub waited: Vec<u32>,
    /// Minutes every answered conversation lasted; sorted.
    pub lasted: Vec<u32>,
}

impl Truth {
    pub fn of(content: &Content, visits: &[Visit], period: Period) -> Self {
        let mut truth = Self::default();
        let mut people: BTreeMap<usize, Vec<&Visit>> = BTreeMap::new();
        for visit in visits {
            people.entry(visit.visitor).or_default().push(visit);
        }
        for own in people.values() {
            if own.iter().any(|visit| is_in(visit, period)) {
                truth.add_person(content, own, period);
            }
        }
        for visit in visits.iter().filter(|visit| is_in(visit, period)) {
            for fact in &visit.facts {
                truth.add_fact(content, &visit.told, fact);
            }
        }
        truth.waited.sort_unstable();
        truth.lasted.sort_unstable();
        truth
    }

    /// How many there are in a row of a table.
    pub fn row(&self, topic: Topic, category: &str) -> u64 {
        let row = self.rows.get(&(topic, category.to_owned()));
        row.copied().unwrap_or_default()
    }

    /// The rows of a table that are not empty.
    pub fn categories(&self, topic: Topic) -> impl Iterator<Item = &str> {
        let rows = self
            .rows
            .iter()
            .filter(move |((of, _), n)| *of == topic && **n > 0);
        rows.map(|((_, category), _)| category.as_str())
    }

    /// How many there are in all rows of a table.
    pub fn total(&self, topic: Topic) -> u64 {
        self.categories(topic).map(|row| self.row(topic, row)).sum()
    }

    /// In all rows but the one of those who told nothing.
    pub fn told(&self, topic: Topic) -> u64 {
        self.total(topic) - self.row(topic, "")
    }

    fn add(&mut self, topic: Topic, category: &str) {
        *self.rows.entry((topic, category.to_owned())).or_default() += 1;
    }

    fn sum(&mut self, indicator: &str) {
        self.add(Topic::Summary, indicator);
    }

    /// Somebody who came in the period, with all their visits. Which rows they are in is what they
    /// had told by the end of the month of the year in which they first came.
    fn add_person(&mut self, content: &Content, own: &[&Visit], period: Period) {
        let is_of_the_year = |visit: &&&Visit| visit.day.year() == period.year();
        let first = own.iter().find(is_of_the_year).unwrap();
        let same_month = |visit: &&&Visit| Month::of_day(visit.day) == Month::of_day(first.day);
        let then = own.iter().rfind(same_month).unwrap();
        let is_new = is_in(own[0], period);
        let (indicator, category) = if is_new {
            ("visitors_new", "new")
        } else {
            ("visitors_returning", "returning")
        };
        self.sum("visitors");
        self.sum(indicator);
        self.add(Topic::Return, category);
        for cut in TOLD {
            self.add(Topic::Visitors(cut), &row(content, cut, &then.told));
        }
        self.add(Topic::Visitors(Cut::Source), &then.source);
        let mut facts = own
            .iter()
            .filter(|visit| is_in(visit, period))
            .flat_map(|visit| &visit.facts);
        if facts.any(|fact| matches!(fact, Fact::Conversation { .. })) {
            self.sum("persons_consulted");
        }
    }

    fn add_fact(&mut self, content: &Content, told: &Breakdown, fact: &Fact) {
        let yes_no = |yes: bool| if yes { "yes" } else { "no" };
        let one: &str = match fact {
            Fact::AnswerOpened(answer) => {
                self.add(Topic::Answers, answer.as_str());
                "faq_views"
            }
            Fact::Helped(_, yes) => {
                self.add(Topic::Helped, yes_no(*yes));
                if *yes { "helpful_yes" } else { "helpful_no" }
            }
            Fact::LinesOpened(of) => {
                let country = of.as_ref().map(ToString::to_string).unwrap_or_default();
                self.add(Topic::Lines, &of_country(content, &country));
                "contacts_shown"
            }
            Fact::Feedback(good) => {
                self.add(Topic::Feedback, yes_no(*good));
                "feedback"
            }
            Fact::DangerShown => "safety_page",
            Fact::LeafletSent => "leaflet_sent",
            Fact::StickerLinkSent => "sticker_link_sent",
            Fact::NotUnderstood => "not_understood",
            Fact::Complaint => "complaints",
            Fact::Searched => return,
            of_conversation => return self.add_talk(content, told, of_conversation),
        };
        self.sum(one);
    }

    fn add_talk(&mut self, content: &Content, told: &Breakdown, fact: &Fact) {
        let one = match fact {
            Fact::ConsultantAsked => "consultant_asked",
            Fact::Conversation { in_hours } => {
                let hours = if *in_hours { "yes" } else { "no" };
                self.add(Topic::Conversations(Cut::Detail), hours);
                for cut in TOLD {
                    self.add(Topic::Conversations(cut), &row(content, cut, told));
                }
                "conversations"
            }
            Fact::Unanswered => "unanswered",
            Fact::Reopened => "reopened",
            Fact::FirstAnswer(span) => return self.waited.push(span.0),
            Fact::Lasted(span) => return self.lasted.push(span.0),
            Fact::Consultation(subject) => {
                let mut protection = content.statistics().protection.iter();
                let is_protection = protection.any(|one| one == subject);
                let subject = if is_protection {
                    "protection"
                } else {
                    subject.as_str()
                };
                self.add(Topic::Consultations(Cut::Detail), subject);
                for cut in TOLD {
                    self.add(Topic::Consultations(cut), &row(content, cut, told));
                }
                "consultations"
            }
            Fact::Outcome(outcome) => {
                self.add(Topic::Outcomes, outcome.as_str());
                if content.desk().outcomes.last() != Some(outcome) {
                    return;
                }
                "out_of_remit"
            }
            Fact::Referral(referral) => {
                self.add(Topic::Referrals, referral.as_str());
                "referrals_given"
            }
            Fact::Rated(rating) => {
                let rating = match rating {
                    Rating::Good => "good",
                    Rating::Fair => "fair",
                    Rating::Bad => "bad",
                };
                return self.add(Topic::Ratings, rating);
            }
            other => panic!("nobody knows the truth of {other:?}"),
        };
        self.sum(one);
    }
}

pub fn is_in(visit: &Visit, period: Period) -> bool {
    (period.first()..=period.last()).contains(&Month::of_day(visit.day))
}

/// The row of a table that somebody who told this is in.
fn row(content: &Content, cut: Cut, told: &Breakdown) -> String {
    match cut {
        Cut::Language => told.language.clone(),
        // Who is neither is never told apart from who said nothing.
        Cut::Gender if told.gender == "other" => String::new(),
        Cut::Gender => told.gender.clone(),
        Cut::Country => of_country(content, &told.country),
        Cut::Age => told.age.clone(),
        Cut::Place => told.place.clone(),
        Cut::Citizenship => told.citizenship.clone(),
        Cut::Detail | Cut::Source | Cut::Return => panic!("nobody tells {cut:?}"),
    }
}

fn of_country(content: &Content, country: &str) -> String {
    let rules = content.statistics();
    let is_in = |list: &[safe_migration_bot::content::CountryCode]| {
        list.iter().any(|code| code.as_str() == country)
    };
    match country {
        "" => "",
        own if is_in(&rules.countries) => own,
        _ if is_in(&rules.other_eu) => "other_eu",
        _ => "other",
    }
    .to_owned()
}
