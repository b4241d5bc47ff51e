//! Self-checks: every path leads to a result, no sum of harmless answers outweighs a grave one, and
//! every question and result has its words in every language.

use std::collections::HashMap;

use super::Round;
use super::faq::Tree;
use super::room::BUTTON;
use crate::content::checks::{
    CheckText, ChecksText, MOST_QUESTIONS, Outcome, Reply, SelfCheck, Sign,
};
use crate::content::ids::{AnswerId, BranchId, CheckId, Lang};
use crate::content::raw::{self, CheckText as RawText, Words};
use crate::content::tree::Reviewed;
use crate::content::yaml::Source;
use crate::content::{Bot, Speech};

/// Limits in UTF-16 units, so that a screen of several stays one message.
const HEADING: usize = 120;
const COMMAND: usize = 60;
const INTRO: usize = 400;
const QUESTION: usize = 240;
const RESULT: usize = 1200;
/// One reply of three on a row.
const REPLY: usize = 14;

impl Round<'_> {
    pub(super) fn checks(&mut self, bot: Option<&Bot>, tree: &Tree) -> Vec<SelfCheck> {
        let raw = self.raw;
        let order: Vec<CheckId> = bot.map_or_else(Vec::new, |bot| bot.checks.clone());
        for (name, document) in &raw.checks {
            if bot.is_some() && !order.iter().any(|id| id.as_str() == name) {
                self.problems.unreached_check(&document.source.path, name);
            }
        }
        let mut checks = Vec::new();
        for id in order {
            match raw.checks.get(id.as_str()) {
                Some(document) => {
                    checks.extend(self.self_check(id, &document.source, &document.value, tree));
                }
                None => self.missing_file(
                    &format!("checks/{id}.yaml"),
                    "a self-check named in bot.yaml",
                ),
            }
        }
        checks
    }

    fn self_check(
        &mut self,
        id: CheckId,
        source: &Source,
        raw: &raw::Check,
        tree: &Tree,
    ) -> Option<SelfCheck> {
        if raw.id.value != id.as_str() {
            self.problems
                .other_file_name(source.at(&raw.id), &raw.id.value, id.as_str());
        }
        if tree
            .answers
            .keys()
            .any(|answer| answer.as_str() == id.as_str())
        {
            self.problems
                .check_like_an_answer(source.at(&raw.id), id.as_str());
        }
        let icon = self.line(source, &raw.icon, 8, "the icon");
        if raw.sources.is_empty() {
            self.problems.no_source(source.at(&raw.id), &raw.id.value);
        }
        for fact in raw.sources.iter().filter(|fact| fact.name.is_none()) {
            self.problems.source_without_name(source.at(&fact.url));
        }
        let as_of = self.past(source, &raw.as_of);
        let checked_on = self.checked(source, &raw.checked_on, &format!("self-check `{id}`"));
        let reviewed = raw.reviewed.as_ref().and_then(|reviewed| {
            let by = self.line(source, &reviewed.by, 60, "the reviewer's name")?;
            Some(Reviewed {
                by,
                on: self.past(source, &reviewed.on)?,
            })
        });
        let sources = raw
            .sources
            .iter()
            .map(|fact| self.source(source, fact))
            .collect();
        let questions = self.signs(source, &raw.questions);
        let results = self.outcomes(source, &raw.results, tree);
        let linked_from = self.answers_linked(source, &id, &raw.linked_from, tree);
        let check = SelfCheck {
            id,
            icon: icon?,
            as_of: as_of?,
            checked_on: checked_on?,
            reviewed,
            sources,
            numbers: raw.numbers,
            questions: questions?,
            results: results?,
            linked_from,
        };
        self.leads_to_results(source, raw, &check);
        Some(check)
    }

    fn signs(&mut self, source: &Source, raw: &[raw::Question]) -> Option<Vec<Sign>> {
        let names: Vec<&Words> = raw.iter().map(|question| &question.id).collect();
        self.each_once(source, &names, "question");
        let signs: Vec<Option<Sign>> = raw.iter().map(|raw| self.sign(source, raw)).collect();
        signs.into_iter().collect()
    }

    fn sign(&mut self, source: &Source, raw: &raw::Question) -> Option<Sign> {
        let reply = match raw.sign.value.as_str() {
            "yes" => Reply::Yes,
            "no" => Reply::No,
            other => {
                self.problems
                    .unknown_choice(source.at(&raw.sign), other, &["yes", "no"]);
                return None;
            }
        };
        let weight = match (raw.grave, &raw.weight) {
            (true, None) => None,
            (false, Some(weight)) if (1..=9).contains(&weight.value) => Some(weight.value),
            (_, Some(weight)) => {
                self.problems.bad_weight(source.at(weight));
                return None;
            }
            (false, None) => {
                self.problems.bad_weight(source.at(&raw.id));
                return None;
            }
        };
        Some(Sign {
            id: raw.id.value.clone(),
            reply,
            weight,
        })
    }

    fn outcomes(
        &mut self,
        source: &Source,
        raw: &[raw::Outcome],
        tree: &Tree,
    ) -> Option<Vec<Outcome>> {
        let names: Vec<&Words> = raw.iter().map(|result| &result.id).collect();
        self.each_once(source, &names, "result");
        let mut outcomes = Vec::new();
        let mut sound = true;
        for raw in raw {
            let on = raw.on.as_ref().map(|on| on.value.as_str());
            let from = match (on, &raw.from) {
                (Some("grave"), None) => None,
                (None, Some(from)) => Some(from.value),
                _ => {
                    self.problems.result_without_when(source.at(&raw.id));
                    sound = false;
                    continue;
                }
            };
            let see_also = self.answers_linked(source, &raw.id.value, &raw.see_also, tree);
            outcomes.push(Outcome {
                id: raw.id.value.clone(),
                from,
                see_also,
            });
        }
        sound.then_some(outcomes)
    }

    /// Names of which each stands once.
    fn each_once(&mut self, source: &Source, names: &[&Words], what: &str) {
        for (at, name) in names.iter().enumerate() {
            self.name::<BranchId>(source, name);
            if names.iter().take(at).any(|other| other.value == name.value) {
                self.problems
                    .doubled_name(source.at(*name), what, &name.value);
            }
        }
    }

    fn answers_linked(
        &mut self,
        source: &Source,
        from: &(impl std::fmt::Display + ?Sized),
        raw: &[Words],
        tree: &Tree,
    ) -> Vec<AnswerId> {
        let links = self.distinct::<AnswerId>(source, raw, "link");
        for words in raw {
            let known = tree.answers.keys().any(|id| id.as_str() == words.value);
            if !known && !self.branch_is_broken() {
                let names = tree.answers.keys().map(AnswerId::as_str);
                let from = from.to_string();
                self.problems
                    .unknown_answer(source.at(words), &from, &words.value, names);
            }
        }
        links
    }

    /// That every path ends: a result for a grave sign where there is one, the others by falling
    /// threshold, each of which can be reached, the last for whoever named no sign at all.
    fn leads_to_results(&mut self, source: &Source, raw: &raw::Check, check: &SelfCheck) {
        let at = || source.at(&raw.id);
        let count = u32::try_from(check.questions.len()).unwrap_or(u32::MAX);
        if !(1..=MOST_QUESTIONS).contains(&count) {
            self.problems
                .out_of_range(at(), "questions", 1, MOST_QUESTIONS);
        }
        let grave = check.results.iter().filter(|result| result.from.is_none());
        if grave.count() != usize::from(check.has_a_grave_sign()) {
            self.problems.grave_without_result(at());
        }
        let thresholds: Vec<u32> = check
            .results
            .iter()
            .filter_map(|result| result.from)
            .collect();
        let falls = thresholds.windows(2).all(|pair| match pair {
            [higher, lower] => higher > lower,
            _ => true,
        });
        let ends = matches!(thresholds.as_slice(), [.., 1, 0]);
        if !falls || !ends {
            self.problems.thresholds_leave_a_gap(at());
        }
        let most = check.most_weight();
        if thresholds.iter().any(|from| *from > most) {
            self.problems.threshold_unreached(at(), most);
        }
    }
}

