//! Which page somebody looks at: names, never texts, so that a page is put into words only when
//! it is delivered, in the content of that moment.

use serde::{Deserialize, Serialize};

use crate::content::{AnswerId, BranchId, CheckId, LeafletPart, Mark, Replies, TemplateId};

/// What a country is chosen for, and so where the choice leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// Help lines of the country.
    Lines,
    /// Emergency number of the country.
    Danger,
    /// The part of an answer that holds there.
    Answer(AnswerId),
    /// The setting in "my data".
    Data,
    /// The optional question "where are you now?".
    Question,
}

/// The optional questions, in the order they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Question {
    /// Woman, man, other.
    Gender,
    /// Inside or outside Ukraine.
    Place,
    /// Age band.
    Age,
    /// Citizen of Ukraine or not.
    Citizen,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Screen {
    /// Choice of language.
    Languages,
    /// The greeting.
    Welcome,
    /// The main menu.
    Menu,
    /// Questions of a branch.
    Branch(BranchId),
    /// One answer.
    Answer(AnswerId),
    /// Choice of a self-check.
    Checks,
    /// A question of a self-check, or what comes of it.
    Check {
        /// Which check.
        id: CheckId,
        /// What has been answered. It is never stored: a stored page is the beginning.
        replies: Replies,
    },
    /// Thanks, or what else may help.
    Helped {
        /// The answer spoken of.
        answer: AnswerId,
        /// Whether it helped.
        helped: bool,
    },
    /// Talking to a consultant.
    Consult,
    /// Help lines of the person's country; pages count from 0.
    Lines(u8),
    /// Choice of a country: the quick ones, or those under one letter of the person's alphabet.
    Countries {
        /// What for.
        purpose: Purpose,
        /// `None`: the quick choice. `Some(i)`: the i-th letter, or the choice of letters if there is none.
        letter: Option<u8>,
    },
    /// Leaflet and stickers.
    Leaflet,
    /// The leaflet, or notes that belong to it, as a message.
    LeafletText(LeafletPart),
    /// Feedback and complaints.
    Feedback,
    /// Thanks for feedback.
    FeedbackThanks,
    /// What is kept of this person.
    Data,
    /// The privacy page.
    Privacy,
    /// Before forgetting.
    ForgetConfirm,
    /// After forgetting.
    Forgotten,
    /// One optional question.
    Question(Question),
    /// After the last question.
    QuestionThanks,
    /// Danger: the emergency number first.
    Danger {
        /// Words of distress brought it up, not a button.
        heard: bool,
    },
    /// After hiding.
    Hidden,
    /// Answers found for free text, the best first; what was asked stands nowhere.
    Found(Vec<Mark>),
    /// Free text for which nothing was found.
    Unknown,
    /// A photo, document, voice message, contact or the like.
    Attachment,
    /// Too many messages at once.
    SlowDown,
    /// Something broke on our side.
    Broken,
    /// No desk is connected: hours and help lines.
    NoDesk,
    /// The desk has closed itself to this person: help lines.
    Blocked,
    /// An open conversation.
    Case {
        /// How many wait before this person; `None`: a consultant has it.
        place: Option<u32>,
    },
    /// Before the person ends the conversation.
    EndCase,
    /// "My phone may be seen": on or off.
    Discreet,
    /// Complaint about a consultant or helper.
    Complaint {
        /// Whether it can be written here: an inbox for complaints is connected.
        inbox: bool,
    },
    /// What is told in a conversation; nothing opens these, and nothing leads back to them.
    Said(Said),
    /// A template that a consultant sent.
    Template(TemplateId),
}

