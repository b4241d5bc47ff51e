//! What administrators do with their groups: members, the bot's rights, topics, forum mode, the step from a
//! basic group to a supergroup.
//!
//! The bot is told what Telegram tells it, and never of a deleted topic.

use serde_json::json;

use super::chat::{ChatKind, Member, Rights, Status};
use super::ids::{AccountId, ChatId, MessageId};
use super::limits;
use super::message::{Sender, Service};
use super::methods::topic_name;
use super::people::Refused;
use super::wire;
use super::world::World;

impl World {
    /// Somebody comes into a group or changes their standing.
    pub fn set_member(
        &mut self,
        chat: ChatId,
        who: AccountId,
        member: Member,
    ) -> Result<(), Refused> {
        let before = self.chat(chat).ok_or("no such chat")?.member(who);
        self.chat_mut(chat)
            .ok_or("no such chat")?
            .members
            .insert(who, member);
        let service = match (before.status.is_in(), member.status.is_in()) {
            (false, true) => Some(Service::Joined(Sender::Account(who))),
            (true, false) => Some(Service::Left(Sender::Account(who))),
            _ => None,
        };
        let user = wire::user(self, who);
        let body = json!({
            "chat": wire::chat_by_id(self, chat), "from": user, "date": self.clock.seconds(),
            "old_chat_member": wire::member(&user, &before), "new_chat_member": wire::member(&user, &member),
        });
        if self
            .chat(chat)
            .is_some_and(|chat| chat.bot.status.is_admin())
        {
            self.tell("chat_member", &body, format!("join {who}"));
        }
        if let Some(service) = service {
            self.post_service(chat, None, Sender::Account(who), service);
        }
        Ok(())
    }

    /// The bot is added, promoted, demoted, removed; it is told by `my_chat_member`.
    pub fn set_bot_member(&mut self, chat: ChatId, member: Member, by: Sender) {
        let Some(before) = self.chat(chat).map(|chat| chat.bot) else {
            return;
        };
        if let Some(chat) = self.chat_mut(chat) {
            chat.bot = member;
        }
        let bot = wire::bot(self);
        let (old, new) = (wire::member(&bot, &before), wire::member(&bot, &member));
        self.tell_of_own_membership(chat, by, &old, &new);
        if !before.status.is_in() && member.status.is_in() {
            self.post_service(chat, None, by, Service::Joined(Sender::Bot));
        }
        if before.status.is_in() && !member.status.is_in() {
            self.post_service(chat, None, by, Service::Left(Sender::Bot));
        }
    }

    /// Changes only the bot's rights.
    pub fn set_bot_rights(&mut self, chat: ChatId, rights: Rights, by: Sender) {
        if let Some(member) = self.chat(chat).map(|chat| chat.bot) {
            self.set_bot_member(chat, Member { rights, ..member }, by);
        }
    }

    /// A person makes a topic.
    pub fn create_topic(
        &mut self,
        chat: ChatId,
        who: AccountId,
        name: &str,
    ) -> Result<MessageId, Refused> {
        self.forum_admin(chat, who)?;
        let name = topic_name(name).map_err(|refusal| refusal.description)?;
        let color = limits::TOPIC_COLORS.first().copied().unwrap_or_default();
        self.open_topic(chat, Sender::Account(who), &name, color)
            .ok_or_else(|| "no such chat".to_owned())
    }

    /// A person renames a topic.
    pub fn rename_topic(
        &mut self,
        chat: ChatId,
        topic: MessageId,
        who: AccountId,
        name: &str,
    ) -> Result<(), Refused> {
        self.forum_admin(chat, who)?;
        let name = topic_name(name).map_err(|refusal| refusal.description)?;
        let found = self
            .chat_mut(chat)
            .and_then(|chat| chat.topics.get_mut(&topic))
            .ok_or("no such topic")?;
        if found.name == name {
            return Ok(());
        }
        found.name.clone_from(&name);
        self.post_service(
            chat,
            Some(topic),
            Sender::Account(who),
            Service::TopicEdited { name: Some(name) },
        );
        Ok(())
    }

