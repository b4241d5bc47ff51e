//! Updates → events, total: whatever a person or a consultant sends becomes an event; only
//! Telegram's own notices, the messages of bots and other people's business become nothing. What
//! happened in a group never becomes a person's.

mod desk;
mod person;
mod staff;
#[cfg(test)]
pub(super) mod tests;

use std::sync::{Arc, PoisonError, RwLock};

use super::wire::{RawChat, RawMembership, RawMessage, RawPress, RawReaction, RawUpdate};
use crate::content::DeskId;
use crate::model::button::Button;
use crate::model::desk::{Author, DeskEvent, Spot};
use crate::model::event::{GroupEvent, Happening, Person, VisitorEvent};
use crate::model::ids::{ChatId, MessageId};
use crate::model::staff::{StaffEvent, StaffMember, StaffSpot};
use crate::privacy::Keys;
use crate::turn::Groups;

/// Who we are to Telegram.
#[derive(Debug, Clone)]
pub struct Ourselves {
    /// The bot's account.
    pub account: ChatId,
    /// Its name, without `@`.
    pub username: String,
}

/// What happened, with the raw ids it came with, before the keys seal them.
#[derive(Debug, Clone)]
pub enum Heard {
    /// In a private chat.
    Person {
        /// The account.
        account: ChatId,
        /// The client's language.
        language: Option<String>,
        /// The message, if the person wrote one.
        message: Option<MessageId>,
        /// What it replies to.
        reply_to: Option<MessageId>,
        /// What happened.
        event: VisitorEvent,
    },
    /// In the group of a desk.
    Desk {
        /// Where.
        spot: Spot,
        /// The account; `None`: nobody who could be held to account.
        author: Option<ChatId>,
        /// What happened.
        event: DeskEvent,
    },
    /// In the group of the staff.
    Staff {
        /// Where.
        spot: StaffSpot,
        /// The account; `None`: an anonymous administrator, or a channel.
        author: Option<ChatId>,
        /// The client's language.
        language: Option<String>,
        /// What happened.
        event: StaffEvent,
    },
    /// To a group.
    Group(ChatId, GroupEvent),
}

impl Heard {
    /// The same, with keyed hashes for names.
    #[must_use]
    pub fn sealed(self, keys: &Keys) -> Happening {
        match self {
            Self::Person {
                account,
                language,
                message,
                reply_to,
                event,
            } => {
                let person = Person {
                    key: keys.person_key(account.0),
                    visitor: keys.visitor_key(account.0),
                    // A private chat has its person's id.
                    chat: account,
                    client_language: language,
                    message,
                    reply_to,
                };
                Happening::Person(person, event)
            }
            Self::Desk {
                spot,
                author,
                event,
            } => {
                let author = author.map_or(Author::Nobody, |account| Author::Member {
                    key: keys.staff_key(account.0),
                    account,
                });
                Happening::Desk(spot, author, event)
            }
            Self::Staff {
                spot,
                author,
                language,
                event,
            } => {
                let who = StaffMember {
                    key: author.map(|account| keys.staff_key(account.0)),
                    client_language: language,
                };
                Happening::Staff(spot, who, event)
            }
            Self::Group(chat, event) => Happening::Group(chat, event),
        }
    }
}

/// Whose room a chat is.
enum Place {
    /// One person and the bot.
    Private,
    /// The group of a desk.
    Desk(DeskId),
    /// The group of the staff.
    Staff,
    /// Anybody's group.
    Elsewhere,
}

/// Understands updates: knows which groups are desks, and which account is our own.
#[derive(Clone)]
pub struct Decoder {
    ourselves: Ourselves,
    groups: Groups,
    /// Groups that desks have just become, until the move is committed: what is written there may
    /// stand in the same batch, and must not seem to come from strangers.
    moving: Arc<RwLock<Vec<(ChatId, DeskId)>>>,
    /// The same for the group of the staff.
    staff_moving: Arc<RwLock<Option<ChatId>>>,
}

impl Decoder {
    /// A decoder for these groups.
    #[must_use]
    pub fn new(ourselves: Ourselves, groups: Groups) -> Self {
        Self {
            ourselves,
            groups,
            moving: Arc::default(),
            staff_moving: Arc::default(),
        }
    }

    fn place(&self, chat: &RawChat) -> Place {
        if chat.is_private() {
            return Place::Private;
        }
        let id = ChatId(chat.id);
        match self.desk_of(id) {
            Some(desk) => Place::Desk(desk),
            None if self.is_staff(id) => Place::Staff,
            None => Place::Elsewhere,
        }
    }

    fn desk_of(&self, chat: ChatId) -> Option<DeskId> {
        self.groups.desk_of(chat).or_else(|| {
            let moving = self.moving.read().unwrap_or_else(PoisonError::into_inner);
            let found = moving.iter().find(|(new, _)| *new == chat);
            found.map(|(_, desk)| desk.clone())
        })
    }

