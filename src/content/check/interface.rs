//! The texts of `interface.yaml` and `desk.yaml` against the list in `keys`: each one there, none
//! unknown, each with the placeholders and plural forms it may and must have.

use std::collections::{BTreeMap, HashMap};

use icu_plurals::PluralCategory;
use serde_yaml::Spanned;

use super::Round;
use crate::content::ids::Lang;
use crate::content::keys::{Placeholder, Room, Text, TextFile};
use crate::content::markup;
use crate::content::message::{Message, Template, class_name, rules};
use crate::content::raw::{Node, Words};
use crate::content::yaml::Source;

/// The texts of one language, with the places they were read from.
pub(super) struct Interface<'a> {
    pub messages: HashMap<Text, Message>,
    pub places: BTreeMap<Text, Place<'a>>,
}

/// Where a text stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub source: &'a Source,
    pub node: &'a Spanned<Node>,
}

/// All plural classes, in the order they are written.
pub(in crate::content) const CLASSES: [PluralCategory; 6] = [
    PluralCategory::Zero,
    PluralCategory::One,
    PluralCategory::Two,
    PluralCategory::Few,
    PluralCategory::Many,
    PluralCategory::Other,
];

impl<'a> Round<'a> {
    pub(super) fn interface(&mut self, lang: &Lang) -> Interface<'a> {
        let mut interface = Interface {
            messages: HashMap::new(),
            places: BTreeMap::new(),
        };
        let texts = self.raw.texts.get(lang.as_str());
        let file = TextFile::Interface;
        match texts.and_then(|texts| texts.interface.as_ref()) {
            Some(document) => {
                let root = self.root(document, lang);
                self.file_texts(file, &document.source, root, lang, &mut interface);
            }
            None => self.no_texts(file, "the texts of the interface", lang),
        }
        let file = TextFile::Desk;
        match texts.and_then(|texts| texts.desk.as_ref()) {
            Some(document) => {
                let words = self.root(document, lang);
                let root = words.and_then(|words| words.desk.as_ref());
                if let (Some(_), None, Some((key, _))) = (words, root, document.value.0.first()) {
                    self.no_consultants_texts(&document.source, key, lang);
                } else {
                    self.file_texts(file, &document.source, root, lang, &mut interface);
                }
            }
            None if self.promises(file, lang) => {
                self.no_texts(file, "what consultants read", lang);
            }
            None => self.missing_file(
                &format!("text/{lang}/{}", file.name()),
                "names of subjects and ready-made messages",
            ),
        }
        interface
    }

    /// A file for the desk that holds lists alone: enough where no consultant is spoken to.
    fn no_consultants_texts(&mut self, source: &Source, key: &Words, lang: &Lang) {
        if self.promises(TextFile::Desk, lang) {
            self.problems.missing_key(source.at(key), "desk");
            self.nothing_counted(TextFile::Desk, lang);
        }
    }

    /// Whether a language must have the texts of a file.
    fn promises(&self, file: TextFile, lang: &Lang) -> bool {
        file.is_for_people() || self.is_full(lang)
    }

    fn no_texts(&mut self, file: TextFile, what_for: &str, lang: &Lang) {
        self.missing_file(&format!("text/{lang}/{}", file.name()), what_for);
        self.nothing_counted(file, lang);
    }

    fn nothing_counted(&mut self, file: TextFile, lang: &Lang) {
        for _ in Text::ALL.iter().filter(|text| text.file() == file) {
            self.count(lang, false);
        }
    }

    /// All texts of one file; in `desk.yaml` the root is what stands below `desk`.
    fn file_texts(
        &mut self,
        file: TextFile,
        source: &'a Source,
        root: Option<&'a Spanned<Node>>,
        lang: &Lang,
        interface: &mut Interface<'a>,
    ) {
        let prefix = match file {
            TextFile::Interface => "",
            TextFile::Desk => "desk",
        };
        if let Some(node) = root {
            self.gather(file, prefix, Place { source, node }, &mut interface.places);
        }
        let needed = self.promises(file, lang);
        for text in Text::ALL.iter().filter(|text| text.file() == file) {
            let place = interface.places.get(text).copied();
            if needed {
                self.count(lang, place.is_some());
            }
            match place {
                None if !needed => {}
                None => self
                    .problems
                    .missing_key_text(&source.path, text.key(), lang),
                Some(place) => {
                    if let Some(message) = self.message(source, place.node, *text, lang) {
                        interface.messages.insert(*text, message);
                    }
                }
            }
        }
    }

    /// Walks the tree down to the keys that are known in this file.
    fn gather(
        &mut self,
        file: TextFile,
        prefix: &str,
        place: Place<'a>,
        places: &mut BTreeMap<Text, Place<'a>>,
    ) {
        let source = place.source;
        let Node::Map(entries) = &place.node.value else {
            return self
                .problems
                .other_shape(source.at(place.node), "names with texts below them");
        };
        let known = || Text::ALL.iter().filter(|text| text.file() == file);
        for (name, node) in entries {
            let key = if prefix.is_empty() {
                name.value.clone()
            } else {
                format!("{prefix}.{}", name.value)
            };
            let below = format!("{key}.");
            let within = |text: &&Text| text.key() == key || text.key().starts_with(&below);
            let place = Place { source, node };
            if let Some(text) = known().find(|text| text.key() == key) {
                places.insert(*text, place);
            } else if known().any(|text| text.key().starts_with(&below)) {
                self.gather(file, &key, place, places);
            } else if let Some(other) = Text::ALL.iter().find(within) {
                let file = other.file().name();
                self.problems
                    .text_of_other_file(source.at(name), &key, file);
            } else {
                let known = known().map(|text| text.key());
                self.problems.unknown_text(source.at(name), &key, known);
            }
        }
    }

    fn message(
        &mut self,
        source: &Source,
        node: &'a Spanned<Node>,
        text: Text,
        lang: &Lang,
    ) -> Option<Message> {
        match &node.value {
            Node::Text(words) => {
                let words = Spanned::new(words.clone(), node.referenced, node.defined);
                Some(Message::one(self.template(source, &words, text, lang)?))
            }
            Node::Map(forms) if text.placeholders().contains(&Placeholder::N) => {
                self.plural(source, forms, node, text, lang)
            }
            Node::Map(_) => {
                self.problems.no_forms_here(source.at(node), text.key());
                None
            }
            Node::Other(what) => {
                self.problems.not_a_text(source.at(node), text.key(), what);
                None
            }
        }
    }

    /// Exactly the plural classes the language has.
    fn plural(
        &mut self,
        source: &Source,
        forms: &'a [(Words, Spanned<Node>)],
        node: &Spanned<Node>,
        text: Text,
        lang: &Lang,
    ) -> Option<Message> {
        let needed: Vec<PluralCategory> = rules(lang)?.categories().collect();
        let mut found = Vec::new();
        for (name, form) in forms {
            let class = CLASSES
                .into_iter()
                .find(|class| class_name(*class) == name.value);
            let Some(class) = class.filter(|class| needed.contains(class)) else {
                let known: Vec<&str> = needed.iter().map(|class| class_name(*class)).collect();
                self.problems
                    .unknown_plural(source.at(name), &name.value, lang, &known);
                continue;
            };
            let Node::Text(words) = &form.value else {
                self.problems
                    .not_a_text(source.at(form), &name.value, "no text");
                continue;
            };
            let words = Spanned::new(words.clone(), form.referenced, form.defined);
            found.push((class, self.template(source, &words, text, lang)?));
        }
        for class in needed {
            if !forms
                .iter()
                .any(|(name, _)| name.value == class_name(class))
            {
                self.problems
                    .missing_plural(source.at(node), text.key(), class_name(class), lang);
            }
        }
        Some(Message::plural(found))
    }

    fn template(
        &mut self,
        source: &Source,
        words: &Words,
        text: Text,
        lang: &Lang,
    ) -> Option<Template> {
        let html = if text.room() == Room::Message {
            let html = self.html(source, words, text.placeholders(), text.key())?;
            self.numbers_in_bold(source, words, &html);
            html
        } else {
            if words.value.trim().is_empty() {
                self.problems.empty_text(source.at(words), text.key());
                return None;
            }
            if text.room() != Room::Alert {
                self.one_line(source, words, text.key());
            }
            if !self.may_hold(source, words, text.placeholders()) {
                return None;
            }
            markup::escape(words.value.trim())
        };
        self.read_as_prose(source, words, &markup::plain(&html), lang);
        for hole in text.must_hold() {
            if !words.value.contains(&format!("{{{}}}", hole.name())) {
                self.problems
                    .period_in_words(source.at(words), text.key(), hole.name());
            }
        }
        Some(Template::cut(&html))
    }
}
