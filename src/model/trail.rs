//! The trail of a case: who did what, by alias. Consultants read it with /history.

use serde::{Deserialize, Serialize};

use crate::model::moment::Moment;

/// What was done in a case, for the trail: who did it is told by alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub at: Moment,
    /// What.
    pub act: Act,
    /// By which consultant, if by one.
    pub alias: Option<String>,
}

/// Acts of the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// The person asked for a consultant.
    Opened,
    /// A consultant took it.
    Taken,
    /// It was given back to the queue.
    Released,
    /// It was handed to a colleague.
    HandedOver,
    /// It moved to another desk.
    Moved,
    /// Marked as urgent.
    Urgent,
    /// No longer urgent.
    Calm,
    /// Closed.
    Closed,
    /// Closing corrected.
    Corrected,
    /// Went on after it was closed.
    Reopened,
    /// The person was blocked.
    Blocked,
}
