//! What editors are told when something is wrong with the content. Each folder of
//! `fixtures/broken` is laid over `fixtures/content`; the exact messages are snapshots, since they
//! are what translators and practitioners work with.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use safe_migration_bot::content::{Content, Files, Problems, Severity};

const TODAY: Date = date(2026, 11, 23);

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures")
}

fn good() -> Files {
    Files::read(&fixtures().join("content")).unwrap()
}

/// The good content with the files of a broken example laid over it.
fn broken(name: &str) -> Files {
    let mut files = good();
    let overlay = Files::read(&fixtures().join("broken").join(name)).unwrap();
    for path in overlay.paths() {
        files.insert(path, Cow::Owned(overlay.get(path).unwrap().to_vec()));
    }
    files
}

/// The good content with one edit.
fn edited(path: &str, from: &str, to: &str) -> Files {
    let mut files = good();
    let text = String::from_utf8(files.get(path).unwrap().to_vec()).unwrap();
    assert_eq!(
        text.matches(from).count(),
        1,
        "{from} stands in {path} once"
    );
    files.insert(path, Cow::Owned(text.replace(from, to).into_bytes()));
    files
}

/// What is told of content that must not pass.
fn told(files: &Files) -> String {
    let (content, problems) = Content::check(files, TODAY);
    assert!(!problems.is_empty(), "something is wrong here");
    let hard = problems
        .errors()
        .any(|problem| problem.severity() == Severity::Error);
    assert_eq!(
        content.is_none(),
        hard,
        "content that cannot be shown must not exist"
    );
    problems.to_string()
}

#[test]
fn the_good_content_has_no_problems() {
    let (content, problems) = Content::check(&good(), TODAY);
    assert_eq!(problems, Problems::default());
    assert!(content.is_some());
}

