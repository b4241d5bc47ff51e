//! How the desks work: the operating rules of `desk.yaml`.

use super::ids::{CountryCode, DeskId, Lang, OutcomeId, ReferralId, SubjectId, TemplateId};

/// Operating rules of the desks.
#[derive(Debug, Clone)]
pub struct DeskRules {
    /// The desks; the first is the default.
    pub desks: Vec<DeskPlan>,
    /// Language in which the inbox of complaints is spoken to.
    pub complaints_language: Lang,
    /// Only replies to the person's messages are passed on.
    pub reply_only: bool,
    /// Minutes after which an unanswered case rings.
    pub unanswered_minutes: u32,
    /// Minutes after which it rings louder.
    pub louder_minutes: u32,
    /// Hours of silence after which its end is announced.
    pub silence_warn_hours: u32,
    /// Hours of silence after which it is closed.
    pub silence_close_hours: u32,
    /// Days within which writing again goes on in the same topic.
    pub reopen_days: u32,
    /// Hours within which a closing can be corrected.
    pub correct_hours: u32,
    /// Days after closing until topic and links are erased.
    pub retention_days: u32,
    /// Days for which a person is blocked.
    pub block_days: u32,
    /// Working days within which a complaint is answered.
    pub complaint_days: u32,
    /// What consultations are about.
    pub subjects: Vec<SubjectId>,
    /// What comes of them.
    pub outcomes: Vec<OutcomeId>,
    /// Services named as the next step.
    pub referrals: Vec<ReferralId>,
    /// Texts that are sent again and again.
    pub templates: Vec<TemplateId>,
}

/// One desk.
#[derive(Debug, Clone)]
pub struct DeskPlan {
    /// Its name, as in the setting of its group.
    pub id: DeskId,
    /// The language of its group.
    pub language: Lang,
    /// Who is sent there first, by language.
    pub languages: Vec<Lang>,
    /// Who is sent there first, by country.
    pub countries: Vec<CountryCode>,
    /// Reached by hand-over only.
    pub restricted: bool,
}

impl DeskRules {
    /// The plan of a desk.
    #[must_use]
    pub fn plan(&self, id: &DeskId) -> Option<&DeskPlan> {
        self.desks.iter().find(|plan| plan.id == *id)
    }
}
