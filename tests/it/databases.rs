//! A fresh database for one test: a SQLite file in a folder of its own, or a database on a
//! PostgreSQL server. The server is the one `TEST_DATABASE_URL` names, else a private one that is
//! started once and ends with the tests. Without a server program the test fails and says what to
//! install: a test that skips itself proves nothing.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use safe_migration_bot::privacy::{Keys, MasterKey};
use safe_migration_bot::store::Db;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor, Row};

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A database that goes with this value.
pub struct TestDatabase {
    pub kind: Kind,
    /// As `DATABASE_URL` takes it.
    pub url: String,
    /// SQLite's folder.
    folder: Option<tempfile::TempDir>,
}

/// Two tests from one: the same story on each database.
macro_rules! on_both_databases {
    ($($(#[$doc:meta])* async fn $name:ident($database:ident: $type:ty) $story:block)*) => { $(
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn story($database: $type) $story

            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                story($crate::databases::fresh($crate::databases::Kind::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                story($crate::databases::fresh($crate::databases::Kind::Postgres).await).await;
            }
        }
    )* };
}

/// Keys that are the same in every test.
pub fn keys() -> Keys {
    Keys::derive(&MasterKey::new([0x2b; 32]))
}

/// An empty database, without tables.
pub async fn fresh(kind: Kind) -> TestDatabase {
    match kind {
        Kind::Sqlite => {
            let folder = tempfile::tempdir().unwrap();
            TestDatabase {
                kind,
                url: format!("sqlite://{}/bot.db", folder.path().display()),
                folder: Some(folder),
            }
        }
        Kind::Postgres => TestDatabase {
            kind,
            url: new_postgres_database().await,
            folder: None,
        },
    }
}

impl TestDatabase {
    /// Opened, with its tables, under [`keys`].
    pub async fn open(&self) -> Db {
        let db = Db::open(&self.url).await.unwrap();
        db.migrate(&keys()).await.unwrap();
        db
    }

    /// The files of SQLite; none of PostgreSQL's.
    pub fn files(&self) -> Vec<PathBuf> {
        let folder = self
            .folder
            .iter()
            .flat_map(|folder| fs::read_dir(folder.path()).unwrap());
        folder.map(|entry| entry.unwrap().path()).collect()
    }

    /// Everything at rest: SQLite's files byte for byte, or every row of every table of
    /// PostgreSQL as text, followed by the bytes of its binary columns as they are.
    pub async fn dump(&self) -> Vec<u8> {
        match self.kind {
            Kind::Sqlite => self
                .files()
                .iter()
                .flat_map(|file| fs::read(file).unwrap())
                .collect(),
            Kind::Postgres => dump_postgres(&self.url).await,
        }
    }
}

/// Whether bytes stand anywhere in a dump.
pub fn holds(dump: &[u8], mark: &[u8]) -> bool {
    dump.windows(mark.len()).any(|window| window == mark)
}

async fn dump_postgres(url: &str) -> Vec<u8> {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let mut dump = Vec::new();
    for table in tables {
        let rows = format!("SELECT row_to_json(t)::text FROM \"{table}\" t");
        for row in connection.fetch_all(AssertSqlSafe(rows)).await.unwrap() {
            let text: String = row.get(0);
            for binary in text.split("\\\\x").skip(1) {
                dump.extend(binary.as_bytes().chunks_exact(2).map_while(hex));
            }
            dump.extend(text.into_bytes());
        }
    }
    connection.close().await.unwrap();
    dump
}

fn hex(pair: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()
}

impl Drop for TestDatabase {
    /// The private server goes as a whole; somebody else's is left as it was found.
    fn drop(&mut self) {
        let (Kind::Postgres, Ok(server)) = (self.kind, std::env::var(SERVER)) else {
            return;
        };
        let name = self.url.clone();
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let name = name.split(['/', '?']).nth(3).unwrap_or_default().to_owned();
                let drop = format!("DROP DATABASE \"{name}\" WITH (FORCE)");
                let mut admin = PgConnection::connect(&server)
                    .await
                    .map_err(io::Error::other)?;
                admin
                    .execute(AssertSqlSafe(drop))
                    .await
                    .map_err(io::Error::other)
            })
        });
        if !matches!(dropped.join(), Ok(Ok(_))) {
            eprintln!("a test database was left on {SERVER}");
        }
    }
}

/// Names a server on which the tests may create databases.
const SERVER: &str = "TEST_DATABASE_URL";

