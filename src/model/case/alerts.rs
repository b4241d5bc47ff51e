//! When a case is called out in the group of its desk, and when it ends by itself.

use super::{Case, Stage};
use crate::content::DeskRules;
use crate::model::moment::Moment;

/// From this alert on a case is called out loudly, and whoever answers the call may take it.
const LOUD: u32 = 2;
/// Alerts go on once a day after the second.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl Case {
    /// Whether it was called out loudly, and has not been answered since.
    #[must_use]
    pub fn is_called_loudly(&self) -> bool {
        self.alerts >= LOUD
    }

    /// In other hands it is called out step by step again: after the loud call it would be quiet for
    /// a day, and a new holder's case would be anybody's at once.
    pub(super) fn counts_anew(&mut self, now: Moment) {
        self.alerts = 0;
        self.alerted_at = Some(now);
    }

    /// An alert is given.
    pub fn alert(&mut self, now: Moment) {
        self.alerts = self.alerts.saturating_add(1);
        self.alerted_at = Some(now);
    }

    /// When something is next to be done for it: an alert, a word about silence, its end.
    #[must_use]
    pub fn due(&self, rules: &DeskRules) -> Option<Moment> {
        const MINUTE: i64 = 60 * 1000;
        const HOUR: i64 = 60 * MINUTE;
        match (&self.stage, self.waiting_since) {
            (Stage::Closed { at, .. }, _) => Some(at.plus_days(i64::from(rules.retention_days))),
            (_, Some(since)) => {
                let (first, second) = (rules.unanswered_minutes, rules.louder_minutes);
                // What was before the person waited says nothing about how long they do.
                let last = self.alerted_at.filter(|last| *last >= since);
                let wait = match (self.alerts, last) {
                    // A complaint has days, not minutes.
                    _ if self.is_complaint() && !self.urgent => DAY_MS,
                    (0, _) => i64::from(first) * MINUTE,
                    (1, Some(_)) => i64::from(second.saturating_sub(first)) * MINUTE,
                    (_, Some(_)) => DAY_MS,
                    (_, None) => i64::from(second) * MINUTE,
                };
                Some(last.unwrap_or(since).plus_ms(wait))
            }
            (_, None) => {
                let hours = if self.warned || self.is_complaint() {
                    rules.silence_close_hours
                } else {
                    rules.silence_warn_hours
                };
                Some(self.last_word_at.plus_ms(i64::from(hours) * HOUR))
            }
        }
    }
}
