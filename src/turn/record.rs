//! A decision written down, in the transaction it was taken in: state, counts, promises.

use super::load::{Loaded, Subject};
use super::{Core, TurnError, count};
use crate::content::{Content, Text};
use crate::desk;
use crate::model::case::Case;
use crate::model::desk::{DeskEffect, DeskPromise, Remark};
use crate::model::effect::{
    AidPage, Courtesy, Effect, PersonLane, PersonPromise, Promise, Report, Trace,
};
use crate::model::event::{After, Block, Decision, Happening, Opened, Turn};
use crate::model::fact::{Breakdown, Fact};
use crate::model::ids::{CaseId, ChatId, MessageId};
use crate::model::screen::Screen;
use crate::store::outbox::Place;
use crate::store::{self, Tx};

/// Consultants' own wishes, urgent cases, and all that goes to people.
pub(super) const FIRST: i64 = 0;
/// What people write.
pub(super) const NEXT: i64 = 1;
/// What can wait: cards, boards, erasing.
pub(super) const LAST: i64 = 2;

impl Core {
    pub(super) async fn record(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        loaded: &Loaded,
        decision: &Decision,
        content: &Content,
    ) -> Result<(), TurnError> {
        let today = turn.now.day_in(content.hours().zone());
        let breakdown = Breakdown::of(&decision.viewer);
        count(tx, today, &decision.facts, &breakdown).await?;
        if let Some(correction) = &decision.correction {
            let day = correction.at.day_in(content.hours().zone());
            for fact in &correction.before {
                store::counts::uncount(tx, day, fact, &correction.breakdown).await?;
            }
            count(tx, day, &correction.after, &correction.breakdown).await?;
        }
        if decision.visited
            && let Some(subject) = loaded.subject
        {
            let (source, new) = (decision.viewer.source.as_deref(), loaded.visitor.is_none());
            store::counts::visit(tx, &subject.visitor, today, &breakdown, new, source).await?;
            let opens = |fact: &Fact| matches!(fact, Fact::Conversation { .. });
            if decision.facts.iter().any(opens) {
                store::counts::consulted(tx, &subject.visitor, today).await?;
            }
        }
        if decision.void_waiting
            && let Some(subject) = loaded.subject
        {
            self.void_waiting(tx, turn, subject).await?;
        }
        let trace = self.save_person(tx, turn, loaded, decision, today).await?;
        self.save_case(tx, turn, loaded, decision, content).await?;
        self.save_beside(tx, turn, loaded, decision, content)
            .await?;
        self.save_desk(tx, turn, decision).await?;
        if let Some(subject) = loaded.subject {
            self.promise_person(tx, turn, subject, decision, trace)
                .await?;
        }
        self.promise_desk(tx, turn, decision).await
    }

    async fn save_person(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        loaded: &Loaded,
        decision: &Decision,
        today: jiff::civil::Date,
    ) -> Result<Trace, TurnError> {
        let Some(subject) = loaded.subject else {
            return Ok(Trace::None);
        };
        let keys = self.keys();
        let lane = keys.lane(subject.chat, None);
        match &decision.after {
            After::Keep(visitor) => {
                let before = loaded.visitor.as_ref();
                let version = before.map(|(_, version)| *version);
                let saved = match &turn.what {
                    Happening::Person(person, _) => {
                        if let Some(message) = person.message {
                            let theirs = store::traces::Kept {
                                message,
                                ours: false,
                                at: turn.now,
                            };
                            store::traces::keep(tx, keys, &lane, theirs).await?;
                        }
                        let (key, chat) = (&subject.key, subject.chat);
                        store::visitors::save(tx, keys, key, chat, visitor, version, today).await?
                    }
                    _ => match before.filter(|(known, _)| known != visitor) {
                        Some((_, version)) => {
                            let (key, chat) = (&subject.key, subject.chat);
                            store::visitors::change(tx, keys, key, chat, visitor, *version).await?
                        }
                        None => true,
                    },
                };
                if !saved {
                    return Err(TurnError::Contended);
                }
                Ok(Trace::Keep)
            }
            After::Forget => {
                self.must_clear_log();
                self.forget_cases(tx, turn, subject).await?;
                let signs = keys.signs_lane(subject.chat);
                store::outbox::drop_lane(tx, &signs).await?;
                store::visitors::forget(tx, &subject.key, &subject.visitor, &lane).await?;
                Ok(Trace::None)
            }
            After::Nothing => Ok(Trace::Keep),
        }
    }

