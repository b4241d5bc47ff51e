//! The world as the Bot API writes it: users, chats, messages, members, files.
//!
//! Only JSON is made here; nothing is changed and nothing decided.

use serde_json::{Map, Value, json};

use super::chat::{Account, Chat, ChatKind, Member, Status};
use super::ids::{AccountId, ChatId, MessageId};
use super::message::{Content, Details, Media, MediaKind, Message, Origin, Sender, Service};
use super::world::{BOT, World};

/// Sender of what anonymous administrators write.
pub const ANONYMOUS_ADMIN: i64 = 1_087_968_824;

/// Puts a field into an object.
fn put(object: &mut Value, key: &str, value: impl Into<Value>) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value.into());
    }
}

/// The bot as a `User`.
pub fn bot(world: &World) -> Value {
    json!({
        "id": BOT,
        "is_bot": true,
        "first_name": world.bot.texts.get(&("name", String::new())).map_or("Bot", String::as_str),
        "username": world.bot.username,
    })
}

/// An account as a `User`.
pub fn account(account: &Account) -> Value {
    let mut user = json!({"id": account.id, "is_bot": false, "first_name": account.first_name});
    if account.deactivated {
        put(&mut user, "first_name", "");
        return user;
    }
    for (key, value) in [
        ("last_name", &account.last_name),
        ("username", &account.username),
        ("language_code", &account.language_code),
    ] {
        if let Some(value) = value {
            put(&mut user, key, value.clone());
        }
    }
    user
}

