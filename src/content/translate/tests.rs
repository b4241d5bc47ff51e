//! Translators' work on the small content of the tests and on our own.

use std::borrow::Cow;
use std::path::Path;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::po::Po;
use super::sheet::Sheet;
use super::*;
use crate::content::{Content, Severity, Status};

const TODAY: Date = date(2026, 11, 23);

fn small() -> Files {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/content");
    Files::read(Path::new(folder)).unwrap()
}

fn text(files: &Files, path: &str) -> String {
    String::from_utf8(files.get(path).unwrap().to_vec()).unwrap()
}

fn edited(files: &Files, path: &str, from: &str, to: &str) -> Files {
    let old = text(files, path);
    assert!(old.contains(from), "{from} stands in {path}");
    let mut files = files.clone();
    files.insert(path, Cow::Owned(old.replacen(from, to, 1).into_bytes()));
    files
}

fn with(files: &Files, written: Vec<(String, Vec<u8>)>) -> Files {
    let mut files = files.clone();
    for (path, bytes) in written {
        files.insert(&path, Cow::Owned(bytes));
    }
    files
}

fn settled(files: &Files, lang: &str, named: &[&str]) -> Files {
    let named: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
    let settled = settle(files, lang, &named).unwrap();
    with(files, settled.file.into_iter().collect())
}

/// The export of a language, with some entries changed.
fn sent(files: &Files, lang: &str, choice: Choice, change: impl Fn(&mut Entry)) -> String {
    let mut po = Po::read(&export(files, lang, choice).unwrap().po).unwrap();
    po.entries.iter_mut().for_each(change);
    po.write("uk")
}

fn complaints(files: &Files, po: &str) -> String {
    let complaints = import(files, po, TODAY).unwrap_err();
    let told: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    told.join("\n")
}

