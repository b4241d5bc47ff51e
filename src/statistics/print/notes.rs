//! What has to be read with the figures: period, threshold, bases, what is not shown and why, and
//! what every name means.

use super::{Definition, Speaker};
use crate::content::DEFINITIONS;
use crate::statistics::report::{Note, Topic};

impl Speaker<'_> {
    /// What holds for every report first, then what holds for this one.
    pub(super) fn notes(&self) -> Vec<String> {
        let report = self.report;
        let date = |day| self.content.date(self.lang, day);
        let (from, to) = (
            date(report.period.first().first_day()),
            date(report.period.last().last_day()),
        );
        let number = |n: u32| self.words.number(n.into());
        let (k, below) = (number(report.k), number(report.k.saturating_sub(1)));
        let least = number(report.percent_base);
        let fill = |name: &str, values: &[(&str, &str)]| self.words.fill(name, values);
        let always = [
            fill(
                "note.period",
                &[("from", &from), ("to", &to), ("zone", &report.zone)],
            ),
            fill("note.threshold", &[("k", &k), ("below", &below)]),
            fill("note.percent", &[("n", &least)]),
            self.words.plain("note.gender"),
        ];
        let here = report.notes.iter().map(|note| self.note(note));
        let others = ["told", "safety", "search", "not_counted"];
        let others = others.map(|name| self.words.plain(&format!("note.{name}")));
        always
            .into_iter()
            .chain(self.by_quarter())
            .chain(self.events_by_quarter())
            .chain(here)
            .chain(others)
            .collect()
    }

    /// By what visitors are told apart for whole quarters only; none if by nothing.
    fn by_quarter(&self) -> Option<String> {
        let cuts = self.report.by_quarter.iter();
        let cuts: Vec<String> = cuts
            .map(|cut| self.words.plain(&format!("cut.{}", cut.code())))
            .collect();
        let list = self.listed(&cuts);
        let values = [("list", list.as_str())];
        (!cuts.is_empty()).then(|| self.words.fill("note.by_quarter", &values))
    }

    /// That what happened is told apart for whole quarters only, if it is.
    fn events_by_quarter(&self) -> Option<String> {
        let note = || self.words.plain("note.events_by_quarter");
        (!self.report.events_by_month).then(note)
    }

    /// The threshold, and what is not as it was asked for.
    pub(super) fn brief(&self) -> Vec<String> {
        let (k, below) = (self.report.k, self.report.k.saturating_sub(1));
        let (k, below) = (self.words.number(k.into()), self.words.number(below.into()));
        let threshold = self
            .words
            .fill("note.threshold", &[("k", &k), ("below", &below)]);
        let differs = |note: &&Note| {
            !matches!(
                note,
                Note::NotAdditive
                    | Note::Since(_)
                    | Note::Folded(_)
                    | Note::NewUnknown(_)
                    | Note::OlderRules
            )
        };
        let here = self.report.notes.iter().filter(differs);
        std::iter::once(threshold)
            .chain(here.map(|note| self.note(note)))
            .collect()
    }

    fn note(&self, note: &Note) -> String {
        let of_month = |name: &str, month| {
            let month = self.month_name(month);
            self.words.fill(name, &[("month", month.as_str())])
        };
        let of_number = |name: &str, n: u32| {
            let n = self.words.number(n.into());
            self.words.fill(name, &[("n", n.as_str())])
        };
        match note {
            Note::Suppressed => self.words.plain("note.suppressed"),
            Note::EndsWith(month) => of_month("note.ends", *month),
            Note::Imported => self.words.plain("note.imported"),
            Note::Since(month) => of_month("note.since", *month),
            Note::TooLong(months) => of_number("note.too_long", *months),
            Note::NewUnknown(months) => of_number("note.new_unknown", *months),
            Note::NotAdditive => self.words.plain("note.not_additive"),
            Note::OlderRules => self.words.plain("note.older_rules"),
            Note::Folded(month) => of_month("note.folded", *month),
        }
    }

    /// What every name of the report means: the indicators of its summary, and what its tables are
    /// of.
    pub(super) fn definitions(&self) -> Vec<Definition> {
        DEFINITIONS
            .iter()
            .filter(|code| self.speaks_of(code))
            .map(|code| Definition {
                code: (*code).to_owned(),
                name: self.words.plain(&format!("definition.{code}.name")),
                meaning: self.words.plain(&format!("definition.{code}.meaning")),
            })
            .collect()
    }

    fn speaks_of(&self, code: &str) -> bool {
        let summary = self.report.table(Topic::Summary);
        let in_summary =
            summary.is_some_and(|summary| summary.rows.iter().any(|row| row.category == code));
        in_summary || ALWAYS.contains(&code) || self.of_a_table(code)
    }

    fn of_a_table(&self, code: &str) -> bool {
        let topic = match code {
            "visitors_new" | "visitors_returning" => Topic::Return,
            "outcomes" => Topic::Outcomes,
            "ratings" => Topic::Ratings,
            "faq_views" => Topic::Answers,
            "contacts_shown" => Topic::Lines,
            "feedback" => Topic::Feedback,
            "calls" => Topic::Calls,
            _ => return false,
        };
        self.report.table(topic).is_some()
    }
}

/// Said with every report: without them the first sentence cannot be understood.
const ALWAYS: [&str; 6] = [
    "visitors",
    "conversations",
    "consultations",
    "referrals_given",
    "first_answer",
    "duration",
];
