//! Raw files → [`Content`], or everything that keeps it from being shown. Never stops at the
//! first problem. What is checked stands in the modules by what it is about; here is the order.

mod bot;
mod checks;
mod desk;
mod desk_texts;
mod facts;
mod faq;
mod hotlines;
mod interface;
mod leaflets;
mod names;
mod prose;
mod report_words;
mod room;
mod scope;
mod statistics;
mod stickers;
mod texts;
mod words;

use std::collections::BTreeMap;

use jiff::civil::Date;

use self::faq::Tree;
use self::prose::Prose;
use super::find::{Alike, Index};
use super::ids::{BadName, Lang};
use super::load::{Files, Raw};
use super::problems::Problems;
use super::raw::Words;
use super::status::Coverage;
use super::yaml::Source;
use super::{
    Bot, Content, DeskRules, Distress, Hours, Leaflets, Lines, Nothing, Scope, SelfCheck, Speech,
    StatisticsRules, StickerPack,
};

pub(super) use self::interface::CLASSES;
pub(super) use self::room::room_for;

/// What one check has found.
pub(super) struct Outcome {
    pub content: Option<Content>,
    pub problems: Problems,
    pub coverage: Vec<Coverage>,
}

/// Reads and checks everything.
pub(super) fn all(files: &Files, today: Date) -> Outcome {
    let mut problems = Problems::default();
    let raw = Raw::read(files, &mut problems);
    let mut round = Round::new(files, &raw, today, problems);
    let parts = round.parts();
    let mut problems = round.problems;
    problems.sort();
    let coverage = round
        .coverage
        .into_iter()
        .map(|(lang, count)| {
            let scope = if round.core.contains(&lang) {
                Scope::Core
            } else {
                Scope::Full
            };
            count.told(lang, scope)
        })
        .collect();
    let whole = problems.can_be_shown();
    let content = parts
        .filter(|_| whole)
        .map(|parts| parts.into_content(files.version()));
    Outcome {
        content,
        problems,
        coverage,
    }
}

/// One check under way.
struct Round<'a> {
    files: &'a Files,
    raw: &'a Raw,
    today: Date,
    problems: Problems,
    langs: Vec<Lang>,
    /// Those of `langs` that promise the core alone.
    core: Vec<Lang>,
    prose: Prose,
    coverage: BTreeMap<Lang, Count>,
}

/// Texts found of texts needed.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    there: usize,
    needed: usize,
}

impl Count {
    fn told(self, lang: Lang, scope: Scope) -> Coverage {
        Coverage {
            lang,
            scope,
            there: self.there,
            needed: self.needed,
        }
    }
}

struct Parts {
    bot: Bot,
    hours: Hours,
    desk: DeskRules,
    tree: Tree,
    checks: Vec<SelfCheck>,
    stickers: StickerPack,
    lines: Lines,
    statistics: StatisticsRules,
    distress: Distress,
    alike: Alike,
    leaflets: Leaflets,
    speech: BTreeMap<Lang, Speech>,
}

impl Parts {
    fn into_content(self, version: String) -> Content {
        let found = Index::of(&self.tree.branches, &self.speech, self.alike);
        Content {
            version,
            bot: self.bot,
            hours: self.hours,
            desk: self.desk,
            branches: self.tree.branches,
            answers: self.tree.answers,
            checks: self.checks,
            stickers: self.stickers,
            lines: self.lines,
            statistics: self.statistics,
            distress: self.distress,
            leaflets: self.leaflets,
            speech: self.speech,
            found,
            nothing: Nothing::default(),
        }
    }
}

impl<'a> Round<'a> {
    fn new(files: &'a Files, raw: &'a Raw, today: Date, problems: Problems) -> Self {
        Self {
            files,
            raw,
            today,
            problems,
            langs: Vec::new(),
            core: Vec::new(),
            prose: Prose::default(),
            coverage: BTreeMap::new(),
        }
    }

