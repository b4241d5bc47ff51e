//! Which source each translation was made from: `translations/<language>.yaml`, kept by commands.
//! For each text a short name of the source and one of the translation, so that a change of one
//! without the other is seen.

use std::collections::BTreeMap;

use crate::content::ids::Lang;
use crate::content::load::{Files, version_of};
use crate::content::problems::Problems;
use crate::content::raw::{Entries, Words};
use crate::content::yaml;

/// How many characters of a hash are kept: enough for a few thousand texts, easy on the eye.
const KEPT: usize = 8;

/// A short name for a text; blank ends do not count.
pub(super) fn hash(text: &str) -> String {
    let whole = version_of(text.trim_end().as_bytes());
    whole.chars().take(KEPT).collect()
}

/// The record of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// By file and name: source and translation.
    texts: BTreeMap<String, BTreeMap<String, (String, String)>>,
}

impl Record {
    pub fn path(lang: &Lang) -> String {
        format!("translations/{lang}.yaml")
    }

    /// As it was kept; empty if it never was.
    ///
    /// # Errors
    /// In words for editors, if the file cannot be read.
    pub fn of(files: &Files, lang: &Lang) -> Result<Self, String> {
        let path = Self::path(lang);
        let Some(bytes) = files.get(&path) else {
            return Ok(Self::default());
        };
        type File = Entries<Entries<Words>>;
        let document = yaml::read::<File>(&path, bytes, &mut Problems::default());
        let document = document.ok_or_else(|| {
            format!("{path} cannot be read: take its last good version, or delete it and run `content settle`")
        })?;
        let mut record = Self::default();
        for (file, texts) in document.value.0 {
            for (name, pair) in texts.0 {
                if let Some((source, own)) = pair.value.split_once(' ') {
                    let name = format!("{} {}", file.value, name.value);
                    record.put(&file.value, name, source.to_owned(), own.to_owned());
                }
            }
        }
        Ok(record)
    }

    pub fn get(&self, file: &str, name: &str) -> Option<(String, String)> {
        self.texts.get(file)?.get(name).cloned()
    }

    pub fn put(&mut self, file: &str, name: String, source: String, own: String) {
        let texts = self.texts.entry(file.to_owned()).or_default();
        texts.insert(name, (source, own));
    }

    /// Leaves out what is no longer there.
    pub fn keep(&mut self, is_there: impl Fn(&str) -> bool) {
        for texts in self.texts.values_mut() {
            texts.retain(|name, _| is_there(name));
        }
        self.texts.retain(|_, texts| !texts.is_empty());
    }

    pub fn write(&self, lang: &Lang) -> String {
        let mut out = format!(
            "# Which source each text in `{lang}` was made from: short names of source and translation.\n# Kept by `content import` and `content settle`; not to be written by hand.\n"
        );
        for (file, texts) in &self.texts {
            out.push_str(&format!("\"{file}\":\n"));
            for (name, (source, own)) in texts {
                let name = name.strip_prefix(&format!("{file} ")).unwrap_or(name);
                out.push_str(&format!("  \"{name}\": {source} {own}\n"));
            }
        }
        out
    }
}
