//! Closed to somebody for a time: no consultant, everything else goes on; danger always. Who they
//! are stays unknown; the block is known by the code of a case.

use std::time::Duration;

use safe_migration_bot::content::{Placeholder, Text};
use safe_migration_bot::model::case::Act;

use crate::databases::TestDatabase;
use crate::town::{Person, Town};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Sees that conversations are closed to her, and where people answer.
fn sees_lines_and_no_consultant(person: &Person<'_>) {
    let first = person.says(Text::ConsultBlocked);
    person.sees(&first);
    assert!(
        person.has_button(&person.says(Text::LinesButton)),
        "{}",
        person.screen()
    );
    assert!(
        !person.has_button(&person.says(Text::TalkButton)),
        "{}",
        person.screen()
    );
}

on_both_databases! {
    /// She is told at once; whatever she writes or presses leads to lines, never to the desk;
    /// danger works; the code lifts it.
    async fn a_blocked_person_sees_lines_and_danger_still_works(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        marta.is_called("Марта").await;
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let (topic, code) = (marta.topic(), olena.code().await);
        marta.takes(topic).await;
        marta.writes(topic, "Будь ласка, пишіть без погроз").await;
        marta.writes(topic, "/block").await;
        sees_lines_and_no_consultant(&olena);
        let days = town.content.desk().block_days.to_string();
        let told = marta.says_with(Text::DeskBlocked, &[(Placeholder::Code, &code), (Placeholder::N, &days)]);
        assert!(marta.texts(topic).contains(&told), "{}", marta.transcript(topic));
        assert!(marta.topics()[0].closed);
        assert_eq!(town.counted("duration_minutes", "1").await, 1, "it has ended like any other");
        assert!(olena.case().await.trail.iter().any(|step| step.act == Act::Blocked && step.alias.as_deref() == Some("Марта")));

        let copies = marta.reads(topic).len();
        olena.writes("Ви ще пошкодуєте про це").await;
        olena.sees_text(Text::UnknownText);
        olena.writes("/consultant").await;
        sees_lines_and_no_consultant(&olena);
        olena.does(&safe_migration_bot::model::button::Button::Talk { urgent: true }).await;
        sees_lines_and_no_consultant(&olena);
        assert_eq!(marta.reads(topic).len(), copies, "{}", marta.transcript(topic));
        assert_eq!(marta.topics().len(), 1);
        olena.writes("допоможіть, мене замкнули").await;
        olena.sees_text(Text::DangerHeard);
        assert!(olena.newest().text().starts_with("112"));
        assert_eq!(marta.reads(topic).len(), copies);

        marta.writes_in_general("/blocked").await;
        let list = marta.heard_in_general().pop().unwrap();
        assert!(list.contains(&code) && list.starts_with(&marta.says(Text::DeskBlockedList)), "{list}");
        let wrong = marta.writes_in_general("/unblock ZZZZ").await;
        assert_eq!(marta.reply_to(wrong), Some(marta.says(Text::DeskNoSuchCase)));
        let right = marta.writes_in_general(&format!("/unblock {}", code.to_lowercase())).await;
        assert_eq!(marta.reply_to(right), Some(marta.says_with(Text::DeskUnblocked, &[(Placeholder::Code, &code)])));
        marta.writes_in_general("/blocked").await;
        assert_eq!(marta.heard_in_general().pop(), Some(marta.says(Text::DeskBlockedNobody)));
        olena.asks_for_a_consultant().await;
        assert_eq!(marta.topic(), topic, "it goes on where it stopped");
        olena.writes("Вибачте за мій тон учора").await;
        marta.copy_of(topic, "Вибачте за мій тон учора");
        town.ends().await;
    }

    /// Another person is not touched by it, and after the days she is free by herself.
    async fn after_the_days_the_block_is_over(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let (olena, iryna) = (town.guest("uk").await, town.guest("ru").await);
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.writes(topic, "/block").await;
        sees_lines_and_no_consultant(&olena);
        iryna.asks_for_a_consultant().await;
        assert_eq!(marta.topics().len(), 2);
        let days = town.content.desk().block_days;
        // Whoever says nothing for as long is forgotten, and comes as somebody new.
        town.time_comes(DAY * (days / 2)).await;
        olena.writes("/consultant").await;
        sees_lines_and_no_consultant(&olena);
        town.time_comes(DAY * (days - days / 2)).await;
        let known = marta.topics().len();
        olena.asks_for_a_consultant().await;
        olena.writes("Чи можу я тепер запитати").await;
        let topics = marta.topics();
        assert_eq!(topics.len(), known + 1, "{topics:?}");
        marta.copy_of(topics.last().unwrap().id, "Чи можу я тепер запитати");
        marta.writes_in_general("/blocked").await;
        assert_eq!(marta.heard_in_general().pop(), Some(marta.says(Text::DeskBlockedNobody)));
        town.ends().await;
    }

    /// A block does not end with being forgotten, and a complaint can still be made.
    async fn forgetting_lifts_no_block_and_complaints_stay_open(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_desk("main").opens_a_complaints_inbox();
        town.desk_opens();
        town.starts_the_bot().await;
        town.settles().await;
        let (marta, office) = (town.consultant("Marta"), town.consultant_at(1, "Nina"));
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        marta.writes(marta.topic(), "/block").await;
        olena.writes("/forget").await;
        olena.starts().await;
        olena.writes("/consultant").await;
        sees_lines_and_no_consultant(&olena);
        olena.writes("/complain").await;
        olena.presses(Text::ComplaintWriteButton).await;
        olena.writes("Консультантка закрила мені розмову").await;
        assert!(town.world.messages(office.group).iter().any(|message| message.text() == "Консультантка закрила мені розмову"));
        town.ends().await;
    }
}
