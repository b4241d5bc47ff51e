//! The one secret of an installation and the keys derived from it. The master key comes from a
//! file that only its owner may read; it never comes from content, arguments or the database, and
//! it is never printed.

use std::fmt;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// Length of every key, in bytes.
pub const KEY_LENGTH: usize = 32;

/// Separates our keys from those of any other program fed with the same secret (HKDF salt).
const SALT: &[u8] = b"safe-migration-bot/v1";

/// Why there is no key; the text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or made.
    #[error("the key file {path} cannot be {deed}: {why}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried, as a participle.
        deed: &'static str,
        /// What the operating system said.
        why: io::Error,
    },
    /// The file holds something else than a key.
    #[error(
        "{0} is not a key file: it must hold 64 hexadecimal digits and nothing else. \
         Put back the file this installation was started with; only for a new installation, \
         remove the file and start again"
    )]
    Shape(PathBuf),
    /// Others may read the key.
    #[error("the key file {path} can be read by others (mode {mode:03o}): run `chmod 600 {path}`")]
    Open {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers for a new key")]
    Random,
}

/// The one secret of an installation; wiped from memory when dropped.
pub struct MasterKey(Zeroizing<[u8; KEY_LENGTH]>);

impl MasterKey {
    /// A key from its bytes.
    #[must_use]
    pub fn new(bytes: [u8; KEY_LENGTH]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A fresh key, for a new installation or a preview that keeps nothing.
    pub fn random() -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new([0; KEY_LENGTH]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|_| KeyError::Random)?;
        Ok(Self(bytes))
    }

    /// Reads the key file; `None` where there is none. Makes nothing.
    pub fn load(path: &Path) -> Result<Option<Self>, KeyError> {
        match read(path) {
            Err(KeyError::Io { why, .. }) if why.kind() == io::ErrorKind::NotFound => Ok(None),
            answer => answer.map(Some),
        }
    }

    /// Reads the key file; where there is none, makes one (mode 0600) with its folder.
    ///
    /// The file holds 64 hexadecimal digits and a line end.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyError> {
        if let Some(key) = Self::load(path)? {
            return Ok(key);
        }
        create(path)?;
        read(path)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

fn failed<'a>(path: &'a Path, deed: &'static str) -> impl Fn(io::Error) -> KeyError + 'a {
    move |why| KeyError::Io {
        path: path.to_owned(),
        deed,
        why,
    }
}

fn read(path: &Path) -> Result<MasterKey, KeyError> {
    let mode = fs::metadata(path).map_err(failed(path, "read"))?.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyError::Open {
            path: path.to_owned(),
            mode,
        });
    }
    let text = Zeroizing::new(fs::read(path).map_err(failed(path, "read"))?);
    let digits = text.trim_ascii_end();
    from_hex(digits).ok_or_else(|| KeyError::Shape(path.to_owned()))
}

fn from_hex(digits: &[u8]) -> Option<MasterKey> {
    let mut key = Zeroizing::new([0_u8; KEY_LENGTH]);
    let (pairs, rest) = digits.as_chunks::<2>();
    if pairs.len() != KEY_LENGTH || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in key.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(MasterKey(key))
}

fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        b'A'..=b'F' => Some(character - b'A' + 10),
        _ => None,
    }
}

/// Makes a new key file. The whole file appears at once under its name, so that neither a crash
/// nor a second process starting at the same time can leave or see half a key.
fn create(path: &Path) -> Result<(), KeyError> {
    let failed = failed(path, "made");
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(&failed)?;
    }
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}", std::process::id()));
    let draft = PathBuf::from(draft);
    let written = write(&draft, &MasterKey::random()?);
    let linked = written.and_then(|()| fs::hard_link(&draft, path));
    let removed = fs::remove_file(&draft);
    match linked {
        Err(why) if why.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(why) => Err(failed(why)),
        Ok(()) => removed.map_err(&failed),
    }
}

fn write(path: &Path, key: &MasterKey) -> io::Result<()> {
    let mut text = Zeroizing::new(String::with_capacity(2 * KEY_LENGTH + 1));
    for byte in key.0.iter() {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    text.push('\n');
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Every key the program works with, each for one purpose, so that what one of them names can
/// never be joined with what another names.
pub struct Keys {
    pub(super) person: Zeroizing<[u8; KEY_LENGTH]>,
    pub(super) visitor: Zeroizing<[u8; KEY_LENGTH]>,
    pub(super) lane: Zeroizing<[u8; KEY_LENGTH]>,
    pub(super) bucket: Zeroizing<[u8; KEY_LENGTH]>,
    pub(super) message: Zeroizing<[u8; KEY_LENGTH]>,
    pub(super) staff: Zeroizing<[u8; KEY_LENGTH]>,
    pub(super) seal: Zeroizing<[u8; KEY_LENGTH]>,
}

impl Keys {
    /// Derives them by HKDF-SHA256 (RFC 5869), one label each.
    #[must_use]
    pub fn derive(master: &MasterKey) -> Self {
        let source = Hkdf::<Sha256>::new(Some(SALT), master.0.as_slice());
        Self {
            person: expand(&source, b"person"),
            visitor: expand(&source, b"visitor"),
            lane: expand(&source, b"lane"),
            bucket: expand(&source, b"bucket"),
            message: expand(&source, b"message"),
            staff: expand(&source, b"staff"),
            seal: expand(&source, b"seal"),
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(..)")
    }
}

#[expect(
    clippy::expect_used,
    reason = "HKDF-SHA256 refuses only more than 8160 bytes; a key that stayed zero would be worse"
)]
fn expand(source: &Hkdf<Sha256>, label: &[u8]) -> Zeroizing<[u8; KEY_LENGTH]> {
    let mut key = Zeroizing::new([0; KEY_LENGTH]);
    source
        .expand(label, key.as_mut_slice())
        .expect("32 bytes are within HKDF's limit");
    key
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    #[test]
    fn a_first_start_makes_a_key_only_its_owner_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data").join("secret.key");
        let made = MasterKey::load_or_create(&path).unwrap();
        let read = MasterKey::load_or_create(&path).unwrap();
        assert_eq!(made.0, read.0);
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        assert_eq!(fs::read(&path).unwrap().len(), 65);
        let left: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(left.len(), 1, "no draft is left behind");
    }

    #[test]
    fn a_key_others_can_read_is_refused_and_the_cure_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        MasterKey::load_or_create(&path).unwrap();
        for open in [0o640, 0o604, 0o610] {
            fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
            let refusal = MasterKey::load_or_create(&path).unwrap_err().to_string();
            assert!(refusal.contains("chmod 600"), "{refusal}");
        }
    }

    #[test]
    fn anything_but_sixty_four_digits_is_refused_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        for text in [
            "".to_owned(),
            "ab".repeat(31),
            "ab".repeat(33),
            "g0".repeat(32),
        ] {
            fs::write(&path, &text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            let refusal = MasterKey::load_or_create(&path).unwrap_err();
            assert!(matches!(refusal, KeyError::Shape(_)));
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn every_purpose_has_its_own_key_and_none_is_printed() {
        let master = MasterKey::new([7; KEY_LENGTH]);
        let keys = Keys::derive(&master);
        let all = [
            *keys.person,
            *keys.visitor,
            *keys.lane,
            *keys.bucket,
            *keys.message,
            *keys.staff,
            *keys.seal,
        ];
        let distinct: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
        assert_eq!(format!("{master:?} {keys:?}"), "MasterKey(..) Keys(..)");
    }
}
