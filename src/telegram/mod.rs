//! The only room that knows Telegram's methods and teloxide. It chooses no text and opens no
//! business transaction.

pub mod deliver;
pub mod inquiry;
pub mod packs;
pub mod profile;
pub mod receive;
pub mod stickers;
