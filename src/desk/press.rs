//! Buttons of the card and the board. The first press wins; whoever comes second sees who has it.

use super::Bench;
use crate::content::Text;
use crate::content::{Filling, Placeholder, Value};
use crate::model::case::{CardView, Holder, Refusal};
use crate::model::desk::{DeskButton, DeskEffect, Handed, Remark};
use crate::model::effect::{Alert, Courtesy};
use crate::model::ids::StaffKey;
use crate::model::screen::Said;

/// What a small window says: a text, and the name in it.
pub(super) type Window = Option<(Text, Option<String>)>;

impl Bench<'_> {
    pub(super) fn pressed(&mut self, button: Option<&DeskButton>, query: &str) {
        let window = match button {
            Some(button) => self.act(button),
            None => Some((Text::DeskStaleAlert, None)),
        };
        let lang = self.lang();
        let alert = window.map(|(text, name)| {
            let name = Value::Text(name.unwrap_or_default());
            let filling = Filling::new(lang).with(Placeholder::Alias, name).with(
                Placeholder::N,
                Value::Number(self.world.desks.holds().into()),
            );
            Alert {
                text: self.world.content.text(lang, text).plain(&filling),
                window: !goes_without_saying(text),
            }
        });
        self.courtesies.push(Courtesy::AnswerPress {
            query: query.to_owned(),
            alert,
        });
    }

    /// Does what a button says; returns what is to be said in a small window.
    pub(super) fn act(&mut self, button: &DeskButton) -> Window {
        let Some(me) = self.holder() else {
            return Some((Text::DeskStaleAlert, None));
        };
        if let DeskButton::Duty(on) = button {
            self.duty(*on);
            let text = if *on {
                Text::DeskOnAlert
            } else {
                Text::DeskOffAlert
            };
            return Some((text, None));
        }
        if self.case.is_none() {
            return Some((Text::DeskStaleAlert, None));
        }
        let result = match button {
            DeskButton::Take => self.take(me),
            DeskButton::Release => self.release(&me),
            DeskButton::To(key) => self.hand_to(&me, *key),
            DeskButton::Move(desk) => self.move_to(&me, desk),
            DeskButton::Urgent(urgent) => self.urgent(*urgent, &me),
            DeskButton::SendTemplate(_)
            | DeskButton::SendAnswer(_)
            | DeskButton::Leaflet
            | DeskButton::Lines => self.send(button, &me),
            DeskButton::Close
            | DeskButton::Subject(_)
            | DeskButton::Outcomes
            | DeskButton::Outcome(_)
            | DeskButton::Referrals
            | DeskButton::Referral(_)
            | DeskButton::Finish
            | DeskButton::Correct
            | DeskButton::Reopen => self.closing(button, &me),
            look => {
                self.look(look);
                Ok(None)
            }
        };
        result.unwrap_or_else(|refusal| Some(self.refusal(refusal)))
    }

    fn refusal(&self, refusal: Refusal) -> (Text, Option<String>) {
        match refusal {
            Refusal::TakenBy(holder) | Refusal::NotYours(Some(holder)) => {
                (Text::DeskTakenByAlert, Some(self.called(Some(&holder))))
            }
            Refusal::NotYours(None) => (Text::DeskTakeFirstAlert, None),
            Refusal::Closed | Refusal::TooLate => (Text::DeskClosedAlert, None),
            Refusal::NoSubject => (Text::DeskSubjectAlert, None),
        }
    }

    /// Menus of the card: shown, nothing done.
    fn look(&mut self, button: &DeskButton) {
        let view = match button {
            DeskButton::HandOver => CardView::HandOver,
            DeskButton::Templates => CardView::Templates,
            DeskButton::Template(id) => CardView::Template(id.clone()),
            DeskButton::Branches => CardView::Branches,
            DeskButton::Answers(branch, page) => CardView::Answers(branch.clone(), *page),
            DeskButton::Answer(id) => CardView::Answer(id.clone()),
            _ => CardView::Main,
        };
        if let Some(case) = self.case_mut() {
            case.view = view;
        }
    }

    fn take(&mut self, me: Holder) -> Result<Window, Refusal> {
        let (now, alias) = (self.world.now, me.alias.clone());
        let taken = match alias {
            Some(_) => Text::DeskTakenAlert,
            None => Text::DeskTakenUnnamedAlert,
        };
        if self.is_left_to(&me) {
            self.take_over(me);
            return Ok(Some((taken, None)));
        }
        let Some(case) = self.case_mut() else {
            return Err(Refusal::Closed);
        };
        if case.take(me, now)? {
            case.view = CardView::Main;
            self.show(Said::Taken { alias });
        }
        self.is_on_duty_now();
        Ok(Some((taken, None)))
    }

    /// Whether a colleague has it who is not there for it.
    fn is_left_to(&self, me: &Holder) -> bool {
        let desks = self.world.desks;
        self.case().is_some_and(|case| {
            !case.is_held_by(&me.key) && case.is_left(|key| desks.is_on_duty(key))
        })
    }

    /// From a colleague who is off duty or does not answer; both sides are told who has it now.
    fn take_over(&mut self, me: Holder) {
        let (now, alias) = (self.world.now, me.alias.clone());
        let called = self.called(Some(&me));
        if let Some(case) = self.case_mut() {
            case.take_over(me, now);
        }
        self.is_on_duty_now();
        self.say(Remark::plain(Text::DeskHandedTo).name(called));
        self.show(Said::Taken { alias });
    }

    /// Takes a case by answering it.
    pub(super) fn take_quietly(&mut self) {
        if let Some(me) = self.holder() {
            // It waits, so it can be taken.
            drop(self.take(me));
        }
    }

    fn release(&mut self, me: &Holder) -> Result<Window, Refusal> {
        let now = self.world.now;
        let Some(case) = self.case_mut() else {
            return Err(Refusal::Closed);
        };
        case.release(&me.key, now)?;
        self.say(Remark::plain(Text::DeskReleased));
        self.show(Said::Released);
        Ok(None)
    }

    fn hand_to(&mut self, me: &Holder, key: [u8; 6]) -> Result<Window, Refusal> {
        let now = self.world.now;
        let members = self.world.desks.members.iter();
        let mut meant = members.filter(|member| begins_with(&member.key, key));
        let Some(to) = meant.next().filter(|member| member.on_duty) else {
            return Ok(Some((Text::DeskStaleAlert, None)));
        };
        let to = Holder {
            key: to.key,
            alias: to.alias.clone(),
        };
        let (alias, called) = (to.alias.clone(), self.called(Some(&to)));
        let Some(case) = self.case_mut() else {
            return Err(Refusal::Closed);
        };
        case.hand_to(&me.key, to, now)?;
        self.say(Remark::plain(Text::DeskHandedTo).name(called));
        self.show(Said::Taken { alias });
        Ok(None)
    }

    /// To another desk, where the case waits; the turn carries its messages over.
    fn move_to(&mut self, me: &Holder, desk: &crate::content::DeskId) -> Result<Window, Refusal> {
        let now = self.world.now;
        if self.world.desks.waiting_at(desk).is_none() || *desk == self.spot.desk {
            return Ok(Some((Text::DeskStaleAlert, None)));
        }
        let Some(case) = self.case_mut() else {
            return Err(Refusal::Closed);
        };
        let (was_taken, urgent) = (case.holder().is_some(), case.urgent);
        case.move_to(&me.key, desk.clone(), now)?;
        if urgent {
            self.ring();
        }
        if was_taken {
            self.show(Said::Released);
        }
        Ok(None)
    }

    fn urgent(&mut self, urgent: bool, me: &Holder) -> Result<Window, Refusal> {
        let (now, alias) = (self.world.now, me.alias.clone());
        let Some(case) = self.case_mut() else {
            return Err(Refusal::Closed);
        };
        if !case.is_open() {
            return Err(Refusal::Closed);
        }
        if case.mark_urgent(urgent, alias, now) && urgent {
            self.ring();
        }
        Ok(None)
    }

    /// Rings the desk that has the case now: it is urgent.
    fn ring(&mut self) {
        let Some(case) = self.case() else { return };
        let remark = Remark::plain(Text::DeskUrgentCall).code(&case.code);
        self.tell_desk(DeskEffect::Call { remark, loud: true });
    }

    fn send(&mut self, button: &DeskButton, me: &Holder) -> Result<Window, Refusal> {
        let content = self.world.content;
        let handed = match button {
            DeskButton::SendTemplate(id) if content.desk().templates.contains(id) => {
                Handed::Template(id.clone())
            }
            DeskButton::SendAnswer(id) if content.answer(id).is_some() => {
                Handed::Answer(id.clone())
            }
            DeskButton::Leaflet => Handed::Leaflet,
            DeskButton::Lines => Handed::Lines,
            _ => return Ok(Some((Text::DeskStaleAlert, None))),
        };
        let Some(case) = self.case() else {
            return Err(Refusal::Closed);
        };
        if !case.is_open() {
            return Err(Refusal::Closed);
        }
        if !case.is_held_by(&me.key) {
            return Err(Refusal::NotYours(case.holder().cloned()));
        }
        if !self.is_reachable() {
            return Ok(Some((Text::DeskUnreachableAlert, None)));
        }
        self.hand(handed);
        Ok(Some((Text::DeskSentAlert, None)))
    }
}

/// What was done as it was meant; everything else must not be overlooked.
fn goes_without_saying(text: Text) -> bool {
    matches!(
        text,
        Text::DeskTakenAlert | Text::DeskSentAlert | Text::DeskOnAlert | Text::DeskOffAlert
    )
}

/// Buttons have room for the beginning of a key only.
#[must_use]
pub fn short(key: &StaffKey) -> [u8; 6] {
    let mut short = [0; 6];
    for (to, from) in short.iter_mut().zip(key.0) {
        *to = from;
    }
    short
}

fn begins_with(key: &StaffKey, beginning: [u8; 6]) -> bool {
    short(key) == beginning
}
