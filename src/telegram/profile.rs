//! What people see of the bot before they write: its name, descriptions and commands, in every
//! language; and the commands of consultants and staff, seen in their groups alone. Changed only where they
//! differ, since Telegram allows few changes. What people see is neutral: it can be read over a
//! shoulder.

use teloxide::payloads::{
    DeleteMyCommandsSetters, GetMyCommandsSetters, GetMyDescriptionSetters, GetMyNameSetters,
    GetMyShortDescriptionSetters, SetMyCommandsSetters, SetMyDescriptionSetters, SetMyNameSetters,
    SetMyShortDescriptionSetters,
};
use teloxide::requests::{Request, Requester};
use teloxide::types::{BotCommand, BotCommandScope};
use teloxide::{Bot, RequestError};

use super::deliver::failure;
use crate::content::{Content, DeskId, Lang, Text};
use crate::model::case::COMPLAINTS;
use crate::model::ids::ChatId;
use crate::turn::Groups;

/// Commands a person is shown, in order: danger first. What each does is read in
/// `receive::decode`.
pub const COMMANDS: [(&str, Text); 10] = [
    ("danger", Text::CommandDanger),
    ("menu", Text::CommandMenu),
    ("consultant", Text::CommandConsult),
    ("lines", Text::CommandLines),
    ("leaflet", Text::CommandLeaflet),
    ("hide", Text::CommandHide),
    ("lang", Text::CommandLanguage),
    ("mydata", Text::CommandData),
    ("privacy", Text::CommandPrivacy),
    ("forget", Text::CommandForget),
];

/// The command of the self-checks.
pub const CHECK_COMMAND: &str = "check";

/// Commands a consultant is shown, in order: those of a conversation first, then those of the desk.
pub const DESK_COMMANDS: [(&str, Text); 19] = [
    ("take", Text::DeskCommandTake),
    ("release", Text::DeskCommandRelease),
    ("close", Text::DeskCommandClose),
    ("note", Text::DeskCommandNote),
    ("unsend", Text::DeskCommandUnsend),
    ("faq", Text::DeskCommandFaq),
    ("template", Text::DeskCommandTemplates),
    ("leaflet", Text::DeskCommandLeaflet),
    ("lines", Text::DeskCommandLines),
    ("urgent", Text::DeskCommandUrgent),
    ("history", Text::DeskCommandHistory),
    ("block", Text::DeskCommandBlock),
    ("unblock", Text::DeskCommandUnblock),
    ("blocked", Text::DeskCommandBlocked),
    ("on", Text::DeskCommandOn),
    ("off", Text::DeskCommandOff),
    ("alias", Text::DeskCommandAlias),
    ("board", Text::DeskCommandBoard),
    ("help", Text::DeskCommandHelp),
];

/// Commands the staff are shown in their group.
pub const STAFF_COMMANDS: [(&str, Text); 2] = [
    ("stats", Text::DeskStaffCommandStats),
    ("help", Text::DeskStaffCommandHelp),
];

/// Between the two languages of what is shown to everybody whose language we do not speak.
const BETWEEN: &str = " · ";

/// The profile in one language.
#[derive(Debug, PartialEq, Eq)]
struct Profile {
    /// Two letters; empty for everybody else.
    code: String,
    name: String,
    description: String,
    short: String,
    commands: Vec<BotCommand>,
}

/// Brings the profile up to date. What Telegram refuses today is tried again at the next start:
/// nobody's help depends on it.
pub async fn update(bot: Bot, content: &Content) {
    for profile in profiles(content) {
        if let Err(error) = bring_up_to_date(&bot, &profile).await {
            let failure = failure::classify(&error);
            tracing::warn!("The bot's profile stays as it was until the next start: {failure}");
            return;
        }
    }
}

/// Brings the commands of the groups up to date: consultants see theirs in their desk's language,
/// the staff theirs in their own. A group that cannot be reached leaves the others theirs.
pub async fn update_groups(bot: &Bot, content: &Content, groups: &Groups) {
    for desk in groups.desks() {
        let Some(chat) = groups.chat_of(&desk) else {
            continue;
        };
        let lang = language_of(content, &desk);
        let commands = commands(&DESK_COMMANDS, &|text| content.plain(lang, text));
        if let Err(error) = bring_commands(bot, scope_of(chat), "", &commands).await {
            let failure = failure::classify(&error);
            tracing::warn!("Desk {desk} is not shown its commands until the next start: {failure}");
        }
    }
    if let Some(chat) = groups.staff() {
        update_staff(bot, content, chat).await;
    }
}

