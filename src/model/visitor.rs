//! What is remembered of a person between two messages: choices, no identity. It rests sealed
//! and goes with `/forget` or after the days of silence that `bot.yaml` names.

use serde::{Deserialize, Serialize};

use crate::content::{AnswerId, CountryCode, Lang};
use crate::model::case::Case;
use crate::model::ids::{CaseId, MessageId};
use crate::model::moment::Moment;

/// Told for the report, if at all. "Other" is never printed alone (`domain` rule D2 on privacy).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// A woman.
    Woman,
    /// A man.
    Man,
    /// Neither, or both.
    Other,
}

/// Age in bands only; 18 and 60 are the cuts that humanitarian reports use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeBand {
    /// Under 18: child help lines come first.
    Under18,
    /// 18 to 24.
    From18To24,
    /// 25 to 59.
    From25To59,
    /// 60 and over.
    From60,
}

/// Inside or outside Ukraine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In Ukraine.
    Inside,
    /// In another country.
    Outside,
}

/// Citizen of Ukraine, or somebody of another country who came from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Citizenship {
    /// A citizen of Ukraine.
    Ukraine,
    /// A citizen of a third country, or of none.
    ThirdCountry,
}

/// How many messages came lately; floods of one person are slowed, told once, never punished.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Burst {
    /// The minute counted, since 1970.
    pub minute: i64,
    /// Messages in it.
    pub messages: u32,
}

/// Choices of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visitor {
    /// The language chosen or taken from the client; `None` while it is still being asked.
    pub lang: Option<Lang>,
    /// The country whose numbers and rules are shown first.
    pub country: Option<CountryCode>,
    /// Countries chosen before, newest first, at most three.
    pub recent: Vec<CountryCode>,
    /// Told for the report.
    pub gender: Option<Gender>,
    /// Told for the report.
    pub age: Option<AgeBand>,
    /// Told for the report.
    pub place: Option<Place>,
    /// Told for the report.
    pub citizenship: Option<Citizenship>,
    /// The greeting, leaflet and stickers have been promised.
    pub greeted: bool,
    /// An answer or help lines were opened: only then may the optional questions come.
    pub was_helped: bool,
    /// The optional questions have been asked (answered or not): never again.
    pub was_asked: bool,
    /// False after Telegram said that the person has blocked the bot.
    pub reachable: bool,
    /// Where the first visit came from: a campaign named in `bot.yaml`.
    pub source: Option<String>,
    /// An answer a poster led to, shown once the language is known.
    pub waiting_for: Option<crate::content::AnswerId>,
    /// Against floods.
    pub burst: Burst,
    /// The conversation with a consultant: open, or closed so lately that it can go on.
    #[serde(default)]
    pub case: Option<CaseId>,
    /// The complaint that is being written or answered.
    #[serde(default)]
    pub complaint: Option<CaseId>,
    /// What is written now goes to the complaint, not to the consultant.
    #[serde(default)]
    pub complains: bool,
    /// The phone may be seen by others: replies are announced, not shown.
    #[serde(default)]
    pub discreet: bool,
    /// Messages written before a consultant was asked for: passed on when one is.
    #[serde(default)]
    pub unsaid: Vec<Unsaid>,
    /// The language in which pages are read that the chosen one does not have.
    #[serde(default)]
    pub second: Option<Lang>,
    /// Answers read lately, newest last: consultants see what is known already.
    #[serde(default)]
    pub read: Vec<AnswerId>,
}

/// A message written before a consultant was asked for: its id, nothing of what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsaid {
    /// The message.
    pub message: MessageId,
    /// When it came.
    pub at: Moment,
}

/// Messages remembered for a consultant who may be asked for later.
const UNSAID: usize = 40;
/// For so long: later they belong to another question.
const UNSAID_MS: i64 = 24 * 60 * 60 * 1000;
/// Answers remembered for the card.
const READ: usize = 5;

/// Messages of one minute beyond which only danger is answered.
const MESSAGES_A_MINUTE: u32 = 20;

