//! What keeps the service running and tells its operator how it goes.

pub mod clock;
pub mod closing;
pub mod doctor;
pub mod health;
pub mod housekeeping;
pub mod logging;
pub mod reporting;
pub mod rules;
pub mod tasks;
pub mod timekeeper;
