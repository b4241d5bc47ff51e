//! One report as a value. It holds only figures that may be shown.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::period::Period;
use crate::content::Content;
use crate::model::figures::Cut;

/// A figure as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Exactly so.
    Exact(u64),
    /// From 1 to k−1, or held back so that such a one cannot be worked out.
    Hidden,
    /// Nobody counted it.
    Unknown,
}

/// A share of those of whom it is known, as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// Whole per cent.
    Percent(u32),
    /// The base is too small for percentages.
    SmallBase,
    /// Not shown.
    None,
}

/// What a report has a table of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// One figure an indicator, in the order of [`SUMMARY`]. The rows do not add up.
    Summary,
    /// `visitors`: new, returning.
    Return,
    /// `visitors` by what they told.
    Visitors(Cut),
    /// `conversations` by what people told, or (`Detail`) begun in or out of hours.
    Conversations(Cut),
    /// `consultations` by subject (`Detail`), or by what people told.
    Consultations(Cut),
    /// `outcomes`.
    Outcomes,
    /// `referrals_given` by service.
    Referrals,
    /// `ratings`.
    Ratings,
    /// `faq_views` by answer: those most read. The rows do not add up to a total.
    Answers,
    /// "Did this help?": `yes`, `no`.
    Helped,
    /// Feedback on the bot: `yes` (good), `no`.
    Feedback,
    /// `calls` of a telephone line, imported: `in`, `out`.
    Calls,
    /// Help lines shown, by country.
    Lines,
}

/// The rows of [`Topic::Summary`]. `visitors_returning` are visitors who were not new.
pub const SUMMARY: [&str; 22] = [
    "visitors",
    "visitors_new",
    "visitors_returning",
    "persons_consulted",
    "conversations",
    "consultations",
    "referrals_given",
    "unanswered",
    "out_of_remit",
    "reopened",
    "faq_views",
    "helpful_yes",
    "helpful_no",
    "contacts_shown",
    "safety_page",
    "leaflet_sent",
    "sticker_link_sent",
    "not_understood",
    "feedback",
    "complaints",
    "calls",
    "consultant_asked",
];

/// One figure of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Stable code; empty: not told (with `other`, where that is a gender). Countries: `other_eu`
    /// and `other` besides codes of countries; subjects: `protection` besides their own.
    pub category: String,
    /// In the period.
    pub figure: Figure,
    /// Of [`Table::base`].
    pub share: Share,
    /// In the period before.
    pub before: Figure,
}

/// One table, cut by one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What of.
    pub topic: Topic,
    /// What all rows add up to; `None`: they do not add up.
    pub total: Option<Figure>,
    /// The same in the period before.
    pub total_before: Option<Figure>,
    /// Of how many the percentages are: those of whom it is known.
    pub base: Figure,
    /// In print order.
    pub rows: Vec<Row>,
}

/// Lengths of time of a period, in minutes; upper ends of coarse steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// Of how many.
    pub base: Figure,
    /// Half took at most so long; none: the base is too small.
    pub median: Option<u32>,
    /// Nine of ten took at most so long.
    pub p90: Option<u32>,
}

/// Visitors of each month of the period, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The month.
    pub month: crate::model::figures::Month,
    /// All.
    pub visitors: Figure,
    /// Women among them.
    pub women: Figure,
    /// Men among them.
    pub men: Figure,
}

/// What has to be known with the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Some figures are not shown.
    Suppressed,
    /// Of a month that is not over nothing is shown; the period reaches to here.
    EndsWith(crate::model::figures::Month),
    /// Parts of the period come from figures imported from elsewhere.
    Imported,
    /// The bot counts since this month.
    Since(crate::model::figures::Month),
    /// Visitors of single months can not be added up.
    NotAdditive,
    /// The period is longer than so many months and neither a quarter nor a year: people are not
    /// shown in it.
    TooLong(u32),
    /// Who is new is worked out from the year so far, which is not shown when longer than so many
    /// months.
    NewUnknown(u32),
    /// Before this month only month figures are kept: nobody's visits can be told apart any more.
    Folded(crate::model::figures::Month),
    /// The content has other rules by now: they hold from the next year on.
    OlderRules,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What it is of.
    pub period: Period,
    /// What it is compared with.
    pub before: Option<Period>,
    /// Days begin and end in this time zone.
    pub zone: String,
    /// On which day it was made.
    pub made_on: Date,
    /// Figures from 1 to k−1 are not shown.
    pub k: u32,
    /// Percentages have at least this base.
    pub percent_base: u32,
    /// By what people are told apart for whole quarters only.
    pub by_quarter: Vec<Cut>,
    /// Whether what happened is told apart by single months too.
    pub events_by_month: bool,
    /// The tables, in print order.
    pub tables: Vec<Table>,
    /// Waiting time until the first answer.
    pub waiting: Spread,
    /// How long conversations lasted.
    pub duration: Spread,
    /// Month by month.
    pub course: Vec<Course>,
    /// Notes, in print order.
    pub notes: Vec<Note>,
}

