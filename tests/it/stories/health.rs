//! What is seen from outside: whether the bot can serve, and its figures.

use std::time::Duration;

use safe_migration_bot::ops::health;
use safe_migration_bot::preview::{Fault, Steady, TOKEN};

use crate::databases::TestDatabase;
use crate::town::{PATIENCE, Town, all_figures};

/// Somebody who looks at a bot from outside.
struct Watcher {
    address: String,
}

impl Watcher {
    async fn of(town: &Town) -> Self {
        let listener = health::listen("127.0.0.1:0".parse().unwrap())
            .await
            .unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let bot = town.bot();
        health::serve(listener, bot.core().clone(), all_figures(), bot.tasks());
        Self { address }
    }

    async fn sees(&self, page: &str) -> (u16, String) {
        let answer = reqwest::get(format!("http://{}/{page}", self.address))
            .await
            .unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn sees_it_ready_again(&self) {
        let ready = async {
            while self.sees("readyz").await.0 != 200 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let ready = tokio::time::timeout(PATIENCE, ready).await;
        assert!(ready.is_ok(), "it stays deaf");
    }
}

impl Town {
    fn gives_no_updates(&self, refusal: Fault) {
        let always = Steady {
            fault: refusal,
            probability: 1.0,
            methods: vec!["getUpdates".to_owned()],
        };
        self.world.change(|world| world.faults.always(always));
    }
}

on_both_databases! {
    /// The token was revoked, or somebody has set a webhook: the bot is deaf, and says so where it
    /// is watched, until it hears again.
    async fn a_deaf_bot_is_not_ready(database: TestDatabase) {
        let town = Town::new(database).await;
        let watcher = Watcher::of(&town).await;
        assert_eq!(watcher.sees("readyz").await, (200, "ready\n".to_owned()));
        for (code, words) in [
            (401, "Unauthorized"),
            (409, "Conflict: can't use getUpdates method while webhook is active"),
        ] {
            town.gives_no_updates(Fault::Refuse(code, words.to_owned()));
            let calls = town.world.calls().len();
            town.until("an update is refused", |world| {
                world.calls().skip(calls).any(|call| call.error.as_deref() == Some(words))
            })
            .await;
            assert_eq!(watcher.sees("readyz").await.0, 200, "a blink is no deafness");
            town.time_passes(Duration::from_secs(61));
            let (status, said) = watcher.sees("readyz").await;
            assert_eq!(status, 503);
            assert!(said.starts_with("Telegram gives no updates since 2"), "{said}");
            town.world.change(|world| world.faults.clear());
            watcher.sees_it_ready_again().await;
        }
        town.ends().await;
    }

    /// What is to be watched is there from the start.
    async fn every_figure_is_there_from_the_start(database: TestDatabase) {
        let town = Town::new(database).await;
        town.settles().await;
        health::describe();
        let (status, figures) = Watcher::of(&town).await.sees("metrics").await;
        assert_eq!(status, 200);
        for name in [
            "outbox_waiting 0",
            "outbox_oldest_seconds 0",
            "content_broken 0",
            "updates_received_seconds_ago ",
            "# TYPE promises_refused counter",
            "# HELP first_aid ",
        ] {
            assert!(figures.contains(name), "{name}:\n{figures}");
        }
        town.ends().await;
    }

    /// Somebody has set a webhook: it is taken away at the start, and what people wrote meanwhile is
    /// not lost. The log names its host alone.
    async fn a_webhook_is_taken_back_with_all_that_waits(database: TestDatabase) {
        let mut town = Town::asleep(database).await;
        town.mark("a-secret-path");
        let set = reqwest::Client::new()
            .post(format!("{}/bot{TOKEN}/setWebhook", town.server.url()))
            .json(&serde_json::json!({"url": "http://127.0.0.1:9/a-secret-path"}))
            .send()
            .await
            .unwrap();
        assert!(set.status().is_success());
        let (id, chat) = {
            let olena = town.person("Olena", Some("uk"));
            (olena.id, olena.chat)
        };
        town.world.start(id, None).unwrap();
        town.starts_the_bot().await;
        town.settles().await;
        assert!(!town.world.messages(chat).is_empty());
        town.ends().await;
    }
}
