//! What there is to translate into one language: each text of the source language that it
//! promises or has, how it stands, and what a translator must know of it.

use std::collections::{BTreeMap, BTreeSet};

use icu_plurals::PluralCategory;

use super::record::{Record, hash};
use super::sheet::Sheet;
use crate::content::Scope;
use crate::content::check::{CLASSES, room_for};
use crate::content::ids::Lang;
use crate::content::keys::{Placeholder, Room, Text};
use crate::content::load::{Files, Raw};
use crate::content::message::{class_name, rules};
use crate::content::problems::Problems;

/// Files of a language that are no branch, in the order of the work.
const FILES: [&str; 6] = [
    "interface.yaml",
    "hotlines.yaml",
    "complaints.yaml",
    "checks.yaml",
    "desk.yaml",
    REPORTS,
];
/// Words of the reports for staff.
const REPORTS: &str = "statistics.yaml";
/// Up to here numbers are tried as examples of a plural form.
const TRIED: u32 = 30;

/// How a translation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// There is none.
    Missing,
    /// The source has changed since it was made.
    Stale,
    /// It is not known which source it was made from.
    Unfollowed,
    /// Source and translation have both changed since it was written down: taken for up to date.
    Touched,
    /// It was made from the source as it is.
    Settled,
}

/// One text to translate.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub file: String,
    /// Below the language.
    pub path: Vec<String>,
    /// A plural form of the language.
    pub class: Option<PluralCategory>,
    /// Without the line end.
    pub source: String,
    /// Written as a block of lines.
    pub block: bool,
    pub line: usize,
    pub target: Option<String>,
    pub state: State,
    pub promised: bool,
}

impl Unit {
    /// Its name, such as `interface.yaml case.ended [few]`.
    pub fn name(&self) -> String {
        let class = self.class.map(|class| format!(" [{}]", class_name(class)));
        format!(
            "{} {}{}",
            self.file,
            self.path.join("."),
            class.unwrap_or_default()
        )
    }

    /// Where it stands below the language, plural form and all.
    pub fn place<'a>(&'a self, lang: &'a Lang) -> Vec<&'a str> {
        let mut place = vec![lang.as_str()];
        place.extend(self.path.iter().map(String::as_str));
        place.extend(self.class.map(class_name));
        place
    }

    /// What a translator must know.
    pub fn notes(&self, lang: &Lang) -> Vec<String> {
        let text = text_of(&self.file, &self.path);
        let mut notes = Vec::new();
        let parts: Vec<&str> = self.path.iter().map(String::as_str).collect();
        if let Some(room) = room_for(&self.file, &parts, text) {
            notes.push(format!("At most {room} characters."));
        }
        if text.map_or(self.block, |text| text.room() == Room::Message) {
            notes.push(
                "Paragraphs, **bold**, _italic_, lists and [links](https://…) may be used."
                    .to_owned(),
            );
        } else {
            notes.push("Plain text of one line.".to_owned());
        }
        let holes = text.map_or(&[][..], |text| text.placeholders());
        if !holes.is_empty() {
            let holes: Vec<String> = holes
                .iter()
                .map(|hole| format!("{{{}}}", hole.name()))
                .collect();
            notes.push(format!("May hold {}.", holes.join(", ")));
        }
        notes.extend(self.class.and_then(|class| examples(lang, class)));
        notes
    }
}

/// All work for one language.
pub(super) struct Work {
    pub lang: Lang,
    pub source: Lang,
    pub units: Vec<Unit>,
    /// By file: the source, and what stands in the language.
    pub sheets: BTreeMap<String, (Sheet, Option<Sheet>)>,
    pub record: Record,
}

