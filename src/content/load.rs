//! The bytes of the content, from a folder or compiled in, and their first reading. Every file
//! is read even if another is broken: one complaint a file here, all about meaning in `check`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::problems::Problems;
use super::raw;
use super::yaml::{self, Document};

static STARTER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/content");

/// Files by their path inside the content folder, with `/` between the parts.
#[derive(Debug, Clone, Default)]
pub struct Files {
    bytes: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Files {
    /// The starter content inside the binary.
    #[must_use]
    pub fn embedded() -> Self {
        fn gather(dir: &'static Dir<'static>, files: &mut Files) {
            for file in dir.files() {
                if let Some(path) = file.path().to_str() {
                    files.insert(path, Cow::Borrowed(file.contents()));
                }
            }
            dir.dirs().for_each(|dir| gather(dir, files));
        }
        let mut files = Self::default();
        gather(&STARTER, &mut files);
        files
    }

    /// All files below a folder.
    ///
    /// # Errors
    /// If the folder or a file in it cannot be read.
    pub fn read(dir: &Path) -> std::io::Result<Self> {
        fn gather(root: &Path, dir: &Path, files: &mut Files) -> std::io::Result<()> {
            for entry in std::fs::read_dir(dir)? {
                let path = entry?.path();
                if path.is_dir() {
                    gather(root, &path, files)?;
                } else if let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str) {
                    files.insert(&name.replace('\\', "/"), Cow::Owned(std::fs::read(&path)?));
                }
            }
            Ok(())
        }
        let mut files = Self::default();
        gather(dir, dir, &mut files)?;
        Ok(files)
    }

    /// Puts a file in, or another in its place. Hidden files and editors' leftovers are left out.
    pub fn insert(&mut self, path: &str, bytes: Cow<'static, [u8]>) {
        let leftover = |part: &str| part.starts_with('.') || part.ends_with(['~', '#']);
        if !path.split('/').any(leftover) {
            self.bytes.insert(path.to_owned(), bytes);
        }
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &str) {
        self.bytes.remove(path);
    }

    /// The bytes of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.bytes.get(path).map(Cow::as_ref)
    }

    /// The paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.bytes.keys().map(String::as_str)
    }

    /// A short name for exactly these files.
    pub(super) fn version(&self) -> String {
        let mut hash = Sha256::new();
        for (path, bytes) in &self.bytes {
            hash.update(path.len().to_be_bytes());
            hash.update(path);
            hash.update(bytes.len().to_be_bytes());
            hash.update(bytes);
        }
        short(&hash.finalize())
    }
}

/// The first eight bytes of a hash, in hexadecimal.
fn short(hash: &[u8]) -> String {
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A short name for these bytes.
pub(super) fn version_of(bytes: &[u8]) -> String {
    short(&Sha256::digest(bytes))
}

/// What stands in `text/<lang>/`.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub interface: Option<Document<raw::Entries<serde_yaml::Spanned<raw::Node>>>>,
    pub desk: Option<Document<raw::Entries<raw::DeskText>>>,
    pub hotlines: Option<Document<raw::Entries<raw::HotlinesText>>>,
    pub complaints: Option<Document<raw::Entries<raw::Entries<raw::ComplaintText>>>>,
    pub checks: Option<Document<raw::Entries<raw::ChecksText>>>,
    pub statistics: Option<Document<raw::Entries<serde_yaml::Spanned<raw::Node>>>>,
    pub branches: BTreeMap<String, Document<raw::Entries<raw::BranchText>>>,
}

/// All files that could be read, as they are written.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub bot: Option<Document<raw::Bot>>,
    pub desk: Option<Document<raw::Desk>>,
    pub hotlines: Option<Document<raw::Hotlines>>,
    pub statistics: Option<Document<raw::Statistics>>,
    pub distress: Option<Document<raw::Entries<Vec<raw::Words>>>>,
    pub style: Option<Document<raw::Style>>,
    pub synonyms: Option<Document<raw::Synonyms>>,
    pub branches: BTreeMap<String, Document<raw::Branch>>,
    pub checks: BTreeMap<String, Document<raw::Check>>,
    pub texts: BTreeMap<String, Texts>,
    pub leaflet_words: BTreeMap<String, Document<raw::LeafletWords>>,
    pub stickers: Option<Document<raw::StickerPack>>,
    pub sticker_texts: BTreeMap<String, Document<raw::StickersText>>,
    pub leaflet_lock: Option<Document<raw::Entries<raw::LeafletLock>>>,
    /// Files with a complaint: what should stand in them is not reported as missing.
    pub broken: BTreeSet<String>,
}

