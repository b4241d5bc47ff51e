//! Brings the tables up to date and makes sure that the database and the secret key belong
//! together: with a wrong key every hash would name nobody and every person would look new.

use sqlx::migrate::Migrator;

use crate::privacy::{Keys, identity};
use crate::store::db::unreachable;
use crate::store::error::{OpenError, StoreError};
use crate::store::{Db, Tx, retention};

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// The row of `setting` that only the right key can open.
pub(super) const MARK: &str = "key_check";
const MARK_TEXT: &[u8] = b"this database and this key belong together";

impl Db {
    /// Brings the tables up to date, then checks the key; an empty database takes the key as its
    /// own.
    pub async fn migrate(&self, keys: &Keys) -> Result<(), OpenError> {
        match self {
            Self::Sqlite { write, .. } => {
                drop(write.acquire().await.map_err(unreachable)?);
                MIGRATIONS.run(write).await
            }
            Self::Postgres(pool) => {
                drop(pool.acquire().await.map_err(unreachable)?);
                MIGRATIONS.run(pool).await
            }
        }
        .map_err(|error| OpenError::Migration(Box::new(error)))?;
        // What a migration has thrown away must not rest in the database's own log.
        retention::checkpoint(self).await?;
        let mut tx = self.begin().await?;
        check_key(&mut tx, keys).await?;
        Ok(tx.commit().await?)
    }
}

async fn check_key(tx: &mut Tx, keys: &Keys) -> Result<(), OpenError> {
    let aad = identity("setting", &[MARK.as_bytes()]);
    let fresh = keys.seal(&aad, MARK_TEXT).map_err(StoreError::from)?;
    let stored = keep_first(tx, &fresh).await?;
    if opens_mark(keys, &stored) {
        Ok(())
    } else {
        Err(OpenError::OtherKey)
    }
}

/// Whether these keys open the mark of a database.
pub(super) fn opens_mark(keys: &Keys, mark: &[u8]) -> bool {
    let aad = identity("setting", &[MARK.as_bytes()]);
    keys.open(&aad, mark)
        .is_ok_and(|text| text.as_slice() == MARK_TEXT)
}

/// Writes the mark where there is none, and returns the one that stands.
async fn keep_first(tx: &mut Tx, mark: &[u8]) -> Result<Vec<u8>, StoreError> {
    Ok(on_both!(tx, conn => {
        sqlx::query("INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(MARK)
            .bind(mark)
            .execute(&mut *conn)
            .await?;
        sqlx::query_scalar::<_, Vec<u8>>("SELECT value FROM setting WHERE name = $1")
            .bind(MARK)
            .fetch_one(&mut *conn)
            .await?
    }))
}
