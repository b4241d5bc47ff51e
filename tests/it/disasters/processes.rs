//! Several processes, and processes that must not start.

use safe_migration_bot::preview::Fault;
use safe_migration_bot::settings::Place;
use safe_migration_bot::store::Db;

use super::program::Home;
use super::scenario::{Deed, LANGUAGES, Pages, Player, log_of};
use super::town::{settles, until_quietly};
use super::wire::Wire;
use crate::databases::{self, Kind, TestDatabase};
use crate::town::Town;

/// Two bots with one token on one database: both receive, one sends; when it dies the other takes
/// over, and nobody's answer is lost.
#[tokio::test(flavor = "multi_thread")]
async fn two_processes_one_sender() {
    let pages = Pages::learnt().await;
    let town = Town::asleep(databases::fresh(Kind::Postgres).await).await;
    let wires = [
        Wire::to(town.server.address()).await,
        Wire::to(town.server.address()).await,
    ];
    let first = Home::at(town.place()).starts(&wires[0].url);
    let mut players: Vec<_> = (0..10)
        .map(|n| Player::new(town.person("Olena", Some(LANGUAGES[n % 3])), n % 3))
        .collect();
    players[0].does(Deed::Start);
    town.until("the first one sends", |world| !log_of(world).is_empty())
        .await;
    let db = Db::open(&town.database.url).await.unwrap();
    let home = Home::at(town.place());
    let second = home.starts(&wires[1].url);
    let is_sent_away = |world: &safe_migration_bot::preview::World| {
        world.calls().any(|call| {
            call.error
                .as_ref()
                .is_some_and(|error| error.starts_with("Conflict"))
        })
    };
    town.until("both ask for updates", is_sent_away).await;

    players[1..]
        .iter_mut()
        .for_each(|player| player.does(Deed::Start));
    players
        .iter_mut()
        .for_each(|player| player.does(Deed::Say(6)));
    settles(&town, &db).await;
    let log = town.world.look(log_of);
    players
        .iter()
        .for_each(|player| player.judge(pages, &log).none());
    assert_eq!(
        (wires[0].messages(), wires[1].messages()),
        (log.len(), 0),
        "one sends"
    );

    // It dies with one call on its way, which does not reach Telegram any more.
    town.world.script(
        "sendMessage",
        [Fault::None, Fault::None, Fault::Delay(3_600_000)],
    );
    players
        .iter_mut()
        .for_each(|player| player.does(Deed::Say(3)));
    until_quietly(&town, "a call is on its way", |world| {
        world.faults.left() == 0
    })
    .await;
    first.is_killed().await;
    players
        .iter_mut()
        .for_each(|player| player.does(Deed::Say(4)));
    settles(&town, &db).await;
    let log = town.world.look(log_of);
    players
        .iter()
        .for_each(|player| player.judge(pages, &log).none());
    let conflicts = town
        .world
        .calls()
        .iter()
        .filter(|call| {
            call.error
                .as_ref()
                .is_some_and(|error| error.starts_with("Conflict"))
        })
        .count();
    println!(
        "{} messages by the first, {} by the second, {conflicts} times 409",
        wires[0].messages(),
        wires[1].messages()
    );
    assert!(wires[1].messages() > 0, "the other took over");
    second.is_killed().await;
    town.names_nobody().await;
}

on_both_databases! {
    /// With another key nothing in the database could be read: the bot says so and does not start.
    async fn another_key(database: TestDatabase) {
        let town = Town::asleep(database).await;
        let first = Home::at(town.place()).starts(&town.server.url());
        town.until("the bot is ready", |world| world.calls().any(|call| call.method == "getMe")).await;
        first.is_killed().await;

        let elsewhere = tempfile::tempdir().unwrap();
        let secret_key_file = elsewhere.path().join("other.key");
        let home = Home::at(Place { secret_key_file, ..town.place() });
        let calls = town.world.calls().len();
        let ended = home.starts(&town.server.url()).ends().await;
        assert_eq!(ended.code(), Some(1), "{}", home.log());
        assert!(home.log().contains("this database was made with another secret key"), "{}", home.log());
        assert_eq!(town.world.calls().len(), calls, "Telegram was not asked for anything");
    }
}
