//! A conversation from both sides: what the person says arrives in the topic, what the consultant
//! answers arrives with the person, in order, and neither sees who the other is.

use safe_migration_bot::content::{Placeholder, Text};
use safe_migration_bot::model::desk::Sign;
use safe_migration_bot::preview::{Attachment, MediaKind, Place, Sender};

use crate::databases::TestDatabase;
use crate::town::Town;

/// The emoji of a sign.
fn emoji(sign: &Sign) -> Option<String> {
    Some(sign.emoji().to_owned())
}

on_both_databases! {
    /// From the first word to the closing, and both know at each step where they stand.
    async fn a_whole_consultation(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        marta.writes_in_general("/alias Марта").await;
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        olena.sees(&olena.says(Text::CaseSubject));
        let topic = marta.topic();
        let first = olena.writes("Роботодавець забрав мій паспорт").await;
        let copy = marta.copy_of(topic, "Роботодавець забрав мій паспорт");
        assert_eq!(olena.sign_on(first), emoji(&Sign::Delivered), "she sees that it has arrived");
        marta.takes(topic).await;
        olena.sees(&olena.says_with(Text::CaseTaken, &[(Placeholder::Alias, "Марта")]));
        let answer = marta.writes(topic, "Добрий день, Ви зараз у безпеці?").await;
        olena.sees("Добрий день, Ви зараз у безпеці?");
        assert_eq!(marta.sign_on(answer), emoji(&Sign::Delivered), "she sees that it has arrived");
        let reply = marta.replies(topic, copy.id, "Паспорт мусять повернути").await;
        let shown = olena.newest();
        assert_eq!((shown.text(), shown.reply_to), ("Паспорт мусять повернути", Some(first)));
        assert_eq!(marta.sign_on(reply), emoji(&Sign::Delivered));
        marta.presses(topic, Text::DeskCloseButton).await;
        let subject = &town.content.desk().subjects[0];
        let name = town.content.subject_name(&marta.lang(), subject).to_owned();
        marta.taps(topic, &name).await;
        marta.presses(topic, Text::DeskFinishButton).await;
        let days = town.content.desk().reopen_days.to_string();
        olena.sees(olena.says_with(Text::CaseClosed, &[(Placeholder::N, &days)]).lines().next().unwrap());
        assert!(marta.topics()[0].closed);
        olena.presses(Text::RateGoodButton).await;
        olena.sees_text(Text::CaseRated);
        assert_eq!(town.counted("consultations", subject.as_str()).await, 1);
        assert_eq!(town.counted("conversations", "yes").await, 1);
        assert_eq!(town.counted("ratings", "good").await, 1);
        olena.writes("Дякую, але є ще питання").await;
        marta.copy_of(topic, "Дякую, але є ще питання");
        assert!(!marta.topics()[0].closed, "it goes on in the same topic");
        town.ends().await;
    }

    /// What she wrote before she found the button is not lost.
    async fn what_was_written_before_is_passed_on_too(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        for text in ["Чи можна перетнути кордон з копією", "паспорта дитини якщо його", "вкрали на вокзалі учора"] {
            olena.writes(text).await;
        }
        assert!(marta.topics().is_empty(), "nothing goes to anybody before she agrees");
        olena.asks_for_a_consultant().await;
        let texts = marta.texts(marta.topic());
        let place = |text: &str| texts.iter().position(|seen| seen == text).unwrap();
        assert!(place("Чи можна перетнути кордон з копією") < place("паспорта дитини якщо його"));
        assert!(place("паспорта дитини якщо його") < place("вкрали на вокзалі учора"));
        town.ends().await;
    }

    /// Whatever kind it is, it arrives or its sender is told.
    async fn every_kind_reaches_the_other_side_or_its_sender_is_told(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = town.a_taken_case().await;
        for kind in MediaKind::ALL {
            let before = marta.reads(topic).len();
            olena.sends(kind).await;
            match kind {
                MediaKind::Poll => olena.sees_text(Text::CaseCannotPass),
                MediaKind::Contact | MediaKind::Photo | MediaKind::Document => {
                    assert_eq!(marta.reads(topic).len(), before, "{kind:?} is asked about first");
                    olena.presses(Text::SendItButton).await;
                }
                _ => {}
            }
            let copied = marta.reads(topic).len() - before;
            assert_eq!(copied, 1, "{kind:?}:\n{}", marta.transcript(topic));
            // The next photo is asked about again.
            town.time_passes(std::time::Duration::from_secs(3600));
        }
        for kind in MediaKind::ALL {
            let before = olena.from_the_bot().len();
            let message = marta.sends(topic, kind).await;
            let refused = matches!(kind, MediaKind::Poll | MediaKind::Contact);
            assert_eq!(olena.from_the_bot().len() - before, usize::from(!refused), "{kind:?}");
            if refused {
                assert!(marta.reply_to(message).is_some(), "{kind:?} is refused in words");
            } else {
                assert_eq!(marta.sign_on(message), emoji(&Sign::Delivered), "{kind:?}");
            }
        }
        town.ends().await;
    }

    /// A photo may show papers: she is asked, and may take it back.
    async fn a_photo_is_asked_about_and_can_be_taken_back(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        let before = marta.reads(topic).len();
        olena.sends(MediaKind::Photo).await;
        olena.sees_text(Text::CaseMediaAsk);
        let photos = || olena.messages().into_iter().filter(|message| message.media().is_some() && message.from != Sender::Bot).count();
        assert_eq!(photos(), 1);
        olena.presses(Text::DropItButton).await;
        olena.sees_text(Text::CaseMediaDropped);
        assert_eq!(photos(), 0, "it is gone from her phone too");
        assert_eq!(marta.reads(topic).len(), before);
        town.ends().await;
    }

    /// An album stays together, both ways, and its order is kept.
    async fn an_album_stays_together(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = town.a_taken_case().await;
        let photo = Attachment::default();
        town.world.send_album(olena.id, Place::chat(olena.chat), MediaKind::Photo, 4, &photo).unwrap();
        town.settles().await;
        olena.sees_text(Text::CaseMediaAsk);
        olena.presses(Text::SendItButton).await;
        let copies: Vec<_> = marta.reads(topic).into_iter().filter(|message| message.media().is_some()).collect();
        assert_eq!(copies.len(), 4);
        assert!(copies[0].album_id.is_some() && copies.iter().all(|copy| copy.album_id == copies[0].album_id));
        town.world.send_album(marta.id, Place::topic(marta.group, topic), MediaKind::Photo, 4, &photo).unwrap();
        town.settles().await;
        let shown: Vec<_> = olena.from_the_bot().into_iter().filter(|message| message.media().is_some() && message.album_id.is_some()).collect();
        assert_eq!(shown.len(), 4);
        assert!(shown.iter().all(|copy| copy.album_id == shown[0].album_id));
        town.ends().await;
    }

    /// Edits, replies and reactions of the one are seen by the other.
    async fn edits_replies_and_reactions_go_both_ways(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = town.a_taken_case().await;
        let hers = olena.writes("Ми їдемо завтра о восьмій").await;
        let old = marta.copy_of(topic, "Ми їдемо завтра о восьмій");
        olena.edits(hers, "Ми їдемо завтра о дев'ятій").await;
        let new = marta.copy_of(topic, "Ми їдемо завтра о дев'ятій");
        assert_eq!(marta.sign_on(new.id), emoji(&Sign::Edited));
        assert!(town.world.message(marta.group, old.id).is_none(), "the old words are gone");
        let answer = marta.writes(topic, "Візьміть оригінали документів").await;
        let shown = olena.newest();
        town.world.react(olena.id, olena.chat, shown.id, Some("❤")).unwrap();
        town.settles().await;
        assert_eq!(marta.sign_on(answer).as_deref(), Some("❤"));
        town.mark("Візьміть і копії документів");
        town.world.edit(marta.id, marta.group, answer, "Візьміть і копії документів").unwrap();
        town.settles().await;
        olena.sees("Візьміть і копії документів");
        assert!(!olena.transcript().contains("Візьміть оригінали документів"));
        let shown = olena.newest();
        town.mark("А довідку про щеплення теж?");
        let place = Place { reply_to: Some(shown.id), ..Place::chat(olena.chat) };
        town.world.write(olena.id, place, "А довідку про щеплення теж?").unwrap();
        town.settles().await;
        assert_eq!(marta.copy_of(topic, "А довідку про щеплення теж?").reply_to, Some(answer));
        let word = marta.writes(topic, "Це було не для Вас, вибачте").await;
        marta.replies(topic, word, "/unsend").await;
        assert!(!olena.transcript().contains("Це було не для Вас"));
        town.ends().await;
    }

    /// A note, a colleague's remark, a reply to a colleague: nothing of it leaves the group.
    async fn what_is_said_among_colleagues_stays_inside(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, ivan) = (town.consultant("Marta"), town.consultant("Ivan"));
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        let slip = ivan.writes(topic, "Зараз відповім їй").await;
        assert!(ivan.reply_to(slip).is_some(), "he did not take it: told in words");
        marta.takes(topic).await;
        let before = olena.from_the_bot().len();
        let inside = [
            ivan.writes(topic, "Я думаю, це вербувальник").await,
            marta.writes(topic, "// зателефоную в поліцію").await,
            marta.writes(topic, "/note перевірити агентство").await,
            marta.replies(topic, slip, "Так, поглянь у реєстр").await,
        ];
        assert_eq!(olena.from_the_bot().len(), before);
        for message in inside {
            assert_eq!(marta.sign_on(message), emoji(&Sign::Inside));
        }
        town.ends().await;
    }

    /// Words of danger under a photo: the number at once, the desk is rung, the words arrive once,
    /// and the photo is asked about all the same.
    async fn danger_in_a_conversation_is_answered_passed_on_once_and_rung(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        olena.writes("рятуйте, мене замкнули").await;
        olena.sees_text(Text::DangerHeard);
        marta.copy_of(topic, "рятуйте, мене замкнули");
        let rung = || marta.general().iter().filter(|message| message.text().contains("🔴") || message.text().contains("🚨")).count();
        assert!(rung() >= 1, "{:?}", marta.general().iter().map(|one| one.text().to_owned()).collect::<Vec<_>>());
        let before = marta.reads(topic).len();
        olena.sends_with(MediaKind::Photo, "допоможіть, він мене б'є").await;
        olena.sees_text(Text::CaseMediaAsk);
        assert_eq!(marta.reads(topic).len(), before, "nothing of it before she agrees");
        olena.presses(Text::SendItButton).await;
        assert_eq!(marta.reads(topic).iter().filter(|message| message.media().is_some()).count(), 1);
        town.ends().await;
    }
}
