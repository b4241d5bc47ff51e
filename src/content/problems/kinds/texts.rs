//! Texts that are missing, too long, or hold what may not stand in them.

use super::super::{At, Problems, did_you_mean};
use super::listed;
use crate::content::ids::{CountryCode, Lang};

impl Problems {
    pub(in crate::content) fn empty_text(&mut self, at: At, what: &str) {
        self.error(at, format!("{what} is empty"), "write the text".to_owned());
    }

    pub(in crate::content) fn several_lines(&mut self, at: At, what: &str) {
        self.error(at, format!("{what} must be one line"), None);
    }

    pub(in crate::content) fn too_long(&mut self, at: At, what: &str, length: usize, limit: usize) {
        let what = format!("{what} has up to {length} characters where {limit} have room");
        self.error(
            at,
            what,
            format!("shorten it by {}", length.saturating_sub(limit)),
        );
    }

    pub(in crate::content) fn lines_too_long(
        &mut self,
        at: At,
        country: &str,
        lang: &Lang,
        length: usize,
        limit: usize,
    ) {
        let what = format!(
            "the lines of {country} have up to {length} characters in `{lang}` where {limit} have room"
        );
        self.error(
            at,
            what,
            "shorten their notes, or take a line out".to_owned(),
        );
    }

    pub(in crate::content) fn answer_too_long(
        &mut self,
        at: At,
        answer: &str,
        length: usize,
        limit: usize,
    ) {
        let what = format!(
            "answer `{answer}` with its notes and sources has up to {length} characters where {limit} have room"
        );
        self.error(
            at,
            what,
            format!(
                "shorten it by {}, or make two answers of it",
                length.saturating_sub(limit)
            ),
        );
    }

    pub(in crate::content) fn outside_markup(&mut self, at: At, what: &str, help: &str) {
        self.error(at, format!("{what}: it cannot be shown"), help.to_owned());
    }

    pub(in crate::content) fn unbalanced_brace(&mut self, at: At) {
        self.error(
            at,
            "this brace has no fellow".to_owned(),
            "a placeholder is written {so}; other braces cannot be used".to_owned(),
        );
    }

    pub(in crate::content) fn lost_placeholder(&mut self, at: At, key: &str, name: &str) {
        self.error(
            at,
            format!("`{key}` lacks {{{name}}}"),
            "without it the sentence would say nothing: put it where it belongs".to_owned(),
        );
    }

    /// `known` tells a placeholder of other texts from one nobody has heard of.
    pub(in crate::content) fn wrong_placeholder(
        &mut self,
        at: At,
        name: &str,
        known: bool,
        allowed: &[&str],
    ) {
        let what = if known {
            "cannot be used in this text"
        } else {
            "is no placeholder"
        };
        let may = match allowed {
            [] => "this text takes none".to_owned(),
            allowed => format!(
                "this text may hold {}",
                listed(
                    &allowed
                        .iter()
                        .map(|name| format!("{{{name}}}"))
                        .collect::<Vec<_>>()
                        .iter()
                        .map(String::as_str)
                        .collect::<Vec<_>>()
                )
            ),
        };
        let help = did_you_mean(name, allowed.iter().copied()).unwrap_or(may);
        self.error(at, format!("{{{name}}} {what}"), help);
    }

    pub(in crate::content) fn missing_text(&mut self, path: &str, what: &str, lang: &Lang) {
        self.gap(
            At::file(path),
            format!("{what} has no text in `{lang}`"),
            "translate it".to_owned(),
        );
    }

    pub(in crate::content) fn missing_key_text(&mut self, path: &str, key: &str, lang: &Lang) {
        self.gap(
            At::file(path),
            format!("`{key}` has no text in `{lang}`"),
            "translate it".to_owned(),
        );
    }

    pub(in crate::content) fn missing_country_part(
        &mut self,
        at: At,
        answer: &str,
        code: &CountryCode,
        lang: &Lang,
    ) {
        let help = format!(
            "add `{code}:` under `countries`, or take {code} out of the answer in its faq file"
        );
        self.gap(
            at,
            format!("answer `{answer}` has no part for {code} in `{lang}`"),
            help,
        );
    }

    pub(in crate::content) fn untranslated_part(
        &mut self,
        at: At,
        line: &str,
        what: &str,
        other: &str,
        lang: &Lang,
    ) {
        let what = format!("line `{line}` has `{what}` in `{other}` and not in `{lang}`");
        self.gap(at, what, "translate it".to_owned());
    }

    pub(in crate::content) fn unknown_text<'a>(
        &mut self,
        at: At,
        key: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        let help =
            did_you_mean(key, known).unwrap_or_else(|| "take it away: nothing shows it".to_owned());
        self.error(at, format!("there is no text `{key}`"), help);
    }

    pub(in crate::content) fn text_of_other_file(&mut self, at: At, key: &str, file: &str) {
        self.error(
            at,
            format!("`{key}` does not stand in this file"),
            format!("move it to {file} of the same language"),
        );
    }

    pub(in crate::content) fn not_a_text(&mut self, at: At, key: &str, what: &str) {
        self.error(
            at,
            format!("`{key}` holds {what} where a text belongs"),
            "write the text in quotes".to_owned(),
        );
    }

    pub(in crate::content) fn no_forms_here(&mut self, at: At, key: &str) {
        self.error(
            at,
            format!("`{key}` counts nothing and takes one text"),
            "only texts with {n} have plural forms".to_owned(),
        );
    }

    pub(in crate::content) fn unknown_plural(
        &mut self,
        at: At,
        given: &str,
        lang: &Lang,
        known: &[&str],
    ) {
        self.error(
            at,
            format!("`{lang}` has no plural form `{given}`"),
            format!("it has {}", listed(known)),
        );
    }

    pub(in crate::content) fn missing_plural(
        &mut self,
        at: At,
        key: &str,
        class: &str,
        lang: &Lang,
    ) {
        self.gap(
            at,
            format!("`{key}` lacks the plural form `{class}` of `{lang}`"),
            format!("add `{class}: …`"),
        );
    }

    pub(in crate::content) fn banned(&mut self, at: At, phrase: &str, better: Option<&str>) {
        let help = better.map_or_else(
            || "say it otherwise: see style.yaml".to_owned(),
            |better| format!("write `{better}`"),
        );
        self.error(at, format!("`{phrase}` is not said here"), help);
    }

    pub(in crate::content) fn stray_number(&mut self, at: At, number: &str) {
        let help = "put the line into hotlines.yaml with its source and date; only such numbers may stand in texts";
        self.error(
            at,
            format!("`{number}` is a number that stands in no hotlines.yaml"),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn number_not_bold(&mut self, at: At, number: &str) {
        let help = format!("write `**{number}**`: only so it is hidden when nobody checks it");
        self.error(at, format!("`{number}` does not stand in bold"), help);
    }

    pub(in crate::content) fn period_in_words(&mut self, at: At, what: &str, hole: &str) {
        let help = format!("write `{{{hole}}}`: then it stays true when the setting changes");
        self.error(
            at,
            format!("{what} does not say how long by `{{{hole}}}`"),
            help,
        );
    }
}
