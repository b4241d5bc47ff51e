//! People as they are: they send anything, all at once, leave, come back, and are many.

use std::time::Duration;

use safe_migration_bot::content::Text;
use safe_migration_bot::preview::{Fault, MediaKind, Place, Steady};
use safe_migration_bot::telegram::deliver::Pace;

use crate::databases::TestDatabase;
use crate::town::{Person, Town};

/// What is sent without words says something; what may hold papers, places or numbers is refused.
fn is_a_gesture(kind: MediaKind) -> bool {
    matches!(
        kind,
        MediaKind::Sticker | MediaKind::Animation | MediaKind::Dice
    )
}

on_both_databases! {
    /// Whatever is sent gets exactly one visible answer.
    async fn every_kind_of_message_gets_one_answer(database: TestDatabase) {
        let town = Town::new(database).await;
        town.a_minute_begins();
        let person = town.guest("uk").await;
        for kind in MediaKind::ALL {
            let before = person.from_the_bot().len();
            person.sends(kind).await;
            assert_eq!(person.from_the_bot().len(), before + 1, "{kind:?}");
            person.sees_text(if is_a_gesture(kind) { Text::UnknownText } else { Text::AttachmentText });
            assert!(person.has_button(&person.says(Text::LinesButton)), "{kind:?}");
        }
        assert_eq!(town.counted("attachment_refused", "").await, 10);
        town.ends().await;
    }

    /// A newcomer who sends something first is greeted, and still told about it.
    async fn a_newcomer_who_sends_a_photo_is_greeted_too(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.writes("/forget").await;
        let before = person.from_the_bot().len();
        person.sends(MediaKind::Contact).await;
        assert_eq!(person.from_the_bot().len(), before + 4, "greeting, leaflet, menu, and a word on it");
        person.sees_text(Text::AttachmentText);
        town.ends().await;
    }

    /// 25 messages in a minute: told once to slow down, then silence, but danger is answered; the
    /// next minute all is as usual.
    async fn a_flood_is_told_once_and_danger_is_still_heard(database: TestDatabase) {
        let town = Town::new(database).await;
        town.a_minute_begins();
        let person = town.guest("uk").await;
        for n in 0..25 {
            person.writes_without_waiting(&format!("лист двадцять {n}"));
        }
        town.settles().await;
        let slow = person.says(Text::SlowDown);
        let told = person.from_the_bot().iter().filter(|message| message.text().contains(slow.lines().next().unwrap())).count();
        assert_eq!(told, 1);
        assert_eq!(person.from_the_bot().len(), 3 + 20 + 1);
        person.writes("мене замкнули").await;
        person.sees("112");
        person.sends_with(MediaKind::Photo, "рятуйте мене звідси").await;
        person.sees("112");
        assert_eq!(person.from_the_bot().len(), 3 + 20 + 1 + 2);
        person.writes("/menu").await;
        person.sees_text(Text::MenuText);
        town.time_passes(Duration::from_secs(60));
        person.writes("лист двадцять шостий").await;
        person.sees_text(Text::UnknownText);
        town.ends().await;
    }

    /// Somebody blocks the bot while an answer waits: it is dropped, nobody else waits for it, and
    /// the next START is met as if nothing had been.
    async fn somebody_blocks_the_bot_and_comes_back(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        let other = town.guest("uk").await;
        town.world.always(Steady { fault: Fault::Status(502), probability: 1.0, methods: vec!["sendMessage".to_owned()] });
        person.writes_without_waiting("Підкажіть щось про житло");
        person.writes_without_waiting("І ще про документи, будь ласка");
        town.until("the answer was tried", |world| world.calls().any(|call| call.fault == Fault::Status(502))).await;
        town.world.block(person.id, true).unwrap();
        town.world.all_is_well();
        town.settles().await;
        assert!(!person.remembered().await.unwrap().reachable);
        assert_eq!(person.from_the_bot().len(), 3);
        other.writes("/menu").await;
        other.sees_text(Text::MenuText);

        person.starts().await;
        person.sees_text(Text::MenuText);
        assert_eq!(person.from_the_bot().len(), 4);
        assert!(person.remembered().await.unwrap().reachable);
        town.ends().await;
    }

    /// A deleted account: no notice comes, only Telegram's no to what waits.
    async fn a_deleted_account_holds_nothing_up(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.writes_without_waiting("Це моє останнє повідомлення");
        town.world.change(|world| world.deactivate(person.id)).unwrap();
        town.settles().await;
        // Telegram may have taken the answer just before the account went.
        let refused = town.refusals().iter().any(|refusal| refusal.contains("user is deactivated"));
        assert_eq!(person.remembered().await.unwrap().reachable, !refused);
        town.ends().await;
    }

    /// Whoever only blocks or unblocks a bot they never spoke to leaves no row.
    async fn a_block_by_a_stranger_is_not_remembered(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.person("Nino", Some("uk"));
        for blocked in [true, false, true] {
            town.world.block(person.id, blocked).unwrap();
            town.settles().await;
        }
        assert_eq!(person.remembered().await, None);
        assert_eq!(town.visits().await, []);
        assert_eq!(person.from_the_bot(), []);
        town.ends().await;
    }

    /// Two people at once, in two languages and countries: neither sees anything of the other.
    async fn two_people_at_once_do_not_mix(database: TestDatabase) {
        let town = Town::new(database).await;
        let olena = town.guest("uk").await;
        let ivan = town.guest("ru").await;
        let walk = async |person: &Person<'_>, code: &str, other: &str| {
            for _ in 0..5 {
                person.presses(Text::CountryButton).await;
                person.chooses(code).await;
                person.sees(&person.country(code));
                person.sees_not(&person.country(other));
                person.presses(Text::MenuButton).await;
                person.sees_text(Text::MenuText);
            }
        };
        tokio::join!(walk(&olena, "PL", "DE"), walk(&ivan, "DE", "PL"));
        for (person, code) in [(&olena, "PL"), (&ivan, "DE")] {
            assert_eq!(person.remembered().await.unwrap().country, Some(code.parse().unwrap()));
            assert_eq!(person.from_the_bot().len(), 3);
        }
        assert!(!ivan.transcript().contains(&olena.says(Text::MenuText)));
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Sixty newcomers in the same second: each is greeted whole, in order, and in their language.
    async fn sixty_newcomers_at_once_are_all_greeted(database: TestDatabase) {
        let town = Town::new(database).await;
        let people: Vec<Person<'_>> =
            (0..60).map(|n| town.person("Olena", Some(["uk", "ru", "en"][n % 3]))).collect();
        for person in &people {
            town.world.start(person.id, None).unwrap();
        }
        town.settles().await;
        for person in &people {
            let said = person.from_the_bot();
            assert_eq!(said.len(), 3, "{}", person.transcript());
            assert!(said[1].file_name().unwrap().starts_with(&person.says(Text::LeafletFile)));
            person.sees_text(Text::MenuText);
        }
        assert_eq!(town.visits().await.len(), 60);
        assert_eq!(town.counted("leaflet_sent", "").await, 60);
        assert_eq!(town.counted("sticker_link_sent", "").await, 60);
        town.ends().await;
    }

    /// At Telegram's own pace, with its limits switched on, several people at once are served
    /// without a single "too many requests".
    async fn at_telegrams_pace_nobody_is_refused(database: TestDatabase) {
        let mut town = Town::asleep(database).await.with_pace(Pace::default());
        town.world.set_rate_limits(true);
        town.starts_the_bot().await;
        let people: Vec<Person<'_>> = (0..15).map(|_| town.person("Olena", Some("uk"))).collect();
        for person in &people {
            town.world.start(person.id, None).unwrap();
            person.writes_without_waiting("Добрий день, є питання");
        }
        town.settles().await;
        for person in &people {
            assert_eq!(person.from_the_bot().len(), 4, "{}", person.transcript());
        }
        assert_eq!(town.refusals(), Vec::<String>::new());
        town.ends().await;
    }

    /// Groups are none of ours yet: nothing is answered or kept there.
    async fn a_group_is_not_a_person(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        let group = town.world.add_forum("Родина", person.id);
        town.world.write(person.id, Place::chat(group), "Привіт усім у цій групі").unwrap();
        town.settles().await;
        assert!(!town.world.messages(group).iter().any(|message| message.keyboard.is_some()), "no page of a person's");
        assert!(town.world.look(|world| world.calls().any(|call| call.method == "leaveChat" && call.ok)));
        town.ends().await;
    }
}
