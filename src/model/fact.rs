//! All that is ever counted. A fact says what happened and on which page, never to whom.

use serde::{Deserialize, Serialize};

use crate::content::{AnswerId, BranchId, CheckId, CountryCode, OutcomeId, ReferralId, SubjectId};
use crate::model::case::{Case, Closing, Promise, Rating};
use crate::model::moment::Moment;
use crate::model::visitor::Visitor;

/// Something countable. Names follow the definitions of the statistics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Somebody pressed START for the first time; from which campaign, if any.
    Started(Option<String>),
    /// One answer shown on request (`faq_views`).
    AnswerOpened(AnswerId),
    /// The questions of a branch shown.
    BranchOpened(BranchId),
    /// A self-check was begun.
    CheckOpened(CheckId),
    /// A self-check came to its end; never which one.
    CheckFinished(CheckId),
    /// "Did this help?" (`helpful_yes`, `helpful_no`).
    Helped(AnswerId, bool),
    /// Help lines shown (`contacts_shown`), of which country.
    LinesOpened(Option<CountryCode>),
    /// The emergency page shown, whatever the cause (`safety_page`); never split by cause.
    DangerShown,
    /// The leaflet was delivered (`leaflet_sent`).
    LeafletSent,
    /// The sticker link was delivered (`sticker_link_sent`).
    StickerLinkSent,
    /// A consultant was asked for.
    ConsultantAsked,
    /// Feedback on the bot (`feedback`).
    Feedback(bool),
    /// Free text was searched for: only that it was so (`searches`).
    Searched,
    /// A search found nothing (`not_understood`): only that it was so.
    NotUnderstood,
    /// Somebody sent a file, a place or a contact.
    AttachmentRefused,
    /// The chat was hidden.
    Hidden,
    /// Somebody was forgotten.
    Forgotten,
    /// A conversation was opened (`conversations`); whether consultants worked at that time.
    Conversation {
        /// Within working hours.
        in_hours: bool,
    },
    /// A closed conversation went on.
    Reopened,
    /// The first answer of a consultant, so many minutes after the conversation was opened; not
    /// where it was closed unanswered before.
    FirstAnswer(Span),
    /// Nobody took a conversation within the promised time, or it ended without an answer
    /// (`unanswered`); once a conversation.
    Unanswered,
    /// How long a conversation with an answer lasted until it was first closed.
    Lasted(Span),
    /// One subject answered by a consultant (`consultations`).
    Consultation(SubjectId),
    /// What came of it; the last outcome of `desk.yaml` is `out_of_remit`.
    Outcome(OutcomeId),
    /// A service named as the next step (`referrals_given`).
    Referral(ReferralId),
    /// What the person thought of the conversation.
    Rated(Rating),
    /// A complaint was begun (`complaints`).
    Complaint,
}

/// A length of time in minutes, coarse enough to say nothing of one conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span(pub u32);

/// Upper ends of the steps, in minutes: fine below an hour, coarse above.
const STEPS: [u32; 24] = [
    1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440, 2880, 4320,
    10080, 43200,
];

impl Span {
    /// The step between two moments.
    #[must_use]
    pub fn between(from: Moment, to: Moment) -> Self {
        let minutes = to.0.saturating_sub(from.0).max(0).div_euclid(60_000);
        let step = STEPS.into_iter().find(|end| minutes < i64::from(*end));
        Self(step.unwrap_or(43200))
    }
}

impl Fact {
    /// What is counted of a consultant's answer: how long the person waited for the first one.
    #[must_use]
    pub fn of_answer(case: &Case, now: Moment) -> Option<Self> {
        let is_first = case.answered_at.is_none() && !case.went_on && !case.is_complaint();
        is_first.then(|| Self::FirstAnswer(Span::between(case.opened_at, now)))
    }

    /// What is counted when a conversation ends for the first time, whoever ends it.
    #[must_use]
    pub fn of_ended(case: &Case, now: Moment) -> Option<Self> {
        if case.is_complaint() || case.went_on {
            return None;
        }
        match case.answered_at {
            None => (case.promise != Promise::Missed).then_some(Self::Unanswered),
            Some(_) => Some(Self::Lasted(Span::between(case.opened_at, now))),
        }
    }

    /// What is counted when a closed conversation goes on, whoever wished it.
    #[must_use]
    pub fn of_reopened(case: &Case) -> Option<Self> {
        (!case.is_complaint()).then_some(Self::Reopened)
    }

