//! What a consultant is about to send, shown in their own language first. What the person receives
//! is put into words anew, in the person's language, when it is delivered.

use super::{CardLook, LONGEST_TEXT, clip, paragraphs};
use crate::content::{AnswerId, Placeholder, TemplateId, Text, Value, markup};

/// A template, below a head.
pub(super) fn template(look: &CardLook<'_>, head: String, id: &TemplateId) -> Option<String> {
    let template = look.content.template(look.lang, id)?;
    let title = format!("<b>{}</b>", markup::escape(&template.title));
    let ask = ask(look, look.language());
    Some(below(vec![head, ask, title], &template.html))
}

/// An answer, below a head, with the part for the person's country.
pub(super) fn answer(look: &CardLook<'_>, head: String, id: &AnswerId) -> Option<String> {
    let (answer, text) = (
        look.content.answer(id)?,
        look.content.answer_text(look.lang, id)?,
    );
    let title = format!("<b>{}</b>", markup::escape(&text.title));
    let mut parts = vec![head, ask(look, look.language_of(id)), title];
    let today = look.now.day_in(look.content.hours().zone());
    if let Some(expires) = answer.expires.filter(|_| answer.has_expired(today)) {
        let day = Value::Text(look.content.date(look.lang, expires));
        parts.push(
            look.voice()
                .html_with(Text::AnswerExpired, &[(Placeholder::Date, day)]),
        );
    }
    if answer.reviewed.is_none() {
        parts.push(look.voice().html(Text::DeskPickUnreviewed));
    }
    let country = look.visitor.and_then(|visitor| visitor.country.as_ref());
    let there = country.and_then(|code| text.countries.get(code));
    let body: Vec<String> = [Some(&text.html), there]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    Some(below(parts, &paragraphs(&body)))
}

/// In which language it will arrive, and whether to send it.
fn ask(look: &CardLook<'_>, language: &str) -> String {
    let language = Value::Text(language.to_owned());
    look.voice()
        .html_with(Text::DeskPickSend, &[(Placeholder::Language, language)])
}

/// Parts and a text below them. A text too long loses its marks and its end, here only: the
/// person gets it whole.
fn below(mut parts: Vec<String>, html: &str) -> String {
    let used = markup::length(&paragraphs(&parts)) + 2;
    let room = LONGEST_TEXT.saturating_sub(used);
    parts.push(if markup::length(html) <= room {
        html.to_owned()
    } else {
        markup::escape(&clip(&markup::plain(html), room))
    });
    paragraphs(&parts)
}
