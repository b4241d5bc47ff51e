//! Safe Migration Bot.
pub mod content;
pub mod preview;
