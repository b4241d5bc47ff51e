//! Languages that promise everything and those that promise the core.

use super::super::{At, Problems, did_you_mean};
use super::listed;
use crate::content::ids::Lang;

impl Problems {
    pub(in crate::content) fn unknown_scope(
        &mut self,
        at: At,
        given: &str,
        known: &[&'static str],
    ) {
        let help = did_you_mean(given, known.iter().copied())
            .unwrap_or_else(|| format!("write {}", listed(known)));
        self.error(at, format!("`{given}` is no scope of a language"), help);
    }

    pub(in crate::content) fn first_language_not_full(&mut self, at: At, lang: &str) {
        self.error(
            at,
            format!(
                "the first language, `{lang}`, has only the core: others fall back to the first"
            ),
            "put a language first that has every text".to_owned(),
        );
    }

    pub(in crate::content) fn borrowed_file(&mut self, path: &str, lang: &Lang, what_for: &str) {
        self.warning(
            At::file(path),
            format!("{what_for} do not stand in `{lang}` yet: another language's are shown"),
            "add the file".to_owned(),
        );
    }

    pub(in crate::content) fn full_language_falls_back(&mut self, at: At, lang: &str) {
        self.error(
            at,
            format!("`{lang}` has every text itself and falls back to no other language"),
            "take `falls_back_to` away, or write `scope: core`".to_owned(),
        );
    }

    pub(in crate::content) fn not_a_full_language<'a>(
        &mut self,
        at: At,
        lang: &str,
        so: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        let known: Vec<&str> = known.collect();
        self.error(
            at,
            format!("`{lang}` has only the core: {so}"),
            format!("languages with every text: {}", listed(&known)),
        );
    }

    pub(in crate::content) fn borrowed_leaflet(&mut self, at: At, lang: &Lang) {
        self.warning(
            at,
            format!("there is no leaflet in `{lang}`: people get it in another language, and are told so"),
            format!("add `{lang}: leaflets/{lang}.pdf` to `files`"),
        );
    }

    pub(in crate::content) fn no_banned_phrases(&mut self, path: &str, lang: &Lang) {
        self.gap(
            At::file(path),
            format!("no words are banned in `{lang}`"),
            format!("add `{lang}:` with words that blame or brand people, one a line"),
        );
    }
}
