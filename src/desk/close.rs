//! Closing with what the consultation was about, and what is counted by it. For a day it can be
//! corrected: then what was counted is counted anew for the same day.

use super::Bench;
use super::press::Window;
use crate::content::Text;
use crate::model::case::{Act, CardView, Counted, Holder, Refusal, Stage};
use crate::model::desk::{DeskButton, DeskEffect, Remark};
use crate::model::event::Correction;
use crate::model::fact::{Breakdown, Fact};
use crate::model::moment::Moment;
use crate::model::screen::Said;

impl Bench<'_> {
    pub(super) fn closing(&mut self, button: &DeskButton, me: &Holder) -> Result<Window, Refusal> {
        match button {
            DeskButton::Reopen => return self.go_on(me),
            DeskButton::Correct => return self.correct(),
            DeskButton::Finish => return self.finish(me),
            _ => self.may_fill_in(me)?,
        }
        let rules = self.world.content.desk();
        let Some(case) = self.case_mut() else {
            return Err(Refusal::Closed);
        };
        match button {
            DeskButton::Close => case.view = CardView::Subjects,
            DeskButton::Subject(id) if rules.subjects.contains(id) => {
                toggle(&mut case.closing.subjects, id);
            }
            DeskButton::Outcomes if case.closing.subjects.is_empty() => {
                return Err(Refusal::NoSubject);
            }
            DeskButton::Outcomes => case.view = CardView::Outcomes,
            DeskButton::Outcome(id) if rules.outcomes.contains(id) => {
                let same = case.closing.outcome.as_ref() == Some(id);
                case.closing.outcome = (!same).then(|| id.clone());
            }
            DeskButton::Referrals => case.view = CardView::Referrals,
            DeskButton::Referral(id) if rules.referrals.contains(id) => {
                toggle(&mut case.closing.referrals, id);
            }
            _ => return Ok(Some((Text::DeskStaleAlert, None))),
        }
        Ok(None)
    }

    /// Who has the case fills in its closing; anybody may correct one while there is time.
    fn may_fill_in(&self, me: &Holder) -> Result<(), Refusal> {
        let Some(case) = self.case() else {
            return Err(Refusal::Closed);
        };
        match &case.stage {
            Stage::Taken(holder) if holder.key == me.key => Ok(()),
            Stage::Taken(holder) => Err(Refusal::NotYours(Some(holder.clone()))),
            Stage::Waiting => Err(Refusal::NotYours(None)),
            Stage::Closed { .. } if case.may_correct(self.world.content.desk(), self.world.now) => {
                Ok(())
            }
            Stage::Closed { .. } => Err(Refusal::TooLate),
        }
    }

    fn finish(&mut self, me: &Holder) -> Result<Window, Refusal> {
        self.may_fill_in(me)?;
        let now = self.world.now;
        let breakdown = self.visitor.as_ref().map(Breakdown::of);
        let Some(case) = self.case_mut() else {
            return Err(Refusal::Closed);
        };
        if case.closing.subjects.is_empty() {
            return Err(Refusal::NoSubject);
        }
        let facts = Fact::of_closing(case, &case.closing);
        let counted = Counted {
            closing: case.closing.clone(),
            breakdown: breakdown.unwrap_or_default(),
        };
        if let Stage::Closed { at, .. } = case.stage {
            self.count_anew(at, counted, facts, me);
            return Ok(None);
        }
        let ended = Fact::of_ended(case, now);
        case.close(&me.key, now)?;
        case.counted = Some(counted);
        self.facts.extend(ended);
        self.facts.extend(facts);
        self.writes_no_complaint();
        self.show(Said::Closed);
        self.ask_again();
        Ok(None)
    }

    /// What was counted is taken back where it was counted, and counted there as it should be.
    fn count_anew(&mut self, at: Moment, counted: Counted, after: Vec<Fact>, me: &Holder) {
        let now = self.world.now;
        let Some(case) = self.case_mut() else { return };
        let (before, breakdown) = match case.counted.take() {
            Some(known) => (Fact::of_closing(case, &known.closing), known.breakdown),
            None => (Vec::new(), counted.breakdown),
        };
        case.counted = Some(Counted {
            closing: counted.closing,
            breakdown: breakdown.clone(),
        });
        case.view = CardView::Main;
        case.note(Act::Corrected, me.alias.clone(), now);
        self.correction = Some(Correction {
            at,
            before,
            after,
            breakdown,
        });
    }

    fn correct(&mut self) -> Result<Window, Refusal> {
        let (rules, now) = (self.world.content.desk(), self.world.now);
        let Some(case) = self.case_mut() else {
            return Err(Refusal::Closed);
        };
        if !case.may_correct(rules, now) {
            return Err(Refusal::TooLate);
        }
        case.view = CardView::Subjects;
        Ok(None)
    }

    /// A consultant has something to add: the case goes on, and is theirs.
    fn go_on(&mut self, me: &Holder) -> Result<Window, Refusal> {
        let (rules, now) = (self.world.content.desk(), self.world.now);
        let Some(case) = self.case_mut() else {
            return Err(Refusal::Closed);
        };
        if !case.may_reopen(rules, now) {
            return Err(Refusal::TooLate);
        }
        case.reopen(now);
        case.take(me.clone(), now)?;
        // Nobody waits: it was the consultant who wished to go on.
        case.waiting_since = None;
        let facts = Fact::of_reopened(case);
        self.is_on_duty_now();
        self.facts.extend(facts);
        self.tell_desk(DeskEffect::Say(Remark::plain(Text::DeskReopened)));
        Ok(None)
    }
}

fn toggle<T: Clone + PartialEq>(list: &mut Vec<T>, item: &T) {
    if let Some(at) = list.iter().position(|one| one == item) {
        list.remove(at);
    } else {
        list.push(item.clone());
    }
}
