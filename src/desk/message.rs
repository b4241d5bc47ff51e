//! What consultants write in the topic of a case: passed on, kept inside, or refused in words.
//!
//! Passed on is what the one who has the case writes plainly, and what anybody writes as a reply to
//! a message of the person's. Everything else stays inside, with a sign that says so.

use super::{Bench, RepliedTo};
use crate::content::Text;
use crate::model::case::Unopened;
use crate::model::desk::{DeskEffect, Remark, Sign};
use crate::model::effect::Effect;
use crate::model::fact::Fact;
use crate::model::ids::MessageId;
use crate::model::media::{Kind, Passing};
use crate::model::screen::Said;

/// What becomes of a message.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// It goes to the person.
    PassOn,
    /// It stays inside.
    Inside,
    /// It does not go, and the author is told why.
    Refuse(Text),
}

impl Bench<'_> {
    pub(super) fn wrote(
        &mut self,
        kind: Kind,
        album: Option<&str>,
        names_an_account: bool,
        is_note: bool,
    ) {
        if self.world.desks.lost {
            return self.refuse(Text::DeskIsOver);
        }
        let (Some(message), true) = (self.spot.message, self.case.is_some()) else {
            return;
        };
        // Only one item of an album carries its caption: where that stayed, the others stay.
        let of_note = album.is_some()
            && self
                .case()
                .is_some_and(|case| case.kept_inside.as_deref() == album);
        let verdict = if is_note || of_note {
            Verdict::Inside
        } else {
            self.verdict(kind, names_an_account)
        };
        if verdict != Verdict::PassOn
            && let (Some(case), Some(album)) = (self.case_mut(), album)
        {
            case.kept_inside = Some(album.to_owned());
        }
        match verdict {
            Verdict::Inside => self.react(message, Sign::Inside),
            Verdict::Refuse(why) => self.refuse(why),
            Verdict::PassOn => self.pass_on(message, album),
        }
    }

    fn verdict(&self, kind: Kind, names_an_account: bool) -> Verdict {
        let (Some(case), Some(me)) = (self.case(), &self.me) else {
            return Verdict::Refuse(Text::DeskAnonymous);
        };
        let to_person = self.replied_to == RepliedTo::Person;
        if !case.is_open() {
            return Verdict::Refuse(self.why_closed());
        }
        let mine = case.is_held_by(&me.key);
        let plain = matches!(self.replied_to, RepliedTo::Nothing | RepliedTo::PassedOn);
        if !to_person {
            if !plain {
                return Verdict::Inside;
            }
            match (mine, case.is_waiting()) {
                (false, true) => return Verdict::Refuse(Text::DeskNotTaken),
                (false, false) => return Verdict::Inside,
                (true, _) if self.world.content.desk().reply_only => {
                    return Verdict::Refuse(Text::DeskReplyOnly);
                }
                (true, _) => {}
            }
        }
        if kind == Kind::Contact {
            return Verdict::Refuse(Text::DeskContact);
        }
        if kind.passing() == Passing::Never {
            return Verdict::Refuse(Text::DeskKind);
        }
        if names_an_account {
            return Verdict::Refuse(Text::DeskMention);
        }
        if !self.is_reachable() {
            return Verdict::Refuse(Text::DeskUnreachable);
        }
        Verdict::PassOn
    }

    fn why_closed(&self) -> Text {
        let rules = self.world.content.desk();
        let goes_on = self
            .case()
            .is_some_and(|case| case.may_reopen(rules, self.world.now));
        if goes_on {
            Text::DeskIsClosed
        } else {
            Text::DeskIsOver
        }
    }

    /// Says why a message was not passed on.
    pub(super) fn refuse(&mut self, why: Text) {
        let days = self.world.content.desk().reopen_days;
        self.reply(Remark::plain(why).number(days));
    }

    fn pass_on(&mut self, message: MessageId, album: Option<&str>) {
        let now = self.world.now;
        self.is_on_duty_now();
        // Whoever answers a case that nobody has, has it.
        if self.case().is_some_and(|case| case.is_waiting()) {
            self.take_quietly();
        }
        let reply_to = match self.replied_to {
            RepliedTo::Person | RepliedTo::PassedOn => self.spot.reply_to,
            RepliedTo::Nothing | RepliedTo::Inside => None,
        };
        let album = album.map(str::to_owned);
        let is_first = self.case().is_some_and(|case| case.waiting_since.is_some());
        self.answered();
        let Some(open) = &mut self.case else { return };
        open.case.consultant_spoke(now);
        if self.visitor.as_ref().is_some_and(|person| person.discreet) {
            open.case.unopened.push(Unopened::Message {
                from: self.spot.chat,
                message,
                album,
                reply_to,
            });
            return self.announce();
        }
        let relay = Effect::Relay {
            case: open.id,
            from: self.spot.chat,
            messages: vec![message],
            album,
            reply_to,
        };
        self.effects.push((relay, Vec::new()));
        if is_first {
            self.says_how_to_write_back();
        }
    }

    /// What is written in the chat goes to a complaint only while it is being written.
    fn says_how_to_write_back(&mut self) {
        let is_complaint = self.case().is_some_and(|case| case.is_complaint());
        let writes = self.visitor.as_ref().is_some_and(|person| person.complains);
        if is_complaint && !writes {
            self.show(Said::ComplaintAnswered);
        }
    }

    /// Says that something came, once in a while until it is opened.
    pub(super) fn announce(&mut self) {
        let now = self.world.now;
        if let Some(case) = self.case_mut()
            && case.announce(now)
        {
            self.show(Said::NewReply);
        }
    }

    /// Counts the first answer.
    pub(super) fn answered(&mut self) {
        let now = self.world.now;
        let first = self.case().and_then(|case| Fact::of_answer(case, now));
        self.facts.extend(first);
    }

    pub(super) fn edited(&mut self, names_an_account: bool, is_note: bool) {
        let (Some(message), Some(open)) = (self.spot.message, &self.case) else {
            return;
        };
        let (case, is_open) = (open.id, open.case.is_open());
        // A copy is made of what a message says by then: what may not leave must not wait either,
        // and nobody knows which words a copy holds that was made a moment ago.
        let may_leave = !is_note && !names_an_account;
        let waited = !may_leave && self.was_unopened(message);
        if is_note && waited {
            return self.react(message, Sign::Inside);
        }
        if !may_leave && !waited {
            self.take_back(message);
        }
        if is_note || self.waits_to_be_opened(message) {
            return;
        }
        if self.me.is_none() {
            return self.refuse(Text::DeskAnonymous);
        }
        if !is_open {
            return self.refuse(self.why_closed());
        }
        if names_an_account {
            return self.refuse(Text::DeskMention);
        }
        self.effects
            .push((Effect::RelayEdit { case, message }, Vec::new()));
    }

    /// What was passed on is taken back, and what still waits to be is not passed on. The sender
    /// looks which of the two it is, if it is either.
    pub(super) fn take_back(&mut self, message: MessageId) {
        let Some(open) = &self.case else { return };
        let unsend = Effect::Unsend {
            case: open.id,
            messages: vec![message],
            from: Some(self.spot.chat),
            told: true,
        };
        self.effects.push((unsend, Vec::new()));
    }

    /// What a person whose phone may be seen has not opened yet is copied as it is when they do.
    fn waits_to_be_opened(&self, message: MessageId) -> bool {
        self.case().is_some_and(|case| {
            case.unopened.iter().any(|one| {
                matches!(one, Unopened::Message { message: waiting, .. } if *waiting == message)
            })
        })
    }

    /// What consultants write in a case is never ignored. Among themselves it is nobody's business.
    pub(super) fn broke(&mut self) {
        if self.case.is_some() {
            self.refuse(Text::DeskFailed);
        }
    }

    pub(super) fn topic_closed(&mut self) {
        if self.case().is_some_and(|case| case.is_open()) {
            self.say(Remark::plain(Text::DeskClosedByHand));
            self.tell_desk(DeskEffect::Card);
        }
    }
}
