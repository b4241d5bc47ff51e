//! Whether texts fit where they are shown, with every placeholder at its longest. What is longest
//! is worked out from the content itself, language by language.

use std::collections::HashMap;

use super::Round;
use super::interface::Interface;
use crate::content::ids::{CountryCode, Lang};
use crate::content::keys::{Placeholder, Room, Text};
use crate::content::message::Message;
use crate::content::tree::{Answer, AnswerText};
use crate::content::yaml::Source;
use crate::content::{Bot, Lines};

/// Telegram's limits in UTF-16 units (core.telegram.org/bots/api#sendmessage, #senddocument).
pub(super) const MESSAGE: usize = 4096;
const CAPTION: usize = 1024;
const ALERT: usize = 200;
/// What a button shows whole on a narrow phone.
pub(super) const BUTTON: usize = 40;
const WORD: usize = 60;

/// The longest value of each placeholder in one language, in UTF-16 units.
pub(super) struct Longest(HashMap<Placeholder, usize>);

impl Longest {
    pub(super) fn of(
        bot: Option<&Bot>,
        lines: Option<&Lines>,
        countries: &HashMap<CountryCode, String>,
        messages: &HashMap<Text, Message>,
    ) -> Self {
        let units = |text: &str| text.encode_utf16().count();
        let word = |text: Text| {
            messages
                .get(&text)
                .into_iter()
                .flat_map(Message::templates)
                .map(|template| template.longest(|_| 0))
                .max()
                .unwrap_or(0)
        };
        let longest = |texts: &[Text]| texts.iter().map(|text| word(*text)).max().unwrap_or(0);
        let mut of = HashMap::from([
            (
                Placeholder::Operator,
                bot.map_or(60, |bot| units(&bot.operator.name)),
            ),
            (
                Placeholder::Contact,
                bot.map_or(120, |bot| units(&bot.operator.contact)),
            ),
            (Placeholder::Emergency, lines.map_or(40, longest_emergency)),
            (
                Placeholder::Country,
                countries
                    .values()
                    .map(|name| units(name))
                    .max()
                    .unwrap_or(0),
            ),
            (
                Placeholder::Language,
                bot.map_or(40, |bot| {
                    bot.languages
                        .iter()
                        .map(|lang| units(&lang.name))
                        .max()
                        .unwrap_or(0)
                }),
            ),
            (Placeholder::Number, lines.map_or(24, longest_number)),
            (Placeholder::Choice, longest(&CHOICES)),
            (Placeholder::Span, longest(&DAYS) * 2 + 1),
            (Placeholder::From, "00:00".len()),
            (Placeholder::To, "00:00".len()),
            (Placeholder::Day, "31".len()),
            (Placeholder::Month, longest(&MONTHS)),
            (Placeholder::Year, "2026".len()),
            (Placeholder::N, "1000000".len()),
        ]);
        for (whole, text) in [
            (Placeholder::Date, Text::CalendarDate),
            (Placeholder::Hours, Text::HoursSpan),
        ] {
            let length = messages.get(&text).map_or(0, |message| most(message, &of));
            // a week of seven different days, and the place whose time it is
            let length = if whole == Placeholder::Hours {
                (length + 2) * 7 + word(Text::ConsultZone) + 3
            } else {
                length
            };
            of.insert(whole, length);
        }
        Self(of)
    }

    fn message(&self, message: &Message) -> usize {
        most(message, &self.0)
    }
}

fn most(message: &Message, of: &HashMap<Placeholder, usize>) -> usize {
    let longest = |hole: Placeholder| of.get(&hole).copied().unwrap_or(0);
    message
        .templates()
        .map(|template| template.longest(longest))
        .max()
        .unwrap_or(0)
}

