//! What people see of the bot before they write: its name, descriptions and commands, in every
//! language, changed only where they differ, since Telegram allows few changes. All of it is
//! neutral: it can be read over a shoulder.

use teloxide::payloads::{
    GetMyCommandsSetters, GetMyDescriptionSetters, GetMyNameSetters, GetMyShortDescriptionSetters,
    SetMyCommandsSetters, SetMyDescriptionSetters, SetMyNameSetters, SetMyShortDescriptionSetters,
};
use teloxide::requests::{Request, Requester};
use teloxide::types::{BotCommand, BotCommandScope};
use teloxide::{Bot, RequestError};

use super::deliver::failure;
use crate::content::{Content, Lang, Text};

/// Commands a person is shown, in order: danger first.
pub const COMMANDS: [(&str, Text); 9] = [
    ("danger", Text::CommandDanger),
    ("menu", Text::CommandMenu),
    ("lines", Text::CommandLines),
    ("leaflet", Text::CommandLeaflet),
    ("hide", Text::CommandHide),
    ("lang", Text::CommandLanguage),
    ("mydata", Text::CommandData),
    ("privacy", Text::CommandPrivacy),
    ("forget", Text::CommandForget),
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

/// Looks whether the sticker packs that everybody is given a link to are there.
pub async fn look_for_stickers(bot: Bot, content: &Content, bot_name: &str) {
    for language in content.languages() {
        let link = content.sticker_set(&language.tag, bot_name);
        let name = link.rsplit('/').next().unwrap_or_default();
        if let Err(error) = bot.get_sticker_set(name).send().await {
            let failure = failure::classify(&error);
            tracing::warn!(
                "People are given {link}, but Telegram does not show that pack ({failure}): publish it, or name another in bot.yaml"
            );
        }
    }
}

fn profiles(content: &Content) -> Vec<Profile> {
    let mut profiles: Vec<Profile> = content
        .languages()
        .iter()
        // Telegram keys profiles by two letters.
        .filter(|language| language.tag.as_str().len() == 2)
        .map(|language| {
            profile(language.tag.as_str(), &|text| {
                content.plain(&language.tag, text)
            })
        })
        .collect();
    let (own, common) = (content.default_language(), last_resort(content));
    profiles.push(profile("", &|text| {
        let (first, second) = (content.plain(own, text), content.plain(common, text));
        if first == second {
            first
        } else {
            format!("{first}{BETWEEN}{second}")
        }
    }));
    profiles
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
        commands: COMMANDS
            .iter()
            .map(|(name, text)| BotCommand::new(*name, say(*text)))
            .collect(),
    }
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
    let scope = BotCommandScope::AllPrivateChats;
    let told = bot
        .get_my_commands()
        .scope(scope.clone())
        .language_code(code)
        .send()
        .await?;
    if told != profile.commands {
        bot.set_my_commands(profile.commands.clone())
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
}
