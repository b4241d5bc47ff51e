//! Languages: nobody is greeted in words they did not choose, and everybody can change them.

use safe_migration_bot::content::{Placeholder, Text};

use crate::databases::TestDatabase;
use crate::town::Town;

on_both_databases! {
    /// A client language we do not have leads to a choice, each language in its own words; every
    /// choice is followed by greeting, leaflet and menu in it.
    async fn everyone_is_served(database: TestDatabase) {
        let town = Town::new(database).await;
        for client in [None, Some("ja"), Some("zh-hans"), Some("")] {
            for language in town.content.languages() {
                let mut person = town.person("Nino", client);
                person.starts().await;
                assert_eq!(person.from_the_bot().len(), 1, "{}", person.transcript());
                for offered in town.content.languages() {
                    person.sees(&town.content.plain(&offered.tag, Text::LanguagesText));
                    assert!(person.has_button(&offered.name));
                }
                person.taps(&language.name).await;
                person.lang = language.tag.clone();
                let said = person.from_the_bot();
                assert_eq!(said.len(), 4, "{}", person.transcript());
                assert!(said[2].file_name().unwrap().starts_with(&person.says(Text::LeafletFile)));
                person.sees_text(Text::MenuText);
            }
        }
        town.all_is_answered().await;
        town.ends().await;
    }

    /// A client language is taken whatever its country part.
    async fn a_known_client_language_is_taken_at_once(database: TestDatabase) {
        let town = Town::new(database).await;
        for (client, language) in [("uk", "uk"), ("uk-UA", "uk"), ("ru-RU", "ru"), ("en-gb", "en"), ("EN", "en")] {
            let mut person = town.person("Olena", Some(client));
            person.lang = language.parse().unwrap();
            person.starts().await;
            person.sees_text(Text::MenuText);
        }
        town.ends().await;
    }

    /// A neighbour of one of our languages is offered that one first; whoever speaks none of them,
    /// English; whoever hides the language, our first.
    async fn the_nearest_language_is_offered_first(database: TestDatabase) {
        let town = Town::new(database).await;
        for (client, first) in [(Some("be"), "Русский"), (Some("crh"), "Українська"), (Some("tr"), "English"), (None, "Українська")] {
            let person = town.person("Aliaksandra", client);
            person.starts().await;
            assert_eq!(person.newest().buttons()[0], [first], "{client:?}");
        }
        town.ends().await;
    }

    /// The language can be changed from the menu, from the data page and by command, and changes
    /// nothing else; the greeting does not come again.
    async fn the_language_can_be_changed_at_any_time(database: TestDatabase) {
        let town = Town::new(database).await;
        let mut person = town.guest("uk").await;
        person.presses(Text::CountryButton).await;
        person.chooses("PL").await;
        person.presses(Text::LanguageButton).await;
        person.taps("English").await;
        person.lang = "en".parse().unwrap();
        person.sees_text(Text::MenuText);
        person.presses(Text::DataButton).await;
        person.sees("Poland");

        person.writes("/lang").await;
        person.taps("Русский").await;
        person.lang = "ru".parse().unwrap();
        person.sees_text(Text::MenuText);
        person.presses(Text::DataButton).await;
        person.sees("Польша");
        assert_eq!(person.from_the_bot().len(), 4, "greeting, leaflet, menu, and the answer to /lang");
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Before a language is chosen everything written leads back to the choice.
    async fn whoever_writes_before_choosing_is_asked_again(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.person("Nino", None);
        person.starts().await;
        for words in ["Gamarjoba megobrebo", "/menu", "/mydata", "/privacy"] {
            person.writes(words).await;
            person.sees_text(Text::LanguagesText);
        }
        assert_eq!(person.from_the_bot().len(), 5);
        town.ends().await;
    }

    /// A language that has only the core: what is there comes in it; what is not comes in another
    /// language, marked before it is opened, says so, and can be read in a third one from then on.
    async fn what_a_language_lacks_comes_in_another_and_says_so(database: TestDatabase) {
        let town = Town::asleep(database).await;
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/content");
        let mut town = town.with_content(folder.into());
        town.starts_the_bot().await;
        let ania = town.guest("pl").await;
        let line = |language: &str| ania.says_with(Text::OtherLanguage, &[(Placeholder::Language, language)]);

        ania.reads("protection", "tp-who").await;
        assert!(!ania.screen().contains("PL: ") || !ania.screen().contains(&line("English")));
        ania.presses(Text::MenuButton).await;
        ania.presses(Text::SkipAllButton).await;

        assert!(ania.has_button("🤝 Get help · en"), "{}", ania.screen());
        ania.reads("help", "hp-passport").await;
        ania.sees(&line("English"));
        ania.sees("Nobody has a right to keep your passport.");
        ania.taps("Українська").await;
        ania.sees(&line("Українська"));
        ania.sees("паспорт");
        assert!(ania.has_button("English") && ania.has_button(&ania.says(Text::BackButton)));
        ania.presses(Text::BackButton).await;
        ania.sees(&line("Українська"));
        ania.presses(Text::MenuButton).await;
        assert!(ania.screen().contains(" · uk]"), "what was chosen holds: {}", ania.screen());
        assert!(ania.screen().contains("🛡 PL: "), "the core is hers: {}", ania.screen());

        let forged = ania.newest().id;
        for data in ["1ipl,ahp-passport", "1ixx,ahp-passport", "1iuk,ano-such"] {
            ania.presses_data(forged, data).await;
            ania.sees_text(Text::MenuText);
        }
        town.all_is_answered().await;
        town.ends().await;
    }
}
