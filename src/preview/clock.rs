//! The fake world's own time: the system's, moved on at will.
//!
//! Every date, age and limit of the world is read from here, so a test or the page can make two days pass
//! in a moment. Nothing else in this room may ask the system for the time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// System time plus what has been skipped.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    skipped: Duration,
}

impl Clock {
    /// Time since 1970-01-01 UTC.
    pub fn now(&self) -> Duration {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place where the fake world reads the system's time"
        )]
        let system = SystemTime::now();
        system.duration_since(UNIX_EPOCH).unwrap_or_default() + self.skipped
    }

    /// Seconds since 1970-01-01 UTC: the unit of every date in the Bot API.
    pub fn seconds(&self) -> i64 {
        i64::try_from(self.now().as_secs()).unwrap_or(i64::MAX)
    }

    /// Lets time pass.
    pub const fn advance(&mut self, by: Duration) {
        self.skipped = self.skipped.saturating_add(by);
    }

    /// How much has been skipped so far.
    pub const fn skipped(&self) -> Duration {
        self.skipped
    }
}
