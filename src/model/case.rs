//! A case: one exchange between a person and a desk. What may become of it stands here, as
//! transitions; who is told of it stands with the rooms that cause them. It holds ids and choices,
//! never anybody's words, and rests sealed.
//!
//! Waiting → Taken → Closed, and back to Waiting when the person writes again in time. "Answered"
//! is a taken case in which the consultant has said the last word.

mod alerts;

use serde::{Deserialize, Serialize};

use crate::content::{AnswerId, DeskId, DeskRules, SubjectId};
pub use crate::model::card::{CardView, Closing, Counted};
use crate::model::desk::Member;
use crate::model::ids::{CaseCode, ChatId, MessageId, PersonKey, StaffKey};
use crate::model::moment::Moment;
use crate::model::screen::{Said, Screen};
pub use crate::model::trail::{Act, Step};
pub use crate::model::waiting::{Held, Unopened};

/// Answers a person read before, shown on the card: so many at most.
const READ_SHOWN: usize = 5;
/// Steps of the trail that are kept.
const TRAIL: usize = 60;

/// The desk that complaints about consultants and helpers go to. No desk of `desk.yaml` may have
/// this name.
pub const COMPLAINTS: &str = "complaints";

/// Who has a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The consultant.
    pub key: StaffKey,
    /// What the person knows them by; `None` until they chose one.
    pub alias: Option<String>,
}

impl Holder {
    /// What they are called now: they may have chosen a name since.
    #[must_use]
    pub fn called_now<'a>(&'a self, members: &'a [Member]) -> Option<&'a str> {
        let known = members.iter().find(|member| member.key == self.key);
        let now = known.and_then(|member| member.alias.as_deref());
        now.or(self.alias.as_deref())
    }
}

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Nobody has it.
    Waiting,
    /// A consultant has it.
    Taken(Holder),
    /// It is over, unless the person writes again in time.
    Closed {
        /// When.
        at: Moment,
        /// By whom.
        by: Ended,
        /// Who had it last.
        holder: Option<Holder>,
    },
}

/// Who ended a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// The consultant.
    Consultant,
    /// The person.
    Person,
    /// Nobody wrote any more.
    Silence,
}

/// What came of the promise that a consultant takes a conversation in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Promise {
    /// The time is not over, and nobody has taken it.
    Open,
    /// Somebody took it in time. So are all cases from before this was asked.
    #[default]
    Kept,
    /// Nobody did, which is counted.
    Missed,
}

/// What the person thought of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rating {
    /// Of use.
    Good,
    /// Of some use.
    Fair,
    /// Of no use.
    Bad,
}

/// One exchange between a person and a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What consultants call it.
    pub code: CaseCode,
    /// Whose it is.
    pub person: PersonKey,
    /// The person's private chat.
    pub chat: ChatId,
    /// The desk that has it.
    pub desk: DeskId,
    /// Where it stands.
    pub stage: Stage,
    /// When the person asked.
    pub opened_at: Moment,
    /// What the person said it is about.
    pub subject: Option<SubjectId>,
    /// Danger, or marked so by a consultant.
    pub urgent: bool,
    /// The desk was rung for danger, and has not answered since.
    #[serde(default)]
    pub rung: bool,
    /// Answers the person read before, newest last.
    pub read: Vec<AnswerId>,
    /// Since when the person waits for an answer; `None`: the consultant has said the last word.
    pub waiting_since: Option<Moment>,
    /// The first answer of a consultant.
    pub answered_at: Option<Moment>,
    /// What came of the promise that somebody takes it in time.
    #[serde(default)]
    pub promise: Promise,
    /// It was closed before and went on. Waiting, length and answers are counted of its first life
    /// alone: nobody waited in the days between.
    #[serde(default)]
    pub went_on: bool,
    /// The last word of either.
    pub last_word_at: Moment,
    /// Alerts given since `waiting_since`, or since it came into other hands.
    pub alerts: u32,
    /// The last of them, or when it came into other hands: the next is counted from it, since none
    /// is given out of hours.
    #[serde(default)]
    pub alerted_at: Option<Moment>,
    /// The silence that will close it has been announced.
    pub warned: bool,
    /// Whether the person can be reached.
    pub reachable: bool,
    /// Messages of the person's that wait for their word.
    pub held: Vec<Held>,
    /// Until then photos pass without another question.
    pub agreed_until: Option<Moment>,
    /// Discreet: what consultants sent and the person has not opened yet.
    pub unopened: Vec<Unopened>,
    /// Discreet: that something came has been said, and the word stands in the chat.
    pub announced: bool,
    /// When it was said.
    #[serde(default)]
    pub announced_at: Option<Moment>,
    /// Messages of this album stayed inside; its other items do too, without a caption of their own.
    pub kept_inside: Option<String>,
    /// Discreet: messages of the consultants' that were opened and can be taken away again.
    pub opened: Vec<MessageId>,
    /// Discreet: what came by a button and was opened, as it stands in the person's chat.
    #[serde(default)]
    pub shown: Vec<MessageId>,
    /// What it was about; being filled in while it is open, final once it is closed.
    pub closing: Closing,
    /// What was counted when it was closed, so that a correction can take it back.
    pub counted: Option<Counted>,
    /// What the person thought of it.
    pub rating: Option<Rating>,
    /// The menu on the card.
    pub view: CardView,
    /// Who did what.
    pub trail: Vec<Step>,
}