impl Work {
    /// Looks at all files.
    ///
    /// # Errors
    /// In words for editors, if the content does not know the language or cannot be read.
    pub fn of(files: &Files, tag: &str) -> Result<Self, String> {
        let raw = Raw::read(files, &mut Problems::default());
        let Some(bot) = &raw.bot else {
            return Err("bot.yaml cannot be read: run `content check`".to_owned());
        };
        let bot = &bot.value;
        let known = |tag: &str| {
            bot.languages
                .iter()
                .find(|language| language.tag.value == tag)
        };
        let Some(language) = known(tag) else {
            return Err(format!(
                "the language `{tag}` does not stand in bot.yaml: add it to `languages` first"
            ));
        };
        let first = bot.languages.first().map(|language| &language.tag.value);
        let source = bot
            .source_language
            .as_ref()
            .map(|words| &words.value)
            .or(first);
        let source = source.map_or("", String::as_str);
        if source == tag {
            return Err(format!(
                "`{tag}` is the language others are translated from"
            ));
        }
        let (Ok(lang), Ok(source)) = (tag.parse::<Lang>(), source.parse::<Lang>()) else {
            return Err(format!("`{tag}` is no language code"));
        };
        let scope = language.scope.as_ref().map(|words| words.value.as_str());
        let scope = Scope::ALL
            .into_iter()
            .find(|known| Some(known.name()) == scope);
        let core = raw.branches.iter().filter(|(_, branch)| branch.value.core);
        let core: BTreeSet<String> = core.map(|(name, _)| format!("{name}.yaml")).collect();
        let branches = bot
            .branches
            .iter()
            .map(|name| format!("{}.yaml", name.value));
        let names: Vec<String> = FILES
            .map(str::to_owned)
            .into_iter()
            .chain(branches)
            .collect();
        let mut work = Self {
            record: Record::of(files, &lang)?,
            lang,
            source,
            units: Vec::new(),
            sheets: BTreeMap::new(),
        };
        for name in names {
            let promise = Promise {
                scope: scope.unwrap_or_default(),
                core: &core,
            };
            work.look_at(files, name, &promise)?;
        }
        Ok(work)
    }

    fn look_at(
        &mut self,
        files: &Files,
        name: String,
        promise: &Promise<'_>,
    ) -> Result<(), String> {
        let sheet = |lang: &Lang| -> Result<Option<Sheet>, String> {
            let path = format!("text/{lang}/{name}");
            let Some(bytes) = files.get(&path) else {
                return Ok(None);
            };
            let sheet = Sheet::read(&path, bytes);
            sheet
                .map(Some)
                .ok_or(format!("{path} cannot be read: run `content check`"))
        };
        let Some(source) = sheet(&self.source)? else {
            return Ok(());
        };
        let target = sheet(&self.lang)?;
        let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
        for leaf in source.leaves() {
            let path: Vec<String> = leaf
                .path
                .iter()
                .skip(1)
                .map(|part| (*part).to_owned())
                .collect();
            let plural = plural_of(&source, &name, &path);
            if !seen.insert(plural.clone().unwrap_or_else(|| path.clone())) {
                continue;
            }
            let found = self.units_at(&name, &path, plural.as_deref(), (&source, target.as_ref()));
            for mut unit in found {
                unit.promised = promise.holds(&unit);
                unit.line = leaf.lines.start;
                if unit.promised || unit.target.is_some() {
                    unit.state = self.state(&unit);
                    self.units.push(unit);
                }
            }
        }
        self.sheets.insert(name, (source, target));
        Ok(())
    }

