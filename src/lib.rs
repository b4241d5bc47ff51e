//! Safe Migration Bot.
pub mod content;
pub mod model;
pub mod preview;
pub mod privacy;
pub mod store;
