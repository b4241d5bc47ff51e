//! A mistake of ours: deciding about somebody's update breaks, each time. Whoever sent it is told,
//! what was said in a conversation arrives all the same, and everybody else notices nothing.

use safe_migration_bot::content::Text;
use safe_migration_bot::model::desk::{CaseEvent, DeskEvent, Sign};
use safe_migration_bot::model::event::{Happening, Turn, VisitorEvent};
use safe_migration_bot::model::media::Kind;
use safe_migration_bot::preview::{Fault, MediaKind, Message, Sender};

use crate::databases::TestDatabase;
use crate::town::{Consultant, Person, Town};

/// What breaks every decision about it in these stories.
fn is_fatal(turn: &Turn) -> bool {
    match &turn.what {
        Happening::Person(_, VisitorEvent::Wrote(words) | VisitorEvent::Edited(words)) => {
            words.look().contains("зламається")
        }
        Happening::Person(_, VisitorEvent::Sent { kind, .. }) => *kind == Kind::Photo,
        Happening::Desk(_, _, DeskEvent::Wrote { kind, .. }) => *kind == Kind::Gesture,
        Happening::Case(_, event) => matches!(event, CaseEvent::NotDelivered { .. }),
        _ => false,
    }
}

fn sorry(person: &Person<'_>) -> String {
    let text = person.says(Text::BrokenText);
    text.lines().next().unwrap().to_owned()
}

fn pictures(marta: &Consultant<'_>) -> usize {
    let messages = marta.town.world.messages(marta.group).into_iter();
    let copied = |message: &Message| message.from == Sender::Bot && message.media().is_some();
    messages.filter(copied).count()
}

on_both_databases! {
    /// Her words break us. In a conversation they are passed on, whole; the staff learn which update
    /// it was; the next words are handled as ever.
    async fn words_that_break_us_arrive(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_desk("main").opens_a_staff_chat();
        town.desk_opens();
        town.starts_the_bot().await;
        town.bot().core().breaks_at(is_fatal);
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.writes("Тут зламається пошук відповіді").await;
        olena.sees(&sorry(&olena));
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        let words = olena.writes("А тут зламається сама розмова").await;
        olena.sees(&sorry(&olena));
        let copy = marta.copy_of(topic, "А тут зламається сама розмова");
        assert_eq!(olena.sign_on(words).as_deref(), Some(Sign::Delivered.emoji()));
        town.mark("А тут зламається виправлена розмова");
        town.world.edit(olena.id, olena.chat, words, "А тут зламається виправлена розмова").unwrap();
        town.settles().await;
        let edited = marta.copy_of(topic, "А тут зламається виправлена розмова");
        assert_ne!(edited.id, copy.id);
        olena.sends(MediaKind::Photo).await;
        assert_eq!(pictures(&marta), 0, "a picture is passed on only after she was asked");
        assert_eq!(marta.said(Text::DeskPersonTried), 1);
        olena.writes("А тут уже все гаразд").await;
        marta.copy_of(topic, "А тут уже все гаразд");
        let alarms = town.world.messages(town.staff.unwrap());
        let numbers = alarms.iter().filter(|message| message.from == Sender::Bot);
        let numbers = numbers.filter(|message| message.text().chars().any(|c| c.is_ascii_digit()));
        assert_eq!(numbers.count(), 4, "one for each update");
        town.ends().await;
    }

    /// A consultant's message breaks us: they are told that it was not passed on.
    async fn a_consultants_message_that_breaks_us_is_not_passed_over(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        town.bot().core().breaks_at(is_fatal);
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        let before = olena.from_the_bot().len();
        let sticker = marta.sends(topic, MediaKind::Sticker).await;
        assert_eq!(marta.reply_to(sticker), Some(marta.says(Text::DeskFailed)));
        assert_eq!(olena.from_the_bot().len(), before);
        marta.writes(topic, "Тоді скажу це словами").await;
        olena.sees("Тоді скажу це словами");
        // What came of a delivery is told also if nobody can decide about it.
        let refused = Fault::Refuse(400, "Bad Request: REACTION_INVALID".to_owned());
        town.world.script("copyMessage", [refused]);
        let answer = marta.writes(topic, "А це Телеграм не візьме").await;
        assert_eq!(marta.reply_to(answer), Some(marta.says(Text::DeskFailed)));
        town.ends().await;
    }
}
