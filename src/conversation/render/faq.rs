//! Branches and answers: the text, the part for the person's country, dates and sources.

use super::{Body, Key, Reader, checks, emergency_numbers, foreign};
use crate::content::{Answer, AnswerText, Branch, Source, Value, markup};
use crate::content::{AnswerId, BranchId, Mark};
use crate::content::{Placeholder, Text};
use crate::model::button::Button;
use crate::model::screen::{Purpose, Screen};

/// Longest label that shares a row, in characters, its sign among them: Telegram cuts off what half
/// a row of a narrow phone does not hold.
const HALF_ROW: usize = 18;

/// All branches in the order of the content, two in a row where both labels are short enough.
pub(super) fn branches(reader: &Reader<'_>) -> Vec<Vec<Key>> {
    let mut rows: Vec<Vec<Key>> = Vec::new();
    let mut half = false;
    for branch in reader.content.branches() {
        let label = branch_label(reader, branch);
        let short = label.chars().count() <= HALF_ROW;
        let key = reader.link(label, &Screen::Menu, Screen::Branch(branch.id.clone()));
        match rows.last_mut().filter(|_| half && short) {
            Some(row) => {
                row.push(key);
                half = false;
            }
            None => {
                rows.push(vec![key]);
                half = short;
            }
        }
    }
    rows
}

/// What stands on the button of a branch.
pub(super) fn branch_label(reader: &Reader<'_>, branch: &Branch) -> String {
    let told = foreign::branch(reader, &branch.id);
    let label = format!("{} {}", branch.icon, told.words.title);
    foreign::marked(reader, &label, told.lang)
}

