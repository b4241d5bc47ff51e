//! What people live through with the bot, on both databases.

mod first_visit;
