//! Calls that can never succeed: Telegram refuses them in words that mean something else, or breaks
//! at them each time. They do not come again for ever, whoever waited for them is told, and nobody
//! in danger waits behind them.

use std::time::Duration;

use safe_migration_bot::content::Text;
use safe_migration_bot::preview::{Fault, Steady, World};

use crate::databases::TestDatabase;
use crate::town::{Person, Town};

/// Telegram refuses a copy in words that are not about copies.
fn strange() -> Fault {
    Fault::Refuse(400, "Bad Request: REACTION_INVALID".to_owned())
}

/// Telegram breaks at this call each time. Its words say so; with a status of 500 the client would
/// wait for ten seconds before it read them.
fn always_breaks(town: &Town, method: &str) {
    let steady = Steady {
        fault: Fault::Refuse(400, "Internal Server Error".to_owned()),
        probability: 1.0,
        methods: vec![method.to_owned()],
    };
    town.world.change(|world| world.faults.always(steady));
}

fn is_well(town: &Town) {
    town.world.change(|world| world.faults.clear());
}

/// Time passes, and somebody else is answered now and then, until it is so.
async fn until_others_see(town: &Town, other: &Person<'_>, holds: impl Fn(&World) -> bool) {
    for _ in 0..100 {
        if town.world.look(&holds) {
            return;
        }
        let before = other.from_the_bot().len();
        other.writes_without_waiting("/menu");
        town.until("the other is answered", |world| {
            world.messages(other.chat).count() > before + 1 && world.updates_pending() == 0
        })
        .await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        town.time_passes(Duration::from_secs(61));
    }
    panic!("it is never given up");
}

fn tries(world: &World, method: &str) -> usize {
    let failed = world.calls().filter(|call| !call.ok);
    failed.filter(|call| call.method == method).count()
}

on_both_databases! {
    /// Whatever Telegram says to a copy, whoever wrote the words learns that they did not arrive.
    async fn refused_in_strange_words(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        town.world.script("copyMessage", [strange()]);
        let words = olena.writes("Чи можна мені поїхати звідси").await;
        olena.sees_text(Text::CaseCannotPass);
        assert_eq!(marta.said(Text::DeskPersonTried), 1);
        assert_eq!(olena.sign_on(words), None);
        let heard = olena.writes("Я питаю вже другий раз").await;
        assert!(olena.sign_on(heard).is_some());
        town.world.script("copyMessage", [strange()]);
        town.mark("Я питаю вже третій раз");
        town.world.edit(olena.id, olena.chat, heard, "Я питаю вже третій раз").unwrap();
        town.settles().await;
        assert_eq!(marta.said(Text::DeskPersonTried), 2, "an edit is words too");
        town.world.script("copyMessage", [strange()]);
        let answer = marta.writes(topic, "Так, Ви можете поїхати").await;
        assert_eq!(marta.reply_to(answer), Some(marta.says(Text::DeskFailed)));
        town.ends().await;
    }

    /// Telegram breaks at one copy each time, and takes everything else: it is given up, both sides
    /// are told, and what comes after it arrives.
    async fn words_at_which_telegram_breaks(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        let maria = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        always_breaks(&town, "copyMessage");
        olena.writes_without_waiting("Цього Телеграм не передасть");
        let tried = marta.says(Text::DeskPersonTried);
        until_others_see(&town, &maria, |world| {
            world.messages(marta.group).any(|message| message.text() == tried)
        })
        .await;
        assert!(town.world.look(|world| tries(world, "copyMessage")) >= 8, "not at once");
        is_well(&town);
        town.settles().await;
        assert!(olena.transcript().contains(&olena.says(Text::CaseCannotPass)), "{}", olena.transcript());
        olena.writes("А це вже передасть напевно").await;
        marta.copy_of(topic, "А це вже передасть напевно");
        town.ends().await;
    }

    /// Telegram breaks at the leaflet of somebody who then is in danger: help does not wait behind it.
    async fn danger_does_not_wait_behind_what_breaks(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let maria = town.guest("uk").await;
        always_breaks(&town, "sendDocument");
        let olena = town.person("Olena", Some("uk"));
        town.world.start(olena.id, None).unwrap();
        town.until("the leaflet was tried", |world| tries(world, "sendDocument") > 2).await;
        olena.writes_without_waiting("рятуйте");
        let is_helped = |world: &World| {
            world.messages(olena.chat).any(|message| message.text().starts_with("112"))
        };
        town.until("she is helped", is_helped).await;
        assert_eq!(olena.from_the_bot().len(), 2, "the greeting, and help:\n{}", olena.transcript());
        let menu = olena.says(Text::ConsultButton);
        until_others_see(&town, &maria, |world| {
            let menu = |text: &str| text == menu;
            world.messages(olena.chat).any(|message| message.find_button(|button| menu(&button.text)).is_some())
        })
        .await;
        is_well(&town);
        town.ends().await;
    }

    /// A chat that could not be reached is tried again as soon as its person is there.
    async fn whoever_writes_is_tried_at_once(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let olena = town.guest("uk").await;
        let before = olena.from_the_bot().len();
        always_breaks(&town, "sendMessage");
        olena.writes_without_waiting("/privacy");
        for n in 0..9 {
            town.until("it was tried in vain", |world| tries(world, "sendMessage") > n).await;
            town.all_faults_struck().await;
            town.time_passes(Duration::from_secs(61));
        }
        town.until("it was tried in vain", |world| tries(world, "sendMessage") > 9).await;
        town.all_faults_struck().await;
        olena.writes_without_waiting("/mydata");
        // By itself it would be tried again after a minute.
        let is_tried = |world: &World| tries(world, "sendMessage") > 10;
        assert!(town.world.wait_until(is_tried, Duration::from_secs(20)).await, "it is tried at once");
        is_well(&town);
        town.all_faults_struck().await;
        town.time_passes(Duration::from_secs(61));
        town.settles().await;
        assert_eq!(olena.from_the_bot().len(), before + 2, "{}", olena.transcript());
        town.ends().await;
    }
}
