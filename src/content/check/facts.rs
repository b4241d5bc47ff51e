//! Facts carry a source, a date and the day they were checked: dates, addresses, confidence.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Round;
use crate::content::hotlines::{Confidence, days_between};
use crate::content::raw::{self, Words};
use crate::content::tree;
use crate::content::yaml::Source;
use crate::content::{hotlines, markup};

impl Round<'_> {
    /// A day such as `2026-11-23`.
    pub(super) fn date(&mut self, source: &Source, words: &Words) -> Option<Date> {
        let date = words
            .value
            .parse::<Date>()
            .ok()
            .filter(|date| date.to_string() == words.value);
        if date.is_none() {
            self.problems.bad_date(source.at(words), &words.value);
        }
        date
    }

    /// A day that is not still to come. One day is forgiven: the editor may live further east.
    pub(super) fn past(&mut self, source: &Source, words: &Words) -> Option<Date> {
        let date = self.date(source, words)?;
        if date > self.today.saturating_add(1.day()) {
            self.problems.future_date(source.at(words), date);
        }
        Some(date)
    }

    /// The day something was checked; warns when that is long ago.
    pub(super) fn checked(&mut self, source: &Source, words: &Words, what: &str) -> Option<Date> {
        let date = self.past(source, words)?;
        let age = days_between(date, self.today);
        if age > self.rules().warn_after {
            self.problems.check_again(source.at(words), what, age);
        }
        Some(date)
    }

    /// The same for a number, which is hidden in the end.
    pub(super) fn checked_number(
        &mut self,
        source: &Source,
        words: &Words,
        what: &str,
    ) -> Option<Date> {
        let date = self.past(source, words)?;
        let age = days_between(date, self.today);
        match self.rules().freshness(date, self.today) {
            hotlines::Freshness::Hidden => self.problems.hidden(source.at(words), what, age),
            hotlines::Freshness::Warn => self.problems.check_again(source.at(words), what, age),
            hotlines::Freshness::Fresh => {}
        }
        Some(date)
    }

    /// How long checks are good for; the design's figures where the file cannot be read.
    pub(super) fn rules(&self) -> hotlines::Rules {
        let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
        self.raw.hotlines.as_ref().map_or(
            hotlines::Rules {
                warn_after: 90,
                hide_after: 180,
            },
            |document| hotlines::Rules {
                warn_after: days(document.value.rules.warn_after_days.value),
                hide_after: days(document.value.rules.hide_after_days.value),
            },
        )
    }

    /// An address Telegram makes a link of.
    pub(super) fn address(&mut self, source: &Source, words: &Words) -> String {
        if !markup::is_link(&words.value) || words.value.starts_with("tg:") {
            self.problems.bad_address(source.at(words), &words.value);
        }
        words.value.clone()
    }

    /// Where a fact was read. The date may be words where the page shows none.
    pub(super) fn source(&mut self, source: &Source, raw: &raw::Source) -> tree::Source {
        if raw.as_of.value.trim().is_empty() {
            self.problems
                .empty_text(source.at(&raw.as_of), "the date of a source");
        } else if raw.as_of.value.parse::<Date>().is_ok() {
            self.past(source, &raw.as_of);
        }
        let name = raw
            .name
            .as_ref()
            .and_then(|name| self.line(source, name, 120, "a source's name"));
        tree::Source {
            name: name.unwrap_or_default(),
            url: self.address(source, &raw.url),
            as_of: raw.as_of.value.clone(),
            speaks_of: raw.speaks_of.clone(),
        }
    }

    /// `two` or `one`; `old` must be checked again before anybody sees it.
    pub(super) fn confidence(&mut self, source: &Source, words: &Words) -> Option<Confidence> {
        match words.value.as_str() {
            "two" => Some(Confidence::Two),
            "one" => Some(Confidence::One),
            "old" => {
                self.problems.old_confidence(source.at(words));
                None
            }
            other => {
                self.problems
                    .unknown_choice(source.at(words), other, &["two", "one"]);
                None
            }
        }
    }
}
