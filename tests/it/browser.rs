//! The journey as a newcomer plays it on the page: the real program, a real browser, a phone's
//! width. Screenshots are left in `target/screenshots` to be looked at.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use safe_migration_bot::content::{Content, Lang, Text};
use serde_json::json;

/// Only a broken page waits so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program that ends with the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The preview on a free port, and its address.
fn preview() -> (Program, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_safe-migration-bot"))
        .args(["preview", "--listen", "127.0.0.1:0"])
        .env(
            "CONTENT_DIR",
            concat!(env!("CARGO_MANIFEST_DIR"), "/content"),
        )
        .env_remove("RUST_LOG")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut address = None;
    let mut lines = lines.map_while(Result::ok);
    for line in lines.by_ref() {
        if let Some((_, rest)) = line.split_once("Open ") {
            address = rest.split_whitespace().next().map(str::to_owned);
            break;
        }
    }
    // The pipe is read to the end, or the program would stop at a full one.
    std::thread::spawn(move || lines.for_each(drop));
    (
        Program(child),
        address.expect("the preview says where it is"),
    )
}

fn driver() -> (Program, String) {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let child = Command::new("chromedriver")
        .arg(format!("--port={port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver: apt-get install chromium chromium-driver");
    (Program(child), format!("http://127.0.0.1:{port}"))
}

async fn browser(driver: &str, profile: &Path, width: u32, height: u32) -> Client {
    let arguments = [
        "--headless".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        format!("--window-size={width},{height}"),
        format!("--user-data-dir={}", profile.display()),
    ];
    let mut options = json!({ "args": arguments });
    if width < 600 {
        options["mobileEmulation"] = json!({
            "deviceMetrics": { "width": width, "height": height, "pixelRatio": 2.0, "touch": true }
        });
    }
    let mut capabilities = serde_json::Map::new();
    capabilities.insert("goog:chromeOptions".to_owned(), options);
    let started = async {
        loop {
            let client = ClientBuilder::new(hyper_util_connector())
                .capabilities(capabilities.clone())
                .connect(driver)
                .await;
            if let Ok(client) = client {
                return client;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, started)
        .await
        .expect("the browser starts")
}

fn hyper_util_connector() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}

/// Somebody at the page.
struct Visitor {
    client: Client,
    content: Content,
    lang: Lang,
}

impl Visitor {
    fn says(&self, text: Text) -> String {
        self.content.plain(&self.lang, text)
    }

    /// The newest inline button that says this.
    async fn presses(&self, words: &str) {
        let path = format!("(//*[@data-testid='inline-button'][contains(., \"{words}\")])[last()]");
        let button = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::XPath(&path))
            .await
            .unwrap();
        // As a thumb does it: scrolled to, and in the middle.
        let script = "arguments[0].scrollIntoView({block: 'center'}); arguments[0].click();";
        self.client
            .execute(script, vec![serde_json::to_value(&button).unwrap()])
            .await
            .unwrap();
    }

    async fn sees(&self, words: &str) {
        let path = format!("//article[contains(., \"{words}\")]");
        let found = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::XPath(&path))
            .await;
        assert!(found.is_ok(), "the page does not show `{words}`");
    }

    async fn keeps_a_picture(&self, name: &str) {
        // Scrolling and fonts have settled when two pictures in a row are the same.
        let mut last = Vec::new();
        for _ in 0..20 {
            let picture = self.client.screenshot().await.unwrap();
            if picture == last {
                break;
            }
            last = picture;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), last).unwrap();
    }
}