impl Report {
    /// The table of a topic.
    #[must_use]
    pub fn table(&self, topic: Topic) -> Option<&Table> {
        self.tables.iter().find(|table| table.topic == topic)
    }
}

/// By which rules figures are shown; from `statistics.yaml`, `desk.yaml` and `bot.yaml`. They are kept
/// with a year when its first month is closed or its first report is made, and hold for all of its
/// reports: figures that two sets of rules show could be subtracted from each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Figures from 1 to k−1 are not shown; at least 5.
    pub k: u32,
    /// Percentages have at least this base.
    pub percent_base: u32,
    /// Days begin and end in this time zone.
    pub zone: String,
    /// A month's figures are shown so many days after its end, when nothing of it changes any more.
    pub settle_days: u32,
    /// Rows of (visitor, day) are kept for so many months.
    pub retention_months: u32,
    /// People are shown in ranges of at most so many months, and in calendar years.
    pub longest_range_months: u32,
    /// By what people are told apart for whole quarters only.
    pub by_quarter: Vec<Cut>,
    /// Whether what happened is told apart by single months, not by whole quarters and years only.
    pub events_by_month: bool,
    /// Countries with a row of their own, in order.
    pub countries: Vec<String>,
    /// Countries printed together as `other_eu`; all others are `other`.
    pub other_eu: Vec<String>,
    /// Subjects in order; those of `protection` are printed together.
    pub subjects: Vec<String>,
    /// Subjects printed together as `protection`.
    pub protection: Vec<String>,
    /// Outcomes in order.
    pub outcomes: Vec<String>,
    /// Referrals in order.
    pub referrals: Vec<String>,
    /// Languages in order.
    pub languages: Vec<String>,
    /// Campaigns in order.
    pub campaigns: Vec<String>,
}

/// Why there is no report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoReport {
    /// No month of the period is over and settled yet; figures come on this day.
    #[error("the period has no whole month yet: its figures come on {0}")]
    NotYet(Date),
}

impl Rules {
    /// The rules as the content has them.
    #[must_use]
    pub fn of(content: &Content) -> Self {
        let zone = content.hours().zone();
        let (rules, desk) = (content.statistics(), content.desk());
        Self {
            k: rules.k,
            percent_base: rules.percent_base,
            zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            settle_days: rules.settle_days,
            retention_months: rules.retention_months,
            longest_range_months: rules.longest_range_months,
            by_quarter: rules
                .by_quarter
                .iter()
                .filter_map(|cut| Cut::of_code(cut))
                .collect(),
            events_by_month: rules.events_by_month,
            countries: names(&rules.countries),
            other_eu: names(&rules.other_eu),
            subjects: names(&desk.subjects),
            protection: names(&rules.protection),
            outcomes: names(&desk.outcomes),
            referrals: names(&desk.referrals),
            languages: content
                .languages()
                .iter()
                .map(|language| language.tag.to_string())
                .collect(),
            campaigns: content.campaigns().to_vec(),
        }
    }

    /// These rules, with what is no matter of a year: when a month is settled, and how long rows by
    /// day are kept. Nothing can be worked out from that.
    #[must_use]
    pub fn as_of(self, now: &Self) -> Self {
        Self {
            settle_days: now.settle_days,
            retention_months: now.retention_months,
            ..self
        }
    }

    /// Whether figures are shown by both in the same way.
    #[must_use]
    pub fn show_as(&self, other: &Self) -> bool {
        self.clone().as_of(other) == *other
    }
}

fn names<T: ToString>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
