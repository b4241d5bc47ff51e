//! The world as the page sees it: everything, from nobody's point of view in particular.

use serde_json::{Value, json};

use super::chat::{Account, Chat, Topic};
use super::ids::{AccountId, ChatId};
use super::keyboard::{Action, Keyboard};
use super::message::{Content, Details, Media, MediaKind, Message, Origin, Sender, Service};
use super::text::to_html;
use super::world::{BOT, World};

const COLORS: [&str; 8] = [
    "#b3541e", "#2f6f4f", "#4a5fa5", "#8a3b5e", "#5b6b1f", "#7a4fa0", "#1f6f7a", "#a0722f",
];

/// The event `world`, without the time.
pub fn world(world: &World) -> Value {
    json!({
        "bot": {"id": BOT, "name": bot_name(world), "username": world.bot().username},
        "accounts": world.accounts().enumerate().map(|(n, known)| account(n, known)).collect::<Vec<_>>(),
        "chats": world.chats().filter(|chat| chat.upgraded_to.is_none()).map(|chat| chat_info(world, chat)).collect::<Vec<_>>(),
        "network": world.network,
        "skipped_seconds": world.clock.skipped().as_secs(),
    })
}

fn bot_name(world: &World) -> &str {
    world
        .bot()
        .texts
        .get(&("name", String::new()))
        .map_or("Bot", String::as_str)
}

fn account(n: usize, known: &Account) -> Value {
    json!({
        "id": known.id, "first_name": known.first_name, "last_name": known.last_name, "username": known.username,
        "language_code": known.language_code, "role": known.role,
        "color": COLORS.get(n % COLORS.len()),
        "deactivated": known.deactivated, "private_chat": known.id.private_chat(), "started": known.started, "blocked_bot": known.blocked_bot,
    })
}

fn chat_info(world: &World, chat: &Chat) -> Value {
    let members: Vec<Value> = chat
        .members
        .iter()
        .map(|(id, member)| {
            json!({
                "account_id": id, "status": member.status, "anonymous": member.anonymous,
                "may": {
                    "manage_topics": member.may(|rights| rights.can_manage_topics),
                    "delete": member.may(|rights| rights.can_delete_messages),
                    "pin": member.may(|rights| rights.can_pin_messages),
                },
                "commands": commands(world, chat, *id),
            })
        })
        .collect();
    let owner = chat.owner();
    let was = world.chats().find(|old| old.upgraded_to == Some(chat.id));
    json!({
        "id": chat.id, "type": chat.kind.name(), "title": chat.title, "is_forum": chat.is_forum,
        "account_id": owner, "members": members, "bot_status": chat.bot.status, "bot_rights": chat.bot.rights,
        "upgraded_from": was.map(|old| old.id),
        "commands": owner.map(|owner| commands(world, chat, owner)),
        "bot_description": owner.and_then(|owner| in_language(world, owner, |code| world.bot().texts.get(&("description", code)))),
    })
}

/// What the bot settled for somebody's language, else for everybody.
fn in_language<'a, T>(
    world: &World,
    who: AccountId,
    of: impl Fn(String) -> Option<&'a T>,
) -> Option<&'a T> {
    let code = world.account(who).and_then(|who| who.language_code.clone());
    code.and_then(&of).or_else(|| of(String::new()))
}

/// The commands somebody's client offers in a chat: of the narrowest scope that has any (setMyCommands).
fn commands(world: &World, chat: &Chat, who: AccountId) -> Vec<Value> {
    let (id, is_admin) = (chat.id, chat.member(who).status.is_admin());
    let scopes = if chat.is_private() {
        vec![format!("chat {id}"), "all_private_chats".to_owned()]
    } else {
        let mut scopes = vec![format!("chat_member {id} {who}")];
        scopes.extend(is_admin.then(|| format!("chat_administrators {id}")));
        scopes.push(format!("chat {id}"));
        scopes.extend(is_admin.then(|| "all_chat_administrators".to_owned()));
        scopes.push("all_group_chats".to_owned());
        scopes
    };
    let of_scope = |scope: &String| {
        in_language(world, who, |code| {
            world.bot().commands.get(&(scope.clone(), code))
        })
    };
    let found = scopes
        .iter()
        .find_map(of_scope)
        .or_else(|| of_scope(&"default".to_owned()));
    let entry = |(command, description): &(String, String)| json!({"command": command, "description": description});
    found.into_iter().flatten().map(entry).collect()
}

/// The event `chat`: the whole chat.
pub fn chat(world: &World, id: ChatId) -> Option<Value> {
    let chat = world.chat(id)?;
    let topics: Vec<Value> = chat.topics.values().map(topic).collect();
    let messages: Vec<Value> = chat
        .messages
        .values()
        .map(|known| message(world, known))
        .collect();
    let typing: Vec<&str> = if is_typing(world, chat) {
        vec!["Bot"]
    } else {
        Vec::new()
    };
    Some(json!({
        "chat_id": id, "viewer": chat.owner(), "topics": topics, "messages": messages, "typing": typing,
        "typing_in": chat.typing.and_then(|(thread, _)| thread),
    }))
}

/// Whether the bot shows that it is doing something.
pub fn is_typing(world: &World, chat: &Chat) -> bool {
    chat.typing
        .is_some_and(|(_, until)| until > world.clock.now())
}

