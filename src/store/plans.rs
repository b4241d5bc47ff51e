//! How SQLite goes about what reports and closing ask of it: by the days or months they are about,
//! never through all that was ever counted. The statements stand beside what they are for; here they
//! are only looked at. PostgreSQL decides anew by what is in the tables; `benches/report.rs` times it.

use sqlx::{AssertSqlSafe, SqlitePool};

use super::{Db, figures, months};
use crate::model::figures::{Crowd, Month};
use crate::privacy::{Keys, MasterKey};

/// One line a step: which table, by which index, and what is compared.
async fn plan(pool: &SqlitePool, statement: &str) -> Vec<String> {
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
    let steps = sqlx::query_as::<_, (i64, i64, i64, String)>(explain);
    let steps = steps.fetch_all(pool).await.unwrap().into_iter();
    steps.map(|(_, _, _, detail)| detail).collect()
}

#[tokio::test]
async fn reports_and_closing_read_the_time_they_are_about() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/bot.db", folder.path().display());
    let db = Db::open(&url).await.unwrap();
    db.migrate(&Keys::derive(&MasterKey::new([7; 32])))
        .await
        .unwrap();
    let Db::Sqlite { read: pool, .. } = &db else {
        panic!("the address is SQLite's");
    };
    let year = Month::of(2025, 1);
    for (statement, by) in [
        (months::SUMS.to_owned(), "(day>? AND day<?)"),
        (months::steps_in(Crowd::Visitors, year), "(day>? AND day<?)"),
        (
            months::steps_in(Crowd::Consulted, year),
            "(day>? AND day<?)",
        ),
        (figures::COUNTS.to_owned(), "(month>? AND month<?)"),
        (figures::PEOPLE.to_owned(), "(month>? AND month<?)"),
    ] {
        let plan = plan(pool, &statement).await;
        // `h` and `s` are the people of the month, gathered by the statement itself.
        let scans = plan.iter().filter(|step| step.starts_with("SCAN "));
        let whole: Vec<_> = scans
            .filter(|step| !["SCAN h", "SCAN s"].contains(&step.as_str()))
            .collect();
        assert!(whole.is_empty(), "{whole:?} of {plan:#?}");
        assert!(plan.iter().any(|step| step.contains(by)), "{plan:#?}");
    }
    let everything = plan(pool, "SELECT visitor FROM visitor_day WHERE is_new").await;
    assert!(
        everything[0].starts_with("SCAN visitor_day"),
        "{everything:?}"
    );
}
