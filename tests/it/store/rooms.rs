//! Where cases stand in the groups of desks.

use safe_migration_bot::content::DeskId;
use safe_migration_bot::model::ids::{CaseId, ChatId, MessageId};
use safe_migration_bot::privacy::Keys;
use safe_migration_bot::store::links::{self, Pair, Whose};
use safe_migration_bot::store::rooms::{self, DeskRoom, Room};
use safe_migration_bot::store::{StoreError, Tx, cases};

use super::{CHAT, GROUP, NOW, case_id, execute, main_desk, store_case};
use crate::databases::{TestDatabase, holds, keys};

/// The group after its upgrade, or of another desk.
const OTHER_GROUP: ChatId = ChatId(-1_002_999_999_999);

fn restricted() -> DeskId {
    "restricted".parse().unwrap()
}

fn room(thread: i64) -> Room {
    Room {
        thread: Some(thread),
        card: Some(MessageId(thread + 1)),
        card_text: Some("mark-of-a-card".into()),
        pinned: true,
        name: Some("mark-of-a-name".into()),
        ..Room::new(GROUP)
    }
}

async fn save(tx: &mut Tx, keys: &Keys, case: CaseId, desk: &DeskId, room: &Room) {
    assert!(rooms::save(tx, keys, &case, desk, room).await.unwrap());
}

async fn tie(tx: &mut Tx, keys: &Keys, case: CaseId, person: i64, group: (ChatId, i64)) {
    let pair = Pair {
        case,
        whose: Whose::Person,
        person: (CHAT, MessageId(person)),
        group: (group.0, MessageId(group.1)),
        at: NOW,
        album: None,
    };
    assert!(links::tie(tx, keys, &pair).await.unwrap());
}

