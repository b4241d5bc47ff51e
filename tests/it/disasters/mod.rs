//! What a machine, a network, a database and Telegram itself can do to the bot at the worst moment.
//! Afterwards everybody must have every answer, in order.

mod database;
mod figures;
mod killed;
mod processes;
pub mod program;
mod relays;
mod scenario;
mod telegram;
mod town;
mod wire;
