//! Menus on the card: what to send, to whom to hand over, what it was about. A menu that leads to
//! something the content no longer has falls back to the choice before it.

use super::card::{CardLook, head, summary};
use super::{DeskKey, DeskPage, Voice, key_of, paragraphs, preview};
use crate::content::{
    AnswerId, Branch, BranchId, OutcomeId, ReferralId, SubjectId, TemplateId, Text,
};
use crate::model::case::CardView;
use crate::model::desk::{DeskButton, Member};

/// Answers of a branch on one page.
const ANSWERS_A_PAGE: usize = 8;
/// Colleagues offered for a hand-over.
const MOST_COLLEAGUES: usize = 30;
/// Stands before what is chosen.
const TICK: &str = "✓ ";

/// The card with the menu that is open; `None`: none is.
pub(super) fn menu(look: &CardLook<'_>) -> Option<DeskPage> {
    Some(match &look.case.view {
        CardView::Main => return None,
        CardView::Templates => templates(look),
        CardView::Template(id) => template(look, id).unwrap_or_else(|| templates(look)),
        CardView::Branches => branches(look),
        CardView::Answers(branch, page) => answers(look, branch, *page),
        CardView::Answer(id) => answer(look, id).unwrap_or_else(|| branches(look)),
        CardView::Found(ids) => found(look, ids),
        CardView::HandOver => hand_over(look),
        CardView::Subjects => subjects(look),
        CardView::Outcomes => outcomes(look),
        CardView::Referrals => referrals(look),
    })
}

fn template(look: &CardLook<'_>, id: &TemplateId) -> Option<DeskPage> {
    let html = preview::template(look, head(look), id)?;
    let send = DeskButton::SendTemplate(id.clone());
    Some(sending(look, html, send, DeskButton::Templates))
}

fn answer(look: &CardLook<'_>, id: &AnswerId) -> Option<DeskPage> {
    let html = preview::answer(look, head(look), id)?;
    let branch = &look.content.answer(id)?.branch;
    let back = DeskButton::Answers(branch.clone(), page_of(look, id, branch));
    Some(sending(
        look,
        html,
        DeskButton::SendAnswer(id.clone()),
        back,
    ))
}

fn page(
    look: &CardLook<'_>,
    text: Text,
    mut rows: Vec<Vec<DeskKey>>,
    back: DeskButton,
) -> DeskPage {
    let voice = look.voice();
    rows.push(vec![voice.key(Text::DeskBackButton, back)]);
    DeskPage {
        html: paragraphs(&[summary(look), voice.html(text)]),
        keyboard: rows,
    }
}

fn sending(look: &CardLook<'_>, html: String, send: DeskButton, back: DeskButton) -> DeskPage {
    let voice = look.voice();
    DeskPage {
        html,
        keyboard: vec![
            vec![voice.key(Text::DeskSendButton, send)],
            vec![voice.key(Text::DeskBackButton, back)],
        ],
    }
}

fn templates(look: &CardLook<'_>) -> DeskPage {
    let row = |id: &TemplateId| {
        let template = look.content.template(look.lang, id)?;
        Some(vec![DeskKey {
            label: template.title.clone(),
            button: DeskButton::Template(id.clone()),
        }])
    };
    let rows = look
        .content
        .desk()
        .templates
        .iter()
        .filter_map(row)
        .collect();
    page(look, Text::DeskPickTemplate, rows, DeskButton::Main)
}

fn branches(look: &CardLook<'_>) -> DeskPage {
    let row = |branch: &Branch| {
        let title = &look.content.branch_text(look.lang, &branch.id).title;
        vec![DeskKey {
            label: format!("{} {title}", branch.icon),
            button: DeskButton::Answers(branch.id.clone(), 0),
        }]
    };
    let rows = look.content.branches().iter().map(row).collect();
    page(look, Text::DeskPickBranch, rows, DeskButton::Main)
}

fn answer_row(look: &CardLook<'_>, id: &AnswerId) -> Option<Vec<DeskKey>> {
    let label = look.content.answer_text(look.lang, id)?.button.clone();
    let button = DeskButton::Answer(id.clone());
    Some(vec![DeskKey { label, button }])
}

fn answers(look: &CardLook<'_>, id: &BranchId, number: u8) -> DeskPage {
    let Some(branch) = look.content.branch(id) else {
        return branches(look);
    };
    let pages: Vec<&[AnswerId]> = branch.answers.chunks(ANSWERS_A_PAGE).collect();
    let last = pages.len().saturating_sub(1);
    let index = usize::from(number).min(last);
    let shown = pages.get(index).copied().unwrap_or_default();
    let mut rows: Vec<_> = shown
        .iter()
        .filter_map(|answer| answer_row(look, answer))
        .collect();
    let turn = |page: usize| DeskButton::Answers(id.clone(), u8::try_from(page).unwrap_or(u8::MAX));
    if index < last {
        rows.push(vec![
            look.voice().key(Text::DeskMoreButton, turn(index + 1)),
        ]);
    }
    let back = index.checked_sub(1).map_or(DeskButton::Branches, turn);
    page(look, Text::DeskPickAnswer, rows, back)
}

