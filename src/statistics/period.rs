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

/// Why a text names no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// It has another form.
    #[error("a period is written as 2022-06, 2022-Q3, 2022 or 2022-06/2022-09")]
    Form,
    /// It is none.
    #[error(transparent)]
    Period(#[from] NotAPeriod),
}

/// The same forms as they are shown in.
impl std::str::FromStr for Period {
    type Err = NotRead;

    fn from_str(text: &str) -> Result<Self, NotRead> {
        if let Some((first, last)) = text.split_once('/') {
            return Ok(Self::new(read_month(first)?, read_month(last)?)?);
        }
        match text.split_once('-') {
            None => Ok(Self::year_of(Month::of(read_year(text)?, 1))),
            Some((year, quarter)) if quarter.starts_with(['Q', 'q']) => {
                let quarter = match quarter.get(1..) {
                    Some("1") => 1,
                    Some("2") => 4,
                    Some("3") => 7,
                    Some("4") => 10,
                    _ => return Err(NotRead::Form),
                };
                Ok(Self::quarter_of(Month::of(read_year(year)?, quarter)))
            }
            Some(_) => Ok(Self::month(read_month(text)?)),
        }
    }
}

fn read_month(text: &str) -> Result<Month, NotRead> {
    let (year, month) = text.split_once('-').ok_or(NotRead::Form)?;
    let number = month.parse::<i8>().ok().filter(|_| month.len() == 2);
    match number {
        Some(number @ 1..=12) => Ok(Month::of(read_year(year)?, number)),
        _ => Err(NotRead::Form),
    }
}

fn read_year(text: &str) -> Result<i16, NotRead> {
    let year = text.parse::<i16>().ok().filter(|_| text.len() == 4);
    year.filter(|year| (2000..2200).contains(year))
        .ok_or(NotRead::Form)
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
