//! `desk.yaml` and the texts of the consultants' side exactly as editors write them.

use serde::Deserialize;
use serde_yaml::Spanned;

use super::{Entries, Node, Words};

/// `desk.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    pub hours: Hours,
    #[serde(default)]
    pub holidays: Vec<Words>,
    pub desks: Spanned<Vec<DeskPlan>>,
    pub complaints_language: Words,
    #[serde(default)]
    pub reply_only: bool,
    pub alerts: Alerts,
    pub silence: Silence,
    pub reopen_days: Spanned<u32>,
    pub correct_hours: Spanned<u32>,
    pub retention_days: Spanned<u32>,
    pub block_days: Spanned<u32>,
    pub complaint_days: Spanned<u32>,
    pub subjects: Spanned<Vec<Words>>,
    pub outcomes: Spanned<Vec<Words>>,
    pub referrals: Spanned<Vec<Words>>,
    pub templates: Spanned<Vec<Words>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    pub timezone: Words,
    pub days: Days,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    pub mon: Words,
    pub tue: Words,
    pub wed: Words,
    pub thu: Words,
    pub fri: Words,
    pub sat: Words,
    pub sun: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskPlan {
    pub id: Words,
    pub language: Words,
    #[serde(default)]
    pub languages: Vec<Words>,
    #[serde(default)]
    pub countries: Vec<Words>,
    #[serde(default)]
    pub restricted: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alerts {
    pub unanswered_minutes: Spanned<u32>,
    pub louder_minutes: Spanned<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Silence {
    pub warn_hours: Spanned<u32>,
    pub close_hours: Spanned<u32>,
}

/// `text/<lang>/desk.yaml`, below the language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskText {
    pub desk: Option<Spanned<Node>>,
    #[serde(default)]
    pub subjects: Entries<Words>,
    #[serde(default)]
    pub outcomes: Entries<Words>,
    #[serde(default)]
    pub referrals: Entries<Words>,
    #[serde(default)]
    pub templates: Entries<TemplateText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateText {
    pub title: Option<Words>,
    pub text: Words,
}