/// Whoever sent something, as a `User`.
pub fn sender(world: &World, sender: Sender) -> Value {
    match sender {
        Sender::Bot => bot(world),
        Sender::Account(id) => user(world, id),
        Sender::Anonymous(_) => {
            json!({"id": ANONYMOUS_ADMIN, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"})
        }
    }
}

/// An account by id; a stranger has no name.
pub fn user(world: &World, id: AccountId) -> Value {
    world.account(id).map_or_else(
        || json!({"id": id, "is_bot": false, "first_name": ""}),
        account,
    )
}

/// A `Chat`.
pub fn chat(world: &World, chat: &Chat) -> Value {
    let mut value = json!({"id": chat.id, "type": chat.kind.name()});
    if let Some(owner) = chat.owner().and_then(|id| world.account(id)) {
        put(&mut value, "first_name", owner.first_name.clone());
        for (key, field) in [
            ("last_name", &owner.last_name),
            ("username", &owner.username),
        ] {
            if let Some(field) = field {
                put(&mut value, key, field.clone());
            }
        }
    } else {
        put(&mut value, "title", chat.title.clone());
        if chat.is_forum {
            put(&mut value, "is_forum", true);
        }
    }
    value
}

/// A `Chat` by id, for chats that may be gone.
pub fn chat_by_id(world: &World, id: ChatId) -> Value {
    world.chat(id).map_or_else(
        || json!({"id": id, "type": "private", "first_name": ""}),
        |known| chat(world, known),
    )
}

/// A `Message` with the message it answers.
pub fn message(world: &World, message: &Message) -> Value {
    let mut value = bare_message(world, message);
    let answered = message
        .reply_to
        .or(message.thread.filter(|thread| *thread != message.id));
    if let Some(answered) = answered.and_then(|id| world.message(message.chat, id)) {
        put(
            &mut value,
            "reply_to_message",
            bare_message(world, answered),
        );
    }
    if let Content::Service(Service::Pinned { message: pinned }) = &message.content
        && let Some(pinned) = world.message(message.chat, *pinned)
    {
        put(&mut value, "pinned_message", bare_message(world, pinned));
    }
    value
}

fn bare_message(world: &World, message: &Message) -> Value {
    let mut value = json!({
        "message_id": message.id,
        "from": sender(world, message.from),
        "chat": chat_by_id(world, message.chat),
        "date": message.date,
    });
    if matches!(message.from, Sender::Anonymous(_)) {
        put(&mut value, "sender_chat", chat_by_id(world, message.chat));
    }
    if let Some(thread) = message.thread {
        put(&mut value, "message_thread_id", thread.0);
        put(&mut value, "is_topic_message", true);
    } else if let Some(root) = thread_root(world, message) {
        put(&mut value, "message_thread_id", root.0);
    }
    if let Some(date) = message.edit_date {
        put(&mut value, "edit_date", date);
    }
    if let Some(album) = &message.album_id {
        put(&mut value, "media_group_id", album.clone());
    }
    if let Some(keyboard) = &message.keyboard {
        put(&mut value, "reply_markup", keyboard.json());
    }
    if message.protected {
        put(&mut value, "has_protected_content", true);
    }
    if message.origin == Origin::Forward {
        put(
            &mut value,
            "forward_origin",
            json!({"type": "hidden_user", "sender_user_name": "?", "date": message.date}),
        );
    }
    put_content(world, &mut value, message);
    value
}

/// Outside of topics an answer in a supergroup still bears a thread: the message at the root of the answers.
/// It is no topic, and nothing can be sent to it.
fn thread_root(world: &World, message: &Message) -> Option<MessageId> {
    let is_supergroup = world
        .chat(message.chat)
        .is_some_and(|chat| chat.kind == ChatKind::Supergroup);
    let mut root = message.reply_to.filter(|_| is_supergroup)?;
    while let Some(before) = world.message(message.chat, root).and_then(|m| m.reply_to) {
        root = before;
    }
    Some(root)
}

fn put_content(world: &World, value: &mut Value, message: &Message) {
    let (text_key, entities_key, formatted) = match &message.content {
        Content::Text(formatted) => ("text", "entities", formatted),
        Content::Media(content, caption) => {
            put(value, content.kind.field(), media(world, content));
            if content.kind == MediaKind::Animation {
                put(value, "document", file_object(world, content));
            }
            if let Details::Place { venue: Some(_), .. } = &content.details {
                put(value, "location", location(content));
            }
            ("caption", "caption_entities", caption)
        }
        Content::Service(content) => return put_service(world, value, content),
    };
    if !formatted.text.is_empty() {
        put(value, text_key, formatted.text.clone());
        if !formatted.entities.is_empty() {
            let mut entities = formatted.entities_json();
            name_mentions(world, &mut entities);
            put(value, entities_key, entities);
        }
    }
}

/// Mentions of people by link carry the whole user.
fn name_mentions(world: &World, entities: &mut Value) {
    for entity in entities.as_array_mut().into_iter().flatten() {
        if let Some(id) = entity.pointer("/user/id").and_then(Value::as_i64) {
            put(entity, "user", user(world, AccountId(id)));
        }
    }
}

fn put_service(world: &World, value: &mut Value, service: &Service) {
    match service {
        Service::TopicCreated { name, icon_color } => {
            put(
                value,
                "forum_topic_created",
                json!({"name": name, "icon_color": icon_color}),
            );
        }
        Service::TopicEdited { name: Some(name) } => {
            put(value, "forum_topic_edited", json!({"name": name}));
        }
        Service::TopicEdited { name: None } => {
            put(
                value,
                "forum_topic_edited",
                json!({"icon_custom_emoji_id": ""}),
            );
        }
        Service::TopicClosed => put(value, "forum_topic_closed", json!({})),
        Service::TopicReopened => put(value, "forum_topic_reopened", json!({})),
        Service::Joined(who) => put(value, "new_chat_members", json!([sender(world, *who)])),
        Service::Left(who) => put(value, "left_chat_member", sender(world, *who)),
        Service::MigratedTo(chat) => put(value, "migrate_to_chat_id", chat.0),
        Service::MigratedFrom(chat) => put(value, "migrate_from_chat_id", chat.0),
        Service::NewTitle(title) => put(value, "new_chat_title", title.clone()),
        Service::GroupCreated => put(value, "supergroup_chat_created", true),
        // The pinned message is put in by `message`, which may look one step further.
        Service::Pinned { .. } => {}
    }
}

fn media(world: &World, media: &Media) -> Value {
    match (&media.kind, &media.details) {
        (MediaKind::Photo, _) => {
            let mut small = file_object(world, media);
            put(&mut small, "width", 90);
            put(&mut small, "height", 60);
            let mut large = file_object(world, media);
            put(&mut large, "width", 1280);
            put(&mut large, "height", 853);
            json!([small, large])
        }
        (_, Details::Place { venue: None, .. }) => location(media),
        (
            _,
            Details::Place {
                venue: Some((title, address)),
                ..
            },
        ) => {
            json!({"location": location(media), "title": title, "address": address})
        }
        (
            _,
            Details::Contact {
                phone_number,
                first_name,
                user_id,
            },
        ) => {
            let mut contact = json!({"phone_number": phone_number, "first_name": first_name});
            if let Some(id) = user_id {
                put(&mut contact, "user_id", *id);
            }
            contact
        }
        (_, Details::Poll { question, options }) => poll(question, options),
        (_, Details::Dice { value }) => json!({"emoji": media.emoji, "value": value}),
        (kind, Details::None) => {
            let mut value = file_object(world, media);
            put_shape(&mut value, *kind, media);
            value
        }
    }
}

fn put_shape(value: &mut Value, kind: MediaKind, media: &Media) {
    let fields: &[(&str, i64)] = match kind {
        MediaKind::Video | MediaKind::Animation => {
            &[("width", 640), ("height", 360), ("duration", 3)]
        }
        MediaKind::VideoNote => &[("length", 240), ("duration", 3)],
        MediaKind::Voice | MediaKind::Audio => &[("duration", 3)],
        MediaKind::Sticker => &[("width", 512), ("height", 512)],
        _ => &[],
    };
    for (key, number) in fields {
        put(value, key, *number);
    }
    if kind == MediaKind::Sticker {
        put(value, "type", "regular");
        put(value, "is_animated", false);
        put(value, "is_video", false);
        put(value, "emoji", media.emoji.clone());
        if let Some(set) = &media.sticker_set {
            put(value, "set_name", set.clone());
        }
    }
}

fn file_object(world: &World, media: &Media) -> Value {
    let file_id = media.file_id.clone().unwrap_or_default();
    let unique = world
        .file(&file_id)
        .map(|file| file.unique.clone())
        .unwrap_or_default();
    let mut value =
        json!({"file_id": file_id, "file_unique_id": unique, "file_size": media.file_size});
    if matches!(media.kind, MediaKind::Photo | MediaKind::Sticker) {
        return value;
    }
    if let Some(mime) = &media.mime_type {
        put(&mut value, "mime_type", mime.clone());
    }
    if let Some(name) = media
        .file_name
        .as_ref()
        .filter(|_| !matches!(media.kind, MediaKind::Voice | MediaKind::VideoNote))
    {
        put(&mut value, "file_name", name.clone());
    }
    if media.kind == MediaKind::Animation {
        for (key, number) in [("width", 640), ("height", 360), ("duration", 3)] {
            put(&mut value, key, number);
        }
    }
    value
}

fn location(media: &Media) -> Value {
    let Details::Place {
        latitude,
        longitude,
        ..
    } = &media.details
    else {
        return json!({});
    };
    let degrees = |text: &str| text.parse::<f64>().unwrap_or(0.0);
    json!({"latitude": degrees(latitude), "longitude": degrees(longitude)})
}

fn poll(question: &str, options: &[String]) -> Value {
    let options: Vec<Value> = options
        .iter()
        .map(|text| json!({"text": text, "voter_count": 0}))
        .collect();
    json!({
        "id": "5431209846", "question": question, "options": options, "total_voter_count": 0, "is_closed": false,
        "is_anonymous": true, "type": "regular", "allows_multiple_answers": false,
    })
}

/// A `ChatMember`.
pub fn member(user: &Value, member: &Member) -> Value {
    let mut value = json!({"status": member.status.name(), "user": user});
    match member.status {
        Status::Creator => put(&mut value, "is_anonymous", member.anonymous),
        Status::Kicked => put(&mut value, "until_date", 0),
        Status::Administrator => {
            for key in [
                "can_manage_chat",
                "can_manage_video_chats",
                "can_restrict_members",
                "can_change_info",
                "can_invite_users",
            ] {
                put(&mut value, key, true);
            }
            for key in [
                "can_be_edited",
                "can_promote_members",
                "can_post_stories",
                "can_edit_stories",
                "can_delete_stories",
            ] {
                put(&mut value, key, false);
            }
            put(&mut value, "is_anonymous", member.anonymous);
            put(
                &mut value,
                "can_manage_topics",
                member.rights.can_manage_topics,
            );
            put(
                &mut value,
                "can_delete_messages",
                member.rights.can_delete_messages,
            );
            put(
                &mut value,
                "can_pin_messages",
                member.rights.can_pin_messages,
            );
        }
        Status::Member | Status::Left => {}
    }
    value
}

/// A `ChatFullInfo`.
pub fn full_chat(world: &World, known: &Chat) -> Value {
    let mut value = chat(world, known);
    put(&mut value, "accent_color_id", 3);
    put(&mut value, "max_reaction_count", 11);
    put(
        &mut value,
        "accepted_gift_types",
        json!({"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false, "premium_subscription": false}),
    );
    if let Some(pinned) = known.messages.values().rev().find(|message| message.pinned) {
        put(&mut value, "pinned_message", message(world, pinned));
    }
    if known.protected {
        put(&mut value, "has_protected_content", true);
    }
    value
}

/// A `MessageId`, or an array of them.
pub fn message_ids(ids: &[MessageId]) -> Value {
    ids.iter()
        .map(|id| Value::Object(Map::from_iter([("message_id".to_owned(), json!(id))])))
        .collect()
}
