//! What happened, in the words of the house. Telegram's own types stop at the decoder.

use crate::model::button::Button;
use crate::model::case::Case;
use crate::model::desk::{
    Author, CaseEvent, DeskEffect, DeskEvent, DeskPromise, Handed, Member, Spot,
};
use crate::model::effect::{Courtesy, Effect};
use crate::model::fact::{Breakdown, Fact};
use crate::model::ids::{
    CaseCode, CaseId, ChatId, MessageId, PersonKey, StaffKey, UpdateId, VisitorKey,
};
use crate::model::media::Kind;
use crate::model::moment::Moment;
use crate::model::staff::{StaffEvent, StaffMember, StaffSpot};
use crate::model::visitor::Visitor;
use crate::model::words::Words;

/// What came behind `/start`: Telegram allows 64 of `A-Z a-z 0-9 _ -`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// `n-<answer>`: opens an answer; codes on posters.
    Answer(crate::content::AnswerId),
    /// `c-<campaign>`: counted as source.
    Campaign(String),
}

impl Payload {
    /// Reads a payload; anything else is as if nothing had been given.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if let Some(answer) = text.strip_prefix("n-") {
            return answer.parse().ok().map(Self::Answer);
        }
        let campaign = text.strip_prefix("c-")?;
        (!campaign.is_empty()).then(|| Self::Campaign(campaign.to_owned()))
    }
}

/// Commands a person may type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `/menu`
    Menu,
    /// `/danger`, `/sos`, `/stop`
    Danger,
    /// `/hide`
    Hide,
    /// `/forget`
    Forget,
    /// `/lang`
    Language,
    /// `/privacy`
    Privacy,
    /// `/mydata`
    Data,
    /// `/check`
    Check,
    /// `/leaflet`
    Leaflet,
    /// `/lines`
    Lines,
    /// `/help`, `/consultant`
    Consult,
    /// `/complain`
    Complain,
}

/// What a person did in a private chat.
#[derive(Debug, Clone)]
pub enum VisitorEvent {
    /// Pressed START or typed `/start`.
    Started(Option<Payload>),
    /// Typed a command.
    Commanded(Command),
    /// Pressed a button; `None`: data we cannot read.
    Pressed {
        /// What the button does.
        button: Option<Button>,
        /// The message it stands on, if it can be edited into another page.
        at: Option<MessageId>,
        /// Telegram's id of the press.
        query: String,
    },
    /// Wrote free text.
    Wrote(Words),
    /// Sent anything else: photo, document, voice, place, contact, poll ...
    Sent {
        /// What it is.
        kind: Kind,
        /// The album it is a part of: Telegram sends each item as an update of its own.
        album: Option<String>,
        /// What was written under it.
        caption: Words,
    },
    /// Edited an earlier message.
    Edited(Words),
    /// Reacted to a message; `None`: took the reaction back, or used a sign no bot can show.
    Reacted {
        /// The message.
        message: MessageId,
        /// The emoji.
        emoji: Option<String>,
    },
    /// Blocked the bot.
    Left,
    /// Unblocked the bot.
    CameBack,
    /// Telegram will never take what waits for this person: blocked, or the account is gone.
    Unreachable {
        /// It was the greeting that could not be delivered: the leaflet is still owed.
        leaflet_missed: bool,
    },
    /// We could not handle an update of theirs: three tries broke.
    Broke(Broken),
}

/// What could not be handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Words, or what is passed on like words.
    Words,
    /// New words in an earlier message.
    Edit,
    /// Something that is passed on only after they were asked, or never.
    Thing,
    /// Nothing that could be passed on.
    Press,
}

/// Who did it, sealed against everybody without the key; the raw chat is kept for the answer.
#[derive(Debug, Clone)]
pub struct Person {
    /// Names the state.
    pub key: PersonKey,
    /// Names the visitor in the statistics.
    pub visitor: VisitorKey,
    /// Where the answer goes.
    pub chat: ChatId,
    /// The client's language, as Telegram gives it.
    pub client_language: Option<String>,
    /// The message that brought the event, to be hidden on request.
    pub message: Option<MessageId>,
    /// What that message replies to.
    pub reply_to: Option<MessageId>,
}

/// What happened in a group as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupEvent {
    /// The bot was added, or what it may do there has changed.
    Changed,
    /// The bot was removed.
    Lost,
    /// Somebody wrote in a group that is no desk.
    Strange,
    /// The group was upgraded and has another id now.
    MovedTo(ChatId),
}