/// What is told in the course of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Said {
    /// Asked for: what is it about? Above it, that it was received.
    Waiting {
        /// Place in the queue, from 1.
        place: u32,
        /// Whether consultants work now.
        open: bool,
    },
    /// The subject is noted.
    SubjectNoted,
    /// A consultant has joined.
    Taken {
        /// By alias.
        alias: Option<String>,
    },
    /// The consultant gave it back.
    Released,
    /// Nobody has answered for long.
    StillWaiting,
    /// The consultants' room cannot be reached.
    DeskAway,
    /// The person ended it.
    Ended,
    /// The consultant closed it.
    Closed,
    /// Silence closed it.
    ClosedBySilence,
    /// Silence will close it.
    SilenceWarning,
    /// Rated.
    Rated,
    /// It goes on.
    Reopened,
    /// This cannot be passed on.
    CannotPass,
    /// An edit could not be passed on.
    EditLost,
    /// A photo or document: pass it on?
    MediaAsk,
    /// A contact: pass it on?
    ContactAsk,
    /// It is passed on.
    MediaSent,
    /// It was taken back.
    MediaDropped,
    /// Discreet: something came.
    NewReply,
    /// Discreet: take it away again.
    ReplyOpened,
    /// Discreet: it is gone.
    ReplyHidden,
    /// What is written goes to the inbox of complaints.
    ComplaintOpen,
    /// The complaint is complete.
    ComplaintDone,
    /// The complaint has been answered.
    ComplaintAnswered,
    /// The complaint has been closed.
    ComplaintClosed,
}

impl Screen {
    /// Whether whoever sees this page writes no complaint any more: here other things are asked
    /// for, or it says that what is written goes to a consultant.
    #[must_use]
    pub fn ends_a_complaint(&self) -> bool {
        matches!(
            self,
            Self::Menu | Self::Consult | Self::NoDesk | Self::Blocked | Self::Case { .. }
        )
    }
}

impl Said {
    /// All that can be told, with this place in the queue and this alias: for the proof that it can
    /// be shown, which must leave nothing out.
    #[must_use]
    pub fn all(place: u32, alias: &str) -> Vec<Self> {
        let alias = Some(alias.to_owned());
        vec![
            Self::Waiting { place, open: true },
            Self::Waiting { place, open: false },
            Self::SubjectNoted,
            Self::Taken { alias },
            Self::Taken { alias: None },
            Self::Released,
            Self::StillWaiting,
            Self::DeskAway,
            Self::Ended,
            Self::Closed,
            Self::ClosedBySilence,
            Self::SilenceWarning,
            Self::Rated,
            Self::Reopened,
            Self::CannotPass,
            Self::EditLost,
            Self::MediaAsk,
            Self::ContactAsk,
            Self::MediaSent,
            Self::MediaDropped,
            Self::NewReply,
            Self::ReplyOpened,
            Self::ReplyHidden,
            Self::ComplaintOpen,
            Self::ComplaintDone,
            Self::ComplaintAnswered,
            Self::ComplaintClosed,
        ]
    }

    /// What is told of a complaint where a conversation would be told this. A complaint is no
    /// conversation: it is answered in days, nobody joins it, and what is written in the chat does
    /// not go there by itself.
    #[must_use]
    pub fn of_complaint(self) -> Option<Self> {
        match self {
            Self::Taken { .. } | Self::Released | Self::StillWaiting | Self::SilenceWarning => None,
            Self::Closed | Self::ClosedBySilence => Some(Self::ComplaintClosed),
            other => Some(other),
        }
    }
}

/// Whether every kind of an enum is among these. The list of all comes from its reader, which the
/// compiler keeps complete.
#[cfg(test)]
pub(crate) fn assert_none_is_left_out<T>(listed: &[T])
where
    T: serde::de::DeserializeOwned + std::fmt::Debug,
{
    let all = serde_json::from_str::<T>("\"?\"").unwrap_err().to_string();
    let all: Vec<&str> = all.split('`').skip(3).step_by(2).collect();
    assert!(all.len() > 20, "{all:?}");
    for name in all {
        let is_it = |one: &T| {
            let told = format!("{one:?}");
            told.split(|c: char| !c.is_alphanumeric()).next() == Some(name)
        };
        assert!(listed.iter().any(is_it), "`{name}` is not listed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_what_is_told_leaves_nothing_out() {
        assert_none_is_left_out(&Said::all(3, "Marta"));
    }

    #[test]
    fn a_complaint_promises_neither_a_queue_nor_that_plain_words_go_on() {
        let taken = Said::Taken { alias: None };
        for said in [
            taken,
            Said::Released,
            Said::StillWaiting,
            Said::SilenceWarning,
        ] {
            assert_eq!(said.clone().of_complaint(), None, "{said:?}");
        }
        for closed in [Said::Closed, Said::ClosedBySilence] {
            assert_eq!(closed.of_complaint(), Some(Said::ComplaintClosed));
        }
        assert_eq!(Said::NewReply.of_complaint(), Some(Said::NewReply));
    }
}
