//! What the words of a text must not be: a banned phrase, or a telephone number that stands in no
//! `hotlines.yaml` and so has no source, no date and no check.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Round;
use crate::content::dialled::{self, digits, groups, in_number, is_date_or_years};
use crate::content::ids::Lang;
use crate::content::problems::At;
use crate::content::raw::Words;
use crate::content::yaml::Source;

/// What every text is held against.
#[derive(Debug, Default)]
pub(super) struct Prose {
    /// Digits of the numbers that may stand in texts; none while `hotlines.yaml` cannot be read.
    numbers: Option<BTreeSet<String>>,
    banned: BTreeMap<String, Vec<Banned>>,
}

#[derive(Debug)]
struct Banned {
    /// As the file has it.
    told: String,
    /// In small letters, without `*`.
    phrase: String,
    any_ending: bool,
    better: Option<String>,
}

impl Banned {
    fn new(raw: &crate::content::raw::Banned) -> Option<Self> {
        let phrase = raw.phrase.trim().to_lowercase();
        let any_ending = phrase.ends_with('*');
        let told = raw.phrase.trim().to_owned();
        let phrase = phrase.trim_end_matches('*').to_owned();
        (!phrase.is_empty()).then(|| Self {
            told,
            phrase,
            any_ending,
            better: raw.better.clone(),
        })
    }

    /// Its bytes in a text of small letters, as whole words.
    fn find(&self, text: &str) -> Option<Range<usize>> {
        text.match_indices(&self.phrase)
            .map(|(at, found)| at..at + found.len())
            .find(|place| {
                let before = text
                    .get(..place.start)
                    .and_then(|text| text.chars().next_back());
                let after = text.get(place.end..).and_then(|text| text.chars().next());
                let parts = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
                parts(before) && (self.any_ending || parts(after))
            })
    }
}

impl Round<'_> {
    /// Gathers what texts are held against.
    pub(super) fn prose(&mut self) -> Prose {
        let mut prose = Prose::default();
        let raw = self.raw;
        if let Some(document) = &raw.hotlines {
            let hotlines = &document.value;
            let countries = hotlines.countries.0.iter().map(|(_, country)| country);
            let lines = countries
                .clone()
                .flat_map(|country| &country.lines)
                .chain(&hotlines.anywhere);
            let numbers = lines
                .flat_map(|line| [&line.dial, &line.e164, &line.abroad_dial])
                .filter_map(Option::as_ref)
                .chain(
                    countries
                        .flat_map(|country| &country.emergency)
                        .map(|number| &number.dial),
                );
            prose.numbers = Some(numbers.map(|number| digits(&number.value)).collect());
        }
        let raw = self.raw;
        if let Some(document) = &raw.style {
            for lang in self.langs.clone() {
                if document
                    .value
                    .banned
                    .get(lang.as_str())
                    .is_none_or(Vec::is_empty)
                {
                    self.problems
                        .no_banned_phrases(&document.source.path, &lang);
                }
            }
            for (lang, banned) in &document.value.banned.0 {
                self.name::<Lang>(&document.source, lang);
                prose.banned.insert(
                    lang.value.clone(),
                    banned.iter().filter_map(Banned::new).collect(),
                );
            }
        }
        prose
    }

    /// Looks at the words a person will read; `plain` is what `words` shows.
    pub(super) fn read_as_prose(
        &mut self,
        source: &Source,
        words: &Words,
        plain: &str,
        lang: &Lang,
    ) {
        let small = words.value.to_lowercase();
        for banned in self.prose.banned.get(lang.as_str()).into_iter().flatten() {
            if let Some(place) = banned.find(&small) {
                // small letters may be of other length than capitals: then the value's start
                let same = small.len() == words.value.len();
                let at = if same {
                    source.inside(words, place.start, place.len())
                } else {
                    source.at(words)
                };
                self.problems
                    .banned(at, &banned.told, banned.better.as_deref());
            }
        }
        let Some(known) = &self.prose.numbers else {
            return;
        };
        for number in phone_numbers(plain) {
            if !known.contains(&digits(number)) {
                self.problems
                    .stray_number(place_of(source, words, number), number);
            }
        }
    }

    /// Looks at the numbers to dial in Markdown: short ones are told from other numbers by being bold.
    pub(super) fn numbers_in_bold(&mut self, source: &Source, words: &Words, html: &str) {
        let Some(known) = &self.prose.numbers else {
            return;
        };
        for (_, number) in dialled::numbers(html) {
            // long ones have been told of with the rest
            if !known.contains(&digits(number)) && phone_numbers(number).is_empty() {
                self.problems
                    .stray_number(place_of(source, words, number), number);
            }
        }
    }

    /// The same of an answer: only what is bold there is hidden when nobody checks it.
    pub(super) fn numbers_of_answer(&mut self, source: &Source, words: &Words, html: &str) {
        self.numbers_in_bold(source, words, html);
        let Some(known) = &self.prose.numbers else {
            return;
        };
        for number in phone_numbers(&dialled::beside(html)) {
            if known.contains(&digits(number)) {
                let text = &words.value;
                let mut places = text.match_indices(number).map(|(place, _)| place);
                let plain =
                    places.find(|place| !text.get(..*place).unwrap_or_default().ends_with("**"));
                let at = plain.map_or_else(
                    || source.at(words),
                    |place| source.inside(words, place, number.len()),
                );
                self.problems.number_not_bold(at, number);
            }
        }
    }
}

