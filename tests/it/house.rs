//! The walls of the house: who may name whom, what pure rooms never touch, and that the map tells
//! the truth. Reads the sources as text, so a wall that falls is found before anybody misses it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use safe_migration_bot::telegram::receive::routes::ALLOWED_UPDATES;

/// Each room, and the rooms it may name besides itself.
const ROOMS: [(&str, &[&str]); 19] = [
    ("content", &[]),
    ("model", &["content"]),
    ("conversation", &["content", "model"]),
    ("desk", &["content", "model"]),
    ("drawing", &[]),
    ("poster", &["drawing"]),
    ("stickers", &["content", "drawing"]),
    ("statistics", &["content", "drawing", "model"]),
    ("staff", &["content", "model", "statistics"]),
    ("privacy", &["model"]),
    ("store", &["content", "model", "privacy"]),
    (
        "turn",
        &[
            "content",
            "conversation",
            "desk",
            "model",
            "ops",
            "privacy",
            "staff",
            "store",
        ],
    ),
    (
        "telegram",
        &[
            "content",
            "conversation",
            "desk",
            "model",
            "ops",
            "privacy",
            "staff",
            "statistics",
            "stickers",
            "store",
            "turn",
        ],
    ),
    ("preview", &[]),
    ("editor", &["content", "conversation", "model", "ops"]),
    (
        "ops",
        &[
            "content",
            "conversation",
            "model",
            "privacy",
            "statistics",
            "store",
            "turn",
        ],
    ),
    ("settings", &["content", "model"]),
    (
        "bot",
        &[
            "content",
            "conversation",
            "desk",
            "model",
            "ops",
            "privacy",
            "settings",
            "statistics",
            "store",
            "telegram",
            "turn",
        ],
    ),
    (
        "cli",
        &[
            "bot",
            "content",
            "conversation",
            "desk",
            "editor",
            "model",
            "ops",
            "poster",
            "preview",
            "privacy",
            "settings",
            "staff",
            "statistics",
            "stickers",
            "store",
            "telegram",
            "turn",
        ],
    ),
];

/// Rooms that are given the time and the files, and wait for nothing.
const PURE: [&str; 9] = [
    "model",
    "conversation",
    "desk",
    "content",
    "statistics",
    "drawing",
    "poster",
    "stickers",
    "staff",
];
/// Where content meets its folder and the day.
const EDGES: [&str; 3] = ["content/load.rs", "content/reload.rs", "content/mod.rs"];
/// What pure rooms never name.
const IMPURE: [&str; 8] = [
    "async fn",
    "tokio",
    "sqlx",
    "teloxide",
    "std::fs",
    "std::env",
    "SystemTime",
    "Timestamp::now",
];

/// Lines a file may have, its unit tests included.
const LONGEST_FILE: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            files.push(path);
        }
    }
}

/// One file of `src/`, by its path below it.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// `conversation` for `conversation/render/mod.rs`, `turn` for `turn.rs`.
    fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// The product's own lines: no comments, no unit tests (they stand last, in a `mod tests`).
    fn code(&self) -> String {
        let product = self.text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        product
            .lines()
            .map(|line| line.split("//").next().unwrap())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Files of tests that stand beside the code.
    fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("tests.rs")
    }
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    assert!(files.len() > 100, "the sources stand in src/");
    files
        .into_iter()
        .map(|file| Source {
            path: file.strip_prefix(&src).unwrap().display().to_string(),
            text: fs::read_to_string(&file).unwrap(),
        })
        .collect()
}

/// The names that follow `mark` in a text, as far as letters, digits and `_` go.
fn names_after<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(mark).map(move |(at, _)| {
        let rest = &text[at + mark.len()..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        &rest[..end.unwrap_or(rest.len())]
    })
}

/// Whether a name stands in a text as a whole.
fn names(text: &str, name: &str) -> bool {
    let part_of_a_name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(name).any(|(at, _)| {
        !part_of_a_name(text[..at].chars().next_back())
            && !part_of_a_name(text[at + name.len()..].chars().next())
    })
}

#[test]
fn every_room_names_only_the_rooms_it_may() {
    for source in sources() {
        let room = source.room();
        if room == "lib" || room == "main" {
            continue;
        }
        let (_, allowed) = ROOMS
            .iter()
            .find(|(name, _)| *name == room)
            .unwrap_or_else(|| panic!("src/{}: a new room needs its wall here", source.path));
        for other in names_after(&source.code(), "crate::") {
            assert!(
                other == room || allowed.contains(&other),
                "src/{} names `crate::{other}`; {room} may name {allowed:?}, one `use` a room",
                source.path
            );
        }
    }
}

