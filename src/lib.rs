//! Safe Migration Bot.
pub mod preview;
