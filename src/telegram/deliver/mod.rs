//! Promises out: from the outbox to Telegram, in order within a lane, at Telegram's pace within a
//! bucket, repeated until Telegram has said what became of them.

pub mod courtesies;
pub mod encode;
pub mod failure;
pub mod first_aid;
pub mod pace;
pub mod worker;

pub use courtesies::Courtesies;
pub use pace::Pace;
