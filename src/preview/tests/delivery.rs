//! Faults, limits, polling, webhooks, and Telegram going away.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{Router, post};

use super::*;

#[tokio::test]
async fn faults_strike_before_and_after_the_effect() {
    let b = Bench::new().await;
    let olena = b.olena();
    let count = || b.world.messages(olena.private_chat()).len();
    let send = || b.try_call("sendMessage", json!({"chat_id": olena, "text": "x"}));
    let refusal = Fault::Refuse(403, "Forbidden: bot was blocked by the user".to_owned());
    b.world.script(
        "sendMessage",
        [Fault::DropBefore, Fault::DropAfter, Fault::Status(502)],
    );
    b.world.script(
        "sendMessage",
        [Fault::TooManyRequests(7), refusal, Fault::Delay(50)],
    );
    let before = count();
    assert!(send().await.is_err());
    assert_eq!(count(), before);
    assert!(send().await.is_err());
    assert_eq!(count(), before + 1);
    assert_eq!(send().await.unwrap().status(), 502);
    let limited = send().await.unwrap();
    assert_eq!(limited.headers()["retry-after"], "7");
    let body: Value = limited.json().await.unwrap();
    assert_eq!(body["description"], "Too Many Requests: retry after 7");
    assert_eq!(body["parameters"], json!({"retry_after": 7}));
    assert_eq!(send().await.unwrap().status(), 403);
    assert_eq!(count(), before + 1);
    assert_eq!(send().await.unwrap().status(), 200);
    assert_eq!(count(), before + 2);
    let log = b.world.calls();
    let sends: Vec<bool> = log
        .iter()
        .filter(|call| call.method == "sendMessage")
        .map(|call| call.ok)
        .collect();
    assert_eq!(sends, [false, true, false, false, false, true]);
}

#[tokio::test]
async fn a_group_takes_twenty_a_minute() {
    let b = Bench::new().await;
    let (forum, _) = b.forum();
    b.world.set_rate_limits(true);
    let send = || b.call("sendMessage", json!({"chat_id": forum, "text": "x"}));
    for _ in 0..19 {
        assert_eq!(send().await["ok"], true);
    }
    b.ok("createForumTopic", json!({"chat_id": forum, "name": "x"}))
        .await;
    let wait = send().await["parameters"]["retry_after"].as_u64().unwrap();
    b.world.clock().advance(Duration::from_secs(wait));
    assert_eq!(send().await["ok"], true);
}

#[tokio::test]
async fn one_poller_at_a_time_and_it_waits() {
    let b = Bench::new().await;
    let olena = b.olena();
    b.updates().await;
    let first = b.call("getUpdates", json!({"offset": 800_000_000, "timeout": 10}));
    let (first, ()) = tokio::join!(first, async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let second = b.call("getUpdates", json!({"timeout": 5}));
        let (second, ()) = tokio::join!(second, async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            b.world
                .write(olena, Place::chat(olena.private_chat()), "wake")
                .unwrap();
        });
        assert_eq!(second["result"][0]["message"]["text"], "wake");
    });
    assert_eq!(first["error_code"], 409);
    let expected = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    assert_eq!(first["description"], expected);
}

#[tokio::test]
async fn telegram_can_go_away_and_come_back() {
    let b = Bench::new().await;
    let olena = b.olena();
    let poll = b.try_call("getUpdates", json!({"offset": 800_000_000, "timeout": 30}));
    let (poll, ()) = tokio::join!(poll, async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        b.server.stop().await;
    });
    assert!(poll.is_err(), "the waiting call must break");
    assert!(b.http.get(b.server.url()).send().await.is_err());
    b.world
        .write(olena, Place::chat(olena.private_chat()), "meanwhile")
        .unwrap();
    b.server.resume().await.unwrap();
    assert_eq!(
        b.updates().await.last().unwrap()["message"]["text"],
        "meanwhile"
    );
}

#[tokio::test]
async fn waiting_for_the_world_ends_with_the_change() {
    let b = Bench::new().await;
    let olena = b.olena();
    let chat = olena.private_chat();
    let (seen, _) = tokio::join!(
        b.world.wait_until(
            |world| world.messages(chat).any(|m| m.text() == "there"),
            SOON
        ),
        b.ok("sendMessage", json!({"chat_id": olena, "text": "there"})),
    );
    assert!(seen);
    assert!(
        !b.world
            .wait_until(|_| false, Duration::from_millis(20))
            .await
    );
}

type Seen = Arc<Mutex<Vec<(String, String)>>>;

/// Fails once, then takes everything.
async fn take(State(seen): State<Seen>, headers: HeaderMap, body: String) -> StatusCode {
    let mut seen = seen.lock().unwrap();
    let secret = headers["x-telegram-bot-api-secret-token"]
        .to_str()
        .unwrap()
        .to_owned();
    seen.push((secret, body));
    if seen.len() == 1 {
        StatusCode::INTERNAL_SERVER_ERROR
    } else {
        StatusCode::OK
    }
}

#[tokio::test]
async fn webhooks_push_until_they_are_taken() {
    let seen = Seen::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let router = Router::new()
        .route("/hook", post(take))
        .with_state(Arc::clone(&seen));
    let tracker = tokio_util::task::TaskTracker::new();
    let serving = tracker.spawn(async move { axum::serve(listener, router).await });

    let b = Bench::new().await;
    b.no(
        "setWebhook",
        json!({"url": "https://example.org/hook"}),
        "Bad Request: bad webhook: ",
    )
    .await;
    b.ok("setWebhook", json!({"url": url, "secret_token": "s3cret"}))
        .await;
    b.no(
        "getUpdates",
        json!({}),
        "Conflict: can't use getUpdates method while webhook is active",
    )
    .await;
    let olena = b.olena();
    b.world
        .write(olena, Place::chat(olena.private_chat()), "second")
        .unwrap();
    assert!(
        b.world
            .wait_until(|world| world.updates_pending() == 0, SOON)
            .await
    );
    let text = |(_, body): &(String, String)| -> String {
        let body: Value = serde_json::from_str(body).unwrap();
        body["message"]["text"].as_str().unwrap().to_owned()
    };
    let texts: Vec<String> = seen.lock().unwrap().iter().map(text).collect();
    assert_eq!(
        texts,
        ["/start", "/start", "second"],
        "the failed one again, then the next, in order"
    );
    assert!(
        seen.lock()
            .unwrap()
            .iter()
            .all(|(secret, _)| secret == "s3cret")
    );
    let info = b.ok("getWebhookInfo", json!({})).await;
    assert_eq!(
        info["last_error_message"],
        "Wrong response from the webhook: 500 Internal Server Error"
    );
    b.ok("deleteWebhook", json!({})).await;
    serving.abort();
}
