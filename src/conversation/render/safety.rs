//! The emergency page: the number first, then calm words, one checked line, a way to hide.

use super::lines::Usable;
use super::{Body, Reader, lines};
use crate::content::{Freshness, Kind, Line, Reach, Service, Value};
use crate::content::{Placeholder, Text};
use crate::model::button::Button;
use crate::model::screen::{Purpose, Screen};
use crate::model::visitor::Place;

/// Emergency numbers of the viewer's country as one reads them; 112 where none is known. Where
/// nothing reaches the police, what there is: any number is better than none.
#[must_use]
pub fn emergency_numbers(reader: &Reader<'_>) -> String {
    let known = reader.content.emergency(reader.viewer.country.as_ref());
    let dials = |wanted: fn(Service) -> bool| -> Vec<&str> {
        let wanted = known.iter().filter(|number| wanted(number.what));
        wanted.map(|number| number.dial.as_str()).collect()
    };
    let mut numbers = dials(|what| matches!(what, Service::All | Service::Police));
    if numbers.is_empty() {
        numbers = dials(|_| true);
    }
    numbers.join(" · ")
}

pub(super) fn danger(
    reader: &Reader<'_>,
    screen: &Screen,
    heard: bool,
    back: Option<&Screen>,
) -> Body {
    let numbers = Value::Text(emergency_numbers(reader));
    let mut parts = vec![reader.html_with(Text::DangerText, &[(Placeholder::Emergency, numbers)])];
    if heard {
        parts.push(reader.html(Text::DangerHeard));
    }
    parts.push(match reader.country_name() {
        Some(name) => {
            let name = Value::Text(name.to_owned());
            reader.html_with(Text::DangerCountry, &[(Placeholder::Country, name)])
        }
        None => reader.html(Text::DangerNoCountry),
    });
    if let Some(line) = best_line(reader) {
        parts.push(format!(
            "{}\n{}",
            reader.html(Text::DangerLine),
            lines::item(reader, line)
        ));
    }
    parts.push(format!(
        "{} <b>{}</b>",
        reader.html(Text::DangerWord),
        reader.html(Text::SafeWord)
    ));
    let choose = Screen::Countries {
        purpose: Purpose::Danger,
        letter: None,
    };
    let label = if reader.viewer.country.is_some() {
        Text::OtherCountryButton
    } else {
        Text::CountryButton
    };
    // Whoever has just been understood meets the numbers again, not a page about opening hours.
    let (ask, leads_to) = if heard {
        (Text::NeedHelpButton, Screen::Danger { heard: false })
    } else {
        (Text::ConsultNowButton, Screen::Consult)
    };
    let mut rows = vec![
        vec![reader.link(reader.plain(ask), screen, leads_to)],
        vec![
            reader.link(reader.plain(Text::LinesButton), screen, Screen::Lines(0)),
            reader.link(reader.plain(label), screen, choose),
        ],
    ];
    if heard {
        // What the words would have found waits behind "no"; without it, the menu.
        let misread = match back {
            Some(Screen::Found(marks)) => Button::Back(Screen::Found(marks.clone())),
            _ => Button::Home,
        };
        rows.push(vec![reader.key(Text::MisreadButton, misread)]);
    }
    (parts.join("\n\n"), rows)
}

/// The one line shown beside the emergency number: checked, with a number that works where the
/// person is, on trafficking and round the clock if there is such a one, and not of the police
/// unless no other is known: going to the police is the person's own choice.
pub(super) fn best_line<'a>(reader: &Reader<'a>) -> Option<Usable<'a>> {
    let usable: Vec<Usable<'a>> = lines::usable(reader)
        .into_iter()
        .filter(|Usable { line, country }| {
            line.dial.is_some()
                && country.is_some()
                && line.freshness(reader.today()) != Freshness::Hidden
                && !(reader.viewer.place == Some(Place::Outside)
                    && line.from_abroad == Reach::InsideOnly)
        })
        .collect();
    let civil = || usable.iter().filter(|usable| !usable.line.police);
    let on_trafficking =
        |line: &Line| line.kind == Kind::Trafficking || line.also.contains(&Kind::Trafficking);
    civil()
        .find(|usable| usable.line.always && on_trafficking(usable.line))
        .or_else(|| civil().next())
        .or_else(|| usable.first())
        .copied()
}
