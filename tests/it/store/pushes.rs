//! What waits takes in what comes: albums, cards, boards; also while two processes add and a
//! third begins to send.

use std::sync::Arc;

use safe_migration_bot::model::desk::{DeskEffect, DeskLane, DeskPromise};
use safe_migration_bot::model::effect::{Effect, GroupEffect, GroupPromise, Promise};
use safe_migration_bot::model::ids::{ChatId, MessageId};
use safe_migration_bot::model::moment::Moment;
use safe_migration_bot::model::screen::Screen;
use safe_migration_bot::privacy::Keys;
use safe_migration_bot::store::outbox::{self, ALBUM_MS, Place, Row};
use safe_migration_bot::store::{Db, Lease};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::outbox::{begin, due, finish, sender, sent};
use super::{CHAT, GROUP, NOW, case_id, main_desk, page, place, promise};
use crate::databases::{Kind, TestDatabase, keys};

fn to_desk(case: u8, effect: DeskEffect) -> Promise {
    Promise::Desk(DeskPromise {
        desk: main_desk(),
        case: Some(case_id(case)),
        effect,
    })
}

/// Items of an album of the person's on their way to the desk.
fn items(album: &str, messages: &[i64]) -> Promise {
    to_desk(
        1,
        DeskEffect::Relay {
            messages: messages.iter().copied().map(MessageId).collect(),
            album: Some(album.to_owned()),
            reply_to: None,
        },
    )
}

fn lane_of_the_case(keys: &Keys) -> Place {
    Place {
        lane: keys.case_lane(&case_id(1), DeskLane::Case),
        bucket: keys.bucket(GROUP),
        rank: 1,
    }
}

