//! Sentences as they are quoted, in three languages; words where a number may not stand.

use insta::assert_snapshot;

use super::sample::{content, hidden, lang, period, quarter, row, small, visitors};
use super::*;
use crate::model::figures::Cut;
use crate::statistics::report::{Row, Spread, Table, Topic};

const FULL: [&str; 3] = ["uk", "ru", "en"];

/// The sentences of a report in each language, one a line, no-break spaces as `~`.
fn said(report: &Report) -> String {
    let content = content();
    let mut said = String::new();
    for tag in FULL {
        said.push_str(&format!("{tag}:\n"));
        for sentence in print(report, &content, &lang(tag)).sentences {
            said.push_str(&format!("  {sentence}\n").replace('\u{a0}', "~"));
        }
    }
    said
}

fn first(report: &Report, content: &Content, tag: &str) -> String {
    let printed = print(report, content, &lang(tag));
    printed.sentences[0].replace('\u{a0}', "~")
}

#[test]
fn the_bulletins_own_sentence_in_three_languages() {
    assert_snapshot!(said(&quarter()));
}

#[test]
fn months_and_numbers_agree_whatever_the_period() {
    let content = content();
    let report = |period, n| {
        visitors(
            period,
            Figure::Exact(n),
            row("man", 0, 0),
            row("woman", 0, 0),
            Figure::Unknown,
        )
    };
    let mut said = String::new();
    for (first_month, last) in [(1, 1), (2, 2), (3, 5), (5, 5), (7, 9), (10, 12), (1, 12)] {
        for n in [21, 102, 3005] {
            let mut report = report(period(2024, first_month, last), n);
            report.tables.truncate(1);
            for tag in FULL {
                said.push_str(&first(&report, &content, tag));
                said.push('\n');
            }
        }
    }
    assert_snapshot!(said);
}

#[test]
fn of_those_who_answered_is_said_where_not_all_did() {
    let report = visitors(
        period(2024, 2, 2),
        Figure::Exact(283),
        row("man", 71, 255),
        row("woman", 184, 255),
        Figure::Exact(255),
    );
    assert_snapshot!(said(&report));
}

#[test]
fn where_shares_may_not_stand_the_total_stands_alone_and_says_why() {
    let small_base = |category| Row {
        share: Share::SmallBase,
        ..row(category, 14, 0)
    };
    let too_few = visitors(
        period(2024, 2, 2),
        Figure::Exact(40),
        small_base("man"),
        small_base("woman"),
        Figure::Exact(28),
    );
    let not_shown = visitors(
        period(2024, 2, 2),
        Figure::Exact(40),
        hidden("man"),
        hidden("woman"),
        Figure::Exact(40),
    );
    let one_hidden = visitors(
        period(2024, 2, 2),
        Figure::Exact(40),
        hidden("man"),
        row("woman", 35, 40),
        Figure::Exact(40),
    );
    for report in [&too_few, &not_shown, &one_hidden] {
        let sentences = said(report);
        assert!(!sentences.contains('%'), "{sentences}");
    }
    assert_snapshot!(said(&too_few) + &said(&not_shown));
}

#[test]
fn nobody_a_hidden_number_and_no_number_are_told_apart() {
    let report = |figure| {
        let none = || Row {
            share: Share::None,
            ..row("", 0, 0)
        };
        visitors(period(2024, 7, 9), figure, none(), none(), Figure::Unknown)
    };
    let all =
        [Figure::Exact(0), Figure::Hidden, Figure::Unknown].map(|figure| said(&report(figure)));
    assert_snapshot!(all.concat());
}

#[test]
fn the_pair_is_told_as_far_as_it_may_be_shown() {
    let content = content();
    let mut all = String::new();
    let figures = [
        Figure::Exact(0),
        Figure::Exact(21),
        Figure::Hidden,
        Figure::Unknown,
    ];
    for consultations in figures {
        for conversations in figures {
            let mut report = quarter();
            report.waiting.median = None;
            report.duration.median = None;
            report.tables.truncate(1);
            for row in &mut report.tables[0].rows {
                row.before = Figure::Unknown;
                match row.category.as_str() {
                    "consultations" => row.figure = consultations,
                    "conversations" => row.figure = conversations,
                    _ => {}
                }
            }
            for tag in FULL {
                let printed = print(&report, &content, &lang(tag));
                let told: Vec<&str> = printed.sentences[1..].iter().map(String::as_str).collect();
                all.push_str(&format!(
                    "{consultations:?} of {conversations:?}: {told:?}\n"
                ));
            }
        }
    }
    assert_snapshot!(all);
}