/// Why a transition is not possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is closed.
    Closed,
    /// Somebody has it already.
    TakenBy(Holder),
    /// Nobody has it, or not the one who asks.
    NotYours(Option<Holder>),
    /// A closing needs at least one subject.
    NoSubject,
    /// The time to correct is over.
    TooLate,
}

impl Case {
    /// A new case that waits.
    #[must_use]
    pub fn open(
        code: CaseCode,
        person: PersonKey,
        chat: ChatId,
        desk: DeskId,
        now: Moment,
    ) -> Self {
        let mut case = Self {
            code,
            person,
            chat,
            desk,
            stage: Stage::Waiting,
            opened_at: now,
            subject: None,
            urgent: false,
            rung: false,
            read: Vec::new(),
            waiting_since: Some(now),
            answered_at: None,
            promise: Promise::Open,
            went_on: false,
            last_word_at: now,
            alerts: 0,
            alerted_at: None,
            warned: false,
            reachable: true,
            held: Vec::new(),
            agreed_until: None,
            unopened: Vec::new(),
            announced: false,
            announced_at: None,
            kept_inside: None,
            opened: Vec::new(),
            shown: Vec::new(),
            closing: Closing::default(),
            counted: None,
            rating: None,
            view: CardView::Main,
            trail: Vec::new(),
        };
        case.note(Act::Opened, None, now);
        case
    }

    /// Whether it is a complaint about a consultant or helper.
    #[must_use]
    pub fn is_complaint(&self) -> bool {
        self.desk.as_str() == COMPLAINTS
    }

    /// The page on which its person is told this; `None`: a complaint is no conversation, and its
    /// person is not told.
    #[must_use]
    pub fn tells(&self, said: Said) -> Option<Screen> {
        let said = if self.is_complaint() {
            said.of_complaint()
        } else {
            Some(said)
        };
        said.map(Screen::Said)
    }

