//! Forgetting: at once on request, by itself after days of silence. Nothing that leads to the
//! person is left, and nothing that was counted is lost.

use std::time::Duration;

use safe_migration_bot::content::Text;
use safe_migration_bot::model::ids::ChatId;
use safe_migration_bot::ops::housekeeping;
use safe_migration_bot::store::Db;

use crate::databases::{TestDatabase, holds};
use crate::town::{PATIENCE, Person, Town};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The names by which the database knows somebody.
fn names_of(person: &Person<'_>) -> Vec<Vec<u8>> {
    let keys = person.town.bot().core().keys();
    let chat = ChatId(person.chat.0);
    vec![
        keys.person_key(person.id.0).0.to_vec(),
        keys.visitor_key(person.id.0).0.to_vec(),
        keys.bucket(chat).0.to_vec(),
        keys.lane(chat, None).0.to_vec(),
    ]
}

/// No state, no promise, no id of a message, no visit under this person's pseudonym.
async fn nothing_is_left_of(person: &Person<'_>) {
    assert_eq!(person.remembered().await, None);
    assert_eq!(person.traces().await, []);
    assert_eq!(person.own_visits().await, []);
    let db = person.town.bot().core().db();
    assert_eq!(
        safe_migration_bot::store::outbox::waiting(db)
            .await
            .unwrap(),
        0
    );
}

