//! Self-checks: the choice, one question a screen, and what to do first. No result says "safe".

use super::{Body, Key, Reader, emergency_numbers, faq, help_row, lines, safety};
use crate::content::{AnswerId, CheckId, Outcome, Placeholder, Text, Value};
use crate::content::{Replies, Reply, SelfCheck, Sign, Stage, markup};
use crate::model::button::Button;
use crate::model::screen::Screen;

/// The first page of a check.
pub(super) fn beginning(id: &CheckId) -> Screen {
    Screen::Check {
        id: id.clone(),
        replies: Replies::none(),
    }
}

/// The row in the main menu, if there are checks.
pub(super) fn menu_row(reader: &Reader<'_>) -> Option<Vec<Key>> {
    if reader.content.checks().is_empty() {
        return None;
    }
    let label = reader.content.checks_text(reader.lang()).menu.clone();
    Some(vec![reader.link(label, &Screen::Menu, Screen::Checks)])
}

fn key(reader: &Reader<'_>, check: &SelfCheck, from: &Screen) -> Option<Vec<Key>> {
    let text = reader.content.check_text(reader.lang(), &check.id)?;
    let label = format!("{} {}", check.icon, text.button);
    Some(vec![reader.link(label, from, beginning(&check.id))])
}

/// The checks an answer offers.
pub(super) fn linked(reader: &Reader<'_>, answer: &AnswerId) -> Vec<Vec<Key>> {
    let from = Screen::Answer(answer.clone());
    let checks = reader.content.checks().iter();
    checks
        .filter(|check| check.linked_from.contains(answer))
        .filter_map(|check| key(reader, check, &from))
        .collect()
}

/// Which check, or the answers on offers, or a person.
pub(super) fn choice(reader: &Reader<'_>) -> Body {
    let text = reader.content.checks_text(reader.lang());
    let from = &Screen::Checks;
    let mut rows: Vec<Vec<Key>> = reader
        .content
        .checks()
        .iter()
        .filter_map(|check| key(reader, check, from))
        .collect();
    if let Some(branch) = reader.content.branch(reader.content.check_offer()) {
        let label = faq::branch_label(reader, branch);
        rows.push(vec![reader.link(
            label,
            from,
            Screen::Branch(branch.id.clone()),
        )]);
    }
    rows.push(help_row(reader, from));
    let title = markup::escape(&text.title);
    let intro = reader.prose(&text.intro_html, None);
    (format!("<b>{title}</b>\n\n{intro}"), rows)
}

/// A question, or the result.
pub(super) fn check(reader: &Reader<'_>, id: &CheckId, replies: &Replies) -> Body {
    let Some(check) = reader.content.self_check(id) else {
        return super::menu(reader);
    };
    match check.stage(replies) {
        Some(Stage::Asks(at, sign)) => question(reader, check, replies, (at, sign)),
        Some(Stage::Ends(result)) => result_page(reader, check, result),
        None => choice(reader),
    }
}

fn question(
    reader: &Reader<'_>,
    check: &SelfCheck,
    replies: &Replies,
    (at, sign): (usize, &Sign),
) -> Body {
    let words = reader.content.checks_text(reader.lang());
    let Some(text) = reader.content.check_text(reader.lang(), &check.id) else {
        return choice(reader);
    };
    let mut parts = vec![format!("<b>{}</b>", markup::escape(&text.title))];
    if at == 0 {
        parts.push(reader.prose(&text.intro_html, None));
    }
    let asked = text.questions.get(&sign.id).map_or("", String::as_str);
    let (number, of) = (at + 1, check.questions.len());
    parts.push(format!("{number} / {of}\n{}", markup::escape(asked)));
    let reply = |reply: Reply| {
        let screen = Screen::Check {
            id: check.id.clone(),
            replies: replies.and(reply),
        };
        let open = Button::Open { screen, back: None };
        Key::press(words.button(reply).to_owned(), open)
    };
    (parts.join("\n\n"), vec![Reply::ALL.map(reply).to_vec()])
}

fn result_page(reader: &Reader<'_>, check: &SelfCheck, result: &Outcome) -> Body {
    let Some(text) = reader.content.check_text(reader.lang(), &check.id) else {
        return choice(reader);
    };
    let said = text.results.get(&result.id).map_or("", String::as_str);
    let mut parts = vec![reader.prose(said.trim_end(), None)];
    if check.numbers {
        let numbers = Value::Text(emergency_numbers(reader));
        parts.push(reader.html_with(Text::AnswerDanger, &[(Placeholder::Emergency, numbers)]));
        if let Some(line) = safety::best_line(reader) {
            let head = reader.html(Text::DangerLine);
            parts.push(format!("{head}\n{}", lines::item(reader, line)));
        }
    }
    let is_reviewed = check.reviewed.is_some();
    let dates = (check.as_of, check.checked_on);
    parts.push(faq::provenance(reader, dates, &check.sources, is_reviewed));

    let from = beginning(&check.id);
    let mut rows = vec![help_row(reader, &from)];
    rows.extend(faq::links(reader, &from, &result.see_also));
    let label = reader.content.checks_text(reader.lang()).title.clone();
    rows.push(vec![Key::press(
        label,
        Button::Open {
            screen: Screen::Checks,
            back: None,
        },
    )]);
    (parts.join("\n\n"), rows)
}