async fn push(db: &Db, to: &Place, promise: &Promise, now: Moment) {
    let mut tx = db.begin().await.unwrap();
    outbox::push(&mut tx, &keys(), to, promise, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn postpone(db: &Db, lease: &Lease, row: &Row, due_at: Moment, begun: bool) {
    let mut tx = db.begin().await.unwrap();
    let put_off = outbox::postpone(&mut tx, lease, &row.lane, row.seq, due_at, 1, begun).await;
    assert!(put_off.unwrap());
    tx.commit().await.unwrap();
}

/// The messages of albums that wait, row by row.
async fn waiting(db: &Db, to: &Place) -> Vec<Vec<i64>> {
    let mut tx = db.begin().await.unwrap();
    let promises = outbox::waiting_for(&mut tx, &keys(), &to.lane)
        .await
        .unwrap();
    promises.iter().map(ids).collect()
}

fn ids(promise: &Promise) -> Vec<i64> {
    let (_, messages) = promise.album().unwrap();
    messages.iter().map(|message| message.0).collect()
}

on_both_databases! {
    async fn an_album_goes_as_one_a_moment_after_its_last_item(database: TestDatabase) {
        let (db, to) = (database.open().await, lane_of_the_case(&keys()));
        for (message, ms) in [(11, 0), (10, 400), (12, 800), (11, 900)] {
            push(&db, &to, &items("a", &[message]), NOW.plus_ms(ms)).await;
        }
        assert_eq!(waiting(&db, &to).await, [vec![10, 11, 12]], "in the order of the chat, once each");
        let ready = NOW.plus_ms(900 + ALBUM_MS);
        assert!(due(&db, ready.plus_ms(-1)).await.is_empty());
        assert_eq!(outbox::next_due(&db, NOW).await.unwrap(), Some(ready));
        assert_eq!(due(&db, ready).await[0].promise, Ok(items("a", &[10, 11, 12])));
    }

    async fn what_comes_after_an_album_waits_for_it(database: TestDatabase) {
        let (db, to) = (database.open().await, lane_of_the_case(&keys()));
        let open = to_desk(1, DeskEffect::Open);
        push(&db, &to, &items("a", &[10]), NOW).await;
        push(&db, &to, &open, NOW).await;
        assert!(due(&db, NOW).await.is_empty(), "the head holds its lane back");
        assert_eq!(sent(&db).await, [items("a", &[10]), open]);
    }

    async fn only_the_last_row_gathers_and_only_its_own_album(database: TestDatabase) {
        let (db, to) = (database.open().await, lane_of_the_case(&keys()));
        let open = to_desk(1, DeskEffect::Open);
        let single = to_desk(1, DeskEffect::Relay {
            messages: vec![MessageId(15)],
            album: None,
            reply_to: None,
        });
        for promise in [
            &items("a", &[10]),
            &items("b", &[11]),
            &items("b", &[12]),
            &items("a", &[13]),
            &open,
            &items("a", &[14]),
            &single,
            &single,
        ] {
            push(&db, &to, promise, NOW).await;
        }
        let all = [
            items("a", &[10]),
            items("b", &[11, 12]),
            items("a", &[13]),
            open,
            items("a", &[14]),
            single.clone(),
            single,
        ];
        assert_eq!(sent(&db).await, all);
    }

    async fn an_album_of_a_consultant_is_gathered_too(database: TestDatabase) {
        let (db, to) = (database.open().await, place(&keys(), CHAT));
        let relay = |messages: &[i64]| promise(Effect::Relay {
            case: case_id(1),
            from: ChatId(-100),
            messages: messages.iter().copied().map(MessageId).collect(),
            album: Some("c".into()),
            reply_to: Some(MessageId(1)),
        });
        for message in [20, 21] {
            push(&db, &to, &relay(&[message]), NOW).await;
        }
        assert_eq!(sent(&db).await, [relay(&[20, 21])]);
    }

    async fn an_item_that_comes_too_late_goes_by_itself(database: TestDatabase) {
        let (db, to) = (database.open().await, lane_of_the_case(&keys()));
        let lease = sender(&db, "one", NOW).await;
        push(&db, &to, &items("a", &[10]), NOW).await;
        let head = due(&db, NOW.plus_ms(ALBUM_MS)).await.remove(0);
        push(&db, &to, &items("a", &[11]), NOW).await;
        let (begun, _) = begin(&db, &lease, &head).await.unwrap();
        assert_eq!(ids(&begun), [10, 11], "it grew after it was looked at");
        push(&db, &to, &items("a", &[12]), NOW).await;
        assert_eq!(waiting(&db, &to).await, [vec![10, 11], vec![12]]);
        assert!(finish(&db, &lease, &head).await);
        assert_eq!(waiting(&db, &to).await, [vec![12]]);
    }

    async fn a_call_that_may_have_happened_is_not_added_to(database: TestDatabase) {
        let (db, to) = (database.open().await, lane_of_the_case(&keys()));
        let lease = sender(&db, "one", NOW).await;
        push(&db, &to, &items("a", &[10]), NOW).await;
        let late = NOW.plus_ms(60_000);
        let head = due(&db, NOW.plus_ms(ALBUM_MS)).await.remove(0);
        begin(&db, &lease, &head).await.unwrap();
        postpone(&db, &lease, &head, late, true).await;
        push(&db, &to, &items("a", &[11]), NOW).await;
        assert_eq!(waiting(&db, &to).await, [vec![10], vec![11]]);
        assert!(finish(&db, &lease, &head).await);
        // Refused for want of pace: it has not happened.
        let head = due(&db, late).await.remove(0);
        begin(&db, &lease, &head).await.unwrap();
        postpone(&db, &lease, &head, late, false).await;
        push(&db, &to, &items("a", &[12]), NOW).await;
        assert_eq!(waiting(&db, &to).await, [vec![11, 12]]);
        assert_eq!(due(&db, late.plus_ms(-1)).await.len(), 0, "and it does not come earlier by it");
        assert_eq!(due(&db, late).await.len(), 1);
    }

    async fn one_waiting_card_is_enough_and_one_that_was_begun_is_not(database: TestDatabase) {
        let (db, to) = (database.open().await, lane_of_the_case(&keys()));
        let lease = sender(&db, "one", NOW).await;
        let (card, other) = (to_desk(1, DeskEffect::Card), to_desk(2, DeskEffect::Card));
        for promise in [&card, &card, &other, &card] {
            push(&db, &to, promise, NOW).await;
        }
        assert_eq!(outbox::waiting(&db).await.unwrap(), 2, "each case has its own card");
        let head = due(&db, NOW).await.remove(0);
        assert_eq!(begin(&db, &lease, &head).await, Some((card.clone(), false)));
        push(&db, &to, &card, NOW).await;
        push(&db, &to, &card, NOW).await;
        assert_eq!(sent(&db).await, [card.clone(), other, card]);
    }

    async fn a_card_that_waits_is_as_urgent_as_the_one_it_stands_for(database: TestDatabase) {
        let (db, to) = (database.open().await, lane_of_the_case(&keys()));
        let card = to_desk(1, DeskEffect::Card);
        for rank in [2, 0, 1] {
            push(&db, &Place { rank, ..to.clone() }, &card, NOW).await;
        }
        let ranks: Vec<_> = due(&db, NOW).await.iter().map(|row| row.rank).collect();
        assert_eq!(ranks, [0]);
    }

    async fn a_board_is_said_by_one_that_waits_but_not_one_that_was_asked_for(database: TestDatabase) {
        let db = database.open().await;
        let to = Place { rank: 2, ..place(&keys(), GROUP) };
        let board = |effect| Promise::Desk(DeskPromise { desk: main_desk(), case: None, effect });
        let (edit, anew) = (board(DeskEffect::Board), board(DeskEffect::BoardAnew));
        for promise in [&edit, &anew, &edit, &anew] {
            push(&db, &to, promise, NOW).await;
        }
        assert_eq!(sent(&db).await, [edit, anew.clone(), anew]);
    }

    async fn a_group_is_looked_at_once(database: TestDatabase) {
        let (db, to) = (database.open().await, place(&keys(), GROUP));
        let group = |effect| Promise::Group(GroupPromise { chat: GROUP, effect });
        let (inspect, leave) = (group(GroupEffect::Inspect), group(GroupEffect::Leave));
        for promise in [&inspect, &inspect, &leave, &inspect] {
            push(&db, &to, promise, NOW).await;
        }
        assert_eq!(sent(&db).await, [inspect, leave]);
    }

    async fn relays_of_two_processes_at_once_are_all_there(database: TestDatabase) {
        let processes = [database.open().await, database.open().await];
        let to = lane_of_the_case(&keys());
        let mut tasks = JoinSet::new();
        for number in 0..24 {
            let (db, to) = (processes[number % 2].clone(), to.clone());
            let open = to_desk(u8::try_from(number).unwrap(), DeskEffect::Open);
            // Far in the past numbers of rows are not spread by the time.
            tasks.spawn(async move { push(&db, &to, &open, Moment(0)).await });
        }
        tasks.join_all().await;
        assert_eq!(sent(&processes[0]).await.len(), 24);
    }

    async fn no_item_of_an_album_is_lost_while_it_is_being_sent(database: TestDatabase) {
        let processes = [database.open().await, database.open().await];
        let to = lane_of_the_case(&keys());
        let lease = sender(&processes[0], "one", NOW).await;
        for round in 0..6 {
            let album = round.to_string();
            let start = Arc::new(Barrier::new(11));
            let mut tasks = JoinSet::new();
            for number in 0..10 {
                let (db, to) = (processes[number % 2].clone(), to.clone());
                let item = items(&album, &[i64::try_from(number).unwrap()]);
                let start = start.clone();
                tasks.spawn(async move {
                    start.wait().await;
                    push(&db, &to, &item, NOW).await;
                });
            }
            start.wait().await;
            let mut arrived = Vec::new();
            loop {
                let over = tasks.is_empty();
                for row in due(&processes[0], NOW.plus_ms(ALBUM_MS)).await {
                    let (begun, before) = begin(&processes[0], &lease, &row).await.unwrap();
                    assert!(!before);
                    arrived.extend(ids(&begun));
                    assert!(finish(&processes[0], &lease, &row).await);
                }
                if over {
                    break;
                }
                tasks.join_next().await.unwrap().unwrap();
            }
            arrived.sort_unstable();
            assert_eq!(arrived, (0..10).collect::<Vec<_>>(), "round {round}");
        }
    }
}

/// Waits until PostgreSQL keeps the task waiting for somebody's commit; it must not get by.
async fn waits_for_a_commit<T: 'static>(db: &Db, task: &mut JoinSet<T>) {
    let Db::Postgres(pool) = db else {
        unreachable!("only there two can write at once")
    };
    let is_kept = async {
        loop {
            assert!(task.try_join_next().is_none(), "it did not wait");
            let waiting: i64 = sqlx::query_scalar(
                "SELECT COUNT(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'",
            )
            .fetch_one(pool)
            .await
            .unwrap();
            if waiting > 0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    let kept = tokio::time::timeout(std::time::Duration::from_secs(30), is_kept).await;
    assert!(kept.is_ok(), "nobody waits for anybody");
}

/// Another process has changed a case and found its card waiting; before it has committed, the
/// sender begins the card. The card must show the change, so the sender has to wait for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_is_relied_on_is_not_begun_before_what_it_is_to_show() {
    let database = crate::databases::fresh(Kind::Postgres).await;
    let (db, to) = (database.open().await, lane_of_the_case(&keys()));
    let lease = sender(&db, "one", NOW).await;
    let card = to_desk(1, DeskEffect::Card);
    push(&db, &to, &card, NOW).await;
    let head = due(&db, NOW).await.remove(0);
    let mut turn = db.begin().await.unwrap();
    outbox::push(&mut turn, &keys(), &to, &card, NOW)
        .await
        .unwrap();
    let mut sending = JoinSet::new();
    sending.spawn({
        let db = db.clone();
        async move { begin(&db, &lease, &head).await }
    });
    waits_for_a_commit(&db, &mut sending).await;
    turn.commit().await.unwrap();
    assert_eq!(sending.join_all().await, [Some((card, false))]);
    assert_eq!(outbox::waiting(&db).await.unwrap(), 1);
}

/// And the other way round: what was begun while a turn looked at it says nothing any more.
#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_is_being_begun_is_not_relied_on() {
    let database = crate::databases::fresh(Kind::Postgres).await;
    let (db, to) = (database.open().await, lane_of_the_case(&keys()));
    let lease = sender(&db, "one", NOW).await;
    let card = to_desk(1, DeskEffect::Card);
    push(&db, &to, &card, NOW).await;
    let head = due(&db, NOW).await.remove(0);
    let mut sending = db.begin().await.unwrap();
    let begun = outbox::begin(&mut sending, &keys(), &lease, &head.lane, head.seq).await;
    assert!(begun.unwrap().is_some());
    let mut turn = JoinSet::new();
    turn.spawn({
        let db = db.clone();
        async move { push(&db, &to, &card, NOW).await }
    });
    waits_for_a_commit(&db, &mut turn).await;
    sending.commit().await.unwrap();
    turn.join_all().await;
    assert_eq!(outbox::waiting(&db).await.unwrap(), 2);
}

/// The sender begins an album at the moment at which its last item comes.
#[tokio::test(flavor = "multi_thread")]
async fn an_album_that_is_being_begun_takes_nothing_in() {
    let database = crate::databases::fresh(Kind::Postgres).await;
    let (db, to) = (database.open().await, lane_of_the_case(&keys()));
    let lease = sender(&db, "one", NOW).await;
    push(&db, &to, &items("a", &[10]), NOW).await;
    let head = due(&db, NOW.plus_ms(ALBUM_MS)).await.remove(0);
    let mut sending = db.begin().await.unwrap();
    let begun = outbox::begin(&mut sending, &keys(), &lease, &head.lane, head.seq).await;
    assert_eq!(begun.unwrap(), Some((items("a", &[10]), false)));
    let mut turn = JoinSet::new();
    turn.spawn({
        let (db, to) = (db.clone(), to.clone());
        async move { push(&db, &to, &items("a", &[11]), NOW).await }
    });
    waits_for_a_commit(&db, &mut turn).await;
    sending.commit().await.unwrap();
    turn.join_all().await;
    assert_eq!(waiting(&db, &to).await, [vec![10], vec![11]]);
}

/// A page between the rows of a lane does not disturb: its numbers only ever rise.
#[tokio::test(flavor = "multi_thread")]
async fn numbers_of_a_lane_rise_while_it_is_emptied() {
    let database = crate::databases::fresh(Kind::Sqlite).await;
    let (db, to) = (database.open().await, lane_of_the_case(&keys()));
    let lease = sender(&db, "one", NOW).await;
    let mut last = -1;
    for ms in 0..20 {
        push(&db, &to, &page(Screen::Menu), NOW.plus_ms(ms)).await;
        let row = due(&db, NOW.plus_ms(ms)).await.remove(0);
        assert!(row.seq > last);
        last = row.seq;
        assert!(finish(&db, &lease, &row).await);
    }
}
