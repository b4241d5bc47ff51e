//! The one place where the time is read. Everything else is given it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::model::moment::Moment;

/// Two clocks of whole seconds may differ by so much and still tell the same time.
const TOLERATED_MS: i64 = 2000;

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

    /// Goes by another clock from now on, as far as whole seconds tell; clones of it do too.
    pub fn follow(&self, seconds: i64) {
        let system = jiff::Timestamp::now().as_millisecond();
        let ahead = seconds.saturating_mul(1000).saturating_sub(system);
        if (ahead - self.ahead_ms.load(Ordering::Relaxed)).abs() > TOLERATED_MS {
            self.ahead_ms.store(ahead, Ordering::Relaxed);
        }
    }

    /// Moves this clock on; clones of it move too.
    pub fn advance(&self, by: std::time::Duration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.ahead_ms.fetch_add(ms, Ordering::Relaxed);
    }
}
