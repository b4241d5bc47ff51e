//! Where a case stands in the group of a desk, and the group of a desk as such. Telegram lists
//! neither topics nor messages to a bot: what stands here is the only truth about them, and only
//! the sender writes it, but for a topic that Telegram tells us of.

use serde::{Deserialize, Serialize};

use crate::content::DeskId;
use crate::model::ids::{CaseId, ChatId, Lane, MessageId};
use crate::model::moment::Moment;
use crate::privacy::{Keys, identity};
use crate::store::error::StoreError;
use crate::store::{Tx, cases, sealed};

/// Where a case stands in the group of a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// The group.
    pub chat: ChatId,
    /// The topic; `None`: not made yet, or a group without topics.
    pub thread: Option<i64>,
    /// The group has no topics: the case stands in it as replies.
    pub plain: bool,
    /// The card.
    pub card: Option<MessageId>,
    /// What the card says, as whoever writes it compares it.
    pub card_text: Option<String>,
    /// The card is pinned.
    pub pinned: bool,
    /// The name the topic has.
    pub name: Option<String>,
    /// The topic is closed.
    pub closed: bool,
    /// A topic was asked for, and the answer is not known.
    pub making_since: Option<Moment>,
}

impl Room {
    /// A case that does not stand in the group yet.
    #[must_use]
    pub fn new(chat: ChatId) -> Self {
        Self {
            chat,
            thread: None,
            plain: false,
            card: None,
            card_text: None,
            pinned: false,
            name: None,
            closed: false,
            making_since: None,
        }
    }

    /// What its case is found by in the group: the topic, or the card where there are no topics.
    fn place(&self) -> Option<i64> {
        let card = self.card.filter(|_| self.plain);
        self.thread.or(card.map(|card| card.0))
    }
}

/// The group of a desk as such.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskRoom {
    /// The group; another than the configured one once it was upgraded.
    pub chat: ChatId,
    /// The group as it was configured when Telegram upgraded it.
    pub moved_from: Option<ChatId>,
    /// The queue board.
    pub board: Option<MessageId>,
    /// What was last said to be missing there.
    pub said_missing: Vec<String>,
    /// Since when it cannot be reached.
    pub away_since: Option<Moment>,
}

impl DeskRoom {
    /// A group in which nothing has been said yet.
    #[must_use]
    pub fn new(chat: ChatId) -> Self {
        Self {
            chat,
            moved_from: None,
            board: None,
            said_missing: Vec::new(),
            away_since: None,
        }
    }
}

fn aad(case: &[u8], desk: &str) -> Vec<u8> {
    identity("room", &[case, desk.as_bytes()])
}

fn desk_aad(desk: &DeskId) -> Vec<u8> {
    identity("desk_room", &[desk.as_str().as_bytes()])
}

/// Where a case stands at a desk.
pub async fn load(
    tx: &mut Tx,
    keys: &Keys,
    case: &CaseId,
    desk: &DeskId,
) -> Result<Option<Room>, StoreError> {
    let row = on_both!(tx, conn => {
        sqlx::query_scalar::<_, Vec<u8>>("SELECT sealed FROM room WHERE case_id = $1 AND desk = $2")
            .bind(case.0.as_slice())
            .bind(desk.as_str())
            .fetch_optional(conn)
            .await?
    });
    let room = row.map(|row| sealed::open(keys, &aad(&case.0, desk.as_str()), &row));
    Ok(room.transpose()?)
}

/// Writes where a case stands at a desk. False: the case was erased meanwhile, and what was just
/// made for it in the group is nobody's.
pub async fn save(
    tx: &mut Tx,
    keys: &Keys,
    case: &CaseId,
    desk: &DeskId,
    room: &Room,
) -> Result<bool, StoreError> {
    if !is_stored(tx, case).await? {
        return Ok(false);
    }
    let row = sealed::seal(keys, &aad(&case.0, desk.as_str()), room)?;
    let topic = room.place().map(|place| keys.lane(room.chat, Some(place)));
    on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO room (case_id, desk, topic, sealed) VALUES ($1, $2, $3, $4)
             ON CONFLICT (case_id, desk) DO UPDATE
             SET topic = excluded.topic, sealed = excluded.sealed",
        )
        .bind(case.0.as_slice())
        .bind(desk.as_str())
        .bind(topic.as_ref().map(|topic| topic.0.as_slice()))
        .bind(row.as_slice())
        .execute(conn)
        .await?;
    });
    Ok(true)
}

