//! What people do with their phones, and what administrators do with their groups.
//!
//! Each act changes the world as Telegram would and queues what the bot is told, which is sometimes nothing:
//! deletions of messages and of topics are never told. An act that no client would offer is an error in words.

use serde_json::{Value, json};

use super::attachment;
use super::chat::{Member, Status};
use super::detect;
use super::ids::{AccountId, ChatId, MessageId};
use super::keyboard::Action;
use super::limits;
use super::message::{Content, MediaKind, Message, Sender};
use super::post::Draft;
use super::text::{Formatted, fix};
use super::wire;
use super::world::{Press, World};

/// Why somebody could not do something, in words for whoever reads a test or the page.
pub type Refused = String;

/// Where somebody writes, and as an answer to what.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The chat.
    pub chat: ChatId,
    /// The topic; none is General.
    pub thread: Option<MessageId>,
    /// The message answered.
    pub reply_to: Option<MessageId>,
}

impl Place {
    /// A chat, without topic or answer.
    pub const fn chat(chat: ChatId) -> Self {
        Self {
            chat,
            thread: None,
            reply_to: None,
        }
    }

    /// A topic of a forum.
    pub const fn topic(chat: ChatId, thread: MessageId) -> Self {
        Self {
            chat,
            thread: Some(thread),
            reply_to: None,
        }
    }

    /// The same place, answering a message.
    #[must_use]
    pub const fn replying(self, to: MessageId) -> Self {
        Self {
            reply_to: Some(to),
            ..self
        }
    }
}

/// An attachment somebody sends.
#[derive(Clone, Debug, Default)]
pub struct Attachment {
    /// Words with it.
    pub caption: Option<String>,
    /// Name of the file; made up if it is not given.
    pub file_name: Option<String>,
    /// In bytes; small if it is not given.
    pub file_size: Option<usize>,
}

impl World {
    /// Presses START, with the payload of a deep link; unblocks the bot first.
    pub fn start(&mut self, who: AccountId, payload: Option<&str>) -> Result<MessageId, Refused> {
        if self.account(who).ok_or("no such account")?.blocked_bot {
            self.block(who, false)?;
        }
        let account = self.accounts.get_mut(&who).ok_or("no such account")?;
        account.started = true;
        // A payload the client does not like is left out.
        let fits = |payload: &&str| {
            (1..=limits::START_PAYLOAD).contains(&payload.len())
                && payload
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        };
        let text = payload.filter(fits).map_or_else(
            || "/start".to_owned(),
            |payload| format!("/start {payload}"),
        );
        self.write(who, Place::chat(who.private_chat()), &text)
    }

    /// Writes a text.
    pub fn write(
        &mut self,
        who: AccountId,
        place: Place,
        text: &str,
    ) -> Result<MessageId, Refused> {
        let formatted = typed(text)?;
        if formatted.units() > limits::TEXT {
            return Err("a client splits texts of more than 4096 characters".to_owned());
        }
        self.say(who, place, Content::Text(formatted), None)
    }

    /// Sends one made-up attachment of a kind.
    pub fn send(
        &mut self,
        who: AccountId,
        place: Place,
        kind: MediaKind,
        attachment: &Attachment,
    ) -> Result<MessageId, Refused> {
        let content = self.attached(who, kind, attachment, 1)?;
        self.say(who, place, content, None)
    }

    /// Sends an album: every item is a message and an update of its own, the caption is on the first.
    pub fn send_album(
        &mut self,
        who: AccountId,
        place: Place,
        kind: MediaKind,
        size: usize,
        attachment: &Attachment,
    ) -> Result<Vec<MessageId>, Refused> {
        if !limits::ALBUM.contains(&size)
            || !matches!(
                kind,
                MediaKind::Photo | MediaKind::Video | MediaKind::Document | MediaKind::Audio
            )
        {
            return Err("an album holds 2 to 10 photos, videos, documents or audios".to_owned());
        }
        let album = format!("13{:015}", self.fresh().wrapping_mul(7_919));
        let mut ids = Vec::new();
        for item in 1..=size {
            let plain = Attachment {
                caption: None,
                ..attachment.clone()
            };
            let content =
                self.attached(who, kind, if item == 1 { attachment } else { &plain }, item)?;
            ids.push(self.say(who, place, content, Some(album.clone()))?);
        }
        Ok(ids)
    }

    /// Sends one more item of an album some time after the others, as a slow line does.
    pub fn continue_album(
        &mut self,
        who: AccountId,
        place: Place,
        after: MessageId,
        kind: MediaKind,
    ) -> Result<MessageId, Refused> {
        let first = self.message(place.chat, after).ok_or("no such message")?;
        let album = first.album_id.clone().ok_or("it is no album")?;
        let content = self.attached(who, kind, &Attachment::default(), 1)?;
        self.say(who, place, content, Some(album))
    }

