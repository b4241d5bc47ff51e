//! What is counted, by whole months: how often what happened, and how many people came. No two
//! things that were told are ever counted together, so no row is about a woman from one country,
//! but only about women, and about that country.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A calendar month: months since January of the year 0.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Month(pub i32);

impl Month {
    /// A month of a year, 1 to 12; what lies outside is counted on, as 13 is January.
    #[must_use]
    pub fn of(year: i16, month: i8) -> Self {
        Self(i32::from(year) * 12 + i32::from(month) - 1)
    }

    /// The month of a day.
    #[must_use]
    pub fn of_day(day: Date) -> Self {
        Self::of(day.year(), day.month())
    }

    /// Its year; the last one a calendar knows if it is beyond all calendars.
    #[must_use]
    pub fn year(self) -> i16 {
        i16::try_from(self.0.div_euclid(12)).unwrap_or(9999)
    }

    /// 1 to 12.
    #[must_use]
    pub fn number(self) -> i8 {
        i8::try_from(self.0.rem_euclid(12)).unwrap_or(0) + 1
    }

    /// So many months later.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.year(), self.number(), 1).unwrap_or(Date::MIN)
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }
}

/// `2022-06`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

/// By what figures are told apart: always by one thing at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// What it was about: subject, answer, outcome, "yes" or "no"; empty: nothing to tell apart.
    Detail,
    /// Interface language.
    Language,
    /// `woman`, `man`, `other`; empty: not told. So are the following.
    Gender,
    /// ISO 3166-1 alpha-2.
    Country,
    /// `under18`, `18_24`, `25_59`, `60`.
    Age,
    /// `inside`, `outside` Ukraine.
    Place,
    /// `ukraine`, `third_country`.
    Citizenship,
    /// The campaign that led here; only of people.
    Source,
    /// `new`: seen for the first time in this year; empty: known before. Only of people.
    Return,
}

impl Cut {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Detail,
        Self::Language,
        Self::Gender,
        Self::Country,
        Self::Age,
        Self::Place,
        Self::Citizenship,
        Self::Source,
        Self::Return,
    ];

    /// Stable name in the database and in exports.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Detail => "detail",
            Self::Language => "language",
            Self::Gender => "gender",
            Self::Country => "country",
            Self::Age => "age",
            Self::Place => "place",
            Self::Citizenship => "citizenship",
            Self::Source => "source",
            Self::Return => "return",
        }
    }

    /// The cut of a stable name.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cut| cut.code() == code)
    }
}

/// How often something happened in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// When.
    pub month: Month,
    /// The fact's stable code ([`Fact::code`](super::fact::Fact::code)).
    pub fact: String,
    /// What it is told apart by. All rows of one fact, month and cut add up to the same total.
    pub cut: Cut,
    /// Which of these.
    pub category: String,
    /// How often.
    pub n: u64,
}

/// Whose people are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Crowd {
    /// Accounts that sent or pressed something (`visitors`).
    Visitors,
    /// Accounts with a conversation (`persons_consulted`).
    Consulted,
}

impl Crowd {
    /// Stable name in the database and in exports.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Visitors => "visitors",
            Self::Consulted => "persons_consulted",
        }
    }
}

/// How many people were there in one month and, in the same calendar year, not again before
/// another: from these, people of any range of months are counted once each, by the last month in
/// which they were seen in it. `in [a, b]` is the sum of all rows with `month` in `[a, b]` and
/// `next` after `b` or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// Whose.
    pub crowd: Crowd,
    /// A month in which they were seen.
    pub month: Month,
    /// The next month of the same year in which they were seen; `None`: none yet.
    pub next: Option<Month>,
    /// What they are told apart by; `Detail` (with an empty category) counts everybody.
    pub cut: Cut,
    /// Which of these: what they had told by the end of the first month of the year in which they
    /// were seen. It stays so for the year: whoever changes the row between two reports could be
    /// found by subtracting them.
    pub category: String,
    /// How many.
    pub n: u64,
}

/// People of a month, by the month of the same year in which they were seen last before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// That month; `None`: this one is the first of the year.
    pub before: Option<Month>,
    /// What they had told by the end of the first month of the year in which they were seen.
    pub told: super::fact::Breakdown,
    /// The campaign that had led them here by then; empty: none.
    pub source: String,
    /// Whether they were seen for the first time ever in that month.
    pub is_new: bool,
    /// How many.
    pub n: u64,
}

/// A month's figure from elsewhere, as somebody has given it to `stats import`: a telephone line,
/// or the time before the bot. Nobody is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The month. Days are added up before, which can be done with events only, never with people.
    pub month: Month,
    /// Code of the indicator ([`crate::model::fact::Fact::code`], [`Crowd::code`], or `calls`).
    pub indicator: String,
    /// What it is told apart by; `Detail` with an empty category is the total. Only events are
    /// told apart.
    pub cut: Cut,
    /// Which of these.
    pub category: String,
    /// How many.
    pub n: u64,
}

/// All that is counted of one calendar year, in closed months. Nothing of it may be shown as it is:
/// the disclosure rules of the statistics come first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// The year.
    pub year: i16,
    /// The first month that this bot has counted anything in, of all years.
    pub since: Option<Month>,
    /// The last month that is closed, of all years: its figures never change again.
    pub closed: Option<Month>,
    /// Before this month no row says any more which pseudonym came on which day.
    pub folded: Option<Month>,
    /// How often what happened.
    pub counts: Vec<Count>,
    /// Who was there.
    pub people: Vec<People>,
    /// What was imported for this year.
    pub imported: Vec<Imported>,
}
