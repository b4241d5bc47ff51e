//! A report from what is counted: closes the months that are over and settled, reads the figures of
//! the years that matter, and lets the statistics decide what of them may be shown, by the rules that
//! were settled for each year.

use jiff::civil::Date;

use crate::content::Content;
use crate::model::figures::Figures;
use crate::ops::closing::{close_due, is_due};
use crate::ops::rules;
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
    report_by(db, &Rules::of(content), period, today).await
}

/// The same by the rules of the content the bot runs with. Years that have none of their own yet
/// keep these from now on.
///
/// # Errors
/// [`ReportError`].
pub async fn report_by(
    db: &Db,
    now: &Rules,
    period: Period,
    today: Date,
) -> Result<Report, ReportError> {
    close_due(db, now, today).await?;
    let years = years(db, now, period).await?;
    for (figures, _) in years.iter().filter(|year| is_open(year)) {
        let mut tx = db.begin().await?;
        rules::settle(&mut tx, figures.year, now).await?;
        tx.commit().await?;
    }
    let years: Vec<(Figures, Rules)> = years
        .into_iter()
        .map(|(figures, rules)| (figures, rules.unwrap_or_else(|| now.clone())))
        .collect();
    Ok(make(period, &years, now, today)?)
}

/// Whether a report has to write before it can be made: a bot that runs has done so mostly.
///
/// # Errors
/// The database.
pub async fn has_to_write(
    db: &Db,
    now: &Rules,
    period: Period,
    today: Date,
) -> Result<bool, StoreError> {
    Ok(is_due(db, now, today).await? || years(db, now, period).await?.iter().any(is_open))
}

/// A year's figures, and its rules if they are settled.
type Year = (Figures, Option<Rules>);

/// The years that matter: that of the period, that of the period before, and the one from whose
/// visitors those come who were there before.
async fn years(db: &Db, now: &Rules, period: Period) -> Result<Vec<Year>, StoreError> {
    let mut years = Vec::new();
    for year in [period.year(), period.year() - 1, period.year() - 2] {
        let figures = store::figures::of_year(db, year).await?;
        years.push((figures, rules::of_year(db, year, now).await?));
    }
    Ok(years)
}

/// Whether there are figures of a year whose rules are not settled.
fn is_open((figures, rules): &Year) -> bool {
    let is_empty =
        figures.counts.is_empty() && figures.people.is_empty() && figures.imported.is_empty();
    rules.is_none() && !is_empty
}
