//! The queue board of a desk: one message, brought up to date in place.

use std::cmp::Reverse;

use super::{DeskPage, Voice, list, paragraphs, sign};
use crate::content::{Content, Lang, Placeholder, Text, Value, markup};
use crate::model::case::Case;
use crate::model::desk::{DeskButton, Member};
use crate::model::moment::Moment;

/// Cases on the board.
const MOST_CASES: usize = 20;
/// Names of those on duty.
const MOST_NAMES: usize = 30;

/// The board. Each case comes with the address of its topic, if it has one; `open`: consultants
/// work at this hour.
#[must_use]
pub fn board(
    content: &Content,
    lang: &Lang,
    now: Moment,
    cases: &[(Case, Option<String>)],
    members: &[Member],
    open: bool,
) -> DeskPage {
    let voice = Voice { content, lang };
    // The bar of pinned messages shows the beginning: the queue stands there.
    let mut foot = vec![on_duty(voice, members)];
    if !open {
        let hours = Value::Text(content.opening_hours(lang));
        foot.push(voice.html_with(Text::DeskBoardOutOfHours, &[(Placeholder::Hours, hours)]));
    }
    DeskPage {
        html: paragraphs(&[queue(voice, now, cases, members), foot.join("\n")]),
        keyboard: vec![vec![
            voice.key(Text::DeskOnButton, DeskButton::Duty(true)),
            voice.key(Text::DeskOffButton, DeskButton::Duty(false)),
        ]],
    }
}

fn queue(
    voice: Voice<'_>,
    now: Moment,
    cases: &[(Case, Option<String>)],
    members: &[Member],
) -> String {
    let title = voice.html(Text::DeskBoardTitle);
    if cases.is_empty() {
        return format!("{title}\n{}", voice.html(Text::DeskBoardNone));
    }
    let mut sorted: Vec<&(Case, Option<String>)> = cases.iter().collect();
    sorted.sort_by_key(|(case, _)| (Reverse(case.urgent), case.opened_at));
    let rows: Vec<String> = sorted
        .into_iter()
        .map(|(case, link)| row(voice, now, case, link.as_deref(), members))
        .collect();
    list(&title, &rows, MOST_CASES, |left| more(voice, left))
}

/// "🔴 K7M2 · Housing · urgent, waiting since 14:05 · Marta".
fn row(
    voice: Voice<'_>,
    now: Moment,
    case: &Case,
    link: Option<&str>,
    members: &[Member],
) -> String {
    let code = markup::escape(case.code.as_str());
    let code = match link.filter(|link| markup::is_link(link)) {
        Some(link) => format!("<a href=\"{}\">{code}</a>", markup::escape(link)),
        None => format!("<b>{code}</b>"),
    };
    let subject = case.subject.as_ref();
    let mut parts = vec![format!("{} {code}", sign(case))];
    parts.extend(subject.map(|id| markup::escape(voice.content.subject_name(voice.lang, id))));
    parts.push(markup::escape(&voice.state_at(case, now)));
    parts.extend(
        case.holder()
            .map(|holder| markup::escape(&voice.holder(holder, members))),
    );
    parts.join(" · ")
}

fn more(voice: Voice<'_>, left: usize) -> String {
    let left = Value::Number(i64::try_from(left).unwrap_or(i64::MAX));
    voice.html_with(Text::DeskBoardMore, &[(Placeholder::N, left)])
}

/// Aliases of those on duty; who has none is counted.
fn on_duty(voice: Voice<'_>, members: &[Member]) -> String {
    let on_duty = || members.iter().filter(|member| member.on_duty);
    if on_duty().next().is_none() {
        return voice.html(Text::DeskBoardNobody);
    }
    let aliases = on_duty().filter_map(|member| member.alias.as_deref());
    let mut names: Vec<String> = aliases.map(|alias| voice.name(Some(alias))).collect();
    let unnamed = on_duty().filter(|member| member.alias.is_none()).count();
    match unnamed {
        0 => {}
        1 => names.push(voice.name(None)),
        several => names.push(format!("{} × {several}", voice.name(None))),
    }
    let left = names.len().saturating_sub(MOST_NAMES);
    names.truncate(MOST_NAMES);
    let mut told = markup::escape(&names.join(", "));
    if left > 0 {
        told = format!("{told}. {}", more(voice, left));
    }
    format!("{} {told}", voice.html(Text::DeskBoardOnDuty))
}
