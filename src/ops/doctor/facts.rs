//! What was found, before it is judged: plain values, no secret among them, nobody's id but those
//! of groups.

use std::net::SocketAddr;

use crate::model::ids::ChatId;
use crate::model::moment::Moment;
use crate::store::inspect::Inspected;

/// All that was gathered.
#[derive(Debug, Clone)]
pub struct Facts {
    /// What is wrong with the settings, each with what to do.
    pub complaints: Vec<String>,
    /// The file of the master key.
    pub key: KeyFile,
    /// The database, or why it cannot be looked at.
    pub database: Result<Inspected, String>,
    /// The content.
    pub shelf: Shelf,
    /// The address of health and metrics.
    pub address: Address,
    /// Telegram; `None` if the settings do not tell how to ask.
    pub telegram: Option<Telegram>,
}

/// The file of the master key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyFile {
    /// It holds a key and is its owner's alone.
    Good,
    /// There is none, and it can be made.
    Missing,
    /// It cannot be used; what to do.
    Unusable(String),
}

/// The content.
#[derive(Debug, Clone)]
pub enum Shelf {
    /// It cannot be read or shown; why.
    Unusable(String),
    /// It can be shown.
    Shown(Shown),
}

/// Content that can be shown, in figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// Its folder; `None`: the content inside the program.
    pub folder: Option<String>,
    /// Waits for review by qualified staff.
    pub starter: bool,
    /// Pages that were looked at.
    pub pages: usize,
    /// Pages that cannot be shown whole.
    pub broken_pages: usize,
    /// Errors of the check that leave it shown: facts out of date.
    pub errors: usize,
    /// Its warnings.
    pub warnings: usize,
    /// Answers nobody has approved.
    pub unreviewed: usize,
    /// Facts that are to be checked again since some day.
    pub late: usize,
    /// Help lines whose number is hidden.
    pub hidden: usize,
    /// Languages with the texts they have and need.
    pub languages: Vec<(String, usize, usize)>,
    /// Desks of `desk.yaml`.
    pub desks: Vec<String>,
}

/// The address of health and metrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// As set.
    pub listen: SocketAddr,
    /// Who has it.
    pub held: Held,
}

/// Who has an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// Nobody.
    Free,
    /// A bot of ours, which runs.
    ByABot,
    /// Another program.
    ByAnother,
    /// It cannot be had on this computer; what the operating system said.
    Refused(String),
}

/// What Telegram says.
#[derive(Debug, Clone)]
pub struct Telegram {
    /// Who the bot is.
    pub me: Result<Me, Refusal>,
    /// When it answered: its clock and ours.
    pub clocks: Option<(Moment, Moment)>,
    /// How updates leave; asked only if the token is good, as is all that follows.
    pub queue: Option<Result<Queue, Refusal>>,
    /// Links to the sticker packs.
    pub stickers: Vec<(String, Result<(), Refusal>)>,
    /// The groups of the settings.
    pub groups: Vec<Group>,
}

/// Why a question got no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There was none.
    NoAnswer,
    /// It was not one of a Bot API server.
    Unreadable,
    /// Telegram refused.
    Said {
        /// Its code.
        code: i64,
        /// Its words.
        text: String,
        /// Where the group has moved to.
        moved_to: Option<ChatId>,
    },
}

/// The bot as Telegram knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Me {
    /// Without `@`.
    pub username: String,
    /// It may be added to groups.
    pub joins_groups: bool,
    /// Privacy mode is off: it hears everything in groups.
    pub hears_all: bool,
    /// Its private chats have topics.
    pub topics: bool,
}

/// How updates leave Telegram.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// The host they are pushed to, if a webhook is set. The rest of its address may be secret.
    pub webhook: Option<String>,
    /// How many wait.
    pub waiting: u64,
}

/// What a group is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// A desk, by its name.
    Desk(String),
    /// The inbox of complaints.
    Complaints,
    /// The staff.
    Staff,
}

/// A group of the settings.
#[derive(Debug, Clone)]
pub struct Group {
    /// What for.
    pub role: Role,
    /// Its id as set.
    pub chat: ChatId,
    /// Its id now, if it has become a supergroup; what follows is of that.
    pub moved_to: Option<ChatId>,
    /// What it is.
    pub known: Result<Chat, Refusal>,
    /// What the bot is in it; asked only if it is known.
    pub own: Option<Result<Standing, Refusal>>,
}

/// What a group is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chat {
    /// In Telegram's word: `supergroup`, `group`, `channel`, `private`.
    pub kind: String,
    /// Its topics are switched on.
    pub forum: bool,
}

/// What the bot is in a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// In Telegram's word: `administrator`, `member`, `left` and so on.
    pub status: String,
    /// May make and close topics.
    pub manage_topics: bool,
    /// May delete messages of others, and topics.
    pub delete_messages: bool,
    /// May pin.
    pub pin_messages: bool,
}
