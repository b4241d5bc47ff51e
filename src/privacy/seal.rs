//! Sealing of what rests in the database: XChaCha20-Poly1305 with random nonces. A value is bound
//! to the row it stands in, so that nobody who can write to the database can move it to another.
//!
//! Form: version `1`, key id, nonce (24 bytes), ciphertext with its tag (16 bytes).

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::privacy::keys::Keys;

const VERSION: u8 = 1;
/// The only key so far; another one gets another id, and a value says which it needs.
const KEY_ID: u8 = 1;
const NONCE_LENGTH: usize = 24;

/// Why a sealed value could not be opened. Says nothing of what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsealable {
    /// Not written by this program, or by a newer one.
    #[error("a sealed value has an unknown form")]
    Form,
    /// Sealed under a key that is not here.
    #[error("a sealed value needs another key")]
    OtherKey,
    /// Another key, another row, or bytes that were changed.
    #[error("a sealed value was changed, moved or sealed under another key")]
    Broken,
    /// It opens, but holds something this program does not know.
    #[error("a sealed value holds something unknown")]
    Content,
}

/// Why a value could not be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nothing could be sealed: the operating system gave no random numbers")]
pub struct NotSealed;

/// The identity of a row as associated data: the table's name and the parts of its key, each
/// preceded by its length, so that no two rows read the same.
#[must_use]
pub fn identity(table: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut aad = Vec::new();
    for part in std::iter::once(&table.as_bytes()).chain(parts) {
        aad.extend_from_slice(&(part.len() as u64).to_be_bytes());
        aad.extend_from_slice(part);
    }
    aad
}

impl Keys {
    /// Seals a value for the row that `aad` names (see [`identity`]).
    pub fn seal(&self, aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, NotSealed> {
        let mut nonce = [0; NONCE_LENGTH];
        getrandom::fill(&mut nonce).map_err(|_| NotSealed)?;
        let cipher = XChaCha20Poly1305::new((&*self.seal).into());
        let payload = Payload { msg: plain, aad };
        let closed = cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| NotSealed)?;
        let mut sealed = Vec::with_capacity(2 + NONCE_LENGTH + closed.len());
        sealed.extend_from_slice(&[VERSION, KEY_ID]);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&closed);
        Ok(sealed)
    }

    /// Opens a value that stands in the row that `aad` names.
    pub fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
        let (head, rest) = sealed.split_first_chunk::<2>().ok_or(Unsealable::Form)?;
        match *head {
            [VERSION, KEY_ID] => {}
            [VERSION, _] => return Err(Unsealable::OtherKey),
            _ => return Err(Unsealable::Form),
        }
        let (nonce, msg) = rest
            .split_first_chunk::<NONCE_LENGTH>()
            .ok_or(Unsealable::Form)?;
        XChaCha20Poly1305::new((&*self.seal).into())
            .decrypt(&XNonce::from(*nonce), Payload { msg, aad })
            .map(Zeroizing::new)
            .map_err(|_| Unsealable::Broken)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::privacy::keys::MasterKey;

    fn keys(seed: u8) -> Keys {
        Keys::derive(&MasterKey::new([seed; 32]))
    }

    #[test]
    fn the_same_value_never_looks_the_same() {
        let keys = keys(1);
        assert_ne!(
            keys.seal(b"row", b"x").unwrap(),
            keys.seal(b"row", b"x").unwrap()
        );
    }

    #[test]
    fn a_value_says_which_form_and_key_it_needs() {
        let keys = keys(1);
        let mut sealed = keys.seal(b"row", b"x").unwrap();
        assert_eq!(keys.open(b"row", &[]), Err(Unsealable::Form));
        assert_eq!(keys.open(b"row", &[1, 1, 0]), Err(Unsealable::Form));
        sealed[1] = 2;
        assert_eq!(keys.open(b"row", &sealed), Err(Unsealable::OtherKey));
        sealed[0] = 2;
        assert_eq!(keys.open(b"row", &sealed), Err(Unsealable::Form));
    }

    proptest! {
        #[test]
        fn only_the_same_row_and_key_open_it(
            plain in proptest::collection::vec(any::<u8>(), 0..200),
            row in proptest::collection::vec(any::<u8>(), 0..40),
            other in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let sealed = keys(1).seal(&row, &plain).unwrap();
            prop_assert_eq!(sealed.len(), plain.len() + 42);
            let opened = keys(1).open(&row, &sealed).unwrap();
            prop_assert_eq!(opened.as_slice(), plain.as_slice());
            prop_assert_eq!(keys(2).open(&row, &sealed), Err(Unsealable::Broken));
            if other != row {
                prop_assert_eq!(keys(1).open(&other, &sealed), Err(Unsealable::Broken));
            }
        }

        #[test]
        fn one_flipped_bit_or_a_lost_byte_is_noticed(
            plain in proptest::collection::vec(any::<u8>(), 0..60),
            at in any::<proptest::sample::Index>(),
            bit in 0_u8..8,
        ) {
            let sealed = keys(1).seal(b"row", &plain).unwrap();
            let at = at.index(sealed.len());
            let mut bent = sealed.clone();
            bent[at] ^= 1 << bit;
            prop_assert!(keys(1).open(b"row", &bent).is_err());
            prop_assert!(keys(1).open(b"row", &sealed[..at]).is_err());
        }

        #[test]
        fn no_two_rows_have_the_same_identity(
            one in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..4), 0..4),
            two in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..4), 0..4),
        ) {
            let parts = |parts: &[Vec<u8>]| {
                identity("t", &parts.iter().map(Vec::as_slice).collect::<Vec<_>>())
            };
            prop_assert_eq!(one == two, parts(&one) == parts(&two));
        }
    }
}
