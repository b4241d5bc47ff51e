//! Ids of messages that can still be deleted when a person hides the chat: Telegram lets a bot
//! delete for 48 hours. Sealed, named by a keyed hash, and never longer than that.

use serde::{Deserialize, Serialize};

use crate::model::ids::{HASH_LENGTH, Lane, MessageId};
use crate::model::moment::Moment;
use crate::privacy::{Keys, identity};
use crate::store::error::StoreError;
use crate::store::{Tx, sealed};

/// A message that can still be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The message.
    pub message: MessageId,
    /// Whether the bot sent it.
    pub ours: bool,
    /// When it appeared, as far as we know: what we sent is noted only after Telegram's answer.
    pub at: Moment,
}

/// What is sealed of it.
#[derive(Serialize, Deserialize)]
struct Row {
    message: MessageId,
    ours: bool,
}

/// A row as it may stand in the table.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Now(Row),
    /// Before it was noted whose it is.
    Bare(MessageId),
}

impl From<Written> for Row {
    fn from(written: Written) -> Self {
        match written {
            Written::Now(row) => row,
            Written::Bare(message) => Self {
                message,
                ours: false,
            },
        }
    }
}

fn aad(lane: &Lane, tag: &[u8]) -> Vec<u8> {
    identity("chat_message", &[&lane.0, tag])
}

/// Keeps the id of a message; a second time changes nothing.
pub async fn keep(tx: &mut Tx, keys: &Keys, lane: &Lane, kept: Kept) -> Result<(), StoreError> {
    let Kept { message, ours, at } = kept;
    let tag = keys.message_tag(lane, message);
    let row = sealed::seal(keys, &aad(lane, &tag), &Row { message, ours })?;
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

/// Messages of a lane that appeared since that moment, oldest first. An id that cannot be opened is
/// left out: hiding must delete what it can.
pub async fn of(
    tx: &mut Tx,
    keys: &Keys,
    lane: &Lane,
    since: Moment,
) -> Result<Vec<Kept>, StoreError> {
    let rows = on_both!(tx, conn => {
        sqlx::query_as::<_, (Vec<u8>, i64, Vec<u8>)>(
            "SELECT tag, at, sealed FROM chat_message WHERE lane = $1 AND at >= $2",
        )
        .bind(lane.0.as_slice())
        .bind(since.0)
        .fetch_all(conn)
        .await?
    });
    let mut messages: Vec<Kept> = rows
        .iter()
        .filter_map(|(tag, at, row)| {
            let written: Written = sealed::open(keys, &aad(lane, tag), row).ok()?;
            let Row { message, ours } = written.into();
            Some(Kept {
                message,
                ours,
                at: Moment(*at),
            })
        })
        .collect();
    messages.sort_by_key(|kept| (kept.at, kept.message));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_before_it_was_noted_whose_it_is_is_still_read() {
        let row: Row = serde_json::from_str::<Written>("7").unwrap().into();
        assert_eq!((row.message, row.ours), (MessageId(7), false));
        let row = Row {
            message: MessageId(8),
            ours: true,
        };
        let written = serde_json::to_string(&row).unwrap();
        let row: Row = serde_json::from_str::<Written>(&written).unwrap().into();
        assert_eq!((row.message, row.ours), (MessageId(8), true));
    }
}
