//! How much of the content a language promises, and in which language a page is shown that it
//! lacks. A page is never empty and never missing: it comes in another language, and says so.

use super::ids::{AnswerId, BranchId, Lang};
use super::{AnswerText, BranchText, Content, Language, Leaflet, Speech};

/// How much of the content a language promises. What is promised is whole, or nothing is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Scope {
    /// Every text, for people and for consultants.
    #[default]
    Full,
    /// What people need first: the interface, help lines, complaints, words of distress, what a
    /// consultant sends ready-made, and the branches marked `core`. What else is there is shown;
    /// other pages come in a full language.
    Core,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Full, Self::Core];

    /// As it is written in `bot.yaml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Core => "core",
        }
    }
}

/// Words, and the language they are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told<'a, T> {
    /// The language.
    pub lang: &'a Lang,
    /// The words.
    pub words: &'a T,
}

impl Content {
    /// A language by its code.
    #[must_use]
    pub fn language(&self, lang: &Lang) -> Option<&Language> {
        self.languages()
            .iter()
            .find(|language| language.tag == *lang)
    }

    /// Languages that promise everything, in the order of their buttons; at least one.
    pub fn full_languages(&self) -> impl Iterator<Item = &Language> {
        self.languages()
            .iter()
            .filter(|language| language.scope == Scope::Full)
    }

    /// Whether a language promises everything.
    #[must_use]
    pub fn is_full(&self, lang: &Lang) -> bool {
        self.full_languages().any(|language| language.tag == *lang)
    }

    /// The words of a branch: in the language itself, else in `second` if that is a full one, else
    /// in the first of those the language falls back to.
    #[must_use]
    pub fn branch_in<'a>(
        &'a self,
        lang: &Lang,
        second: Option<&Lang>,
        id: &BranchId,
    ) -> Told<'a, BranchText> {
        self.told_in(lang, second, |speech| speech.branches.get(id))
            .unwrap_or(Told {
                lang: &self.bot.default,
                words: &self.nothing.branch,
            })
    }

    /// The words of an answer, in the same order of languages; none if there is no such answer.
    #[must_use]
    pub fn answer_in<'a>(
        &'a self,
        lang: &Lang,
        second: Option<&Lang>,
        id: &AnswerId,
    ) -> Option<Told<'a, AnswerText>> {
        self.told_in(lang, second, |speech| speech.answers.get(id))
    }

    /// The leaflet, in the same order of languages.
    #[must_use]
    pub fn leaflet_in<'a>(&'a self, lang: &Lang, second: Option<&Lang>) -> Told<'a, Leaflet> {
        self.voices(lang, second)
            .find_map(|(lang, _)| {
                let words = self.leaflets.phone.get(lang)?;
                Some(Told { lang, words })
            })
            .unwrap_or(Told {
                lang: &self.bot.default,
                words: &self.nothing.leaflet,
            })
    }

    /// The first of the languages that has these words.
    pub(super) fn told_in<'a, T>(
        &'a self,
        lang: &Lang,
        second: Option<&Lang>,
        words: impl Fn(&'a Speech) -> Option<&'a T>,
    ) -> Option<Told<'a, T>> {
        self.voices(lang, second).find_map(|(lang, speech)| {
            let words = words(speech)?;
            Some(Told { lang, words })
        })
    }

    /// The language itself, or the first one if it is unknown; then those that stand in for it.
    fn voices<'a>(
        &'a self,
        lang: &Lang,
        second: Option<&Lang>,
    ) -> impl Iterator<Item = (&'a Lang, &'a Speech)> + use<'a> {
        let own = self.language(lang).or_else(|| self.languages().first());
        let chosen = second
            .and_then(|second| self.language(second))
            .filter(|second| second.scope == Scope::Full);
        let others = own.into_iter().flat_map(|own| &own.falls_back_to);
        own.into_iter()
            .chain(chosen)
            .map(|language| &language.tag)
            .chain(others)
            .filter_map(|lang| self.speech.get_key_value(lang))
    }
}
