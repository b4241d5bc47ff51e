//! Hiding: what Telegram lets a bot delete is gone, what stays tells nobody anything.

use std::time::Duration;

use safe_migration_bot::content::Text;
use safe_migration_bot::model::button::Button;
use safe_migration_bot::preview::{Fault, MediaKind, Message, Place};

use crate::databases::TestDatabase;
use crate::town::{Consultant, Person, Town};

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

    /// What the bot had promised before and said only after the press goes too: the emergency page
    /// of a moment ago, a consultant's reply. Nothing is asked twice.
    async fn what_was_still_on_its_way_goes_too(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let (alone, olena) = (town.guest("uk").await, town.guest("uk").await);
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        for (person, held) in [(&alone, "sendMessage"), (&olena, "copyMessage")] {
            town.world.script(held, [Fault::TooManyRequests(60)]);
            if person.id == alone.id {
                person.writes_without_waiting("мене замкнули, рятуйте");
            } else {
                marta.writes_without_waiting(topic, "Поліція вже їде до Вас");
            }
            town.all_faults_struck().await;
            person.writes_without_waiting("/hide");
            town.until("it is heard", |world| world.updates_pending() == 0).await;
            town.time_passes(Duration::from_secs(120));
            town.settles().await;
            only_the_neutral_message_stays(person);
        }
        town.ends().await;
    }

    /// A photo for a complaint that waits for her word goes, and the complaint hears her as before,
    /// with and without a conversation beside it; a reply that comes later is announced anew.
    async fn a_complaint_is_hidden_like_a_conversation(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_desk("main").opens_a_complaints_inbox();
        town.desk_opens();
        town.starts_the_bot().await;
        town.settles().await;
        let nina = town.consultant_at(1, "Nina");
        for beside in [false, true] {
            let olena = town.guest("uk").await;
            if beside {
                olena.asks_for_a_consultant().await;
            }
            olena.writes("/complain").await;
            olena.presses(Text::ComplaintWriteButton).await;
            olena.sends(MediaKind::Photo).await;
            olena.sees_text(Text::CaseMediaAsk);
            olena.writes("/hide").await;
            only_the_neutral_message_stays(&olena);
            olena.sends(MediaKind::Photo).await;
            olena.sees_text(Text::CaseMediaAsk);
            olena.presses(Text::SendItButton).await;
            let copy = nina.newest_picture();
            olena.does(&Button::Discreet(true)).await;
            for answer in ["Хто саме це зробив із Вами", "І коли це сталося востаннє"] {
                nina.replies_there(&copy, answer).await;
                olena.sees_text(Text::CaseNewReply);
                olena.writes("/hide").await;
                only_the_neutral_message_stays(&olena);
            }
        }
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

impl Consultant<'_> {
    fn newest_picture(&self) -> Message {
        let messages = self.town.world.messages(self.group).into_iter();
        let mut pictures = messages.filter(|message| message.media().is_some());
        pictures.next_back().expect("a picture")
    }

    async fn replies_there(&self, to: &Message, text: &str) {
        self.town.mark(text);
        let place = Place {
            thread: to.thread,
            reply_to: Some(to.id),
            ..Place::chat(self.group)
        };
        self.town.world.write(self.id, place, text).unwrap();
        self.town.settles().await;
    }
}

impl Person<'_> {
    async fn reads_after_menu(&self) {
        self.writes("/menu").await;
        self.reads("work", "th-passport").await;
    }
}
