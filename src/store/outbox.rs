//! Promised calls, in order within a lane. Only the head of a lane is ever handed out, so a lane
//! whose head must wait keeps all of its order. Rows are sealed; a row's number never comes
//! again, so that a sender who still holds a row that was dropped cannot end another one. A row
//! that was begun is never changed any more, only ended: what comes later comes in a row of its own.

mod push;

use serde::Deserialize;

use crate::model::effect::{PersonPromise, Promise};
use crate::model::ids::{Bucket, Lane};
use crate::model::moment::Moment;
use crate::privacy::{Keys, Unsealable, identity};
use crate::store::error::StoreError;
use crate::store::{Db, Lease, Tx, sealed};

pub use push::{ALBUM_MS, Place, push};

/// The head of a lane that is due.
#[derive(Debug, Clone)]
pub struct Row {
    /// What must stay in order.
    pub lane: Lane,
    /// The place in the lane; unique in it for all time.
    pub seq: i64,
    /// What shares a rate limit.
    pub bucket: Bucket,
    /// What goes first: see [`Place::rank`].
    pub rank: i64,
    /// A call for it was begun before, and its end is not known: it may have happened.
    pub begun: bool,
    /// Calls that failed so far.
    pub tries: i64,
    /// When it was to be sent.
    pub due_at: Moment,
    /// What was promised, if it can be opened.
    pub promise: Result<Promise, Unsealable>,
}

fn aad(lane: &[u8], seq: i64) -> Vec<u8> {
    identity("outbox", &[lane, &seq.to_be_bytes()])
}

/// A promise as it may stand in a row.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Now(Promise),
    /// Before there were desks, all promises were to people: such a row is still kept.
    BeforeDesks(PersonPromise),
}

fn open(keys: &Keys, lane: &[u8], seq: i64, row: &[u8]) -> Result<Promise, Unsealable> {
    Ok(match sealed::open(keys, &aad(lane, seq), row)? {
        Written::Now(promise) => promise,
        Written::BeforeDesks(promise) => Promise::Person(promise),
    })
}

/// A row as it comes from the database: lane, number, bucket, rank, begun, tries, due, sealed.
type Raw = (Vec<u8>, i64, Vec<u8>, i64, bool, i64, i64, Vec<u8>);

/// Heads of lanes that are due: the most urgent first, of those the longest waiting. A head that
/// is not due yet holds its lane back, however long the others wait.
pub async fn due(db: &Db, keys: &Keys, now: Moment, limit: i64) -> Result<Vec<Row>, StoreError> {
    let rows = reading!(db, pool => {
        sqlx::query_as::<_, Raw>(
            "SELECT o.lane, o.seq, o.bucket, o.rank, o.begun, o.tries, o.due_at, o.sealed
             FROM outbox o
             WHERE o.due_at <= $1
               AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.lane = o.lane AND e.seq < o.seq)
             ORDER BY o.rank, o.due_at, o.seq LIMIT $2",
        )
        .bind(now.0)
        .bind(limit)
        .fetch_all(pool)
        .await?
    });
    rows.into_iter()
        .map(|(lane, seq, bucket, rank, begun, tries, due_at, row)| {
            Ok(Row {
                promise: open(keys, &lane, seq, &row),
                lane: Lane(sealed::hash(&lane, "outbox")?),
                seq,
                bucket: Bucket(sealed::hash(&bucket, "outbox")?),
                rank,
                begun,
                tries,
                due_at: Moment(due_at),
            })
        })
        .collect()
}

/// When the next head that is not due yet will be.
pub async fn next_due(db: &Db, now: Moment) -> Result<Option<Moment>, StoreError> {
    let next = reading!(db, pool => {
        sqlx::query_scalar::<_, Option<i64>>(
            "SELECT MIN(o.due_at) FROM outbox o
             WHERE o.due_at > $1
               AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.lane = o.lane AND e.seq < o.seq)",
        )
        .bind(now.0)
        .fetch_one(pool)
        .await?
    });
    Ok(next.map(Moment))
}

/// How many promises wait.
pub async fn waiting(db: &Db) -> Result<i64, StoreError> {
    Ok(reading!(db, pool => {
        sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM outbox").fetch_one(pool).await?
    }))
}

/// How many promises wait, and when the first of them was or will be due.
pub async fn length(db: &Db) -> Result<(i64, Option<Moment>), StoreError> {
    let (waiting, due) = reading!(db, pool => {
        sqlx::query_as::<_, (i64, Option<i64>)>("SELECT COUNT(*), MIN(due_at) FROM outbox")
            .fetch_one(pool)
            .await?
    });
    Ok((waiting, due.map(Moment)))
}

/// What waits in a lane, in its order, also what was begun. A promise that cannot be opened is left
/// out: nobody can keep it.
pub async fn waiting_for(
    tx: &mut Tx,
    keys: &Keys,
    lane: &Lane,
) -> Result<Vec<Promise>, StoreError> {
    let rows = on_both!(tx, conn => {
        sqlx::query_as::<_, (i64, Vec<u8>)>(
            "SELECT seq, sealed FROM outbox WHERE lane = $1 ORDER BY seq",
        )
        .bind(lane.0.as_slice())
        .fetch_all(conn)
        .await?
    });
    Ok(rows
        .iter()
        .filter_map(|(seq, row)| open(keys, &lane.0, *seq, row).ok())
        .collect())
}