    /// A person closes or reopens a topic.
    pub fn set_topic_closed(
        &mut self,
        chat: ChatId,
        topic: MessageId,
        who: AccountId,
        closed: bool,
    ) -> Result<(), Refused> {
        self.forum_admin(chat, who)?;
        self.close_topic(chat, topic, Sender::Account(who), closed)
            .map_err(|refusal| refusal.description)?;
        Ok(())
    }

    /// A person deletes a topic with everything in it. The bot is not told, and for a minute Telegram still
    /// answers it as if there might be such a topic.
    pub fn delete_topic(
        &mut self,
        chat: ChatId,
        topic: MessageId,
        who: AccountId,
    ) -> Result<(), Refused> {
        let known = self.chat(chat).ok_or("no such chat")?;
        if !known.member(who).may(|rights| rights.can_delete_messages) {
            return Err("not allowed to delete topics".to_owned());
        }
        if !known.topics.contains_key(&topic) {
            return Err("no such topic".to_owned());
        }
        self.remove_topic(chat, topic);
        let now = self.clock.now();
        if let Some(chat) = self.chat_mut(chat) {
            chat.deleted_topics.insert(topic, now);
        }
        Ok(())
    }

    /// Somebody pins a message or takes the pin away. Pinning leaves a service message, once; unpinning none.
    pub fn set_pinned(
        &mut self,
        chat: ChatId,
        message: MessageId,
        who: AccountId,
        pinned: bool,
    ) -> Result<(), Refused> {
        let known = self.chat(chat).ok_or("no such chat")?;
        let may =
            known.owner() == Some(who) || known.member(who).may(|rights| rights.can_pin_messages);
        if !may {
            return Err("not allowed to pin messages".to_owned());
        }
        let found = self.message_mut(chat, message).ok_or("no such message")?;
        if found.service().is_some() {
            return Err("this message cannot be pinned".to_owned());
        }
        let (thread, before) = (found.thread, found.pinned);
        found.pinned = pinned;
        if pinned && !before {
            self.post_service(
                chat,
                thread,
                Sender::Account(who),
                Service::Pinned { message },
            );
        }
        Ok(())
    }

    fn forum_admin(&self, chat: ChatId, who: AccountId) -> Result<(), Refused> {
        let chat = self.chat(chat).ok_or("no such chat")?;
        if !chat.is_forum {
            return Err("this group has no topics".to_owned());
        }
        if chat.member(who).may(|rights| rights.can_manage_topics) {
            Ok(())
        } else {
            Err("not allowed to manage topics".to_owned())
        }
    }

    /// Topics on or off. A basic group becomes a supergroup first; the answer is the id the group has now.
    pub fn set_forum(&mut self, chat: ChatId, is_forum: bool) -> Result<ChatId, Refused> {
        let id = match self.chat(chat).ok_or("no such chat")?.kind {
            ChatKind::Private(_) => return Err("a private chat has no topics".to_owned()),
            ChatKind::Group if is_forum => self.upgrade(chat)?,
            ChatKind::Group | ChatKind::Supergroup => chat,
        };
        self.chat_mut(id).ok_or("no such chat")?.is_forum = is_forum;
        Ok(id)
    }

    /// A basic group becomes a supergroup: a new id, new message ids, and two service messages.
    pub fn upgrade(&mut self, chat: ChatId) -> Result<ChatId, Refused> {
        let old = self.chat(chat).ok_or("no such chat")?.clone();
        if old.kind != ChatKind::Group || old.upgraded_to.is_some() {
            return Err("only a basic group can become a supergroup".to_owned());
        }
        let (creator, _) = old
            .members
            .iter()
            .find(|(_, m)| m.status == Status::Creator)
            .ok_or("the group has no creator")?;
        let new = self.add_group(super::world::GroupKind::Super, &old.title, *creator);
        let by = Sender::Account(*creator);
        if let Some(chat) = self.chat_mut(new) {
            chat.members.clone_from(&old.members);
            chat.bot = old.bot;
        }
        self.post_service(chat, None, by, Service::MigratedTo(new));
        if let Some(chat) = self.chat_mut(chat) {
            chat.upgraded_to = Some(new);
        }
        self.post_service(new, None, by, Service::MigratedFrom(chat));
        Ok(new)
    }
}
