//! Presses on anything: always an answer, never a call that our own mistake makes Telegram refuse.

use std::time::Duration;

use safe_migration_bot::content::Text;
use safe_migration_bot::preview::{Button, MessageId};

use crate::databases::TestDatabase;
use crate::town::Town;

on_both_databases! {
    /// Every button of every keyboard that stands in the chat, however old, still leads somewhere.
    async fn old_keyboards_work(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.writes("/lines").await;
        person.writes("/mydata").await;
        person.writes("/menu").await;
        town.time_passes(Duration::from_secs(20 * 24 * 60 * 60));
        for message in person.from_the_bot() {
            let keys: Vec<Button> = message.keyboard.iter().flat_map(|keyboard| keyboard.rows.concat()).collect();
            for data in keys.iter().filter_map(Button::data).filter(|data| *data != "1h") {
                person.presses_data(message.id, data).await;
            }
        }
        town.all_is_answered().await;
        assert_eq!(person.alerts().await, Vec::<String>::new(), "no button of ours is stale");
        town.ends().await;
    }

    /// The same button twice before the answer is there: the page is there once.
    async fn pressing_twice_quickly_is_harmless(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        let menu = person.newest();
        for text in [Text::LinesButton, Text::LinesButton, Text::DataButton, Text::ConsultButton, Text::ConsultButton] {
            let (row, column) = menu.find_button(|button| button.text == person.says(text)).unwrap();
            let data = menu.keyboard.as_ref().unwrap().button(row, column).unwrap().data().unwrap().to_owned();
            town.world.press_data(person.id, person.chat, menu.id, &data).unwrap();
        }
        town.all_is_answered().await;
        assert_eq!(person.from_the_bot().len(), 3);
        person.sees("09:00–18:00");
        town.ends().await;
    }

    /// Data we did not write, or no longer read: the menu and a word of explanation.
    async fn forged_data_leads_to_the_menu(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        let long = "1".repeat(64);
        let longer = format!("1o{}", "a".repeat(200));
        let forged = [
            " ", "1", "0m", "2m", "9om", "1zzz", "1mm", "1oa", "1oano-such-answer", "1obno-such-branch", "1yno-such-answer",
            "1nno-such-answer", "1oz", "1oH", "1okx-h", "1oh999", "1oh+1", "1ob^", "1om^zz", "{\"json\":true}",
            "DROP TABLE person", "💣", "\u{202e}m1", "m", long.as_str(), longer.as_str(),
        ];
        for (n, data) in forged.iter().enumerate() {
            person.presses_data(person.newest().id, data).await;
            person.sees_text(Text::MenuText);
            let alerts = person.alerts().await;
            assert_eq!((alerts.len(), alerts.last()), (n + 1, Some(&person.says(Text::StaleAlert))), "{data}");
        }
        assert_eq!(person.from_the_bot().len(), 3, "in place");
        town.ends().await;
    }

    /// Data of ours with names that the content does not know, but which can be served anyway.
    async fn unknown_languages_countries_and_pages_are_served(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        for data in ["1lxx", "1cPLano-such-answer", "1cXXd", "1cXXh", "1cXXe", "1!xx,XX", "1!uk,", "1oh250", "1ok250-h", "1oa of-before", "1oaof-before^ano-such", "1omm"] {
            person.presses_data(person.newest().id, data).await;
            assert!(!person.screen().is_empty());
        }
        let person = town.guest("uk").await;
        person.presses_data(person.newest().id, "1oaof-before^ano-such").await;
        person.sees(person.title("of-before"));
        person.presses_data(person.newest().id, "1cXXh").await;
        person.sees_text(Text::CountryButton);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// A press on a message that was deleted meanwhile, or that Telegram no longer shows us,
    /// brings the page as a new message.
    async fn a_press_on_a_message_that_is_gone_brings_a_new_one(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        let menu = person.newest();
        // Gone before the press: it comes without its text, so nothing is tried on it.
        town.world.delete(person.id, person.chat, menu.id).unwrap();
        person.presses_data(menu.id, "1od").await;
        person.sees_text(Text::DataNotTold);
        assert_eq!(town.refusals(), Vec::<String>::new());
        person.presses_data(MessageId(1), "1oc").await;
        person.sees("09:00–18:00");

        // Gone between the press and the answer.
        let page = person.newest();
        town.world.change(|world| {
            world.press_data(person.id, person.chat, page.id, "1od").unwrap();
            world.delete(person.id, person.chat, page.id).unwrap();
        });
        town.all_is_answered().await;
        person.sees_text(Text::DataNotTold);
        assert_eq!(town.refusals(), ["editMessageText: Bad Request: message to edit not found"]);
        town.ends().await;
    }

    /// A press under the leaflet opens its page below; a document cannot be turned into text.
    async fn a_press_under_the_leaflet_opens_a_page_below(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        let leaflet = person.from_the_bot().swap_remove(1);
        for data in ["1om", "1od", "1ofx", "1d", "1m", "1lru", "1f1", "1x"] {
            let before = person.from_the_bot().len();
            person.presses_data(leaflet.id, data).await;
            assert!(person.from_the_bot().len() > before, "{data}");
        }
        assert!(town.world.message(person.chat, leaflet.id).unwrap().file_name().is_some());
        assert_eq!(town.refusals(), Vec::<String>::new());
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Somebody who has never pressed START, or whom we forgot, presses what a friend's client
    /// shows: nothing breaks.
    async fn a_strangers_press_is_answered(database: TestDatabase) {
        let town = Town::new(database).await;
        for client in [Some("uk"), None] {
            for data in ["1m", "1h", "1x", "1d", "1s", "1tgw", "1oaof-before", "1!ru,PL", "junk", "1cPLq", "1yof-before", "1f0"] {
                let person = town.person("Nino", client);
                town.world.change(|world| world.start(person.id, None)).unwrap();
                town.settles().await;
                person.writes("/forget").await;
                person.presses_data(person.newest().id, data).await;
                assert!(!person.from_the_bot().is_empty(), "{data}");
            }
        }
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Two presses that lead to the same page: the second changes nothing, and that is no error.
    async fn a_page_that_is_there_already_is_no_error(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        let menu = person.newest();
        person.presses_data(menu.id, "1od").await;
        person.presses_data(menu.id, "1od").await;
        person.sees_text(Text::DataNotTold);
        assert!(town.refusals().iter().all(|refusal| refusal.contains("message is not modified")));
        assert_eq!(person.from_the_bot().len(), 3);
        town.all_is_answered().await;
        town.ends().await;
    }
}
