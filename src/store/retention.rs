//! What goes by itself: people after days of silence, ids of messages and of updates after the
//! 48 hours in which Telegram still deletes and redelivers, blocks after their time. Cases do not
//! go here: their end is an event, since their topics are to be erased as well.

use std::time::Duration;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::model::moment::Moment;
use crate::privacy::Keys;
use crate::store::db::{ACQUIRE_TIMEOUT, BUSY_TIMEOUT};
use crate::store::error::StoreError;
use crate::store::{Db, Tx, sealed, visitors};

/// How long Telegram lets a bot delete a message; twice as long as it keeps an update.
const TWO_DAYS_MS: i64 = 48 * 60 * 60 * 1000;

/// People looked at in one sweep: a sweep holds the one right to write, and turns wait for it.
pub const AT_ONCE: i64 = 500;

/// How many rows went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// People after their silence. As many as [`AT_ONCE`]: sweep again.
    pub people: u64,
    /// Ids of messages, without those that went with a person.
    pub traces: u64,
    /// Ids of updates.
    pub updates: u64,
    /// Blocks.
    pub blocks: u64,
}

/// Deletes what is over its time. A person for whom a promise still waits stays until it is kept,
/// and one with a case until the case is erased: the answer to come needs their language, and
/// whoever writes again must find the case.
pub async fn sweep(
    tx: &mut Tx,
    keys: &Keys,
    now: Moment,
    today: Date,
    silence_days: i64,
) -> Result<Swept, StoreError> {
    let silent_since = sealed::day_number(today).saturating_sub(silence_days);
    let mut swept = Swept::default();
    for (person, row) in silent(tx, silent_since).await? {
        // A row that nobody can open leads to no chat, and to nobody.
        let lane = visitors::chat_of(keys, &person, &row).map(|chat| keys.lane(chat, None).0);
        swept.people += drop_silent(
            tx,
            &person,
            silent_since,
            lane.as_ref().map(<[u8; 32]>::as_slice),
        )
        .await?;
    }
    let before = now.plus_ms(-TWO_DAYS_MS).0;
    on_both!(tx, conn => {
        swept.traces = sqlx::query("DELETE FROM chat_message WHERE at < $1")
            .bind(before)
            .execute(&mut *conn)
            .await?
            .rows_affected();
        swept.updates = sqlx::query("DELETE FROM handled_update WHERE at < $1")
            .bind(before)
            .execute(&mut *conn)
            .await?
            .rows_affected();
        swept.blocks = sqlx::query("DELETE FROM blocked WHERE until <= $1")
            .bind(now.0)
            .execute(&mut *conn)
            .await?
            .rows_affected();
    });
    Ok(swept)
}

async fn silent(tx: &mut Tx, since: i64) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
    Ok(on_both!(tx, conn => {
        sqlx::query_as::<_, (Vec<u8>, Vec<u8>)>(
            "SELECT p.person, p.sealed FROM person p
             WHERE p.seen_on < $1
               AND NOT EXISTS (SELECT 1 FROM desk_case c WHERE c.person = p.person)
             ORDER BY p.seen_on LIMIT $2",
        )
        .bind(since)
        .bind(AT_ONCE)
        .fetch_all(conn)
        .await?
    }))
}

/// Drops one person who is still silent, has no case, and for whom nothing waits, with the ids of
/// messages.
async fn drop_silent(
    tx: &mut Tx,
    person: &[u8],
    since: i64,
    lane: Option<&[u8]>,
) -> Result<u64, StoreError> {
    let lane = lane.unwrap_or_default();
    Ok(on_both!(tx, conn => {
        let gone = sqlx::query(
            "DELETE FROM person WHERE person = $1 AND seen_on < $2
               AND NOT EXISTS (SELECT 1 FROM outbox WHERE lane = $3)
               AND NOT EXISTS (SELECT 1 FROM desk_case WHERE person = $1)",
        )
        .bind(person)
        .bind(since)
        .bind(lane)
        .execute(&mut *conn)
        .await?
        .rows_affected();
        if gone == 1 {
            sqlx::query("DELETE FROM chat_message WHERE lane = $1")
                .bind(lane)
                .execute(&mut *conn)
                .await?;
        }
        gone
    }))
}

/// How long [`checkpoint`] waits for readers. Meanwhile nobody can write, so it must stay well
/// below the time a turn waits for its connection.
const READERS_MAY_TAKE: Duration = Duration::from_millis(200);
const _: () = assert!(READERS_MAY_TAKE.as_millis() * 10 < ACQUIRE_TIMEOUT.as_millis());

async fn wait_for_others(
    connection: &mut sqlx::SqliteConnection,
    at_most: Duration,
) -> Result<(), StoreError> {
    let wait = format!("PRAGMA busy_timeout = {}", at_most.as_millis());
    sqlx::query(AssertSqlSafe(wait)).execute(connection).await?;
    Ok(())
}

/// Empties SQLite's write-ahead log into the file, so that what was deleted stands nowhere. Does
/// nothing on PostgreSQL, whose vacuum does it in its own time. False: a reader was in the way;
/// try again later. Wait for it after forgetting, outside of any transaction.
pub async fn checkpoint(db: &Db) -> Result<bool, StoreError> {
    let Db::Sqlite { write, .. } = db else {
        return Ok(true);
    };
    let mut connection = write.acquire().await?;
    wait_for_others(&mut connection, READERS_MAY_TAKE).await?;
    let emptied = sqlx::query_as::<_, (i64, i64, i64)>("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(&mut *connection)
        .await;
    wait_for_others(&mut connection, BUSY_TIMEOUT).await?;
    let (blocked, _, _) = emptied?;
    Ok(blocked == 0)
}
