//! Judges what lies on this computer: settings, key, database, content, address. Reads nothing.

use super::Finding;
use super::facts::{Address, Held, KeyFile, Shelf, Shown};
use crate::store::inspect::{Inspected, Owner, Tables};

pub(super) fn settings(complaints: &[String]) -> Vec<Finding> {
    if complaints.is_empty() {
        return vec![Finding::ok("settings", "all can be used")];
    }
    let told = |words: &String| Finding::told("settings", words);
    complaints.iter().map(told).collect()
}

/// A key that is missing is made at the first start, unless there is a database that has one.
pub(super) fn key(key: &KeyFile, database: &Result<Inspected, String>) -> Vec<Finding> {
    let orphaned = matches!(
        database,
        Ok(Inspected::There {
            owner: Owner::Unknown,
            ..
        })
    );
    vec![match key {
        KeyFile::Good => Finding::ok("key", "is there, for its owner alone"),
        KeyFile::Missing if orphaned => Finding::problem(
            "key",
            "there is no key file, but the database has been used with one",
            "put back the file this installation was started with (SECRET_KEY_FILE): without it nothing in this database can be read",
        ),
        KeyFile::Missing => Finding::ok("key", "will be made at the first start"),
        KeyFile::Unusable(words) => Finding::told("key", words),
    }]
}

pub(super) fn database(database: &Result<Inspected, String>) -> Vec<Finding> {
    const ABOUT: &str = "database";
    let (tables, owner, open) = match database {
        Ok(Inspected::Absent) => {
            return vec![Finding::ok(ABOUT, "will be made at the first start")];
        }
        Ok(Inspected::There {
            tables,
            owner,
            open,
        }) => (*tables, *owner, *open),
        Err(why) => {
            return vec![Finding::problem(
                ABOUT,
                why,
                "see that DATABASE_URL names it rightly, that the server runs, and that this user may use it",
            )];
        }
    };
    let mut findings = vec![state(ABOUT, tables)];
    if owner == Owner::Other {
        findings.push(Finding::problem(
            ABOUT,
            "was made with another key",
            "put back the key file it was made with (SECRET_KEY_FILE), or name another, empty database (DATABASE_URL)",
        ));
    }
    if open {
        findings.push(Finding::warning(
            ABOUT,
            "its file can be read by others",
            "`chmod 600` it; the next start does so too",
        ));
    }
    findings
}

fn state(about: &str, tables: Tables) -> Finding {
    match tables {
        Tables::None => Finding::ok(
            about,
            "answers and is empty: its tables will be made at the first start",
        ),
        Tables::Current => Finding::ok(about, "answers, and its tables are up to date"),
        Tables::Behind(changes) => Finding::ok(
            about,
            format!(
                "answers; changes of its tables to be made at the next start: {changes}. Back it up before"
            ),
        ),
        Tables::Ahead => Finding::problem(
            about,
            "has been used by a newer version of this program",
            "run that version, or a newer one",
        ),
        Tables::Damaged => Finding::problem(
            about,
            "a change of its tables broke off, or was not this program's",
            "put back the backup from before it",
        ),
    }
}

pub(super) fn content(shelf: &Shelf) -> Vec<Finding> {
    const ABOUT: &str = "content";
    match shelf {
        Shelf::Unusable(why) => vec![Finding::problem(
            ABOUT,
            why,
            "run `safe-migration-bot content check` and correct what it says",
        )],
        Shelf::Shown(shown) => {
            let mut findings = vec![pages(ABOUT, shown)];
            findings.extend(age(ABOUT, shown));
            findings.extend(review(ABOUT, shown));
            findings.extend(untranslated(ABOUT, shown));
            findings
        }
    }
}

fn pages(about: &str, shown: &Shown) -> Finding {
    let place = match &shown.folder {
        Some(folder) => format!("in {folder}"),
        None => "inside the program".to_owned(),
    };
    let (pages, languages) = (shown.pages, shown.languages.len());
    match shown.broken_pages {
        0 => Finding::ok(
            about,
            format!("{place}: {pages} pages in {languages} languages can be shown whole"),
        ),
        broken => Finding::problem(
            about,
            format!("{place}: pages that cannot be shown whole: {broken} of {pages}"),
            "run `safe-migration-bot content check` and correct what it says",
        ),
    }
}

/// What grows old by itself: the bot hides it or says so, but people are helped less.
fn age(about: &str, shown: &Shown) -> Option<Finding> {
    let Shown {
        errors,
        warnings,
        late,
        hidden,
        ..
    } = shown;
    (errors + warnings + late + hidden > 0).then(|| {
        Finding::warning(
            about,
            format!(
                "errors of its check: {errors}, warnings: {warnings}; facts to be checked again: {late}, numbers hidden from people: {hidden}"
            ),
            "see `safe-migration-bot content check` and `content status`",
        )
    })
}

fn review(about: &str, shown: &Shown) -> Option<Finding> {
    let remedy = "have qualified staff review it; then set `reviewed` at each answer and `starter: false` in bot.yaml";
    match (shown.starter, shown.unreviewed) {
        (true, count) => Some(Finding::warning(
            about,
            format!(
                "is starter content, and says so to people; answers nobody has reviewed: {count}"
            ),
            remedy,
        )),
        (false, 0) => None,
        (false, count) => Some(Finding::warning(
            about,
            format!("answers nobody has reviewed: {count}"),
            remedy,
        )),
    }
}

fn untranslated(about: &str, shown: &Shown) -> Option<Finding> {
    let lacking: Vec<String> = shown
        .languages
        .iter()
        .filter(|(_, there, needed)| there < needed)
        .map(|(language, there, needed)| format!("{language} {there} of {needed}"))
        .collect();
    (!lacking.is_empty()).then(|| {
        Finding::warning(
            about,
            format!("texts that are there: {}", lacking.join(", ")),
            "see `safe-migration-bot content check`",
        )
    })
}

pub(super) fn address(address: &Address) -> Finding {
    const ABOUT: &str = "address";
    let listen = address.listen;
    match &address.held {
        Held::Free => Finding::ok(ABOUT, format!("{listen} is free")),
        Held::ByABot => Finding::ok(ABOUT, format!("a bot is running at {listen}")),
        Held::ByAnother => Finding::problem(
            ABOUT,
            format!("another program listens at {listen}"),
            "name another address with LISTEN, or stop that program",
        ),
        Held::Refused(why) => Finding::problem(
            ABOUT,
            format!("{listen} cannot be listened at: {why}"),
            "name an address of this computer with LISTEN, such as 127.0.0.1:8080",
        ),
    }
}
