//! The fake world: everything Telegram would know, as plain state without HTTP.
//!
//! Two worlds share nothing. How calls of the bot change it stands in `methods/`, what people do in
//! `people.rs`, how messages come to stand in it and become updates in `post.rs`.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::chat::{Account, Chat, ChatKind, Member, Role, Status, Topic};
use super::clock::Clock;
use super::faults::{Fault, Faults};
use super::ids::{AccountId, ChatId, MessageId};
use super::limits::Flood;
use super::message::{MediaKind, Message};
use super::updates::Queue;

/// The bot's account id in every world.
pub const BOT: i64 = 7_264_918_053;

/// The bot's token in every world: it opens nothing but a local preview.
pub const TOKEN: &str = "7264918053:local-preview-not-a-secret-000000000";

/// The bot as Telegram knows it.
#[derive(Clone, Debug, Default)]
pub struct BotProfile {
    /// Without `@`.
    pub username: String,
    /// Name, description and short description by language code; `""` for everybody else.
    pub texts: BTreeMap<(&'static str, String), String>,
    /// Commands by scope (its JSON) and language code.
    pub commands: BTreeMap<(String, String), Vec<(String, String)>>,
    /// The menu button by chat (0: everybody).
    pub menu_buttons: BTreeMap<i64, Value>,
    /// What it asks for when it is made an administrator of a group, and of a channel.
    pub default_rights: BTreeMap<bool, Value>,
}

/// A file somebody sent.
#[derive(Clone, Debug)]
pub struct StoredFile {
    /// What it was sent as; a `file_id` keeps its kind.
    pub kind: MediaKind,
    /// The part of the id that cannot be used for sending.
    pub unique: String,
    /// As uploaded.
    pub name: Option<String>,
    /// As claimed.
    pub mime_type: Option<String>,
    /// What it holds; may be shorter than `size` for made-up files.
    pub bytes: Arc<[u8]>,
    /// In bytes.
    pub size: usize,
}

/// A sticker set.
#[derive(Clone, Debug, Default)]
pub struct StickerSet {
    /// The end of its link.
    pub name: String,
    /// What people read.
    pub title: String,
    /// File ids and emoji.
    pub stickers: Vec<(String, String)>,
}

/// A press that waits for its answer.
#[derive(Clone, Copy, Debug)]
pub struct Press {
    /// Who pressed.
    pub account: AccountId,
    /// Where.
    pub chat: ChatId,
    /// Under which message.
    pub message: MessageId,
    /// When, on the world's clock.
    pub at: Duration,
    /// Answered already.
    pub answered: bool,
}

/// The answer to a press, for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Who pressed.
    pub account: AccountId,
    /// Where.
    pub chat: ChatId,
    /// Under which message.
    pub message: MessageId,
    /// What was answered; often nothing.
    pub text: Option<String>,
    /// As a box that must be closed.
    pub alert: bool,
}

/// One call of the bot, as it was answered.
#[derive(Clone, Debug)]
pub struct Call {
    /// As in the documentation.
    pub method: String,
    /// The chat it concerned.
    pub chat: Option<ChatId>,
    /// What it was called with; uploads by name only.
    pub parameters: BTreeMap<String, Value>,
    /// Nothing went wrong; the call had its effect.
    pub ok: bool,
    /// The description of the refusal.
    pub error: Option<String>,
    /// What was made to go wrong.
    pub fault: Fault,
    /// Seconds since 1970 on the world's clock.
    pub at: i64,
}

/// Everything.
#[derive(Debug)]
pub struct World {
    /// Its time.
    pub clock: Clock,
    /// What goes wrong.
    pub faults: Faults,
    /// Telegram's flood limits.
    pub flood: Flood,
    pub(super) network: super::network::Network,
    pub(super) bot: BotProfile,
    pub(super) accounts: BTreeMap<AccountId, Account>,
    pub(super) chats: BTreeMap<ChatId, Chat>,
    pub(super) queue: Queue,
    pub(super) webhook: Option<super::webhook::Webhook>,
    pub(super) files: BTreeMap<String, StoredFile>,
    pub(super) sticker_sets: BTreeMap<String, StickerSet>,
    pub(super) presses: BTreeMap<String, Press>,
    pub(super) notices: VecDeque<(u64, Notice)>,
    pub(super) log: VecDeque<Call>,
    pub(super) violations: Vec<String>,
    /// What a copy was made of: nothing in Telegram tells, only the page shows it.
    pub(super) sources: BTreeMap<(ChatId, MessageId), (ChatId, MessageId)>,
    /// Source of every number that only must be new.
    pub(super) counter: u64,
    /// Private chats and basic groups share one row of message ids.
    last_shared_message: i64,
}

