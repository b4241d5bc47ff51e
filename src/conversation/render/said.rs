//! What is told in the course of a conversation. Much of it comes unasked, on a phone that others
//! may see: no word of ours is added to the texts, and nothing here names anybody but by alias.

use super::case::{hours, lines_key};
use super::{Body, Key, Reader, emergency_numbers, pairs};
use crate::content::{Placeholder, Text, Value};
use crate::model::button::Button;
use crate::model::case::Rating;
use crate::model::screen::{Said, Screen};

pub(super) fn said(reader: &Reader<'_>, said: &Said) -> Body {
    match said {
        Said::Waiting { place, open } => waiting(reader, *place, *open),
        Said::Taken { alias } => (taken(reader, alias.as_deref()), conversation(reader)),
        Said::Released => (reader.html(Text::CaseReleased), conversation(reader)),
        Said::SubjectNoted => (reader.html(Text::CaseSubjectNoted), conversation(reader)),
        Said::Reopened => (reader.html(Text::CaseReopened), conversation(reader)),
        Said::SilenceWarning => (silence_warning(reader), conversation(reader)),
        Said::StillWaiting => with_emergency(reader, Text::CaseStillWaiting),
        Said::DeskAway => with_emergency(reader, Text::CaseDeskAway),
        Said::Ended => ended_by_person(reader),
        Said::Closed => ended(reader, Text::CaseClosed),
        Said::ClosedBySilence => ended(reader, Text::CaseClosedBySilence),
        Said::MediaAsk => (reader.html(Text::CaseMediaAsk), pass_on(reader)),
        Said::ContactAsk => (reader.html(Text::CaseContactAsk), pass_on(reader)),
        Said::NewReply => one(
            reader,
            Text::CaseNewReply,
            Text::OpenReplyButton,
            Button::OpenReply,
        ),
        Said::ReplyOpened => one(
            reader,
            Text::CaseReplyOpened,
            Text::HideReplyButton,
            Button::HideReply,
        ),
        Said::ComplaintOpen => one(
            reader,
            Text::ComplaintOpen,
            Text::ComplaintDoneButton,
            Button::EndComplaint,
        ),
        Said::ComplaintDone => (complaint_done(reader), Vec::new()),
        Said::ComplaintAnswered => one(
            reader,
            Text::ComplaintAnswered,
            Text::ComplaintWriteButton,
            Button::Complain,
        ),
        Said::ComplaintClosed => complaint_closed(reader),
        Said::Rated => (reader.html(Text::CaseRated), Vec::new()),
        Said::CannotPass => (reader.html(Text::CaseCannotPass), Vec::new()),
        Said::EditLost => (reader.html(Text::CaseEditLost), Vec::new()),
        Said::MediaSent => (reader.html(Text::CaseMediaSent), Vec::new()),
        Said::MediaDropped => (reader.html(Text::CaseMediaDropped), Vec::new()),
        Said::ReplyHidden => (reader.html(Text::CaseReplyHidden), Vec::new()),
    }
}

/// Whether the buttons of this message exist nowhere else: Start would turn it into the menu and
/// they would be lost. What announces a reply shows nothing of where it leads.
pub(super) fn stands_alone(said: &Said) -> bool {
    matches!(
        said,
        Said::NewReply | Said::ReplyOpened | Said::MediaAsk | Said::ContactAsk
    )
}

/// Received; what is it about? Out of hours, where somebody answers now.
fn waiting(reader: &Reader<'_>, place: u32, open: bool) -> Body {
    let ask = reader.html(Text::CaseSubject);
    let subjects = reader.content.desk().subjects.iter();
    let mut rows = pairs(subjects.map(|subject| {
        let name = reader.content.subject_name(reader.lang(), subject);
        Key::press(name.to_owned(), Button::Subject(Some(subject.clone())))
    }));
    rows.push(vec![
        reader.key(Text::SkipSubjectButton, Button::Subject(None)),
    ]);
    if open {
        let place = (Placeholder::N, Value::Number(place.into()));
        let received = reader.html_with(Text::CaseWaiting, &[place]);
        return (format!("{received}\n\n{ask}"), rows);
    }
    let received = reader.html_with(Text::CaseOutOfHours, &[hours(reader), emergency(reader)]);
    rows.push(vec![lines_key(reader, &Screen::Menu)]);
    (format!("{received}\n\n{ask}"), rows)
}

fn taken(reader: &Reader<'_>, alias: Option<&str>) -> String {
    match alias {
        Some(alias) => {
            let alias = (Placeholder::Alias, Value::Text(alias.to_owned()));
            reader.html_with(Text::CaseTaken, &[alias])
        }
        None => reader.html(Text::CaseTakenUnnamed),
    }
}

/// The page on which the conversation can be ended.
fn conversation(reader: &Reader<'_>) -> Vec<Vec<Key>> {
    let label = reader.plain(Text::CaseButton);
    vec![vec![reader.link(label, &Screen::Menu, Screen::Consult)]]
}

fn silence_warning(reader: &Reader<'_>) -> String {
    let rules = reader.content.desk();
    let hours = rules
        .silence_close_hours
        .saturating_sub(rules.silence_warn_hours);
    let hours = (Placeholder::N, Value::Number(hours.into()));
    reader.html_with(Text::CaseSilenceWarning, &[hours])
}

fn with_emergency(reader: &Reader<'_>, text: Text) -> Body {
    let html = reader.html_with(text, &[emergency(reader)]);
    (html, vec![vec![lines_key(reader, &Screen::Menu)]])
}

fn emergency(reader: &Reader<'_>) -> (Placeholder, Value) {
    (
        Placeholder::Emergency,
        Value::Text(emergency_numbers(reader)),
    )
}

fn ended(reader: &Reader<'_>, text: Text) -> Body {
    let days = Value::Number(reader.content.desk().reopen_days.into());
    let rate = |text: Text, rating: Rating| vec![reader.key(text, Button::Rate(rating))];
    let rows = vec![
        rate(Text::RateGoodButton, Rating::Good),
        rate(Text::RateFairButton, Rating::Fair),
        rate(Text::RateBadButton, Rating::Bad),
    ];
    (reader.html_with(text, &[(Placeholder::N, days)]), rows)
}

/// Whoever ended it themselves has to ask anew: their next words go nowhere by themselves.
fn ended_by_person(reader: &Reader<'_>) -> Body {
    let (html, mut rows) = ended(reader, Text::CaseEnded);
    let again = reader.plain(Text::ConsultButton);
    rows.push(vec![reader.link(again, &Screen::Menu, Screen::Consult)]);
    (html, rows)
}

fn pass_on(reader: &Reader<'_>) -> Vec<Vec<Key>> {
    vec![
        vec![reader.key(Text::SendItButton, Button::PassOn(true))],
        vec![reader.key(Text::DropItButton, Button::PassOn(false))],
    ]
}

fn one(reader: &Reader<'_>, text: Text, label: Text, button: Button) -> Body {
    (reader.html(text), vec![vec![reader.key(label, button)]])
}

fn complaint_done(reader: &Reader<'_>) -> String {
    let days = Value::Number(reader.content.desk().complaint_days.into());
    reader.html_with(Text::ComplaintDone, &[(Placeholder::N, days)])
}

fn complaint_closed(reader: &Reader<'_>) -> Body {
    let days = Value::Number(reader.content.desk().reopen_days.into());
    let write = reader.key(Text::ComplaintWriteButton, Button::Complain);
    (
        reader.html_with(Text::ComplaintClosed, &[(Placeholder::N, days)]),
        vec![vec![write]],
    )
}
