//! How long a report takes over 1,000,000 visitors and 10,000,000 counted events:
//! `cargo bench --bench report`. Promised: below 2 s on SQLite and PostgreSQL once the months are
//! closed, which housekeeping does. Closing the latest month is timed too: it costs what that month
//! costs. PostgreSQL is measured on the empty database that `BENCH_DATABASE_URL` names, if it does.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement for the person at the terminal"
)]

use std::time::Instant;

use jiff::civil::date;
use safe_migration_bot::content::Content;
use safe_migration_bot::model::figures::Month;
use safe_migration_bot::ops::closing::close_due;
use safe_migration_bot::ops::reporting::report;
use safe_migration_bot::privacy::{Keys, MasterKey};
use safe_migration_bot::statistics::period::Period;
use safe_migration_bot::statistics::report::Rules;
use safe_migration_bot::store::Db;
use sqlx::AssertSqlSafe;

/// Days since 1970 of the first day of 2025.
const NEW_YEAR: i64 = 20_089;

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        measure(&format!("sqlite://{}/bot.db", folder.path().display())).await;
        if let Ok(url) = std::env::var("BENCH_DATABASE_URL") {
            measure(&url).await;
        }
    });
}

async fn measure(url: &str) {
    let db = Db::open(url).await.expect("a database");
    let keys = Keys::derive(&MasterKey::new([7; 32]));
    db.migrate(&keys).await.expect("tables");
    let content = Content::embedded().expect("content");
    let name = url.split(':').next().unwrap_or_default();
    fill(&db).await;
    let rules = Rules::of(&content);
    let begun = Instant::now();
    close_due(&db, &rules, date(2025, 12, 10))
        .await
        .expect("months");
    println!("{name}: eleven months closed in {:?}", begun.elapsed());
    let begun = Instant::now();
    close_due(&db, &rules, date(2026, 1, 10))
        .await
        .expect("a month");
    println!("{name}: the twelfth closed in {:?}", begun.elapsed());
    let december = Month::of(2025, 12);
    for period in [
        Period::month(december),
        Period::quarter_of(december),
        Period::year_of(december),
    ] {
        let begun = Instant::now();
        let made = report(&db, &content, period, date(2026, 1, 10))
            .await
            .expect("a report");
        let took = begun.elapsed();
        let visitors = made.tables.first().and_then(|table| table.rows.first());
        println!(
            "{name}: {period} in {took:?}: {:?}",
            visitors.map(|row| row.figure)
        );
        // Without optimisation nothing is promised.
        assert!(
            cfg!(debug_assertions) || took.as_secs() < 2,
            "a report takes less than 2 s"
        );
    }
}

/// 1,000,000 visitors, half of them twice, and 1,000,000 counters of 10 each, over a year.
async fn fill(db: &Db) {
    let told = "CASE (i * 7) % 3 WHEN 0 THEN 'ru' ELSE 'uk' END,
         CASE (i * 11) % 4 WHEN 0 THEN 'man' WHEN 1 THEN '' ELSE 'woman' END,
         CASE (i * 13) % 5 WHEN 0 THEN 'PL' WHEN 1 THEN 'DE' WHEN 2 THEN 'UA' ELSE '' END,
         CASE (i * 17) % 3 WHEN 0 THEN '25_59' ELSE '' END,
         CASE (i * 19) % 3 WHEN 0 THEN 'inside' ELSE 'outside' END,
         CASE (i * 23) % 6 WHEN 0 THEN 'third_country' ELSE 'ukraine' END";
    let visits = |key: &str, row: &str, day: &str, is_new: bool, every: i64| {
        format!(
            "INSERT INTO visitor_day (visitor, day, language, gender, country, age, place,
                 citizenship, source, is_new)
             SELECT {key}, {NEW_YEAR} + {day}, {told}, '', {is_new} FROM {row} WHERE i % {every} = 0"
        )
    };
    let counts = |row: &str| {
        format!(
            "INSERT INTO day_count (day, fact, detail, language, gender, country, age, place,
                 citizenship, n)
             SELECT {NEW_YEAR} + i % 365,
                 CASE (i / 365) % 3 WHEN 0 THEN 'faq_views' WHEN 1 THEN 'consultations'
                     ELSE 'conversations' END,
                 'd' || ((i / 1095) % 60), 'uk', CASE (i / 65700) % 3 WHEN 0 THEN 'man'
                     WHEN 1 THEN '' ELSE 'woman' END, 'c' || (i / 197100), '', '', '', 10
             FROM {row}"
        )
    };
    let (first, second) = ("(i * 7919) % 300", "300 + (i * 104729) % 65");
    match db {
        Db::Sqlite { write, .. } => {
            let row = "(WITH RECURSIVE n(i) AS
                (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999999) SELECT i FROM n)";
            let key = "CAST(printf('%032d', i) AS BLOB)";
            for fill in [
                visits(key, row, first, true, 1),
                visits(key, row, second, false, 2),
                counts(row),
            ] {
                sqlx::query(AssertSqlSafe(fill))
                    .execute(write)
                    .await
                    .expect("rows");
            }
        }
        Db::Postgres(pool) => {
            let row = "generate_series(0::bigint, 999999) AS n(i)";
            let key = "decode(md5(i::text) || md5((-i)::text), 'hex')";
            for fill in [
                visits(key, row, first, true, 1),
                visits(key, row, second, false, 2),
                counts(row),
            ] {
                sqlx::query(AssertSqlSafe(fill))
                    .execute(pool)
                    .await
                    .expect("rows");
            }
        }
    }
}
