//! Cases: versions, queues, clocks, what goes with them.

use safe_migration_bot::content::DeskId;
use safe_migration_bot::model::case::{Case, Ended, Holder};
use safe_migration_bot::model::desk::DeskLane;
use safe_migration_bot::model::ids::{ChatId, MessageId, StaffKey};
use safe_migration_bot::model::moment::Moment;
use safe_migration_bot::model::screen::Screen;
use safe_migration_bot::privacy::{Keys, Unsealable};
use safe_migration_bot::store::links::{self, Pair, Whose};
use safe_migration_bot::store::outbox::{self, Place};
use safe_migration_bot::store::rooms::{self, Room};
use safe_migration_bot::store::{Db, StoreError, Tx, cases, retention};
use tokio::task::JoinSet;

use super::{
    CHAT, GROUP, NOW, case_id, code, execute, main_desk, page, place, store_case, waiting_case,
};
use crate::databases::{TestDatabase, holds, keys};

fn complaints() -> DeskId {
    "complaints".parse().unwrap()
}

fn holder() -> Holder {
    Holder {
        key: StaffKey([7; 32]),
        alias: Some("mark-of-an-alias".into()),
    }
}

async fn save_new(tx: &mut Tx, keys: &Keys, number: u8, case: &Case, due: Option<Moment>) {
    let saved = cases::save(tx, keys, &case_id(number), case, due, None).await;
    assert!(saved.unwrap(), "case {number}");
}

/// One more alert for case 1, decided on what was there.
async fn one_more_alert(db: &Db, keys: &Keys) {
    loop {
        let mut tx = db.begin().await.unwrap();
        let (mut case, version) = cases::load(&mut tx, keys, &case_id(1))
            .await
            .unwrap()
            .unwrap();
        case.alerts += 1;
        let saved = cases::save(&mut tx, keys, &case_id(1), &case, None, Some(version)).await;
        if saved.unwrap() {
            return tx.commit().await.unwrap();
        }
        tx.rollback().await.unwrap();
    }
}

/// All that rests, the database's own log emptied.
async fn dump_after_clearing(database: &TestDatabase, db: &Db) -> Vec<u8> {
    assert!(retention::checkpoint(db).await.unwrap());
    database.dump().await
}

