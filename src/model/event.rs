//! What happened, in the words of the house. Telegram's own types stop at the decoder.

use crate::model::button::Button;
use crate::model::effect::{Courtesy, Effect};
use crate::model::fact::Fact;
use crate::model::ids::{ChatId, MessageId, PersonKey, UpdateId, VisitorKey};
use crate::model::moment::Moment;
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
    /// `/leaflet`
    Leaflet,
    /// `/lines`
    Lines,
    /// `/help`, `/consultant`
    Consult,
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
    /// Sent anything else: photo, document, voice, place, contact, poll ... with what was
    /// written under it.
    SentAttachment(Words),
    /// Edited an earlier message: the words are looked at for danger, nothing else.
    Edited(Words),
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
    Broke,
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
}

/// One event on its way through one transaction.
#[derive(Debug, Clone)]
pub struct Turn {
    /// What makes it happen once.
    pub origin: Origin,
    /// Who.
    pub person: Person,
    /// What.
    pub event: VisitorEvent,
    /// When it reached us.
    pub now: Moment,
}

/// What a decision makes of the state.
#[derive(Debug, Clone, PartialEq, Eq)]
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
}