fn topic(topic: &Topic) -> Value {
    json!({"id": topic.id, "name": topic.name, "closed": topic.closed, "icon_color": topic.icon_color, "unread": 0})
}

fn sender_id(sender: Sender) -> Value {
    sender
        .account()
        .map_or_else(|| json!("bot"), |id| json!(id))
}

fn from(world: &World, message: &Message) -> Value {
    match message.from {
        Sender::Bot => json!({"id": BOT, "name": bot_name(world), "is_bot": true}),
        Sender::Account(id) => {
            json!({"id": id, "name": name(world, message.from), "is_bot": false})
        }
        Sender::Anonymous(_) => {
            let title = world.chat(message.chat).map(|chat| chat.title.as_str());
            json!({"id": message.chat, "name": title, "is_bot": false})
        }
    }
}

fn name(world: &World, sender: Sender) -> String {
    let known = sender.account().and_then(|id| world.account(id));
    known.map_or_else(|| bot_name(world).to_owned(), Account::name)
}

fn message(world: &World, message: &Message) -> Value {
    let is_text = matches!(message.content, Content::Text(_));
    let html = message.formatted().map(to_html).unwrap_or_default();
    let reply_to = message
        .reply_to
        .and_then(|id| world.message(message.chat, id))
        .map(|answered| json!({"id": answered.id, "snippet": snippet(answered)}));
    let mut reactions: Vec<(&str, Vec<Value>)> = Vec::new();
    for (by, emoji) in &message.reactions {
        match reactions.iter_mut().find(|(known, _)| known == emoji) {
            Some((_, all)) => all.push(sender_id(*by)),
            None => reactions.push((emoji, vec![sender_id(*by)])),
        }
    }
    let reactions: Vec<Value> = reactions
        .into_iter()
        .map(|(emoji, by)| json!({"emoji": emoji, "by": by}))
        .collect();
    json!({
        "id": message.id, "date": message.date, "edit_date": message.edit_date, "from": from(world, message),
        "via_copy": message.origin == Origin::Copy, "outgoing_of": sender_id(message.from),
        "copy_of": world.source_of(message.chat, message.id).map(|(chat, id)| json!({"chat_id": chat, "message_id": id})),
        "thread_id": message.thread, "text": message.text(),
        "html": if is_text { html.as_str() } else { "" }, "caption_html": if is_text { "" } else { html.as_str() },
        "media": message.media().map(|known| media(world, known)), "album_id": message.album_id,
        "reply_to": reply_to, "keyboard": message.keyboard.as_ref().map(keyboard), "reactions": reactions,
        "pinned": message.pinned, "service": message.service().map(|service| service_words(world, message, service)),
    })
}

/// Topics, pins and people coming and going are told with the name of whoever did it.
fn service_words(world: &World, message: &Message, service: &Service) -> String {
    let by = name(world, message.from);
    match service {
        Service::Joined(who) if *who != message.from => format!("{by} added {}", name(world, *who)),
        Service::Left(who) if *who != message.from => format!("{by} removed {}", name(world, *who)),
        Service::Pinned { message: pinned } => {
            let pinned = world.message(message.chat, *pinned).map(snippet);
            let words: String = pinned.unwrap_or_default().chars().take(40).collect();
            format!("{by} pinned \"{words}\"")
        }
        other => format!("{by} · {}", other.words()),
    }
}

fn snippet(message: &Message) -> String {
    let text = message.text();
    if text.is_empty() {
        message
            .media()
            .map_or_else(String::new, |media| media.kind.field().replace('_', " "))
    } else {
        text.chars().take(80).collect()
    }
}

fn keyboard(keyboard: &Keyboard) -> Value {
    keyboard
        .rows
        .iter()
        .map(|row| {
            row.iter()
                .map(|button| match &button.action {
                    Action::Callback(data) => {
                        json!({"text": button.text, "kind": "callback", "data": data})
                    }
                    Action::Url(url) => json!({"text": button.text, "kind": "url", "url": url}),
                    Action::Copy(text) => {
                        json!({"text": button.text, "kind": "copy", "data": text})
                    }
                })
                .collect::<Value>()
        })
        .collect()
}

fn media(world: &World, media: &Media) -> Value {
    let file = media.file_id.as_deref().and_then(|id| world.file(id));
    let mut value = json!({
        "kind": media.kind, "file_name": media.file_name, "mime_type": media.mime_type, "file_size": media.file_size,
        "url": file.map(|file| format!("/preview/file/{}", file.unique)), "emoji": media.emoji,
        "set_url": media.sticker_set.as_ref().filter(|_| media.kind == MediaKind::Sticker).map(|set| format!("https://t.me/addstickers/{set}")),
    });
    let details = match &media.details {
        Details::None => json!({}),
        Details::Place {
            latitude,
            longitude,
            venue,
        } => json!({
            "latitude": latitude, "longitude": longitude,
            "title": venue.as_ref().map(|(title, _)| title), "address": venue.as_ref().map(|(_, address)| address),
        }),
        Details::Contact {
            phone_number,
            first_name,
            ..
        } => json!({"phone_number": phone_number, "first_name": first_name}),
        Details::Poll { question, options } => json!({"question": question, "options": options}),
        Details::Dice { value } => json!({"value": value}),
    };
    if let (Some(object), Value::Object(details)) = (value.as_object_mut(), details) {
        object.extend(details);
    }
    value
}
