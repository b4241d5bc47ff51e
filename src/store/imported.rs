//! Figures from elsewhere, by month. Nobody is in them; they are suppressed like all others when
//! they are shown, which is not done here.

use sqlx::FromRow;

use crate::model::figures::{Cut, Imported, Month};
use crate::store::error::StoreError;
use crate::store::{Db, Tx};

/// What a figure has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// There was none.
    New,
    /// There was another one.
    Changed,
    /// It stood there so already.
    Same,
}

#[derive(FromRow)]
struct Row {
    month: i64,
    indicator: String,
    cut: String,
    category: String,
    n: i64,
}

/// Writes a figure in the place of what was given for the same before.
pub async fn save(tx: &mut Tx, figure: &Imported) -> Result<Change, StoreError> {
    let n = i64::try_from(figure.n).map_err(|_| StoreError::Shape("imported"))?;
    let known = on_both!(tx, conn => {
        sqlx::query_scalar::<_, i64>(
            "SELECT n FROM imported
             WHERE month = $1 AND indicator = $2 AND cut = $3 AND category = $4",
        )
        .bind(i64::from(figure.month.0))
        .bind(&figure.indicator)
        .bind(figure.cut.code())
        .bind(&figure.category)
        .fetch_optional(conn)
        .await?
    });
    if known == Some(n) {
        return Ok(Change::Same);
    }
    on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO imported (month, indicator, cut, category, n) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (month, indicator, cut, category) DO UPDATE SET n = excluded.n",
        )
        .bind(i64::from(figure.month.0))
        .bind(&figure.indicator)
        .bind(figure.cut.code())
        .bind(&figure.category)
        .bind(n)
        .execute(conn)
        .await?;
    });
    Ok(match known {
        None => Change::New,
        Some(_) => Change::Changed,
    })
}

/// What was given for these months, both included.
pub async fn between(db: &Db, first: Month, last: Month) -> Result<Vec<Imported>, StoreError> {
    let rows = reading!(db, pool => {
        sqlx::query_as::<_, Row>(
            "SELECT month, indicator, cut, category, n FROM imported
             WHERE month BETWEEN $1 AND $2 ORDER BY month, indicator, cut, category",
        )
        .bind(i64::from(first.0))
        .bind(i64::from(last.0))
        .fetch_all(pool)
        .await?
    });
    let read = |row: Row| {
        Some(Imported {
            month: Month(i32::try_from(row.month).ok()?),
            indicator: row.indicator,
            cut: Cut::of_code(&row.cut)?,
            category: row.category,
            n: u64::try_from(row.n).ok()?,
        })
    };
    rows.into_iter()
        .map(|row| read(row).ok_or(StoreError::Shape("imported")))
        .collect()
}
