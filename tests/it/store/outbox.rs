//! Promises: order, replacement, fencing.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use safe_migration_bot::model::effect::{Effect, Promise};
use safe_migration_bot::model::fact::Fact;
use safe_migration_bot::model::ids::{Bucket, ChatId, Lane};
use safe_migration_bot::model::moment::Moment;
use safe_migration_bot::model::screen::Screen;
use safe_migration_bot::privacy::{Keys, Unsealable};
use safe_migration_bot::store::outbox::{self, Row};
use safe_migration_bot::store::{Db, Lease, lease, visitors};

use super::{NOW, edit, execute, page, promise};
use crate::databases::{Kind, TestDatabase, fresh, keys};

fn lane(chat: i64) -> Lane {
    keys().lane(ChatId(chat), None)
}

fn bucket(chat: i64) -> Bucket {
    keys().bucket(ChatId(chat))
}

async fn push(db: &Db, chat: i64, promise: &Promise, now: Moment) {
    let mut tx = db.begin().await.unwrap();
    outbox::push(&mut tx, &keys(), &lane(chat), &bucket(chat), promise, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn due(db: &Db, now: Moment) -> Vec<Row> {
    outbox::due(db, &keys(), now, 20).await.unwrap()
}

/// The lease of a sender, taken.
async fn sender(db: &Db, holder: &str, now: Moment) -> Lease {
    let lease = Lease {
        name: "sender".into(),
        holder: holder.into(),
    };
    let mut tx = db.begin().await.unwrap();
    assert!(
        lease::take(&mut tx, &lease, now, now.plus_ms(1000))
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    lease
}

async fn finish(db: &Db, lease: &Lease, row: &Row) -> bool {
    let mut tx = db.begin().await.unwrap();
    let ended = outbox::finish(&mut tx, lease, &row.lane, row.seq)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    ended
}

async fn postpone(db: &Db, lease: &Lease, row: &Row, due_at: Moment, tries: i64) -> bool {
    let mut tx = db.begin().await.unwrap();
    let done = outbox::postpone(&mut tx, lease, &row.lane, row.seq, due_at, tries)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    done
}

/// Sends all that waits, head by head, and returns it in the order it went.
async fn sent(db: &Db) -> Vec<Promise> {
    let lease = sender(db, "collector", NOW.plus_ms(1_000_000)).await;
    let mut sent = Vec::new();
    loop {
        let rows = due(db, NOW.plus_ms(1_000_000)).await;
        if rows.is_empty() {
            return sent;
        }
        for row in rows {
            assert!(finish(db, &lease, &row).await);
            sent.push(row.promise.unwrap());
        }
    }
}

on_both_databases! {
    async fn a_lane_gives_its_head_and_waits_for_it(database: TestDatabase) {
        let db = database.open().await;
        push(&db, 1, &page(Screen::Welcome), NOW).await;
        push(&db, 1, &page(Screen::Menu), NOW).await;
        push(&db, 2, &page(Screen::Data), NOW.plus_ms(5)).await;
        assert_eq!(outbox::waiting(&db).await.unwrap(), 3);
        assert_eq!(due(&db, NOW).await.len(), 1, "the other lane is not due yet");
        assert_eq!(outbox::next_due(&db, NOW).await.unwrap(), Some(NOW.plus_ms(5)));
        let heads = due(&db, NOW.plus_ms(5)).await;
        assert_eq!(heads.len(), 2);
        assert_eq!(heads[0].promise, Ok(page(Screen::Welcome)), "the longest waiting first");
        assert_eq!((heads[0].lane, heads[0].bucket), (lane(1), bucket(1)));
        assert_eq!((heads[0].tries, heads[0].due_at), (0, NOW));
        assert_eq!(outbox::due(&db, &keys(), NOW.plus_ms(5), 1).await.unwrap().len(), 1);

        let lease = sender(&db, "one", NOW).await;
        assert!(postpone(&db, &lease, &heads[0], NOW.plus_ms(100), 3).await);
        let later: Vec<_> = due(&db, NOW.plus_ms(99)).await.iter().map(|row| row.lane).collect();
        assert_eq!(later, [lane(2)], "what follows a head that must wait, waits too");
        assert_eq!(outbox::next_due(&db, NOW.plus_ms(99)).await.unwrap(), Some(NOW.plus_ms(100)));
        let back = due(&db, NOW.plus_ms(100)).await;
        assert_eq!(back[1].tries, 3);
        assert!(finish(&db, &lease, &back[1]).await);
        assert_eq!(due(&db, NOW.plus_ms(100)).await[0].promise, Ok(page(Screen::Menu)));
    }

    async fn nothing_waits_in_an_empty_outbox(database: TestDatabase) {
        let db = database.open().await;
        assert!(due(&db, NOW).await.is_empty());
        assert_eq!(outbox::next_due(&db, NOW).await.unwrap(), None);
        assert_eq!(outbox::waiting(&db).await.unwrap(), 0);
    }

    async fn a_newer_page_for_the_same_message_takes_the_place_of_one_that_waits(database: TestDatabase) {
        let db = database.open().await;
        push(&db, 1, &page(Screen::Welcome), NOW).await;
        push(&db, 1, &edit(Screen::Menu, 7), NOW).await;
        push(&db, 1, &edit(Screen::Data, 7), NOW).await;
        push(&db, 1, &edit(Screen::Privacy, 7), NOW).await;
        assert_eq!(sent(&db).await, [page(Screen::Welcome), edit(Screen::Privacy, 7)]);
    }

    async fn nothing_else_is_ever_replaced(database: TestDatabase) {
        let db = database.open().await;
        let counted = Promise { facts: vec![Fact::DangerShown], ..edit(Screen::Danger { heard: false }, 7) };
        let all = [
            // The head may be on its way.
            edit(Screen::Menu, 7),
            edit(Screen::Data, 7),
            // Another message, a new message, something else, a page that is counted.
            edit(Screen::Data, 8),
            page(Screen::Data),
            page(Screen::Menu),
            promise(Effect::Leaflet),
            promise(Effect::Erase),
            edit(Screen::Menu, 8),
            counted.clone(),
            edit(Screen::Menu, 7),
            // Something stands between.
            page(Screen::Welcome),
            edit(Screen::Data, 7),
        ];
        for promise in &all {
            push(&db, 1, promise, NOW).await;
        }
        assert_eq!(sent(&db).await, all);
    }

    async fn what_was_tried_is_not_replaced(database: TestDatabase) {
        let db = database.open().await;
        push(&db, 1, &page(Screen::Welcome), NOW).await;
        push(&db, 1, &edit(Screen::Menu, 7), NOW).await;
        execute!(&db, "UPDATE outbox SET tries = 1");
        push(&db, 1, &edit(Screen::Data, 7), NOW).await;
        assert_eq!(sent(&db).await.len(), 3);
    }

    async fn only_the_holder_of_the_lease_may_end_a_row(database: TestDatabase) {
        let db = database.open().await;
        push(&db, 1, &page(Screen::Menu), NOW).await;
        let first = sender(&db, "first", NOW).await;
        let row = due(&db, NOW).await.remove(0);
        let later = NOW.plus_ms(1000);
        let second = sender(&db, "second", later).await;
        assert!(!finish(&db, &first, &row).await);
        assert!(!postpone(&db, &first, &row, later, 1).await);
        let mut tx = db.begin().await.unwrap();
        outbox::postpone_bucket(&mut tx, &first, &row.bucket, later).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(due(&db, NOW).await.len(), 1, "untouched");
        assert!(finish(&db, &second, &row).await);
        assert!(!finish(&db, &second, &row).await, "ended once");
    }

    async fn a_bucket_is_put_off_as_a_whole_and_never_forward(database: TestDatabase) {
        let db = database.open().await;
        let group = ChatId(-100);
        let mut tx = db.begin().await.unwrap();
        for (thread, delay) in [(1, 0), (2, 0), (3, 900)] {
            let lane = keys().lane(group, Some(thread));
            let now = NOW.plus_ms(delay);
            outbox::push(&mut tx, &keys(), &lane, &keys().bucket(group), &page(Screen::Menu), now)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        push(&db, 1, &page(Screen::Data), NOW).await;
        let lease = sender(&db, "one", NOW).await;
        let mut tx = db.begin().await.unwrap();
        outbox::postpone_bucket(&mut tx, &lease, &keys().bucket(group), NOW.plus_ms(500))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(due(&db, NOW.plus_ms(499)).await.len(), 1, "other buckets go on");
        assert_eq!(due(&db, NOW.plus_ms(500)).await.len(), 3);
        assert_eq!(due(&db, NOW.plus_ms(899)).await.len(), 3, "nothing came earlier");
        assert_eq!(due(&db, NOW.plus_ms(900)).await.len(), 4);
    }

    async fn a_dropped_lane_is_empty_and_the_others_are_not(database: TestDatabase) {
        let db = database.open().await;
        for chat in [1, 1, 2] {
            push(&db, chat, &page(Screen::Menu), NOW).await;
        }
        let mut tx = db.begin().await.unwrap();
        outbox::drop_lane(&mut tx, &lane(1)).await.unwrap();
        tx.commit().await.unwrap();
        let left = due(&db, NOW).await;
        assert_eq!(left.iter().map(|row| row.lane).collect::<Vec<_>>(), [lane(2)]);
    }

    /// The sender still holds a row when its person is forgotten and promised a last page.
    async fn the_end_of_a_dropped_row_does_not_end_a_newer_one(database: TestDatabase) {
        let (db, keys) = (database.open().await, keys());
        let lease = sender(&db, "one", NOW).await;
        push(&db, 1, &page(Screen::Menu), NOW).await;
        let on_its_way = due(&db, NOW).await.remove(0);
        let mut tx = db.begin().await.unwrap();
        visitors::forget(&mut tx, &keys.person_key(1), &keys.visitor_key(1), &lane(1))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        push(&db, 1, &page(Screen::Forgotten), NOW.plus_ms(1)).await;
        assert!(!finish(&db, &lease, &on_its_way).await);
        assert_eq!(sent(&db).await, [page(Screen::Forgotten)]);
    }

    async fn a_row_that_cannot_be_opened_is_handed_out_as_such(database: TestDatabase) {
        let db = database.open().await;
        push(&db, 1, &page(Screen::Menu), NOW).await;
        push(&db, 2, &page(Screen::Menu), NOW.plus_ms(1)).await;
        execute!(
            &db,
            "UPDATE outbox SET sealed = (SELECT sealed FROM outbox WHERE lane = $1) WHERE lane = $2",
            lane(1).0.to_vec(),
            lane(2).0.to_vec()
        );
        let rows = due(&db, NOW.plus_ms(1)).await;
        assert!(rows[0].promise.is_ok());
        assert_eq!(rows[1].promise, Err(Unsealable::Broken), "moved from another lane");
    }
}

/// What a random day of a sender is made of.
#[derive(Debug, Clone)]
enum Step {
    /// A new page for one of three people.
    Push(i64),
    /// All heads that are due go out.
    Deliver,
    /// The first head is refused and put off by so many milliseconds.
    Refuse(i64),
    /// Time passes; the clock may also be set back.
    Pass(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (1_i64..4).prop_map(Step::Push),
        2 => Just(Step::Deliver),
        1 => (0_i64..50).prop_map(Step::Refuse),
        1 => (-20_i64..60).prop_map(Step::Pass),
    ];
    proptest::collection::vec(step, 1..40)
}

/// Runs the steps and returns, by lane, what was promised and what arrived.
async fn live(db: &Db, keys: &Keys, steps: &[Step]) -> HashMap<Lane, (Vec<i64>, Vec<i64>)> {
    let lease = sender(db, "one", Moment(0)).await;
    let mut lanes: HashMap<Lane, (Vec<i64>, Vec<i64>)> = HashMap::new();
    let mut now = NOW;
    let end = [Step::Pass(10_000)]
        .into_iter()
        .chain((0..40).map(|_| Step::Deliver));
    for (number, step) in (0_i64..).zip(steps.iter().cloned().chain(end)) {
        match step {
            Step::Push(chat) => {
                // The number of the message stands for the order of the promises.
                push(db, chat, &edit(Screen::Menu, number), now).await;
                lanes.entry(lane(chat)).or_default().0.push(number);
            }
            Step::Deliver => {
                for row in outbox::due(db, keys, now, 20).await.unwrap() {
                    assert!(finish(db, &lease, &row).await);
                    let Effect::Show {
                        at: Some(message), ..
                    } = row.promise.unwrap().effect
                    else {
                        unreachable!()
                    };
                    lanes.entry(row.lane).or_default().1.push(message.0);
                }
            }
            Step::Refuse(wait) => {
                if let Some(row) = due(db, now).await.first() {
                    assert!(postpone(db, &lease, row, now.plus_ms(wait), row.tries + 1).await);
                }
            }
            Step::Pass(ms) => now = now.plus_ms(ms),
        }
    }
    lanes
}

fn every_lane_keeps_its_order_on(kind: Kind) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(fresh(kind));
    let db = runtime.block_on(database.open());
    let mut runner = TestRunner::new(Config {
        cases: 48,
        failure_persistence: None,
        ..Config::default()
    });
    let keys = keys();
    let outcome = runner.run(&steps(), |steps| {
        for (promised, arrived) in runtime.block_on(live(&db, &keys, &steps)).into_values() {
            prop_assert_eq!(promised, arrived);
        }
        prop_assert_eq!(runtime.block_on(outbox::waiting(&db)).unwrap(), 0);
        Ok(())
    });
    outcome.unwrap();
    runtime.block_on(db.close());
}

#[test]
fn every_lane_keeps_its_order_on_sqlite() {
    every_lane_keeps_its_order_on(Kind::Sqlite);
}

#[test]
fn every_lane_keeps_its_order_on_postgres() {
    every_lane_keeps_its_order_on(Kind::Postgres);
}
