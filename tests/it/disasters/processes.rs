//! Several processes, and processes that must not start.

use safe_migration_bot::content::Text;
use safe_migration_bot::preview::{Fault, GroupKind, Role, Status, World};
use safe_migration_bot::privacy::MasterKey;
use safe_migration_bot::settings::Place;
use safe_migration_bot::store::Db;

use super::program::Home;
use super::scenario::{Deed, LANGUAGES, Pages, Player, log_of};
use super::town::{lease_runs_out, promises_left, settles, until_quietly};
use super::wire::Wire;
use crate::databases::{self, Kind, TestDatabase};
use crate::town::Town;

/// Two bots with one token on one database: both receive, one sends; when it dies the other takes
/// over, and nobody's answer is lost.
#[tokio::test(flavor = "multi_thread")]
async fn two_processes_one_sender() {
    let pages = Pages::learnt().await;
    let town = Town::asleep(databases::fresh(Kind::Postgres).await).await;
    let telegram = town.server.address();
    let wires = [Wire::to(telegram).await, Wire::to(telegram).await];
    let homes = [Home::at(town.place()), Home::at(town.place())];
    let mut players: Vec<_> = (0..10)
        .map(|n| Player::new(town.person("Olena", Some(LANGUAGES[n % 3])), n % 3))
        .collect();
    let first = homes[0].starts(&wires[0].url);
    players[0].does(Deed::Start);
    town.until("the first one sends", |world| !log_of(world).is_empty())
        .await;
    let db = Db::open(&town.database.url).await.unwrap();
    let second = homes[1].starts(&wires[1].url);
    town.until("both ask for updates", |world| sent_away(world) > 0)
        .await;

    all_do(&mut players[1..], Deed::Start);
    all_do(&mut players, Deed::Say(6));
    settles(&town, &db).await;
    let messages = nothing_lost_or_doubled(&town, &players, pages);
    assert_eq!([wires[0].messages(), wires[1].messages()], [messages, 0]);

    // It dies with one call on its way, which does not reach Telegram any more.
    let third_call = [Fault::None, Fault::None, Fault::Delay(3_600_000)];
    town.world.script("sendMessage", third_call);
    all_do(&mut players, Deed::Say(3));
    until_quietly(&town, "a call is on its way", |world| {
        world.faults.left() == 0 && world.updates_pending() == 0
    })
    .await;
    promises_left(&db, 1).await;
    first.dies().await;
    all_do(&mut players, Deed::Say(4));
    settles(&town, &db).await;
    let all = nothing_lost_or_doubled(&town, &players, pages);
    assert!(wires[1].messages() > 0, "the other took over");
    println!(
        "{all} messages, {} of them by the second process; {} times 409",
        wires[1].messages(),
        town.world.look(sent_away)
    );
    second.dies().await;
    town.names_nobody().await;
}

/// A group is upgraded while the second process is cut off. When the first one dies, the second
/// finds out under which id the group goes on from the database alone: it stays there, and what
/// both sides write arrives.
#[tokio::test(flavor = "multi_thread")]
async fn the_second_process_learns_where_a_group_has_moved() {
    let mut town = Town::asleep(databases::fresh(Kind::Postgres).await).await;
    let chief = town
        .world
        .add_account("Chief", Some("uk"), Role::Consultant);
    let old = town.world.add_group(GroupKind::Basic, "Consultants", chief);
    town.world.set_bot_status(old, Status::Administrator);
    town.adds_desk("main", old);
    let wire = Wire::to(town.server.address()).await;
    let home = Home::at(town.place()).serving(&town);
    let marta = town.consultant("Marta");
    let olena = town.person("Olena", Some("uk"));
    let first = home.starts(&town.server.url());
    town.world.start(olena.id, None).unwrap();
    let db = Db::open(&town.database.url).await.unwrap();
    until_quietly(&town, "she is greeted", |world| log_of(world).len() >= 3).await;
    settles(&town, &db).await;
    olena.writes_without_waiting("/consultant");
    settles(&town, &db).await;
    let talk = olena.says(Text::TalkButton);
    town.world
        .press_labelled(olena.id, olena.chat, &talk)
        .unwrap();
    settles(&town, &db).await;

    let other = Home::at(town.place()).serving(&town);
    let second = other.starts(&wire.url);
    town.until("both ask for updates", |world| sent_away(world) > 0)
        .await;
    wire.is_cut();
    let new = town
        .world
        .change(|world| world.set_forum(old, true))
        .unwrap();
    let marta = marta.in_group(new);
    town.until("her case stands in the new group", |world| {
        world.topics(new).count() == 1 && world.updates_pending() == 0
    })
    .await;
    settles(&town, &db).await;
    first.dies().await;
    lease_runs_out(&db).await;
    let topic = marta.topic();
    marta.writes_without_waiting(topic, "Пишу Вам уже з нової групи");
    let card = marta.card(topic);
    let take = marta.says(Text::DeskTakeButton);
    let take = card.find_button(|button| button.text == take).unwrap();
    town.world
        .press(marta.id, new, card.id, take.0, take.1)
        .unwrap();
    marta.writes_without_waiting(topic, "Тепер я з Вами, питайте");
    wire.is_mended();
    settles(&town, &db).await;
    let answered = "Тепер я з Вами, питайте";
    assert!(olena.transcript().contains(answered), "{}", other.log());
    olena.writes_without_waiting("Чи Ви мене ще чуєте там");
    settles(&town, &db).await;
    marta.copy_of(topic, "Чи Ви мене ще чуєте там");
    let status = town.world.look(|world| world.chat(new).unwrap().bot.status);
    assert_eq!(status, Status::Administrator, "its own group is not left");
    second.dies().await;
    town.names_nobody().await;
}

fn all_do(players: &mut [Player<'_>], deed: Deed) {
    players.iter_mut().for_each(|player| player.does(deed));
}

/// Returns how many messages there are.
fn nothing_lost_or_doubled(town: &Town, players: &[Player<'_>], pages: &Pages) -> usize {
    let log = town.world.look(log_of);
    players
        .iter()
        .for_each(|player| player.judge(pages, &log).none());
    log.len()
}

/// How often one bot was told that another is asking for updates.
fn sent_away(world: &World) -> usize {
    let conflict = |error: &String| error.starts_with("Conflict");
    world
        .calls()
        .filter(|call| call.error.as_ref().is_some_and(conflict))
        .count()
}

on_both_databases! {
    /// With another key nothing in the database could be read: the bot says so and does not start.
    async fn another_key(database: TestDatabase) {
        let town = Town::asleep(database).await;
        let first = Home::at(town.place()).starts(&town.server.url());
        town.until("the bot is ready", |world| world.calls().any(|call| call.method == "getMe")).await;
        first.dies().await;

        let elsewhere = tempfile::tempdir().unwrap();
        let secret_key_file = elsewhere.path().join("other.key");
        MasterKey::load_or_create(&secret_key_file).unwrap();
        let home = Home::at(Place { secret_key_file, ..town.place() });
        let calls = town.world.calls().len();
        let ended = home.starts(&town.server.url()).ends().await;
        assert_eq!(ended.code(), Some(1), "{}", home.log());
        assert!(home.log().contains("this database was made with another secret key"), "{}", home.log());
        assert_eq!(town.world.calls().len(), calls, "Telegram was not asked for anything");
    }
}
