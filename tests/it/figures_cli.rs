//! `stats`, `stats import` and `qr` as a person types them, beside a bot that runs or has run.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use jiff::civil::date;
use safe_migration_bot::content::Content;
use safe_migration_bot::ops::rules;
use safe_migration_bot::statistics::report::Rules;

use crate::databases::TestDatabase;
use crate::town::people_came_on;

/// The program in a folder of its own, without any setting from outside.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_safe-migration-bot"))
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::null())
        .args(arguments)
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// 60 women and 40 men in June 2022.
async fn people_came(database: &TestDatabase) {
    let db = database.open().await;
    people_came_on(&db, date(2022, 6, 14), 60, 40).await;
    rules::tell(&db, &shipped()).await.unwrap();
    db.close().await;
}

/// The rules of a bot with the content that is shipped.
fn shipped() -> Rules {
    Rules::of(&Content::embedded().unwrap())
}

on_both_databases! {
    /// Every form, printed or written, of a period asked for in either way; the database stays as
    /// it was.
    async fn figures_are_printed_and_written(database: TestDatabase) {
        people_came(&database).await;
        let folder = folder();
        let stats = |more: &[&str]| {
            let base = ["stats", "--database-url", &database.url, "--lang", "en"];
            run(folder.path(), &[&base[..], more].concat())
        };
        let by_days = stats(&["--from", "2022-06-01", "--to", "2022-06-30"]);
        assert_eq!(code(&by_days), 0, "{}", err(&by_days));
        let text = out(&by_days);
        for figure in ["100", "60", "40"] {
            assert!(text.contains(figure), "{figure} in:\n{text}");
        }
        assert_eq!(out(&stats(&["--period", "2022-06"])), text);
        let markdown = stats(&["--period", "2022-Q2", "--format", "markdown", "--by", "gender"]);
        assert!(out(&markdown).contains("60"), "{}", out(&markdown));
        let json = stats(&["--period", "2022-06", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
        assert!(json.is_object());
        let xlsx = stats(&["--period", "2022-06", "--format", "xlsx"]);
        assert!(xlsx.stdout.starts_with(b"PK"), "into a pipe");
        let csv = stats(&["--period", "2022-06", "--format", "csv", "--out", "tables/"]);
        assert_eq!(code(&csv), 0, "{}", err(&csv));
        let tables = fs::read_dir(folder.path().join("tables")).unwrap().count();
        assert_eq!(out(&csv).lines().count(), tables, "every file is named");
        let html = stats(&["--period", "2022-06", "--format", "html", "--out", "june.html"]);
        assert_eq!(code(&html), 0, "{}", err(&html));
        assert!(fs::read_to_string(folder.path().join("june.html")).unwrap().contains("<html"));
    }

    /// One thing to tell apart by: the other tables are left out, and the summary says of how many.
    async fn only_the_tables_that_are_asked_for_are_given(database: TestDatabase) {
        people_came(&database).await;
        let folder = folder();
        for (by, codes) in [
            ("gender", &["visitors_by_gender", "conversations_by_gender", "consultations_by_gender"][..]),
            ("language", &["visitors_by_language", "conversations_by_language", "consultations_by_language"]),
            ("country", &["visitors_by_country", "conversations_by_country", "consultations_by_country"]),
            ("age", &["visitors_by_age", "conversations_by_age", "consultations_by_age"]),
            ("place", &["visitors_by_place", "conversations_by_place", "consultations_by_place"]),
            ("citizenship", &["visitors_by_citizenship", "conversations_by_citizenship", "consultations_by_citizenship"]),
            ("source", &["visitors_by_source"]),
            ("topic", &["consultations_by_subject"]),
        ] {
            let ask = ["stats", "--database-url", &database.url, "--period", "2022-Q2", "--format", "json", "--by", by];
            let told = run(folder.path(), &ask);
            let json: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
            let tables = json["tables"].as_array().unwrap().iter();
            let given: Vec<&str> = tables.map(|table| table["code"].as_str().unwrap()).collect();
            assert_eq!(given, [&["summary"], codes].concat(), "--by {by}");
        }
    }

    /// Whatever content is here, figures are shown by the rules of the bot that runs with the
    /// database, and a year keeps those it was shown by first.
    async fn figures_are_shown_by_the_rules_of_the_bot(database: TestDatabase) {
        let db = database.open().await;
        people_came_on(&db, date(2022, 6, 14), 60, 40).await;
        let folder = folder();
        let stats = || {
            let base = ["stats", "--database-url", &database.url, "--lang", "en"];
            run(folder.path(), &[&base[..], &["--period", "2022-06", "--format", "json"]].concat())
        };
        let without = stats();
        assert_eq!(code(&without), 1, "no bot has said its rules: {}", out(&without));
        assert!(err(&without).contains("start it once"), "{}", err(&without));
        for k in [50, 5] {
            rules::tell(&db, &Rules { k, ..shipped() }).await.unwrap();
            let made = stats();
            assert_eq!(code(&made), 0, "{}", err(&made));
            let json: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
            assert_eq!(json["k"], 50, "{json}");
            let told = json["tables"].to_string();
            let (all, men) = (r#""value":100"#, r#""value":40"#);
            assert!(told.contains(all) && !told.contains(men), "{told}");
        }
        db.close().await;
    }

    /// What cannot be had says why and what can.
    async fn what_cannot_be_had_says_what_can(database: TestDatabase) {
        people_came(&database).await;
        let folder = folder();
        let stats = |more: &[&str]| {
            let base = ["stats", "--database-url", &database.url];
            run(folder.path(), &[&base[..], more].concat())
        };
        for (arguments, parts) in [
            (&["--from", "2022-06-02", "--to", "2022-06-30"][..], &["2022-06-01", "whole months"][..]),
            (&["--from", "2022-06-01", "--to", "2022-06-15"], &["2022-06-30"]),
            (&["--from", "2021-11-01", "--to", "2022-02-28"], &["one calendar year"]),
            (&["--period", "2199"], &["there are no figures of 2199 yet", "--period 20"]),
            (&["--period", "2022-06", "--lang", "xx"], &["the language `xx`", "uk"]),
        ] {
            let output = stats(arguments);
            assert_eq!(code(&output), 1, "{arguments:?}: {}", out(&output));
            for part in parts {
                assert!(err(&output).contains(part), "{part} in {}", err(&output));
            }
        }
    }

    /// All of a table or nothing; the same again changes nothing; a dry run neither.
    async fn older_figures_are_taken_in(database: TestDatabase) {
        people_came(&database).await;
        let folder = folder();
        let table = folder.path().join("line.csv");
        let import = |more: &[&str]| {
            let base = ["stats", "import", "line.csv", "--database-url", &database.url];
            run(folder.path(), &[&base[..], more].concat())
        };
        fs::write(&table, "period;indicator;dimension;category;value\n2021-03;cals;;;453\n2021-04;calls;;;x\n").unwrap();
        let wrong = import(&[]);
        assert_eq!(code(&wrong), 1);
        for part in ["nothing of it", "line 2:", "(did you mean `calls`?)", "line 3:"] {
            assert!(err(&wrong).contains(part), "{part} in {}", err(&wrong));
        }
        fs::write(&table, "period;indicator;dimension;category;value\n2021-03;calls;;;453\n2021-04;calls;;;7\n").unwrap();
        let tried = import(&["--dry-run"]);
        assert!(out(&tried).contains("2 new, 0 changed, 0 as before. Nothing was written"), "{}{}", out(&tried), err(&tried));
        assert!(out(&import(&[])).contains("2 new, 0 changed"));
        assert!(out(&import(&[])).contains("0 new, 0 changed, 2 as before"));
        fs::write(&table, "period,indicator,value\n2021-03,calls,454\n").unwrap();
        assert!(out(&import(&[])).contains("0 new, 1 changed"));
        let year = run(
            folder.path(),
            &["stats", "--database-url", &database.url, "--period", "2021", "--lang", "en", "--format", "json"],
        );
        assert_eq!(code(&year), 0, "{}", err(&year));
        let april = run(
            folder.path(),
            &["stats", "--database-url", &database.url, "--period", "2021-03", "--lang", "en", "--format", "json"],
        );
        assert!(out(&april).contains("454"), "{}", out(&april));
    }
}

/// There is nothing to read, and nothing is made.
#[test]
fn without_a_database_nothing_is_made() {
    let folder = folder();
    let output = run(folder.path(), &["stats", "--period", "2022-06"]);
    assert_eq!(code(&output), 1);
    assert!(err(&output).contains("--database-url"), "{}", err(&output));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// What another program reads in the picture of a code.
fn scanned(picture: &Path) -> String {
    let output = Command::new("zbarimg")
        .args(["--quiet", "--raw"])
        .arg(picture)
        .output()
        .unwrap_or_else(|error| {
            panic!("zbarimg of Debian's package zbar-tools does not start: {error}")
        });
    out(&output).trim_end().to_owned()
}

/// A code leads where it says; names that nobody knows are refused.
#[test]
fn codes_for_posters_are_written() {
    let folder = folder();
    let qr = |more: &[&str]| run(folder.path(), &[&["qr"], more].concat());
    let made = qr(&[
        "--campaign",
        "poster",
        "--bot",
        "@SafeMigrationBot",
        "--out",
        "codes",
    ]);
    assert_eq!(code(&made), 0, "{}", err(&made));
    let svg = fs::read_to_string(folder.path().join("codes/c-poster.svg")).unwrap();
    assert!(
        svg.contains("SafeMigrationBot"),
        "the link stands beneath it"
    );
    let png = fs::read(folder.path().join("codes/c-poster.png")).unwrap();
    assert!(png.starts_with(b"\x89PNG"));
    let node = qr(&[
        "--node",
        "tp-who",
        "--bot",
        "SafeMigrationBot",
        "--out",
        "codes",
    ]);
    assert_eq!(code(&node), 0, "{}", err(&node));
    for payload in ["c-poster", "n-tp-who"] {
        let link = format!("https://t.me/SafeMigrationBot?start={payload}");
        let file = |kind: &str| folder.path().join(format!("codes/{payload}.{kind}"));
        assert_eq!(scanned(&file("png")), link);
        let drawing = fs::read_to_string(file("svg")).unwrap();
        let printed = file("printed.png");
        fs::write(
            &printed,
            safe_migration_bot::drawing::png(&drawing, 1).unwrap(),
        )
        .unwrap();
        assert_eq!(scanned(&printed), link, "of the drawing");
    }
    for (arguments, parts) in [
        (
            &["--campaign", "postr", "--bot", "a_good_bot"][..],
            &["no campaign `postr`", "`poster`", "bot.yaml"][..],
        ),
        (
            &["--node", "tp-wh", "--bot", "a_good_bot"],
            &["no answer `tp-wh`", "did you mean"],
        ),
        (&["--campaign", "poster", "--bot", "x y"], &["no user name"]),
        (&["--campaign", "poster"], &["TELOXIDE_TOKEN"]),
    ] {
        let output = qr(arguments);
        assert_eq!(code(&output), 1, "{arguments:?}");
        for part in parts {
            assert!(err(&output).contains(part), "{part} in {}", err(&output));
        }
    }
}
