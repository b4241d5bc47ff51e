//! Promises to a person: pages, the leaflet, signs on their messages, and what is deleted of their
//! chat. Words that come from a consultant go another way: `relay.rs`.

use super::calls;
use super::delivery::{Delivery, Kept, Next, Outcome, Writes};
use super::encode::Say;
use super::failure::Failure;
use crate::model::desk::{CaseEvent, DeskEffect, DeskLane, DeskPromise};
use crate::model::effect::{Effect, PersonPromise, Promise};
use crate::model::event::Happening;
use crate::model::ids::{CaseId, MessageId};
use crate::model::moment::Moment;
use crate::store::{self, StoreError, Tx, traces};

/// How long a bot may delete messages of a private chat, its own and the person's.
const DELETABLE_DAYS: i64 = 2;
/// What is younger and is refused may be deleted later: a dice stays for a day.
const YOUNG_DAYS: i64 = 1;
/// Messages deleted, and forgotten, in one go.
const DELETE_AT_ONCE: usize = 100;
/// What still has to be passed on is looked at again so much later.
const ERASE_AGAIN_MS: i64 = 3000;

impl Delivery {
    /// Keeps a promise to a person.
    pub(super) async fn keep_for_person(&self, promise: &PersonPromise) -> Kept {
        match &promise.effect {
            Effect::Show { screen, back, at } => {
                let content = self.core.library().current();
                let say = Say {
                    content: &content,
                    promise,
                    now: self.now(),
                };
                let shown = self.speaker().show(&say, screen, back.as_ref(), *at).await;
                self.arrived(promise, shown?).await
            }
            Effect::Leaflet | Effect::LeafletForPrint => {
                let content = self.core.library().current();
                let say = Say {
                    content: &content,
                    promise,
                    now: self.now(),
                };
                let for_print = promise.effect == Effect::LeafletForPrint;
                let shown = self.speaker().leaflet(&say, for_print).await?;
                self.arrived(promise, shown).await
            }
            Effect::Erase {
                until,
                ours_until,
                cases,
            } => self.erase(promise, *until, *ours_until, cases).await,
            Effect::TakeAway(messages) => self.take_away(promise, messages).await,
            Effect::React { message, sign } => {
                match calls::react(self.bot(), promise.chat, *message, sign.emoji()).await {
                    // A sign is a courtesy: what shows none shows none.
                    Ok(()) | Err(Failure::SignRefused | Failure::Refused(_)) => {
                        Ok(reached(promise, None))
                    }
                    Err(failure) => Err(failure.into()),
                }
            }
            Effect::Relay { .. } | Effect::RelayEdit { .. } => self.relay_to_person().await,
            Effect::Unsend {
                case,
                messages,
                from,
                told,
            } => self.unsend(promise, case, messages, *from, *told).await,
        }
    }

    /// It stands in the chat. Of what a consultant sent by a button to somebody whose phone may be
    /// seen, the case learns the number: an event, which ends the row.
    async fn arrived(&self, promise: &PersonPromise, message: Option<MessageId>) -> Kept {
        let (Some(report), Some(message), true) =
            (&promise.report, message, promise.viewer.discreet)
        else {
            return Ok(reached(promise, message));
        };
        let stands = Writes {
            traces: vec![message],
            ..Writes::default()
        };
        // Of whoever was forgotten meanwhile nothing is kept.
        if !self.write_meanwhile(&stands).await? {
            return Ok(Outcome::Gone);
        }
        let event = CaseEvent::Shown {
            message,
            handed: report.handed.clone(),
        };
        Ok(Outcome::Becomes(Box::new(Happening::Case(
            report.case,
            event,
        ))))
    }

    async fn take_away(&self, promise: &PersonPromise, messages: &[MessageId]) -> Kept {
        let untraced = calls::delete(self.bot(), promise.chat, messages).await?;
        Ok(Outcome::ends(Writes {
            delivered: true,
            untraced,
            ..Writes::default()
        }))
    }

