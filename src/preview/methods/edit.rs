//! Editing, deleting, reacting, and answering presses.

use serde_json::{Value, json};

use super::copy::message_ids;
use super::media::item_content;
use super::target::{self, open_chat, text};
use crate::preview::chat::{Chat, ChatKind};
use crate::preview::ids::{ChatId, MessageId};
use crate::preview::keyboard::{self, Keyboard};
use crate::preview::limits;
use crate::preview::message::{Content, MediaKind, Message, Origin, Sender, Service};
use crate::preview::parameters::Parameters;
use crate::preview::refusal::Refusal;
use crate::preview::text::units;
use crate::preview::wire;
use crate::preview::world::{Notice, World};

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";

/// `editMessageText`: without `reply_markup` the keyboard goes.
pub fn edit_message_text(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let text = text(parameters, "MESSAGE_TOO_LONG")?;
    let keyboard = keyboard::edited(parameters.get("reply_markup"))?;
    let message = editable(world, parameters)?;
    if !matches!(message.content, Content::Text(_)) {
        return Err(Refusal::broken("there is no text in the message to edit"));
    }
    change(world, &message, Content::Text(text), keyboard)
}

/// `editMessageCaption`: without a caption it goes.
pub fn edit_message_caption(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let caption = target::caption(
        parameters.text("caption").unwrap_or_default(),
        parameters.text("parse_mode"),
        parameters.list("caption_entities"),
        "MEDIA_CAPTION_TOO_LONG",
    )?;
    let keyboard = keyboard::edited(parameters.get("reply_markup"))?;
    let message = editable(world, parameters)?;
    match &message.content {
        Content::Media(media, _) if media.kind.has_caption() => change(
            world,
            &message,
            Content::Media(media.clone(), caption),
            keyboard,
        ),
        _ => Err(Refusal::broken(
            "there is no caption in the message to edit",
        )),
    }
}

/// `editMessageReplyMarkup`.
pub fn edit_message_reply_markup(
    world: &mut World,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let keyboard = keyboard::edited(parameters.get("reply_markup"))?;
    let message = editable(world, parameters)?;
    let content = message.content.clone();
    change(world, &message, content, keyboard)
}

/// `editMessageMedia`: an attachment for another, or for a text; an album's item stays of its kind.
pub fn edit_message_media(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let keyboard = keyboard::edited(parameters.get("reply_markup"))?;
    let message = editable(world, parameters)?;
    let item = parameters.get("media").cloned().unwrap_or_default();
    let content = item_content(world, parameters, &item)?;
    if message
        .media()
        .is_some_and(|media| !media.kind.has_caption() || media.kind == MediaKind::Voice)
    {
        return Err(Refusal::broken("message can't be edited"));
    }
    change(world, &message, content, keyboard)
}

/// The bot's own message of `chat_id` and `message_id`, if it can be edited at all.
fn editable(world: &World, parameters: &Parameters) -> Result<Message, Refusal> {
    if parameters.filled("inline_message_id").is_some()
        || parameters.filled("business_connection_id").is_some()
    {
        return Err(Refusal::broken("MESSAGE_ID_INVALID"));
    }
    let chat = open_chat(world, parameters)?;
    let id = parameters
        .integer("message_id")
        .filter(|id| *id > 0)
        .ok_or_else(|| Refusal::broken("message identifier is not specified"))?;
    let message = chat
        .messages
        .get(&MessageId(id))
        .ok_or_else(|| Refusal::state("message to edit not found"))?;
    let foreign = message.from != Sender::Bot || message.origin == Origin::Forward;
    if foreign || message.reply_keyboard || message.service().is_some() {
        return Err(Refusal::broken("message can't be edited"));
    }
    Ok(message.clone())
}

fn change(
    world: &mut World,
    before: &Message,
    content: Content,
    keyboard: Option<Keyboard>,
) -> Result<Value, Refusal> {
    if before.content == content && before.keyboard == keyboard {
        return Err(Refusal::state(NOT_MODIFIED));
    }
    // A change of the buttons alone is no edit to the readers.
    let edited = (before.content != content).then(|| world.clock.seconds());
    let message = world
        .message_mut(before.chat, before.id)
        .ok_or_else(|| Refusal::state("message to edit not found"))?;
    message.content = content;
    message.keyboard = keyboard;
    message.edit_date = edited.or(message.edit_date);
    let after = message.clone();
    Ok(wire::message(world, &after))
}

/// `deleteMessage`.
pub fn delete_message(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let chat = open_chat(world, parameters)?;
    let id = MessageId(parameters.need_integer("message_id")?);
    if id.0 <= 0 {
        return Err(Refusal::broken("message identifier is not specified"));
    }
    let message = chat
        .messages
        .get(&id)
        .ok_or_else(|| Refusal::state("message to delete not found"))?;
    if !deletable(world, chat, message) {
        return Err(undeletable(chat));
    }
    let chat = chat.id;
    remove(world, chat, &[id]);
    Ok(json!(true))
}

