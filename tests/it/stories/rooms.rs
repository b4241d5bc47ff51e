//! What hands do to a desk's group in the middle of a case: topics and cards deleted, closed,
//! renamed, rights taken away and given back, groups that become others. Nothing that was written
//! is lost, the desk learns what it must know, and the person notices nothing of it.

use std::time::Duration;

use safe_migration_bot::content::Text;
use safe_migration_bot::model::desk::Sign;
use safe_migration_bot::preview::{
    ChatId, Fault, GroupKind, Message, Rights, Role, Sender, Status,
};

use crate::databases::TestDatabase;
use crate::town::{Person, Town};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn delivered() -> Option<String> {
    Some(Sign::Delivered.emoji().to_owned())
}

/// No rights but those of any administrator.
fn few_rights() -> Rights {
    Rights {
        can_manage_topics: false,
        can_delete_messages: false,
        can_pin_messages: false,
    }
}

/// Copies of words in the group that are no reply: the card holds together what stands in General.
fn hang_on_nothing(copies: &[Message]) -> usize {
    copies.iter().filter(|copy| copy.reply_to.is_none()).count()
}

/// How often a person was told that the desk cannot be reached.
fn told_away(person: &Person<'_>) -> usize {
    let words = person.says(Text::CaseDeskAway);
    let first = words.lines().next().unwrap();
    let told = person.from_the_bot().into_iter();
    told.filter(|message| message.text().contains(first))
        .count()
}

/// A basic group as a desk.
async fn with_a_basic_group(database: TestDatabase) -> (Town, ChatId) {
    let mut town = Town::asleep(database).await;
    let chief = town
        .world
        .add_account("Chief", Some("uk"), Role::Consultant);
    let group = town.world.add_group(GroupKind::Basic, "Consultants", chief);
    town.world.set_bot_status(group, Status::Administrator);
    town.adds_desk("main", group);
    town.desk_opens();
    town.starts_the_bot().await;
    town.settles().await;
    (town, group)
}