/// What a flood rule says of one more message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Answer as usual.
    Calm,
    /// The first beyond the limit: say so once.
    JustFlooded,
    /// Said already: stay silent until the minute is over.
    Flooded,
}

impl Visitor {
    /// No more of them than a page is put into words by.
    #[must_use]
    pub fn as_reader(&self) -> Self {
        Self {
            lang: self.lang.clone(),
            second: self.second.clone(),
            country: self.country.clone(),
            ..Self::new()
        }
    }

    /// Somebody seen for the first time.
    #[must_use]
    pub fn new() -> Self {
        Self {
            lang: None,
            country: None,
            recent: Vec::new(),
            gender: None,
            age: None,
            place: None,
            citizenship: None,
            greeted: false,
            was_helped: false,
            was_asked: false,
            reachable: true,
            source: None,
            waiting_for: None,
            burst: Burst::default(),
            case: None,
            complaint: None,
            complains: false,
            discreet: false,
            unsaid: Vec::new(),
            second: None,
            read: Vec::new(),
        }
    }

    /// Remembers a message for a consultant who may be asked for later.
    pub fn leaves_unsaid(&mut self, message: MessageId, now: Moment) {
        if self.unsaid.len() >= UNSAID {
            self.unsaid.remove(0);
        }
        self.unsaid.push(Unsaid { message, at: now });
    }

    /// What was written lately and has not been passed on, in order; it counts as passed on now.
    pub fn says_at_last(&mut self, now: Moment) -> Vec<MessageId> {
        let since = now.plus_ms(-UNSAID_MS);
        let unsaid = std::mem::take(&mut self.unsaid);
        unsaid
            .into_iter()
            .filter(|unsaid| unsaid.at >= since)
            .map(|unsaid| unsaid.message)
            .collect()
    }

    /// Remembers an answer that was read.
    pub fn reads(&mut self, answer: AnswerId) {
        self.read.retain(|known| *known != answer);
        self.read.push(answer);
        if self.read.len() > READ {
            self.read.remove(0);
        }
    }

    /// A case of theirs is over: who was writing a complaint writes none any more.
    pub fn sees_the_end_of(&mut self, case: &Case) {
        self.complains &= !case.is_complaint();
    }

    /// Chooses a country and remembers the three latest for a quick choice.
    pub fn choose_country(&mut self, code: CountryCode) {
        self.recent.retain(|known| *known != code);
        self.recent.insert(0, code.clone());
        self.recent.truncate(3);
        self.country = Some(code);
    }

    /// Counts one more written message.
    pub fn flow(&mut self, now: Moment) -> Flow {
        let minute = now.0.div_euclid(60_000);
        if self.burst.minute != minute {
            self.burst = Burst {
                minute,
                messages: 0,
            };
        }
        self.burst.messages = self.burst.messages.saturating_add(1);
        match self.burst.messages.cmp(&(MESSAGES_A_MINUTE + 1)) {
            std::cmp::Ordering::Less => Flow::Calm,
            std::cmp::Ordering::Equal => Flow::JustFlooded,
            std::cmp::Ordering::Greater => Flow::Flooded,
        }
    }
}

impl Default for Visitor {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_three_countries_are_remembered_once_each() {
        let mut visitor = Visitor::new();
        for code in ["PL", "DE", "PL", "CZ", "SK"] {
            visitor.choose_country(code.parse().unwrap());
        }
        let recent: Vec<_> = visitor.recent.iter().map(CountryCode::as_str).collect();
        assert_eq!(recent, ["SK", "CZ", "PL"]);
    }

    #[test]
    fn a_flood_is_told_once_a_minute() {
        let mut visitor = Visitor::new();
        let flows: Vec<_> = (0..23).map(|_| visitor.flow(Moment(5))).collect();
        assert_eq!(flows.iter().filter(|f| **f == Flow::Calm).count(), 20);
        assert_eq!(flows[20], Flow::JustFlooded);
        assert_eq!(flows[22], Flow::Flooded);
        assert_eq!(visitor.flow(Moment(60_005)), Flow::Calm);
    }
}
