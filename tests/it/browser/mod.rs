//! The page as a newcomer plays on it: the real program, a real browser, wide and as a phone.
//! Screenshots are left in `target/tmp/screenshots` to be looked at.

mod consultation;
mod figures;
mod journey;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
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

/// Leaves a picture of the page as it is once it has come to rest.
async fn keeps_a_picture(client: &Client, name: &str) {
    // Scrolling and fonts have settled when two pictures in a row are the same.
    let mut last = Vec::new();
    for _ in 0..20 {
        let picture = client.screenshot().await.unwrap();
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
