//! Help lines: which are shown to whom, in pages, and for how long a check is good.

use std::time::Duration;

use safe_migration_bot::content::{Placeholder, Text};
use safe_migration_bot::model::button::{Button, Told};
use safe_migration_bot::model::visitor::{AgeBand, Place};

use crate::databases::TestDatabase;
use crate::town::{Person, Town, checked_yesterday};

/// A town whose numbers were checked yesterday, and the folder that must live as long.
async fn fresh_town(database: TestDatabase) -> (Town, tempfile::TempDir) {
    let folder = checked_yesterday();
    let mut town = Town::asleep(database)
        .await
        .with_content(folder.path().to_owned());
    town.starts_the_bot().await;
    (town, folder)
}

async fn opens_lines_of(person: &Person<'_>, country: &str) {
    person.presses(Text::CountryButton).await;
    person.chooses(country).await;
    person.writes("/lines").await;
}

/// All pages of the lines, from the first on, as one text.
async fn leafs_through(person: &Person<'_>) -> String {
    let mut pages = vec![person.newest().text().to_owned()];
    while person.has_button(&person.says(Text::NextButton)) {
        person.presses(Text::NextButton).await;
        pages.push(person.newest().text().to_owned());
    }
    for page in pages.iter().rev().skip(1) {
        person.presses(Text::PreviousButton).await;
        assert_eq!(
            person.newest().text(),
            page,
            "the same page on the way back"
        );
    }
    assert!(!person.has_button(&person.says(Text::PreviousButton)));
    pages.concat()
}