on_both_databases! {
    async fn a_topic_is_adopted_only_where_the_sender_has_written_none(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let case = store_case(&mut tx, &keys, 1).await;
        let asked = Room { making_since: Some(NOW), ..Room::new(GROUP) };
        save(&mut tx, &keys, case, &main_desk(), &asked).await;
        let told = Room { thread: Some(40), ..Room::new(GROUP) };
        assert!(rooms::adopt(&mut tx, &keys, &case, &main_desk(), &told).await.unwrap());
        save(&mut tx, &keys, case, &main_desk(), &room(40)).await;
        assert!(!rooms::adopt(&mut tx, &keys, &case, &main_desk(), &told).await.unwrap());
        let stands = rooms::load(&mut tx, &keys, &case, &main_desk()).await.unwrap();
        assert_eq!(stands, Some(room(40)), "what the sender wrote stands");
    }

    async fn a_case_has_a_room_at_each_desk_and_a_topic_leads_back_to_it(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let case = store_case(&mut tx, &keys, 1).await;
        assert_eq!(rooms::load(&mut tx, &keys, &case, &main_desk()).await.unwrap(), None);
        let empty = Room { making_since: Some(NOW), ..Room::new(GROUP) };
        save(&mut tx, &keys, case, &main_desk(), &empty).await;
        let general = keys.lane(GROUP, None);
        assert_eq!(rooms::case_of_topic(&mut tx, &general).await.unwrap(), None);
        save(&mut tx, &keys, case, &main_desk(), &room(40)).await;
        let there = Room { plain: true, ..Room::new(OTHER_GROUP) };
        save(&mut tx, &keys, case, &restricted(), &there).await;
        tx.commit().await.unwrap();

        let mut tx = db.begin().await.unwrap();
        let loaded = rooms::load(&mut tx, &keys, &case, &main_desk()).await.unwrap();
        assert_eq!(loaded, Some(room(40)));
        let topic = keys.lane(GROUP, Some(40));
        let found = rooms::case_of_topic(&mut tx, &topic).await.unwrap();
        assert_eq!(found, Some((case, main_desk())));
        let other = keys.lane(OTHER_GROUP, Some(40));
        assert_eq!(rooms::case_of_topic(&mut tx, &other).await.unwrap(), None);
        let all = rooms::all_of(&mut tx, &keys, &case).await.unwrap();
        assert_eq!(all, [(main_desk(), room(40)), (restricted(), there)]);

        rooms::erase(&mut tx, &case, &main_desk()).await.unwrap();
        assert_eq!(rooms::case_of_topic(&mut tx, &topic).await.unwrap(), None);
        assert_eq!(rooms::all_of(&mut tx, &keys, &case).await.unwrap().len(), 1);
    }

    /// The sender made a topic while the person was being forgotten.
    async fn a_room_of_an_erased_case_is_nobodys(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let case = store_case(&mut tx, &keys, 1).await;
        cases::erase(&mut tx, &case, &[]).await.unwrap();
        let saved = rooms::save(&mut tx, &keys, &case, &main_desk(), &room(40)).await;
        assert!(!saved.unwrap());
        assert!(rooms::all_of(&mut tx, &keys, &case).await.unwrap().is_empty());
        tx.commit().await.unwrap();
    }

    async fn a_room_that_broke_is_told_and_does_not_keep_the_others_from_being_erased(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let case = store_case(&mut tx, &keys, 1).await;
        save(&mut tx, &keys, case, &main_desk(), &room(40)).await;
        save(&mut tx, &keys, case, &restricted(), &room(50)).await;
        tx.commit().await.unwrap();
        execute!(
            &db,
            "UPDATE room SET sealed = (SELECT r.sealed FROM room r WHERE r.desk = $1) WHERE desk = $2",
            "restricted",
            "main"
        );
        let mut tx = db.begin().await.unwrap();
        let read = rooms::load(&mut tx, &keys, &case, &main_desk()).await;
        assert!(matches!(read, Err(StoreError::Unsealable(_))), "{read:?}");
        let left = rooms::all_of(&mut tx, &keys, &case).await.unwrap();
        assert_eq!(left, [(restricted(), room(50))]);
    }

    async fn what_is_known_of_a_group_comes_back(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        assert_eq!(rooms::load_desk(&mut tx, &keys, &main_desk()).await.unwrap(), None);
        let mut group = DeskRoom {
            board: Some(MessageId(3)),
            said_missing: vec!["can_pin_messages".into()],
            moved_from: Some(OTHER_GROUP),
            ..DeskRoom::new(GROUP)
        };
        rooms::save_desk(&mut tx, &keys, &main_desk(), &group).await.unwrap();
        group.away_since = Some(NOW);
        rooms::save_desk(&mut tx, &keys, &main_desk(), &group).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let loaded = rooms::load_desk(&mut tx, &keys, &main_desk()).await.unwrap();
        assert_eq!(loaded, Some(group));
        assert_eq!(rooms::load_desk(&mut tx, &keys, &restricted()).await.unwrap(), None);
    }

    async fn an_upgraded_group_begins_anew_and_the_others_stay(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let [one, two, broken] = [1, 2, 3].map(case_id);
        for number in [1, 2, 3] {
            store_case(&mut tx, &keys, number).await;
        }
        save(&mut tx, &keys, one, &main_desk(), &room(40)).await;
        save(&mut tx, &keys, broken, &main_desk(), &room(60)).await;
        let elsewhere = Room { chat: ChatId(-5), ..room(40) };
        save(&mut tx, &keys, two, &restricted(), &elsewhere).await;
        tie(&mut tx, &keys, one, 1, (GROUP, 41)).await;
        tie(&mut tx, &keys, two, 2, (ChatId(-5), 41)).await;
        let group = DeskRoom {
            board: Some(MessageId(3)),
            said_missing: vec!["can_manage_topics".into()],
            ..DeskRoom::new(GROUP)
        };
        rooms::save_desk(&mut tx, &keys, &main_desk(), &group).await.unwrap();
        tx.commit().await.unwrap();
        execute!(&db, "UPDATE room SET sealed = case_id WHERE case_id = $1", broken.0.to_vec());

        let mut tx = db.begin().await.unwrap();
        rooms::forget_group(&mut tx, &keys, &main_desk(), GROUP, OTHER_GROUP).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let fresh = rooms::load(&mut tx, &keys, &one, &main_desk()).await.unwrap();
        assert_eq!(fresh, Some(Room::new(OTHER_GROUP)));
        let old_topic = keys.lane(GROUP, Some(40));
        assert_eq!(rooms::case_of_topic(&mut tx, &old_topic).await.unwrap(), None);
        assert_eq!(links::find(&mut tx, &keys, CHAT, MessageId(1)).await.unwrap(), None);
        assert_eq!(rooms::load(&mut tx, &keys, &broken, &main_desk()).await.unwrap(), None);
        let board = rooms::load_desk(&mut tx, &keys, &main_desk()).await.unwrap().unwrap();
        assert_eq!(board, DeskRoom { chat: OTHER_GROUP, board: None, ..group });
        let stays = rooms::load(&mut tx, &keys, &two, &restricted()).await.unwrap();
        assert_eq!(stays, Some(elsewhere));
        assert!(links::find(&mut tx, &keys, CHAT, MessageId(2)).await.unwrap().is_some());
        rooms::forget_group(&mut tx, &keys, &main_desk(), GROUP, OTHER_GROUP).await.unwrap();
        let fresh = rooms::load(&mut tx, &keys, &one, &main_desk()).await.unwrap();
        assert_eq!(fresh, Some(Room::new(OTHER_GROUP)), "a second time changes nothing");
    }

    async fn nothing_of_a_room_is_readable_at_rest(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let case = store_case(&mut tx, &keys, 1).await;
        save(&mut tx, &keys, case, &main_desk(), &room(40)).await;
        tx.commit().await.unwrap();
        let dump = database.dump().await;
        assert!(holds(&dump, &keys.lane(GROUP, Some(40)).0));
        for mark in [
            b"mark-of-a-card".as_slice(),
            b"mark-of-a-name",
            GROUP.0.to_string().as_bytes(),
            &GROUP.0.to_be_bytes(),
        ] {
            assert!(!holds(&dump, mark), "{}", String::from_utf8_lossy(mark));
        }
    }
}