#[test]
fn topics_are_sorted_and_the_rest_stands_last() {
    let content = content();
    let topics = |rows: Vec<Row>, base: u64| {
        let mut report = quarter();
        report.tables.retain(|table| table.topic == Topic::Summary);
        report.tables.push(Table {
            topic: Topic::Consultations(Cut::Detail),
            total: Some(Figure::Exact(base)),
            total_before: None,
            base: Figure::Exact(base),
            rows,
        });
        let printed = print(&report, &content, &lang("en"));
        printed.sentences[3].clone()
    };
    let rows = vec![
        row("other", 60, 200),
        row("health", 20, 200),
        row("work", 50, 200),
        hidden("tp"),
        hidden("tcn"),
    ];
    assert_eq!(
        topics(rows, 200),
        "People asked consultants mostly about: work and labour rights (25%), medical care (10%) and other matters (65%)."
    );
    let small = Row {
        share: Share::SmallBase,
        ..row("work", 20, 0)
    };
    assert_eq!(
        topics(vec![small], 20),
        "Shares of topics are not given: there were fewer than 30 consultations."
    );
    let only = vec![row("work", 50, 50)];
    assert_eq!(
        topics(only, 50),
        "People asked consultants mostly about: work and labour rights (100%)."
    );
    // What is left would be of fewer than k: no share for it.
    let rest = vec![row("work", 195, 200), hidden("tp")];
    assert!(!topics(rest, 200).contains("other"));
}

#[test]
fn times_are_told_in_the_largest_whole_unit() {
    let content = content();
    let mut report = quarter();
    report.waiting = Spread {
        base: Figure::Exact(50),
        median: Some(90),
        p90: Some(1440),
    };
    let printed = print(&report, &content, &lang("en"));
    let told =
        "Half of the conversations had their first answer within 90 min, nine of ten within 1 day.";
    assert!(
        printed.sentences.iter().any(|sentence| sentence == told),
        "{:?}",
        printed.sentences
    );
    report.waiting.p90 = None;
    let printed = print(&report, &content, &lang("en"));
    assert!(
        !printed
            .sentences
            .iter()
            .any(|sentence| sentence.contains("first answer"))
    );
}

#[test]
fn no_name_of_a_text_and_no_gap_is_ever_printed() {
    for (content, tags) in [(content(), &FULL[..]), (small(), &["uk", "en"][..])] {
        for tag in tags {
            let printed = print(&quarter(), &content, &lang(tag));
            let labels = printed.tables.iter().flat_map(|table| {
                let rows = table.rows.iter().map(|row| row.label.clone());
                rows.chain([table.title.clone(), table.base.clone()])
            });
            let charts = printed
                .charts
                .iter()
                .map(crate::statistics::chart::Chart::in_words);
            let definitions = printed
                .definitions
                .iter()
                .flat_map(|d| [d.name.clone(), d.meaning.clone()]);
            let months = printed.course.iter().map(|month| month.label.clone());
            let all = labels
                .chain(charts)
                .chain(definitions)
                .chain(months)
                .chain(printed.notes.clone())
                .chain(printed.sentences.clone());
            for text in all {
                let names = [
                    "word.",
                    "table.",
                    "category.",
                    "note.",
                    "cut.",
                    "definition.",
                    "period.",
                ];
                let is_name = |word: &str| {
                    let prefixes = names.iter();
                    prefixes
                        .copied()
                        .any(|name| word.starts_with(name) && word.len() > name.len())
                };
                let named = text.split([' ', '"']).any(is_name);
                assert!(!named && !text.contains(['…', '{']), "{tag}: {text}");
            }
            assert!(printed.definitions.len() > 15);
        }
    }
}

#[test]
fn a_language_without_reports_gets_them_in_the_default_one() {
    let printed = print(&quarter(), &content(), &lang("xx"));
    assert_eq!(printed.lang, lang("uk"));
}
