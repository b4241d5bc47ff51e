//! Words on their way from one side to the other: copied by Telegram, so that no account shows and
//! nobody's words pass through us. A row that copies is marked as begun first: after a crash, or an
//! answer that was lost, it is copied again and said that it may stand there twice, since here a
//! double is better than silence.

use super::calls::{self, To};
use super::delivery::{Delivery, Kept, Next, Outcome, Writes};
use super::desk::{Seat, Stand};
use super::failure::Failure;
use crate::content::{DeskId, Text};
use crate::model::desk::{CaseEvent, DeskEffect, DeskPromise, Remark, Sign};
use crate::model::effect::{Effect, PersonPromise, Promise, Trace};
use crate::model::event::Happening;
use crate::model::ids::{CaseId, ChatId, MessageId};
use crate::model::visitor::Visitor;
use crate::store::links::{Pair, Whose};
use crate::store::{self, StoreError};

/// From where to where a case's words go.
pub(super) struct Way {
    case: CaseId,
    desk: DeskId,
    whose: Whose,
    pub from: ChatId,
    to: To,
    to_desk: bool,
    /// The album of a consultant's that its copies are of.
    album: Option<String>,
    /// Whether the consultants' message can still be named in their group. The group it stood in
    /// may have moved, and its number may be another's there.
    named: bool,
}

/// What was copied.
struct Copied<'a> {
    messages: &'a [MessageId],
    copies: Vec<MessageId>,
    /// It may have been copied before.
    repeated: bool,
}

impl Way {
    fn pair(&self, at: crate::model::moment::Moment, from: MessageId, copy: MessageId) -> Pair {
        let (source, target) = ((self.from, from), (self.to.chat, copy));
        let (person, group) = if self.to_desk {
            (source, target)
        } else {
            (target, source)
        };
        Pair {
            case: self.case,
            whose: self.whose,
            person,
            group,
            at,
            album: self.album.clone(),
        }
    }

    fn tell_desk(&self, effect: DeskEffect) -> Next {
        Next::Desk(DeskPromise {
            desk: self.desk.clone(),
            case: Some(self.case),
            effect,
        })
    }

    pub fn reply(&self, message: MessageId, remark: Remark) -> Next {
        self.tell_desk(if self.named {
            DeskEffect::Reply { message, remark }
        } else {
            DeskEffect::Say(remark)
        })
    }

    /// Nothing of this message is with the person; the sign says so.
    pub fn stayed_inside(&self, message: MessageId) -> Outcome {
        Outcome::ends(Writes {
            promises: self.stays_inside(message).into_iter().collect(),
            ..Writes::default()
        })
    }

    /// The sign that says so, where the message can still be named.
    pub fn stays_inside(&self, message: MessageId) -> Option<Next> {
        let sign = Sign::Inside;
        let react = DeskEffect::React { message, sign };
        self.named.then(|| self.tell_desk(react))
    }

    fn not_delivered(&self, message: MessageId, why: Text) -> Outcome {
        let event = CaseEvent::NotDelivered {
            message: Some(message).filter(|_| self.named),
            remark: Remark::plain(why),
        };
        Outcome::Becomes(Box::new(Happening::Case(self.case, event)))
    }
}

impl Delivery {
    /// A consultant's words, or an edit of them, into the person's chat.
    pub(super) async fn relay_to_person(&self) -> Kept {
        let Some((Promise::Person(promise), repeated)) = self.begin().await? else {
            return Ok(Outcome::Gone);
        };
        match &promise.effect {
            Effect::Relay {
                case,
                from,
                messages,
                album,
                reply_to,
            } => {
                let way = self.way_to_person(&promise, case, Some(*from), *reply_to);
                let Some(mut way) = way.await? else {
                    return Ok(Outcome::nothing());
                };
                way.album.clone_from(album);
                let messages = self.not_taken_back(&way, messages).await?;
                self.copy_to_person(&way, &messages, repeated).await
            }
            Effect::RelayEdit { case, message } => {
                let way = self.way_to_person(&promise, case, None, Some(*message));
                let Some(way) = way.await? else {
                    return Ok(Outcome::nothing());
                };
                // Nothing was passed on: nothing is to be passed on anew.
                let Some(old) = way.to.reply_to else {
                    return Ok(way.stayed_inside(*message));
                };
                let message = self.not_taken_back(&way, &[*message]).await?;
                let kept = self.copy_to_person(&way, &message, repeated).await?;
                if message.is_empty() {
                    return Ok(kept);
                }
                Ok(self.without_old_copy(&promise, old, kept).await)
            }
            _ => Ok(Outcome::nothing()),
        }
    }

