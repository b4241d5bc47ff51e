//! The commands as a person types them: what they print, and how they end.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Shaped like a token; its secret must never be seen again.
const TOKEN: &str = "123456789:AAsecretsecretsecret";

/// The program in a folder of its own, without any setting from outside.
fn bot(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_safe-migration-bot"));
    command.current_dir(folder).env_clear().stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    bot(folder).args(arguments).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn our_content() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/content"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn every_command_explains_itself() {
    let folder = folder();
    for (name, arguments) in [
        ("itself", vec![]),
        ("run", vec!["run"]),
        ("preview", vec!["preview"]),
        ("content", vec!["content"]),
        ("content_check", vec!["content", "check"]),
        ("content_status", vec!["content", "status"]),
        ("content_schema", vec!["content", "schema"]),
    ] {
        let output = bot(folder.path())
            .args(arguments)
            .arg("--help")
            .output()
            .unwrap();
        assert_eq!(code(&output), 0);
        insta::assert_snapshot!(format!("help_{name}"), out(&output));
    }
}

#[test]
fn wrong_usage_ends_with_2() {
    let folder = folder();
    for arguments in [
        &["dance"][..],
        &[],
        &["run", "--listen", "nowhere"],
        &["content", "check", "--fast"],
        &["run", "--log-form", "poem"],
    ] {
        let output = run(folder.path(), arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(err(&output).contains("--help"), "{}", err(&output));
    }
}

#[test]
fn all_that_is_wrong_with_the_settings_is_told_at_once() {
    let folder = folder();
    let output = run(
        folder.path(),
        &["run", "--database-url", "mysql://u@h/d", "--api-url", "x"],
    );
    assert_eq!(code(&output), 1);
    insta::assert_snapshot!(err(&output), @"
    the settings cannot be used:
      - TELOXIDE_TOKEN is missing or has the wrong shape: it is the line @BotFather gives you, such as `123456789:AA…`. To try the bot without a token: `safe-migration-bot preview`
      - TELOXIDE_API_URL is no address; it looks like `https://host[:port]`
      - DATABASE_URL must begin with `sqlite://` or `postgres://`, such as `sqlite://data/bot.db`
    ");
}

#[test]
fn no_secret_is_printed() {
    let folder = folder();
    let said = [
        run(
            folder.path(),
            &[
                "run",
                "--token",
                TOKEN,
                "--database-url",
                "mysql://u:hunter2@h/d",
            ],
        ),
        run(
            folder.path(),
            &[
                "run",
                "--token",
                TOKEN,
                "--database-url",
                "postgres://u:hunter2@127.0.0.1:9/d",
            ],
        ),
        bot(folder.path())
            .args(["run", "--help"])
            .env("TELOXIDE_TOKEN", TOKEN)
            .env("DATABASE_URL", "postgres://u:hunter2@h/d")
            .output()
            .unwrap(),
    ];
    for output in said {
        let said = out(&output) + &err(&output);
        assert!(!said.is_empty());
        for secret in ["secretsecret", "hunter2"] {
            assert!(!said.contains(secret), "{said}");
        }
    }
}

#[test]
fn a_database_that_does_not_answer_is_named() {
    let folder = folder();
    let output = run(
        folder.path(),
        &[
            "run",
            "--token",
            TOKEN,
            "--database-url",
            "postgres://u@127.0.0.1:9/d",
        ],
    );
    assert_eq!(code(&output), 1);
    let last = err(&output).lines().last().unwrap().to_owned();
    assert!(last.starts_with("the database cannot be opened"), "{last}");
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let folder = folder();
    let key = folder.path().join("secret.key");
    fs::write(&key, format!("{}\n", "ab".repeat(32))).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    let output = run(
        folder.path(),
        &["run", "--token", TOKEN, "--secret-key-file", "secret.key"],
    );
    assert_eq!(code(&output), 1);
    assert!(
        err(&output).contains("chmod 600 secret.key"),
        "{}",
        err(&output)
    );
}

#[test]
fn a_log_filter_that_would_show_requests_is_refused() {
    let folder = folder();
    let output = run(folder.path(), &["run", "--token", TOKEN, "--log", "[turn]"]);
    assert_eq!(code(&output), 1);
    assert!(err(&output).contains("RUST_LOG"), "{}", err(&output));
}

/// As Docker and systemd stop it, before Telegram has ever answered.
#[test]
fn asked_to_stop_it_ends_with_0() {
    let folder = folder();
    let mut child = bot(folder.path())
        .args(["run", "--token", TOKEN, "--listen", "127.0.0.1:0"])
        .args(["--api-url", "http://127.0.0.1:9"])
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap())
        .lines()
        .map(Result::unwrap);
    assert!(said.any(|line| line.contains("Telegram does not answer yet")));
    let asked = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(asked.success());
    said.for_each(drop);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let data = folder.path().join("data");
    for file in ["bot.db", "secret.key"] {
        let mode = fs::metadata(data.join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file} is for its owner alone");
    }
}

#[test]
fn the_preview_is_for_this_computer_only() {
    let folder = folder();
    let output = run(folder.path(), &["preview", "--listen", "0.0.0.0:0"]);
    assert_eq!(code(&output), 1);
    insta::assert_snapshot!(err(&output), @"the preview is served on this computer only: give a loopback address such as 127.0.0.1:8080");
}

#[test]
fn our_content_passes_its_check_from_the_folder_and_from_the_program() {
    let folder = folder();
    let dir = our_content().to_str().unwrap();
    let from_the_folder = run(folder.path(), &["content", "check", "--content-dir", dir]);
    let from_the_program = run(folder.path(), &["content", "check"]);
    for output in [&from_the_folder, &from_the_program] {
        assert_eq!(code(output), 0, "{}", out(output));
        assert!(out(output).contains("can be shown whole"));
    }
    assert_eq!(out(&from_the_folder), out(&from_the_program));
}

#[test]
fn a_broken_copy_fails_its_check_and_says_where() {
    let folder = folder();
    copy(our_content(), &folder.path().join("content"));
    let bot = folder.path().join("content/bot.yaml");
    let text = fs::read_to_string(&bot).unwrap();
    let broken = text.replace("check_offer: offer", "check_offer: ofer");
    assert_ne!(text, broken);
    fs::write(&bot, broken).unwrap();
    let output = run(folder.path(), &["content", "check"]);
    assert_eq!(code(&output), 1);
    for part in ["bot.yaml:", "check_offer: ofer", "`offer`"] {
        assert!(out(&output).contains(part), "{}", out(&output));
    }
    assert!(!out(&output).contains("can be shown whole"));

    let refused = run(folder.path(), &["run", "--token", TOKEN]);
    assert_eq!(code(&refused), 1);
    assert!(err(&refused).contains("content check"), "{}", err(&refused));
}

#[test]
fn the_state_of_the_content_is_told_for_each_language() {
    let folder = folder();
    let output = run(folder.path(), &["content", "status"]);
    assert_eq!(code(&output), 0);
    for language in ["uk", "ru", "en"] {
        let covered = out(&output)
            .lines()
            .any(|line| line.trim_start().starts_with(language) && line.contains('%'));
        assert!(covered, "{}", out(&output));
    }
}

#[test]
fn schemas_are_written_for_every_kind_of_file() {
    let folder = folder();
    let output = run(folder.path(), &["content", "schema", "--out", "schemas"]);
    assert_eq!(code(&output), 0);
    for entry in fs::read_dir(folder.path().join("schemas")).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(path.extension().unwrap(), "json");
        let text = fs::read_to_string(&path).unwrap();
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(schema.is_object(), "{}", path.display());
    }
    for kind in ["bot", "desk", "faq", "hotlines", "text-branch"] {
        assert!(folder.path().join(format!("schemas/{kind}.json")).is_file());
    }
}

/// `content status | head` must not end in a cry for help.
#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    let folder = folder();
    let mut child = bot(folder.path())
        .args(["content", "status"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 0, "{}", err(&output));
}
