//! What consultants open and fill in on the card of a case: its menus, and what it was about.

use serde::{Deserialize, Serialize};

use crate::content::{AnswerId, BranchId, OutcomeId, ReferralId, SubjectId, TemplateId};
use crate::model::fact::Breakdown;

/// What a consultation was about and what came of it; each subject is one consultation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// At least one.
    pub subjects: Vec<SubjectId>,
    /// What came of it.
    pub outcome: Option<OutcomeId>,
    /// Services named as the next step.
    pub referrals: Vec<ReferralId>,
}

/// What was counted of a closing, and for whom: what the person tells of themselves later must not
/// make a correction miss it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// What.
    pub closing: Closing,
    /// Under what the person had told by then.
    pub breakdown: Breakdown,
}

/// What stands below the summary on the card: the consultants' menus.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CardView {
    /// The buttons of the case.
    #[default]
    Main,
    /// Choice of a template.
    Templates,
    /// One template, before it is sent.
    Template(TemplateId),
    /// Choice of a branch of the FAQ.
    Branches,
    /// Choice of an answer of a branch, page by page from 0.
    Answers(BranchId, u8),
    /// One answer, before it is sent.
    Answer(AnswerId),
    /// Answers that a search found.
    Found(Vec<AnswerId>),
    /// Choice of a colleague or another desk.
    HandOver,
    /// Closing, first page: subjects.
    Subjects,
    /// Closing, second page: outcome.
    Outcomes,
    /// Closing, third page: referrals.
    Referrals,
}