/// Writes the topic that Telegram told us of, unless the sender was faster and wrote more than that.
/// False: it was, and what it wrote stands.
pub async fn adopt(
    tx: &mut Tx,
    keys: &Keys,
    case: &CaseId,
    desk: &DeskId,
    room: &Room,
) -> Result<bool, StoreError> {
    let row = sealed::seal(keys, &aad(&case.0, desk.as_str()), room)?;
    let topic = room.place().map(|place| keys.lane(room.chat, Some(place)));
    let written = on_both!(tx, conn => {
        sqlx::query(
            "UPDATE room SET topic = $3, sealed = $4
             WHERE case_id = $1 AND desk = $2 AND topic IS NULL",
        )
        .bind(case.0.as_slice())
        .bind(desk.as_str())
        .bind(topic.as_ref().map(|topic| topic.0.as_slice()))
        .bind(row.as_slice())
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(written == 1)
}

/// Whether the case of a room or link is there. Should it go at the same moment, the tables refuse
/// the row and the next try finds it gone.
pub(super) async fn is_stored(tx: &mut Tx, case: &CaseId) -> Result<bool, StoreError> {
    let found = on_both!(tx, conn => {
        sqlx::query_scalar::<_, i64>("SELECT version FROM desk_case WHERE case_id = $1")
            .bind(case.0.as_slice())
            .fetch_optional(conn)
            .await?
    });
    Ok(found.is_some())
}

/// The case of a topic, and the desk in whose group the topic is; `topic` is the
/// [lane](Keys::lane) of group and topic. Where there are no topics it is that of the card.
pub async fn case_of_topic(
    tx: &mut Tx,
    topic: &Lane,
) -> Result<Option<(CaseId, DeskId)>, StoreError> {
    let row = on_both!(tx, conn => {
        sqlx::query_as::<_, (Vec<u8>, String)>("SELECT case_id, desk FROM room WHERE topic = $1")
            .bind(topic.0.as_slice())
            .fetch_optional(conn)
            .await?
    });
    row.map(|(case, desk)| Ok((cases::id(&case, "room")?, cases::desk(&desk, "room")?)))
        .transpose()
}

/// Drops the record of a case at a desk.
pub async fn erase(tx: &mut Tx, case: &CaseId, desk: &DeskId) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query("DELETE FROM room WHERE case_id = $1 AND desk = $2")
            .bind(case.0.as_slice())
            .bind(desk.as_str())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Everywhere a case stands. A room that cannot be opened is left out: the others must be erased
/// all the same.
pub async fn all_of(
    tx: &mut Tx,
    keys: &Keys,
    case: &CaseId,
) -> Result<Vec<(DeskId, Room)>, StoreError> {
    let rows = on_both!(tx, conn => {
        sqlx::query_as::<_, (String, Vec<u8>)>(
            "SELECT desk, sealed FROM room WHERE case_id = $1 ORDER BY desk",
        )
        .bind(case.0.as_slice())
        .fetch_all(conn)
        .await?
    });
    let mut rooms = Vec::with_capacity(rows.len());
    for (name, row) in rows {
        if let Ok(room) = sealed::open(keys, &aad(&case.0, &name), &row) {
            rooms.push((cases::desk(&name, "room")?, room));
        }
    }
    Ok(rooms)
}

/// The group of a desk; `None`: nothing is known but what was configured.
pub async fn load_desk(
    tx: &mut Tx,
    keys: &Keys,
    desk: &DeskId,
) -> Result<Option<DeskRoom>, StoreError> {
    let row = on_both!(tx, conn => {
        sqlx::query_scalar::<_, Vec<u8>>("SELECT sealed FROM desk_room WHERE desk = $1")
            .bind(desk.as_str())
            .fetch_optional(conn)
            .await?
    });
    let room = row.map(|row| sealed::open(keys, &desk_aad(desk), &row));
    Ok(room.transpose()?)
}

/// Writes what is known of the group of a desk.
pub async fn save_desk(
    tx: &mut Tx,
    keys: &Keys,
    desk: &DeskId,
    room: &DeskRoom,
) -> Result<(), StoreError> {
    let row = sealed::seal(keys, &desk_aad(desk), room)?;
    on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO desk_room (desk, sealed) VALUES ($1, $2)
             ON CONFLICT (desk) DO UPDATE SET sealed = excluded.sealed",
        )
        .bind(desk.as_str())
        .bind(row.as_slice())
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Forgets every message and topic in the group of a desk: it was upgraded from `from` to `to`,
/// and ids of the old group mean nothing in the new one. Cases keep their rooms, empty, in the new
/// group; a room that cannot be opened goes, so that a fresh one is made.
pub async fn forget_group(
    tx: &mut Tx,
    keys: &Keys,
    desk: &DeskId,
    from: ChatId,
    to: ChatId,
) -> Result<(), StoreError> {
    let lane = keys.lane(from, None);
    let rows = on_both!(tx, conn => {
        sqlx::query("DELETE FROM link WHERE group_lane = $1")
            .bind(lane.0.as_slice())
            .execute(&mut *conn)
            .await?;
        sqlx::query_as::<_, (Vec<u8>, Vec<u8>)>("SELECT case_id, sealed FROM room WHERE desk = $1")
            .bind(desk.as_str())
            .fetch_all(&mut *conn)
            .await?
    });
    for (bytes, row) in rows {
        let case = cases::id(&bytes, "room")?;
        match sealed::open::<Room>(keys, &aad(&bytes, desk.as_str()), &row) {
            // A group that had no topics is mostly upgraded in order to have some.
            Ok(room) if room.chat == from => {
                save(tx, keys, &case, desk, &Room::new(to)).await?;
            }
            Ok(_) => {}
            Err(_) => erase(tx, &case, desk).await?,
        }
    }
    if let Some(room) = load_desk(tx, keys, desk).await? {
        let room = DeskRoom {
            moved_from: None,
            chat: to,
            board: None,
            ..room
        };
        save_desk(tx, keys, desk, &room).await?;
    }
    Ok(())
}
