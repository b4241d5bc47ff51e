//! Words that do not arrive: the person has blocked the bot or is gone, Telegram does not copy
//! them, they were deleted on the way, an album comes in pieces. Whoever wrote them learns it.

use std::time::Duration;

use safe_migration_bot::content::{Placeholder, Text};
use safe_migration_bot::model::desk::Sign;
use safe_migration_bot::preview::{
    Attachment, Fault, MediaKind, Message, MessageId, Place, Sender,
};

use crate::databases::TestDatabase;
use crate::town::{Consultant, Person, Town};

const BLOCKED: &str = "Forbidden: bot was blocked by the user";
const NO_COPY: &str = "Bad Request: the message can't be copied";
const WAIT: Duration = Duration::from_secs(120);

fn delivered() -> Option<String> {
    Some(Sign::Delivered.emoji().to_owned())
}

/// Telegram asks for patience before anything happens.
fn not_yet() -> Fault {
    Fault::TooManyRequests(60)
}

fn pictures(messages: Vec<Message>) -> Vec<Message> {
    let pictures = messages.into_iter();
    pictures
        .filter(|message| {
            message.media().is_some() && message.from == Sender::Bot && message.album_id.is_some()
        })
        .collect()
}

impl Consultant<'_> {
    /// It was not delivered: no sign, and the words that say why.
    fn is_told(&self, message: MessageId, why: Text) {
        let reply = self.reply_to(message);
        assert_eq!(reply.as_deref(), Some(self.says(why).as_str()), "{why:?}");
        assert_ne!(
            self.sign_on(message),
            delivered(),
            "{why:?}: and yet a sign"
        );
    }
}

/// A taken case.
async fn a_case<'a>(town: &'a Town) -> (Consultant<'a>, Person<'a>, MessageId) {
    town.a_taken_case().await
}

