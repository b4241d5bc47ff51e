//! A year keeps the rules by which its first figures were shown, whatever editors change later.

use jiff::civil::{Date, date};
use safe_migration_bot::content::Content;
use safe_migration_bot::model::fact::{Breakdown, Fact};
use safe_migration_bot::model::figures::{Cut, Month};
use safe_migration_bot::ops::reporting;
use safe_migration_bot::statistics::period::Period;
use safe_migration_bot::statistics::report::{Figure, Note, Report, Rules, Topic};
use safe_migration_bot::store::Db;

use super::{Visit, figure, live, month, months, report};
use crate::databases::TestDatabase;

/// So many people who came once, on one day, from a campaign.
fn from(campaign: &str, first: usize, many: usize, day: Date) -> impl Iterator<Item = Visit> {
    (first..first + many).map(move |visitor| Visit {
        visitor,
        day,
        told: Breakdown {
            language: "uk".into(),
            ..Breakdown::default()
        },
        source: campaign.to_owned(),
        is_new: true,
        facts: vec![Fact::DangerShown],
    })
}

/// Three campaigns in May of 2022, one of which is on no list, and in February of the year after.
async fn two_years(db: &Db) {
    let (may, later) = (date(2022, 5, 9), date(2023, 2, 9));
    let visits = from("poster", 0, 30, may)
        .chain(from("border", 100, 18, may))
        .chain(from("radio", 400, 20, may))
        .chain(from("poster", 500, 30, later))
        .chain(from("border", 600, 20, later))
        .chain(from("radio", 700, 25, later));
    live(db, &visits.collect::<Vec<_>>()).await;
}

async fn by(db: &Db, rules: &Rules, period: Period) -> Report {
    let made = reporting::report_by(db, rules, period, date(2023, 6, 1)).await;
    made.unwrap()
}

fn rows(report: &Report, topic: Topic) -> Vec<&str> {
    let table = report.table(topic).unwrap();
    table.rows.iter().map(|row| row.category.as_str()).collect()
}

/// As editors may change it: a campaign goes and one comes, months are told apart by campaign, and
/// the threshold is lower.
fn edited(rules: &Rules) -> Rules {
    Rules {
        k: 5,
        longest_range_months: 12,
        by_quarter: Vec::new(),
        campaigns: vec!["poster".into(), "radio".into()],
        ..rules.clone()
    }
}

on_both_databases! {
    async fn an_edit_changes_no_report_of_a_year_that_has_begun(database: TestDatabase) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        two_years(&db).await;
        let source = Topic::Visitors(Cut::Source);
        let periods = [months(4, 6), Period::month(month(5)), Period::month(month(6)), months(5, 6)];
        let mut before = Vec::new();
        for period in periods {
            before.push(report(&db, &content, period).await);
        }
        assert_eq!(figure(&before[0], source, "border"), Figure::Exact(18));
        assert_eq!(figure(&before[0], source, "other"), Figure::Exact(20), "radio is on no list");
        assert!(!before[0].notes.contains(&Note::OlderRules));
        let edited = edited(&Rules::of(&content));
        for (before, period) in before.iter().zip(periods) {
            let after = by(&db, &edited, period).await;
            assert_eq!(after.tables, before.tables, "{period}");
            assert_eq!((after.k, after.percent_base), (before.k, before.percent_base));
            assert!(after.notes.contains(&Note::OlderRules), "{:?}", after.notes);
        }
    }

    async fn an_edit_holds_from_the_next_year_on(database: TestDatabase) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        two_years(&db).await;
        let spring = reporting::report(&db, &content, months(4, 6), date(2022, 8, 1)).await.unwrap();
        let edited = edited(&Rules::of(&content));
        let first = Month::of(2023, 1);
        let winter = by(&db, &edited, Period::quarter_of(first)).await;
        let source = Topic::Visitors(Cut::Source);
        assert_eq!(rows(&winter, source), ["poster", "radio", "other", ""]);
        assert_eq!(figure(&winter, source, "radio"), Figure::Exact(25));
        assert_eq!(figure(&winter, source, "other"), Figure::Exact(20), "border has no row any more");
        assert_eq!(winter.k, 5);
        let table = winter.table(source).unwrap();
        let radio = table.rows.iter().find(|row| row.category == "radio").unwrap();
        assert_eq!(radio.before, Figure::Unknown, "the year before had no such row");
        assert!(!winter.notes.contains(&Note::OlderRules));
        // And the year before stays as it was shown.
        let again = by(&db, &edited, months(4, 6)).await;
        assert_eq!(again.tables, spring.tables);
    }

    async fn twelve_conversations_of_one_woman_tell_nothing_of_her(database: TestDatabase) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let talk = |visitor: usize, country: &str, day: i8, talks: usize| Visit {
            visitor,
            day: date(2022, 5, day),
            told: Breakdown {
                language: "uk".into(),
                country: country.into(),
                ..Breakdown::default()
            },
            source: String::new(),
            is_new: true,
            facts: vec![Fact::Conversation { in_hours: true }; talks],
        };
        let in_poland = (0..40).map(|one| talk(one, "PL", 3, 1));
        let in_hungary = [talk(90, "HU", 4, 5), talk(90, "HU", 11, 7)];
        let in_slovakia = (50..62).map(|one| talk(one, "SK", 9, 2));
        live(&db, &in_poland.chain(in_slovakia).chain(in_hungary).collect::<Vec<_>>()).await;
        let spring = report(&db, &content, months(4, 6)).await;
        let of = |country| figure(&spring, Topic::Conversations(Cut::Country), country);
        assert_eq!(of("HU"), Figure::Hidden);
        let shown: Vec<Figure> = ["PL", "SK"].map(of).to_vec();
        assert!(shown.contains(&Figure::Hidden), "the rest would tell hers: {shown:?}");
        assert!(shown.iter().any(|one| matches!(one, Figure::Exact(_))), "{shown:?}");
        assert_eq!(figure(&spring, Topic::Summary, "conversations"), Figure::Exact(76));
    }
}