/// The staff see their commands in the language of their client, if the content has it.
async fn update_staff(bot: &Bot, content: &Content, chat: ChatId) {
    let own = &content.desk().complaints_language;
    let languages = content.full_languages().map(|language| &language.tag);
    let by_code = languages.filter(|tag| tag.as_str().len() == 2);
    let codes = [("", own)].into_iter();
    for (code, lang) in codes.chain(by_code.map(|tag| (tag.as_str(), tag))) {
        let commands = commands(&STAFF_COMMANDS, &|text| content.plain(lang, text));
        if let Err(error) = bring_commands(bot, scope_of(chat), code, &commands).await {
            let failure = failure::classify(&error);
            tracing::warn!("The commands of the staff's group stay as they were: {failure}");
            return;
        }
    }
}

/// The language in which a desk is spoken to.
fn language_of<'a>(content: &'a Content, desk: &DeskId) -> &'a Lang {
    let rules = content.desk();
    match rules.plan(desk) {
        Some(plan) => &plan.language,
        None if desk.as_str() == COMPLAINTS => &rules.complaints_language,
        None => content.default_language(),
    }
}

fn scope_of(chat: ChatId) -> BotCommandScope {
    BotCommandScope::Chat {
        chat_id: teloxide::types::ChatId(chat.0).into(),
    }
}

fn profiles(content: &Content) -> Vec<Profile> {
    let mut profiles: Vec<Profile> = content
        .languages()
        .iter()
        // Telegram keys profiles by two letters.
        .filter(|language| language.tag.as_str().len() == 2)
        .map(|language| {
            let own = profile(language.tag.as_str(), &|text| {
                content.plain(&language.tag, text)
            });
            with_check(own, content, &content.checks_text(&language.tag).command)
        })
        .collect();
    let (own, common) = (content.default_language(), last_resort(content));
    let both = |first: String, second: String| {
        if first == second {
            first
        } else {
            format!("{first}{BETWEEN}{second}")
        }
    };
    let everybody = profile("", &|text| {
        both(content.plain(own, text), content.plain(common, text))
    });
    let command = |lang| content.checks_text(lang).command.clone();
    let check = both(command(own), command(common));
    profiles.push(with_check(everybody, content, &check));
    profiles
}

/// With `/check`, whose words stand with the self-checks, where there are such.
fn with_check(mut profile: Profile, content: &Content, words: &str) -> Profile {
    if !content.checks().is_empty() {
        let after_lines = profile.commands.len().min(4);
        profile
            .commands
            .insert(after_lines, BotCommand::new(CHECK_COMMAND, words));
    }
    profile
}

/// The language beside our first that most strangers can read: English if we speak it.
fn last_resort(content: &Content) -> &Lang {
    content
        .languages()
        .iter()
        .map(|language| &language.tag)
        .find(|tag| tag.as_str() == "en")
        .unwrap_or_else(|| content.default_language())
}

fn profile(code: &str, say: &dyn Fn(Text) -> String) -> Profile {
    Profile {
        code: code.to_owned(),
        name: say(Text::ProfileName),
        description: say(Text::ProfileDescription),
        short: say(Text::ProfileShort),
        commands: commands(&COMMANDS, say),
    }
}

fn commands(table: &[(&str, Text)], say: &dyn Fn(Text) -> String) -> Vec<BotCommand> {
    table
        .iter()
        .map(|(name, text)| BotCommand::new(*name, say(*text)))
        .collect()
}

async fn bring_up_to_date(bot: &Bot, profile: &Profile) -> Result<(), RequestError> {
    let code = &profile.code;
    if bot.get_my_name().language_code(code).send().await?.name != profile.name {
        bot.set_my_name()
            .name(&profile.name)
            .language_code(code)
            .send()
            .await?;
    }
    let told = bot.get_my_description().language_code(code).send().await?;
    if told.description != profile.description {
        bot.set_my_description()
            .description(&profile.description)
            .language_code(code)
            .send()
            .await?;
    }
    let told = bot
        .get_my_short_description()
        .language_code(code)
        .send()
        .await?;
    if told.short_description != profile.short {
        bot.set_my_short_description()
            .short_description(&profile.short)
            .language_code(code)
            .send()
            .await?;
    }
    bring_commands(
        bot,
        BotCommandScope::AllPrivateChats,
        code,
        &profile.commands,
    )
    .await
}

