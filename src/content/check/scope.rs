//! How much of the content each language promises, and which languages stand in for it.

use super::Round;
use crate::content::ids::Lang;
use crate::content::raw::{self, Words};
use crate::content::yaml::Source;
use crate::content::{Language, Scope};

impl Round<'_> {
    /// Whether a language promises every text.
    pub(super) fn is_full(&self, lang: &Lang) -> bool {
        !self.core.contains(lang)
    }

    /// As `bot.yaml` has them, also while something else in it is wrong. While it cannot be read at
    /// all, a language without the words of consultants is taken for one, so that one slip does
    /// not bring a flood of complaints.
    pub(super) fn languages_of_the_core(&self) -> Vec<Lang> {
        let tags: Vec<&str> = match &self.raw.bot {
            Some(document) => document
                .value
                .languages
                .iter()
                .filter(|language| {
                    let scope = language.scope.as_ref();
                    scope.is_some_and(|scope| scope.value != Scope::Full.name())
                })
                .map(|language| language.tag.value.as_str())
                .collect(),
            None => self
                .raw
                .texts
                .iter()
                .filter(|(tag, texts)| {
                    let words = texts.desk.as_ref().and_then(|desk| desk.value.get(tag));
                    words.is_some_and(|words| words.desk.is_none())
                })
                .map(|(tag, _)| tag.as_str())
                .collect(),
        };
        tags.into_iter()
            .filter_map(|tag| tag.parse().ok())
            .collect()
    }

    pub(super) fn scope(&mut self, source: &Source, raw: &raw::Language) -> Scope {
        let Some(words) = &raw.scope else {
            return Scope::Full;
        };
        let found = Scope::ALL
            .into_iter()
            .find(|scope| scope.name() == words.value);
        if found.is_none() {
            let known = Scope::ALL.map(Scope::name);
            self.problems
                .unknown_scope(source.at(words), &words.value, &known);
        }
        found.unwrap_or(Scope::Core)
    }

    /// For each language of the core, the full ones in the order in which they stand in for it:
    /// those it names, then the others as they stand in the file.
    pub(super) fn stand_ins(
        &mut self,
        source: &Source,
        raw: &[raw::Language],
        languages: &mut [Language],
    ) {
        let full: Vec<Lang> = languages
            .iter()
            .filter(|language| language.scope == Scope::Full)
            .map(|language| language.tag.clone())
            .collect();
        if let (Some(first), Some(raw)) = (languages.first(), raw.first())
            && first.scope != Scope::Full
        {
            self.problems
                .first_language_not_full(source.at(&raw.tag), first.tag.as_str());
        }
        for language in languages {
            let named = raw
                .iter()
                .find(|raw| raw.tag.value == language.tag.as_str())
                .map_or(&[][..], |raw| &raw.falls_back_to);
            if language.scope == Scope::Full {
                if let Some(words) = named.first() {
                    self.problems
                        .full_language_falls_back(source.at(words), language.tag.as_str());
                }
                continue;
            }
            let mut order = self.distinct::<Lang>(source, named, "language");
            order.retain(|lang| {
                let known = raw.iter().any(|raw| raw.tag.value == lang.as_str());
                self.stands_in(source, named, (&full, known), lang)
            });
            let others = full.iter().filter(|lang| !order.contains(lang));
            let others: Vec<Lang> = others.cloned().collect();
            order.extend(others);
            language.falls_back_to = order;
        }
    }

    fn stands_in(
        &mut self,
        source: &Source,
        named: &[Words],
        (full, known): (&[Lang], bool),
        lang: &Lang,
    ) -> bool {
        let stands_in = full.contains(lang);
        let words = named.iter().find(|words| words.value == lang.as_str());
        let Some(words) = words.filter(|_| !stands_in) else {
            return stands_in;
        };
        if known {
            self.problems.not_a_full_language(
                source.at(words),
                lang.as_str(),
                "pages cannot be taken from it",
                full.iter().map(Lang::as_str),
            );
        } else {
            let full = full.iter().map(Lang::as_str);
            self.problems
                .unknown_language(source.at(words), lang.as_str(), full);
        }
        false
    }

    /// The language others are translated from: it must have every text.
    pub(super) fn source_language(
        &mut self,
        source: &Source,
        words: &Words,
        languages: &[Language],
    ) {
        let full = languages
            .iter()
            .filter(|language| language.scope == Scope::Full)
            .map(|language| language.tag.as_str());
        if !full.clone().any(|tag| tag == words.value) {
            self.problems
                .unknown_language(source.at(words), &words.value, full);
        }
    }

    /// A language of the content that promises every text.
    pub(super) fn full_language(&mut self, source: &Source, words: &Words) -> Option<Lang> {
        let lang = self.language(source, words)?;
        if !self.is_full(&lang) {
            let known = self.langs.iter().filter(|lang| !self.core.contains(lang));
            self.problems.not_a_full_language(
                source.at(words),
                lang.as_str(),
                "consultants cannot be spoken to in it",
                known.map(Lang::as_str),
            );
        }
        Some(lang)
    }
}
