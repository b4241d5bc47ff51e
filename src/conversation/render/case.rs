//! Pages about talking to a person: consent, the conversation, discretion, complaints. Where
//! nobody can be talked to, help lines stand instead.

use super::{Body, Key, Reader, consult_label, data, lines};
use crate::content::{Placeholder, TemplateId, Text, Value};
use crate::model::button::Button;
use crate::model::screen::Screen;

/// Help lines shown where no consultant answers at once.
const LINES_SHOWN: usize = 3;

/// Consent, before a conversation: what it is, when somebody answers, who is bound to act. Out of
/// hours, lines where somebody answers now. On a phone the end of a long page is seen first: what
/// is agreed to stands above the button that agrees.
pub(super) fn consult(reader: &Reader<'_>, back: Option<&Screen>) -> Body {
    let operator = Value::Text(reader.content.operator().name.clone());
    let consent = (Placeholder::Operator, operator);
    let mut html = reader.html_with(Text::ConsultText, &[consent, hours(reader)]);
    if !reader.is_open() {
        let closed = reader.html_with(Text::ConsultClosed, &[hours(reader)]);
        html = format!("{}\n\n{html}", with_lines(reader, vec![closed]));
    }
    let urgent = matches!(back, Some(Screen::Danger { .. }));
    let rows = vec![
        vec![reader.key(Text::TalkButton, Button::Talk { urgent })],
        vec![lines_key(reader, &Screen::Consult)],
    ];
    (html, rows)
}

/// No desk is connected: when somebody would answer, and lines where somebody does.
pub(super) fn no_desk(reader: &Reader<'_>) -> Body {
    let head = reader.html_with(Text::ConsultNoDesk, &[hours(reader)]);
    (
        with_lines(reader, vec![head]),
        vec![vec![lines_key(reader, &Screen::NoDesk)]],
    )
}

/// The desk has closed itself to this person; the lines have not.
pub(super) fn blocked(reader: &Reader<'_>) -> Body {
    let head = reader.html(Text::ConsultBlocked);
    (
        with_lines(reader, vec![head]),
        vec![vec![lines_key(reader, &Screen::Blocked)]],
    )
}

/// The page of an open conversation.
pub(super) fn case(reader: &Reader<'_>, place: Option<u32>) -> Body {
    let html = match place {
        Some(place) => {
            let place = Value::Number(place.into());
            reader.html_with(Text::CasePageWaiting, &[(Placeholder::N, place)])
        }
        None => reader.html(Text::CasePageTaken),
    };
    let from = &Screen::Case { place };
    let open = |text: Text, screen: Screen| vec![reader.link(reader.plain(text), from, screen)];
    let rows = vec![
        open(Text::EndCaseButton, Screen::EndCase),
        open(Text::DiscreetButton, Screen::Discreet),
        vec![lines_key(reader, from)],
    ];
    (html, rows)
}

pub(super) fn end_case(reader: &Reader<'_>) -> Body {
    let yes = reader.key(Text::EndCaseYesButton, Button::EndCase);
    (reader.html(Text::CaseEndConfirm), vec![vec![yes]])
}

/// "My phone may be seen": what it does, whether it is on, and the way to the other.
pub(super) fn discreet(reader: &Reader<'_>) -> Body {
    let on = reader.viewer.discreet;
    let change = if on {
        Text::DiscreetOffButton
    } else {
        Text::DiscreetOnButton
    };
    let state = (Placeholder::Choice, Value::Text(discretion(reader)));
    (
        reader.html_with(Text::DiscreetText, &[state]),
        vec![vec![reader.key(change, Button::Discreet(!on))]],
    )
}

/// Whether replies are announced or shown, in a word.
pub(super) fn discretion(reader: &Reader<'_>) -> String {
    reader.plain(if reader.viewer.discreet {
        Text::DiscreetOn
    } else {
        Text::DiscreetOff
    })
}

/// Complaint about a consultant or helper: here, if somebody reads it, and outside always.
pub(super) fn complaint(reader: &Reader<'_>, inbox: bool) -> Body {
    let days = Value::Number(reader.content.desk().complaint_days.into());
    let (head, rows) = match (inbox, reader.viewer.complains) {
        (false, _) => (reader.html(Text::ComplaintOutside), Vec::new()),
        // It is being written: the way to complete it must not be lost with a message.
        (true, true) => (
            reader.html(Text::ComplaintOpen),
            vec![vec![
                reader.key(Text::ComplaintDoneButton, Button::EndComplaint),
            ]],
        ),
        (true, false) => (
            reader.html_with(Text::ComplaintText, &[(Placeholder::N, days)]),
            vec![vec![
                reader.key(Text::ComplaintWriteButton, Button::Complain),
            ]],
        ),
    };
    let mut parts = vec![head];
    parts.extend(data::outside_bodies(reader));
    (parts.join("\n\n"), rows)
}

/// What a consultant sent ready-made, in the language of the person, with the pages that templates
/// speak of.
pub(super) fn template(reader: &Reader<'_>, id: &TemplateId) -> Body {
    let from = &Screen::Menu;
    let html = match reader.content.template(reader.lang(), id) {
        Some(template) => reader.prose(&template.html, None),
        // It left the content between the press and the delivery.
        None => reader.html(Text::BrokenText),
    };
    let conversation = reader.plain(consult_label(reader));
    let rows = vec![
        vec![lines_key(reader, from)],
        vec![reader.link(conversation, from, Screen::Consult)],
    ];
    (html, rows)
}

/// The first lines that fit this person, under what is said.
fn with_lines(reader: &Reader<'_>, mut parts: Vec<String>) -> String {
    let usable = lines::usable(reader).into_iter().take(LINES_SHOWN);
    parts.extend(usable.map(|usable| lines::item(reader, usable)));
    parts.join("\n\n")
}

pub(super) fn hours(reader: &Reader<'_>) -> (Placeholder, Value) {
    let hours = reader.content.opening_hours(reader.lang());
    (Placeholder::Hours, Value::Text(hours))
}

pub(super) fn lines_key(reader: &Reader<'_>, from: &Screen) -> Key {
    reader.link(reader.plain(Text::LinesButton), from, Screen::Lines(0))
}
