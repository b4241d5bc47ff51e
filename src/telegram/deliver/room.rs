//! Where a case stands in a desk's group: its topic, its card, its name. Each step is one call and
//! is written down before the next, so that every call has its place in the group's minute and a
//! crash between two of them is resumed. A bot cannot list topics: what we record is the only truth,
//! so an answer that was lost is waited for before a second topic is made.

use sha2::{Digest, Sha256};
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use super::calls::{self, Speech};
use super::delivery::{Delivery, Kept, Next, Outcome, Stopped, Writes};
use super::desk::{Seat, Stand};
use super::failure::{Failure, Right};
use crate::content::Text;
use crate::desk::language;
use crate::desk::render::{self, CardLook, DeskPage};
use crate::model::case::Case;
use crate::model::desk::{DeskEffect, DeskLane, DeskPromise, Remark};
use crate::model::moment::Moment;
use crate::model::visitor::Visitor;
use crate::store::rooms::Room;
use crate::store::{self, StoreError};

/// Telegram tells us of our own topic: so long it is waited for when the answer was lost.
const ADOPTION_MS: i64 = 10_000;
/// How often it is looked whether it came.
const LOOK_MS: i64 = 1000;
/// Colours of a topic's icon (core.telegram.org/bots/api#createforumtopic): red, violet, blue.
const URGENT: u32 = 16_478_047;
const COMPLAINT: u32 = 13_338_331;
const USUAL: u32 = 7_322_096;

impl Delivery {
    /// One step towards a topic and a card; `None`: the case has both.
    pub(super) async fn take_seat(
        &self,
        stand: &Stand,
        seat: &Seat,
    ) -> Result<Option<Outcome>, Stopped> {
        if seat.stands_nowhere() {
            self.stands_nowhere_yet();
            return self.open_topic(stand, seat).await.map(Some);
        }
        if seat.room.card.is_some() {
            return Ok(None);
        }
        let step = self.post_card(stand, seat).await?;
        if step.is_some() {
            self.stands_nowhere_yet();
        }
        Ok(step)
    }

    async fn open_topic(&self, stand: &Stand, seat: &Seat) -> Kept {
        let now = self.now();
        if let Some(since) = seat.room.making_since {
            let until = since.min(now).max(self.since).plus_ms(ADOPTION_MS);
            if now < until {
                return Ok(Outcome::Waits(now.plus_ms(LOOK_MS).min(until)));
            }
        }
        let name = self.topic_name(stand, seat).await?;
        self.mark_making(stand, seat, Some(now)).await?;
        match calls::open_topic(self.bot(), stand.chat, &name, color(&seat.case)).await {
            Ok(Some(thread)) => Ok(stands(stand, seat, |room| {
                room.thread = Some(thread);
                room.name = Some(name);
            })),
            // It is there, and Telegram will tell us which it is.
            Ok(None) => Ok(Outcome::Waits(now.plus_ms(LOOK_MS))),
            Err(failure) if failure.leaves_doubt() => Err(failure.into()),
            Err(
                failure @ (Failure::NoForum | Failure::MayNot(Right::Topics) | Failure::Refused(_)),
            ) => {
                if !seat.case.is_complaint() {
                    lacks_topics(stand, &failure);
                }
                Ok(plain(stand, seat))
            }
            Err(failure) => {
                // It is known not to have been made: nothing is to be waited for.
                self.mark_making(stand, seat, None).await?;
                Err(failure.into())
            }
        }
    }

    async fn mark_making(
        &self,
        stand: &Stand,
        seat: &Seat,
        since: Option<Moment>,
    ) -> Result<(), StoreError> {
        let room = Room {
            making_since: since,
            ..seat.room.clone()
        };
        let mut tx = self.core.db().begin().await?;
        store::rooms::save(&mut tx, self.core.keys(), &seat.id, &stand.desk, &room).await?;
        tx.commit().await
    }

