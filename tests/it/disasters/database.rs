//! The database goes away while people are in danger. The emergency page comes all the same, once
//! for each cry for help, and when the database is back everything is answered.

use std::time::Instant;

use safe_migration_bot::content::{CountryCode, Lang};
use safe_migration_bot::conversation::render::{self, Reader};
use safe_migration_bot::model::button::Button;
use safe_migration_bot::model::screen::{Purpose, Screen};
use safe_migration_bot::model::visitor::Visitor;
use safe_migration_bot::preview::{Fault, Place, World};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};

use super::scenario::{Deed, Pages, Player, log_of};
use super::town::{all_sent, sent};
use crate::databases::{Kind, TestDatabase};
use crate::town::{Person, Town};

/// A database that answers nobody.
enum Outage {
    /// Somebody else holds the right to write.
    Locked(SqliteConnection),
    /// The server lets nobody in.
    Closed { admin: PgConnection, name: String },
}

impl Outage {
    async fn of(database: &TestDatabase) -> Self {
        match database.kind {
            Kind::Sqlite => {
                let mut holder = SqliteConnection::connect(&database.url).await.unwrap();
                holder.execute("PRAGMA busy_timeout = 30000").await.unwrap();
                holder.execute("BEGIN EXCLUSIVE").await.unwrap();
                Self::Locked(holder)
            }
            Kind::Postgres => {
                let (address, options) = database.url.split_once('?').unwrap();
                let (server, name) = address.rsplit_once('/').unwrap();
                let admin = PgConnection::connect(&format!("{server}/postgres?{options}")).await;
                let (mut admin, name) = (admin.unwrap(), name.to_owned());
                close(&mut admin, &name).await;
                Self::Closed { admin, name }
            }
        }
    }

    async fn ends(self) {
        match self {
            Self::Locked(mut holder) => {
                holder.execute("ROLLBACK").await.unwrap();
                holder.close().await.unwrap();
            }
            Self::Closed { mut admin, name } => {
                let open = format!("ALTER DATABASE \"{name}\" WITH ALLOW_CONNECTIONS true");
                admin.execute(AssertSqlSafe(open)).await.unwrap();
                admin.close().await.unwrap();
            }
        }
    }
}

async fn close(admin: &mut PgConnection, name: &str) {
    let close = format!("ALTER DATABASE \"{name}\" WITH ALLOW_CONNECTIONS false");
    admin.execute(AssertSqlSafe(close)).await.unwrap();
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
    sqlx::query(end).bind(name).execute(admin).await.unwrap();
}

/// The emergency page as it must be.
fn emergency(town: &Town, lang: &str, country: Option<&str>, heard: bool) -> String {
    let viewer = Visitor {
        lang: lang.parse::<Lang>().ok(),
        country: country.and_then(|code| code.parse::<CountryCode>().ok()),
        ..Visitor::new()
    };
    let reader = Reader {
        content: &town.content,
        viewer: &viewer,
        now: town.clock.now(),
        bot: "",
    };
    render::page(&reader, &Screen::Danger { heard }, None).html
}

fn times(town: &Town, person: &Person<'_>, page: &str) -> usize {
    all_sent(town, person.chat)
        .iter()
        .filter(|sent| *sent == page)
        .count()
}

/// Text without its marks: Telegram gives back the same page in other marks.
fn plain(html: &str) -> String {
    html.split('<')
        .filter_map(|part| {
            part.split_once('>')
                .map_or(Some(part), |(_, text)| Some(text))
        })
        .collect()
}

fn requests_for_updates(world: &World) -> usize {
    world
        .calls()
        .filter(|call| call.method == "getUpdates")
        .count()
}

