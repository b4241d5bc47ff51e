//! What people read, language by language: every branch, answer, line, country and complaints
//! body has its words in every language, and no words belong to nothing.

use std::collections::BTreeMap;

use super::Round;
use super::faq::Tree;
use super::interface::Interface;
use super::room::{BUTTON, Longest};
use crate::content::ids::{CountryCode, Lang, LineId};
use crate::content::raw::{self, Entries, Words};
use crate::content::tree::{Answer, AnswerText, BranchText};
use crate::content::yaml::Source;
use crate::content::{Bot, ComplaintText, LineText, Lines, Speech};

/// Limits in UTF-16 units, so that a screen of several stays one message.
const TITLE: usize = 32;
const HEADING: usize = 120;
const INTRO: usize = 600;
const ANSWER: usize = super::room::MESSAGE;
const LINE_NAME: usize = 90;
const LINE_HOURS: usize = 120;
const NOTE: usize = 300;
const COUNTRY: usize = 40;

impl Round<'_> {
    pub(super) fn speech(
        &mut self,
        bot: Option<&Bot>,
        tree: &Tree,
        lines: Option<&Lines>,
    ) -> BTreeMap<Lang, Speech> {
        let raw = self.raw;
        for folder in raw.texts.keys() {
            if bot.is_some() && !self.langs.iter().any(|lang| lang.as_str() == folder) {
                let known = self.langs.iter().map(Lang::as_str);
                self.problems
                    .unlisted_language(&format!("text/{folder}"), folder, known);
            }
        }
        let langs = self.langs.clone();
        langs
            .into_iter()
            .map(|lang| (lang.clone(), self.language_speech(&lang, bot, tree, lines)))
            .collect()
    }

    fn language_speech(
        &mut self,
        lang: &Lang,
        bot: Option<&Bot>,
        tree: &Tree,
        lines: Option<&Lines>,
    ) -> Speech {
        let mut speech = Speech::default();
        if let Some(lines) = lines {
            self.line_texts(lang, lines, &mut speech);
        }
        if let Some(bot) = bot {
            self.complaint_texts(lang, bot, &mut speech);
        }
        let interface = self.interface(lang);
        let longest = Longest::of(bot, lines, &speech.countries, &interface.messages);
        self.fits(lang, &interface, &longest);
        self.branch_texts(lang, tree, &interface, &longest, &mut speech);
        speech.messages = interface.messages;
        speech
    }

    fn branch_texts(
        &mut self,
        lang: &Lang,
        tree: &Tree,
        interface: &Interface<'_>,
        longest: &Longest,
        speech: &mut Speech,
    ) {
        let raw = self.raw;
        let nothing = BTreeMap::new();
        let documents = raw
            .texts
            .get(lang.as_str())
            .map_or(&nothing, |texts| &texts.branches);
        for branch in &tree.branches {
            let Some(document) = documents.get(branch.id.as_str()) else {
                self.missing_file(
                    &format!("text/{lang}/{}.yaml", branch.id),
                    "the words of a branch",
                );
                self.count(lang, false);
                continue;
            };
            let source = &document.source;
            let Some(words) = self.root(document, lang) else {
                continue;
            };
            let title =
                self.spoken_line(source, &words.title, TITLE, "the title of a branch", lang);
            let intro = self.markdown(source, &words.intro, INTRO, "the intro of a branch", lang);
            self.count(lang, title.is_some() && intro.is_some());
            let text = BranchText {
                title: title.unwrap_or_default(),
                intro_html: intro.unwrap_or_default(),
            };
            speech.branches.insert(branch.id.clone(), text);
            self.answers_without_node(source, words, branch.id.as_str());
            for answer in branch.answers.iter().filter_map(|id| tree.answers.get(id)) {
                let text = self.answer_text(source, words, answer, lang);
                self.count(lang, text.is_some());
                let (Some(text), Some(raw)) = (text, words.answers.get(answer.id.as_str())) else {
                    continue;
                };
                self.answer_fits(source, &raw.text, answer, &text, interface, longest);
                speech.answers.insert(answer.id.clone(), text);
            }
        }
        for (name, document) in documents {
            let path = format!("faq/{name}.yaml");
            if !raw.branches.contains_key(name) && !raw.broken.contains(&path) {
                self.problems
                    .text_without_branch(&document.source.path, &path);
            }
        }
    }

    /// Words under a name that stands in no `faq` file. Names of answers that are broken
    /// themselves have had their complaint.
    fn answers_without_node(&mut self, source: &Source, words: &raw::BranchText, branch: &str) {
        let raw = self.raw;
        let Some(document) = raw.branches.get(branch) else {
            return;
        };
        let known: Vec<&str> = document
            .value
            .answers
            .iter()
            .map(|answer| answer.id.value.as_str())
            .collect();
        for (name, _) in &words.answers.0 {
            if !known.contains(&name.value.as_str()) {
                let path = &document.source.path;
                self.problems.text_without_answer(
                    source.at(name),
                    &name.value,
                    path,
                    known.iter().copied(),
                );
            }
        }
    }

    fn answer_text(
        &mut self,
        source: &Source,
        words: &raw::BranchText,
        answer: &Answer,
        lang: &Lang,
    ) -> Option<AnswerText> {
        let Some(raw) = words.answers.get(answer.id.as_str()) else {
            self.problems
                .missing_text(&source.path, &format!("answer `{}`", answer.id), lang);
            return None;
        };
        let button = self.spoken_line(source, &raw.button, BUTTON, "a button", lang);
        let title = self.spoken_line(source, &raw.title, HEADING, "the title of an answer", lang);
        let html = self.markdown(source, &raw.text, ANSWER, "an answer", lang);
        let mut countries = BTreeMap::new();
        for code in &answer.countries {
            match raw.countries.get(code.as_str()) {
                None => self.problems.missing_country_part(
                    source.at(&raw.text),
                    answer.id.as_str(),
                    code,
                    lang,
                ),
                Some(part) => {
                    if let Some(html) =
                        self.markdown(source, part, ANSWER, "a country's part", lang)
                    {
                        countries.insert(code.clone(), html);
                    }
                }
            }
        }
        for (code, _) in &raw.countries.0 {
            if !answer
                .countries
                .iter()
                .any(|known| known.as_str() == code.value)
            {
                let known = answer.countries.iter().map(CountryCode::as_str);
                self.problems.undeclared_country(
                    source.at(code),
                    answer.id.as_str(),
                    &code.value,
                    known,
                );
            }
        }
        Some(AnswerText {
            button: button?,
            title: title?,
            html: html?,
            countries,
        })
    }

    fn line_texts(&mut self, lang: &Lang, lines: &Lines, speech: &mut Speech) {
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
            lines
                .countries
                .iter()
                .any(|country| country.code.as_str() == name)
        });
        let national = lines.countries.iter().flat_map(|country| &country.lines);
        let all: Vec<_> = lines.anywhere.iter().chain(national).collect();
        for line in &all {
            let text = self.line_text(source, &words.lines, &line.id, lang);
            speech
                .lines
                .extend(text.map(|text| (line.id.clone(), text)));
            for code in &line.languages {
                if !speech.languages.contains_key(code) {
                    let name = self.named(source, &words.languages, code, "language", lang);
                    speech
                        .languages
                        .insert(code.clone(), name.unwrap_or_default());
                }
            }
        }
        self.names_of_nothing(source, &words.lines, "line", |name| {
            all.iter().any(|line| line.id.as_str() == name)
        });
        for (code, _) in &words.languages.0 {
            self.name::<Lang>(source, code);
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

    fn names_of_nothing<T>(
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

    fn complaint_texts(&mut self, lang: &Lang, bot: &Bot, speech: &mut Speech) {
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
