//! Self-checks: a few questions of yes, no or not sure, and what to do first. What was answered
//! stands in nobody's state: it travels in the buttons and is forgotten with them.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Content;
use super::ids::{AnswerId, CheckId, Lang};
use super::tree::{Reviewed, Source};

/// Questions of one check; their replies fit into the data of a button beside its other names.
pub const MOST_QUESTIONS: u32 = 12;

/// What a person answers to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reply {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not sure, or rather not say.
    Unsure,
}

impl Reply {
    /// In the order of the buttons.
    pub const ALL: [Self; 3] = [Self::Yes, Self::No, Self::Unsure];
}

/// What has been answered so far, in order.
///
/// It is never written down: stored, it is empty, so that a page of a check that had to be stored
/// becomes the beginning of the check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Replies(Vec<Reply>);

impl Serialize for Replies {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Replies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <()>::deserialize(deserializer).map(|()| Self::default())
    }
}

impl Replies {
    /// Nothing answered yet.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether nothing is answered yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many questions are answered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// With one more.
    #[must_use]
    pub fn and(&self, reply: Reply) -> Self {
        let mut replies = self.0.clone();
        replies.push(reply);
        Self(replies)
    }

    /// Without the last one; `None` at the beginning.
    #[must_use]
    pub fn before(&self) -> Option<Self> {
        let (_, before) = self.0.split_last()?;
        Some(Self(before.to_vec()))
    }

    /// As letters: `y`, `n`, `u`.
    #[must_use]
    pub fn code(&self) -> String {
        let letter = |reply: &Reply| match reply {
            Reply::Yes => 'y',
            Reply::No => 'n',
            Reply::Unsure => 'u',
        };
        self.0.iter().map(letter).collect()
    }

    /// From letters; `None` for anything we would not write.
    #[must_use]
    pub fn read(code: &str) -> Option<Self> {
        let reply = |letter| match letter {
            'y' => Some(Reply::Yes),
            'n' => Some(Reply::No),
            'u' => Some(Reply::Unsure),
            _ => None,
        };
        let replies: Option<Vec<Reply>> = code.chars().map(reply).collect();
        replies
            .filter(|replies| u32::try_from(replies.len()).is_ok_and(|len| len <= MOST_QUESTIONS))
            .map(Self)
    }
}

/// One self-check besides its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfCheck {
    /// Its name.
    pub id: CheckId,
    /// An emoji before its button.
    pub icon: String,
    /// The day its facts speak of.
    pub as_of: Date,
    /// The day somebody last looked whether they still hold.
    pub checked_on: Date,
    /// Who of the qualified staff has approved it.
    pub reviewed: Option<Reviewed>,
    /// Where the signs come from; at least one.
    pub sources: Vec<Source>,
    /// Whether the emergency number and one line of the country stand in every result.
    pub numbers: bool,
    /// At least one.
    pub questions: Vec<Sign>,
    /// For a grave sign first, then by falling threshold, the last from 0.
    pub results: Vec<Outcome>,
    /// Answers that offer this check.
    pub linked_from: Vec<AnswerId>,
}

/// A question: which reply is a sign, and how much it weighs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// Its name in the files.
    pub id: String,
    /// The reply that is the sign.
    pub reply: Reply,
    /// What it weighs; `None`: grave, nothing outweighs it.
    pub weight: Option<u32>,
}

/// What comes of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Its name in the files.
    pub id: String,
    /// The weight from which it is shown; `None`: after a grave sign.
    pub from: Option<u32>,
    /// Answers to read next.
    pub see_also: Vec<AnswerId>,
}

