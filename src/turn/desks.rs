//! What happens to the rooms of cases and to the groups of desks: moving, forgetting, erasing, topics
//! closed by hand, groups joined, left, moved.

use super::record::{FIRST, LAST, NEXT};
use super::{Core, TurnError};
use crate::content::{DeskId, Text};
use crate::model::desk::{DeskEffect, DeskEvent, DeskLane, DeskPromise, Remark, Spot};
use crate::model::effect::{GroupEffect, GroupPromise, Promise};
use crate::model::event::{Decision, GroupEvent, Opened, Turn};
use crate::model::ids::{CaseCode, ChatId, UpdateId};
use crate::model::moment::Moment;
use crate::store::links::Whose;
use crate::store::outbox::Place;
use crate::store::rooms::DeskRoom;
use crate::store::{self, StoreError, Tx};

/// Messages carried over when a case moves to another desk.
const CARRIED: usize = 100;

impl Core {
    /// Learns where groups have moved. A group whose row cannot be read is where it was set.
    pub(super) async fn find_groups(&self) {
        for desk in self.groups().desks() {
            match self.moved_group(&desk).await {
                Ok(Some(chat)) => self.groups().moved(&desk, chat),
                Ok(None) => {}
                Err(error) => tracing::warn!(
                    "Whether the group of desk {desk} has moved is not known: {error}"
                ),
            }
        }
    }

    /// What the bot may do in its groups may have changed while it was away.
    pub(super) async fn inspect_groups(&self) {
        for desk in self.groups().desks() {
            let Some(chat) = self.groups().chat_of(&desk) else {
                continue;
            };
            if let Err(error) = self.inspect(chat).await {
                tracing::warn!("The group of desk {desk} is not looked at: {error}");
            }
        }
    }

    async fn inspect(&self, chat: ChatId) -> Result<(), TurnError> {
        let mut tx = self.db().begin().await?;
        let now = self.clock().now();
        self.to_group(&mut tx, chat, GroupEffect::Inspect, now)
            .await?;
        Ok(tx.commit().await?)
    }

    async fn moved_group(&self, desk: &DeskId) -> Result<Option<ChatId>, StoreError> {
        let mut tx = self.db().begin().await?;
        let room = store::rooms::load_desk(&mut tx, self.keys(), desk).await?;
        tx.rollback().await?;
        let configured = self.groups().configured(desk);
        Ok(room
            .filter(|room| room.moved_from.is_some() && room.moved_from == configured)
            .map(|room| room.chat))
    }

    /// Where a desk's promise goes. `asked`: a consultant waits for it.
    #[must_use]
    pub fn place_of_desk(&self, promise: &DeskPromise, urgent: bool, asked: bool) -> Place {
        let keys = self.keys();
        let chat = self.bucket_chat(&promise.desk);
        let lane = match (promise.effect.lane(), promise.case) {
            (DeskLane::General, _) | (_, None) => keys.lane(chat, None),
            (lane, Some(case)) => keys.case_lane(&case, lane),
        };
        let rank = match promise.effect {
            DeskEffect::Call { .. } | DeskEffect::BoardAnew | DeskEffect::React { .. } => FIRST,
            DeskEffect::Card if asked => FIRST,
            DeskEffect::Card | DeskEffect::Board | DeskEffect::Erase { .. } => LAST,
            _ if urgent => FIRST,
            _ => NEXT,
        };
        Place {
            lane,
            bucket: keys.bucket(chat),
            rank,
        }
    }

