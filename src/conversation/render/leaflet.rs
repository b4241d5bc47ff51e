//! The leaflet: as a file for the phone or for printing, as messages for bad connections, with
//! notes for teenagers and for people who travel with children; and the stickers.

use super::{Body, Key, LeafletPage, Reader, emergency_numbers, foreign, lines, pairs, safety};
use crate::content::{Freshness, LeafletPart, Line, Placeholder, Text, Value, markup};
use crate::model::button::Button;
use crate::model::screen::Screen;

/// The link to the stickers, if their pack is there.
fn sticker_key(reader: &Reader<'_>) -> Option<Key> {
    if reader.bot.is_empty() {
        return None;
    }
    let link = reader.content.sticker_set(reader.lang(), reader.bot);
    Some(Key::address(reader.plain(Text::StickersButton), link))
}

/// A button to a part, where its words are known; Back leads from there to where it stood.
fn part_key(reader: &Reader<'_>, from: &Screen, part: LeafletPart) -> Option<Key> {
    let lang = reader.lang();
    let label = match part {
        LeafletPart::Stickers => reader.content.stickers_text(lang)?.button.as_str(),
        part => reader.content.leaflet_text(lang)?.button(part)?,
    };
    Some(reader.link(label.to_owned(), from, Screen::LeafletText(part)))
}

/// Other forms of it, as far as there are any.
fn forms(reader: &Reader<'_>) -> Vec<Vec<Key>> {
    let part = |part| part_key(reader, &Screen::Leaflet, part);
    let mut first: Vec<Key> = part(LeafletPart::Page).into_iter().collect();
    if reader.content.leaflet_for_print(reader.lang()).is_some()
        && let Some(text) = reader.content.leaflet_text(reader.lang())
    {
        first.push(Key::press(text.print_button.clone(), Button::SendPrint));
    }
    let notes = [LeafletPart::Children, LeafletPart::Teens];
    let notes: Vec<Key> = notes.into_iter().filter_map(part).collect();
    let mut stickers: Vec<Key> = sticker_key(reader).into_iter().collect();
    stickers.extend(part(LeafletPart::Stickers));
    let rows = [first, notes, stickers];
    rows.into_iter().filter(|row| !row.is_empty()).collect()
}

/// The page from which all of it can be had again.
pub(super) fn choice(reader: &Reader<'_>) -> Body {
    let mut rows = vec![vec![
        reader.key(Text::LeafletSendButton, Button::SendLeaflet),
    ]];
    rows.extend(forms(reader));
    (reader.html(Text::LeafletText), rows)
}

/// The file's caption, name and buttons.
#[must_use]
pub fn leaflet(reader: &Reader<'_>) -> LeafletPage {
    let mut keyboard = forms(reader);
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
    let name = format!("{} A4", reader.plain(Text::LeafletFile));
    LeafletPage {
        caption: markup::escape(&name),
        file_name: format!("{name}.pdf"),
        keyboard: vec![below(reader)],
    }
}

fn below(reader: &Reader<'_>) -> Vec<Key> {
    vec![
        reader.danger_key(&Screen::Menu),
        reader.key(Text::HideButton, Button::Hide),
    ]
}

/// The leaflet, notes that belong to it, or the stickers, as a message.
pub(super) fn text(reader: &Reader<'_>, part: LeafletPart) -> Body {
    let Some(html) = said(reader, part) else {
        return choice(reader);
    };
    let here = Screen::LeafletText(part);
    let others = LeafletPart::ALL.into_iter().filter(|other| *other != part);
    let mut rows = pairs(others.filter_map(|other| part_key(reader, &here, other)));
    rows.push(vec![reader.link(
        reader.plain(Text::LinesButton),
        &here,
        Screen::Lines(0),
    )]);
    (html, rows)
}

fn said(reader: &Reader<'_>, part: LeafletPart) -> Option<String> {
    if part == LeafletPart::Stickers {
        return stickers(reader);
    }
    let words = reader.content.leaflet_text(reader.lang())?;
    Some(match part {
        LeafletPart::Children => words.children_html.clone(),
        LeafletPart::Teens => words.teens_html.clone(),
        LeafletPart::Page | LeafletPart::Stickers => {
            let mut rows = vec![words.before_html.clone()];
            rows.extend(own_country(reader));
            rows.extend(words.lines.iter().filter_map(|(id, label)| {
                let line = reader.content.line(id)?;
                Some(format!("• <b>{}</b> – {label}", number(reader, line)?))
            }));
            rows.push(words.after_html.clone());
            rows.join("\n")
        }
    })
}

/// Every sticker in words: a screen reader says of a picture no more than its emoji.
fn stickers(reader: &Reader<'_>) -> Option<String> {
    let words = reader.content.stickers_text(reader.lang())?;
    let rows = reader.content.sticker_pack().stickers.iter();
    let rows = rows.filter_map(|sticker| {
        let text = words.stickers.get(&sticker.id)?;
        let emoji = sticker.emoji.first()?;
        let (said, seen) = (markup::escape(&text.words), markup::escape(&text.alt));
        Some(format!("{emoji} <b>{said}</b>\n{seen}"))
    });
    let title = markup::escape(&words.title);
    let all: Vec<String> = [format!("<b>{title}</b>")]
        .into_iter()
        .chain(rows)
        .collect();
    Some(all.join("\n\n"))
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
