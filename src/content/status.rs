//! `content status`: how far each language is, which answers wait for review, what must be looked
//! at again and when. Also for content that cannot be shown yet.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

use super::hotlines::Rules;
use super::ids::Lang;
use super::load::{Files, Raw};
use super::problems::Problems;
use super::raw::Words;
use super::{Freshness, Progress, Scope, check, translate};

/// How far a language is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Which.
    pub lang: Lang,
    /// How much it promises; `needed` counts that.
    pub scope: Scope,
    /// Texts that are there.
    pub there: usize,
    /// Texts it needs.
    pub needed: usize,
}

/// Something to check again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The day to do it by.
    pub by: Date,
    /// An answer or a line.
    pub what: String,
    /// When it was last checked.
    pub checked_on: Date,
}

/// The state of the content on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// By language, in alphabetical order.
    pub languages: Vec<Coverage>,
    /// Answers nobody has approved.
    pub unreviewed: Vec<String>,
    /// Telephone numbers nobody has approved: help lines and emergency numbers.
    pub unreviewed_numbers: Vec<String>,
    /// How translations stand against the source language.
    pub translations: Vec<Progress>,
    /// Whether the content says of itself that it waits for review.
    pub starter: bool,
    /// All that has a check date, the earliest first.
    pub due: Vec<Due>,
    /// Lines whose number is hidden.
    pub hidden: Vec<String>,
    /// Errors and warnings of the check.
    pub problems: (usize, usize),
    today: Date,
}

impl Status {
    /// Looks at all files, also broken ones.
    #[must_use]
    pub fn of(files: &Files, today: Date) -> Self {
        let outcome = check::all(files, today);
        let raw = Raw::read(files, &mut Problems::default());
        let langs: Vec<Lang> = outcome
            .coverage
            .iter()
            .map(|one| one.lang.clone())
            .collect();
        let mut status = Self {
            languages: outcome.coverage,
            translations: translate::progress(files, &langs),
            starter: raw.bot.as_ref().is_some_and(|bot| bot.value.starter),
            unreviewed: Vec::new(),
            unreviewed_numbers: Vec::new(),
            due: Vec::new(),
            hidden: Vec::new(),
            problems: (
                outcome.problems.errors().count(),
                outcome.problems.warnings().count(),
            ),
            today,
        };
        status.look_at(&raw);
        status.due.sort();
        status
    }

    fn look_at(&mut self, raw: &Raw) {
        let rules = raw.hotlines.as_ref().map_or(
            Rules {
                warn_after: 90,
                hide_after: 180,
            },
            |document| {
                let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
                let rules = &document.value.rules;
                Rules {
                    warn_after: days(rules.warn_after_days.value),
                    hide_after: days(rules.hide_after_days.value),
                }
            },
        );
        for answer in raw
            .branches
            .values()
            .flat_map(|document| &document.value.answers)
        {
            let id = &answer.id.value;
            if answer.reviewed.is_none() {
                self.unreviewed.push(id.clone());
            }
            self.is_due(format!("answer {id}"), &answer.checked_on, rules);
        }
        for check in raw.checks.values().map(|document| &document.value) {
            let what = format!("self-check {}", check.id.value);
            if check.reviewed.is_none() {
                self.unreviewed.push(what.clone());
            }
            self.is_due(what, &check.checked_on, rules);
        }
        let Some(document) = &raw.hotlines else {
            return;
        };
        let hotlines = &document.value;
        for line in hotlines.lines() {
            let id = &line.id.value;
            if line.reviewed.is_none() {
                self.unreviewed_numbers.push(format!("line {id}"));
            }
            let checked = line.checked_on.value.parse::<Date>().ok();
            if checked.is_some_and(|day| rules.freshness(day, self.today) == Freshness::Hidden) {
                self.hidden.push(id.clone());
            }
            self.is_due(format!("line {id}"), &line.checked_on, rules);
        }
        for (code, country) in &hotlines.countries.0 {
            for number in &country.emergency {
                let what = format!("emergency {} {}", code.value, number.dial.value);
                if number.reviewed.is_none() {
                    self.unreviewed_numbers.push(what.clone());
                }
                self.is_due(what, &number.checked_on, rules);
            }
        }
    }

    fn is_due(&mut self, what: String, checked_on: &Words, rules: Rules) {
        if let Ok(checked_on) = checked_on.value.parse::<Date>() {
            let by = checked_on.saturating_add(i64::from(rules.warn_after).days());
            self.due.push(Due {
                by,
                what,
                checked_on,
            });
        }
    }
}

impl Status {
    fn say_translations(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Translations whose source has changed since")?;
        for one in &self.translations {
            writeln!(f, "  {:<4} {}", one.lang, one.stale.len())?;
            for name in &one.stale {
                writeln!(f, "       {name}")?;
            }
            if one.unfollowed > 0 {
                let texts = one.unfollowed;
                writeln!(f, "       not followed yet: {texts} (run `content settle`)")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Texts")?;
        for Coverage {
            lang,
            scope,
            there,
            needed,
        } in &self.languages
        {
            let percent = if *needed == 0 {
                100
            } else {
                there * 100 / needed
            };
            let scope = scope.name();
            writeln!(f, "  {lang:<4} {scope}: {there} of {needed} ({percent} %)")?;
        }
        self.say_translations(f)?;
        for (what, names) in [
            ("Answers waiting for review", &self.unreviewed),
            ("Numbers waiting for review", &self.unreviewed_numbers),
        ] {
            writeln!(f, "{what}: {}", names.len())?;
            if !names.is_empty() {
                writeln!(f, "  {}", names.join(", "))?;
            }
        }
        if !self.hidden.is_empty() {
            writeln!(
                f,
                "Numbers hidden until they are checked: {}",
                self.hidden.join(", ")
            )?;
        }
        writeln!(f, "To check again, by date")?;
        let mut rest = self.due.as_slice();
        while let Some(first) = rest.first() {
            let (day, later) =
                rest.split_at(rest.iter().take_while(|due| due.by == first.by).count());
            let late = if first.by < self.today { " (late)" } else { "" };
            let what: Vec<&str> = day.iter().map(|due| due.what.as_str()).collect();
            writeln!(f, "  {}{late}: {}", first.by, what.join(", "))?;
            rest = later;
        }
        let (errors, warnings) = self.problems;
        write!(f, "The check finds {errors} errors and {warnings} warnings")
    }
}
