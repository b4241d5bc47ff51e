//! What time brings to a case, and what came of calls made for it: alerts, the word about silence,
//! the end of the time a topic is kept, failures that somebody must be told of.

use crate::content::{Content, Text};
use crate::model::case::{Case, Ended, Promise, Stage};
use crate::model::desk::{CaseEvent, DeskEffect, DeskPromise, Handed, Remark};
use crate::model::effect::Effect;
use crate::model::event::{After, Before, Decision, Opened};
use crate::model::fact::Fact;
use crate::model::ids::MessageId;
use crate::model::moment::Moment;
use crate::model::screen::Said;
use crate::model::visitor::{AgeBand, Visitor};
use crate::model::world::World;

/// When a case is next looked at: to ring or to ask, or because it is given up.
#[must_use]
pub fn schedule(case: &Case, content: &Content, now: Moment) -> Option<Moment> {
    let rings = next_step(case, content, now);
    let ends = case.given_up_at(content.silence_days());
    let ends = ends.map(|ends| ends.max(now));
    rings.into_iter().chain(ends).min()
}

/// Nobody is rung out of hours but for what is urgent.
fn next_step(case: &Case, content: &Content, now: Moment) -> Option<Moment> {
    let due = case.due(content.desk())?.max(now);
    let rings = case.is_open() && case.waiting_since.is_some();
    if !rings || case.urgent || content.hours().is_open(due.timestamp()) {
        return Some(due);
    }
    let opens = content.hours().opens_next(due.timestamp());
    // A desk that never opens is looked at once a day.
    Some(opens.map_or(due.plus_days(1), |opens| Moment(opens.as_millisecond())))
}

/// Settles, once in a conversation, whether somebody took it in the promised time: so many minutes of
/// opening hours after the person asked. Returns what is counted of it. A time that nobody is woken
/// for is noticed with whatever comes next: an alert, a consultant who takes it.
pub(super) fn settle_promise(case: &mut Case, content: &Content, now: Moment) -> Option<Fact> {
    let is_asked = case.promise == Promise::Open && case.is_open();
    if !is_asked || case.went_on || case.is_complaint() {
        return None;
    }
    let minutes = content.desk().unanswered_minutes;
    let until = content.hours().later(case.opened_at.timestamp(), minutes);
    let is_late = until.is_some_and(|until| until <= now.timestamp());
    if is_late {
        case.promise = Promise::Missed;
        return Some(Fact::Unanswered);
    }
    if !case.is_waiting() {
        case.promise = Promise::Kept;
    }
    None
}

/// What a change of a case makes stale: its card, and the board of its desk.
#[must_use]
pub fn upkeep(before: Option<&Case>, after: &Opened) -> Vec<DeskEffect> {
    let mut stale = Vec::new();
    let Some(before) = before else {
        // The card is posted with the topic; pinning it can wait for what people wrote.
        return vec![DeskEffect::Card, DeskEffect::Board];
    };
    let case = &after.case;
    if before == case {
        return stale;
    }
    let card = |case: &Case| Case {
        held: Vec::new(),
        agreed_until: None,
        unopened: Vec::new(),
        opened: Vec::new(),
        shown: Vec::new(),
        announced: false,
        announced_at: None,
        kept_inside: None,
        last_word_at: Moment(0),
        promise: Promise::Open,
        // From then on anybody may take it.
        alerts: u32::from(case.is_called_loudly()),
        alerted_at: None,
        rung: false,
        warned: false,
        ..case.clone()
    };
    if card(before) != card(case) {
        stale.push(DeskEffect::Card);
    }
    let board = |case: &Case| {
        (
            case.stage.clone(),
            case.urgent,
            case.waiting_since,
            case.desk.clone(),
        )
    };
    if board(before) != board(case) {
        stale.push(DeskEffect::Board);
    }
    stale
}

