//! What is remembered of the staff's group.

use safe_migration_bot::model::figures::Month;
use safe_migration_bot::model::moment::Moment;
use safe_migration_bot::model::staff::{Digest, Every, StaffRoom};
use safe_migration_bot::store::{Db, staff};

use super::NOW;
use crate::databases::{TestDatabase, holds, keys};

on_both_databases! {
    async fn the_staffs_room_comes_back_and_an_older_version_is_refused(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let member = keys.staff_key(7_555_111_333);
        let room = StaffRoom {
            greeted: true,
            languages: vec![(member, "ru".parse().unwrap())],
            digest: Some(Digest { every: Every::Month, lang: "en".parse().unwrap(), done: Month::of(2026, 8) }),
            moved: None,
        };
        let mut tx = db.begin().await.unwrap();
        assert!(staff::load(&mut tx, &keys).await.unwrap().is_none());
        let due = Some(NOW.plus_ms(1000));
        assert!(staff::save(&mut tx, &keys, &room, due, None).await.unwrap());
        assert!(!staff::save(&mut tx, &keys, &room, due, None).await.unwrap(), "another was first");
        tx.commit().await.unwrap();

        assert!(!staff::is_due(&db, NOW).await.unwrap());
        assert!(staff::is_due(&db, NOW.plus_ms(1000)).await.unwrap());
        let mut tx = db.begin().await.unwrap();
        let (found, version) = staff::load(&mut tx, &keys).await.unwrap().unwrap();
        assert_eq!(found.unwrap(), room);
        let off = StaffRoom { digest: None, ..room };
        assert!(staff::save(&mut tx, &keys, &off, None, Some(version)).await.unwrap());
        assert!(!staff::save(&mut tx, &keys, &off, None, Some(version)).await.unwrap());
        tx.commit().await.unwrap();
        assert!(!staff::is_due(&db, Moment(i64::MAX)).await.unwrap());
        // The command line only looks, also while the bot runs.
        let reader = Db::open_to_read(&database.url).await.unwrap();
        reader.ping().await.unwrap();
        let mut tx = reader.begin().await.unwrap();
        let refused = staff::save(&mut tx, &keys, &off, None, Some(2)).await;
        assert!(refused.is_err(), "it may not write");
        assert!(!holds(&database.dump().await, b"\"ru\""), "it is sealed");
    }
}