    /// What a desk's group has become. Both groups tell of it, in either order.
    fn moved(&self, message: &RawMessage) -> Option<Heard> {
        let here = ChatId(message.chat.id);
        let (old, new) = match (message.moved_to(), message.moved_from()) {
            (Some(new), _) => (here, new),
            (None, Some(old)) => (old, here),
            (None, None) => return None,
        };
        let Some(desk) = self.desk_of(old) else {
            return self.staff_moved(old, new);
        };
        let mut moving = self.moving.write().unwrap_or_else(PoisonError::into_inner);
        moving.retain(|(_, moved)| *moved != desk);
        moving.push((new, desk));
        Some(Heard::Group(old, GroupEvent::MovedTo(new)))
    }

    fn is_staff(&self, chat: ChatId) -> bool {
        let moving = self.staff_moving.read();
        let moving = moving.unwrap_or_else(PoisonError::into_inner);
        self.groups.is_staff(chat) || *moving == Some(chat)
    }

    fn staff_moved(&self, old: ChatId, new: ChatId) -> Option<Heard> {
        if !self.is_staff(old) {
            return None;
        }
        let mut moving = self
            .staff_moving
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *moving = Some(new);
        Some(Heard::Group(old, GroupEvent::MovedTo(new)))
    }

    /// A new message.
    #[must_use]
    pub fn message(&self, message: &RawMessage) -> Option<Heard> {
        if let Some(moved) = self.moved(message) {
            return Some(moved);
        }
        match self.place(&message.chat) {
            Place::Private => person::message(message),
            Place::Desk(desk) => self.desk_message(desk, message),
            Place::Staff => self.staff_message(message),
            // That the bot was added is told by its membership.
            Place::Elsewhere => message.kind().is_some().then(|| strange(&message.chat)),
        }
    }

    /// An edited message.
    #[must_use]
    pub fn edit(&self, message: &RawMessage) -> Option<Heard> {
        if !message.is_edited_by_hand() {
            return None;
        }
        match self.place(&message.chat) {
            Place::Private => person::edit(message),
            Place::Desk(desk) => self.desk_edit(desk, message),
            Place::Elsewhere => Some(strange(&message.chat)),
            Place::Staff => None,
        }
    }

    /// A press on a button. One without its message tells no chat: it is a person's only if what
    /// it carries stands on the buttons of private chats alone.
    #[must_use]
    pub fn press(&self, press: &RawPress) -> Option<Heard> {
        let Some(message) = &press.message else {
            let known = press.data.as_deref().and_then(Button::decode).is_some();
            return known.then(|| person::press(press));
        };
        match self.place(&message.chat) {
            Place::Private => Some(person::press(press)),
            Place::Desk(desk) => Some(desk::press(desk, message, press)),
            Place::Staff => Some(staff::press(message, press)),
            Place::Elsewhere => Some(strange(&message.chat)),
        }
    }

    /// A change of the bot's own membership: blocked and unblocked, or added to and removed from a
    /// group.
    #[must_use]
    pub fn membership(&self, change: &RawMembership) -> Option<Heard> {
        if change.chat.is_private() {
            return person::membership(change);
        }
        let member = &change.new_chat_member;
        let event = match member.status.as_str() {
            "member" | "administrator" => GroupEvent::Changed,
            "restricted" if member.is_member => GroupEvent::Changed,
            "restricted" | "left" | "kicked" => GroupEvent::Lost,
            _ => return None,
        };
        Some(Heard::Group(ChatId(change.chat.id), event))
    }

    /// A reaction. Consultants' reactions mean nothing to us.
    #[must_use]
    pub fn reaction(&self, reaction: &RawReaction) -> Option<Heard> {
        match self.place(&reaction.chat) {
            Place::Private => person::reaction(reaction),
            Place::Desk(_) | Place::Staff | Place::Elsewhere => None,
        }
    }

    /// A whole update, without the table: for one that teloxide cannot read, since it is newer.
    #[must_use]
    pub fn unread(&self, update: &RawUpdate) -> Option<Heard> {
        if let Some(message) = &update.message {
            return self.message(message);
        }
        if let Some(message) = &update.edited_message {
            return self.edit(message);
        }
        if let Some(press) = &update.callback_query {
            return self.press(press);
        }
        if let Some(change) = &update.my_chat_member {
            return self.membership(change);
        }
        self.reaction(update.message_reaction.as_ref()?)
    }
}

fn strange(chat: &RawChat) -> Heard {
    Heard::Group(ChatId(chat.id), GroupEvent::Strange)
}

/// A text that begins with a slash, taken apart.
struct Slash<'a> {
    /// The word behind the slash, in small letters.
    name: String,
    /// The bot it is for, if it says so.
    bot: Option<&'a str>,
    /// What follows.
    rest: &'a str,
}

impl<'a> Slash<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let line = text.trim_start().strip_prefix('/')?;
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let (name, bot) = match word.split_once('@') {
            Some((name, bot)) => (name, Some(bot)),
            None => (word, None),
        };
        Some(Self {
            name: name.to_lowercase(),
            bot,
            rest: rest.trim(),
        })
    }
}
