//! The consultants' side, pure: cases, menus, the queue. It asks no clock and waits for nothing,
//! and it never names a person: there is nothing to name them by.

pub mod proof;
pub mod render;