/// Begins a row: from its commit on nobody changes the row any more. Returns the promise as it is
/// now, which may be more than [`due`] has shown (an album grows until it is begun), and whether a
/// call was begun before. `None`: the row is gone, or the lease is another's by now.
///
/// What the promise is about must be read after this commit: whoever found the row waiting has
/// left it to this row to say what changed.
pub async fn begin(
    tx: &mut Tx,
    keys: &Keys,
    lease: &Lease,
    lane: &Lane,
    seq: i64,
) -> Result<Option<(Promise, bool)>, StoreError> {
    // The second only finds what the first did not change: rows are begun and ended by the one
    // holder of the lease.
    for (was_begun, statement) in [
        (
            false,
            "UPDATE outbox SET begun = TRUE WHERE lane = $1 AND seq = $2 AND NOT begun
               AND EXISTS (SELECT 1 FROM lease WHERE name = $3 AND holder = $4)
             RETURNING sealed",
        ),
        (
            true,
            "SELECT sealed FROM outbox WHERE lane = $1 AND seq = $2 AND begun
               AND EXISTS (SELECT 1 FROM lease WHERE name = $3 AND holder = $4)",
        ),
    ] {
        let row = on_both!(tx, conn => {
            sqlx::query_scalar::<_, Vec<u8>>(statement)
                .bind(lane.0.as_slice())
                .bind(seq)
                .bind(&lease.name)
                .bind(&lease.holder)
                .fetch_optional(conn)
                .await?
        });
        if let Some(row) = row {
            let promise = open(keys, &lane.0, seq, &row)?;
            return Ok(Some((promise, was_begun)));
        }
    }
    Ok(None)
}

/// Ends a row that got its final answer. False: the lease is another's by now, or the row was
/// dropped while it was on its way (the person was forgotten).
pub async fn finish(tx: &mut Tx, lease: &Lease, lane: &Lane, seq: i64) -> Result<bool, StoreError> {
    let ended = on_both!(tx, conn => {
        sqlx::query(
            "DELETE FROM outbox WHERE lane = $1 AND seq = $2
               AND EXISTS (SELECT 1 FROM lease WHERE name = $3 AND holder = $4)",
        )
        .bind(lane.0.as_slice())
        .bind(seq)
        .bind(&lease.name)
        .bind(&lease.holder)
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(ended == 1)
}

/// Puts a row off, and with it its lane. `begun` is false only if the call is known not to have
/// happened: then the row may still change. False as for [`finish`].
pub async fn postpone(
    tx: &mut Tx,
    lease: &Lease,
    lane: &Lane,
    seq: i64,
    due_at: Moment,
    tries: i64,
    begun: bool,
) -> Result<bool, StoreError> {
    let put_off = on_both!(tx, conn => {
        sqlx::query(
            "UPDATE outbox SET due_at = $3, tries = $4, begun = $5 WHERE lane = $1 AND seq = $2
               AND EXISTS (SELECT 1 FROM lease WHERE name = $6 AND holder = $7)",
        )
        .bind(lane.0.as_slice())
        .bind(seq)
        .bind(due_at.0)
        .bind(tries)
        .bind(begun)
        .bind(&lease.name)
        .bind(&lease.holder)
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(put_off == 1)
}

/// Puts off everything that waits in a bucket; nothing comes earlier by it.
pub async fn postpone_bucket(
    tx: &mut Tx,
    lease: &Lease,
    bucket: &Bucket,
    due_at: Moment,
) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query(
            "UPDATE outbox SET due_at = $2 WHERE bucket = $1 AND due_at < $2
               AND EXISTS (SELECT 1 FROM lease WHERE name = $3 AND holder = $4)",
        )
        .bind(bucket.0.as_slice())
        .bind(due_at.0)
        .bind(&lease.name)
        .bind(&lease.holder)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// What was put off in a bucket is due now: its chat can be reached again. What is due within the
/// time of an album stays, so that no album that is being gathered is torn.
pub async fn hurry_bucket(tx: &mut Tx, bucket: &Bucket, now: Moment) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query("UPDATE outbox SET due_at = $2 WHERE bucket = $1 AND due_at > $3")
            .bind(bucket.0.as_slice())
            .bind(now.0)
            .bind(now.plus_ms(ALBUM_MS).0)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// The head of a lane that was tried in vain is tried again now: whoever it is for is there.
pub async fn hurry_lane(tx: &mut Tx, lane: &Lane, now: Moment) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query("UPDATE outbox SET due_at = $2 WHERE lane = $1 AND tries > 0 AND due_at > $2")
            .bind(lane.0.as_slice())
            .bind(now.0)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Whether the head of a lane was tried in vain more than once, so that what comes behind it may
/// wait for long.
pub async fn is_held_up(tx: &mut Tx, lane: &Lane) -> Result<bool, StoreError> {
    let tried = on_both!(tx, conn => {
        sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM outbox WHERE lane = $1 AND tries > 1")
            .bind(lane.0.as_slice())
            .fetch_one(conn)
            .await?
    });
    Ok(tried > 0)
}

/// Drops all that waits for a lane that can never be reached again.
pub async fn drop_lane(tx: &mut Tx, lane: &Lane) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query("DELETE FROM outbox WHERE lane = $1")
            .bind(lane.0.as_slice())
            .execute(conn)
            .await?;
    });
    Ok(())
}