    /// A case has gone to another desk: what was said so far is copied into its new topic, then the
    /// old one is deleted.
    pub(super) async fn move_case(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        from: &Opened,
        to: &Opened,
    ) -> Result<(), TurnError> {
        let links = store::links::of_case(tx, self.keys(), &to.id).await?;
        self.erase_rooms(tx, turn, &from.id).await?;
        let [relays, calls, card, signs] = self.lanes_of(&to.id);
        let mut waiting = store::outbox::waiting_for(tx, self.keys(), &relays).await?;
        waiting.extend(store::outbox::waiting_for(tx, self.keys(), &calls).await?);
        for lane in [relays, calls, card, signs] {
            store::outbox::drop_lane(tx, &lane).await?;
        }
        let old = Remark::plain(Text::DeskMovedHere).name(from.case.desk.as_str());
        self.tell_case(tx, turn, to, DeskEffect::Open).await?;
        self.tell_case(tx, turn, to, DeskEffect::Say(old)).await?;
        let skip = links.len().saturating_sub(CARRIED);
        for link in links.into_iter().skip(skip) {
            let copy = match link.whose {
                Whose::Person => DeskEffect::Relay {
                    messages: vec![link.here],
                    album: None,
                    reply_to: None,
                },
                Whose::Consultant => DeskEffect::Carry(link.here),
            };
            self.tell_case(tx, turn, to, copy).await?;
        }
        for promise in waiting {
            if let Promise::Desk(promise) = promise {
                self.tell_case(tx, turn, to, promise.effect).await?;
            }
        }
        let board = DeskPromise {
            desk: from.case.desk.clone(),
            case: None,
            effect: DeskEffect::Board,
        };
        self.tell_desk(tx, turn, &board, false).await
    }

    /// A topic was closed by hand, or one of ours came into being.
    pub(super) async fn topic_news(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        spot: &Spot,
        event: &DeskEvent,
        decision: &Decision,
    ) -> Result<(), TurnError> {
        match (event, spot.thread, &decision.case) {
            (DeskEvent::TopicClosed, Some(_), Some(open)) => {
                let keys = self.keys();
                let room = store::rooms::load(tx, keys, &open.id, &open.case.desk).await;
                let room = store::readable(room, "Where a case stands")?;
                if let Some(mut room) = room {
                    room.closed = true;
                    store::rooms::save(tx, keys, &open.id, &open.case.desk, &room).await?;
                }
                Ok(())
            }
            (DeskEvent::TopicMade { code: Some(code) }, Some(thread), _) => {
                self.adopt(tx, turn, spot, code, thread).await
            }
            _ => Ok(()),
        }
    }

    /// A topic of ours, told of by Telegram: the answer to the call that made it may have been
    /// lost. If its case still waits for one it is taken; if the case has another it goes.
    async fn adopt(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        spot: &Spot,
        code: &CaseCode,
        thread: i64,
    ) -> Result<(), TurnError> {
        let keys = self.keys();
        let Some(id) = store::cases::by_code(tx, code).await? else {
            return Ok(());
        };
        let room = store::rooms::load(tx, keys, &id, &spot.desk).await;
        let Some(mut room) = store::readable(room, "Where a case stands")? else {
            return Ok(());
        };
        if room.thread == Some(thread) {
            return Ok(());
        }
        if room.thread.is_none() && room.making_since.is_some() {
            room.thread = Some(thread);
            room.making_since = None;
            store::rooms::adopt(tx, keys, &id, &spot.desk, &room).await?;
            return Ok(());
        }
        if room.thread.is_some() && room.chat == spot.chat {
            let promise = DeskPromise {
                desk: spot.desk.clone(),
                case: Some(id),
                effect: DeskEffect::Erase {
                    chat: spot.chat,
                    thread: Some(thread),
                    messages: Vec::new(),
                },
            };
            self.tell_desk(tx, turn, &promise, false).await?;
        }
        Ok(())
    }

    /// News of a group as such.
    pub(super) async fn in_group(
        &self,
        tx: &mut Tx,
        chat: ChatId,
        event: GroupEvent,
        now: Moment,
    ) -> Result<(), TurnError> {
        let desk = self.groups().desk_of(chat);
        match (event, desk) {
            (GroupEvent::MovedTo(new), Some(desk)) => self.group_moved(tx, &desk, new, now).await,
            (GroupEvent::Changed, Some(desk)) => {
                let bucket = self.keys().bucket(self.bucket_chat(&desk));
                store::outbox::hurry_bucket(tx, &bucket, now).await?;
                self.to_group(tx, chat, GroupEffect::Inspect, now).await
            }
            (GroupEvent::Lost, Some(desk)) => {
                tracing::error!(
                    "The bot was removed from the group of desk {desk}: add it again as an administrator. What people write waits until then"
                );
                Ok(())
            }
            (GroupEvent::Changed | GroupEvent::Strange, None) if !self.groups().knows(chat) => {
                self.to_group(tx, chat, GroupEffect::Leave, now).await
            }
            _ => Ok(()),
        }
    }