/// Where somebody stands in a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage<'a> {
    /// Before this question, counted from 0.
    Asks(usize, &'a Sign),
    /// At the end.
    Ends(&'a Outcome),
}

/// What a reply of "not sure" weighs: whoever is not sure is never told that nothing was named.
const UNSURE: u32 = 1;

impl SelfCheck {
    /// Where these replies lead; `None` if nobody can have given them here. A grave sign ends the
    /// questions at once.
    #[must_use]
    pub fn stage(&self, replies: &Replies) -> Option<Stage<'_>> {
        let mut weight = 0;
        for (at, reply) in replies.0.iter().enumerate() {
            let sign = self.questions.get(at)?;
            let is_sign = *reply == sign.reply;
            if is_sign && sign.weight.is_none() {
                let is_last = at + 1 == replies.len();
                let grave = self.results.iter().find(|result| result.from.is_none())?;
                return is_last.then_some(Stage::Ends(grave));
            }
            weight += match reply {
                Reply::Unsure => UNSURE,
                _ if is_sign => sign.weight.unwrap_or_default(),
                _ => 0,
            };
        }
        if let Some(sign) = self.questions.get(replies.len()) {
            return Some(Stage::Asks(replies.len(), sign));
        }
        let reached = |result: &&Outcome| result.from.is_some_and(|from| from <= weight);
        self.results.iter().find(reached).map(Stage::Ends)
    }

    /// Whether any sign outweighs all others.
    pub(super) fn has_a_grave_sign(&self) -> bool {
        self.questions.iter().any(|sign| sign.weight.is_none())
    }

    /// The most that weighing replies can add up to.
    pub(super) fn most_weight(&self) -> u32 {
        let most = |sign: &Sign| sign.weight.unwrap_or(UNSURE).max(UNSURE);
        self.questions.iter().map(most).sum()
    }
}

/// The words around the checks in one language, plain but for the intro.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChecksText {
    /// On the button in the menu.
    pub menu: String,
    /// Above the choice of checks.
    pub title: String,
    /// Below it.
    pub intro_html: String,
    /// Of `/check` in the list of commands.
    pub command: String,
    /// "Yes".
    pub yes: String,
    /// "No".
    pub no: String,
    /// "Not sure".
    pub unsure: String,
    /// The checks.
    pub(super) checks: HashMap<CheckId, CheckText>,
}

impl ChecksText {
    /// What stands on the button of a reply.
    #[must_use]
    pub fn button(&self, reply: Reply) -> &str {
        match reply {
            Reply::Yes => &self.yes,
            Reply::No => &self.no,
            Reply::Unsure => &self.unsure,
        }
    }
}

/// The words of one check in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckText {
    /// On the button that leads here, plain.
    pub button: String,
    /// Heading, plain.
    pub title: String,
    /// Above the first question.
    pub intro_html: String,
    /// Questions by name, plain.
    pub questions: HashMap<String, String>,
    /// Results by name.
    pub results: HashMap<String, String>,
}

/// Self-checks.
impl Content {
    /// In the order of their buttons; there may be none.
    #[must_use]
    pub fn checks(&self) -> &[SelfCheck] {
        &self.checks
    }

    /// A self-check.
    #[must_use]
    pub fn self_check(&self, id: &CheckId) -> Option<&SelfCheck> {
        self.checks.iter().find(|check| check.id == *id)
    }

    /// The words around the checks, in this language or one that stands in for it.
    #[must_use]
    pub fn checks_text(&self, lang: &Lang) -> &ChecksText {
        self.told_in(lang, None, |speech| speech.checks.as_ref())
            .map_or(&self.nothing.checks, |told| told.words)
    }

