//! Adding to a lane. What waits may take in what comes: an album its next item, a card that is to
//! be brought up to date the newer reason to do so. Two processes may add at once, and the sender
//! may begin a row at any moment, so every change of a row that waits asks in the same statement
//! whether it still waits as it was read; if not, we look again. Nothing that was begun is changed.

use super::{aad, open};
use crate::model::effect::Promise;
use crate::model::ids::{Bucket, Lane, MessageId};
use crate::model::moment::Moment;
use crate::privacy::Keys;
use crate::privacy::seal::NotSealed;
use crate::store::error::StoreError;
use crate::store::{Tx, sealed};

/// An album is due so long after its latest item, in milliseconds. Telegram brings each item as an
/// update of its own, one right after the other.
pub const ALBUM_MS: i64 = 1000;

/// Where a promise goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What must stay in order.
    pub lane: Lane,
    /// What shares a rate limit.
    pub bucket: Bucket,
    /// 0: first (private chats, consultants' own wishes, what is urgent); 1: relays to a desk;
    /// 2: what can wait. Of a lane only its head's rank matters, so whatever waits before something
    /// more urgent becomes as urgent.
    pub rank: i64,
}

/// Appends a promise to its lane, due now; an album is due a moment later, so that it can gather.
///
/// - An item of an album whose row stands last in the lane and is not begun goes into that row.
/// - A page takes the place of the lane's last row if it [replaces](Promise::replaces) that one,
///   nobody has tried to send it, and it is not the lane's head: a head may be on its way.
/// - What a row that waits anywhere in the lane, not begun, will say by itself is not added again.
/// - Rows that wait before it, or say it, go no later than it would: they take its rank if theirs
///   is lower.
pub async fn push(
    tx: &mut Tx,
    keys: &Keys,
    to: &Place,
    promise: &Promise,
    now: Moment,
) -> Result<(), StoreError> {
    hasten(tx, to).await?;
    if will_be_said(tx, keys, &to.lane, promise).await? {
        return Ok(());
    }
    // Each round that fails is one in which another process has changed the end of this lane.
    loop {
        let last = last(tx, &to.lane).await?;
        if let Some(last) = &last {
            match gather(tx, keys, &to.lane, last, promise, now).await? {
                Gathered::Into => return Ok(()),
                Gathered::Lost => continue,
                Gathered::Not => {}
            }
            if is_replaced(keys, &to.lane, last, promise) {
                // Removed and written anew rather than changed in place: should another process
                // have begun to send it after all, the newer page still comes, and comes last.
                remove(tx, &to.lane, last.seq).await?;
            }
        }
        let seq = fresh_seq(now)?.max(last.map_or(0, |last| last.seq.saturating_add(1)));
        if append(tx, keys, to, seq, promise, now).await? {
            return Ok(());
        }
    }
}

/// What is before something urgent in its lane holds it up for as long as it waits itself.
async fn hasten(tx: &mut Tx, to: &Place) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query("UPDATE outbox SET rank = $2 WHERE lane = $1 AND rank > $2")
            .bind(to.lane.0.as_slice())
            .bind(to.rank)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Whether a row that waits will say what this promise says: it is held until our commit, so that
