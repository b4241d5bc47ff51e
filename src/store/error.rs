//! Why the database did not do what it was asked. These errors hold no value of any row and show
//! the library's error by its `Display` only, also where they themselves are shown by `Debug`.

use std::fmt;
use std::path::PathBuf;

use sqlx::sqlite::SqliteError;

use crate::privacy::Unsealable;
use crate::privacy::seal::NotSealed;

/// Why a query failed.
#[derive(thiserror::Error)]
pub enum StoreError {
    /// The database is away, full, busy, or refused the statement.
    #[error("the database failed: {0}")]
    Database(Box<sqlx::Error>),
    /// The database does not answer in time: it hangs, or the way to it does.
    #[error("the database says nothing")]
    Silent,
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
        use sqlx::migrate::MigrateError::{Execute, ExecuteMigration};
        match self {
            Self::Unreachable(error) => passes(error),
            Self::Migration(error) => match &**error {
                Execute(error) | ExecuteMigration(error, _) => passes(error),
                _ => false,
            },
            Self::Store(StoreError::Database(error)) => passes(error),
            Self::Store(StoreError::Silent) => true,
            _ => false,
        }
    }
}

/// Whether an error is one of the moment.
fn passes(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(told) = error else {
        return !matches!(error, sqlx::Error::Configuration(_));
    };
    let code = told.code().unwrap_or_default();
    match told.try_downcast_ref::<SqliteError>() {
        Some(_) => code.parse().is_ok_and(sqlite_passes),
        None => postgres_passes(&code),
    }
}

/// SQLite's result codes (sqlite.org/rescode.html); what is above the lowest byte only tells more.
fn sqlite_passes(code: u32) -> bool {
    const BUSY: u32 = 5;
    const LOCKED: u32 = 6;
    const READ_ONLY: u32 = 8;
    const IO: u32 = 10;
    const FULL: u32 = 13;
    const CANNOT_OPEN: u32 = 14;
    const PROTOCOL: u32 = 15;
    matches!(
        code & 0xff,
        BUSY | LOCKED | READ_ONLY | IO | FULL | CANNOT_OPEN | PROTOCOL
    )
}

/// PostgreSQL's classes and codes (its appendix A): connections, what is exhausted, what an
/// operator does, faults of its computer; a server that may not write now, locks, and a database
/// that lets nobody in for now.
fn postgres_passes(code: &str) -> bool {
    const CLASSES: [&str; 5] = ["08", "40", "53", "57", "58"];
    const CODES: [&str; 3] = ["25006", "55000", "55P03"];
    CLASSES.iter().any(|class| code.starts_with(class)) || CODES.contains(&code)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_told_from_what_needs_a_person() {
        // Busy, its log busy, full, read-only now, a fault of the disk, no way to open its log.
        for code in [5, 261, 13, 8, 10, 778, 14] {
            assert!(sqlite_passes(code), "{code}");
        }
        // A mistake in a statement, a damaged file, no database at all, no right.
        for code in [1, 11, 26, 23, 3] {
            assert!(!sqlite_passes(code), "{code}");
        }
        for code in ["53300", "57P03", "25006", "55P03", "08006", "55000"] {
            assert!(postgres_passes(code), "{code}");
        }
        // A wrong password, no such database, no right, no such table.
        for code in ["28P01", "3D000", "42501", "42P01", ""] {
            assert!(!postgres_passes(code), "{code}");
        }
    }

    #[test]
    fn a_database_of_another_key_does_not_pass() {
        assert!(!OpenError::OtherKey.may_pass());
        assert!(!OpenError::Address.may_pass());
        assert!(OpenError::Store(StoreError::Silent).may_pass());
        let full: sqlx::Error = sqlx::Error::PoolTimedOut;
        assert!(OpenError::Unreachable(Box::new(full)).may_pass());
    }
}
