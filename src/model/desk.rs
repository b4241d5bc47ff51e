//! The consultants' side in nouns: what they do, what is promised to their group, what their
//! buttons mean. A desk is a team; that it works in a Telegram forum is known elsewhere.

use serde::{Deserialize, Serialize};

use crate::content::{
    AnswerId, BranchId, DeskId, OutcomeId, ReferralId, SubjectId, TemplateId, Text,
};
use crate::model::ids::{CaseCode, CaseId, ChatId, MessageId, StaffKey};
use crate::model::media::Kind;
use crate::model::words::Words;

/// Somebody who works at a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub key: StaffKey,
    /// The account, for a call that rings; sealed wherever it rests.
    pub account: ChatId,
    /// What people know them by.
    pub alias: Option<String>,
    /// Whether they are on duty.
    pub on_duty: bool,
}

/// Whether somebody is on duty among these members of a desk.
#[must_use]
pub fn on_duty(members: &[Member], key: &StaffKey) -> bool {
    let found = members.iter().find(|member| member.key == *key);
    found.is_some_and(|member| member.on_duty)
}

/// Who wrote or pressed in a desk's group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// Somebody who can be held to account.
    Member {
        /// Who.
        key: StaffKey,
        /// The account.
        account: ChatId,
    },
    /// An anonymous administrator, or a channel: nobody could be held to account.
    Nobody,
}

/// Where in a desk's group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The desk.
    pub desk: DeskId,
    /// The group.
    pub chat: ChatId,
    /// The topic; `None`: General, or a group without topics.
    pub thread: Option<i64>,
    /// The message that was written, or that a button stands on.
    pub message: Option<MessageId>,
    /// The message it really replies to (not the topic's first one).
    pub reply_to: Option<MessageId>,
}

/// What happened in a desk's group.
#[derive(Debug, Clone)]
pub enum DeskEvent {
    /// A message that is no command.
    Wrote {
        /// What it is.
        kind: Kind,
        /// The album it is a part of.
        album: Option<String>,
        /// It names an account in its text: passing it on would give the account away.
        names_an_account: bool,
        /// It begins with `//`: a note that stays inside.
        is_note: bool,
    },
    /// A message was edited.
    Edited {
        /// As for a new one.
        names_an_account: bool,
        /// As for a new one.
        is_note: bool,
    },
    /// A command.
    Commanded(DeskCommand),
    /// A press on a button; `None`: data we cannot read.
    Pressed {
        /// What the button does.
        button: Option<DeskButton>,
        /// Telegram's id of the press.
        query: String,
    },
    /// The topic was closed by hand.
    TopicClosed,
    /// Somebody has left the group, or was removed: the author.
    Departed,
    /// A message could not be handled: three tries broke.
    Broke,
    /// Our own topic came into being under this name (our own service message).
    TopicMade {
        /// The code in its name.
        code: Option<CaseCode>,
    },
}

/// Commands of consultants.
#[derive(Debug, Clone)]
pub enum DeskCommand {
    /// `/take`
    Take,
    /// `/release`
    Release,
    /// `/close`
    Close,
    /// `/note`: stays inside.
    Note,
    /// `/unsend`, as a reply.
    Unsend,
    /// `/urgent`
    Urgent,
    /// `/faq`, with words to search for.
    Faq(Words),
    /// `/template`
    Templates,
    /// `/leaflet`
    Leaflet,
    /// `/lines`
    Lines,
    /// `/history`
    History,
    /// `/block`
    Block,
    /// `/unblock CODE`
    Unblock(Option<CaseCode>),
    /// `/blocked`
    Blocked,
    /// `/on`
    On,
    /// `/off`
    Off,
    /// `/alias NAME`; what the person will see.
    Alias(String),
    /// `/board`
    Board,
    /// `/help`
    Help,
    /// A slash and something else.
    Unknown,
}

