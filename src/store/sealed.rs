//! Values as sealed JSON, and the plain shapes of columns: hashes and days.

use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::model::ids::HASH_LENGTH;
use crate::privacy::{Keys, Unsealable};
use crate::store::error::StoreError;

/// Seals a value for the row that `aad` names.
pub(super) fn seal<T: Serialize>(
    keys: &Keys,
    aad: &[u8],
    value: &T,
) -> Result<Vec<u8>, StoreError> {
    let plain = serde_json::to_vec(value).map_err(|_| Unsealable::Content)?;
    Ok(keys.seal(aad, &Zeroizing::new(plain))?)
}

/// Opens a value that stands in the row that `aad` names.
pub(super) fn open<T: DeserializeOwned>(
    keys: &Keys,
    aad: &[u8],
    sealed: &[u8],
) -> Result<T, Unsealable> {
    let plain = keys.open(aad, sealed)?;
    serde_json::from_slice(&plain).map_err(|_| Unsealable::Content)
}

/// A hash from its column.
pub(super) fn hash(bytes: &[u8], table: &'static str) -> Result<[u8; HASH_LENGTH], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Shape(table))
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// Days since 1970-01-01.
pub(super) fn day_number(day: Date) -> i64 {
    day.duration_since(EPOCH).as_hours() / 24
}

/// The day of that number.
pub(super) fn day_of(number: i64, table: &'static str) -> Result<Date, StoreError> {
    number
        .checked_mul(24)
        .and_then(|hours| {
            EPOCH
                .checked_add(jiff::SignedDuration::from_hours(hours))
                .ok()
        })
        .ok_or(StoreError::Shape(table))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        for (day, number) in [
            (jiff::civil::date(1970, 1, 1), 0),
            (jiff::civil::date(1969, 12, 31), -1),
            (jiff::civil::date(2024, 2, 29), 19_782),
        ] {
            assert_eq!(day_number(day), number);
            assert_eq!(day_of(number, "t").unwrap(), day);
        }
    }
}
