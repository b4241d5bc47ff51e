//! The leaflet: as a file for the phone or for printing, as messages for bad connections, with
//! notes for teenagers and for people who travel with children; and the stickers.

use super::{Body, Key, LeafletPage, Reader, emergency_numbers, foreign, lines, safety};
use crate::content::{Freshness, LeafletPart, Line, Placeholder, Text, Value, markup};
use crate::model::button::Button;
use crate::model::screen::Screen;

fn sticker_key(reader: &Reader<'_>) -> Key {
    let link = reader.content.sticker_set(reader.lang(), reader.bot);
    Key::address(reader.plain(Text::StickersButton), link)
}

/// Other forms of it, as far as there are any.
fn forms(reader: &Reader<'_>) -> Vec<Vec<Key>> {
    let Some(text) = reader.content.leaflet_text(reader.lang()) else {
        return Vec::new();
    };
    let part = |part: LeafletPart| {
        let screen = Screen::LeafletText(part);
        reader.link(text.button(part).to_owned(), &Screen::Leaflet, screen)
    };
    let mut first = vec![part(LeafletPart::Page)];
    if reader.content.leaflet_for_print(reader.lang()).is_some() {
        first.push(Key::press(text.print_button.clone(), Button::SendPrint));
    }
    let notes = vec![part(LeafletPart::Children), part(LeafletPart::Teens)];
    vec![first, notes]
}

/// The page from which all of it can be had again.
pub(super) fn choice(reader: &Reader<'_>) -> Body {
    let mut rows = vec![vec![
        reader.key(Text::LeafletSendButton, Button::SendLeaflet),
    ]];
    rows.extend(forms(reader));
    rows.push(vec![sticker_key(reader)]);
    (reader.html(Text::LeafletText), rows)
}

/// The file's caption, name and buttons.
#[must_use]
pub fn leaflet(reader: &Reader<'_>) -> LeafletPage {
    let mut keyboard = forms(reader);
    keyboard.push(vec![sticker_key(reader)]);
    keyboard.push(below(reader));
    let own = reader
        .content
        .leaflet_in(reader.lang(), reader.viewer.second.as_ref());
    let line = foreign::line(reader, own.lang);
    let caption = [Some(reader.html(Text::LeafletCaption)), line];
    let caption: Vec<String> = caption.into_iter().flatten().collect();
    LeafletPage {
        caption: caption.join("\n\n"),
        file_name: format!("{}.pdf", reader.plain(Text::LeafletFile)),
        keyboard,
    }
}

/// The same of the form for printing.
#[must_use]
pub fn leaflet_for_print(reader: &Reader<'_>) -> LeafletPage {
    LeafletPage {
        caption: String::new(),
        file_name: format!("{} A4.pdf", reader.plain(Text::LeafletFile)),
        keyboard: vec![below(reader)],
    }
}

fn below(reader: &Reader<'_>) -> Vec<Key> {
    vec![
        reader.danger_key(&Screen::Menu),
        reader.key(Text::HideButton, Button::Hide),
    ]
}

/// The leaflet, or notes that belong to it, as a message.
pub(super) fn text(reader: &Reader<'_>, part: LeafletPart) -> Body {
    let Some(words) = reader.content.leaflet_text(reader.lang()) else {
        return choice(reader);
    };
    let html = match part {
        LeafletPart::Children => words.children_html.clone(),
        LeafletPart::Teens => words.teens_html.clone(),
        LeafletPart::Page => {
            let mut rows = vec![words.before_html.clone()];
            rows.extend(own_country(reader));
            rows.extend(words.lines.iter().filter_map(|(id, label)| {
                let line = reader.content.line(id)?;
                Some(format!("• <b>{}</b> – {label}", number(reader, line)?))
            }));
            rows.push(words.after_html.clone());
            rows.join("\n")
        }
    };
    let rows = LeafletPart::ALL
        .into_iter()
        .filter(|other| *other != part)
        .map(|other| {
            let open = Button::Open {
                screen: Screen::LeafletText(other),
                back: None,
            };
            Key::press(words.button(other).to_owned(), open)
        })
        .collect();
    let lines = reader.link(
        reader.plain(Text::LinesButton),
        &Screen::LeafletText(part),
        Screen::Lines(0),
    );
    (html, vec![rows, vec![lines]])
}

/// A number that was checked not too long ago.
fn number(reader: &Reader<'_>, line: &Line) -> Option<String> {
    let dial = line.dial.as_deref()?;
    let is_fresh = line.freshness(reader.today()) != Freshness::Hidden;
    is_fresh.then(|| markup::escape(dial))
}

/// The emergency number and one line of the person's country, if it is known: they come first.
fn own_country(reader: &Reader<'_>) -> Option<String> {
    let country = Value::Text(reader.country_name()?.to_owned());
    let numbers = Value::Text(emergency_numbers(reader));
    let values = [
        (Placeholder::Country, country),
        (Placeholder::Emergency, numbers),
    ];
    let head = reader.html_with(Text::LinesText, &values);
    let line = safety::best_line(reader).map(|line| lines::item(reader, line));
    let rows: Vec<String> = [Some(head), line].into_iter().flatten().collect();
    Some(format!("{}\n", rows.join("\n")))
}
