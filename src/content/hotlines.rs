//! Help lines and emergency numbers by country. A number is shown as it stands in the file or
//! not at all; nothing here may make one up.

use jiff::civil::Date;

use super::Content;
use super::ids::{CountryCode, Lang, LineId};
use super::tree::{Reviewed, Source};

/// A country with its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// Which.
    pub code: CountryCode,
    /// Emergency numbers; at least one.
    pub emergency: Vec<Emergency>,
    /// Help lines, in order.
    pub lines: Vec<Line>,
}

/// An emergency number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emergency {
    /// As one dials it.
    pub dial: String,
    /// Who answers.
    pub what: Service,
    /// Where it was read.
    pub source: Source,
    /// When it was last checked.
    pub checked_on: Date,
    /// How sure it is.
    pub confidence: Confidence,
    /// Who of the qualified staff has approved it.
    pub reviewed: Option<Reviewed>,
}

/// Who answers an emergency number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// All of them.
    All,
    /// Police.
    Police,
    /// Ambulance.
    Ambulance,
    /// Fire and rescue.
    Fire,
}

/// How sure a number is. What rests on old sources only is not shown and so has no name here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// Two sources that do not copy each other.
    Two,
    /// One source, official or close to the operator.
    One,
}

/// Whether a number works from another country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It does.
    Everywhere,
    /// It does not.
    InsideOnly,
    /// Nobody says.
    Unknown,
}

/// What a line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A list of other lines.
    Directory,
    /// Human trafficking.
    Trafficking,
    /// Advice for migrants.
    MigrantAdvice,
    /// Gender-based violence.
    Gbv,
    /// Children.
    Child,
    /// Missing children.
    MissingChild,
    /// Victims of crime.
    VictimSupport,
    /// Labour rights.
    Labour,
    /// Police.
    Police,
    /// Emergency services.
    Emergency,
    /// Psychological help.
    Psych,
    /// Consulates.
    Consular,
    /// Legal aid.
    LegalAid,
    /// Asylum.
    AsylumInfo,
    /// Misconduct of helpers.
    Misconduct,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Directory,
        Self::Trafficking,
        Self::MigrantAdvice,
        Self::Gbv,
        Self::Child,
        Self::MissingChild,
        Self::VictimSupport,
        Self::Labour,
        Self::Police,
        Self::Emergency,
        Self::Psych,
        Self::Consular,
        Self::LegalAid,
        Self::AsylumInfo,
        Self::Misconduct,
    ];

    /// As it is written in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Trafficking => "trafficking",
            Self::MigrantAdvice => "migrant_advice",
            Self::Gbv => "gbv",
            Self::Child => "child",
            Self::MissingChild => "missing_child",
            Self::VictimSupport => "victim_support",
            Self::Labour => "labour",
            Self::Police => "police",
            Self::Emergency => "emergency",
            Self::Psych => "psych",
            Self::Consular => "consular",
            Self::LegalAid => "legal_aid",
            Self::AsylumInfo => "asylum_info",
            Self::Misconduct => "misconduct",
        }
    }
}

/// A help line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub id: LineId,
    /// What it is for.
    pub kind: Kind,
    /// What else it is for.
    pub also: Vec<Kind>,
    /// As one dials it inside the country; none if it is reached by its page only.
    pub dial: Option<String>,
    /// With `+` and country code, where it can be dialled so.
    pub e164: Option<String>,
    /// Whether `dial` works from abroad.
    pub from_abroad: Reach,
    /// Another number for calls from abroad.
    pub abroad_dial: Option<String>,
    /// Free of charge; none if nobody says.
    pub free: Option<bool>,
    /// Round the clock. Otherwise the hours stand in its texts, if known.
    pub always: bool,
    /// Codes of the languages spoken; names by `Content::language_name`.
    pub languages: Vec<String>,
    /// A part of the police.
    pub police: bool,
    /// Its page.
    pub web: Option<String>,
    /// When it was last checked.
    pub checked_on: Date,
    /// How sure it is.
    pub confidence: Confidence,
    /// Who of the qualified staff has approved it.
    pub reviewed: Option<Reviewed>,
    /// Where it was read; at least one.
    pub sources: Vec<Source>,
    pub(super) rules: Rules,
}

