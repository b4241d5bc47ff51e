//! Periods of reports: whole months within one calendar year. A finer grain would let two reports
//! of neighbouring days be subtracted; a range over a new year would overlap with two systems of
//! suppression ([`super::disclosure`]).

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::figures::Month;

/// Whole months of one calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    first: Month,
    last: Month,
}

/// Why something is no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPeriod {
    /// It does not begin with the first day of a month.
    #[error("a period begins with the first day of a month, such as {0}")]
    Begins(Date),
    /// It does not end with the last day of a month.
    #[error("a period ends with the last day of a month, such as {0}")]
    Ends(Date),
    /// It ends before it begins.
    #[error("the period ends before it begins")]
    Backwards,
    /// It reaches over a new year.
    #[error("a period lies within one calendar year: ask for each year by itself")]
    OverNewYear,
}

impl Period {
    /// From one month to another, both included.
    ///
    /// # Errors
    /// [`NotAPeriod`].
    pub fn new(first: Month, last: Month) -> Result<Self, NotAPeriod> {
        if last < first {
            return Err(NotAPeriod::Backwards);
        }
        if first.year() != last.year() {
            return Err(NotAPeriod::OverNewYear);
        }
        Ok(Self { first, last })
    }

    /// From one day to another, both included.
    ///
    /// # Errors
    /// [`NotAPeriod`].
    pub fn of_days(from: Date, to: Date) -> Result<Self, NotAPeriod> {
        let (first, last) = (Month::of_day(from), Month::of_day(to));
        if from != first.first_day() {
            return Err(NotAPeriod::Begins(first.first_day()));
        }
        if to != last.last_day() {
            return Err(NotAPeriod::Ends(last.last_day()));
        }
        Self::new(first, last)
    }

    /// One month.
    #[must_use]
    pub fn month(month: Month) -> Self {
        Self {
            first: month,
            last: month,
        }
    }

    /// The quarter a month is in.
    #[must_use]
    pub fn quarter_of(month: Month) -> Self {
        let first = month.plus(-(month.0.rem_euclid(3)));
        Self {
            first,
            last: first.plus(2),
        }
    }

    /// The year a month is in.
    #[must_use]
    pub fn year_of(month: Month) -> Self {
        let first = month.plus(-(month.0.rem_euclid(12)));
        Self {
            first,
            last: first.plus(11),
        }
    }

    /// The first month.
    #[must_use]
    pub fn first(self) -> Month {
        self.first
    }

    /// The last month.
    #[must_use]
    pub fn last(self) -> Month {
        self.last
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.first.year()
    }

    /// Its months, in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        (self.first.0..=self.last.0).map(Month)
    }

    /// The period before, as long as this one; none if it would reach over a new year.
    #[must_use]
    pub fn before(self) -> Option<Self> {
        let months = self.last.0 - self.first.0 + 1;
        Self::new(self.first.plus(-months), self.first.plus(-1)).ok()
    }
}

/// The last month that is over for so many days that nothing of it changes any more.
#[must_use]
pub fn settled(today: Date, settle_days: u32) -> Month {
    let day = today
        .checked_sub(jiff::Span::new().days(i64::from(settle_days)))
        .unwrap_or(Date::MIN);
    Month::of_day(day).plus(-1)
}

/// The day from which on a month is shown.
#[must_use]
pub fn shown_on(month: Month, settle_days: u32) -> Date {
    let days = jiff::Span::new().days(i64::from(settle_days));
    month
        .plus(1)
        .first_day()
        .checked_add(days)
        .unwrap_or(Date::MAX)
}

/// `2022-06`, `2022-Q3`, `2022`, `2022-06/2022-09`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            return write!(f, "{}", self.first);
        }
        if *self == Self::year_of(self.first) {
            return write!(f, "{:04}", self.year());
        }
        if *self == Self::quarter_of(self.first) {
            let quarter = (self.first.number() + 2) / 3;
            return write!(f, "{:04}-Q{quarter}", self.year());
        }
        write!(f, "{}/{}", self.first, self.last)
    }
}
