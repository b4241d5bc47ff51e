//! Months that are closed: read once, written once; then the days they were made of can go.

use jiff::civil::date;
use safe_migration_bot::model::figures::{Crowd, Cut, Figures, Month};
use safe_migration_bot::model::ids::VisitorKey;
use safe_migration_bot::statistics::closing::moves;
use safe_migration_bot::store::{counts, figures, months};

use crate::databases::TestDatabase;
use crate::town::people_came_on;

/// How many of a crowd were there in all.
fn seen(figures: &Figures, crowd: Crowd) -> u64 {
    let all = figures.people.iter();
    all.filter(|people| people.crowd == crowd && people.cut == Cut::Detail)
        .map(|people| people.n)
        .sum()
}

on_both_databases! {
    async fn a_month_is_closed_once_and_its_days_can_go(database: TestDatabase) {
        let db = database.open().await;
        let (day, june) = (date(2022, 6, 14), Month::of(2022, 6));
        assert_eq!(months::first_day(&db).await.unwrap(), None);
        people_came_on(&db, day, 30, 20).await;
        let mut tx = db.begin().await.unwrap();
        counts::consulted(&mut tx, &VisitorKey([0; 32]), day).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(months::first_day(&db).await.unwrap(), Some(day));
        assert_eq!(months::closed(&db).await.unwrap(), None);

        let sums = months::sums(&db, june).await.unwrap();
        let opened = sums.iter().filter(|count| count.fact == "faq_views" && count.cut == Cut::Gender);
        assert_eq!(opened.map(|count| count.n).sum::<u64>(), 50);
        let mut people = Vec::new();
        for crowd in [Crowd::Visitors, Crowd::Consulted] {
            let steps = months::steps(&db, crowd, june).await.unwrap();
            people.extend(moves(crowd, june, &steps));
        }
        let mut tx = db.begin().await.unwrap();
        assert!(months::close(&mut tx, june, &sums, &people).await.unwrap());
        assert!(!months::close(&mut tx, june, &sums, &people).await.unwrap(), "once");
        tx.commit().await.unwrap();
        assert_eq!(months::closed(&db).await.unwrap(), Some((june, june)));
        let before = figures::of_year(&db, 2022).await.unwrap();
        assert_eq!((seen(&before, Crowd::Visitors), seen(&before, Crowd::Consulted)), (50, 1));
        assert_eq!(before.folded, None);

        let july = Month::of(2022, 7);
        let mut tx = db.begin().await.unwrap();
        assert!(months::destroy_a_day(&mut tx, july.first_day()).await.unwrap());
        assert!(!months::destroy_a_day(&mut tx, july.first_day()).await.unwrap(), "nothing is left");
        assert_eq!(months::note_folded(&mut tx, july).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(months::first_day(&db).await.unwrap(), None);
        let after = figures::of_year(&db, 2022).await.unwrap();
        assert_eq!((&after.counts, &after.people), (&before.counts, &before.people));
        assert!(after.folded.is_some());
    }
}
