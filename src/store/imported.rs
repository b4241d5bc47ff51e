//! Figures from elsewhere, by month: what a telephone line reports, or what was counted before the
//! bot. Nobody is in them.

use crate::model::figures::{Imported, Month};
use crate::store::error::StoreError;
use crate::store::figures::imported_of;
use crate::store::months::whole;
use crate::store::{Db, Tx};

/// Writes figures; one that was imported before is replaced, so an import can be repeated and
/// corrected.
pub async fn put(tx: &mut Tx, figures: &[Imported]) -> Result<(), StoreError> {
    for figure in figures {
        on_both!(tx, conn => {
            sqlx::query(
                "INSERT INTO imported (month, indicator, cut, category, n)
                 VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (month, indicator, cut, category) DO UPDATE SET n = excluded.n",
            )
            .bind(i64::from(figure.month.0))
            .bind(&figure.indicator)
            .bind(figure.cut.code())
            .bind(&figure.category)
            .bind(whole(figure.n))
            .execute(conn)
            .await?;
        });
    }
    Ok(())
}

/// Figures from one month to another, both included.
pub async fn between(db: &Db, first: Month, last: Month) -> Result<Vec<Imported>, StoreError> {
    let rows = reading!(db, pool => {
        sqlx::query_as::<_, (i64, String, String, String, i64)>(
            "SELECT month, indicator, cut, category, n FROM imported
             WHERE month BETWEEN $1 AND $2 ORDER BY month, indicator, cut, category",
        )
        .bind(i64::from(first.0))
        .bind(i64::from(last.0))
        .fetch_all(pool)
        .await?
    });
    rows.into_iter().map(imported_of).collect()
}
