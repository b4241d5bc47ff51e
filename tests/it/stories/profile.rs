//! What Telegram shows of the bot before the first word.

use safe_migration_bot::content::{Content, Text};
use safe_migration_bot::model::case::COMPLAINTS;
use safe_migration_bot::model::ids;
use safe_migration_bot::preview::{GroupKind, Role, Scene, Server, Status, TOKEN, WorldHandle};
use safe_migration_bot::telegram::profile::{DESK_COMMANDS, STAFF_COMMANDS, update_groups};
use safe_migration_bot::turn::Groups;
use teloxide::Bot;

use crate::databases::TestDatabase;
use crate::town::Town;

on_both_databases! {
    /// Name, descriptions and commands are set in every language, and once they are right they are
    /// not set again: Telegram allows few such changes.
    async fn the_profile_is_set_once_in_every_language(database: TestDatabase) {
        let mut town = Town::new(database).await;
        let languages: Vec<String> = town.content.languages().iter().map(|l| l.tag.to_string()).collect();
        let count = languages.len() + 1;
        town.until("the last commands are set", |world| {
            world.calls().filter(|call| call.method == "setMyCommands").count() == count
        })
        .await;
        for code in &languages {
            let lang = code.parse().unwrap();
            let said = town.content.plain(&lang, Text::CommandDanger);
            let set = town.world.look(|world| {
                world.bot().commands.iter().find(|((_, of), _)| of == code).map(|(_, set)| set.clone())
            });
            assert_eq!(set.unwrap().first(), Some(&("danger".to_owned(), said)));
            let name = town.content.plain(&lang, Text::ProfileName);
            let named = town.world.look(|world| world.bot().texts.values().any(|text| *text == name));
            assert!(named, "the bot is called `{name}` in {code}");
        }
        let changes = |town: &Town| {
            let calls = town.world.calls();
            let asked = calls.iter().filter(|call| call.method == "getMyCommands").count();
            (asked, calls.iter().filter(|call| call.method.starts_with("setMy")).count())
        };
        let (asked, changed) = changes(&town);
        town.stops_the_bot().await;
        town.starts_the_bot().await;
        town.until("the commands are looked at again", |world| {
            world.calls().filter(|call| call.method == "getMyCommands").count() == asked * 2
        })
        .await;
        assert_eq!(changes(&town).1, changed);
        town.ends().await;
    }
}

/// In their group, in its language, and once; a group that is not there leaves the others theirs;
/// the staff's group, which was shown those of a desk before, is shown its own in every language.
#[tokio::test(flavor = "multi_thread")]
async fn consultants_and_staff_are_shown_their_commands_in_their_group_alone() {
    let address = "127.0.0.1:0".parse().unwrap();
    let server = Server::start(address, Scene::empty()).await.unwrap();
    let world = server.world();
    let chief = world.add_account("Chief", Some("uk"), Role::Consultant);
    let desk = world.add_forum("Consultants", chief);
    let [complaints, staff] = ["Complaints", "Staff"].map(|title| {
        let group = world.add_group(GroupKind::Super, title, chief);
        world.set_bot_status(group, Status::Administrator);
        group
    });
    let content = Content::embedded().unwrap();
    let bot = Bot::new(TOKEN).set_api_url(server.url().parse().unwrap());
    let groups = |names: &[(&str, i64)], staff: Option<i64>| {
        let desk = |(name, id): &(&str, i64)| (name.parse().unwrap(), ids::ChatId(*id));
        Groups::new(names.iter().map(desk).collect(), staff.map(ids::ChatId))
    };
    let gone = -1_009_999_999_999;
    let two = groups(&[("main", desk.0), ("lviv", staff.0)], None);
    let now = groups(
        &[("lviv", gone), ("main", desk.0), (COMPLAINTS, complaints.0)],
        Some(staff.0),
    );
    update_groups(&bot, &content, &two).await;
    update_groups(&bot, &content, &now).await;

    let rules = content.desk();
    for (chat, lang) in [
        (desk, &rules.desks[0].language),
        (complaints, &rules.complaints_language),
    ] {
        let expected =
            DESK_COMMANDS.map(|(name, text)| (name.to_owned(), content.plain(lang, text)));
        assert_eq!(shown(&world, chat.0), Some(expected.to_vec()));
    }
    let own = ("", &rules.complaints_language);
    let languages = content.full_languages().map(|language| &language.tag);
    for (code, lang) in languages.map(|tag| (tag.as_str(), tag)).chain([own]) {
        let expected =
            STAFF_COMMANDS.map(|(name, text)| (name.to_owned(), content.plain(lang, text)));
        let scope = (format!("chat {}", staff.0), code.to_owned());
        let set = world.look(|world| world.bot().commands.get(&scope).cloned());
        assert_eq!(set, Some(expected.to_vec()), "in `{code}`");
    }
    let changed = changes(&world);
    assert_eq!(
        changed,
        vec!["setMyCommands"; 4 + content.full_languages().count()]
    );
    update_groups(&bot, &content, &now).await;
    assert_eq!(changes(&world), changed, "what is right is not set again");
}

fn shown(world: &WorldHandle, chat: i64) -> Option<Vec<(String, String)>> {
    let scope = (format!("chat {chat}"), String::new());
    world.look(|world| world.bot().commands.get(&scope).cloned())
}

fn changes(world: &WorldHandle) -> Vec<String> {
    let calls = world.calls().into_iter().filter(|call| call.ok);
    calls
        .map(|call| call.method)
        .filter(|method| !method.starts_with("get"))
        .collect()
}
