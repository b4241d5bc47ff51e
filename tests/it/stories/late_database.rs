//! The bot comes up before its database does.

use std::str::FromStr;

use safe_migration_bot::content::Text;
use sqlx::postgres::PgConnectOptions;
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::task::JoinSet;

use crate::databases::{self, Kind};
use crate::town::Town;

/// A door to a PostgreSQL server that can be opened late.
async fn opens_the_door(listener: TcpListener, url: String) {
    let options = PgConnectOptions::from_str(&url).unwrap();
    let mut passages = JoinSet::new();
    loop {
        let (mut from, _) = listener.accept().await.unwrap();
        let options = options.clone();
        passages.spawn(async move {
            match options.get_socket() {
                Some(folder) => {
                    let socket = folder.join(format!(".s.PGSQL.{}", options.get_port()));
                    let mut to = UnixStream::connect(socket).await.unwrap();
                    drop(tokio::io::copy_bidirectional(&mut from, &mut to).await);
                }
                None => {
                    let address = (options.get_host(), options.get_port());
                    let mut to = TcpStream::connect(address).await.unwrap();
                    drop(tokio::io::copy_bidirectional(&mut from, &mut to).await);
                }
            }
        });
    }
}

/// While the database has never answered since the start, danger is answered from content; once it
/// answers, nothing of what was said meanwhile is lost.
#[tokio::test(flavor = "multi_thread")]
async fn danger_is_answered_before_the_database_is_there() {
    let mut database = databases::fresh(Kind::Postgres).await;
    let real = database.url.clone();
    let options = PgConnectOptions::from_str(&real).unwrap();
    let place = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = place.local_addr().unwrap();
    drop(place);
    let url = format!(
        "postgres://{}@{address}/{}?sslmode=disable",
        options.get_username(),
        options.get_database().unwrap()
    );
    database.url = url;
    let mut town = Town::asleep(database).await;
    town.starts_the_bot().await;
    let olena = town.person("Olena", Some("uk"));
    town.world.start(olena.id, None).unwrap();
    olena.writes_without_waiting("допоможіть мене не випускають з дому");

    town.until("the emergency page is there", |world| {
        world
            .messages(olena.chat)
            .any(|message| message.text().starts_with("112"))
    })
    .await;
    assert_eq!(
        olena.from_the_bot().len(),
        1,
        "only danger is answered: {}",
        olena.transcript()
    );
    assert_eq!(town.world.updates_pending(), 2, "nothing is acknowledged");

    let listener = TcpListener::bind(address).await.unwrap();
    let mut door = JoinSet::new();
    door.spawn(opens_the_door(listener, real.clone()));
    town.settles().await;
    let transcript = olena.transcript();
    assert!(
        transcript.contains(&olena.says(Text::LeafletFile)),
        "{transcript}"
    );
    assert!(
        transcript.contains(&olena.says(Text::ConsultButton)),
        "{transcript}"
    );
    olena.sees("112");
    assert!(town.world.violations().is_empty());
    town.stops_the_bot().await;
    town.database.url = real;
    town.names_nobody().await;
    door.shutdown().await;
}
