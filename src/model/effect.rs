//! What we promise to cause. Promises go into the outbox in the same transaction as the state
//! that made them; they hold ids and screen names and cannot hold anybody's words.

use serde::{Deserialize, Serialize};

use crate::content::DeskId;
use crate::model::desk::{DeskEffect, DeskPromise, Handed, Sign};
use crate::model::fact::Fact;
use crate::model::ids::{CaseId, ChatId, MessageId};
use crate::model::moment::Moment;
use crate::model::screen::Screen;
use crate::model::staff::StaffPromise;
use crate::model::visitor::Visitor;

/// One call to Telegram, promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Shows a page: by editing the message the person pressed on, or as a new message.
    Show {
        /// The page.
        screen: Screen,
        /// Where its Back leads, if not to its parent.
        back: Option<Screen>,
        /// The message to edit.
        at: Option<MessageId>,
    },
    /// Sends the leaflet as a document, with the link to the sticker pack.
    Leaflet,
    /// Sends the leaflet in the form for printing.
    LeafletForPrint,
    /// Deletes what may be deleted of the chat.
    Erase {
        /// Messages of the person's that appeared up to this moment.
        until: Moment,
        /// Messages of ours that are known since then; `None`: all that stand when it is first
        /// done, since what was promised before it has come by then, however long that took.
        #[serde(default)]
        ours_until: Option<Moment>,
        /// Cases for which some of them may still have to be passed on first.
        cases: Vec<CaseId>,
    },
    /// Deletes these messages of the chat.
    TakeAway(Vec<MessageId>),
    /// Copies messages of a consultant's into the chat.
    Relay {
        /// The case they belong to.
        case: CaseId,
        /// The group they stand in: the case may have moved since, or the group itself, and the
        /// same ids would name somebody else's messages there.
        from: ChatId,
        /// The messages in the desk's group; more than one is an album.
        messages: Vec<MessageId>,
        /// The album, while more of it may come.
        album: Option<String>,
        /// What the consultant replied to, in the group.
        reply_to: Option<MessageId>,
    },
    /// Copies a message of a consultant's anew because it was edited.
    RelayEdit {
        /// The case.
        case: CaseId,
        /// The message in the group.
        message: MessageId,
    },
    /// Takes copies of a consultant's messages back.
    Unsend {
        /// The case.
        case: CaseId,
        /// The messages in the group.
        messages: Vec<MessageId>,
        /// The group they stand in; `None`: the one the case stands in by then. What still waits
        /// to be copied from there is not copied.
        #[serde(default)]
        from: Option<ChatId>,
        /// Whether the consultant is told what became of it: they asked for it.
        told: bool,
    },
    /// Reacts to a message of the person's: it has reached the desk.
    React {
        /// The message in the chat.
        message: MessageId,
        /// How.
        sign: Sign,
    },
}

impl Effect {
    /// A page as a new message.
    #[must_use]
    pub fn page(screen: Screen) -> Self {
        Self::Show {
            screen,
            back: None,
            at: None,
        }
    }
}

impl Handed {
    /// What it is for the person.
    #[must_use]
    pub fn effect(&self) -> Effect {
        match self {
            Self::Template(id) => Effect::page(Screen::Template(id.clone())),
            Self::Answer(id) => Effect::page(Screen::Answer(id.clone())),
            Self::Leaflet => Effect::Leaflet,
            Self::Lines => Effect::page(Screen::Lines(0)),
        }
    }
}

/// Who is told, in the desk's group, what became of a promise to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The case.
    pub case: CaseId,
    /// What a consultant sent by a button; what they wrote gets its sign without a report.
    pub handed: Handed,
}

/// Whether the id of a sent message is kept (sealed, for two days) so that it can be hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trace {
    /// Keep it.
    Keep,
    /// Keep nothing: the person has just been forgotten.
    None,
}

/// A row of the outbox, before it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, and it moves once"
)]
pub enum Promise {
    /// To a person.
    Person(PersonPromise),
    /// To a desk.
    Desk(DeskPromise),
    /// To a group, known or not.
    Group(GroupPromise),
    /// To the staff.
    Staff(StaffPromise),
}

/// What is promised to a group as such.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupPromise {
    /// The group.
    pub chat: ChatId,
    /// What.
    pub effect: GroupEffect,
}

/// What is done in a group as such.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupEffect {
    /// A group of ours: looks what the bot may do there, and says what it still needs, if that
    /// has changed since it last said so.
    Inspect,
    /// Somebody else's group: says its id and leaves.
    Leave,
    /// The staff's: the group of this desk cannot be reached, and what to do about it.
    TellLost(DeskId),
    /// The staff's: this update of Telegram's broke the program.
    TellBroken(i64),
}

/// Which lane of a chat a person's promise goes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonLane {
    /// What they read, in order.
    Chat,
    /// Signs on their messages.
    Signs,
}

/// A promise to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonPromise {
    /// To whom.
    pub chat: ChatId,
    /// In whose language and for whose country the page is put into words.
    pub viewer: Visitor,
    /// What.
    pub effect: Effect,
    /// Counted only once Telegram has taken it.
    pub facts: Vec<Fact>,
    /// Whether to remember the message's id.
    pub trace: Trace,
    /// Who is told what became of it.
    pub report: Option<Report>,
}

