//! Cases: one sealed row each, with a version as for people. In plain columns stand only what a
//! queue is counted by and a keyed hash of whose it is. What hangs on a case (its rooms, the links
//! of its messages) cannot outlive it: the tables say so.

use crate::content::DeskId;
use crate::model::case::{Case, Stage};
use crate::model::ids::{CaseCode, CaseId, Lane, PersonKey};
use crate::model::moment::Moment;
use crate::privacy::{Keys, identity};
use crate::store::error::StoreError;
use crate::store::{Db, Tx, outbox, sealed};

fn aad(case: &[u8]) -> Vec<u8> {
    identity("desk_case", &[case])
}

fn stage(case: &Case) -> &'static str {
    match case.stage {
        Stage::Waiting => "waiting",
        Stage::Taken(_) => "taken",
        Stage::Closed { .. } => "closed",
    }
}

/// The id of a case from its column.
pub(super) fn id(bytes: &[u8], table: &'static str) -> Result<CaseId, StoreError> {
    let id = bytes.try_into().map_err(|_| StoreError::Shape(table))?;
    Ok(CaseId(id))
}

/// The name of a desk from its column.
pub(super) fn desk(name: &str, table: &'static str) -> Result<DeskId, StoreError> {
    name.parse().map_err(|_| StoreError::Shape(table))
}

/// A case, and the version to save it against.
///
/// # Errors
/// [`StoreError::Unsealable`] for a case that can never be read again.
pub async fn load(
    tx: &mut Tx,
    keys: &Keys,
    case: &CaseId,
) -> Result<Option<(Case, i64)>, StoreError> {
    let found = on_both!(tx, conn => {
        sqlx::query_as::<_, (i64, Vec<u8>)>(
            "SELECT version, sealed FROM desk_case WHERE case_id = $1",
        )
        .bind(case.0.as_slice())
        .fetch_optional(conn)
        .await?
    });
    let Some((version, row)) = found else {
        return Ok(None);
    };
    Ok(Some((sealed::open(keys, &aad(&case.0), &row)?, version)))
}

/// Saves a case; `due` is when the clock is to look at it, `expected` the version that was loaded,
/// `None` for a new one. False: somebody else was faster, or the code of a new case is another's;
/// the decision is stale.
pub async fn save(
    tx: &mut Tx,
    keys: &Keys,
    id: &CaseId,
    case: &Case,
    due: Option<Moment>,
    expected: Option<i64>,
) -> Result<bool, StoreError> {
    let row = sealed::seal(keys, &aad(&id.0), case)?;
    let saved = match expected {
        None => insert(tx, id, case, due, &row).await?,
        Some(version) => update(tx, id, case, due, version, &row).await?,
    };
    Ok(saved == 1)
}

async fn insert(
    tx: &mut Tx,
    id: &CaseId,
    case: &Case,
    due: Option<Moment>,
    row: &[u8],
) -> Result<u64, StoreError> {
    Ok(on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO desk_case
                 (case_id, person, desk, code, stage, opened_at, due_at, version, sealed)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)
             ON CONFLICT DO NOTHING",
        )
        .bind(id.0.as_slice())
        .bind(case.person.0.as_slice())
        .bind(case.desk.as_str())
        .bind(case.code.as_str())
        .bind(stage(case))
        .bind(case.opened_at.0)
        .bind(due.map(|due| due.0))
        .bind(row)
        .execute(conn)
        .await?
        .rows_affected()
    }))
}

/// Person, code and the time of opening never change.
async fn update(
    tx: &mut Tx,
    id: &CaseId,
    case: &Case,
    due: Option<Moment>,
    version: i64,
    row: &[u8],
) -> Result<u64, StoreError> {
    Ok(on_both!(tx, conn => {
        sqlx::query(
            "UPDATE desk_case
             SET version = version + 1, desk = $3, stage = $4, due_at = $5, sealed = $6
             WHERE case_id = $1 AND version = $2",
        )
        .bind(id.0.as_slice())
        .bind(version)
        .bind(case.desk.as_str())
        .bind(stage(case))
        .bind(due.map(|due| due.0))
        .bind(row)
        .execute(conn)
        .await?
        .rows_affected()
    }))
}

/// All cases of a person, the oldest first.
pub async fn of_person(tx: &mut Tx, person: &PersonKey) -> Result<Vec<CaseId>, StoreError> {
    let rows = on_both!(tx, conn => {
        sqlx::query_scalar::<_, Vec<u8>>(
            "SELECT case_id FROM desk_case WHERE person = $1 ORDER BY opened_at, case_id",
        )
        .bind(person.0.as_slice())
        .fetch_all(conn)
        .await?
    });
    rows.iter().map(|row| id(row, "desk_case")).collect()
}

/// The case that consultants call so.
pub async fn by_code(tx: &mut Tx, code: &CaseCode) -> Result<Option<CaseId>, StoreError> {
    let row = on_both!(tx, conn => {
        sqlx::query_scalar::<_, Vec<u8>>("SELECT case_id FROM desk_case WHERE code = $1")
            .bind(code.as_str())
            .fetch_optional(conn)
            .await?
    });
    row.map(|row| id(&row, "desk_case")).transpose()
}

