//! One row of the outbox on its way out: which way it goes, and what may come of it. What came of
//! it is a value, so that it can be written as often as the database needs.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::FutureExt;
use teloxide::Bot;

use super::encode::Speaker;
use super::failure::Failure;
use super::pace::{Kind, Pacer};
use super::trouble::Trouble;
use crate::content::DeskId;
use crate::model::case::Case;
use crate::model::desk::{DeskEffect, DeskPromise};
use crate::model::effect::{Effect, GroupEffect, GroupPromise, PersonPromise, Promise};
use crate::model::event::Happening;
use crate::model::ids::{CaseId, ChatId, MessageId};
use crate::model::moment::Moment;
use crate::model::staff::StaffPromise;
use crate::store::links::{Link, Pair};
use crate::store::outbox::Row;
use crate::store::rooms::{DeskRoom, Room};
use crate::store::{self, StoreError, Tx};
use crate::turn::Core;

/// The longest pause between two tries to write what came of a call.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// One row on its way out.
pub(super) struct Delivery {
    pub core: Core,
    pub speaker: Arc<Speaker>,
    pub pacer: Arc<Pacer>,
    pub trouble: Arc<Trouble>,
    pub row: Row,
    /// Since when this process is the one that sends: what another began before may still show.
    pub since: Moment,
    /// Whether Telegram was called at all.
    pub called: AtomicBool,
    /// Whether a call for it was begun before, of which nobody knows what came.
    begun_before: AtomicBool,
}

/// What came of a row.
pub(super) enum Outcome {
    /// It ends, and this follows from it.
    Ends(Box<Writes>),
    /// A step of it is done; it goes on at once.
    GoesOn(Box<Writes>),
    /// Nothing was called; it is looked at again then.
    Waits(Moment),
    /// It ends with an event, in the transaction of that event.
    Becomes(Box<Happening>),
    /// The group of its desk has another id now; it goes on there.
    Moved { from: ChatId, to: ChatId },
    /// The group of its desk cannot be reached.
    Away(Box<Away>),
    /// It ended otherwise, or is another's by now.
    Gone,
}

/// A group in which nothing can be done for now.
pub(super) struct Away {
    pub desk: DeskId,
    /// The group, if it is the one the desk has now and nothing at all can be done in it.
    pub group: Option<ChatId>,
    /// The case whose words have to wait.
    pub case: Option<CaseId>,
    pub why: Failure,
}

/// What is new in the group of a desk; what is `None` stays as it is.
pub(super) struct GroupNews {
    pub desk: DeskId,
    pub chat: ChatId,
    /// Where the board stands.
    pub board: Option<Option<MessageId>>,
    /// What was said to be missing.
    pub said_missing: Option<Vec<String>>,
    /// It can be reached again: what was put off goes now.
    pub is_back: bool,
}

impl GroupNews {
    pub fn of(desk: &DeskId, chat: ChatId) -> Self {
        Self {
            desk: desk.clone(),
            chat,
            board: None,
            said_missing: None,
            is_back: false,
        }
    }
}

/// All that is written in the commit that ends a row or takes it a step further.
#[derive(Default)]
pub(super) struct Writes {
    /// What was promised to a person has reached them: its facts are counted.
    pub delivered: bool,
    /// Messages that now stand in the person's chat.
    pub traces: Vec<MessageId>,
    /// Messages of the person's chat that are gone.
    pub untraced: Vec<MessageId>,
    /// Messages and their copies.
    pub ties: Vec<Pair>,
    /// Messages of a chat whose copies are gone.
    pub untied: Vec<(ChatId, MessageId)>,
    /// Where a case now stands.
    pub room: Option<(CaseId, DeskId, Room)>,
    /// A case whose messages in that group are lost.
    pub lost: Option<(CaseId, ChatId)>,
    /// What is new in the group of a desk.
    pub group: Option<GroupNews>,
    /// What is promised next.
    pub promises: Vec<Next>,
    /// To be erased if the row was dropped while the call was under way: nobody would know of it.
    pub orphan: Option<DeskPromise>,
}

/// A promise that follows from a call.
pub(super) enum Next {
    Person(PersonPromise),
    /// To a person, some time later, in the lane of signs, where nothing waits behind it.
    PersonLater(PersonPromise, Moment),
    Desk(DeskPromise),
    /// To whichever desk has the case by then.
    Case(CaseId, DeskEffect),
    /// A look at what the bot may do in a group, or a word to it.
    Group(GroupPromise),
    /// Something more for the staff.
    Staff(StaffPromise),
}

impl Next {
    /// A look at what the bot may do in a group.
    pub fn inspect(chat: ChatId) -> Self {
        Self::Group(GroupPromise {
            chat,
            effect: GroupEffect::Inspect,
        })
    }
}

