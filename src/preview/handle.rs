//! The world in the hands of tests, of the page and of the server: one lock, and a bell that rings on change.
//!
//! The lock is never held while waiting for anything.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

use super::attachment;
use super::chat::{Member, Rights, Role, Status, Topic};
use super::faults::{Fault, Steady};
use super::ids::{AccountId, ChatId, MessageId};
use super::message::{MediaKind, Message, Sender};
use super::network::Network;
use super::people::{Attachment, Place, Refused};
use super::world::{Call, GroupKind, StickerSet, World};

/// A cheap clone of the door to one world.
#[derive(Clone, Debug)]
pub struct WorldHandle {
    world: Arc<Mutex<World>>,
    bell: Arc<watch::Sender<u64>>,
}

/// The world's clock in the hands of a test.
#[derive(Debug)]
pub struct WorldClock<'a>(&'a WorldHandle);

impl WorldClock<'_> {
    /// Lets time pass for everything in the world: ages, limits, what is kept.
    pub fn advance(&self, by: Duration) {
        self.0.change(|world| world.clock.advance(by));
    }

    /// Seconds since 1970, in the world.
    pub fn seconds(&self) -> i64 {
        self.0.look(|world| world.clock.seconds())
    }
}

impl WorldHandle {
    pub(super) fn new(world: World) -> Self {
        Self {
            world: Arc::new(Mutex::new(world)),
            bell: Arc::new(watch::Sender::new(0)),
        }
    }

    /// Looks at the world.
    pub fn look<R>(&self, look: impl FnOnce(&World) -> R) -> R {
        look(&self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the world and rings the bell.
    pub fn change<R>(&self, change: impl FnOnce(&mut World) -> R) -> R {
        let result = change(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner));
        self.bell.send_modify(|rung| *rung = rung.wrapping_add(1));
        result
    }

    /// Changes bookkeeping nobody waits for, without ringing the bell.
    pub(super) fn look_mut_quietly<R>(&self, change: impl FnOnce(&mut World) -> R) -> R {
        change(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Rings on every change.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }

    /// Waits until something holds, looking again after every change. False if the time is over first.
    pub async fn wait_until(&self, holds: impl Fn(&World) -> bool, timeout: Duration) -> bool {
        let mut changes = self.changes();
        let wait = async {
            while !self.look(&holds) {
                if changes.changed().await.is_err() {
                    break;
                }
            }
        };
        tokio::time::timeout(timeout, wait).await.is_ok() && self.look(&holds)
    }

    /// The world's clock.
    pub const fn clock(&self) -> WorldClock<'_> {
        WorldClock(self)
    }

    // ---- people and groups ---------------------------------------------------------------------------

    /// A new person, unknown to the bot.
    pub fn add_person(
        &self,
        first_name: &str,
        last_name: Option<&str>,
        username: Option<&str>,
        language_code: Option<&str>,
    ) -> AccountId {
        self.change(|world| {
            world.add_account(first_name, last_name, username, language_code, Role::Person)
        })
    }

    /// A new account of any role.
    pub fn add_account(
        &self,
        first_name: &str,
        language_code: Option<&str>,
        role: Role,
    ) -> AccountId {
        self.change(|world| world.add_account(first_name, None, None, language_code, role))
    }

    /// A new group with its creator; the bot is not in it.
    pub fn add_group(&self, kind: GroupKind, title: &str, creator: AccountId) -> ChatId {
        self.change(|world| world.add_group(kind, title, creator))
    }

    /// A forum where the bot is administrator with every right.
    pub fn add_forum(&self, title: &str, creator: AccountId) -> ChatId {
        self.change(|world| {
            let chat = world.add_group(GroupKind::Forum, title, creator);
            world.set_bot_member(
                chat,
                Member::new(Status::Administrator),
                Sender::Account(creator),
            );
            chat
        })
    }

    /// Somebody comes into a group or changes their standing.
    pub fn set_member(&self, chat: ChatId, who: AccountId, member: Member) -> Result<(), Refused> {
        self.change(|world| world.set_member(chat, who, member))
    }

    /// The bot is added, promoted, demoted or removed by the group's creator.
    pub fn set_bot_status(&self, chat: ChatId, status: Status) {
        self.change(|world| {
            let by = creator(world, chat);
            let rights = world
                .chat(chat)
                .map(|chat| chat.bot.rights)
                .unwrap_or_default();
            world.set_bot_member(
                chat,
                Member {
                    rights,
                    ..Member::new(status)
                },
                by,
            );
        });
    }

    /// The bot's rights as an administrator are changed.
    pub fn set_bot_rights(&self, chat: ChatId, rights: Rights) {
        self.change(|world| {
            let by = creator(world, chat);
            world.set_bot_rights(chat, rights, by);
        });
    }

    /// A sticker set with three stickers, there from the beginning.
    pub fn add_sticker_set(&self, name: &str, title: &str) {
        self.change(|world| {
            let emoji = ["❤", "👍", "🙏"];
            let stickers = emoji
                .iter()
                .enumerate()
                .map(|(n, emoji)| {
                    (
                        attachment::draw_sticker(world, n + 1, emoji),
                        (*emoji).to_owned(),
                    )
                })
                .collect();
            world.sticker_sets.insert(
                name.to_owned(),
                StickerSet {
                    name: name.to_owned(),
                    title: title.to_owned(),
                    stickers,
                },
            );
        });
    }

    /// A sticker set is taken away.
    pub fn remove_sticker_set(&self, name: &str) {
        self.change(|world| world.sticker_sets.remove(name));
    }

    // ---- acts; see people.rs -------------------------------------------------------------------------

    /// Presses START.
    pub fn start(&self, who: AccountId, payload: Option<&str>) -> Result<MessageId, Refused> {
        self.change(|world| world.start(who, payload))
    }

    /// Writes a text.
    pub fn write(&self, who: AccountId, place: Place, text: &str) -> Result<MessageId, Refused> {
        self.change(|world| world.write(who, place, text))
    }

    /// Sends an attachment.
    pub fn send(
        &self,
        who: AccountId,
        place: Place,
        kind: MediaKind,
        attachment: &Attachment,
    ) -> Result<MessageId, Refused> {
        self.change(|world| world.send(who, place, kind, attachment))
    }

    /// Sends an album.
    pub fn send_album(
        &self,
        who: AccountId,
        place: Place,
        kind: MediaKind,
        size: usize,
        attachment: &Attachment,
    ) -> Result<Vec<MessageId>, Refused> {
        self.change(|world| world.send_album(who, place, kind, size, attachment))
    }

    /// Presses a button by its place.
    pub fn press(
        &self,
        who: AccountId,
        chat: ChatId,
        message: MessageId,
        row: usize,
        column: usize,
    ) -> Result<(), Refused> {
        self.change(|world| world.press(who, chat, message, row, column))
    }

    /// Presses the newest button of a chat whose text holds these words.
    pub fn press_labelled(&self, who: AccountId, chat: ChatId, words: &str) -> Result<(), Refused> {
        self.change(|world| {
            let found = world.chat(chat).and_then(|chat| {
                chat.messages.values().rev().find_map(|m| {
                    Some((m.id, m.find_button(|button| button.text.contains(words))?))
                })
            });
            let (message, (row, column)) =
                found.ok_or_else(|| format!("no button says \"{words}\""))?;
            world.press(who, chat, message, row, column)
        })
    }

    /// Sends callback data no present button bears.
    pub fn press_data(
        &self,
        who: AccountId,
        chat: ChatId,
        message: MessageId,
        data: &str,
    ) -> Result<(), Refused> {
        self.change(|world| world.press_data(who, chat, message, data))
    }

    /// Edits an own message.
    pub fn edit(
        &self,
        who: AccountId,
        chat: ChatId,
        message: MessageId,
        text: &str,
    ) -> Result<(), Refused> {
        self.change(|world| world.edit(who, chat, message, text))
    }

    /// Deletes a message for both sides.
    pub fn delete(&self, who: AccountId, chat: ChatId, message: MessageId) -> Result<(), Refused> {
        self.change(|world| world.delete(who, chat, message))
    }

    /// Clears a private chat.
    pub fn clear_chat(&self, who: AccountId) -> Result<(), Refused> {
        self.change(|world| world.clear_chat(who))
    }

    /// Reacts, or takes a reaction back.
    pub fn react(
        &self,
        who: AccountId,
        chat: ChatId,
        message: MessageId,
        emoji: Option<&str>,
    ) -> Result<(), Refused> {
        self.change(|world| world.react(who, chat, message, emoji))
    }

    /// Blocks the bot or lets it in again.
    pub fn block(&self, who: AccountId, blocked: bool) -> Result<(), Refused> {
        self.change(|world| world.block(who, blocked))
    }

    // ---- looking -------------------------------------------------------------------------------------

    /// Messages of a chat in order.
    pub fn messages(&self, chat: ChatId) -> Vec<Message> {
        self.look(|world| world.messages(chat).cloned().collect())
    }

    /// One message.
    pub fn message(&self, chat: ChatId, id: MessageId) -> Option<Message> {
        self.look(|world| world.message(chat, id).cloned())
    }

    /// Topics of a forum.
    pub fn topics(&self, chat: ChatId) -> Vec<Topic> {
        self.look(|world| world.topics(chat).cloned().collect())
    }

    /// The bot's calls, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.look(|world| world.calls().cloned().collect())
    }

