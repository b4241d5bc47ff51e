//! The door: updates in, events out, and no receipt before the commit.

pub mod decode;
mod kinds;
pub mod polling;
pub mod routes;
pub mod webhook;
pub mod wire;
