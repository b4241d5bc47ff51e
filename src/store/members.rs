//! Who works at a desk: account and alias sealed, named by a keyed hash.

use crate::content::DeskId;
use crate::model::desk::Member;
use crate::model::ids::StaffKey;
use crate::privacy::{Keys, identity};
use crate::store::error::StoreError;
use crate::store::{Tx, sealed};

fn aad(desk: &DeskId, member: &[u8]) -> Vec<u8> {
    identity("desk_member", &[desk.as_str().as_bytes(), member])
}

/// The members of a desk, those on duty first. One who cannot be opened is left out: they become a
/// member again with what they do next.
pub async fn load(tx: &mut Tx, keys: &Keys, desk: &DeskId) -> Result<Vec<Member>, StoreError> {
    let rows = on_both!(tx, conn => {
        sqlx::query_as::<_, (Vec<u8>, Vec<u8>)>(
            "SELECT member, sealed FROM desk_member WHERE desk = $1
             ORDER BY on_duty DESC, member",
        )
        .bind(desk.as_str())
        .fetch_all(conn)
        .await?
    });
    Ok(rows
        .iter()
        .filter_map(|(member, row)| sealed::open(keys, &aad(desk, member), row).ok())
        .collect())
}

/// Writes a member of a desk as they are now.
pub async fn save(
    tx: &mut Tx,
    keys: &Keys,
    desk: &DeskId,
    member: &Member,
) -> Result<(), StoreError> {
    let row = sealed::seal(keys, &aad(desk, &member.key.0), member)?;
    on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO desk_member (desk, member, on_duty, sealed) VALUES ($1, $2, $3, $4)
             ON CONFLICT (desk, member) DO UPDATE
             SET on_duty = excluded.on_duty, sealed = excluded.sealed",
        )
        .bind(desk.as_str())
        .bind(member.key.0.as_slice())
        .bind(member.on_duty)
        .bind(row.as_slice())
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Forgets a member of a desk.
pub async fn remove(tx: &mut Tx, desk: &DeskId, member: &StaffKey) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query("DELETE FROM desk_member WHERE desk = $1 AND member = $2")
            .bind(desk.as_str())
            .bind(member.0.as_slice())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Forgets the members of all desks but these. Returns how many.
pub async fn keep_only(tx: &mut Tx, desks: &[DeskId]) -> Result<u64, StoreError> {
    let known = on_both!(tx, conn => {
        sqlx::query_scalar::<_, String>("SELECT DISTINCT desk FROM desk_member")
            .fetch_all(conn)
            .await?
    });
    let mut gone = 0;
    for name in known {
        if desks.iter().any(|desk| desk.as_str() == name) {
            continue;
        }
        gone += on_both!(tx, conn => {
            sqlx::query("DELETE FROM desk_member WHERE desk = $1")
                .bind(&name)
                .execute(conn)
                .await?
                .rows_affected()
        });
    }
    Ok(gone)
}
