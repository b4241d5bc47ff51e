//! Ids of messages that can still be deleted when a person hides the chat: Telegram lets a bot
//! delete for 48 hours. Sealed, named by a keyed hash, and never longer than that.

use crate::model::ids::{HASH_LENGTH, Lane, MessageId};
use crate::model::moment::Moment;
use crate::privacy::{Keys, identity};
use crate::store::error::StoreError;
use crate::store::{Tx, sealed};

fn aad(lane: &Lane, tag: &[u8]) -> Vec<u8> {
    identity("chat_message", &[&lane.0, tag])
}

/// Keeps the id of a message that appeared at that time; a second time changes nothing.
pub async fn keep(
    tx: &mut Tx,
    keys: &Keys,
    lane: &Lane,
    message: MessageId,
    at: Moment,
) -> Result<(), StoreError> {
    let tag = keys.message_tag(lane, message);
    let row = sealed::seal(keys, &aad(lane, &tag), &message)?;
    on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO chat_message (lane, tag, at, sealed) VALUES ($1, $2, $3, $4)
             ON CONFLICT (lane, tag) DO NOTHING",
        )
        .bind(lane.0.as_slice())
        .bind(tag.as_slice())
        .bind(at.0)
        .bind(row.as_slice())
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Messages of a lane that appeared from one moment to another, both included, oldest first. An id that cannot be opened is left out:
/// hiding must delete what it can.
pub async fn of(
    tx: &mut Tx,
    keys: &Keys,
    lane: &Lane,
    since: Moment,
    until: Moment,
) -> Result<Vec<(MessageId, Moment)>, StoreError> {
    let rows = on_both!(tx, conn => {
        sqlx::query_as::<_, (Vec<u8>, i64, Vec<u8>)>(
            "SELECT tag, at, sealed FROM chat_message
             WHERE lane = $1 AND at BETWEEN $2 AND $3 ORDER BY at",
        )
        .bind(lane.0.as_slice())
        .bind(since.0)
        .bind(until.0)
        .fetch_all(conn)
        .await?
    });
    let mut messages: Vec<(MessageId, Moment)> = rows
        .iter()
        .filter_map(|(tag, at, row)| {
            let message = sealed::open(keys, &aad(lane, tag), row).ok()?;
            Some((message, Moment(*at)))
        })
        .collect();
    messages.sort_by_key(|(message, at)| (*at, *message));
    Ok(messages)
}

/// Drops the ids of messages that are deleted, or can never be.
pub async fn drop(
    tx: &mut Tx,
    keys: &Keys,
    lane: &Lane,
    messages: &[MessageId],
) -> Result<(), StoreError> {
    for message in messages {
        drop_one(tx, lane, &keys.message_tag(lane, *message)).await?;
    }
    Ok(())
}

async fn drop_one(tx: &mut Tx, lane: &Lane, tag: &[u8; HASH_LENGTH]) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query("DELETE FROM chat_message WHERE lane = $1 AND tag = $2")
            .bind(lane.0.as_slice())
            .bind(tag.as_slice())
            .execute(conn)
            .await?;
    });
    Ok(())
}