on_both_databases! {
    /// Telegram's servers believe in a deleted topic for up to a minute and then say in another way
    /// that it is gone: both mean the same.
    async fn a_deleted_topic_is_gone_at_once_and_later(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let mut topic = marta.topic();
        marta.takes(topic).await;
        olena.writes("Перше, що я хотіла сказати").await;
        let seen = olena.from_the_bot().len();
        let later = [
            (Duration::ZERO, "TOPIC_DELETED", "Друге, що я хотіла сказати"),
            (2 * MINUTE, "message thread not found", "Третє, що я хотіла сказати"),
        ];
        for (wait, refusal, words) in later {
            marta.deletes_the_topic(topic);
            town.time_passes(wait);
            let message = olena.writes(words).await;
            let new = marta.topic();
            assert_ne!(new, topic);
            topic = new;
            marta.copy_of(topic, words);
            assert_eq!(olena.sign_on(message), delivered());
            let told = marta.texts(topic).into_iter().filter(|text| *text == marta.says(Text::DeskRemade));
            assert_eq!(told.count(), 1, "the desk is told");
            assert!(town.refusals().iter().any(|one| one.contains(refusal)), "{:?}", town.refusals());
        }
        assert_eq!(olena.from_the_bot().len(), seen, "she notices nothing:\n{}", olena.transcript());
        marta.writes(topic, "Я все ще з Вами, пишіть").await;
        olena.sees("Я все ще з Вами, пишіть");
        town.ends().await;
    }

    /// A consultant's words did not reach the person, and the topic is gone when that is to be said:
    /// it is said in the new one, which is told of as such.
    async fn a_topic_is_missed_by_a_reply_first(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let old = marta.topic();
        marta.takes(old).await;
        town.world.script("copyMessage", [Fault::TooManyRequests(60)]);
        marta.writes_without_waiting(old, "Це Вам уже не дійде, мабуть");
        town.all_faults_struck().await;
        town.world.block(olena.id, true).unwrap();
        marta.deletes_the_topic(old);
        town.time_passes(2 * MINUTE);
        town.settles().await;
        let new = marta.topic();
        assert_eq!(marta.said(Text::DeskUnreachable), 1, "{}", marta.transcript(new));
        town.world.block(olena.id, false).unwrap();
        olena.writes("Я знову тут, напишіть мені").await;
        marta.copy_of(new, "Я знову тут, напишіть мені");
        assert_eq!(marta.said(Text::DeskRemade), 1, "{}", marta.transcript(new));
        town.ends().await;
    }

    /// Closed by hand, a topic is opened again: the case goes on, and the desk is told how it ends.
    async fn a_topic_closed_by_hand_is_opened_again(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = town.a_taken_case().await;
        let seen = olena.from_the_bot().len();
        marta.closes_the_topic(topic);
        town.settles().await;
        assert!(!marta.topics()[0].closed);
        assert_eq!(marta.said(Text::DeskClosedByHand), 1);
        marta.writes(topic, "Я все ще можу писати сюди").await;
        olena.sees("Я все ще можу писати сюди");
        assert_eq!(olena.from_the_bot().len(), seen + 1);
        marta.closes(topic, &["other"]).await;
        assert!(marta.topics()[0].closed);
        assert_eq!(marta.said(Text::DeskClosedByHand), 1, "closed by the card is closed");
        town.ends().await;
    }

    /// The bot was not there when the topic was closed: it opens it when it has something to say.
    async fn a_topic_closed_behind_its_back_is_opened_too(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        let closed = || Fault::Refuse(400, "Bad Request: TOPIC_CLOSED".to_owned());
        town.world.script("copyMessage", [closed()]);
        let message = olena.writes("Чи доходить це до Вас узагалі").await;
        marta.copy_of(topic, "Чи доходить це до Вас узагалі");
        assert_eq!(olena.sign_on(message), delivered());
        town.ends().await;
    }

    /// A name given by hand breaks nothing; the next change of the case brings the bot's own back.
    async fn a_topic_renamed_by_hand_breaks_nothing(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        let name = marta.topics()[0].name.clone();
        marta.renames_the_topic(topic, "Потім!");
        olena.writes("Мене ніхто не забув, правда?").await;
        marta.copy_of(topic, "Мене ніхто не забув, правда?");
        assert_eq!(marta.topics()[0].name, "Потім!");
        marta.takes(topic).await;
        let now = marta.topics()[0].name.clone();
        assert_ne!(now, "Потім!");
        let code = |name: &str| name.split_whitespace().nth(1).map(str::to_owned);
        assert_eq!(code(&now), code(&name));
        marta.writes(topic, "Ніхто Вас не забув, я тут").await;
        olena.sees("Ніхто Вас не забув, я тут");
        town.ends().await;
    }

    /// A card deleted by hand comes back, pinned, with its buttons.
    async fn a_card_deleted_by_hand_comes_back(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = town.a_taken_case().await;
        let old = marta.card(topic).id;
        marta.deletes(old);
        olena.writes("Слова доходять і без картки").await;
        marta.copy_of(topic, "Слова доходять і без картки");
        marta.writes(topic, "/release").await;
        let card = marta.card(topic);
        assert!(card.pinned && card.id != old);
        marta.takes(topic).await;
        marta.writes(topic, "Картка знову на місці, так").await;
        olena.sees("Картка знову на місці, так");
        town.ends().await;
    }

    /// Without the right to manage topics a case stands in General; the group learns once what is
    /// missing, and once it is given, the next case has a topic of its own.
    async fn rights_that_come_later(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_desk("main");
        town.world.set_bot_rights(town.desks[0].chat, few_rights());
        town.desk_opens();
        town.starts_the_bot().await;
        town.settles().await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let first = olena.writes("Чи видно мене без жодної теми").await;
        let copies = marta.copies_of("Чи видно мене без жодної теми");
        assert_eq!((copies.len(), hang_on_nothing(&copies)), (1, 0));
        assert_eq!(olena.sign_on(first), delivered());
        olena.writes("І друге повідомлення також").await;
        let answer = marta.answers(copies[0].id, "Видно, ми читаємо все").await;
        olena.sees("Видно, ми читаємо все");
        assert_eq!(marta.sign_on(answer), delivered());
        assert!(marta.topics().is_empty());
        for missing in [Text::DeskNeedsTopics, Text::DeskNeedsPin, Text::DeskNeedsDelete] {
            assert_eq!(marta.said(missing), 1, "{missing:?}:\n{:?}", marta.general());
        }

        town.world.set_bot_rights(marta.group, Rights::default());
        town.settles().await;
        assert_eq!(marta.said(Text::DeskSetUpReady), 1);
        olena.writes("Третє повідомлення прийшло сюди ж").await;
        let copies = marta.copies_of("Третє повідомлення прийшло сюди ж");
        assert_eq!((copies.len(), hang_on_nothing(&copies)), (1, 0), "her case stays where it stands");
        let maria = town.guest("uk").await;
        maria.asks_for_a_consultant().await;
        maria.writes("А в мене вже є власна тема").await;
        let topic = marta.topic();
        marta.copy_of(topic, "А в мене вже є власна тема");
        assert_eq!(marta.said(Text::DeskNeedsTopics), 1, "nothing is missing any more");
        town.ends().await;
    }

    /// No administrator any more: what people write still arrives, the group is told what the bot
    /// lacks, and all is as before once it is given back.
    async fn demoted_and_promoted_again(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = town.a_taken_case().await;
        town.world.set_bot_status(marta.group, Status::Member);
        town.settles().await;
        assert_eq!(marta.said(Text::DeskNeedsAdmin), 1);
        let message = olena.writes("Пишу, поки бот простий учасник").await;
        let copy = marta.copy_of(topic, "Пишу, поки бот простий учасник");
        assert_eq!(olena.sign_on(message), delivered());
        marta.replies(topic, copy.id, "На відповідь він ще чує мене").await;
        olena.sees("На відповідь він ще чує мене");
        let maria = town.guest("uk").await;
        maria.asks_for_a_consultant().await;
        maria.writes("Я прийшла саме в цей час, вибачте").await;
        assert_eq!(marta.copies_of("Я прийшла саме в цей час, вибачте").len(), 1);
        assert_eq!(marta.said(Text::DeskNeedsAdmin), 1, "it is said once");
        town.world.set_bot_status(marta.group, Status::Administrator);
        town.settles().await;
        marta.writes(topic, "Тепер я знову пишу просто так").await;
        olena.sees("Тепер я знову пишу просто так");
        assert!(told_away(&olena) + told_away(&maria) == 0, "they notice nothing");
        town.ends().await;
    }

    /// Removed from the group: each person is told once, also in the second hour; what they wrote
    /// arrives in order when the bot is back, and consultants can answer.
    async fn removed_and_taken_back(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        let maria = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        maria.asks_for_a_consultant().await;
        town.world.set_bot_status(marta.group, Status::Left);
        let words = ["Перше, поки вас немає", "Друге, поки вас немає", "Третє, поки вас немає"];
        for text in words {
            olena.writes_without_waiting(text);
            town.time_passes(20 * MINUTE);
            town.until("her word is taken", |world| world.updates_pending() == 0).await;
        }
        maria.writes_without_waiting("Чи є хтось, хто мене почує");
        town.until("both are told", |world| {
            let first = |person: &Person<'_>| person.says(Text::CaseDeskAway).lines().next().unwrap().to_owned();
            [&olena, &maria].iter().all(|person| {
                let words = first(person);
                world.messages(person.chat).any(|message| message.text().contains(&words))
            })
        })
        .await;
        town.time_passes(2 * 60 * MINUTE);
        tokio::time::sleep(Duration::from_millis(500)).await;
        town.world.set_bot_status(marta.group, Status::Administrator);
        town.settles().await;
        assert_eq!((told_away(&olena), told_away(&maria)), (1, 1), "once each");
        let texts = marta.texts(topic);
        let places: Vec<_> = words.iter().map(|word| texts.iter().position(|seen| seen == word)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{texts:#?}");
        assert_eq!(marta.copies_of("Чи є хтось, хто мене почує").len(), 1);
        marta.writes(topic, "Ми знову на місці, вибачте").await;
        assert!(olena.transcript().contains("Ми знову на місці, вибачте"));
        town.ends().await;
    }

    /// The answer comes late, after Telegram has told of the topic: one topic, one card.
    async fn a_topic_whose_answer_comes_late(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        town.world.script("createForumTopic", [Fault::DelayAfter(1500)]);
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        let cards = marta.reads(topic).into_iter().filter(|message| message.keyboard.is_some());
        assert_eq!(cards.count(), 1, "{}", marta.transcript(topic));
        let made = town.world.calls().into_iter().filter(|call| call.method == "createForumTopic");
        assert_eq!(made.count(), 1, "and no other in between");
        olena.writes("Тема одна, і я в ній одна").await;
        marta.copy_of(topic, "Тема одна, і я в ній одна");
        town.ends().await;
    }

    /// A stranger adds the bot to a group: it says which id that group has, and leaves.
    async fn a_strange_group_is_left(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let stranger = town.world.add_account("Stranger", Some("uk"), Role::Person);
        for kind in [GroupKind::Basic, GroupKind::Super, GroupKind::Forum] {
            let group = town.world.add_group(kind, "Родинний чат", stranger);
            town.world.set_bot_status(group, Status::Member);
            town.settles().await;
            let said: Vec<_> = town.world.messages(group).into_iter().filter(|message| message.from == Sender::Bot && message.service().is_none()).collect();
            assert_eq!(said.len(), 1, "{kind:?}: {said:?}");
            assert!(said[0].text().contains(&group.0.to_string()), "{kind:?}: {}", said[0].text());
            let status = town.world.look(|world| world.chat(group).unwrap().bot.status);
            assert_eq!(status, Status::Left, "{kind:?}");
        }
        let status = town.world.look(|world| world.chat(marta.group).unwrap().bot.status);
        assert_eq!(status, Status::Administrator, "its own group is not left");
        town.ends().await;
    }

    /// Added to its own group it says what it still needs, and what is new each time; in the end
    /// that all is ready.
    async fn its_own_group_is_told_what_is_needed(database: TestDatabase) {
        let mut town = Town::asleep(database).await;
        let chief = town.world.add_account("Chief", Some("uk"), Role::Consultant);
        let group = town.world.add_group(GroupKind::Super, "Consultants", chief);
        town.adds_desk("main", group);
        town.desk_opens();
        town.starts_the_bot().await;
        town.settles().await;
        let marta = town.consultant("Marta");
        town.world.set_bot_status(group, Status::Member);
        town.settles().await;
        let newest = || marta.heard_in_general().pop().unwrap();
        let needs = |text: Text| newest().contains(marta.says(text).trim_start_matches("- ").trim());
        assert!(needs(Text::DeskNeedsAdmin) && needs(Text::DeskNeedsForum), "{}", newest());
        town.world.set_bot_status(group, Status::Administrator);
        town.settles().await;
        assert!(!needs(Text::DeskNeedsAdmin) && needs(Text::DeskNeedsForum), "{}", newest());
        town.world.change(|world| world.set_forum(group, true)).unwrap();
        let some = Rights { can_pin_messages: false, ..Rights::default() };
        town.world.set_bot_rights(group, some);
        town.settles().await;
        assert!(!needs(Text::DeskNeedsForum) && needs(Text::DeskNeedsPin), "{}", newest());
        town.world.set_bot_rights(group, Rights::default());
        town.settles().await;
        assert!(needs(Text::DeskSetUpReady), "{}", newest());
        town.ends().await;
    }

    /// Telegram upgrades the group in the middle of two cases: what waited on both sides arrives,
    /// what comes next too, and no sign stands on a message that only has an old one's number.
    async fn a_group_is_upgraded_in_the_middle(database: TestDatabase) {
        let (town, old) = with_a_basic_group(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        let maria = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        olena.writes("Олена питає у старій групі").await;
        maria.asks_for_a_consultant().await;
        maria.writes("Марія питає у старій групі").await;
        let question = marta.copies_of("Олена питає у старій групі").remove(0);
        marta.answers(question.id, "Відповідь зі старої групи").await;
        olena.sees("Відповідь зі старої групи");

        let wait = || Fault::TooManyRequests(600);
        town.world.script("copyMessage", [wait(), wait()]);
        olena.writes_without_waiting("Це чекає, поки група росте");
        town.mark("І ця відповідь чекає на неї");
        let place = safe_migration_bot::preview::Place::chat(old).replying(question.id);
        town.world.write(marta.id, place, "І ця відповідь чекає на неї").unwrap();
        town.all_faults_struck().await;
        let new = town.world.change(|world| world.set_forum(old, true)).unwrap();
        town.until("the move is known", |world| world.updates_pending() == 0).await;
        olena.writes_without_waiting("А це написано вже після того");
        town.time_passes(11 * MINUTE);
        town.settles().await;

        let marta = marta.in_group(new);
        olena.sees("І ця відповідь чекає на неї");
        let topics = marta.topics();
        assert_eq!(topics.len(), 2, "both cases stand in the new group: {topics:?}");
        let copies = [marta.copies_of("Це чекає, поки група росте"), marta.copies_of("А це написано вже після того")];
        assert_eq!(copies.each_ref().map(Vec::len), [1, 1]);
        assert!(copies[0][0].id < copies[1][0].id && copies[0][0].thread == copies[1][0].thread);
        let signed = town.world.messages(new).into_iter().filter(|message| message.reaction_of(Sender::Bot).is_some());
        assert_eq!(signed.count(), 0, "nobody has written here yet");

        let hers = copies[0][0].thread.unwrap();
        let others = topics.iter().find(|topic| topic.id != hers).unwrap().id;
        for (topic, person, words) in [(hers, &olena, "Пишу Вам уже з нової групи"), (others, &maria, "І Вам пишу з нової групи")] {
            if person.id == maria.id {
                marta.takes(topic).await;
            }
            let message = marta.writes(topic, words).await;
            person.sees(words);
            assert_eq!(marta.sign_on(message), delivered());
        }
        assert_eq!(told_away(&olena) + told_away(&maria), 0);
        town.ends().await;
    }

    /// After the days an organisation keeps a case, its topic and all that was kept of it are gone.
    async fn after_its_days_nothing_is_kept(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = town.a_taken_case().await;
        olena.writes("Це має зникнути через два тижні").await;
        marta.writes(topic, "І моя відповідь має зникнути").await;
        marta.closes(topic, &["other"]).await;
        let days = town.content.desk().retention_days;
        town.time_comes(DAY * days - 60 * MINUTE).await;
        assert_eq!(marta.topics().len(), 1, "not an hour before its time");
        assert!(town.rows_of_cases().await.iter().all(|(_, rows)| *rows > 0));
        town.time_comes(2 * 60 * MINUTE).await;
        assert!(marta.topics().is_empty());
        assert_eq!(marta.copies_of("Це має зникнути через два тижні").len(), 0);
        town.nothing_is_kept_of_cases().await;

        town.desk_opens();
        olena.writes("Я повернулася з новим питанням").await;
        assert!(marta.topics().is_empty(), "she is asked again first");
        olena.asks_for_a_consultant().await;
        marta.copy_of(marta.topic(), "Я повернулася з новим питанням");
        town.ends().await;
    }

    /// The bot may not delete when the days are over: it says what it lacks, and deletes as soon as
    /// it may.
    async fn what_may_not_be_deleted_yet_waits(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, _olena, topic) = town.a_taken_case().await;
        marta.closes(topic, &["other"]).await;
        let refused = || Fault::Refuse(400, "Bad Request: not enough rights to delete the topic".to_owned());
        town.world.script("deleteForumTopic", [refused()]);
        let days = town.content.desk().retention_days;
        town.time_passes(DAY * days + MINUTE);
        town.until("it was tried", |world| world.faults.left() == 0).await;
        assert_eq!(marta.topics().len(), 1);
        town.time_passes(2 * MINUTE);
        town.settles().await;
        assert!(marta.topics().is_empty());
        town.nothing_is_kept_of_cases().await;
        town.ends().await;
    }
}