pub(super) fn branch(reader: &Reader<'_>, id: &BranchId, back: Option<&Screen>) -> Body {
    let Some(branch) = reader.content.branch(id) else {
        return super::menu(reader);
    };
    let told = foreign::branch(reader, id);
    let from = Screen::Branch(id.clone());
    let mut rows = foreign::keys(reader, told.lang, &from, back);
    rows.extend(
        branch
            .answers
            .iter()
            .filter_map(|answer| link(reader, &from, answer)),
    );
    let parts = [
        foreign::line(reader, told.lang),
        Some(format!("<b>{}</b>", markup::escape(&told.words.title))),
        Some(reader.prose(&told.words.intro_html, None)),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (parts.join("\n\n"), rows)
}

/// A button to an answer.
fn link(reader: &Reader<'_>, from: &Screen, id: &AnswerId) -> Option<Vec<Key>> {
    let told = foreign::answer(reader, id)?;
    let label = foreign::marked(reader, &told.words.button, told.lang);
    Some(vec![reader.link(label, from, Screen::Answer(id.clone()))])
}

/// What was found for free text, with all topics and a person to ask below it.
pub(super) fn found(reader: &Reader<'_>, screen: &Screen, marks: &[Mark]) -> Body {
    let answers = reader.content.marked(marks).into_iter();
    let mut rows: Vec<Vec<Key>> = answers
        .filter_map(|answer| link(reader, screen, answer))
        .collect();
    if rows.is_empty() {
        return super::unknown(reader);
    }
    rows.push(super::help_row(reader, screen));
    rows.extend(branches(reader));
    (reader.html(Text::FoundText), rows)
}

pub(super) fn answer(reader: &Reader<'_>, id: &AnswerId, back: Option<&Screen>) -> Body {
    let (Some(answer), Some(told)) = (reader.content.answer(id), foreign::answer(reader, id))
    else {
        return super::menu(reader);
    };
    let text = told.words;
    let mut parts: Vec<String> = foreign::line(reader, told.lang).into_iter().collect();
    parts.push(format!("<b>{}</b>", markup::escape(&text.title)));
    if let Some(expires) = answer
        .expires
        .filter(|_| answer.has_expired(reader.today()))
    {
        parts.push(dated(reader, Text::AnswerExpired, expires));
    }
    parts.push(reader.prose(&text.html, None));
    parts.extend(country_part(reader, answer, text));
    if answer.danger {
        let numbers = Value::Text(emergency_numbers(reader));
        parts.push(reader.html_with(Text::AnswerDanger, &[(Placeholder::Emergency, numbers)]));
    }
    let dates = (answer.as_of, answer.checked_on);
    let is_reviewed = answer.reviewed.is_some();
    parts.push(provenance(reader, dates, &answer.sources, is_reviewed));
    parts.push(reader.html(Text::AnswerHelped));
    let mut rows = foreign::keys(reader, told.lang, &Screen::Answer(id.clone()), back);
    rows.extend(keys(reader, answer));
    (parts.join("\n\n"), rows)
}

fn dated(reader: &Reader<'_>, text: Text, day: jiff::civil::Date) -> String {
    reader.html_with(text, &[(Placeholder::Date, Value::Text(reader.date(day)))])
}

fn country_part(reader: &Reader<'_>, answer: &Answer, text: &AnswerText) -> Option<String> {
    if answer.countries.is_empty() {
        return None;
    }
    let Some(code) = &reader.viewer.country else {
        return Some(reader.html(Text::AnswerChooseCountry));
    };
    let name = Value::Text(reader.country_name().unwrap_or_default().to_owned());
    Some(match text.countries.get(code) {
        Some(part) => {
            format!(
                "{}\n{}",
                reader.html_with(Text::AnswerInCountry, &[(Placeholder::Country, name)]),
                reader.prose(part, Some(code))
            )
        }
        None => reader.html_with(Text::AnswerOtherCountry, &[(Placeholder::Country, name)]),
    })
}

/// What an answer rests on, the day it speaks of, and when it was looked at.
pub(super) fn provenance(
    reader: &Reader<'_>,
    (as_of, checked_on): (jiff::civil::Date, jiff::civil::Date),
    sources: &[Source],
    is_reviewed: bool,
) -> String {
    let sources: Vec<String> = sources.iter().map(source).collect();
    let mut lines = vec![
        dated(reader, Text::AnswerAsOf, as_of),
        dated(reader, Text::AnswerChecked, checked_on),
        format!(
            "{} {}",
            reader.plain(Text::AnswerSources),
            sources.join(", ")
        ),
    ];
    if reader.content.starter() && !is_reviewed {
        lines.push(reader.html(Text::AnswerStarter));
    }
    format!("<i>{}</i>", lines.join("\n"))
}

/// A source as a link, if Telegram would make one of it.
fn source(source: &Source) -> String {
    let name = markup::escape(&source.name);
    if markup::is_link(&source.url) {
        format!("<a href=\"{}\">{name}</a>", markup::escape(&source.url))
    } else {
        name
    }
}

fn keys(reader: &Reader<'_>, answer: &Answer) -> Vec<Vec<Key>> {
    let from = Screen::Answer(answer.id.clone());
    let mut rows = vec![vec![
        reader.key(
            Text::HelpedYesButton,
            Button::Helped {
                answer: answer.id.clone(),
                helped: true,
            },
        ),
        reader.key(
            Text::HelpedNoButton,
            Button::Helped {
                answer: answer.id.clone(),
                helped: false,
            },
        ),
    ]];
    if !answer.countries.is_empty() {
        let choose = Screen::Countries {
            purpose: Purpose::Answer(answer.id.clone()),
            letter: None,
        };
        let label = if reader.viewer.country.is_some() {
            Text::OtherCountryButton
        } else {
            Text::CountryButton
        };
        rows.push(vec![reader.link(reader.plain(label), &from, choose)]);
    }
    rows.extend(checks::linked(reader, &answer.id));
    rows.extend(links(reader, &from, &answer.see_also));
    if answer.danger {
        rows.push(vec![reader.link(
            reader.plain(Text::LinesButton),
            &from,
            Screen::Lines(0),
        )]);
    }
    rows
}

/// Buttons to answers.
pub(super) fn links(reader: &Reader<'_>, from: &Screen, answers: &[AnswerId]) -> Vec<Vec<Key>> {
    let keys = answers.iter().filter_map(|other| link(reader, from, other));
    keys.collect()
}

pub(super) fn helped(reader: &Reader<'_>, screen: &Screen, helped: bool) -> Body {
    if helped {
        return (reader.html(Text::HelpedYes), Vec::new());
    }
    let rows = vec![
        vec![reader.link(
            reader.plain(super::consult_label(reader)),
            screen,
            Screen::Consult,
        )],
        vec![reader.link(reader.plain(Text::LinesButton), screen, Screen::Lines(0))],
    ];
    (reader.html(Text::HelpedNo), rows)
}