impl PersonPromise {
    /// Which lane it goes into.
    #[must_use]
    pub fn lane(&self) -> PersonLane {
        match self.effect {
            Effect::React { .. } => PersonLane::Signs,
            _ => PersonLane::Chat,
        }
    }

    /// Whether what was to be sent stands before or is the leaflet of the first greeting.
    #[must_use]
    pub fn is_part_of_the_greeting(&self) -> bool {
        match &self.effect {
            Effect::Show { screen, .. } => *screen == Screen::Welcome,
            // Sent again on request, the leaflet is not counted.
            Effect::Leaflet => !self.facts.is_empty(),
            _ => false,
        }
    }

    /// A page that still waits may be replaced by a newer one for the same message; nothing else
    /// is ever replaced. A page that is counted on delivery is not.
    #[must_use]
    pub fn is_replaceable(&self) -> bool {
        matches!(self.effect, Effect::Show { at: Some(_), .. }) && self.facts.is_empty()
    }

    /// Whether this page takes the place of one that still waits.
    #[must_use]
    pub fn replaces(&self, waiting: &Self) -> bool {
        match (&self.effect, &waiting.effect) {
            (Effect::Show { at: Some(new), .. }, Effect::Show { at: Some(old), .. }) => {
                new == old && self.is_replaceable() && waiting.is_replaceable()
            }
            _ => false,
        }
    }
}

impl Promise {
    /// Whether this promise takes the place of one that still waits: a page in the same message,
    /// an album of which another item came, a card that is to be brought up to date anyway.
    #[must_use]
    pub fn replaces(&self, waiting: &Self) -> bool {
        match (self, waiting) {
            (Self::Person(new), Self::Person(old)) => new.replaces(old),
            (Self::Desk(new), Self::Desk(old)) => {
                new.desk == old.desk && new.case == old.case && new.effect.is_said_by(&old.effect)
            }
            (Self::Group(new), Self::Group(old)) => new == old,
            _ => false,
        }
    }

    /// Whether it is kept in order that something be forgotten or hidden: of such a promise itself
    /// nothing may be left when it is kept.
    #[must_use]
    pub fn is_about_forgetting(&self) -> bool {
        match self {
            Self::Person(promise) => match &promise.effect {
                Effect::Erase { .. } => true,
                Effect::Show { screen, .. } => *screen == Screen::Forgotten,
                _ => false,
            },
            Self::Desk(promise) => matches!(promise.effect, DeskEffect::Erase { .. }),
            Self::Group(_) | Self::Staff(_) => false,
        }
    }

    /// The album this promise gathers, and its messages.
    #[must_use]
    pub fn album(&self) -> Option<(&str, &[MessageId])> {
        match self {
            Self::Person(PersonPromise {
                effect: Effect::Relay {
                    album, messages, ..
                },
                ..
            })
            | Self::Desk(DeskPromise {
                effect:
                    DeskEffect::Relay {
                        album, messages, ..
                    },
                ..
            }) => album.as_deref().map(|album| (album, messages.as_slice())),
            _ => None,
        }
    }

    /// Adds items to the album this promise gathers, in the order of the chat.
    pub fn gather(&mut self, more: &[MessageId]) {
        match self {
            Self::Person(PersonPromise {
                effect: Effect::Relay { messages, .. },
                ..
            })
            | Self::Desk(DeskPromise {
                effect: DeskEffect::Relay { messages, .. },
                ..
            }) => {
                messages.extend_from_slice(more);
                messages.sort_unstable();
                messages.dedup();
            }
            _ => {}
        }
    }
}

/// A call that may be lost: made after the commit, never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Courtesy {
    /// Answers a press: stops the button's spinner, perhaps with a word.
    AnswerPress {
        /// Telegram's id of the press.
        query: String,
        /// What is said to whoever pressed.
        alert: Option<Alert>,
    },
    /// Turns the message pressed on into a page that must not be stored, then answers the press.
    Turn(Box<PassingPage>),
    /// The emergency page at once, past a promise that holds up the chat. It is promised besides.
    FirstAid(Box<AidPage>),
}

/// A page for somebody in danger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AidPage {
    /// To whom.
    pub chat: ChatId,
    /// The page.
    pub screen: Screen,
    /// In whose words.
    pub viewer: Visitor,
}

/// A page that is shown once and kept nowhere: what somebody answered in a self-check. If it is
/// lost, the page before it still stands, and its buttons work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassingPage {
    /// To whom.
    pub chat: ChatId,
    /// The message to edit.
    pub at: MessageId,
    /// The page.
    pub screen: Screen,
    /// Where its Back leads, if not to its parent.
    pub back: Option<Screen>,
    /// In whose words.
    pub viewer: Visitor,
    /// Telegram's id of the press.
    pub query: String,
    /// What is said if the message cannot be edited any more.
    pub missed: Alert,
}

/// A word to whoever pressed a button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// At most 200 characters.
    pub text: String,
    /// In a window that has to be closed, not in a line that passes: what must not be overlooked.
    pub window: bool,
}
