//! The page's hand in the world: what the accounts do, and what goes wrong. For the page's own origin only.

use std::time::Duration;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Json, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{Router, get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::chat::{Member, Rights, Role, Status};
use super::events;
use super::handle::{WorldHandle, creator};
use super::ids::{AccountId, ChatId, MessageId};
use super::message::{MediaKind, Sender};
use super::network::Network;
use super::people::{Attachment, Place};
use super::world::{GroupKind, World};

/// Everything below `/preview`.
pub fn routes() -> Router<WorldHandle> {
    Router::new()
        .route("/preview/events", get(events::stream))
        .route("/preview/file/{unique}", get(file))
        .route("/preview/accounts", post(add_account))
        .route("/preview/accounts/{id}/{act}", post(act))
        .route("/preview/chats", post(add_group))
        .route("/preview/chats/{id}/topics", post(new_topic))
        .route("/preview/chats/{id}/topics/{thread}/{act}", post(topic))
        .route("/preview/chats/{id}/{act}", post(group))
        .route("/preview/network", post(network))
        .route("/preview/clock", post(clock))
}

type Answer = Result<Json<Value>, No>;
type Body<T> = Result<Json<T>, JsonRejection>;

/// A refusal in words.
struct No(StatusCode, String);

impl From<String> for No {
    fn from(words: String) -> Self {
        Self(StatusCode::BAD_REQUEST, words)
    }
}

impl From<&str> for No {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl From<JsonRejection> for No {
    fn from(rejection: JsonRejection) -> Self {
        Self(rejection.status(), rejection.body_text())
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"ok": false, "error": self.1}))).into_response()
    }
}

