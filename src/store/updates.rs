//! Which updates have had their consequences. Taking an update and its consequences are one
//! commit: that is what makes a redelivered update harmless.

use crate::model::ids::UpdateId;
use crate::model::moment::Moment;
use crate::store::Tx;
use crate::store::error::StoreError;

/// Takes an update for this transaction; false: its consequences are committed already.
pub async fn take(tx: &mut Tx, update: UpdateId, now: Moment) -> Result<bool, StoreError> {
    let taken = on_both!(tx, conn => {
        sqlx::query("INSERT INTO handled_update (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
            .bind(update.0)
            .bind(now.0)
            .execute(conn)
            .await?
            .rows_affected()
    });
    Ok(taken == 1)
}

/// Marks an update as handled, whether or not it was: for those that have no consequence.
pub async fn mark(tx: &mut Tx, update: UpdateId, now: Moment) -> Result<(), StoreError> {
    take(tx, update, now).await.map(|_| ())
}
