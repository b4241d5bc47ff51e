//! By which rules the figures of a year are shown, as text that the statistics can read. A year's
//! rules are written once; those of the bot itself follow its content.

use crate::store::error::StoreError;
use crate::store::{Db, Tx};

/// No year: the rules of the content the bot runs with.
const OF_THE_BOT: i64 = 0;

/// The rules of the content the bot runs with; `None`: none has run with these tables yet.
pub async fn of_the_bot(db: &Db) -> Result<Option<String>, StoreError> {
    read(db, OF_THE_BOT).await
}

/// The rules of a year; `None`: they are open still.
pub async fn of_year(db: &Db, year: i16) -> Result<Option<String>, StoreError> {
    read(db, i64::from(year)).await
}

async fn read(db: &Db, year: i64) -> Result<Option<String>, StoreError> {
    Ok(reading!(db, pool => {
        sqlx::query_scalar("SELECT rules FROM figure_rules WHERE year = $1")
            .bind(year)
            .fetch_optional(pool)
            .await?
    }))
}

/// Writes down the rules of the content the bot runs with.
pub async fn tell(tx: &mut Tx, rules: &str) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO figure_rules (year, rules) VALUES ($1, $2)
             ON CONFLICT (year) DO UPDATE SET rules = excluded.rules",
        )
        .bind(OF_THE_BOT)
        .bind(rules)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Settles the rules of a year for ever, if they are open.
pub async fn settle(tx: &mut Tx, year: i16, rules: &str) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO figure_rules (year, rules) VALUES ($1, $2) ON CONFLICT (year) DO NOTHING",
        )
        .bind(i64::from(year))
        .bind(rules)
        .execute(conn)
        .await?;
    });
    Ok(())
}
