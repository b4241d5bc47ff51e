//! People to whom the desks are closed for a time. They stay unknown: a keyed hash, and the code
//! of the case in which it happened, by which consultants take it back.

use crate::model::ids::{CaseCode, PersonKey};
use crate::model::moment::Moment;
use crate::store::Tx;
use crate::store::error::StoreError;

/// Whether the desks are closed to a person.
pub async fn is_blocked(tx: &mut Tx, person: &PersonKey, now: Moment) -> Result<bool, StoreError> {
    let until = on_both!(tx, conn => {
        sqlx::query_scalar::<_, i64>("SELECT until FROM blocked WHERE person = $1")
            .bind(person.0.as_slice())
            .fetch_optional(conn)
            .await?
    });
    Ok(until.is_some_and(|until| now.0 < until))
}

/// Closes the desks to the person of that case, until then; a later block takes the place of an
/// earlier one.
pub async fn block(
    tx: &mut Tx,
    person: &PersonKey,
    code: &CaseCode,
    until: Moment,
) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO blocked (person, code, until) VALUES ($1, $2, $3)
             ON CONFLICT (person) DO UPDATE SET code = excluded.code, until = excluded.until",
        )
        .bind(person.0.as_slice())
        .bind(code.as_str())
        .bind(until.0)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Opens the desks again to the person of that case. False: nobody was blocked by that code.
pub async fn lift(tx: &mut Tx, code: &CaseCode) -> Result<bool, StoreError> {
    let lifted = on_both!(tx, conn => {
        sqlx::query("DELETE FROM blocked WHERE code = $1")
            .bind(code.as_str())
            .execute(conn)
            .await?
            .rows_affected()
    });
    Ok(lifted > 0)
}

/// Who is blocked now, by the codes of their cases, with the moment at which it ends; the soonest
/// first.
pub async fn list(tx: &mut Tx, now: Moment) -> Result<Vec<(CaseCode, Moment)>, StoreError> {
    let rows = on_both!(tx, conn => {
        sqlx::query_as::<_, (String, i64)>(
            "SELECT code, until FROM blocked WHERE until > $1 ORDER BY until, code",
        )
        .bind(now.0)
        .fetch_all(conn)
        .await?
    });
    rows.into_iter()
        .map(|(code, until)| {
            let code = CaseCode::read(&code).ok_or(StoreError::Shape("blocked"))?;
            Ok((code, Moment(until)))
        })
        .collect()
}
