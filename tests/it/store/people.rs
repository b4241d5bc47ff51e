//! People, updates, leases, keys and files.

use std::os::unix::fs::MetadataExt;

use safe_migration_bot::model::ids::{ChatId, PersonKey, UpdateId};
use safe_migration_bot::model::visitor::{Gender, Visitor};
use safe_migration_bot::privacy::{Keys, MasterKey, Unsealable};
use safe_migration_bot::store::{
    Db, Lease, OpenError, StoreError, lease, retention, updates, visitors,
};
use tokio::task::JoinSet;

use super::{CHAT, NOW, TODAY, execute};
use crate::databases::{Kind, TestDatabase, holds, keys};

/// One more message of this person, decided on what was there; how often it had to be decided.
async fn one_more(db: &Db, keys: &Keys) -> u32 {
    let person = keys.person_key(CHAT.0);
    for tries in 1.. {
        let mut tx = db.begin().await.unwrap();
        let before = visitors::load(&mut tx, keys, &person).await.unwrap();
        let version = before.as_ref().map(|(_, version)| *version);
        let mut visitor = before.map_or_else(Visitor::new, |(visitor, _)| visitor);
        visitor.burst.messages += 1;
        let saved = visitors::save(&mut tx, keys, &person, CHAT, &visitor, version, TODAY)
            .await
            .unwrap();
        if saved {
            tx.commit().await.unwrap();
            return tries;
        }
        tx.rollback().await.unwrap();
    }
    unreachable!()
}

