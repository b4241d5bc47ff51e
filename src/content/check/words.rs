//! Texts as such: there, short enough, within the markup, with the placeholders they may hold.

use super::Round;
use crate::content::ids::Lang;
use crate::content::keys::Placeholder;
use crate::content::markup;
use crate::content::message::{Filling, Hole, Message, Template, Value, holes};
use crate::content::raw::Entries;
use crate::content::raw::Words;
use crate::content::yaml::{Document, Source};

impl Round<'_> {
    /// Plain text of one line, at most `limit` UTF-16 units, without placeholders.
    pub(super) fn line(
        &mut self,
        source: &Source,
        words: &Words,
        limit: usize,
        what: &str,
    ) -> Option<String> {
        let text = words.value.trim();
        if text.is_empty() {
            self.problems.empty_text(source.at(words), what);
            return None;
        }
        self.one_line(source, words, what);
        let length = text.encode_utf16().count();
        if length > limit {
            self.problems
                .too_long(source.at(words), what, length, limit);
        }
        self.may_hold(source, words, &[]);
        Some(text.to_owned())
    }

    pub(super) fn one_line(&mut self, source: &Source, words: &Words, what: &str) {
        if let Some(at) = words.value.trim_end().find('\n') {
            let next = source.inside(words, at + 1, 1);
            self.problems.several_lines(next, what);
        }
    }

    /// The same in a language a person reads: style and numbers are looked at too.
    pub(super) fn spoken_line(
        &mut self,
        source: &Source,
        words: &Words,
        limit: usize,
        what: &str,
        lang: &Lang,
    ) -> Option<String> {
        let text = self.line(source, words, limit, what)?;
        self.read_as_prose(source, words, &text, lang);
        Some(text)
    }

    /// Markdown with `{operator}` and `{contact}` → HTML with both filled in.
    pub(super) fn markdown(
        &mut self,
        source: &Source,
        words: &Words,
        limit: usize,
        what: &str,
        lang: &Lang,
    ) -> Option<String> {
        let html = self.html(
            source,
            words,
            &[Placeholder::Operator, Placeholder::Contact],
            what,
        )?;
        self.read_as_prose(source, words, &markup::plain(&html), lang);
        self.numbers_of_answer(source, words, &html);
        let mut filling = Filling::new(lang);
        if let Some(bot) = &self.raw.bot {
            let operator = &bot.value.operator;
            filling = filling
                .with(
                    Placeholder::Operator,
                    Value::Text(operator.name.value.clone()),
                )
                .with(
                    Placeholder::Contact,
                    Value::Text(operator.contact.value.clone()),
                );
        }
        let html = Message::one(Template::cut(&html)).html(&filling);
        let length = markup::length(&html);
        if length > limit {
            self.problems
                .too_long(source.at(words), what, length, limit);
        }
        Some(html)
    }

    /// Markdown → HTML, its placeholders still in it.
    pub(super) fn html(
        &mut self,
        source: &Source,
        words: &Words,
        allowed: &[Placeholder],
        what: &str,
    ) -> Option<String> {
        if words.value.trim().is_empty() {
            self.problems.empty_text(source.at(words), what);
            return None;
        }
        let sound = self.may_hold(source, words, allowed);
        match markup::html(&words.value) {
            Ok(html) => sound.then_some(html),
            Err(faults) => {
                for fault in faults {
                    let at = source.inside(words, fault.place.start, fault.place.len());
                    self.problems.outside_markup(at, fault.what, fault.help);
                }
                None
            }
        }
    }

    /// Whether the braces of a text are placeholders it may hold.
    pub(super) fn may_hold(
        &mut self,
        source: &Source,
        words: &Words,
        allowed: &[Placeholder],
    ) -> bool {
        let mut sound = true;
        for (place, hole) in holes(&words.value) {
            let name = match hole {
                Hole::Named(name) if allowed.iter().any(|hole| hole.name() == name) => continue,
                hole => hole,
            };
            sound = false;
            let at = source.inside(words, place.start, place.len());
            match name {
                Hole::Unbalanced => self.problems.unbalanced_brace(at),
                Hole::Named(name) => {
                    let known = Placeholder::ALL.iter().any(|hole| hole.name() == name);
                    let allowed: Vec<&str> = allowed.iter().map(|hole| hole.name()).collect();
                    self.problems.wrong_placeholder(at, name, known, &allowed);
                }
            }
        }
        sound
    }

    /// What stands below the language a text file is for.
    pub(super) fn root<'d, T>(
        &mut self,
        document: &'d Document<Entries<T>>,
        lang: &Lang,
    ) -> Option<&'d T> {
        for (key, _) in &document.value.0 {
            if key.value != lang.as_str() {
                self.problems
                    .wrong_root(document.source.at(key), &key.value, lang);
            }
        }
        let found = document.value.get(lang.as_str());
        if document.value.0.is_empty() {
            self.problems.no_root(&document.source.path, lang);
        }
        found
    }
}
