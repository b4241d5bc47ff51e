//! Time as an argument: nothing right of the edges reads a clock.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// This moment plus so many milliseconds.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// This moment plus so many days of 24 hours.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_ms(days.saturating_mul(24 * 60 * 60 * 1000))
    }

    /// As jiff tells it; a moment beyond all calendars counts as 1970.
    #[must_use]
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    /// What calendar and clock of a time zone show.
    #[must_use]
    pub fn clock_in(self, zone: &TimeZone) -> DateTime {
        self.timestamp().to_zoned_datetime(zone.clone()).datetime()
    }

    /// The calendar day in a time zone; figures are counted by days of the operator's zone.
    #[must_use]
    pub fn day_in(self, zone: &TimeZone) -> Date {
        self.clock_in(zone).date()
    }
}
