//! The program is killed, again and again, at moments it cannot choose, while people go on asking
//! and the network drops calls. Nobody's answer may be missing or out of its turn; at most the
//! call that was under way in a chat is made twice.

use std::cell::Cell;
use std::time::{Duration, Instant};

use safe_migration_bot::preview::{Fault, Place, Steady, World};
use safe_migration_bot::privacy::{Keys, MasterKey};
use safe_migration_bot::store::{self, Db};

use super::program::Home;
use super::scenario::{Deed, Dice, Doubles, LANGUAGES, Pages, Player, log_of};
use super::town::{count_sent, lease_runs_out, settles, until_quietly};
use crate::databases::{self, Kind, TestDatabase};
use crate::town::{PATIENCE, Town};

const PEOPLE: usize = 30;
/// Deaths in one run, where `KILLS` does not say otherwise.
const KILLS: [usize; 2] = [150, 50];
/// People go on while less than this waits for them.
const PATIENT: usize = 60;

fn kills(kind: Kind) -> usize {
    let told = std::env::var("KILLS")
        .ok()
        .and_then(|kills| kills.parse().ok());
    told.unwrap_or(KILLS[usize::from(kind == Kind::Postgres)])
}

/// A bad line; probabilities are cumulative. Few answers of 500, since teloxide sleeps ten
/// seconds on each.
fn bad_line(town: &Town) {
    let to_people = [
        "sendMessage",
        "sendDocument",
        "editMessageText",
        "answerCallbackQuery",
    ];
    let faults = [
        (Fault::DropBefore, 0.03),
        (Fault::DropAfter, 0.06),
        (Fault::TooManyRequests(1), 0.07),
        (Fault::Status(502), 0.071),
        (Fault::Delay(80), 0.15),
        (Fault::DelayAfter(80), 0.23),
    ];
    for (fault, probability) in faults {
        let methods = to_people.map(str::to_owned).to_vec();
        town.world.always(Steady {
            fault,
            probability,
            methods,
        });
    }
    for (fault, probability) in [(Fault::DropBefore, 0.04), (Fault::DropAfter, 0.08)] {
        town.world.always(Steady {
            fault,
            probability,
            methods: vec!["getUpdates".to_owned()],
        });
    }
}

/// Starts and kills the program; returns when it has died for the last time.
async fn deaths(town: &Town, home: &Home, db: &Db, times: usize, dice: &mut Dice) {
    for death in 0..times {
        let before = town.world.look(count_sent);
        let program = home.starts(&town.server.url());
        let sends = if death == times / 2 {
            // Once the lease of the dead has to run out by itself.
            1
        } else {
            lease_runs_out(db).await;
            dice.roll(12)
        };
        let patience = if sends == 1 { 20_000 } else { 800 };
        let reached = move |world: &World| count_sent(world) >= before + sends;
        let reached = town
            .world
            .wait_until(reached, Duration::from_millis(patience))
            .await;
        assert!(
            reached || death != times / 2,
            "nobody took over from the dead"
        );
        // Anywhere between the start's first steps, a call, its answer and the note of it.
        let spread = if sends == 0 { 400_000 } else { 30_000 };
        tokio::time::sleep(Duration::from_micros(dice.roll(spread).try_into().unwrap())).await;
        program.dies().await;
    }
}

