//! What is changed afterwards: words, captions, words that turn into a note, words of a conversation
//! that is over. Nobody is left with an old version, and nobody with a wrong idea of what arrived.

use std::time::Duration;

use safe_migration_bot::content::Text;
use safe_migration_bot::model::desk::Sign;
use safe_migration_bot::preview::{
    AccountId, Attachment, ChatId, Fault, MediaKind, Message, MessageId, Place, Sender,
};

use crate::databases::TestDatabase;
use crate::town::{Consultant, Person, Town};

fn emoji(sign: &Sign) -> Option<String> {
    Some(sign.emoji().to_owned())
}

/// A taken case.
async fn a_case<'a>(town: &'a Town) -> (Consultant<'a>, Person<'a>, MessageId) {
    town.a_taken_case().await
}

async fn edit(town: &Town, (who, chat): (AccountId, ChatId), message: MessageId, text: &str) {
    town.world.edit(who, chat, message, text).unwrap();
    town.settles().await;
}

/// Pictures and their captions, as the bot has copied them.
fn captions(messages: Vec<Message>) -> Vec<String> {
    let pictures = messages.into_iter().filter(|message| {
        let kind = message.media().map(|media| media.kind);
        message.from == Sender::Bot && kind == Some(MediaKind::Photo)
    });
    pictures.map(|message| message.text().to_owned()).collect()
}

/// How often a message was copied.
fn copied(town: &Town, message: MessageId) -> usize {
    let id = serde_json::json!(message.0);
    let calls = town.world.calls().into_iter();
    calls
        .filter(|call| call.method == "copyMessage" && call.ok)
        .filter(|call| call.parameters.get("message_id") == Some(&id))
        .count()
}

fn captioned(caption: &str) -> Attachment {
    Attachment {
        caption: Some(caption.to_owned()),
        ..Attachment::default()
    }
}