/// Why a delivery stopped.
pub(super) enum Stopped {
    /// Telegram said so.
    Call(Failure),
    /// The database did not answer before anything was called.
    Store(StoreError),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Call(failure)
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What came of a row, or why it stopped.
pub(super) type Kept = Result<Outcome, Stopped>;

impl Outcome {
    pub fn ends(writes: Writes) -> Self {
        Self::Ends(Box::new(writes))
    }

    pub fn goes_on(writes: Writes) -> Self {
        Self::GoesOn(Box::new(writes))
    }

    /// It ends, and nothing follows.
    pub fn nothing() -> Self {
        Self::ends(Writes::default())
    }
}

impl Delivery {
    /// A row that is to go out now.
    pub(super) fn new(
        core: Core,
        speaker: Arc<Speaker>,
        pacer: Arc<Pacer>,
        trouble: Arc<Trouble>,
        row: Row,
        since: Moment,
    ) -> Self {
        Self {
            core,
            speaker,
            pacer,
            trouble,
            row,
            since,
            called: AtomicBool::new(false),
            begun_before: AtomicBool::new(false),
        }
    }

    pub(super) fn now(&self) -> Moment {
        self.core.clock().now()
    }

    /// The way to Telegram: whoever asks for it calls.
    pub(super) fn speaker(&self) -> &Speaker {
        self.called.store(true, Ordering::Relaxed);
        &self.speaker
    }

    /// The same, for single calls.
    pub(super) fn bot(&self) -> &Bot {
        self.speaker().bot()
    }

    pub(super) fn has_called(&self) -> bool {
        self.called.load(Ordering::Relaxed)
    }

    /// How a row is held back, from what it promises.
    pub(super) fn kind(row: &Row) -> Kind {
        let group = |messages| Kind::Group {
            urgent: row.rank == 0,
            messages,
        };
        match &row.promise {
            Ok(Promise::Person(promise)) => match promise.effect {
                Effect::React { .. } => Kind::Free,
                _ => Kind::Private,
            },
            Ok(Promise::Desk(promise)) if !promise.effect.is_paced() => Kind::Free,
            Ok(Promise::Desk(promise)) => group(match &promise.effect {
                DeskEffect::Relay { messages, .. } => messages.len(),
                _ => 1,
            }),
            Ok(Promise::Group(_)) => group(1),
            Ok(Promise::Staff(promise)) => group(promise.effect.messages()),
            Err(_) => Kind::Free,
        }
    }

    /// Whether what it copies may stand there already. It stays so until the row ends, whatever
    /// comes of the tries between.
    pub(super) fn may_stand_there(&self) -> bool {
        self.copies() && self.begun_before.load(Ordering::Relaxed)
    }

    /// There is no place yet for what it copies, so no earlier try has come so far.
    pub(super) fn stands_nowhere_yet(&self) {
        self.begun_before.store(false, Ordering::Relaxed);
    }

    /// Whether the row copies somebody's words, so that a repetition has to be marked.
    pub(super) fn copies(&self) -> bool {
        match &self.row.promise {
            Ok(Promise::Person(promise)) => matches!(
                promise.effect,
                Effect::Relay { .. } | Effect::RelayEdit { .. }
            ),
            Ok(Promise::Desk(promise)) => matches!(
                promise.effect,
                DeskEffect::Relay { .. } | DeskEffect::RelayEdit(_) | DeskEffect::Carry(_)
            ),
            Ok(Promise::Group(_) | Promise::Staff(_)) | Err(_) => false,
        }
    }

    /// Delivers; when it is done, the lane is free. A row that breaks us is refused like one that
    /// Telegram refuses: it must not come again for ever, nor take others with it.
    pub(super) async fn deliver(self) {
        let kept = unbroken(Box::pin(self.keep())).await;
        if !self.has_called() {
            let kind = Self::kind(&self.row);
            self.pacer.give_back(&self.row.bucket, kind);
        }
        let written = match kept {
            Ok(outcome) => {
                self.was_answered();
                unbroken(Box::pin(self.write(Ok(outcome)))).await
            }
            Err(Stopped::Call(failure)) => {
                let failure = self.judged(failure);
                unbroken(Box::pin(self.write(Err(failure)))).await
            }
            Err(Stopped::Store(error)) => unbroken(Box::pin(self.unread(error))).await,
        };
        if written.is_err() {
            // It comes again, but not at once.
            tokio::time::sleep(LONGEST_PAUSE).await;
        }
    }

    fn was_answered(&self) {
        if self.has_called() {
            self.trouble.is_over(self.row.lane, self.row.seq);
        }
    }

    /// What breaks Telegram each time is refused.
    fn judged(&self, failure: Failure) -> Failure {
        if failure == Failure::Broken {
            if self.trouble.broke(self.row.lane, self.row.seq) {
                return Failure::Refused("Telegram breaks at it each time".to_owned());
            }
        } else if !failure.may_pass() {
            self.was_answered();
        }
        failure
    }