async fn new_postgres_database() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    let server =
        std::env::var(SERVER).unwrap_or_else(|_| CLUSTER.get_or_init(Cluster::start).url.clone());
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("bot_test_{}_{number}", std::process::id());
    let mut admin = PgConnection::connect(&server).await.unwrap();
    let create = format!("CREATE DATABASE {name} TEMPLATE template0");
    admin.execute(AssertSqlSafe(create)).await.unwrap();
    admin.close().await.unwrap();
    with_database(&server, &name)
}

/// The same server, another database: `postgres://user@host/NAME?options`.
fn with_database(server: &str, name: &str) -> String {
    let (scheme, rest) = server.split_once("://").unwrap();
    let (rest, options) = rest.split_once('?').unwrap_or((rest, ""));
    let host = rest.split('/').next().unwrap();
    format!("{scheme}://{host}/{name}?{options}")
}

/// A private server on a unix socket.
struct Cluster {
    url: String,
    /// Waits on the other end of a pipe: when this process ends, however it ends, the pipe
    /// closes, and the keeper stops the server and removes its folder.
    _keeper: Child,
}

const KEEPER: &str = r#"
"$0" "$@" </dev/null >"$FOLDER/log" 2>&1 &
server=$!
read -r _
kill -INT "$server"
wait "$server"
rm -rf "$FOLDER"
"#;

const FOLDER_PREFIX: &str = "migration-bot-pg-";

impl Cluster {
    fn start() -> Self {
        remove_left_over_folders();
        let folder = std::env::temp_dir().join(format!("{FOLDER_PREFIX}{}", std::process::id()));
        fs::DirBuilder::new().mode(0o700).create(&folder).unwrap();
        let user = server_user();
        if let Some((uid, gid)) = user {
            chown(&folder, Some(uid), Some(gid)).unwrap();
        }
        let data = folder.join("data");
        let made = run_as(user, Command::new(server_program("initdb")))
            .args([
                "-A",
                "trust",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
                "-D",
            ])
            .arg(&data)
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let keeper = run_as(user, Command::new("sh"))
            .args(["-c", KEEPER])
            .arg(server_program("postgres"))
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&folder)
            .args([
                "-c",
                "listen_addresses=",
                "-c",
                "fsync=off",
                "-c",
                "max_connections=300",
            ])
            .env("FOLDER", &folder)
            .current_dir(&folder)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_for(&folder);
        Self {
            url: format!(
                "postgres://postgres@localhost/postgres?host={}",
                folder.display()
            ),
            _keeper: keeper,
        }
    }
}

fn wait_for(folder: &Path) {
    let patience = Instant::now() + Duration::from_secs(30);
    // The last line of this file appears when the server takes connections.
    let ready = || {
        fs::read_to_string(folder.join("data/postmaster.pid")).is_ok_and(|text| {
            text.lines()
                .nth(7)
                .is_some_and(|line| line.trim() == "ready")
        })
    };
    while !ready() {
        let log = || fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(
            Instant::now() < patience,
            "PostgreSQL did not start:\n{}",
            log()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// PostgreSQL refuses to run as root: there, as the user its package makes.
fn server_user() -> Option<(u32, u32)> {
    let id = |what: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(what).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    (id(&["-u"])? == 0).then(|| {
        id(&["-u", "postgres"]).zip(id(&["-g", "postgres"])).expect(
            "as root the tests run PostgreSQL as the user `postgres`, which is not here: \
             run `apt-get install postgresql`, or name a server in TEST_DATABASE_URL",
        )
    })
}

fn run_as(user: Option<(u32, u32)>, mut command: Command) -> Command {
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command
}

/// Debian keeps the server's programs out of `PATH`, one folder a version.
fn server_program(name: &str) -> PathBuf {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let folder = entry.ok()?.path();
            Some((
                folder.file_name()?.to_str()?.parse().ok()?,
                folder.join("bin"),
            ))
        })
        .collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let newest_first = versions.into_iter().rev().map(|(_, folder)| folder);
    newest_first
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .unwrap_or_else(|| {
            panic!(
                "no `{name}` on this machine: run `apt-get install postgresql`, \
                 or name a server in TEST_DATABASE_URL"
            )
        })
}

/// Folders whose process is gone without its keeper having had the time to tidy up.
fn remove_left_over_folders() {
    for entry in fs::read_dir(std::env::temp_dir())
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = entry.file_name();
        let pid = name
            .to_str()
            .and_then(|name| name.strip_prefix(FOLDER_PREFIX));
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            // Another run may be tidying up at the same time: what is gone is gone.
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}