/// What a button of the consultants does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskButton {
    /// Takes the case.
    Take,
    /// Gives it back.
    Release,
    /// Back to the card's main buttons.
    Main,
    /// Opens the choice of a colleague or desk.
    HandOver,
    /// Hands it to the n-th other member on duty, by the beginning of their key.
    To([u8; 6]),
    /// Moves it to a desk.
    Move(DeskId),
    /// Opens the templates.
    Templates,
    /// Shows a template.
    Template(TemplateId),
    /// Sends a template.
    SendTemplate(TemplateId),
    /// Opens the FAQ.
    Branches,
    /// Opens a branch, at a page.
    Answers(BranchId, u8),
    /// Shows an answer.
    Answer(AnswerId),
    /// Sends an answer.
    SendAnswer(AnswerId),
    /// Sends the leaflet.
    Leaflet,
    /// Sends the help lines of the person's country.
    Lines,
    /// Marks as urgent.
    Urgent(bool),
    /// Opens the closing, or its first page.
    Close,
    /// Ticks a subject.
    Subject(SubjectId),
    /// To the outcomes.
    Outcomes,
    /// Chooses an outcome.
    Outcome(OutcomeId),
    /// To the referrals.
    Referrals,
    /// Ticks a referral.
    Referral(ReferralId),
    /// Closes, or saves the correction.
    Finish,
    /// Corrects a closing.
    Correct,
    /// Goes on with a closed case.
    Reopen,
    /// On duty, or off.
    Duty(bool),
}

/// Signs with which the bot reacts to a message; they cost nothing of a group's twenty messages
/// a minute. All are among those Telegram lets bots use (core.telegram.org/bots/api#reactiontypeemoji).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sign {
    /// It has reached the other side.
    Delivered,
    /// It stayed inside.
    Inside,
    /// Our copy replaces an earlier one: it was edited.
    Edited,
    /// Our copy of what a consultant said, at another desk: not the person's words.
    Colleague,
    /// The person's own reaction; `None`: taken back, so that only ours is left.
    Theirs(Option<String>),
}

impl Sign {
    /// As Telegram writes it.
    #[must_use]
    pub fn emoji(&self) -> &str {
        match self {
            Self::Delivered | Self::Theirs(None) => "👌",
            Self::Inside => "🙊",
            Self::Edited => "✍",
            Self::Colleague => "👨‍💻",
            Self::Theirs(Some(emoji)) => emoji,
        }
    }
}

/// A remark of the bot's to consultants: a text and what fills it, never anybody's words but an
/// alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Which text, by its path in `desk.yaml`, so that a newer program can still read it.
    pub text: String,
    /// Fills `{n}`.
    pub n: Option<u32>,
    /// Fills `{alias}`, `{desk}`, `{number}`: whichever the text has.
    pub name: Option<String>,
    /// Fills `{code}`.
    pub code: Option<CaseCode>,
}

impl Remark {
    /// A remark that is whole as it stands.
    #[must_use]
    pub fn plain(text: Text) -> Self {
        Self {
            text: text.key().to_owned(),
            n: None,
            name: None,
            code: None,
        }
    }

    /// With a number.
    #[must_use]
    pub fn number(mut self, n: u32) -> Self {
        self.n = Some(n);
        self
    }

    /// With a name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// With the code of a case.
    #[must_use]
    pub fn code(mut self, code: &CaseCode) -> Self {
        self.code = Some(code.clone());
        self
    }
}

/// What is sent from a topic to the person without having been written there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Handed {
    /// A template.
    Template(TemplateId),
    /// An answer of the FAQ.
    Answer(AnswerId),
    /// The leaflet.
    Leaflet,
    /// Help lines.
    Lines,
}

