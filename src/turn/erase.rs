//! The end of a case: what is kept of it here, and what stands of it in a desk's group. A case that
//! nobody can read any more ends as surely as the others.

use super::load::Subject;
use super::{Core, TurnError};
use crate::content::{Content, Text};
use crate::model::desk::{CaseEvent, DeskEffect, DeskLane, DeskPromise, Remark};
use crate::model::event::{Happening, Turn};
use crate::model::ids::{CaseCode, CaseId, Lane, MessageId};
use crate::store::rooms::Room;
use crate::store::{self, Tx};

impl Core {
    /// Erases what stands of a case in the groups of desks.
    pub(super) async fn erase_rooms(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        id: &CaseId,
    ) -> Result<(), TurnError> {
        let code = store::cases::name_of(tx, id).await?.map(|(code, _)| code);
        for (desk, room) in store::rooms::all_of(tx, self.keys(), id).await? {
            let promise = DeskPromise {
                case: Some(*id),
                effect: self.erasure(tx, id, &room, code.clone()).await?,
                desk,
            };
            store::rooms::erase(tx, id, &promise.desk).await?;
            self.tell_desk(tx, turn, &promise, false).await?;
        }
        store::links::erase_case(tx, id).await?;
        Ok(())
    }

    /// The lanes of a case that end with it; what is still to be erased in the group has its own.
    pub(super) fn lanes_of(&self, case: &CaseId) -> [Lane; 4] {
        [
            DeskLane::Case,
            DeskLane::Call,
            DeskLane::Card,
            DeskLane::Signs,
        ]
        .map(|lane| self.keys().case_lane(case, lane))
    }

    async fn erasure(
        &self,
        tx: &mut Tx,
        case: &CaseId,
        room: &Room,
        code: Option<CaseCode>,
    ) -> Result<DeskEffect, TurnError> {
        // A topic goes with all that stands in it; where there is none, each message goes alone.
        let mut messages: Vec<MessageId> = Vec::new();
        if room.thread.is_none() {
            let links = store::links::of_case(tx, self.keys(), case).await?;
            messages.extend(links.iter().map(|link| link.there));
            messages.extend(room.card);
        }
        Ok(DeskEffect::Erase {
            chat: room.chat,
            thread: room.thread,
            messages,
            code,
        })
    }

    /// A case and all that belongs to it, here and in the group.
    pub(super) async fn erase_case(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        id: &CaseId,
    ) -> Result<(), TurnError> {
        self.must_clear_log();
        self.erase_rooms(tx, turn, id).await?;
        store::cases::erase(tx, id, &self.lanes_of(id)).await?;
        Ok(())
    }

    /// The person is forgotten: their cases go too, and the desk is told that one is gone.
    pub(super) async fn forget_cases(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        subject: Subject,
    ) -> Result<(), TurnError> {
        for id in store::cases::of_person(tx, &subject.key).await? {
            let named = store::cases::name_of(tx, &id).await?;
            self.erase_case(tx, turn, &id).await?;
            let Some((code, desk)) = named else { continue };
            let gone = Remark::plain(Text::DeskForgotten).code(&code);
            for effect in [DeskEffect::SayInGeneral(gone), DeskEffect::Board] {
                let promise = DeskPromise {
                    desk: desk.clone(),
                    case: None,
                    effect,
                };
                self.tell_desk(tx, turn, &promise, false).await?;
            }
        }
        Ok(())
    }

    /// The time of a case has come and nobody can read it. No desk has it any more; what stands of
    /// it is kept as long as if it had been closed now, then it goes like any other.
    pub(super) async fn end_unread(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        content: &Content,
    ) -> Result<(), TurnError> {
        let Happening::Case(id, CaseEvent::Due) = &turn.what else {
            return Ok(());
        };
        let days = i64::from(content.desk().retention_days);
        if store::cases::give_up(tx, id, turn.now.plus_days(days)).await? {
            return Ok(());
        }
        self.erase_case(tx, turn, id).await
    }
}