    /// Nothing was called, since the database did not tell for whom. What it can never tell again
    /// must not be waited for.
    async fn unread(&self, error: StoreError) -> Result<(), Stopped> {
        if let StoreError::Unsealable(why) = error {
            tracing::error!("What a promise is about cannot be read; it is dropped: {why}");
            return self.write(Ok(Outcome::nothing())).await;
        }
        tracing::warn!("A delivery waits for the database: {error}");
        tokio::time::sleep(LONGEST_PAUSE).await;
        Ok(())
    }

    async fn keep(&self) -> Kept {
        match &self.row.promise {
            Ok(Promise::Person(promise)) => self.keep_for_person(promise).await,
            Ok(Promise::Desk(_)) => self.keep_for_desk().await,
            Ok(Promise::Group(_)) => self.keep_for_group().await,
            Ok(Promise::Staff(_)) => self.keep_for_staff().await,
            Err(_) => {
                tracing::error!("A promise could not be unsealed; it is dropped");
                Ok(Outcome::nothing())
            }
        }
    }

    /// What Telegram has taken must not be sent again because the database blinked: the lane waits
    /// here until the result is written.
    async fn write(&self, result: Result<Outcome, Failure>) -> Result<(), Stopped> {
        let mut wait = Duration::from_millis(50);
        while let Err(error) = self.settle(&result).await {
            tracing::warn!("The result of a delivery waits for the database: {error}");
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LONGEST_PAUSE);
        }
        Ok(())
    }

    /// Marks the row as begun, so that a crash leaves a mark; returns the promise as it is now and
    /// whether a call for it was begun before. What it is about must be read after this.
    pub(super) async fn begin(&self) -> Result<Option<(Promise, bool)>, StoreError> {
        let core = &self.core;
        let (lane, seq) = (&self.row.lane, self.row.seq);
        let mut tx = core.db().begin().await?;
        let begun = store::outbox::begin(&mut tx, core.keys(), core.lease(), lane, seq).await?;
        tx.commit().await?;
        if let Some((_, true)) = &begun {
            self.begun_before.store(true, Ordering::Relaxed);
        }
        Ok(begun)
    }

    /// A transaction that only reads; it is dropped when it was used.
    pub(super) async fn look(&self) -> Result<Tx, StoreError> {
        self.core.db().begin().await
    }

    /// A case, if it is still there and can be read.
    pub(super) async fn case(&self, tx: &mut Tx, id: &CaseId) -> Result<Option<Case>, StoreError> {
        let found = store::cases::load(tx, self.core.keys(), id).await;
        Ok(store::readable(found, "A case")?.map(|(case, _)| case))
    }

    /// What a message is tied to.
    pub(super) async fn link(
        &self,
        tx: &mut Tx,
        chat: ChatId,
        message: MessageId,
    ) -> Result<Option<Link>, StoreError> {
        let found = store::links::find(tx, self.core.keys(), chat, message).await;
        store::readable(found, "A link")
    }
}

impl Delivery {
    /// What is known of the group of a desk.
    pub(super) async fn desk_room(
        &self,
        tx: &mut Tx,
        desk: &DeskId,
        chat: ChatId,
    ) -> Result<Option<DeskRoom>, StoreError> {
        let found = store::rooms::load_desk(tx, self.core.keys(), desk).await;
        let found = store::readable(found, "What is known of a desk's group")?;
        Ok(found.filter(|room| room.chat == chat))
    }

    /// Where a case stands at a desk.
    pub(super) async fn room(
        &self,
        tx: &mut Tx,
        case: &CaseId,
        desk: &DeskId,
    ) -> Result<Option<Room>, StoreError> {
        let found = store::rooms::load(tx, self.core.keys(), case, desk).await;
        store::readable(found, "Where a case stands")
    }
}

/// What breaks is refused. The panic's hook has said where.
async fn unbroken<T>(work: impl Future<Output = Result<T, Stopped>>) -> Result<T, Stopped> {
    let done = AssertUnwindSafe(work).catch_unwind().await;
    done.unwrap_or_else(|_| {
        metrics::counter!("deliveries_broken").increment(1);
        let why = "our own delivery of it broke".to_owned();
        Err(Stopped::Call(Failure::Refused(why)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_breaks_is_refused_and_breaks_nothing_else() {
        let broken: Kept = unbroken(async { panic!("a promise nobody can keep") }).await;
        let refused = matches!(broken, Err(Stopped::Call(Failure::Refused(_))));
        assert!(refused);
        let whole: Kept = unbroken(async { Ok(Outcome::Gone) }).await;
        assert!(matches!(whole, Ok(Outcome::Gone)));
    }
}