/// What is promised to a desk. Each is one call, or a few that are safe to repeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeskEffect {
    // In the lane of the case, in order:
    /// Makes sure that the case has its topic and card, and nothing else.
    Open,
    /// Copies messages of the person's into the topic.
    Relay {
        /// The messages; more than one is an album.
        messages: Vec<MessageId>,
        /// The album, while more of it may come.
        album: Option<String>,
        /// What the person replied to, in their chat.
        reply_to: Option<MessageId>,
    },
    /// Copies a message of the person's anew because it was edited.
    RelayEdit(MessageId),
    /// Copies what a consultant of another desk said, from the person's chat: the case has moved.
    Carry(MessageId),
    /// Says something in the topic.
    Say(Remark),
    /// Says what was sent to the person by a button.
    SayHanded(Handed),
    /// Shows the trail.
    SayTrail,

    // Beside it, so that they neither wait for nor delay the relays:
    /// Brings card, pin, name and closedness of the topic up to date, as the case is then.
    Card,
    /// Reacts to a message in the group.
    React {
        /// The message in the group.
        message: MessageId,
        /// How.
        sign: Sign,
    },
    /// Shows the person's reaction on what they reacted to.
    ReactTo {
        /// The message in the person's chat.
        message: MessageId,
        /// How.
        sign: Sign,
    },
    /// Replies to a message in the group.
    Reply {
        /// The message in the group.
        message: MessageId,
        /// What.
        remark: Remark,
    },

    // In a lane of its own, so that it waits for nobody's board:
    /// Rings for a case.
    Call {
        /// Urgent, unanswered or louder.
        remark: Remark,
        /// Rings at everybody on duty by name.
        loud: bool,
    },

    // In the lane of the group:
    /// Brings the queue board up to date.
    Board,
    /// Posts the board anew, because somebody asked for it.
    BoardAnew,
    /// Says something in General.
    SayInGeneral(Remark),
    /// Replies in General to a message there.
    ReplyInGeneral {
        /// The message.
        message: MessageId,
        /// What.
        remark: Remark,
    },
    /// Lists who is blocked.
    ListBlocked,

    // In a lane of its own:
    /// Erases what stands in the group of a case that this desk no longer has.
    Erase {
        /// The group as it was then.
        chat: ChatId,
        /// The topic.
        thread: Option<i64>,
        /// The bot's messages, where there is no topic to delete.
        messages: Vec<MessageId>,
        /// What consultants called the case, if it is over and they are to see to what cannot be
        /// deleted.
        #[serde(default)]
        code: Option<CaseCode>,
    },
}

/// Which lane a desk's promise goes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskLane {
    /// The relays of a case, in order.
    Case,
    /// Card and name of a case.
    Card,
    /// Signs and replies in a case.
    Signs,
    /// Calls that ring for a case.
    Call,
    /// The group itself.
    General,
    /// What is only to be erased.
    Erasure,
}

impl DeskEffect {
    /// Which lane it goes into.
    #[must_use]
    pub fn lane(&self) -> DeskLane {
        match self {
            Self::Open
            | Self::Relay { .. }
            | Self::RelayEdit(_)
            | Self::Carry(_)
            | Self::Say(_)
            | Self::SayHanded(_)
            | Self::SayTrail => DeskLane::Case,
            Self::Card => DeskLane::Card,
            Self::React { .. } | Self::ReactTo { .. } | Self::Reply { .. } => DeskLane::Signs,
            Self::Call { .. } => DeskLane::Call,
            Self::Board
            | Self::BoardAnew
            | Self::SayInGeneral(_)
            | Self::ReplyInGeneral { .. }
            | Self::ListBlocked => DeskLane::General,
            Self::Erase { .. } => DeskLane::Erasure,
        }
    }

    /// Whether one that waits says the same as this one will.
    #[must_use]
    pub fn is_said_by(&self, waiting: &Self) -> bool {
        matches!(
            (self, waiting),
            (Self::Card, Self::Card) | (Self::Board, Self::Board | Self::BoardAnew)
        )
    }

    /// Whether it counts among the twenty messages a minute of a group. Reactions do not.
    #[must_use]
    pub fn is_paced(&self) -> bool {
        !matches!(self, Self::React { .. } | Self::ReactTo { .. })
    }
}

/// A promise to a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskPromise {
    /// The desk.
    pub desk: DeskId,
    /// The case, if it is about one.
    pub case: Option<CaseId>,
    /// What.
    pub effect: DeskEffect,
}

/// What became of a call made for a case: comes back into the turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseEvent {
    /// The time that the case named has come.
    Due,
    /// Telegram cannot copy what the person sent, or only so many items of it.
    PersonsNotCopied {
        /// Items that arrived.
        arrived: u32,
    },
    /// The person has edited a message that does not stand in the group (any more).
    EditLost,
    /// What a consultant sent by a button stands in the chat of somebody whose phone may be seen.
    Shown {
        /// The message in the person's chat.
        message: MessageId,
        /// What it is.
        handed: Handed,
    },
    /// What a consultant wrote did not reach the person.
    NotDelivered {
        /// The consultant's message; `None`: it cannot be named any more.
        message: Option<MessageId>,
        /// Why, and what to do.
        remark: Remark,
    },
    /// The desk's group cannot be reached, or the desk has none any more.
    DeskAway,
}
