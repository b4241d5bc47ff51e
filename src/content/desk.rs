//! The consultants' side as `desk.yaml` has it: desks, the figures a conversation lives by, and
//! the lists consultants choose from, with their words by language. Nothing is decided here.

use super::Content;
use super::ids::{CountryCode, DeskId, Lang, OutcomeId, ReferralId, SubjectId, TemplateId};

/// The name of the inbox for complaints; no desk may be called so.
pub(super) const COMPLAINTS: &str = "complaints";

/// Least and most of each figure of `desk.yaml`: within them it makes sense to somebody.
pub(super) const MINUTES: (u32, u32) = (1, 24 * 60);
pub(super) const SILENCE_HOURS: (u32, u32) = (1, 30 * 24);
pub(super) const REOPEN_DAYS: (u32, u32) = (0, 90);
pub(super) const CORRECT_HOURS: (u32, u32) = (0, 30 * 24);
pub(super) const RETENTION_DAYS: (u32, u32) = (1, 90);
pub(super) const BLOCK_DAYS: (u32, u32) = (1, 365);
pub(super) const COMPLAINT_DAYS: (u32, u32) = (1, 30);

/// What `desk.yaml` says besides the hours. Every list has its words in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskRules {
    /// At least one; the first takes whoever is sent to no other.
    pub desks: Vec<DeskPlan>,
    /// In which the inbox for complaints is spoken to.
    pub complaints_language: Lang,
    /// Whether only replies to the person's messages are passed on.
    pub reply_only: bool,
    /// After so many minutes without an answer a conversation is called out.
    pub unanswered_minutes: u32,
    /// After so many minutes it is called out louder; more than `unanswered_minutes`.
    pub louder_minutes: u32,
    /// After so many hours in which nobody wrote the closing is announced.
    pub silence_warn_hours: u32,
    /// After so many hours in which nobody wrote it is closed; more than `silence_warn_hours`.
    pub silence_close_hours: u32,
    /// So many days from its closing a conversation goes on when the person writes.
    pub reopen_days: u32,
    /// So many hours a closing can be corrected; no longer than `retention_days`.
    pub correct_hours: u32,
    /// So many days from its closing everything of it is erased; no fewer than `reopen_days`.
    pub retention_days: u32,
    /// So many days a blocked person stays blocked.
    pub block_days: u32,
    /// Within so many working days a complaint is answered.
    pub complaint_days: u32,
    /// What a conversation may be about, in order; at least one.
    pub subjects: Vec<SubjectId>,
    /// What may come of it, in order; at least one. The last is for what is nothing the service
    /// does.
    pub outcomes: Vec<OutcomeId>,
    /// Where a person may be referred to, in order.
    pub referrals: Vec<ReferralId>,
    /// Ready-made messages, in order.
    pub templates: Vec<TemplateId>,
}

impl DeskRules {
    /// The plan of a desk.
    #[must_use]
    pub fn plan(&self, id: &DeskId) -> Option<&DeskPlan> {
        self.desks.iter().find(|plan| plan.id == *id)
    }
}

/// A desk: a group of consultants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskPlan {
    /// Its name.
    pub id: DeskId,
    /// In which the desk itself is spoken to.
    pub language: Lang,
    /// People who read one of these are sent here first.
    pub languages: Vec<Lang>,
    /// People in one of these countries are sent here first.
    pub countries: Vec<CountryCode>,
    /// Whether it is reached by hand-over only; never so for the first.
    pub restricted: bool,
}

/// A ready-made message to a person in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TemplateText {
    /// On the consultant's button, plain; may be empty in a language no desk is spoken to in.
    pub title: String,
    /// What the person gets.
    pub html: String,
}

/// The consultants' side.
impl Content {
    /// Desks, figures and lists.
    #[must_use]
    pub fn desk(&self) -> &DeskRules {
        &self.desk
    }

    /// What a subject is called, plain, on one line; its id if it is unknown.
    #[must_use]
    pub fn subject_name<'a>(&'a self, lang: &Lang, id: &'a SubjectId) -> &'a str {
        let known = self.speech(lang).subjects.get(id);
        known.map_or(id.as_str(), String::as_str)
    }

    /// What an outcome is called; its id if it is unknown.
    #[must_use]
    pub fn outcome_name<'a>(&'a self, lang: &Lang, id: &'a OutcomeId) -> &'a str {
        let known = self.told_in(lang, None, |speech| speech.outcomes.get(id));
        known.map_or(id.as_str(), |told| told.words)
    }

    /// What a referral is called; its id if it is unknown.
    #[must_use]
    pub fn referral_name<'a>(&'a self, lang: &Lang, id: &'a ReferralId) -> &'a str {
        let known = self.told_in(lang, None, |speech| speech.referrals.get(id));
        known.map_or(id.as_str(), |told| told.words)
    }

    /// A ready-made message; none if there is no such template.
    #[must_use]
    pub fn template(&self, lang: &Lang, id: &TemplateId) -> Option<&TemplateText> {
        self.speech(lang).templates.get(id)
    }
}
