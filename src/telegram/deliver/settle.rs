//! Writes what came of a row: its end and all that follows from it in one commit, or when it is
//! tried again. Nothing here calls Telegram.

use std::time::Duration;

use super::delivery::{Delivery, GroupNews, Next, Outcome, Writes};
use super::failure::Failure;
use crate::content::Text;
use crate::model::desk::{CaseEvent, DeskEffect, DeskPromise, Remark};
use crate::model::effect::{Effect, PersonPromise, Promise, Trace};
use crate::model::event::{Happening, Origin, Person, Turn, VisitorEvent};
use crate::model::fact::{Breakdown, Fact};
use crate::model::ids::CaseId;
use crate::model::moment::Moment;
use crate::store::outbox::Place;
use crate::store::rooms::DeskRoom;
use crate::store::traces::Kept;
use crate::store::{self, StoreError, Tx};
use crate::turn::{self, TurnError};

/// The longest pause between two tries of a call that nobody answered.
const LONGEST_BACKOFF: Duration = Duration::from_secs(60);

impl Delivery {
    /// Writes what came of the row.
    pub(super) async fn settle(&self, result: &Result<Outcome, Failure>) -> Result<(), TurnError> {
        let settled = self.write_down(result).await;
        let forgets = |promise: &Promise| promise.is_about_forgetting();
        if settled.is_ok() && self.row.promise.as_ref().is_ok_and(forgets) {
            self.core.must_clear_log();
        }
        settled
    }

    async fn write_down(&self, result: &Result<Outcome, Failure>) -> Result<(), TurnError> {
        match result {
            Ok(Outcome::Ends(writes)) => self.ends(writes).await?,
            Ok(Outcome::GoesOn(writes)) => self.goes_on(writes).await?,
            Ok(Outcome::Waits(until)) => self.put_off(*until, self.row.tries, false).await?,
            Ok(Outcome::Becomes(what)) => self.becomes(what).await?,
            Ok(Outcome::Moved { from, to }) => self.moved(*from, *to).await?,
            Ok(Outcome::Away(away)) => self.away(away).await?,
            Ok(Outcome::Gone) => {}
            Err(failure) => self.failed(failure).await?,
        }
        Ok(())
    }

    async fn failed(&self, failure: &Failure) -> Result<(), TurnError> {
        match failure {
            Failure::Later(wait) => self.whole_bucket_waits(*wait).await?,
            Failure::Offline | Failure::Token(_) => self.again_later(false).await?,
            Failure::Perhaps | Failure::Broken => self.again_later(self.copies()).await?,
            Failure::Unreachable | Failure::NoChat => self.unreachable().await?,
            refusal => self.refused(refusal).await?,
        }
        Ok(())
    }

    /// It can never be kept. Whoever waits for what it was to bring is told.
    async fn refused(&self, why: &Failure) -> Result<(), TurnError> {
        tracing::error!("A promise cannot be kept and is dropped: {why}");
        metrics::counter!("promises_refused").increment(1);
        if let Some((case, event)) = self.words_lost() {
            return self.becomes(&Happening::Case(case, event)).await;
        }
        let mut writes = Writes::default();
        writes.promises.extend(self.not_handed(Text::DeskFailed));
        Ok(self.ends(&writes).await?)
    }

    /// What its case learns if it was to bring, or take back, somebody's words.
    fn words_lost(&self) -> Option<(CaseId, CaseEvent)> {
        let not_delivered = |message, why| CaseEvent::NotDelivered {
            message,
            remark: Remark::plain(why),
        };
        let effect = match self.row.promise.as_ref().ok()? {
            Promise::Desk(promise) => {
                let is_word = matches!(
                    promise.effect,
                    DeskEffect::Relay { .. } | DeskEffect::RelayEdit(_)
                );
                let event = CaseEvent::PersonsNotCopied { arrived: 0 };
                return promise.case.filter(|_| is_word).map(|case| (case, event));
            }
            Promise::Person(promise) => &promise.effect,
            Promise::Group(_) | Promise::Staff(_) => return None,
        };
        match effect {
            Effect::Relay {
                case,
                from,
                messages,
                ..
            } => {
                let groups = self.core.groups();
                // The same number may be another's in the group that theirs has become.
                let desk = groups.desk_of(*from);
                let named = desk.and_then(|desk| groups.chat_of(&desk)) == Some(*from);
                let first = messages.first().copied().filter(|_| named);
                Some((*case, not_delivered(first, Text::DeskFailed)))
            }
            Effect::RelayEdit { case, message } => {
                Some((*case, not_delivered(Some(*message), Text::DeskFailed)))
            }
            Effect::Unsend {
                case,
                messages,
                told: true,
                ..
            } => {
                let first = messages.first().copied();
                Some((*case, not_delivered(first, Text::DeskUnsendNot)))
            }
            _ => None,
        }
    }

