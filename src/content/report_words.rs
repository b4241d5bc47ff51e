//! The words of the statistics reports in one language, and how its numbers are written. Which
//! words a report needs is decided elsewhere; here they are looked up by name and filled.

use std::collections::HashMap;

use icu_plurals::PluralCategory;

use super::Content;
use super::ids::Lang;
use super::message::rules;

/// All words of reports in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportWords {
    lang: Option<Lang>,
    phrases: HashMap<String, Phrase>,
}

/// A text, or one for each plural class; placeholders still in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase(pub Vec<(Option<PluralCategory>, String)>);

impl Phrase {
    fn form(&self, class: Option<PluralCategory>) -> Option<&str> {
        let of = |class| self.0.iter().find(|(of, _)| *of == class);
        of(class)
            .or_else(|| of(Some(PluralCategory::Other)))
            .or_else(|| self.0.first())
            .map(|(_, text)| text.as_str())
    }
}

impl ReportWords {
    pub(super) fn new(lang: &Lang) -> Self {
        Self {
            lang: Some(lang.clone()),
            phrases: HashMap::new(),
        }
    }

    pub(super) fn insert(&mut self, name: String, phrase: Phrase) {
        self.phrases.insert(name, phrase);
    }

    /// Which language they are in.
    #[must_use]
    pub fn lang(&self) -> Option<&Lang> {
        self.lang.as_ref()
    }

    fn tag(&self) -> &str {
        self.lang.as_ref().map_or("", Lang::as_str)
    }

    /// A text that may or may not be there, such as the name of a code.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&str> {
        self.phrases.get(name)?.form(None)
    }

    /// A text without placeholders; its name, if it is unknown.
    #[must_use]
    pub fn plain(&self, name: &str) -> String {
        self.find(name).unwrap_or(name).to_owned()
    }

    /// A text with its placeholders filled.
    #[must_use]
    pub fn fill(&self, name: &str, values: &[(&str, &str)]) -> String {
        filled(self.find(name).unwrap_or(name), values)
    }

    /// A text with the form that goes with a number, which stands for `{n}`.
    #[must_use]
    pub fn count(&self, name: &str, n: u64, values: &[(&str, &str)]) -> String {
        let class = self
            .lang
            .as_ref()
            .and_then(rules)
            .map(|rules| rules.category_for(n));
        let form = self.phrases.get(name).and_then(|phrase| phrase.form(class));
        let number = self.number(n);
        let values: Vec<(&str, &str)> = values.iter().copied().chain([("n", &*number)]).collect();
        filled(form.unwrap_or(name), &values)
    }

    /// A number with the language's own mark between thousands: "36,757", "36 757" with a no-break
    /// space (CLDR 48).
    #[must_use]
    pub fn number(&self, n: u64) -> String {
        let mark = match self.tag() {
            "en" => ',',
            "de" | "ro" | "it" | "es" | "nl" | "hr" | "sl" | "tr" | "vi" | "az" => '.',
            "fr" => '\u{202f}',
            _ => '\u{a0}',
        };
        let digits = n.to_string();
        let mut written = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                written.push(mark);
            }
            written.push(digit);
        }
        written
    }

    /// Whole per cent as the language writes them: "28%", "28 %" with a no-break space (CLDR 48).
    #[must_use]
    pub fn percent(&self, n: u32) -> String {
        match self.tag() {
            "ru" | "be" | "de" | "fr" | "cs" | "sk" | "ro" | "es" | "lt" | "hr" | "sl" => {
                format!("{n}\u{a0}%")
            }
            "tr" => format!("%{n}"),
            _ => format!("{n}%"),
        }
    }
}

impl Content {
    /// The words of reports; in a full language that stands in for the asked one if that has none.
    #[must_use]
    pub fn report_words(&self, lang: &Lang) -> &ReportWords {
        self.told_in(lang, None, |speech| speech.report.as_ref())
            .map_or(&self.nothing.report, |told| told.words)
    }
}

/// One pass from left to right, so that what is filled in is never taken for a placeholder.
fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut done = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        done.push_str(before);
        match behind.split_once('}') {
            Some((name, after)) => {
                let value = values.iter().find(|(of, _)| *of == name);
                done.push_str(value.map_or("…", |(_, value)| value));
                rest = after;
            }
            None => {
                done.push('{');
                rest = behind;
            }
        }
    }
    done.push_str(rest);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(tag: &str) -> ReportWords {
        ReportWords::new(&tag.parse().unwrap())
    }

    #[test]
    fn numbers_are_written_as_each_language_does() {
        for (tag, number, percent) in [
            ("uk", "36\u{a0}757", "28%"),
            ("ru", "36\u{a0}757", "28\u{a0}%"),
            ("en", "36,757", "28%"),
            ("de", "36.757", "28\u{a0}%"),
        ] {
            assert_eq!(words(tag).number(36757), number);
            assert_eq!(words(tag).percent(28), percent);
        }
        let en = words("en");
        let written = [0, 7, 283, 1000, 9814, 1_000_000].map(|n| en.number(n));
        assert_eq!(written, ["0", "7", "283", "1,000", "9,814", "1,000,000"]);
    }

    #[test]
    fn what_is_filled_in_is_no_placeholder() {
        let values = [("a", "{b}"), ("b", "x")];
        assert_eq!(filled("{a}, {b}, {c} {", &values), "{b}, x, … {");
    }

    #[test]
    fn a_number_chooses_the_form() {
        use PluralCategory::{Few, Many, One};
        let mut words = words("uk");
        let form = |class, text: &str| (Some(class), format!("{{n}} {text}"));
        words.insert(
            "people".to_owned(),
            Phrase(vec![
                form(One, "особа"),
                form(Few, "особи"),
                form(Many, "осіб"),
            ]),
        );
        let counted = [21, 283, 11, 0].map(|n| words.count("people", n, &[]));
        assert_eq!(counted, ["21 особа", "283 особи", "11 осіб", "0 осіб"]);
    }
}
