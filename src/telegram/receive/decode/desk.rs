//! What happened in the group of a desk. Here a slip would send a person what was meant for
//! colleagues: whatever begins with a slash stays inside, known or not, and what names an account
//! says so.

use super::{Decoder, Heard, Slash};
use crate::content::DeskId;
use crate::model::desk::{DeskButton, DeskCommand, DeskEvent, Spot};
use crate::model::ids::{CaseCode, ChatId, MessageId};
use crate::model::words::Words;
use crate::telegram::receive::wire::{RawMessage, RawPress};

impl Decoder {
    /// A message in a desk's group.
    pub(super) fn desk_message(&self, desk: DeskId, message: &RawMessage) -> Option<Heard> {
        if self.is_ours(message) {
            return topic_made(desk, message);
        }
        if let Some(gone) = message.departed() {
            return Some(Heard::Desk {
                spot: spot(desk, message),
                author: Some(gone),
                event: DeskEvent::Departed,
            });
        }
        let author = author(message)?;
        let event = match message.kind() {
            None if message.is_topic_closed() => DeskEvent::TopicClosed,
            kind => {
                let kind = kind?;
                match message.text.as_deref().and_then(Slash::read) {
                    // Two slashes: a remark among colleagues.
                    Some(slash) if slash.name.starts_with('/') => wrote(message, kind),
                    Some(slash) if !self.is_for_us(&slash) => return None,
                    Some(slash) => DeskEvent::Commanded(command(&slash)),
                    None => wrote(message, kind),
                }
            }
        };
        Some(Heard::Desk {
            spot: spot(desk, message),
            author,
            event,
        })
    }

    /// An edited message in a desk's group.
    pub(super) fn desk_edit(&self, desk: DeskId, message: &RawMessage) -> Option<Heard> {
        if self.is_ours(message) {
            return None;
        }
        let author = author(message)?;
        let event = DeskEvent::Edited {
            names_an_account: message.names_an_account(),
            is_note: message.begins_with_a_slash(),
        };
        Some(Heard::Desk {
            spot: spot(desk, message),
            author,
            event,
        })
    }

    fn is_ours(&self, message: &RawMessage) -> bool {
        let from = message.from.as_ref();
        from.is_some_and(|from| from.id == self.ourselves.account.0)
    }

    /// Whether a command is for this bot, of several in a group.
    pub(super) fn is_for_us(&self, slash: &Slash<'_>) -> bool {
        slash
            .bot
            .is_none_or(|bot| bot.eq_ignore_ascii_case(&self.ourselves.username))
    }
}

/// A press on a button in a desk's group.
pub(super) fn press(desk: DeskId, message: &RawMessage, press: &RawPress) -> Heard {
    Heard::Desk {
        spot: Spot {
            reply_to: None,
            ..spot(desk, message)
        },
        author: Some(ChatId(press.from.id)),
        event: DeskEvent::Pressed {
            button: press.data.as_deref().and_then(DeskButton::decode),
            query: press.id.clone(),
        },
    }
}

fn spot(desk: DeskId, message: &RawMessage) -> Spot {
    Spot {
        desk,
        chat: ChatId(message.chat.id),
        thread: message.topic(),
        message: Some(MessageId(message.message_id)),
        reply_to: message.reply_to(),
    }
}

/// Who wrote it: the account, or nobody. `None`: a bot, which is not listened to.
fn author(message: &RawMessage) -> Option<Option<ChatId>> {
    if message.is_anonymous() {
        return Some(None);
    }
    let from = message.from.as_ref().filter(|from| !from.is_bot)?;
    Some(Some(ChatId(from.id)))
}

/// Our own notice that a topic came into being: the answer to the call may have been lost.
fn topic_made(desk: DeskId, message: &RawMessage) -> Option<Heard> {
    let name = message.topic_made()?;
    let code = name
        .split(|letter: char| !letter.is_alphanumeric())
        .find_map(CaseCode::read);
    Some(Heard::Desk {
        spot: Spot {
            // The notice is the topic's first message, and gives it its number.
            thread: Some(message.topic().unwrap_or(message.message_id)),
            ..spot(desk, message)
        },
        author: None,
        event: DeskEvent::TopicMade { code },
    })
}

fn wrote(message: &RawMessage, kind: crate::model::media::Kind) -> DeskEvent {
    DeskEvent::Wrote {
        kind,
        album: message.album(),
        names_an_account: message.names_an_account(),
        is_note: message.begins_with_a_slash(),
    }
}

/// A command of a consultant's.
fn command(slash: &Slash<'_>) -> DeskCommand {
    match slash.name.as_str() {
        "take" => DeskCommand::Take,
        "release" => DeskCommand::Release,
        "close" => DeskCommand::Close,
        "note" => DeskCommand::Note,
        "unsend" => DeskCommand::Unsend,
        "urgent" => DeskCommand::Urgent,
        "faq" => DeskCommand::Faq(Words::new(slash.rest.to_owned())),
        "template" | "templates" => DeskCommand::Templates,
        "leaflet" => DeskCommand::Leaflet,
        "lines" => DeskCommand::Lines,
        "history" => DeskCommand::History,
        "block" => DeskCommand::Block,
        "unblock" => DeskCommand::Unblock(CaseCode::read(slash.rest)),
        "blocked" => DeskCommand::Blocked,
        "on" => DeskCommand::On,
        "off" => DeskCommand::Off,
        "alias" => DeskCommand::Alias(slash.rest.to_owned()),
        "board" => DeskCommand::Board,
        "help" | "start" => DeskCommand::Help,
        _ => DeskCommand::Unknown,
    }
}
