//! What happens to the rooms of cases and to the groups of desks: moving, forgetting, erasing, topics
//! closed by hand, groups joined, left, moved.

use super::record::{FIRST, LAST, NEXT};
use super::{Core, TurnError};
use crate::content::{DeskId, Text};
use crate::model::case::COMPLAINTS;
use crate::model::desk::{CaseEvent, DeskEffect, DeskEvent, DeskLane, DeskPromise, Remark, Spot};
use crate::model::effect::{GroupEffect, GroupPromise, Promise};
use crate::model::event::{Decision, GroupEvent, Happening, Opened, Origin, Turn};
use crate::model::ids::{CaseCode, CaseId, ChatId, UpdateId};
use crate::model::moment::Moment;
use crate::store::links::Whose;
use crate::store::outbox::Place;
use crate::store::rooms::DeskRoom;
use crate::store::{self, StoreError, Tx};

/// Messages carried over when a case moves to another desk.
const CARRIED: usize = 100;

impl Core {
    /// Learns where groups have moved.
    pub(super) async fn find_groups(&self) -> Result<(), StoreError> {
        let mut tx = self.db().begin().await?;
        self.learn_moves(&mut tx).await?;
        tx.rollback().await
    }

    /// Learns where groups have moved, as far as it is written down: another process may have
    /// written it. A group whose row cannot be read is where it was set.
    async fn learn_moves(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for desk in self.groups().desks() {
            let room = store::rooms::load_desk(tx, self.keys(), &desk).await;
            let room = store::readable(room, "What is known of a desk's group")?;
            let configured = self.groups().configured(&desk);
            if let Some(room) =
                room.filter(|room| room.moved_from.is_some() && room.moved_from == configured)
            {
                self.groups().moved(&desk, room.chat);
            }
        }
        self.learn_staffs_move(tx).await
    }

    /// Whether a group is one of ours, also if only another process knows by which id it goes on.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn knows_group(&self, tx: &mut Tx, chat: ChatId) -> Result<bool, StoreError> {
        if !self.groups().knows(chat) {
            self.learn_moves(tx).await?;
        }
        Ok(self.groups().knows(chat))
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
        if self.groups().chat_of(&from.case.desk).is_none() {
            return Ok(());
        }
        let board = DeskPromise {
            desk: from.case.desk.clone(),
            case: None,
            effect: DeskEffect::Board,
        };
        self.tell_desk(tx, turn, &board, false).await
    }

    /// Open cases of desks that have lost their group in the settings go to the others. One that
    /// cannot go now goes when there is something to say in it.
    pub(super) async fn move_from_lost_desks(&self) {
        match self.at_lost_desks().await {
            Ok(lost) => {
                for case in lost {
                    self.move_from_lost_desk(case).await;
                }
            }
            Err(error) => tracing::warn!("Cases of desks without a group stay there: {error}"),
        }
    }

    async fn move_from_lost_desk(&self, case: CaseId) {
        let turn = Turn {
            origin: Origin::Clock,
            what: Happening::Case(case, CaseEvent::DeskAway),
            now: self.clock().now(),
        };
        match Box::pin(self.write(&[turn])).await {
            Ok(_) => tracing::warn!(
                "A case of a desk that has no group any more is handed to another desk"
            ),
            Err(error) => tracing::warn!("A case of a desk without a group stays there: {error}"),
        }
    }

    /// Conversations at a desk without a group, if there is a desk with one.
    async fn at_lost_desks(&self) -> Result<Vec<CaseId>, StoreError> {
        let desks = self.groups().desks();
        if desks.iter().all(|desk| desk.as_str() == COMPLAINTS) {
            return Ok(Vec::new());
        }
        let mut tx = self.db().begin().await?;
        let open = store::cases::all_open(&mut tx).await?;
        tx.rollback().await?;
        let lost =
            |(_, desk): &(CaseId, DeskId)| desk.as_str() != COMPLAINTS && !desks.contains(desk);
        Ok(open.into_iter().filter(lost).map(|(id, _)| id).collect())
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
                    code: None,
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
        turn: &Turn,
        chat: ChatId,
        event: GroupEvent,
    ) -> Result<(), TurnError> {
        let is_ours = self.knows_group(tx, chat).await?;
        if is_ours && event == GroupEvent::Strange {
            return Err(TurnError::Misread);
        }
        if self.groups().is_staff(chat) {
            return self.staff_group(tx, turn, event).await;
        }
        let now = turn.now;
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
            (GroupEvent::Changed | GroupEvent::Strange, None) if !is_ours => {
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
            // Another process may have seen to it: this one must know as well.
            self.groups().moved(desk, new);
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