    /// Whether it is not closed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Closed { .. })
    }

    /// Whether nobody has it.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.stage == Stage::Waiting
    }

    /// Whether it is closed, and by whom.
    #[must_use]
    pub fn was_ended_by(&self, who: Ended) -> bool {
        matches!(self.stage, Stage::Closed { by, .. } if by == who)
    }

    /// Who has it.
    #[must_use]
    pub fn holder(&self) -> Option<&Holder> {
        match &self.stage {
            Stage::Taken(holder) => Some(holder),
            Stage::Waiting | Stage::Closed { .. } => None,
        }
    }

    /// Whether this consultant has it.
    #[must_use]
    pub fn is_held_by(&self, key: &StaffKey) -> bool {
        self.holder().is_some_and(|holder| holder.key == *key)
    }

    /// Adds to the trail; the oldest step but the first goes when it is full.
    pub fn note(&mut self, act: Act, alias: Option<String>, now: Moment) {
        if self.trail.len() >= TRAIL {
            self.trail.remove(1);
        }
        self.trail.push(Step {
            at: now,
            act,
            alias,
        });
    }

    /// Remembers an answer that was read before.
    pub fn has_read(&mut self, answers: &[AnswerId]) {
        let skip = answers.len().saturating_sub(READ_SHOWN);
        self.read = answers.iter().skip(skip).cloned().collect();
    }

    /// The person wrote: they wait for an answer, and nothing is silent.
    pub fn person_spoke(&mut self, now: Moment) {
        self.last_word_at = now;
        self.warned = false;
        if self.waiting_since.is_none() {
            self.waiting_since = Some(now);
            self.alerts = 0;
        }
    }

    /// A consultant answered.
    pub fn consultant_spoke(&mut self, now: Moment) {
        self.last_word_at = now;
        self.waiting_since = None;
        self.alerts = 0;
        self.rung = false;
        self.warned = false;
        if self.answered_at.is_none() {
            self.answered_at = Some(now);
        }
    }

    /// A consultant takes it: the first press wins. True: it is theirs only now.
    ///
    /// # Errors
    /// When it is closed, or somebody else has it.
    pub fn take(&mut self, by: Holder, now: Moment) -> Result<bool, Refusal> {
        match &self.stage {
            Stage::Waiting => {
                self.note(Act::Taken, by.alias.clone(), now);
                self.stage = Stage::Taken(by);
                // Whoever comes before the loud call is called like whoever has it already.
                if self.is_called_loudly() {
                    self.counts_anew(now);
                }
                Ok(true)
            }
            Stage::Taken(holder) if holder.key == by.key => Ok(false),
            Stage::Taken(holder) => Err(Refusal::TakenBy(holder.clone())),
            Stage::Closed { .. } => Err(Refusal::Closed),
        }
    }

    /// Whether anybody may take it from its holder: they are off duty, have left, or have not
    /// answered until it was called out loudly.
    #[must_use]
    pub fn is_left(&self, is_on_duty: impl Fn(&StaffKey) -> bool) -> bool {
        let holder = self.holder();
        holder.is_some_and(|holder| self.is_called_loudly() || !is_on_duty(&holder.key))
    }

    /// Takes it from a holder who has left it.
    pub fn take_over(&mut self, by: Holder, now: Moment) {
        self.note(Act::Taken, by.alias.clone(), now);
        self.counts_anew(now);
        self.stage = Stage::Taken(by);
        self.view = CardView::Main;
    }

    /// Its holder gives it back to the queue.
    ///
    /// # Errors
    /// When it is not theirs.
    pub fn release(&mut self, by: &StaffKey, now: Moment) -> Result<(), Refusal> {
        let holder = self.held(by)?;
        self.note(Act::Released, holder.alias, now);
        self.counts_anew(now);
        self.stage = Stage::Waiting;
        self.view = CardView::Main;
        self.waiting_since.get_or_insert(now);
        Ok(())
    }

    /// Hands it to a colleague. Whoever has it may, and anybody while nobody has it.
    ///
    /// # Errors
    /// When it is closed, or somebody else has it.
    pub fn hand_to(&mut self, by: &StaffKey, to: Holder, now: Moment) -> Result<(), Refusal> {
        self.may_hand_over(by)?;
        self.note(Act::HandedOver, to.alias.clone(), now);
        self.counts_anew(now);
        self.stage = Stage::Taken(to);
        self.view = CardView::Main;
        Ok(())
    }

    /// Moves it to another desk, where it waits.
    ///
    /// # Errors
    /// When it is closed, or somebody else has it.
    pub fn move_to(&mut self, by: &StaffKey, desk: DeskId, now: Moment) -> Result<(), Refusal> {
        self.may_hand_over(by)?;
        self.goes_to(desk, now);
        Ok(())
    }

    /// It waits at another desk from now on, whoever had it.
    pub fn goes_to(&mut self, desk: DeskId, now: Moment) {
        self.note(Act::Moved, None, now);
        self.desk = desk;
        self.stage = Stage::Waiting;
        self.view = CardView::Main;
        self.alerts = 0;
        self.rung = self.urgent;
        self.waiting_since = Some(now);
    }

    fn may_hand_over(&self, by: &StaffKey) -> Result<(), Refusal> {
        match &self.stage {
            Stage::Taken(holder) if holder.key != *by => {
                Err(Refusal::NotYours(Some(holder.clone())))
            }
            Stage::Closed { .. } => Err(Refusal::Closed),
            Stage::Waiting | Stage::Taken(_) => Ok(()),
        }
    }

    fn held(&self, by: &StaffKey) -> Result<Holder, Refusal> {
        match &self.stage {
            Stage::Taken(holder) if holder.key == *by => Ok(holder.clone()),
            Stage::Taken(holder) => Err(Refusal::NotYours(Some(holder.clone()))),
            Stage::Waiting => Err(Refusal::NotYours(None)),
            Stage::Closed { .. } => Err(Refusal::Closed),
        }
    }

    /// A consultant closes it, with what it was about.
    ///
    /// # Errors
    /// When it is not theirs, or nothing says what it was about.
    pub fn close(&mut self, by: &StaffKey, now: Moment) -> Result<(), Refusal> {
        self.held(by)?;
        if self.closing.subjects.is_empty() {
            return Err(Refusal::NoSubject);
        }
        self.end(Ended::Consultant, now);
        Ok(())
    }

    /// Ends it, by whomever.
    pub fn end(&mut self, by: Ended, now: Moment) {
        let holder = self.holder().cloned();
        let alias = holder.as_ref().and_then(|holder| holder.alias.clone());
        let alias = alias.filter(|_| by == Ended::Consultant);
        self.note(Act::Closed, alias, now);
        self.stage = Stage::Closed {
            at: now,
            by,
            holder,
        };
        self.view = CardView::Main;
        self.waiting_since = None;
        self.warned = false;
        self.urgent = false;
        self.rung = false;
        self.alerts = 0;
    }

    /// Whether the person may still go on in the same topic.
    #[must_use]
    pub fn may_reopen(&self, rules: &DeskRules, now: Moment) -> bool {
        match &self.stage {
            Stage::Closed { at, .. } => now < at.plus_days(i64::from(rules.reopen_days)),
            Stage::Waiting | Stage::Taken(_) => false,
        }
    }

    /// Goes on after it was closed: it waits again. What it was about is asked anew; that it was
    /// answered stays true.
    pub fn reopen(&mut self, now: Moment) {
        self.note(Act::Reopened, None, now);
        self.stage = Stage::Waiting;
        self.view = CardView::Main;
        self.waiting_since = Some(now);
        self.last_word_at = now;
        self.alerts = 0;
        self.rating = None;
        self.closing = Closing::default();
        self.counted = None;
        self.went_on = true;
    }

    /// Whether its closing may still be corrected.
    #[must_use]
    pub fn may_correct(&self, rules: &DeskRules, now: Moment) -> bool {
        match &self.stage {
            Stage::Closed { at, .. } => {
                now < at.plus_ms(i64::from(rules.correct_hours) * 60 * 60 * 1000)
            }
            Stage::Waiting | Stage::Taken(_) => false,
        }
    }

    /// The person cries for help: it is urgent. True: the desk is to be rung, since it was not yet, or
    /// has answered since: they may be in danger again.
    pub fn cry(&mut self, now: Moment) -> bool {
        if !self.is_open() || std::mem::replace(&mut self.rung, true) {
            return false;
        }
        self.urgent = true;
        self.note(Act::Urgent, None, now);
        true
    }

    /// A consultant marks it as urgent, for which the desk is rung, or no longer. False: it was so
    /// already.
    pub fn mark_urgent(&mut self, urgent: bool, alias: Option<String>, now: Moment) -> bool {
        if self.urgent == urgent || !self.is_open() {
            return false;
        }
        self.urgent = urgent;
        self.rung = urgent;
        let act = if urgent { Act::Urgent } else { Act::Calm };
        self.note(act, alias, now);
        true
    }

    /// What stood in the person's chat is deleted: questions, opened replies, the word that
    /// something came.
    pub fn chat_is_hidden(&mut self) {
        self.held.clear();
        self.opened.clear();
        self.shown.clear();
        self.announced = false;
    }

    /// When it ends by itself although the person waits: nobody has said a word for so many days,
    /// and nothing is kept of anybody without an end.
    #[must_use]
    pub fn given_up_at(&self, silence_days: u32) -> Option<Moment> {
        let since = self.waiting_since.filter(|_| self.is_open())?;
        let last = self.last_word_at.max(since);
        Some(last.plus_days(i64::from(silence_days)))
    }
}
