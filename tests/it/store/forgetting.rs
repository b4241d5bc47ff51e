//! What goes: on request, and by itself.

use jiff::ToSpan;
use safe_migration_bot::model::fact::Breakdown;
use safe_migration_bot::model::ids::{ChatId, MessageId, UpdateId};
use safe_migration_bot::model::moment::Moment;
use safe_migration_bot::model::screen::Screen;
use safe_migration_bot::model::visitor::Visitor;
use safe_migration_bot::privacy::Keys;
use safe_migration_bot::store::retention::{self, Swept};
use safe_migration_bot::store::{Db, Tx, blocks, cases, counts, outbox, traces, updates, visitors};

use super::{NOW, TODAY, case_id, code, execute, page, place, waiting_case};
use crate::databases::{Kind, TestDatabase, fresh, holds, keys};

const HOUR: i64 = 60 * 60 * 1000;

/// A message that a person sent.
fn theirs(message: i64, at: Moment) -> traces::Kept {
    traces::Kept {
        message: MessageId(message),
        ours: false,
        at,
    }
}

/// Somebody with a row, a visit on two days, one waiting promise and one message.
async fn somebody(db: &Db, keys: &Keys, user: i64) {
    let to = place(keys, ChatId(user));
    let mut tx = db.begin().await.unwrap();
    save(&mut tx, keys, user, TODAY).await;
    for day in [TODAY, TODAY.yesterday().unwrap()] {
        let visitor = keys.visitor_key(user);
        counts::visit(&mut tx, &visitor, day, &Breakdown::default(), false, None)
            .await
            .unwrap();
    }
    outbox::push(&mut tx, keys, &to, &page(Screen::Menu), NOW)
        .await
        .unwrap();
    traces::keep(&mut tx, keys, &to.lane, theirs(283_001, NOW))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn save(tx: &mut Tx, keys: &Keys, user: i64, seen_on: jiff::civil::Date) {
    let person = keys.person_key(user);
    let saved = visitors::save(
        tx,
        keys,
        &person,
        ChatId(user),
        &Visitor::new(),
        None,
        seen_on,
    )
    .await;
    assert!(saved.unwrap());
}

async fn is_known(db: &Db, keys: &Keys, user: i64) -> bool {
    let mut tx = db.begin().await.unwrap();
    visitors::load(&mut tx, keys, &keys.person_key(user))
        .await
        .unwrap()
        .is_some()
}

/// Every name by which the database knows somebody.
fn names(keys: &Keys, user: i64) -> Vec<Vec<u8>> {
    let lane = keys.lane(ChatId(user), None);
    vec![
        keys.person_key(user).0.to_vec(),
        keys.visitor_key(user).0.to_vec(),
        keys.bucket(ChatId(user)).0.to_vec(),
        keys.message_tag(&lane, MessageId(283_001)).to_vec(),
        lane.0.to_vec(),
    ]
}

async fn forget(db: &Db, keys: &Keys, user: i64) {
    let mut tx = db.begin().await.unwrap();
    let lane = keys.lane(ChatId(user), None);
    visitors::forget(
        &mut tx,
        &keys.person_key(user),
        &keys.visitor_key(user),
        &lane,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

on_both_databases! {
    async fn of_a_forgotten_person_no_name_is_left_anywhere(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        somebody(&db, &keys, 1).await;
        somebody(&db, &keys, 2).await;
        let before = database.dump().await;
        assert!(names(&keys, 1).iter().all(|name| holds(&before, name)));
        forget(&db, &keys, 1).await;
        assert!(retention::checkpoint(&db).await.unwrap());
        let after = database.dump().await;
        for (number, name) in names(&keys, 1).iter().enumerate() {
            assert!(!holds(&after, name), "name {number} is left");
        }
        assert!(names(&keys, 2).iter().all(|name| holds(&after, name)), "nobody else went");
        assert!(!is_known(&db, &keys, 1).await);
        assert!(is_known(&db, &keys, 2).await);
    }

    async fn figures_stay_right_when_somebody_is_forgotten(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        somebody(&db, &keys, 1).await;
        forget(&db, &keys, 1).await;
        somebody(&db, &keys, 1).await;
        forget(&db, &keys, 1).await;
        let visits = counts::visits_between(&db, TODAY.yesterday().unwrap(), TODAY).await.unwrap();
        assert_eq!(visits.len(), 4);
        let visitors: std::collections::HashSet<_> = visits.iter().map(|row| row.visitor).collect();
        assert_eq!(visitors.len(), 2, "one name for each time, never the same twice");
        assert!(!visitors.contains(&keys.visitor_key(1)));
    }

    async fn message_ids_come_back_in_order_until_they_are_dropped(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let [lane, other] = [1, 2].map(|user| keys.lane(ChatId(user), None));
        let mut tx = db.begin().await.unwrap();
        for (message, minutes) in [(12, 2), (10, 0), (11, 2), (10, 5)] {
            let at = NOW.plus_ms(minutes * 60_000);
            traces::keep(&mut tx, &keys, &lane, theirs(message, at)).await.unwrap();
        }
        traces::keep(&mut tx, &keys, &other, theirs(10, NOW)).await.unwrap();
        let ids = |rows: Vec<traces::Kept>| rows.iter().map(|row| row.message.0).collect::<Vec<_>>();
        let all = traces::of(&mut tx, &keys, &lane, NOW).await.unwrap();
        assert_eq!(all[0], theirs(10, NOW), "a second time changes nothing");
        assert_eq!(ids(all), [10, 11, 12]);
        let later = traces::of(&mut tx, &keys, &lane, NOW.plus_ms(1)).await.unwrap();
        assert_eq!(ids(later), [11, 12]);
        traces::drop(&mut tx, &keys, &lane, &[MessageId(10), MessageId(12), MessageId(99)])
            .await
            .unwrap();
        assert_eq!(ids(traces::of(&mut tx, &keys, &lane, NOW).await.unwrap()), [11]);
        assert_eq!(ids(traces::of(&mut tx, &keys, &other, NOW).await.unwrap()), [10]);
        tx.commit().await.unwrap();
    }

    async fn an_id_that_cannot_be_opened_does_not_stop_hiding(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let lane = keys.lane(ChatId(1), None);
        let mut tx = db.begin().await.unwrap();
        for message in [1, 2] {
            traces::keep(&mut tx, &keys, &lane, theirs(message, NOW)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let broken = keys.message_tag(&lane, MessageId(1)).to_vec();
        execute!(&db, "UPDATE chat_message SET sealed = tag WHERE tag = $1", broken);
        let mut tx = db.begin().await.unwrap();
        let left = traces::of(&mut tx, &keys, &lane, NOW).await.unwrap();
        assert_eq!(left, [theirs(2, NOW)]);
    }

    async fn silence_ends_in_being_forgotten_unless_a_promise_waits(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let (kept, silent) = (TODAY - 30.days(), TODAY - 31.days());
        let mut tx = db.begin().await.unwrap();
        for (user, seen_on) in [(1, kept), (2, silent), (3, silent), (4, silent)] {
            save(&mut tx, &keys, user, seen_on).await;
            let lane = keys.lane(ChatId(user), None);
            traces::keep(&mut tx, &keys, &lane, theirs(1, NOW)).await.unwrap();
        }
        let to = place(&keys, ChatId(3));
        outbox::push(&mut tx, &keys, &to, &page(Screen::Menu), NOW).await.unwrap();
        tx.commit().await.unwrap();
        let unreadable = keys.person_key(4).0.to_vec();
        execute!(&db, "UPDATE person SET sealed = person WHERE person = $1", unreadable);

        let mut tx = db.begin().await.unwrap();
        let swept = retention::sweep(&mut tx, &keys, NOW, TODAY, 30).await.unwrap();
        assert_eq!(swept, Swept { people: 2, ..Swept::default() });
        let again = retention::sweep(&mut tx, &keys, NOW, TODAY, 30).await.unwrap();
        assert_eq!(again, Swept::default());
        for (user, traces_left) in [(1, 1), (2, 0), (3, 1)] {
            let lane = keys.lane(ChatId(user), None);
            let left = traces::of(&mut tx, &keys, &lane, NOW).await.unwrap();
            assert_eq!(left.len(), traces_left, "person {user}");
        }
        tx.commit().await.unwrap();
        assert!(is_known(&db, &keys, 1).await);
        assert!(!is_known(&db, &keys, 2).await);
        assert!(is_known(&db, &keys, 3).await);
        assert!(!is_known(&db, &keys, 4).await);
    }

    async fn silence_does_not_take_somebody_whose_case_is_stored(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        for user in [1, 2] {
            save(&mut tx, &keys, user, TODAY - 31.days()).await;
        }
        let case = waiting_case(&keys, 1, 2, NOW);
        assert!(cases::save(&mut tx, &keys, &case_id(1), &case, None, None).await.unwrap());
        let swept = retention::sweep(&mut tx, &keys, NOW, TODAY, 30).await.unwrap();
        assert_eq!(swept.people, 1);
        tx.commit().await.unwrap();
        assert!(!is_known(&db, &keys, 1).await);
        assert!(is_known(&db, &keys, 2).await, "an answer may still come");
        let mut tx = db.begin().await.unwrap();
        cases::erase(&mut tx, &case_id(1), &[]).await.unwrap();
        let swept = retention::sweep(&mut tx, &keys, NOW, TODAY, 30).await.unwrap();
        assert_eq!(swept.people, 1);
    }

    async fn a_block_goes_when_its_time_is_over(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let mut tx = db.begin().await.unwrap();
        for (user, until) in [(1, NOW), (2, NOW.plus_ms(1))] {
            let number = u8::try_from(user).unwrap();
            let person = keys.person_key(user);
            blocks::block(&mut tx, &person, &code(number), until).await.unwrap();
        }
        let swept = retention::sweep(&mut tx, &keys, NOW, TODAY, 30).await.unwrap();
        assert_eq!(swept, Swept { blocks: 1, ..Swept::default() });
        assert_eq!(blocks::list(&mut tx, NOW).await.unwrap(), [(code(2), NOW.plus_ms(1))]);
    }

    async fn ids_of_messages_and_updates_go_after_two_days(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let lane = keys.lane(ChatId(1), None);
        let mut tx = db.begin().await.unwrap();
        for (number, hours) in [(1, 49), (2, 48), (3, 0)] {
            let at = NOW.plus_ms(-hours * HOUR);
            traces::keep(&mut tx, &keys, &lane, theirs(number, at)).await.unwrap();
            updates::mark(&mut tx, UpdateId(number), at).await.unwrap();
        }
        let swept = retention::sweep(&mut tx, &keys, NOW, TODAY, 30).await.unwrap();
        assert_eq!(swept, Swept { traces: 1, updates: 1, ..Swept::default() });
        assert!(updates::take(&mut tx, UpdateId(1), NOW).await.unwrap(), "old enough to be gone");
        assert!(!updates::take(&mut tx, UpdateId(2), NOW).await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_report_does_not_hold_up_the_others_when_somebody_is_forgotten() {
    let database = fresh(Kind::Sqlite).await;
    let (db, keys) = (database.open().await, keys());
    let Db::Sqlite { read, write } = &db else {
        unreachable!()
    };
    let mut report = read.begin_with("BEGIN").await.unwrap();
    let visits = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM visitor_day");
    visits.fetch_one(&mut *report).await.unwrap();
    somebody(&db, &keys, 1).await;
    forget(&db, &keys, 1).await;
    assert!(!retention::checkpoint(&db).await.unwrap());
    report.rollback().await.unwrap();
    assert!(retention::checkpoint(&db).await.unwrap());
    let wait: i64 = sqlx::query_scalar("PRAGMA busy_timeout")
        .fetch_one(write)
        .await
        .unwrap();
    assert_eq!(wait, 2000, "writers wait as long as before");
}
