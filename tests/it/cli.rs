//! The commands as a person types them: what they print, and how they end.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use safe_migration_bot::privacy::MasterKey;

use crate::real_content::last_looked_at;

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

/// Runs the bot, with a Telegram that never answers, until it has said these words; then asks it
/// to stop as Docker and systemd do. Its code and all it has said.
fn runs_until(folder: &Path, arguments: &[&str], words: &str) -> (Option<i32>, String) {
    let mut child = bot(folder)
        .args(["run", "--token", TOKEN, "--listen", "127.0.0.1:0"])
        .args(["--api-url", "http://127.0.0.1:9"])
        .args(arguments)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    while !said.contains(words) {
        let read = stderr.read_line(&mut said).unwrap();
        assert!(read > 0, "it ended before it said `{words}`:\n{said}");
    }
    let asked = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(asked.success());
    stderr.read_to_string(&mut said).unwrap();
    (child.wait().unwrap().code(), said)
}

/// An installation that has been started before has its key.
fn has_a_key(folder: &Path) {
    MasterKey::load_or_create(&folder.join("data/secret.key")).unwrap();
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
        ("doctor", vec!["doctor"]),
        ("preview", vec!["preview"]),
        ("content", vec!["content"]),
        ("content_check", vec!["content", "check"]),
        ("content_status", vec!["content", "status"]),
        ("content_search", vec!["content", "search"]),
        ("content_schema", vec!["content", "schema"]),
        ("content_export", vec!["content", "export"]),
        ("content_import", vec!["content", "import"]),
        ("content_settle", vec!["content", "settle"]),
        ("stickers", vec!["stickers"]),
        ("stickers_render", vec!["stickers", "render"]),
        ("stickers_publish", vec!["stickers", "publish"]),
        ("stats", vec!["stats"]),
        ("stats_import", vec!["stats", "import"]),
        ("qr", vec!["qr"]),
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
        &["stats"],
        &["stats", "--from", "2022-06-01"],
        &["stats", "--from", "yesterday", "--to", "2022-06-30"],
        &["stats", "--period", "summer"],
        &["stats", "import"],
        &["qr"],
        &["qr", "--campaign", "poster", "--node", "tp-who"],
        &["stats", "--period", "2022-Q3", "--format", "poem"],
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
        &[
            "run",
            "--database-url",
            "mysql://u@h/d",
            "--api-url",
            "x",
            "--consultants-chat-id",
            "-1001,-1002",
            "--complaints-chat-id",
            "-1002",
            "--staff-chat-id",
            "@staff",
        ],
    );
    assert_eq!(code(&output), 1);
    insta::assert_snapshot!(err(&output), @"
    the settings cannot be used:
      - TELOXIDE_TOKEN is missing or has the wrong shape: it is the line @BotFather gives you, such as `123456789:AA…`. To try the bot without a token: `safe-migration-bot preview`
      - TELOXIDE_API_URL is no address; it looks like `https://host[:port]`
      - CONSULTANTS_CHAT_ID: of several groups each needs the name of its desk, as in `main=-1001234567890,romania=-1009876543210`; `-1001` has none
      - CONSULTANTS_CHAT_ID: of several groups each needs the name of its desk, as in `main=-1001234567890,romania=-1009876543210`; `-1002` has none
      - STAFF_CHAT_ID: `@staff` is no id of a group, which looks like `-1001234567890`. Add the bot to the group: it says the id there
      - the group -1002 stands in CONSULTANTS_CHAT_ID and in COMPLAINTS_CHAT_ID: each needs a group of its own
      - DATABASE_URL must begin with `sqlite://` or `postgres://`, such as `sqlite://data/bot.db`
    ");
}

#[test]
fn a_desk_that_the_content_does_not_have_is_refused() {
    let folder = folder();
    let output = bot(folder.path())
        .args(["run", "--token", TOKEN, "--listen", "127.0.0.1:0"])
        .env("CONSULTANTS_CHAT_ID", "main=-1001,warsaw=-1002")
        .output()
        .unwrap();
    assert_eq!(code(&output), 1);
    let refused = err(&output);
    for part in ["CONSULTANTS_CHAT_ID", "no desk `warsaw`, only main"] {
        assert!(refused.contains(part), "{refused}");
    }
}

#[test]
fn no_secret_is_printed() {
    let folder = folder();
    let wrong = run(
        folder.path(),
        &[
            "run",
            "--token",
            TOKEN,
            "--database-url",
            "mysql://u:hunter2@h/d",
        ],
    );
    let help = bot(folder.path())
        .args(["run", "--help"])
        .env("TELOXIDE_TOKEN", TOKEN)
        .env("DATABASE_URL", "postgres://u:hunter2@h/d")
        .output()
        .unwrap();
    has_a_key(folder.path());
    let (_, log) = runs_until(
        folder.path(),
        &["--database-url", "postgres://u:hunter2@127.0.0.1:9/d"],
        "Telegram does not answer yet",
    );
    for said in [err(&wrong), out(&help), log] {
        assert!(!said.is_empty());
        for secret in ["secretsecret", "hunter2"] {
            assert!(!said.contains(secret), "{said}");
        }
    }
}

