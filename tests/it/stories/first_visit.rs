//! The first minutes: language, greeting, leaflet, stickers, menu.

use safe_migration_bot::content::Text;

use crate::databases::TestDatabase;
use crate::town::Town;

on_both_databases! {
    /// Whoever presses START in a language we speak is greeted in it, gets the leaflet and the
    /// sticker link, once, and stands before the menu.
    async fn everybody_gets_greeting_leaflet_stickers_and_menu(database: TestDatabase) {
        let town = Town::new(database).await;
        for language in ["uk", "ru", "en"] {
            let person = town.person("Olena", Some(language));
            person.starts().await;
            let said = person.from_the_bot();
            assert_eq!(said.len(), 3, "{}", person.transcript());
            assert!(said[0].text().contains("112"));
            assert_eq!(said[1].file_name(), Some(format!("{}.pdf", person.says(Text::LeafletFile)).as_str()));
            insta::assert_snapshot!(format!("first_visit_{language}"), person.transcript());

            person.starts().await;
            assert_eq!(person.from_the_bot().len(), 4, "a second START brings the menu alone");
            person.sees(&person.says(Text::ConsultButton));
        }
        town.ends().await;
    }
}
