//! Single calls of the Bot API, each asked for in the words of the house and answered with what
//! came of it. Nothing here knows a case or a promise, and nothing repeats a call.

use teloxide::payloads::{
    CopyMessageSetters, CopyMessagesSetters, CreateForumTopicSetters, EditForumTopicSetters,
    EditMessageTextSetters, PinChatMessageSetters, SendDocumentSetters, SendMediaGroupSetters,
    SendMessageSetters, SendPhotoSetters, SetMessageReactionSetters,
};
use teloxide::requests::{Request, Requester};
use teloxide::types::{
    InlineKeyboardMarkup, InputFile, InputMedia, InputMediaDocument, ParseMode, ReactionType,
    ReplyParameters, Rgb, ThreadId, UserId,
};
use teloxide::{Bot, RequestError};

use super::encode::no_preview;
use super::failure::{Failure, classify};
use crate::model::ids::{ChatId, MessageId};

/// Messages one `deleteMessages` may name (core.telegram.org/bots/api#deletemessages).
const DELETE_AT_ONCE: usize = 100;

/// Where a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct To {
    /// The chat.
    pub chat: ChatId,
    /// The topic; `None`: the chat itself, or General.
    pub thread: Option<i64>,
    /// The message it replies to, if that is still there.
    pub reply_to: Option<MessageId>,
}

impl To {
    /// To a chat as such.
    #[must_use]
    pub fn chat(chat: ChatId) -> Self {
        Self {
            chat,
            thread: None,
            reply_to: None,
        }
    }

    /// The same place, as a reply.
    #[must_use]
    pub fn replying(self, reply_to: Option<MessageId>) -> Self {
        Self { reply_to, ..self }
    }

    fn thread(&self) -> Option<ThreadId> {
        self.thread.and_then(thread)
    }

    /// The thread is given besides: without it a reply to a lost message would go to General.
    fn reply(&self) -> Option<ReplyParameters> {
        let reply_to = self.reply_to.and_then(message)?;
        Some(ReplyParameters::new(reply_to).allow_sending_without_reply())
    }
}

/// What is said in a chat.
#[derive(Debug, Clone)]
pub struct Speech {
    /// Text in Telegram's HTML.
    pub html: String,
    /// Its buttons.
    pub keyboard: Option<InlineKeyboardMarkup>,
    /// Nobody's phone rings.
    pub silent: bool,
}

impl Speech {
    /// Words alone, which ring.
    #[must_use]
    pub fn aloud(html: String) -> Self {
        Self {
            html,
            keyboard: None,
            silent: false,
        }
    }
}

pub(super) fn tg(chat: ChatId) -> teloxide::types::ChatId {
    teloxide::types::ChatId(chat.0)
}

fn message(id: MessageId) -> Option<teloxide::types::MessageId> {
    i32::try_from(id.0).ok().map(teloxide::types::MessageId)
}

fn thread(id: i64) -> Option<ThreadId> {
    message(MessageId(id)).map(ThreadId)
}

fn ours(id: teloxide::types::MessageId) -> MessageId {
    MessageId(id.0.into())
}

/// A topic that cannot be named does not exist.
fn known(id: i64) -> Result<ThreadId, Failure> {
    thread(id).ok_or(Failure::TopicGone)
}

