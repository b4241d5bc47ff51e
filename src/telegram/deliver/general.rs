//! The group of a desk as such: the queue board, calls that ring, what is said in General.

use super::calls::{self, Speech, To};
use super::delivery::{Delivery, GroupNews, Kept, Outcome, Writes};
use super::desk::{Seat, Stand, address, said};
use super::failure::Failure;
use super::room::speech;
use crate::content::Content;
use crate::desk::{language, render};
use crate::model::desk::{DeskEffect, Member, Remark};
use crate::store::{self, StoreError};

/// A call waits so long for the topic it leads to.
const TOPIC_MS: i64 = 10_000;
/// How often it is looked whether the topic is there.
const LOOK_MS: i64 = 1000;

impl Delivery {
    /// Keeps a promise to the group as such.
    pub(super) async fn in_general(
        &self,
        effect: &DeskEffect,
        stand: &Stand,
        seat: Option<&Seat>,
    ) -> Kept {
        let content = self.core.library().current();
        let lang = language(&content, &stand.desk);
        let general = To::chat(stand.chat);
        let (to, html) = match effect {
            DeskEffect::Board => return self.board(stand, &content).await,
            DeskEffect::BoardAnew => return self.board_anew(stand, &content).await,
            DeskEffect::Call { remark, loud } => {
                return self.call(stand, seat, &content, remark, *loud).await;
            }
            DeskEffect::SayInGeneral(remark) => (general, said(&content, lang, remark)),
            DeskEffect::ReplyInGeneral { message, remark } => (
                general.replying(Some(*message)),
                said(&content, lang, remark),
            ),
            DeskEffect::ListBlocked => {
                let mut tx = self.look().await?;
                let list = store::blocks::list(&mut tx, self.now()).await?;
                tx.rollback().await?;
                (general, render::blocked(&content, lang, &list))
            }
            _ => return Ok(Outcome::nothing()),
        };
        calls::say(self.bot(), to, &Speech::aloud(html)).await?;
        Ok(Outcome::nothing())
    }

    /// Brings the board up to date where it stands, or posts it where it is not there any more.
    async fn board(&self, stand: &Stand, content: &Content) -> Kept {
        let speech = self.board_speech(stand, content).await?;
        if let Some(board) = stand.state.board {
            match calls::rewrite(self.bot(), stand.chat, board, &speech).await {
                Ok(()) => return Ok(Outcome::nothing()),
                Err(Failure::CannotEdit) => {}
                Err(failure) => return Err(failure.into()),
            }
            self.pacer.pay(&self.row.bucket, self.now());
        }
        self.post_board(stand, &speech).await
    }

    async fn board_anew(&self, stand: &Stand, content: &Content) -> Kept {
        let speech = self.board_speech(stand, content).await?;
        if let Some(old) = stand.state.board
            && let Err(failure) = calls::delete(self.bot(), stand.chat, &[old]).await
        {
            if failure.may_pass() {
                return Err(failure.into());
            }
            tracing::info!("An old board stays: {failure}");
        }
        self.post_board(stand, &speech).await
    }

    /// Posts the board and pins it. Without the right to pin it just stands there.
    async fn post_board(&self, stand: &Stand, speech: &Speech) -> Kept {
        let posted = calls::say(self.bot(), To::chat(stand.chat), speech).await?;
        if let Some(board) = posted {
            self.pacer.pay(&self.row.bucket, self.now());
            if let Err(failure) = calls::pin(self.bot(), stand.chat, board).await {
                tracing::warn!("The board of desk {} is not pinned: {failure}", stand.desk);
            }
        }
        let mut news = GroupNews::of(&stand.desk, stand.chat);
        news.board = Some(posted);
        Ok(Outcome::ends(Writes {
            group: Some(news),
            ..Writes::default()
        }))
    }

    async fn board_speech(&self, stand: &Stand, content: &Content) -> Result<Speech, StoreError> {
        let (keys, now) = (self.core.keys(), self.now());
        let mut tx = self.look().await?;
        let mut cases = Vec::new();
        for (id, case) in store::cases::open_at(&mut tx, keys, &stand.desk).await? {
            let room = self.room(&mut tx, &id, &stand.desk).await?;
            cases.push((case, room.as_ref().and_then(address)));
        }
        let members = store::members::load(&mut tx, keys, &stand.desk).await?;
        tx.rollback().await?;
        let lang = language(content, &stand.desk);
        let open = content.hours().is_open(now.timestamp());
        let page = render::board(content, lang, now, &cases, &members, open);
        Ok(speech(page))
    }

    /// Rings for a case. It leads to the topic, so it waits a little for one that is being made.
    async fn call(
        &self,
        stand: &Stand,
        seat: Option<&Seat>,
        content: &Content,
        remark: &Remark,
        loud: bool,
    ) -> Kept {
        let now = self.now();
        let in_the_making = seat.is_some_and(|seat| {
            seat.stands_nowhere() && now < seat.case.opened_at.plus_ms(TOPIC_MS)
        });
        if in_the_making {
            return Ok(Outcome::Waits(now.plus_ms(LOOK_MS)));
        }
        let mut members: Vec<Member> = Vec::new();
        if loud {
            let mut tx = self.look().await?;
            members = store::members::load(&mut tx, self.core.keys(), &stand.desk).await?;
            tx.rollback().await?;
        }
        let lang = language(content, &stand.desk);
        let address = seat.and_then(Seat::address);
        let html = render::call(content, lang, remark, address.as_deref(), &members);
        let to = To::chat(stand.chat).replying(seat.and_then(Seat::anchor));
        calls::say(self.bot(), to, &Speech::aloud(html)).await?;
        Ok(Outcome::nothing())
    }
}