/// The files that are read at the top; all but the synonyms are in every content.
pub(super) const TOP: [&str; 7] = [
    "bot.yaml",
    "desk.yaml",
    "hotlines.yaml",
    "statistics.yaml",
    "distress.yaml",
    "style.yaml",
    "synonyms.yaml",
];

impl Raw {
    /// Reads every file whose place says what it is.
    pub fn read(files: &Files, problems: &mut Problems) -> Self {
        let mut raw = Self::default();
        for (path, bytes) in &files.bytes {
            raw.read_one(path, bytes, problems);
        }
        raw
    }

    fn read_one(&mut self, path: &str, bytes: &[u8], problems: &mut Problems) {
        let broken = &mut self.broken;
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["bot.yaml"] => self.bot = one(path, bytes, broken, problems),
            ["desk.yaml"] => self.desk = one(path, bytes, broken, problems),
            ["hotlines.yaml"] => self.hotlines = one(path, bytes, broken, problems),
            ["statistics.yaml"] => self.statistics = one(path, bytes, broken, problems),
            ["distress.yaml"] => self.distress = one(path, bytes, broken, problems),
            ["style.yaml"] => self.style = one(path, bytes, broken, problems),
            ["synonyms.yaml"] => self.synonyms = one(path, bytes, broken, problems),
            ["faq", file] => {
                let Some(name) = yaml_name(path, file, problems) else {
                    return;
                };
                if let Some(document) = one(path, bytes, broken, problems) {
                    self.branches.insert(name.to_owned(), document);
                }
            }
            ["checks", file] => {
                let Some(name) = yaml_name(path, file, problems) else {
                    return;
                };
                if let Some(document) = one(path, bytes, broken, problems) {
                    self.checks.insert(name.to_owned(), document);
                }
            }
            ["stickers", "set.yaml"] => self.stickers = one(path, bytes, broken, problems),
            ["stickers", file] if is_yaml(file) => {
                let Some(name) = yaml_name(path, file, problems) else {
                    return;
                };
                if let Some(document) = one(path, bytes, broken, problems) {
                    self.sticker_texts.insert(name.to_owned(), document);
                }
            }
            ["leaflets", "source", "lock.yaml"] => {
                self.leaflet_lock = one(path, bytes, broken, problems);
            }
            ["leaflets", "source", file] if is_yaml(file) => {
                let Some(name) = yaml_name(path, file, problems) else {
                    return;
                };
                if let Some(document) = one(path, bytes, broken, problems) {
                    self.leaflet_words.insert(name.to_owned(), document);
                }
            }
            ["text", lang, file] => {
                let Some(name) = yaml_name(path, file, problems) else {
                    return;
                };
                self.read_text((lang, name), path, bytes, problems);
            }
            [file] if is_yaml(file) => problems.unread_file(path, TOP),
            ["text" | "faq" | "checks", ..] => problems.misplaced_file(path),
            _ => {}
        }
    }

    fn read_text(
        &mut self,
        (lang, name): (&str, &str),
        path: &str,
        bytes: &[u8],
        problems: &mut Problems,
    ) {
        let broken = &mut self.broken;
        let texts = self.texts.entry(lang.to_owned()).or_default();
        match name {
            "interface" => texts.interface = one(path, bytes, broken, problems),
            "desk" => texts.desk = one(path, bytes, broken, problems),
            "hotlines" => texts.hotlines = one(path, bytes, broken, problems),
            "complaints" => texts.complaints = one(path, bytes, broken, problems),
            "checks" => texts.checks = one(path, bytes, broken, problems),
            "statistics" => texts.statistics = one(path, bytes, broken, problems),
            _ => {
                if let Some(document) = one(path, bytes, broken, problems) {
                    texts.branches.insert(name.to_owned(), document);
                }
            }
        }
    }
}

fn is_yaml(file: &str) -> bool {
    Path::new(file)
        .extension()
        .is_some_and(|ext| ext == "yaml" || ext == "yml")
}

/// The name of a file without `.yaml`; anything else in these folders would be read by nobody.
fn yaml_name<'a>(path: &str, file: &'a str, problems: &mut Problems) -> Option<&'a str> {
    let name = file.strip_suffix(".yaml");
    if name.is_none() {
        problems.misplaced_file(path);
    }
    name
}

fn one<T: serde::de::DeserializeOwned>(
    path: &str,
    bytes: &[u8],
    broken: &mut BTreeSet<String>,
    problems: &mut Problems,
) -> Option<Document<T>> {
    let document = yaml::read(path, bytes, problems);
    if document.is_none() {
        broken.insert(path.to_owned());
    }
    document
}
