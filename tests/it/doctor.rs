//! `doctor` against a local Telegram: a town where all is well, and one thing broken at a time.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use safe_migration_bot::content::Content;
use safe_migration_bot::preview::{
    AccountId, ChatId, GroupKind, Rights, Role, Scene, Server, Status, TOKEN, WorldHandle,
};
use safe_migration_bot::privacy::{Keys, MasterKey};
use safe_migration_bot::store::Db;
use safe_migration_bot::store::inspect::{Inspected, Owner, Tables, inspect};
use tokio::process::Command;

use crate::databases::{TestDatabase, keys};
use crate::town::checked_yesterday_of;

/// A folder, a Telegram and the groups of an installation.
struct Clinic {
    server: Server,
    world: WorldHandle,
    folder: tempfile::TempDir,
    content: tempfile::TempDir,
    owner: AccountId,
    desk: ChatId,
    complaints: ChatId,
    staff: ChatId,
}

impl Clinic {
    /// Where nothing is wrong and nothing has been started yet.
    async fn healthy() -> Self {
        let server = Server::start("127.0.0.1:0".parse().unwrap(), Scene::empty())
            .await
            .unwrap();
        let world = server.world();
        let owner = world.add_account("Marta", Some("uk"), Role::Consultant);
        let desk = world.add_forum("Consultants", owner);
        let complaints = world.add_forum("Complaints", owner);
        let staff = world.add_group(GroupKind::Super, "Staff", owner);
        world.set_bot_status(staff, Status::Administrator);
        let content = checked_yesterday_of("tests/it/fixtures/content");
        let loaded = Content::load(content.path()).unwrap();
        let bot = world.look(|world| world.bot().username.clone());
        for language in loaded.languages() {
            let link = loaded.sticker_set(&language.tag, &bot);
            let name = link.rsplit('/').next().unwrap();
            world.add_sticker_set(name, &language.name);
        }
        Self {
            folder: tempfile::tempdir().unwrap(),
            server,
            world,
            content,
            owner,
            desk,
            complaints,
            staff,
        }
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("TELOXIDE_TOKEN", TOKEN.to_owned()),
            ("TELOXIDE_API_URL", self.server.url()),
            ("CONSULTANTS_CHAT_ID", self.desk.0.to_string()),
            ("COMPLAINTS_CHAT_ID", self.complaints.0.to_string()),
            ("STAFF_CHAT_ID", self.staff.0.to_string()),
            ("CONTENT_DIR", self.content.path().display().to_string()),
            ("LISTEN", "127.0.0.1:0".to_owned()),
        ]
    }

    async fn asked(&self, settings: Vec<(&'static str, String)>) -> Told {
        let output = self.command("doctor", settings).output().await.unwrap();
        Told::of(&output, self)
    }

    fn command(&self, name: &str, settings: Vec<(&'static str, String)>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_safe-migration-bot"));
        command
            .arg(name)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(settings)
            .stdin(Stdio::null());
        command
    }

    async fn examined(&self) -> Told {
        self.asked(self.settings()).await
    }

    async fn with(&self, setting: &'static str, value: &str) -> Told {
        let mut settings = self.settings();
        settings.push((setting, value.to_owned()));
        self.asked(settings).await
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("data/secret.key")
    }

    /// As after the first start: a key, and a database of that key.
    async fn has_been_started(&self) {
        let keys = Keys::derive(&MasterKey::load_or_create(&self.key()).unwrap());
        let path = self.folder.path().join("data/bot.db");
        let db = Db::open(&format!("sqlite://{}", path.display()))
            .await
            .unwrap();
        db.migrate(&keys).await.unwrap();
        db.close().await;
    }
}

/// What the doctor said, and how it ended.
struct Told {
    words: String,
    code: Option<i32>,
}

impl Told {
    /// Figures of the content change with edits of it, folders with every run.
    fn of(output: &Output, clinic: &Clinic) -> Self {
        let words = String::from_utf8(output.stdout.clone()).unwrap();
        let errors = String::from_utf8(output.stderr.clone()).unwrap();
        assert_eq!(errors, "");
        assert!(!words.contains(TOKEN), "{words}");
        let words = words.replace(&clinic.content.path().display().to_string(), "CONTENT");
        let words: Vec<String> = words.lines().map(without_figures_of_content).collect();
        Self {
            words: words.join("\n"),
            code: output.status.code(),
        }
    }

    /// All that is said of one thing.
    fn about(&self, about: &str) -> String {
        let mut lines = Vec::new();
        let mut meant = false;
        for line in self.words.lines() {
            if !line.starts_with("   ") {
                meant = line.get(9..).is_some_and(|rest| rest.starts_with(about));
            }
            if meant {
                lines.push(line);
            }
        }
        lines.join("\n")
    }
}

fn without_figures_of_content(line: &str) -> String {
    if !line.contains(" content: ") {
        return line.to_owned();
    }
    let mut shown = line.replace(|c: char| c.is_ascii_digit(), "9");
    while shown.contains("99") {
        shown = shown.replace("99", "9");
    }
    shown
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn where_all_is_well_the_doctor_says_so_and_touches_nothing() {
    let clinic = Clinic::healthy().await;
    let told = clinic.examined().await;
    assert_eq!(told.code, Some(0), "{}", told.words);
    insta::assert_snapshot!("before_the_first_start", told.words);
    assert_eq!(files(clinic.folder.path()), Vec::<PathBuf>::new());
    let asks = [
        "getMe",
        "getWebhookInfo",
        "getStickerSet",
        "getChat",
        "getChatMember",
    ];
    for call in clinic.world.calls() {
        assert!(asks.contains(&call.method.as_str()), "{}", call.method);
    }

    clinic.has_been_started().await;
    let before = files(&clinic.folder.path().join("data"));
    let told = clinic.examined().await;
    assert_eq!(told.code, Some(0), "{}", told.words);
    assert!(told.about("key").contains("is there"), "{}", told.words);
    assert!(
        told.about("database").contains("up to date"),
        "{}",
        told.words
    );
    assert_eq!(files(&clinic.folder.path().join("data")), before);
    assert_eq!(clinic.world.violations(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_broken_is_told_at_once() {
    let clinic = Clinic::healthy().await;
    std::fs::create_dir(clinic.folder.path().join("data")).unwrap();
    std::fs::write(clinic.key(), "no key").unwrap();
    clinic.world.set_bot_status(clinic.desk, Status::Member);
    clinic.world.set_bot_status(clinic.staff, Status::Kicked);
    let rights = Rights {
        can_delete_messages: false,
        can_pin_messages: false,
        ..Rights::default()
    };
    clinic.world.set_bot_rights(clinic.complaints, rights);
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = clinic.settings();
    let desks = format!("main={},lviv=-1009999999999", clinic.desk.0);
    let address = taken.local_addr().unwrap().to_string();
    settings.extend([
        ("CONSULTANTS_CHAT_ID", desks),
        ("LISTEN", address.clone()),
        (
            "DATABASE_URL",
            "postgres://u:hunter2@127.0.0.1:9/d".to_owned(),
        ),
    ]);
    let told = clinic.asked(settings).await;
    assert_eq!(told.code, Some(1));
    assert!(!told.words.contains("hunter2"), "{}", told.words);
    let words = told.words.replace(&address, "ADDRESS");
    insta::assert_snapshot!("much_is_broken", words);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_be_used_do_not_hide_the_rest() {
    let clinic = Clinic::healthy().await;
    let mut settings = clinic.settings();
    settings.extend([
        ("TELOXIDE_TOKEN", "nonsense".to_owned()),
        ("STAFF_CHAT_ID", clinic.desk.0.to_string()),
    ]);
    let told = clinic.asked(settings).await;
    assert_eq!(told.code, Some(1));
    assert_eq!(clinic.world.calls().len(), 0);
    insta::assert_snapshot!("settings", told.words);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_telegram_does_not_know_is_told() {
    let clinic = Clinic::healthy().await;
    let other = format!("7264918053:{}", "A".repeat(35));
    let told = clinic.with("TELOXIDE_TOKEN", &other).await;
    assert_eq!(told.code, Some(1));
    assert!(!told.words.contains("AAAA"), "{}", told.words);
    insta::assert_snapshot!(told.about("token"), @"
    problem  token: Telegram refuses it (Unauthorized)
             → copy it anew from @BotFather into TELOXIDE_TOKEN; nothing else at Telegram could be asked
    ");
    let told = clinic.with("TELOXIDE_API_URL", "http://127.0.0.1:9").await;
    assert_eq!(told.code, Some(1));
    insta::assert_snapshot!(told.about("Telegram"), @"
    problem  Telegram: no answer
             → see that this computer reaches it, and what TELOXIDE_API_URL says; nothing else there could be asked
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_takes_the_updates_is_told_and_left_alone() {
    let clinic = Clinic::healthy().await;
    let hook = reqwest::Client::new()
        .post(format!("{}/bot{TOKEN}/setWebhook", clinic.server.url()))
        .json(&serde_json::json!({"url": "http://127.0.0.1:9/a-secret-path"}))
        .send()
        .await
        .unwrap();
    assert!(hook.status().is_success());
    let told = clinic.examined().await;
    assert_eq!(told.code, Some(1));
    assert!(!told.words.contains("a-secret-path"), "{}", told.words);
    insta::assert_snapshot!(told.about("updates"), @"
    problem  updates: a webhook pushes them to 127.0.0.1, so this bot gets none
             → see who uses this token; the next start of the bot takes it away, and what waits is not lost
    ok       updates: 6 wait
    ");
    let polled = |call: &safe_migration_bot::preview::Call| call.method == "getUpdates";
    assert!(!clinic.world.calls().iter().any(polled));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_cannot_serve_is_told_with_what_to_do() {
    let clinic = Clinic::healthy().await;
    let basic = clinic
        .world
        .add_group(GroupKind::Basic, "Basic", clinic.owner);
    clinic.world.set_bot_status(basic, Status::Administrator);
    let id = basic.0.to_string();
    let told = clinic.with("CONSULTANTS_CHAT_ID", &id).await;
    assert_eq!(told.code, Some(1));
    insta::assert_snapshot!("a_basic_group", told.about("desk main"));

    // The bot follows it; whether it has topics is still looked at.
    clinic.world.change(|world| world.upgrade(basic)).unwrap();
    let told = clinic.with("CONSULTANTS_CHAT_ID", &id).await;
    assert_eq!(told.code, Some(1));
    insta::assert_snapshot!("a_group_that_has_moved", told.about("desk main"));
}

/// Whoever looks while the bot runs is not frightened by its own address and files, and does not
/// disturb it.
#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_runs_is_no_problem() {
    let clinic = Clinic::healthy().await;
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = port.local_addr().unwrap().to_string();
    drop(port);
    let mut settings = clinic.settings();
    settings.push(("LISTEN", address.clone()));
    let mut running = clinic.command("run", settings.clone());
    let _running = running
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let ready = format!("http://{address}/readyz");
    let asked = async {
        while !reqwest::get(&ready)
            .await
            .is_ok_and(|answer| answer.status().is_success())
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), asked)
        .await
        .unwrap();
    let told = clinic.asked(settings).await;
    assert_eq!(told.code, Some(0), "{}", told.words);
    let running = format!("ok       address: a bot is running at {address}");
    assert_eq!(told.about("address"), running);
    assert!(
        told.about("database").contains("up to date"),
        "{}",
        told.words
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_gone_is_told_before_a_start_makes_another() {
    let clinic = Clinic::healthy().await;
    clinic.has_been_started().await;
    std::fs::remove_file(clinic.key()).unwrap();
    let told = clinic.examined().await;
    assert_eq!(told.code, Some(1));
    assert!(told.about("key").starts_with("problem"), "{}", told.words);
    assert!(!clinic.key().exists());
    MasterKey::load_or_create(&clinic.key()).unwrap();
    let told = clinic.examined().await;
    assert_eq!(told.code, Some(1));
    assert!(
        told.about("database").contains("another key"),
        "{}",
        told.words
    );
}

on_both_databases! {
    /// Looked at before, between and after, without a trace.
    async fn a_database_is_looked_at_without_a_trace(database: TestDatabase) {
        let looked = inspect(&database.url, Some(&keys())).await.unwrap();
        match looked {
            Inspected::Absent => assert_eq!(database.files(), Vec::<PathBuf>::new()),
            Inspected::There { tables, owner, .. } => {
                assert_eq!((tables, owner), (Tables::None, Owner::Nobody));
            }
        }
        let db = database.open().await;
        let mine = |owner| Inspected::There { tables: Tables::Current, owner, open: false };
        let other = Keys::derive(&MasterKey::new([7; 32]));
        // While it is open, and when it is closed.
        for _ in 0..2 {
            assert_eq!(inspect(&database.url, Some(&keys())).await.unwrap(), mine(Owner::Ours));
            assert_eq!(inspect(&database.url, Some(&other)).await.unwrap(), mine(Owner::Other));
            assert_eq!(inspect(&database.url, None).await.unwrap(), mine(Owner::Unknown));
            db.close().await;
        }
        let left = database.files();
        inspect(&database.url, None).await.unwrap();
        assert_eq!(database.files(), left);
    }
}
