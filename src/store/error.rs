//! Why the database did not do what it was asked. These errors hold no value of any row and show
//! the library's error by its `Display` only, also where they themselves are shown by `Debug`.

use std::fmt;
use std::path::PathBuf;

use crate::privacy::Unsealable;
use crate::privacy::seal::NotSealed;

/// Why a query failed.
#[derive(thiserror::Error)]
pub enum StoreError {
    /// The database is away, full, busy, or refused the statement.
    #[error("the database failed: {0}")]
    Database(Box<sqlx::Error>),
    /// A sealed value could not be opened.
    #[error("{0}")]
    Unsealable(Unsealable),
    /// A value could not be sealed.
    #[error("{0}")]
    NotSealed(NotSealed),
    /// A row holds what no version of this program writes.
    #[error("the table {0} holds a row of an unknown shape")]
    Shape(&'static str),
}

impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(Box::new(error))
    }
}

impl From<Unsealable> for StoreError {
    fn from(why: Unsealable) -> Self {
        Self::Unsealable(why)
    }
}

impl From<NotSealed> for StoreError {
    fn from(why: NotSealed) -> Self {
        Self::NotSealed(why)
    }
}

/// Why the database cannot be used at all; the text says what to do.
#[derive(thiserror::Error)]
pub enum OpenError {
    /// Neither `sqlite://` nor `postgres://`.
    #[error(
        "DATABASE_URL must begin with `sqlite://` (a file, such as sqlite://data/bot.db) \
         or `postgres://`"
    )]
    Address,
    /// The database's file or folder cannot be made.
    #[error("the database file {path} cannot be made, or not for its owner alone: {why}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        why: std::io::Error,
    },
    /// The database does not answer.
    #[error("the database cannot be opened: {0}")]
    Unreachable(Box<sqlx::Error>),
    /// The tables could not be brought up to date.
    #[error(
        "the tables of the database could not be brought up to date: {0}. If a newer version \
         of this program has used the database, run that version"
    )]
    Migration(Box<sqlx::migrate::MigrateError>),
    /// The database was made with another secret key.
    #[error(
        "this database was made with another secret key. Put back the key file it was made \
         with (SECRET_KEY_FILE), or name another, empty database (DATABASE_URL). Without its \
         key nothing in this database can be read"
    )]
    OtherKey,
    /// Reading or writing the mark of the key failed.
    #[error("{0}")]
    Store(StoreError),
}

impl OpenError {
    /// Whether it may pass by itself: the server is away or starting. Anything else needs a person.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        let away = |error: &sqlx::Error| !matches!(error, sqlx::Error::Database(_));
        match self {
            Self::Unreachable(error) => away(error),
            Self::Migration(error) => {
                matches!(&**error, sqlx::migrate::MigrateError::Execute(error) if away(error))
            }
            Self::Store(StoreError::Database(error)) => away(error),
            _ => false,
        }
    }
}

impl fmt::Debug for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What can never be read again is as if it were not there: nobody may wait behind it.
pub fn readable<T>(
    found: Result<Option<T>, StoreError>,
    what: &'static str,
) -> Result<Option<T>, StoreError> {
    match found {
        Err(StoreError::Unsealable(why)) => {
            tracing::error!("{what} cannot be read: {why}");
            metrics::counter!("states_unreadable").increment(1);
            Ok(None)
        }
        other => other,
    }
}
