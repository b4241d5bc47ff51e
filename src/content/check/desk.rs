//! `desk.yaml`: hours, desks, the figures a conversation lives by, the lists consultants choose
//! from. Each figure within what makes sense, and in order with those it depends on.

use std::collections::BTreeSet;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_yaml::Spanned;

use super::Round;
use crate::content::desk::{
    BLOCK_DAYS, COMPLAINT_DAYS, COMPLAINTS, CORRECT_HOURS, MINUTES, REOPEN_DAYS, RETENTION_DAYS,
    SILENCE_HOURS,
};
use crate::content::hours::{Hours, Opening};
use crate::content::ids::{BadName, CountryCode, DeskId, Lang};
use crate::content::raw::{self, Words};
use crate::content::yaml::Source;
use crate::content::{DeskPlan, DeskRules, Lines};

/// Most entries of a list. Telegram cuts a keyboard off in silence behind 300 buttons; nobody
/// chooses from as many as these.
const LONGEST_LIST: usize = 60;
impl Round<'_> {
    /// Hours and rules, each if it is sound enough to go on with.
    pub(super) fn desk(&mut self, lines: Option<&Lines>) -> (Option<Hours>, Option<DeskRules>) {
        let raw = self.raw;
        let Some(document) = &raw.desk else {
            self.missing_file("desk.yaml", "opening hours, desks and their rules");
            return (None, None);
        };
        let (source, desk) = (&document.source, &document.value);
        let hours = self.hours(source, desk);
        self.figures(source, desk);
        self.figures_in_order(source, desk);
        let desks = self.desks(source, &desk.desks, lines);
        let complaints_language = self
            .full_language(source, &desk.complaints_language)
            .or_else(|| self.langs.first().cloned());
        let subjects = self.listed(source, &desk.subjects, "subject", 1);
        let outcomes = self.listed(source, &desk.outcomes, "outcome", 1);
        let referrals = self.listed(source, &desk.referrals, "referral", 0);
        let templates = self.listed(source, &desk.templates, "template", 0);
        let rules = complaints_language.map(|complaints_language| DeskRules {
            desks,
            complaints_language,
            reply_only: desk.reply_only,
            unanswered_minutes: desk.alerts.unanswered_minutes.value,
            louder_minutes: desk.alerts.louder_minutes.value,
            silence_warn_hours: desk.silence.warn_hours.value,
            silence_close_hours: desk.silence.close_hours.value,
            reopen_days: desk.reopen_days.value,
            correct_hours: desk.correct_hours.value,
            retention_days: desk.retention_days.value,
            block_days: desk.block_days.value,
            complaint_days: desk.complaint_days.value,
            subjects,
            outcomes,
            referrals,
            templates,
        });
        (hours, rules)
    }

    fn hours(&mut self, source: &Source, desk: &raw::Desk) -> Option<Hours> {
        let hours = &desk.hours;
        let zone = TimeZone::get(&hours.timezone.value).ok();
        if zone.is_none() {
            self.problems
                .unknown_zone(source.at(&hours.timezone), &hours.timezone.value);
        }
        let days = &hours.days;
        let days = [
            &days.mon, &days.tue, &days.wed, &days.thu, &days.fri, &days.sat, &days.sun,
        ];
        let days = days.map(|day| self.opening(source, day));
        let holidays = self.holidays(source, &desk.holidays);
        Some(Hours::new(
            zone?,
            hours.timezone.value.clone(),
            days,
            holidays,
        ))
    }

    fn opening(&mut self, source: &Source, day: &Words) -> Option<Opening> {
        if day.value == "closed" {
            return None;
        }
        let opening = Opening::read(&day.value);
        if opening.is_none() {
            self.problems.bad_hours(source.at(day), &day.value);
        }
        opening
    }

    fn holidays(&mut self, source: &Source, raw: &[Words]) -> BTreeSet<Date> {
        let mut holidays = BTreeSet::new();
        for words in raw {
            let Some(date) = self.date(source, words) else {
                continue;
            };
            if !holidays.insert(date) {
                self.problems
                    .doubled_name(source.at(words), "holiday", &words.value);
            }
        }
        holidays
    }

    /// Each figure within its bounds.
    fn figures(&mut self, source: &Source, desk: &raw::Desk) {
        let (alerts, silence) = (&desk.alerts, &desk.silence);
        for (figure, what, (least, most)) in [
            (
                &alerts.unanswered_minutes,
                "minutes without an answer",
                MINUTES,
            ),
            (&alerts.louder_minutes, "minutes without an answer", MINUTES),
            (&silence.warn_hours, "hours of silence", SILENCE_HOURS),
            (&silence.close_hours, "hours of silence", SILENCE_HOURS),
            (&desk.reopen_days, "days to reopen", REOPEN_DAYS),
            (&desk.correct_hours, "hours to correct", CORRECT_HOURS),
            (
                &desk.retention_days,
                "days until it is erased",
                RETENTION_DAYS,
            ),
            (&desk.block_days, "days of a block", BLOCK_DAYS),
            (&desk.complaint_days, "working days", COMPLAINT_DAYS),
        ] {
            if !(least..=most).contains(&figure.value) {
                self.problems
                    .out_of_range(source.at(figure), what, least, most);
            }
        }
    }

    /// What comes later has the larger figure.
    fn figures_in_order(&mut self, source: &Source, desk: &raw::Desk) {
        let (alerts, silence) = (&desk.alerts, &desk.silence);
        if alerts.louder_minutes.value <= alerts.unanswered_minutes.value {
            let at = source.at(&alerts.louder_minutes);
            self.problems
                .louder_too_early(at, alerts.unanswered_minutes.value);
        }
        if silence.close_hours.value <= silence.warn_hours.value {
            let at = source.at(&silence.close_hours);
            self.problems
                .closed_before_warned(at, silence.warn_hours.value);
        }
        let retention = desk.retention_days.value;
        if retention < desk.reopen_days.value {
            let at = source.at(&desk.retention_days);
            self.problems.erased_while_open(at, desk.reopen_days.value);
        }
        if desk.correct_hours.value > retention.saturating_mul(24) {
            let at = source.at(&desk.correct_hours);
            self.problems.corrected_when_erased(at, retention);
        }
    }

    fn desks(
        &mut self,
        source: &Source,
        raw: &Spanned<Vec<raw::DeskPlan>>,
        lines: Option<&Lines>,
    ) -> Vec<DeskPlan> {
        if raw.value.is_empty() {
            self.problems.no_desk(source.at(raw));
        }
        let mut desks: Vec<DeskPlan> = Vec::new();
        for (at, plan) in raw.value.iter().enumerate() {
            if at == 0 && plan.restricted {
                self.problems
                    .first_desk_restricted(source.at(&plan.id), &plan.id.value);
            }
            if plan.id.value == COMPLAINTS {
                self.problems.reserved_desk(source.at(&plan.id), COMPLAINTS);
            }
            let before = raw.value.iter().take(at);
            if before.clone().any(|other| other.id.value == plan.id.value) {
                self.problems
                    .doubled_name(source.at(&plan.id), "desk", &plan.id.value);
                continue;
            }
            desks.extend(self.plan(source, plan, lines));
        }
        desks
    }

    fn plan(
        &mut self,
        source: &Source,
        raw: &raw::DeskPlan,
        lines: Option<&Lines>,
    ) -> Option<DeskPlan> {
        let id = self.name::<DeskId>(source, &raw.id);
        let language = self.full_language(source, &raw.language);
        let languages: Vec<Lang> = self.distinct(source, &raw.languages, "language");
        for words in &raw.languages {
            if languages.iter().any(|lang| lang.as_str() == words.value) {
                self.language(source, words);
            }
        }
        let countries: Vec<CountryCode> = self.distinct(source, &raw.countries, "country");
        if let Some(lines) = lines {
            let known = || lines.countries.iter().map(|country| country.code.as_str());
            for words in &raw.countries {
                let sound = countries.iter().any(|code| code.as_str() == words.value);
                if sound && !known().any(|code| code == words.value) {
                    self.problems
                        .unknown_country(source.at(words), &words.value, known());
                }
            }
        }
        let sent_there = raw.languages.first().or(raw.countries.first());
        if let Some(words) = sent_there.filter(|_| raw.restricted) {
            self.problems
                .sent_to_restricted(source.at(words), &raw.id.value);
        }
        Some(DeskPlan {
            id: id?,
            language: language?,
            languages,
            countries,
            restricted: raw.restricted,
        })
    }

    /// A list of names, each once; not endless, and not empty where one must be chosen.
    fn listed<T: FromStr<Err = BadName> + PartialEq>(
        &mut self,
        source: &Source,
        raw: &Spanned<Vec<Words>>,
        what: &str,
        least: usize,
    ) -> Vec<T> {
        let names = self.distinct(source, &raw.value, what);
        if !(least..=LONGEST_LIST).contains(&raw.value.len()) {
            self.problems
                .list_size(source.at(raw), what, raw.value.len(), least, LONGEST_LIST);
        }
        names
    }
}
