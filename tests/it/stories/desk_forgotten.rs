//! A person is forgotten in the middle of a case: what was said is gone on both sides, the desk
//! learns a code and nothing else, and whoever writes again is somebody new. The same care is owed
//! to a case that nobody can read any more.

use std::time::Duration;

use safe_migration_bot::content::{Placeholder, Text};
use safe_migration_bot::model::button::Button;
use safe_migration_bot::preview::{Attachment, Fault, MediaKind, MessageId, Place, Rights, Status};

use crate::databases::TestDatabase;
use crate::town::{Consultant, Person, Town};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A taken case in which both have said something.
async fn a_case<'a>(town: &'a Town) -> (Consultant<'a>, Person<'a>, MessageId) {
    let (marta, olena, topic) = town.a_taken_case().await;
    olena.writes("Мене звати інакше, ніж у паспорті").await;
    marta.writes(topic, "Дякую, що Ви це розповіли").await;
    (marta, olena, topic)
}

/// The code in the name of a topic.
fn code_of(marta: &Consultant<'_>, topic: MessageId) -> String {
    let name = marta.name_of(topic);
    let code = name.split_whitespace().nth(1).map(str::to_owned);
    code.unwrap_or_else(|| panic!("no code in `{name}`"))
}

/// What General was told of the case of that code.
fn told_by_code(marta: &Consultant<'_>, code: &str) -> usize {
    let words = marta.says_with(Text::DeskForgotten, &[(Placeholder::Code, code)]);
    let heard = marta.heard_in_general();
    heard
        .iter()
        .filter(|text| text.trim() == words.trim())
        .count()
}

