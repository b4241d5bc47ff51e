//! What comes back from a translator: every entry is looked at, then the whole content with all
//! of them in it. Either all is taken, or nothing, and each thing that is wrong is told by entry.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

use super::po::{Entry, Po};
use super::record::{Record, hash};
use super::sheet::Sheet;
use super::work::{State, Unit, Work};
use crate::content::check;
use crate::content::load::Files;
use crate::content::markup;
use crate::content::message::{Hole, holes};
use crate::content::problems::{Problem, Severity};

/// Something wrong with an entry of a PO file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The line of the PO file, from 1; 0 for the file as a whole.
    pub line: usize,
    /// The name of the entry; empty for the file as a whole.
    pub entry: String,
    /// What is wrong, and what to do.
    pub what: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.entry.as_str()) {
            (0, _) => f.write_str(&self.what),
            (line, "") => write!(f, "line {line}: {}", self.what),
            (line, entry) => write!(f, "line {line}, {entry}: {}", self.what),
        }
    }
}

/// What a PO file changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The language.
    pub lang: String,
    /// Files and their new content, by path.
    pub files: Vec<(String, Vec<u8>)>,
    /// Texts that are new or other than before.
    pub changed: usize,
    /// Texts that were stale and stay as they are: somebody has looked.
    pub confirmed: usize,
    /// Entries without a translation.
    pub empty: usize,
    /// Entries still marked as to be looked at; nothing was taken from them.
    pub fuzzy: usize,
    /// Entries made from a source that has changed meanwhile: taken, and stale already.
    pub overtaken: usize,
}

/// Reads a PO file and works out what it changes; nothing is written.
///
/// # Errors
/// With everything that is wrong, by entry.
pub fn import(files: &Files, po: &str, today: Date) -> Result<Imported, Vec<Complaint>> {
    let whole = |what: String| {
        vec![Complaint {
            line: 0,
            entry: String::new(),
            what,
        }]
    };
    let po = Po::read(po).map_err(|broken| {
        vec![Complaint {
            line: broken.line,
            entry: String::new(),
            what: broken.what,
        }]
    })?;
    let work = Work::of(files, &po.lang).map_err(whole)?;
    let mut taken = Taken::new(&work);
    for entry in &po.entries {
        taken.take(entry);
    }
    taken.finish(files, today)
}

/// An import under way.
struct Taken<'a> {
    work: &'a Work,
    units: BTreeMap<String, &'a Unit>,
    sheets: BTreeMap<String, Sheet>,
    record: Record,
    /// Entries whose text is put in: name, line.
    put: Vec<(&'a Unit, usize)>,
    complaints: Vec<Complaint>,
    imported: Imported,
}

impl<'a> Taken<'a> {
    fn new(work: &'a Work) -> Self {
        Self {
            work,
            units: work.units.iter().map(|unit| (unit.name(), unit)).collect(),
            sheets: BTreeMap::new(),
            record: work.record.clone(),
            put: Vec::new(),
            complaints: Vec::new(),
            imported: Imported {
                lang: work.lang.to_string(),
                files: Vec::new(),
                changed: 0,
                confirmed: 0,
                empty: 0,
                fuzzy: 0,
                overtaken: 0,
            },
        }
    }

    fn complain(&mut self, entry: &Entry, what: impl Into<String>) {
        self.complaints.push(Complaint {
            line: entry.line,
            entry: entry.context.clone(),
            what: what.into(),
        });
    }

    fn take(&mut self, entry: &Entry) {
        let Some(unit) = self.units.get(&entry.context).copied() else {
            return self.complain(
                entry,
                "there is no such text to translate any more: export again",
            );
        };
        if self.put.iter().any(|(other, _)| std::ptr::eq(*other, unit)) {
            return self.complain(entry, "this text stands here twice: keep one");
        }
        let target = entry.target.replace("\r\n", "\n");
        let target = target.trim_end();
        if target.trim().is_empty() {
            self.imported.empty += 1;
            return;
        }
        if entry.fuzzy {
            self.imported.fuzzy += 1;
            return;
        }
        let faults = faults(unit, entry, target);
        if !faults.is_empty() {
            for what in faults {
                self.complain(entry, what);
            }
            return;
        }
        let same = unit.target.as_deref().map(str::trim_end) == Some(target);
        if same && unit.state == State::Stale {
            self.imported.confirmed += 1;
        } else if !same && !self.put_in(unit, entry, target) {
            return;
        }
        self.put.push((unit, entry.line));
        if !same || unit.state == State::Stale {
            let source = hash(&entry.source);
            self.imported.overtaken += usize::from(source != hash(&unit.source));
            self.record
                .put(&unit.file, unit.name(), source, hash(target));
        }
    }

