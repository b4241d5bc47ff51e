//! Reports over figures whose truth is known: every figure that is shown is that truth, on both
//! databases.

mod files;
mod months;
mod rules;
mod seed;
mod simulated;
mod truth;
mod year;

use jiff::civil::Date;
use safe_migration_bot::content::Content;
use safe_migration_bot::model::fact::{Breakdown, Fact};
use safe_migration_bot::model::figures::Month;
use safe_migration_bot::model::ids::VisitorKey;
use safe_migration_bot::ops::reporting;
use safe_migration_bot::statistics::period::Period;
use safe_migration_bot::statistics::report::{Figure, Report, Topic};
use safe_migration_bot::store::{Db, counts};

/// The pseudonym of somebody.
pub fn visitor(number: usize) -> VisitorKey {
    let mut key = [0x5a; 32];
    key[..8].copy_from_slice(&(number as u64).to_be_bytes());
    VisitorKey(key)
}

/// A month of 2022.
pub fn month(number: i8) -> Month {
    Month::of(2022, number)
}

/// Months of 2022.
pub fn months(first: i8, last: i8) -> Period {
    Period::new(month(first), month(last)).unwrap()
}

/// The report of a period, long after it.
pub async fn report(db: &Db, content: &Content, period: Period) -> Report {
    let today = jiff::civil::date(2023, 2, 1);
    reporting::report(db, content, period, today).await.unwrap()
}

/// A figure of a report.
pub fn figure(report: &Report, topic: Topic, category: &str) -> Figure {
    let table = report.table(topic).unwrap();
    let row = table.rows.iter().find(|row| row.category == category);
    row.unwrap_or_else(|| panic!("{topic:?} has no {category:?}"))
        .figure
}

/// One visit, with what is told by then.
pub struct Visit {
    pub visitor: usize,
    pub day: Date,
    pub told: Breakdown,
    pub source: String,
    pub is_new: bool,
    pub facts: Vec<Fact>,
}

/// Writes visits as the bot does.
pub async fn live(db: &Db, visits: &[Visit]) {
    let mut tx = db.begin().await.unwrap();
    for visit in visits {
        let key = visitor(visit.visitor);
        let source = Some(visit.source.as_str()).filter(|source| !source.is_empty());
        counts::visit(&mut tx, &key, visit.day, &visit.told, visit.is_new, source)
            .await
            .unwrap();
        for fact in &visit.facts {
            counts::add(&mut tx, visit.day, fact, &visit.told)
                .await
                .unwrap();
            if matches!(fact, Fact::Conversation { .. }) {
                counts::consulted(&mut tx, &key, visit.day).await.unwrap();
            }
        }
    }
    tx.commit().await.unwrap();
}