#[test]
fn pure_rooms_touch_neither_clock_nor_network_nor_files() {
    for source in sources() {
        let edge = EDGES.contains(&source.path.as_str());
        if !PURE.contains(&source.room()) || edge || source.is_test() {
            continue;
        }
        for word in IMPURE {
            assert!(
                !names(&source.code(), word),
                "src/{} names `{word}`: take it as an argument",
                source.path
            );
        }
    }
}

#[test]
fn teloxide_is_known_to_one_room_and_sql_to_another() {
    for source in sources() {
        let code = source.code();
        // The start of the bot makes the client; the preview's tests try the real one against it.
        let knows_teloxide = ["telegram", "bot"].contains(&source.room()) || source.is_test();
        assert!(
            knows_teloxide || !code.contains("teloxide::"),
            "src/{} names teloxide",
            source.path
        );
        assert!(
            source.room() == "store" || !code.contains("sqlx::"),
            "src/{} names sqlx",
            source.path
        );
    }
}

#[test]
fn only_the_turn_decides() {
    for source in sources() {
        let code = source.code();
        let calls = [
            ("conversation::decide", "turn/load.rs"),
            ("desk::decide", "turn/load.rs"),
            ("desk::case_event", "turn/load.rs"),
            ("staff::decide", "turn/staff.rs"),
        ];
        let decides = |(call, place): &(&str, &str)| code.contains(call) && source.path != *place;
        assert!(
            !calls.iter().any(decides),
            "src/{} decides past the one transaction",
            source.path
        );
    }
}

#[test]
fn every_file_says_what_it_is_for_and_none_is_too_long() {
    for source in sources() {
        assert!(
            source.text.starts_with("//!"),
            "src/{} opens with `//!`: what it is for, what it must never do",
            source.path
        );
        let lines = source.text.lines().count();
        assert!(
            lines <= LONGEST_FILE,
            "src/{} has {lines} lines: split it by meaning",
            source.path
        );
    }
}

#[test]
fn we_ask_telegram_for_exactly_what_the_routes_listen_to() {
    let routes = fs::read_to_string(root().join("src/telegram/receive/routes.rs")).unwrap();
    let heard: BTreeSet<&str> = names_after(&routes, "Update::filter_")
        // teloxide says `message_reaction_updated` where Telegram says `message_reaction`.
        .map(|name| name.strip_suffix("_updated").unwrap_or(name))
        .collect();
    assert_eq!(heard, BTreeSet::from(ALLOWED_UPDATES));
}

#[test]
fn every_invariant_of_the_map_names_a_test_that_exists() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let section = map
        .split("## Architecture invariants")
        .nth(1)
        .and_then(|rest| rest.split("\n## ").next())
        .expect("ARCHITECTURE.md has a section `Architecture invariants`");
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    rust_files(&root().join("tests"), &mut files);
    let all: String = files
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let functions: BTreeSet<&str> = names_after(&all, "fn ").collect();
    let invariants: Vec<&str> = section.split("\n- ").skip(1).collect();
    assert!(invariants.len() >= 10, "{} invariants", invariants.len());
    for invariant in invariants {
        let (_, kept_by) = invariant
            .rsplit_once("Kept by")
            .unwrap_or_else(|| panic!("no test keeps this: {invariant}"));
        let tests: Vec<&str> = kept_by.split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "no test keeps this: {invariant}");
        for test in tests {
            let name = test.rsplit("::").next().unwrap();
            assert!(functions.contains(name), "there is no test `{test}`");
        }
    }
}

#[test]
fn every_file_that_the_map_names_is_there() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut files = Vec::new();
    for dir in ["src", "tests", "benches"] {
        rust_files(&root().join(dir), &mut files);
    }
    let named: Vec<&str> = map
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| name.ends_with(".rs"))
        .collect();
    assert!(named.len() > 50, "the map names its files");
    for name in named {
        assert!(
            files.iter().any(|file| file.ends_with(name)),
            "the map names `{name}`, which is not there"
        );
    }
}

/// Whoever watches the bot finds every figure in the README, and finds it in `/metrics` before it
/// has ever changed.
#[test]
fn every_figure_stands_in_the_readme_and_is_born_at_the_start() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let health = fs::read_to_string(root().join("src/ops/health.rs")).unwrap();
    let mut figures = BTreeSet::new();
    for source in sources() {
        let code = source.code();
        for mark in ["counter!(\"", "gauge!(\""] {
            figures.extend(names_after(&code, mark).map(str::to_owned));
        }
    }
    assert!(figures.len() > 15, "{figures:?}");
    for figure in figures {
        assert!(
            readme.contains(&format!("`{figure}`")),
            "README: `{figure}`"
        );
        let described = format!("(\"{figure}\",");
        let on_lines = format!("        \"{figure}\",");
        assert!(
            health.contains(&described) || health.contains(&on_lines),
            "src/ops/health.rs describes no `{figure}`"
        );
    }
}
