//! Visits and counts.

use safe_migration_bot::model::fact::{Breakdown, Fact};
use safe_migration_bot::model::figures::Cut;
use safe_migration_bot::model::ids::VisitorKey;
use safe_migration_bot::store::counts::{self, CountRow, VisitRow};

use super::TODAY;
use crate::databases::TestDatabase;

fn told(language: &str, gender: &str) -> Breakdown {
    Breakdown {
        language: language.into(),
        gender: gender.into(),
        ..Breakdown::default()
    }
}

on_both_databases! {
    async fn a_visitor_counts_once_a_day_with_the_latest_that_was_told(database: TestDatabase) {
        let db = database.open().await;
        let (one, two) = (VisitorKey([1; 32]), VisitorKey([2; 32]));
        let tomorrow = TODAY.tomorrow().unwrap();
        let mut tx = db.begin().await.unwrap();
        counts::visit(&mut tx, &one, TODAY, &told("uk", ""), true, Some("poster")).await.unwrap();
        counts::visit(&mut tx, &one, TODAY, &told("", "woman"), false, None).await.unwrap();
        counts::visit(&mut tx, &one, TODAY, &told("ru", ""), false, None).await.unwrap();
        counts::visit(&mut tx, &two, TODAY, &told("en", ""), false, None).await.unwrap();
        counts::visit(&mut tx, &one, tomorrow, &told("ru", "woman"), false, None).await.unwrap();
        tx.commit().await.unwrap();
        let visits = counts::visits_between(&db, TODAY, TODAY).await.unwrap();
        let first = VisitRow {
            visitor: one,
            day: TODAY,
            breakdown: told("ru", "woman"),
            source: "poster".into(),
            is_new: true,
        };
        assert_eq!(visits.len(), 2);
        assert_eq!(visits[0], first);
        assert!(!visits[1].is_new);
        assert_eq!(counts::visits_between(&db, TODAY, tomorrow).await.unwrap().len(), 3);
        assert!(counts::visits_between(&db, tomorrow, TODAY).await.unwrap().is_empty());
    }

    async fn a_fact_is_counted_by_day_subject_and_what_was_told(database: TestDatabase) {
        let db = database.open().await;
        let opened = |id: &str| Fact::AnswerOpened(id.parse().unwrap());
        let mut tx = db.begin().await.unwrap();
        for (fact, gender) in [
            (opened("tp-who"), "woman"),
            (opened("tp-who"), "woman"),
            (opened("tp-who"), ""),
            (opened("tp-how"), "woman"),
            (Fact::Hidden, ""),
        ] {
            counts::add(&mut tx, TODAY, &fact, &told("uk", gender)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let counted = counts::counts_between(&db, TODAY, TODAY).await.unwrap();
        let row = |fact: &str, cut: Cut, category: &str, n| CountRow {
            day: TODAY,
            fact: fact.into(),
            cut,
            category: category.into(),
            n,
        };
        let of_cut = |cut: Cut| counted.iter().filter(|row| row.cut == cut).cloned().collect::<Vec<_>>();
        assert_eq!(of_cut(Cut::Detail), [
            row("faq_views", Cut::Detail, "tp-how", 1),
            row("faq_views", Cut::Detail, "tp-who", 3),
            row("hidden", Cut::Detail, "", 1),
        ]);
        assert_eq!(of_cut(Cut::Gender), [
            row("faq_views", Cut::Gender, "", 1),
            row("faq_views", Cut::Gender, "woman", 3),
            row("hidden", Cut::Gender, "", 1),
        ]);
        assert_eq!(of_cut(Cut::Language), [
            row("faq_views", Cut::Language, "uk", 4),
            row("hidden", Cut::Language, "uk", 1),
        ]);
        let cuts: std::collections::BTreeSet<Cut> = counted.iter().map(|row| row.cut).collect();
        assert_eq!(cuts.len(), 7, "{cuts:?}");
        let tomorrow = TODAY.tomorrow().unwrap();
        assert!(counts::counts_between(&db, tomorrow, tomorrow).await.unwrap().is_empty());
    }

    async fn a_fact_can_be_taken_back_but_not_more_often_than_it_was_counted(database: TestDatabase) {
        let db = database.open().await;
        let (yesterday, told) = (TODAY.yesterday().unwrap(), told("uk", "woman"));
        let mut tx = db.begin().await.unwrap();
        for _ in 0..2 {
            counts::add(&mut tx, yesterday, &Fact::Hidden, &told).await.unwrap();
        }
        counts::add(&mut tx, TODAY, &Fact::Hidden, &told).await.unwrap();
        counts::uncount(&mut tx, yesterday, &Fact::Hidden, &told).await.unwrap();
        tx.commit().await.unwrap();
        let counted = |rows: Vec<CountRow>| {
            let of_cut = |cut: Cut| {
                let rows = rows.iter().filter(move |row| row.cut == cut);
                rows.map(|row| (row.day, row.n)).collect::<Vec<_>>()
            };
            let all = of_cut(Cut::Detail);
            for cut in [Cut::Language, Cut::Gender, Cut::Country, Cut::Age, Cut::Place, Cut::Citizenship] {
                assert_eq!(of_cut(cut), all, "{cut:?}");
            }
            all
        };
        let rows = counts::counts_between(&db, yesterday, TODAY).await.unwrap();
        assert_eq!(counted(rows), [(yesterday, 1), (TODAY, 1)]);
        let mut tx = db.begin().await.unwrap();
        for _ in 0..3 {
            counts::uncount(&mut tx, yesterday, &Fact::Hidden, &told).await.unwrap();
        }
        counts::add(&mut tx, yesterday, &Fact::Forgotten, &told).await.unwrap();
        tx.commit().await.unwrap();
        let rows = counts::counts_between(&db, yesterday, TODAY).await.unwrap();
        assert_eq!(counted(rows), [(yesterday, 1), (TODAY, 1)], "only the other fact is left");
    }
}