    async fn ends(&self, writes: &Writes) -> Result<(), StoreError> {
        let core = &self.core;
        let (lane, seq) = (&self.row.lane, self.row.seq);
        let mut tx = core.db().begin().await?;
        if store::outbox::finish(&mut tx, core.lease(), lane, seq).await? {
            self.apply(&mut tx, writes).await?;
        } else {
            self.erase_orphan(&mut tx, writes).await?;
        }
        tx.commit().await?;
        metrics::counter!("promises_kept").increment(1);
        core.wake().notify_one();
        Ok(())
    }

    async fn goes_on(&self, writes: &Writes) -> Result<(), StoreError> {
        let mut tx = self.core.db().begin().await?;
        if self.postpone(&mut tx, self.now(), 0, false).await? {
            self.apply(&mut tx, writes).await?;
        } else {
            self.erase_orphan(&mut tx, writes).await?;
        }
        tx.commit().await?;
        self.core.wake().notify_one();
        Ok(())
    }

    /// Writes something before the row ends, since its end is an event. False: the row was dropped
    /// meanwhile.
    pub(super) async fn write_meanwhile(&self, writes: &Writes) -> Result<bool, StoreError> {
        let core = &self.core;
        let (lane, seq) = (&self.row.lane, self.row.seq);
        let mut tx = core.db().begin().await?;
        let row = store::outbox::begin(&mut tx, core.keys(), core.lease(), lane, seq).await?;
        if row.is_some() {
            self.apply(&mut tx, writes).await?;
        } else {
            self.erase_orphan(&mut tx, writes).await?;
        }
        tx.commit().await?;
        Ok(row.is_some())
    }

    async fn apply(&self, tx: &mut Tx, writes: &Writes) -> Result<(), StoreError> {
        let keys = self.core.keys();
        if let Ok(Promise::Person(promise)) = &self.row.promise {
            self.apply_to_person(tx, promise, writes).await?;
        }
        if let Some((case, group)) = &writes.lost {
            store::links::erase_group(tx, keys, case, *group).await?;
        }
        for (chat, message) in &writes.untied {
            store::links::untie(tx, keys, *chat, *message).await?;
        }
        for pair in &writes.ties {
            store::links::tie(tx, keys, pair).await?;
        }
        if let Some((case, desk, room)) = &writes.room {
            store::rooms::save(tx, keys, case, desk, room).await?;
        }
        if let Some(news) = &writes.group {
            self.apply_to_group(tx, news).await?;
        }
        for next in &writes.promises {
            self.promise(tx, next).await?;
        }
        Ok(())
    }

    /// Changes what is known of a group, unless it has moved meanwhile.
    async fn apply_to_group(&self, tx: &mut Tx, news: &GroupNews) -> Result<(), StoreError> {
        if self.core.groups().chat_of(&news.desk) != Some(news.chat) {
            return Ok(());
        }
        let known = self.desk_room(tx, &news.desk, news.chat).await?;
        let mut room = known.unwrap_or_else(|| DeskRoom::new(news.chat));
        if let Some(board) = news.board {
            room.board = board;
        }
        if let Some(said) = &news.said_missing {
            room.said_missing.clone_from(said);
        }
        if news.is_back {
            room.away_since = None;
            store::outbox::hurry_bucket(tx, &self.row.bucket, self.now()).await?;
        }
        store::rooms::save_desk(tx, self.core.keys(), &news.desk, &room).await
    }