    fn attached(
        &mut self,
        who: AccountId,
        kind: MediaKind,
        attachment: &Attachment,
        item: usize,
    ) -> Result<Content, Refused> {
        let caption = match &attachment.caption {
            Some(text) if kind.has_caption() && !text.trim().is_empty() => typed(text)?,
            _ => Formatted::default(),
        };
        let media = attachment::make_up(self, who, kind, attachment, item);
        Ok(Content::Media(Box::new(media), caption))
    }

    /// Sends a sticker of a set.
    pub fn send_sticker(
        &mut self,
        who: AccountId,
        place: Place,
        set: &str,
    ) -> Result<MessageId, Refused> {
        let media = attachment::sticker_of(self, set).ok_or("no such sticker set")?;
        self.say(
            who,
            place,
            Content::Media(Box::new(media), Formatted::default()),
            None,
        )
    }

    fn say(
        &mut self,
        who: AccountId,
        place: Place,
        content: Content,
        album_id: Option<String>,
    ) -> Result<MessageId, Refused> {
        let place = self.place_of_answer(place);
        let sender = self.may_write(who, place)?;
        let draft = Draft {
            reply_to: place.reply_to,
            album_id,
            ..Draft::new(place.chat, place.thread, sender, content)
        };
        self.post(draft).ok_or_else(|| "no such chat".to_owned())
    }

    /// An answer stands in the topic of what it answers, whatever else is not said.
    fn place_of_answer(&self, place: Place) -> Place {
        let answered = place
            .reply_to
            .and_then(|id| self.message(place.chat, id))
            .and_then(|message| message.thread);
        Place {
            thread: place.thread.or(answered),
            ..place
        }
    }

    fn may_write(&self, who: AccountId, place: Place) -> Result<Sender, Refused> {
        let account = self.account(who).ok_or("no such account")?;
        let chat = self.chat(place.chat).ok_or("no such chat")?;
        if chat.upgraded_to.is_some() {
            return Err("the group has become a supergroup".to_owned());
        }
        if place
            .reply_to
            .is_some_and(|id| !chat.messages.contains_key(&id))
        {
            return Err("the answered message is gone".to_owned());
        }
        if chat.owner() == Some(who) {
            return match (account.started, account.blocked_bot) {
                (false, _) => Err("START was not pressed yet".to_owned()),
                (_, true) => Err("the bot is blocked".to_owned()),
                _ => Ok(Sender::Account(who)),
            };
        }
        let member = chat.member(who);
        if !member.status.is_in() {
            return Err("not a member of this chat".to_owned());
        }
        if let Some(thread) = place.thread {
            if !chat.is_forum {
                return Err("this group has no topics".to_owned());
            }
            let topic = chat.topics.get(&thread).ok_or("no such topic")?;
            if topic.closed && !member.status.is_admin() {
                return Err("the topic is closed".to_owned());
            }
        }
        Ok(if member.anonymous {
            Sender::Anonymous(who)
        } else {
            Sender::Account(who)
        })
    }

    /// Presses the button at a place of a message. Links and copy buttons tell the bot nothing.
    pub fn press(
        &mut self,
        who: AccountId,
        chat: ChatId,
        message: MessageId,
        row: usize,
        column: usize,
    ) -> Result<(), Refused> {
        let button = self
            .message(chat, message)
            .and_then(|m| m.keyboard.as_ref())
            .and_then(|k| k.button(row, column));
        match &button.ok_or("no such button")?.action {
            Action::Callback(data) => {
                let data = data.clone();
                self.press_data(who, chat, message, &data)
            }
            Action::Url(_) | Action::Copy(_) => Ok(()),
        }
    }

    /// Sends callback data as if a button had it: of an earlier version of the message, or forged. A message
    /// that is gone arrives as an inaccessible one.
    pub fn press_data(
        &mut self,
        who: AccountId,
        chat: ChatId,
        message: MessageId,
        data: &str,
    ) -> Result<(), Refused> {
        let known = self.chat(chat).ok_or("no such chat")?;
        if known.owner() != Some(who) && !known.member(who).status.is_in() {
            return Err("not a member of this chat".to_owned());
        }
        let shown = match known.messages.get(&message) {
            Some(message) => wire::message(self, message),
            None => json!({"chat": wire::chat(self, known), "message_id": message, "date": 0}),
        };
        let n = self.fresh();
        let id = format!("{}{n:08}", who.0);
        let body = json!({
            "id": id, "from": wire::user(self, who), "message": shown,
            "chat_instance": format!("{}", chat.0.wrapping_mul(31)), "data": data,
        });
        let at = self.clock.now();
        self.presses.insert(
            id,
            Press {
                account: who,
                chat,
                message,
                at,
                answered: false,
            },
        );
        self.tell("callback_query", &body, format!("press {who}"));
        Ok(())
    }

