//! The words of what `desk.yaml` lists, in each language: names short enough for buttons, and
//! ready-made messages that can be sent to a person as they are.

use std::collections::HashMap;
use std::hash::Hash;

use super::Round;
use super::room::LISTED_NAME;
use crate::content::ids::{Lang, TemplateId};
use crate::content::markup;
use crate::content::raw::{self, Entries, Words};
use crate::content::yaml::Source;
use crate::content::{DeskRules, Speech, TemplateText};

/// Longest ready-made message, in UTF-16 units: what is read on a phone without scrolling far.
pub(super) const TEMPLATE: usize = 1000;
/// How a link stands in the HTML of this room.
const LINK: &str = "<a href=\"";

impl Round<'_> {
    /// Subjects, outcomes, referrals and templates in one language. A missing file is told with
    /// the other texts of the consultants.
    pub(super) fn desk_texts(
        &mut self,
        lang: &Lang,
        rules: Option<&DeskRules>,
        speech: &mut Speech,
    ) {
        let raw = self.raw;
        let (Some(desk), Some(rules)) = (&raw.desk, rules) else {
            return;
        };
        let document = raw
            .texts
            .get(lang.as_str())
            .and_then(|texts| texts.desk.as_ref());
        let Some(document) = document else {
            let mut lists = vec![rules.subjects.len(), rules.templates.len()];
            if self.is_full(lang) {
                lists.extend([rules.outcomes.len(), rules.referrals.len()]);
            }
            (0..lists.iter().sum()).for_each(|_| self.count(lang, false));
            return;
        };
        let source = &document.source;
        let Some(words) = document.value.get(lang.as_str()) else {
            return;
        };
        let desk = &desk.value;
        let full = self.is_full(lang);
        let subjects = &rules.subjects;
        speech.subjects =
            self.listed_names(source, &words.subjects, (subjects, true), "subject", lang);
        let listed = (desk.subjects.value.as_slice(), rules.subjects.as_slice());
        self.names_of_no_list(source, &words.subjects, listed, "subject");
        let outcomes = &rules.outcomes;
        speech.outcomes =
            self.listed_names(source, &words.outcomes, (outcomes, full), "outcome", lang);
        let listed = (desk.outcomes.value.as_slice(), rules.outcomes.as_slice());
        self.names_of_no_list(source, &words.outcomes, listed, "outcome");
        let referrals = &rules.referrals;
        speech.referrals = self.listed_names(
            source,
            &words.referrals,
            (referrals, full),
            "referral",
            lang,
        );
        let listed = (desk.referrals.value.as_slice(), rules.referrals.as_slice());
        self.names_of_no_list(source, &words.referrals, listed, "referral");
        speech.templates = self.templates(source, &words.templates, &rules.templates, lang);
        let listed = (desk.templates.value.as_slice(), rules.templates.as_slice());
        self.names_of_no_list(source, &words.templates, listed, "template");
    }

    /// Names of what is listed. Those that consultants alone read may be missing in a language in
    /// which no desk is spoken to.
    fn listed_names<T: Clone + Eq + Hash + std::fmt::Display>(
        &mut self,
        source: &Source,
        words: &Entries<Words>,
        (ids, promised): (&[T], bool),
        what: &str,
        lang: &Lang,
    ) -> HashMap<T, String> {
        let mut names = HashMap::new();
        let told = format!("the name of {what}");
        for id in ids {
            let name = match words.get(&id.to_string()) {
                Some(name) => {
                    self.spoken_line(source, name, LISTED_NAME, &format!("{told} `{id}`"), lang)
                }
                None if !promised => continue,
                None => {
                    self.problems
                        .missing_text(&source.path, &format!("{what} `{id}`"), lang);
                    None
                }
            };
            if promised {
                self.count(lang, name.is_some());
            }
            names.extend(name.map(|name| (id.clone(), name)));
        }
        names
    }

    /// Words under a name that stands in no list, which is given as written and as far as it is
    /// sound: what is wrong in the list itself has had its complaint, an empty one as well.
    fn names_of_no_list<T, I: std::fmt::Display>(
        &mut self,
        source: &Source,
        words: &Entries<T>,
        (written, sound): (&[Words], &[I]),
        what: &str,
    ) {
        let known: Vec<String> = sound.iter().map(ToString::to_string).collect();
        for (name, _) in words.0.iter().filter(|_| !written.is_empty()) {
            if !written.iter().any(|listed| listed.value == name.value) {
                let known = known.iter().map(String::as_str);
                self.problems
                    .unlisted_name(source.at(name), what, &name.value, known);
            }
        }
    }

    fn templates(
        &mut self,
        source: &Source,
        words: &Entries<raw::TemplateText>,
        ids: &[TemplateId],
        lang: &Lang,
    ) -> HashMap<TemplateId, TemplateText> {
        let mut templates = HashMap::new();
        for id in ids {
            let template = match words.get(id.as_str()) {
                Some(raw) => self.template_text(source, raw, id, lang),
                None => {
                    self.problems
                        .missing_text(&source.path, &format!("template `{id}`"), lang);
                    None
                }
            };
            self.count(lang, template.is_some());
            templates.extend(template.map(|template| (id.clone(), template)));
        }
        templates
    }

    fn template_text(
        &mut self,
        source: &Source,
        raw: &raw::TemplateText,
        id: &TemplateId,
        lang: &Lang,
    ) -> Option<TemplateText> {
        let what = format!("the title of template `{id}`");
        let title = match &raw.title {
            Some(title) => self.spoken_line(source, title, LISTED_NAME, &what, lang),
            // consultants choose by it, in the language of their desk
            None if !self.is_full(lang) => Some(String::new()),
            None => {
                self.problems.missing_key(source.at(&raw.text), "title");
                None
            }
        };
        let what = format!("the text of template `{id}`");
        let html = self.html(source, &raw.text, &[], &what)?;
        self.read_as_prose(source, &raw.text, &markup::plain(&html), lang);
        self.numbers_of_answer(source, &raw.text, &html);
        let length = markup::length(&html);
        if length > TEMPLATE {
            self.problems
                .too_long(source.at(&raw.text), &what, length, TEMPLATE);
        }
        for address in addresses(&html) {
            if !address.starts_with("https://") {
                let place = raw.text.value.find(&address);
                let at = place.map_or_else(
                    || source.at(&raw.text),
                    |place| source.inside(&raw.text, place, address.len()),
                );
                self.problems.open_link(at, &address);
            }
        }
        Some(TemplateText {
            title: title?,
            html,
        })
    }
}

/// Where the links of a text lead.
fn addresses(html: &str) -> Vec<String> {
    html.split(LINK)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(markup::plain)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_as_they_were_written() {
        let html = markup::html("[a](https://a.org/?x=1&y=2) and [b](http://b.org)").unwrap();
        assert_eq!(addresses(&html), ["https://a.org/?x=1&y=2", "http://b.org"]);
        assert!(addresses("no link").is_empty());
    }
}