    /// Saves the case if it has changed; a case is saved against the version that was loaded, and
    /// always when its time had come, so that the next one is set.
    async fn save_case(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        loaded: &Loaded,
        decision: &Decision,
        content: &Content,
    ) -> Result<(), TurnError> {
        let before = loaded.case.as_ref();
        if decision.erase_case {
            if let Some((open, _)) = before {
                self.erase_case(tx, turn, &open.id).await?;
            }
            return Ok(());
        }
        if decision.after == After::Forget {
            return Ok(());
        }
        let Some(after) = &decision.case else {
            return Ok(());
        };
        let known = before.filter(|(open, _)| open.id == after.id);
        if known.is_some() && after.case.is_open() && is_seen_otherwise(loaded, decision) {
            self.tell_case(tx, turn, after, DeskEffect::Card).await?;
        }
        let changed = known.is_none_or(|(open, _)| open != after);
        if !changed && !matches!(turn.what, Happening::Case(..)) {
            return Ok(());
        }
        let due = desk::schedule(&after.case, content, turn.now);
        let version = known.map(|(_, version)| *version);
        let saved =
            store::cases::save(tx, self.keys(), &after.id, &after.case, due, version).await?;
        if !saved {
            return Err(TurnError::Contended);
        }
        if let Some((open, _)) = known
            && open.case.desk != after.case.desk
        {
            self.move_case(tx, turn, open, after).await?;
        }
        for effect in desk::upkeep(known.map(|(open, _)| &open.case), after) {
            self.tell_case(tx, turn, after, effect).await?;
        }
        Ok(())
    }

    /// Saves the person's other case if it has changed.
    async fn save_beside(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        loaded: &Loaded,
        decision: &Decision,
        content: &Content,
    ) -> Result<(), TurnError> {
        let (Some((before, version)), Some(after)) = (&loaded.beside, &decision.beside) else {
            return Ok(());
        };
        if before == after || decision.after == After::Forget {
            return Ok(());
        }
        let due = desk::schedule(&after.case, content, turn.now);
        let (id, case) = (&after.id, &after.case);
        if store::cases::save(tx, self.keys(), id, case, due, Some(*version)).await? {
            return Ok(());
        }
        Err(TurnError::Contended)
    }

