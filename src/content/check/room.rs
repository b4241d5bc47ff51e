//! Whether texts fit where they are shown, with every placeholder at its longest. What is longest
//! is worked out from the content itself, language by language.

use std::collections::HashMap;

use super::Round;
use super::desk_texts::TEMPLATE;
use super::interface::Interface;
use super::names::{COUNTRY, LINE_HOURS, LINE_NAME, NOTE};
use super::texts::{HEADING, INTRO, TITLE};
use crate::content::dialled;
use crate::content::ids::{CountryCode, LONGEST_NAME, Lang};
use crate::content::keys::{Placeholder, Room, Text};
use crate::content::markup;
use crate::content::message::Message;
use crate::content::tree::{Answer, AnswerText};
use crate::content::yaml::Source;
use crate::content::{Bot, Lines, Speech};

/// Telegram's limits in UTF-16 units (core.telegram.org/bots/api#sendmessage, #senddocument).
pub(super) const MESSAGE: usize = 4096;
const CAPTION: usize = 1024;
const ALERT: usize = 200;
/// What a button shows whole on a narrow phone.
pub(super) const BUTTON: usize = 40;
const WORD: usize = 60;
/// What is listed in `desk.yaml`, on the buttons of people and consultants.
pub(super) const LISTED_NAME: usize = 30;
/// What consultants are called.
const LONGEST_ALIAS: usize = 24;
/// The code of a conversation.
const LONGEST_CODE: usize = 6;
/// A desk, with room for more than its id.
const LONGEST_DESK: usize = 30;
/// How long something takes, in words.
const LONGEST_TIME: usize = 12;
/// The number of a group, such as -1001234567890, as far as 52 bits go.
const LONGEST_CHAT: usize = 17;

/// How many characters a text may have, for the notes to translators; none where only the message
/// as a whole is measured.
pub(in crate::content) fn room_for(file: &str, path: &[&str], text: Option<Text>) -> Option<usize> {
    if let Some(text) = text {
        return Some(match text.room() {
            _ if text == Text::LeafletCaption => CAPTION,
            Room::Message => MESSAGE,
            Room::Button => BUTTON,
            Room::Alert => ALERT,
            Room::Word => WORD,
        });
    }
    Some(match (file, path) {
        ("hotlines.yaml", ["lines", _, "name"]) | ("complaints.yaml", [_, "name"]) => LINE_NAME,
        ("hotlines.yaml", ["lines", _, "hours"]) => LINE_HOURS,
        ("hotlines.yaml", ["lines", _, "note"]) | ("complaints.yaml", [_, "note"]) => NOTE,
        ("hotlines.yaml", _) => COUNTRY,
        ("desk.yaml", ["templates", _, "text"]) => TEMPLATE,
        ("desk.yaml", _) => LISTED_NAME,
        (_, ["title"]) => TITLE,
        (_, ["intro"]) => INTRO,
        (_, ["answers", _, "button"]) => BUTTON,
        (_, ["answers", _, "title"]) => HEADING,
        _ => return None,
    })
}

/// The longest value of each placeholder in one language, in UTF-16 units.
pub(super) struct Longest(HashMap<Placeholder, usize>);

/// What stands around an answer: the words of the interface, at their longest.
pub(super) struct Frame<'a> {
    pub interface: &'a Interface<'a>,
    pub longest: &'a Longest,
    /// What stands there besides the usual.
    pub also: &'a [Text],
}

