//! Every migration runs on an empty database and on one that holds data, and makes the same
//! tables on both databases.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use safe_migration_bot::store::{Db, OpenError};
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Executor};

use crate::databases::{Kind, TestDatabase, fresh, keys};

/// Runs the same body on the pool of either database.
macro_rules! on_pool {
    ($db:expr, $pool:ident => $body:expr) => {
        match $db {
            Db::Sqlite { write: $pool, .. } => $body,
            Db::Postgres($pool) => $body,
        }
    };
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

async fn all_migrations() -> Migrator {
    Migrator::new(root().join("migrations")).await.unwrap()
}

/// Rows that a database may hold once the migration of that number has run.
fn sample(version: i64) -> String {
    let path = root().join(format!("tests/it/fixtures/migrations/{version:04}.sql"));
    fs::read_to_string(&path)
        .unwrap_or_else(|_| panic!("a migration travels with sample data: {}", path.display()))
}

/// Table, column, type, whether it must hold a value.
type Column = (String, String, String, bool);

async fn columns(db: &Db) -> BTreeSet<Column> {
    let columns: Vec<Column> = match db {
        Db::Sqlite { read, .. } => sqlx::query_as(
            "SELECT m.name, c.name, LOWER(c.type), c.\"notnull\"
             FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE '\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'",
        )
        .fetch_all(read)
        .await
        .unwrap(),
        Db::Postgres(pool) => sqlx::query_as(
            "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'NO'
             FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%'",
        )
        .fetch_all(pool)
        .await
        .unwrap(),
    };
    columns.into_iter().collect()
}

async fn rows_in(db: &Db, table: &str) -> i64 {
    let count = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    on_pool!(db, pool => sqlx::query_scalar(count).fetch_one(pool).await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_get_the_same_tables() {
    let (sqlite, postgres) = (fresh(Kind::Sqlite).await, fresh(Kind::Postgres).await);
    let sqlite = columns(&sqlite.open().await).await;
    let postgres = columns(&postgres.open().await).await;
    assert!(sqlite.len() > 30, "{sqlite:?}");
    assert_eq!(sqlite, postgres);
}

on_both_databases! {
    async fn a_database_with_data_keeps_it_through_every_later_migration(database: TestDatabase) {
        let db = Db::open(&database.url).await.unwrap();
        let all = all_migrations().await;
        for newest in all.iter() {
            let until_now = all.iter().filter(|one| one.version <= newest.version).cloned();
            let until_now = Migrator::with_migrations(until_now.collect());
            on_pool!(&db, pool => until_now.run(pool).await.unwrap());
            let sample = AssertSqlSafe(sample(newest.version));
            on_pool!(&db, pool => pool.execute(sample).await.map(|_| ()).unwrap());
        }
        db.migrate(&keys()).await.unwrap();
        let first: i64 = on_pool!(&db, pool => {
            sqlx::query_scalar("SELECT COUNT(*) FROM outbox WHERE rank = 0 AND NOT begun")
                .fetch_one(pool)
                .await
                .unwrap()
        });
        assert_eq!(first, 2, "what waited for people before there were desks goes first");
        // What was counted by day before is the same, told apart by one thing at a time.
        let carried: Vec<(String, String, i64)> = on_pool!(&db, pool => {
            sqlx::query_as("SELECT cut, category, n FROM day_count WHERE fact = 'faq_views' ORDER BY cut, category")
                .fetch_all(pool)
                .await
                .unwrap()
        });
        let carried: Vec<_> = carried.iter().map(|(cut, category, n)| (cut.as_str(), category.as_str(), *n)).collect();
        assert_eq!(carried, [
            ("age", "25_59", 12),
            ("age", "60", 3),
            ("citizenship", "ukraine", 15),
            ("country", "MD", 3),
            ("country", "PL", 12),
            ("detail", "tp-who", 15),
            ("gender", "woman", 15),
            ("language", "uk", 15),
            ("place", "outside", 15),
        ]);
        let tables: BTreeSet<_> = columns(&db).await.into_iter().map(|column| column.0).collect();
        for table in tables {
            assert!(rows_in(&db, &table).await > 0, "no sample data in {table}");
        }
    }

    async fn opening_again_changes_nothing(database: TestDatabase) {
        let first = columns(&database.open().await).await;
        assert_eq!(columns(&database.open().await).await, first);
    }

    async fn two_processes_may_start_at_once(database: TestDatabase) {
        let opened: Vec<Db> = futures::future::join_all((0..3).map(|_| Db::open(&database.url)))
            .await
            .into_iter()
            .map(Result::unwrap)
            .collect();
        if database.kind == Kind::Postgres {
            let keys = keys();
            let all = futures::future::join_all(opened.iter().map(|db| db.migrate(&keys))).await;
            assert!(all.iter().all(Result::is_ok), "{all:?}");
        } else {
            // One process a file is SQLite's rule; the second start finds the tables made.
            for db in &opened {
                db.migrate(&keys()).await.unwrap();
            }
        }
    }

    async fn tables_of_a_newer_program_are_refused(database: TestDatabase) {
        let db = database.open().await;
        on_pool!(&db, pool => {
            sqlx::query(
                "UPDATE _sqlx_migrations SET version = 9999
                 WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)",
            )
            .execute(pool)
            .await
            .unwrap();
        });
        let refusal = db.migrate(&keys()).await.unwrap_err();
        assert!(matches!(refusal, OpenError::Migration(_)), "{refusal}");
        assert!(refusal.to_string().contains("newer version"), "{refusal}");
    }
}
