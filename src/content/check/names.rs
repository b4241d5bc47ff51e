//! The words of countries, help lines and complaints bodies in each language.

use super::Round;
use crate::content::hotlines::Line;
use crate::content::ids::{Lang, LineId};
use crate::content::raw::{self, Entries, Words};
use crate::content::yaml::Source;
use crate::content::{Bot, ComplaintText, LineText, Lines, Speech};

/// Limits in UTF-16 units, so that the lines of a country stay one message.
pub(super) const LINE_NAME: usize = 90;
pub(super) const LINE_HOURS: usize = 120;
pub(super) const NOTE: usize = 300;
pub(super) const COUNTRY: usize = 40;

impl Round<'_> {
    pub(super) fn line_texts(&mut self, lang: &Lang, lines: &Lines, speech: &mut Speech) {
        let raw = self.raw;
        let document = raw
            .texts
            .get(lang.as_str())
            .and_then(|texts| texts.hotlines.as_ref());
        let Some(document) = document else {
            self.missing_file(
                &format!("text/{lang}/hotlines.yaml"),
                "the names of countries and lines",
            );
            return;
        };
        let source = &document.source;
        let Some(words) = self.root(document, lang) else {
            return;
        };
        for country in &lines.countries {
            let name = self.named(
                source,
                &words.countries,
                country.code.as_str(),
                "country",
                lang,
            );
            speech
                .countries
                .extend(name.map(|name| (country.code.clone(), name)));
        }
        self.names_of_nothing(source, &words.countries, "country", |name| {
            raw.hotlines
                .as_ref()
                .is_some_and(|raw| raw.value.countries.get(name).is_some())
        });
        let national = lines.countries.iter().flat_map(|country| &country.lines);
        let all: Vec<_> = lines.anywhere.iter().chain(national).collect();
        for line in &all {
            let text = self.line_text(source, &words.lines, &line.id, lang);
            speech
                .lines
                .extend(text.map(|text| (line.id.clone(), text)));
        }
        self.language_names(source, &words.languages, &all, lang, speech);
        self.names_of_nothing(source, &words.lines, "line", |name| {
            raw.hotlines
                .as_ref()
                .is_some_and(|raw| raw.value.has_line(name))
        });
        for (code, _) in &words.languages.0 {
            self.name::<Lang>(source, code);
        }
    }

    /// The languages that lines speak, and our own, which reports name too: those without a name here
    /// as they call themselves.
    fn language_names(
        &mut self,
        source: &Source,
        names: &Entries<Words>,
        lines: &[&Line],
        lang: &Lang,
        speech: &mut Speech,
    ) {
        let raw = self.raw;
        let own = raw.bot.iter().flat_map(|bot| &bot.value.languages);
        let own = own.map(|language| &language.tag.value);
        let own = own.filter(|code| names.get(code).is_some());
        let spoken = lines.iter().flat_map(|line| &line.languages);
        for code in spoken.chain(own) {
            if !speech.languages.contains_key(code) {
                let name = self.named(source, names, code, "language", lang);
                speech
                    .languages
                    .insert(code.clone(), name.unwrap_or_default());
            }
        }
    }

    /// The name of a country or language.
    fn named(
        &mut self,
        source: &Source,
        names: &Entries<Words>,
        key: &str,
        what: &str,
        lang: &Lang,
    ) -> Option<String> {
        let name = match names.get(key) {
            Some(name) => self.spoken_line(
                source,
                name,
                COUNTRY,
                &format!("the name of a {what}"),
                lang,
            ),
            None => {
                self.problems
                    .missing_text(&source.path, &format!("{what} `{key}`"), lang);
                None
            }
        };
        self.count(lang, name.is_some());
        name
    }

    /// Words under names that the structure does not have.
    pub(super) fn names_of_nothing<T>(
        &mut self,
        source: &Source,
        names: &Entries<T>,
        what: &str,
        known: impl Fn(&str) -> bool,
    ) {
        for (name, _) in &names.0 {
            if !known(&name.value) {
                self.problems
                    .name_of_nothing(source.at(name), what, &name.value);
            }
        }
    }

    fn line_text(
        &mut self,
        source: &Source,
        texts: &Entries<raw::LineText>,
        id: &LineId,
        lang: &Lang,
    ) -> Option<LineText> {
        let text = match texts.get(id.as_str()) {
            Some(raw) => {
                self.translated_notes(source, raw, id, lang);
                let name =
                    self.spoken_line(source, &raw.name, LINE_NAME, "the name of a line", lang);
                let hours = self.optional(
                    source,
                    raw.hours.as_ref(),
                    LINE_HOURS,
                    "the hours of a line",
                    lang,
                );
                let note =
                    self.optional(source, raw.note.as_ref(), NOTE, "the note on a line", lang);
                name.map(|name| LineText { name, hours, note })
            }
            None => {
                self.problems
                    .missing_text(&source.path, &format!("line `{id}`"), lang);
                None
            }
        };
        self.count(lang, text.is_some());
        text
    }

    /// Hours or a note that another language has must stand here too.
    fn translated_notes(&mut self, source: &Source, raw: &raw::LineText, id: &LineId, lang: &Lang) {
        let texts = &self.raw.texts;
        let others = texts
            .iter()
            .filter(|(other, _)| other.as_str() != lang.as_str());
        let others: Vec<(&String, &raw::LineText)> = others
            .filter_map(|(other, texts)| {
                Some((
                    other,
                    texts
                        .hotlines
                        .as_ref()?
                        .value
                        .get(other)?
                        .lines
                        .get(id.as_str())?,
                ))
            })
            .collect();
        let hours = others
            .iter()
            .find(|(_, other)| other.hours.is_some() && raw.hours.is_none());
        let note = others
            .iter()
            .find(|(_, other)| other.note.is_some() && raw.note.is_none());
        for (what, found) in [("hours", hours), ("note", note)] {
            if let Some((other, _)) = found {
                self.problems.untranslated_part(
                    source.at(&raw.name),
                    id.as_str(),
                    what,
                    other,
                    lang,
                );
            }
        }
    }

    fn optional(
        &mut self,
        source: &Source,
        words: Option<&Words>,
        limit: usize,
        what: &str,
        lang: &Lang,
    ) -> Option<String> {
        self.spoken_line(source, words?, limit, what, lang)
    }

    pub(super) fn complaint_texts(&mut self, lang: &Lang, bot: &Bot, speech: &mut Speech) {
        let raw = self.raw;
        let document = raw
            .texts
            .get(lang.as_str())
            .and_then(|texts| texts.complaints.as_ref());
        let Some(document) = document else {
            if !bot.complaints.is_empty() {
                self.missing_file(
                    &format!("text/{lang}/complaints.yaml"),
                    "the names of complaints bodies",
                );
            }
            return;
        };
        let source = &document.source;
        let Some(words) = self.root(document, lang) else {
            return;
        };
        for complaint in &bot.complaints {
            let text = self.complaint_text(source, words, &complaint.id, lang);
            self.count(lang, text.is_some());
            speech
                .complaints
                .extend(text.map(|text| (complaint.id.clone(), text)));
        }
        self.names_of_nothing(source, words, "complaints body", |name| {
            bot.complaints.iter().any(|complaint| complaint.id == name)
        });
    }

    fn complaint_text(
        &mut self,
        source: &Source,
        words: &Entries<raw::ComplaintText>,
        id: &str,
        lang: &Lang,
    ) -> Option<ComplaintText> {
        let Some(raw) = words.get(id) else {
            self.problems
                .missing_text(&source.path, &format!("complaints body `{id}`"), lang);
            return None;
        };
        let name = self.spoken_line(
            source,
            &raw.name,
            LINE_NAME,
            "the name of a complaints body",
            lang,
        )?;
        let note = self.optional(
            source,
            raw.note.as_ref(),
            NOTE,
            "the note on a complaints body",
            lang,
        );
        Some(ComplaintText { name, note })
    }
}