on_both_databases! {
    /// Topic, rows and links are gone, the desk is told the code alone, and the next contact is a
    /// case of its own.
    async fn forgotten_in_the_middle(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let code = code_of(&marta, topic);
        let person = town.bot().core().keys().person_key(olena.id.0);
        olena.writes("/forget").await;
        olena.sees_text(Text::ForgetDone);
        assert!(marta.topics().is_empty());
        assert_eq!(told_by_code(&marta, &code), 1, "{:?}", marta.heard_in_general());
        town.nothing_is_kept_of_cases().await;
        let dump = town.database.dump().await;
        assert!(!crate::databases::holds(&dump, &person.0), "her key is gone");
        let write = town.world.write(marta.id, Place::topic(marta.group, topic), "Чи Ви ще тут?");
        assert!(write.is_err(), "there is no topic to write to");
        marta.writes_in_general("Куди вона поділася, хтось знає").await;
        assert_eq!(olena.remembered().await, None);

        olena.starts().await;
        olena.writes("Я прийшла ніби вперше в житті").await;
        assert!(marta.topics().is_empty(), "she is asked again first");
        olena.asks_for_a_consultant().await;
        let new = marta.topic();
        assert_ne!(code_of(&marta, new), code);
        marta.copy_of(new, "Я прийшла ніби вперше в житті");
        assert!(!marta.transcript(new).contains("Мене звати інакше"));
        town.ends().await;
    }

    /// What was still on its way, in either direction, arrives nowhere.
    async fn what_was_on_its_way_goes_nowhere(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let wait = || Fault::TooManyRequests(60);
        town.world.script("copyMessage", [wait(), wait()]);
        marta.writes_without_waiting(topic, "А це ще встигла написати я");
        // What follows for the group must not come after it was told to wait: it would stay due.
        town.until("it is heard", |world| world.updates_pending() == 0).await;
        olena.writes_without_waiting("Це я ще встигла написати вам");
        town.all_faults_struck().await;
        olena.writes_without_waiting("/forget");
        town.until("it is heard", |world| world.updates_pending() == 0).await;
        // The topic still stands: the group has to wait. Nobody may be reached from it any more.
        let late = marta.writes_without_waiting(topic, "Написано вже після прохання забути");
        town.until("it is heard", |world| world.updates_pending() == 0).await;
        marta.taps_without_waiting(topic, &marta.says(Text::DeskLeafletButton));
        town.until("the press is answered", |world| world.updates_pending() == 0 && world.presses_unanswered() == 0).await;
        town.time_passes(Duration::from_secs(120));
        town.settles().await;
        let seen = olena.transcript();
        for words in ["А це ще встигла написати я", "Написано вже після прохання забути"] {
            assert!(!seen.contains(words), "{seen}");
        }
        assert_eq!(olena.from_the_bot().iter().filter(|message| message.file_name().is_some()).count(), 1, "no second leaflet");
        olena.sees_text(Text::ForgetDone);
        assert_eq!(marta.copies_of("Це я ще встигла написати вам").len(), 0);
        assert!(town.world.message(marta.group, late).is_none(), "it went with its topic");
        assert!(marta.topics().is_empty());
        town.nothing_is_kept_of_cases().await;
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Without topics every message of the case goes alone, the consultants' own among them.
    async fn forgotten_where_there_are_no_topics(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_desk("main");
        let rights = Rights { can_manage_topics: false, ..Rights::default() };
        town.world.set_bot_rights(town.desks[0].chat, rights);
        town.desk_opens();
        town.starts_the_bot().await;
        town.settles().await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        olena.writes("Усе стоїть просто в загальній").await;
        let copy = marta.copies_of("Усе стоїть просто в загальній").remove(0);
        let answer = marta.answers(copy.id, "І моя відповідь стоїть там само").await;
        let card = copy.reply_to.unwrap();
        olena.writes("/forget").await;
        for message in [copy.id, answer, card] {
            assert!(town.world.message(marta.group, message).is_none(), "{message:?}");
        }
        town.nothing_is_kept_of_cases().await;
        town.ends().await;
    }

    /// Without topics, and after more than two days, a bot cannot delete any more: the group is asked
    /// to, by the code of the case.
    async fn what_is_too_old_to_be_deleted_is_left_to_people(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_desk("main");
        let rights = Rights { can_manage_topics: false, ..Rights::default() };
        town.world.set_bot_rights(town.desks[0].chat, rights);
        town.desk_opens();
        town.starts_the_bot().await;
        town.settles().await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        olena.writes("Це стоїть тут уже третій день").await;
        let (code, old) = (olena.code().await, marta.copies_of("Це стоїть тут уже третій день").remove(0));
        town.time_comes(Duration::from_secs(49 * 60 * 60)).await;
        olena.writes("А це я написала щойно").await;
        let new = marta.copies_of("А це я написала щойно").remove(0);
        olena.writes("/forget").await;
        assert!(town.world.message(marta.group, new.id).is_none());
        assert!(town.world.message(marta.group, old.id).is_some());
        let asked = marta.says_with(Text::DeskTooOld, &[(Placeholder::Code, &code)]);
        let asks = marta.heard_in_general().iter().filter(|text| text.trim() == asked.trim()).count();
        assert_eq!(asks, 1, "{:?}", marta.heard_in_general());
        town.nothing_is_kept_of_cases().await;
        town.ends().await;
    }

    /// Of an album only a part arrives where there are no topics: what did goes with the rest.
    async fn a_part_of_an_album_is_forgotten_too(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_desk("main");
        let rights = Rights { can_manage_topics: false, ..Rights::default() };
        town.world.set_bot_rights(town.desks[0].chat, rights);
        town.desk_opens();
        town.starts_the_bot().await;
        town.settles().await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let album = town.world.send_album(olena.id, Place::chat(olena.chat), MediaKind::Photo, 3, &Attachment::default()).unwrap();
        town.settles().await;
        town.world.delete(olena.id, olena.chat, album[1]).unwrap();
        olena.presses(Text::SendItButton).await;
        let pictures = || town.world.messages(marta.group).iter().filter(|message| message.media().is_some()).count();
        assert_eq!(pictures(), 2);
        olena.writes("/forget").await;
        assert_eq!(pictures(), 0);
        town.nothing_is_kept_of_cases().await;
        town.ends().await;
    }

    /// Forgotten while a page is arriving on a phone that may be seen: not even its number is kept.
    async fn what_arrives_at_that_moment_leaves_no_trace(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        olena.does(&Button::Discreet(true)).await;
        marta.presses(topic, Text::DeskLeafletButton).await;
        town.world.script("sendDocument", [Fault::DelayAfter(500)]);
        let announced = olena.newest().id;
        town.world.press_data(olena.id, olena.chat, announced, &Button::OpenReply.encode()).unwrap();
        town.until("it is on its way", |world| world.faults.left() == 0).await;
        olena.writes("/forget").await;
        olena.sees_text(Text::ForgetDone);
        assert_eq!(olena.traces().await, []);
        town.nothing_is_kept_of_cases().await;
        town.ends().await;
    }

    /// Forgotten while the bot is out of the group: the topic goes as soon as it is back.
    async fn forgotten_while_the_group_is_away(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let code = code_of(&marta, topic);
        town.world.set_bot_status(marta.group, Status::Left);
        olena.writes_without_waiting("/forget");
        town.until("she is told", |world| {
            world.messages(olena.chat).any(|message| message.text().contains(olena.says(Text::ForgetDone).lines().next().unwrap()))
        })
        .await;
        town.nothing_is_kept_of_cases().await;
        assert_eq!(marta.topics().len(), 1);
        town.world.set_bot_status(marta.group, Status::Administrator);
        town.settles().await;
        assert!(marta.topics().is_empty());
        assert_eq!(told_by_code(&marta, &code), 1);
        town.ends().await;
    }

    /// Nobody can read the case any more: the person is answered and may begin anew, nothing goes
    /// astray from the old topic, and what is left of it goes when its time is over.
    async fn a_case_that_nobody_can_read(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, old) = a_case(&town).await;
        town.is_damaged("desk_case").await;
        let answer = marta.writes(old, "Чи дійде це ще кудись звідси").await;
        assert!(marta.sign_on(answer).is_none() && !olena.transcript().contains("Чи дійде це ще кудись звідси"));
        assert!(marta.reply_to(answer).is_some(), "the consultant is not left in the belief that it went");
        olena.writes("Чи мене тут ще хтось пам'ятає").await;
        olena.asks_for_a_consultant().await;
        let new = marta.topics().into_iter().map(|topic| topic.id).find(|topic| *topic != old).unwrap();
        marta.copy_of(new, "Чи мене тут ще хтось пам'ятає");
        marta.takes(new).await;
        marta.writes(new, "Так, але почнімо спочатку").await;
        olena.sees("Так, але почнімо спочатку");
        marta.closes(new, &["other"]).await;
        town.time_comes(DAY * 3).await;
        assert_eq!(marta.topics().len(), 2, "not before its time");
        town.time_comes(DAY * (town.content.desk().retention_days + 1)).await;
        assert!(marta.topics().is_empty(), "{:?}", marta.topics());
        town.nothing_is_kept_of_cases().await;
        town.ends().await;
    }

    /// Forgetting reaches a case that nobody can read, too.
    async fn what_nobody_can_read_is_forgotten_too(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, _) = a_case(&town).await;
        olena.sends(MediaKind::Voice).await;
        town.is_damaged("desk_case").await;
        olena.writes("/forget").await;
        olena.sees_text(Text::ForgetDone);
        assert!(marta.topics().is_empty(), "{:?}", marta.topics());
        town.nothing_is_kept_of_cases().await;
        town.ends().await;
    }

    /// What is known of places, copies and groups cannot be read: words may lose their place, but
    /// nobody waits behind it, and whoever writes is answered.
    async fn what_is_damaged_stalls_nobody(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, old) = a_case(&town).await;
        let answered = marta.copy_of(old, "Мене звати інакше, ніж у паспорті").id;
        for table in ["room", "link", "desk_room", "desk_member"] {
            town.is_damaged(table).await;
        }
        marta.replies(old, answered, "Чи дійде це на Ваше повідомлення").await;
        marta.writes(old, "/take").await;
        marta.closes_the_topic(old);
        olena.writes("Пишу далі, ніби нічого не сталося").await;
        assert_eq!(marta.copies_of("Пишу далі, ніби нічого не сталося").len(), 1);
        let new = marta.topics().into_iter().map(|topic| topic.id).next_back().unwrap();
        marta.writes(new, "І я відповідаю, ніби нічого не сталося").await;
        olena.sees("І я відповідаю, ніби нічого не сталося");
        let maria = town.guest("uk").await;
        maria.asks_for_a_consultant().await;
        maria.writes("Я нічого про це не знаю").await;
        assert_eq!(marta.copies_of("Я нічого про це не знаю").len(), 1);
        olena.writes("/forget").await;
        town.ends().await;
    }
}