/// whoever begins it then finds our changes.
async fn will_be_said(
    tx: &mut Tx,
    keys: &Keys,
    lane: &Lane,
    promise: &Promise,
) -> Result<bool, StoreError> {
    // A page is not said by an older one; and whatever can be said by another is so by its equal.
    if matches!(promise, Promise::Person(_)) || !promise.replaces(promise) {
        return Ok(false);
    }
    let waiting = on_both!(tx, conn => {
        sqlx::query_as::<_, (i64, Vec<u8>)>(
            "SELECT seq, sealed FROM outbox WHERE lane = $1 AND NOT begun ORDER BY seq",
        )
        .bind(lane.0.as_slice())
        .fetch_all(conn)
        .await?
    });
    for (seq, row) in waiting {
        let says_it =
            open(keys, &lane.0, seq, &row).is_ok_and(|waiting| promise.replaces(&waiting));
        if says_it && hold(tx, lane, seq).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Keeps a row from being begun before our commit. False: it was begun, or is gone.
async fn hold(tx: &mut Tx, lane: &Lane, seq: i64) -> Result<bool, StoreError> {
    let held = on_both!(tx, conn => {
        sqlx::query("UPDATE outbox SET begun = FALSE WHERE lane = $1 AND seq = $2 AND NOT begun")
            .bind(lane.0.as_slice())
            .bind(seq)
            .execute(conn)
            .await?
            .rows_affected()
    });
    Ok(held == 1)
}

/// The last row of a lane.
struct Last {
    seq: i64,
    head: i64,
    tries: i64,
    begun: bool,
    sealed: Vec<u8>,
}

async fn last(tx: &mut Tx, lane: &Lane) -> Result<Option<Last>, StoreError> {
    let row = on_both!(tx, conn => {
        sqlx::query_as::<_, (i64, i64, i64, bool, Vec<u8>)>(
            "SELECT o.seq, (SELECT MIN(e.seq) FROM outbox e WHERE e.lane = o.lane),
                    o.tries, o.begun, o.sealed
             FROM outbox o WHERE o.lane = $1 ORDER BY o.seq DESC LIMIT 1",
        )
        .bind(lane.0.as_slice())
        .fetch_optional(conn)
        .await?
    });
    Ok(row.map(|(seq, head, tries, begun, sealed)| Last {
        seq,
        head,
        tries,
        begun,
        sealed,
    }))
}

/// What became of an item of an album.
enum Gathered {
    /// It is in the row.
    Into,
    /// It does not belong into that row.
    Not,
    /// The row was begun or changed while we looked at it.
    Lost,
}

async fn gather(
    tx: &mut Tx,
    keys: &Keys,
    lane: &Lane,
    last: &Last,
    promise: &Promise,
    now: Moment,
) -> Result<Gathered, StoreError> {
    let Some((album, items)) = promise.album().filter(|_| !last.begun) else {
        return Ok(Gathered::Not);
    };
    let Some(grown) = grown(keys, lane, last, album, items) else {
        return Ok(Gathered::Not);
    };
    let row = sealed::seal(keys, &aad(&lane.0, last.seq), &grown)?;
    // No two sealed values are the same, so the old one says whether the row is as it was read.
    // What was put off for longer is not due earlier.
    let changed = on_both!(tx, conn => {
        sqlx::query(
            "UPDATE outbox SET sealed = $3, due_at = CASE WHEN due_at > $4 THEN due_at ELSE $4 END
             WHERE lane = $1 AND seq = $2 AND NOT begun AND sealed = $5",
        )
        .bind(lane.0.as_slice())
        .bind(last.seq)
        .bind(row.as_slice())
        .bind(now.plus_ms(ALBUM_MS).0)
        .bind(last.sealed.as_slice())
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(if changed == 1 {
        Gathered::Into
    } else {
        Gathered::Lost
    })
}

/// The promise that waits in a row, with these items, if it gathers their album.
fn grown(
    keys: &Keys,
    lane: &Lane,
    last: &Last,
    album: &str,
    items: &[MessageId],
) -> Option<Promise> {
    let mut waiting = open(keys, &lane.0, last.seq, &last.sealed).ok()?;
    let (its_album, _) = waiting.album()?;
    if its_album != album {
        return None;
    }
    waiting.gather(items);
    Some(waiting)
}

fn is_replaced(keys: &Keys, lane: &Lane, last: &Last, promise: &Promise) -> bool {
    last.seq != last.head
        && last.tries == 0
        && !last.begun
        && matches!(promise, Promise::Person(_))
        && open(keys, &lane.0, last.seq, &last.sealed)
            .is_ok_and(|waiting| promise.replaces(&waiting))
}

async fn remove(tx: &mut Tx, lane: &Lane, seq: i64) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query("DELETE FROM outbox WHERE lane = $1 AND seq = $2 AND NOT begun")
            .bind(lane.0.as_slice())
            .bind(seq)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Writes a row. False: another process has just used this number.
async fn append(
    tx: &mut Tx,
    keys: &Keys,
    to: &Place,
    seq: i64,
    promise: &Promise,
    now: Moment,
) -> Result<bool, StoreError> {
    let due_at = match promise.album() {
        Some(_) => now.plus_ms(ALBUM_MS),
        None => now,
    };
    let row = sealed::seal(keys, &aad(&to.lane.0, seq), promise)?;
    let written = on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO outbox (lane, seq, bucket, rank, begun, due_at, tries, sealed)
             VALUES ($1, $2, $3, $4, FALSE, $5, 0, $6)
             ON CONFLICT (lane, seq) DO NOTHING",
        )
        .bind(to.lane.0.as_slice())
        .bind(seq)
        .bind(to.bucket.0.as_slice())
        .bind(to.rank)
        .bind(due_at.0)
        .bind(row.as_slice())
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(written == 1)
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
