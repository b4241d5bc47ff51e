//! Who can be written to, and what is refused.

use super::*;

#[tokio::test]
async fn a_message_its_answer_and_a_press() {
    let b = Bench::new().await;
    let olena = b.world.add_person("Olena", None, Some("olena"), Some("uk"));
    b.world.start(olena, Some("n-docs")).unwrap();
    let message = b.updates().await[0]["message"].clone();
    assert_eq!(message["text"], "/start n-docs");
    assert_eq!(
        message["entities"],
        json!([{"type": "bot_command", "offset": 0, "length": 6}])
    );
    assert_eq!(message["from"]["language_code"], "uk");
    let body = json!({"chat_id": olena, "text": "<b>Hi</b> &amp; welcome", "parse_mode": "HTML", "reply_markup": go()});
    let sent = b.ok("sendMessage", body).await;
    assert_eq!(sent["text"], "Hi & welcome");
    assert_eq!(sent["entities"][0]["type"], "bold");
    let shown = b.world.messages(olena.private_chat());
    assert_eq!(shown.last().unwrap().html(), "<b>Hi</b> &amp; welcome");
    b.world
        .press_labelled(olena, olena.private_chat(), "Go")
        .unwrap();
    let press = b.updates().await[0]["callback_query"].clone();
    assert_eq!(press["data"], "go");
    assert_eq!(press["message"]["message_id"], sent["message_id"]);
    let answer = json!({"callback_query_id": press["id"], "text": "yes"});
    b.ok("answerCallbackQuery", answer.clone()).await;
    let too_old =
        "Bad Request: query is too old and response timeout expired or query ID is invalid";
    b.no("answerCallbackQuery", answer, too_old).await;
    b.no_violations();
}

#[tokio::test]
async fn presses_grow_old_and_may_be_of_messages_that_are_gone() {
    let b = Bench::new().await;
    let olena = b.olena();
    b.updates().await;
    b.world
        .press_data(olena, olena.private_chat(), MessageId(7), "forged")
        .unwrap();
    let press = b.updates().await[0]["callback_query"].clone();
    assert_eq!(press["message"]["date"], 0);
    b.world.clock().advance(Duration::from_secs(16));
    b.no(
        "answerCallbackQuery",
        json!({"callback_query_id": press["id"]}),
        "Bad Request: query is too old",
    )
    .await;
    b.world
        .press_data(olena, olena.private_chat(), MessageId(7), "lost")
        .unwrap();
    b.world.clock().advance(Duration::from_secs(151));
    assert!(
        b.updates().await.is_empty(),
        "nobody tells of a press that old"
    );
}

