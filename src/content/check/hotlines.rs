//! Help lines: a number stands here with its source, its date and how sure it is, or nowhere.

use std::collections::BTreeSet;

use super::Round;
use crate::content::Lines;
use crate::content::hotlines::{Country, Emergency, Kind, Line, Reach, Service};
use crate::content::ids::{CountryCode, LineId};
use crate::content::raw::{self, Words};
use crate::content::yaml::Source;

impl Round<'_> {
    pub(super) fn hotlines(&mut self) -> Option<Lines> {
        let raw = self.raw;
        let Some(document) = &raw.hotlines else {
            self.missing_file("hotlines.yaml", "the help lines");
            return None;
        };
        let (source, hotlines) = (&document.source, &document.value);
        let rules = &hotlines.rules;
        if rules.warn_after_days.value == 0
            || rules.hide_after_days.value <= rules.warn_after_days.value
        {
            self.problems
                .rules_out_of_order(source.at(&rules.hide_after_days));
        }
        self.doubled_lines(source, hotlines);
        let anywhere: Vec<Line> = hotlines
            .anywhere
            .iter()
            .filter_map(|line| self.help_line(source, line))
            .collect();
        let countries = hotlines
            .countries
            .0
            .iter()
            .filter_map(|(code, country)| self.country(source, code, country))
            .collect();
        let first = self.distinct::<CountryCode>(source, &hotlines.first, "country");
        for words in &hotlines.first {
            if hotlines.countries.get(&words.value).is_none() {
                self.problems.unknown_country(
                    source.at(words),
                    &words.value,
                    hotlines.countries.keys(),
                );
            }
        }
        let cross_border = self.distinct::<LineId>(source, &hotlines.cross_border, "line");
        for words in &hotlines.cross_border {
            if !hotlines
                .anywhere
                .iter()
                .any(|line| line.id.value == words.value)
            {
                let known = hotlines.anywhere.iter().map(|line| line.id.value.as_str());
                self.problems
                    .unknown_line(source.at(words), &words.value, known);
            }
        }
        let emergency: Vec<Emergency> = anywhere.iter().filter_map(as_emergency).collect();
        if emergency.is_empty() {
            self.problems.no_emergency_anywhere(&source.path);
        }
        Some(Lines {
            countries,
            first,
            anywhere,
            cross_border,
            emergency,
        })
    }

    fn doubled_lines(&mut self, source: &Source, hotlines: &raw::Hotlines) {
        let mut seen = BTreeSet::new();
        for line in hotlines.lines() {
            if !seen.insert(&line.id.value) {
                self.problems
                    .doubled_name(source.at(&line.id), "line", &line.id.value);
            }
        }
    }

    fn country(&mut self, source: &Source, code: &Words, raw: &raw::Country) -> Option<Country> {
        let name = self.name::<CountryCode>(source, code);
        if raw.emergency.is_empty() {
            self.problems.no_emergency(source.at(code), &code.value);
        }
        let is_beside =
            |number: &raw::Emergency| matches!(number.what.value.as_str(), "ambulance" | "fire");
        if !raw.emergency.is_empty() && raw.emergency.iter().all(is_beside) {
            self.problems
                .no_number_in_danger(source.at(code), &code.value);
        }
        let emergency = raw
            .emergency
            .iter()
            .filter_map(|number| self.emergency(source, number, &code.value))
            .collect();
        let lines = raw
            .lines
            .iter()
            .filter_map(|line| self.help_line(source, line))
            .collect();
        Some(Country {
            code: name?,
            emergency,
            lines,
        })
    }

    fn emergency(
        &mut self,
        source: &Source,
        raw: &raw::Emergency,
        country: &str,
    ) -> Option<Emergency> {
        self.dialled(source, &raw.dial);
        let what = match raw.what.value.as_str() {
            "all" => Some(Service::All),
            "police" => Some(Service::Police),
            "ambulance" => Some(Service::Ambulance),
            "fire" => Some(Service::Fire),
            other => {
                let known = ["all", "police", "ambulance", "fire"];
                self.problems
                    .unknown_choice(source.at(&raw.what), other, &known);
                None
            }
        };
        let told = format!("{} of {country}", raw.dial.value);
        let checked_on = self.checked(source, &raw.checked_on, &told);
        let confidence = self.confidence(source, &raw.confidence);
        let fact = self.source(source, &raw.source);
        Some(Emergency {
            dial: raw.dial.value.clone(),
            what: what?,
            source: fact,
            checked_on: checked_on?,
            confidence: confidence?,
            reviewed: self.reviewed(source, raw.reviewed.as_ref()),
        })
    }

    fn help_line(&mut self, source: &Source, raw: &raw::Line) -> Option<Line> {
        let id = self.name::<LineId>(source, &raw.id);
        let name = &raw.id.value;
        if raw.sources.is_empty() {
            self.problems.no_source(source.at(&raw.id), name);
        }
        if raw.dial.is_none() && raw.web.is_none() {
            self.problems.line_without_way(source.at(&raw.id), name);
        }
        for number in [&raw.dial, &raw.abroad_dial].into_iter().flatten() {
            self.dialled(source, number);
        }
        if let Some(e164) = &raw.e164 {
            self.international(source, e164);
        }
        let kind = self.kind(source, &raw.kind);
        let also = raw
            .also
            .iter()
            .filter_map(|kind| self.kind(source, kind))
            .collect();
        let from_abroad = self.reach(source, &raw.from_abroad);
        let checked_on = self.checked_number(source, &raw.checked_on, &format!("line `{name}`"));
        let confidence = self.confidence(source, &raw.confidence);
        let sources = raw
            .sources
            .iter()
            .map(|fact| self.source(source, fact))
            .collect();
        let web = raw.web.as_ref().map(|web| self.address(source, web));
        let text = |words: &Option<Words>| words.as_ref().map(|words| words.value.clone());
        Some(Line {
            id: id?,
            kind: kind?,
            also,
            dial: text(&raw.dial),
            e164: text(&raw.e164),
            from_abroad: from_abroad?,
            abroad_dial: text(&raw.abroad_dial),
            free: raw.free,
            always: raw.always,
            languages: raw
                .languages
                .iter()
                .map(|lang| lang.value.clone())
                .collect(),
            police: raw.police,
            web,
            checked_on: checked_on?,
            confidence: confidence?,
            reviewed: self.reviewed(source, raw.reviewed.as_ref()),
            sources,
            rules: self.rules(),
        })
    }

    /// A number as one dials it: digits, spaces, hyphens, brackets, a `+` at the start. Two
    /// numbers or words in one field could not be tapped.
    fn dialled(&mut self, source: &Source, dial: &Words) {
        let rest = dial.value.strip_prefix('+').unwrap_or(&dial.value);
        let digits = rest.chars().filter(char::is_ascii_digit).count();
        let sound = rest
            .chars()
            .all(|c| c.is_ascii_digit() || " -()".contains(c))
            && (2..=15).contains(&digits)
            && dial.value.len() <= 24;
        if !sound {
            self.problems.not_dialled(source.at(dial), &dial.value);
        }
    }

    fn international(&mut self, source: &Source, e164: &Words) {
        let digits = e164.value.strip_prefix('+').unwrap_or_default();
        let sound = (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        if !sound {
            self.problems.not_e164(source.at(e164), &e164.value);
        }
    }

    fn kind(&mut self, source: &Source, words: &Words) -> Option<Kind> {
        let found = Kind::ALL
            .into_iter()
            .find(|kind| kind.name() == words.value);
        if found.is_none() {
            let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
            self.problems
                .unknown_choice(source.at(words), &words.value, &known);
        }
        found
    }

    fn reach(&mut self, source: &Source, words: &Words) -> Option<Reach> {
        match words.value.as_str() {
            "yes" => Some(Reach::Everywhere),
            "no" => Some(Reach::InsideOnly),
            "unknown" => Some(Reach::Unknown),
            other => {
                self.problems
                    .unknown_choice(source.at(words), other, &["yes", "no", "unknown"]);
                None
            }
        }
    }
}

/// A line of kind `emergency` that is bound to no country: what to dial where none is known.
fn as_emergency(line: &Line) -> Option<Emergency> {
    if line.kind != Kind::Emergency {
        return None;
    }
    Some(Emergency {
        dial: line.dial.clone()?,
        what: Service::All,
        source: line.sources.first()?.clone(),
        checked_on: line.checked_on,
        confidence: line.confidence,
        reviewed: line.reviewed.clone(),
    })
}
