//! Telegram says no, says nothing, says it twice, or is away: everybody gets every answer, in
//! order, and whoever is not concerned notices nothing.

use std::time::{Duration, Instant};

use safe_migration_bot::preview::{Fault, WorldHandle};
use safe_migration_bot::store::{self, Db};
use safe_migration_bot::telegram::deliver::Pace;

use super::program::Home;
use super::scenario::{Deed, Doubles, Pages, Player, log_of};
use super::town::{all_sent, lease_runs_out, settles};
use crate::databases::TestDatabase;
use crate::town::Town;

const BLOCKED: &str = "Forbidden: bot was blocked by the user";
const FILE_GONE: &str = "Bad Request: wrong file identifier/HTTP URL specified";
const CONFLICT: &str = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";

fn visitor(town: &Town) -> Player<'_> {
    Player::new(town.person("Olena", Some("uk")), 0)
}

/// The greeting and three answers more, all asked for at once.
fn asks_much(player: &mut Player<'_>) {
    for deed in [Deed::Start, Deed::Say(6), Deed::Say(9), Deed::Say(3)] {
        player.does(deed);
    }
}

fn judge(town: &Town, player: &Player<'_>, pages: &Pages) -> Doubles {
    player.judge(pages, &town.world.look(log_of))
}

/// Calls that Telegram refused because they came too fast.
fn refused_as_too_fast(world: &WorldHandle) -> usize {
    let too_many = |error: &String| error.starts_with("Too Many Requests");
    world
        .calls()
        .iter()
        .filter(|call| call.error.as_ref().is_some_and(too_many))
        .count()
}

