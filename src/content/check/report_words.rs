//! The words of the statistics reports against their list: each one there, none unknown, each with
//! all its placeholders and plural forms. A sentence that lost its number would be printed as fact.

use icu_plurals::PluralCategory;
use serde_yaml::Spanned;

use super::Round;
use super::interface::CLASSES;
use crate::content::ids::Lang;
use crate::content::keys::{ReportKey, report_keys};
use crate::content::message::{Hole, class_name, holes, rules};
use crate::content::raw::{Node, Words};
use crate::content::report_words::{Phrase, ReportWords};
use crate::content::yaml::Source;

impl Round<'_> {
    /// All words of one language; none if their file is missing, which has its complaint unless the
    /// language promises only the core: reports are for staff.
    pub(super) fn report_words(&mut self, lang: &Lang) -> Option<ReportWords> {
        let raw = self.raw;
        let keys = report_keys();
        let document = raw
            .texts
            .get(lang.as_str())
            .and_then(|texts| texts.statistics.as_ref());
        if document.is_none() && !self.is_full(lang) {
            return None;
        }
        let Some(document) = document else {
            // Whoever asks for reports is spoken to in a full language.
            if self.is_full(lang) {
                let path = format!("text/{lang}/statistics.yaml");
                self.missing_file(&path, "the words of the reports");
                keys.iter().for_each(|_| self.count(lang, false));
            }
            return None;
        };
        let source = &document.source;
        let mut found = Vec::new();
        if let Some(root) = self.root(document, lang) {
            self.report_texts(source, &keys, "", root, &mut found);
        }
        let mut words = ReportWords::new(lang);
        for key in keys {
            let node = found
                .iter()
                .find(|(name, _)| *name == key.name)
                .map(|(_, node)| *node);
            self.count(lang, node.is_some());
            match node {
                None => self
                    .problems
                    .missing_key_text(&source.path, &key.name, lang),
                Some(node) => {
                    if let Some(phrase) = self.phrase(source, node, &key, lang) {
                        words.insert(key.name, phrase);
                    }
                }
            }
        }
        Some(words)
    }

    /// Walks the tree down to the names that are known.
    fn report_texts<'d>(
        &mut self,
        source: &Source,
        keys: &[ReportKey],
        prefix: &str,
        node: &'d Spanned<Node>,
        found: &mut Vec<(String, &'d Spanned<Node>)>,
    ) {
        let Node::Map(entries) = &node.value else {
            return self
                .problems
                .other_shape(source.at(node), "names with texts below them");
        };
        for (name, node) in entries {
            let path = if prefix.is_empty() {
                name.value.clone()
            } else {
                format!("{prefix}.{}", name.value)
            };
            let below = format!("{path}.");
            if keys.iter().any(|key| key.name == path) {
                found.push((path, node));
            } else if keys.iter().any(|key| key.name.starts_with(&below)) {
                self.report_texts(source, keys, &path, node, found);
            } else {
                let known = keys.iter().map(|key| key.name.as_str());
                self.problems.unknown_text(source.at(name), &path, known);
            }
        }
    }

    fn phrase(
        &mut self,
        source: &Source,
        node: &Spanned<Node>,
        key: &ReportKey,
        lang: &Lang,
    ) -> Option<Phrase> {
        match &node.value {
            Node::Map(forms) if key.counted => self.report_forms(source, node, forms, key, lang),
            Node::Text(text) if !key.counted => {
                let words = Spanned::new(text.clone(), node.referenced, node.defined);
                let text = self.report_text(source, &words, key, lang)?;
                Some(Phrase(vec![(None, text)]))
            }
            Node::Text(_) => self.report_forms(source, node, &[], key, lang),
            Node::Map(_) => {
                self.problems.no_forms_here(source.at(node), &key.name);
                None
            }
            Node::Other(what) => {
                self.problems.not_a_text(source.at(node), &key.name, what);
                None
            }
        }
    }

    /// Exactly the plural classes the language has.
    fn report_forms(
        &mut self,
        source: &Source,
        node: &Spanned<Node>,
        forms: &[(Words, Spanned<Node>)],
        key: &ReportKey,
        lang: &Lang,
    ) -> Option<Phrase> {
        let needed: Vec<PluralCategory> = rules(lang)?.categories().collect();
        let mut found = Vec::new();
        for (name, form) in forms {
            let class = CLASSES
                .into_iter()
                .find(|class| class_name(*class) == name.value && needed.contains(class));
            let Some(class) = class else {
                let known: Vec<&str> = needed.iter().map(|class| class_name(*class)).collect();
                self.problems
                    .unknown_plural(source.at(name), &name.value, lang, &known);
                continue;
            };
            let Node::Text(text) = &form.value else {
                self.problems
                    .not_a_text(source.at(form), &name.value, "no text");
                continue;
            };
            let words = Spanned::new(text.clone(), form.referenced, form.defined);
            found.push((Some(class), self.report_text(source, &words, key, lang)?));
        }
        for class in needed {
            let class = class_name(class);
            if !forms.iter().any(|(name, _)| name.value == class) {
                self.problems
                    .missing_plural(source.at(node), &key.name, class, lang);
            }
        }
        Some(Phrase(found))
    }

    /// One line with each of its placeholders. Spaces at its ends stay: it may be part of a sentence.
    fn report_text(
        &mut self,
        source: &Source,
        words: &Words,
        key: &ReportKey,
        lang: &Lang,
    ) -> Option<String> {
        if words.value.trim().is_empty() {
            self.problems.empty_text(source.at(words), &key.name);
            return None;
        }
        self.one_line(source, words, &key.name);
        let needed = key.all_holes();
        let mut sound = true;
        let mut named = Vec::new();
        for (place, hole) in holes(&words.value) {
            let at = source.inside(words, place.start, place.len());
            match hole {
                Hole::Named(name) if needed.contains(&name) => {
                    named.push(name);
                    continue;
                }
                Hole::Named(name) => self.problems.wrong_placeholder(at, name, false, &needed),
                Hole::Unbalanced => self.problems.unbalanced_brace(at),
            }
            sound = false;
        }
        for hole in needed.iter().filter(|hole| !named.contains(hole)) {
            self.problems
                .lost_placeholder(source.at(words), &key.name, hole);
            sound = false;
        }
        self.read_as_prose(source, words, &words.value, lang);
        sound.then(|| words.value.clone())
    }
}