#[test]
fn a_database_that_does_not_answer_is_told_and_waited_for() {
    let folder = folder();
    has_a_key(folder.path());
    let (code, log) = runs_until(
        folder.path(),
        &["--database-url", "postgres://u@127.0.0.1:9/d"],
        "Telegram does not answer yet",
    );
    assert!(log.contains("Until it answers, only danger is"), "{log}");
    assert_eq!(code, Some(0), "{log}");
}

/// Without a key and without the database nobody can tell whether a new one may be made.
#[test]
fn no_key_is_made_for_a_database_nobody_has_seen() {
    let folder = folder();
    let output = run(
        folder.path(),
        &[
            "run",
            "--token",
            TOKEN,
            "--listen",
            "127.0.0.1:0",
            "--database-url",
            "postgres://u@127.0.0.1:9/d",
        ],
    );
    assert_eq!(code(&output), 1);
    let refused = err(&output);
    assert!(
        refused.contains("start again when the database answers"),
        "{refused}"
    );
    assert!(!folder.path().join("data/secret.key").exists());
}

/// A start that cannot be watched receives and sends nothing: each of its lives might say something
/// twice.
#[test]
fn an_address_that_is_held_ends_the_start_before_telegram_is_called() {
    let folder = folder();
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let telegram = TcpListener::bind("127.0.0.1:0").unwrap();
    telegram.set_nonblocking(true).unwrap();
    let address = holder.local_addr().unwrap().to_string();
    let api = format!("http://{}", telegram.local_addr().unwrap());
    let output = run(
        folder.path(),
        &[
            "run",
            "--token",
            TOKEN,
            "--listen",
            &address,
            "--api-url",
            &api,
        ],
    );
    assert_eq!(code(&output), 1);
    let refused = err(&output);
    for part in ["LISTEN", "another program", &address] {
        assert!(refused.contains(part), "{refused}");
    }
    let called = telegram.accept().map_err(|error| error.kind());
    assert_eq!(called.unwrap_err(), ErrorKind::WouldBlock);
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let folder = folder();
    let key = folder.path().join("secret.key");
    fs::write(&key, format!("{}\n", "ab".repeat(32))).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    let output = run(
        folder.path(),
        &[
            "run",
            "--token",
            TOKEN,
            "--listen",
            "127.0.0.1:0",
            "--secret-key-file",
            "secret.key",
        ],
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

/// Before Telegram has ever answered.
#[test]
fn asked_to_stop_it_ends_with_0() {
    let folder = folder();
    let (code, log) = runs_until(folder.path(), &[], "Telegram does not answer yet");
    assert_eq!(code, Some(0), "{log}");
    for file in ["bot.db", "secret.key"] {
        let metadata = fs::metadata(folder.path().join("data").join(file)).unwrap();
        let mode = metadata.permissions().mode();
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
    let day = last_looked_at().to_string();
    let check = ["content", "check", "--as-of", day.as_str()];
    let from_the_folder = run(
        folder.path(),
        &[&check[..], &["--content-dir", dir]].concat(),
    );
    let from_the_program = run(folder.path(), &check);
    for output in [&from_the_folder, &from_the_program] {
        assert_eq!(code(output), 0, "{}", out(output));
        assert!(out(output).contains("can be shown whole"));
    }
    assert_eq!(out(&from_the_folder), out(&from_the_program));
    // Facts grow old by themselves: on that day the check is right to fail.
    let small = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/content");
    let later = [
        "content",
        "check",
        "--as-of",
        "2030-01-01",
        "--content-dir",
        small,
    ];
    let later = run(folder.path(), &later);
    assert_eq!(code(&later), 1);
    assert!(out(&later).contains("ended on"), "{}", out(&later));
}

#[test]
fn a_broken_copy_fails_its_check_and_says_where() {
    let folder = folder();
    copy(our_content(), &folder.path().join("content"));
    let bot = folder.path().join("content/bot.yaml");
    let text = fs::read_to_string(&bot).unwrap();
    let broken = text.replace("check_offer: work", "check_offer: wrok");
    assert_ne!(text, broken);
    fs::write(&bot, broken).unwrap();
    let output = run(folder.path(), &["content", "check"]);
    assert_eq!(code(&output), 1);
    for part in ["bot.yaml:", "check_offer: wrok", "`work`"] {
        assert!(out(&output).contains(part), "{}", out(&output));
    }
    assert!(!out(&output).contains("can be shown whole"));

    let refused = run(
        folder.path(),
        &["run", "--token", TOKEN, "--listen", "127.0.0.1:0"],
    );
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
fn editors_see_what_is_found_how_well_and_what_is_not() {
    let folder = folder();
    let search = |words: &[&str]| {
        let output = run(folder.path(), &[&["content", "search"], words].concat());
        assert_eq!(code(&output), 0, "{}", err(&output));
        out(&output)
    };
    let found = search(&["ne platyat zarplatu"]);
    let (best, below) = found.split_once("Below this nothing is shown.").unwrap();
    assert!(best.lines().next().unwrap().contains("th-wage"), "{found}");
    assert!(!below.trim().is_empty(), "{found}");
    assert!(search(&["--lang", "en", "wage"]).contains("My wage is not paid"));
    assert!(search(&["доброго", "дня"]).starts_with("Nothing is found"));
    assert!(search(&["забрали паспорт"]).starts_with("Words of distress"));
    assert!(search(&["поруч"]).starts_with("This is the word"));
    let output = run(
        folder.path(),
        &["content", "search", "--lang", "xx", "wage"],
    );
    assert_eq!(code(&output), 1);
    assert!(err(&output).contains("uk"), "{}", err(&output));
}

#[test]
fn schemas_are_written_for_every_kind_of_file() {
    let folder = folder();
    let output = run(folder.path(), &["content", "schema", "--out", "schemas"]);
    assert_eq!(code(&output), 0);
    for entry in fs::read_dir(folder.path().join("schemas")).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.to_string_lossy().ends_with(".schema.json"));
        let text = fs::read_to_string(&path).unwrap();
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(schema.is_object(), "{}", path.display());
    }
    for kind in ["bot", "desk", "faq", "hotlines", "text-branch"] {
        assert!(
            folder
                .path()
                .join(format!("schemas/{kind}.schema.json"))
                .is_file()
        );
    }
}

/// A translator's round: out, changed, in; and a file that is wrong changes nothing.
#[test]
fn texts_go_to_a_translator_and_come_back() {
    let folder = folder();
    copy(our_content(), &folder.path().join("content"));
    let run = |arguments: &[&str]| run(folder.path(), &[&["content"], arguments].concat());
    let page = folder.path().join("content/text/en/interface.yaml");
    let before = fs::read_to_string(&page).unwrap();

    let sent = run(&["export", "--lang", "en", "--all", "--out", "en.po"]);
    assert_eq!(code(&sent), 0, "{}", out(&sent));
    let po = fs::read_to_string(folder.path().join("en.po")).unwrap();
    let untouched = run(&["import", "en.po"]);
    assert_eq!(code(&untouched), 0, "{}", out(&untouched));
    assert_eq!(fs::read_to_string(&page).unwrap(), before);

    let says = |words: &str| {
        let name = "msgctxt \"interface.yaml button.back\"";
        let (head, entry) = po.split_once(name).unwrap();
        let entry = entry.replacen("msgstr \"← Back\"", &format!("msgstr \"{words}\""), 1);
        fs::write(folder.path().join("en.po"), format!("{head}{name}{entry}")).unwrap();
    };
    says("← Back {country}");
    let refused = run(&["import", "en.po"]);
    assert_eq!(code(&refused), 1);
    for part in [
        "interface.yaml button.back",
        "{country}",
        "Nothing was taken",
    ] {
        assert!(out(&refused).contains(part), "{}", out(&refused));
    }
    assert_eq!(fs::read_to_string(&page).unwrap(), before);

    says("← Go back");
    let taken = run(&["import", "en.po"]);
    assert_eq!(code(&taken), 0, "{}", out(&taken));
    let after = fs::read_to_string(&page).unwrap();
    assert_eq!(after, before.replace("\"← Back\"", "\"← Go back\""));

    let settled = run(&["settle"]);
    assert_eq!(code(&settled), 0, "{}", out(&settled));
    assert!(folder.path().join("content/translations/ru.yaml").is_file());
    let unknown = run(&["export", "--lang", "xx", "--out", "xx.po"]);
    assert_eq!(code(&unknown), 1);
    assert!(err(&unknown).contains("bot.yaml"), "{}", err(&unknown));
}

#[test]
fn content_that_waits_for_review_is_not_released() {
    let folder = folder();
    let output = run(folder.path(), &["content", "check", "--release"]);
    assert_eq!(code(&output), 1);
    for part in [
        "answers nobody has reviewed",
        "tp-what",
        "telephone numbers",
        "line ",
        "starter",
    ] {
        assert!(out(&output).contains(part), "{part}: {}", out(&output));
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
