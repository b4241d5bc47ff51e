//! Which message on one side is the copy of which on the other: for replies, edits, reactions and
//! what is taken back. Ids only, sealed; found by keyed hashes from either side; gone with the
//! case.

use serde::{Deserialize, Serialize};

use crate::model::ids::{CaseId, ChatId, MessageId};
use crate::model::moment::Moment;
use crate::privacy::{Keys, identity};
use crate::store::error::StoreError;
use crate::store::{Tx, rooms, sealed};

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// The person's: the copy stands in the group.
    Person,
    /// A consultant's: the copy stands in the person's chat.
    Consultant,
}

/// A message and its copy, to be tied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The case.
    pub case: CaseId,
    /// Whose words they are.
    pub whose: Whose,
    /// The person's chat and the message there.
    pub person: (ChatId, MessageId),
    /// The group and the message there.
    pub group: (ChatId, MessageId),
    /// When the copy was made: Telegram lets a bot delete it for 48 hours.
    pub at: Moment,
    /// The album of a consultant's it is a part of: it is taken back whole.
    pub album: Option<String>,
}

/// A message and its copy, seen from one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The case.
    pub case: CaseId,
    /// The message on this side.
    pub here: MessageId,
    /// The message on the other side.
    pub there: MessageId,
    /// Whose words they are.
    pub whose: Whose,
    /// When the copy was made.
    pub at: Moment,
    /// The album of a consultant's it is a part of.
    pub album: Option<String>,
}

/// What is sealed of a pair.
#[derive(Serialize, Deserialize)]
struct Row {
    case: CaseId,
    whose: Whose,
    person: MessageId,
    group: MessageId,
    at: Moment,
    #[serde(default)]
    album: Option<String>,
}

impl Row {
    fn seen_by_person(self) -> Link {
        Link {
            case: self.case,
            here: self.person,
            there: self.group,
            whose: self.whose,
            at: self.at,
            album: self.album,
        }
    }

    fn seen_in_group(self) -> Link {
        Link {
            here: self.group,
            there: self.person,
            ..self.seen_by_person()
        }
    }
}

fn aad(person_tag: &[u8], group_tag: &[u8]) -> Vec<u8> {
    identity("link", &[person_tag, group_tag])
}

/// Ties a message and its copy; whatever either was tied to before is so no longer. False: the
/// case was erased meanwhile, and nothing was tied.
pub async fn tie(tx: &mut Tx, keys: &Keys, pair: &Pair) -> Result<bool, StoreError> {
    if !rooms::is_stored(tx, &pair.case).await? {
        return Ok(false);
    }
    let group_lane = keys.lane(pair.group.0, None);
    let person_tag = keys.message_tag(&keys.lane(pair.person.0, None), pair.person.1);
    let group_tag = keys.message_tag(&group_lane, pair.group.1);
    let row = Row {
        case: pair.case,
        whose: pair.whose,
        person: pair.person.1,
        group: pair.group.1,
        at: pair.at,
        album: pair.album.clone(),
    };
    let row = sealed::seal(keys, &aad(&person_tag, &group_tag), &row)?;
    on_both!(tx, conn => {
        sqlx::query("DELETE FROM link WHERE person_tag = $1 OR group_tag = $2")
            .bind(person_tag.as_slice())
            .bind(group_tag.as_slice())
            .execute(&mut *conn)
            .await?;
        sqlx::query(
            "INSERT INTO link (person_tag, group_tag, group_lane, case_id, sealed)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(person_tag.as_slice())
        .bind(group_tag.as_slice())
        .bind(group_lane.0.as_slice())
        .bind(pair.case.0.as_slice())
        .bind(row.as_slice())
        .execute(&mut *conn)
        .await?;
    });
    Ok(true)
}

/// What a message of a chat, the person's or the group, is tied to.
pub async fn find(
    tx: &mut Tx,
    keys: &Keys,
    chat: ChatId,
    message: MessageId,
) -> Result<Option<Link>, StoreError> {
    let tag = keys.message_tag(&keys.lane(chat, None), message);
    let found = on_both!(tx, conn => {
        sqlx::query_as::<_, (Vec<u8>, Vec<u8>, Vec<u8>)>(
            "SELECT person_tag, group_tag, sealed FROM link
             WHERE person_tag = $1 OR group_tag = $1",
        )
        .bind(tag.as_slice())
        .fetch_optional(conn)
        .await?
    });
    let Some((person_tag, group_tag, row)) = found else {
        return Ok(None);
    };
    let row: Row = sealed::open(keys, &aad(&person_tag, &group_tag), &row)?;
    Ok(Some(if person_tag == tag {
        row.seen_by_person()
    } else {
        row.seen_in_group()
    }))
}

/// All links of a case, seen from the person's chat and in its order. One that cannot be opened is
/// left out: what the others lead to must be erased all the same.
pub async fn of_case(tx: &mut Tx, keys: &Keys, case: &CaseId) -> Result<Vec<Link>, StoreError> {
    let rows = on_both!(tx, conn => {
        sqlx::query_as::<_, (Vec<u8>, Vec<u8>, Vec<u8>)>(
            "SELECT person_tag, group_tag, sealed FROM link WHERE case_id = $1",
        )
        .bind(case.0.as_slice())
        .fetch_all(conn)
        .await?
    });
    let mut links: Vec<Link> = rows
        .iter()
        .filter_map(|(person_tag, group_tag, row)| {
            let row: Row = sealed::open(keys, &aad(person_tag, group_tag), row).ok()?;
            Some(row.seen_by_person())
        })
        .collect();
    links.sort_by_key(|link| link.here);
    Ok(links)
}

/// Unties a message of a chat, the person's or the group, from its copy: that was taken back.
pub async fn untie(
    tx: &mut Tx,
    keys: &Keys,
    chat: ChatId,
    message: MessageId,
) -> Result<(), StoreError> {
    let tag = keys.message_tag(&keys.lane(chat, None), message);
    on_both!(tx, conn => {
        sqlx::query("DELETE FROM link WHERE person_tag = $1 OR group_tag = $1")
            .bind(tag.as_slice())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Unties all messages of a case.
pub async fn erase_case(tx: &mut Tx, case: &CaseId) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query("DELETE FROM link WHERE case_id = $1")
            .bind(case.0.as_slice())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Unties the messages of a case that stand in one group: its topic there is gone.
pub async fn erase_group(
    tx: &mut Tx,
    keys: &Keys,
    case: &CaseId,
    group: ChatId,
) -> Result<(), StoreError> {
    let lane = keys.lane(group, None);
    on_both!(tx, conn => {
        sqlx::query("DELETE FROM link WHERE case_id = $1 AND group_lane = $2")
            .bind(case.0.as_slice())
            .bind(lane.0.as_slice())
            .execute(conn)
            .await?;
    });
    Ok(())
}
