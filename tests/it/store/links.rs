//! Messages and their copies.

use safe_migration_bot::model::ids::{CaseId, ChatId, MessageId};
use safe_migration_bot::privacy::Keys;
use safe_migration_bot::store::links::{self, Link, Pair, Whose};
use safe_migration_bot::store::{StoreError, Tx, cases};

use super::{CHAT, GROUP, NOW, case_id, execute, store_case};
use crate::databases::{TestDatabase, holds, keys};

const OTHER_GROUP: ChatId = ChatId(-1_002_999_999_999);

fn pair(case: CaseId, whose: Whose, person: i64, group: i64) -> Pair {
    Pair {
        case,
        whose,
        person: (CHAT, MessageId(person)),
        group: (GROUP, MessageId(group)),
        at: NOW,
        album: None,
    }
}

async fn tie(tx: &mut Tx, keys: &Keys, pair: &Pair) {
    assert!(links::tie(tx, keys, pair).await.unwrap());
}

/// What a message is tied to.
async fn there(tx: &mut Tx, keys: &Keys, chat: ChatId, message: i64) -> Option<i64> {
    let found = links::find(tx, keys, chat, MessageId(message)).await;
    found.unwrap().map(|link| link.there.0)
}

on_both_databases! {
    async fn what_was_taken_back_leads_nowhere_from_either_side(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let case = store_case(&mut tx, &keys, 1).await;
        tie(&mut tx, &keys, &pair(case, Whose::Consultant, 11, 111)).await;
        links::untie(&mut tx, &keys, GROUP, MessageId(111)).await.unwrap();
        assert_eq!(there(&mut tx, &keys, CHAT, 11).await, None);
        assert_eq!(there(&mut tx, &keys, GROUP, 111).await, None);
    }

    async fn a_message_leads_to_its_copy_from_either_side(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let case = store_case(&mut tx, &keys, 1).await;
        tie(&mut tx, &keys, &pair(case, Whose::Person, 10, 110)).await;
        tie(&mut tx, &keys, &pair(case, Whose::Consultant, 11, 111)).await;
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let from_person = links::find(&mut tx, &keys, CHAT, MessageId(10)).await.unwrap();
        let expected = Link {
            case,
            here: MessageId(10),
            there: MessageId(110),
            whose: Whose::Person,
            at: NOW,
            album: None,
        };
        assert_eq!(from_person, Some(expected));
        let from_group = links::find(&mut tx, &keys, GROUP, MessageId(111)).await.unwrap();
        let expected = Link {
            case,
            here: MessageId(111),
            there: MessageId(11),
            whose: Whose::Consultant,
            at: NOW,
            album: None,
        };
        assert_eq!(from_group, Some(expected));
        assert_eq!(there(&mut tx, &keys, CHAT, 110).await, None, "ids are of one chat only");
        assert_eq!(there(&mut tx, &keys, OTHER_GROUP, 110).await, None);
    }

    async fn a_message_has_one_copy_and_the_newest_counts(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let case = store_case(&mut tx, &keys, 1).await;
        tie(&mut tx, &keys, &pair(case, Whose::Person, 10, 110)).await;
        tie(&mut tx, &keys, &pair(case, Whose::Consultant, 20, 120)).await;
        // Copied anew after an edit, on either side.
        tie(&mut tx, &keys, &pair(case, Whose::Person, 10, 115)).await;
        tie(&mut tx, &keys, &pair(case, Whose::Consultant, 25, 120)).await;
        assert_eq!(there(&mut tx, &keys, CHAT, 10).await, Some(115));
        assert_eq!(there(&mut tx, &keys, GROUP, 110).await, None);
        assert_eq!(there(&mut tx, &keys, GROUP, 120).await, Some(25));
        assert_eq!(there(&mut tx, &keys, CHAT, 20).await, None);
        // Both had another copy before.
        tie(&mut tx, &keys, &pair(case, Whose::Person, 10, 120)).await;
        let all = links::of_case(&mut tx, &keys, &case).await.unwrap();
        assert_eq!(all.iter().map(|link| (link.here.0, link.there.0)).collect::<Vec<_>>(), [(10, 120)]);
    }

    async fn the_links_of_a_case_come_in_the_order_of_the_persons_chat(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let (case, other) = (store_case(&mut tx, &keys, 1).await, store_case(&mut tx, &keys, 2).await);
        for (person, group) in [(12, 101), (10, 105), (11, 103)] {
            tie(&mut tx, &keys, &pair(case, Whose::Person, person, group)).await;
        }
        tie(&mut tx, &keys, &pair(other, Whose::Person, 1, 100)).await;
        let all = links::of_case(&mut tx, &keys, &case).await.unwrap();
        assert_eq!(all.iter().map(|link| link.here.0).collect::<Vec<_>>(), [10, 11, 12]);
        assert_eq!(all.iter().map(|link| link.there.0).collect::<Vec<_>>(), [105, 103, 101]);
    }

    async fn links_go_by_case_and_by_group(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let (case, other) = (store_case(&mut tx, &keys, 1).await, store_case(&mut tx, &keys, 2).await);
        tie(&mut tx, &keys, &pair(case, Whose::Person, 10, 110)).await;
        let moved = Pair { group: (OTHER_GROUP, MessageId(5)), ..pair(case, Whose::Person, 11, 0) };
        tie(&mut tx, &keys, &moved).await;
        tie(&mut tx, &keys, &pair(other, Whose::Person, 20, 120)).await;
        links::erase_group(&mut tx, &keys, &case, GROUP).await.unwrap();
        assert_eq!(there(&mut tx, &keys, CHAT, 10).await, None);
        assert_eq!(there(&mut tx, &keys, CHAT, 11).await, Some(5));
        assert_eq!(there(&mut tx, &keys, CHAT, 20).await, Some(120));
        links::erase_case(&mut tx, &case).await.unwrap();
        assert!(links::of_case(&mut tx, &keys, &case).await.unwrap().is_empty());
        assert_eq!(there(&mut tx, &keys, GROUP, 120).await, Some(20));
    }

    /// The sender copied a message while the person was being forgotten.
    async fn a_copy_for_an_erased_case_is_not_tied(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let case = store_case(&mut tx, &keys, 1).await;
        cases::erase(&mut tx, &case, &[]).await.unwrap();
        let late = pair(case, Whose::Person, 10, 110);
        assert!(!links::tie(&mut tx, &keys, &late).await.unwrap());
        assert_eq!(there(&mut tx, &keys, CHAT, 10).await, None);
        tx.commit().await.unwrap();
    }

    async fn a_link_moved_to_other_messages_is_not_followed(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let case = store_case(&mut tx, &keys, 1).await;
        for number in [10, 20] {
            tie(&mut tx, &keys, &pair(case, Whose::Person, number, number + 100)).await;
        }
        tx.commit().await.unwrap();
        let tag = |message| keys.message_tag(&keys.lane(CHAT, None), MessageId(message)).to_vec();
        execute!(
            &db,
            "UPDATE link SET sealed = (SELECT l.sealed FROM link l WHERE l.person_tag = $1)
             WHERE person_tag = $2",
            tag(10),
            tag(20)
        );
        let mut tx = db.begin().await.unwrap();
        let read = links::find(&mut tx, &keys, CHAT, MessageId(20)).await;
        assert!(matches!(read, Err(StoreError::Unsealable(_))), "{read:?}");
        let left = links::of_case(&mut tx, &keys, &case).await.unwrap();
        assert_eq!(left.iter().map(|link| link.here.0).collect::<Vec<_>>(), [10]);
    }

    async fn no_message_id_is_readable_at_rest(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        store_case(&mut tx, &keys, 1).await;
        let (person, group) = (283_283_283_001, 283_283_283_002);
        tie(&mut tx, &keys, &pair(case_id(1), Whose::Person, person, group)).await;
        tx.commit().await.unwrap();
        let dump = database.dump().await;
        assert!(holds(&dump, &keys.message_tag(&keys.lane(GROUP, None), MessageId(group))));
        for id in [person, group, CHAT.0, GROUP.0] {
            assert!(!holds(&dump, id.to_string().as_bytes()));
            assert!(!holds(&dump, &id.to_be_bytes()));
        }
    }
}
