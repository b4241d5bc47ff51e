//! How long a newcomer waits in the preview, and how much memory the program rests in:
//! `cargo bench --bench start`. Promised: the first answer within 2 s of the start, below 60 MB.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement for the person at the terminal"
)]

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use safe_migration_bot::preview::{AccountId, ChatId, Scene, Sender, Server, TOKEN};

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(measure());
}

async fn measure() {
    let server = Server::start("127.0.0.1:0".parse().expect("an address"), Scene::empty())
        .await
        .expect("a port");
    let world = server.world();
    let folder = tempfile::tempdir().expect("a folder");
    let olena: AccountId = world.add_person("Olena", None, None, Some("uk"));
    world.start(olena, None).expect("START is pressed");

    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_safe-migration-bot"))
        .arg("run")
        .env("TELOXIDE_TOKEN", TOKEN)
        .env("TELOXIDE_API_URL", server.url())
        .env(
            "DATABASE_URL",
            format!("sqlite://{}/bot.db", folder.path().display()),
        )
        .env("SECRET_KEY_FILE", folder.path().join("secret.key"))
        // Where no folder `content` is: the content inside the program.
        .current_dir(folder.path())
        .env("LISTEN", "127.0.0.1:0")
        .stderr(Stdio::piped())
        .spawn()
        .expect("the bot starts");
    let log = BufReader::new(child.stderr.take().expect("a log"));
    std::thread::spawn(move || log.lines().for_each(drop));
    let chat = ChatId(olena.0);
    let answers = |world: &safe_migration_bot::preview::World| {
        world
            .messages(chat)
            .filter(|message| message.from == Sender::Bot)
            .count()
    };
    assert!(
        world
            .wait_until(|world| answers(world) >= 1, Duration::from_secs(30))
            .await
    );
    let first = begun.elapsed();
    assert!(
        world
            .wait_until(|world| answers(world) >= 3, Duration::from_secs(30))
            .await
    );
    let whole = begun.elapsed();
    let status =
        std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let memory = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap_or("VmRSS: not told here");
    println!("start to first answer: {first:.2?}; whole greeting: {whole:.2?}; {memory}");
    child.kill().expect("the bot ends");
    child.wait().expect("the bot has ended");
}
