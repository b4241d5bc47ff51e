//! What the sender promises a desk, whatever happens to its group: one case, one topic; nothing
//! lost; what may stand there twice is said to.

use std::time::Duration;

use safe_migration_bot::content::Text;
use safe_migration_bot::model::desk::Sign;
use safe_migration_bot::preview::{Fault, Status};
use safe_migration_bot::store;
use safe_migration_bot::telegram::deliver::Pace;

use crate::databases::TestDatabase;
use crate::town::Town;

fn emoji(sign: &Sign) -> Option<String> {
    Some(sign.emoji().to_owned())
}

/// Calls that Telegram refused with these words.
fn refused(town: &Town, words: &str) -> usize {
    let calls = town.world.calls();
    let errors = calls.iter().filter_map(|call| call.error.as_deref());
    errors.filter(|error| error.contains(words)).count()
}

async fn waiting(town: &Town) -> i64 {
    store::outbox::waiting(town.bot().core().db())
        .await
        .unwrap()
}

on_both_databases! {
    /// The answer to the call that made the topic is lost: Telegram tells of the topic, and it is
    /// taken; no second one is made.
    async fn a_lost_answer_makes_no_second_topic(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        town.world.script("createForumTopic", [Fault::DropAfter]);
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let first = olena.writes("Мені не віддають мого паспорта").await;
        let topic = marta.topic();
        marta.copy_of(topic, "Мені не віддають мого паспорта");
        assert_eq!(olena.sign_on(first), emoji(&Sign::Delivered));
        town.ends().await;
    }

    /// A topic that was deleted by hand is made anew with what was still to be said, and the
    /// consultants learn that what stood in it is gone.
    async fn a_topic_deleted_by_hand_is_made_anew(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let old = marta.topic();
        olena.writes("Перше моє повідомлення тут").await;
        marta.deletes_the_topic(old);
        let second = olena.writes("Друге моє повідомлення тут").await;
        let new = marta.topic();
        assert_ne!(new, old);
        marta.copy_of(new, "Друге моє повідомлення тут");
        assert_eq!(olena.sign_on(second), emoji(&Sign::Delivered));
        assert_eq!(marta.said(Text::DeskRemade), 1);
        marta.takes(new).await;
        marta.writes(new, "Я Вас чую, пишіть далі").await;
        olena.sees("Я Вас чую, пишіть далі");
        town.ends().await;
    }

    /// An answer that was lost leaves open whether words stand there: they are sent again, and it is
    /// said that they may stand there twice.
    async fn what_may_stand_there_twice_is_said_to(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = town.a_taken_case().await;
        town.world.script("copyMessage", [Fault::DropAfter]);
        olena.writes("Двері замкнені, ключа немає").await;
        assert_eq!(marta.copies_of("Двері замкнені, ключа немає").len(), 2);
        assert_eq!(marta.said(Text::DeskRepeated), 1);
        town.world.script("copyMessage", [Fault::DropAfter]);
        let answer = marta.writes(topic, "Де Ви зараз перебуваєте?").await;
        let seen = olena.from_the_bot();
        assert_eq!(seen.iter().filter(|one| one.text() == "Де Ви зараз перебуваєте?").count(), 2);
        assert_eq!(marta.reply_to(answer).unwrap(), marta.says(Text::DeskRepeated));
        town.world.script("copyMessage", [Fault::TooManyRequests(1)]);
        town.world.change(|world| world.clock.advance(Duration::from_secs(2)));
        olena.writes("Я на кухні, вони сплять").await;
        assert_eq!(marta.copies_of("Я на кухні, вони сплять").len(), 1, "that call did not happen");
        assert_eq!(marta.said(Text::DeskRepeated), 2);
        town.world.script("copyMessage", [Fault::DropAfter, Fault::TooManyRequests(1)]);
        town.world.change(|world| world.clock.advance(Duration::from_secs(2)));
        olena.writes("Хтось стукає, я не відчиняю").await;
        assert_eq!(marta.copies_of("Хтось стукає, я не відчиняю").len(), 2);
        assert_eq!(marta.said(Text::DeskRepeated), 3, "a later refusal takes no doubt away");
        town.ends().await;
    }

    /// The bot is thrown out of the group: the person is told once, nothing is lost, and all goes on
    /// when it is back.
    async fn a_group_that_is_away_loses_nothing(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_desk("main").opens_a_staff_chat();
        town.desk_opens();
        town.starts_the_bot().await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        town.world.set_bot_status(marta.group, Status::Kicked);
        for text in ["Чи мене хтось чує", "Відпишіть, коли зможете"] {
            olena.writes_without_waiting(text);
        }
        town.until("the group is known to be away", |world| {
            world.calls().any(|call| call.error.as_ref().is_some_and(|error| error.contains("bot was kicked")))
        })
        .await;
        town.until("she is told", |world| {
            world.messages(olena.chat).any(|message| message.text().contains(olena.says(Text::CaseDeskAway).lines().next().unwrap_or_default()))
        })
        .await;
        town.until("the staff are told what to do", |world| {
            let staff = world.messages(town.staff.unwrap());
            staff.filter(|message| message.text().contains("main")).count() == 1
        })
        .await;
        assert!(waiting(&town).await > 0, "it waits");
        town.world.set_bot_status(marta.group, Status::Administrator);
        town.settles().await;
        let texts = marta.texts(topic);
        let place = |text: &str| texts.iter().position(|seen| seen == text).unwrap();
        assert!(place("Чи мене хтось чує") < place("Відпишіть, коли зможете"));
        town.ends().await;
    }

    /// Without topics every case stands in General as replies to its card, and the group is told
    /// what is missing, once.
    async fn a_group_without_topics_is_told_so_and_still_works(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        town.world.change(|world| world.set_forum(marta.group, false)).unwrap();
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        olena.writes("Чи є тут хтось у групі").await;
        let copy = marta.copies_of("Чи є тут хтось у групі").pop().unwrap();
        let card = copy.reply_to.expect("it hangs on the card");
        assert!(town.world.message(marta.group, card).unwrap().keyboard.is_some());
        assert_eq!(marta.said(Text::DeskNeedsForum), 1);
        olena.writes("Ще одне повідомлення сюди").await;
        assert_eq!(marta.said(Text::DeskNeedsForum), 1, "it is said once");
        marta.answers(copy.id, "Так, ми тут і читаємо Вас").await;
        olena.sees("Так, ми тут і читаємо Вас");
        town.ends().await;
    }

    /// Somebody writes and writes into a group that takes twenty messages a minute: Telegram never
    /// has to refuse, her words stay in order, and who writes once does not wait behind them.
    async fn the_minute_of_a_group_is_kept_and_shared(database: TestDatabase) {
        let mut town = Town::asleep(database).await.with_pace(Pace::default()).opens_a_desk("main");
        town.desk_opens();
        town.starts_the_bot().await;
        town.settles().await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        let maria = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        maria.asks_for_a_consultant().await;
        town.time_passes(Duration::from_secs(120));
        town.world.set_rate_limits(true);
        let words = |n: u32| format!("Олена пише багато разів {n}");
        for n in 0..20 {
            olena.writes_without_waiting(&words(n));
        }
        maria.writes_without_waiting("Марія пише лише один раз");
        town.until("their words are taken", |world| world.updates_pending() == 0).await;
        let calls = || town.world.look(|world| world.calls().count());
        let (mut seen, mut quiet) = (calls(), 0);
        for _ in 0..3000 {
            if waiting(&town).await == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(60)).await;
            // Time passes only while the bot waits for it: on a busy machine a call may be on its way.
            quiet = if calls() == seen { quiet + 1 } else { 0 };
            seen = calls();
            if quiet >= 3 {
                town.time_passes(Duration::from_secs(5));
                quiet = 0;
            }
        }
        town.settles().await;
        assert_eq!(refused(&town, "Too Many Requests"), 0);
        let place = |text: &str| marta.copies_of(text)[0].id;
        let places: Vec<_> = (0..20).map(|n| place(&words(n))).collect();
        assert!(places.is_sorted(), "in order");
        assert!(place("Марія пише лише один раз") < places[10], "she does not wait behind the other");
        town.ends().await;
    }

    /// A group that Telegram upgrades gets another id and loses all its messages: cases go on there.
    async fn a_group_that_moves_takes_its_cases_along(database: TestDatabase) {
        let mut town = Town::asleep(database).await;
        let chief = town.world.add_account("Chief", Some("uk"), safe_migration_bot::preview::Role::Consultant);
        let old = town.world.add_group(safe_migration_bot::preview::GroupKind::Basic, "Consultants", chief);
        town.world.set_bot_status(old, Status::Administrator);
        town.adds_desk("main", old);
        town.desk_opens();
        town.starts_the_bot().await;
        town.settles().await;
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        olena.writes("Це я писала у стару групу").await;
        let new = town.world.change(|world| world.set_forum(old, true)).unwrap();
        olena.writes("А це вже у нову групу").await;
        let topics = town.world.topics(new);
        let copies: Vec<_> = town.world.messages(new).into_iter().filter(|one| one.text() == "А це вже у нову групу").collect();
        assert_eq!((topics.len(), copies.len()), (1, 1));
        assert_eq!(copies[0].thread, Some(topics[0].id));
        town.ends().await;
    }
}
