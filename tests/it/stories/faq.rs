//! Answers: found by the menu or a poster's code, with their country, sources and dates.

use jiff::civil::Date;
use safe_migration_bot::content::{Placeholder, Text, markup};

use crate::databases::TestDatabase;
use crate::town::{Person, Town};

/// A date in words, in this person's language.
fn in_words(person: &Person<'_>, date: Date) -> String {
    let month = person.says(Text::month(date));
    let (day, year) = (date.day().to_string(), date.year().to_string());
    let holes = [
        (Placeholder::Day, day.as_str()),
        (Placeholder::Month, &month),
        (Placeholder::Year, &year),
    ];
    person.says_with(Text::CalendarDate, &holes)
}

/// What an answer says for one country, as it stands in a message.
fn part(person: &Person<'_>, answer: &str, country: &str) -> String {
    let text = person
        .town
        .content
        .answer_text(&person.lang, &answer.parse().unwrap())
        .unwrap();
    markup::plain(&text.countries[&country.parse().unwrap()])
        .trim()
        .to_owned()
}

on_both_databases! {
    /// Menu → branch → answer, with every source and date; then "did this help?", both ways.
    async fn an_answer_is_found_read_and_rated_in_every_language(database: TestDatabase) {
        let town = Town::new(database).await;
        for language in ["uk", "ru", "en"] {
            let person = town.guest(language).await;
            person.reads("work", "of-agency").await;
            let answer = town.content.answer(&"of-agency".parse().unwrap()).unwrap();
            person.sees_text(Text::AnswerSources);
            for source in &answer.sources {
                person.sees(&source.name);
                assert!(person.newest().html().contains(&markup::escape(&source.url)));
            }
            let as_of = in_words(&person, answer.as_of);
            person.sees(&person.says_with(Text::AnswerAsOf, &[(Placeholder::Date, &as_of)]));
            let checked = in_words(&person, answer.checked_on);
            person.sees(&person.says_with(Text::AnswerChecked, &[(Placeholder::Date, &checked)]));

            person.presses(Text::HelpedYesButton).await;
            person.sees_text(Text::HelpedYes);
            person.presses(Text::BackButton).await;
            person.sees(person.title("of-agency"));
            person.presses(Text::HelpedNoButton).await;
            person.sees_text(Text::HelpedNo);
            person.presses(Text::ConsultButton).await;
            person.sees("09:00–18:00");
            person.presses(Text::BackButton).await;
            person.sees_text(Text::HelpedNo);
            assert_eq!(person.from_the_bot().len(), 3, "one screen, edited in place");
        }
        assert_eq!(town.counted("faq_views", "of-agency").await, 3, "coming back is not opening");
        assert_eq!(town.counted("helpful_yes", "of-agency").await, 3);
        assert_eq!(town.counted("helpful_no", "of-agency").await, 3);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Where rules differ, the country is asked for in place: from the quick choice or by letter.
    async fn the_part_for_the_country_is_shown(database: TestDatabase) {
        let town = Town::new(database).await;
        for language in ["uk", "ru", "en"] {
            let person = town.guest(language).await;
            person.reads("violence", "hp-home").await;
            person.sees_text(Text::AnswerChooseCountry);
            person.presses(Text::CountryButton).await;
            person.sees_text(Text::CountriesText);
            person.chooses("DE").await;
            person.sees(person.title("hp-home"));
            person.sees(&part(&person, "hp-home", "DE"));

            person.presses(Text::OtherCountryButton).await;
            assert_eq!(person.newest().buttons()[0][0], person.country("DE"), "the latest comes first");
            person.presses(Text::AllCountriesButton).await;
            person.sees_text(Text::CountriesLetters);
            let hungary = person.country("HU");
            person.taps(&hungary.chars().take(1).collect::<String>()).await;
            person.taps(&hungary).await;
            person.sees(&part(&person, "hp-home", "HU"));
            person.sees_not(&part(&person, "hp-home", "DE"));
        }
        town.all_is_answered().await;
        town.ends().await;
    }

    /// A country without rules of its own is told so, by name; "do not say" forgets the country.
    async fn a_country_without_a_part_is_named(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.reads("housing", "of-host").await;
        person.presses(Text::CountryButton).await;
        person.chooses("PL").await;
        let poland = person.country("PL");
        person.sees(&person.says_with(Text::AnswerOtherCountry, &[(Placeholder::Country, &poland)]));

        person.presses(Text::OtherCountryButton).await;
        person.presses(Text::NoCountryButton).await;
        person.sees_text(Text::AnswerChooseCountry);
        assert_eq!(person.remembered().await.unwrap().country, None);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// "See also" leads on, and Back leads to where one came from, branch by branch.
    async fn back_leads_to_where_one_came_from(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        let back = person.says(Text::BackButton);
        person.reads("work", "of-online").await;
        person.taps(person.question("th-arson")).await;
        person.sees(person.title("th-arson"));
        person.taps(&back).await;
        person.sees(person.title("of-online"));
        person.presses(Text::DangerButton).await;
        person.sees_text(Text::DangerNoCountry);
        person.taps(&back).await;
        person.sees(person.title("of-online"));
        person.taps(&back).await;
        person.sees(person.question("of-before"));
        person.taps(&back).await;
        person.sees_text(Text::MenuText);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// A code on a poster opens its answer: after greeting and leaflet for a newcomer, at once for
    /// somebody we know, after the choice of a language for somebody whose own we lack.
    async fn a_poster_leads_to_its_answer(database: TestDatabase) {
        let town = Town::new(database).await;
        let newcomer = town.person("Olena", Some("uk"));
        newcomer.starts_with(Some("n-hp-home")).await;
        assert_eq!(newcomer.from_the_bot().len(), 3, "{}", newcomer.transcript());
        newcomer.sees(newcomer.title("hp-home"));

        newcomer.starts_with(Some("n-of-room")).await;
        assert_eq!(newcomer.from_the_bot().len(), 4);
        newcomer.sees(newcomer.title("of-room"));

        let mut stranger = town.person("Nino", None);
        stranger.starts_with(Some("n-hp-home")).await;
        stranger.sees_text(Text::LanguagesText);
        stranger.taps("English").await;
        stranger.lang = "en".parse().unwrap();
        stranger.sees(stranger.title("hp-home"));
        assert_eq!(stranger.from_the_bot().len(), 4);
        assert_eq!(town.counted("faq_views", "hp-home").await, 2);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// A payload we cannot read, of any length Telegram allows, is as if there were none.
    async fn an_unknown_payload_is_no_obstacle(database: TestDatabase) {
        let town = Town::new(database).await;
        let long = format!("n-{}", "a".repeat(62));
        let shouting = format!("c-{}", "Z".repeat(62));
        let payloads = ["n-no-such-answer", "n-", "c-", "x", "n_hp-home", "-", long.as_str(), shouting.as_str()];
        for payload in payloads {
            let person = town.person("Olena", Some("uk"));
            person.starts_with(Some(payload)).await;
            person.sees_text(Text::MenuText);
            assert_eq!(person.from_the_bot().len(), 3, "{payload}");
            person.starts_with(Some(payload)).await;
            assert_eq!(person.from_the_bot().len(), 4, "{payload}");
        }
        town.ends().await;
    }

    /// Campaigns that the content names are counted by name, all others together, each person
    /// once; and a name somebody made up rests nowhere.
    async fn campaigns_are_counted(database: TestDatabase) {
        let town = Town::new(database).await;
        for payload in ["c-poster", "c-poster", "c-border", "c-made-up-for-one-person"] {
            let person = town.person("Olena", Some("uk"));
            person.starts_with(Some(payload)).await;
            person.starts_with(Some("c-social")).await;
        }
        town.guest("uk").await;
        let counted = [("poster", 2), ("border", 1), ("other", 1), ("", 1), ("social", 0)];
        for (source, n) in counted {
            assert_eq!(town.counted("started", source).await, n, "{source}");
            let visits = town.visits().await;
            let people = visits.iter().filter(|row| row.source == source).count();
            assert_eq!(i64::try_from(people).unwrap(), n, "{source}");
        }
        let dump = town.database.dump().await;
        assert!(!crate::databases::holds(&dump, b"made-up-for-one-person"));
        town.ends().await;
    }
}