const CALLS_KEPT: usize = 20_000;
const NOTICES_KEPT: usize = 200;

impl World {
    pub(super) fn new() -> Self {
        let mut bot = BotProfile {
            username: "preview_help_bot".to_owned(),
            ..BotProfile::default()
        };
        bot.texts.insert(("name", String::new()), "Bot".to_owned());
        Self {
            clock: Clock::default(),
            faults: Faults::default(),
            flood: Flood::default(),
            network: super::network::Network::default(),
            bot,
            accounts: BTreeMap::new(),
            chats: BTreeMap::new(),
            queue: Queue::default(),
            webhook: None,
            files: BTreeMap::new(),
            sticker_sets: BTreeMap::new(),
            presses: BTreeMap::new(),
            notices: VecDeque::new(),
            log: VecDeque::new(),
            violations: Vec::new(),
            sources: BTreeMap::new(),
            counter: 0,
            last_shared_message: 1_000,
        }
    }

    // ---- looking -------------------------------------------------------------------------------------

    /// An account.
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        self.accounts.get(&id)
    }

    /// Every account.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// A chat.
    pub fn chat(&self, id: ChatId) -> Option<&Chat> {
        self.chats.get(&id)
    }

    /// Every chat.
    pub fn chats(&self) -> impl Iterator<Item = &Chat> {
        self.chats.values()
    }

    /// A message.
    pub fn message(&self, chat: ChatId, id: MessageId) -> Option<&Message> {
        self.chats
            .get(&chat)
            .and_then(|chat| chat.messages.get(&id))
    }

    /// The message a copy was made of, which may be gone by now. It stands beside the messages and not in
    /// them, since nobody in a chat can see it.
    pub fn source_of(&self, chat: ChatId, copy: MessageId) -> Option<(ChatId, MessageId)> {
        self.sources.get(&(chat, copy)).copied()
    }

    /// Messages of a chat in order.
    pub fn messages(&self, chat: ChatId) -> impl Iterator<Item = &Message> {
        self.chats
            .get(&chat)
            .into_iter()
            .flat_map(|chat| chat.messages.values())
    }

    /// Topics of a forum in order of their making.
    pub fn topics(&self, chat: ChatId) -> impl Iterator<Item = &Topic> {
        self.chats
            .get(&chat)
            .into_iter()
            .flat_map(|chat| chat.topics.values())
    }

    /// How many updates wait for the bot.
    pub fn updates_pending(&self) -> usize {
        self.queue.len()
    }

    /// The bot's calls, oldest first.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        self.log.iter()
    }

    /// Rules of shape and limit the bot broke.
    pub fn violations(&self) -> &[String] {
        &self.violations
    }

    /// The bot as Telegram knows it.
    pub const fn bot(&self) -> &BotProfile {
        &self.bot
    }

    /// A file by its id.
    pub fn file(&self, file_id: &str) -> Option<&StoredFile> {
        self.files.get(file_id)
    }

    /// A sticker set by its name.
    pub fn sticker_set(&self, name: &str) -> Option<&StickerSet> {
        self.sticker_sets.get(name)
    }

    /// Whether anybody waits for the answer to a press, and is still waiting.
    pub fn presses_unanswered(&self) -> usize {
        self.presses
            .values()
            .filter(|press| !press.answered)
            .count()
    }

    /// Answers to presses, oldest first.
    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.notices.iter().map(|(_, notice)| notice)
    }

    // ---- changing ------------------------------------------------------------------------------------

    /// A number that was not given out before.
    pub(super) const fn fresh(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    /// A chat to change: whoever watches it is told.
    pub(super) fn chat_mut(&mut self, id: ChatId) -> Option<&mut Chat> {
        self.counter += 1;
        let revision = self.counter;
        let chat = self.chats.get_mut(&id)?;
        chat.revision = revision;
        Some(chat)
    }

    pub(super) fn message_mut(&mut self, chat: ChatId, id: MessageId) -> Option<&mut Message> {
        self.chat_mut(chat)
            .and_then(|chat| chat.messages.get_mut(&id))
    }

    /// The next message id of a chat; nothing if there is no such chat.
    pub(super) fn next_message_id(&mut self, chat: ChatId) -> Option<MessageId> {
        let chat = self.chats.get_mut(&chat)?;
        let last = match chat.kind {
            ChatKind::Supergroup => &mut chat.last_message,
            ChatKind::Private(_) | ChatKind::Group => &mut self.last_shared_message,
        };
        *last += 1;
        Some(MessageId(*last))
    }

    /// A new person, unknown to the bot.
    pub fn add_account(
        &mut self,
        first_name: &str,
        last_name: Option<&str>,
        username: Option<&str>,
        language_code: Option<&str>,
        role: Role,
    ) -> AccountId {
        let n = i64::try_from(self.fresh()).unwrap_or(0);
        // Far apart and ten digits long, as real ones are: a search for an id in a log finds no other number.
        let id = AccountId(5_318_204_697 + n * 7_919);
        let account = Account {
            id,
            first_name: first_name.to_owned(),
            last_name: last_name.map(str::to_owned),
            username: username.map(str::to_owned),
            language_code: language_code.map(str::to_owned),
            role,
            started: false,
            blocked_bot: false,
            deactivated: false,
        };
        self.accounts.insert(id, account);
        self.chats.insert(
            id.private_chat(),
            Chat::new(id.private_chat(), ChatKind::Private(id), ""),
        );
        id
    }

    /// A new group of this kind, with its creator; the bot is not in it.
    pub fn add_group(&mut self, kind: GroupKind, title: &str, creator: AccountId) -> ChatId {
        let n = i64::try_from(self.fresh()).unwrap_or(0);
        let (id, chat_kind) = match kind {
            GroupKind::Basic => (ChatId(-(4_120_380_000 + n * 7)), ChatKind::Group),
            GroupKind::Super | GroupKind::Forum => (
                ChatId(-(1_002_140_000_000 + n * 7_919)),
                ChatKind::Supergroup,
            ),
        };
        let mut chat = Chat::new(id, chat_kind, title);
        chat.is_forum = kind == GroupKind::Forum;
        chat.members.insert(creator, Member::new(Status::Creator));
        // Message 1 of a supergroup is the note of its making; it can never be deleted.
        chat.last_message = 1;
        self.chats.insert(id, chat);
        id
    }

    pub(super) fn log_call(&mut self, call: Call) {
        if self.log.len() >= CALLS_KEPT {
            self.log.pop_front();
        }
        self.log.push_back(call);
    }

    pub(super) fn notify(&mut self, notice: Notice) {
        if self.notices.len() >= NOTICES_KEPT {
            self.notices.pop_front();
        }
        let number = self.fresh();
        self.notices.push_back((number, notice));
    }

    /// Keeps a file and gives its id.
    pub(super) fn store_file(
        &mut self,
        kind: MediaKind,
        name: Option<String>,
        mime_type: Option<String>,
        bytes: Arc<[u8]>,
        size: usize,
    ) -> String {
        let n = self.fresh();
        let prefix = match kind {
            MediaKind::Photo => "AgAC",
            MediaKind::Video => "BAAC",
            MediaKind::Voice => "AwAC",
            MediaKind::VideoNote => "DQAC",
            MediaKind::Audio => "CQAC",
            MediaKind::Animation => "CgAC",
            MediaKind::Sticker => "CAAC",
            _ => "BQAC",
        };
        let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let id = format!("{prefix}AgIAAxk{mixed:016x}{n:08x}");
        let unique = format!("AgAD{mixed:016x}");
        self.files.insert(
            id.clone(),
            StoredFile {
                kind,
                unique,
                name,
                mime_type,
                bytes,
                size,
            },
        );
        id
    }
}

/// Kinds of groups to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupKind {
    /// A basic group.
    Basic,
    /// A supergroup without topics.
    Super,
    /// A supergroup with topics.
    Forum,
}