on_both_databases! {
    /// The page comes from content alone: for the button in its language and for its country, for
    /// words, for a command, for somebody new, and behind an update that is stuck.
    async fn danger_needs_no_database(database: TestDatabase) {
        let town = Town::new(database).await;
        let stuck = town.person("Stuck", Some("uk"));
        let presses = town.person("Presses", Some("uk"));
        let writes = town.person("Writes", Some("en"));
        let commands = town.person("Commands", Some("ru"));
        let edits = town.person("Edits", Some("en"));
        for person in [&stuck, &presses, &writes, &commands, &edits] {
            person.starts().await;
        }
        let poland = Button::Country { code: "PL".parse().ok(), purpose: Purpose::Data };
        let menu = presses.newest().id;
        presses.presses_data(menu, &Button::Language("ru".parse().unwrap()).encode()).await;
        presses.presses_data(menu, &poland.encode()).await;
        let harmless = edits.writes("well").await;
        let new = town.person("New", Some("uk"));

        let outage = Outage::of(&town.database).await;
        let began = Instant::now();
        stuck.writes_without_waiting("Чи є хтось тут?");
        let danger = presses.says(safe_migration_bot::content::Text::DangerButton);
        let sign = danger.split(' ').next().unwrap();
        town.world.press_labelled(presses.id, presses.chat, sign).unwrap();
        writes.writes_without_waiting("please help me now");
        commands.writes_without_waiting("/danger");
        town.world.edit(edits.id, edits.chat, harmless, "help").unwrap();
        town.world.start(new.id, None).unwrap();
        town.world.write(new.id, Place::chat(new.chat), "рятуйте").unwrap();
        let cries = [
            (&presses, emergency(&town, "ru", Some("PL"), false)),
            (&writes, emergency(&town, "en", None, true)),
            (&commands, emergency(&town, "ru", None, false)),
            (&edits, emergency(&town, "en", None, true)),
            (&new, emergency(&town, "uk", None, true)),
        ];
        for (person, page) in &cries {
            let helped = |world: &World| world.calls().any(|call| {
                sent(call) == Some((person.chat, page.as_str()))
            });
            town.until("help has come", helped).await;
        }
        println!("first aid for five after {} ms", began.elapsed().as_millis());

        // Telegram brings what is not acknowledged again and again.
        let asked = town.world.look(requests_for_updates);
        town.until("Telegram was asked again, twice", |world| requests_for_updates(world) >= asked + 2).await;
        for (person, page) in &cries {
            assert_eq!(times(&town, person, page), 1, "once for each cry");
        }
        assert_eq!(town.world.updates_pending(), 7, "nothing is acknowledged");

        outage.ends().await;
        town.settles().await;
        assert_eq!(all_sent(&town, stuck.chat).len(), 4, "{}", stuck.transcript());
        let page = town.world.message(presses.chat, menu).unwrap().html();
        assert_eq!(plain(&page), plain(&cries[0].1), "the pressed page itself has turned");
        for (person, page) in &cries[1..] {
            assert_eq!(times(&town, person, page), 2, "first aid, then the answer that is kept");
        }
        town.ends().await;
    }

    /// Telegram asks for patience with somebody in danger while the database is away: help comes when
    /// the time is over, and nobody knocks before.
    async fn help_that_is_asked_to_wait_comes_then(database: TestDatabase) {
        let town = Town::new(database).await;
        let olena = town.guest("uk").await;
        let outage = Outage::of(&town.database).await;
        let before = town.world.calls().len();
        town.world.script("sendMessage", [Fault::TooManyRequests(4)]);
        olena.writes_without_waiting("рятуйте");
        let page = emergency(&town, "uk", None, true);
        town.until("help has come", |world| {
            world.calls().any(|call| sent(call) == Some((olena.chat, page.as_str())))
        })
        .await;
        let calls = town.world.calls().into_iter().skip(before);
        let tries: Vec<i64> = calls.filter(|call| call.method == "sendMessage").map(|call| call.at).collect();
        assert!(tries.len() == 2 && tries[1] >= tries[0] + 4, "{tries:?}");
        outage.ends().await;
        town.settles().await;
        town.ends().await;
    }

    /// More wait than Telegram shows: whoever runs the bot reads that people in danger may be among
    /// those who are not seen.
    async fn who_cannot_be_seen_is_told_of(database: TestDatabase) {
        let town = Town::new(database).await;
        let olena = town.guest("uk").await;
        let outage = Outage::of(&town.database).await;
        for _ in 0..100 {
            olena.writes_without_waiting("/menu");
        }
        town.log_says("100 updates wait with Telegram, which shows no more").await;
        outage.ends().await;
        town.settles().await;
        town.ends().await;
    }

    /// While the database is away nothing is answered and nothing is acknowledged; when it is
    /// back everything is answered, in order.
    async fn everything_is_answered_afterwards(database: TestDatabase) {
        let pages = Pages::learnt().await;
        let town = Town::new(database).await;
        let mut people: Vec<_> = (0..5).map(|_| Player::new(town.person("Olena", Some("uk")), 0)).collect();
        people.iter_mut().for_each(|person| person.does(Deed::Start));
        town.until("promises are being kept", |world| log_of(world).len() > 2).await;
        let outage = Outage::of(&town.database).await;
        for deed in [Deed::Say(6), Deed::Say(3), Deed::Say(8)] {
            people.iter_mut().for_each(|person| person.does(deed));
        }
        let asked = town.world.look(requests_for_updates);
        town.until("Telegram was asked again", |world| requests_for_updates(world) > asked).await;
        assert!(town.world.updates_pending() >= 15, "nothing is acknowledged");
        outage.ends().await;
        town.settles().await;
        for person in &people {
            person.judge(pages, &town.world.look(log_of)).none();
        }
        town.ends().await;
    }
}
