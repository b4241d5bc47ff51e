//! What we promise to cause. Promises go into the outbox in the same transaction as the state
//! that made them; they hold ids and screen names and cannot hold anybody's words.

use serde::{Deserialize, Serialize};

use crate::model::fact::Fact;
use crate::model::ids::{ChatId, MessageId};
use crate::model::screen::Screen;
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
    /// Deletes what may be deleted of the chat.
    Erase,
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
pub struct Promise {
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
}

impl Promise {
    /// Whether what was to be sent stands before or is the leaflet of the first greeting.
    #[must_use]
    pub fn is_part_of_the_greeting(&self) -> bool {
        match &self.effect {
            Effect::Show { screen, .. } => *screen == Screen::Welcome,
            // Sent again on request, the leaflet is not counted.
            Effect::Leaflet => !self.facts.is_empty(),
            Effect::Erase => false,
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

/// A call that may be lost: made after the commit, never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Courtesy {
    /// Answers a press: stops the button's spinner, perhaps with a small window.
    AnswerPress {
        /// Telegram's id of the press.
        query: String,
        /// Text of the window, at most 200 characters.
        alert: Option<String>,
    },
}
