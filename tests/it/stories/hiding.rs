//! Hiding: what Telegram lets a bot delete is gone, what stays tells nobody anything.

use std::time::Duration;

use safe_migration_bot::content::Text;
use safe_migration_bot::preview::{MediaKind, Message};

use crate::databases::TestDatabase;
use crate::town::{Person, Town};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Words that would tell a stranger what the chat was about.
pub(super) const TELLING: [&str; 36] = [
    "допомог",
    "допоможіть",
    "небезпе",
    "насил",
    "торгівл",
    "експлуатац",
    "консульт",
    "поліці",
    "кривд",
    "гаряч",
    "112",
    "помощ",
    "опасн",
    "насили",
    "торговл",
    "эксплуатац",
    "полици",
    "обижа",
    "горяч",
    "работ",
    "робот",
    "help",
    "danger",
    "violen",
    "traffick",
    "exploit",
    "police",
    "hotline",
    "consult",
    "safe",
    "offer",
    "відповід",
    "ответ",
    "answer",
    "527",
    "бот",
];

fn tells_nothing(message: &Message) {
    let buttons = message.buttons().concat().concat();
    let seen = format!("{}\n{buttons}", message.text()).to_lowercase();
    for word in TELLING {
        assert!(
            !seen.contains(word),
            "`{word}` gives away what the chat was about:\n{seen}"
        );
    }
}

/// Only the neutral sentence stands in the chat.
pub(super) fn only_the_neutral_message_stays(person: &Person<'_>) {
    let left = person.messages();
    assert_eq!(left.len(), 1, "{}", person.transcript());
    person.sees(person.says(Text::HiddenText).lines().next().unwrap());
    tells_nothing(&left[0]);
}

on_both_databases! {
    /// By button: both sides' messages go, one neutral sentence comes, and the small window tells
    /// honestly what stays.
    async fn the_button_hides_both_sides(database: TestDatabase) {
        let town = Town::new(database).await;
        for language in ["uk", "ru", "en"] {
            let person = town.guest(language).await;
            person.writes("Мене цікавить робота за кордоном").await;
            person.sends_with(MediaKind::Photo, "Ось оголошення з номером").await;
            person.sends(MediaKind::Voice).await;
            person.reads_after_menu().await;
            person.presses(Text::HideButton).await;
            only_the_neutral_message_stays(&person);
            assert_eq!(person.alerts().await, [person.says(Text::HiddenAlert)]);
            let alert = person.says(Text::HiddenAlert).to_lowercase();
            for word in TELLING {
                assert!(!alert.contains(word), "`{word}` in the alert");
            }
        }
        assert_eq!(town.counted("hidden", "").await, 3);
        town.ends().await;
    }

    /// By command, also for somebody who has only just come; the command itself goes too.
    async fn the_command_hides_itself(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.writes("/hide").await;
        only_the_neutral_message_stays(&person);
        let stranger = town.person("Nino", None);
        stranger.starts().await;
        stranger.writes("/hide").await;
        only_the_neutral_message_stays(&stranger);
        town.ends().await;
    }

    /// What is older than two days stays, as the small window says; what is younger goes.
    async fn older_messages_stay(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        let old = person.messages();
        town.time_passes(47 * HOUR);
        person.writes("Добрий день, я знову тут").await;
        let middle = person.messages().len() - old.len();
        assert_eq!(middle, 2);
        town.time_passes(2 * HOUR);
        person.writes("/hide").await;
        let left = person.messages();
        assert_eq!(left[..left.len() - 1], old[..], "nobody can delete these");
        tells_nothing(left.last().unwrap());
        town.ends().await;
    }

    /// More than one call can name.
    async fn more_than_a_hundred_messages_go(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        for n in 0..150 {
            person.writes_without_waiting(&format!("Повідомлення {n}"));
        }
        town.settles().await;
        assert!(person.messages().len() > 150);
        person.writes("/hide").await;
        only_the_neutral_message_stays(&person);
        let calls = town.world.calls();
        assert!(calls.iter().filter(|call| call.method == "deleteMessages").count() > 1);
        assert!(calls.iter().all(|call| call.method != "deleteMessage"), "all at once, not one by one");
        town.ends().await;
    }

    /// One message that cannot be deleted fails the whole call; the others go one by one.
    async fn one_message_that_stays_keeps_no_other(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        let stubborn = person.messages();
        // To Telegram these are too old by now; the bot's clock lags behind.
        town.time_passes(25 * HOUR);
        town.world.clock().advance(24 * HOUR);
        person.writes("А це ще можна видалити").await;
        person.writes("/hide").await;
        let left = person.messages();
        assert_eq!(left[..left.len() - 1], stubborn[..]);
        tells_nothing(left.last().unwrap());
        assert!(town.refusals().iter().any(|refusal| refusal.starts_with("deleteMessages")));
        assert!(person.traces().await.len() <= 1, "no further try");
        town.ends().await;
    }

    /// A dice cannot be deleted on the day it was thrown: hiding again later takes it away.
    async fn a_dice_goes_when_its_day_is_over(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.sends(MediaKind::Dice).await;
        person.writes("/hide").await;
        let kinds = || person.messages().iter().filter_map(|one| one.media().map(|media| media.kind)).collect::<Vec<_>>();
        assert_eq!(kinds(), [MediaKind::Dice], "{}", person.transcript());
        town.time_passes(25 * HOUR);
        person.writes("/hide").await;
        only_the_neutral_message_stays(&person);
        town.ends().await;
    }

    /// What the person deleted before is no obstacle; nor is hiding twice.
    async fn what_is_gone_already_is_no_obstacle(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.writes("Добрий день, підкажіть").await;
        let menu = person.newest();
        town.world.delete(person.id, person.chat, person.messages()[0].id).unwrap();
        person.writes("/hide").await;
        only_the_neutral_message_stays(&person);
        person.presses_data(menu.id, "1h").await;
        only_the_neutral_message_stays(&person);
        person.writes("/hide").await;
        only_the_neutral_message_stays(&person);
        town.world.clear_chat(person.id).unwrap();
        person.writes("/hide").await;
        only_the_neutral_message_stays(&person);
        town.all_is_answered().await;
        town.ends().await;
    }

    /// The bot goes on as before: START, the button under the neutral sentence, words of distress.
    async fn after_hiding_everything_works(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.presses(Text::HideButton).await;
        person.starts().await;
        person.sees_text(Text::MenuText);
        assert!(person.from_the_bot().iter().all(|message| message.file_name().is_none()), "no second leaflet");
        person.presses(Text::HideButton).await;
        person.presses(Text::MenuButton).await;
        person.sees_text(Text::MenuText);
        person.presses(Text::LeafletButton).await;
        person.presses(Text::LeafletSendButton).await;
        assert!(person.newest().file_name().is_some());
        person.presses(Text::HideButton).await;
        only_the_neutral_message_stays(&person);
        person.writes("мене замкнули, рятуйте").await;
        person.sees("112");
        town.all_is_answered().await;
        town.ends().await;
    }
}

impl Person<'_> {
    async fn reads_after_menu(&self) {
        self.writes("/menu").await;
        self.reads("work", "th-passport").await;
    }
}