fn longest_emergency(lines: &Lines) -> usize {
    let numbers = lines
        .countries
        .iter()
        .map(|country| country.emergency.as_slice());
    let told = |numbers: &[crate::content::Emergency]| {
        numbers.iter().map(|number| number.dial.len() + 3).sum()
    };
    numbers
        .chain([lines.emergency.as_slice()])
        .map(told)
        .max()
        .unwrap_or(0)
}

fn longest_number(lines: &Lines) -> usize {
    let national = lines.countries.iter().flat_map(|country| &country.lines);
    let numbers = lines
        .anywhere
        .iter()
        .chain(national)
        .flat_map(|line| [&line.dial, &line.abroad_dial, &line.e164]);
    numbers.flatten().map(String::len).max().unwrap_or(0)
}

const CHOICES: [Text; 10] = [
    Text::GenderWoman,
    Text::GenderMan,
    Text::GenderOther,
    Text::AgeUnder18,
    Text::Age18To24,
    Text::Age25To59,
    Text::Age60,
    Text::CitizenYes,
    Text::CitizenNo,
    Text::DataNotTold,
];
const DAYS: [Text; 7] = [
    Text::DayMon,
    Text::DayTue,
    Text::DayWed,
    Text::DayThu,
    Text::DayFri,
    Text::DaySat,
    Text::DaySun,
];
const MONTHS: [Text; 12] = [
    Text::Month01,
    Text::Month02,
    Text::Month03,
    Text::Month04,
    Text::Month05,
    Text::Month06,
    Text::Month07,
    Text::Month08,
    Text::Month09,
    Text::Month10,
    Text::Month11,
    Text::Month12,
];

/// What stands around an answer: heading, notes, sources.
const AROUND: [Text; 7] = [
    Text::AnswerAsOf,
    Text::AnswerChecked,
    Text::AnswerSources,
    Text::AnswerExpired,
    Text::AnswerDanger,
    Text::AnswerHelped,
    Text::AnswerStarter,
];

impl Round<'_> {
    /// Every text of the interface within its room.
    pub(super) fn fits(&mut self, lang: &Lang, interface: &Interface<'_>, longest: &Longest) {
        let raw = self.raw;
        let Some(document) = raw
            .texts
            .get(lang.as_str())
            .and_then(|texts| texts.interface.as_ref())
        else {
            return;
        };
        for (text, node) in &interface.places {
            let Some(message) = interface.messages.get(text) else {
                continue;
            };
            let limit = match text.room() {
                _ if *text == Text::LeafletCaption => CAPTION,
                Room::Message => MESSAGE,
                Room::Button => BUTTON,
                Room::Alert => ALERT,
                Room::Word => WORD,
            };
            let length = longest.message(message);
            if length > limit {
                self.problems
                    .too_long(document.source.at(node), text.key(), length, limit);
            }
        }
    }

    /// A whole answer with all that may stand around it in one message.
    pub(super) fn answer_fits(
        &mut self,
        source: &Source,
        place: &crate::content::raw::Words,
        answer: &Answer,
        text: &AnswerText,
        interface: &Interface<'_>,
        longest: &Longest,
    ) {
        let part = |text: &Text| {
            interface
                .messages
                .get(text)
                .map_or(0, |message| longest.message(message) + 2)
        };
        let units = crate::content::markup::length;
        let countries = text
            .countries
            .values()
            .map(|html| units(html))
            .max()
            .unwrap_or(0);
        let in_country = if answer.countries.is_empty() {
            0
        } else {
            countries + part(&Text::AnswerInCountry)
        };
        let sources: usize = answer
            .sources
            .iter()
            .map(|fact| fact.name.encode_utf16().count() + fact.as_of.encode_utf16().count() + 6)
            .sum();
        let around: usize = AROUND.iter().map(part).sum();
        let length = text.title.encode_utf16().count()
            + 2
            + units(&text.html)
            + in_country
            + sources
            + around;
        if length > MESSAGE {
            self.problems
                .answer_too_long(source.at(place), answer.id.as_str(), length, MESSAGE);
        }
    }
}
