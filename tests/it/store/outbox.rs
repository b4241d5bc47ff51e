//! Promises: order, replacement, fencing.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use safe_migration_bot::model::effect::{Effect, PersonPromise, Promise};
use safe_migration_bot::model::fact::Fact;
use safe_migration_bot::model::ids::{Bucket, ChatId, Lane, MessageId};
use safe_migration_bot::model::moment::Moment;
use safe_migration_bot::model::screen::Screen;
use safe_migration_bot::privacy::{Keys, Unsealable, identity};
use safe_migration_bot::store::outbox::{self, Place, Row};
use safe_migration_bot::store::{Db, Lease, StoreError, lease, visitors};

use super::{NOW, edit, execute, page, place, promise, to_person};
use crate::databases::{Kind, TestDatabase, fresh, keys};

fn lane(chat: i64) -> Lane {
    keys().lane(ChatId(chat), None)
}

fn bucket(chat: i64) -> Bucket {
    keys().bucket(ChatId(chat))
}

async fn push(db: &Db, chat: i64, promise: &Promise, now: Moment) {
    let mut tx = db.begin().await.unwrap();
    let to = place(&keys(), ChatId(chat));
    outbox::push(&mut tx, &keys(), &to, promise, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

pub async fn due(db: &Db, now: Moment) -> Vec<Row> {
    outbox::due(db, &keys(), now, 20).await.unwrap()
}

/// The lease of a sender, taken.
pub async fn sender(db: &Db, holder: &str, now: Moment) -> Lease {
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

pub async fn finish(db: &Db, lease: &Lease, row: &Row) -> bool {
    let mut tx = db.begin().await.unwrap();
    let ended = outbox::finish(&mut tx, lease, &row.lane, row.seq)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    ended
}

async fn postpone(db: &Db, lease: &Lease, row: &Row, due_at: Moment, tries: i64) -> bool {
    let mut tx = db.begin().await.unwrap();
    let done = outbox::postpone(&mut tx, lease, &row.lane, row.seq, due_at, tries, false)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    done
}

pub async fn begin(db: &Db, lease: &Lease, row: &Row) -> Option<(Promise, bool)> {
    let mut tx = db.begin().await.unwrap();
    let begun = outbox::begin(&mut tx, &keys(), lease, &row.lane, row.seq)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    begun
}

/// Sends all that waits, head by head, and returns it in the order it went.
pub async fn sent(db: &Db) -> Vec<Promise> {
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
        assert_eq!(outbox::length(&db).await.unwrap(), (3, Some(NOW)));
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

    /// A head that was tried in vain holds up what comes behind it, until whoever it is for is there.
    async fn a_head_that_was_tried_in_vain_can_be_hurried(database: TestDatabase) {
        let db = database.open().await;
        for number in [1, 2] {
            push(&db, number, &page(Screen::Welcome), NOW).await;
        }
        let (lease, head) = (sender(&db, "one", NOW).await, due(&db, NOW).await.remove(0));
        assert!(postpone(&db, &lease, &head, NOW.plus_ms(60_000), 2).await);
        let other = if head.lane == lane(1) { lane(2) } else { lane(1) };
        let mut tx = db.begin().await.unwrap();
        assert!(outbox::is_held_up(&mut tx, &head.lane).await.unwrap());
        assert!(!outbox::is_held_up(&mut tx, &other).await.unwrap());
        outbox::hurry_lane(&mut tx, &head.lane, NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(due(&db, NOW).await.len(), 2, "both are due");
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
        let danger = Effect::Show {
            screen: Screen::Danger { heard: false },
            back: None,
            at: Some(MessageId(7)),
        };
        let counted = Promise::Person(PersonPromise {
            facts: vec![Fact::DangerShown],
            ..to_person(danger)
        });
        let all = [
            // The head may be on its way.
            edit(Screen::Menu, 7),
            edit(Screen::Data, 7),
            // Another message, a new message, something else, a page that is counted.
            edit(Screen::Data, 8),
            page(Screen::Data),
            page(Screen::Menu),
            promise(Effect::Leaflet),
            promise(Effect::Erase { until: NOW, ours_until: None, cases: Vec::new() }),
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
            let to = Place { lane: keys().lane(group, Some(thread)), ..place(&keys(), group) };
            let now = NOW.plus_ms(delay);
            outbox::push(&mut tx, &keys(), &to, &page(Screen::Menu), now).await.unwrap();
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

    async fn what_is_urgent_goes_first_with_what_waits_before_it_in_its_lane(database: TestDatabase) {
        let db = database.open().await;
        let mut tx = db.begin().await.unwrap();
        for (chat, rank, waited) in [(1, 2, 7), (1, 0, 7), (2, 1, 20), (2, 2, 30), (3, 0, 5), (4, 0, 10)] {
            let to = Place { rank, ..place(&keys(), ChatId(chat)) };
            outbox::push(&mut tx, &keys(), &to, &page(Screen::Menu), NOW.plus_ms(-waited))
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        let heads = due(&db, NOW).await;
        let order: Vec<_> = heads.iter().map(|row| (row.lane, row.rank)).collect();
        assert_eq!(order, [(lane(4), 0), (lane(1), 0), (lane(3), 0), (lane(2), 1)]);
        let first = outbox::due(&db, &keys(), NOW, 1).await.unwrap();
        assert_eq!(first[0].lane, lane(4));
    }

    async fn a_row_is_begun_once_and_known_as_begun_until_it_ends(database: TestDatabase) {
        let db = database.open().await;
        let lease = sender(&db, "one", NOW).await;
        push(&db, 1, &page(Screen::Menu), NOW).await;
        let row = due(&db, NOW).await.remove(0);
        assert!(!row.begun);
        assert_eq!(begin(&db, &lease, &row).await, Some((page(Screen::Menu), false)));
        assert!(due(&db, NOW).await[0].begun, "whoever takes over sees it");
        let mut tx = db.begin().await.unwrap();
        let later = NOW.plus_ms(10);
        let not_known = outbox::postpone(&mut tx, &lease, &row.lane, row.seq, later, 1, true);
        assert!(not_known.await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(begin(&db, &lease, &row).await, Some((page(Screen::Menu), true)));
        assert!(postpone(&db, &lease, &row, later, 1).await, "it did not happen");
        assert_eq!(begin(&db, &lease, &row).await, Some((page(Screen::Menu), false)));
        let other = Lease { holder: "other".into(), ..lease.clone() };
        assert_eq!(begin(&db, &other, &row).await, None);
        assert!(finish(&db, &lease, &row).await);
        assert_eq!(begin(&db, &lease, &row).await, None);
    }

    async fn a_row_that_broke_is_not_begun_without_a_word(database: TestDatabase) {
        let db = database.open().await;
        let lease = sender(&db, "one", NOW).await;
        push(&db, 1, &page(Screen::Menu), NOW).await;
        execute!(&db, "UPDATE outbox SET sealed = bucket");
        let row = due(&db, NOW).await.remove(0);
        let mut tx = db.begin().await.unwrap();
        let begun = outbox::begin(&mut tx, &keys(), &lease, &row.lane, row.seq).await;
        assert!(matches!(begun, Err(StoreError::Unsealable(_))), "{begun:?}");
    }

    async fn what_waits_in_a_lane_is_known_in_its_order(database: TestDatabase) {
        let db = database.open().await;
        for screen in [Screen::Welcome, Screen::Menu, Screen::Data] {
            push(&db, 1, &page(screen), NOW).await;
        }
        push(&db, 2, &page(Screen::Privacy), NOW).await;
        execute!(
            &db,
            "UPDATE outbox SET sealed = bucket WHERE lane = $1
               AND seq > (SELECT MIN(e.seq) FROM outbox e WHERE e.lane = $1)
               AND seq < (SELECT MAX(e.seq) FROM outbox e WHERE e.lane = $1)",
            lane(1).0.to_vec()
        );
        let mut tx = db.begin().await.unwrap();
        let waiting = outbox::waiting_for(&mut tx, &keys(), &lane(1)).await.unwrap();
        assert_eq!(waiting, [page(Screen::Welcome), page(Screen::Data)], "what broke is left out");
        assert!(outbox::waiting_for(&mut tx, &keys(), &lane(3)).await.unwrap().is_empty());
    }

    async fn a_chat_that_came_back_gets_what_was_put_off_for_it(database: TestDatabase) {
        let db = database.open().await;
        for chat in [1, 2] {
            push(&db, chat, &page(Screen::Menu), NOW.plus_ms(60_000)).await;
        }
        push(&db, 3, &page(Screen::Menu), NOW.plus_ms(outbox::ALBUM_MS)).await;
        let mut tx = db.begin().await.unwrap();
        for chat in [1, 3] {
            outbox::hurry_bucket(&mut tx, &bucket(chat), NOW).await.unwrap();
        }
        tx.commit().await.unwrap();
        let lanes: Vec<_> = due(&db, NOW).await.iter().map(|row| row.lane).collect();
        assert_eq!(lanes, [lane(1)], "an album that may still be gathered is not torn");
    }

    /// Before there were desks, a row held the promise to a person bare.
    async fn a_promise_written_before_there_were_desks_is_kept(database: TestDatabase) {
        let db = database.open().await;
        push(&db, 1, &page(Screen::Menu), NOW).await;
        let row = due(&db, NOW).await.remove(0);
        let mut bare = serde_json::to_value(to_person(Effect::Leaflet)).unwrap();
        bare.as_object_mut().unwrap().remove("report").unwrap();
        let aad = identity("outbox", &[&row.lane.0, &row.seq.to_be_bytes()]);
        let sealed = keys().seal(&aad, bare.to_string().as_bytes()).unwrap();
        execute!(&db, "UPDATE outbox SET sealed = $1", sealed);
        assert_eq!(due(&db, NOW).await[0].promise, Ok(promise(Effect::Leaflet)));
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
                    let Ok(Promise::Person(PersonPromise {
                        effect:
                            Effect::Show {
                                at: Some(message), ..
                            },
                        ..
                    })) = row.promise
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
