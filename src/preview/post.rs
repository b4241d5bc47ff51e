//! How a message comes to stand in a chat, and when the bot is told of it.
//!
//! The one place that decides what becomes an update: never the bot's own words, but its own service
//! messages; nothing from chats it is not in; in groups without privacy only as an administrator.

use std::time::Duration;

use serde_json::{Value, json};

use super::chat::Status;
use super::ids::{ChatId, MessageId};
use super::keyboard::Markup;
use super::message::{Content, Message, Origin, Sender, Service};
use super::text::EntityKind;
use super::wire;
use super::world::World;

/// A message about to be posted.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Where.
    pub chat: ChatId,
    /// In which topic.
    pub thread: Option<MessageId>,
    /// By whom.
    pub from: Sender,
    /// What.
    pub content: Content,
    /// As an answer to.
    pub reply_to: Option<MessageId>,
    /// With buttons.
    pub markup: Markup,
    /// As part of an album.
    pub album_id: Option<String>,
    /// Made from another message.
    pub origin: Origin,
    /// The message it is a copy of.
    pub source: Option<(ChatId, MessageId)>,
    /// Not to be forwarded.
    pub protected: bool,
}

impl Draft {
    /// Something said in a chat, with nothing special about it.
    pub const fn new(
        chat: ChatId,
        thread: Option<MessageId>,
        from: Sender,
        content: Content,
    ) -> Self {
        Self {
            chat,
            thread,
            from,
            content,
            reply_to: None,
            markup: Markup::None,
            album_id: None,
            origin: Origin::Own,
            source: None,
            protected: false,
        }
    }
}

impl World {
    /// Posts a message and, if the bot is to see it, queues the update. Nothing if there is no such chat.
    pub(super) fn post(&mut self, draft: Draft) -> Option<MessageId> {
        let id = self.next_message_id(draft.chat)?;
        let date = self.clock.seconds();
        let (keyboard, reply_keyboard) = match draft.markup {
            Markup::None => (None, false),
            Markup::Inline(keyboard) => (Some(keyboard), false),
            Markup::Reply => (None, true),
        };
        let message = Message {
            id,
            chat: draft.chat,
            date,
            edit_date: None,
            from: draft.from,
            thread: draft.thread,
            content: draft.content,
            reply_to: draft.reply_to,
            keyboard,
            reply_keyboard,
            reactions: Vec::new(),
            pinned: false,
            album_id: draft.album_id,
            origin: draft.origin,
            protected: draft.protected,
        };
        let chat = self.chat_mut(draft.chat)?;
        if message.from == Sender::Bot {
            chat.typing = None;
        }
        chat.messages.insert(id, message);
        if let Some(source) = draft.source {
            self.sources.insert((draft.chat, id), source);
        }
        self.tell_of("message", draft.chat, id);
        Some(id)
    }

    /// A service message.
    pub(super) fn post_service(
        &mut self,
        chat: ChatId,
        thread: Option<MessageId>,
        from: Sender,
        service: Service,
    ) -> Option<MessageId> {
        self.post(Draft::new(chat, thread, from, Content::Service(service)))
    }

    /// Queues `message` or `edited_message`, if the bot is to see it.
    pub(super) fn tell_of(&mut self, kind: &str, chat: ChatId, id: MessageId) {
        let Some(message) = self.message(chat, id) else {
            return;
        };
        if !self.bot_sees(message) {
            return;
        }
        let date = Duration::from_secs(
            u64::try_from(message.edit_date.unwrap_or(message.date)).unwrap_or(0),
        );
        let body = wire::message(self, message);
        self.queue.push(kind, &body, date, chat.to_string());
    }

    /// Queues any other kind of update; its date is now.
    pub(super) fn tell(&mut self, kind: &str, body: &Value, lane: String) {
        let now = self.clock.now();
        self.queue.push(kind, body, now, lane);
    }

    /// `my_chat_member`: what the bot may do in a chat has changed.
    pub(super) fn tell_of_own_membership(
        &mut self,
        chat: ChatId,
        by: Sender,
        old: &Value,
        new: &Value,
    ) {
        let Some(known) = self.chat(chat) else { return };
        let body = json!({
            "chat": wire::chat(self, known),
            "from": wire::sender(self, by),
            "date": self.clock.seconds(),
            "old_chat_member": old,
            "new_chat_member": new,
        });
        self.tell("my_chat_member", &body, format!("member {chat}"));
    }

    fn bot_sees(&self, message: &Message) -> bool {
        let Some(chat) = self.chat(message.chat) else {
            return false;
        };
        if message.from == Sender::Bot {
            let is_there = chat.is_private() || chat.bot.status.is_in();
            return is_there && message.service().is_some();
        }
        if chat.is_private() {
            return true;
        }
        match chat.bot.status {
            Status::Creator | Status::Administrator => true,
            Status::Member => self.passes_privacy(message),
            Status::Left | Status::Kicked => false,
        }
    }

    /// What a bot in privacy mode sees of a group: commands, answers to itself, service messages.
    fn passes_privacy(&self, message: &Message) -> bool {
        let answers_bot = message
            .reply_to
            .and_then(|id| self.message(message.chat, id))
            .is_some_and(|answered| answered.from == Sender::Bot);
        let is_command = message.formatted().is_some_and(|text| {
            text.entities
                .iter()
                .any(|e| e.kind == EntityKind::BotCommand && e.offset == 0)
        });
        message.service().is_some() || answers_bot || is_command
    }
}
