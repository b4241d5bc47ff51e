//! The leaflet in all its forms: a file for the phone, one for printing, messages, notes.

use safe_migration_bot::content::{LeafletPart, Text};

use crate::databases::TestDatabase;
use crate::town::Town;

on_both_databases! {
    /// Under the file stand its other forms; as a message it has the numbers of the person's
    /// country, and the notes lead to each other and back.
    async fn the_leaflet_is_had_as_text_and_for_printing_in_every_language(database: TestDatabase) {
        let town = Town::new(database).await;
        let languages: Vec<String> = town.content.languages().iter().map(|language| language.tag.to_string()).collect();
        for language in &languages {
            let person = town.guest(language).await;
            let words = town.content.leaflet_text(&person.lang).unwrap().clone();
            let file = person.from_the_bot().into_iter().find(|message| message.file_name().is_some()).unwrap();
            person.taps_on(&file, words.button(LeafletPart::Page).unwrap()).await;
            person.sees("527");
            person.sees("116 000");
            assert_eq!(person.from_the_bot().len(), 4, "a message of its own: the file stays");
            person.taps(words.button(LeafletPart::Teens).unwrap()).await;
            person.sees_not("527");
            person.taps(words.button(LeafletPart::Children).unwrap()).await;
            person.sees("116 000");
            person.presses(Text::BackButton).await;
            person.sees(words.button(LeafletPart::Children).unwrap());
            person.presses(Text::BackButton).await;
            person.sees_text(Text::LeafletText);
            let stickers = town.content.stickers_text(&person.lang).unwrap().clone();
            person.taps(&stickers.button).await;
            for text in stickers.stickers.values() {
                person.sees(&text.words);
                person.sees(&text.alt);
            }
            person.presses(Text::BackButton).await;
            person.taps(&words.print_button).await;
            let name = format!("{} A4.pdf", person.says(Text::LeafletFile));
            assert_eq!(person.newest().file_name(), Some(name.as_str()));

            person.writes("/menu").await;
            person.presses(Text::CountryButton).await;
            person.chooses("PL").await;
            person.presses(Text::MenuButton).await;
            person.presses(Text::LeafletButton).await;
            person.taps(words.button(LeafletPart::Page).unwrap()).await;
            person.sees(&person.country("PL"));
            person.sees("+48 22 628 01 20");
        }
        assert_eq!(town.counted("leaflet_sent", "").await, i64::try_from(languages.len()).unwrap(), "once a person");
        town.all_is_answered().await;
        town.ends().await;
    }

    /// A pack that is not there is linked nowhere and not counted; the stickers in words stay.
    async fn nobody_is_given_a_link_that_leads_nowhere(database: TestDatabase) {
        let mut town = Town::asleep(database).await;
        let bot = town.world.look(|world| world.bot().username.clone());
        town.world.remove_sticker_set(&town.content.sticker_set_name(&"uk".parse().unwrap(), &bot));
        town.starts_the_bot().await;
        let without = town.guest("uk").await;
        assert!(!without.transcript().contains("addstickers"), "{}", without.transcript());
        without.presses(Text::LeafletButton).await;
        without.sees_not("addstickers");
        without.taps(&town.content.stickers_text(&without.lang).unwrap().button.clone()).await;
        assert_eq!(town.counted("sticker_link_sent", "").await, 0);
        let with = town.guest("en").await;
        assert!(with.transcript().contains("addstickers"), "{}", with.transcript());
        assert_eq!(town.counted("sticker_link_sent", "").await, 1);
        assert_eq!(town.counted("leaflet_sent", "").await, 2);
        town.all_is_answered().await;
        town.ends().await;
    }
}
