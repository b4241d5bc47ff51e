//! Months are closed, folded, compared, and stay as they were published.

use jiff::civil::{Date, date};
use safe_migration_bot::content::Content;
use safe_migration_bot::model::fact::{Breakdown, Fact};
use safe_migration_bot::model::figures::{Cut, Imported, Month};
use safe_migration_bot::model::ids::{Lane, PersonKey};
use safe_migration_bot::ops::closing::{close_due, fold_due};
use safe_migration_bot::ops::reporting::{self, ReportError};
use safe_migration_bot::statistics::period::Period;
use safe_migration_bot::statistics::report::{Figure, NoReport, Note, Report, Rules, Topic};
use safe_migration_bot::store::{self, Db, counts};

use super::{Visit, figure, live, month, months, report, visitor};
use crate::databases::TestDatabase;

fn visit(visitor: usize, day: Date, is_new: bool) -> Visit {
    let gender = if visitor.is_multiple_of(3) {
        "man"
    } else {
        "woman"
    };
    Visit {
        visitor,
        day,
        told: Breakdown {
            language: "uk".into(),
            gender: gender.into(),
            ..Breakdown::default()
        },
        source: String::new(),
        is_new,
        facts: vec![Fact::DangerShown],
    }
}

fn day(before: usize) -> i8 {
    i8::try_from(before).unwrap() + 1
}

/// 60 people in May, 40 of them again in June, with 30 others.
async fn spring(db: &Db) {
    let may = (0..60).map(|one| visit(one, date(2022, 5, day(one % 31)), true));
    let june = (20..90).map(|one| visit(one, date(2022, 6, day(one % 30)), one >= 60));
    live(db, &may.chain(june).collect::<Vec<_>>()).await;
}

