//! A database looked at without being touched, as the doctor does.

use safe_migration_bot::store::inspect::{self, Inspected, Owner, Tables};

use crate::databases::{TestDatabase, keys};

on_both_databases! {
    async fn a_database_in_use_is_seen_as_it_is(database: TestDatabase) {
        let db = database.open().await;
        let keys = keys();
        let seen = inspect::inspect(&database.url, Some(&keys)).await.unwrap();
        assert!(matches!(seen, Inspected::There { tables: Tables::Current, owner: Owner::Ours, .. }));
        db.close().await;
    }
}
