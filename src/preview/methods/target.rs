//! Where a call goes, and whether the bot may go there: chat, topic, answered message, text.
//!
//! After `check_chat_access`, `check_message_topic` and `get_formatted_text` of Client.cpp, in their order.

use std::time::Duration;

use serde_json::Value;

use crate::preview::chat::{Chat, ChatKind, Rights, Status, Topic};
use crate::preview::ids::{ChatId, MessageId};
use crate::preview::message::Sender;
use crate::preview::parameters::Parameters;
use crate::preview::refusal::Refusal;
use crate::preview::text::{Formatted, entity_from_json, fix};
use crate::preview::world::World;
use crate::preview::{detect, html, limits};

/// Where a new message goes.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The chat.
    pub chat: ChatId,
    /// The topic.
    pub thread: Option<MessageId>,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
}

/// The chat an id or `@username` means.
pub fn chat_id(world: &World, value: &Value) -> Option<ChatId> {
    let id = value.as_i64().or_else(|| value.as_str()?.parse().ok())?;
    world.chat(ChatId(id)).map(|chat| chat.id)
}

/// The chat of the parameter `name`, which the bot must have met.
pub fn known_chat<'a>(
    world: &'a World,
    parameters: &Parameters,
    name: &str,
) -> Result<&'a Chat, Refusal> {
    let value = parameters
        .get(name)
        .ok_or_else(|| Refusal::broken("chat_id is empty"))?;
    let id = chat_id(world, value).ok_or_else(|| Refusal::state("chat not found"))?;
    let chat = world
        .chat(id)
        .ok_or_else(|| Refusal::state("chat not found"))?;
    match chat.owner().and_then(|owner| world.account(owner)) {
        Some(owner) if owner.started => Ok(chat),
        Some(owner) if shares_group(world, chat, owner.id) => Err(Refusal::forbidden(
            "bot can't initiate conversation with a user",
        )),
        Some(_) => Err(Refusal::state("chat not found")),
        None if chat.bot.status == Status::Left
            && chat.last_message <= 1
            && chat.messages.is_empty() =>
        {
            Err(Refusal::state("chat not found"))
        }
        None => Ok(chat),
    }
}

fn shares_group(world: &World, private: &Chat, owner: crate::preview::ids::AccountId) -> bool {
    world.chats().any(|chat| {
        chat.id != private.id && chat.bot.status.is_in() && chat.member(owner).status.is_in()
    })
}

/// The chat of `chat_id`, which the bot must be in and allowed to act in.
pub fn open_chat<'a>(world: &'a World, parameters: &Parameters) -> Result<&'a Chat, Refusal> {
    let chat = known_chat(world, parameters, "chat_id")?;
    if let Some(to) = chat.upgraded_to {
        return Err(Refusal::migrated(to));
    }
    if let Some(owner) = chat.owner().and_then(|owner| world.account(owner)) {
        if owner.deactivated {
            return Err(Refusal::forbidden("user is deactivated"));
        }
        if owner.blocked_bot {
            return Err(Refusal::forbidden("bot was blocked by the user"));
        }
        return Ok(chat);
    }
    seen_from_within(chat)
}

/// The chat messages are taken from: it must be read, not written to, so a person who has blocked the bot or a
/// basic group it has left is no hindrance.
pub fn readable_chat<'a>(
    world: &'a World,
    parameters: &Parameters,
    name: &str,
) -> Result<&'a Chat, Refusal> {
    let chat = known_chat(world, parameters, name)?;
    match chat.kind {
        ChatKind::Supergroup => seen_from_within(chat),
        ChatKind::Private(_) | ChatKind::Group => Ok(chat),
    }
}

fn seen_from_within(chat: &Chat) -> Result<&Chat, Refusal> {
    let kind = if chat.kind == ChatKind::Supergroup {
        "supergroup"
    } else {
        "group"
    };
    match chat.bot.status {
        Status::Kicked => Err(Refusal::forbidden(format!(
            "bot was kicked from the {kind} chat"
        ))),
        Status::Left => Err(Refusal::forbidden(format!(
            "bot is not a member of the {kind} chat"
        ))),
        Status::Creator | Status::Administrator | Status::Member => Ok(chat),
    }
}

/// Where a new message goes; every check of chat, topic and answer.
pub fn target(world: &World, parameters: &Parameters) -> Result<Target, Refusal> {
    if parameters.filled("business_connection_id").is_some() {
        return Err(Refusal::broken("business connection not found"));
    }
    let chat = open_chat(world, parameters)?;
    let asked = parameters
        .integer("message_thread_id")
        .filter(|id| *id != 0)
        .map(MessageId);
    let thread = match asked {
        Some(_) if chat.is_private() => return Err(Refusal::state("message thread not found")),
        Some(thread) if chat.is_forum => Some(thread),
        // In a group without topics the parameter is silently ignored.
        Some(_) | None => None,
    };
    if let Some(thread) = thread {
        known_thread(world, chat, thread)?;
    }
    let reply_to = answered(world, chat, parameters)?;
    let thread_answered = reply_to
        .filter(|_| chat.is_forum)
        .and_then(|id| world.message(chat.id, id))
        .and_then(|message| message.thread);
    // Into another topic an answer goes without its link: there it would be an external reply.
    let reply_to = reply_to.filter(|_| thread.is_none() || thread == thread_answered);
    let thread = thread.or(thread_answered);
    if let Some(topic) = thread.and_then(|thread| chat.topics.get(&thread))
        && topic.closed
        && topic.creator != Sender::Bot
        && !chat.bot.may(|rights| rights.can_manage_topics)
    {
        return Err(Refusal::state("TOPIC_CLOSED"));
    }
    Ok(Target {
        chat: chat.id,
        thread,
        reply_to,
    })
}

