//! By which rules figures are shown, as `statistics.yaml` has them. Nothing is decided here.

use super::Content;
use super::ids::{CountryCode, SubjectId};

/// Least and most of each figure of `statistics.yaml`.
pub(super) const K: (u32, u32) = (5, 100);
pub(super) const PERCENT_BASE: (u32, u32) = (20, 1000);
pub(super) const SETTLE_DAYS: (u32, u32) = (1, 20);
/// All months of a year have to be closed before the rows of its first one are destroyed.
pub(super) const RETENTION_MONTHS: (u32, u32) = (13, 60);
pub(super) const LONGEST_RANGE_MONTHS: (u32, u32) = (1, 12);

/// By what people and events can be told apart, by the names of the database.
pub(super) const CUTS: [&str; 7] = [
    "language",
    "gender",
    "country",
    "age",
    "place",
    "citizenship",
    "source",
];

/// What `statistics.yaml` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatisticsRules {
    /// Figures from 1 to k−1 are not shown.
    pub k: u32,
    /// Percentages have at least this base.
    pub percent_base: u32,
    /// A month is shown so many days after its end.
    pub settle_days: u32,
    /// Rows by day are kept for so many months.
    pub retention_months: u32,
    /// People are not shown in longer ranges, calendar years excepted.
    pub longest_range_months: u32,
    /// By what people are told apart for whole quarters only; names of cuts.
    pub by_quarter: Vec<String>,
    /// Whether what happened is told apart by single months, and not for whole quarters and years only.
    pub events_by_month: bool,
    /// Countries with a row of their own, in order.
    pub countries: Vec<CountryCode>,
    /// Countries that share the row `other_eu`.
    pub other_eu: Vec<CountryCode>,
    /// Subjects that share the row `protection`.
    pub protection: Vec<SubjectId>,
}

impl Content {
    /// By which rules figures are shown.
    #[must_use]
    pub fn statistics(&self) -> &StatisticsRules {
        &self.statistics
    }
}
