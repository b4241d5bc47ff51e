//! Help lines of a country, in pages that fit.

use super::{Body, Key, Reader, emergency_numbers};
use crate::content::{CountryCode, Freshness, Kind, Line, Reach, Value, markup};
use crate::content::{Placeholder, Text};
use crate::model::button::Button;
use crate::model::screen::{Purpose, Screen};
use crate::model::visitor::{AgeBand, Place};

/// One page holds less than Telegram's 4096 units, so that head and foot fit too and a thumb's
/// scroll shows it.
const PAGE_UNITS: usize = 2400;

/// Lines that this person can use, the fitting ones first: children's lines for a child; none of
/// Ukraine's short codes for somebody who said they are elsewhere.
pub(super) fn usable<'a>(reader: &Reader<'a>) -> Vec<Usable<'a>> {
    let own = reader
        .viewer
        .country
        .as_ref()
        .and_then(|code| reader.content.country(code));
    let elsewhere = reader.viewer.place == Some(Place::Outside)
        && reader
            .viewer
            .country
            .as_ref()
            .is_some_and(|code| code.as_str() == "UA");
    let mut lines: Vec<Usable<'a>> = own
        .into_iter()
        .flat_map(|country| {
            country.lines.iter().map(|line| Usable {
                line,
                country: Some(&country.code),
            })
        })
        .filter(|Usable { line, .. }| {
            let no_way = line.abroad_dial.is_none() && line.web.is_none();
            !(elsewhere && line.from_abroad == Reach::InsideOnly && no_way)
        })
        .collect();
    if reader.viewer.age == Some(AgeBand::Under18) {
        lines.sort_by_key(|usable| !is_for_children(usable.line));
    }
    lines.extend(reader.content.cross_border().map(|line| Usable {
        line,
        country: None,
    }));
    lines
}

/// A line, and the country whose networks it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Usable<'a> {
    pub(super) line: &'a Line,
    pub(super) country: Option<&'a CountryCode>,
}

fn is_for_children(line: &Line) -> bool {
    line.kind == Kind::Child || line.also.contains(&Kind::Child)
}

pub(super) fn lines(reader: &Reader<'_>, number: u8, back: Option<&Screen>) -> Body {
    let lines = usable(reader);
    let items: Vec<String> = lines.iter().map(|usable| item(reader, *usable)).collect();
    let pages = paginate(&items);
    let index = usize::from(number).min(pages.len().saturating_sub(1));
    let mut parts = vec![head(reader)];
    parts.extend(
        pages
            .get(index)
            .into_iter()
            .flatten()
            .map(|item| (*item).clone()),
    );
    parts.push(format!(
        "<i>{}\n{}</i>",
        reader.html(Text::LinesCallList),
        reader.html(Text::LinesInterpreter)
    ));
    (parts.join("\n\n"), keys(reader, index, pages.len(), back))
}

fn head(reader: &Reader<'_>) -> String {
    let Some(name) = reader.country_name() else {
        return reader.html(Text::LinesAnywhere);
    };
    let country = (Placeholder::Country, Value::Text(name.to_owned()));
    let numbers = (
        Placeholder::Emergency,
        Value::Text(emergency_numbers(reader)),
    );
    let has_own = reader
        .viewer
        .country
        .as_ref()
        .and_then(|code| reader.content.country(code))
        .is_some_and(|country| !country.lines.is_empty());
    let head = reader.html_with(Text::LinesText, &[country.clone(), numbers]);
    if has_own {
        head
    } else {
        format!(
            "{head}\n\n{}",
            reader.html_with(Text::LinesNone, &[country])
        )
    }
}

fn paginate(items: &[String]) -> Vec<Vec<&String>> {
    let mut pages: Vec<Vec<&String>> = vec![Vec::new()];
    let mut room = PAGE_UNITS;
    for item in items {
        let units = markup::length(item) + 2;
        let full = units > room && pages.last().is_some_and(|page| !page.is_empty());
        if full {
            pages.push(Vec::new());
            room = PAGE_UNITS;
        }
        room = room.saturating_sub(units);
        if let Some(page) = pages.last_mut() {
            page.push(item);
        }
    }
    pages
}

