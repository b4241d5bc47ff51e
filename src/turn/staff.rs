//! The staff's group: what is remembered of it, what is decided about it, when figures are due
//! there by themselves.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::record::{FIRST, NEXT};
use super::{Core, TurnError};
use crate::model::effect::Promise;
use crate::model::event::{Decision, GroupEvent, Happening, Origin, Turn};
use crate::model::ids::ChatId;
use crate::model::moment::Moment;
use crate::model::staff::{
    StaffEffect, StaffEvent, StaffMember, StaffPromise, StaffRoom, StaffSpot,
};
use crate::staff::{self, World};
use crate::store::outbox::Place;
use crate::store::{self, StoreError, Tx};

/// The lane of files within the group: they must not keep pages and alerts waiting.
const FILES: i64 = 0;

impl Core {
    /// Learns whether the staff's group has moved.
    pub(super) async fn learn_staffs_move(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let Some(configured) = self.groups().staff_configured() else {
            return Ok(());
        };
        let (room, _) = self.load_staff(tx).await?;
        if let Some((from, to)) = room.moved
            && from == configured
        {
            self.groups().staff_moved(to);
        }
        Ok(())
    }

    /// What is remembered of the staff's group.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn staff_room(&self) -> Result<StaffRoom, StoreError> {
        let mut tx = self.db().begin().await?;
        let room = self.load_staff(&mut tx).await?;
        tx.rollback().await?;
        Ok(room.0)
    }

    /// A room that cannot be read is begun anew: it holds wishes, which can be told again.
    async fn load_staff(&self, tx: &mut Tx) -> Result<(StaffRoom, Option<i64>), StoreError> {
        let Some((room, version)) = store::staff::load(tx, self.keys()).await? else {
            return Ok((StaffRoom::default(), None));
        };
        let room = store::readable(room.map(Some), "What is known of the staff's group")?;
        Ok((room.unwrap_or_default(), Some(version)))
    }

    /// The turn of figures that come by themselves, if it is time.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn staff_due(&self, now: Moment) -> Result<Option<Turn>, StoreError> {
        let Some(chat) = self.groups().staff() else {
            return Ok(None);
        };
        if !store::staff::is_due(self.db(), now).await? {
            return Ok(None);
        }
        let (spot, who) = nobody_in(chat);
        Ok(Some(Turn {
            origin: Origin::Clock,
            what: Happening::Staff(spot, who, StaffEvent::Due),
            now,
        }))
    }

    /// News of the staff's group as such.
    pub(super) async fn staff_group(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        event: GroupEvent,
    ) -> Result<(), TurnError> {
        let Some(chat) = self.groups().staff() else {
            return Ok(());
        };
        let event = match event {
            GroupEvent::Changed => StaffEvent::Joined,
            GroupEvent::Lost => {
                tracing::error!(
                    "The bot was removed from the group of the staff: add it again, or nobody there gets figures and alerts"
                );
                StaffEvent::Removed
            }
            GroupEvent::MovedTo(new) => return self.staff_moved(tx, new).await,
            GroupEvent::Strange => return Ok(()),
        };
        let (spot, who) = nobody_in(chat);
        self.in_staff(tx, turn, &spot, &who, &event).await?;
        Ok(())
    }

    /// Telegram has upgraded the group: it goes on under its new id.
    async fn staff_moved(&self, tx: &mut Tx, new: ChatId) -> Result<(), TurnError> {
        let Some(configured) = self.groups().staff_configured() else {
            return Ok(());
        };
        let (mut room, version) = self.load_staff(tx).await?;
        if room.moved == Some((configured, new)) {
            self.groups().staff_moved(new);
            return Ok(());
        }
        room.moved = Some((configured, new));
        let due = staff::due(
            &room,
            self.office(&self.library().current(), self.clock().now()),
        );
        if !store::staff::save(tx, self.keys(), &room, due, version).await? {
            return Err(TurnError::Contended);
        }
        self.groups().staff_moved(new);
        tracing::error!(
            "Telegram has upgraded the group of the staff, which goes on under its new id. Put {} where the settings have {}",
            new.0,
            configured.0
        );
        Ok(())
    }

    fn office<'a>(&self, content: &'a crate::content::Content, now: Moment) -> World<'a> {
        World { content, now }
    }

    /// One event in the staff's group.
    pub(super) async fn in_staff(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        spot: &StaffSpot,
        who: &StaffMember,
        event: &StaffEvent,
    ) -> Result<Decision, TurnError> {
        let content = self.library().current();
        let world = self.office(&content, turn.now);
        let (before, version) = self.load_staff(tx).await?;
        let room = before.clone();
        let decided = catch_unwind(AssertUnwindSafe(|| {
            let decided = staff::decide(room, spot, who, event, world);
            let due = staff::due(&decided.room, world);
            (decided, due)
        }));
        let (decided, due) = decided.map_err(|_| TurnError::Panicked)?;
        // What was due is written anew also if nothing came of it, or it would stay due for ever.
        if (decided.room != before || *event == StaffEvent::Due)
            && !store::staff::save(tx, self.keys(), &decided.room, due, version).await?
        {
            return Err(TurnError::Contended);
        }
        for promise in &decided.promises {
            let place = self.place_of_staff(promise);
            let promise = Promise::Staff(promise.clone());
            store::outbox::push(tx, self.keys(), &place, &promise, turn.now).await?;
        }
        Ok(Decision {
            courtesies: decided.courtesies,
            ..Decision::nothing()
        })
    }

    /// Where a promise to the staff goes.
    #[must_use]
    pub fn place_of_staff(&self, promise: &StaffPromise) -> Place {
        let keys = self.keys();
        let chat = self.groups().staff_configured().unwrap_or(promise.chat);
        let (thread, rank) = match promise.effect {
            StaffEffect::Files { .. } => (Some(FILES), NEXT),
            StaffEffect::Show { .. } | StaffEffect::Chart(_) => (None, FIRST),
        };
        Place {
            lane: keys.lane(chat, thread),
            bucket: keys.bucket(chat),
            rank,
        }
    }
}

/// What happens in the group by nobody's wish.
fn nobody_in(chat: ChatId) -> (StaffSpot, StaffMember) {
    let spot = StaffSpot {
        chat,
        thread: None,
        message: None,
    };
    let who = StaffMember {
        key: None,
        client_language: None,
    };
    (spot, who)
}