    async fn save_desk(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        decision: &Decision,
    ) -> Result<(), TurnError> {
        if let Happening::Desk(spot, _, event) = &turn.what {
            for member in &decision.members {
                store::members::save(tx, self.keys(), &spot.desk, member).await?;
            }
            if let Some(member) = &decision.departed {
                store::members::remove(tx, &spot.desk, member).await?;
            }
            self.topic_news(tx, turn, spot, event, decision).await?;
        }
        match (&decision.block, &decision.case) {
            (Some(Block::Until(until)), Some(open)) => {
                store::blocks::block(tx, &open.case.person, &open.case.code, *until).await?;
            }
            (Some(Block::Lift(code)), _) => {
                store::blocks::lift(tx, code).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn promise_person(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        subject: Subject,
        decision: &Decision,
        trace: Trace,
    ) -> Result<(), TurnError> {
        if decision.visited && turn.person().is_some() {
            let lane = self.keys().lane(subject.chat, None);
            store::outbox::hurry_lane(tx, &lane, turn.now).await?;
        }
        let plain = decision.effects.iter();
        let plain = plain.map(|(effect, facts)| (effect, facts.clone(), None));
        let case = decision.case.as_ref().map(|open| open.id);
        let handed = decision.handed.iter().map(|(effect, handed)| {
            let report = case.map(|case| Report {
                case,
                handed: handed.clone(),
            });
            (effect, Vec::new(), report)
        });
        // Of whoever is forgotten the last page knows no more than how to be read.
        let viewer = match decision.after {
            After::Forget => decision.viewer.as_reader(),
            After::Keep(_) | After::Nothing => decision.viewer.clone(),
        };
        for (effect, facts, report) in plain.chain(handed) {
            let promise = PersonPromise {
                chat: subject.chat,
                viewer: viewer.clone(),
                effect: effect.clone(),
                facts,
                trace,
                report,
            };
            let place = self.place_of_person(&promise);
            let promise = Promise::Person(promise);
            store::outbox::push(tx, self.keys(), &place, &promise, turn.now).await?;
        }
        Ok(())
    }

    /// The emergency page past a promise that holds up the person's chat: Telegram breaks at it, or
    /// cannot be reached with it.
    pub(super) async fn first_aid(
        &self,
        tx: &mut Tx,
        loaded: &Loaded,
        decision: &Decision,
    ) -> Result<Option<Courtesy>, TurnError> {
        let Some(subject) = loaded.subject else {
            return Ok(None);
        };
        let emergency = decision
            .effects
            .iter()
            .find_map(|(effect, _)| match effect {
                Effect::Show { screen, .. } if matches!(screen, Screen::Danger { .. }) => {
                    Some(screen)
                }
                _ => None,
            });
        let Some(screen) = emergency else {
            return Ok(None);
        };
        let lane = self.keys().lane(subject.chat, None);
        let is_held_up = store::outbox::is_held_up(tx, &lane).await?;
        Ok(is_held_up.then(|| {
            Courtesy::FirstAid(Box::new(AidPage {
                chat: subject.chat,
                screen: screen.clone(),
                viewer: decision.viewer.clone(),
            }))
        }))
    }

    /// Where a person's promise goes.
    #[must_use]
    pub fn place_of_person(&self, promise: &PersonPromise) -> Place {
        let keys = self.keys();
        Place {
            lane: match promise.lane() {
                PersonLane::Chat => keys.lane(promise.chat, None),
                PersonLane::Signs => keys.signs_lane(promise.chat),
            },
            bucket: keys.bucket(promise.chat),
            rank: FIRST,
        }
    }

    async fn promise_desk(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        decision: &Decision,
    ) -> Result<(), TurnError> {
        let urgent = decision.case.as_ref().is_some_and(|open| open.case.urgent);
        for promise in &decision.desk {
            self.tell_desk(tx, turn, promise, urgent).await?;
        }
        Ok(())
    }

    /// Puts a promise to a desk into its lane.
    pub(super) async fn tell_desk(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        promise: &DeskPromise,
        urgent: bool,
    ) -> Result<(), TurnError> {
        let asked = matches!(turn.what, Happening::Desk(..));
        let place = self.place_of_desk(promise, urgent, asked);
        let promise = Promise::Desk(promise.clone());
        store::outbox::push(tx, self.keys(), &place, &promise, turn.now).await?;
        Ok(())
    }

    /// What was waiting for a person who cannot be reached is dropped, and consultants are told
    /// which of their words did not arrive.
    async fn void_waiting(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        subject: Subject,
    ) -> Result<(), TurnError> {
        let lane = self.keys().lane(subject.chat, None);
        let waiting = store::outbox::waiting_for(tx, self.keys(), &lane).await?;
        store::outbox::drop_lane(tx, &lane).await?;
        for promise in waiting {
            let Promise::Person(promise) = promise else {
                continue;
            };
            let Some((id, message, why)) = sent_by_desk(&promise) else {
                continue;
            };
            let found = store::cases::load(tx, self.keys(), &id).await;
            let Some((case, _)) = store::readable(found, "A case")? else {
                continue;
            };
            let remark = Remark::plain(why);
            let effect = match message.filter(|_| self.can_name(&promise.effect, &case)) {
                Some(message) => DeskEffect::Reply { message, remark },
                None => DeskEffect::Say(remark),
            };
            self.tell_case(tx, turn, &Opened { id, case }, effect)
                .await?;
        }
        Ok(())
    }

    /// Whether a message that was to be copied still stands in the group of its case.
    fn can_name(&self, effect: &Effect, case: &Case) -> bool {
        match effect {
            Effect::Relay { from, .. } => self.groups().chat_of(&case.desk) == Some(*from),
            _ => true,
        }
    }

    /// Promises something to the desk of a case.
    pub(super) async fn tell_case(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        open: &Opened,
        effect: DeskEffect,
    ) -> Result<(), TurnError> {
        self.tell_desk(tx, turn, &open.promise(effect), open.case.urgent)
            .await
    }

    /// The group whose bucket a desk's promises share. A desk without a group keeps its promises
    /// until it has one again.
    #[must_use]
    pub fn bucket_chat(&self, desk: &crate::content::DeskId) -> ChatId {
        self.groups().configured(desk).unwrap_or(ChatId(0))
    }
}

/// Whether the person has told something that the card of their case shows.
fn is_seen_otherwise(loaded: &Loaded, decision: &Decision) -> bool {
    match (&loaded.visitor, &decision.after) {
        (Some((before, _)), After::Keep(after)) => desk::looks_otherwise(before, after),
        _ => false,
    }
}

/// The case whose desk is told that a promise was not kept, the consultant's message if it was one,
/// and what they are told.
fn sent_by_desk(promise: &PersonPromise) -> Option<(CaseId, Option<MessageId>, Text)> {
    match &promise.effect {
        Effect::Relay { case, messages, .. } => {
            Some((*case, messages.first().copied(), Text::DeskUnreachable))
        }
        Effect::RelayEdit { case, message } => Some((*case, Some(*message), Text::DeskUnreachable)),
        Effect::Unsend {
            case,
            messages,
            told: true,
            ..
        } => Some((*case, messages.first().copied(), Text::DeskUnsendNot)),
        _ => {
            let report = promise.report.as_ref()?;
            Some((report.case, None, Text::DeskUnreachable))
        }
    }
}
