//! sendMessage and sendChatAction, and the last step common to everything that sends.

use serde_json::{Value, json};

use super::target::{Target, known_fields, known_thread, open_chat, target, text};
use crate::preview::ids::MessageId;
use crate::preview::keyboard::{self, Markup};
use crate::preview::limits;
use crate::preview::message::{Content, Origin, Sender};
use crate::preview::parameters::Parameters;
use crate::preview::post::Draft;
use crate::preview::refusal::Refusal;
use crate::preview::wire;
use crate::preview::world::World;

/// `sendMessage`.
pub fn send_message(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    if let Some(options) = parameters.get("link_preview_options") {
        let fields = [
            "is_disabled",
            "url",
            "prefer_small_media",
            "prefer_large_media",
            "show_above_text",
        ];
        known_fields(options, &fields, "LinkPreviewOptions")?;
    }
    let text = text(parameters, "message is too long")?;
    let markup = keyboard::markup(parameters.get("reply_markup"))?;
    let target = target(world, parameters)?;
    let id = post(world, target, Content::Text(text), markup, parameters)?;
    shown(world, target, id)
}

/// Posts what the bot sends.
pub fn post(
    world: &mut World,
    target: Target,
    content: Content,
    markup: Markup,
    parameters: &Parameters,
) -> Result<MessageId, Refusal> {
    let draft = draft(target, content, markup, parameters);
    world
        .post(draft)
        .ok_or_else(|| Refusal::state("chat not found"))
}

/// What the bot sends, before it is posted.
pub fn draft(target: Target, content: Content, markup: Markup, parameters: &Parameters) -> Draft {
    Draft {
        reply_to: target.reply_to,
        markup,
        origin: Origin::Own,
        protected: parameters.flag("protect_content"),
        ..Draft::new(target.chat, target.thread, Sender::Bot, content)
    }
}

/// The posted message as the answer.
pub fn shown(world: &World, target: Target, id: MessageId) -> Result<Value, Refusal> {
    let message = world
        .message(target.chat, id)
        .ok_or_else(|| Refusal::state("message not found"))?;
    Ok(wire::message(world, message))
}

const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

/// `sendChatAction`: shows for five seconds or until a message comes. Works in General by its id 1.
pub fn send_chat_action(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    if !parameters
        .text("action")
        .is_some_and(|action| ACTIONS.contains(&action))
    {
        return Err(Refusal::broken("wrong parameter action in request"));
    }
    let chat = open_chat(world, parameters)?;
    let thread = parameters
        .integer("message_thread_id")
        .filter(|id| *id > 1)
        .map(MessageId)
        .filter(|_| chat.is_forum);
    if let Some(thread) = thread {
        known_thread(world, chat, thread)?;
    }
    let (id, until) = (chat.id, world.clock.now() + limits::CHAT_ACTION);
    if let Some(chat) = world.chat_mut(id) {
        chat.typing = Some((thread, until));
    }
    Ok(json!(true))
}
