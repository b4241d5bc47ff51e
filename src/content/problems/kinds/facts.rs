//! Facts without source or date, out of date, or not as one dials them.

use jiff::civil::Date;

use super::super::{At, Problems, did_you_mean};
use super::listed;
use crate::content::ids::BadName;

impl Problems {
    pub(in crate::content) fn bad_name(&mut self, at: At, error: &BadName) {
        self.error(at, error.to_string(), None);
    }

    pub(in crate::content) fn bad_date(&mut self, at: At, given: &str) {
        self.error(
            at,
            format!("`{given}` is not a date"),
            "write year-month-day, such as 2026-11-23".to_owned(),
        );
    }

    pub(in crate::content) fn future_date(&mut self, at: At, date: Date) {
        self.overdue(
            at,
            format!("{date} is still to come"),
            "nothing can have been checked or written on a day to come".to_owned(),
        );
    }

    pub(in crate::content) fn check_again(&mut self, at: At, what: &str, age: i32) {
        self.warning(
            at,
            format!("{what} was checked {age} days ago"),
            "look at its source again, then write the new date".to_owned(),
        );
    }

    pub(in crate::content) fn hidden(&mut self, at: At, what: &str, age: i32) {
        self.warning(
            at,
            format!("the number of {what} is hidden: it was checked {age} days ago"),
            "check the number, then write the new date".to_owned(),
        );
    }

    pub(in crate::content) fn expired(&mut self, at: At, answer: &str, date: Date) {
        let help = "find out what holds now; until then the bot says that the rule may have ended";
        self.overdue(
            at,
            format!("what answer `{answer}` says ended on {date}"),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn bad_address(&mut self, at: At, given: &str) {
        self.error(
            at,
            format!("`{given}` is no web address"),
            "write it whole and alone: https://example.org/page".to_owned(),
        );
    }

    pub(in crate::content) fn no_source(&mut self, at: At, what: &str) {
        let help = "add `sources: [{url: \"https://…\", as_of: …}]`: no fact is shown without one";
        self.error(at, format!("`{what}` has no source"), help.to_owned());
    }

    pub(in crate::content) fn no_danger(&mut self, at: At, answer: &str, branch: &str) {
        let help =
            "add `danger: true` to it: the emergency number and the help lines stand under it";
        self.error(
            at,
            format!("`{answer}` leads to no help, as every answer of `{branch}` must"),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn source_without_name(&mut self, at: At) {
        self.error(
            at,
            "this source has no name".to_owned(),
            "add `name: …`: people read it under the answer".to_owned(),
        );
    }

    pub(in crate::content) fn old_confidence(&mut self, at: At) {
        let help = "call it or open the operator's page, then write `one` or `two` with the date";
        self.error(
            at,
            "this number must be re-checked before it is shown".to_owned(),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn unknown_choice(&mut self, at: At, given: &str, known: &[&str]) {
        let help = did_you_mean(given, known.iter().copied())
            .unwrap_or_else(|| format!("write {}", listed(known)));
        self.error(at, format!("`{given}` is not known here"), help);
    }

    pub(in crate::content) fn not_dialled(&mut self, at: At, given: &str) {
        let help = "one number of digits and spaces; words belong into the note, a second number into `abroad_dial`";
        self.error(at, format!("`{given}` cannot be dialled"), help.to_owned());
    }

    pub(in crate::content) fn not_e164(&mut self, at: At, given: &str) {
        self.error(
            at,
            format!("`{given}` is no international number"),
            "write `+`, country code and number without spaces: \"+48226280120\"".to_owned(),
        );
    }

    pub(in crate::content) fn line_without_way(&mut self, at: At, line: &str) {
        self.error(
            at,
            format!("line `{line}` has neither a number nor a page"),
            "add `dial` or `web`".to_owned(),
        );
    }

    pub(in crate::content) fn no_emergency(&mut self, at: At, country: &str) {
        let help = "add `emergency: [{dial: …, what: all, source: …, checked_on: …, confidence: …}]`, or leave the country out";
        self.error(
            at,
            format!("{country} has no emergency number"),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn no_number_in_danger(&mut self, at: At, country: &str) {
        let help = "add one of `what: all` or `what: police`: the page for danger shows these";
        self.error(
            at,
            format!("{country} has no number to call in danger"),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn no_emergency_anywhere(&mut self, path: &str) {
        let help = "add a line with `kind: emergency` and a `dial` to `anywhere`";
        self.error(
            At::file(path),
            "there is no number to dial where no country is known".to_owned(),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn rules_out_of_order(&mut self, at: At) {
        self.error(
            at,
            "numbers must be hidden later than editors are warned".to_owned(),
            "warn after 90 days, hide after 180".to_owned(),
        );
    }

    pub(in crate::content) fn out_of_range(&mut self, at: At, what: &str, least: u32, most: u32) {
        self.error(at, format!("{what}: from {least} to {most}"), None);
    }

    pub(in crate::content) fn unknown_zone(&mut self, at: At, given: &str) {
        let known = [
            "Europe/Kyiv",
            "Europe/Warsaw",
            "Europe/Berlin",
            "Europe/Prague",
            "Europe/Bucharest",
            "Europe/Chisinau",
            "Europe/Vienna",
            "UTC",
        ];
        let help =
            did_you_mean(given, known).unwrap_or_else(|| "write it as in Europe/Kyiv".to_owned());
        self.error(at, format!("`{given}` is no time zone"), help);
    }

    pub(in crate::content) fn bad_hours(&mut self, at: At, given: &str) {
        self.error(
            at,
            format!("`{given}` are no opening hours"),
            "write \"09:00-18:00\", or closed".to_owned(),
        );
    }

    pub(in crate::content) fn bad_sticker_set(&mut self, at: At, given: &str, limit: usize) {
        let help =
            format!("at most {limit} small letters, digits and single underscores, a letter first");
        self.error(at, format!("`{given}` cannot name a sticker set"), help);
    }
}