    /// One unit, or one for each plural form of the language.
    fn units_at(
        &self,
        file: &str,
        path: &[String],
        plural: Option<&[String]>,
        (source, target): (&Sheet, Option<&Sheet>),
    ) -> Vec<Unit> {
        let at = |sheet: &Sheet, lang: &Lang, path: &[String], form: Option<&str>| {
            let mut place = vec![lang.as_str()];
            place.extend(path.iter().map(String::as_str));
            place.extend(form);
            sheet.get(&place).map(str::to_owned)
        };
        let unit = |path: &[String], class: Option<PluralCategory>, source: String| Unit {
            file: file.to_owned(),
            path: path.to_vec(),
            class,
            block: source.ends_with('\n') || source.contains('\n'),
            source: source.trim_end().to_owned(),
            line: 0,
            target: target.and_then(|sheet| at(sheet, &self.lang, path, class.map(class_name))),
            state: State::Missing,
            promised: true,
        };
        let path = plural.unwrap_or(path);
        let single = at(source, &self.source, path, None);
        let forms = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| at(source, &self.source, path, Some(name)))
        };
        let there_single = target.is_some_and(|sheet| at(sheet, &self.lang, path, None).is_some());
        let there_forms = target.is_some_and(|sheet| {
            let mut place = vec![self.lang.as_str()];
            place.extend(path.iter().map(String::as_str));
            !sheet.below(&place).is_empty()
        });
        let may_be_plural = plural.is_some() || text_of(file, path).is_some_and(is_counted);
        let as_forms = may_be_plural && !there_single && (single.is_none() || there_forms);
        if !as_forms {
            let words = single.or_else(|| forms(&["many", "other"]));
            return words
                .map(|words| unit(path, None, words))
                .into_iter()
                .collect();
        }
        let classes: Vec<PluralCategory> = rules(&self.lang)
            .map(|rules| rules.categories().collect())
            .unwrap_or_default();
        let wanted = CLASSES.into_iter().filter(|class| classes.contains(class));
        wanted
            .filter_map(|class| {
                let words =
                    forms(&[class_name(class), "many", "other"]).or_else(|| single.clone())?;
                Some(unit(path, Some(class), words))
            })
            .collect()
    }

    fn state(&self, unit: &Unit) -> State {
        let Some(target) = &unit.target else {
            return State::Missing;
        };
        match self.record.get(&unit.file, &unit.name()) {
            None => State::Unfollowed,
            Some((source, _)) if source == hash(&unit.source) => State::Settled,
            Some((_, own)) if own != hash(target) => State::Touched,
            Some(_) => State::Stale,
        }
    }
}

/// What a language must have.
struct Promise<'a> {
    scope: Scope,
    /// Files of the branches of the core.
    core: &'a BTreeSet<String>,
}

impl Promise<'_> {
    fn holds(&self, unit: &Unit) -> bool {
        let path: Vec<&str> = unit.path.iter().map(String::as_str).collect();
        match (self.scope, unit.file.as_str(), path.as_slice()) {
            (Scope::Full, ..) => true,
            (
                Scope::Core,
                "interface.yaml" | "hotlines.yaml" | "complaints.yaml" | "checks.yaml",
                _,
            ) => true,
            (Scope::Core, "desk.yaml", path) => {
                matches!(path, ["subjects", _] | ["templates", _, "text"])
            }
            (Scope::Core, file, _) => self.core.contains(file),
        }
    }
}

/// The text of the interface of this name.
fn text_of(file: &str, path: &[String]) -> Option<Text> {
    let key = path.join(".");
    let mut texts = Text::ALL.iter().copied();
    texts.find(|text| text.key() == key && text.file().name() == file)
}

fn is_counted(text: Text) -> bool {
    text.placeholders().contains(&Placeholder::N)
}

/// The name of the text whose plural form this is. Texts of the interface say so by their
/// placeholder; in the words of reports, forms are what stands below a name and nothing else.
fn plural_of(sheet: &Sheet, file: &str, path: &[String]) -> Option<Vec<String>> {
    let (last, parent) = path.split_last()?;
    let is_class = |name: &str| CLASSES.iter().any(|class| class_name(*class) == name);
    if !is_class(last) {
        return None;
    }
    let counted = match text_of(file, parent) {
        Some(text) => is_counted(text),
        None if file == REPORTS => {
            let root = sheet.below(&[]);
            let mut place: Vec<&str> = root.first().copied().into_iter().collect();
            place.extend(parent.iter().map(String::as_str));
            sheet.below(&place).into_iter().all(is_class)
        }
        None => false,
    };
    counted.then(|| parent.to_vec())
}

/// "For 2, 3, 4, 22, 23, 24."
fn examples(lang: &Lang, class: PluralCategory) -> Option<String> {
    let rules = rules(lang)?;
    let numbers = (0..=TRIED).filter(|number| rules.category_for(*number) == class);
    let numbers: Vec<String> = numbers.take(6).map(|number| number.to_string()).collect();
    Some(if numbers.is_empty() {
        "Plural form for fractions, such as 1.5.".to_owned()
    } else {
        format!("Plural form for {} …", numbers.join(", "))
    })
}
