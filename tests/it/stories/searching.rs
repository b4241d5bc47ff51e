//! Free text: looked for among the answers, however it is written; never kept, never in groups,
//! never before words of distress, never instead of a conversation.

use safe_migration_bot::content::Text;

use crate::databases::TestDatabase;
use crate::town::Town;

on_both_databases! {
    /// Asked in one's own words; not what was meant, so the next; then "no", and a consultant.
    async fn somebody_asks_in_their_own_words_and_goes_on_to_a_consultant(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.writes("Добрий день! Підкажіть, чи можна з'їздити додому й не втратити тимчасовий захист?").await;
        person.sees_text(Text::FoundText);
        person.sees_text(Text::ConsultButton);
        assert!(person.has_button(&person.branch("housing")), "all topics stand below: {}", person.screen());
        let question = person.question("tp-visit").to_owned();
        person.taps(&question).await;
        person.sees(person.title("tp-visit"));
        person.presses(Text::BackButton).await;
        person.sees_text(Text::FoundText);
        assert!(person.has_button(&question), "Back leads to what was found");
        person.taps(&question).await;
        person.presses(Text::HelpedNoButton).await;
        person.sees_text(Text::HelpedNo);
        person.presses(Text::ConsultButton).await;
        person.sees("09:00–18:00");
        assert_eq!(town.counted("searches", "").await, 1);
        assert_eq!(town.counted("not_understood", "").await, 0);
        assert_eq!(town.counted("faq_views", "tp-visit").await, 2);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Mistyped, in Latin letters, with the keyboard left in Latin, in the other language.
    async fn it_is_found_however_it_is_written(database: TestDatabase) {
        let town = Town::new(database).await;
        for (language, words, answer) in [
            ("uk", "тимчасовй захст", "tp-what"),
            ("uk", "ne platyat zarplatu", "th-wage"),
            ("uk", "не платят зарплату на стройке", "th-wage"),
            ("ru", "де переночувати сьогодні", "hp-tonight"),
            ("ru", "yt gkfnzn pfhgkfne", "th-wage"),
            ("en", "nowere to sleep tonight", "hp-tonight"),
            ("en", "як подати на тимчасовий захист", "tp-apply"),
        ] {
            let person = town.guest(language).await;
            person.writes(words).await;
            person.sees_text(Text::FoundText);
            person.taps(person.question(answer)).await;
            person.sees(person.title(answer));
        }
        assert_eq!(town.counted("searches", "").await, 7);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// A greeting, one letter, a smile, what is not ours: it says so, with topics and people.
    async fn what_asks_for_nothing_finds_nothing_and_is_told_so(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        for words in ["привіт", "Дякую!", "а", "🙂", "яка завтра погода", "?"] {
            person.writes(words).await;
            person.sees_text(Text::UnknownText);
            person.sees_text(Text::ConsultButton);
            person.sees_text(Text::LinesButton);
            assert!(person.has_button(&person.branch("protection")), "{words}: {}", person.screen());
        }
        assert_eq!(town.counted("searches", "").await, 6);
        assert_eq!(town.counted("not_understood", "").await, 6);
        town.ends().await;
    }

    /// Danger first; "no, you misunderstood" leads on to what was found.
    async fn distress_comes_before_the_search_and_leads_on_to_it(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.writes("у мене забрали паспорт на роботі").await;
        person.sees_text(Text::DangerHeard);
        person.presses(Text::MisreadButton).await;
        person.sees_text(Text::FoundText);
        person.taps(person.question("th-passport")).await;
        person.sees(person.title("th-passport"));
        assert_eq!(town.counted("safety_page", "").await, 1);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// In an open conversation words go to the consultants and are not searched.
    async fn in_a_conversation_nothing_is_searched(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        let searches = town.counted("searches", "").await;
        olena.writes("Як подати на тимчасовий захист?").await;
        marta.copy_of(topic, "Як подати на тимчасовий захист?");
        assert!(!olena.transcript().contains(&olena.says(Text::FoundText)), "{}", olena.transcript());
        assert_eq!(town.counted("searches", "").await, searches);
        town.ends().await;
    }

    /// A group is no place for a search: nothing is found there, nothing is counted.
    async fn texts_in_groups_are_never_searched(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        marta.writes_in_general("Як подати на тимчасовий захист?").await;
        assert_eq!(town.counted("searches", "").await, 0);
        town.ends().await;
    }

    /// The word that the emergency page names brings it up again, in any language of the
    /// content.
    async fn the_safe_word_brings_the_page_up_at_any_time(database: TestDatabase) {
        let town = Town::new(database).await;
        let stranger = town.person("Nadia", Some("ru"));
        stranger.starts().await;
        stranger.writes("Рядом").await;
        stranger.sees_text(Text::DangerWord);
        let person = town.guest("uk").await;
        person.presses(Text::DangerButton).await;
        person.sees(&person.says(Text::SafeWord));
        person.presses(Text::BackButton).await;
        for word in ["поруч", "ПОРУЧ!", "poruch", "рядом", "nearby"] {
            person.writes(word).await;
            person.sees_text(Text::DangerWord);
            person.sees_text(Text::ConsultNowButton);
        }
        town.ends().await;
    }
}
