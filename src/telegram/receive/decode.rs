//! Updates → events, total: whatever a person sends becomes an event; only Telegram's own notices
//! and other people's business become nothing.

use super::wire::{Content, RawMembership, RawMessage, RawPress, RawUpdate, RawUser};
use crate::model::button::Button;
use crate::model::event::{Command, Payload, VisitorEvent};
use crate::model::ids::MessageId;
use crate::model::words::Words;

/// An event with the raw ids it came with, before the keys make a person of them.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The account.
    pub user: i64,
    /// The client's language.
    pub language: Option<String>,
    /// The message, if the person wrote one.
    pub message: Option<MessageId>,
    /// What happened.
    pub event: VisitorEvent,
}

impl Heard {
    fn by(user: &RawUser, message: Option<MessageId>, event: VisitorEvent) -> Self {
        Self {
            user: user.id,
            language: user.language_code.clone(),
            message,
            event,
        }
    }
}

/// A message in a private chat.
#[must_use]
pub fn message(message: &RawMessage) -> Option<Heard> {
    let from = message.from.as_ref().filter(|user| !user.is_bot)?;
    let id = Some(MessageId(message.message_id));
    let event = match &message.text {
        Some(text) => {
            command(text).unwrap_or_else(|| VisitorEvent::Wrote(Words::new(text.clone())))
        }
        None => match message.content() {
            Content::Service => return None,
            Content::Gesture => VisitorEvent::Wrote(Words::new(String::new())),
            Content::Attachment => VisitorEvent::SentAttachment(Words::new(
                message.caption.clone().unwrap_or_default(),
            )),
        },
    };
    Some(Heard::by(from, id, event))
}

/// A command, also as `/cmd@bot`; a word after a slash that we do not know is free text.
fn command(text: &str) -> Option<VisitorEvent> {
    let line = text.strip_prefix('/')?;
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let name = name.split('@').next().unwrap_or_default().to_lowercase();
    let command = match name.as_str() {
        "start" => return Some(VisitorEvent::Started(Payload::read(rest.trim()))),
        "menu" => Command::Menu,
        "danger" | "sos" | "stop" => Command::Danger,
        "hide" => Command::Hide,
        "forget" => Command::Forget,
        "lang" | "language" => Command::Language,
        "privacy" => Command::Privacy,
        "mydata" => Command::Data,
        "leaflet" => Command::Leaflet,
        "lines" => Command::Lines,
        "help" | "consultant" => Command::Consult,
        _ => return None,
    };
    Some(VisitorEvent::Commanded(command))
}

/// An edited message in a private chat: only danger is looked for.
#[must_use]
pub fn edit(message: &RawMessage) -> Option<Heard> {
    let from = message.from.as_ref().filter(|user| !user.is_bot)?;
    let text = message.text.as_ref().or(message.caption.as_ref())?;
    let id = Some(MessageId(message.message_id));
    Some(Heard::by(
        from,
        id,
        VisitorEvent::Edited(Words::new(text.clone())),
    ))
}

/// A press on a button in a private chat.
#[must_use]
pub fn press(press: &RawPress) -> Option<Heard> {
    let at = press
        .message
        .as_ref()
        .filter(|message| message.is_editable_text())
        .map(|message| MessageId(message.message_id));
    let button = press.data.as_deref().and_then(Button::decode);
    let event = VisitorEvent::Pressed {
        button,
        at,
        query: press.id.clone(),
    };
    Some(Heard::by(&press.from, None, event))
}

/// The person blocked or unblocked the bot.
#[must_use]
pub fn membership(change: &RawMembership) -> Option<Heard> {
    let event = match change.new_chat_member.status.as_str() {
        "kicked" => VisitorEvent::Left,
        "member" => VisitorEvent::CameBack,
        _ => return None,
    };
    Some(Heard::by(&change.from, None, event))
}

/// An update that teloxide could not read (a kind newer than itself): what our own reader can
/// still make of it.
#[must_use]
pub fn unread(update: &RawUpdate) -> Option<Heard> {
    if let Some(found) = update
        .message
        .as_ref()
        .filter(|message| message.chat.is_private())
    {
        return message(found);
    }
    if let Some(found) = update
        .edited_message
        .as_ref()
        .filter(|message| message.chat.is_private())
    {
        return edit(found);
    }
    update
        .callback_query
        .as_ref()
        .filter(|found| is_private(found))
        .and_then(press)
}

/// Whether a press came from a private chat; a message too old to be told counts as private, since
/// only private chats hold our keyboards.
#[must_use]
pub fn is_private(press: &RawPress) -> bool {
    press
        .message
        .as_ref()
        .is_none_or(|message| message.chat.is_private())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(json: &str) -> Option<Heard> {
        unread(&serde_json::from_str(json).unwrap())
    }

    fn private(rest: &str) -> String {
        format!(
            r#"{{"update_id":1,"message":{{"message_id":7,"date":9,"chat":{{"id":5,"type":"private"}},
               "from":{{"id":5,"is_bot":false,"first_name":"O","language_code":"uk"}},{rest}}}}}"#
        )
    }

    #[test]
    fn a_text_is_read_although_it_holds_an_entity_nobody_knows() {
        let json = private(
            r#""text":"завтра о 8","entities":[{"type":"date_time","offset":0,"length":6,"unix":1}]"#,
        );
        let Some(VisitorEvent::Wrote(words)) = heard(&json).map(|h| h.event) else {
            panic!()
        };
        assert_eq!(words.look(), "завтра о 8");
    }

    #[test]
    fn every_kind_of_message_is_an_event_and_only_notices_are_not() {
        for kind in [
            "photo",
            "document",
            "voice",
            "video",
            "contact",
            "location",
            "a_kind_of_2030",
        ] {
            let event = heard(&private(&format!(r#""{kind}":{{}}"#))).map(|h| h.event);
            assert!(
                matches!(event, Some(VisitorEvent::SentAttachment(_))),
                "{kind}"
            );
        }
        assert!(matches!(
            heard(&private(r#""sticker":{}"#)).map(|h| h.event),
            Some(VisitorEvent::Wrote(_))
        ));
        assert!(heard(&private(r#""pinned_message":{}"#)).is_none());
    }

    #[test]
    fn commands_are_known_with_and_without_the_bots_name() {
        for text in ["/forget", "/forget@safe_bot", "/FORGET now"] {
            assert!(
                matches!(
                    command(text),
                    Some(VisitorEvent::Commanded(Command::Forget))
                ),
                "{text}"
            );
        }
        assert!(command("/unknown").is_none());
        let Some(VisitorEvent::Started(Some(Payload::Campaign(name)))) = command("/start c-poster")
        else {
            panic!()
        };
        assert_eq!(name, "poster");
    }
}
