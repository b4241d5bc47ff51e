//! What people live through with the bot, on both databases.

mod danger;
mod faq;
mod first_visit;
mod forgetting;
mod help_lines;
mod hiding;
mod languages;
mod people;
mod presses;
mod questions;
