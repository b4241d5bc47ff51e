//! The page's control, its events, and who may reach them.

use super::*;

async fn post(b: &Bench, path: &str, body: Value) -> Value {
    let url = format!("{}/preview/{path}", b.server.url());
    b.http
        .post(url)
        .json(&body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

#[tokio::test]
async fn only_the_own_page_is_served_and_it_is_sealed() {
    let b = Bench::new().await;
    let url = b.server.url();
    let mut paths = vec!["/".to_owned(), "/app.css".to_owned(), "/app.js".to_owned()];
    let mut at = 0;
    while let Some(path) = paths.get(at).cloned() {
        let page = b.http.get(format!("{url}{path}")).send().await.unwrap();
        assert_eq!(page.status(), 200, "{path}");
        let policy = page.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'self'; img-src 'self' data: blob:"));
        let text = page.text().await.unwrap();
        let called = text.split("from \"").skip(1);
        for module in called.filter_map(|rest| rest.split('"').next()) {
            if module.starts_with('/') && !paths.iter().any(|known| known == module) {
                paths.push(module.to_owned());
            }
        }
        at += 1;
    }
    assert!(paths.len() > 10, "every module is served: {paths:?}");
    let foreign = b
        .http
        .get(&url)
        .header("host", "evil.example")
        .send()
        .await
        .unwrap();
    assert_eq!(foreign.status(), 403);
    let call = b
        .http
        .get(b.method("getMe"))
        .header("origin", "http://evil.example");
    assert_eq!(call.send().await.unwrap().status(), 403);
    let clock = b.http.post(format!("{url}/preview/clock"));
    let plain = clock.body("{\"advance_seconds\":1}").send().await.unwrap();
    assert_eq!(
        plain.status(),
        415,
        "a form of a foreign page cannot send JSON"
    );
}

#[tokio::test]
async fn the_stream_tells_everything_and_then_what_changed() {
    let b = Bench::with(Scene::preview([("pack_uk", "Pack")])).await;
    let url = format!("{}/preview/events", b.server.url());
    let mut events = b.http.get(url).send().await.unwrap();
    let mut heard = String::new();
    let olena = b.world.look(|world| world.accounts().next().unwrap().id);
    for expected in ["event: world", "\"first_name\":\"Olena\"", "event: chat"] {
        while !heard.contains(expected) {
            heard.push_str(&String::from_utf8_lossy(
                &events.chunk().await.unwrap().unwrap(),
            ));
        }
    }
    b.world.start(olena, None).unwrap();
    b.ok(
        "sendMessage",
        json!({"chat_id": olena, "text": "a <b>", "reply_markup": go()}),
    )
    .await;
    while !heard.contains("a &lt;b&gt;") {
        heard.push_str(&String::from_utf8_lossy(
            &events.chunk().await.unwrap().unwrap(),
        ));
    }
    b.world
        .press_labelled(olena, olena.private_chat(), "Go")
        .unwrap();
    let press = b.updates().await.pop().unwrap()["callback_query"]["id"].clone();
    b.ok(
        "answerCallbackQuery",
        json!({"callback_query_id": press, "text": "taken", "show_alert": true}),
    )
    .await;
    while !(heard.contains("event: alert") && heard.contains("event: answered")) {
        heard.push_str(&String::from_utf8_lossy(
            &events.chunk().await.unwrap().unwrap(),
        ));
    }
}

#[tokio::test]
async fn what_the_page_can_do() {
    let b = Bench::with(Scene::preview([("pack_uk", "Pack")])).await;
    let olena = b.world.look(|world| world.accounts().next().unwrap().id);
    let of = |act: &str| format!("accounts/{olena}/{act}");
    let early = post(&b, &of("write"), json!({"chat_id": olena, "text": "x"})).await;
    assert_eq!(
        early,
        json!({"ok": false, "error": "START was not pressed yet"})
    );
    for (path, body) in [
        (of("start"), json!({})),
        (
            of("send"),
            json!({"chat_id": olena, "kind": "photo", "album_size": 3}),
        ),
        ("clock".to_owned(), json!({"advance_seconds": 3600})),
        (
            "network".to_owned(),
            json!({"mode": "offline", "probability": 1.0, "rate_limits": false, "methods": []}),
        ),
    ] {
        assert_eq!(post(&b, &path, body).await, json!({"ok": true}), "{path}");
    }
    assert!(b.http.post(b.method("getMe")).send().await.is_err());
    assert_eq!(
        post(&b, "network", json!({"mode": "good"})).await["ok"],
        true
    );
    assert_eq!(
        b.updates().await.len(),
        10,
        "three groups have the bot: two each; START and three photos"
    );
}

#[tokio::test]
async fn what_the_page_can_do_to_groups() {
    let b = Bench::with(Scene::preview([])).await;
    let made = post(
        &b,
        "accounts",
        json!({"first_name": "Ihor", "role": "person"}),
    )
    .await;
    assert!(made["account_id"].as_i64().unwrap() > 0);
    let forum = b
        .world
        .look(|world| world.chats().find(|chat| chat.is_forum).unwrap().id);
    let topic = post(
        &b,
        &format!("chats/{forum}/topics"),
        json!({"name": "by hand"}),
    )
    .await;
    let thread = &topic["thread_id"];
    assert_eq!(
        post(
            &b,
            &format!("chats/{forum}/topics/{thread}/close"),
            json!({})
        )
        .await["ok"],
        true
    );
    let demoted = post(
        &b,
        &format!("chats/{forum}/bot"),
        json!({"status": "member"}),
    )
    .await;
    assert_eq!(demoted["ok"], true);
    assert_eq!(
        b.world.look(|world| world.chat(forum).unwrap().bot.status),
        Status::Member
    );
}

#[tokio::test]
async fn what_the_page_is_told_beyond_the_messages() {
    let b = Bench::with(Scene::preview([])).await;
    let forum = b
        .world
        .look(|world| world.chats().find(|chat| chat.is_forum).unwrap().id);
    let olena = b.world.look(|world| world.accounts().next().unwrap().id);
    for (body, code) in [("start", ""), ("duty", "uk")] {
        let scope = json!({"type": "all_private_chats"});
        let commands = json!([{"command": body, "description": "x"}]);
        let body = json!({"commands": commands, "scope": scope, "language_code": code});
        b.ok("setMyCommands", body).await;
    }
    let staff = json!({"title": "Board", "kind": "basic", "account_id": olena, "bot": "member"});
    let made = post(&b, "chats", staff).await;
    let board = ChatId(made["chat_id"].as_i64().unwrap());
    let new = b.world.change(|world| world.upgrade(board)).unwrap();
    b.world.start(olena, None).unwrap();
    let message = b.world.messages(olena.private_chat())[0].id;
    let copy = json!({"chat_id": forum, "from_chat_id": olena, "message_id": message});
    let copy = b.ok("copyMessage", copy).await["message_id"].clone();
    let (world, chat) = b
        .world
        .look(|world| (view::world(world), view::chat(world, forum).unwrap()));
    let of = |id: ChatId| {
        let chats = world["chats"].as_array().unwrap();
        let found = chats.iter().find(|chat| chat["id"] == json!(id));
        found.unwrap().clone()
    };
    assert_eq!(of(olena.private_chat())["commands"][0]["command"], "duty");
    assert_eq!(of(forum)["members"][0]["may"]["pin"], true);
    assert_eq!(of(new)["upgraded_from"], json!(board));
    let messages = chat["messages"].as_array().unwrap();
    let found = messages.iter().find(|message| message["id"] == copy);
    let source = json!({"chat_id": olena, "message_id": message});
    assert_eq!(found.unwrap()["copy_of"], source);
    let pin = json!({"chat_id": olena, "message_id": message});
    let of = format!("accounts/{olena}/pin");
    assert_eq!(post(&b, &of, pin).await["ok"], true);
}