    /// What is counted of a closing: each subject is one consultation.
    #[must_use]
    pub fn of_closing(case: &Case, closing: &Closing) -> Vec<Self> {
        // Complaints are no consultations.
        if case.is_complaint() {
            return Vec::new();
        }
        let subjects = closing.subjects.iter().cloned().map(Self::Consultation);
        let outcome = closing.outcome.iter().cloned().map(Self::Outcome);
        let referrals = closing.referrals.iter().cloned().map(Self::Referral);
        subjects.chain(outcome).chain(referrals).collect()
    }

    /// Stable code and detail for the counters.
    #[must_use]
    pub fn code(&self) -> (&'static str, String) {
        let yes_no = |yes: bool| if yes { "yes" } else { "no" };
        match self {
            Self::Started(campaign) => ("started", campaign.clone().unwrap_or_default()),
            Self::AnswerOpened(answer) => ("faq_views", answer.to_string()),
            Self::BranchOpened(branch) => ("branch_views", branch.to_string()),
            Self::CheckOpened(check) => ("checks_opened", check.to_string()),
            Self::CheckFinished(check) => ("checks_finished", check.to_string()),
            Self::Helped(answer, true) => ("helpful_yes", answer.to_string()),
            Self::Helped(answer, false) => ("helpful_no", answer.to_string()),
            Self::LinesOpened(country) => (
                "contacts_shown",
                country
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            ),
            Self::DangerShown => ("safety_page", String::new()),
            Self::LeafletSent => ("leaflet_sent", String::new()),
            Self::StickerLinkSent => ("sticker_link_sent", String::new()),
            Self::ConsultantAsked => ("consultant_asked", String::new()),
            Self::Feedback(good) => ("feedback", yes_no(*good).to_owned()),
            Self::Searched => ("searches", String::new()),
            Self::NotUnderstood => ("not_understood", String::new()),
            Self::AttachmentRefused => ("attachment_refused", String::new()),
            Self::Hidden => ("hidden", String::new()),
            Self::Forgotten => ("forgotten", String::new()),
            Self::Conversation { in_hours } => ("conversations", yes_no(*in_hours).to_owned()),
            Self::Reopened => ("reopened", String::new()),
            Self::FirstAnswer(span) => ("first_answer_minutes", span.0.to_string()),
            Self::Unanswered => ("unanswered", String::new()),
            Self::Lasted(span) => ("duration_minutes", span.0.to_string()),
            Self::Consultation(subject) => ("consultations", subject.to_string()),
            Self::Outcome(outcome) => ("outcomes", outcome.to_string()),
            Self::Referral(referral) => ("referrals_given", referral.to_string()),
            Self::Rated(rating) => (
                "ratings",
                match rating {
                    Rating::Good => "good",
                    Rating::Fair => "fair",
                    Rating::Bad => "bad",
                }
                .to_owned(),
            ),
            Self::Complaint => ("complaints", String::new()),
        }
    }
}

/// By what a figure may be broken down: what the person told, as codes; empty = not told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breakdown {
    /// Interface language.
    pub language: String,
    /// `woman`, `man`, `other`.
    pub gender: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// `under18`, `18_24`, `25_59`, `60`.
    pub age: String,
    /// `inside`, `outside` Ukraine.
    pub place: String,
    /// `ukraine`, `third_country`.
    pub citizenship: String,
}

impl Breakdown {
    /// What this person has told.
    #[must_use]
    pub fn of(visitor: &Visitor) -> Self {
        use crate::model::visitor::{AgeBand, Citizenship, Gender, Place};
        Self {
            language: visitor
                .lang
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            gender: match visitor.gender {
                Some(Gender::Woman) => "woman",
                Some(Gender::Man) => "man",
                Some(Gender::Other) => "other",
                None => "",
            }
            .to_owned(),
            country: visitor
                .country
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            age: match visitor.age {
                Some(AgeBand::Under18) => "under18",
                Some(AgeBand::From18To24) => "18_24",
                Some(AgeBand::From25To59) => "25_59",
                Some(AgeBand::From60) => "60",
                None => "",
            }
            .to_owned(),
            place: match visitor.place {
                Some(Place::Inside) => "inside",
                Some(Place::Outside) => "outside",
                None => "",
            }
            .to_owned(),
            citizenship: match visitor.citizenship {
                Some(Citizenship::Ukraine) => "ukraine",
                Some(Citizenship::ThirdCountry) => "third_country",
                None => "",
            }
            .to_owned(),
        }
    }
}