#[test]
fn what_was_not_edited_changes_nothing() {
    for files in [small(), Files::embedded()] {
        let (content, problems) = Content::check(&files, TODAY);
        let content = content.unwrap_or_else(|| panic!("{problems}"));
        for language in content.languages() {
            let lang = language.tag.as_str();
            if language.tag == *content.source_language() {
                assert!(export(&files, lang, Choice::All).is_err());
                continue;
            }
            let exported = export(&files, lang, Choice::All).unwrap();
            assert!(
                exported.texts > 150 && exported.missing == 0,
                "{lang} {exported:?}"
            );
            let imported = import(&files, &exported.po, TODAY).unwrap();
            assert_eq!((imported.changed, imported.files.len()), (0, 0), "{lang}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]
    /// Whatever is edited and taken back leaves every byte as it was: comments, order, layout.
    #[test]
    fn an_edit_touches_its_own_text_alone(chosen in proptest::collection::btree_set(0_usize..150, 1..6)) {
        let files = small();
        let before = export(&files, "en", Choice::All).unwrap().po;
        let mut po = Po::read(&before).unwrap();
        for at in &chosen {
            let target = &mut po.entries[*at].target;
            *target = format!("{target}.");
        }
        let imported = import(&files, &po.write("uk"), TODAY);
        // some have no room for one more sign: then nothing at all is taken
        let Ok(imported) = imported else { return Ok(()) };
        prop_assert_eq!(imported.changed, chosen.len());
        let changed = with(&files, imported.files);
        let other_lines = |path: &str| -> usize {
            let (old, new) = (text(&files, path), text(&changed, path));
            lines_that_differ(&old, &new)
        };
        let lines: usize = files.paths().filter(|path| path.starts_with("text/en/")).map(other_lines).sum();
        prop_assert!(lines <= chosen.len(), "{} lines for {} texts", lines, chosen.len());
        let back = with(&changed, import(&changed, &before, TODAY).unwrap().files);
        for path in files.paths() {
            prop_assert!(files.get(path) == back.get(path), "{}", path);
        }
    }
}

/// How many lines differ between two texts of as many lines.
fn lines_that_differ(old: &str, new: &str) -> usize {
    assert_eq!(old.lines().count(), new.lines().count());
    old.lines().zip(new.lines()).filter(|(a, b)| a != b).count()
}

/// As a translator would: a line in bot.yaml, export, translate, import. No code.
#[test]
fn a_new_language_comes_from_nothing() {
    for (tag, scope, classes) in [
        ("ro", "core", "few"),
        ("de", "full", "other"),
        ("cs", "core", "many"),
    ] {
        let line = "  - {tag: pl, name: \"Polski\"";
        let new = format!("  - {{tag: {tag}, name: \"New\", scope: {scope}}}\n{line}");
        let files = edited(&small(), "bot.yaml", line, &new);
        let exported = export(&files, tag, Choice::ToDo).unwrap();
        assert_eq!(exported.missing, exported.texts);
        assert!(exported.po.contains(&format!("[{classes}]")), "{tag}");
        let po = sent(&files, tag, Choice::Missing, |entry| {
            entry.target = entry.source.clone()
        });
        let imported = import(&files, &po, TODAY).unwrap_or_else(|told| panic!("{told:#?}"));
        assert_eq!(imported.changed, exported.texts);
        let files = with(&files, imported.files);
        let files = edited(
            &files,
            "style.yaml",
            "  pl:\n",
            &format!("  {tag}: [\"vix\"]\n  pl:\n"),
        );
        let files = edited(
            &files,
            "distress.yaml",
            "pl:\n",
            &format!("{tag}:\n  - vix\npl:\n"),
        );
        let leaflet = format!("{tag}: leaflets/en.pdf, pl: leaflets/pl.pdf");
        let files = edited(&files, "bot.yaml", "pl: leaflets/pl.pdf", &leaflet);
        let (content, problems) = Content::check(&files, TODAY);
        assert!(content.is_some() && problems.is_empty(), "{tag} {problems}");
        let status = Status::of(&files, TODAY);
        let own = status
            .languages
            .iter()
            .find(|one| one.lang.as_str() == tag)
            .unwrap();
        assert_eq!((own.there, own.scope.name()), (own.needed, scope));
        let again = export(&files, tag, Choice::ToDo).unwrap();
        assert_eq!((again.texts, again.missing), (0, 0), "{}", again.po);
        let all = export(&files, tag, Choice::All).unwrap();
        assert!(import(&files, &all.po, TODAY).unwrap().files.is_empty());
    }
}

/// What is put into a file that is there already stands where the source has it.
#[test]
fn a_missing_text_is_put_where_it_belongs() {
    let path = "text/en/interface.yaml";
    let files = small();
    let old = text(&files, path);
    let at = old.find("  menu:\n").unwrap();
    let end = at + old[at..].find("  page:\n").unwrap();
    let mut lacking = files.clone();
    let cut = format!("{}{}", &old[..at], &old[end..]);
    lacking.insert(path, Cow::Owned(cut.into_bytes()));
    assert_eq!(export(&lacking, "en", Choice::ToDo).unwrap().missing, 1);
    let po = sent(&lacking, "en", Choice::Missing, |entry| {
        assert_eq!(entry.context, "interface.yaml menu.text");
        entry.target = "What would you like to know?\n\nChoose.".to_owned();
    });
    let imported = import(&lacking, &po, TODAY).unwrap();
    let new = String::from_utf8(imported.files[0].1.clone()).unwrap();
    let put = "  menu:\n    text: |\n      What would you like to know?\n\n      Choose.\n";
    let place = new.find(put).unwrap();
    assert_eq!(
        new.replace(put, ""),
        format!("{}{}", &old[..at], &old[end..])
    );
    assert!(
        new[..place]
            .trim_end()
            .ends_with(old[..at].trim_end().lines().last().unwrap())
    );
}

#[test]
fn a_change_of_the_source_makes_its_translations_stale() {
    let files = settled(&settled(&small(), "en", &[]), "pl", &[]);
    let stale = |files: &Files| -> Vec<String> {
        let all = Status::of(files, TODAY).translations;
        all.iter().flat_map(|one| one.stale.clone()).collect()
    };
    let unfollowed = |files: &Files| -> usize {
        Status::of(files, TODAY)
            .translations
            .iter()
            .map(|one| one.unfollowed)
            .sum()
    };
    assert_eq!((stale(&files).len(), unfollowed(&files)), (0, 0));
    assert!(unfollowed(&small()) > 300);

    let path = "text/uk/help.yaml";
    let source = text(&files, path);
    let title = source
        .lines()
        .find(|line| line.trim().starts_with("title:"))
        .unwrap();
    let files = edited(
        &files,
        path,
        title,
        &format!("{}й\"", title.trim_end_matches('"')),
    );
    assert_eq!(stale(&files), ["help.yaml title"], "pl has no such text");
    assert_eq!(
        stale(&settled(&files, "en", &[])),
        ["help.yaml title"],
        "not by itself"
    );
    assert!(stale(&settled(&files, "en", &["help.yaml"])).is_empty());

    // A translator says that it still fits, or writes it anew; left as "to be looked at" it stays.
    let exported = export(&files, "en", Choice::Stale).unwrap();
    assert_eq!((exported.texts, exported.stale), (1, 1));
    let left = import(&files, &exported.po, TODAY).unwrap();
    assert_eq!((left.fuzzy, left.files.len()), (1, 0));
    for (words, counted) in [(None, (0, 1)), (Some("Other words"), (1, 0))] {
        let po = sent(&files, "en", Choice::Stale, |entry| {
            entry.fuzzy = false;
            entry.target = words.map_or(entry.target.clone(), str::to_owned);
        });
        let imported = import(&files, &po, TODAY).unwrap();
        assert_eq!((imported.changed, imported.confirmed), counted);
        assert!(stale(&with(&files, imported.files)).is_empty());
    }

    // By hand, source and translation together: nobody has to be told.
    let both = edited(&files, "text/en/help.yaml", "Get help", "Find help");
    assert!(stale(&both).is_empty());

    // The source changed while the translator worked: taken, and stale at once.
    let po = sent(&files, "en", Choice::Stale, |entry| {
        entry.fuzzy = false;
        entry.target = "Other words".to_owned();
    });
    let later = edited(&files, path, "й\"", "ж\"");
    let imported = import(&later, &po, TODAY).unwrap();
    assert_eq!((imported.changed, imported.overtaken), (1, 1));
    let later = with(&later, imported.files);
    assert_eq!(stale(&later), ["help.yaml title"]);
}

#[test]
fn what_is_wrong_is_told_by_entry_and_nothing_is_taken() {
    let files = small();
    let told = |name: &str, words: &str| {
        let po = sent(&files, "en", Choice::All, |entry| {
            if entry.context == name {
                entry.target = words.to_owned();
            } else if entry.context == "interface.yaml button.back" {
                entry.target = "Sound".to_owned();
            }
        });
        complaints(&files, &po)
    };
    let long = "A button with far more words than a narrow phone can show";
    for (name, words, expected) in [
        ("interface.yaml button.menu", long, "where 40 have room"),
        (
            "interface.yaml welcome.text",
            "Hello.",
            "{operator} of the source is missing",
        ),
        (
            "interface.yaml menu.text",
            "Hello {n} {nam}",
            "{nam} does not stand in the source",
        ),
        (
            "interface.yaml menu.text",
            "See [this](https://x.org)",
            "the link https://x.org does not stand in the source",
        ),
        ("interface.yaml menu.text", "# Menu", "a heading"),
        (
            "interface.yaml menu.text",
            "Welcome to the Ukraine",
            "`the Ukraine` is not said here",
        ),
        (
            "interface.yaml menu.text",
            "Call +48 22 999 99 99 now",
            "+48 22 999 99 99",
        ),
        (
            "protection.yaml answers.tp-what.text",
            "Text",
            "of the source is missing",
        ),
    ] {
        let told = told(name, words);
        assert!(told.contains(expected) && told.contains(name), "{told}");
        assert!(!told.contains("button.back"), "{told}");
    }
}

#[test]
fn entries_that_belong_to_nothing_are_told() {
    let files = small();
    let head = "msgid \"\"\nmsgstr \"Language: en\\n\"\n\n";
    let entry = "msgctxt \"interface.yaml button.back\"\nmsgid \"x\"\nmsgstr \"y\"\n\n";
    let gone = "msgctxt \"interface.yaml button.bakc\"\nmsgid \"x\"\nmsgstr \"y\"\n";
    let told = complaints(&files, &format!("{head}{entry}{entry}{gone}"));
    assert!(
        told.contains("line 8, interface.yaml button.back: this text stands here twice"),
        "{told}"
    );
    assert!(
        told.contains("line 12, interface.yaml button.bakc: there is no such text"),
        "{told}"
    );
    for (po, expected) in [
        ("msgid \"a", "line 1: "),
        (
            "msgid \"\"\nmsgstr \"Language: xx\\n\"\n",
            "`xx` does not stand in bot.yaml",
        ),
        (
            "msgid \"\"\nmsgstr \"Language: uk\\n\"\n",
            "the language others are translated from",
        ),
    ] {
        assert!(
            complaints(&files, po).contains(expected),
            "{}",
            complaints(&files, po)
        );
    }
}

/// The ways texts are written: quotes, blocks, plain, in braces, with comments beside them.
#[test]
fn every_way_of_writing_can_be_edited() {
    let file = "en: # a\n  plain: some words # b\n  long: goes on\n    here\n  single: 'it''s'\n  double: \"a \\\" b\" # c\n\n  # d\n  block: |\n    one\n\n    two\n  # e\n  ask:\n    - \"x\"\n    - y\n  flow: {a: x, \"no\": \"y\", c: 'z'}\n  folded: >\n    one\n    two\n  last: |-\n    end";
    let sheet = Sheet::read("a.yaml", file.as_bytes()).unwrap();
    let names = [
        "plain", "long", "single", "double", "block", "folded", "last",
    ];
    let mut all: Vec<Vec<&str>> = names.iter().map(|name| vec!["en", *name]).collect();
    all.extend(["a", "no", "c"].map(|name| vec!["en", "flow", name]));
    for path in all {
        for value in ["new", "two\nlines", "a: {b} \"c\" # d", "ї\\n"] {
            if path.len() == 3 && value.contains('\n') {
                continue;
            }
            let new = sheet.with(&path, value, &sheet);
            let new = new.unwrap_or_else(|| panic!("{path:?} {value}"));
            assert_eq!(new.get(&path).unwrap().trim_end(), value);
            for kept in ["# a", "# d", "# e"] {
                assert!(new.text().contains(kept), "{}", new.text());
            }
        }
    }
    let grown = sheet.with(&["en", "block2", "yes"], "x", &sheet).unwrap();
    assert!(
        grown.text().contains("  block2:\n    \"yes\": \"x\"\n"),
        "{}",
        grown.text()
    );
    assert!(sheet.with(&["en", "flow", "d"], "x", &sheet).is_none());
    assert!(sheet.with(&["en", "flow"], "x", &sheet).is_none());
    let empty = Sheet::empty("b.yaml", "pl").unwrap();
    let grown = empty.with(&["pl", "a", "b"], "x\ny", &sheet).unwrap();
    assert_eq!(grown.text(), "pl:\n  a:\n    b: |\n      x\n      y\n");
}

#[test]
fn unreviewed_answers_and_numbers_are_told() {
    let files = small();
    let status = Status::of(&files, TODAY);
    assert_eq!(status.unreviewed, ["hp-passport", "tp-what"]);
    let waiting = status.unreviewed_numbers.len();
    assert!(waiting > 0 && status.starter);
    let (content, _) = Content::check(&files, TODAY);
    assert_eq!(
        content.unwrap().unreviewed(),
        status.unreviewed.len() + waiting
    );

    let hotlines = text(&files, "hotlines.yaml");
    let approved = "reviewed: {by: \"О. Приклад\", on: 2026-11-01}";
    let at = hotlines.find("checked_on:").unwrap();
    let indent = hotlines[..at].rsplit('\n').next().unwrap();
    let own_line = indent.trim().is_empty();
    let put = if own_line {
        format!("{approved}\n{indent}")
    } else {
        format!("{approved}, ")
    };
    let files = edited(
        &files,
        "hotlines.yaml",
        "checked_on:",
        &format!("{put}checked_on:"),
    );
    let status = Status::of(&files, TODAY);
    assert_eq!(status.unreviewed_numbers.len(), waiting - 1);
    let (content, problems) = Content::check(&files, TODAY);
    assert!(content.is_some(), "{problems}");
    assert!(
        !problems
            .errors()
            .any(|problem| problem.severity() == Severity::Error)
    );
}
