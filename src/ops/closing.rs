//! Months that are over: closed, and after their time by days destroyed.

use jiff::civil::Date;

use crate::model::figures::{Crowd, Month};
use crate::ops::rules;
use crate::statistics::closing::moves;
use crate::statistics::period::settled;
use crate::statistics::report::Rules;
use crate::store::{self, Db, StoreError};

/// Closes the months that are over and settled, in order; the first one of a year settles by which
/// rules that year is shown. Returns how many.
///
/// # Errors
/// The database; what is closed by then stays closed.
pub async fn close_due(db: &Db, rules: &Rules, today: Date) -> Result<u32, StoreError> {
    let mut closed = 0;
    for month in due(db, rules, today).await? {
        closed += u32::from(close(db, rules, month).await?);
    }
    Ok(closed)
}

/// Whether months wait to be closed; a bot that runs closes them by itself.
///
/// # Errors
/// The database.
pub async fn is_due(db: &Db, rules: &Rules, today: Date) -> Result<bool, StoreError> {
    Ok(!due(db, rules, today).await?.is_empty())
}

/// The months that are over and settled and not closed yet, in order.
async fn due(db: &Db, rules: &Rules, today: Date) -> Result<Vec<Month>, StoreError> {
    let last = settled(today, rules.settle_days);
    let next = match store::months::closed(db).await? {
        Some((_, closed)) => closed.plus(1),
        None => match store::months::first_day(db).await? {
            Some(day) => Month::of_day(day),
            None => return Ok(Vec::new()),
        },
    };
    Ok((next.0..=last.0).map(Month).collect())
}

/// Reads a month outside of any transaction, since nothing of it changes any more, and writes what
/// little it comes to. False: somebody else has closed it meanwhile.
async fn close(db: &Db, rules: &Rules, month: Month) -> Result<bool, StoreError> {
    let counts = store::months::sums(db, month).await?;
    let mut people = Vec::new();
    for crowd in [Crowd::Visitors, Crowd::Consulted] {
        let steps = store::months::steps(db, crowd, month).await?;
        people.extend(moves(crowd, month, &steps));
    }
    let mut tx = db.begin().await?;
    let closed = store::months::close(&mut tx, month, &counts, &people).await?;
    rules::settle(&mut tx, month.year(), rules).await?;
    tx.commit().await?;
    Ok(closed)
}

/// Destroys the rows by day that are older than they may be. The months of a year are told apart by
/// each other's rows, so those of a year stay until all of it is closed. Returns of how many months
/// only counts are left since.
///
/// # Errors
/// The database; what is destroyed by then is destroyed.
pub async fn fold_due(db: &Db, rules: &Rules, today: Date) -> Result<u64, StoreError> {
    let Some((_, closed)) = store::months::closed(db).await? else {
        return Ok(0);
    };
    let months = jiff::Span::new().months(i64::from(rules.retention_months));
    let Ok(oldest) = today.checked_sub(months) else {
        return Ok(0);
    };
    let whole_years = Month::of(closed.plus(1).year(), 1).first_day();
    let before = oldest.min(whole_years);
    loop {
        let mut tx = db.begin().await?;
        let destroyed = store::months::destroy_a_day(&mut tx, before).await?;
        tx.commit().await?;
        if !destroyed {
            break;
        }
    }
    let mut tx = db.begin().await?;
    let folded = store::months::note_folded(&mut tx, Month::of_day(before)).await?;
    tx.commit().await?;
    Ok(folded)
}