on_both_databases! {
    /// 429 with an hour to wait: this chat waits the hour and keeps its order; others do not wait.
    async fn asked_to_wait(database: TestDatabase) {
        const HOUR: u32 = 3600;
        let pages = Pages::learnt().await;
        let town = Town::new(database).await;
        town.world.script("sendMessage", [Fault::None, Fault::TooManyRequests(HOUR)]);
        let mut told_to_wait = visitor(&town);
        asks_much(&mut told_to_wait);
        town.until("Telegram asks for patience", |world| world.faults.left() == 0 && world.updates_pending() == 0).await;

        let mut other = visitor(&town);
        asks_much(&mut other);
        town.until("the other has all six answers", |world| {
            log_of(world).iter().filter(|sent| sent.chat == other.person.chat).count() == 6
        })
        .await;
        judge(&town, &other, pages).none();
        assert!(all_sent(&town, told_to_wait.person.chat).len() <= 2, "the hour is not over");
        let tries = town.world.calls().iter().filter(|call| call.fault != Fault::None).count();
        assert_eq!(tries, 1, "nobody knocks while the hour lasts");

        town.time_passes(Duration::from_secs(HOUR.into()));
        town.settles().await;
        judge(&town, &told_to_wait, pages).none();
        town.ends().await;
    }

    /// Connections break before and after the effect: what nobody knows of is repeated, once.
    async fn dropped_connections(database: TestDatabase) {
        let pages = Pages::learnt().await;
        let town = Town::new(database).await;
        town.world.script("sendMessage", [Fault::DropBefore, Fault::DropAfter, Fault::None, Fault::DropBefore]);
        town.world.script("sendDocument", [Fault::DropAfter]);
        town.world.script("editMessageText", [Fault::DropAfter, Fault::DropBefore]);
        let mut person = visitor(&town);
        asks_much(&mut person);
        town.settles().await;
        [Deed::Press(0), Deed::Press(1)].into_iter().for_each(|deed| person.does(deed));
        town.settles().await;
        let doubles = judge(&town, &person, pages);
        assert_eq!((doubles.by_death, doubles.by_silence), (0, 2), "one for each answer that was lost");
        town.ends().await;
    }

    /// An error of Telegram's own holds up one chat, and no other.
    async fn internal_server_error(database: TestDatabase) {
        let pages = Pages::learnt().await;
        let town = Town::new(database).await;
        town.world.script("sendMessage", [Fault::Status(500)]);
        let mut unlucky = visitor(&town);
        asks_much(&mut unlucky);
        town.until("the error is there", |world| world.faults.left() == 0).await;
        let mut other = visitor(&town);
        asks_much(&mut other);
        town.settles().await;
        judge(&town, &unlucky, pages).none();
        judge(&town, &other, pages).none();
        let order = town.world.look(log_of);
        assert_eq!(order.last().map(|sent| sent.chat), Some(unlucky.person.chat), "the other did not wait");
        town.ends().await;
    }

    /// Requests for updates fail in every way, also with the word that another bot is asking.
    async fn no_updates_for_a_while(database: TestDatabase) {
        let pages = Pages::learnt().await;
        let mut town = Town::asleep(database).await;
        let conflict = || Fault::Refuse(409, CONFLICT.to_owned());
        let faults = [
            Fault::DropBefore,
            conflict(),
            Fault::TooManyRequests(1),
            conflict(),
            Fault::None,
            Fault::DropBefore,
            Fault::DropAfter,
        ];
        town.world.script("getUpdates", faults);
        town.starts_the_bot().await;
        let mut person = visitor(&town);
        asks_much(&mut person);
        town.settles().await;
        judge(&town, &person, pages).none();
        town.ends().await;
    }

    /// Asked to wait at the door, the bot does not knock before the time is over.
    async fn asked_to_wait_at_the_door(database: TestDatabase) {
        let mut town = Town::asleep(database).await;
        town.world.script("getUpdates", [Fault::TooManyRequests(4)]);
        let person = town.person("Olena", Some("uk"));
        town.world.start(person.id, None).unwrap();
        town.starts_the_bot().await;
        town.settles().await;
        let calls = town.world.calls().into_iter();
        let knocks: Vec<i64> = calls
            .filter(|call| call.method == "getUpdates")
            .map(|call| call.at)
            .collect();
        assert!(knocks[1] >= knocks[0] + 4, "{knocks:?}");
        town.ends().await;
    }

    /// The same updates twice in one batch, and some of them again after a death.
    async fn the_same_again(database: TestDatabase) {
        let pages = Pages::learnt().await;
        let town = Town::asleep(database).await;
        let home = Home::at(town.place());
        let mut person = visitor(&town);
        asks_much(&mut person);
        let updates = town.world.updates();
        let again = |from: usize| town.world.change(|world| {
            // Each one goes to the front of the queue.
            updates.iter().skip(from).rev().cloned().for_each(|update| world.repeat_update(update));
        });
        again(0);
        assert_eq!(town.world.updates_pending(), 2 * updates.len());
        let first = home.starts(&town.server.url());
        town.until("the first answer is there", |world| !log_of(world).is_empty()).await;
        let db = Db::open(&town.database.url).await.unwrap();
        settles(&town, &db).await;
        first.dies().await;
        judge(&town, &person, pages).none();

        again(1);
        lease_runs_out(&db).await;
        let second = home.starts(&town.server.url());
        person.does(Deed::Say(7));
        settles(&town, &db).await;
        second.dies().await;
        judge(&town, &person, pages).none();
        town.names_nobody().await;
    }

    /// Telegram is away while people write, and comes back.
    async fn away_for_a_while(database: TestDatabase) {
        let pages = Pages::learnt().await;
        let town = Town::new(database).await;
        let mut people: Vec<_> = (0..3).map(|_| visitor(&town)).collect();
        town.world.script("sendMessage", [Fault::None, Fault::DelayAfter(3_600_000)]);
        asks_much(&mut people[0]);
        town.until("an answer is on its way", |world| {
            world.calls().any(|call| matches!(call.fault, Fault::DelayAfter(_)))
        })
        .await;
        town.server.stop().await;
        people[1..].iter_mut().for_each(asks_much);
        town.server.resume().await.unwrap();
        town.settles().await;
        let doubles = people.iter().map(|person| judge(&town, person, pages));
        let doubles = doubles.fold(Doubles::default(), Doubles::and);
        assert_eq!((doubles.by_death, doubles.by_silence), (0, 1), "the one whose answer was cut off");
        town.ends().await;
    }

    /// Blocked in the middle of the greeting: the rest is not sent after, and the leaflet is not
    /// forgotten: who comes back is greeted whole.
    async fn blocked_in_the_middle(database: TestDatabase) {
        let town = Town::new(database).await;
        town.world.script("sendDocument", [Fault::Refuse(403, BLOCKED.to_owned())]);
        let person = town.person("Olena", Some("uk"));
        person.starts().await;
        assert_eq!(person.from_the_bot().len(), 1, "{}", person.transcript());
        assert!(!is_reachable(&town, person.id.0).await);

        town.world.block(person.id, true).unwrap();
        town.settles().await;
        town.world.block(person.id, false).unwrap();
        town.settles().await;
        assert!(is_reachable(&town, person.id.0).await);
        person.writes("/menu").await;
        let said = person.from_the_bot();
        assert_eq!(said.len(), 1 + 3, "{}", person.transcript());
        assert_eq!(said.iter().filter(|message| message.file_name().is_some()).count(), 1);
        town.ends().await;
    }

    /// Telegram no longer knows the file it gave us an id for: the leaflet is uploaded again.
    async fn the_leaflet_is_gone(database: TestDatabase) {
        let pages = Pages::learnt().await;
        let town = Town::new(database).await;
        let mut people = [visitor(&town), visitor(&town)];
        asks_much(&mut people[0]);
        town.settles().await;
        town.world.script("sendDocument", [Fault::Refuse(400, FILE_GONE.to_owned())]);
        asks_much(&mut people[1]);
        town.settles().await;
        for person in &people {
            judge(&town, person, pages).none();
            let files = person.person.from_the_bot();
            assert_eq!(files.iter().filter(|message| message.file_name().is_some()).count(), 1);
        }
        town.ends().await;
    }

    /// Twenty questions of one person at once, at Telegram's real pace and under its real limits.
    async fn twenty_quick_questions(database: TestDatabase) {
        let pages = Pages::learnt().await;
        let mut town = Town::asleep(database).await.with_pace(Pace::default());
        town.starts_the_bot().await;
        town.world.set_rate_limits(true);
        let (mut person, began) = (visitor(&town), Instant::now());
        asks_much(&mut person);
        (0..17).for_each(|n| person.does(Deed::Say(n % 8)));
        town.settles().await;
        judge(&town, &person, pages).none();
        let refused = refused_as_too_fast(&town.world);
        println!("20 questions: {refused} times 429, {} s", began.elapsed().as_secs());
        assert!(refused <= 6, "{refused} times 429");
        town.ends().await;
    }

    /// Forty people come at once, as from one poster, under Telegram's real limits.
    async fn forty_at_once(database: TestDatabase) {
        let pages = Pages::learnt().await;
        let mut town = Town::asleep(database).await.with_pace(Pace::default());
        town.starts_the_bot().await;
        town.world.set_rate_limits(true);
        let began = Instant::now();
        let mut people: Vec<_> = (0..40).map(|_| visitor(&town)).collect();
        people.iter_mut().for_each(|person| person.does(Deed::Start));
        town.settles().await;
        people.iter().for_each(|person| judge(&town, person, pages).none());
        let refused = refused_as_too_fast(&town.world);
        println!("40 greetings: {refused} times 429, {} s", began.elapsed().as_secs());
        assert!(refused <= 4, "{refused} times 429");
        town.ends().await;
    }
}

async fn is_reachable(town: &Town, account: i64) -> bool {
    let core = town.bot().core();
    let mut tx = core.db().begin().await.unwrap();
    let key = core.keys().person_key(account);
    let found = store::visitors::load(&mut tx, core.keys(), &key)
        .await
        .unwrap();
    tx.rollback().await.unwrap();
    found.unwrap().0.reachable
}
