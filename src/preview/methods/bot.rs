//! What the bot says about itself: names, descriptions, commands, menu button.

use serde_json::{Value, json};

use super::target::chat_id;
use crate::preview::limits;
use crate::preview::parameters::Parameters;
use crate::preview::refusal::Refusal;
use crate::preview::wire;
use crate::preview::world::World;

/// `getMe`.
pub fn get_me(world: &mut World, _: &Parameters) -> Result<Value, Refusal> {
    let mut me = wire::bot(world);
    if let Some(object) = me.as_object_mut() {
        for (key, value) in [
            ("can_join_groups", true),
            ("can_read_all_group_messages", false),
            ("supports_inline_queries", false),
            ("can_connect_to_business", false),
            ("has_main_web_app", false),
            ("has_topics_enabled", false),
        ] {
            object.insert(key.to_owned(), json!(value));
        }
    }
    Ok(me)
}

/// `setMyName`.
pub fn set_my_name(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    set_text(world, parameters, "name")
}

/// `setMyDescription`.
pub fn set_my_description(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    set_text(world, parameters, "description")
}

/// `setMyShortDescription`.
pub fn set_my_short_description(
    world: &mut World,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    set_text(world, parameters, "short_description")
}

/// `getMyName`.
pub fn get_my_name(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    get_text(world, parameters, "name")
}

/// `getMyDescription`.
pub fn get_my_description(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    get_text(world, parameters, "description")
}

/// `getMyShortDescription`.
pub fn get_my_short_description(
    world: &mut World,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    get_text(world, parameters, "short_description")
}

fn set_text(
    world: &mut World,
    parameters: &Parameters,
    what: &'static str,
) -> Result<Value, Refusal> {
    let text = parameters.text(what).unwrap_or_default();
    let most = limits::BOT_TEXTS
        .iter()
        .find(|(name, _)| *name == what)
        .map_or(0, |(_, most)| *most);
    if text.chars().count() > most {
        return Err(Refusal::broken(format!(
            "bot {} is too long",
            what.replace('_', " ")
        )));
    }
    let key = (what, language(parameters)?);
    if text.is_empty() {
        world.bot.texts.remove(&key);
    } else {
        world.bot.texts.insert(key, text.to_owned());
    }
    Ok(json!(true))
}

fn get_text(world: &World, parameters: &Parameters, what: &'static str) -> Result<Value, Refusal> {
    let language = language(parameters)?;
    let found = world
        .bot
        .texts
        .get(&(what, language))
        .or_else(|| world.bot.texts.get(&(what, String::new())));
    Ok(json!({what: found.cloned().unwrap_or_default()}))
}

/// Two small letters, or nothing for everybody else.
fn language(parameters: &Parameters) -> Result<String, Refusal> {
    let code = parameters.text("language_code").unwrap_or_default();
    if code.is_empty() || (code.len() == 2 && code.chars().all(|c| c.is_ascii_lowercase())) {
        Ok(code.to_owned())
    } else {
        Err(Refusal::broken("invalid language code specified"))
    }
}

/// `setMyCommands`.
pub fn set_my_commands(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let key = (scope(world, parameters)?, language(parameters)?);
    let commands = parameters.list("commands");
    if commands.len() > limits::COMMANDS {
        return Err(Refusal::broken("can't use more than 100 commands"));
    }
    let commands = commands
        .iter()
        .map(command)
        .collect::<Result<Vec<_>, _>>()?;
    world.bot.commands.insert(key, commands);
    Ok(json!(true))
}

/// `getMyCommands`.
pub fn get_my_commands(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let key = (scope(world, parameters)?, language(parameters)?);
    let commands = world.bot.commands.get(&key).into_iter().flatten();
    Ok(commands
        .map(|(command, description)| json!({"command": command, "description": description}))
        .collect())
}

/// `deleteMyCommands`.
pub fn delete_my_commands(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let key = (scope(world, parameters)?, language(parameters)?);
    world.bot.commands.remove(&key);
    Ok(json!(true))
}

fn command(value: &Value) -> Result<(String, String), Refusal> {
    let field = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    let (command, description) = (
        field("command").trim_start_matches('/'),
        field("description").trim(),
    );
    if command.is_empty() {
        return Err(Refusal::broken("command must be non-empty"));
    }
    if command.chars().count() > limits::COMMAND {
        return Err(Refusal::broken("command length must not exceed 32"));
    }
    if !command
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    {
        return Err(Refusal::broken("BOT_COMMAND_INVALID"));
    }
    if description.is_empty() {
        return Err(Refusal::broken("command description must be non-empty"));
    }
    if description.chars().count() > limits::COMMAND_DESCRIPTION {
        return Err(Refusal::broken(
            "command description length must not exceed 256",
        ));
    }
    Ok((command.to_owned(), description.to_owned()))
}

/// The scope in one spelling; a chat of a scope must be known.
fn scope(world: &World, parameters: &Parameters) -> Result<String, Refusal> {
    let Some(scope) = parameters.get("scope") else {
        return Ok("default".to_owned());
    };
    let kind = scope
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match kind {
        "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" => {
            Ok(kind.to_owned())
        }
        "chat" | "chat_administrators" | "chat_member" => {
            let chat = scope.get("chat_id").and_then(|value| chat_id(world, value));
            let chat = chat.ok_or_else(|| Refusal::state("chat not found"))?;
            let user = scope.get("user_id").and_then(Value::as_i64).unwrap_or(0);
            Ok(if kind == "chat_member" {
                format!("{kind} {chat} {user}")
            } else {
                format!("{kind} {chat}")
            })
        }
        _ => Err(Refusal::broken(
            "can't parse BotCommandScope: unsupported type specified",
        )),
    }
}

/// `setChatMenuButton`.
pub fn set_chat_menu_button(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let button = parameters
        .get("menu_button")
        .cloned()
        .unwrap_or_else(|| json!({"type": "default"}));
    if !matches!(
        button.get("type").and_then(Value::as_str),
        Some("default" | "commands" | "web_app")
    ) {
        return Err(Refusal::broken(
            "can't parse menu button: unsupported type specified",
        ));
    }
    world
        .bot
        .menu_buttons
        .insert(parameters.integer("chat_id").unwrap_or(0), button);
    Ok(json!(true))
}

/// `getChatMenuButton`.
pub fn get_chat_menu_button(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let chat = parameters.integer("chat_id").unwrap_or(0);
    let button = world
        .bot
        .menu_buttons
        .get(&chat)
        .or_else(|| world.bot.menu_buttons.get(&0));
    Ok(button
        .cloned()
        .unwrap_or_else(|| json!({"type": "default"})))
}

/// `setMyDefaultAdministratorRights`.
pub fn set_my_default_administrator_rights(
    world: &mut World,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let rights = parameters
        .get("rights")
        .cloned()
        .unwrap_or_else(|| json!({}));
    world
        .bot
        .default_rights
        .insert(parameters.flag("for_channels"), rights);
    Ok(json!(true))
}

const RIGHTS: [&str; 12] = [
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_manage_topics",
];

/// `getMyDefaultAdministratorRights`.
pub fn get_my_default_administrator_rights(
    world: &mut World,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let set = world
        .bot
        .default_rights
        .get(&parameters.flag("for_channels"));
    let is_set = |name: &str| {
        set.and_then(|rights| rights.get(name))
            .and_then(Value::as_bool)
            .unwrap_or(false)
    };
    Ok(RIGHTS
        .iter()
        .map(|name| ((*name).to_owned(), json!(is_set(name))))
        .collect::<serde_json::Map<_, _>>()
        .into())
}