/// Whether what consultants see of a person is another than before.
#[must_use]
pub fn looks_otherwise(before: &Visitor, after: &Visitor) -> bool {
    let shown = |visitor: &Visitor| {
        let is_child = visitor.age == Some(AgeBand::Under18);
        let (lang, country) = (visitor.lang.clone(), visitor.country.clone());
        (lang, country, is_child, visitor.discreet)
    };
    shown(before) != shown(after)
}

/// Decides what time or the outcome of a call brings to a case.
#[must_use]
pub fn case_event(before: Before, event: &CaseEvent, world: World<'_>) -> Decision {
    let mut clerk = Clerk {
        world,
        visitor: before.visitor,
        case: before.case,
        effects: Vec::new(),
        desk: Vec::new(),
        facts: Vec::new(),
        erase: false,
    };
    match event {
        CaseEvent::Due => clerk.due(),
        CaseEvent::Shown { message, handed } => clerk.shown(*message, handed),
        CaseEvent::PersonsNotCopied { arrived } => clerk.not_copied(*arrived),
        CaseEvent::EditLost => clerk.edit_lost(),
        CaseEvent::NotDelivered { message, remark } => clerk.not_delivered(*message, remark),
        CaseEvent::DeskAway => clerk.desk_away(),
    }
    clerk.done()
}

struct Clerk<'a> {
    world: World<'a>,
    visitor: Option<Visitor>,
    case: Option<Opened>,
    effects: Vec<(Effect, Vec<Fact>)>,
    desk: Vec<DeskPromise>,
    facts: Vec<Fact>,
    erase: bool,
}

