//! The optional questions: once, after help was given, and nothing depends on them; and what
//! becomes of the answers in the figures.

use safe_migration_bot::content::Text;
use safe_migration_bot::model::fact::Breakdown;
use safe_migration_bot::model::figures::Cut;
use safe_migration_bot::preview::Place;

use crate::databases::TestDatabase;
use crate::town::{Person, Town};

/// Reads an answer and goes back to the menu, where the questions may come.
async fn is_helped(person: &Person<'_>) {
    person.writes("/menu").await;
    person.reads("work", "of-before").await;
    person.presses(Text::MenuButton).await;
}

on_both_databases! {
    /// All answered: the data page shows what was told, the figures hold it, and nobody is asked
    /// a second time.
    async fn answers_are_shown_counted_and_never_asked_again(database: TestDatabase) {
        let town = Town::new(database).await;
        town.noon_comes();
        for (before, language) in (0..).zip(["uk", "ru", "en"]) {
            let person = town.guest(language).await;
            is_helped(&person).await;
            person.sees_text(Text::QuestionIntro);
            person.sees_text(Text::QuestionGender);
            person.presses(Text::GenderWoman).await;
            person.sees_text(Text::QuestionPlace);
            person.presses(Text::PlaceOutside).await;
            person.sees_text(Text::CountriesText);
            person.chooses("PL").await;
            person.sees_text(Text::QuestionAge);
            person.presses(Text::Age25To59).await;
            person.sees_text(Text::QuestionCitizen);
            person.presses(Text::CitizenYes).await;
            person.sees_text(Text::QuestionThanks);
            person.presses(Text::MenuButton).await;
            person.sees_text(Text::MenuText);

            person.presses(Text::DataButton).await;
            for told in [
                Text::GenderWoman,
                Text::PlaceOutside,
                Text::Age25To59,
                Text::CitizenYes,
            ] {
                person.sees_text(told);
            }
            person.sees(&person.country("PL"));
            person.sees_not(&person.says(Text::DataNotTold));
            is_helped(&person).await;
            person.sees_text(Text::MenuText);

            let visits = person.own_visits().await;
            assert_eq!(visits.len(), 1, "once a day");
            assert!(visits[0].is_new);
            let told = Breakdown {
                language: language.to_owned(), gender: "woman".to_owned(), country: "PL".to_owned(),
                age: "25_59".to_owned(), place: "outside".to_owned(), citizenship: "ukraine".to_owned(),
            };
            assert_eq!(visits[0].breakdown, told);
            let rows = town.counts().await;
            let views = |cut: Cut, category: &str| -> Vec<i64> {
                let rows = rows.iter().filter(|row| row.fact == "faq_views" && row.cut == cut);
                rows.filter(|row| row.category == category).map(|row| row.n).collect()
            };
            assert_eq!(views(Cut::Language, language), [2], "both readings");
            for (cut, category) in [
                (Cut::Gender, "woman"), (Cut::Country, "PL"), (Cut::Age, "25_59"),
                (Cut::Place, "outside"), (Cut::Citizenship, "ukraine"),
            ] {
                assert_eq!(views(cut, category), [before + 1], "the second reading, under what was told by then");
            }
        }
        assert_eq!(town.visits().await.len(), 3);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Other answers, and a country known already is not asked for again.
    async fn the_country_is_asked_for_only_if_it_is_unknown(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.presses(Text::CountryButton).await;
        person.chooses("DE").await;
        is_helped(&person).await;
        person.presses(Text::GenderOther).await;
        person.presses(Text::PlaceOutside).await;
        person.sees_text(Text::QuestionAge);
        person.presses(Text::AgeUnder18).await;
        person.presses(Text::CitizenNo).await;
        person.sees_text(Text::QuestionThanks);

        let inside = town.guest("uk").await;
        is_helped(&inside).await;
        inside.presses(Text::GenderMan).await;
        inside.presses(Text::PlaceInside).await;
        inside.sees_text(Text::QuestionAge);
        inside.presses(Text::Age60).await;
        inside.presses(Text::CitizenYes).await;

        let silent = town.guest("uk").await;
        is_helped(&silent).await;
        silent.presses(Text::GenderMan).await;
        silent.presses(Text::PlaceOutside).await;
        silent.presses(Text::NoCountryButton).await;
        silent.sees_text(Text::QuestionAge);
        silent.presses(Text::Age18To24).await;

        let of = |rows: &[safe_migration_bot::store::counts::VisitRow]| {
            let told = rows[0].breakdown.clone();
            [told.gender, told.place, told.country, told.age, told.citizenship]
        };
        assert_eq!(of(&person.own_visits().await), ["other", "outside", "DE", "under18", "third_country"]);
        assert_eq!(of(&inside.own_visits().await), ["man", "inside", "", "60", "ukraine"]);
        assert_eq!(of(&silent.own_visits().await), ["man", "outside", "", "18_24", ""]);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Each question can be left open, and all of them at once; that too is for ever, and the data
    /// page says "not told".
    async fn nobody_has_to_answer(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        is_helped(&person).await;
        for question in [Text::QuestionGender, Text::QuestionPlace, Text::QuestionAge, Text::QuestionCitizen] {
            person.sees_text(question);
            person.presses(Text::PreferNotButton).await;
        }
        person.sees_text(Text::QuestionThanks);
        is_helped(&person).await;
        person.sees_text(Text::MenuText);

        for answered in 0..4 {
            let person = town.guest("uk").await;
            is_helped(&person).await;
            for _ in 0..answered {
                person.presses(Text::PreferNotButton).await;
            }
            person.presses(Text::SkipAllButton).await;
            person.sees_text(Text::MenuText);
            person.presses(Text::DataButton).await;
            person.sees_text(Text::DataNotTold);
            is_helped(&person).await;
            person.sees_text(Text::MenuText);
        }
        for visit in town.visits().await {
            assert_eq!(visit.breakdown, Breakdown { language: "uk".to_owned(), ..Breakdown::default() });
        }
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Nobody is asked before help was given, whatever else they do; help lines are help too.
    async fn nobody_is_asked_before_help_was_given(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        for text in [Text::DataButton, Text::LeafletButton, Text::FeedbackButton, Text::ConsultButton] {
            person.presses(text).await;
            person.presses(Text::MenuButton).await;
            person.sees_text(Text::MenuText);
        }
        person.taps(&person.branch("trafficking")).await;
        person.presses(Text::MenuButton).await;
        person.sees_text(Text::MenuText);
        person.presses(Text::LinesButton).await;
        person.presses(Text::MenuButton).await;
        person.sees_text(Text::QuestionGender);
        person.presses(Text::DangerButton).await;
        person.presses(Text::MenuButton).await;
        person.sees_text(Text::MenuText);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Tomorrow is another visit of the same visitor, who is not new any more.
    async fn a_visitor_counts_once_a_day(database: TestDatabase) {
        let town = Town::new(database).await;
        town.noon_comes();
        let person = town.guest("uk").await;
        let first = town.today();
        person.writes("/menu").await;
        town.time_passes(std::time::Duration::from_secs(24 * 60 * 60));
        person.writes("/menu").await;
        person.writes("/lines").await;
        let visits = person.own_visits().await;
        let days: Vec<_> = visits.iter().map(|row| (row.day, row.is_new)).collect();
        assert_eq!(days, [(first, true), (first.tomorrow().unwrap(), false)]);
        town.ends().await;
    }

    /// An update that Telegram brings again counts nothing, answers nothing, changes nothing.
    async fn a_redelivered_update_counts_nothing_twice(database: TestDatabase) {
        let mut town = Town::new(database).await;
        let (id, chat, before) = {
            let person = town.guest("uk").await;
            person.presses(Text::FeedbackButton).await;
            (person.id, person.chat, person.says(Text::FeedbackGoodButton))
        };
        town.stops_the_bot().await;
        town.world.press_labelled(id, chat, &before).unwrap();
        town.world.write(id, Place::chat(chat), "Щиро дякую Вам за все").unwrap();
        let updates = town.world.updates();
        assert_eq!(updates.len(), 2);
        town.starts_the_bot().await;
        town.settles().await;
        let (counts, visits, messages) = (town.counts().await, town.visits().await, town.world.messages(chat));
        assert_eq!(town.counted("feedback", "yes").await, 1);
        assert_eq!(town.counted("not_understood", "").await, 1);
        assert_eq!(town.counted("leaflet_sent", "").await, 1);
        assert_eq!(town.counted("sticker_link_sent", "").await, 1);
        for update in updates {
            town.world.change(|world| world.repeat_update(update));
        }
        town.settles().await;
        assert_eq!(town.counts().await, counts);
        assert_eq!(town.visits().await, visits);
        assert_eq!(town.world.messages(chat), messages);
        town.ends().await;
    }
}
