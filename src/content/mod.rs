//! Content.
pub mod ids;
pub mod keys;