on_both_databases! {
    /// By button, after a question; the visit stays counted under a name that leads nowhere.
    async fn the_button_forgets_after_asking(database: TestDatabase) {
        let town = Town::new(database).await;
        for language in ["uk", "ru", "en"] {
            let person = town.guest(language).await;
            person.presses(Text::CountryButton).await;
            person.chooses("PL").await;
            person.presses(Text::ForgetButton).await;
            person.sees_text(Text::ForgetConfirm);
            assert_eq!(person.remembered().await.unwrap().country, Some("PL".parse().unwrap()));
            person.presses(Text::BackButton).await;
            person.presses(Text::ForgetButton).await;
            let visits = town.visits().await;
            person.presses(Text::ForgetYesButton).await;
            person.sees_text(Text::ForgetDone);
            nothing_is_left_of(&person).await;
            let after = town.visits().await;
            assert_eq!(after.len(), visits.len(), "still counted");
            assert!(after.iter().any(|row| row.breakdown.country == "PL" && row.breakdown.language == language));
        }
        assert_eq!(town.counted("forgotten", "").await, 3);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// No name of theirs is left in the files, although somebody is reading a long report meanwhile.
    async fn no_name_is_left_although_a_reader_was_in_the_way(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.writes("Добрий день, я тут уперше").await;
        let names = names_of(&person);
        let core = town.bot().core().clone();
        let report = match core.db() {
            Db::Sqlite { read, .. } => {
                let mut report = read.begin_with("BEGIN").await.unwrap();
                let visits = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM visitor_day");
                visits.fetch_one(&mut *report).await.unwrap();
                Some(report)
            }
            Db::Postgres(_) => None,
        };
        let left = async || {
            let dump = town.database.dump().await;
            names.iter().filter(|name| holds(&dump, name)).count()
        };
        assert!(left().await >= 3);
        person.writes("/forget").await;
        person.sees_text(Text::ForgetDone);
        if let Some(report) = report {
            assert!(left().await >= 3, "the reader still sees them");
            report.rollback().await.unwrap();
        }
        let gone = async {
            while left().await > 0 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        assert!(tokio::time::timeout(PATIENCE, gone).await.is_ok(), "names are left");
        town.ends().await;
    }

    /// By command, at once; whoever comes again is a stranger and is greeted as one.
    async fn the_command_forgets_at_once_and_start_greets_anew(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.presses(Text::CountryButton).await;
        person.chooses("DE").await;
        person.writes("/forget").await;
        person.sees_text(Text::ForgetDone);
        nothing_is_left_of(&person).await;
        person.starts().await;
        let said = person.from_the_bot();
        assert_eq!(said.len(), 3 + 1 + 3, "{}", person.transcript());
        assert!(said[5].file_name().is_some(), "the leaflet again");
        person.presses(Text::DataButton).await;
        person.sees_not(&person.country("DE"));
        person.sees_text(Text::DataNotTold);
        assert_eq!(town.visits().await.len(), 2, "two visitors that nobody can join");
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Keyboards that still stand in the chat go on working for somebody who was forgotten.
    async fn old_keyboards_still_work_after_forgetting(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("ru").await;
        let [_, leaflet, menu]: [_; 3] = person.from_the_bot().try_into().unwrap();
        person.writes("/forget").await;
        person.taps_on(&menu, &person.branch("trafficking")).await;
        let shown = town.world.message(person.chat, menu.id).unwrap();
        assert!(shown.text().contains(&town.content.branch_text(&person.lang, &"trafficking".parse().unwrap()).title));
        person.writes("/forget").await;
        person.taps_on(&leaflet, &person.says(Text::DangerButton)).await;
        person.sees("112");

        let mut stranger = town.person("Nino", None);
        stranger.starts().await;
        stranger.taps("English").await;
        stranger.lang = "en".parse().unwrap();
        stranger.reads("work", "of-before").await;
        let answer = stranger.newest();
        stranger.writes("/forget").await;
        stranger.taps_on(&answer, stranger.question("of-signs")).await;
        let shown = town.world.message(stranger.chat, answer.id).unwrap();
        assert!(shown.text().contains(&stranger.says(Text::LanguagesText)), "{}", shown.text());
        stranger.taps_on(&shown, "English").await;
        stranger.sees(stranger.title("of-signs"));
        town.all_is_answered().await;
        town.ends().await;
    }

    /// What still waits to be sent goes with the person, and pressing "forget" again is harmless.
    async fn forgetting_twice_and_forgetting_a_stranger_are_harmless(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.writes("/forget").await;
        person.writes("/forget").await;
        person.sees_text(Text::ForgetDone);
        nothing_is_left_of(&person).await;
        let stranger = town.person("Nino", None);
        stranger.starts().await;
        stranger.writes("/forget").await;
        nothing_is_left_of(&stranger).await;
        town.ends().await;
    }

    /// After 30 days without a word everything goes by itself, and not a day earlier; whoever
    /// wrote in between stays.
    async fn silence_forgets(database: TestDatabase) {
        let town = Town::new(database).await;
        town.noon_comes();
        let person = town.guest("uk").await;
        let talkative = town.guest("uk").await;
        let menu = person.newest();
        town.time_passes(15 * DAY);
        talkative.writes("/menu").await;
        town.time_passes(15 * DAY);
        housekeeping::sweep(town.bot().core()).await;
        assert!(person.remembered().await.is_some(), "30 days are not yet over");
        town.time_passes(DAY);
        housekeeping::sweep(town.bot().core()).await;
        assert_eq!(person.remembered().await, None);
        assert_eq!(person.traces().await, []);
        assert!(talkative.remembered().await.is_some());

        person.taps_on(&menu, &person.says(Text::DataButton)).await;
        let shown = town.world.message(person.chat, menu.id).unwrap();
        assert!(shown.text().contains(&person.says(Text::DataNotTold)));
        person.starts().await;
        assert_eq!(person.from_the_bot().len(), 6, "greeted anew");
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Ids of messages go after two days, when nobody can delete the messages any more.
    async fn ids_of_messages_go_after_two_days(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        assert_eq!(person.traces().await.len(), 4, "START and three answers");
        town.time_passes(2 * DAY + Duration::from_secs(60));
        housekeeping::sweep(town.bot().core()).await;
        assert_eq!(person.traces().await, []);
        assert!(person.remembered().await.is_some());
        town.ends().await;
    }
}
