//! Numbers to dial in the words of answers: what stands in bold and is nothing but a number. Such a
//! number belongs to a line of `hotlines.yaml`, and grows old with it.

use std::ops::Range;

use jiff::civil::Date;

use super::hotlines::{Freshness, Line};
use super::ids::CountryCode;
use super::{Content, markup};

/// Fewer digits nobody dials.
const FEWEST: usize = 3;

/// The numbers to dial in HTML made of our Markdown, each with the place of its bold.
#[must_use]
pub fn numbers(html: &str) -> Vec<(Range<usize>, &str)> {
    const OPEN: &str = "<b>";
    const CLOSE: &str = "</b>";
    let mut found = Vec::new();
    for (start, _) in html.match_indices(OPEN) {
        let bold = html.get(start + OPEN.len()..);
        let Some((number, _)) = bold.and_then(|bold| bold.split_once(CLOSE)) else {
            continue;
        };
        if is_dialled(number) {
            let end = start + OPEN.len() + number.len() + CLOSE.len();
            found.push((start..end, number));
        }
    }
    found
}

/// HTML with something else in the place of some of its numbers to dial.
#[must_use]
pub fn replaced(html: &str, other: impl Fn(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(html.len());
    let mut from = 0;
    for (place, number) in numbers(html) {
        if let Some(other) = other(number) {
            text.push_str(html.get(from..place.start).unwrap_or_default());
            text.push_str(&other);
            from = place.end;
        }
    }
    text.push_str(html.get(from..).unwrap_or_default());
    text
}

fn is_dialled(text: &str) -> bool {
    let groups = groups(text);
    text.chars().all(in_number) && digits(text).len() >= FEWEST && !is_date_or_years(&groups)
}

/// What a number is made of, as it may be written.
pub(super) fn in_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '+' | ' ' | '\u{a0}' | '\u{202f}' | '-' | '‑' | '(' | ')')
}

/// A number without what only makes it easier to read.
pub(super) fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// What its spaces and hyphens part.
pub(super) fn groups(number: &str) -> Vec<&str> {
    number
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect()
}

/// `2026-11-23`, `23-11-2026`, `2022-2026`, `2022 2023 2024`.
pub(super) fn is_date_or_years(groups: &[&str]) -> bool {
    let year =
        |group: &&str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    let others_short = groups
        .iter()
        .filter(|group| !year(group))
        .all(|group| group.len() <= 2);
    groups.iter().any(year) && others_short
}

impl Content {
    /// The line whose number this is, if nobody has checked that for so long that it is hidden:
    /// among those of the country, or of all where none of them has it. What reaches the emergency
    /// services is never hidden.
    #[must_use]
    pub fn outdated(
        &self,
        number: &str,
        country: Option<&CountryCode>,
        today: Date,
    ) -> Option<&Line> {
        let wanted = digits(number);
        let is_it = |other: &String| digits(other) == wanted;
        let countries = || self.countries().iter();
        let mut emergency = countries().flat_map(|country| &country.emergency);
        if emergency.any(|emergency| is_it(&emergency.dial)) {
            return None;
        }
        let has_it = |line: &&Line| {
            let numbers = [&line.dial, &line.abroad_dial, &line.e164];
            numbers.into_iter().flatten().any(is_it)
        };
        let own = country.and_then(|code| self.country(code)).into_iter();
        let mut found: Vec<&Line> = own.flat_map(|own| &own.lines).filter(has_it).collect();
        if found.is_empty() {
            let national = countries().flat_map(|country| &country.lines);
            found = self
                .anywhere()
                .iter()
                .chain(national)
                .filter(has_it)
                .collect();
        }
        let is_old = |line: &&Line| line.freshness(today) == Freshness::Hidden;
        found.first().copied().filter(|_| found.iter().all(is_old))
    }
}

/// What HTML shows beside its numbers to dial.
pub(super) fn beside(html: &str) -> String {
    markup::plain(&replaced(html, |_| Some(String::new())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_bold_and_nothing_but_a_number_is_to_be_dialled() {
        let html = "<b>527</b>, <b>0 800 505 501</b> or <b>15-47</b>; since <b>2022</b>, <b>24</b> \
                    hours, <b>at least 30 days</b>, 116 000 and <b>+38 044 284 19 15</b>";
        let found: Vec<_> = numbers(html)
            .into_iter()
            .map(|(_, number)| number)
            .collect();
        assert_eq!(
            found,
            ["527", "0 800 505 501", "15-47", "+38 044 284 19 15"]
        );
        let other = replaced(html, |number| (number == "15-47").then(|| "—".to_owned()));
        assert_eq!(other, html.replace("<b>15-47</b>", "—"));
        assert!(beside("<b>527</b> and 116 000").contains("116 000"));
    }
}
