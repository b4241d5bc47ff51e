//! How long a report takes over 1,000,000 visitors and 10,000,000 counted events in its year:
//! `cargo bench --bench report`. Promised: below 2 s on SQLite and PostgreSQL once the months are
//! closed, which housekeeping does, and no more when there are years beside it. Closing a month is
//! timed too: it costs what that month and its year cost. PostgreSQL is measured on the empty database
//! that `BENCH_DATABASE_URL` names, if it does.

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

/// The years that are filled one after the other, and the days since 1970 of their first days.
const YEARS: [(i16, i64); 3] = [(2023, 19_358), (2024, 19_723), (2025, 20_089)];

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
    let rules = Rules::of(&content);
    let close = async |today| {
        let begun = Instant::now();
        let closed = close_due(&db, &rules, today).await.expect("months");
        println!("{name}: {closed} months closed in {:?}", begun.elapsed());
    };
    for (at, (year, new_year)) in (0..).zip(YEARS) {
        fill(&db, at * 500_000, new_year).await;
        close(date(year, 12, 10)).await;
        close(date(year + 1, 1, 10)).await;
        println!("{name}: with {} years of data", at + 1);
        for of in YEARS.iter().map(|(year, _)| *year).filter(|of| *of <= year) {
            reports(&db, &content, name, of).await;
        }
    }
}

/// The last month, the last quarter and all of a year.
async fn reports(db: &Db, content: &Content, name: &str, year: i16) {
    let december = Month::of(year, 12);
    for period in [
        Period::month(december),
        Period::quarter_of(december),
        Period::year_of(december),
    ] {
        let begun = Instant::now();
        let made = report(db, content, period, date(year + 1, 1, 10))
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

/// 1,000,000 visitors of a year, half of them twice and half of them known from the year before, and
/// three kinds of events, 9,120 of each a day.
async fn fill(db: &Db, first_visitor: i64, new_year: i64) {
    let i = format!("(i + {first_visitor})");
    let (row, key) = match db {
        Db::Sqlite { .. } => (
            "(WITH RECURSIVE n(i) AS
                (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999999) SELECT i FROM n)",
            format!("CAST(printf('%032d', {i}) AS BLOB)"),
        ),
        Db::Postgres(_) => (
            "generate_series(0::bigint, 999999) AS n(i)",
            format!("decode(md5({i}::text) || md5((-{i})::text), 'hex')"),
        ),
    };
    let statements = visits(row, &key, new_year)
        .into_iter()
        .chain(counts(row, new_year));
    for statement in statements.map(AssertSqlSafe) {
        match db {
            Db::Sqlite { write, .. } => sqlx::query(statement).execute(write).await.map(|_| ()),
            Db::Postgres(pool) => sqlx::query(statement).execute(pool).await.map(|_| ()),
        }
        .expect("rows");
    }
}

fn visits(row: &str, key: &str, new_year: i64) -> [String; 2] {
    let told = "CASE (i * 7) % 3 WHEN 0 THEN 'ru' ELSE 'uk' END,
         CASE (i * 11) % 4 WHEN 0 THEN 'man' WHEN 1 THEN '' ELSE 'woman' END,
         CASE (i * 13) % 5 WHEN 0 THEN 'PL' WHEN 1 THEN 'DE' WHEN 2 THEN 'UA' ELSE '' END,
         CASE (i * 17) % 3 WHEN 0 THEN '25_59' ELSE '' END,
         CASE (i * 19) % 3 WHEN 0 THEN 'inside' ELSE 'outside' END,
         CASE (i * 23) % 6 WHEN 0 THEN 'third_country' ELSE 'ukraine' END";
    let visits = |day: &str, is_new: bool, every: i64| {
        format!(
            "INSERT INTO visitor_day (visitor, day, language, gender, country, age, place,
                 citizenship, source, is_new)
             SELECT {key}, {new_year} + {day}, {told}, '', {is_new} FROM {row} WHERE i % {every} = 0"
        )
    };
    [
        visits("(i * 7919) % 300", true, 1),
        visits("300 + (i * 104729) % 65", false, 2),
    ]
}

/// So many categories of each thing that events are told apart by.
fn counts(row: &str, new_year: i64) -> [String; 7] {
    let fact = "CASE (i / 365) % 3 WHEN 0 THEN 'faq_views' WHEN 1 THEN 'consultations'
         ELSE 'conversations' END";
    [
        ("detail", 60),
        ("language", 3),
        ("gender", 3),
        ("country", 40),
        ("age", 5),
        ("place", 3),
        ("citizenship", 3),
    ]
    .map(|(cut, categories)| {
        format!(
            "INSERT INTO day_count (day, fact, cut, category, n)
             SELECT {new_year} + i % 365, {fact}, '{cut}', 'c' || (i / 1095), {} FROM {row}
             WHERE i < {}",
            9_120 / categories,
            1_095 * categories
        )
    })
}