on_both_databases! {
    async fn what_is_saved_comes_back_and_old_versions_are_refused(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let person = keys.person_key(CHAT.0);
        let mut visitor = Visitor::new();
        let mut tx = db.begin().await.unwrap();
        assert!(visitors::load(&mut tx, &keys, &person).await.unwrap().is_none());
        assert!(visitors::save(&mut tx, &keys, &person, CHAT, &visitor, None, TODAY).await.unwrap());
        assert!(!visitors::save(&mut tx, &keys, &person, CHAT, &visitor, None, TODAY).await.unwrap());
        visitor.gender = Some(Gender::Woman);
        visitor.choose_country("PL".parse().unwrap());
        assert!(visitors::save(&mut tx, &keys, &person, CHAT, &visitor, Some(1), TODAY).await.unwrap());
        assert!(!visitors::save(&mut tx, &keys, &person, CHAT, &visitor, Some(1), TODAY).await.unwrap());
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let loaded = visitors::load(&mut tx, &keys, &person).await.unwrap();
        assert_eq!(loaded, Some((visitor, 2)));
    }

    async fn what_a_consultant_changes_of_somebody_does_not_end_their_silence(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let person = keys.person_key(CHAT.0);
        let mut visitor = Visitor::new();
        let mut tx = db.begin().await.unwrap();
        assert!(visitors::save(&mut tx, &keys, &person, CHAT, &visitor, None, TODAY).await.unwrap());
        visitor.reachable = false;
        assert!(visitors::change(&mut tx, &keys, &person, CHAT, &visitor, 1).await.unwrap());
        assert!(!visitors::change(&mut tx, &keys, &person, CHAT, &visitor, 1).await.unwrap());
        let loaded = visitors::load(&mut tx, &keys, &person).await.unwrap();
        assert_eq!(loaded, Some((visitor, 2)));
        let tomorrow = TODAY.tomorrow().unwrap();
        let swept = retention::sweep(&mut tx, &keys, NOW, tomorrow, 0).await.unwrap();
        assert_eq!(swept.people, 1, "silent since the day on which they wrote");
        tx.commit().await.unwrap();
    }

    async fn forty_messages_at_once_on_two_processes_are_all_counted(database: TestDatabase) {
        let processes = [database.open().await, database.open().await];
        let mut tasks = JoinSet::new();
        for number in 0..40 {
            let db = processes[number % 2].clone();
            tasks.spawn(async move { one_more(&db, &keys()).await });
        }
        tasks.join_all().await;
        let mut tx = processes[0].begin().await.unwrap();
        let (visitor, version) =
            visitors::load(&mut tx, &keys(), &keys().person_key(CHAT.0)).await.unwrap().unwrap();
        assert_eq!((visitor.burst.messages, version), (40, 40));
    }

    async fn an_update_is_taken_once_and_only_by_a_commit(database: TestDatabase) {
        let db = database.open().await;
        let update = UpdateId(i64::from(i32::MAX) + 7);
        let mut tx = db.begin().await.unwrap();
        assert!(updates::take(&mut tx, update, NOW).await.unwrap());
        assert!(!updates::take(&mut tx, update, NOW).await.unwrap());
        tx.rollback().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert!(updates::take(&mut tx, update, NOW).await.unwrap());
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert!(!updates::take(&mut tx, update, NOW).await.unwrap());
        updates::mark(&mut tx, UpdateId(8), NOW).await.unwrap();
        updates::mark(&mut tx, UpdateId(8), NOW).await.unwrap();
        assert!(!updates::take(&mut tx, UpdateId(8), NOW).await.unwrap());
    }

    async fn one_of_many_processes_takes_a_redelivered_update(database: TestDatabase) {
        let processes = [database.open().await, database.open().await];
        let mut tasks = JoinSet::new();
        for number in 0..20 {
            let db = processes[number % 2].clone();
            tasks.spawn(async move {
                let mut tx = db.begin().await.unwrap();
                let taken = updates::take(&mut tx, UpdateId(5), NOW).await.unwrap();
                tx.commit().await.unwrap();
                taken
            });
        }
        let taken = tasks.join_all().await;
        assert_eq!(taken.into_iter().filter(|taken| *taken).count(), 1);
    }

    async fn a_dropped_transaction_never_was(database: TestDatabase) {
        let db = database.open().await;
        let mut tx = db.begin().await.unwrap();
        updates::mark(&mut tx, UpdateId(1), NOW).await.unwrap();
        drop(tx);
        let mut tx = db.begin().await.unwrap();
        assert!(updates::take(&mut tx, UpdateId(1), NOW).await.unwrap());
    }

    async fn a_lease_has_one_holder_until_it_runs_out(database: TestDatabase) {
        let db = database.open().await;
        let [ours, theirs] = ["ours", "theirs"].map(|holder| Lease {
            name: "sender".into(),
            holder: holder.into(),
        });
        let (soon, later) = (NOW.plus_ms(1000), NOW.plus_ms(2000));
        let mut tx = db.begin().await.unwrap();
        assert!(lease::take(&mut tx, &ours, NOW, soon).await.unwrap());
        assert!(!lease::take(&mut tx, &theirs, NOW, later).await.unwrap());
        assert!(lease::take(&mut tx, &ours, NOW, soon).await.unwrap(), "prolonged");
        assert!(lease::take(&mut tx, &theirs, soon, later).await.unwrap(), "run out");
        assert!(!lease::take(&mut tx, &ours, soon, later).await.unwrap());
        lease::release(&mut tx, &ours).await.unwrap();
        assert!(!lease::take(&mut tx, &ours, soon, later).await.unwrap(), "not ours to release");
        lease::release(&mut tx, &theirs).await.unwrap();
        assert!(lease::take(&mut tx, &ours, soon, later).await.unwrap());
        tx.commit().await.unwrap();
    }

    async fn one_of_many_processes_gets_the_lease(database: TestDatabase) {
        let processes = [database.open().await, database.open().await];
        let mut tasks = JoinSet::new();
        for number in 0..12 {
            let db = processes[number % 2].clone();
            tasks.spawn(async move {
                let lease = Lease { name: "sender".into(), holder: number.to_string() };
                let mut tx = db.begin().await.unwrap();
                let taken = lease::take(&mut tx, &lease, NOW, NOW.plus_ms(1000)).await.unwrap();
                tx.commit().await.unwrap();
                taken
            });
        }
        let taken = tasks.join_all().await;
        assert_eq!(taken.into_iter().filter(|taken| *taken).count(), 1);
    }

    async fn another_key_is_refused_and_the_right_one_still_serves(database: TestDatabase) {
        database.open().await.close().await;
        let db = Db::open(&database.url).await.unwrap();
        let other = Keys::derive(&MasterKey::random().unwrap());
        let refusal = db.migrate(&other).await.unwrap_err();
        assert!(matches!(refusal, OpenError::OtherKey), "{refusal}");
        assert!(refusal.to_string().contains("SECRET_KEY_FILE"), "{refusal}");
        db.migrate(&keys()).await.unwrap();
        db.ping().await.unwrap();
    }

    async fn a_row_moved_to_another_person_is_not_read(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        for user in [1, 2] {
            let person = keys.person_key(user);
            let chat = ChatId(user);
            let saved =
                visitors::save(&mut tx, &keys, &person, chat, &Visitor::new(), None, TODAY).await;
            assert!(saved.unwrap());
        }
        tx.commit().await.unwrap();
        let moved = execute!(
            &db,
            "UPDATE person SET sealed = (SELECT sealed FROM person WHERE person = $1)
             WHERE person = $2",
            keys.person_key(1).0.to_vec(),
            keys.person_key(2).0.to_vec()
        );
        assert_eq!(moved, 1);
        let mut tx = db.begin().await.unwrap();
        let read = visitors::load(&mut tx, &keys, &keys.person_key(2)).await;
        assert!(matches!(read, Err(StoreError::Unsealable(Unsealable::Broken))), "{read:?}");
    }

    /// SQLite makes numbers of text in such columns; what we bind is bytes and stays so.
    async fn hashes_that_look_like_numbers_stay_bytes(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let person = PersonKey([b'1'; 32]);
        let mut tx = db.begin().await.unwrap();
        assert!(
            visitors::save(&mut tx, &keys, &person, CHAT, &Visitor::new(), None, TODAY)
                .await
                .unwrap()
        );
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert!(visitors::load(&mut tx, &keys, &person).await.unwrap().is_some());
        drop(tx);
        if let Db::Sqlite { read, .. } = &db {
            let kind: String = sqlx::query_scalar("SELECT typeof(person) FROM person")
                .fetch_one(read)
                .await
                .unwrap();
            assert_eq!(kind, "blob");
        }
    }

    async fn a_closed_database_says_so(database: TestDatabase) {
        let db = database.open().await;
        db.ping().await.unwrap();
        db.close().await;
        assert!(matches!(db.ping().await, Err(StoreError::Database(_))));
        assert!(db.begin().await.is_err());
    }

    async fn nothing_of_a_person_is_readable_at_rest(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut visitor = Visitor::new();
        visitor.source = Some("mark-of-a-choice".into());
        let mut tx = db.begin().await.unwrap();
        let person = keys.person_key(CHAT.0);
        assert!(
            visitors::save(&mut tx, &keys, &person, CHAT, &visitor, None, TODAY).await.unwrap()
        );
        tx.commit().await.unwrap();
        let dump = database.dump().await;
        assert!(holds(&dump, &person.0));
        for mark in [
            b"mark-of-a-choice".as_slice(),
            CHAT.0.to_string().as_bytes(),
            format!("{:x}", CHAT.0).as_bytes(),
            &CHAT.0.to_be_bytes(),
            &CHAT.0.to_le_bytes(),
            b"reachable",
        ] {
            assert!(!holds(&dump, mark), "{}", String::from_utf8_lossy(mark));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_files_are_for_their_owner_alone() {
    let database = crate::databases::fresh(Kind::Sqlite).await;
    let db = database.open().await;
    let mut tx = db.begin().await.unwrap();
    updates::mark(&mut tx, UpdateId(1), NOW).await.unwrap();
    tx.commit().await.unwrap();
    let files = database.files();
    assert_eq!(files.len(), 3, "database, log and index: {files:?}");
    for file in files {
        assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o600, "{file:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_is_set_to_keep_its_promises() {
    let database = crate::databases::fresh(Kind::Sqlite).await;
    let Db::Sqlite { write, read } = database.open().await else {
        unreachable!()
    };
    for (pragma, expected) in [
        ("PRAGMA synchronous", 2_i64),
        ("PRAGMA foreign_keys", 1),
        ("PRAGMA secure_delete", 1),
        ("PRAGMA trusted_schema", 0),
        ("PRAGMA busy_timeout", 2000),
    ] {
        let value: i64 = sqlx::query_scalar(pragma).fetch_one(&write).await.unwrap();
        assert_eq!(value, expected, "{pragma}");
    }
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode")
        .fetch_one(&write)
        .await
        .unwrap();
    assert_eq!(mode, "wal");
    assert!(
        sqlx::query("DELETE FROM person")
            .execute(&read)
            .await
            .is_err(),
        "readers only read"
    );
}

#[tokio::test]
async fn addresses_we_do_not_know_are_refused_with_the_two_we_do() {
    for url in [
        "mysql://x/y",
        "bot.db",
        "sqlite::memory:",
        "sqlite://:memory:",
        "",
    ] {
        let refusal = Db::open(url).await.unwrap_err();
        assert!(matches!(refusal, OpenError::Address), "{url}: {refusal}");
        assert!(refusal.to_string().contains("sqlite://"));
    }
}
