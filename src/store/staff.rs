//! What is remembered of the staff's group, sealed: one row, saved against the version it was read
//! at, so that two processes never both believe that figures are due.

use crate::model::moment::Moment;
use crate::model::staff::StaffRoom;
use crate::privacy::{Keys, identity};
use crate::store::error::StoreError;
use crate::store::{Db, Tx, sealed};

/// There is one group of the staff.
const NAME: &str = "staff";

fn aad() -> Vec<u8> {
    identity("staff_room", &[NAME.as_bytes()])
}

/// What is remembered, if anything, and the version it is saved against.
pub async fn load(
    tx: &mut Tx,
    keys: &Keys,
) -> Result<Option<(Result<StaffRoom, StoreError>, i64)>, StoreError> {
    let row = on_both!(tx, conn => {
        sqlx::query_as::<_, (i64, Vec<u8>)>(
            "SELECT version, sealed FROM staff_room WHERE name = $1",
        )
        .bind(NAME)
        .fetch_optional(conn)
        .await?
    });
    Ok(row.map(|(version, row)| {
        let room = sealed::open(keys, &aad(), &row).map_err(StoreError::from);
        (room, version)
    }))
}

/// Saves it with the moment at which figures come by themselves. `version` is what [`load`] gave.
/// False: another process has saved meanwhile.
pub async fn save(
    tx: &mut Tx,
    keys: &Keys,
    room: &StaffRoom,
    due_at: Option<Moment>,
    version: Option<i64>,
) -> Result<bool, StoreError> {
    let row = sealed::seal(keys, &aad(), room)?;
    let statement = match version {
        None => {
            "INSERT INTO staff_room (name, due_at, sealed, version) VALUES ($1, $2, $3, $4)
             ON CONFLICT (name) DO NOTHING"
        }
        Some(_) => {
            "UPDATE staff_room SET due_at = $2, sealed = $3, version = version + 1
             WHERE name = $1 AND version = $4"
        }
    };
    let saved = on_both!(tx, conn => {
        sqlx::query(statement)
            .bind(NAME)
            .bind(due_at.map(|at| at.0))
            .bind(row.as_slice())
            .bind(version.unwrap_or(1))
            .execute(conn)
            .await?
            .rows_affected()
    });
    Ok(saved == 1)
}

/// Whether figures are due by themselves.
pub async fn is_due(db: &Db, now: Moment) -> Result<bool, StoreError> {
    let due = reading!(db, pool => {
        sqlx::query_scalar::<_, i64>(
            "SELECT COUNT(*) FROM staff_room WHERE name = $1 AND due_at <= $2",
        )
        .bind(NAME)
        .bind(now.0)
        .fetch_one(pool)
        .await?
    });
    Ok(due > 0)
}
