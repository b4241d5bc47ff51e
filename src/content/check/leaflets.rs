//! Leaflets: one PDF a language, small enough for a poor connection. A language that promises the
//! core may borrow another's until its own is made.

use std::collections::HashMap;

use super::Round;
use crate::content::Leaflet;
use crate::content::ids::Lang;
use crate::content::load::version_of;

/// Largest leaflet, in bytes.
const LARGEST: usize = 5 * 1024 * 1024;

impl Round<'_> {
    pub(super) fn leaflets(&mut self) -> HashMap<Lang, Leaflet> {
        let mut leaflets = HashMap::new();
        let raw = self.raw;
        let Some(document) = &raw.bot else {
            return leaflets;
        };
        let source = &document.source;
        let leaflet = &document.value.leaflet;
        self.checked(source, &leaflet.checked_on, "the leaflet");
        for lang in self.langs.clone() {
            if leaflet.files.get(lang.as_str()).is_some() {
                continue;
            }
            let at = source.at(&leaflet.checked_on);
            if self.is_full(&lang) {
                self.problems.no_leaflet(at, &lang);
            } else {
                self.problems.borrowed_leaflet(at, &lang);
            }
        }
        for (key, path) in &leaflet.files.0 {
            let Some(lang) = self.language(source, key) else {
                continue;
            };
            match self.files.get(&path.value) {
                None => {
                    let known = self.files.paths().filter(|path| path.ends_with(".pdf"));
                    self.problems
                        .no_such_file(source.at(path), &path.value, known);
                }
                Some(bytes) if !bytes.starts_with(b"%PDF-") => {
                    self.problems.not_a_pdf(source.at(path), &path.value);
                }
                Some(bytes) if bytes.len() > LARGEST => {
                    self.problems
                        .heavy_leaflet(source.at(path), bytes.len(), LARGEST);
                }
                Some(bytes) => {
                    leaflets.insert(
                        lang,
                        Leaflet {
                            bytes: bytes.to_vec(),
                            version: version_of(bytes),
                        },
                    );
                }
            }
        }
        leaflets
    }
}
