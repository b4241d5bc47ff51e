//! What people read, language by language: every branch, answer, line, country and complaints
//! body has its words in every language, and no words belong to nothing.

use std::collections::BTreeMap;

use super::Round;
use super::faq::Tree;
use super::room::{BUTTON, Frame, Longest};
use crate::content::ids::{CountryCode, Lang};
use crate::content::keys::Text;
use crate::content::raw;
use crate::content::tree::{Answer, AnswerText, BranchText};
use crate::content::yaml::Source;
use crate::content::{Bot, DeskRules, Lines, SelfCheck, Speech};

/// What is known besides words, each part if it is sound.
type Facts<'a> = (
    Option<&'a Bot>,
    &'a Tree,
    &'a [SelfCheck],
    Option<&'a Lines>,
    Option<&'a DeskRules>,
);

/// Limits in UTF-16 units, so that a screen of several stays one message.
pub(super) const TITLE: usize = 32;
pub(super) const HEADING: usize = 120;
pub(super) const INTRO: usize = 600;
pub(super) const ASK: usize = 160;
/// Held to its limit together with all that may stand around it.
const ANSWER: usize = usize::MAX;

impl Round<'_> {
    pub(super) fn speech(
        &mut self,
        bot: Option<&Bot>,
        tree: &Tree,
        checks: &[SelfCheck],
        lines: Option<&Lines>,
        desk: Option<&DeskRules>,
    ) -> BTreeMap<Lang, Speech> {
        let raw = self.raw;
        for folder in raw.texts.keys() {
            if bot.is_some() && !self.langs.iter().any(|lang| lang.as_str() == folder) {
                let known = self.langs.iter().map(Lang::as_str);
                self.problems
                    .unlisted_language(&format!("text/{folder}"), folder, known);
            }
        }
        // Languages with every text come first: the others borrow from them.
        let mut langs = self.langs.clone();
        langs.sort_by_key(|lang| !self.is_full(lang));
        let mut all = BTreeMap::new();
        for lang in langs {
            let speech = self.language_speech(&lang, (bot, tree, checks, lines, desk), &all);
            all.insert(lang, speech);
        }
        all
    }

    fn language_speech(
        &mut self,
        lang: &Lang,
        (bot, tree, checks, lines, desk): Facts<'_>,
        others: &BTreeMap<Lang, Speech>,
    ) -> Speech {
        let mut speech = Speech::default();
        if let Some(lines) = lines {
            self.line_texts(lang, lines, &mut speech);
        }
        if let Some(bot) = bot {
            self.complaint_texts(lang, bot, &mut speech);
        }
        self.desk_texts(lang, desk, &mut speech);
        self.check_texts(lang, checks, &mut speech);
        self.sticker_texts(lang, &mut speech);
        speech.report = self.report_words(lang);
        let interface = self.interface(lang);
        let longest = Longest::of(bot, lines, &speech.countries, &interface.messages);
        self.fits(lang, &interface, &longest);
        self.leaflet_texts(lang, &interface.messages, &mut speech);
        if let Some(lines) = lines {
            self.lines_fit(lang, lines, &speech, &interface, &longest);
        }
        let mut frame = Frame {
            interface: &interface,
            longest: &longest,
            also: &[],
        };
        self.branch_texts(lang, tree, &frame, &mut speech);
        if !self.is_full(lang) {
            frame.also = &[Text::OtherLanguage];
            self.borrowed_fit(tree, &speech, others, &frame);
        }
        speech.messages = interface.messages;
        speech
    }

    fn branch_texts(&mut self, lang: &Lang, tree: &Tree, frame: &Frame<'_>, speech: &mut Speech) {
        let raw = self.raw;
        let nothing = BTreeMap::new();
        let documents = raw
            .texts
            .get(lang.as_str())
            .map_or(&nothing, |texts| &texts.branches);
        for branch in &tree.branches {
            let promised = branch.core || self.is_full(lang);
            let Some(document) = documents.get(branch.id.as_str()) else {
                if !promised {
                    continue;
                }
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
            if promised {
                self.count(lang, title.is_some() && intro.is_some());
            }
            let text = BranchText {
                title: title.unwrap_or_default(),
                intro_html: intro.unwrap_or_default(),
            };
            speech.branches.insert(branch.id.clone(), text);
            self.answers_without_node(source, words, branch.id.as_str());
            for answer in branch.answers.iter().filter_map(|id| tree.answers.get(id)) {
                let raw = words.answers.get(answer.id.as_str());
                if raw.is_none() && !promised {
                    continue;
                }
                let text = self.answer_text(source, words, answer, lang);
                if promised {
                    self.count(lang, text.is_some());
                }
                let (Some(text), Some(raw)) = (text, raw) else {
                    continue;
                };
                self.answer_fits(source, &raw.text, answer, &text, frame);
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

    /// Answers that are shown in a language they are not in: with the words around them in the
    /// language itself, and the line that says so.
    fn borrowed_fit(
        &mut self,
        tree: &Tree,
        speech: &Speech,
        others: &BTreeMap<Lang, Speech>,
        frame: &Frame<'_>,
    ) {
        let raw = self.raw;
        let lacking = || {
            tree.answers
                .values()
                .filter(|answer| !speech.answers.contains_key(&answer.id))
        };
        for (other, theirs) in others {
            if !self.is_full(other) {
                continue;
            }
            let words = |answer: &Answer| {
                let document = raw
                    .texts
                    .get(other.as_str())?
                    .branches
                    .get(answer.branch.as_str())?;
                let branch = document.value.get(other.as_str())?;
                let raw = branch.answers.get(answer.id.as_str())?;
                Some((&document.source, &raw.text, theirs.answers.get(&answer.id)?))
            };
            let found: Vec<_> = lacking()
                .filter_map(|answer| Some((answer, words(answer)?)))
                .collect();
            for (answer, (source, place, text)) in found {
                self.answer_fits(source, place, answer, text, frame);
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
        let ask = raw.ask.iter();
        let ask = ask.filter_map(|ask| self.line(source, ask, ASK, "a way to ask"));
        let ask = ask.collect();
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
            ask,
            countries,
        })
    }
}
