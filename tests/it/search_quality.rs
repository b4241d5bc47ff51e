//! How well free text is answered, measured on questions that were written down before it was seen
//! what is found. `cargo test --test it search_quality -- --nocapture` prints the figures.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use safe_migration_bot::content::{Content, Lang};
use serde::Deserialize;

/// A question, or a line that asks for nothing we answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    about: Option<String>,
    lang: String,
    ask: String,
    #[serde(default)]
    also: Vec<String>,
}

/// Question number → the answers that are right.
type Right = BTreeMap<String, Vec<String>>;

/// Share of questions whose right answer must stand among the first three.
const AMONG_THREE: f64 = 0.95;

fn fixture<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/search");
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

fn content() -> Content {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("content");
    Content::load(&folder).unwrap_or_else(|problems| panic!("{problems}"))
}

/// What came of one half.
#[derive(Debug, Default)]
struct Figures {
    questions: usize,
    first: usize,
    among_three: usize,
    nothing: usize,
    off_topic: usize,
    kept_out: usize,
    /// What went wrong, for the half that may be looked at.
    wrong: Vec<String>,
}

impl Figures {
    fn of(content: &Content, lines: &[Line], right: &Right) -> Self {
        let mut figures = Self::default();
        for line in lines {
            let lang: Lang = line.lang.parse().unwrap();
            let found = content.search(&lang, &line.ask);
            let shown: Vec<&str> = found
                .iter()
                .filter(|found| found.enough)
                .take(3)
                .map(|found| found.answer.as_str())
                .collect();
            let Some(about) = &line.about else {
                figures.off_topic += 1;
                figures.kept_out += usize::from(shown.is_empty());
                if !shown.is_empty() {
                    let score = found[0].score;
                    figures.wrong.push(format!(
                        "asks nothing, {score:.2}: {} → {shown:?}",
                        line.ask
                    ));
                }
                continue;
            };
            let numbers = std::iter::once(about).chain(&line.also);
            let right: Vec<&str> = numbers
                .flat_map(|number| right.get(number).into_iter().flatten())
                .map(String::as_str)
                .collect();
            if right.is_empty() {
                continue;
            }
            let at = shown.iter().position(|answer| right.contains(answer));
            figures.questions += 1;
            figures.first += usize::from(at == Some(0));
            figures.among_three += usize::from(at.is_some());
            figures.nothing += usize::from(shown.is_empty());
            if at.is_none() {
                let scored: Vec<String> = found
                    .iter()
                    .take(4)
                    .map(|found| format!("{} {:.2}", found.answer, found.score))
                    .collect();
                figures
                    .wrong
                    .push(format!("{about} {right:?}: {} → {scored:?}", line.ask));
            }
        }
        figures
    }

    fn print(&self, name: &str) {
        let share = |part: usize| 100.0 * part as f64 / self.questions.max(1) as f64;
        println!(
            "{name}: {} questions; right first {} ({:.1} %), among the first three {} ({:.1} %), \
             nothing found {}; {} of {} lines that ask nothing are kept out",
            self.questions,
            self.first,
            share(self.first),
            self.among_three,
            share(self.among_three),
            self.nothing,
            self.kept_out,
            self.off_topic,
        );
    }

    fn is_good(&self) -> bool {
        self.among_three as f64 >= AMONG_THREE * self.questions as f64
            && self.kept_out == self.off_topic
    }
}

#[test]
fn questions_find_their_answers_while_tuning() {
    let figures = Figures::of(
        &content(),
        &fixture::<Vec<Line>>("tuning.yaml"),
        &fixture("questions.yaml"),
    );
    figures.print("tuning half");
    for wrong in &figures.wrong {
        println!("  {wrong}");
    }
    assert!(figures.is_good());
}

#[test]
fn questions_nobody_looked_at_find_their_answers() {
    let figures = Figures::of(
        &content(),
        &fixture::<Vec<Line>>("held_out.yaml"),
        &fixture("questions.yaml"),
    );
    figures.print("held-out half");
    assert!(figures.is_good());
}