    /// Rules of shape and limit the bot broke.
    pub fn violations(&self) -> Vec<String> {
        self.look(|world| world.violations().to_vec())
    }

    /// How many updates wait for the bot.
    pub fn updates_pending(&self) -> usize {
        self.look(World::updates_pending)
    }

    /// The waiting updates as they would be handed out.
    pub fn updates(&self) -> Vec<Value> {
        self.look(|world| world.queue.bodies().cloned().collect())
    }

    // ---- switches ------------------------------------------------------------------------------------

    /// The next calls of a method go wrong like this; `"*"` means any but getUpdates.
    pub fn script(&self, method: &str, faults: impl IntoIterator<Item = Fault>) {
        self.change(|world| world.faults.script(method, faults));
    }

    /// From now on this goes wrong.
    pub fn always(&self, steady: Steady) {
        self.change(|world| world.faults.always(steady));
    }

    /// No faults any more.
    pub fn all_is_well(&self) {
        self.change(|world| {
            world.set_network(&Network {
                rate_limits: world.flood.is_on(),
                ..Network::default()
            })
        });
    }

    /// Telegram's flood limits on or off.
    pub fn set_rate_limits(&self, on: bool) {
        self.change(|world| {
            world.flood.switch(on);
            world.network.rate_limits = on;
        });
    }

    /// The page's switch.
    pub fn set_network(&self, network: &Network) {
        self.change(|world| world.set_network(network));
    }
}

/// Who stands behind a change of the bot's standing.
pub(super) fn creator(world: &World, chat: ChatId) -> Sender {
    let members = world
        .chat(chat)
        .map(|chat| chat.members.clone())
        .unwrap_or_default();
    members
        .iter()
        .find(|(_, member)| member.status == Status::Creator)
        .map_or(Sender::Bot, |(id, _)| Sender::Account(*id))
}
