//! What people live through with the bot, on both databases.

mod editing;
mod first_visit;
mod late_database;
mod profile;
