//! What happened in the group of the staff: two commands and presses. What else is written there is
//! left alone.

use super::{Decoder, Heard, Slash};
use crate::model::ids::{ChatId, MessageId};
use crate::model::staff::{StaffButton, StaffCommand, StaffEvent, StaffSpot};
use crate::telegram::receive::wire::{RawMessage, RawPress, RawUser};

impl Decoder {
    /// A message in the staff's group.
    pub(super) fn staff_message(&self, message: &RawMessage) -> Option<Heard> {
        let slash = Slash::read(message.text.as_deref()?)?;
        if !self.is_for_us(&slash) {
            return None;
        }
        let command = match slash.name.as_str() {
            "stats" => StaffCommand::Stats,
            "help" | "start" => StaffCommand::Help,
            _ => return None,
        };
        let person = message.from.as_ref().filter(|_| !message.is_anonymous());
        if person.is_some_and(|from| from.is_bot) {
            return None;
        }
        Some(Heard::Staff {
            spot: spot(message, None),
            author: person.map(|from| ChatId(from.id)),
            language: person.and_then(|from| from.language_code.clone()),
            event: StaffEvent::Commanded(command),
        })
    }
}

/// A press on a button in the staff's group.
pub(super) fn press(message: &RawMessage, press: &RawPress) -> Heard {
    let RawUser {
        id, language_code, ..
    } = &press.from;
    // What is too old to be edited is answered anew.
    let at = message
        .is_editable_text()
        .then_some(MessageId(message.message_id));
    Heard::Staff {
        spot: spot(message, at),
        author: Some(ChatId(*id)),
        language: language_code.clone(),
        event: StaffEvent::Pressed {
            button: press.data.as_deref().and_then(StaffButton::decode),
            query: press.id.clone(),
        },
    }
}

fn spot(message: &RawMessage, at: Option<MessageId>) -> StaffSpot {
    StaffSpot {
        chat: ChatId(message.chat.id),
        thread: message.topic(),
        message: at,
    }
}