#[test]
fn each_broken_example_is_told() {
    let mut names: Vec<String> = std::fs::read_dir(fixtures().join("broken"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names.len() >= 40, "examples are kept: {names:?}");
    for name in names {
        insta::assert_snapshot!(name.as_str(), told(&broken(&name)));
    }
}

#[test]
fn a_missing_file_is_told() {
    for path in [
        "bot.yaml",
        "desk.yaml",
        "hotlines.yaml",
        "statistics.yaml",
        "distress.yaml",
        "faq/help.yaml",
        "text/en/help.yaml",
        "text/uk/interface.yaml",
        "text/uk/desk.yaml",
        "text/uk/hotlines.yaml",
        "text/uk/complaints.yaml",
        "leaflets/uk.pdf",
    ] {
        let mut files = good();
        files.remove(path);
        assert!(told(&files).contains(path), "{path}");
    }
}

#[test]
fn a_leaflet_of_more_than_five_megabytes_is_told() {
    let mut files = good();
    let mut pdf = b"%PDF-1.4\n".to_vec();
    pdf.resize(5 * 1024 * 1024 + 1, b' ');
    files.insert("leaflets/uk.pdf", Cow::Owned(pdf));
    insta::assert_snapshot!(told(&files));
}

#[test]
fn a_file_that_is_no_utf8_is_told() {
    let mut files = good();
    files.insert("style.yaml", Cow::Borrowed(b"banned:\n  uk: [\xff]\n"));
    insta::assert_snapshot!(told(&files));
}

#[test]
fn aliases_and_depth_without_end_are_refused_at_once() {
    let deep = "[".repeat(5000);
    let mut aliases = "banned:\n  uk: &a [x]\n".to_owned();
    aliases.push_str(&"  en: [*a]\n".repeat(100_000));
    // What unfolds within its shape is the example `bomb`.
    let (too_deep, at_once) = ("recursion limit exceeded", "style.yaml:3:8: here belongs");
    for (bomb, refused) in [(deep, too_deep), (aliases, at_once)] {
        let mut files = good();
        files.insert("style.yaml", Cow::Owned(bomb.into_bytes()));
        let told = told(&files);
        assert!(
            told.contains("style.yaml") && told.contains(refused),
            "{told}"
        );
    }
}

#[test]
fn texts_of_the_interface_are_held_to_their_key() {
    let path = "text/en/interface.yaml";
    let long = "x".repeat(250);
    let mut all = String::new();
    for (from, to) in [
        ("    starter_note:", "    starter_noet:"),
        ("      one:", "      few:"),
        ("      other:", "      \"2\": x\n      other:"),
        ("    woman: ", "    woman: {one: a} # "),
        ("    alert: ", &format!("    alert: \"{long}\" # ")),
        (
            "    hide: ",
            "    hide: \"A button with far more words than a narrow phone can show\" # ",
        ),
        ("    stale: ", &format!("    stale: \"{long}\" # ")),
        (
            "    inside_only: ",
            "    inside_only: \"works only if you call while you are inside {country}, not abroad\" # ",
        ),
        ("    zone: ", "    zone: \"two\\nlines\" # "),
        ("    mon: ", "    mon: 5 # "),
        ("    tue: ", "    tue: \"{contact} {contct} }\" # "),
        ("    m01: ", "    m01: \"\" # "),
        ("    date: ", "    date: \"{dya} {month} {year}\" # "),
    ] {
        let files = good();
        let text = String::from_utf8(files.get(path).unwrap().to_vec()).unwrap();
        let Some(at) = text.find(from) else {
            panic!("{from} stands in {path}")
        };
        let (before, after) = text.split_at(at);
        let mut files = files;
        let text = format!("{before}{to}{}", after.strip_prefix(from).unwrap());
        files.insert(path, Cow::Owned(text.into_bytes()));
        all.push_str(&told(&files));
        all.push_str("\n\n");
    }
    insta::assert_snapshot!(all);
}

#[test]
fn what_consultants_read_is_held_to_the_lists() {
    let path = "text/en/desk.yaml";
    let long = "Write to us. ".repeat(80);
    let mut all = String::new();
    for (from, to) in [
        ("    tp: ", "    tpp: "),
        ("    police: ", "    polic: \"Police again\"\n    police: "),
        (
            "    informed: ",
            "    informed: \"Told everything there was to tell\" # ",
        ),
        (
            "    greeting:\n      title: ",
            "    greeting:\n      title: \"A title with far more words than there is room\" # ",
        ),
        (
            "      text: |\n",
            &format!("      text: |\n        {long}\n\n"),
        ),
        (
            "      text: |\n",
            "      text: |\n        Hello {alias}.\n\n",
        ),
        (
            "      text: |\n",
            "      text: |\n        Read [this](http://example.org/page).\n\n",
        ),
        ("      text: |\n", "      words: |\n"),
        ("  desk:\n", "  menu: {}\n  desk:\n"),
        ("  desk:\n", "  desk:\n    greeting: \"Hello\"\n"),
    ] {
        let mut files = good();
        let text = String::from_utf8(files.get(path).unwrap().to_vec()).unwrap();
        let Some((before, after)) = text.split_once(from) else {
            panic!("{from} stands in {path}")
        };
        files.insert(
            path,
            Cow::Owned(format!("{before}{to}{after}").into_bytes()),
        );
        all.push_str(&told(&files));
        all.push_str("\n\n");
    }
    insta::assert_snapshot!(all);
}

#[test]
fn a_text_in_the_other_file_is_sent_home() {
    let path = "text/en/interface.yaml";
    let mut files = good();
    let text = String::from_utf8(files.get(path).unwrap().to_vec()).unwrap();
    let text = format!("{text}\n  desk:\n    card:\n      title: \"{{code}}\"\n");
    files.insert(path, Cow::Owned(text.into_bytes()));
    insta::assert_snapshot!(told(&files));
}

#[test]
fn what_time_brings_fails_the_check_and_stops_no_bot() {
    for today in [date(2027, 3, 5), date(2026, 1, 1)] {
        let (content, problems) = Content::check(&good(), today);
        assert!(problems.errors().count() > 0);
        assert!(content.is_some(), "{problems}");
    }
}

/// How long something is kept is a setting: a text that says it in words would go on saying it.
#[test]
fn a_period_in_words_is_told() {
    let greeting = edited(
        "text/en/interface.yaml",
        "until {silence} of silence",
        "for a month",
    );
    let privacy = edited(
        "text/uk/interface.yaml",
        "доки вона триває і {kept} потому",
        "доки вона триває і два тижні потому",
    );
    insta::assert_snapshot!(format!("{}\n\n{}", told(&greeting), told(&privacy)));
}

#[test]
fn one_slip_in_a_faq_file_hides_no_other() {
    let mut files = edited("faq/help.yaml", "danger: true", "dangr: true");
    let broken = edited("text/en/help.yaml", "{contact}", "{contct}");
    files.insert(
        "text/en/help.yaml",
        Cow::Owned(broken.get("text/en/help.yaml").unwrap().to_vec()),
    );
    insta::assert_snapshot!(told(&files));
}
