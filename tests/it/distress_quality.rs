//! Whether cries for help are heard, and how often something harmless is taken for one, measured
//! on phrases that were written down before it was seen what is heard. A missed cry is a failure;
//! a false alarm is answered kindly. `cargo test --test it distress_quality -- --nocapture`.

use std::collections::BTreeMap;
use std::path::Path;

use safe_migration_bot::content::Content;

/// By the language they are written in.
type Phrases = BTreeMap<String, Vec<String>>;

/// Share of harmless phrases that may be taken for cries.
const FALSE_ALARMS: f64 = 0.05;

fn fixture(name: &str) -> Phrases {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/distress");
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

fn content() -> Content {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    Content::load(&folder).unwrap_or_else(|problems| panic!("{problems}"))
}

fn all(phrases: &Phrases) -> Vec<(&str, &str)> {
    let by_language = phrases.iter();
    by_language
        .flat_map(|(lang, phrases)| {
            phrases
                .iter()
                .map(|phrase| (lang.as_str(), phrase.as_str()))
        })
        .collect()
}

#[test]
fn no_cry_is_missed() {
    let (content, phrases) = (content(), fixture("danger.yaml"));
    let phrases = all(&phrases);
    assert!(phrases.len() >= 100, "{}", phrases.len());
    let missed: Vec<_> = phrases
        .iter()
        .filter(|(_, phrase)| !content.distress().heard(phrase))
        .collect();
    println!("{} cries, {} missed", phrases.len(), missed.len());
    for (lang, phrase) in &missed {
        println!("  missed, {lang}: {phrase}");
    }
    assert!(missed.is_empty());
}

#[test]
fn few_harmless_words_are_taken_for_cries() {
    let (content, phrases) = (content(), fixture("harmless.yaml"));
    let phrases = all(&phrases);
    assert!(phrases.len() >= 200, "{}", phrases.len());
    let alarms: Vec<_> = phrases
        .iter()
        .filter(|(_, phrase)| content.distress().heard(phrase))
        .collect();
    let share = alarms.len() as f64 / phrases.len() as f64;
    println!(
        "{} harmless phrases, {} false alarms ({:.1} %)",
        phrases.len(),
        alarms.len(),
        100.0 * share
    );
    for (lang, phrase) in &alarms {
        println!("  false alarm, {lang}: {phrase}");
    }
    assert!(share < FALSE_ALARMS);
}
