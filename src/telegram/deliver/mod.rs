//! Promises out: from the outbox to Telegram, in order within a lane, at Telegram's pace within a
//! bucket, repeated until Telegram has said what became of them.

mod away;
mod calls;
pub mod courtesies;
mod delivery;
mod desk;
pub mod encode;
pub mod failure;
pub mod first_aid;
mod general;
mod group;
pub mod pace;
mod person;
mod relay;
mod room;
mod settle;
mod staff;
mod standing;
mod trouble;
mod unsend;
pub mod worker;

pub use courtesies::Courtesies;
pub use pace::Pace;