    /// `None`: Telegram does not take the card; words must not wait for that.
    async fn post_card(&self, stand: &Stand, seat: &Seat) -> Result<Option<Outcome>, Stopped> {
        let (speech, hash) = self.card(stand, seat).await?;
        match calls::say(self.bot(), seat.spot(stand), &speech).await {
            Ok(card) => Ok(Some(stands(stand, seat, |room| {
                room.card = card;
                room.card_text = Some(hash);
                room.pinned = false;
            }))),
            Err(Failure::Refused(why)) => {
                refused_card(&why);
                Ok(None)
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// Brings card, pin, name and closedness up to date, a step at a time.
    pub(super) async fn update_card(&self, stand: &Stand, seat: &Seat) -> Kept {
        let room = &seat.room;
        let stands_there = room.thread.is_some() || room.plain;
        if !seat.case.is_open() && !stands_there {
            return Ok(Outcome::nothing());
        }
        if let Some(step) = self.take_seat(stand, seat).await? {
            return Ok(step);
        }
        if let Some(step) = self.rewrite_card(stand, seat).await? {
            return Ok(step);
        }
        // In a group without topics, pins of all cases would stand in one list.
        let Some(thread) = room.thread else {
            return Ok(Outcome::nothing());
        };
        if let Some(step) = self.pin_card(stand, seat).await? {
            return Ok(step);
        }
        let name = self.topic_name(stand, seat).await?;
        if room.name.as_ref() != Some(&name) {
            let renamed = calls::rename_topic(self.bot(), stand.chat, thread, &name).await;
            return allowed(stand, seat, renamed, |room| room.name = Some(name));
        }
        let closed = !seat.case.is_open();
        if room.closed != closed {
            let done = calls::close_topic(self.bot(), stand.chat, thread, closed).await;
            return allowed(stand, seat, done, |room| room.closed = closed);
        }
        Ok(Outcome::nothing())
    }

    async fn rewrite_card(&self, stand: &Stand, seat: &Seat) -> Result<Option<Outcome>, Stopped> {
        let Some(card) = seat.room.card else {
            return Ok(None);
        };
        let (speech, hash) = self.card(stand, seat).await?;
        if seat.room.card_text.as_ref() == Some(&hash) {
            return Ok(None);
        }
        match calls::rewrite(self.bot(), stand.chat, card, &speech).await {
            Ok(()) => {}
            // Deleted by hand: the next step posts it anew.
            Err(Failure::CannotEdit) => {
                return Ok(Some(stands(stand, seat, |room| {
                    room.card = None;
                    room.card_text = None;
                })));
            }
            Err(Failure::Refused(why)) => refused_card(&why),
            Err(failure) => return Err(failure.into()),
        }
        Ok(Some(stands(stand, seat, |room| {
            room.card_text = Some(hash);
        })))
    }

    async fn pin_card(&self, stand: &Stand, seat: &Seat) -> Result<Option<Outcome>, Stopped> {
        let (Some(card), false) = (seat.room.card, seat.room.pinned) else {
            return Ok(None);
        };
        let pinned = match calls::pin(self.bot(), stand.chat, card).await {
            Err(Failure::CannotEdit) => {
                return Ok(Some(stands(stand, seat, |room| room.card = None)));
            }
            other => other,
        };
        allowed(stand, seat, pinned, |room| room.pinned = true).map(Some)
    }

    /// The card in words, and what tells whether they have changed.
    async fn card(&self, stand: &Stand, seat: &Seat) -> Result<(Speech, String), StoreError> {
        let keys = self.core.keys();
        let mut tx = self.look().await?;
        let visitor = store::visitors::load(&mut tx, keys, &seat.case.person).await;
        let visitor = store::readable(visitor, "A person's state")?;
        let members = store::members::load(&mut tx, keys, &stand.desk).await?;
        tx.rollback().await?;
        let content = self.core.library().current();
        let desks: Vec<_> = self
            .core
            .groups()
            .desks()
            .into_iter()
            .filter(|desk| content.desk().plan(desk).is_some())
            .collect();
        let page = render::card(&CardLook {
            content: &content,
            lang: language(&content, &stand.desk),
            now: self.now(),
            case: &seat.case,
            visitor: visitor.as_ref().map(|(visitor, _)| visitor),
            members: &members,
            desks: &desks,
            plain: seat.room.plain,
        });
        let hash = hash(&page);
        Ok((speech(page), hash))
    }

    async fn topic_name(&self, stand: &Stand, seat: &Seat) -> Result<String, StoreError> {
        let mut tx = self.look().await?;
        let found = store::visitors::load(&mut tx, self.core.keys(), &seat.case.person).await;
        let visitor: Option<(Visitor, i64)> = store::readable(found, "A person's state")?;
        tx.rollback().await?;
        let content = self.core.library().current();
        let visitor = visitor.as_ref().map(|(visitor, _)| visitor);
        let lang = language(&content, &stand.desk);
        Ok(render::topic_name(&content, lang, &seat.case, visitor))
    }

    /// The topic was deleted by hand. It is made anew for whatever is still to be said; what stood
    /// in it cannot be brought back, and the consultants are told so.
    pub(super) fn topic_gone(&self, promise: &DeskPromise, stand: &Stand, seat: &Seat) -> Outcome {
        let mut writes = Writes {
            room: Some((seat.id, stand.desk.clone(), Room::new(stand.chat))),
            lost: Some((seat.id, stand.chat)),
            ..Writes::default()
        };
        let say = |remark| {
            Next::Desk(DeskPromise {
                desk: stand.desk.clone(),
                case: Some(seat.id),
                effect: DeskEffect::Say(remark),
            })
        };
        let remade = say(Remark::plain(Text::DeskRemade));
        match &promise.effect {
            // The message it was to stand by is gone; what is to be known is said all the same.
            DeskEffect::Reply { remark, .. } if seat.case.is_open() => {
                writes.promises = vec![remade, say(remark.clone())];
                Outcome::ends(writes)
            }
            // The copy it changed went with the topic: as it reads now it is a message of its own.
            DeskEffect::RelayEdit(message) => {
                let relay = DeskEffect::Relay {
                    messages: vec![*message],
                    album: None,
                    reply_to: None,
                };
                writes.promises = vec![remade, Next::Case(seat.id, relay)];
                Outcome::ends(writes)
            }
            effect if effect.lane() == DeskLane::Case => {
                writes.promises.push(remade);
                Outcome::goes_on(writes)
            }
            DeskEffect::Card if seat.case.is_open() => {
                writes.promises.push(remade);
                Outcome::goes_on(writes)
            }
            _ => Outcome::ends(writes),
        }
    }

    /// A topic that is closed to us is opened; then it goes on.
    pub(super) async fn reopen_topic(&self, stand: &Stand, seat: &Seat) -> Kept {
        let Some(thread) = seat.room.thread else {
            return Ok(Outcome::nothing());
        };
        self.pacer.pay(&self.row.bucket, self.now());
        match calls::close_topic(self.bot(), stand.chat, thread, false).await {
            Ok(()) => Ok(stands(stand, seat, |room| room.closed = false)),
            Err(Failure::MayNot(Right::Topics)) => Ok(plain(stand, seat)),
            Err(failure) => Err(failure.into()),
        }
    }
}

/// A step is done: this is how the case stands now. Should the case have been erased meanwhile, its
/// topic goes too.
fn stands(stand: &Stand, seat: &Seat, change: impl FnOnce(&mut Room)) -> Outcome {
    let mut room = Room {
        making_since: None,
        ..seat.room.clone()
    };
    change(&mut room);
    let orphan = DeskPromise {
        desk: stand.desk.clone(),
        case: Some(seat.id),
        effect: DeskEffect::Erase {
            chat: stand.chat,
            thread: room.thread,
            messages: room.card.into_iter().collect(),
            code: None,
        },
    };
    Outcome::goes_on(Writes {
        room: Some((seat.id, stand.desk.clone(), room)),
        orphan: Some(orphan),
        ..Writes::default()
    })
}

/// Without a topic a case stands in the group as replies to its card; the group is told what it
/// lacks.
fn plain(stand: &Stand, seat: &Seat) -> Outcome {
    let room = Room {
        plain: true,
        ..Room::new(stand.chat)
    };
    Outcome::goes_on(Writes {
        room: Some((seat.id, stand.desk.clone(), room)),
        promises: vec![Next::inspect(stand.chat)],
        ..Writes::default()
    })
}

/// A step that needs a right: without it the step is left out, and the group is told.
fn allowed(
    stand: &Stand,
    seat: &Seat,
    done: Result<(), Failure>,
    change: impl FnOnce(&mut Room),
) -> Kept {
    let lacks = match done {
        Ok(()) => false,
        Err(Failure::MayNot(Right::Pin | Right::Topics)) => true,
        Err(Failure::Refused(why)) => {
            tracing::error!("A topic stays as it is: {why}");
            false
        }
        Err(failure) => return Err(failure.into()),
    };
    let mut outcome = stands(stand, seat, change);
    if let (true, Outcome::GoesOn(writes)) = (lacks, &mut outcome) {
        writes.promises.push(Next::inspect(stand.chat));
    }
    Ok(outcome)
}

/// The inbox of complaints may do without.
fn lacks_topics(stand: &Stand, failure: &Failure) {
    tracing::error!(
        "A case of desk {} stands in its group without a topic: {failure}. Switch on topics there, \
         and let the bot manage them",
        stand.desk
    );
}

fn refused_card(why: &str) {
    tracing::error!("Telegram refused a card: {why}");
    metrics::counter!("pages_refused").increment(1);
}

fn color(case: &Case) -> u32 {
    if case.urgent {
        URGENT
    } else if case.is_complaint() {
        COMPLAINT
    } else {
        USUAL
    }
}

/// A page of the desk, with its buttons; nobody's phone rings for it.
pub(super) fn speech(page: DeskPage) -> Speech {
    let row = |row: Vec<render::DeskKey>| {
        row.into_iter()
            .map(|key| InlineKeyboardButton::callback(key.label, key.button.encode()))
            .collect::<Vec<_>>()
    };
    Speech {
        html: page.html,
        keyboard: Some(InlineKeyboardMarkup::new(
            page.keyboard.into_iter().map(row),
        )),
        silent: true,
    }
}

/// Tells one page from another.
fn hash(page: &DeskPage) -> String {
    let mut hash = Sha256::new();
    hash.update(page.html.as_bytes());
    for key in page.keyboard.iter().flatten() {
        hash.update([0]);
        hash.update(key.label.as_bytes());
        hash.update([0]);
        hash.update(key.button.encode().as_bytes());
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
