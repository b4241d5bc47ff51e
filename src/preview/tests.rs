//! The local Telegram over HTTP, as a bot meets it.

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::*;

const SOON: Duration = Duration::from_secs(5);

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
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        Self {
            server,
            http,
            world,
        }
    }

    fn method(&self, method: &str) -> String {
        format!("{}/bot{}/{method}", self.server.url(), self.server.token())
    }

    async fn call(&self, method: &str, body: Value) -> Value {
        self.http
            .post(self.method(method))
            .json(&body)
            .send()
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

    async fn error(&self, method: &str, body: Value) -> String {
        let answer = self.call(method, body).await;
        assert_eq!(answer["ok"], false, "{method}: {answer}");
        answer["description"].as_str().unwrap().to_owned()
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
            self.ok(
                "getUpdates",
                json!({"offset": last["update_id"].as_i64().unwrap() + 1, "limit": 1}),
            )
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
}

#[tokio::test]
async fn a_message_and_its_answer() {
    let b = Bench::new().await;
    let olena = b.world.add_person("Olena", None, Some("olena"), Some("uk"));
    b.world.start(olena, Some("n-docs")).unwrap();
    let updates = b.updates().await;
    let message = &updates[0]["message"];
    assert_eq!(message["text"], "/start n-docs");
    assert_eq!(
        message["entities"],
        json!([{"type": "bot_command", "offset": 0, "length": 6}])
    );
    assert_eq!(message["from"]["language_code"], "uk");
    let sent = b
        .ok(
            "sendMessage",
            json!({"chat_id": olena, "text": "<b>Hi</b> &amp; welcome", "parse_mode": "HTML",
        "reply_markup": {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}}),
        )
        .await;
    assert_eq!(sent["text"], "Hi & welcome");
    assert_eq!(sent["entities"][0]["type"], "bold");
    let shown = b.world.messages(olena.private_chat());
    assert_eq!(shown.last().unwrap().html(), "<b>Hi</b> &amp; welcome");
    b.world
        .press_labelled(olena, olena.private_chat(), "Go")
        .unwrap();
    let press = b.updates().await.remove(0)["callback_query"].clone();
    assert_eq!(press["data"], "go");
    assert_eq!(press["message"]["message_id"], sent["message_id"]);
    b.ok(
        "answerCallbackQuery",
        json!({"callback_query_id": press["id"], "text": "yes"}),
    )
    .await;
    let again = b
        .error(
            "answerCallbackQuery",
            json!({"callback_query_id": press["id"]}),
        )
        .await;
    assert_eq!(
        again,
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    );
    assert!(
        b.world.violations().is_empty(),
        "{:?}",
        b.world.violations()
    );
}

#[tokio::test]
async fn teloxide_reads_what_is_said_here() {
    use teloxide::prelude::*;
    use teloxide::types::{ChatId as Id, ParseMode};
    let b = Bench::new().await;
    let olena = b.olena();
    let (forum, marta) = b.forum();
    let bot = Bot::with_client(b.server.token(), b.http.clone())
        .set_api_url(b.server.url().parse().unwrap());
    assert_eq!(
        bot.get_me().await.unwrap().user.id.0,
        u64::try_from(BOT).unwrap()
    );
    let sent = bot
        .send_message(Id(olena.0), "<i>x</i>")
        .parse_mode(ParseMode::Html)
        .await
        .unwrap();
    assert_eq!(sent.text(), Some("x"));
    assert!(bot.get_chat(Id(forum.0)).await.unwrap().is_supergroup());
    let me = bot
        .get_chat_member(
            Id(forum.0),
            teloxide::types::UserId(u64::try_from(BOT).unwrap()),
        )
        .await
        .unwrap();
    assert!(
        matches!(&me.kind, teloxide::types::ChatMemberKind::Administrator(admin) if admin.can_manage_topics)
    );
    let file = teloxide::types::InputFile::memory(&b"leaflet"[..]).file_name("leaflet.pdf");
    let document = bot
        .send_document(Id(olena.0), file)
        .caption("Read me")
        .await
        .unwrap();
    assert_eq!(
        document.document().unwrap().file_name.as_deref(),
        Some("leaflet.pdf")
    );
    let again = teloxide::types::InputFile::file_id(document.document().unwrap().file.id.clone());
    bot.send_document(Id(olena.0), again).await.unwrap();
    let topic = bot.create_forum_topic(Id(forum.0), "K-1").await.unwrap();
    b.world
        .write(
            marta,
            Place::topic(forum, MessageId(topic.thread_id.0.0.into())),
            "hello",
        )
        .unwrap();
    for kind in MediaKind::ALL {
        b.world
            .send(
                olena,
                Place::chat(olena.private_chat()),
                kind,
                &Attachment::default(),
            )
            .unwrap();
    }
    b.world.block(olena, true).unwrap();
    for update in b.world.updates() {
        let read: Update = serde_json::from_str(&update.to_string()).unwrap();
        assert!(
            !matches!(read.kind, teloxide::types::UpdateKind::Error(_)),
            "{update}"
        );
        if let teloxide::types::UpdateKind::Message(message) = &read.kind {
            assert!(
                !matches!(message.kind, teloxide::types::MessageKind::Empty {}),
                "{update}"
            );
        }
    }
    let refused = bot.send_message(Id(olena.0), "x").await.unwrap_err();
    assert!(
        matches!(
            refused,
            teloxide::RequestError::Api(teloxide::ApiError::BotBlocked)
        ),
        "{refused:?}"
    );
    assert!(
        b.world.violations().is_empty(),
        "{:?}",
        b.world.violations()
    );
}

#[tokio::test]
async fn what_is_wrong_is_refused_and_remembered() {
    let b = Bench::new().await;
    let chat = b.olena();
    let send = |extra: Value| {
        let mut body = json!({"chat_id": chat, "text": "x"});
        body.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        body
    };
    for (body, expected) in [
        (
            send(json!({"text": "<p>x", "parse_mode": "HTML"})),
            "Bad Request: can't parse entities: Unsupported start tag \"p\" at byte offset 0",
        ),
        (
            send(json!({"text": "x".repeat(4097)})),
            "Bad Request: message is too long",
        ),
        (
            send(json!({"text": "😀".repeat(2049)})),
            "Bad Request: message is too long",
        ),
        (
            send(json!({"text": ""})),
            "Bad Request: message text is empty",
        ),
        (
            send(json!({"text": " \n "})),
            "Bad Request: text must be non-empty",
        ),
        (
            send(json!({"parse_mode": "BB"})),
            "Bad Request: unsupported parse_mode",
        ),
        (
            send(json!({"text": "x".repeat(32_769)})),
            "Bad Request: text is too long",
        ),
        (
            send(json!({"colour": "red"})),
            "Bad Request: method sendMessage has no parameter \"colour\"",
        ),
    ] {
        assert_eq!(b.error("sendMessage", body).await, expected);
    }
    b.ok(
        "sendMessage",
        send(json!({"text": format!("<b>{}</b>", "x".repeat(4096)), "parse_mode": "HTML"})),
    )
    .await;
    let unknown = b.call("sendTelegram", json!({})).await;
    assert_eq!(
        unknown,
        json!({"ok": false, "error_code": 404, "description": "Not Found: method not found"})
    );
    assert_eq!(b.world.violations().len(), 9);
}

#[tokio::test]
async fn chats_that_cannot_be_written_to() {
    let b = Bench::new().await;
    let stranger = b.world.add_person("Nobody", None, None, None);
    let send = |chat: i64| json!({"chat_id": chat, "text": "x"});
    assert_eq!(
        b.error("sendMessage", send(stranger.0)).await,
        "Bad Request: chat not found"
    );
    assert_eq!(
        b.error("sendMessage", send(42)).await,
        "Bad Request: chat not found"
    );
    let (forum, marta) = b.forum();
    assert_eq!(
        b.error("sendMessage", send(marta.0)).await,
        "Forbidden: bot can't initiate conversation with a user"
    );
    let olena = b.olena();
    b.world.block(olena, true).unwrap();
    assert_eq!(
        b.error("sendMessage", send(olena.0)).await,
        "Forbidden: bot was blocked by the user"
    );
    b.world.start(olena, None).unwrap();
    b.ok("sendMessage", send(olena.0)).await;
    b.world.change(|world| world.deactivate(olena)).unwrap();
    assert_eq!(
        b.error("sendMessage", send(olena.0)).await,
        "Forbidden: user is deactivated"
    );
    b.world.set_bot_status(forum, Status::Kicked);
    assert_eq!(
        b.error("sendMessage", send(forum.0)).await,
        "Forbidden: bot was kicked from the supergroup chat"
    );
    let group = b.world.add_group(GroupKind::Basic, "Small", marta);
    b.world.set_bot_status(group, Status::Member);
    let new = b.world.change(|world| world.upgrade(group)).unwrap();
    let answer = b.call("sendMessage", send(group.0)).await;
    assert_eq!(answer["parameters"], json!({"migrate_to_chat_id": new}));
    let kinds: Vec<_> = b
        .updates()
        .await
        .iter()
        .filter_map(|u| {
            u["my_chat_member"]["new_chat_member"]["status"]
                .as_str()
                .map(str::to_owned)
        })
        .collect();
    assert_eq!(
        kinds,
        ["administrator", "kicked", "member", "kicked", "member"]
    );
    assert!(b.world.violations().is_empty());
}

#[tokio::test]
async fn edits_and_deletions() {
    let b = Bench::new().await;
    let olena = b.olena();
    let keyboard = json!({"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]});
    let sent = b
        .ok(
            "sendMessage",
            json!({"chat_id": olena, "text": "one", "reply_markup": keyboard}),
        )
        .await;
    let id = sent["message_id"].as_i64().unwrap();
    let same = b
        .error(
            "editMessageText",
            json!({"chat_id": olena, "message_id": id, "text": "one", "reply_markup": keyboard}),
        )
        .await;
    assert!(
        same.starts_with("Bad Request: message is not modified: specified new message content"),
        "{same}"
    );
    let edited = b
        .ok(
            "editMessageText",
            json!({"chat_id": olena, "message_id": id, "text": "two"}),
        )
        .await;
    assert!(edited.get("reply_markup").is_none());
    assert_eq!(
        b.error(
            "editMessageCaption",
            json!({"chat_id": olena, "message_id": id, "caption": "x"})
        )
        .await,
        "Bad Request: there is no caption in the message to edit"
    );
    assert_eq!(
        b.error(
            "editMessageText",
            json!({"chat_id": olena, "message_id": 1, "text": "x"})
        )
        .await,
        "Bad Request: message to edit not found"
    );
    let hers = b
        .world
        .write(olena, Place::chat(olena.private_chat()), "mine")
        .unwrap();
    assert_eq!(
        b.error(
            "editMessageText",
            json!({"chat_id": olena, "message_id": hers, "text": "x"})
        )
        .await,
        "Bad Request: message can't be edited"
    );
    b.ok(
        "deleteMessage",
        json!({"chat_id": olena, "message_id": hers}),
    )
    .await;
    assert_eq!(
        b.error(
            "deleteMessage",
            json!({"chat_id": olena, "message_id": hers})
        )
        .await,
        "Bad Request: message to delete not found"
    );
    b.world.clock().advance(Duration::from_secs(48 * 3600));
    assert_eq!(
        b.error("deleteMessage", json!({"chat_id": olena, "message_id": id}))
            .await,
        "Bad Request: message can't be deleted for everyone"
    );
    let fresh = b
        .ok("sendMessage", json!({"chat_id": olena, "text": "new"}))
        .await["message_id"]
        .as_i64()
        .unwrap();
    assert_eq!(
        b.error(
            "deleteMessages",
            json!({"chat_id": olena, "message_ids": [id, fresh]})
        )
        .await,
        "Bad Request: message can't be deleted for everyone"
    );
    b.ok(
        "deleteMessages",
        json!({"chat_id": olena, "message_ids": [fresh, 999_999]}),
    )
    .await;
    assert!(
        b.world
            .message(olena.private_chat(), MessageId(fresh))
            .is_none()
    );
}

#[tokio::test]
async fn topics_as_telegram_keeps_them() {
    let b = Bench::new().await;
    let (forum, marta) = b.forum();
    b.updates().await;
    let topic = b
        .ok("createForumTopic", json!({"chat_id": forum, "name": "K-1"}))
        .await["message_thread_id"]
        .as_i64()
        .unwrap();
    b.world
        .write(marta, Place::topic(forum, MessageId(topic)), "hello")
        .unwrap();
    b.world
        .write(marta, Place::chat(forum), "in General")
        .unwrap();
    let updates = b.updates().await;
    assert_eq!(updates[0]["message"]["from"]["id"], BOT);
    assert_eq!(updates[0]["message"]["forum_topic_created"]["name"], "K-1");
    assert_eq!(updates[0]["message"]["message_id"], topic);
    assert_eq!(updates[1]["message"]["is_topic_message"], true);
    assert_eq!(
        updates[1]["message"]["reply_to_message"]["forum_topic_created"]["name"],
        "K-1"
    );
    assert!(updates[2]["message"].get("message_thread_id").is_none());
    assert!(updates[2]["message"].get("reply_to_message").is_none());
    let say = |thread: i64| json!({"chat_id": forum, "message_thread_id": thread, "text": "x"});
    assert_eq!(
        b.error("sendMessage", say(1)).await,
        "Bad Request: message thread not found"
    );
    b.ok("sendMessage", say(topic)).await;
    let with = |extra: Value| {
        let mut body = json!({"chat_id": forum, "message_thread_id": topic});
        body.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        body
    };
    b.ok("closeForumTopic", with(json!({}))).await;
    assert_eq!(
        b.error("closeForumTopic", with(json!({}))).await,
        "Bad Request: TOPIC_NOT_MODIFIED"
    );
    b.ok("sendMessage", say(topic)).await;
    assert!(
        b.world
            .write(marta, Place::topic(forum, MessageId(topic)), "creators may")
            .is_ok()
    );
    b.ok("editForumTopic", with(json!({"name": "K-1 closed"})))
        .await;
    assert_eq!(
        b.error("editForumTopic", with(json!({"name": "K-1 closed"})))
            .await,
        "Bad Request: TOPIC_NOT_MODIFIED"
    );
    b.ok("deleteForumTopic", with(json!({}))).await;
    assert_eq!(
        b.error("sendMessage", say(topic)).await,
        "Bad Request: message thread not found"
    );
    assert_eq!(
        b.error("reopenForumTopic", with(json!({}))).await,
        "Bad Request: TOPIC_ID_INVALID"
    );
    let none = Rights {
        can_manage_topics: false,
        can_delete_messages: false,
        can_pin_messages: false,
    };
    b.world.set_bot_rights(forum, none);
    assert_eq!(
        b.error("createForumTopic", json!({"chat_id": forum, "name": "x"}))
            .await,
        "Bad Request: not enough rights to create a topic"
    );
    let hers = b
        .world
        .change(|world| world.create_topic(forum, marta, "hers"))
        .unwrap();
    b.world
        .change(|world| world.set_topic_closed(forum, hers, marta, true))
        .unwrap();
    assert_eq!(
        b.error("sendMessage", say(hers.0)).await,
        "Bad Request: TOPIC_CLOSED"
    );
    b.world
        .change(|world| world.set_forum(forum, false))
        .unwrap();
    let landed = b.ok("sendMessage", say(77)).await;
    assert!(landed.get("message_thread_id").is_none());
    assert!(
        b.world.violations().is_empty(),
        "{:?}",
        b.world.violations()
    );
}

#[tokio::test]
async fn copies_albums_and_files() {
    let b = Bench::new().await;
    let olena = b.olena();
    let (forum, _) = b.forum();
    let place = Place::chat(olena.private_chat());
    let caption = Attachment {
        caption: Some("three".to_owned()),
        ..Attachment::default()
    };
    let album = b
        .world
        .send_album(olena, place, MediaKind::Photo, 3, &caption)
        .unwrap();
    let updates = b.updates().await;
    let groups: Vec<_> = updates
        .iter()
        .filter_map(|u| u["message"]["media_group_id"].as_str())
        .collect();
    assert_eq!(groups.len(), 3);
    assert!(groups.windows(2).all(|pair| pair[0] == pair[1]));
    let mut ids: Vec<i64> = album.iter().map(|id| id.0).collect();
    ids.insert(1, 999_998);
    let wrong = b
        .error(
            "copyMessages",
            json!({"chat_id": forum, "from_chat_id": olena, "message_ids": ids}),
        )
        .await;
    assert_eq!(
        wrong,
        "Bad Request: message identifiers must be in a strictly increasing order"
    );
    ids.sort_unstable();
    let copies = b
        .ok(
            "copyMessages",
            json!({"chat_id": forum, "from_chat_id": olena, "message_ids": ids}),
        )
        .await;
    assert_eq!(copies.as_array().unwrap().len(), 3);
    let gone = b
        .error(
            "copyMessage",
            json!({"chat_id": forum, "from_chat_id": olena, "message_id": 999_998}),
        )
        .await;
    assert_eq!(gone, "Bad Request: message to copy not found");
    let service = b
        .ok("createForumTopic", json!({"chat_id": forum, "name": "x"}))
        .await["message_thread_id"]
        .clone();
    let refused = b
        .error(
            "copyMessage",
            json!({"chat_id": olena, "from_chat_id": forum, "message_id": service}),
        )
        .await;
    assert_eq!(refused, "Bad Request: the message can't be copied");

    let part = Part::bytes(b"%PDF-".to_vec())
        .file_name("a.pdf")
        .mime_str("application/pdf")
        .unwrap();
    let form = Form::new()
        .text("chat_id", olena.to_string())
        .text("caption", "<b>x</b>")
        .text("parse_mode", "HTML")
        .part("document", part);
    let sent: Value = b
        .http
        .post(b.method("sendDocument"))
        .multipart(form)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(sent["result"]["document"]["file_name"], "a.pdf", "{sent}");
    let file_id = sent["result"]["document"]["file_id"].as_str().unwrap();
    b.ok(
        "sendDocument",
        json!({"chat_id": olena, "document": file_id}),
    )
    .await;
    let wrong = b
        .error("sendPhoto", json!({"chat_id": olena, "photo": file_id}))
        .await;
    assert_eq!(
        wrong,
        "Bad Request: can't use file of type Document as Photo"
    );
    let path = b.ok("getFile", json!({"file_id": file_id})).await["file_path"]
        .as_str()
        .unwrap()
        .to_owned();
    let bytes = b
        .http
        .get(format!(
            "{}/file/bot{}/{path}",
            b.server.url(),
            b.server.token()
        ))
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert_eq!(&bytes[..], b"%PDF-");
    b.world.add_sticker_set("pack", "Pack");
    let set = b.ok("getStickerSet", json!({"name": "pack"})).await;
    b.ok(
        "sendSticker",
        json!({"chat_id": olena, "sticker": set["stickers"][0]["file_id"]}),
    )
    .await;
    assert_eq!(
        b.error("getStickerSet", json!({"name": "none"})).await,
        "Bad Request: STICKERSET_INVALID"
    );
}

#[tokio::test]
async fn faults_strike_before_and_after_the_effect() {
    let b = Bench::new().await;
    let olena = b.olena();
    let count = || b.world.messages(olena.private_chat()).len();
    let send = || {
        b.http
            .post(b.method("sendMessage"))
            .json(&json!({"chat_id": olena, "text": "x"}))
            .send()
    };
    b.world.script(
        "sendMessage",
        [
            Fault::DropBefore,
            Fault::DropAfter,
            Fault::Status(502),
            Fault::TooManyRequests(7),
            Fault::Delay(50),
        ],
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
    assert_eq!(
        body,
        json!({"ok": false, "error_code": 429, "description": "Too Many Requests: retry after 7", "parameters": {"retry_after": 7}})
    );
    assert_eq!(count(), before + 1);
    assert_eq!(send().await.unwrap().status(), 200);
    assert_eq!(count(), before + 2);
    b.world.set_rate_limits(true);
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(send().await.unwrap().status().as_u16());
    }
    assert!(
        statuses.contains(&429) && statuses[0] == 200,
        "{statuses:?}"
    );
}

#[tokio::test]
async fn one_poller_at_a_time_and_it_waits() {
    let b = Bench::new().await;
    let olena = b.olena();
    b.updates().await;
    let poll = |timeout: i64| {
        b.http
            .post(b.method("getUpdates"))
            .json(&json!({"offset": 800_000_000, "timeout": timeout}))
            .send()
    };
    let (first, ()) = tokio::join!(poll(10), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let waiting = b
            .http
            .post(b.method("getUpdates"))
            .json(&json!({"timeout": 5}))
            .send();
        let (second, ()) = tokio::join!(waiting, async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            b.world
                .write(olena, Place::chat(olena.private_chat()), "wake")
                .unwrap();
        });
        let second: Value = second.unwrap().json().await.unwrap();
        assert_eq!(second["result"][0]["message"]["text"], "wake");
    });
    let first: Value = first.unwrap().json().await.unwrap();
    assert_eq!(first["error_code"], 409);
    assert_eq!(
        first["description"],
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    );
}

#[tokio::test]
async fn telegram_can_go_away_and_come_back() {
    let b = Bench::new().await;
    let olena = b.olena();
    let poll = b
        .http
        .post(b.method("getUpdates"))
        .json(&json!({"offset": 800_000_000, "timeout": 30}))
        .send();
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
    let updates = b.updates().await;
    assert_eq!(updates.last().unwrap()["message"]["text"], "meanwhile");
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

#[tokio::test]
async fn webhooks_push_until_they_are_taken() {
    use axum::{
        Router,
        extract::State,
        http::{HeaderMap, StatusCode},
        routing::post,
    };
    use std::sync::{Arc, Mutex};
    type Seen = Arc<Mutex<Vec<(String, String)>>>;
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
    let seen = Seen::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let router = Router::new()
        .route("/hook", post(take))
        .with_state(Arc::clone(&seen));
    let tracker = tokio_util::task::TaskTracker::new();
    let serving = tracker.spawn(async move { axum::serve(listener, router).await });

    let b = Bench::new().await;
    let https = b
        .error("setWebhook", json!({"url": "https://example.org/hook"}))
        .await;
    assert!(https.starts_with("Bad Request: bad webhook: "), "{https}");
    b.ok("setWebhook", json!({"url": url, "secret_token": "s3cret"}))
        .await;
    let conflict = b.error("getUpdates", json!({})).await;
    assert!(
        conflict.starts_with("Conflict: can't use getUpdates method while webhook is active"),
        "{conflict}"
    );
    let olena = b.olena();
    b.world
        .write(olena, Place::chat(olena.private_chat()), "second")
        .unwrap();
    assert!(
        b.world
            .wait_until(|world| world.updates_pending() == 0, SOON)
            .await
    );
    let texts: Vec<String> = seen
        .lock()
        .unwrap()
        .iter()
        .map(|(_, body)| {
            serde_json::from_str::<Value>(body).unwrap()["message"]["text"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
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
    b.ok("deleteWebhook", json!({})).await;
    serving.abort();
}

#[tokio::test]
async fn the_page_and_its_control() {
    let b = Bench::with(Scene::preview([("pack_uk", "Pack")])).await;
    let url = b.server.url();
    let page = b.http.get(&url).send().await.unwrap();
    assert!(
        page.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("default-src 'self'")
    );
    let foreign = b
        .http
        .get(&url)
        .header("host", "evil.example")
        .send()
        .await
        .unwrap();
    assert_eq!(foreign.status(), 403);
    let mut events = b
        .http
        .get(format!("{url}/preview/events"))
        .send()
        .await
        .unwrap();
    let mut heard = String::new();
    while !heard.contains("event: chat") {
        heard.push_str(&String::from_utf8_lossy(
            &events.chunk().await.unwrap().unwrap(),
        ));
    }
    assert!(heard.contains("\"first_name\":\"Olena\""));
    let olena = b.world.look(|world| world.accounts().next().unwrap().id);
    let post = |path: String, body: Value| {
        let request = b.http.post(format!("{url}/preview/{path}")).json(&body);
        async move { request.send().await.unwrap().json::<Value>().await.unwrap() }
    };
    let early = post(
        format!("accounts/{olena}/write"),
        json!({"chat_id": olena, "text": "x"}),
    )
    .await;
    assert_eq!(
        early,
        json!({"ok": false, "error": "START was not pressed yet"})
    );
    assert_eq!(
        post(format!("accounts/{olena}/start"), json!({})).await["ok"],
        true
    );
    assert_eq!(
        post(
            format!("accounts/{olena}/send"),
            json!({"chat_id": olena, "kind": "photo", "album_size": 3})
        )
        .await["ok"],
        true
    );
    assert_eq!(
        post(
            "network".to_owned(),
            json!({"mode": "offline", "probability": 1.0, "rate_limits": false, "methods": []})
        )
        .await["ok"],
        true
    );
    assert!(b.http.post(b.method("getMe")).send().await.is_err());
    assert_eq!(
        post("network".to_owned(), json!({"mode": "good"})).await["ok"],
        true
    );
    let before = b.world.clock().seconds();
    assert_eq!(
        post("clock".to_owned(), json!({"advance_seconds": 3600})).await["ok"],
        true
    );
    assert!(b.world.clock().seconds() >= before + 3600);
    assert_eq!(
        b.updates().await.len(),
        6,
        "staff and consultants have the bot; START and three photos"
    );
}