on_both_databases! {
    /// The person blocks the bot: the desk is told, the consultant's next words get a reply and no
    /// sign, no call is wasted; when the person is back the desk is told and words arrive again.
    async fn blocked_and_back_again(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        town.world.block(olena.id, true).unwrap();
        town.settles().await;
        assert_eq!(marta.said(Text::DeskPersonLeft), 1);
        let calls = || town.world.calls().iter().filter(|call| call.chat == Some(olena.chat)).count();
        let before = calls();
        for words in ["Чи отримуєте Ви мої повідомлення", "Я чекаю на Вашу відповідь тут"] {
            let message = marta.writes(topic, words).await;
            marta.is_told(message, Text::DeskUnreachable);
        }
        assert_eq!(calls(), before, "nothing is tried in vain");
        town.world.block(olena.id, false).unwrap();
        town.settles().await;
        assert_eq!(marta.said(Text::DeskPersonBack), 1);
        let message = marta.writes(topic, "Рада, що Ви знову на зв'язку").await;
        assert_eq!(marta.sign_on(message), delivered());
        assert!(!olena.transcript().contains("Чи отримуєте Ви мої повідомлення"), "what was refused is not sent later");
        town.ends().await;
    }

    /// The account is deleted, of which nobody tells the bot: the first words find it out, and the
    /// next ones need not.
    async fn an_account_that_is_gone(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        town.world.change(|world| world.deactivate(olena.id)).unwrap();
        for words in ["Добрий день, як Ви сьогодні", "Напишіть, коли зможете, прошу"] {
            let message = marta.writes(topic, words).await;
            marta.is_told(message, Text::DeskUnreachable);
        }
        let tried = town.world.calls().into_iter().filter(|call| call.method == "copyMessage" && call.error.is_some());
        assert_eq!(tried.count(), 1);
        marta.presses(topic, Text::DeskLeafletButton).await;
        assert!(olena.from_the_bot().iter().filter(|message| message.file_name().is_some()).count() < 2);
        assert!(marta.card(topic).text().contains(marta.says(Text::DeskCardUnreachable).trim()), "{}", marta.card(topic).text());
        town.ends().await;
    }

    /// What was waiting when it turns out that nobody is there: each message has its word, what was
    /// sent by a button too.
    async fn all_that_waited_has_its_word(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        town.world.script("copyMessage", [not_yet()]);
        let words = ["Перше, що Вам варто знати", "Друге, що Вам варто знати", "Третє, що Вам варто знати"];
        let messages = words.map(|words| marta.writes_without_waiting(topic, words));
        town.until("they are taken", |world| world.updates_pending() == 0).await;
        marta.taps_without_waiting(topic, &marta.says(Text::DeskLeafletButton));
        town.all_faults_struck().await;
        town.world.change(|world| world.deactivate(olena.id)).unwrap();
        town.time_passes(WAIT);
        town.settles().await;
        for message in messages {
            marta.is_told(message, Text::DeskUnreachable);
        }
        assert_eq!(marta.said(Text::DeskUnreachable), 4, "three messages and the leaflet:\n{}", marta.transcript(topic));
        let handed = marta.says(Text::DeskHanded);
        let handed = handed.split(':').next().unwrap();
        assert!(!marta.transcript(topic).contains(handed), "the leaflet did not arrive");
        town.ends().await;
    }

    /// A page of ours finds out first that nobody is there: words behind it have theirs all the same.
    async fn a_page_that_finds_nobody_hides_no_words(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        town.world.script("sendMessage", [not_yet()]);
        olena.writes_without_waiting("/menu");
        town.all_faults_struck().await;
        let message = marta.writes_without_waiting(topic, "Ці слова стоять за сторінкою");
        town.until("it is taken", |world| world.updates_pending() == 0).await;
        marta.taps_without_waiting(topic, &marta.says(Text::DeskLeafletButton));
        town.until("the press is taken", |world| world.updates_pending() == 0).await;
        town.world.change(|world| world.deactivate(olena.id)).unwrap();
        town.time_passes(WAIT);
        town.settles().await;
        marta.is_told(message, Text::DeskUnreachable);
        assert_eq!(marta.said(Text::DeskUnreachable), 2, "the words and the leaflet:\n{}", marta.transcript(topic));
        town.ends().await;
    }

    /// Whoever writes is there, whatever Telegram said a moment before.
    async fn whoever_writes_can_be_reached(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        town.world.script("copyMessage", [Fault::Refuse(403, BLOCKED.to_owned())]);
        let message = marta.writes(topic, "Це Вам, мабуть, не дійшло").await;
        marta.is_told(message, Text::DeskUnreachable);
        olena.writes("Я тут, просто телефон був вимкнений").await;
        marta.copy_of(topic, "Я тут, просто телефон був вимкнений");
        assert_eq!(marta.said(Text::DeskPersonBack), 1);
        let message = marta.writes(topic, "Тоді пишу ще раз те саме").await;
        assert_eq!(marta.sign_on(message), delivered());
        olena.sees("Тоді пишу ще раз те саме");
        town.ends().await;
    }

    /// What Telegram cannot copy after all: whoever sent it is asked to say it in words.
    async fn what_telegram_does_not_copy(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let no = || Fault::Refuse(400, NO_COPY.to_owned());
        town.world.script("copyMessage", [no()]);
        let message = marta.sends(topic, MediaKind::Sticker).await;
        marta.is_told(message, Text::DeskCannotCopy);
        town.world.script("copyMessage", [no()]);
        olena.sends(MediaKind::Sticker).await;
        olena.sees_text(Text::CaseCannotPass);
        assert_eq!(marta.said(Text::DeskPersonTried), 1);
        town.ends().await;
    }

    /// Deleted before it was passed on: the consultant learns that it did not arrive; the person
    /// took it back and it is nowhere.
    async fn deleted_before_it_was_passed_on(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let before = olena.from_the_bot().len();
        town.world.script("copyMessage", [not_yet(), not_yet()]);
        let hers = olena.writes_without_waiting("Ні, цього я краще не скажу");
        let message = marta.writes_without_waiting(topic, "Вибачте, це не туди, видалю");
        town.all_faults_struck().await;
        town.world.delete(olena.id, olena.chat, hers).unwrap();
        town.world.delete(marta.id, marta.group, message).unwrap();
        town.time_passes(WAIT);
        town.settles().await;
        assert_eq!(marta.copies_of("Ні, цього я краще не скажу").len(), 0);
        assert_eq!(olena.from_the_bot().len(), before, "{}", olena.transcript());
        assert_eq!(marta.said(Text::DeskGone), 1);
        olena.writes("А це я вже можу сказати").await;
        marta.copy_of(topic, "А це я вже можу сказати");
        town.ends().await;
    }

    /// An album of which something is missing: what is there arrives, and its sender learns how much.
    async fn an_album_with_gaps(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        town.world.script("copyMessages", [not_yet()]);
        let place = Place::topic(marta.group, topic);
        let items = town.world.send_album(marta.id, place, MediaKind::Photo, 4, &Attachment::default()).unwrap();
        town.all_faults_struck().await;
        town.world.delete(marta.id, marta.group, items[1]).unwrap();
        town.time_passes(WAIT);
        town.settles().await;
        assert_eq!(pictures(olena.from_the_bot()).len(), 3);
        let partly = marta.says_with(Text::DeskPartly, &[(Placeholder::N, "3")]);
        assert_eq!(marta.reply_to(items[0]).as_deref(), Some(partly.as_str()));
        assert_ne!(marta.sign_on(items[0]), delivered());

        let place = Place::chat(olena.chat);
        let items = town.world.send_album(olena.id, place, MediaKind::Photo, 3, &Attachment::default()).unwrap();
        town.settles().await;
        town.world.script("copyMessages", [not_yet()]);
        let (row, column) = olena.newest().find_button(|button| button.text == olena.says(Text::SendItButton)).unwrap();
        town.world.press(olena.id, olena.chat, olena.newest().id, row, column).unwrap();
        town.all_faults_struck().await;
        town.world.delete(olena.id, olena.chat, items[2]).unwrap();
        town.time_passes(WAIT);
        town.settles().await;
        assert_eq!(pictures(marta.reads(topic)).len(), 2);
        let partly = marta.says_with(Text::DeskPersonPartly, &[(Placeholder::N, "2")]);
        assert!(marta.texts(topic).contains(&partly), "{}", marta.transcript(topic));
        town.ends().await;
    }

    /// A slow line cuts an album in two: both halves arrive, each whole, both ways.
    async fn an_album_cut_in_two(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let sides = [(marta.id, Place::topic(marta.group, topic)), (olena.id, Place::chat(olena.chat))];
        for (who, place) in sides {
            let first = town.world.send_album(who, place, MediaKind::Video, 2, &Attachment::default()).unwrap();
            town.settles().await;
            town.time_passes(Duration::from_secs(5));
            for _ in 0..3 {
                town.world.change(|world| world.continue_album(who, place, first[0], MediaKind::Video)).unwrap();
            }
            town.settles().await;
            let arrived = if who == marta.id { pictures(olena.from_the_bot()) } else { pictures(marta.reads(topic)) };
            let albums: Vec<_> = arrived.iter().map(|message| message.album_id.clone()).collect();
            assert_eq!(albums.len(), 5, "{albums:?}");
            assert!(albums[0] == albums[1] && albums[2] == albums[3] && albums[3] == albums[4], "{albums:?}");
            for message in [first[0], MessageId(first[1].0 + 1)] {
                let sign = if who == marta.id { marta.sign_on(message) } else { olena.sign_on(message) };
                assert!(sign == delivered() || who == marta.id, "{message:?}: {sign:?}");
            }
        }
        assert_eq!(marta.said(Text::DeskPartly) + marta.said(Text::DeskPersonPartly), 0);
        town.ends().await;
    }
}