/// Their words.
impl Round<'_> {
    pub(super) fn check_texts(&mut self, lang: &Lang, checks: &[SelfCheck], speech: &mut Speech) {
        let raw = self.raw;
        let path = format!("text/{lang}/checks.yaml");
        let document = raw
            .texts
            .get(lang.as_str())
            .and_then(|texts| texts.checks.as_ref());
        let Some(document) = document else {
            if !checks.is_empty() {
                self.missing_or_borrowed(lang, &path, "the words of the self-checks");
                self.count(lang, false);
            }
            return;
        };
        let source = &document.source;
        let Some(words) = self.root(document, lang) else {
            return;
        };
        let mut line = |words: &Words, limit: usize, what: &str| {
            self.spoken_line(source, words, limit, what, lang)
                .unwrap_or_default()
        };
        let mut text = ChecksText {
            menu: line(&words.menu, BUTTON, "a button"),
            title: line(&words.title, HEADING, "the title of the self-checks"),
            intro_html: String::new(),
            command: line(&words.command, COMMAND, "the description of a command"),
            yes: line(&words.yes_button, REPLY, "a button"),
            no: line(&words.no_button, REPLY, "a button"),
            unsure: line(&words.unsure_button, REPLY, "a button"),
            checks: HashMap::new(),
        };
        text.intro_html = self
            .markdown(source, &words.intro, INTRO, "the intro", lang)
            .unwrap_or_default();
        self.count(lang, true);
        for check in checks {
            let found = words.checks.get(check.id.as_str());
            let read = found.and_then(|raw| self.check_text(source, raw, check, lang));
            if found.is_none() {
                let what = format!("self-check `{}`", check.id);
                self.problems.missing_text(&source.path, &what, lang);
            }
            self.count(lang, read.is_some());
            text.checks
                .extend(read.map(|read| (check.id.clone(), read)));
        }
        self.names_of_nothing(source, &words.checks, "self-check", |name| {
            checks.iter().any(|check| check.id.as_str() == name)
        });
        speech.checks = Some(text);
    }

    fn check_text(
        &mut self,
        source: &Source,
        raw: &RawText,
        check: &SelfCheck,
        lang: &Lang,
    ) -> Option<CheckText> {
        let button = self.spoken_line(source, &raw.button, BUTTON - 2, "a button", lang);
        let title = self.spoken_line(source, &raw.title, HEADING, "the title", lang);
        let intro = self.markdown(source, &raw.intro, INTRO, "the intro", lang);
        let mut questions = HashMap::new();
        for sign in &check.questions {
            let text = match raw.questions.get(&sign.id) {
                Some(words) => self.spoken_line(source, words, QUESTION, "a question", lang),
                None => {
                    let what = format!("question `{}` of self-check `{}`", sign.id, check.id);
                    self.problems.missing_text(&source.path, &what, lang);
                    None
                }
            };
            questions.insert(sign.id.clone(), text.unwrap_or_default());
        }
        let mut results = HashMap::new();
        for result in &check.results {
            let text = match raw.results.get(&result.id) {
                Some(words) => self.markdown(source, words, RESULT, "a result", lang),
                None => {
                    let what = format!("result `{}` of self-check `{}`", result.id, check.id);
                    self.problems.missing_text(&source.path, &what, lang);
                    None
                }
            };
            results.insert(result.id.clone(), text.unwrap_or_default());
        }
        self.names_of_nothing(source, &raw.questions, "question", |name| {
            check.questions.iter().any(|sign| sign.id == name)
        });
        self.names_of_nothing(source, &raw.results, "result", |name| {
            check.results.iter().any(|result| result.id == name)
        });
        Some(CheckText {
            button: button?,
            title: title?,
            intro_html: intro?,
            questions,
            results,
        })
    }
}