/// The topic of a forum, or Telegram's two ways of saying that it is gone.
pub fn known_thread<'a>(
    world: &World,
    chat: &'a Chat,
    thread: MessageId,
) -> Result<&'a Topic, Refusal> {
    let believed = |at: &Duration| world.clock.now() < *at + limits::TOPIC_REMEMBERED;
    chat.topics.get(&thread).ok_or_else(|| {
        let gone = chat.deleted_topics.get(&thread).is_some_and(believed);
        Refusal::state(if gone {
            "TOPIC_DELETED"
        } else {
            "message thread not found"
        })
    })
}

const REPLY_FIELDS: [&str; 9] = [
    "message_id",
    "chat_id",
    "allow_sending_without_reply",
    "quote",
    "quote_parse_mode",
    "quote_entities",
    "quote_position",
    "checklist_task_id",
    "poll_option_id",
];

fn answered(
    world: &World,
    chat: &Chat,
    parameters: &Parameters,
) -> Result<Option<MessageId>, Refusal> {
    let Some(reply) = parameters.get("reply_parameters") else {
        return Ok(None);
    };
    known_fields(reply, &REPLY_FIELDS, "ReplyParameters")?;
    let Some(id) = reply
        .get("message_id")
        .and_then(Value::as_i64)
        .map(MessageId)
    else {
        return Err(Refusal::broken(
            "can't parse reply parameters: field \"message_id\" is missing",
        ));
    };
    let source = match reply.get("chat_id") {
        Some(value) => chat_id(world, value).ok_or_else(|| Refusal::state("chat not found"))?,
        None => chat.id,
    };
    if source == chat.id && chat.messages.contains_key(&id) {
        return Ok(Some(id));
    }
    let may_miss = reply
        .get("allow_sending_without_reply")
        .and_then(Value::as_bool)
        == Some(true);
    if may_miss || (source != chat.id && world.message(source, id).is_some()) {
        Ok(None)
    } else {
        Err(Refusal::state("message to be replied not found"))
    }
}

/// Objects inside of parameters are held to their documented fields too.
pub fn known_fields(value: &Value, fields: &[&str], kind: &str) -> Result<(), Refusal> {
    let object = value
        .as_object()
        .ok_or_else(|| Refusal::broken(format!("can't parse {kind}: object expected")))?;
    match object.keys().find(|key| !fields.contains(&key.as_str())) {
        Some(field) => Err(Refusal::broken(format!(
            "can't parse {kind}: unknown field \"{field}\""
        ))),
        None => Ok(()),
    }
}

/// Parses, cleans and completes a text; what is too long or empty is left to the caller.
pub fn formatted(
    text: &str,
    parse_mode: Option<&str>,
    entities: &[Value],
) -> Result<Formatted, Refusal> {
    if text.len() > limits::RAW_TEXT_BYTES {
        return Err(Refusal::broken("text is too long"));
    }
    let parsed = match parse_mode.map(str::to_lowercase).as_deref() {
        None | Some("" | "none") => {
            let entities = entities.iter().filter_map(entity_from_json).collect();
            Formatted {
                text: text.to_owned(),
                entities,
            }
        }
        Some("html") => html::parse(text)
            .map_err(|error| Refusal::broken(format!("can't parse entities: {error}")))?,
        Some("markdown" | "markdownv2") => {
            return Err(Refusal::broken(
                "this server does not read Markdown; use the parse mode HTML",
            ));
        }
        Some(_) => return Err(Refusal::broken("unsupported parse_mode")),
    };
    let mut fixed = fix(&parsed);
    detect::add(&mut fixed);
    Ok(fixed)
}

/// The text of `text`, for sending and editing.
pub fn text(parameters: &Parameters, too_long: &str) -> Result<Formatted, Refusal> {
    let raw = parameters
        .filled("text")
        .ok_or_else(|| Refusal::broken("message text is empty"))?;
    let formatted = formatted(
        raw,
        parameters.text("parse_mode"),
        parameters.list("entities"),
    )?;
    if formatted.is_blank() {
        return Err(Refusal::broken("text must be non-empty"));
    }
    if formatted.units() > limits::TEXT {
        return Err(Refusal::broken(too_long));
    }
    Ok(formatted)
}

/// The caption of an object or a call.
pub fn caption(
    raw: &str,
    parse_mode: Option<&str>,
    entities: &[Value],
    too_long: &str,
) -> Result<Formatted, Refusal> {
    let formatted = formatted(raw, parse_mode, entities)?;
    if formatted.units() > limits::CAPTION {
        return Err(Refusal::broken(too_long));
    }
    Ok(formatted)
}

/// A right the bot needs in a chat.
pub fn need_right(
    chat: &Chat,
    right: impl Fn(&Rights) -> bool,
    otherwise: &str,
) -> Result<(), Refusal> {
    if chat.bot.may(right) {
        Ok(())
    } else {
        Err(Refusal::state(otherwise))
    }
}
