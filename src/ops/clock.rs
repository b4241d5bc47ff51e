//! The one place where the time is read. Everything else is given it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::model::moment::Moment;

/// The system's clock, with an offset that a rehearsal can move on.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        let ahead = self.ahead_ms.load(Ordering::Relaxed);
        Moment(jiff::Timestamp::now().as_millisecond()).plus_ms(ahead)
    }

    /// Moves this clock on; clones of it move too.
    pub fn advance(&self, by: std::time::Duration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.ahead_ms.fetch_add(ms, Ordering::Relaxed);
    }
}
