//! Forum topics. Each of these calls leaves a service message that comes back to the bot as an update,
//! except deleting, which nobody is told of.

use serde_json::{Value, json};

use super::target::{need_right, open_chat};
use crate::preview::chat::{Chat, Topic};
use crate::preview::ids::{ChatId, MessageId};
use crate::preview::limits;
use crate::preview::message::{Sender, Service};
use crate::preview::parameters::Parameters;
use crate::preview::refusal::Refusal;
use crate::preview::world::World;

/// `createForumTopic`.
pub fn create_forum_topic(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let chat = forum(world, parameters)?;
    need_right(
        chat,
        |rights| rights.can_manage_topics,
        "not enough rights to create a topic",
    )?;
    let name = topic_name(parameters.text("name").unwrap_or_default())?;
    let color = parameters.integer("icon_color").unwrap_or(7_322_096);
    if !limits::TOPIC_COLORS.contains(&color) {
        return Err(Refusal::broken("invalid icon color specified"));
    }
    let chat = chat.id;
    let id = world
        .open_topic(chat, Sender::Bot, &name, color)
        .ok_or_else(|| Refusal::state("chat not found"))?;
    Ok(json!({"message_thread_id": id, "name": name, "icon_color": color}))
}

/// `editForumTopic`.
pub fn edit_forum_topic(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let (chat, topic) = topic(world, parameters, "not enough rights to edit the topic")?;
    let name = match parameters.text("name") {
        Some("") | None => topic.name.clone(),
        Some(name) => topic_name(name)?,
    };
    let renamed = (name != topic.name).then(|| name.clone());
    let icon = match parameters.text("icon_custom_emoji_id") {
        None => topic.icon_custom_emoji_id.clone(),
        Some("") => None,
        Some(id) => Some(id.to_owned()),
    };
    if name == topic.name && icon == topic.icon_custom_emoji_id {
        return Err(Refusal::state("TOPIC_NOT_MODIFIED"));
    }
    if let Some(topic) = world
        .chat_mut(chat)
        .and_then(|chat| chat.topics.get_mut(&topic.id))
    {
        topic.name = name;
        topic.icon_custom_emoji_id = icon;
    }
    world.post_service(
        chat,
        Some(topic.id),
        Sender::Bot,
        Service::TopicEdited { name: renamed },
    );
    Ok(json!(true))
}

/// `closeForumTopic`.
pub fn close_forum_topic(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let (chat, topic) = topic(
        world,
        parameters,
        "not enough rights to close or open the topic",
    )?;
    world.close_topic(chat, topic.id, Sender::Bot, true)
}

/// `reopenForumTopic`.
pub fn reopen_forum_topic(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let (chat, topic) = topic(
        world,
        parameters,
        "not enough rights to close or open the topic",
    )?;
    world.close_topic(chat, topic.id, Sender::Bot, false)
}

/// `deleteForumTopic`: with all its messages, whatever their age.
pub fn delete_forum_topic(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let chat = forum(world, parameters)?;
    let topic = known_topic(chat, parameters)?;
    if topic.creator != Sender::Bot {
        need_right(
            chat,
            |rights| rights.can_delete_messages,
            "not enough rights to delete the topic",
        )?;
    }
    let (chat, topic) = (chat.id, topic.id);
    world.remove_topic(chat, topic);
    Ok(json!(true))
}

/// `unpinAllForumTopicMessages`.
pub fn unpin_all_forum_topic_messages(
    world: &mut World,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let chat = forum(world, parameters)?;
    need_right(
        chat,
        |rights| rights.can_pin_messages,
        "not enough rights to manage pinned messages in the chat",
    )?;
    let (chat, topic) = (chat.id, known_topic(chat, parameters)?.id);
    for message in world
        .chat_mut(chat)
        .into_iter()
        .flat_map(|chat| chat.messages.values_mut())
    {
        message.pinned &= message.thread != Some(topic);
    }
    Ok(json!(true))
}

fn forum<'a>(world: &'a World, parameters: &Parameters) -> Result<&'a Chat, Refusal> {
    let chat = open_chat(world, parameters)?;
    if chat.is_forum {
        Ok(chat)
    } else {
        Err(Refusal::state("the chat is not a forum"))
    }
}

fn known_topic<'a>(chat: &'a Chat, parameters: &Parameters) -> Result<&'a Topic, Refusal> {
    let id = MessageId(parameters.need_integer("message_thread_id")?);
    chat.topics
        .get(&id)
        .ok_or_else(|| Refusal::state("TOPIC_ID_INVALID"))
}

/// A topic the bot may change: its own, or with the right.
fn topic(
    world: &World,
    parameters: &Parameters,
    no_right: &str,
) -> Result<(ChatId, Topic), Refusal> {
    let chat = forum(world, parameters)?;
    let topic = known_topic(chat, parameters)?;
    if topic.creator != Sender::Bot {
        need_right(chat, |rights| rights.can_manage_topics, no_right)?;
    }
    Ok((chat.id, topic.clone()))
}

/// Cleaned and cut to 128 characters, as Telegram does it.
pub(in crate::preview) fn topic_name(name: &str) -> Result<String, Refusal> {
    let cleaned = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = cleaned.chars().take(limits::TOPIC_NAME).collect();
    if cut.is_empty() {
        Err(Refusal::broken("name must be non-empty"))
    } else {
        Ok(cut)
    }
}

impl World {
    /// Makes a topic: its id is that of the service message telling of it.
    pub(in crate::preview) fn open_topic(
        &mut self,
        chat: ChatId,
        by: Sender,
        name: &str,
        icon_color: i64,
    ) -> Option<MessageId> {
        // The service message bears its own id as its thread, so the topic must stand before it is posted.
        let id = MessageId(self.chat(chat)?.last_message + 1);
        let topic = Topic {
            id,
            name: name.to_owned(),
            icon_color,
            icon_custom_emoji_id: None,
            closed: false,
            creator: by,
        };
        self.chat_mut(chat)?.topics.insert(id, topic);
        self.post_service(
            chat,
            Some(id),
            by,
            Service::TopicCreated {
                name: name.to_owned(),
                icon_color,
            },
        )
    }

    /// Closes or reopens a topic, once.
    pub(in crate::preview) fn close_topic(
        &mut self,
        chat: ChatId,
        topic: MessageId,
        by: Sender,
        closed: bool,
    ) -> Result<Value, Refusal> {
        let found = self
            .chat_mut(chat)
            .and_then(|chat| chat.topics.get_mut(&topic));
        let found = found.ok_or_else(|| Refusal::state("TOPIC_ID_INVALID"))?;
        if found.closed == closed {
            return Err(Refusal::state("TOPIC_NOT_MODIFIED"));
        }
        found.closed = closed;
        let service = if closed {
            Service::TopicClosed
        } else {
            Service::TopicReopened
        };
        self.post_service(chat, Some(topic), by, service);
        Ok(json!(true))
    }

    /// Takes a topic away with everything in it. Nobody is told.
    pub(in crate::preview) fn remove_topic(&mut self, chat: ChatId, topic: MessageId) {
        if let Some(chat) = self.chat_mut(chat) {
            chat.topics.remove(&topic);
            chat.messages
                .retain(|_, message| message.thread != Some(topic));
        }
    }
}