    /// Everything there is to check, in an order in which later parts know the earlier ones.
    fn parts(&mut self) -> Option<Parts> {
        let bot = self.bot();
        self.langs = match &bot {
            Some(bot) => bot
                .languages
                .iter()
                .map(|language| language.tag.clone())
                .collect(),
            None => self
                .raw
                .texts
                .keys()
                .filter_map(|lang| lang.parse().ok())
                .collect(),
        };
        self.core = self.languages_of_the_core();
        let lines = self.hotlines();
        self.prose = self.prose();
        let (hours, desk) = self.desk(lines.as_ref());
        let statistics = self.statistics(desk.as_ref(), lines.as_ref());
        let tree = self.tree(bot.as_ref(), lines.as_ref());
        let checks = self.checks(bot.as_ref(), &tree);
        let stickers = self.stickers();
        let distress = self.distress();
        let alike = self.synonyms();
        let leaflets = self.leaflets();
        let speech = self.speech(bot.as_ref(), &tree, &checks, lines.as_ref(), desk.as_ref());
        Some(Parts {
            bot: bot?,
            hours: hours?,
            desk: desk?,
            tree,
            checks,
            stickers,
            lines: lines?,
            statistics: statistics?,
            distress,
            alike,
            leaflets,
            speech,
        })
    }

    /// A name of its kind, or a problem.
    fn name<T: std::str::FromStr<Err = BadName>>(
        &mut self,
        source: &Source,
        words: &Words,
    ) -> Option<T> {
        match words.value.parse() {
            Ok(name) => Some(name),
            Err(error) => {
                self.problems.bad_name(source.at(words), &error);
                None
            }
        }
    }

    /// Tells of a file that should be there, unless it is there and broken.
    fn missing_file(&mut self, path: &str, what_for: &str) {
        if !self.raw.broken.contains(path) {
            self.problems.missing_file(path, what_for);
        }
    }

    /// The same of a file that a language of the core borrows from another until it is there.
    fn missing_or_borrowed(&mut self, lang: &Lang, path: &str, what_for: &str) {
        if self.is_full(lang) {
            self.missing_file(path, what_for);
        } else if !self.raw.broken.contains(path) {
            self.problems.borrowed_file(path, lang, what_for);
        }
    }

    /// Counts a text for the coverage of a language.
    fn count(&mut self, lang: &Lang, there: bool) {
        let count = self.coverage.entry(lang.clone()).or_default();
        count.needed += 1;
        count.there += usize::from(there);
    }

    /// What means the same for the search; a content may do without.
    fn synonyms(&mut self) -> Alike {
        let mut alike = Alike::default();
        let Some(document) = &self.raw.synonyms else {
            return alike;
        };
        let source = &document.source;
        for group in &document.value.same {
            let ways = group.iter().map(|way| way.value.as_str());
            for (way, taken) in group.iter().zip(alike.add_group(ways)) {
                if !taken {
                    self.problems.empty_text(source.at(way), "a synonym");
                }
            }
        }
        for (lang, words) in &document.value.fillers.0 {
            self.name::<Lang>(source, lang);
            for word in words {
                if !alike.add_fillers(&word.value) {
                    self.problems
                        .empty_text(source.at(word), "a word that asks for nothing");
                }
            }
        }
        alike
    }

    /// Words of distress, one list a language.
    fn distress(&mut self) -> Distress {
        let mut distress = Distress::default();
        let raw = self.raw;
        let Some(document) = &raw.distress else {
            self.missing_file("distress.yaml", "the words of distress");
            return distress;
        };
        let source = &document.source;
        for lang in &self.langs {
            if document.value.get(lang.as_str()).is_none_or(Vec::is_empty) {
                self.problems.no_distress(&source.path, lang);
            }
        }
        for (key, phrases) in &document.value.0 {
            self.name::<Lang>(source, key);
            for phrase in phrases {
                if !distress.add(&phrase.value) {
                    self.problems
                        .empty_text(source.at(phrase), "a phrase of distress");
                }
            }
        }
        distress
    }
}