on_both_databases! {
    /// Without a country: lines that work in several, and a way to choose one.
    async fn without_a_country_lines_of_several_are_shown(database: TestDatabase) {
        let (town, _folder) = fresh_town(database).await;
        for language in ["uk", "ru", "en"] {
            let person = town.guest(language).await;
            person.presses(Text::LinesButton).await;
            person.sees(person.line("eu-116000"));
            person.sees("116 000");
            person.sees_not(person.line("ua-527"));
            person.presses(Text::CountryButton).await;
            person.chooses("PL").await;
            person.sees(person.line("pl-kcik"));
            person.sees("+48 22 628 01 20");
            person.sees_text(Text::LineLanguages);
        }
        assert_eq!(town.counted("contacts_shown", "").await, 3);
        assert_eq!(town.counted("contacts_shown", "PL").await, 3);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Many lines come in pages that can be turned both ways; every line stands on one of them;
    /// opening them counts once, turning pages does not.
    async fn every_line_of_a_country_is_on_some_page(database: TestDatabase) {
        let (town, _folder) = fresh_town(database).await;
        let person = town.guest("uk").await;
        opens_lines_of(&person, "UA").await;
        assert!(person.has_button(&person.says(Text::NextButton)), "{}", person.screen());
        let text = leafs_through(&person).await;
        for line in &town.content.country(&"UA".parse().unwrap()).unwrap().lines {
            assert!(text.contains(person.line(line.id.as_str())), "{} is missing", line.id);
            let dial = line.dial.as_deref().unwrap_or_default();
            assert!(text.contains(dial), "{dial} is missing");
        }
        person.presses(Text::BackButton).await;
        person.sees_text(Text::MenuText);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// A country without lines of its own says so and still shows the emergency number and what
    /// works in several countries.
    async fn a_country_without_lines_says_so(database: TestDatabase) {
        let (town, _folder) = fresh_town(database).await;
        let person = town.guest("uk").await;
        person.does(&Button::Country { code: Some("LV".parse().unwrap()), purpose: safe_migration_bot::model::screen::Purpose::Lines }).await;
        let latvia = person.country("LV");
        let none = person.says_with(Text::LinesNone, &[(Placeholder::Country, &latvia)]);
        person.sees(none.lines().last().unwrap());
        person.sees("112");
        person.sees(person.line("eu-116000"));
        town.all_is_answered().await;
        town.ends().await;
    }

    /// A short code of Ukraine does not work from abroad: whoever told that they are outside is
    /// shown the number for abroad, or the page, or nothing, but never the short code.
    async fn short_codes_of_ukraine_are_not_shown_to_somebody_outside(database: TestDatabase) {
        let (town, _folder) = fresh_town(database).await;
        let inside = town.guest("uk").await;
        opens_lines_of(&inside, "UA").await;
        let text = leafs_through(&inside).await;
        for short in ["☎ 527", "☎ 15-47", "☎ 116 123", "☎ 116 111", "☎ 7333", "☎ 2345"] {
            assert!(text.contains(short), "{short}");
        }

        let outside = town.guest("uk").await;
        outside.does(&Button::Told(Told::Place(Some(Place::Outside)))).await;
        outside.writes("/menu").await;
        opens_lines_of(&outside, "UA").await;
        let text = leafs_through(&outside).await;
        for short in ["☎ 527", "☎ 15-47", "☎ 116 123", "☎ 116 111", "☎ 7333", "☎ 2345"] {
            assert!(!text.contains(short), "{short}");
        }
        assert!(text.contains("+38 044 284 19 15"), "the number for abroad");
        assert!(text.contains(outside.line("ua-527")) && text.contains("527.org.ua"), "the page");
        assert!(!text.contains(outside.line("ua-2345")), "no way from abroad");
        town.all_is_answered().await;
        town.ends().await;
    }

    /// For somebody under 18 the lines for children come first.
    async fn childrens_lines_come_first_for_a_child(database: TestDatabase) {
        let (town, _folder) = fresh_town(database).await;
        for (age, first) in [(AgeBand::Under18, "pl-116111"), (AgeBand::From18To24, "pl-kcik")] {
            let person = town.guest("uk").await;
            person.does(&Button::Told(Told::Age(Some(age)))).await;
            person.writes("/menu").await;
            opens_lines_of(&person, "PL").await;
            let newest = person.newest();
            let at = |id: &str| newest.text().find(person.line(id)).unwrap_or(usize::MAX);
            let (child, other) = (at("pl-116111"), at("pl-kcik"));
            assert_eq!(child < other, first == "pl-116111", "{}", person.screen());
            assert_ne!(child.min(other), usize::MAX);
        }
        town.all_is_answered().await;
        town.ends().await;
    }

    /// After 180 days without a check a number is no longer shown: only the name and the page.
    async fn numbers_nobody_has_checked_for_long_are_hidden(database: TestDatabase) {
        let (town, _folder) = fresh_town(database).await;
        let person = town.guest("uk").await;
        opens_lines_of(&person, "PL").await;
        person.sees("+48 22 628 01 20");
        town.time_passes(Duration::from_secs(178 * 24 * 60 * 60));
        person.writes("/lines").await;
        person.sees("+48 22 628 01 20");
        town.time_passes(Duration::from_secs(4 * 24 * 60 * 60));
        person.writes("/lines").await;
        person.sees_not("+48 22 628 01 20");
        person.sees(person.line("pl-kcik"));
        person.sees("kcik.pl");
        person.sees_text(Text::LineStale);
        person.sees("112");
        person.writes("/danger").await;
        person.sees("112");
        person.sees_not("+48 22 628 01 20");
        town.all_is_answered().await;
        town.ends().await;
    }

    /// The consultant's page says when somebody is there, and who answers meanwhile.
    async fn the_consultants_page_tells_the_hours_and_other_numbers(database: TestDatabase) {
        let (town, _folder) = fresh_town(database).await;
        for (language, hours) in [("uk", "пн–пт 09:00–18:00"), ("ru", "пн–пт 09:00–18:00"), ("en", "Mon–Fri 09:00–18:00")] {
            let person = town.guest(language).await;
            person.presses(Text::CountryButton).await;
            person.chooses("PL").await;
            person.writes("/help").await;
            person.sees(hours);
            person.sees_text(Text::ConsultZone);
            person.sees("+48 22 628 01 20");
            person.presses(Text::LinesButton).await;
            person.presses(Text::BackButton).await;
            person.sees(hours);
        }
        assert_eq!(town.counted("consultant_asked", "").await, 3, "coming back is not asking");
        town.all_is_answered().await;
        town.ends().await;
    }
}