/// How long a check of a number is good for, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rules {
    pub warn_after: i32,
    pub hide_after: i32,
}

/// Whether a number may still be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Yes.
    Fresh,
    /// Yes, and editors should check it.
    Warn,
    /// No: only the name and the page are.
    Hidden,
}

impl Line {
    /// How old the check is on this day.
    #[must_use]
    pub fn freshness(&self, today: Date) -> Freshness {
        self.rules.freshness(self.checked_on, today)
    }
}

impl Rules {
    pub fn freshness(self, checked_on: Date, today: Date) -> Freshness {
        match days_between(checked_on, today) {
            age if age > self.hide_after => Freshness::Hidden,
            age if age > self.warn_after => Freshness::Warn,
            _ => Freshness::Fresh,
        }
    }
}

/// Whole days from one day to another.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// The words of a line in one language, plain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineText {
    /// What it is called.
    pub name: String,
    /// When somebody answers, unless always.
    pub hours: Option<String>,
    /// What else one should know.
    pub note: Option<String>,
}

/// Countries and help lines.
impl Content {
    /// In the order of the file.
    #[must_use]
    pub fn countries(&self) -> &[Country] {
        &self.lines.countries
    }

    /// A country.
    #[must_use]
    pub fn country(&self, code: &CountryCode) -> Option<&Country> {
        self.lines
            .countries
            .iter()
            .find(|country| country.code == *code)
    }

    /// Those offered first.
    #[must_use]
    pub fn first_countries(&self) -> &[CountryCode] {
        &self.lines.first
    }

    /// A country's name; its code if it is unknown.
    #[must_use]
    pub fn country_name<'a>(&'a self, lang: &Lang, code: &'a CountryCode) -> &'a str {
        self.speech(lang)
            .countries
            .get(code)
            .map_or(code.as_str(), String::as_str)
    }

    /// Lines that are bound to no country, in the order they are shown.
    #[must_use]
    pub fn anywhere(&self) -> &[Line] {
        &self.lines.anywhere
    }

    /// Those of them that help whoever has chosen no country.
    pub fn cross_border(&self) -> impl Iterator<Item = &Line> {
        let named = |id: &LineId| self.lines.anywhere.iter().find(|line| line.id == *id);
        self.lines.cross_border.iter().filter_map(named)
    }

    /// A line by its name.
    #[must_use]
    pub fn line(&self, id: &LineId) -> Option<&Line> {
        let national = self
            .lines
            .countries
            .iter()
            .flat_map(|country| &country.lines);
        self.lines
            .anywhere
            .iter()
            .chain(national)
            .find(|line| line.id == *id)
    }

    /// The words of a line.
    #[must_use]
    pub fn line_text(&self, lang: &Lang, id: &LineId) -> &LineText {
        self.speech(lang)
            .lines
            .get(id)
            .unwrap_or(&self.nothing.line)
    }

    /// The name of a language a line speaks; its code if it is unknown.
    #[must_use]
    pub fn language_name<'a>(&'a self, lang: &Lang, code: &'a str) -> &'a str {
        let own = || {
            let mut languages = self.languages().iter();
            languages.find(|language| language.tag.as_str() == code)
        };
        self.speech(lang)
            .languages
            .get(code)
            .or_else(|| own().map(|language| &language.name))
            .map_or(code, String::as_str)
    }

    /// Emergency numbers of a country; the European one where none is known.
    #[must_use]
    pub fn emergency(&self, country: Option<&CountryCode>) -> &[Emergency] {
        country
            .and_then(|code| self.country(code))
            .map(|country| country.emergency.as_slice())
            .filter(|numbers| !numbers.is_empty())
            .unwrap_or(&self.lines.emergency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_grows_old_by_days() {
        let rules = Rules {
            warn_after: 90,
            hide_after: 180,
        };
        let checked: Date = "2026-01-01".parse().unwrap();
        for (today, expected) in [
            ("2025-12-31", Freshness::Fresh),
            ("2026-04-01", Freshness::Fresh),
            ("2026-04-02", Freshness::Warn),
            ("2026-06-30", Freshness::Warn),
            ("2026-07-01", Freshness::Hidden),
        ] {
            assert_eq!(
                rules.freshness(checked, today.parse().unwrap()),
                expected,
                "{today}"
            );
        }
    }
}
