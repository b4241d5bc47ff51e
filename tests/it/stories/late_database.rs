//! The bot comes up before its database does, and goes on while the database hangs: danger is
//! answered from content, and once the database answers, nothing of what was said is lost.

use std::fs;
use std::net::SocketAddr;
use std::str::FromStr;

use safe_migration_bot::content::Text;
use safe_migration_bot::preview::{Fault, World};
use safe_migration_bot::privacy::MasterKey;
use safe_migration_bot::settings::Place;
use safe_migration_bot::store::Db;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Executor};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::databases::{self, Kind, TestDatabase};
use crate::disasters::program::Home;
use crate::store::execute;
use crate::town::{Person, Town};

const CRY: &str = "допоможіть мене не випускають з дому";

/// What a door lets through to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Free,
    /// The next transaction begins, and then nothing more goes through.
    UntilTheNextBegins,
    Nothing,
}

/// A door to a PostgreSQL server, which can be opened late and which can hang.
struct Door {
    real: String,
    address: SocketAddr,
    flow: watch::Sender<Flow>,
    passages: JoinSet<()>,
}

impl Door {
    /// A door that is shut; the database is found behind it from now on.
    fn before(database: &mut TestDatabase) -> Self {
        let real = database.url.clone();
        let options = PgConnectOptions::from_str(&real).unwrap();
        let place = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = place.local_addr().unwrap();
        database.url = format!(
            "postgres://{}@{address}/{}?sslmode=disable",
            options.get_username(),
            options.get_database().unwrap()
        );
        Self {
            real,
            address,
            flow: watch::Sender::new(Flow::Free),
            passages: JoinSet::new(),
        }
    }

    async fn opens(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        let (url, flow) = (self.real.clone(), self.flow.clone());
        self.passages.spawn(async move {
            let options = PgConnectOptions::from_str(&url).unwrap();
            let mut passages = JoinSet::new();
            loop {
                let (from, _) = listener.accept().await.unwrap();
                let (options, flow) = (options.clone(), flow.clone());
                passages.spawn(async move {
                    match options.get_socket() {
                        Some(folder) => {
                            let socket = folder.join(format!(".s.PGSQL.{}", options.get_port()));
                            let to = UnixStream::connect(socket).await.unwrap();
                            pass(from, to, flow).await;
                        }
                        None => {
                            let address = (options.get_host(), options.get_port());
                            pass(from, TcpStream::connect(address).await.unwrap(), flow).await;
                        }
                    }
                });
            }
        });
    }

    fn lets(&self, flow: Flow) {
        self.flow.send_replace(flow);
    }

    /// The way without it.
    async fn goes(mut self, database: &mut TestDatabase) {
        self.passages.shutdown().await;
        database.url = self.real;
    }
}

async fn pass(
    bot: TcpStream,
    server: impl AsyncRead + AsyncWrite + Unpin,
    flow: watch::Sender<Flow>,
) {
    let (mut from_bot, mut to_bot) = bot.into_split();
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let forth = async {
        let mut bytes = vec![0; 64 * 1024];
        loop {
            let count = from_bot.read(&mut bytes).await.unwrap_or_default();
            if count == 0 {
                return;
            }
            let free = |flow: &Flow| *flow != Flow::Nothing;
            flow.subscribe().wait_for(free).await.unwrap();
            if to_server.write_all(&bytes[..count]).await.is_err() {
                return;
            }
            if databases::holds(&bytes[..count], b"BEGIN ISOLATION") {
                flow.send_if_modified(|flow| {
                    let begins = *flow == Flow::UntilTheNextBegins;
                    if begins {
                        *flow = Flow::Nothing;
                    }
                    begins
                });
            }
        }
    };
    tokio::select! {
        () = forth => {}
        _ = copy(&mut from_server, &mut to_bot) => {}
    }
}

fn is_helped(person: &Person<'_>) -> impl Fn(&World) -> bool + use<> {
    let chat = person.chat;
    move |world| {
        world
            .messages(chat)
            .any(|message| message.text().starts_with("112"))
    }
}

/// Somebody new is in danger while the database has never answered.
async fn only_danger_is_answered(town: &Town) -> Person<'_> {
    let olena = town.person("Olena", Some("uk"));
    town.world.start(olena.id, None).unwrap();
    olena.writes_without_waiting(CRY);
    town.until("the emergency page is there", is_helped(&olena))
        .await;
    assert_eq!(
        olena.from_the_bot().len(),
        1,
        "only danger is answered: {}",
        olena.transcript()
    );
    assert_eq!(town.world.updates_pending(), 2, "nothing is acknowledged");
    olena
}

/// The database is there now.
async fn everything_is_answered(town: &Town, olena: &Person<'_>) {
    town.settles().await;
    let transcript = olena.transcript();
    for part in [Text::LeafletFile, Text::ConsultButton] {
        assert!(transcript.contains(&olena.says(part)), "{transcript}");
    }
    olena.sees("112");
    assert!(town.world.violations().is_empty());
}

