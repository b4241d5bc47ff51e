//! Pages that the person's language does not have: shown in a full language, marked on the buttons
//! that lead there, with one line that says so and buttons for other full languages.

use super::{Key, Reader, pairs};
use crate::content::{AnswerId, AnswerText, BranchId, BranchText, Told};
use crate::content::{Lang, Placeholder, Text, Value};
use crate::model::button::Button;
use crate::model::screen::Screen;

/// The words of a branch, in the language this person reads them in.
pub(super) fn branch<'a>(reader: &Reader<'a>, id: &BranchId) -> Told<'a, BranchText> {
    let second = reader.viewer.second.as_ref();
    reader.content.branch_in(reader.lang(), second, id)
}

/// The words of an answer, in the language this person reads them in.
pub(super) fn answer<'a>(reader: &Reader<'a>, id: &AnswerId) -> Option<Told<'a, AnswerText>> {
    let second = reader.viewer.second.as_ref();
    reader.content.answer_in(reader.lang(), second, id)
}

/// A label; with the language behind it, if it leads to a page in another one.
pub(super) fn marked(reader: &Reader<'_>, label: &str, lang: &Lang) -> String {
    if lang == reader.lang() {
        label.to_owned()
    } else {
        format!("{label} · {lang}")
    }
}

/// Above words in another language: that the page is not in the person's own yet.
pub(super) fn line(reader: &Reader<'_>, lang: &Lang) -> Option<String> {
    if lang == reader.lang() {
        return None;
    }
    let name = reader.content.language(lang)?.name.clone();
    let line = reader.html_with(
        Text::OtherLanguage,
        &[(Placeholder::Language, Value::Text(name))],
    );
    Some(format!("<i>{line}</i>"))
}

/// Under a page in another language: the other full languages, each in its own name.
pub(super) fn keys(
    reader: &Reader<'_>,
    lang: &Lang,
    screen: &Screen,
    back: Option<&Screen>,
) -> Vec<Vec<Key>> {
    if lang == reader.lang() {
        return Vec::new();
    }
    let others = reader
        .content
        .full_languages()
        .filter(|language| language.tag != *lang);
    pairs(others.map(|language| {
        let button = Button::ReadIn {
            lang: language.tag.clone(),
            screen: screen.clone(),
            back: back.cloned(),
        };
        Key::press(language.name.clone(), button)
    }))
}
