//! The local Telegram over HTTP, as a bot meets it.

mod chats;
mod delivery;
mod media;
mod messages;
mod page;
mod teloxide_client;
mod topics;

use std::time::Duration;

use serde_json::{Value, json};

use super::*;

const SOON: Duration = Duration::from_secs(5);

/// A server, a client, and the world behind.
struct Bench {
    server: Server,
    http: reqwest::Client,
    world: WorldHandle,
}

impl Bench {
    async fn new() -> Self {
        Self::with(Scene::empty()).await
    }

    async fn with(scene: Scene) -> Self {
        let server = Server::start("127.0.0.1:0".parse().unwrap(), scene)
            .await
            .unwrap();
        let world = server.world();
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(20));
        Self {
            server,
            http: client.build().unwrap(),
            world,
        }
    }

    fn method(&self, method: &str) -> String {
        format!("{}/bot{}/{method}", self.server.url(), self.server.token())
    }

    async fn try_call(&self, method: &str, body: Value) -> reqwest::Result<reqwest::Response> {
        self.http.post(self.method(method)).json(&body).send().await
    }

    async fn call(&self, method: &str, body: Value) -> Value {
        self.try_call(method, body)
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    async fn ok(&self, method: &str, body: Value) -> Value {
        let answer = self.call(method, body).await;
        assert_eq!(answer["ok"], true, "{method}: {answer}");
        answer["result"].clone()
    }

    /// The call is refused with a description that begins like this.
    async fn no(&self, method: &str, body: Value, begins: &str) {
        let answer = self.call(method, body).await;
        assert_eq!(answer["ok"], false, "{method}: {answer}");
        let description = answer["description"].as_str().unwrap();
        assert!(
            description.starts_with(begins),
            "{description} does not begin with {begins}"
        );
    }

    /// Every update that waits, confirmed.
    async fn updates(&self) -> Vec<Value> {
        let updates = self
            .ok("getUpdates", json!({}))
            .await
            .as_array()
            .unwrap()
            .clone();
        if let Some(last) = updates.last() {
            let offset = last["update_id"].as_i64().unwrap() + 1;
            self.ok("getUpdates", json!({"offset": offset, "limit": 1}))
                .await;
        }
        updates
    }

    fn olena(&self) -> AccountId {
        let olena = self
            .world
            .add_person("Olena", None, Some("olena"), Some("uk"));
        self.world.start(olena, None).unwrap();
        olena
    }

    fn forum(&self) -> (ChatId, AccountId) {
        let marta = self
            .world
            .add_account("Marta", Some("uk"), Role::Consultant);
        (self.world.add_forum("Desk", marta), marta)
    }

    fn no_violations(&self) {
        assert!(
            self.world.violations().is_empty(),
            "{:?}",
            self.world.violations()
        );
    }
}

/// Two objects in one.
fn with(base: &Value, extra: Value) -> Value {
    let mut body = base.clone();
    if let Value::Object(extra) = extra {
        body.as_object_mut().unwrap().extend(extra);
    }
    body
}

fn go() -> Value {
    json!({"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]})
}