impl Longest {
    pub(super) fn of(
        bot: Option<&Bot>,
        lines: Option<&Lines>,
        countries: &HashMap<CountryCode, String>,
        messages: &HashMap<Text, Message>,
    ) -> Self {
        let mut of = HashMap::from([
            (Placeholder::Emergency, lines.map_or(40, longest_emergency)),
            (Placeholder::Country, most_units(countries.values())),
            (
                Placeholder::Number,
                lines.map_or(24, longest_number).max(LONGEST_CHAT),
            ),
            (
                Placeholder::Choice,
                longest_of(messages, &CHOICES)
                    .max(LISTED_NAME)
                    .max(LONGEST_NAME),
            ),
            (Placeholder::Span, longest_of(messages, &Text::DAYS) * 2 + 1),
            (Placeholder::From, "00:00".len()),
            (Placeholder::To, "00:00".len()),
            (Placeholder::Day, "31".len()),
            (Placeholder::Month, longest_of(messages, &Text::MONTHS)),
            (Placeholder::Year, "2026".len()),
            (Placeholder::N, "1000000".len()),
            (Placeholder::Alias, LONGEST_ALIAS),
            (Placeholder::Code, LONGEST_CODE),
            (Placeholder::Desk, LONGEST_DESK),
            (Placeholder::Time, LONGEST_TIME),
        ]);
        if let Some(bot) = bot {
            of.insert(Placeholder::Operator, most_units([&bot.operator.name]));
            of.insert(Placeholder::Contact, most_units([&bot.operator.contact]));
            let names = bot.languages.iter().map(|language| &language.name);
            of.insert(Placeholder::Language, most_units(names));
        }
        let made_of = |text: Text| messages.get(&text).map_or(0, |message| most(message, &of));
        let silence = made_of(Text::SpanOfSilence);
        let kept = made_of(Text::SpanKept);
        let date = made_of(Text::CalendarDate);
        // a week of seven different days, and the place whose time it is
        let hours = (made_of(Text::HoursSpan) + 2) * 7 + made_of(Text::ConsultZone) + 3;
        of.insert(Placeholder::Silence, silence);
        of.insert(Placeholder::Kept, kept);
        of.insert(Placeholder::Date, date);
        of.insert(Placeholder::Hours, hours);
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

/// The longest of some texts without placeholders.
fn longest_of(messages: &HashMap<Text, Message>, texts: &[Text]) -> usize {
    let nothing = HashMap::new();
    let lengths = texts.iter().filter_map(|text| messages.get(text));
    lengths
        .map(|message| most(message, &nothing))
        .max()
        .unwrap_or(0)
}

fn most_units<'a>(texts: impl IntoIterator<Item = &'a String>) -> usize {
    texts
        .into_iter()
        .map(|text| text.encode_utf16().count())
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

/// What a person chose, and how and by whom a conversation was closed.
const CHOICES: [Text; 20] = [
    Text::GenderWoman,
    Text::GenderMan,
    Text::GenderOther,
    Text::AgeUnder18,
    Text::Age18To24,
    Text::Age25To59,
    Text::Age60,
    Text::CitizenYes,
    Text::CitizenNo,
    Text::PlaceInside,
    Text::PlaceOutside,
    Text::DataNotTold,
    Text::DiscreetOn,
    Text::DiscreetOff,
    Text::RateGoodButton,
    Text::RateFairButton,
    Text::RateBadButton,
    Text::DeskByConsultant,
    Text::DeskByPerson,
    Text::DeskBySilence,
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

/// What may stand beside each line, and around all of a country.
const BESIDE: [Text; 4] = [
    Text::LineFree,
    Text::LineInsideOnly,
    Text::LineLanguages,
    Text::LineChecked,
];
const AROUND_LINES: [Text; 3] = [Text::LinesText, Text::LinesCallList, Text::LinesInterpreter];

impl Round<'_> {
    /// Every text of the interface within its room.
    pub(super) fn fits(&mut self, lang: &Lang, interface: &Interface<'_>, longest: &Longest) {
        let borrowed = !self.is_full(lang);
        let line = interface
            .messages
            .get(&Text::OtherLanguage)
            .filter(|_| borrowed);
        let line = line.map_or(0, |line| longest.message(line) + 2);
        for (text, place) in &interface.places {
            let Some(message) = interface.messages.get(text) else {
                continue;
            };
            let limit = match text.room() {
                // a leaflet in another language says so
                _ if *text == Text::LeafletCaption => CAPTION - line,
                Room::Message => MESSAGE,
                Room::Button => BUTTON,
                Room::Alert => ALERT,
                Room::Word => WORD,
            };
            let length = longest.message(message);
            if length > limit {
                let at = place.source.at(place.node);
                self.problems.too_long(at, text.key(), length, limit);
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
        frame: &Frame<'_>,
    ) {
        let Frame {
            interface, longest, ..
        } = frame;
        let part = |text: &Text| {
            interface
                .messages
                .get(text)
                .map_or(0, |message| longest.message(message) + 2)
        };
        // What may stand in the place of a number.
        let hidden = part(&Text::LineStale);
        let units = |html: &str| markup::length(html) + dialled::numbers(html).len() * hidden;
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
        let around: usize = AROUND.iter().chain(frame.also).map(part).sum();
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

    /// The screen of each country's lines in one message.
    pub(super) fn lines_fit(
        &mut self,
        lang: &Lang,
        lines: &Lines,
        speech: &Speech,
        interface: &Interface<'_>,
        longest: &Longest,
    ) {
        let raw = self.raw;
        let Some(document) = &raw.hotlines else {
            return;
        };
        let units = |text: &str| text.encode_utf16().count();
        let optional = |text: &Option<String>| text.as_deref().map_or(0, |text| units(text) + 1);
        let part = |text: &Text| {
            interface
                .messages
                .get(text)
                .map_or(0, |message| longest.message(message) + 2)
        };
        let beside: usize = BESIDE.iter().map(part).sum();
        let around: usize = AROUND_LINES.iter().map(part).sum();
        for country in &lines.countries {
            let told = country.lines.iter().map(|line| {
                let text = speech.lines.get(&line.id).cloned().unwrap_or_default();
                let spoken = line
                    .languages
                    .iter()
                    .map(|code| speech.languages.get(code).map_or(2, |name| units(name)) + 2);
                let numbers =
                    optional(&line.dial) + optional(&line.abroad_dial) + optional(&line.web);
                units(&text.name)
                    + optional(&text.hours)
                    + optional(&text.note)
                    + numbers
                    + spoken.sum::<usize>()
                    + beside
            });
            let length = told.sum::<usize>() + around;
            let key = document
                .value
                .countries
                .0
                .iter()
                .find(|(code, _)| code.value == country.code.as_str());
            if let Some((key, _)) = key.filter(|_| length > MESSAGE) {
                let at = document.source.at(key);
                self.problems
                    .lines_too_long(at, country.code.as_str(), lang, length, MESSAGE);
            }
        }
    }
}