/// First words of a text without markup or placeholders, as they stand on the screen.
fn opening(content: &Content, lang: &Lang, text: Text) -> String {
    let plain = content.plain(lang, text);
    plain
        .split(['{', '\n', '.', '"'])
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journey_on_a_phones_width() {
    let (_preview, address) = preview();
    let (_driver, driver) = driver();
    let profile = tempfile::tempdir().unwrap();
    let client = browser(&driver, profile.path(), 390, 844).await;
    client.goto(&address).await.unwrap();
    let visitor = Visitor {
        client,
        content: Content::embedded().unwrap(),
        lang: "uk".parse().unwrap(),
    };

    visitor.meets_the_bot().await;
    visitor.reads_an_answer_and_looks_at_danger().await;
    visitor.skips_the_questions().await;
    visitor.looks_for_lines_and_hides().await;
    visitor.client.close().await.unwrap();
}

/// The parts of the journey.
impl Visitor {
    async fn meets_the_bot(&self) {
        let start = Locator::Css("[data-testid='start']");
        let wait = self.client.wait().at_most(PATIENCE);
        let start = wait.for_element(start).await.unwrap();
        self.keeps_a_picture("01-before").await;
        start.click().await.unwrap();
        self.sees(&self.says(Text::LeafletFile)).await;
        self.sees(&self.says(Text::ConsultButton)).await;
        self.keeps_a_picture("02-menu").await;
    }

    async fn reads_an_answer_and_looks_at_danger(&self) {
        let branch = &self.content.branches()[0];
        let title = &self.content.branch_text(&self.lang, &branch.id).title;
        self.presses(title).await;
        let answer = self.content.answer_text(&self.lang, &branch.answers[0]);
        let answer = answer.unwrap();
        self.presses(&answer.button).await;
        self.sees(&answer.title).await;
        self.keeps_a_picture("03-answer").await;

        self.presses(&self.says(Text::DangerButton)).await;
        self.sees("112").await;
        self.keeps_a_picture("04-danger").await;
        self.presses(&self.says(Text::BackButton)).await;
        self.sees(&answer.title).await;
    }

    async fn skips_the_questions(&self) {
        self.presses(&self.says(Text::MenuButton)).await;
        self.presses(&self.says(Text::GenderWoman)).await;
        self.sees_the_page(Text::QuestionPlace).await;
        self.presses(&self.says(Text::SkipAllButton)).await;
        self.sees_the_page(Text::MenuText).await;
    }

    async fn looks_for_lines_and_hides(&self) {
        self.presses(&self.says(Text::LinesButton)).await;
        self.sees_the_page(Text::LinesAnywhere).await;
        self.keeps_a_picture("05-lines").await;
        self.presses(&self.says(Text::CountryButton)).await;
        let poland = "PL".parse().unwrap();
        self.presses(self.content.country_name(&self.lang, &poland))
            .await;
        self.sees("+48").await;
        self.keeps_a_picture("06-lines-of-poland").await;

        self.presses(&self.says(Text::HideButton)).await;
        self.sees_the_page(Text::HiddenText).await;
        self.keeps_a_picture("07-hidden").await;
    }

    async fn sees_the_page(&self, text: Text) {
        self.sees(&opening(&self.content, &self.lang, text)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_people_side_by_side() {
    let (_preview, address) = preview();
    let (_driver, driver) = driver();
    let profile = tempfile::tempdir().unwrap();
    let client = browser(&driver, profile.path(), 1600, 1000).await;
    client.goto(&address).await.unwrap();
    let start = Locator::Css("[data-testid='start']");
    client
        .wait()
        .at_most(PATIENCE)
        .for_element(start)
        .await
        .unwrap();
    let content = Content::embedded().unwrap();
    // At first one person stands beside the consultants.
    let next = Locator::Css("[data-testid='chip'][aria-pressed='false']");
    for _ in 0..2 {
        client.find(next).await.unwrap().click().await.unwrap();
    }
    for _ in 0..3 {
        client.find(start).await.unwrap().click().await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let visitor = Visitor {
        client,
        content,
        lang: "uk".parse().unwrap(),
    };
    for lang in ["uk", "ru", "en"] {
        let lang = lang.parse().unwrap();
        visitor
            .sees(&visitor.content.plain(&lang, Text::ConsultButton))
            .await;
    }
    visitor.keeps_a_picture("10-side-by-side").await;
    visitor.client.close().await.unwrap();
}