    async fn apply_to_person(
        &self,
        tx: &mut Tx,
        promise: &PersonPromise,
        writes: &Writes,
    ) -> Result<(), StoreError> {
        let (keys, now) = (self.core.keys(), self.now());
        let lane = keys.lane(promise.chat, None);
        if promise.trace == Trace::Keep {
            for message in &writes.traces {
                let ours = Kept {
                    message: *message,
                    ours: true,
                    at: now,
                };
                store::traces::keep(tx, keys, &lane, ours).await?;
            }
        }
        store::traces::drop(tx, keys, &lane, &writes.untraced).await?;
        if !writes.delivered {
            return Ok(());
        }
        let content = self.core.library().current();
        let today = now.day_in(content.hours().zone());
        let links = self.speaker().links_stickers(&content, &promise.viewer);
        let mut facts = promise.facts.clone();
        facts.retain(|fact| links || *fact != Fact::StickerLinkSent);
        turn::count(tx, today, &facts, &Breakdown::of(&promise.viewer)).await
    }

    pub(super) async fn promise(&self, tx: &mut Tx, next: &Next) -> Result<(), StoreError> {
        let (core, now) = (&self.core, self.now());
        let keys = core.keys();
        let (place, promise, at) = match next {
            Next::Person(promise) => {
                let place = core.place_of_person(promise);
                (place, Promise::Person(promise.clone()), now)
            }
            Next::PersonLater(promise, at) => {
                let place = Place {
                    lane: keys.signs_lane(promise.chat),
                    ..core.place_of_person(promise)
                };
                (place, Promise::Person(promise.clone()), *at)
            }
            Next::Desk(promise) => {
                let place = core.place_of_desk(promise, false, false);
                (place, Promise::Desk(promise.clone()), now)
            }
            Next::Case(id, effect) => {
                let Some(case) = self.case(tx, id).await? else {
                    return Ok(());
                };
                let promise = DeskPromise {
                    desk: case.desk,
                    case: Some(*id),
                    effect: effect.clone(),
                };
                let place = core.place_of_desk(&promise, case.urgent, false);
                (place, Promise::Desk(promise), now)
            }
            Next::Group(promise) => {
                let place = core.place_of_group(promise.chat);
                (place, Promise::Group(promise.clone()), now)
            }
            Next::Staff(promise) => {
                let place = core.place_of_staff(promise);
                (place, Promise::Staff(promise.clone()), now)
            }
        };
        store::outbox::push(tx, keys, &place, &promise, at).await
    }

    /// The case was erased while a call for it was under way: what the call made in the group is
    /// nobody's, and goes too.
    async fn erase_orphan(&self, tx: &mut Tx, writes: &Writes) -> Result<(), StoreError> {
        let Some(promise) = &writes.orphan else {
            return Ok(());
        };
        let is_erased = match &promise.case {
            Some(case) => self.case(tx, case).await?.is_none(),
            None => false,
        };
        if is_erased {
            self.promise(tx, &Next::Desk(promise.clone())).await?;
        }
        Ok(())
    }

    pub(super) async fn postpone(
        &self,
        tx: &mut Tx,
        due: Moment,
        tries: i64,
        begun: bool,
    ) -> Result<bool, StoreError> {
        let (lane, seq) = (&self.row.lane, self.row.seq);
        let begun = begun || self.may_stand_there();
        store::outbox::postpone(tx, self.core.lease(), lane, seq, due, tries, begun).await
    }

    pub(super) async fn put_off(
        &self,
        due: Moment,
        tries: i64,
        begun: bool,
    ) -> Result<(), StoreError> {
        let mut tx = self.core.db().begin().await?;
        self.postpone(&mut tx, due, tries, begun).await?;
        tx.commit().await
    }

    async fn whole_bucket_waits(&self, wait: Duration) -> Result<(), StoreError> {
        metrics::counter!("asked_to_wait").increment(1);
        let now = self.now();
        let due = now.plus_ms(ms(wait));
        self.pacer.hold(&self.row.bucket, now, due);
        let mut tx = self.core.db().begin().await?;
        self.postpone(&mut tx, due, self.row.tries, false).await?;
        let (lease, bucket) = (self.core.lease(), &self.row.bucket);
        store::outbox::postpone_bucket(&mut tx, lease, bucket, due).await?;
        tx.commit().await
    }

