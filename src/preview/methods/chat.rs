//! Chats and their members, pins, leaving.

use serde_json::{Value, json};

use super::target::{known_chat, need_right, open_chat};
use crate::preview::chat::{Chat, Member, Status};
use crate::preview::ids::{AccountId, MessageId};
use crate::preview::message::{Sender, Service};
use crate::preview::parameters::Parameters;
use crate::preview::refusal::Refusal;
use crate::preview::wire;
use crate::preview::world::{BOT, World};

/// `getChat`.
pub fn get_chat(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let chat = seen_chat(world, parameters)?;
    Ok(wire::full_chat(world, chat))
}

/// `getChatMember`.
pub fn get_chat_member(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let chat = seen_chat(world, parameters)?;
    let user = parameters.need_integer("user_id")?;
    if user == BOT {
        let own = if chat.is_private() {
            Member::new(Status::Member)
        } else {
            chat.bot
        };
        return Ok(wire::member(&wire::bot(world), &own));
    }
    let id = AccountId(user);
    if world.account(id).is_none() {
        return Err(Refusal::state("PARTICIPANT_ID_INVALID"));
    }
    let member = if chat.owner() == Some(id) {
        Member::new(Status::Member)
    } else {
        chat.member(id)
    };
    Ok(wire::member(&wire::user(world, id), &member))
}

/// `getChatAdministrators`.
pub fn get_chat_administrators(
    world: &mut World,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let chat = seen_chat(world, parameters)?;
    if chat.is_private() {
        return Err(Refusal::broken(
            "there are no administrators in the private chat",
        ));
    }
    let people = chat
        .members
        .iter()
        .filter(|(_, member)| member.status.is_admin());
    let mut administrators: Vec<Value> = people
        .map(|(id, member)| wire::member(&wire::user(world, *id), member))
        .collect();
    if chat.bot.status.is_admin() {
        administrators.push(wire::member(&wire::bot(world), &chat.bot));
    }
    Ok(Value::Array(administrators))
}

/// `getChatMemberCount`.
pub fn get_chat_member_count(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let chat = seen_chat(world, parameters)?;
    let people = chat
        .members
        .values()
        .filter(|member| member.status.is_in())
        .count();
    let bot = usize::from(chat.bot.status.is_in());
    Ok(json!(if chat.is_private() { 2 } else { people + bot }))
}

/// A private chat can be looked at even when the bot is blocked; a group only from within.
fn seen_chat<'a>(world: &'a World, parameters: &Parameters) -> Result<&'a Chat, Refusal> {
    let chat = known_chat(world, parameters, "chat_id")?;
    if chat.is_private() {
        Ok(chat)
    } else {
        open_chat(world, parameters)
    }
}

/// `leaveChat`.
pub fn leave_chat(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let chat = open_chat(world, parameters)?;
    if chat.is_private() {
        return Err(Refusal::broken(
            "chat member status can't be changed in private chats",
        ));
    }
    let id = chat.id;
    world.set_bot_member(id, Member::new(Status::Left), Sender::Bot);
    Ok(json!(true))
}

/// `pinChatMessage`.
pub fn pin_chat_message(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let chat = pinning(world, parameters)?;
    let id = MessageId(parameters.need_integer("message_id")?);
    let message = chat
        .messages
        .get(&id)
        .ok_or_else(|| Refusal::state("message to pin not found"))?;
    if message.service().is_some() {
        return Err(Refusal::state("message can't be pinned"));
    }
    let (chat, thread, pinned) = (chat.id, message.thread, message.pinned);
    if let Some(message) = world.message_mut(chat, id) {
        message.pinned = true;
    }
    if !pinned {
        world.post_service(chat, thread, Sender::Bot, Service::Pinned { message: id });
    }
    Ok(json!(true))
}

/// `unpinChatMessage`: the named one, or the newest.
pub fn unpin_chat_message(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let chat = pinning(world, parameters)?;
    let newest = || {
        chat.messages
            .values()
            .rev()
            .find(|message| message.pinned)
            .map(|message| message.id)
    };
    let id = parameters
        .integer("message_id")
        .map(MessageId)
        .or_else(newest);
    let found = id.filter(|id| chat.messages.contains_key(id));
    let (chat, id) = (
        chat.id,
        found.ok_or_else(|| Refusal::state("message to unpin not found"))?,
    );
    if let Some(message) = world.message_mut(chat, id) {
        message.pinned = false;
    }
    Ok(json!(true))
}

/// `unpinAllChatMessages`.
pub fn unpin_all_chat_messages(
    world: &mut World,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let chat = pinning(world, parameters)?.id;
    for message in world
        .chat_mut(chat)
        .into_iter()
        .flat_map(|chat| chat.messages.values_mut())
    {
        message.pinned = false;
    }
    Ok(json!(true))
}

fn pinning<'a>(world: &'a World, parameters: &Parameters) -> Result<&'a Chat, Refusal> {
    let chat = open_chat(world, parameters)?;
    if !chat.is_private() {
        need_right(
            chat,
            |rights| rights.can_pin_messages,
            "not enough rights to manage pinned messages in the chat",
        )?;
    }
    Ok(chat)
}
