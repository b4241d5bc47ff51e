//! What the bot remarks to consultants. Nobody's words stand in it but an alias.

use super::{LONGEST_TEXT, Voice, clip, list};
use crate::content::{Content, Lang, Placeholder, Text, Value, markup};
use crate::model::case::{Act, Case, Step};
use crate::model::desk::{Handed, Member, Remark};
use crate::model::ids::CaseCode;
use crate::model::moment::Moment;

/// Longest name or reason that is shown whole.
const LONGEST_NAME: usize = 120;
/// Codes in the list of those who are blocked.
const MOST_BLOCKED: usize = 60;
/// Colleagues that are called by name.
const MOST_CALLED: usize = 20;

/// A remark in words. One whose text this program no longer has says at least that something did
/// not arrive.
#[must_use]
pub fn remark(content: &Content, lang: &Lang, remark: &Remark) -> String {
    let known = Text::ALL.iter().find(|text| text.key() == remark.text);
    let mut values = Vec::new();
    if let Some(n) = remark.n {
        values.push((Placeholder::N, Value::Number(n.into())));
    }
    if let Some(name) = &remark.name {
        let name = Value::Text(clip(name, LONGEST_NAME));
        let holes = [Placeholder::Alias, Placeholder::Desk, Placeholder::Number];
        values.extend(holes.map(|hole| (hole, name.clone())));
    }
    if let Some(code) = &remark.code {
        values.push((Placeholder::Code, Value::Text(code.to_string())));
    }
    let text = known.copied().unwrap_or(Text::DeskFailed);
    Voice { content, lang }.html_with(text, &values)
}

/// A remark that rings at those on duty by name: a mention is what Telegram rings for. The code in
/// it leads to `address`, if the case has one.
#[must_use]
pub fn call(
    content: &Content,
    lang: &Lang,
    told: &Remark,
    address: Option<&str>,
    members: &[Member],
) -> String {
    let voice = Voice { content, lang };
    let names: Vec<String> = members
        .iter()
        .filter(|member| member.on_duty)
        .take(MOST_CALLED)
        .map(|member| {
            let name = markup::escape(&voice.name(member.alias.as_deref()));
            format!("<a href=\"tg://user?id={}\">{name}</a>", member.account.0)
        })
        .collect();
    let mut html = remark(content, lang, told);
    if let (Some(code), Some(address)) = (&told.code, address.filter(|at| markup::is_link(at))) {
        let link = format!("<a href=\"{}\">{code}</a>", markup::escape(address));
        html = html.replacen(code.as_str(), &link, 1);
    }
    if names.is_empty() {
        html
    } else {
        format!("{html}\n{}", names.join(", "))
    }
}

/// What was sent to the person by a button, in the language of the desk.
#[must_use]
pub fn handed(content: &Content, lang: &Lang, handed: &Handed) -> String {
    let voice = Voice { content, lang };
    let (title, text) = match handed {
        Handed::Template(id) => match content.template(lang, id) {
            Some(template) => (template.title.clone(), Some(template.html.clone())),
            None => (id.to_string(), None),
        },
        Handed::Answer(id) => {
            let text = content.answer_text(lang, id);
            (
                text.map_or_else(|| id.to_string(), |text| text.title.clone()),
                None,
            )
        }
        Handed::Leaflet => (voice.plain(Text::DeskLeafletButton), None),
        Handed::Lines => (voice.plain(Text::DeskLinesButton), None),
    };
    let title = (Placeholder::Choice, Value::Text(clip(&title, LONGEST_NAME)));
    let said = voice.html_with(Text::DeskHanded, &[title]);
    match text {
        Some(text) if markup::length(&said) + 2 + markup::length(&text) <= LONGEST_TEXT => {
            format!("{said}\n\n{text}")
        }
        _ => said,
    }
}

/// Who did what in a case. Where not all of it fits, the latest steps stand.
#[must_use]
pub fn trail(content: &Content, lang: &Lang, case: &Case) -> String {
    let voice = Voice { content, lang };
    let head = voice.html(Text::DeskHistory);
    let mut rows: Vec<String> = case.trail.iter().map(|step| row(voice, step)).collect();
    let room = LONGEST_TEXT.saturating_sub(markup::length(&head));
    while rows
        .iter()
        .map(|row| markup::length(row) + 1)
        .sum::<usize>()
        > room
    {
        rows.remove(0);
    }
    format!("{head}\n{}", rows.join("\n"))
}

fn row(voice: Voice<'_>, step: &Step) -> String {
    let at = step.at.clock_in(voice.content.hours().zone());
    let act = voice.plain(act(step.act));
    let mut parts = vec![at.strftime("%d.%m %H:%M").to_string(), act];
    parts.extend(step.alias.as_deref().map(|alias| voice.name(Some(alias))));
    markup::escape(&parts.join(" · "))
}

fn act(act: Act) -> Text {
    match act {
        Act::Opened => Text::DeskActOpened,
        Act::Taken => Text::DeskActTaken,
        Act::Released => Text::DeskActReleased,
        Act::HandedOver => Text::DeskActHandedOver,
        Act::Moved => Text::DeskActMoved,
        Act::Urgent => Text::DeskActUrgent,
        Act::Calm => Text::DeskActCalm,
        Act::Closed => Text::DeskActClosed,
        Act::Corrected => Text::DeskActCorrected,
        Act::Reopened => Text::DeskActReopened,
        Act::Blocked => Text::DeskActBlocked,
    }
}

/// Cases whose persons cannot write to the desk, with the day on which they can again.
#[must_use]
pub fn blocked(content: &Content, lang: &Lang, blocked: &[(CaseCode, Moment)]) -> String {
    let voice = Voice { content, lang };
    if blocked.is_empty() {
        return voice.html(Text::DeskBlockedNobody);
    }
    let zone = content.hours().zone();
    let rows: Vec<String> = blocked
        .iter()
        .map(|(code, until)| {
            let day = content.date(lang, until.day_in(zone));
            markup::escape(&format!("{code} · {day}"))
        })
        .collect();
    list(
        &voice.html(Text::DeskBlockedList),
        &rows,
        MOST_BLOCKED,
        |left| {
            let left = Value::Number(i64::try_from(left).unwrap_or(i64::MAX));
            voice.html_with(Text::DeskBoardMore, &[(Placeholder::N, left)])
        },
    )
}

/// What the bot still needs in a group: the right texts, below each other.
#[must_use]
pub fn needs(content: &Content, lang: &Lang, missing: &[Text]) -> String {
    let voice = Voice { content, lang };
    let mut lines = vec![voice.html(Text::DeskSetUpMissing)];
    lines.extend(missing.iter().map(|text| voice.html(*text)));
    lines.join("\n")
}

/// Rules and commands.
#[must_use]
pub fn help(content: &Content, lang: &Lang) -> String {
    Voice { content, lang }.html(Text::DeskHelp)
}