on_both_databases! {
    /// The words under a picture are edited, on either side, alone or in an album.
    async fn captions_follow_too(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let home = Place::chat(olena.chat);
        let photo = town.world.send(olena.id, home, MediaKind::Photo, &captioned("Квиток на потяг")).unwrap();
        town.settles().await;
        olena.presses(Text::SendItButton).await;
        assert_eq!(captions(marta.reads(topic)), ["Квиток на потяг"]);
        edit(&town, (olena.id, olena.chat), photo, "Квиток на автобус").await;
        assert_eq!(captions(marta.reads(topic)), ["Квиток на автобус"], "{}", marta.transcript(topic));
        let album = town.world.send_album(olena.id, home, MediaKind::Photo, 3, &captioned("Сторінки угоди")).unwrap();
        town.settles().await;
        assert_eq!(captions(marta.reads(topic)).len(), 4);
        edit(&town, (olena.id, olena.chat), album[0], "Сторінки договору").await;
        let shown = captions(marta.reads(topic));
        assert_eq!((shown.len(), shown.iter().filter(|caption| *caption == "Сторінки договору").count()), (4, 1), "{shown:?}");
        assert!(!shown.contains(&"Сторінки угоди".to_owned()), "{shown:?}");

        let desk = Place::topic(marta.group, topic);
        let map = town.world.send(marta.id, desk, MediaKind::Photo, &captioned("Мапа вокзалу")).unwrap();
        town.settles().await;
        assert_eq!(captions(olena.from_the_bot()), ["Мапа вокзалу"]);
        edit(&town, (marta.id, marta.group), map, "Мапа автовокзалу").await;
        assert_eq!(captions(olena.from_the_bot()), ["Мапа автовокзалу"]);
        town.ends().await;
    }

    /// Turned into a note, words that had gone out are taken back; a note that stays one is nobody's
    /// business.
    async fn what_becomes_a_note_is_taken_back(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let slip = marta.writes(topic, "Здається, вона щось приховує").await;
        assert!(olena.transcript().contains("Здається, вона щось приховує"));
        edit(&town, (marta.id, marta.group), slip, "// здається, вона щось приховує").await;
        assert!(!olena.transcript().contains("приховує"), "{}", olena.transcript());
        assert_eq!((marta.reply_to(slip), marta.sign_on(slip)), (Some(marta.says(Text::DeskUnsent)), emoji(&Sign::Inside)));
        let note = marta.writes(topic, "// запитати про доньку").await;
        edit(&town, (marta.id, marta.group), note, "// запитати про сина").await;
        assert_eq!((marta.sign_on(note), marta.reply_to(note)), (emoji(&Sign::Inside), None));
        assert!(!olena.transcript().contains("запитати"));
        town.ends().await;
    }

    /// An album goes out whole and is taken back whole: by /unsend at any of its pictures, and when
    /// the words under it become a note.
    async fn an_album_is_taken_back_whole(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let desk = Place::topic(marta.group, topic);
        let papers = town.world.send_album(marta.id, desk, MediaKind::Photo, 4, &captioned("Папери вже готові")).unwrap();
        town.settles().await;
        assert_eq!(captions(olena.from_the_bot()).len(), 4);
        let word = marta.replies(topic, papers[2], "/unsend").await;
        assert!(captions(olena.from_the_bot()).is_empty(), "{}", olena.transcript());
        assert!(marta.reply_to(papers[2]).is_some_and(|told| told == marta.says(Text::DeskUnsent)), "{:?}", marta.reply_to(word));
        for paper in &papers {
            assert_eq!(marta.sign_on(*paper), emoji(&Sign::Inside));
        }
        let single = marta.sends(topic, MediaKind::Photo).await;
        let papers = town.world.send_album(marta.id, desk, MediaKind::Photo, 3, &captioned("Це мої нотатки")).unwrap();
        town.settles().await;
        edit(&town, (marta.id, marta.group), papers[0], "Це нотатки для мене").await;
        assert_eq!(captions(olena.from_the_bot()).len(), 4, "the words have changed, the album is the same");
        edit(&town, (marta.id, marta.group), papers[0], "// це нотатки для мене").await;
        assert_eq!(captions(olena.from_the_bot()), [""], "what is no part of it stays: {}", olena.transcript());
        assert_eq!((marta.sign_on(papers[0]), marta.sign_on(single)), (emoji(&Sign::Inside), emoji(&Sign::Delivered)));
        town.ends().await;
    }

    /// Her own user name would give her away: refused in words. Mended by an edit it still has not
    /// gone, and the sign says so.
    async fn a_message_that_was_refused_is_not_sent_by_an_edit(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let before = olena.from_the_bot().len();
        let user = town.world.look(|world| world.account(marta.id).unwrap().username.clone()).unwrap();
        for words in [format!("Пишіть мені: @{user}"), format!("Ось я: https://t.me/{user}, пишіть")] {
            let place = Place::topic(marta.group, topic);
            let message = town.world.write(marta.id, place, &words).unwrap();
            town.settles().await;
            assert_eq!(marta.reply_to(message), Some(marta.says(Text::DeskMention)), "{words}");
            edit(&town, (marta.id, marta.group), message, "Пишіть мені просто сюди").await;
            assert_eq!(marta.sign_on(message), emoji(&Sign::Inside));
        }
        assert_eq!(olena.from_the_bot().len(), before, "{}", olena.transcript());
        let service = marta.writes(topic, "Канал служби: @migration_service_ua").await;
        assert_eq!(marta.sign_on(service), emoji(&Sign::Delivered), "a service may be named");
        town.ends().await;
    }

    /// Edited or taken back while it still waits to be passed on: it never leaves, not even for a
    /// moment, since a copy is made of what a message says by then.
    async fn what_still_waits_and_may_not_leave_never_does(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let user = town.world.look(|world| world.account(marta.id).unwrap().username.clone()).unwrap();
        let now = [format!("Я тут, пишіть @{user}"), "// я тут, але без неї".to_owned(), String::new()];
        for words in now {
            town.world.script("copyMessage", [Fault::TooManyRequests(60)]);
            let answer = marta.writes_without_waiting(topic, "Я тут, я читаю Вас");
            town.all_faults_struck().await;
            if words.is_empty() {
                let place = Place { reply_to: Some(answer), ..Place::topic(marta.group, topic) };
                town.world.write(marta.id, place, "/unsend").unwrap();
            } else {
                town.world.edit(marta.id, marta.group, answer, &words).unwrap();
            }
            town.until("it is heard", |world| world.updates_pending() == 0).await;
            town.time_passes(Duration::from_secs(120));
            town.settles().await;
            assert_eq!(copied(&town, answer), 0, "`{words}`: {}", olena.transcript());
            assert_eq!(marta.sign_on(answer), emoji(&Sign::Inside), "`{words}`");
            let told = words.contains('@').then(|| marta.says(Text::DeskMention));
            assert_eq!(marta.reply_to(answer), told);
        }
        town.ends().await;
    }

    /// The same while the copy is being made: what has gone out with it is taken back. So is an older
    /// version of words that now name her, since nobody knows which one was copied.
    async fn what_leaves_at_that_moment_is_taken_back(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let user = town.world.look(|world| world.account(marta.id).unwrap().username.clone()).unwrap();
        for words in [format!("Я тут, пишіть @{user}"), "// я тут, але без неї".to_owned()] {
            town.world.script("copyMessage", [Fault::DelayAfter(500)]);
            let answer = marta.writes_without_waiting(topic, "Я тут, я читаю Вас");
            town.until("it is copied", |world| world.faults.left() == 0).await;
            edit(&town, (marta.id, marta.group), answer, &words).await;
            assert_eq!(copied(&town, answer), 1);
            assert!(!olena.transcript().contains("Я тут"), "{}", olena.transcript());
            assert_eq!(marta.sign_on(answer), emoji(&Sign::Inside), "`{words}`");
            assert_eq!(marta.reply_to(answer), Some(marta.says(Text::DeskUnsent)));
        }
        town.ends().await;
    }

    /// A reply to words of her own that are still on their way goes with them.
    async fn a_reply_to_what_is_on_its_way_goes_too(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        town.world.script("copyMessage", [Fault::TooManyRequests(60)]);
        let first = marta.writes_without_waiting(topic, "Ідіть до пункту обігріву");
        town.all_faults_struck().await;
        let place = Place { reply_to: Some(first), ..Place::topic(marta.group, topic) };
        town.world.write(marta.id, place, "Він за вокзалом, праворуч").unwrap();
        town.until("it is heard", |world| world.updates_pending() == 0).await;
        town.time_passes(Duration::from_secs(120));
        town.settles().await;
        let said = olena.from_the_bot();
        let [.., one, two] = said.as_slice() else { panic!("{}", olena.transcript()) };
        assert_eq!((one.text(), two.text()), ("Ідіть до пункту обігріву", "Він за вокзалом, праворуч"));
        assert_eq!(two.reply_to, Some(one.id));
        town.ends().await;
    }

    /// What waits on a phone that may be seen, and becomes a note meanwhile, is never shown.
    async fn what_was_not_opened_and_became_a_note_is_never_shown(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        olena.does(&safe_migration_bot::model::button::Button::Discreet(true)).await;
        let slip = marta.writes(topic, "Це я хотіла сказати Іванові").await;
        let answer = marta.writes(topic, "Вам треба до паспортної служби").await;
        edit(&town, (marta.id, marta.group), slip, "// це я хотіла сказати Іванові").await;
        edit(&town, (marta.id, marta.group), answer, "Вам треба до міграційної служби").await;
        assert_eq!(marta.sign_on(slip), emoji(&Sign::Inside));
        let news = olena.says(Text::CaseNewReply);
        let word = olena.from_the_bot().into_iter().rfind(|message| message.text().trim() == news.trim()).unwrap();
        olena.taps_on(&word, &olena.says(Text::OpenReplyButton)).await;
        assert!(olena.transcript().contains("Вам треба до міграційної служби"), "{}", olena.transcript());
        assert!(!olena.transcript().contains("Іванові"), "{}", olena.transcript());
        town.ends().await;
    }

    /// After the end: a thank-you is seen, new words in an old message open the case again, and after
    /// she has ended it herself they go nowhere and she is told how to ask.
    async fn after_the_end_nothing_is_lost_in_silence(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let question = olena.writes("Я живу в Кракові з травня").await;
        let answer = marta.writes(topic, "Зверніться до уряду міста").await;
        let shown = olena.newest().id;
        marta.closes(topic, &["stay"]).await;
        town.world.react(olena.id, olena.chat, shown, Some("❤")).unwrap();
        town.settles().await;
        assert_eq!(marta.sign_on(answer).as_deref(), Some("❤"));
        assert!(marta.topics()[0].closed, "thanks open nothing");
        town.mark("Я живу в Кракові з березня");
        edit(&town, (olena.id, olena.chat), question, "Я живу в Кракові з березня").await;
        let copy = marta.copy_of(topic, "Я живу в Кракові з березня");
        assert_eq!(marta.sign_on(copy.id), emoji(&Sign::Edited));
        olena.sees_text(Text::CaseReopened);
        assert!(olena.case().await.is_waiting() && !marta.topics()[0].closed);
        olena.does(&safe_migration_bot::model::button::Button::EndCase).await;
        edit(&town, (olena.id, olena.chat), question, "Це вже моя справа").await;
        assert!(!marta.transcript(topic).contains("Це вже моя справа"));
        olena.sees(olena.says(Text::ConsultText).lines().next().unwrap());
        assert!(marta.topics()[0].closed);
        town.ends().await;
    }

    /// The topic was deleted by hand. New words that find it gone arrive in the next one; of a message
    /// that stood in the old one nobody can tell any more whose it was, and she is asked to write
    /// it again.
    async fn an_edit_of_what_is_gone_is_not_lost_in_silence(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let first = olena.writes("Паспорт у нього в шухляді").await;
        let second = olena.writes("Працюю на складі за містом").await;
        marta.deletes_the_topic(topic);
        town.mark("Працюю на складі біля вокзалу");
        edit(&town, (olena.id, olena.chat), second, "Працюю на складі біля вокзалу").await;
        let topic = marta.topic();
        marta.copy_of(topic, "Працюю на складі біля вокзалу");
        assert_eq!(olena.sign_on(second), emoji(&Sign::Delivered));
        assert_eq!(marta.said(Text::DeskEditLost), 0);
        town.mark("Паспорт у нього в кишені");
        edit(&town, (olena.id, olena.chat), first, "Паспорт у нього в кишені").await;
        olena.sees_text(Text::CaseEditLost);
        assert_eq!(marta.said(Text::DeskEditLost), 1);
        assert!(!marta.transcript(topic).contains("Паспорт"), "it may belong elsewhere");
        town.ends().await;
    }

    /// A picture waits for her word, and its caption is edited meanwhile: it goes as it reads then.
    async fn what_waits_for_a_word_goes_as_it_reads_then(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let home = Place::chat(olena.chat);
        let photo = town.world.send(olena.id, home, MediaKind::Photo, &captioned("Квиток на потяг")).unwrap();
        town.settles().await;
        edit(&town, (olena.id, olena.chat), photo, "Квиток на автобус").await;
        assert_eq!(marta.said(Text::DeskEditLost), 0);
        olena.presses(Text::SendItButton).await;
        assert_eq!(captions(marta.reads(topic)), ["Квиток на автобус"]);
        town.ends().await;
    }

    /// The longest message Telegram takes arrives whole, in one piece, on both sides: nothing of ours
    /// is put before it.
    async fn the_longest_message_arrives_whole(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let long = "Дуже довга історія. ".repeat(205).chars().take(4095).collect::<String>() + "!";
        olena.writes(&long).await;
        assert_eq!(marta.copy_of(topic, &long).text().chars().count(), 4096);
        let answer = long.replace('!', "?");
        let message = marta.writes(topic, &answer).await;
        assert_eq!(marta.sign_on(message), emoji(&Sign::Delivered));
        assert_eq!(olena.newest().text(), answer);
        town.ends().await;
    }
}
