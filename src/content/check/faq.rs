//! The tree of answers: every answer can be reached, every link leads somewhere, every fact has a
//! source and a date.

use std::collections::{BTreeMap, HashMap};

use super::Round;
use crate::content::ids::{AnswerId, BranchId, CountryCode};
use crate::content::raw::{self, Words};
use crate::content::tree::{Answer, Branch, Reviewed};
use crate::content::yaml::Source;
use crate::content::{Bot, Lines};

/// Branches in the order of the menu, and their answers.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub branches: Vec<Branch>,
    pub answers: HashMap<AnswerId, Answer>,
}

/// What links may lead to.
struct Known<'a> {
    answers: BTreeMap<&'a str, &'a str>,
    countries: Option<Vec<&'a str>>,
}

impl<'a> Round<'a> {
    pub(super) fn tree(&mut self, bot: Option<&Bot>, lines: Option<&Lines>) -> Tree {
        let mut tree = Tree::default();
        let raw = self.raw;
        let order: Vec<BranchId> = match bot {
            Some(bot) => bot.branches.clone(),
            None => raw
                .branches
                .keys()
                .filter_map(|name| name.parse().ok())
                .collect(),
        };
        let known = Known {
            answers: self.answer_names(),
            countries: lines.map(|lines| {
                lines
                    .countries
                    .iter()
                    .map(|country| country.code.as_str())
                    .collect()
            }),
        };
        for id in order {
            let path = format!("faq/{id}.yaml");
            match raw.branches.get(id.as_str()) {
                Some(document) => {
                    self.branch(id, &document.source, &document.value, &known, &mut tree)
                }
                None => self.missing_file(&path, "a branch named in bot.yaml"),
            }
        }
        for (name, document) in &raw.branches {
            if bot.is_some_and(|bot| !bot.branches.iter().any(|id| id.as_str() == name)) {
                self.problems.unreached_branch(&document.source.path, name);
            }
        }
        tree
    }

    /// Every answer with the branch it stands in; doubled names are told.
    fn answer_names(&mut self) -> BTreeMap<&'a str, &'a str> {
        let raw = self.raw;
        let mut names: BTreeMap<&str, &str> = BTreeMap::new();
        for (branch, document) in &raw.branches {
            for answer in &document.value.answers {
                if let Some(other) = names.insert(&answer.id.value, branch) {
                    let at = document.source.at(&answer.id);
                    self.problems.doubled_answer(at, &answer.id.value, other);
                }
            }
        }
        names
    }

    fn branch(
        &mut self,
        id: BranchId,
        source: &Source,
        raw: &raw::Branch,
        known: &Known<'_>,
        tree: &mut Tree,
    ) {
        if raw.id.value != id.as_str() {
            self.problems
                .other_file_name(source.at(&raw.id), &raw.id.value, id.as_str());
        }
        let icon = self
            .line(source, &raw.icon, 8, "the icon")
            .unwrap_or_default();
        if raw.answers.is_empty() {
            self.problems
                .branch_without_answers(source.at(&raw.id), id.as_str());
        }
        let mut answers = Vec::new();
        for answer in raw.answers.iter().filter(|answer| !answer.danger) {
            if raw.danger {
                let at = source.at(&answer.id);
                self.problems.no_danger(at, &answer.id.value, id.as_str());
            }
        }
        for raw in &raw.answers {
            let Some(answer) = self.answer(&id, source, raw, known) else {
                continue;
            };
            answers.push(answer.id.clone());
            tree.answers.insert(answer.id.clone(), answer);
        }
        tree.branches.push(Branch {
            id,
            icon,
            core: raw.core,
            answers,
        });
    }

    fn answer(
        &mut self,
        branch: &BranchId,
        source: &Source,
        raw: &raw::Answer,
        known: &Known<'_>,
    ) -> Option<Answer> {
        let id = self.name::<AnswerId>(source, &raw.id);
        if raw.sources.is_empty() {
            self.problems.no_source(source.at(&raw.id), &raw.id.value);
        }
        for fact in raw.sources.iter().filter(|fact| fact.name.is_none()) {
            self.problems.source_without_name(source.at(&fact.url));
        }
        let as_of = self.past(source, &raw.as_of);
        let checked_on = self.checked(
            source,
            &raw.checked_on,
            &format!("answer `{}`", raw.id.value),
        );
        let expires = raw.expires.as_ref().and_then(|expires| {
            let date = self.date(source, expires)?;
            if date < self.today {
                self.problems
                    .expired(source.at(expires), &raw.id.value, date);
            }
            Some(date)
        });
        let reviewed = self.reviewed(source, raw.reviewed.as_ref());
        let see_also = self.links(source, raw, known);
        let countries = self.declared_countries(source, &raw.countries, known);
        let sources = raw
            .sources
            .iter()
            .map(|fact| self.source(source, fact))
            .collect();
        Some(Answer {
            id: id?,
            branch: branch.clone(),
            as_of: as_of?,
            checked_on: checked_on?,
            expires,
            reviewed,
            sources,
            countries,
            see_also,
            danger: raw.danger,
        })
    }

    /// Who has approved a fact, and when.
    pub(super) fn reviewed(
        &mut self,
        source: &Source,
        raw: Option<&raw::Reviewed>,
    ) -> Option<Reviewed> {
        let raw = raw?;
        let by = self.line(source, &raw.by, 60, "the reviewer's name")?;
        let on = self.past(source, &raw.on)?;
        Some(Reviewed { by, on })
    }

    fn links(&mut self, source: &Source, raw: &raw::Answer, known: &Known<'_>) -> Vec<AnswerId> {
        let links = self.distinct::<AnswerId>(source, &raw.see_also, "link");
        for link in &raw.see_also {
            if link.value == raw.id.value {
                self.problems.link_to_itself(source.at(link), &link.value);
            } else if !known.answers.contains_key(link.value.as_str()) && !self.branch_is_broken() {
                let names = known.answers.keys().copied();
                self.problems
                    .unknown_answer(source.at(link), &raw.id.value, &link.value, names);
            }
        }
        links
    }

    /// Whether an answer may stand in a file that could not be read.
    pub(super) fn branch_is_broken(&self) -> bool {
        self.raw.broken.iter().any(|path| path.starts_with("faq/"))
    }

    fn declared_countries(
        &mut self,
        source: &Source,
        raw: &[Words],
        known: &Known<'_>,
    ) -> Vec<CountryCode> {
        let countries = self.distinct::<CountryCode>(source, raw, "country");
        for words in raw {
            if let Some(known) = known
                .countries
                .as_ref()
                .filter(|known| !known.contains(&words.value.as_str()))
            {
                self.problems.unknown_country(
                    source.at(words),
                    &words.value,
                    known.iter().copied(),
                );
            }
        }
        countries
    }
}