/// People start, press and write in bursts, also while nobody is there to answer.
async fn crowd(
    town: &Town,
    db: &Db,
    players: &mut [Player<'_>],
    over: &Cell<bool>,
    dice: &mut Dice,
) {
    while !over.get() {
        let waiting = store::outbox::waiting(db).await.unwrap_or_default();
        let waiting = usize::try_from(waiting).unwrap() + town.world.updates_pending();
        if waiting < PATIENT {
            let player = dice.roll(players.len());
            for _ in 0..=dice.roll(3) {
                players[player].does_something(dice);
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

on_both_databases! {
    /// Hundreds of deaths under load on a bad line.
    async fn under_load(database: TestDatabase) {
        let (times, mut dice, began) = (kills(database.kind), Dice::shaken(), Instant::now());
        let mut life = Dice::shaken();
        let pages = Pages::learnt().await;
        let town = Town::asleep(database).await;
        let home = Home::at(town.place());
        let program = home.starts(&town.server.url());
        town.until("the first life begins", |world| world.calls().any(|call| call.method == "getUpdates")).await;
        let db = Db::open(&town.database.url).await.unwrap();
        program.dies().await;
        bad_line(&town);

        let mut players: Vec<Player<'_>> = (0..PEOPLE)
            .map(|n| Player::new(town.person("Olena", Some(LANGUAGES[n % 3])), n % 3))
            .collect();
        let over = Cell::new(false);
        let killing = async {
            deaths(&town, &home, &db, times, &mut life).await;
            over.set(true);
        };
        tokio::join!(killing, crowd(&town, &db, &mut players, &over, &mut dice));

        town.world.all_is_well();
        let last = home.starts(&town.server.url());
        lease_runs_out(&db).await;
        settles(&town, &db).await;
        last.dies().await;
        db.close().await;

        let log = town.world.look(log_of);
        let doubles = players.iter().map(|player| player.judge(pages, &log)).fold(Doubles::default(), Doubles::and);
        println!(
            "{times} kills, {} messages, {doubles:?}, 0 lost, {} s",
            log.len(),
            began.elapsed().as_secs()
        );
        assert!(doubles.by_death <= times, "{doubles:?} by {times} kills");
        let violations = violations(&town);
        assert!(violations.is_empty(), "{violations:#?}");
        town.names_nobody().await;
    }

    /// One short journey, and a death before and after every call of it.
    async fn at_every_step(database: TestDatabase) {
        let (pages, began) = (Pages::learnt().await, Instant::now());
        let mut doubles = Doubles::default();
        for (method, n) in JOURNEY {
            for happens in [false, true] {
                let fresh = databases::fresh(database.kind).await;
                let death = one_death(fresh, pages, method, n, happens).await;
                if method.starts_with("send") {
                    let twice = (death.by_death, death.by_silence);
                    assert_eq!(twice, (0, usize::from(happens)), "{method} {n}");
                }
                doubles = doubles.and(death);
            }
        }
        println!("{} deaths, {doubles:?}, 0 lost, {} s", 2 * JOURNEY.len(), began.elapsed().as_secs());
    }
}

/// The calls of the journey. After the second request for updates there is nothing to bring.
const JOURNEY: [(&str, usize); 11] = [
    ("getMe", 1),
    ("getUpdates", 1),
    ("sendMessage", 1),
    ("sendDocument", 1),
    ("sendMessage", 2),
    ("sendMessage", 3),
    ("sendMessage", 4),
    ("getUpdates", 2),
    ("answerCallbackQuery", 1),
    ("editMessageText", 1),
    ("sendMessage", 5),
];

/// The journey with a death at the n-th call of a method: before Telegram acts, or after it has
/// acted and before the bot hears of it.
async fn one_death(
    database: TestDatabase,
    pages: &Pages,
    method: &str,
    n: usize,
    happens: bool,
) -> Doubles {
    const FOR_EVER: u64 = 3_600_000;
    let step = format!("{method} {n}, {}", if happens { "after" } else { "before" });
    let town = Town::asleep(database).await;
    let home = Home::at(town.place());
    let held = if happens {
        Fault::DelayAfter(FOR_EVER)
    } else {
        Fault::Delay(FOR_EVER)
    };
    town.world.script(
        method,
        std::iter::repeat_n(Fault::None, n - 1).chain([held.clone()]),
    );
    let first = home.starts(&town.server.url());

    let mut player = Player::new(town.person("Olena", Some("uk")), 0);
    let death = async {
        until_quietly(&town, &step, |world| {
            world.faults.left() == 0 && (!happens || world.calls().any(|call| call.fault == held))
        })
        .await;
        first.dies().await;
        let db = Db::open(&town.database.url).await.unwrap();
        lease_runs_out(&db).await;
        (db, home.starts(&town.server.url()))
    };
    let journey = async {
        for deed in [Deed::Start, Deed::Say(6), Deed::Say(9)] {
            player.does(deed);
        }
        town.until("the first answers are there", |world| {
            count_sent(world) >= 5
        })
        .await;
        for deed in [Deed::Press(0), Deed::Say(3)] {
            player.does(deed);
        }
    };
    let ((db, second), ()) = tokio::join!(death, journey);
    settles(&town, &db).await;
    second.dies().await;
    let doubles = player.judge(pages, &town.world.look(log_of));
    assert!(
        doubles.by_death + doubles.by_silence <= 1,
        "{step}: {doubles:?}"
    );
    let violations = violations(&town);
    assert!(violations.is_empty(), "{step}: {violations:?}");
    doubles
}

/// What Telegram found wrong with calls that were made whole: a death can cut an upload in two.
fn violations(town: &Town) -> Vec<String> {
    let mut violations = town.world.violations();
    violations.retain(|violation| !violation.ends_with("can't read the request"));
    violations
}

/// Killed before the database's own log was cleared of somebody forgotten: the next start does it.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_forgotten_before_a_death_is_cleared_at_the_next_start() {
    let town = Town::asleep(databases::fresh(Kind::Sqlite).await).await;
    let home = Home::at(town.place());
    let program = home.starts(&town.server.url());
    let person = town.person("Olena", Some("uk"));
    town.world.start(person.id, None).unwrap();
    town.until("she is greeted", |world| count_sent(world) >= 3)
        .await;
    let db = Db::open_to_read(&town.database.url).await.unwrap();
    settles(&town, &db).await;
    let Db::Sqlite { read, .. } = &db else {
        unreachable!()
    };
    let mut report = read.begin_with("BEGIN").await.unwrap();
    let visits = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM visitor_day");
    visits.fetch_one(&mut *report).await.unwrap();
    let place = Place::chat(person.chat);
    town.world.write(person.id, place, "/forget").unwrap();
    settles(&town, &db).await;
    program.dies().await;
    report.rollback().await.unwrap();
    let key = MasterKey::load_or_create(&town.place().secret_key_file).unwrap();
    let name = Keys::derive(&key).person_key(person.id.0).0;
    let is_named = async || databases::holds(&town.database.dump().await, &name);
    assert!(is_named().await, "nobody has cleared it yet");
    let next = home.starts(&town.server.url());
    let cleared = async {
        while is_named().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let done = tokio::time::timeout(PATIENCE, cleared).await;
    assert!(done.is_ok(), "a name is left");
    next.dies().await;
    town.names_nobody().await;
}