    /// Into the file of the language, which may be new.
    fn put_in(&mut self, unit: &Unit, entry: &Entry, target: &str) -> bool {
        let work = self.work;
        let Some((source, there)) = work.sheets.get(&unit.file) else {
            return false;
        };
        let path = format!("text/{}/{}", work.lang, unit.file);
        let sheet = match self.sheets.remove(&unit.file) {
            Some(sheet) => Some(sheet),
            None => there
                .clone()
                .or_else(|| Sheet::empty(&path, work.lang.as_str())),
        };
        let value = if unit.block {
            format!("{target}\n")
        } else {
            target.to_owned()
        };
        let place = unit.place(&work.lang);
        let new = sheet
            .as_ref()
            .and_then(|sheet| sheet.with(&place, &value, source));
        let done = new.is_some();
        if let Some(sheet) = new.or(sheet) {
            self.sheets.insert(unit.file.clone(), sheet);
        }
        if done {
            self.imported.changed += 1;
        } else {
            self.complain(entry, format!("{path} is written in a way that cannot be edited here: change this text in the file itself"));
        }
        done
    }

    /// Everything in its place: is the content as good as before?
    fn finish(mut self, files: &Files, today: Date) -> Result<Imported, Vec<Complaint>> {
        let mut after = files.clone();
        for sheet in self.sheets.values() {
            after.insert(sheet.path(), sheet.text().as_bytes().to_vec().into());
        }
        if !self.sheets.is_empty() {
            self.look_again(files, &after, today);
        }
        if !self.complaints.is_empty() {
            self.complaints.sort_by_key(|complaint| complaint.line);
            return Err(self.complaints);
        }
        let written = self.sheets.values();
        let mut changed: Vec<(String, Vec<u8>)> = written
            .map(|sheet| (sheet.path().to_owned(), sheet.text().as_bytes().to_vec()))
            .collect();
        if self.record != self.work.record {
            let record = self.record.write(&self.work.lang);
            changed.push((Record::path(&self.work.lang), record.into_bytes()));
        }
        self.imported.files = changed;
        Ok(self.imported)
    }

    /// Errors that were not there before. While a language is unfinished, what it still lacks is
    /// no fault of this file; when it was whole, it must stay so.
    fn look_again(&mut self, before: &Files, after: &Files, today: Date) {
        let old = check::all(before, today).problems;
        let new = check::all(after, today).problems;
        let was_whole = old.can_be_shown();
        let known: BTreeSet<&str> = old.errors().map(Problem::what).collect();
        let worse = new.errors().filter(|problem| {
            problem.severity() == Severity::Error
                && !known.contains(problem.what())
                && (was_whole || !problem.is_gap())
        });
        for problem in worse {
            let entry = self.entry_at(problem);
            let (line, name) = entry.map_or((0, String::new()), |(unit, line)| (line, unit.name()));
            self.complaints.push(Complaint {
                line,
                entry: name,
                what: problem.to_string().trim_end().to_owned(),
            });
        }
    }

    /// The entry whose text stands where the problem is.
    fn entry_at(&self, problem: &Problem) -> Option<(&'a Unit, usize)> {
        let line = problem.at().line()?;
        let sheet = self
            .sheets
            .values()
            .find(|sheet| sheet.path() == problem.at().path())?;
        let leaves = sheet.leaves();
        let leaf = leaves.iter().find(|leaf| leaf.lines.contains(&line))?;
        let of = |(unit, _): &&(&'a Unit, usize)| unit.place(&self.work.lang) == leaf.path;
        self.put.iter().find(of).copied()
    }
}

/// What a translation must keep of its source, and does not.
fn faults(unit: &Unit, entry: &Entry, target: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let names = |text: &str| -> BTreeSet<String> {
        let found = holes(text).into_iter();
        found
            .filter_map(|(_, hole)| match hole {
                Hole::Named(name) => Some(name.to_owned()),
                Hole::Unbalanced => None,
            })
            .collect()
    };
    let (wanted, found) = (names(&entry.source), names(target));
    // a plural form may say its number in a word: "one day"
    let lost = wanted
        .difference(&found)
        .filter(|name| unit.class.is_none() || *name != "n");
    faults.extend(lost.map(|name| format!("{{{name}}} of the source is missing")));
    faults.extend(
        found
            .difference(&wanted)
            .filter(|name| *name != "n")
            .map(|name| {
                format!("{{{name}}} does not stand in the source: placeholders are not translated")
            }),
    );
    let links = |text: &str| -> BTreeSet<String> {
        let html = markup::html(text).unwrap_or_default();
        let links = html.split("<a href=\"").skip(1);
        links
            .filter_map(|rest| rest.split('"').next())
            .map(markup::plain)
            .collect()
    };
    if unit.block {
        let (wanted, found) = (links(&entry.source), links(target));
        faults.extend(found.difference(&wanted).map(|link| {
            format!(
                "the link {link} does not stand in the source: links lead where the source's lead"
            )
        }));
        faults.extend(
            wanted
                .difference(&found)
                .map(|link| format!("the link {link} of the source is missing")),
        );
    }
    faults
}