/// `deleteMessages`: missing ones are skipped, one undeletable fails all.
pub fn delete_messages(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let ids = message_ids(parameters)?;
    let chat = open_chat(world, parameters)?;
    let mut present = ids.iter().filter_map(|id| chat.messages.get(id));
    if present.any(|message| !deletable(world, chat, message)) {
        return Err(undeletable(chat));
    }
    let chat = chat.id;
    remove(world, chat, &ids);
    Ok(json!(true))
}

fn undeletable(chat: &Chat) -> Refusal {
    Refusal::state(match chat.kind {
        ChatKind::Private(_) | ChatKind::Group => "message can't be deleted for everyone",
        ChatKind::Supergroup => "message can't be deleted",
    })
}

/// Younger than 48 hours; in groups the bot's own or with the right; never the roots of a topic or a chat,
/// nor a dice in a private chat that was thrown less than a day ago.
fn deletable(world: &World, chat: &Chat, message: &Message) -> bool {
    let age = u64::try_from(world.clock.seconds() - message.date).unwrap_or_default();
    if age >= limits::DELETABLE.as_secs() {
        return false;
    }
    let is_dice = message
        .media()
        .is_some_and(|media| media.kind == MediaKind::Dice);
    let is_root = matches!(
        message.service(),
        Some(
            Service::TopicCreated { .. }
                | Service::GroupCreated
                | Service::MigratedTo(_)
                | Service::MigratedFrom(_)
        )
    );
    match chat.kind {
        ChatKind::Private(_) => !is_dice || age >= limits::DICE_STAYS.as_secs(),
        ChatKind::Group | ChatKind::Supergroup if is_root || message.id.0 == 1 => false,
        ChatKind::Group | ChatKind::Supergroup => {
            message.from == Sender::Bot || chat.bot.may(|rights| rights.can_delete_messages)
        }
    }
}

fn remove(world: &mut World, chat: ChatId, ids: &[MessageId]) {
    if let Some(chat) = world.chat_mut(chat) {
        chat.messages.retain(|id, _| !ids.contains(id));
    }
}

/// `setMessageReaction`: one emoji or none, bots may give no more.
pub fn set_message_reaction(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let chat = open_chat(world, parameters)?.id;
    let id = MessageId(parameters.need_integer("message_id")?);
    let wanted = parameters.list("reaction");
    if wanted.len() > 1 {
        return Err(Refusal::broken("REACTIONS_TOO_MANY"));
    }
    let emoji = match wanted.first() {
        None => None,
        Some(reaction) => {
            let emoji = reaction
                .get("emoji")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let known = limits::REACTIONS.split(' ').any(|known| known == emoji);
            if reaction.get("type").and_then(Value::as_str) != Some("emoji") || !known {
                return Err(Refusal::broken("REACTION_INVALID"));
            }
            Some(emoji.to_owned())
        }
    };
    let message = world
        .message(chat, id)
        .ok_or_else(|| Refusal::state("message to react not found"))?;
    if message.service().is_some() {
        return Err(Refusal::state("REACTION_INVALID"));
    }
    if let Some(message) = world.message_mut(chat, id) {
        message.reactions.retain(|(by, _)| *by != Sender::Bot);
        message
            .reactions
            .extend(emoji.map(|emoji| (Sender::Bot, emoji)));
    }
    Ok(json!(true))
}

/// `answerCallbackQuery`: once, and soon.
pub fn answer_callback_query(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let text = parameters.filled("text");
    if text.is_some_and(|text| units(text) > limits::CALLBACK_ANSWER) {
        return Err(Refusal::broken("MESSAGE_TOO_LONG"));
    }
    if parameters
        .filled("url")
        .is_some_and(|url| !url.starts_with(&format!("https://t.me/{}?start=", world.bot.username)))
    {
        return Err(Refusal::broken("URL_INVALID"));
    }
    let too_old =
        || Refusal::state("query is too old and response timeout expired or query ID is invalid");
    let now = world.clock.now();
    let id = parameters.text("callback_query_id").unwrap_or_default();
    let press = world.presses.get_mut(id).ok_or_else(too_old)?;
    if press.answered || now.saturating_sub(press.at) > limits::CALLBACK_ANSWERABLE {
        return Err(too_old());
    }
    press.answered = true;
    let press = *press;
    world.notify(Notice {
        account: press.account,
        chat: press.chat,
        message: press.message,
        text: text.map(str::to_owned),
        alert: parameters.flag("show_alert"),
    });
    Ok(json!(true))
}
