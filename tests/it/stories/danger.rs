//! Danger: by button, command or word, at once, before anything else, in every state.

use safe_migration_bot::content::{Placeholder, Text};
use safe_migration_bot::model::desk::Sign;
use safe_migration_bot::preview::MediaKind;

use crate::databases::TestDatabase;
use crate::town::{Person, Town, checked_yesterday};

/// The emergency page: the number first, a person, lines, a way to hide.
fn sees_the_emergency_page(person: &Person<'_>, number: &str) {
    let screen = person.screen();
    assert!(person.newest().text().starts_with(number), "{screen}");
    for text in [
        Text::LinesButton,
        Text::HideButton,
        Text::BackButton,
        Text::MenuButton,
    ] {
        assert!(person.has_button(&person.says(text)), "{text:?}:\n{screen}");
    }
    let asks = [Text::ConsultNowButton, Text::NeedHelpButton];
    assert!(
        asks.iter()
            .any(|text| person.has_button(&person.says(*text))),
        "{screen}"
    );
}

on_both_databases! {
    /// The button on the menu, on an answer and under the leaflet, and three commands.
    async fn the_button_and_the_commands_bring_the_number(database: TestDatabase) {
        let town = Town::new(database).await;
        for language in ["uk", "ru", "en"] {
            let person = town.guest(language).await;
            let danger = person.says(Text::DangerButton);
            person.taps(&danger).await;
            sees_the_emergency_page(&person, "112");
            person.sees_text(Text::DangerNoCountry);
            person.presses(Text::BackButton).await;
            person.sees_text(Text::MenuText);

            person.reads("work", "of-before").await;
            person.taps(&danger).await;
            sees_the_emergency_page(&person, "112");
            person.presses(Text::BackButton).await;
            person.sees(person.title("of-before"));

            let leaflet = person.from_the_bot().into_iter().find(|m| m.file_name().is_some()).unwrap();
            person.taps_on(&leaflet, &danger).await;
            sees_the_emergency_page(&person, "112");
            assert_eq!(person.from_the_bot().len(), 4, "the leaflet stays, the page is new");

            for command in ["/danger", "/sos", "/stop"] {
                person.writes(command).await;
                sees_the_emergency_page(&person, "112");
                person.sees_text(Text::ConsultNowButton);
            }
        }
        assert_eq!(town.counted("safety_page", "").await, 18);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Words of distress in three languages, whatever the interface; mistyped, in Latin letters,
    /// in capitals, in the middle of a sentence.
    async fn words_of_distress_are_heard(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        let cries = [
            "Мене замкнули в квартирі", "МЕНЕ ЗАМКНУЛИ!!!", "мене замкнулі", "допомжіть", "рятуйте...",
            "меня заперли и не отпускают", "памагите меня держат", "он меня бьёт", "mene zamknuly",
            "menya zaperli v dome", "dopomozhit bud laska", "I am in danger", "they took my pasport", "SOS", "112",
            "hello, please help me, I can't leave",
        ];
        for cry in cries {
            town.a_minute_begins();
            person.writes(cry).await;
            sees_the_emergency_page(&person, "112");
            person.sees_text(Text::DangerHeard);
            person.sees_text(Text::NeedHelpButton);
        }
        for calm in ["Добрий день, як оформити паспорт?", "What is temporary protection?", "Дякую за допомогу"] {
            let shown = person.from_the_bot().len();
            person.writes(calm).await;
            assert_eq!(person.from_the_bot().len(), shown + 1);
            person.sees_not(&person.says(Text::NeedHelpButton));
        }
        town.ends().await;
    }

    /// Under a photo, and in a message edited later.
    async fn words_of_distress_are_heard_in_captions_and_edits(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("ru").await;
        person.sends_with(MediaKind::Photo, "меня заперли, вот дверь").await;
        sees_the_emergency_page(&person, "112");
        let before = person.from_the_bot().len();
        let message = person.writes("Добрый день, подскажите").await;
        person.edits(message, "Добрый день, подскажите пожалуйста").await;
        assert_eq!(person.from_the_bot().len(), before + 1, "a calm edit needs no answer");
        person.edits(message, "меня держат силой, помогите").await;
        sees_the_emergency_page(&person, "112");
        town.ends().await;
    }

    /// With a country: its own number and one checked line that works there.
    async fn with_a_country_its_own_number_stands_first(database: TestDatabase) {
        let folder = checked_yesterday();
        let mut town = Town::asleep(database).await.with_content(folder.path().to_owned());
        town.starts_the_bot().await;
        for (code, number, line) in [("UA", "112 · 102", "ua-1547"), ("PL", "112", "pl-kcik"), ("US", "911", "us-hotline"), ("GB", "999 · 112", "gb-unseen")] {
            let person = town.guest("uk").await;
            person.presses(Text::DangerButton).await;
            person.presses(Text::CountryButton).await;
            let first: String = person.country(code).chars().take(1).collect();
            if !person.has_button(&person.country(code)) {
                person.presses(Text::AllCountriesButton).await;
                person.taps(&first).await;
            }
            person.chooses(code).await;
            sees_the_emergency_page(&person, number);
            let name = person.country(code);
            person.sees(&person.says_with(Text::DangerCountry, &[(Placeholder::Country, &name)]));
            person.sees_text(Text::DangerLine);
            person.sees(person.line(line));
            person.writes("рятуйте мене").await;
            sees_the_emergency_page(&person, number);
        }
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Before a language was chosen: in the nearest one, and the choice still comes afterwards.
    async fn danger_does_not_wait_for_the_choice_of_a_language(database: TestDatabase) {
        let town = Town::new(database).await;
        let mut person = town.person("Aliaksandra", Some("be"));
        person.lang = "ru".parse().unwrap();
        person.starts().await;
        person.writes("меня заперли, помогите").await;
        sees_the_emergency_page(&person, "112");
        person.presses(Text::MenuButton).await;
        person.sees_text(Text::LanguagesText);
        person.presses(Text::DangerButton).await;
        sees_the_emergency_page(&person, "112");

        let other = town.person("Nino", None);
        other.starts().await;
        other.presses(Text::DangerButton).await;
        sees_the_emergency_page(&other, "112");
        other.writes("/start").await;
        other.sees_text(Text::MenuText);
        assert!(other.from_the_bot().iter().any(|message| message.file_name().is_some()), "the leaflet still comes");
        town.all_is_answered().await;
        town.ends().await;
    }

    /// "Where is he now?" – "Nearby." The word that calls for help is an ordinary answer too: the page
    /// comes, the answer arrives, and the desk is rung.
    async fn the_safe_word_in_a_conversation_is_an_answer_and_a_call(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        marta.writes(topic, "Де він зараз, поряд із Вами?").await;
        let answer = olena.writes("Поруч").await;
        sees_the_emergency_page(&olena, "112");
        marta.copy_of(topic, "Поруч");
        assert_eq!(olena.sign_on(answer).as_deref(), Some(Sign::Delivered.emoji()));
        assert!(olena.case().await.urgent);
        let call = marta.says_with(Text::DeskUrgentCall, &[(Placeholder::Code, &olena.code().await)]);
        assert!(marta.heard_in_general().iter().any(|heard| heard.contains(call.trim())), "{:?}", marta.heard_in_general());
        town.ends().await;
    }

    /// Before anybody is asked for, it waits with what was written around it.
    async fn the_safe_word_is_passed_on_when_a_consultant_is_asked_for(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.writes("Хто поряд із Вами, напишіть").await;
        olena.writes("поруч").await;
        sees_the_emergency_page(&olena, "112");
        olena.presses(Text::ConsultNowButton).await;
        olena.presses(Text::TalkButton).await;
        marta.copy_of(marta.topic(), "поруч");
        town.ends().await;
    }

    /// "You misunderstood me" leads to the menu, kindly and at once.
    async fn a_misunderstanding_is_cleared_up_by_one_press(database: TestDatabase) {
        let town = Town::new(database).await;
        for language in ["uk", "ru", "en"] {
            let person = town.guest(language).await;
            person.writes("sos").await;
            person.presses(Text::MisreadButton).await;
            person.sees_text(Text::MenuText);
            person.writes("sos").await;
            person.presses(Text::NeedHelpButton).await;
            person.sees_text(Text::DangerNoCountry);
            person.sees(&person.says(Text::ConsultNowButton));
            person.presses(Text::BackButton).await;
            person.sees_text(Text::DangerHeard);
        }
        town.all_is_answered().await;
        town.ends().await;
    }
}