fn place_of(source: &Source, words: &Words, number: &str) -> At {
    words.value.find(number).map_or_else(
        || source.at(words),
        |place| source.inside(words, place, number.len()),
    )
}

/// Pieces of a text that look like telephone numbers. Dates, years, amounts, articles and numbers
/// of decisions (`2025/1460`) do not.
fn phone_numbers(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit() || c == '+') {
        let (before, run) = rest.split_at(start);
        let end = run.find(|c| !in_number(c)).unwrap_or(run.len());
        let (run, after) = run.split_at(end);
        rest = after;
        let number = run.trim_end_matches(|c: char| !c.is_ascii_digit());
        let glued = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() || c == '/' || c == '_');
        let part_of_word = glued(before.chars().next_back())
            || number.len() == run.len() && glued(after.chars().next());
        if !part_of_word && looks_dialled(number) {
            found.push(number);
        }
    }
    found
}

fn looks_dialled(number: &str) -> bool {
    let all = digits(number);
    if number.starts_with('+') {
        return all.len() >= 5;
    }
    let groups = groups(number);
    let free = all.starts_with("0800") && all.len() >= 7;
    let european = all.len() == 6 && all.starts_with("116");
    if free || european {
        return true;
    }
    match groups.as_slice() {
        [one] => one.len() >= 9,
        _ if is_date_or_years(&groups) || is_amount(&groups) => false,
        _ => all.len() >= 7,
    }
}

/// `1 000 000`: groups of three, at most seven digits; `800 290 290` is longer.
fn is_amount(groups: &[&str]) -> bool {
    let whole: usize = groups.iter().map(|group| group.len()).sum();
    whole <= 7 && groups.iter().skip(1).all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_dials_is_seen() {
        for (text, expected) in [
            ("дзвоніть +380 44 123 45 67 або", "+380 44 123 45 67"),
            ("0 800 505 501 (безкоштовно)", "0 800 505 501"),
            ("0800505501", "0800505501"),
            ("116 123", "116 123"),
            ("116111.", "116111"),
            ("800 290 290", "800 290 290"),
            ("22-628-01-20", "22-628-01-20"),
            ("(022) 628 0120", "022) 628 0120"),
            ("+48226280120", "+48226280120"),
            ("380441234567", "380441234567"),
        ] {
            assert_eq!(phone_numbers(text), [expected], "{text}");
        }
    }

    #[test]
    fn dates_years_amounts_and_decisions_are_not_numbers_to_dial() {
        for text in [
            "до 4 березня 2027",
            "2026-11-23",
            "23-11-2026",
            "23.11.2026",
            "2022-2026",
            "2025/1460",
            "(EU) 2022/382",
            "1 000 000 грн",
            "36 757 осіб",
            "18-60 років",
            "112",
            "101, 102, 103, 104",
            "50 %",
            "90/180",
            "стаття 149",
            "1 200,50 zł",
            "14 100",
            "2022, 2023",
            "https://a.org/12345678901",
            "24/7",
            "COVID-19",
            "+18",
            "від 3 до 5 днів",
            "2024-2025-2026",
            "№ 1234567",
        ] {
            assert_eq!(phone_numbers(text), Vec::<&str>::new(), "{text}");
        }
    }
}
