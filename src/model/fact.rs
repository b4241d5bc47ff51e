//! All that is ever counted. A fact says what happened and on which page, never to whom.

use serde::{Deserialize, Serialize};

use crate::content::{AnswerId, BranchId, CountryCode};
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
    /// Free text for which there is no answer yet: only that it was so.
    NotUnderstood,
    /// Somebody sent a file, a place or a contact.
    AttachmentRefused,
    /// The chat was hidden.
    Hidden,
    /// Somebody was forgotten.
    Forgotten,
}

impl Fact {
    /// Stable code and detail for the counters.
    #[must_use]
    pub fn code(&self) -> (&'static str, String) {
        let yes_no = |yes: bool| if yes { "yes" } else { "no" };
        match self {
            Self::Started(campaign) => ("started", campaign.clone().unwrap_or_default()),
            Self::AnswerOpened(answer) => ("faq_views", answer.to_string()),
            Self::BranchOpened(branch) => ("branch_views", branch.to_string()),
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
            Self::NotUnderstood => ("not_understood", String::new()),
            Self::AttachmentRefused => ("attachment_refused", String::new()),
            Self::Hidden => ("hidden", String::new()),
            Self::Forgotten => ("forgotten", String::new()),
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
