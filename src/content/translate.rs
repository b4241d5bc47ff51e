//! The work of translators: what is missing or stale goes out as PO, comes back checked entry by
//! entry, and is put into the files so that nothing else in them changes. Which source each
//! translation was made from is kept, so that a change of the source is seen.

mod import;
mod po;
mod record;
mod sheet;
#[cfg(test)]
mod tests;
mod work;

use self::po::{Entry, Po};
use self::record::{Record, hash};
use self::work::{State, Work};
use super::ids::Lang;
use super::load::Files;

pub use self::import::{Complaint, Imported, import};

/// Which texts go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Those that have no translation.
    Missing,
    /// Those whose source has changed since they were translated.
    Stale,
    /// Both.
    ToDo,
    /// All.
    All,
}

/// What went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The PO file.
    pub po: String,
    /// Texts without a translation in it.
    pub missing: usize,
    /// Texts with one to be looked at again.
    pub stale: usize,
    /// All texts in it.
    pub texts: usize,
}

/// Texts of a language for a translator, as PO.
///
/// # Errors
/// In words for editors, if the content does not know the language or cannot be read.
pub fn export(files: &Files, lang: &str, choice: Choice) -> Result<Exported, String> {
    let work = Work::of(files, lang)?;
    let chosen = |state: State| match choice {
        Choice::Missing => state == State::Missing,
        Choice::Stale => state == State::Stale,
        Choice::ToDo => matches!(state, State::Missing | State::Stale),
        Choice::All => true,
    };
    let units: Vec<_> = work
        .units
        .iter()
        .filter(|unit| chosen(unit.state))
        .collect();
    let count = |state: State| units.iter().filter(|unit| unit.state == state).count();
    let entries = units.iter().map(|unit| Entry {
        notes: unit.notes(&work.lang),
        place: format!("text/{}/{}:{}", work.source, unit.file, unit.line),
        fuzzy: unit.state == State::Stale,
        context: unit.name(),
        source: unit.source.clone(),
        target: unit
            .target
            .as_deref()
            .unwrap_or_default()
            .trim_end()
            .to_owned(),
        line: 0,
    });
    let po = Po {
        lang: lang.to_owned(),
        entries: entries.collect(),
    };
    Ok(Exported {
        po: po.write(work.source.as_str()),
        missing: count(State::Missing),
        stale: count(State::Stale),
        texts: units.len(),
    })
}

/// What was written down as up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The record's file and its new content; none if nothing has changed.
    pub file: Option<(String, Vec<u8>)>,
    /// Texts written down.
    pub texts: usize,
    /// Texts that stay stale.
    pub stale: usize,
}

/// Writes down which source the translations of a language were made from: of those not written
/// down yet, and of those changed together with their source. What is stale stays so, unless it
/// is named: by the beginning of its name, or by `*` for all.
///
/// # Errors
/// In words for editors, if the content does not know the language or cannot be read.
pub fn settle(files: &Files, lang: &str, named: &[String]) -> Result<Settled, String> {
    let mut work = Work::of(files, lang)?;
    let before = Record::of(files, &work.lang)?;
    let is_named = |name: &str| {
        named
            .iter()
            .any(|begin| begin == "*" || name.starts_with(begin.as_str()))
    };
    let (mut texts, mut stale) = (0, 0);
    let units = std::mem::take(&mut work.units);
    for unit in &units {
        let name = unit.name();
        let Some(target) = &unit.target else { continue };
        let own = hash(target);
        let again = match unit.state {
            State::Missing => false,
            State::Unfollowed | State::Touched => true,
            // the words of the translation were made better, from the same source
            State::Settled => work
                .record
                .get(&unit.file, &name)
                .is_some_and(|(_, old)| old != own),
            State::Stale if is_named(&name) => true,
            State::Stale => {
                stale += 1;
                false
            }
        };
        if again {
            texts += 1;
            work.record.put(&unit.file, name, hash(&unit.source), own);
        }
    }
    work.record.keep(|name| {
        units
            .iter()
            .any(|unit| unit.target.is_some() && unit.name() == name)
    });
    let written = work.record.write(&work.lang).into_bytes();
    let changed = work.record != before;
    Ok(Settled {
        file: changed.then(|| (Record::path(&work.lang), written)),
        texts,
        stale,
    })
}

/// How the translations of a language stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The language.
    pub lang: Lang,
    /// Names of texts whose source has changed since they were translated.
    pub stale: Vec<String>,
    /// Texts of which it is not known from which source they were made.
    pub unfollowed: usize,
}

/// The same for each language that is translated; those that cannot be read are left out.
#[must_use]
pub fn progress(files: &Files, langs: &[Lang]) -> Vec<Progress> {
    let works = langs
        .iter()
        .filter_map(|lang| Work::of(files, lang.as_str()).ok());
    works
        .map(|work| {
            let of = |state: State| work.units.iter().filter(move |unit| unit.state == state);
            Progress {
                stale: of(State::Stale).map(work::Unit::name).collect(),
                unfollowed: of(State::Unfollowed).count(),
                lang: work.lang.clone(),
            }
        })
        .collect()
}