/// What consultants call a case and which desk has it, also if nobody can read it any more.
pub async fn name_of(tx: &mut Tx, case: &CaseId) -> Result<Option<(CaseCode, DeskId)>, StoreError> {
    let row = on_both!(tx, conn => {
        sqlx::query_as::<_, (String, String)>("SELECT code, desk FROM desk_case WHERE case_id = $1")
            .bind(case.0.as_slice())
            .fetch_optional(conn)
            .await?
    });
    let Some((code, name)) = row else {
        return Ok(None);
    };
    let code = CaseCode::read(&code).ok_or(StoreError::Shape("desk_case"))?;
    Ok(Some((code, desk(&name, "desk_case")?)))
}

/// A case that nobody can read waits at no desk any more, and is due again then. False: that was
/// done before, or it was closed.
pub async fn give_up(tx: &mut Tx, case: &CaseId, due: Moment) -> Result<bool, StoreError> {
    let changed = on_both!(tx, conn => {
        sqlx::query(
            "UPDATE desk_case SET stage = 'closed', due_at = $2, version = version + 1
             WHERE case_id = $1 AND stage <> 'closed'",
        )
        .bind(case.0.as_slice())
        .bind(due.0)
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(changed == 1)
}

/// Erases a case with its rooms and links, and what waits in these lanes. What is still to be
/// erased in a group must have been promised before, in a lane that is not among them.
pub async fn erase(tx: &mut Tx, case: &CaseId, lanes: &[Lane]) -> Result<(), StoreError> {
    for lane in lanes {
        outbox::drop_lane(tx, lane).await?;
    }
    on_both!(tx, conn => {
        sqlx::query("DELETE FROM desk_case WHERE case_id = $1")
            .bind(case.0.as_slice())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// How many cases wait at each desk; a desk where none waits is not named.
pub async fn waiting(tx: &mut Tx) -> Result<Vec<(DeskId, u32)>, StoreError> {
    let rows = on_both!(tx, conn => {
        sqlx::query_as::<_, (String, i64)>(
            "SELECT desk, COUNT(*) FROM desk_case WHERE stage = 'waiting'
             GROUP BY desk ORDER BY desk",
        )
        .fetch_all(conn)
        .await?
    });
    rows.iter()
        .map(|(name, waiting)| Ok((desk(name, "desk_case")?, number(*waiting))))
        .collect()
}

/// How many of the cases that wait at a desk were opened before that moment.
pub async fn ahead(tx: &mut Tx, desk: &DeskId, opened_at: Moment) -> Result<u32, StoreError> {
    let ahead = on_both!(tx, conn => {
        sqlx::query_scalar::<_, i64>(
            "SELECT COUNT(*) FROM desk_case
             WHERE desk = $1 AND stage = 'waiting' AND opened_at < $2",
        )
        .bind(desk.as_str())
        .bind(opened_at.0)
        .fetch_one(conn)
        .await?
    });
    Ok(number(ahead))
}

fn number(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The cases of a desk that are not closed, the oldest first. One that cannot be opened is left
/// out: a board must show the others.
pub async fn open_at(
    tx: &mut Tx,
    keys: &Keys,
    desk: &DeskId,
) -> Result<Vec<(CaseId, Case)>, StoreError> {
    let rows = on_both!(tx, conn => {
        sqlx::query_as::<_, (Vec<u8>, Vec<u8>)>(
            "SELECT case_id, sealed FROM desk_case WHERE desk = $1 AND stage <> 'closed'
             ORDER BY opened_at, case_id",
        )
        .bind(desk.as_str())
        .fetch_all(conn)
        .await?
    });
    let mut cases = Vec::with_capacity(rows.len());
    for (bytes, row) in rows {
        if let Ok(case) = sealed::open(keys, &aad(&bytes), &row) {
            cases.push((id(&bytes, "desk_case")?, case));
        }
    }
    Ok(cases)
}

/// All cases that are not closed, with their desks.
pub async fn all_open(tx: &mut Tx) -> Result<Vec<(CaseId, DeskId)>, StoreError> {
    let rows = on_both!(tx, conn => {
        sqlx::query_as::<_, (Vec<u8>, String)>(
            "SELECT case_id, desk FROM desk_case WHERE stage <> 'closed'
             ORDER BY opened_at, case_id",
        )
        .fetch_all(conn)
        .await?
    });
    rows.iter()
        .map(|(bytes, name)| Ok((id(bytes, "desk_case")?, desk(name, "desk_case")?)))
        .collect()
}

/// Cases whose time has come, the longest overdue first.
pub async fn due(db: &Db, now: Moment, limit: i64) -> Result<Vec<CaseId>, StoreError> {
    let rows = reading!(db, pool => {
        sqlx::query_scalar::<_, Vec<u8>>(
            "SELECT case_id FROM desk_case WHERE due_at <= $1 ORDER BY due_at, case_id LIMIT $2",
        )
        .bind(now.0)
        .bind(limit)
        .fetch_all(pool)
        .await?
    });
    rows.iter().map(|row| id(row, "desk_case")).collect()
}

/// When the clock is next to look at a case; it may be past.
pub async fn next_due(db: &Db) -> Result<Option<Moment>, StoreError> {
    let next = reading!(db, pool => {
        sqlx::query_scalar::<_, Option<i64>>("SELECT MIN(due_at) FROM desk_case")
            .fetch_one(pool)
            .await?
    });
    Ok(next.map(Moment))
}
