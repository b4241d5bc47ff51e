//! The figures of a year: counts of closed months, and what was imported. Nothing read here may be
//! shown as it is.

use crate::model::figures::{Count, Crowd, Cut, Figures, Imported, Month, People};
use crate::store::error::StoreError;
use crate::store::months::{closed, month_of, natural};
use crate::store::{Db, imported};

/// All that is counted of a year.
pub async fn of_year(db: &Db, year: i16) -> Result<Figures, StoreError> {
    let (first, last) = (Month::of(year, 1), Month::of(year, 12));
    let closed = closed(db).await?;
    Ok(Figures {
        year,
        since: closed.map(|(since, _)| since),
        closed: closed.map(|(_, last)| last),
        folded: folded(db).await?,
        counts: counts(db, first, last).await?,
        people: people(db, first, last).await?,
        imported: imported::between(db, first, last).await?,
    })
}

async fn folded(db: &Db) -> Result<Option<Month>, StoreError> {
    let last = reading!(db, pool => {
        sqlx::query_scalar::<_, Option<i64>>("SELECT MAX(month) FROM month_closed WHERE folded")
            .fetch_one(pool)
            .await?
    });
    last.map(|month| Ok(month_of(month)?.plus(1))).transpose()
}

pub(super) const COUNTS: &str =
    "SELECT month, fact, cut, category, n FROM month_count WHERE month BETWEEN $1 AND $2
     ORDER BY month, fact, cut, category";
pub(super) const PEOPLE: &str = "SELECT month, following, crowd, cut, category, n FROM month_people
     WHERE month BETWEEN $1 AND $2 AND n > 0 ORDER BY month, crowd, cut, category, following";

async fn counts(db: &Db, first: Month, last: Month) -> Result<Vec<Count>, StoreError> {
    let rows = reading!(db, pool => {
        sqlx::query_as::<_, (i64, String, String, String, i64)>(COUNTS)
        .bind(i64::from(first.0))
        .bind(i64::from(last.0))
        .fetch_all(pool)
        .await?
    });
    rows.into_iter()
        .map(|(month, fact, cut, category, n)| {
            Ok(Count {
                month: month_of(month)?,
                fact,
                cut: cut_of(&cut, "month_count")?,
                category,
                n: natural(n, "month_count")?,
            })
        })
        .collect()
}

/// What is below nothing is left out: months that were closed before people were told apart so have
/// no rows from which those who came again could be taken.
async fn people(db: &Db, first: Month, last: Month) -> Result<Vec<People>, StoreError> {
    let rows = reading!(db, pool => {
        sqlx::query_as::<_, (i64, i64, String, String, String, i64)>(PEOPLE)
        .bind(i64::from(first.0))
        .bind(i64::from(last.0))
        .fetch_all(pool)
        .await?
    });
    rows.into_iter()
        .map(|(month, following, crowd, cut, category, n)| {
            let crowds = [Crowd::Visitors, Crowd::Consulted];
            let crowd = crowds.into_iter().find(|known| known.code() == crowd);
            Ok(People {
                crowd: crowd.ok_or(StoreError::Shape("month_people"))?,
                month: month_of(month)?,
                next: match following {
                    0 => None,
                    next => Some(month_of(next)?),
                },
                cut: cut_of(&cut, "month_people")?,
                category,
                n: natural(n, "month_people")?,
            })
        })
        .collect()
}

pub(super) fn cut_of(code: &str, table: &'static str) -> Result<Cut, StoreError> {
    Cut::of_code(code).ok_or(StoreError::Shape(table))
}

/// One row of `imported`.
pub(super) fn imported_of(
    (month, indicator, cut, category, n): (i64, String, String, String, i64),
) -> Result<Imported, StoreError> {
    Ok(Imported {
        month: month_of(month)?,
        indicator,
        cut: cut_of(&cut, "imported")?,
        category,
        n: natural(n, "imported")?,
    })
}
