//! One sealed row a person, with a version: whoever saves must have seen the latest. The row's
//! key is a keyed hash; chat and choices are sealed and bound to it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::ids::{ChatId, Lane, PersonKey, VisitorKey};
use crate::model::visitor::Visitor;
use crate::privacy::seal::NotSealed;
use crate::privacy::{Keys, identity};
use crate::store::error::StoreError;
use crate::store::{Tx, sealed};

#[derive(Serialize, Deserialize)]
struct Row {
    chat: ChatId,
    visitor: Visitor,
}

fn aad(person: &[u8]) -> Vec<u8> {
    identity("person", &[person])
}

/// The chat of a person whose row was read elsewhere in this room; `None`: it cannot be opened.
pub(super) fn chat_of(keys: &Keys, person: &[u8], row: &[u8]) -> Option<ChatId> {
    sealed::open::<Row>(keys, &aad(person), row)
        .ok()
        .map(|row| row.chat)
}

/// What is remembered of a person, and the version to save it against.
pub async fn load(
    tx: &mut Tx,
    keys: &Keys,
    person: &PersonKey,
) -> Result<Option<(Visitor, i64)>, StoreError> {
    let found = on_both!(tx, conn => {
        sqlx::query_as::<_, (i64, Vec<u8>)>("SELECT version, sealed FROM person WHERE person = $1")
            .bind(person.0.as_slice())
            .fetch_optional(conn)
            .await?
    });
    let Some((version, row)) = found else {
        return Ok(None);
    };
    let row: Row = sealed::open(keys, &aad(&person.0), &row)?;
    Ok(Some((row.visitor, version)))
}

/// Saves what is remembered; `expected` is the version that was loaded, `None` if there was
/// nothing. False: somebody else was faster, and the decision is stale.
pub async fn save(
    tx: &mut Tx,
    keys: &Keys,
    person: &PersonKey,
    chat: ChatId,
    visitor: &Visitor,
    expected: Option<i64>,
    today: Date,
) -> Result<bool, StoreError> {
    let row = Row {
        chat,
        visitor: visitor.clone(),
    };
    let row = sealed::seal(keys, &aad(&person.0), &row)?;
    let seen_on = sealed::day_number(today);
    let saved = match expected {
        None => insert(tx, person, seen_on, &row).await?,
        Some(version) => update(tx, person, version, seen_on, &row).await?,
    };
    Ok(saved == 1)
}

/// Saves what changed without the person doing anything: their silence goes on. False as for
/// [`save`].
pub async fn change(
    tx: &mut Tx,
    keys: &Keys,
    person: &PersonKey,
    chat: ChatId,
    visitor: &Visitor,
    expected: i64,
) -> Result<bool, StoreError> {
    let row = Row {
        chat,
        visitor: visitor.clone(),
    };
    let row = sealed::seal(keys, &aad(&person.0), &row)?;
    let saved = on_both!(tx, conn => {
        sqlx::query(
            "UPDATE person SET version = version + 1, sealed = $3
             WHERE person = $1 AND version = $2",
        )
        .bind(person.0.as_slice())
        .bind(expected)
        .bind(row)
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(saved == 1)
}

async fn insert(
    tx: &mut Tx,
    person: &PersonKey,
    seen_on: i64,
    row: &[u8],
) -> Result<u64, StoreError> {
    Ok(on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO person (person, version, seen_on, sealed) VALUES ($1, 1, $2, $3)
             ON CONFLICT (person) DO NOTHING",
        )
        .bind(person.0.as_slice())
        .bind(seen_on)
        .bind(row)
        .execute(conn)
        .await?
        .rows_affected()
    }))
}

async fn update(
    tx: &mut Tx,
    person: &PersonKey,
    version: i64,
    seen_on: i64,
    row: &[u8],
) -> Result<u64, StoreError> {
    Ok(on_both!(tx, conn => {
        sqlx::query(
            "UPDATE person SET version = version + 1, seen_on = $3, sealed = $4
             WHERE person = $1 AND version = $2",
        )
        .bind(person.0.as_slice())
        .bind(version)
        .bind(seen_on)
        .bind(row)
        .execute(conn)
        .await?
        .rows_affected()
    }))
}

/// Forgets a person: the row, the promises that wait, the ids of messages. Past visits stay
/// counted under one fresh random name, which leads nowhere.
pub async fn forget(
    tx: &mut Tx,
    person: &PersonKey,
    visitor: &VisitorKey,
    lane: &Lane,
) -> Result<(), StoreError> {
    let mut nobody = [0_u8; crate::model::ids::HASH_LENGTH];
    getrandom::fill(&mut nobody).map_err(|_| NotSealed)?;
    on_both!(tx, conn => {
        sqlx::query("DELETE FROM person WHERE person = $1")
            .bind(person.0.as_slice())
            .execute(&mut *conn)
            .await?;
        sqlx::query("DELETE FROM outbox WHERE lane = $1")
            .bind(lane.0.as_slice())
            .execute(&mut *conn)
            .await?;
        sqlx::query("DELETE FROM chat_message WHERE lane = $1")
            .bind(lane.0.as_slice())
            .execute(&mut *conn)
            .await?;
        sqlx::query("UPDATE visitor_day SET visitor = $2 WHERE visitor = $1")
            .bind(visitor.0.as_slice())
            .bind(nobody.as_slice())
            .execute(&mut *conn)
            .await?;
    });
    Ok(())
}
