//! Safe Migration Bot.
pub mod content;
pub mod model;
pub mod preview;
