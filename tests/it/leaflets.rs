//! The leaflets that are shipped are made of the words and numbers that stand beside them.

use std::borrow::Cow;

use jiff::civil::date;
use safe_migration_bot::content::{Content, Files};

/// Warnings about leaflets on a day when nothing is out of date.
fn told(files: &Files) -> Vec<String> {
    let (_, problems) = Content::check(files, date(2026, 11, 24));
    let warnings = problems.warnings().map(|problem| problem.what().to_owned());
    warnings.filter(|what| what.contains("leaflet")).collect()
}

#[test]
fn every_leaflet_is_made_of_what_stands_beside_it() {
    assert_eq!(
        told(&Files::embedded()),
        Vec::<String>::new(),
        "run content/leaflets/source/make"
    );
}

#[test]
fn a_leaflet_made_of_other_words_or_numbers_is_told() {
    for (path, from, to, why) in [
        (
            "hotlines.yaml",
            "dial: \"527\"",
            "dial: \"528\"",
            "`ua-527` has changed",
        ),
        (
            "leaflets/source/uk.yaml",
            "title: Поради",
            "title: Порада",
            "its words have changed",
        ),
        (
            "leaflets/source/leaflet.html",
            "<header>",
            "<header >",
            "the template has changed",
        ),
        (
            "bot.yaml",
            "  checked_on: 2026-11-23\n  # For the phone",
            "  checked_on: 2026-11-22\n  # For the phone",
            "`date` has changed",
        ),
    ] {
        let mut files = Files::embedded();
        let text = String::from_utf8(files.get(path).unwrap().to_vec()).unwrap();
        assert!(text.contains(from), "{from} stands in {path}");
        files.insert(path, Cow::Owned(text.replacen(from, to, 1).into_bytes()));
        let told = told(&files).join("\n");
        assert!(
            told.contains("in `uk`") && told.contains(why),
            "{path}: {told}"
        );
    }
    let mut files = Files::embedded();
    files.insert("leaflets/uk.pdf", Cow::Borrowed(b"%PDF-1.4 something else"));
    assert!(
        told(&files)
            .join("")
            .contains("`leaflets/uk.pdf` is another file")
    );
}
