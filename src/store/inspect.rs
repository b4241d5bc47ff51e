//! Looks at a database without touching it: whether it answers, how far its tables are, whose key
//! it has. Makes no file, no table, no row, and waits for nobody's lock.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::privacy::Keys;
use crate::store::db::{refuse_memory, unreachable};
use crate::store::error::OpenError;
use crate::store::migrate::{MARK, MIGRATIONS, opens_mark};

/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// A database as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inspected {
    /// There is no such file yet.
    Absent,
    /// It answers.
    There {
        /// How far its tables are.
        tables: Tables,
        /// Whose it is.
        owner: Owner,
        /// Its file can be read by others than its owner.
        open: bool,
    },
}

/// How far the tables are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tables {
    /// None of ours.
    None,
    /// As this program needs them.
    Current,
    /// So many changes are still to be made.
    Behind(usize),
    /// A newer program has changed them.
    Ahead,
    /// A change broke off, or was another one than this program knows.
    Damaged,
}

/// Whose key the database has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Nobody's yet.
    Nobody,
    /// That of the key given.
    Ours,
    /// That of another key.
    Other,
    /// Somebody's; there was no key to try.
    Unknown,
}

/// A change of the tables as the database remembers it: its number, whether it was made to the
/// end, its fingerprint.
type Applied = (i64, bool, Vec<u8>);

/// What stands in the two tables that tell of the others, read over either kind of connection.
macro_rules! read {
    ($connection:expr, $count:expr) => {
        async {
            let connection = $connection;
            let mut there = [false; 2];
            for (there, table) in there.iter_mut().zip(["_sqlx_migrations", "setting"]) {
                let count = sqlx::query_scalar::<_, i64>($count).bind(table);
                *there = count.fetch_one(&mut *connection).await? > 0;
            }
            let [changes, settings] = there;
            let applied: Vec<Applied> = if changes {
                let text = "SELECT version, success, checksum FROM _sqlx_migrations";
                sqlx::query_as(text).fetch_all(&mut *connection).await?
            } else {
                Vec::new()
            };
            let mark: Option<Vec<u8>> = if settings {
                let text = "SELECT value FROM setting WHERE name = $1";
                let mark = sqlx::query_scalar(text).bind(MARK);
                mark.fetch_optional(&mut *connection).await?
            } else {
                None
            };
            Ok::<_, sqlx::Error>((applied, mark))
        }
    };
}

/// Looks at the database of this address; `keys` are tried on it.
///
/// # Errors
/// When it cannot be reached or read.
pub async fn inspect(url: &str, keys: Option<&Keys>) -> Result<Inspected, OpenError> {
    match url.split_once(':') {
        Some(("sqlite", _)) => inspect_sqlite(url, keys).await,
        Some(("postgres" | "postgresql", _)) => inspect_postgres(url, keys).await,
        _ => Err(OpenError::Address),
    }
}

async fn inspect_sqlite(url: &str, keys: Option<&Keys>) -> Result<Inspected, OpenError> {
    let options = SqliteConnectOptions::from_str(url).map_err(unreachable)?;
    refuse_memory(url, &options)?;
    let path = options.get_filename().to_owned();
    let metadata = match std::fs::metadata(&path) {
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(Inspected::Absent),
        Err(why) => return Err(OpenError::File { path, why }),
        Ok(metadata) => metadata,
    };
    let options = options
        .create_if_missing(false)
        .read_only(true)
        // Where nobody has it open, reading must not leave side files behind.
        .immutable(!side_file(&path).exists());
    let mut connection = options.connect().await.map_err(unreachable)?;
    let count = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1";
    let (applied, mark) = read!(&mut connection, count).await.map_err(unreachable)?;
    let (tables, owner) = (tables_of(&applied), owner_of(mark.as_deref(), keys));
    connection.close().await.map_err(unreachable)?;
    let open = metadata.mode() & 0o077 != 0;
    Ok(Inspected::There {
        tables,
        owner,
        open,
    })
}

/// SQLite's write-ahead log: there while somebody has the database open, or was killed with it.
fn side_file(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

async fn inspect_postgres(url: &str, keys: Option<&Keys>) -> Result<Inspected, OpenError> {
    let options = PgConnectOptions::from_str(url).map_err(unreachable)?;
    let connecting = tokio::time::timeout(PATIENCE, options.connect());
    let mut connection = connecting
        .await
        .unwrap_or(Err(sqlx::Error::PoolTimedOut))
        .map_err(unreachable)?;
    let count = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = ANY (current_schemas(false)) AND table_name = $1";
    let (applied, mark) = read!(&mut connection, count).await.map_err(unreachable)?;
    let (tables, owner) = (tables_of(&applied), owner_of(mark.as_deref(), keys));
    connection.close().await.map_err(unreachable)?;
    Ok(Inspected::There {
        tables,
        owner,
        open: false,
    })
}

fn tables_of(applied: &[Applied]) -> Tables {
    if applied.is_empty() {
        return Tables::None;
    }
    let mut waiting = 0;
    for change in MIGRATIONS.iter() {
        match applied
            .iter()
            .find(|(number, ..)| *number == change.version)
        {
            None => waiting += 1,
            Some((_, true, print)) if **print == *change.checksum => {}
            Some(_) => return Tables::Damaged,
        }
    }
    let known = |number: i64| MIGRATIONS.iter().any(|change| change.version == number);
    match waiting {
        _ if !applied.iter().all(|(number, ..)| known(*number)) => Tables::Ahead,
        0 => Tables::Current,
        waiting => Tables::Behind(waiting),
    }
}

fn owner_of(mark: Option<&[u8]>, keys: Option<&Keys>) -> Owner {
    match (mark, keys) {
        (None, _) => Owner::Nobody,
        (Some(_), None) => Owner::Unknown,
        (Some(mark), Some(keys)) if opens_mark(keys, mark) => Owner::Ours,
        (Some(_), Some(_)) => Owner::Other,
    }
}
