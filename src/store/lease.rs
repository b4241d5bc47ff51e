//! Who may send: one holder at a time. A lease that has run out is anybody's; what its former
//! holder still wants to change in the outbox is refused there.

use crate::model::moment::Moment;
use crate::store::Tx;
use crate::store::error::StoreError;

/// One process's claim to a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The task.
    pub name: String,
    /// The process: random, new at every start.
    pub holder: String,
}

/// Takes the lease, or prolongs it, until `until`. False: another holder has it.
pub async fn take(
    tx: &mut Tx,
    lease: &Lease,
    now: Moment,
    until: Moment,
) -> Result<bool, StoreError> {
    let taken = on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO lease (name, holder, expires_at) VALUES ($1, $2, $4)
             ON CONFLICT (name) DO UPDATE
             SET holder = excluded.holder, expires_at = excluded.expires_at
             WHERE lease.holder = excluded.holder OR lease.expires_at <= $3",
        )
        .bind(&lease.name)
        .bind(&lease.holder)
        .bind(now.0)
        .bind(until.0)
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(taken == 1)
}

/// Gives the lease back, so that the next holder need not wait; nothing happens if it is not ours.
pub async fn release(tx: &mut Tx, lease: &Lease) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query("DELETE FROM lease WHERE name = $1 AND holder = $2")
            .bind(&lease.name)
            .bind(&lease.holder)
            .execute(conn)
            .await?;
    });
    Ok(())
}