    /// From that group, or else the one the case stands in now; as a reply to what corresponds to
    /// `quoted`, if that is of the same case.
    pub(super) async fn way_to_person(
        &self,
        promise: &PersonPromise,
        id: &CaseId,
        from: Option<ChatId>,
        quoted: Option<MessageId>,
    ) -> Result<Option<Way>, StoreError> {
        let mut tx = self.look().await?;
        let Some(case) = self.case(&mut tx, id).await? else {
            return Ok(None);
        };
        let from = match from {
            Some(from) => from,
            None => match self.room(&mut tx, id, &case.desk).await? {
                Some(room) => room.chat,
                None => return Ok(None),
            },
        };
        let quoted = match quoted {
            Some(message) => self.link(&mut tx, from, message).await?,
            None => None,
        };
        tx.rollback().await?;
        let quoted = quoted.filter(|link| link.case == *id);
        let there = quoted.as_ref().map(|link| link.there);
        let desk = self.core.groups().desk_of(from).unwrap_or(case.desk);
        Ok(Some(Way {
            case: *id,
            named: self.core.groups().chat_of(&desk) == Some(from),
            desk,
            whose: Whose::Consultant,
            from,
            to: To::chat(promise.chat).replying(there),
            to_desk: false,
            album: quoted.and_then(|link| link.album),
        }))
    }

    /// Those of a consultant's messages that nobody takes back behind this row. It is asked after
    /// the row was begun: what comes later finds the copy.
    async fn not_taken_back(
        &self,
        way: &Way,
        messages: &[MessageId],
    ) -> Result<Vec<MessageId>, StoreError> {
        let mut tx = self.look().await?;
        let waiting = store::outbox::waiting_for(&mut tx, self.core.keys(), &self.row.lane).await?;
        tx.rollback().await?;
        let takes_back = |promise: &Promise, one: &MessageId| match promise {
            Promise::Person(PersonPromise {
                effect:
                    Effect::Unsend {
                        case,
                        messages,
                        from,
                        ..
                    },
                ..
            }) => *case == way.case && *from == Some(way.from) && messages.contains(one),
            _ => false,
        };
        let stays = |one: &&MessageId| !waiting.iter().any(|promise| takes_back(promise, one));
        Ok(messages.iter().filter(stays).copied().collect())
    }

    async fn copy_to_person(&self, way: &Way, messages: &[MessageId], repeated: bool) -> Kept {
        let Some(first) = messages.first().copied() else {
            return Ok(Outcome::nothing());
        };
        let why = match self.copy(way, messages).await {
            Ok(copies) => {
                let copied = Copied {
                    messages,
                    copies,
                    repeated,
                };
                return Ok(self.at_person(way, first, &copied));
            }
            Err(failure) if failure.may_pass() => return Err(failure.into()),
            Err(Failure::Unreachable) => Text::DeskUnreachable,
            Err(Failure::CannotCopy) => Text::DeskCannotCopy,
            // Ids of a group that has moved mean nothing any more.
            Err(Failure::SourceGone | Failure::Moved(_)) => Text::DeskGone,
            Err(other) => {
                tracing::error!("A consultant's message was not passed on: {other}");
                metrics::counter!("promises_refused").increment(1);
                Text::DeskFailed
            }
        };
        Ok(way.not_delivered(first, why))
    }

    fn at_person(&self, way: &Way, first: MessageId, copied: &Copied<'_>) -> Outcome {
        let mut writes = Writes {
            delivered: true,
            traces: copied.copies.clone(),
            ..Writes::default()
        };
        let arrived = copied.copies.len();
        if 0 < arrived && arrived < copied.messages.len() {
            // Nothing says which items are missing.
            let partly = Remark::plain(Text::DeskPartly).number(count(arrived));
            writes.promises.push(way.reply(first, partly));
        } else if way.named {
            writes.ties = self.ties(way, copied);
            let sign = DeskEffect::React {
                message: first,
                sign: Sign::Delivered,
            };
            writes.promises.push(way.tell_desk(sign));
        }
        if copied.repeated {
            let remark = Remark::plain(Text::DeskRepeated);
            writes.promises.push(way.reply(first, remark));
        }
        Outcome::ends(writes)
    }