async fn forget(db: &Db, number: usize) {
    let mut tx = db.begin().await.unwrap();
    let (person, lane) = (PersonKey([7; 32]), Lane([7; 32]));
    store::visitors::forget(&mut tx, &person, &visitor(number), &lane)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn tables(report: &Report) -> &[safe_migration_bot::statistics::report::Table] {
    &report.tables
}

on_both_databases! {
    async fn people_are_counted_once_and_who_comes_again_is_not_new(database: TestDatabase) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        spring(&db).await;
        let june = report(&db, &content, Period::month(month(6))).await;
        assert_eq!(figure(&june, Topic::Summary, "visitors"), Figure::Exact(70));
        assert_eq!(figure(&june, Topic::Return, "new"), Figure::Exact(30));
        assert_eq!(figure(&june, Topic::Return, "returning"), Figure::Exact(40));
        assert_eq!(june.table(Topic::Return).unwrap().total_before, Some(Figure::Exact(60)));
        let both = report(&db, &content, months(5, 6)).await;
        assert_eq!(figure(&both, Topic::Summary, "visitors"), Figure::Exact(90));
        assert_eq!(figure(&both, Topic::Summary, "safety_page"), Figure::Exact(130));
        assert!(both.notes.contains(&Note::NotAdditive));
    }

    async fn nobody_is_new_of_whom_an_earlier_visit_is_known(database: TestDatabase) {
        let db = database.open().await;
        live(&db, &[visit(1, date(2022, 1, 5), true), visit(1, date(2022, 3, 5), true)]).await;
        let rows = counts::visits_between(&db, date(2022, 1, 1), date(2022, 12, 31)).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.is_new).collect::<Vec<_>>(), [true, false]);
    }

    async fn what_was_published_stays_when_somebody_is_forgotten_and_comes_again(database: TestDatabase) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        spring(&db).await;
        let in_july = date(2022, 7, 10);
        let before = reporting::report(&db, &content, months(5, 6), in_july).await.unwrap();
        forget(&db, 30).await;
        let july = (0..60).map(|one| visit(one, date(2022, 7, 11), true));
        live(&db, &july.collect::<Vec<_>>()).await;
        let after = report(&db, &content, months(5, 6)).await;
        assert_eq!(tables(&after), tables(&before));
        let july = report(&db, &content, Period::month(month(7))).await;
        assert_eq!(figure(&july, Topic::Summary, "visitors"), Figure::Exact(60));
        let june_and_july = report(&db, &content, months(6, 7)).await;
        // 70 in June, 20 in July only, and one who came again as somebody else.
        assert_eq!(figure(&june_and_july, Topic::Summary, "visitors"), Figure::Exact(91));
    }

    async fn after_their_time_days_are_destroyed_and_the_report_says_so(database: TestDatabase) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let rules = Rules::of(&content);
        spring(&db).await;
        let before = report(&db, &content, months(5, 6)).await;
        assert!(!before.notes.iter().any(|note| matches!(note, Note::Folded(_))));
        let today = date(2023, 6, 20);
        close_due(&db, &rules, today).await.unwrap();
        assert_eq!(fold_due(&db, &rules, today).await.unwrap(), 0, "of May some days are left");
        let (from, to) = (date(2022, 1, 1), date(2023, 12, 31));
        let left = counts::visits_between(&db, from, to).await.unwrap();
        assert!(!left.is_empty() && left.iter().all(|row| row.day >= date(2022, 5, 20)));
        let today = date(2023, 9, 1);
        assert_eq!(fold_due(&db, &rules, today).await.unwrap(), 3);
        assert!(counts::visits_between(&db, from, to).await.unwrap().is_empty());
        assert!(counts::counts_between(&db, from, to).await.unwrap().is_empty());
        let after = report(&db, &content, months(5, 6)).await;
        assert_eq!(tables(&after), tables(&before));
        assert!(after.notes.contains(&Note::Folded(Month::of(2022, 8))), "{:?}", after.notes);
    }

    async fn days_of_a_year_stay_until_all_of_it_is_closed(database: TestDatabase) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let rules = Rules::of(&content);
        spring(&db).await;
        close_due(&db, &rules, date(2022, 8, 20)).await.unwrap();
        assert_eq!(fold_due(&db, &rules, date(2024, 1, 1)).await.unwrap(), 0);
        let left = counts::visits_between(&db, date(2022, 1, 1), date(2022, 12, 31)).await.unwrap();
        assert_eq!(left.len(), 130);
    }

    async fn a_month_that_is_not_settled_is_not_shown(database: TestDatabase) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        spring(&db).await;
        let early = reporting::report(&db, &content, Period::month(month(6)), date(2022, 7, 3)).await;
        let Err(ReportError::NoReport(NoReport::NotYet(day))) = early else {
            panic!("June is not settled: {early:?}");
        };
        assert_eq!(day, date(2022, 7, 4));
        let part = reporting::report(&db, &content, months(5, 7), day).await.unwrap();
        assert_eq!(part.period, months(5, 6));
        assert!(part.notes.contains(&Note::EndsWith(month(6))));
    }

    async fn months_before_the_bot_come_from_what_was_imported(database: TestDatabase) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        spring(&db).await;
        let imported = |month: Month, indicator: &str, category: &str, n| Imported {
            month,
            indicator: indicator.into(),
            cut: Cut::Detail,
            category: category.into(),
            n,
        };
        let mut tx = db.begin().await.unwrap();
        store::imported::put(&mut tx, &[
            imported(month(3), "visitors", "", 812),
            imported(month(4), "consultations", "work", 40),
            imported(month(4), "consultations", "", 90),
            imported(month(5), "consultations", "", 500),
            imported(month(6), "calls", "in", 300),
            imported(month(6), "calls", "out", 4),
        ]).await.unwrap();
        tx.commit().await.unwrap();
        let march = report(&db, &content, Period::month(month(3))).await;
        assert_eq!(figure(&march, Topic::Summary, "visitors"), Figure::Exact(812));
        assert_eq!(figure(&march, Topic::Summary, "faq_views"), Figure::Unknown);
        assert!(march.notes.contains(&Note::Imported));
        let april = report(&db, &content, Period::month(month(4))).await;
        assert_eq!(figure(&april, Topic::Summary, "visitors"), Figure::Unknown);
        assert_eq!(figure(&april, Topic::Summary, "consultations"), Figure::Exact(90));
        assert_eq!(april.table(Topic::Consultations(Cut::Detail)), None, "told apart by quarters");
        let spring = report(&db, &content, months(4, 6)).await;
        assert_eq!(figure(&spring, Topic::Consultations(Cut::Detail), "work"), Figure::Exact(40));
        assert_eq!(figure(&spring, Topic::Consultations(Cut::Detail), ""), Figure::Exact(50));
        let may = report(&db, &content, Period::month(month(5))).await;
        assert_eq!(figure(&may, Topic::Summary, "consultations"), Figure::Exact(0), "the bot has counted");
        let june = report(&db, &content, Period::month(month(6))).await;
        assert_eq!(figure(&june, Topic::Summary, "calls"), Figure::Exact(304));
        assert_eq!(figure(&spring, Topic::Calls, "out"), Figure::Hidden);
        assert_eq!(figure(&spring, Topic::Calls, "in"), Figure::Hidden);
    }
}
