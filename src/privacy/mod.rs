//! Keys, pseudonyms, sealing and the cap on logs. The only room that sees a raw Telegram id next
//! to a pseudonym. It must never log, and nothing secret in it may be printed.

pub mod keys;
pub mod pseudonyms;
pub mod redact;
pub mod seal;

pub use keys::{KeyError, Keys, MasterKey};
pub use seal::{Unsealable, identity};
