//! Everything a decision may look at besides the state: content, time, and what is going on at
//! the desks.

use crate::content::{Content, DeskId, DeskPlan};
use crate::model::desk::{Member, on_duty};
use crate::model::ids::{CaseCode, CaseId, StaffKey};
use crate::model::moment::Moment;
use crate::model::visitor::Visitor;

/// Everything a decision may look at besides the state.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The content of this moment.
    pub content: &'a Content,
    /// The time of the event.
    pub now: Moment,
    /// The desks.
    pub desks: &'a Desks,
}

/// What is going on at the desks.
#[derive(Debug, Clone)]
pub struct Desks {
    /// Desks that have a group, with how many cases wait there.
    pub connected: Vec<(DeskId, u32)>,
    /// Whether complaints have an inbox.
    pub takes_complaints: bool,
    /// The name of a case that may be opened now.
    pub fresh: (CaseId, CaseCode),
    /// Cases that were waiting before the one in question.
    pub ahead: u32,
    /// Members of the desk in question.
    pub members: Vec<Member>,
    /// The desk has closed itself to the person in question.
    pub is_blocked: bool,
    /// Open cases that the consultant in question has: what is shown of them changes with duty and
    /// name.
    pub held: Vec<CaseId>,
    /// The message that was edited belongs to the case in question.
    pub is_of_case: bool,
    /// The other case of the person in question, which is not spoken in now, waits for a press.
    pub asks_elsewhere: bool,
    /// The case of the topic in question cannot be read any more.
    pub lost: bool,
    /// Codes of the cases whose people are blocked.
    pub blocked: Vec<CaseCode>,
}

impl Desks {
    /// No desk at all.
    #[must_use]
    pub fn none() -> Self {
        Self {
            connected: Vec::new(),
            takes_complaints: false,
            fresh: (CaseId([0; 16]), CaseCode::of([0; 4])),
            ahead: 0,
            members: Vec::new(),
            is_blocked: false,
            held: Vec::new(),
            is_of_case: false,
            asks_elsewhere: false,
            lost: false,
            blocked: Vec::new(),
        }
    }

    /// How many open cases the consultant in question has.
    #[must_use]
    pub fn holds(&self) -> u32 {
        u32::try_from(self.held.len()).unwrap_or(u32::MAX)
    }

    /// Whether a member of the desk in question is on duty.
    #[must_use]
    pub fn is_on_duty(&self, key: &StaffKey) -> bool {
        on_duty(&self.members, key)
    }

    /// How many cases wait at a desk; `None`: it has no group.
    #[must_use]
    pub fn waiting_at(&self, desk: &DeskId) -> Option<u32> {
        let found = self.connected.iter().find(|(id, _)| id == desk);
        found.map(|(_, waiting)| *waiting)
    }

    /// The desk for a person: the first that serves their language or country, else the first that
    /// serves everybody, else any that is not restricted.
    #[must_use]
    pub fn desk_for(&self, content: &Content, visitor: &Visitor) -> Option<DeskId> {
        let plans = || {
            let all = content.desk().desks.iter();
            all.filter(|plan| !plan.restricted && self.waiting_at(&plan.id).is_some())
        };
        let serves = |plan: &&DeskPlan| {
            let language = visitor.lang.as_ref();
            let country = visitor.country.as_ref();
            language.is_some_and(|lang| plan.languages.contains(lang))
                || country.is_some_and(|code| plan.countries.contains(code))
        };
        let everybody = |plan: &&DeskPlan| plan.languages.is_empty() && plan.countries.is_empty();
        plans()
            .find(serves)
            .or_else(|| plans().find(everybody))
            .or_else(|| plans().next())
            .map(|plan| plan.id.clone())
    }
}