    /// The staff are told which update broke the program, if they have a group.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tell_of_broken(&self, update: UpdateId) -> Result<(), TurnError> {
        let Some(chat) = self.groups().staff() else {
            return Ok(());
        };
        let mut tx = self.db().begin().await?;
        let (effect, now) = (GroupEffect::TellBroken(update.0), self.clock().now());
        self.to_group(&mut tx, chat, effect, now).await?;
        Ok(tx.commit().await?)
    }

    async fn to_group(
        &self,
        tx: &mut Tx,
        chat: ChatId,
        effect: GroupEffect,
        now: Moment,
    ) -> Result<(), TurnError> {
        let promise = Promise::Group(GroupPromise { chat, effect });
        let place = self.place_of_group(chat);
        store::outbox::push(tx, self.keys(), &place, &promise, now).await?;
        Ok(())
    }

    /// Where a promise to a group as such goes.
    #[must_use]
    pub fn place_of_group(&self, chat: ChatId) -> Place {
        let keys = self.keys();
        let desk = self.groups().desk_of(chat);
        let named = desk.map_or(chat, |desk| self.bucket_chat(&desk));
        Place {
            lane: keys.lane(named, None),
            bucket: keys.bucket(named),
            rank: FIRST,
        }
    }

    /// Telegram has upgraded the group: ids of messages and topics there are void.
    async fn group_moved(
        &self,
        tx: &mut Tx,
        desk: &DeskId,
        new: ChatId,
        now: Moment,
    ) -> Result<(), TurnError> {
        let keys = self.keys();
        let known = store::rooms::load_desk(tx, keys, desk).await;
        let known = store::readable(known, "What is known of a desk's group")?;
        if known.is_some_and(|room| room.chat == new && room.moved_from.is_some()) {
            return Ok(());
        }
        let Some(configured) = self.groups().configured(desk) else {
            return Ok(());
        };
        // The door may know of the move already: rooms still stand in the group as it was.
        let old = self.groups().chat_of(desk).filter(|chat| *chat != new);
        let old = old.unwrap_or(configured);
        store::rooms::forget_group(tx, keys, desk, old, new).await?;
        let room = DeskRoom {
            moved_from: Some(configured),
            ..DeskRoom::new(new)
        };
        store::rooms::save_desk(tx, keys, desk, &room).await?;
        self.groups().moved(desk, new);
        tracing::error!(
            "Telegram has upgraded the group of desk {desk}, which goes on under its new id. Put {} where the settings have {}",
            new.0,
            configured.0
        );
        self.to_group(tx, new, GroupEffect::Inspect, now).await?;
        self.open_anew(tx, desk, now).await
    }

    /// Open cases get their topics in the new group, also those in which nothing waits: without one
    /// no consultant could write to the person. What was to stand by a message of the old group is
    /// said alone, and signs are left out: its number may be another's now.
    async fn open_anew(&self, tx: &mut Tx, desk: &DeskId, now: Moment) -> Result<(), TurnError> {
        let keys = self.keys();
        for (id, case) in store::cases::open_at(tx, keys, desk).await? {
            let mut effects = vec![DeskEffect::Open];
            let signs = keys.case_lane(&id, DeskLane::Signs);
            for promise in store::outbox::waiting_for(tx, keys, &signs).await? {
                if let Promise::Desk(DeskPromise {
                    effect: DeskEffect::Reply { remark, .. },
                    ..
                }) = promise
                {
                    effects.push(DeskEffect::Say(remark));
                }
            }
            store::outbox::drop_lane(tx, &signs).await?;
            for effect in effects {
                let promise = DeskPromise {
                    desk: desk.clone(),
                    case: Some(id),
                    effect,
                };
                let place = self.place_of_desk(&promise, case.urgent, false);
                let promise = Promise::Desk(promise);
                store::outbox::push(tx, keys, &place, &promise, now).await?;
            }
        }
        let board = DeskPromise {
            desk: desk.clone(),
            case: None,
            effect: DeskEffect::Board,
        };
        let place = self.place_of_desk(&board, false, false);
        store::outbox::push(tx, keys, &place, &Promise::Desk(board), now).await?;
        Ok(())
    }
}
