//! Names that lead nowhere, stand twice, or that nothing leads to.

use super::super::{At, Problems, did_you_mean};
use super::listed;
use crate::content::ids::Lang;

impl Problems {
    pub(in crate::content) fn no_languages(&mut self, path: &str) {
        self.error(
            At::file(path),
            "there is no language".to_owned(),
            "add one to `languages`".to_owned(),
        );
    }

    pub(in crate::content) fn no_distress(&mut self, path: &str, lang: &Lang) {
        let help = format!("add `{lang}:` with a list of phrases");
        self.gap(
            At::file(path),
            format!("there are no words of distress in `{lang}`"),
            help,
        );
    }

    pub(in crate::content) fn doubled_name(&mut self, at: At, what: &str, name: &str) {
        self.error(
            at,
            format!("{what} `{name}` stands here a second time"),
            "keep one of the two".to_owned(),
        );
    }

    pub(in crate::content) fn doubled_answer(&mut self, at: At, name: &str, branch: &str) {
        self.error(
            at,
            format!("answer `{name}` stands in branch `{branch}` already"),
            "give it another name".to_owned(),
        );
    }

    pub(in crate::content) fn unknown_language<'a>(
        &mut self,
        at: At,
        given: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        let known: Vec<&str> = known.collect();
        let help = did_you_mean(given, known.iter().copied())
            .unwrap_or_else(|| format!("write {}", listed(&known)));
        self.error(
            at,
            format!("language `{given}` does not stand in bot.yaml"),
            help,
        );
    }

    pub(in crate::content) fn unknown_branch<'a>(
        &mut self,
        at: At,
        given: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        self.error(
            at,
            format!("there is no branch `{given}`"),
            did_you_mean(given, known),
        );
    }

    pub(in crate::content) fn unreached_branch(&mut self, path: &str, name: &str) {
        self.error(
            At::file(path),
            format!("nobody can reach branch `{name}`"),
            format!("add `{name}` to `branches` in bot.yaml"),
        );
    }

    pub(in crate::content) fn other_file_name(&mut self, at: At, given: &str, name: &str) {
        self.error(
            at,
            format!("the file is `{name}.yaml`, but its id is `{given}`"),
            format!("write `id: {name}`"),
        );
    }

    pub(in crate::content) fn branch_without_answers(&mut self, at: At, name: &str) {
        self.error(
            at,
            format!("branch `{name}` has no answers"),
            "add one, or take the branch out of bot.yaml".to_owned(),
        );
    }

    pub(in crate::content) fn link_to_itself(&mut self, at: At, name: &str) {
        self.error(
            at,
            format!("answer `{name}` links to itself"),
            "leave the link out".to_owned(),
        );
    }

    pub(in crate::content) fn unknown_answer<'a>(
        &mut self,
        at: At,
        from: &str,
        given: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        self.error(
            at,
            format!("answer `{from}` links to `{given}`, which is no answer"),
            did_you_mean(given, known),
        );
    }

    pub(in crate::content) fn unknown_country<'a>(
        &mut self,
        at: At,
        given: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        let help = did_you_mean(given, known).unwrap_or_else(|| {
            "add the country to hotlines.yaml: people choose from there".to_owned()
        });
        self.error(at, format!("nobody can choose the country `{given}`"), help);
    }

    pub(in crate::content) fn unknown_line<'a>(
        &mut self,
        at: At,
        given: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        self.error(
            at,
            format!("there is no line `{given}` under `anywhere`"),
            did_you_mean(given, known),
        );
    }

    pub(in crate::content) fn text_without_branch(&mut self, path: &str, missing: &str) {
        self.error(
            At::file(path),
            format!("nobody can reach these texts: there is no `{missing}`"),
            "add that file, or take this one away".to_owned(),
        );
    }

    pub(in crate::content) fn text_without_answer<'a>(
        &mut self,
        at: At,
        name: &str,
        path: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        let help = did_you_mean(name, known)
            .unwrap_or_else(|| format!("add it to {path}, or take the text away"));
        self.error(
            at,
            format!("nobody can reach this text: {path} has no answer `{name}`"),
            help,
        );
    }

    pub(in crate::content) fn name_of_nothing(&mut self, at: At, what: &str, name: &str) {
        self.error(
            at,
            format!("there is no {what} `{name}`"),
            "correct the name, or take the text away".to_owned(),
        );
    }

    pub(in crate::content) fn undeclared_country<'a>(
        &mut self,
        at: At,
        answer: &str,
        code: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        let help = did_you_mean(code, known)
            .unwrap_or_else(|| format!("add {code} to `countries` of the answer in its faq file"));
        self.error(
            at,
            format!("answer `{answer}` does not declare a part for {code}"),
            help,
        );
    }
}