fn done() -> Answer {
    Ok(Json(json!({"ok": true})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    first_name: String,
    last_name: Option<String>,
    username: Option<String>,
    language_code: Option<String>,
    #[serde(default)]
    role: Role,
}

async fn add_account(State(world): State<WorldHandle>, body: Body<NewAccount>) -> Answer {
    let Json(new) = body?;
    let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let first_name = new.first_name.trim();
    if !(1..=64).contains(&first_name.chars().count()) {
        return Err("a first name has 1 to 64 characters".into());
    }
    let id = world.change(|world| {
        world.add_account(
            first_name,
            given(&new.last_name).as_deref(),
            given(&new.username).as_deref(),
            given(&new.language_code).as_deref(),
            new.role,
        )
    });
    Ok(Json(json!({"ok": true, "account_id": id})))
}

/// Everything an account can say about what it does; each act reads its own part.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Doing {
    payload: Option<String>,
    chat_id: Option<ChatId>,
    thread_id: Option<MessageId>,
    message_id: Option<MessageId>,
    reply_to: Option<MessageId>,
    text: Option<String>,
    kind: Option<MediaKind>,
    caption: Option<String>,
    file_name: Option<String>,
    album_size: Option<usize>,
    row: Option<usize>,
    column: Option<usize>,
    emoji: Option<String>,
    blocked: Option<bool>,
}

impl Doing {
    fn chat(&self) -> Result<ChatId, String> {
        self.chat_id.ok_or_else(|| "chat_id is missing".to_owned())
    }

    fn message(&self) -> Result<(ChatId, MessageId), String> {
        Ok((
            self.chat()?,
            self.message_id.ok_or("message_id is missing")?,
        ))
    }

    fn place(&self) -> Result<Place, String> {
        Ok(Place {
            chat: self.chat()?,
            thread: self.thread_id,
            reply_to: self.reply_to,
        })
    }

    fn words(&self) -> Result<&str, String> {
        self.text
            .as_deref()
            .ok_or_else(|| "text is missing".to_owned())
    }
}

async fn act(
    State(world): State<WorldHandle>,
    Path((id, act)): Path<(i64, String)>,
    body: Body<Doing>,
) -> Answer {
    let Json(doing) = body?;
    world.change(|world| perform(world, AccountId(id), &act, &doing))?;
    done()
}

fn perform(world: &mut World, who: AccountId, act: &str, doing: &Doing) -> Result<(), String> {
    match act {
        "start" => world.start(who, doing.payload.as_deref()).map(drop),
        "write" => world.write(who, doing.place()?, doing.words()?).map(drop),
        "send" => send(world, who, doing),
        "press" => {
            let (chat, message) = doing.message()?;
            let at = doing
                .row
                .zip(doing.column)
                .ok_or("row and column are missing")?;
            world.press(who, chat, message, at.0, at.1)
        }
        "edit" => doing
            .message()
            .and_then(|(chat, message)| world.edit(who, chat, message, doing.words()?)),
        "delete" => doing
            .message()
            .and_then(|(chat, message)| world.delete(who, chat, message)),
        "clear" => world.clear_chat(who),
        "react" => doing
            .message()
            .and_then(|(chat, message)| world.react(who, chat, message, doing.emoji.as_deref())),
        "pin" | "unpin" => doing
            .message()
            .and_then(|(chat, message)| world.set_pinned(chat, message, who, act == "pin")),
        "block" => world.block(who, doing.blocked.unwrap_or(true)),
        other => Err(format!("nobody can \"{other}\"")),
    }
}

fn send(world: &mut World, who: AccountId, doing: &Doing) -> Result<(), String> {
    let kind = doing.kind.ok_or("kind is missing")?;
    let attachment = Attachment {
        caption: doing.caption.clone(),
        file_name: doing.file_name.clone(),
        file_size: None,
    };
    match doing.album_size {
        Some(size) if size > 1 => world
            .send_album(who, doing.place()?, kind, size, &attachment)
            .map(drop),
        _ => world.send(who, doing.place()?, kind, &attachment).map(drop),
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TopicDoing {
    account_id: Option<AccountId>,
    name: Option<String>,
}

/// Who does something with a topic: the named account, or the group's creator.
fn doer(world: &World, chat: ChatId, doing: &TopicDoing) -> Result<AccountId, String> {
    doing
        .account_id
        .or_else(|| creator(world, chat).account())
        .ok_or_else(|| "account_id is missing".to_owned())
}

async fn new_topic(
    State(world): State<WorldHandle>,
    Path(chat): Path<i64>,
    body: Body<TopicDoing>,
) -> Answer {
    let Json(doing) = body?;
    let name = doing
        .name
        .clone()
        .filter(|name| !name.trim().is_empty())
        .ok_or("name is missing")?;
    let id = world.change(|world| {
        let who = doer(world, ChatId(chat), &doing)?;
        world.create_topic(ChatId(chat), who, &name)
    })?;
    Ok(Json(json!({"ok": true, "thread_id": id})))
}

async fn topic(
    State(world): State<WorldHandle>,
    Path((chat, thread, act)): Path<(i64, i64, String)>,
    body: Body<TopicDoing>,
) -> Answer {
    let Json(doing) = body?;
    let (chat, thread) = (ChatId(chat), MessageId(thread));
    world.change(|world| {
        let who = doer(world, chat, &doing)?;
        match act.as_str() {
            "close" => world.set_topic_closed(chat, thread, who, true),
            "reopen" => world.set_topic_closed(chat, thread, who, false),
            "rename" => world.rename_topic(
                chat,
                thread,
                who,
                doing.name.as_deref().ok_or("name is missing")?,
            ),
            "delete" => world.delete_topic(chat, thread, who),
            other => Err(format!("topics cannot be \"{other}\"")),
        }
    })?;
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewGroup {
    title: String,
    kind: GroupKind,
    account_id: AccountId,
    /// What the bot is in it.
    bot: Status,
}

async fn add_group(State(world): State<WorldHandle>, body: Body<NewGroup>) -> Answer {
    let Json(new) = body?;
    let title = new.title.trim();
    if !(1..=128).contains(&title.chars().count()) {
        return Err("a group's title has 1 to 128 characters".into());
    }
    if world.look(|world| world.account(new.account_id).is_none()) {
        return Err("no such account".into());
    }
    let id = world.change(|world| {
        let chat = world.add_group(new.kind, title, new.account_id);
        if new.bot.is_in() {
            world.set_bot_member(chat, Member::new(new.bot), Sender::Account(new.account_id));
        }
        chat
    });
    Ok(Json(json!({"ok": true, "chat_id": id})))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct GroupDoing {
    status: Option<Status>,
    rights: Option<Rights>,
    is_forum: Option<bool>,
    account_id: Option<AccountId>,
    anonymous: Option<bool>,
}

async fn group(
    State(world): State<WorldHandle>,
    Path((chat, act)): Path<(i64, String)>,
    body: Body<GroupDoing>,
) -> Answer {
    let Json(doing) = body?;
    let chat = ChatId(chat);
    let id = world.change(|world| change_group(world, chat, &act, &doing))?;
    Ok(Json(json!({"ok": true, "chat_id": id})))
}

fn change_group(
    world: &mut World,
    chat: ChatId,
    act: &str,
    doing: &GroupDoing,
) -> Result<ChatId, String> {
    let known = world.chat(chat).ok_or("no such chat")?;
    match act {
        "bot" => {
            let member = Member {
                status: doing.status.unwrap_or(known.bot.status),
                anonymous: false,
                rights: doing.rights.unwrap_or(known.bot.rights),
            };
            let by = creator(world, chat);
            world.set_bot_member(chat, member, by);
            Ok(chat)
        }
        "members" => {
            let who = doing.account_id.ok_or("account_id is missing")?;
            let before = known.member(who);
            let member = Member {
                status: doing.status.unwrap_or(Status::Member),
                anonymous: doing.anonymous.unwrap_or(before.anonymous),
                rights: doing.rights.unwrap_or(before.rights),
            };
            world.set_member(chat, who, member).map(|()| chat)
        }
        "upgrade" => world.upgrade(chat),
        "forum" => world.set_forum(chat, doing.is_forum.unwrap_or(true)),
        other => Err(format!("groups have no \"{other}\"")),
    }
}

async fn network(State(world): State<WorldHandle>, body: Body<Network>) -> Answer {
    let Json(network) = body?;
    world.set_network(&network);
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: u64,
}

async fn clock(State(world): State<WorldHandle>, body: Body<Advance>) -> Answer {
    let Json(advance) = body?;
    world
        .clock()
        .advance(Duration::from_secs(advance.advance_seconds));
    done()
}

/// A file to show or to save. Only pictures are shown in the page; everything else is saved.
async fn file(State(world): State<WorldHandle>, Path(unique): Path<String>) -> Response {
    let found = world.look(|world| {
        world
            .files
            .values()
            .find(|file| file.unique == unique)
            .cloned()
    });
    let Some(file) = found else {
        return No(StatusCode::NOT_FOUND, "no such file".to_owned()).into_response();
    };
    let mime = file
        .mime_type
        .unwrap_or_else(|| "application/octet-stream".to_owned());
    let shown =
        matches!(file.kind, MediaKind::Photo | MediaKind::Sticker) && mime.starts_with("image/");
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || ".-_".contains(c) {
            c
        } else {
            '_'
        }
    };
    let name: String = file
        .name
        .unwrap_or_else(|| "file".to_owned())
        .chars()
        .map(safe)
        .collect();
    let disposition = if shown {
        "inline".to_owned()
    } else {
        format!("attachment; filename=\"{name}\"")
    };
    (
        [(CONTENT_TYPE, mime), (CONTENT_DISPOSITION, disposition)],
        file.bytes.to_vec(),
    )
        .into_response()
}
