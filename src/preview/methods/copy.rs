//! copyMessage, copyMessages, forwardMessage.
//!
//! A copy has no link to its source: no author, no keyboard. What is missing or cannot be copied is skipped
//! by copyMessages without a word, so its answer can be shorter than the request.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::media::album_id;
use super::send::shown;
use super::target::{self, Target, readable_chat, target};
use crate::preview::ids::{ChatId, MessageId};
use crate::preview::keyboard::{self, Markup};
use crate::preview::limits;
use crate::preview::message::{Content, Message, Origin, Sender};
use crate::preview::parameters::Parameters;
use crate::preview::post::Draft;
use crate::preview::refusal::Refusal;
use crate::preview::text::Formatted;
use crate::preview::wire;
use crate::preview::world::World;

/// `copyMessage`.
pub fn copy_message(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let markup = keyboard::markup(parameters.get("reply_markup"))?;
    let target = target(world, parameters)?;
    let source = source(world, parameters, "message to copy not found")?;
    let Some(mut content) = copyable(&source) else {
        return Err(Refusal::state("the message can't be copied"));
    };
    if let (Content::Media(media, caption), Some(raw)) = (&mut content, parameters.text("caption"))
        && media.kind.has_caption()
    {
        let entities = parameters.list("caption_entities");
        *caption = target::caption(
            raw,
            parameters.text("parse_mode"),
            entities,
            "message caption is too long",
        )?;
    }
    let copy = Copy {
        content,
        markup,
        album: None,
        source: (source.chat, source.id),
    };
    let id = post_copy(world, target, copy, parameters)?;
    Ok(json!({"message_id": id}))
}

/// `copyMessages`.
pub fn copy_messages(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let ids = message_ids(parameters)?;
    if ids.windows(2).any(|pair| pair.first() >= pair.last()) {
        return Err(Refusal::broken(
            "message identifiers must be in a strictly increasing order",
        ));
    }
    let target = target(world, parameters)?;
    let from = readable_chat(world, parameters, "from_chat_id")?.id;
    let sources: Vec<Message> = ids
        .iter()
        .filter_map(|id| world.message(from, *id))
        .filter(|message| copyable(message).is_some())
        .cloned()
        .collect();
    let is_album = |album: &String| {
        let same = sources
            .iter()
            .filter(|source| source.album_id.as_ref() == Some(album));
        same.count() > 1
    };
    let mut albums: BTreeMap<String, String> = BTreeMap::new();
    let mut copies = Vec::new();
    for source in &sources {
        let Some(mut content) = copyable(source) else {
            continue;
        };
        if let Content::Media(_, caption) = &mut content
            && parameters.flag("remove_caption")
        {
            *caption = Formatted::default();
        }
        // What is left alone of an album is no album.
        let album = source.album_id.clone().filter(is_album);
        let copy = Copy {
            content,
            markup: Markup::None,
            album: album.map(|old| albums.entry(old).or_insert_with(|| album_id(world)).clone()),
            source: (source.chat, source.id),
        };
        copies.push(post_copy(world, target, copy, parameters)?);
    }
    if copies.is_empty() {
        return Err(Refusal::state("messages can't be forwarded"));
    }
    Ok(wire::message_ids(&copies))
}

/// `forwardMessage`.
pub fn forward_message(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let target = target(world, parameters)?;
    let source = source(world, parameters, "message to forward not found")?;
    if source.protected || world.chat(source.chat).is_some_and(|chat| chat.protected) {
        return Err(Refusal::state(
            "message has protected content and can't be forwarded",
        ));
    }
    let Some(content) = copyable(&source) else {
        return Err(Refusal::state("the message can't be forwarded"));
    };
    let draft = Draft {
        origin: Origin::Forward,
        ..Draft::new(target.chat, target.thread, Sender::Bot, content)
    };
    let id = world
        .post(draft)
        .ok_or_else(|| Refusal::state("chat not found"))?;
    shown(world, target, id)
}

/// The ids of copyMessages and deleteMessages.
pub fn message_ids(parameters: &Parameters) -> Result<Vec<MessageId>, Refusal> {
    let ids: Vec<MessageId> = parameters
        .list("message_ids")
        .iter()
        .filter_map(Value::as_i64)
        .map(MessageId)
        .collect();
    if ids.is_empty() {
        return Err(Refusal::broken("message identifiers are not specified"));
    }
    if ids.len() > limits::IDS_AT_ONCE {
        return Err(Refusal::broken("too many message identifiers specified"));
    }
    Ok(ids)
}

fn source(world: &World, parameters: &Parameters, missing: &str) -> Result<Message, Refusal> {
    let from: ChatId = readable_chat(world, parameters, "from_chat_id")?.id;
    let id = MessageId(parameters.need_integer("message_id")?);
    world
        .message(from, id)
        .cloned()
        .ok_or_else(|| Refusal::state(missing))
}

/// What a copy holds; service messages cannot be copied.
fn copyable(source: &Message) -> Option<Content> {
    match &source.content {
        Content::Service(_) => None,
        content => Some(content.clone()),
    }
}

/// A copy about to be posted.
struct Copy {
    content: Content,
    markup: Markup,
    album: Option<String>,
    source: (ChatId, MessageId),
}

fn post_copy(
    world: &mut World,
    target: Target,
    copy: Copy,
    parameters: &Parameters,
) -> Result<MessageId, Refusal> {
    let draft = Draft {
        reply_to: target.reply_to,
        markup: copy.markup,
        album_id: copy.album,
        origin: Origin::Copy,
        source: Some(copy.source),
        protected: parameters.flag("protect_content"),
        ..Draft::new(target.chat, target.thread, Sender::Bot, copy.content)
    };
    world
        .post(draft)
        .ok_or_else(|| Refusal::state("chat not found"))
}