impl Clerk<'_> {
    fn done(mut self) -> Decision {
        let viewer = self.visitor.clone().unwrap_or_default();
        if let Some(open) = &mut self.case {
            let World { content, now, .. } = self.world;
            self.facts
                .extend(settle_promise(&mut open.case, content, now));
        }
        Decision {
            after: self.visitor.map_or(After::Nothing, After::Keep),
            effects: self.effects,
            viewer,
            facts: self.facts,
            case: self.case,
            desk: self.desk,
            erase_case: self.erase,
            ..Decision::nothing()
        }
    }

    fn tell_desk(&mut self, effect: DeskEffect) {
        let promise = self.case.as_ref().map(|open| open.promise(effect));
        self.desk.extend(promise);
    }

    fn show(&mut self, said: Said) {
        // Whoever has blocked the bot is written to when they come back.
        let there = match (&self.visitor, &self.case) {
            (Some(person), _) => person.reachable,
            (None, case) => case.as_ref().is_none_or(|open| open.case.reachable),
        };
        if !there {
            return;
        }
        if let Some(screen) = self.case.as_ref().and_then(|open| open.case.tells(said)) {
            self.effects.push((Effect::page(screen), Vec::new()));
        }
    }

    fn due(&mut self) {
        let (rules, now) = (self.world.content.desk(), self.world.now);
        let Some(open) = &self.case else { return };
        let ends = open.case.given_up_at(self.world.content.silence_days());
        if ends.is_some_and(|ends| ends <= now) {
            return self.end_by_silence();
        }
        // Written meanwhile, or looked at twice: the state says when it really is due.
        if open.case.due(rules).is_none_or(|due| now < due) {
            return;
        }
        match (&open.case.stage, open.case.waiting_since) {
            (Stage::Closed { .. }, _) => self.erase = true,
            (_, Some(since)) => self.ring(since),
            (_, None) => self.silence(),
        }
    }

    /// Somebody waits: the desk is rung, louder each time, and the person is told the truth.
    fn ring(&mut self, since: Moment) {
        let (content, now) = (self.world.content, self.world.now);
        let Some(open) = &mut self.case else { return };
        if !open.case.urgent && !content.hours().is_open(now.timestamp()) {
            return;
        }
        let minutes = now.0.saturating_sub(since.0).div_euclid(60_000);
        let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
        let loud = open.case.alerts > 0;
        let text = if loud {
            Text::DeskLouderCall
        } else {
            Text::DeskUnansweredCall
        };
        let remark = Remark::plain(text).code(&open.case.code).number(minutes);
        let tell = open.case.alerts == 1;
        open.case.alert(now);
        self.tell_desk(DeskEffect::Call { remark, loud });
        if tell {
            self.show(Said::StillWaiting);
        }
    }

    fn silence(&mut self) {
        let rules = self.world.content.desk();
        let Some(open) = &mut self.case else { return };
        if open.case.warned || open.case.is_complaint() {
            return self.end_by_silence();
        }
        open.case.warned = true;
        let hours = rules
            .silence_close_hours
            .saturating_sub(rules.silence_warn_hours);
        let remark = Remark::plain(Text::DeskSilenceWarned).number(hours);
        self.tell_desk(DeskEffect::Say(remark));
        self.show(Said::SilenceWarning);
    }

    fn end_by_silence(&mut self) {
        let now = self.world.now;
        let Some(open) = &mut self.case else { return };
        let facts = Fact::of_ended(&open.case, now);
        open.case.end(Ended::Silence, now);
        self.facts.extend(facts);
        if let Some(person) = &mut self.visitor {
            person.sees_the_end_of(&open.case);
        }
        self.show(Said::ClosedBySilence);
        self.ask_again();
    }

    /// What waits for the person's word may still go on in the same topic.
    fn ask_again(&mut self) {
        if self
            .case
            .as_ref()
            .is_some_and(|open| !open.case.held.is_empty())
        {
            self.show(Said::MediaAsk);
        }
    }

    /// Telegram could not copy what the person sent, or only a part of it.
    fn not_copied(&mut self, arrived: u32) {
        self.show(Said::CannotPass);
        let remark = if arrived == 0 {
            Remark::plain(Text::DeskPersonTried)
        } else {
            Remark::plain(Text::DeskPersonPartly).number(arrived)
        };
        self.tell_desk(DeskEffect::Say(remark));
    }

    /// Which case an unknown message belongs to is not known, so it is not copied instead.
    fn edit_lost(&mut self) {
        self.show(Said::EditLost);
        self.tell_desk(DeskEffect::Say(Remark::plain(Text::DeskEditLost)));
    }

    /// It has arrived; its number is kept so that the person can take it away again.
    fn shown(&mut self, message: MessageId, handed: &Handed) {
        if let Some(open) = &mut self.case {
            open.case.shown.push(message);
        }
        self.tell_desk(DeskEffect::SayHanded(handed.clone()));
    }

    fn not_delivered(&mut self, message: Option<MessageId>, remark: &Remark) {
        if remark.text == Text::DeskUnreachable.key() {
            if let Some(open) = &mut self.case {
                open.case.reachable = false;
            }
            if let Some(visitor) = &mut self.visitor {
                visitor.reachable = false;
            }
        }
        let remark = remark.clone();
        self.tell_desk(match message {
            Some(message) => DeskEffect::Reply { message, remark },
            None => DeskEffect::Say(remark),
        });
    }

    fn desk_away(&mut self) {
        let is_open = |open: &Opened| open.case.is_open();
        if self.case.as_ref().is_some_and(is_open) && !self.goes_elsewhere() {
            self.show(Said::DeskAway);
        }
    }

    /// A desk that has no group any more never comes back by itself: its cases wait at another.
    fn goes_elsewhere(&mut self) -> bool {
        let (world, visitor) = (self.world, self.visitor.clone().unwrap_or_default());
        let Some(open) = &mut self.case else {
            return false;
        };
        if open.case.is_complaint() || world.desks.waiting_at(&open.case.desk).is_some() {
            return false;
        }
        let Some(desk) = world.desks.desk_for(world.content, &visitor) else {
            return false;
        };
        let was_taken = open.case.holder().is_some();
        open.case.goes_to(desk, world.now);
        if was_taken {
            self.show(Said::Released);
        }
        true
    }
}
