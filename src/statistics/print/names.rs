//! What tables, rows and categories are called, by their codes.

use super::Speaker;
use super::sentences::sentence_case;
use crate::content::{AnswerId, CountryCode, OutcomeId, ReferralId, SubjectId};
use crate::model::figures::Cut;
use crate::statistics::report::Topic;

/// The stable code of a table.
pub(super) fn code(topic: Topic) -> String {
    let by = |noun: &str, cut: Cut| format!("{noun}_by_{}", cut.code());
    match topic {
        Topic::Summary => "summary".to_owned(),
        Topic::Return => "visitors_by_return".to_owned(),
        Topic::Visitors(cut) => by("visitors", cut),
        Topic::Conversations(Cut::Detail) => "conversations_by_hours".to_owned(),
        Topic::Conversations(cut) => by("conversations", cut),
        Topic::Consultations(Cut::Detail) => "consultations_by_subject".to_owned(),
        Topic::Consultations(cut) => by("consultations", cut),
        Topic::Outcomes => "outcomes".to_owned(),
        Topic::Referrals => "referrals_given".to_owned(),
        Topic::Ratings => "ratings".to_owned(),
        Topic::Answers => "faq_views_by_answer".to_owned(),
        Topic::Helped => "helped".to_owned(),
        Topic::Feedback => "feedback".to_owned(),
        Topic::Calls => "calls".to_owned(),
        Topic::Lines => "contacts_shown_by_country".to_owned(),
    }
}

/// What a table is cut by, as exports name it.
pub(super) fn dimension(topic: Topic) -> &'static str {
    match topic {
        Topic::Summary => "indicator",
        Topic::Return => "return",
        Topic::Conversations(Cut::Detail) => "hours",
        Topic::Consultations(Cut::Detail) => "subject",
        Topic::Visitors(cut) | Topic::Conversations(cut) | Topic::Consultations(cut) => cut.code(),
        Topic::Outcomes => "outcome",
        Topic::Referrals => "referral",
        Topic::Ratings => "rating",
        Topic::Answers => "answer",
        Topic::Helped => "helped",
        Topic::Feedback => "feedback",
        Topic::Calls => "calls",
        Topic::Lines => "country",
    }
}

/// The code of a category in exports: never empty.
pub(super) fn category_code(topic: Topic, category: &str) -> String {
    match (dimension(topic), category) {
        ("gender", "" | "other") => "other_or_not_told",
        ("source", "") => "none",
        ("return", "") => "returning",
        ("subject" | "outcome" | "referral" | "answer", "") => "other",
        (_, "") => "not_told",
        ("hours", "yes") => "in",
        ("hours", "no") => "out",
        (_, category) => category,
    }
    .to_owned()
}

impl Speaker<'_> {
    /// The title of a table.
    pub(super) fn title(&self, topic: Topic) -> String {
        let by = |noun: &str, cut: Cut| {
            let cut = self.words.plain(&format!("cut.{}", cut.code()));
            self.words
                .fill(&format!("table.{noun}"), &[("cut", cut.as_str())])
        };
        let fixed = match topic {
            Topic::Conversations(Cut::Detail) => "hours",
            Topic::Consultations(Cut::Detail) => "subjects",
            Topic::Return | Topic::Visitors(Cut::Return) => "return",
            Topic::Visitors(cut) => return by("visitors", cut),
            Topic::Conversations(cut) => return by("conversations", cut),
            Topic::Consultations(cut) => return by("consultations", cut),
            Topic::Summary => "summary",
            Topic::Outcomes => "outcomes",
            Topic::Referrals => "referrals",
            Topic::Ratings => "ratings",
            Topic::Answers => "answers",
            Topic::Helped => "helped",
            Topic::Feedback => "feedback",
            Topic::Calls => "calls",
            Topic::Lines => "lines",
        };
        self.words.plain(&format!("table.{fixed}"))
    }

    /// What a row is called; its code if nobody knows a name.
    pub(super) fn label(&self, topic: Topic, category: &str) -> String {
        let code = category_code(topic, category);
        let dimension = dimension(topic);
        let named = match dimension {
            "indicator" => self.known(&format!("definition.{code}.name")),
            "gender" if code == "other_or_not_told" => self.known("category.gender.other"),
            "age" => self.known(&format!("category.age.{}", age(&code))),
            _ => self.known(&format!("category.{dimension}.{code}")),
        };
        named
            .or_else(|| self.of_the_content(dimension, &code))
            .or_else(|| self.known(&format!("category.{code}")))
            .unwrap_or(code)
    }

    /// Names that the content has for its own codes.
    fn of_the_content(&self, dimension: &str, code: &str) -> Option<String> {
        let (content, lang) = (self.content, self.lang);
        let name = match dimension {
            "language" => content.language_name(lang, code).to_owned(),
            "country" => {
                let country: CountryCode = code.parse().ok()?;
                content.country_name(lang, &country).to_owned()
            }
            "subject" => {
                let id: SubjectId = code.parse().ok()?;
                content.subject_name(lang, &id).to_owned()
            }
            "outcome" => {
                let id: OutcomeId = code.parse().ok()?;
                content.outcome_name(lang, &id).to_owned()
            }
            "referral" => {
                let id: ReferralId = code.parse().ok()?;
                content.referral_name(lang, &id).to_owned()
            }
            "answer" => {
                let id: AnswerId = code.parse().ok()?;
                content.answer_text(lang, &id)?.title.clone()
            }
            _ => return None,
        };
        // The content answers with the code itself where it knows no name.
        (name != code).then(|| sentence_case(name))
    }

    fn known(&self, name: &str) -> Option<String> {
        self.words.find(name).map(str::to_owned)
    }
}

/// Names in YAML that begin with a digit could be read as numbers.
fn age(code: &str) -> String {
    if code.starts_with(|first: char| first.is_ascii_digit()) {
        format!("a{code}")
    } else {
        code.to_owned()
    }
}
