//! Opening either database, and the one transaction. A commit here is a promise kept: SQLite
//! writes through to the disk (WAL, `synchronous=FULL`) before it says so, as PostgreSQL does by
//! default. Nothing outside this file begins a transaction.

use std::fmt;
use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Executor, Postgres, Sqlite, Transaction};

use crate::store::error::{OpenError, StoreError};

/// First aid from content starts when the database has not answered for so long; the person
/// still looks at the screen then.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a statement waits for another process's lock.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
/// Readers beside the one writer of SQLite.
const SQLITE_READERS: u32 = 4;
/// One sender and short turns need few connections, and small servers offer few.
const POSTGRES_CONNECTIONS: u32 = 10;

/// What takes longer never comes: the way to the database hangs. Closing a month may take a while;
/// a turn waits much less (`turn/patience.rs`).
const IN_TIME: Duration = Duration::from_secs(60);

/// The same limits for PostgreSQL: a stuck process must not hold a row for ever.
const POSTGRES_LIMITS: &str =
    "SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '30s'";

/// One of the two databases.
#[derive(Clone)]
pub enum Db {
    /// A file: one writer, several readers.
    Sqlite {
        /// The only connection that writes.
        write: SqlitePool,
        /// Connections that cannot write.
        read: SqlitePool,
    },
    /// A server.
    Postgres(PgPool),
}

/// The one transaction; dropping it undoes all of it.
pub enum Tx {
    /// On SQLite, with the right to write from the start.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL, at READ COMMITTED: version columns, not isolation, keep decisions apart.
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// Opens `sqlite://path` (making folder and file, for the owner's eyes only) or
    /// `postgres://..`. The tables are there only after [`Db::migrate`].
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => open_sqlite(url).await,
            Some(("postgres" | "postgresql", _)) => open_postgres(url),
            _ => Err(OpenError::Address),
        }
    }

    /// Opens a database that is there, for reading alone: nothing is made and nothing is written,
    /// also while a bot runs with it.
    ///
    /// # Errors
    /// When it is not there, or cannot be read.
    pub async fn open_to_read(url: &str) -> Result<Self, OpenError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => read_sqlite(url).await,
            Some(("postgres" | "postgresql", _)) => {
                let options = PgConnectOptions::from_str(url).map_err(unreachable)?;
                let options = options.options([("default_transaction_read_only", "on")]);
                let pool = PgPoolOptions::new()
                    .max_connections(2)
                    .acquire_timeout(ACQUIRE_TIMEOUT);
                Ok(Self::Postgres(pool.connect_lazy_with(options)))
            }
            _ => Err(OpenError::Address),
        }
    }

    /// Begins the one transaction. On SQLite it takes the right to write at once: a transaction
    /// that reads first and writes later fails there instead of waiting.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        in_time(async {
            Ok(match self {
                Self::Sqlite { write, .. } => {
                    Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?)
                }
                Self::Postgres(pool) => Tx::Postgres(
                    pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED")
                        .await?,
                ),
            })
        })
        .await
    }

    /// Whether the database answers and has our tables.
    pub async fn ping(&self) -> Result<(), StoreError> {
        reading!(self, pool => {
            sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM setting").fetch_one(pool).await?;
        });
        Ok(())
    }

    /// Waits until every connection is given back, and closes them.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite { .. } => "Db::Sqlite",
            Self::Postgres(_) => "Db::Postgres",
        })
    }
}

impl Tx {
    /// Makes all of it true.
    pub async fn commit(self) -> Result<(), StoreError> {
        in_time(async {
            match self {
                Self::Sqlite(tx) => tx.commit().await?,
                Self::Postgres(tx) => tx.commit().await?,
            }
            Ok(())
        })
        .await
    }

    /// Makes none of it true.
    pub async fn rollback(self) -> Result<(), StoreError> {
        in_time(async {
            match self {
                Self::Sqlite(tx) => tx.rollback().await?,
                Self::Postgres(tx) => tx.rollback().await?,
            }
            Ok(())
        })
        .await
    }
}

/// Waits for what was asked of a database, but not for ever.
pub(super) async fn in_time<T>(
    asked: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    tokio::time::timeout(IN_TIME, asked)
        .await
        .unwrap_or(Err(StoreError::Silent))
}

pub(super) fn unreachable(error: sqlx::Error) -> OpenError {
    OpenError::Unreachable(Box::new(error))
}

/// The file is made and may be written, or the start ends with why not. It is opened when it is
/// needed: a lock or a full disk may pass, and the bot gives first aid until they do.
async fn open_sqlite(url: &str) -> Result<Db, OpenError> {
    let options = SqliteConnectOptions::from_str(url).map_err(unreachable)?;
    refuse_memory(url, &options)?;
    let path = options.get_filename().to_owned();
    let made = tokio::task::spawn_blocking({
        let path = path.clone();
        move || make_file(&path)
    });
    let made = made.await.map_err(io::Error::other).flatten();
    made.map_err(|why| OpenError::File { path, why })?;
    let options = options
        .create_if_missing(false)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF");
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_lazy_with(options.clone().journal_mode(SqliteJournalMode::Wal));
    let read = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_lazy_with(options.read_only(true));
    Ok(Db::Sqlite { write, read })
}

async fn read_sqlite(url: &str) -> Result<Db, OpenError> {
    let options = SqliteConnectOptions::from_str(url).map_err(unreachable)?;
    refuse_memory(url, &options)?;
    let options = options
        .create_if_missing(false)
        .busy_timeout(BUSY_TIMEOUT)
        .read_only(true)
        .pragma("trusted_schema", "OFF");
    let pool = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(options)
        .await
        .map_err(unreachable)?;
    Ok(Db::Sqlite {
        write: pool.clone(),
        read: pool,
    })
}

/// In memory every connection would see a database of its own.
pub(super) fn refuse_memory(url: &str, options: &SqliteConnectOptions) -> Result<(), OpenError> {
    if url.contains(":memory:") || options.get_filename().as_os_str().is_empty() {
        return Err(OpenError::Address);
    }
    Ok(())
}

/// Makes the file before SQLite does, so that it is never readable by others; SQLite gives its
/// side files the same permissions.
fn make_file(path: &Path) -> io::Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    let file = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)?;
    // A file put back from a backup is often readable by all.
    if file.metadata()?.mode() & 0o077 != 0 {
        fs::set_permissions(path, Permissions::from_mode(0o600))?;
    }
    Ok(())
}

/// The server need not answer yet: the bot gives first aid until it does.
fn open_postgres(url: &str) -> Result<Db, OpenError> {
    let options = PgConnectOptions::from_str(url).map_err(unreachable)?;
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(POSTGRES_LIMITS).await.map(|_| ()) })
        })
        .connect_lazy_with(options);
    Ok(Db::Postgres(pool))
}
