//! Promised calls, in order within a lane. Only the head of a lane is ever handed out, so a lane
//! whose head must wait keeps all of its order. Rows are sealed; a row's number never comes
//! again, so that a sender who still holds a row that was dropped cannot end another one.

use crate::model::effect::Promise;
use crate::model::ids::{Bucket, Lane};
use crate::model::moment::Moment;
use crate::privacy::seal::NotSealed;
use crate::privacy::{Keys, Unsealable, identity};
use crate::store::error::StoreError;
use crate::store::{Db, Lease, Tx, sealed};

/// The head of a lane that is due.
#[derive(Debug, Clone)]
pub struct Row {
    /// What must stay in order.
    pub lane: Lane,
    /// The place in the lane; unique in it for all time.
    pub seq: i64,
    /// What shares a rate limit.
    pub bucket: Bucket,
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

/// Appends a promise to its lane, due now. It takes the place of the lane's last row if it
/// [replaces](Promise::replaces) that one, nobody has tried to send it, and it is not the lane's
/// head: a head may be on its way.
pub async fn push(
    tx: &mut Tx,
    keys: &Keys,
    lane: &Lane,
    bucket: &Bucket,
    promise: &Promise,
    now: Moment,
) -> Result<(), StoreError> {
    let last = last(tx, lane).await?;
    if let Some(last) = &last
        && last.seq != last.head
        && last.tries == 0
        && sealed::open(keys, &aad(&lane.0, last.seq), &last.sealed)
            .is_ok_and(|waiting: Promise| promise.replaces(&waiting))
    {
        // Removed and written anew rather than changed in place: should another process have
        // begun to send it after all, the newer page still comes, and comes last.
        remove(tx, lane, last.seq).await?;
    }
    let seq = fresh_seq(now)?.max(last.map_or(0, |last| last.seq.saturating_add(1)));
    let row = sealed::seal(keys, &aad(&lane.0, seq), promise)?;
    on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO outbox (lane, seq, bucket, due_at, tries, sealed)
             VALUES ($1, $2, $3, $4, 0, $5)",
        )
        .bind(lane.0.as_slice())
        .bind(seq)
        .bind(bucket.0.as_slice())
        .bind(now.0)
        .bind(row.as_slice())
        .execute(conn)
        .await?;
    });
    Ok(())
}

struct Last {
    seq: i64,
    head: i64,
    tries: i64,
    sealed: Vec<u8>,
}

async fn last(tx: &mut Tx, lane: &Lane) -> Result<Option<Last>, StoreError> {
    let row = on_both!(tx, conn => {
        sqlx::query_as::<_, (i64, i64, i64, Vec<u8>)>(
            "SELECT o.seq, (SELECT MIN(e.seq) FROM outbox e WHERE e.lane = o.lane), o.tries, o.sealed
             FROM outbox o WHERE o.lane = $1 ORDER BY o.seq DESC LIMIT 1",
        )
        .bind(lane.0.as_slice())
        .fetch_optional(conn)
        .await?
    });
    Ok(row.map(|(seq, head, tries, sealed)| Last {
        seq,
        head,
        tries,
        sealed,
    }))
}

async fn remove(tx: &mut Tx, lane: &Lane, seq: i64) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query("DELETE FROM outbox WHERE lane = $1 AND seq = $2")
            .bind(lane.0.as_slice())
            .bind(seq)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// A number for a lane that may have been emptied: the time, then 16 random bits, so that a
/// number that was used in this lane before does not come again.
fn fresh_seq(now: Moment) -> Result<i64, StoreError> {
    let mut noise = [0; 2];
    getrandom::fill(&mut noise).map_err(|_| NotSealed)?;
    Ok(now
        .0
        .max(0)
        .saturating_mul(1 << 16)
        .saturating_add(i64::from(u16::from_be_bytes(noise))))
}

/// Heads of lanes that are due, the longest waiting first.
pub async fn due(db: &Db, keys: &Keys, now: Moment, limit: i64) -> Result<Vec<Row>, StoreError> {
    let rows = reading!(db, pool => {
        sqlx::query_as::<_, (Vec<u8>, i64, Vec<u8>, i64, i64, Vec<u8>)>(
            "SELECT o.lane, o.seq, o.bucket, o.tries, o.due_at, o.sealed FROM outbox o
             WHERE o.due_at <= $1
               AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.lane = o.lane AND e.seq < o.seq)
             ORDER BY o.due_at, o.seq LIMIT $2",
        )
        .bind(now.0)
        .bind(limit)
        .fetch_all(pool)
        .await?
    });
    rows.into_iter()
        .map(|(lane, seq, bucket, tries, due_at, row)| {
            Ok(Row {
                promise: sealed::open(keys, &aad(&lane, seq), &row),
                lane: Lane(sealed::hash(&lane, "outbox")?),
                seq,
                bucket: Bucket(sealed::hash(&bucket, "outbox")?),
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

/// Puts a row off, and with it its lane. False as for [`finish`].
pub async fn postpone(
    tx: &mut Tx,
    lease: &Lease,
    lane: &Lane,
    seq: i64,
    due_at: Moment,
    tries: i64,
) -> Result<bool, StoreError> {
    let put_off = on_both!(tx, conn => {
        sqlx::query(
            "UPDATE outbox SET due_at = $3, tries = $4 WHERE lane = $1 AND seq = $2
               AND EXISTS (SELECT 1 FROM lease WHERE name = $5 AND holder = $6)",
        )
        .bind(lane.0.as_slice())
        .bind(seq)
        .bind(due_at.0)
        .bind(tries)
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