    /// Changes the text or caption of an own message.
    pub fn edit(
        &mut self,
        who: AccountId,
        chat: ChatId,
        message: MessageId,
        text: &str,
    ) -> Result<(), Refused> {
        let formatted = typed(text)?;
        let now = self.clock.seconds();
        let known = self.own_message(who, chat, message)?;
        if known.formatted() == Some(&formatted) {
            return Ok(());
        }
        match &mut known.content {
            Content::Text(old) => *old = formatted,
            Content::Media(media, old) if media.kind.has_caption() => *old = formatted,
            Content::Media(..) | Content::Service(_) => {
                return Err("this message cannot be edited".to_owned());
            }
        }
        known.edit_date = Some(now);
        self.tell_of("edited_message", chat, message);
        Ok(())
    }

    /// Deletes a message for both sides. The bot is not told.
    pub fn delete(
        &mut self,
        who: AccountId,
        chat: ChatId,
        message: MessageId,
    ) -> Result<(), Refused> {
        let known = self.chat(chat).ok_or("no such chat")?;
        let own = known
            .messages
            .get(&message)
            .ok_or("no such message")?
            .from
            .account()
            == Some(who);
        let may = own
            || known.owner() == Some(who)
            || known.member(who).may(|rights| rights.can_delete_messages);
        if !may {
            return Err("not allowed to delete this message".to_owned());
        }
        self.chat_mut(chat)
            .and_then(|chat| chat.messages.remove(&message));
        Ok(())
    }

    /// Clears the private chat for both sides. The bot is not told.
    pub fn clear_chat(&mut self, who: AccountId) -> Result<(), Refused> {
        self.chat_mut(who.private_chat())
            .ok_or("no such chat")?
            .messages
            .clear();
        Ok(())
    }

    /// Reacts with an emoji, or takes the reaction back.
    pub fn react(
        &mut self,
        who: AccountId,
        chat: ChatId,
        message: MessageId,
        emoji: Option<&str>,
    ) -> Result<(), Refused> {
        let known = self.chat(chat).ok_or("no such chat")?;
        if known.owner() != Some(who) && !known.member(who).status.is_in() {
            return Err("not a member of this chat".to_owned());
        }
        let told = known.is_private() || known.bot.status.is_admin();
        let anonymous = known.member(who).anonymous;
        let by = Sender::Account(who);
        let kind = |emoji: &str| json!([{"type": "emoji", "emoji": emoji}]);
        let found = self.message_mut(chat, message).ok_or("no such message")?;
        let old = found.reaction_of(by).map_or_else(|| json!([]), kind);
        found.reactions.retain(|(sender, _)| *sender != by);
        found
            .reactions
            .extend(emoji.map(|emoji| (by, emoji.to_owned())));
        if told {
            let (key, actor) = if anonymous {
                ("actor_chat", wire::chat_by_id(self, chat))
            } else {
                ("user", wire::user(self, who))
            };
            let body = json!({
                "chat": wire::chat_by_id(self, chat), "message_id": message, key: actor,
                "date": self.clock.seconds(), "old_reaction": old,
                "new_reaction": emoji.map_or_else(|| json!([]), kind),
            });
            self.tell("message_reaction", &body, format!("reaction {chat}"));
        }
        Ok(())
    }

    /// Blocks the bot or lets it in again; the bot is told by `my_chat_member`.
    pub fn block(&mut self, who: AccountId, blocked: bool) -> Result<(), Refused> {
        let account = self.accounts.get_mut(&who).ok_or("no such account")?;
        if account.blocked_bot == blocked {
            return Ok(());
        }
        account.blocked_bot = blocked;
        let state = |status| wire::member(&wire::bot(self), &Member::new(status));
        let (member, kicked) = (state(Status::Member), state(Status::Kicked));
        let (old, new) = if blocked {
            (member, kicked)
        } else {
            (kicked, member)
        };
        self.tell_of_own_membership(who.private_chat(), Sender::Account(who), &old, &new);
        self.chat_mut(who.private_chat());
        Ok(())
    }

    /// Deletes the account. The bot is not told.
    pub fn deactivate(&mut self, who: AccountId) -> Result<(), Refused> {
        self.accounts
            .get_mut(&who)
            .ok_or("no such account")?
            .deactivated = true;
        Ok(())
    }

    fn own_message(
        &mut self,
        who: AccountId,
        chat: ChatId,
        message: MessageId,
    ) -> Result<&mut Message, Refused> {
        let found = self.message_mut(chat, message).ok_or("no such message")?;
        if found.from.account() == Some(who) {
            Ok(found)
        } else {
            Err("this is somebody else's message".to_owned())
        }
    }

    /// The same update comes a second time, as after a restart of Telegram's server.
    pub fn repeat_update(&mut self, update: Value) {
        let now = self.clock.now();
        self.queue.repeat(update, now);
    }
}

/// What a client makes of typed text.
fn typed(text: &str) -> Result<Formatted, Refused> {
    let mut formatted = fix(&Formatted::plain(text));
    if formatted.is_blank() {
        return Err("there is nothing to send".to_owned());
    }
    detect::add(&mut formatted);
    Ok(formatted)
}
