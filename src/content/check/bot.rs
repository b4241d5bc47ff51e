//! `bot.yaml`: operator, languages, menu, stickers, complaints bodies.

use std::collections::BTreeSet;

use super::Round;
use crate::content::ids::{BranchId, CheckId, Lang};
use crate::content::raw::{self, Words};
use crate::content::yaml::Source;
use crate::content::{Bot, Complaint, Language, Operator};

/// Longest sticker set name: Telegram's 64 less `_uk_by_` and a bot's name of 32.
const LONGEST_SET: usize = 24;

impl Round<'_> {
    pub(super) fn bot(&mut self) -> Option<Bot> {
        let raw = self.raw;
        let Some(document) = &raw.bot else {
            self.missing_file("bot.yaml", "languages, operator and menu");
            return None;
        };
        let (source, bot) = (&document.source, &document.value);
        let languages = self.languages(source, &bot.languages);
        let branches = self.distinct::<BranchId>(source, &bot.branches, "branch");
        let checks = self.distinct::<CheckId>(source, &bot.checks, "self-check");
        let check_offer = self.name::<BranchId>(source, &bot.check_offer);
        if let Some(words) = &bot.source_language {
            self.source_language(source, words, &languages);
        }
        if let Some(offer) = check_offer
            .as_ref()
            .filter(|offer| !branches.contains(offer))
        {
            let known = branches.iter().map(BranchId::as_str);
            self.problems
                .unknown_branch(source.at(&bot.check_offer), offer.as_str(), known);
        }
        let name = self.line(source, &bot.operator.name, 60, "the operator's name");
        let contact = self.line(source, &bot.operator.contact, 120, "the operator's contact");
        let sticker_set = self.sticker_set(source, &bot.stickers.set);
        let campaigns = self.campaigns(source, &bot.campaigns);
        let complaints = self.complaints(source, &bot.complaints);
        let days = &bot.retention.silence_days;
        if !(1..=365).contains(&days.value) {
            self.problems
                .out_of_range(source.at(days), "days of silence", 1, 365);
        }
        Some(Bot {
            starter: bot.starter,
            operator: Operator {
                name: name?,
                contact: contact?,
            },
            source: bot
                .source_language
                .as_ref()
                .and_then(|words| words.value.parse().ok())
                .or_else(|| languages.first().map(|language| language.tag.clone()))?,
            default: languages.first()?.tag.clone(),
            languages,
            branches,
            checks,
            check_offer: check_offer?,
            sticker_set,
            campaigns,
            silence_days: days.value,
            complaints,
        })
    }

    fn languages(&mut self, source: &Source, raw: &[raw::Language]) -> Vec<Language> {
        let mut languages = Vec::new();
        let mut claimed: BTreeSet<&str> = raw
            .iter()
            .map(|language| language.tag.value.as_str())
            .collect();
        for (at, language) in raw.iter().enumerate() {
            let Some(tag) = self.name::<Lang>(source, &language.tag) else {
                continue;
            };
            if raw
                .iter()
                .take(at)
                .any(|other| other.tag.value == language.tag.value)
            {
                self.problems
                    .doubled_name(source.at(&language.tag), "language", tag.as_str());
                continue;
            }
            for also in &language.also {
                if self.name::<Lang>(source, also).is_some() && !claimed.insert(&also.value) {
                    self.problems
                        .doubled_name(source.at(also), "language", &also.value);
                }
            }
            let name = self
                .line(source, &language.name, 40, "a language's name")
                .unwrap_or_default();
            let also = language
                .also
                .iter()
                .map(|also| also.value.clone())
                .collect();
            languages.push(Language {
                tag,
                name,
                also,
                scope: self.scope(source, language),
                falls_back_to: Vec::new(),
            });
        }
        self.stand_ins(source, raw, &mut languages);
        if languages.is_empty() {
            self.problems.no_languages(&source.path);
        }
        languages
    }

    /// Names of which each may stand once.
    pub(super) fn distinct<T>(&mut self, source: &Source, raw: &[Words], what: &str) -> Vec<T>
    where
        T: std::str::FromStr<Err = crate::content::BadName> + PartialEq,
    {
        let mut names = Vec::new();
        for words in raw {
            match self.name::<T>(source, words) {
                Some(name) if names.contains(&name) => {
                    self.problems
                        .doubled_name(source.at(words), what, &words.value);
                }
                Some(name) => names.push(name),
                None => {}
            }
        }
        names
    }

    /// A language of the content.
    pub(super) fn language(&mut self, source: &Source, words: &Words) -> Option<Lang> {
        let found = self
            .langs
            .iter()
            .find(|lang| lang.as_str() == words.value)
            .cloned();
        if found.is_none() {
            let known = self.langs.iter().map(Lang::as_str);
            self.problems
                .unknown_language(source.at(words), &words.value, known);
        }
        found
    }

    fn sticker_set(&mut self, source: &Source, set: &Words) -> String {
        let fits = set.value.len() <= LONGEST_SET
            && set.value.starts_with(|c: char| c.is_ascii_lowercase())
            && set
                .value
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            && !set.value.contains("__");
        if !fits {
            self.problems
                .bad_sticker_set(source.at(set), &set.value, LONGEST_SET);
        }
        set.value.clone()
    }

    fn campaigns(&mut self, source: &Source, raw: &[Words]) -> Vec<String> {
        self.distinct::<BranchId>(source, raw, "campaign")
            .into_iter()
            .map(String::from)
            .collect()
    }

    fn complaints(&mut self, source: &Source, raw: &[raw::Complaint]) -> Vec<Complaint> {
        let ids: Vec<&Words> = raw.iter().map(|complaint| &complaint.id).collect();
        for (at, id) in ids.iter().enumerate() {
            self.name::<BranchId>(source, id);
            if ids.iter().take(at).any(|other| other.value == id.value) {
                self.problems
                    .doubled_name(source.at(id), "complaints body", &id.value);
            }
        }
        raw.iter()
            .filter_map(|complaint| {
                Some(Complaint {
                    id: complaint.id.value.clone(),
                    web: self.address(source, &complaint.web),
                    source: self.source(source, &complaint.source),
                    checked_on: self.checked(source, &complaint.checked_on, &complaint.id.value)?,
                })
            })
            .collect()
    }
}
