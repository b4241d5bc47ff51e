//! Safe Migration Bot: people on the move ask, reviewed content answers, a human is one press away.
//!
//! Start reading at [`model::event`] (what happens), then [`conversation::decide`] (what follows),
//! [`turn`] (the one transaction), [`telegram::receive`] (updates in) and [`telegram::deliver`]
//! (promises out). `ARCHITECTURE.md` is the map, with the walls one cannot see.

// A text cut within a letter panics, and its panic would quote it. Tests cut what they know.
#![cfg_attr(not(test), deny(clippy::string_slice))]

pub mod bot;
pub mod cli;
pub mod content;
pub mod conversation;
pub mod desk;
pub mod drawing;
pub mod editor;
pub mod model;
pub mod ops;
pub mod poster;
pub mod preview;
pub mod privacy;
pub mod settings;
pub mod staff;
pub mod statistics;
pub mod stickers;
pub mod store;
pub mod telegram;
pub mod turn;