/// A call whose answer says nothing of interest.
fn done<T>(answer: Result<T, RequestError>) -> Result<(), Failure> {
    match answer.map_err(|error| classify(&error)) {
        Ok(_) | Err(Failure::AlreadySo | Failure::Happened { .. }) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// Says something.
///
/// # Errors
/// What Telegram said.
pub async fn say(bot: &Bot, to: To, speech: &Speech) -> Result<Option<MessageId>, Failure> {
    let mut request = bot
        .send_message(tg(to.chat), speech.html.clone())
        .parse_mode(ParseMode::Html)
        .disable_notification(speech.silent)
        .link_preview_options(no_preview());
    if let Some(thread) = to.thread() {
        request = request.message_thread_id(thread);
    }
    if let Some(reply) = to.reply() {
        request = request.reply_parameters(reply);
    }
    if let Some(keyboard) = &speech.keyboard {
        request = request.reply_markup(keyboard.clone());
    }
    match request.send().await {
        Ok(message) => Ok(Some(ours(message.id))),
        Err(error) => match classify(&error) {
            Failure::Happened { message } => Ok(message.map(MessageId)),
            failure => Err(failure),
        },
    }
}

/// Puts other words into one of our messages.
///
/// # Errors
/// What Telegram said.
pub async fn rewrite(
    bot: &Bot,
    chat: ChatId,
    at: MessageId,
    speech: &Speech,
) -> Result<(), Failure> {
    let at = message(at).ok_or(Failure::CannotEdit)?;
    let mut request = bot
        .edit_message_text(tg(chat), at, speech.html.clone())
        .parse_mode(ParseMode::Html)
        .link_preview_options(no_preview());
    if let Some(keyboard) = &speech.keyboard {
        request = request.reply_markup(keyboard.clone());
    }
    done(request.send().await)
}

/// A file to upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl File {
    fn upload(self) -> InputFile {
        InputFile::memory(self.bytes).file_name(self.name)
    }
}

/// Sends a picture with plain words below it.
///
/// # Errors
/// What Telegram said.
pub async fn send_picture(bot: &Bot, to: To, picture: File, caption: &str) -> Result<(), Failure> {
    let mut request = bot
        .send_photo(tg(to.chat), picture.upload())
        .caption(caption);
    if let Some(thread) = to.thread() {
        request = request.message_thread_id(thread);
    }
    done(request.send().await)
}

/// Sends files: one alone, or an album of at most ten.
///
/// # Errors
/// What Telegram said.
pub async fn send_files(bot: &Bot, to: To, mut files: Vec<File>) -> Result<(), Failure> {
    if files.len() > 1 {
        let album = files
            .into_iter()
            .map(|file| InputMedia::Document(InputMediaDocument::new(file.upload())));
        let mut request = bot.send_media_group(tg(to.chat), album);
        if let Some(thread) = to.thread() {
            request = request.message_thread_id(thread);
        }
        return done(request.send().await);
    }
    let Some(file) = files.pop() else {
        return Ok(());
    };
    let mut request = bot.send_document(tg(to.chat), file.upload());
    if let Some(thread) = to.thread() {
        request = request.message_thread_id(thread);
    }
    done(request.send().await)
}

/// Copies messages, in the order of their chat. More than one stay an album; of those Telegram
/// skips what it cannot copy without a word, so the answer may be shorter than the question.
///
/// # Errors
/// What Telegram said.
pub async fn copy(
    bot: &Bot,
    from: ChatId,
    messages: &[MessageId],
    to: To,
) -> Result<Vec<MessageId>, Failure> {
    match messages {
        [] => Ok(Vec::new()),
        [single] => copy_one(bot, from, *single, to).await,
        _ => copy_album(bot, from, messages, to).await,
    }
}

async fn copy_one(
    bot: &Bot,
    from: ChatId,
    source: MessageId,
    to: To,
) -> Result<Vec<MessageId>, Failure> {
    let source = message(source).ok_or(Failure::SourceGone)?;
    let mut request = bot.copy_message(tg(to.chat), tg(from), source);
    if let Some(thread) = to.thread() {
        request = request.message_thread_id(thread);
    }
    if let Some(reply) = to.reply() {
        request = request.reply_parameters(reply);
    }
    match request.send().await {
        Ok(copy) => Ok(vec![ours(copy)]),
        Err(error) => match classify(&error) {
            Failure::Happened { message } => Ok(message.map(MessageId).into_iter().collect()),
            failure => Err(failure),
        },
    }
}

async fn copy_album(
    bot: &Bot,
    from: ChatId,
    messages: &[MessageId],
    to: To,
) -> Result<Vec<MessageId>, Failure> {
    let mut sources: Vec<_> = messages.iter().copied().filter_map(message).collect();
    sources.sort_unstable_by_key(|source| source.0);
    sources.dedup();
    let mut request = bot.copy_messages(tg(to.chat), tg(from), sources);
    if let Some(thread) = to.thread() {
        request = request.message_thread_id(thread);
    }
    match request.send().await {
        Ok(copies) => Ok(copies.into_iter().map(ours).collect()),
        Err(error) => match classify(&error) {
            Failure::Happened { .. } => Ok(Vec::new()),
            failure => Err(failure),
        },
    }
}

/// Deletes messages; returns those that are gone now. One call for all; if one of them cannot be
/// deleted the whole call fails, so then one by one.
///
/// # Errors
/// When it is worth another try, or the chat is out of reach.
pub async fn delete(
    bot: &Bot,
    chat: ChatId,
    messages: &[MessageId],
) -> Result<Vec<MessageId>, Failure> {
    let mut gone = Vec::with_capacity(messages.len());
    for chunk in messages.chunks(DELETE_AT_ONCE) {
        let ids: Vec<_> = chunk.iter().copied().filter_map(message).collect();
        match done(bot.delete_messages(tg(chat), ids.clone()).send().await) {
            Ok(()) => {
                gone.extend(ids.into_iter().map(ours));
                continue;
            }
            Err(failure) => unless_hopeless(failure)?,
        }
        for id in ids {
            match done(bot.delete_message(tg(chat), id).send().await) {
                Ok(()) => gone.push(ours(id)),
                Err(failure) => unless_hopeless(failure)?,
            }
        }
    }
    Ok(gone)
}

/// Whether going on with the others is worth a try: what Telegram refuses stays as it is.
fn unless_hopeless(failure: Failure) -> Result<(), Failure> {
    let stop = failure.may_pass()
        || matches!(
            failure,
            Failure::Unreachable | Failure::NoChat | Failure::GroupLost | Failure::Moved(_)
        );
    if stop { Err(failure) } else { Ok(()) }
}

/// Reacts to a message; our earlier reaction goes.
///
/// # Errors
/// What Telegram said.
pub async fn react(bot: &Bot, chat: ChatId, at: MessageId, emoji: &str) -> Result<(), Failure> {
    let Some(at) = message(at) else {
        return Ok(());
    };
    let emoji = emoji.to_owned();
    let request = bot
        .set_message_reaction(tg(chat), at)
        .reaction([ReactionType::Emoji { emoji }]);
    done(request.send().await)
}

/// Pins one of our messages; nobody's phone rings.
///
/// # Errors
/// What Telegram said.
pub async fn pin(bot: &Bot, chat: ChatId, at: MessageId) -> Result<(), Failure> {
    let at = message(at).ok_or(Failure::CannotEdit)?;
    let request = bot.pin_chat_message(tg(chat), at);
    done(request.disable_notification(true).send().await)
}

/// Makes a topic; `None`: it was made, but the answer does not tell its id.
///
/// # Errors
/// What Telegram said.
pub async fn open_topic(
    bot: &Bot,
    chat: ChatId,
    name: &str,
    color: u32,
) -> Result<Option<i64>, Failure> {
    let request = bot
        .create_forum_topic(tg(chat), name)
        .icon_color(Rgb::from_u32(color));
    match request.send().await {
        Ok(topic) => Ok(Some(topic.thread_id.0.0.into())),
        Err(error) => match classify(&error) {
            Failure::Happened { message } => Ok(message),
            failure => Err(failure),
        },
    }
}

/// Gives a topic another name.
///
/// # Errors
/// What Telegram said.
pub async fn rename_topic(bot: &Bot, chat: ChatId, id: i64, name: &str) -> Result<(), Failure> {
    let request = bot.edit_forum_topic(tg(chat), known(id)?).name(name);
    done(request.send().await)
}

/// Closes a topic, or opens it again.
///
/// # Errors
/// What Telegram said.
pub async fn close_topic(bot: &Bot, chat: ChatId, id: i64, closed: bool) -> Result<(), Failure> {
    let topic = known(id)?;
    if closed {
        done(bot.close_forum_topic(tg(chat), topic).send().await)
    } else {
        done(bot.reopen_forum_topic(tg(chat), topic).send().await)
    }
}

/// Deletes a topic with all that stands in it, whatever its age.
///
/// # Errors
/// What Telegram said; that there is no such topic is none.
pub async fn delete_topic(bot: &Bot, chat: ChatId, id: i64) -> Result<(), Failure> {
    let Some(topic) = thread(id) else {
        return Ok(());
    };
    match done(bot.delete_forum_topic(tg(chat), topic).send().await) {
        Err(Failure::TopicGone) => Ok(()),
        other => other,
    }
}

/// Whether an account is no member of a group any more. One that Telegram does not know is left to
/// the next time.
///
/// # Errors
/// When it is worth another try, or the group is out of reach.
pub async fn has_left(bot: &Bot, chat: ChatId, account: ChatId) -> Result<bool, Failure> {
    let Ok(account) = u64::try_from(account.0) else {
        return Ok(false);
    };
    let member = bot.get_chat_member(tg(chat), UserId(account));
    match member.send().await.map_err(|error| classify(&error)) {
        Ok(member) => Ok(!member.kind.is_present()),
        Err(failure) => unless_hopeless(failure).map(|()| false),
    }
}

/// Leaves a group.
///
/// # Errors
/// What Telegram said.
pub async fn leave(bot: &Bot, chat: ChatId) -> Result<(), Failure> {
    done(bot.leave_chat(tg(chat)).send().await)
}