    /// Deletes what stands in the chat, as far as Telegram allows: both sides, 48 hours back. What
    /// the person has written to a consultant, and is still to be passed on, goes as soon as it is.
    async fn erase(
        &self,
        promise: &PersonPromise,
        until: Moment,
        ours_until: Option<Moment>,
        cases: &[CaseId],
    ) -> Kept {
        let chat = promise.chat;
        let looked_at = self.now();
        let mut tx = self.look().await?;
        let (waiting, held) = self.still_needed(&mut tx, cases).await?;
        let is_meant = |kept: &traces::Kept| match (kept.ours, ours_until) {
            (true, None) => true,
            (true, Some(until)) => kept.at <= until,
            (false, _) => kept.at <= until,
        };
        let traces = self.traces(&mut tx, promise).await?;
        tx.rollback().await?;
        let youth = looked_at.plus_days(-YOUNG_DAYS);
        let young = traces.iter().filter(|kept| kept.at >= youth);
        let young: Vec<_> = young.map(|kept| kept.message).collect();
        let meant = traces.iter().filter(|kept| is_meant(kept));
        let traces: Vec<_> = meant.map(|kept| kept.message).collect();
        let is_waiting = traces.iter().any(|message| waiting.contains(message));
        let free: Vec<_> = traces
            .into_iter()
            .filter(|message| !waiting.contains(message) && !held.contains(message))
            .collect();
        for chunk in free.chunks(DELETE_AT_ONCE) {
            let gone = calls::delete(self.bot(), chat, chunk).await?;
            // What Telegram refuses to delete stays, and is not asked for again: unless it is young.
            let again = |message: &MessageId| young.contains(message) && !gone.contains(message);
            let over = chunk.iter().copied().filter(|message| !again(message));
            self.forget_traces(promise, &over.collect::<Vec<_>>())
                .await?;
        }
        let mut writes = Writes {
            delivered: true,
            ..Writes::default()
        };
        if is_waiting {
            let again = PersonPromise {
                facts: Vec::new(),
                effect: Effect::Erase {
                    until,
                    // The neutral sentence comes after the first time, and stays.
                    ours_until: ours_until.or(Some(looked_at)),
                    cases: cases.to_vec(),
                },
                ..promise.clone()
            };
            let at = self.now().plus_ms(ERASE_AGAIN_MS);
            writes.promises.push(Next::PersonLater(again, at));
        }
        Ok(Outcome::ends(writes))
    }

    /// Messages of the person's that still have to be passed on, and those that wait for their
    /// word.
    async fn still_needed(
        &self,
        tx: &mut Tx,
        cases: &[CaseId],
    ) -> Result<(Vec<MessageId>, Vec<MessageId>), StoreError> {
        let keys = self.core.keys();
        let (mut waiting, mut held) = (Vec::new(), Vec::new());
        for id in cases {
            let lane = keys.case_lane(id, DeskLane::Case);
            for promise in store::outbox::waiting_for(tx, keys, &lane).await? {
                match promise {
                    Promise::Desk(DeskPromise {
                        effect: DeskEffect::Relay { messages, .. },
                        ..
                    }) => waiting.extend(messages),
                    Promise::Desk(DeskPromise {
                        effect: DeskEffect::RelayEdit(message) | DeskEffect::Carry(message),
                        ..
                    }) => waiting.push(message),
                    _ => {}
                }
            }
            let case = self.case(tx, id).await?;
            held.extend(
                case.iter()
                    .flat_map(|case| &case.held)
                    .map(|one| one.message),
            );
        }
        Ok((waiting, held))
    }

    async fn traces(
        &self,
        tx: &mut Tx,
        promise: &PersonPromise,
    ) -> Result<Vec<traces::Kept>, StoreError> {
        let keys = self.core.keys();
        let lane = keys.lane(promise.chat, None);
        let since = self.now().plus_days(-DELETABLE_DAYS);
        store::traces::of(tx, keys, &lane, since).await
    }

    async fn forget_traces(
        &self,
        promise: &PersonPromise,
        messages: &[MessageId],
    ) -> Result<(), StoreError> {
        let keys = self.core.keys();
        let lane = keys.lane(promise.chat, None);
        let mut tx = self.core.db().begin().await?;
        store::traces::drop(&mut tx, keys, &lane, messages).await?;
        tx.commit().await
    }
}

/// The promise is kept: its message is remembered, its facts count, and whoever sent it by a button
/// is told.
fn reached(promise: &PersonPromise, message: Option<MessageId>) -> Outcome {
    let report = promise.report.as_ref();
    let told = report.map(|report| {
        let effect = DeskEffect::SayHanded(report.handed.clone());
        Next::Case(report.case, effect)
    });
    Outcome::ends(Writes {
        delivered: true,
        traces: message.into_iter().collect(),
        promises: told.into_iter().collect(),
        ..Writes::default()
    })
}