/// No commands at all are deleted rather than set: then a wider scope shows through again.
async fn bring_commands(
    bot: &Bot,
    scope: BotCommandScope,
    code: &str,
    commands: &[BotCommand],
) -> Result<(), RequestError> {
    let told = bot
        .get_my_commands()
        .scope(scope.clone())
        .language_code(code)
        .send()
        .await?;
    if told == commands {
        return Ok(());
    }
    if commands.is_empty() {
        bot.delete_my_commands()
            .scope(scope)
            .language_code(code)
            .send()
            .await?;
    } else {
        bot.set_my_commands(commands.to_vec())
            .scope(scope)
            .language_code(code)
            .send()
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::desk::{DeskCommand, DeskEvent};
    use crate::model::event::VisitorEvent;
    use crate::telegram::receive::decode::{Decoder, Heard, Ourselves};

    #[test]
    fn the_profile_fits_telegram_in_every_language() {
        let content = Content::embedded().unwrap();
        let profiles = profiles(&content);
        assert_eq!(profiles.len(), content.languages().len() + 1);
        for profile in profiles {
            // Limits: core.telegram.org/bots/api#setmyname and its neighbours.
            assert!(
                (1..=64).contains(&profile.name.chars().count()),
                "{}",
                profile.name
            );
            assert!((1..=512).contains(&profile.description.chars().count()));
            assert!(
                (1..=120).contains(&profile.short.chars().count()),
                "{}",
                profile.short
            );
            for command in &profile.commands {
                assert!((1..=256).contains(&command.description.chars().count()));
            }
        }
    }

    #[test]
    fn the_commands_of_consultants_fit_telegram_in_every_language() {
        let content = Content::embedded().unwrap();
        for language in content.languages() {
            let commands = commands(&DESK_COMMANDS, &|text| content.plain(&language.tag, text));
            for BotCommand {
                command,
                description,
                ..
            } in commands
            {
                assert!((1..=32).contains(&command.len()), "{command}");
                let letters = description.chars().count();
                assert!((1..=256).contains(&letters), "{description}");
            }
        }
    }

    /// Who presses a command of the menu is understood, in the chat that shows it.
    #[test]
    fn every_command_that_is_shown_is_read() {
        const DESK: i64 = -1_002_140_000_000;
        let desks = vec![("main".parse().unwrap(), ChatId(DESK))];
        let ourselves = Ourselves {
            account: ChatId(1),
            username: "a_bot".to_owned(),
        };
        let door = Decoder::new(ourselves, Groups::new(desks, None));
        let heard = |chat: serde_json::Value, command: &str| {
            let message = serde_json::json!({
                "message_id": 7, "date": 9, "chat": chat, "text": format!("/{command}"),
                "from": {"id": 5, "is_bot": false, "first_name": "O"},
            });
            door.message(&serde_json::from_str(&message.to_string()).unwrap())
        };
        let known = COMMANDS.into_iter().map(|(command, _)| command);
        for command in known.chain([CHECK_COMMAND]) {
            let said = heard(serde_json::json!({"id": 5, "type": "private"}), command);
            let event = match said {
                Some(Heard::Person { event, .. }) => event,
                other => panic!("/{command}: {other:?}"),
            };
            assert!(matches!(event, VisitorEvent::Commanded(_)), "/{command}");
        }
        for (command, _) in DESK_COMMANDS {
            let group = serde_json::json!({"id": DESK, "type": "supergroup", "title": "D"});
            let event = match heard(group, command) {
                Some(Heard::Desk { event, .. }) => event,
                other => panic!("/{command}: {other:?}"),
            };
            let known = match event {
                DeskEvent::Commanded(command) => !matches!(command, DeskCommand::Unknown),
                _ => false,
            };
            assert!(known, "/{command}");
        }
    }
}