fn keys(reader: &Reader<'_>, index: usize, pages: usize, back: Option<&Screen>) -> Vec<Vec<Key>> {
    let turn = |text: Text, page: usize| {
        let screen = Screen::Lines(u8::try_from(page).unwrap_or(u8::MAX));
        reader.key(
            text,
            Button::Open {
                screen,
                back: back.cloned(),
            },
        )
    };
    let mut paging = Vec::new();
    if index > 0 {
        paging.push(turn(Text::PreviousButton, index - 1));
    }
    if index + 1 < pages {
        paging.push(turn(Text::NextButton, index + 1));
    }
    let mut rows = if paging.is_empty() {
        Vec::new()
    } else {
        vec![paging]
    };
    let label = if reader.viewer.country.is_some() {
        Text::OtherCountryButton
    } else {
        Text::CountryButton
    };
    let choose = Screen::Countries {
        purpose: Purpose::Lines,
        letter: None,
    };
    let here = Screen::Lines(u8::try_from(index).unwrap_or(u8::MAX));
    rows.push(vec![reader.link(reader.plain(label), &here, choose)]);
    rows
}

/// One line as a person reads it: what it is for, the number, when somebody answers.
pub(super) fn item(reader: &Reader<'_>, usable: Usable<'_>) -> String {
    let line = usable.line;
    let text = reader.content.line_text(reader.lang(), &line.id);
    let mut rows = vec![format!("<b>{}</b>", markup::escape(&text.name))];
    let checked = reader.date(line.checked_on);
    if line.freshness(reader.today()) == Freshness::Hidden {
        rows.push(reader.plain(Text::LineStale));
    } else {
        rows.extend(number(reader, usable));
        rows.extend(hours(reader, line, text.hours.as_deref()));
        rows.extend(languages(reader, line));
        rows.extend(text.note.as_deref().map(markup::escape));
    }
    rows.extend(line.web.as_deref().map(markup::escape));
    rows.push(format!(
        "<i>{}</i>",
        markup::escape(&reader.plain_with(
            Text::LineChecked,
            &[(Placeholder::Date, Value::Text(checked))]
        ))
    ));
    rows.join("\n")
}

fn number(reader: &Reader<'_>, usable: Usable<'_>) -> Option<String> {
    let line = usable.line;
    let elsewhere =
        reader.viewer.place == Some(Place::Outside) && line.from_abroad == Reach::InsideOnly;
    let dial = match (&line.dial, &line.abroad_dial) {
        (_, Some(abroad)) if elsewhere => abroad,
        (Some(dial), _) if !(elsewhere && line.e164.is_none()) => dial,
        _ => return None,
    };
    let mut marks = Vec::new();
    if line.free == Some(true) {
        marks.push(reader.plain(Text::LineFree));
    }
    if line.police {
        marks.push(reader.plain(Text::LinePolice));
    }
    if line.from_abroad == Reach::InsideOnly
        && let Some(country) = usable.country
    {
        let name = Value::Text(
            reader
                .content
                .country_name(reader.lang(), country)
                .to_owned(),
        );
        marks.push(reader.plain_with(Text::LineInsideOnly, &[(Placeholder::Country, name)]));
    }
    let marks = if marks.is_empty() {
        String::new()
    } else {
        format!(" · {}", marks.join(" · "))
    };
    Some(markup::escape(&format!("☎ {dial}{marks}")))
}

fn hours(reader: &Reader<'_>, line: &Line, told: Option<&str>) -> Option<String> {
    let hours = if line.always { "24/7" } else { told? };
    Some(markup::escape(&format!(
        "{} {hours}",
        reader.plain(Text::LineHours)
    )))
}

fn languages(reader: &Reader<'_>, line: &Line) -> Option<String> {
    if line.languages.is_empty() {
        return None;
    }
    let names: Vec<&str> = line
        .languages
        .iter()
        .map(|code| reader.content.language_name(reader.lang(), code))
        .collect();
    Some(markup::escape(&format!(
        "{} {}",
        reader.plain(Text::LineLanguages),
        names.join(", ")
    )))
}
