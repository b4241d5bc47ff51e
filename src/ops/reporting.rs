//! A report from what is counted: closes the months that are over and settled, reads the figures of
//! the years that matter, and lets the statistics decide what of them may be shown.

use jiff::civil::Date;

use crate::content::Content;
use crate::ops::closing::close_due;
use crate::statistics::make::make;
use crate::statistics::period::Period;
use crate::statistics::report::{NoReport, Report, Rules};
use crate::store::{self, Db, StoreError};

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The period has none yet.
    #[error(transparent)]
    NoReport(#[from] NoReport),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The report of a period as of a day in the operator's zone. Of a period that is not over it takes
/// the months that are.
///
/// # Errors
/// [`ReportError`].
pub async fn report(
    db: &Db,
    content: &Content,
    period: Period,
    today: Date,
) -> Result<Report, ReportError> {
    let rules = Rules::of(content);
    close_due(db, &rules, today).await?;
    let mut years = Vec::new();
    for year in [period.year(), period.year() - 1] {
        years.push(store::figures::of_year(db, year).await?);
    }
    Ok(make(period, &years, &rules, today)?)
}
