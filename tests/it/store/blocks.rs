//! People to whom the desks are closed for a time.

use safe_migration_bot::store::blocks;

use super::{CHAT, NOW, code};
use crate::databases::{TestDatabase, holds, keys};

on_both_databases! {
    async fn a_block_holds_until_its_moment(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let [person, other] = [1, 2].map(|user| keys.person_key(user));
        let mut tx = db.begin().await.unwrap();
        assert!(!blocks::is_blocked(&mut tx, &person, NOW).await.unwrap());
        blocks::block(&mut tx, &person, &code(1), NOW.plus_ms(10)).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert!(blocks::is_blocked(&mut tx, &person, NOW.plus_ms(9)).await.unwrap());
        assert!(!blocks::is_blocked(&mut tx, &person, NOW.plus_ms(10)).await.unwrap());
        assert!(!blocks::is_blocked(&mut tx, &other, NOW).await.unwrap());
    }

    async fn who_is_blocked_again_is_blocked_once_by_the_later_case(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let person = keys.person_key(1);
        let mut tx = db.begin().await.unwrap();
        blocks::block(&mut tx, &person, &code(1), NOW.plus_ms(10)).await.unwrap();
        blocks::block(&mut tx, &person, &code(2), NOW.plus_ms(20)).await.unwrap();
        let list = blocks::list(&mut tx, NOW).await.unwrap();
        assert_eq!(list, [(code(2), NOW.plus_ms(20))]);
        assert!(blocks::is_blocked(&mut tx, &person, NOW.plus_ms(15)).await.unwrap());
        assert!(!blocks::lift(&mut tx, &code(1)).await.unwrap());
    }

    async fn a_block_is_taken_back_by_the_code_of_the_case(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let [one, two] = [1, 2].map(|user| keys.person_key(user));
        let mut tx = db.begin().await.unwrap();
        blocks::block(&mut tx, &one, &code(1), NOW.plus_ms(20)).await.unwrap();
        blocks::block(&mut tx, &two, &code(2), NOW.plus_ms(10)).await.unwrap();
        let list = blocks::list(&mut tx, NOW).await.unwrap();
        assert_eq!(list, [(code(2), NOW.plus_ms(10)), (code(1), NOW.plus_ms(20))]);
        assert_eq!(blocks::list(&mut tx, NOW.plus_ms(10)).await.unwrap().len(), 1);
        assert!(blocks::lift(&mut tx, &code(1)).await.unwrap());
        assert!(!blocks::lift(&mut tx, &code(1)).await.unwrap());
        assert!(!blocks::is_blocked(&mut tx, &one, NOW).await.unwrap());
        assert!(blocks::is_blocked(&mut tx, &two, NOW).await.unwrap());
    }

    async fn a_blocked_person_stays_unknown(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let person = keys.person_key(CHAT.0);
        blocks::block(&mut tx, &person, &code(1), NOW).await.unwrap();
        tx.commit().await.unwrap();
        let dump = database.dump().await;
        assert!(holds(&dump, &person.0));
        assert!(!holds(&dump, CHAT.0.to_string().as_bytes()));
        assert!(!holds(&dump, &CHAT.0.to_be_bytes()));
    }
}