/// An installation that has been started before has its key.
fn has_a_key(town: &Town) {
    MasterKey::load_or_create(&town.place().secret_key_file).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn danger_is_answered_before_the_server_is_there() {
    let mut database = databases::fresh(Kind::Postgres).await;
    let mut door = Door::before(&mut database);
    let mut town = Town::asleep(database).await;
    has_a_key(&town);
    town.starts_the_bot().await;
    let olena = only_danger_is_answered(&town).await;
    door.opens().await;
    everything_is_answered(&town, &olena).await;
    town.stops_the_bot().await;
    door.goes(&mut town.database).await;
    town.names_nobody().await;
}

/// Another program has the file for itself when the bot starts.
#[tokio::test(flavor = "multi_thread")]
async fn danger_is_answered_while_the_file_is_locked_at_the_start() {
    let database = databases::fresh(Kind::Sqlite).await;
    let url = format!("{}?mode=rwc", database.url);
    let mut holder = SqliteConnection::connect(&url).await.unwrap();
    holder.execute("BEGIN EXCLUSIVE").await.unwrap();
    let mut town = Town::asleep(database).await;
    has_a_key(&town);
    town.starts_the_bot().await;
    let olena = only_danger_is_answered(&town).await;
    holder.execute("ROLLBACK").await.unwrap();
    holder.close().await.unwrap();
    everything_is_answered(&town, &olena).await;
    town.ends().await;
}

/// The way to the server hangs in the middle of a transaction: no refusal, no answer.
#[tokio::test(flavor = "multi_thread")]
async fn danger_is_answered_while_the_database_hangs() {
    let mut database = databases::fresh(Kind::Postgres).await;
    let mut door = Door::before(&mut database);
    door.opens().await;
    let mut town = Town::new(database).await;
    let olena = town.person("Olena", Some("uk"));
    olena.starts().await;
    let before = olena.from_the_bot().len();
    door.lets(Flow::UntilTheNextBegins);
    olena.writes_without_waiting(CRY);
    town.until("the emergency page is there", is_helped(&olena))
        .await;
    assert_eq!(olena.from_the_bot().len(), before + 1);
    assert_eq!(town.world.updates_pending(), 1, "nothing is acknowledged");

    door.lets(Flow::Free);
    olena.writes("/menu").await;
    assert_eq!(
        olena.from_the_bot().len(),
        before + 3,
        "first aid, then each answer once: {}",
        olena.transcript()
    );
    assert!(town.world.violations().is_empty());
    town.stops_the_bot().await;
    door.goes(&mut town.database).await;
    town.names_nobody().await;
}

/// How many people and promises there are.
async fn kept(db: &Db) -> (i64, i64) {
    let Db::Postgres(pool) = db else {
        unreachable!("the door is PostgreSQL's")
    };
    let count = "SELECT (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM outbox)";
    sqlx::query_as(count).fetch_one(pool).await.unwrap()
}

/// The database comes up after the bot, and is another key's: the bot says that it is not ready,
/// then it ends, and has forgotten nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_another_key_that_comes_late_ends_the_bot() {
    let mut town = Town::new(databases::fresh(Kind::Postgres).await).await;
    {
        let olena = town.person("Olena", Some("uk"));
        olena.starts().await;
        let wait = Fault::TooManyRequests(3600);
        town.world.script("sendMessage", [wait]);
        olena.writes_without_waiting("/menu");
        town.all_faults_struck().await;
    }
    town.stops_the_bot().await;
    let db = Db::open(&town.database.url).await.unwrap();
    assert_eq!(execute!(&db, "UPDATE person SET seen_on = 0"), 1);
    let before = kept(&db).await;
    assert_eq!(before, (1, 1));

    let mut door = Door::before(&mut town.database);
    let elsewhere = tempfile::tempdir().unwrap();
    let secret_key_file = elsewhere.path().join("other.key");
    MasterKey::load_or_create(&secret_key_file).unwrap();
    let home = Home::at(Place {
        secret_key_file,
        ..town.place()
    });
    let program = home.starts(&town.server.url());
    let address = home.address().await;
    let asked = reqwest::get(format!("http://{address}/readyz")).await;
    assert_eq!(asked.unwrap().status(), 503);
    door.opens().await;
    let ended = program.ends().await;
    assert_eq!(ended.code(), Some(1), "{}", home.log());
    let says = "this database was made with another secret key";
    assert!(home.log().contains(says), "{}", home.log());
    assert_eq!(kept(&db).await, before, "nobody is forgotten");
    door.goes(&mut town.database).await;
}

/// The key is gone, the database is not: no new key is made beside it.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_key_is_not_made_anew() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let mut town = Town::new(databases::fresh(kind).await).await;
        town.stops_the_bot().await;
        let key = town.place().secret_key_file;
        fs::remove_file(&key).unwrap();
        let home = Home::at(town.place());
        let ended = home.starts(&town.server.url()).ends().await;
        assert_eq!(ended.code(), Some(1), "{}", home.log());
        let says = "put back the file this installation was started with";
        assert!(home.log().contains(says), "{}", home.log());
        assert!(!key.exists());
    }
}