    async fn again_later(&self, begun: bool) -> Result<(), StoreError> {
        metrics::counter!("promises_repeated").increment(1);
        let due = self.now().plus_ms(ms(backoff(self.row.tries)));
        self.put_off(due, self.row.tries.saturating_add(1), begun)
            .await
    }

    /// The row ends in the transaction of an event, so that its consequences come with it.
    async fn becomes(&self, what: &Happening) -> Result<(), TurnError> {
        let turn = Turn {
            origin: Origin::Row {
                lane: self.row.lane,
                seq: self.row.seq,
            },
            what: what.clone(),
            now: self.now(),
        };
        match self.core.run(&[turn]).await {
            (_, None) => Ok(()),
            (_, Some(TurnError::Panicked)) => {
                tracing::error!("What came of a delivery broke the decision about it");
                let writes = Writes {
                    promises: undecided(what).into_iter().collect(),
                    ..Writes::default()
                };
                Ok(self.ends(&writes).await?)
            }
            (_, Some(error)) => Err(error),
        }
    }

    pub(super) async fn happens(&self, what: Happening) -> Result<(), TurnError> {
        let turn = Turn {
            origin: Origin::Clock,
            what,
            now: self.now(),
        };
        match self.core.run(&[turn]).await {
            (_, None) => Ok(()),
            (_, Some(TurnError::Panicked)) => {
                tracing::error!("What a delivery found out broke the decision about it");
                Ok(())
            }
            (_, Some(error)) => Err(error),
        }
    }

    /// Blocked, or the account is gone: an event like any other, so that row and consequence go
    /// in one commit.
    async fn unreachable(&self) -> Result<(), TurnError> {
        let Ok(Promise::Person(promise)) = &self.row.promise else {
            return Ok(self.ends(&Writes::default()).await?);
        };
        if let Some(next) = self.not_handed(Text::DeskUnreachable) {
            let mut tx = self.core.db().begin().await?;
            self.promise(&mut tx, &next).await?;
            tx.commit().await?;
        }
        let keys = self.core.keys();
        let person = Person {
            key: keys.person_key(promise.chat.0),
            visitor: keys.visitor_key(promise.chat.0),
            chat: promise.chat,
            client_language: None,
            message: None,
            reply_to: None,
        };
        let event = VisitorEvent::Unreachable {
            leaflet_missed: promise.is_part_of_the_greeting(),
        };
        metrics::counter!("people_unreachable").increment(1);
        self.becomes(&Happening::Person(person, event)).await
    }

    /// Tells the desk that what was sent by a button did not arrive.
    fn not_handed(&self, why: Text) -> Option<Next> {
        let Ok(Promise::Person(promise)) = &self.row.promise else {
            return None;
        };
        let report = promise.report.as_ref()?;
        let effect = DeskEffect::Say(Remark::plain(why));
        Some(Next::Case(report.case, effect))
    }
}

/// What a desk is told of an event that nobody can decide about.
fn undecided(what: &Happening) -> Option<Next> {
    let Happening::Case(case, event) = what else {
        return None;
    };
    let effect = match event {
        CaseEvent::NotDelivered { message, remark } => match message {
            Some(message) => DeskEffect::Reply {
                message: *message,
                remark: remark.clone(),
            },
            None => DeskEffect::Say(remark.clone()),
        },
        CaseEvent::PersonsNotCopied { .. } => DeskEffect::Say(Remark::plain(Text::DeskPersonTried)),
        CaseEvent::Shown { handed, .. } => DeskEffect::SayHanded(handed.clone()),
        CaseEvent::EditLost => DeskEffect::Say(Remark::plain(Text::DeskEditLost)),
        CaseEvent::Due | CaseEvent::DeskAway => return None,
    };
    Some(Next::Case(*case, effect))
}

pub(super) fn ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Half a second, doubled with each try, at most a minute.
pub(super) fn backoff(tries: i64) -> Duration {
    let doublings = u32::try_from(tries.clamp(0, 10)).unwrap_or(10);
    (Duration::from_millis(500) * 2_u32.saturating_pow(doublings)).min(LONGEST_BACKOFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let pauses: Vec<_> = (0..9).map(|tries| backoff(tries).as_millis()).collect();
        assert_eq!(
            pauses,
            [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]
        );
    }
}