on_both_databases! {
    async fn what_is_saved_of_a_case_comes_back_and_old_versions_are_refused(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut case = waiting_case(&keys, 1, CHAT.0, NOW);
        let mut tx = db.begin().await.unwrap();
        assert!(cases::load(&mut tx, &keys, &case_id(1)).await.unwrap().is_none());
        save_new(&mut tx, &keys, 1, &case, None).await;
        assert!(!cases::save(&mut tx, &keys, &case_id(1), &case, None, None).await.unwrap());
        case.take(holder(), NOW).unwrap();
        assert!(cases::save(&mut tx, &keys, &case_id(1), &case, None, Some(1)).await.unwrap());
        assert!(!cases::save(&mut tx, &keys, &case_id(1), &case, None, Some(1)).await.unwrap());
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert_eq!(cases::load(&mut tx, &keys, &case_id(1)).await.unwrap(), Some((case, 2)));
    }

    async fn no_two_stored_cases_have_one_code(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        save_new(&mut tx, &keys, 1, &waiting_case(&keys, 1, 1, NOW), None).await;
        let same_code = waiting_case(&keys, 1, 2, NOW);
        assert!(!cases::save(&mut tx, &keys, &case_id(2), &same_code, None, None).await.unwrap());
        save_new(&mut tx, &keys, 2, &waiting_case(&keys, 2, 2, NOW), None).await;
        assert_eq!(cases::by_code(&mut tx, &code(2)).await.unwrap(), Some(case_id(2)));
        assert_eq!(cases::by_code(&mut tx, &code(3)).await.unwrap(), None);
        cases::erase(&mut tx, &case_id(2), &[]).await.unwrap();
        assert_eq!(cases::by_code(&mut tx, &code(2)).await.unwrap(), None);
        save_new(&mut tx, &keys, 3, &waiting_case(&keys, 2, 3, NOW), None).await;
        tx.commit().await.unwrap();
    }

    async fn thirty_alerts_at_once_on_two_processes_are_all_there(database: TestDatabase) {
        let processes = [database.open().await, database.open().await];
        let mut tx = processes[0].begin().await.unwrap();
        store_case(&mut tx, &keys(), 1).await;
        tx.commit().await.unwrap();
        let mut tasks = JoinSet::new();
        for number in 0..30 {
            let db = processes[number % 2].clone();
            tasks.spawn(async move { one_more_alert(&db, &keys()).await });
        }
        tasks.join_all().await;
        let mut tx = processes[0].begin().await.unwrap();
        let (case, version) = cases::load(&mut tx, &keys(), &case_id(1)).await.unwrap().unwrap();
        assert_eq!((case.alerts, version), (30, 31));
    }

    async fn a_person_has_their_cases_the_oldest_first(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        for (number, user, waited) in [(1, 1, 0), (2, 1, 500), (3, 2, 0)] {
            let case = waiting_case(&keys, number, user, NOW.plus_ms(-waited));
            save_new(&mut tx, &keys, number, &case, None).await;
        }
        let of = cases::of_person(&mut tx, &keys.person_key(1)).await.unwrap();
        assert_eq!(of, [case_id(2), case_id(1)]);
        assert!(cases::of_person(&mut tx, &keys.person_key(3)).await.unwrap().is_empty());
    }

    async fn queues_are_counted_by_desk_and_only_who_waits_is_in_them(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        assert!(cases::waiting(&mut tx).await.unwrap().is_empty());
        for number in 1..=5 {
            let opened = NOW.plus_ms(i64::from(number));
            let mut case = waiting_case(&keys, number, i64::from(number), opened);
            match number {
                3 => drop(case.take(holder(), NOW).unwrap()),
                4 => case.end(Ended::Person, NOW),
                5 => case.desk = complaints(),
                _ => {}
            }
            save_new(&mut tx, &keys, number, &case, None).await;
        }
        assert_eq!(cases::waiting(&mut tx).await.unwrap(), [(complaints(), 1), (main_desk(), 2)]);
        let later = NOW.plus_ms(100);
        assert_eq!(cases::ahead(&mut tx, &main_desk(), later).await.unwrap(), 2);
        assert_eq!(cases::ahead(&mut tx, &main_desk(), NOW.plus_ms(2)).await.unwrap(), 1);
        assert_eq!(cases::ahead(&mut tx, &main_desk(), NOW.plus_ms(1)).await.unwrap(), 0);
        let open = cases::open_at(&mut tx, &keys, &main_desk()).await.unwrap();
        let open: Vec<_> = open.iter().map(|(id, case)| (*id, case.is_waiting())).collect();
        assert_eq!(open, [(case_id(1), true), (case_id(2), true), (case_id(3), false)]);
    }

    async fn a_case_is_counted_where_it_is_and_as_it_is(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        let id = store_case(&mut tx, &keys, 1).await;
        let (mut case, version) = cases::load(&mut tx, &keys, &id).await.unwrap().unwrap();
        case.move_to(&holder().key, complaints(), NOW).unwrap();
        assert!(cases::save(&mut tx, &keys, &id, &case, None, Some(version)).await.unwrap());
        assert_eq!(cases::waiting(&mut tx).await.unwrap(), [(complaints(), 1)]);
        case.take(holder(), NOW).unwrap();
        assert!(cases::save(&mut tx, &keys, &id, &case, None, Some(version + 1)).await.unwrap());
        assert!(cases::waiting(&mut tx).await.unwrap().is_empty());
        assert_eq!(cases::open_at(&mut tx, &keys, &complaints()).await.unwrap().len(), 1);
        assert!(cases::open_at(&mut tx, &keys, &main_desk()).await.unwrap().is_empty());
        assert_eq!(cases::all_open(&mut tx).await.unwrap(), [(id, complaints())]);
        case.end(Ended::Person, NOW);
        assert!(cases::save(&mut tx, &keys, &id, &case, None, Some(version + 2)).await.unwrap());
        assert!(cases::all_open(&mut tx).await.unwrap().is_empty());
    }

    async fn the_clock_finds_cases_whose_time_has_come(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        assert_eq!(cases::next_due(&db).await.unwrap(), None);
        let mut tx = db.begin().await.unwrap();
        for (number, wait) in [(1, Some(20)), (2, Some(10)), (3, None), (4, Some(90))] {
            let case = waiting_case(&keys, number, i64::from(number), NOW);
            save_new(&mut tx, &keys, number, &case, wait.map(|ms| NOW.plus_ms(ms))).await;
        }
        tx.commit().await.unwrap();
        assert_eq!(cases::next_due(&db).await.unwrap(), Some(NOW.plus_ms(10)));
        assert!(cases::due(&db, NOW, 10).await.unwrap().is_empty());
        assert_eq!(cases::due(&db, NOW.plus_ms(20), 10).await.unwrap(), [case_id(2), case_id(1)]);
        assert_eq!(cases::due(&db, NOW.plus_ms(20), 1).await.unwrap(), [case_id(2)]);
        let mut tx = db.begin().await.unwrap();
        let (case, version) = cases::load(&mut tx, &keys, &case_id(2)).await.unwrap().unwrap();
        assert!(cases::save(&mut tx, &keys, &case_id(2), &case, None, Some(version)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(cases::next_due(&db).await.unwrap(), Some(NOW.plus_ms(20)));
    }

    async fn with_a_case_goes_all_that_hangs_on_it_and_nothing_else(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        for number in [1, 2] {
            let id = store_case(&mut tx, &keys, number).await;
            let room = Room { thread: Some(i64::from(number)), ..Room::new(GROUP) };
            assert!(rooms::save(&mut tx, &keys, &id, &main_desk(), &room).await.unwrap());
            let pair = Pair {
                case: id,
                whose: Whose::Person,
                person: (CHAT, MessageId(i64::from(number))),
                group: (GROUP, MessageId(i64::from(number) + 100)),
                at: NOW,
                album: None,
            };
            assert!(links::tie(&mut tx, &keys, &pair).await.unwrap());
            for lane in [DeskLane::Case, DeskLane::Erasure] {
                let to = Place { lane: keys.case_lane(&id, lane), ..place(&keys, GROUP) };
                outbox::push(&mut tx, &keys, &to, &page(Screen::Menu), NOW).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let gone = [keys.case_lane(&case_id(1), DeskLane::Case)];
        cases::erase(&mut tx, &case_id(1), &gone).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!holds(&dump_after_clearing(&database, &db).await, &case_id(1).0));
        let mut tx = db.begin().await.unwrap();
        assert!(cases::load(&mut tx, &keys, &case_id(1)).await.unwrap().is_none());
        assert!(rooms::all_of(&mut tx, &keys, &case_id(1)).await.unwrap().is_empty());
        assert!(links::of_case(&mut tx, &keys, &case_id(1)).await.unwrap().is_empty());
        assert_eq!(links::find(&mut tx, &keys, CHAT, MessageId(1)).await.unwrap(), None);
        assert!(cases::load(&mut tx, &keys, &case_id(2)).await.unwrap().is_some());
        assert_eq!(rooms::all_of(&mut tx, &keys, &case_id(2)).await.unwrap().len(), 1);
        assert_eq!(links::of_case(&mut tx, &keys, &case_id(2)).await.unwrap().len(), 1);
        drop(tx);
        let left = outbox::waiting(&db).await.unwrap();
        assert_eq!(left, 3, "what is still to be erased in the group, and the other case");
    }

    async fn a_case_moved_to_another_row_is_not_read_and_stops_no_board(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        for number in [1, 2] {
            store_case(&mut tx, &keys, number).await;
        }
        tx.commit().await.unwrap();
        execute!(
            &db,
            "UPDATE desk_case SET sealed = (SELECT sealed FROM desk_case WHERE case_id = $1)
             WHERE case_id = $2",
            case_id(1).0.to_vec(),
            case_id(2).0.to_vec()
        );
        let mut tx = db.begin().await.unwrap();
        let read = cases::load(&mut tx, &keys, &case_id(2)).await;
        assert!(matches!(read, Err(StoreError::Unsealable(Unsealable::Broken))), "{read:?}");
        let open = cases::open_at(&mut tx, &keys, &main_desk()).await.unwrap();
        assert_eq!(open.len(), 1);
    }

    async fn a_case_that_nobody_can_read_has_its_name_and_its_end(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        store_case(&mut tx, &keys, 1).await;
        tx.commit().await.unwrap();
        execute!(
            &db,
            "UPDATE desk_case SET sealed = $1 WHERE case_id = $2",
            vec![0_u8],
            case_id(1).0.to_vec()
        );
        let mut tx = db.begin().await.unwrap();
        let name = cases::name_of(&mut tx, &case_id(1)).await.unwrap();
        assert_eq!(name, Some((code(1), main_desk())));
        assert_eq!(cases::name_of(&mut tx, &case_id(2)).await.unwrap(), None);
        assert_eq!(cases::waiting(&mut tx).await.unwrap().len(), 1);
        let later = NOW.plus_days(14);
        assert!(cases::give_up(&mut tx, &case_id(1), later).await.unwrap());
        assert!(cases::waiting(&mut tx).await.unwrap().is_empty(), "it holds up no queue");
        assert!(!cases::give_up(&mut tx, &case_id(1), later.plus_days(1)).await.unwrap(), "once");
        assert!(!cases::give_up(&mut tx, &case_id(2), later).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(cases::next_due(&db).await.unwrap(), Some(later));
    }

    async fn nothing_of_a_case_is_readable_at_rest_but_what_a_queue_needs(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut case = waiting_case(&keys, 1, CHAT.0, NOW);
        case.take(holder(), NOW).unwrap();
        case.subject = Some("mark-of-a-subject".parse().unwrap());
        let mut tx = db.begin().await.unwrap();
        save_new(&mut tx, &keys, 1, &case, None).await;
        tx.commit().await.unwrap();
        let dump = database.dump().await;
        assert!(holds(&dump, &case.person.0));
        assert!(holds(&dump, code(1).as_str().as_bytes()));
        for mark in [
            b"mark-of-an-alias".as_slice(),
            b"mark-of-a-subject",
            &holder().key.0,
            CHAT.0.to_string().as_bytes(),
            &ChatId(CHAT.0).0.to_be_bytes(),
        ] {
            assert!(!holds(&dump, mark), "{}", String::from_utf8_lossy(mark));
        }
    }
}
