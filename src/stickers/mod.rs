//! Stickers: drawn from the content, and what has to be done so that Telegram's pack is the same.
//! Pure: the calls stand in `telegram/stickers.rs`.

mod draw;
mod plan;

pub use draw::{Drawn, draw};
pub use plan::{Known, Pending, Record, Standing, Step, Wanted, next, simulated};
