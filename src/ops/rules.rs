//! The rules by which figures are shown, kept in the database: those of each year, which are settled
//! once, and those of the content the bot runs with, which the command line goes by, whatever content
//! it has itself.

use crate::statistics::report::Rules;
use crate::store::{self, Db, StoreError, Tx};

/// Writes down the rules of the content the bot runs with, if they are others than before.
///
/// # Errors
/// The database.
pub async fn tell(db: &Db, rules: &Rules) -> Result<(), StoreError> {
    let text = written(rules)?;
    if store::figure_rules::of_the_bot(db).await?.as_ref() == Some(&text) {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    store::figure_rules::tell(&mut tx, &text).await?;
    tx.commit().await
}

/// The rules of the content the bot runs with; `None`: none has run with these tables yet.
///
/// # Errors
/// The database.
pub async fn of_the_bot(db: &Db) -> Result<Option<Rules>, StoreError> {
    let text = store::figure_rules::of_the_bot(db).await?;
    text.as_deref().map(read).transpose()
}

/// The rules of a year, as of now; `None`: they are open still.
///
/// # Errors
/// The database.
pub async fn of_year(db: &Db, year: i16, now: &Rules) -> Result<Option<Rules>, StoreError> {
    let text = store::figure_rules::of_year(db, year).await?;
    let rules = text.as_deref().map(read).transpose()?;
    Ok(rules.map(|rules| rules.as_of(now)))
}

/// Settles the rules of a year, if they are open.
///
/// # Errors
/// The database.
pub async fn settle(tx: &mut Tx, year: i16, rules: &Rules) -> Result<(), StoreError> {
    store::figure_rules::settle(tx, year, &written(rules)?).await
}

fn written(rules: &Rules) -> Result<String, StoreError> {
    serde_json::to_string(rules).map_err(|_| StoreError::Shape("figure_rules"))
}

fn read(text: &str) -> Result<Rules, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Shape("figure_rules"))
}
