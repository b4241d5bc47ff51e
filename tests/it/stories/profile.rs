//! What Telegram shows of the bot before the first word.

use safe_migration_bot::content::Text;

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
