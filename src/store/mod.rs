//! SQL in, values out. One text a query for SQLite and PostgreSQL; every function that writes
//! takes the one transaction, [`Tx`], which only [`Db::begin`] makes. No decision is taken here,
//! nothing of a person is written unsealed, and errors are shown by `Display` alone, since the
//! `Debug` of a PostgreSQL error holds values of the row.

/// Runs the same body on whichever database a transaction belongs to: it is compiled once for
/// each, and it must come to an end. A body with several statements lends the connection as
/// `&mut *conn`.
macro_rules! on_both {
    ($tx:expr, $conn:ident => $body:expr) => {
        match $tx {
            $crate::store::Tx::Sqlite(tx) => {
                let $conn = &mut **tx;
                $crate::store::db::in_time(async { Ok($body) }).await?
            }
            $crate::store::Tx::Postgres(tx) => {
                let $conn = &mut **tx;
                $crate::store::db::in_time(async { Ok($body) }).await?
            }
        }
    };
}

/// The same for reading outside of a transaction.
macro_rules! reading {
    ($db:expr, $pool:ident => $body:expr) => {
        match $db {
            $crate::store::Db::Sqlite { read: $pool, .. } => {
                $crate::store::db::in_time(async { Ok($body) }).await?
            }
            $crate::store::Db::Postgres($pool) => {
                $crate::store::db::in_time(async { Ok($body) }).await?
            }
        }
    };
}

pub mod blocks;
pub mod cases;
pub mod counts;
mod db;
mod error;
pub mod figure_rules;
pub mod figures;
pub mod imported;
pub mod inspect;
pub mod lease;
pub mod links;
pub mod members;
mod migrate;
pub mod months;
pub mod outbox;
#[cfg(test)]
mod plans;
pub mod retention;
pub mod rooms;
mod sealed;
pub mod staff;
pub mod traces;
pub mod updates;
pub mod visitors;

pub use db::{Db, Tx};
pub use error::{OpenError, StoreError, readable};
pub use lease::Lease;
