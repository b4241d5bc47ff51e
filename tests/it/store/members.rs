//! Who works at a desk.

use safe_migration_bot::content::DeskId;
use safe_migration_bot::model::desk::Member;
use safe_migration_bot::model::ids::ChatId;
use safe_migration_bot::privacy::Keys;
use safe_migration_bot::store::members;

use super::{execute, main_desk};
use crate::databases::{TestDatabase, holds, keys};

const ACCOUNT: i64 = 7_555_111_222;

fn member(keys: &Keys, account: i64, alias: &str, on_duty: bool) -> Member {
    Member {
        key: keys.staff_key(account),
        account: ChatId(account),
        alias: Some(alias.to_owned()),
        on_duty,
    }
}

on_both_databases! {
    async fn members_are_of_one_desk_and_those_on_duty_come_first(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let other: DeskId = "romania".parse().unwrap();
        let mut tx = db.begin().await.unwrap();
        assert!(members::load(&mut tx, &keys, &main_desk()).await.unwrap().is_empty());
        let olena = member(&keys, 1, "Olena", false);
        let ihor = member(&keys, 2, "Ihor", true);
        for member in [&olena, &ihor] {
            members::save(&mut tx, &keys, &main_desk(), member).await.unwrap();
        }
        members::save(&mut tx, &keys, &other, &olena).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let at_main = members::load(&mut tx, &keys, &main_desk()).await.unwrap();
        assert_eq!(at_main, [ihor.clone(), olena.clone()]);
        let on_duty = member(&keys, 1, "Lena", true);
        members::save(&mut tx, &keys, &main_desk(), &on_duty).await.unwrap();
        let off_duty = Member { on_duty: false, ..ihor };
        members::save(&mut tx, &keys, &main_desk(), &off_duty).await.unwrap();
        let at_main = members::load(&mut tx, &keys, &main_desk()).await.unwrap();
        assert_eq!(at_main, [on_duty, off_duty]);
        assert_eq!(members::load(&mut tx, &keys, &other).await.unwrap(), [olena]);
    }

    async fn a_member_who_leaves_is_forgotten_at_that_desk(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let other: DeskId = "romania".parse().unwrap();
        let (olena, ihor) = (member(&keys, 1, "Olena", true), member(&keys, 2, "Ihor", true));
        let mut tx = db.begin().await.unwrap();
        members::save(&mut tx, &keys, &main_desk(), &olena).await.unwrap();
        members::save(&mut tx, &keys, &main_desk(), &ihor).await.unwrap();
        members::save(&mut tx, &keys, &other, &olena).await.unwrap();
        members::remove(&mut tx, &main_desk(), &olena.key).await.unwrap();
        assert_eq!(members::load(&mut tx, &keys, &main_desk()).await.unwrap(), [ihor]);
        assert_eq!(members::load(&mut tx, &keys, &other).await.unwrap(), [olena]);
    }

    async fn whose_desk_is_no_more_is_no_member(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let desks: [DeskId; 2] = ["main", "lviv"].map(|name| name.parse().unwrap());
        for desk in &desks {
            members::save(&mut tx, &keys, desk, &member(&keys, 1, "Olena", true)).await.unwrap();
        }
        assert_eq!(members::keep_only(&mut tx, &desks).await.unwrap(), 0);
        assert_eq!(members::keep_only(&mut tx, &desks[..1]).await.unwrap(), 1);
        assert_eq!(members::load(&mut tx, &keys, &desks[0]).await.unwrap().len(), 1);
        assert_eq!(members::load(&mut tx, &keys, &desks[1]).await.unwrap(), []);
        assert_eq!(members::keep_only(&mut tx, &[]).await.unwrap(), 1);
    }

    async fn a_member_who_cannot_be_opened_does_not_close_the_desk(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        for account in [1, 2] {
            let member = member(&keys, account, "Olena", true);
            members::save(&mut tx, &keys, &main_desk(), &member).await.unwrap();
        }
        tx.commit().await.unwrap();
        let [one, two] = [1, 2].map(|account| keys.staff_key(account));
        execute!(
            &db,
            "UPDATE desk_member SET sealed = (SELECT m.sealed FROM desk_member m WHERE m.member = $1)
             WHERE member = $2",
            one.0.to_vec(),
            two.0.to_vec()
        );
        let mut tx = db.begin().await.unwrap();
        let left = members::load(&mut tx, &keys, &main_desk()).await.unwrap();
        assert_eq!(left.iter().map(|member| member.key).collect::<Vec<_>>(), [one]);
        members::save(&mut tx, &keys, &main_desk(), &member(&keys, 2, "Ihor", true)).await.unwrap();
        assert_eq!(members::load(&mut tx, &keys, &main_desk()).await.unwrap().len(), 2);
    }

    async fn no_account_or_alias_is_readable_at_rest(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let olena = member(&keys, ACCOUNT, "mark-of-an-alias", true);
        members::save(&mut tx, &keys, &main_desk(), &olena).await.unwrap();
        tx.commit().await.unwrap();
        let dump = database.dump().await;
        assert!(holds(&dump, &olena.key.0));
        for mark in [
            b"mark-of-an-alias".as_slice(),
            ACCOUNT.to_string().as_bytes(),
            &ACCOUNT.to_be_bytes(),
            &keys.person_key(ACCOUNT).0,
        ] {
            assert!(!holds(&dump, mark), "{}", String::from_utf8_lossy(mark));
        }
    }
}
