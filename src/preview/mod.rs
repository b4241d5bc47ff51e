//! A strict local Telegram: a Bot API server with a world of people behind it, and a page to play them.
//!
//! It knows Telegram and nothing of our bot: it imports nothing else of this crate. It is the fake world of
//! every test, so it must never be kinder than the real one; where it is stricter (unknown parameters,
//! keyboards that would be cut off) that is to make mistakes visible, and they are kept in
//! [`WorldHandle::violations`].
//!
//! Start reading at [`Server`] and [`WorldHandle`]; what the bot may call stands in `methods/catalogue.rs`.

mod api;
mod attachment;
mod chat;
mod clock;
mod control;
mod detect;
mod events;
mod faults;
mod groups;
mod handle;
mod html;
mod ids;
mod keyboard;
mod limits;
mod line;
mod link;
mod message;
mod methods;
mod network;
mod parameters;
mod people;
mod picture;
mod post;
mod refusal;
mod scene;
mod server;
mod text;
mod updates;
mod view;
mod webhook;
mod wire;
mod world;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod text_tests;

pub use chat::{Account, Chat, ChatKind, Member, Rights, Role, Status, Topic};
pub use clock::Clock;
pub use faults::{Fault, Faults, Steady};
pub use handle::{WorldClock, WorldHandle};
pub use ids::{AccountId, ChatId, MessageId};
pub use keyboard::{Action, Button, Keyboard};
pub use limits::{Flood, Pace};
pub use message::{Content, Details, Media, MediaKind, Message, Origin, Sender, Service};
pub use network::{Mode, Network};
pub use people::{Attachment, Place, Refused};
pub use scene::Scene;
pub use server::{Beside, Server};
pub use text::{Entity, EntityKind, Formatted};
pub use world::{
    BOT, BotProfile, Call, GroupKind, Notice, Press, StickerSet, StoredFile, TOKEN, World,
};