    /// The words of a check, in the same language.
    #[must_use]
    pub fn check_text(&self, lang: &Lang, id: &CheckId) -> Option<&CheckText> {
        self.checks_text(lang).checks.get(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replies(code: &str) -> Replies {
        Replies::read(code).unwrap()
    }

    #[test]
    fn replies_come_back_from_their_letters_and_nothing_else_is_read() {
        for code in ["", "y", "nnu", "yyyyyyyyyyyy"] {
            assert_eq!(replies(code).code(), code);
        }
        for code in ["x", "Y", "yyyyyyyyyyyyy", "y n"] {
            assert_eq!(Replies::read(code), None, "{code}");
        }
    }

    #[test]
    fn what_is_stored_of_replies_is_nothing() {
        let stored = serde_json::to_string(&replies("ynuyn")).unwrap();
        assert_eq!(stored, "null");
        let read: Replies = serde_json::from_str(&stored).unwrap();
        assert_eq!(read, Replies::none());
    }

    /// Every way through every check of the starter content, however often "not sure" is pressed.
    #[test]
    fn every_path_leads_to_a_result_and_none_reassures_wrongly() {
        let content = Content::embedded().unwrap();
        assert_eq!(content.checks().len(), 3);
        for check in content.checks() {
            let mut ways = vec![Replies::none()];
            let mut met: Vec<&str> = Vec::new();
            while let Some(way) = ways.pop() {
                match check.stage(&way).unwrap() {
                    Stage::Asks(at, _) => {
                        assert_eq!(at, way.len());
                        ways.extend(Reply::ALL.map(|reply| way.and(reply)));
                    }
                    Stage::Ends(result) => {
                        let signs = || way.0.iter().zip(&check.questions);
                        let grave = signs()
                            .any(|(reply, sign)| sign.weight.is_none() && *reply == sign.reply);
                        let calm = signs()
                            .all(|(reply, sign)| *reply != sign.reply && *reply != Reply::Unsure);
                        assert_eq!(grave, result.from.is_none(), "{} {way:?}", check.id);
                        assert_eq!(calm, result.from == Some(0), "{} {way:?}", check.id);
                        if !met.contains(&result.id.as_str()) {
                            met.push(&result.id);
                        }
                    }
                }
            }
            assert_eq!(met.len(), check.results.len(), "{}: {met:?}", check.id);
        }
    }

    #[test]
    fn replies_nobody_can_have_given_lead_nowhere() {
        let content = Content::embedded().unwrap();
        let check = content.self_check(&"check-me".parse().unwrap()).unwrap();
        assert!(
            check.stage(&replies("yn")).is_none(),
            "the first yes ends it"
        );
        assert!(
            check.stage(&replies("nnnnnnnnn")).is_none(),
            "there is no ninth question"
        );
    }

    /// What is told of the starter content with one edit.
    fn told(path: &str, from: &str, to: &str) -> String {
        let mut files = crate::content::Files::embedded();
        let text = String::from_utf8(files.get(path).unwrap().to_vec()).unwrap();
        assert!(text.contains(from), "{from} stands in {path}");
        let edited = text.replacen(from, to, 1).into_bytes();
        files.insert(path, std::borrow::Cow::Owned(edited));
        let (content, problems) = Content::check(&files, jiff::civil::date(2026, 11, 24));
        assert!(content.is_none(), "a broken check is never shown");
        problems.to_string()
    }

    #[test]
    fn a_check_that_cannot_end_or_reassures_wrongly_is_told() {
        let job = "checks/check-job.yaml";
        for (path, from, to, what) in [
            (job, "from: 1", "from: 2", "do not cover every answer"),
            (
                job,
                ", from: 3",
                ", from: 30",
                "all signs together weigh 11",
            ),
            (
                job,
                "{id: stop, on: grave, ",
                "{id: stop, from: 9, ",
                "do not go together",
            ),
            (
                job,
                "{id: hurry, sign: \"yes\", weight: 1}",
                "{id: hurry, sign: \"yes\"}",
                "either grave",
            ),
            (
                job,
                "sign: \"no\"",
                "sign: \"maybe\"",
                "`maybe` is not known here",
            ),
            (
                job,
                "[of-ask, of-changed]",
                "[of-ask, of-chnged]",
                "of-changed",
            ),
            (
                job,
                "id: check-job",
                "id: check-jobs",
                "its id is `check-jobs`",
            ),
            (
                "bot.yaml",
                "[check-job, ",
                "[",
                "nobody can reach self-check `check-job`",
            ),
            (
                "text/uk/checks.yaml",
                "        told:",
                "        tld:",
                "question `told`",
            ),
        ] {
            let told = told(path, from, to);
            assert!(told.contains(what), "{from} → {to}:\n{told}");
        }
    }
}