/// What happened, and to whom.
#[derive(Debug, Clone)]
pub enum Happening {
    /// In a private chat.
    Person(Person, VisitorEvent),
    /// In the group of a desk.
    Desk(Spot, Author, DeskEvent),
    /// To a case: the time has come, or a call for it ended.
    Case(CaseId, CaseEvent),
    /// To a group.
    Group(ChatId, GroupEvent),
    /// In the group of the staff.
    Staff(StaffSpot, StaffMember, StaffEvent),
}

/// What makes a turn happen once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// An update of Telegram's.
    Update(UpdateId),
    /// A row of the outbox that got its final answer: row and consequence go in one commit.
    Row {
        /// The lane of the row.
        lane: crate::model::ids::Lane,
        /// Its place in the lane.
        seq: i64,
    },
    /// The clock: the state itself says whether it is still due.
    Clock,
}

/// One event on its way through one transaction.
#[derive(Debug, Clone)]
pub struct Turn {
    /// What makes it happen once.
    pub origin: Origin,
    /// What.
    pub what: Happening,
    /// When it reached us.
    pub now: Moment,
}

impl Turn {
    /// Who did it, if it happened in a private chat.
    #[must_use]
    pub fn person(&self) -> Option<(&Person, &VisitorEvent)> {
        match &self.what {
            Happening::Person(person, event) => Some((person, event)),
            _ => None,
        }
    }
}

/// What a decision is given: the states it may touch.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// The person: who acted, or whose case it is.
    pub visitor: Option<Visitor>,
    /// The case.
    pub case: Option<Opened>,
    /// The person's other one: the complaint beside a conversation, or the conversation beside a
    /// complaint.
    pub beside: Option<Opened>,
}

/// A case with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Its id.
    pub id: CaseId,
    /// Its state.
    pub case: Case,
}

impl Opened {
    /// Promises something to the desk that has it. The board is the desk's: one that waits serves
    /// all cases.
    #[must_use]
    pub fn promise(&self, effect: DeskEffect) -> DeskPromise {
        let of_case = effect != DeskEffect::Board;
        DeskPromise {
            desk: self.case.desk.clone(),
            case: of_case.then_some(self.id),
            effect,
        }
    }
}

/// What a decision makes of the state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, and it moves once"
)]
pub enum After {
    /// Keep this.
    Keep(Visitor),
    /// Forget the person: state, waiting promises, traces and the link to past visits.
    Forget,
    /// There is nothing to keep, and there was nothing.
    Nothing,
}

/// The answer of the pure core to one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The state afterwards.
    pub after: After,
    /// What we promise, in order, each with what is counted on delivery.
    pub effects: Vec<(Effect, Vec<Fact>)>,
    /// The viewer the promises are put into words for.
    pub viewer: Visitor,
    /// What is counted now.
    pub facts: Vec<Fact>,
    /// What may be lost.
    pub courtesies: Vec<Courtesy>,
    /// Whether this was a visit (a message or a press).
    pub visited: bool,
    /// What still waits for this person can never arrive: drop it.
    pub void_waiting: bool,
    /// The case afterwards; `None`: there is none, or it was not touched.
    pub case: Option<Opened>,
    /// The person's other case afterwards. No desk is told of what changes there.
    pub beside: Option<Opened>,
    /// What we promise to the desk of that case, in order.
    pub desk: Vec<DeskPromise>,
    /// What a consultant sends by a button: the desk is told what became of it.
    pub handed: Vec<(Effect, Handed)>,
    /// Members of the desk whose alias or duty has changed.
    pub members: Vec<Member>,
    /// A member who is one no more.
    pub departed: Option<StaffKey>,
    /// Whether the desk closes itself to the person, or opens again.
    pub block: Option<Block>,
    /// Facts of an earlier moment that were corrected.
    pub correction: Option<Correction>,
    /// The case and all that belongs to it is over its time.
    pub erase_case: bool,
}

impl Decision {
    /// Nothing changes and nothing is promised.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            after: After::Nothing,
            effects: Vec::new(),
            viewer: Visitor::new(),
            facts: Vec::new(),
            courtesies: Vec::new(),
            visited: false,
            void_waiting: false,
            case: None,
            beside: None,
            desk: Vec::new(),
            handed: Vec::new(),
            members: Vec::new(),
            departed: None,
            block: None,
            correction: None,
            erase_case: false,
        }
    }
}

/// Facts that were counted and turn out to be others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// When they were counted.
    pub at: Moment,
    /// What was counted.
    pub before: Vec<Fact>,
    /// What should have been.
    pub after: Vec<Fact>,
    /// Under what they were counted, and are counted again.
    pub breakdown: Breakdown,
}

/// Closing the desk to a person, who stays unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Until then.
    Until(Moment),
    /// The person of that case may come again.
    Lift(CaseCode),
}