#[tokio::test]
async fn what_is_wrong_is_refused_and_remembered() {
    let b = Bench::new().await;
    let base = json!({"chat_id": b.olena(), "text": "x"});
    let html = "Bad Request: can't parse entities: Unsupported start tag \"p\" at byte offset 0";
    let unknown = "Bad Request: method sendMessage has no parameter \"colour\"";
    for (extra, expected) in [
        (json!({"text": "<p>x", "parse_mode": "HTML"}), html),
        (
            json!({"text": "x".repeat(4097)}),
            "Bad Request: message is too long",
        ),
        (
            json!({"text": "😀".repeat(2049)}),
            "Bad Request: message is too long",
        ),
        (json!({"text": ""}), "Bad Request: message text is empty"),
        (
            json!({"text": " \n "}),
            "Bad Request: text must be non-empty",
        ),
        (
            json!({"parse_mode": "BB"}),
            "Bad Request: unsupported parse_mode",
        ),
        (
            json!({"text": "x".repeat(32_769)}),
            "Bad Request: text is too long",
        ),
        (json!({"colour": "red"}), unknown),
    ] {
        b.no("sendMessage", with(&base, extra), expected).await;
    }
    let long = format!("<b>{}</b>", "x".repeat(4096));
    b.ok(
        "sendMessage",
        with(&base, json!({"text": long, "parse_mode": "HTML"})),
    )
    .await;
    let unknown = b.call("sendTelegram", json!({})).await;
    assert_eq!(unknown["error_code"], 404);
    assert_eq!(unknown["description"], "Not Found: method not found");
    assert_eq!(b.world.violations().len(), 9);
    let wrong = format!("{}/bot123:abc/getMe", b.server.url());
    assert_eq!(b.http.get(wrong).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn people_who_cannot_be_written_to() {
    let b = Bench::new().await;
    let send = |chat: i64| json!({"chat_id": chat, "text": "x"});
    let stranger = b.world.add_person("Nobody", None, None, None);
    b.no(
        "sendMessage",
        send(stranger.0),
        "Bad Request: chat not found",
    )
    .await;
    b.no("sendMessage", send(42), "Bad Request: chat not found")
        .await;
    let (_, marta) = b.forum();
    let never = "Forbidden: bot can't initiate conversation with a user";
    b.no("sendMessage", send(marta.0), never).await;
    let olena = b.olena();
    b.world.block(olena, true).unwrap();
    b.no(
        "sendMessage",
        send(olena.0),
        "Forbidden: bot was blocked by the user",
    )
    .await;
    b.world.start(olena, None).unwrap();
    b.ok("sendMessage", send(olena.0)).await;
    b.world.change(|world| world.deactivate(olena)).unwrap();
    b.no(
        "sendMessage",
        send(olena.0),
        "Forbidden: user is deactivated",
    )
    .await;
    b.no_violations();
}

#[tokio::test]
async fn groups_the_bot_is_thrown_out_of_or_that_move() {
    let b = Bench::new().await;
    let send = |chat: i64| json!({"chat_id": chat, "text": "x"});
    let (forum, marta) = b.forum();
    b.world.set_bot_status(forum, Status::Kicked);
    b.no(
        "sendMessage",
        send(forum.0),
        "Forbidden: bot was kicked from the supergroup chat",
    )
    .await;
    let group = b.world.add_group(GroupKind::Basic, "Small", marta);
    b.no("sendMessage", send(group.0), "Bad Request: chat not found")
        .await;
    b.world.set_bot_status(group, Status::Member);
    let new = b.world.change(|world| world.upgrade(group)).unwrap();
    let answer = b.call("sendMessage", send(group.0)).await;
    assert_eq!(answer["parameters"], json!({"migrate_to_chat_id": new}));
    b.ok("sendMessage", send(new.0)).await;
    b.ok("leaveChat", json!({"chat_id": new})).await;
    b.no(
        "sendMessage",
        send(new.0),
        "Forbidden: bot is not a member of the supergroup chat",
    )
    .await;
    let updates = b.updates().await;
    let now = |update: &Value| {
        update["my_chat_member"]["new_chat_member"]["status"]
            .as_str()
            .map(str::to_owned)
    };
    let told: Vec<_> = updates.iter().filter_map(now).collect();
    assert_eq!(told, ["administrator", "kicked", "member", "left"]);
    let moved = updates
        .iter()
        .filter(|update| update["message"]["migrate_to_chat_id"] == json!(new));
    assert_eq!(moved.count(), 1);
    b.no_violations();
}

#[tokio::test]
async fn in_privacy_mode_a_group_is_mostly_silent() {
    let b = Bench::new().await;
    let (forum, marta) = b.forum();
    b.world.set_bot_status(forum, Status::Member);
    b.updates().await;
    b.world
        .write(marta, Place::chat(forum), "among ourselves")
        .unwrap();
    b.world.write(marta, Place::chat(forum), "/stats").unwrap();
    let told = b.updates().await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["message"]["text"], "/stats");
    b.world.set_bot_status(forum, Status::Administrator);
    b.world.write(marta, Place::chat(forum), "heard").unwrap();
    assert_eq!(b.updates().await.len(), 2);
}

#[tokio::test]
async fn commands_and_names_are_kept_by_scope_and_language() {
    let b = Bench::new().await;
    let commands = json!([{"command": "/start", "description": "Begin"}]);
    b.ok(
        "setMyCommands",
        json!({"commands": commands, "language_code": "uk"}),
    )
    .await;
    let kept = b.ok("getMyCommands", json!({"language_code": "uk"})).await;
    assert_eq!(kept, json!([{"command": "start", "description": "Begin"}]));
    assert_eq!(b.ok("getMyCommands", json!({})).await, json!([]));
    let wrong = json!([{"command": "Start!", "description": "Begin"}]);
    b.no(
        "setMyCommands",
        json!({"commands": wrong}),
        "Bad Request: BOT_COMMAND_INVALID",
    )
    .await;
    let english = json!({"commands": commands, "language_code": "english"});
    b.no(
        "setMyCommands",
        english,
        "Bad Request: invalid language code specified",
    )
    .await;
    b.ok("setMyName", json!({"name": "Help", "language_code": "en"}))
        .await;
    assert_eq!(
        b.ok("getMyName", json!({"language_code": "en"})).await["name"],
        "Help"
    );
    b.no(
        "setMyName",
        json!({"name": "x".repeat(65)}),
        "Bad Request: bot name is too long",
    )
    .await;
}