    /// The edited copy stands: the old one goes, unless it is too old to be deleted.
    async fn without_old_copy(
        &self,
        promise: &PersonPromise,
        old: MessageId,
        kept: Outcome,
    ) -> Outcome {
        let Outcome::Ends(mut writes) = kept else {
            return kept;
        };
        match calls::delete(self.bot(), promise.chat, &[old]).await {
            Ok(gone) => writes.untraced = gone,
            Err(failure) if failure.may_pass() => {
                writes.promises.push(Next::Person(PersonPromise {
                    effect: Effect::TakeAway(vec![old]),
                    facts: Vec::new(),
                    report: None,
                    ..promise.clone()
                }))
            }
            Err(failure) => tracing::info!("An old copy stays: {failure}"),
        }
        Outcome::Ends(writes)
    }

    /// The person's words into the topic of their case.
    pub(super) async fn relay_to_desk(
        &self,
        stand: &Stand,
        seat: &Seat,
        messages: &[MessageId],
        reply_to: Option<MessageId>,
        repeated: bool,
    ) -> Kept {
        let quoted = match reply_to {
            Some(message) => {
                let mut tx = self.look().await?;
                let link = self.link(&mut tx, seat.case.chat, message).await?;
                tx.rollback().await?;
                seat.own(link)
            }
            None => None,
        };
        let way = way_to_desk(stand, seat, quoted);
        self.copy_to_desk(&way, messages, repeated).await
    }

    async fn copy_to_desk(&self, way: &Way, messages: &[MessageId], repeated: bool) -> Kept {
        let not_copied = |arrived| {
            let event = CaseEvent::PersonsNotCopied { arrived };
            Ok(Outcome::Becomes(Box::new(Happening::Case(way.case, event))))
        };
        let copies = match self.copy(way, messages).await {
            Ok(copies) => copies,
            // They have deleted it: it was theirs to take back.
            Err(Failure::SourceGone) => return Ok(Outcome::nothing()),
            // Their chat is closed to us before we have passed it on: the desk is told that there
            // was something.
            Err(Failure::CannotCopy | Failure::Unreachable) => return not_copied(0),
            Err(failure) => return Err(failure.into()),
        };
        if !copies.is_empty() && copies.len() < messages.len() {
            self.hold_on_to(way, messages, &copies).await?;
            return not_copied(count(copies.len()));
        }
        let copied = Copied {
            messages,
            copies,
            repeated,
        };
        Ok(Outcome::ends(self.at_desk(way, &copied)))
    }

    /// Only a part of an album came through, and nothing says which. Where no topic takes it along,
    /// each copy is tied to some item, so that it goes with the case.
    async fn hold_on_to(
        &self,
        way: &Way,
        messages: &[MessageId],
        copies: &[MessageId],
    ) -> Result<(), StoreError> {
        if way.to.thread.is_some() {
            return Ok(());
        }
        let some = messages.get(..copies.len()).unwrap_or(messages);
        let copied = Copied {
            messages: some,
            copies: copies.to_vec(),
            repeated: false,
        };
        let writes = Writes {
            ties: self.ties(way, &copied),
            orphan: Some(orphan(way, copies)),
            ..Writes::default()
        };
        self.write_meanwhile(&writes).await.map(|_| ())
    }

    fn at_desk(&self, way: &Way, copied: &Copied<'_>) -> Writes {
        let mut writes = Writes {
            ties: self.ties(way, copied),
            ..Writes::default()
        };
        if let (Whose::Person, Some(first)) = (way.whose, copied.messages.first()) {
            let sign = Effect::React {
                message: *first,
                sign: Sign::Delivered,
            };
            writes
                .promises
                .push(Next::Person(for_person(way.from, sign)));
        }
        if let (true, Some(copy)) = (copied.repeated, copied.copies.first()) {
            let remark = Remark::plain(Text::DeskRepeated);
            writes.promises.push(way.reply(*copy, remark));
        }
        if way.to.thread.is_none() {
            // In a group without topics no topic takes it along.
            writes.orphan = Some(orphan(way, &copied.copies));
        }
        writes
    }

