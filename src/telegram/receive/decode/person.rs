//! What a person did in their private chat. Nothing they send is silence.

use super::{Heard, Slash};
use crate::model::button::Button;
use crate::model::event::{Command, Payload, VisitorEvent};
use crate::model::ids::{ChatId, MessageId};
use crate::model::words::Words;
use crate::telegram::receive::wire::{RawMembership, RawMessage, RawPress, RawReaction, RawUser};

fn heard(user: &RawUser, event: VisitorEvent) -> Heard {
    Heard::Person {
        account: ChatId(user.id),
        language: user.language_code.clone(),
        message: None,
        reply_to: None,
        event,
    }
}

fn wrote(message: &RawMessage, event: VisitorEvent) -> Option<Heard> {
    let from = message.from.as_ref().filter(|user| !user.is_bot)?;
    Some(Heard::Person {
        account: ChatId(from.id),
        language: from.language_code.clone(),
        message: Some(MessageId(message.message_id)),
        reply_to: message.reply_to(),
        event,
    })
}

/// A message.
pub(super) fn message(message: &RawMessage) -> Option<Heard> {
    let event = match &message.text {
        Some(text) => {
            command(text).unwrap_or_else(|| VisitorEvent::Wrote(Words::new(text.clone())))
        }
        None => VisitorEvent::Sent {
            kind: message.kind()?,
            album: message.album(),
            caption: Words::new(message.caption.clone().unwrap_or_default()),
        },
    };
    wrote(message, event)
}

/// A command, also as `/cmd@bot`; a word after a slash that we do not know is free text.
fn command(text: &str) -> Option<VisitorEvent> {
    let slash = Slash::read(text)?;
    let command = match slash.name.as_str() {
        "start" => return Some(VisitorEvent::Started(Payload::read(slash.rest))),
        "menu" => Command::Menu,
        "danger" | "sos" | "stop" => Command::Danger,
        "hide" => Command::Hide,
        "forget" => Command::Forget,
        "lang" | "language" => Command::Language,
        "privacy" => Command::Privacy,
        "mydata" => Command::Data,
        "check" => Command::Check,
        "leaflet" => Command::Leaflet,
        "lines" => Command::Lines,
        "help" | "consultant" => Command::Consult,
        "complain" => Command::Complain,
        _ => return None,
    };
    Some(VisitorEvent::Commanded(command))
}

/// An edited message: what it says now.
pub(super) fn edit(message: &RawMessage) -> Option<Heard> {
    let text = message.text.as_ref().or(message.caption.as_ref());
    let words = Words::new(text.cloned().unwrap_or_default());
    wrote(message, VisitorEvent::Edited(words))
}

/// A press on a button.
pub(super) fn press(press: &RawPress) -> Heard {
    let at = press
        .message
        .as_ref()
        .filter(|message| message.is_editable_text())
        .map(|message| MessageId(message.message_id));
    let event = VisitorEvent::Pressed {
        button: press.data.as_deref().and_then(Button::decode),
        at,
        query: press.id.clone(),
    };
    heard(&press.from, event)
}

/// The person blocked or unblocked the bot.
pub(super) fn membership(change: &RawMembership) -> Option<Heard> {
    let event = match change.new_chat_member.status.as_str() {
        "kicked" => VisitorEvent::Left,
        "member" => VisitorEvent::CameBack,
        _ => return None,
    };
    Some(heard(&change.from, event))
}

/// A reaction.
pub(super) fn reaction(reaction: &RawReaction) -> Option<Heard> {
    let user = reaction.user.as_ref().filter(|user| !user.is_bot)?;
    let event = VisitorEvent::Reacted {
        message: MessageId(reaction.message_id),
        emoji: reaction.emoji(),
    };
    Some(heard(user, event))
}
