//! `statistics.yaml` exactly as editors write it.

use serde::Deserialize;
use serde_yaml::Spanned;

use super::Words;

/// `statistics.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    pub k: Spanned<u32>,
    pub percent_base: Spanned<u32>,
    pub settle_days: Spanned<u32>,
    pub retention_months: Spanned<u32>,
    pub longest_range_months: Spanned<u32>,
    #[serde(default)]
    pub by_quarter: Vec<Words>,
    #[serde(default)]
    pub events_by_month: bool,
    pub countries: Countries,
    #[serde(default)]
    pub protection: Vec<Words>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Countries {
    #[serde(default)]
    pub own: Vec<Words>,
    #[serde(default)]
    pub other_eu: Vec<Words>,
}