    /// What a consultant of another desk said before the case moved here, with a sign that it is
    /// not the person's. What is gone from the person's chat is gone.
    pub(super) async fn carry_to_desk(
        &self,
        stand: &Stand,
        seat: &Seat,
        message: MessageId,
        repeated: bool,
    ) -> Kept {
        let way = Way {
            whose: Whose::Consultant,
            ..way_to_desk(stand, seat, None)
        };
        let copies = match self.copy(&way, &[message]).await {
            Ok(copies) => copies,
            Err(
                Failure::SourceGone
                | Failure::Unreachable
                | Failure::CannotCopy
                | Failure::Refused(_),
            ) => return Ok(Outcome::nothing()),
            Err(failure) => return Err(failure.into()),
        };
        let copied = Copied {
            messages: &[message],
            copies,
            repeated,
        };
        let mut writes = self.at_desk(&way, &copied);
        writes.promises.extend(copied.copies.first().map(|copy| {
            way.tell_desk(DeskEffect::React {
                message: *copy,
                sign: Sign::Colleague,
            })
        }));
        Ok(Outcome::ends(writes))
    }

    /// An edited message of the person's: copied anew as a reply to the old copy, which goes.
    pub(super) async fn relay_edit_to_desk(
        &self,
        stand: &Stand,
        seat: &Seat,
        message: MessageId,
        repeated: bool,
    ) -> Kept {
        let mut tx = self.look().await?;
        let link = self.link(&mut tx, seat.case.chat, message).await?;
        tx.rollback().await?;
        let Some(old) = seat.own(link) else {
            let event = Happening::Case(seat.id, CaseEvent::EditLost);
            return Ok(Outcome::Becomes(Box::new(event)));
        };
        let way = way_to_desk(stand, seat, Some(old));
        let mut kept = self.copy_to_desk(&way, &[message], repeated).await?;
        let Outcome::Ends(writes) = &mut kept else {
            return Ok(kept);
        };
        let Some((_, copy)) = writes.ties.first().map(|pair| pair.group) else {
            return Ok(kept);
        };
        match calls::delete(self.bot(), stand.chat, &[old]).await {
            Err(failure) if failure.may_pass() => {
                writes.promises.push(way.tell_desk(DeskEffect::Erase {
                    chat: stand.chat,
                    thread: None,
                    messages: vec![old],
                    code: None,
                }));
            }
            Err(failure) => tracing::info!("An old copy stays in the group: {failure}"),
            Ok(_) => {}
        }
        writes.promises.push(way.tell_desk(DeskEffect::React {
            message: copy,
            sign: Sign::Edited,
        }));
        Ok(kept)
    }

    /// One call; once more without the reply if what it replies to is gone.
    async fn copy(&self, way: &Way, messages: &[MessageId]) -> Result<Vec<MessageId>, Failure> {
        match calls::copy(self.bot(), way.from, messages, way.to).await {
            Err(Failure::ReplyGone) => {
                calls::copy(self.bot(), way.from, messages, way.to.replying(None)).await
            }
            other => other,
        }
    }

    fn ties(&self, way: &Way, copied: &Copied<'_>) -> Vec<Pair> {
        if copied.messages.len() != copied.copies.len() {
            return Vec::new();
        }
        let mut sources = copied.messages.to_vec();
        sources.sort_unstable();
        let at = self.now();
        let pairs = sources.into_iter().zip(&copied.copies);
        pairs
            .map(|(from, copy)| way.pair(at, from, *copy))
            .collect()
    }
}

/// Into the topic; where there is none, as a reply to the card if to nothing else.
fn way_to_desk(stand: &Stand, seat: &Seat, quoted: Option<MessageId>) -> Way {
    Way {
        case: seat.id,
        desk: stand.desk.clone(),
        whose: Whose::Person,
        from: seat.case.chat,
        named: true,
        to: seat.spot(stand).replying(quoted.or(seat.anchor())),
        to_desk: true,
        album: None,
    }
}

/// Copies that nobody would know of, should the case be erased before they are tied.
fn orphan(way: &Way, copies: &[MessageId]) -> DeskPromise {
    DeskPromise {
        desk: way.desk.clone(),
        case: Some(way.case),
        effect: DeskEffect::Erase {
            chat: way.to.chat,
            thread: None,
            messages: copies.to_vec(),
            code: None,
        },
    }
}

/// A promise to a person that nobody reads and nothing is counted of.
pub(super) fn for_person(chat: ChatId, effect: Effect) -> PersonPromise {
    PersonPromise {
        chat,
        viewer: Visitor::new(),
        effect,
        facts: Vec::new(),
        trace: Trace::None,
        report: None,
    }
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
