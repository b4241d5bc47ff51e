//! The editors' page as an editor uses it: one page in all languages, each saved change shown, a broken
//! one told with its place, and nothing for other computers.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use safe_migration_bot::content::{Files, Library, settle};
use safe_migration_bot::editor::{self, Editor};
use safe_migration_bot::ops::clock::Clock;
use safe_migration_bot::preview::{Beside, Scene, Server};

/// Editor's desk: a folder of content that may be edited, and the page that follows it.
struct Desk {
    folder: tempfile::TempDir,
    server: Server,
}

impl Desk {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/content");
        let files = Files::read(&files).unwrap();
        for path in files.paths() {
            let to = folder.path().join(path);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::write(to, files.get(path).unwrap()).unwrap();
        }
        let pages = editor::routes(Editor {
            library: Library::watch(folder.path()).unwrap(),
            clock: Clock::system(),
            bot: "test_bot".to_owned(),
            folder: Some(folder.path().to_path_buf()),
        });
        let anywhere: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let beside = Beside::under(editor::PATH, pages);
        let server = Server::with_pages(anywhere, Scene::empty(), beside)
            .await
            .unwrap();
        Self { folder, server }
    }

    fn address(&self, rest: &str) -> String {
        format!("{}{}{rest}", self.server.url(), editor::PATH)
    }

    async fn reads(&self, rest: &str) -> String {
        let response = reqwest::get(self.address(rest)).await.unwrap();
        assert!(response.status().is_success(), "{}", response.status());
        response.text().await.unwrap()
    }

    fn edits(&self, file: &str, from: &str, to: &str) {
        let path = self.folder.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no `{from}`");
        std::fs::write(path, text.replace(from, to)).unwrap();
    }
}

const ANSWER: &str = "?screen=%7B%22Answer%22%3A%22hp-passport%22%7D";

#[tokio::test]
async fn a_page_stands_in_all_languages_side_by_side_with_its_marks() {
    let desk = Desk::open().await;
    let menu = desk.reads("").await;
    for language in ["Українська", "English"] {
        assert!(menu.contains(language), "{language}");
    }
    assert!(
        menu.contains("not reviewed"),
        "the list marks what waits for review"
    );
    let sheet = desk.reads("?sheet=en").await;
    let cards = |page: &str| page.matches("data-testid=\"card\"").count();
    assert!(cards(&sheet) > 40, "{} pages on the sheet", cards(&sheet));
    let answer = desk.reads(ANSWER).await;
    assert!(answer.contains("lang=\"uk\"") && answer.contains("lang=\"en\""));
    let odd = desk.reads("?screen=nonsense&country=QQ&sheet=xx").await;
    assert_eq!(
        cards(&odd),
        cards(&menu),
        "what nobody wrote leads to the menu"
    );
}

#[tokio::test]
async fn a_saved_change_is_shown_and_a_broken_one_is_told() {
    let desk = Desk::open().await;
    let mut news = reqwest::get(desk.address("/changes")).await.unwrap();
    let mut changed = async || {
        let wait = Duration::from_secs(20);
        loop {
            let piece = tokio::time::timeout(wait, news.chunk()).await.unwrap();
            let piece = piece.unwrap().unwrap();
            if String::from_utf8_lossy(&piece).contains("changed") {
                return;
            }
        }
    };
    desk.edits("text/en/help.yaml", "Get help", "Find help");
    changed().await;
    assert!(desk.reads("").await.contains("Find help"));

    desk.edits("text/en/help.yaml", "en:", "en:\n\tbroken");
    changed().await;
    let page = desk.reads("").await;
    assert!(page.contains("Find help"), "the last good one stays");
    assert!(page.contains("text/en/help.yaml:2"), "the place is told");

    desk.edits("text/en/help.yaml", "en:\n\tbroken", "en:");
    changed().await;
    assert!(!desk.reads("").await.contains("data-testid=\"broken\""));
}

#[tokio::test]
async fn a_translation_older_than_its_source_is_marked() {
    let desk = Desk::open().await;
    let files = Files::read(desk.folder.path()).unwrap();
    let (record, words) = settle(&files, "en", &[]).unwrap().file.unwrap();
    let record = desk.folder.path().join(record);
    std::fs::create_dir_all(record.parent().unwrap()).unwrap();
    std::fs::write(record, words).unwrap();
    let mut news = reqwest::get(desk.address("/changes")).await.unwrap();
    assert!(!desk.reads(ANSWER).await.contains("stale"));

    desk.edits(
        "text/uk/help.yaml",
        "тримати Ваш паспорт",
        "забирати Ваш паспорт",
    );
    let piece = tokio::time::timeout(Duration::from_secs(20), async {
        while let Some(piece) = news.chunk().await.unwrap() {
            if desk.reads(ANSWER).await.contains("забирати") {
                return piece;
            }
        }
        panic!("the page was told nothing");
    });
    piece.await.unwrap();
    let page = desk.reads(ANSWER).await;
    assert_eq!(
        page.matches("stale translation</span>").count(),
        1,
        "on the English card"
    );
    assert!(
        page.contains("help.yaml answers.hp-passport.text"),
        "and told by name"
    );
}

#[tokio::test]
async fn other_computers_and_other_sites_see_nothing() {
    let desk = Desk::open().await;
    let client = reqwest::Client::new();
    let asked = client
        .get(desk.address(ANSWER))
        .header("host", "evil.example");
    assert_eq!(asked.send().await.unwrap().status(), 403);
}