/// The page of a branch on which an answer stands.
fn page_of(look: &CardLook<'_>, id: &AnswerId, branch: &BranchId) -> u8 {
    let answers = look.content.branch(branch).map(|branch| &branch.answers);
    let place = answers.and_then(|answers| answers.iter().position(|answer| answer == id));
    u8::try_from(place.unwrap_or_default() / ANSWERS_A_PAGE).unwrap_or_default()
}

fn found(look: &CardLook<'_>, found: &[AnswerId]) -> DeskPage {
    let shown = found.iter().take(ANSWERS_A_PAGE);
    let mut rows: Vec<_> = shown
        .filter_map(|answer| answer_row(look, answer))
        .collect();
    let text = if rows.is_empty() {
        Text::DeskFoundNothing
    } else {
        Text::DeskFound
    };
    rows.push(vec![
        look.voice().key(Text::DeskFaqButton, DeskButton::Branches),
    ]);
    page(look, text, rows, DeskButton::Main)
}

fn hand_over(look: &CardLook<'_>) -> DeskPage {
    let colleagues = look
        .members
        .iter()
        .filter(|member| member.on_duty && !look.case.is_held_by(&member.key))
        .take(MOST_COLLEAGUES);
    let mut keys: Vec<DeskKey> = colleagues
        .map(|member| colleague(look.voice(), member))
        .collect();
    // A complaint never goes to those it may be about.
    if !look.case.is_complaint() {
        let others = look.desks.iter().filter(|desk| **desk != look.case.desk);
        keys.extend(others.map(|desk| DeskKey {
            label: format!("→ {desk}"),
            button: DeskButton::Move(desk.clone()),
        }));
    }
    let text = if keys.is_empty() {
        Text::DeskNobodyElse
    } else {
        Text::DeskPickColleague
    };
    page(look, text, pairs(keys.into_iter()), DeskButton::Main)
}

fn colleague(voice: Voice<'_>, member: &Member) -> DeskKey {
    DeskKey {
        label: voice.name(member.alias.as_deref()),
        button: DeskButton::To(key_of(member)),
    }
}

fn subjects(look: &CardLook<'_>) -> DeskPage {
    let key = |id: &SubjectId| DeskKey {
        label: ticked(
            look.case.closing.subjects.contains(id),
            look.content.subject_name(look.lang, id),
        ),
        button: DeskButton::Subject(id.clone()),
    };
    let mut rows = pairs(look.content.desk().subjects.iter().map(key));
    rows.push(vec![
        look.voice()
            .key(Text::DeskOutcomeButton, DeskButton::Outcomes),
        look.voice().key(Text::DeskFinishButton, DeskButton::Finish),
    ]);
    page(look, Text::DeskPickSubject, rows, DeskButton::Main)
}

fn outcomes(look: &CardLook<'_>) -> DeskPage {
    let voice = look.voice();
    let key = |id: &OutcomeId| {
        let chosen = look.case.closing.outcome.as_ref() == Some(id);
        vec![DeskKey {
            label: ticked(chosen, look.content.outcome_name(look.lang, id)),
            button: DeskButton::Outcome(id.clone()),
        }]
    };
    let mut rows: Vec<_> = look.content.desk().outcomes.iter().map(key).collect();
    rows.push(vec![
        voice.key(Text::DeskReferralButton, DeskButton::Referrals),
    ]);
    rows.push(vec![voice.key(Text::DeskFinishButton, DeskButton::Finish)]);
    let first = if look.case.is_open() {
        DeskButton::Close
    } else {
        DeskButton::Correct
    };
    page(look, Text::DeskPickOutcome, rows, first)
}

fn referrals(look: &CardLook<'_>) -> DeskPage {
    let key = |id: &ReferralId| DeskKey {
        label: ticked(
            look.case.closing.referrals.contains(id),
            look.content.referral_name(look.lang, id),
        ),
        button: DeskButton::Referral(id.clone()),
    };
    let mut rows = pairs(look.content.desk().referrals.iter().map(key));
    rows.push(vec![
        look.voice().key(Text::DeskFinishButton, DeskButton::Finish),
    ]);
    page(look, Text::DeskPickReferral, rows, DeskButton::Outcomes)
}

fn ticked(chosen: bool, name: &str) -> String {
    format!("{}{name}", if chosen { TICK } else { "" })
}

fn pairs(keys: impl Iterator<Item = DeskKey>) -> Vec<Vec<DeskKey>> {
    let keys: Vec<DeskKey> = keys.collect();
    keys.chunks(2).map(<[DeskKey]>::to_vec).collect()
}
