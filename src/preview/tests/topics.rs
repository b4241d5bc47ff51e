//! Forum topics as Telegram keeps them.

use super::*;

async fn topic(b: &Bench, forum: ChatId, name: &str) -> i64 {
    let made = b
        .ok("createForumTopic", json!({"chat_id": forum, "name": name}))
        .await;
    made["message_thread_id"].as_i64().unwrap()
}

fn say(forum: ChatId, thread: i64) -> Value {
    json!({"chat_id": forum, "message_thread_id": thread, "text": "x"})
}

#[tokio::test]
async fn service_messages_come_back_and_roots_look_like_replies() {
    let b = Bench::new().await;
    let (forum, marta) = b.forum();
    b.updates().await;
    let topic = topic(&b, forum, "K-1").await;
    b.world
        .write(marta, Place::topic(forum, MessageId(topic)), "hello")
        .unwrap();
    b.world
        .write(marta, Place::chat(forum), "in General")
        .unwrap();
    let updates = b.updates().await;
    let [made, inside, general] = updates.as_slice() else {
        panic!("{updates:?}")
    };
    assert_eq!(made["message"]["from"]["id"], BOT);
    assert_eq!(made["message"]["forum_topic_created"]["name"], "K-1");
    assert_eq!(made["message"]["message_id"], topic);
    assert_eq!(inside["message"]["is_topic_message"], true);
    assert_eq!(
        inside["message"]["reply_to_message"]["forum_topic_created"]["name"],
        "K-1"
    );
    assert!(general["message"].get("message_thread_id").is_none());
    assert!(general["message"].get("reply_to_message").is_none());
    let sent = b.ok("sendMessage", say(forum, topic)).await;
    b.ok(
        "pinChatMessage",
        json!({"chat_id": forum, "message_id": sent["message_id"]}),
    )
    .await;
    let updates = b.updates().await;
    assert_eq!(updates.len(), 1, "own words do not come back, own pins do");
    assert_eq!(
        updates[0]["message"]["pinned_message"]["message_id"],
        sent["message_id"]
    );
    assert!(
        b.world
            .message(forum, MessageId(sent["message_id"].as_i64().unwrap()))
            .unwrap()
            .pinned
    );
    b.no(
        "sendMessage",
        say(forum, 1),
        "Bad Request: message thread not found",
    )
    .await;
    b.no_violations();
}

#[tokio::test]
async fn closing_renaming_and_deleting() {
    let b = Bench::new().await;
    let (forum, _) = b.forum();
    let id = topic(&b, forum, &"n".repeat(200)).await;
    assert_eq!(
        b.world.topics(forum)[0].name.len(),
        128,
        "too long a name is cut"
    );
    let base = json!({"chat_id": forum, "message_thread_id": id});
    b.ok("closeForumTopic", base.clone()).await;
    b.no(
        "closeForumTopic",
        base.clone(),
        "Bad Request: TOPIC_NOT_MODIFIED",
    )
    .await;
    b.ok("sendMessage", say(forum, id)).await;
    let renamed = with(&base, json!({"name": "K-1 closed"}));
    b.ok("editForumTopic", renamed.clone()).await;
    b.no("editForumTopic", renamed, "Bad Request: TOPIC_NOT_MODIFIED")
        .await;
    b.no(
        "deleteMessage",
        json!({"chat_id": forum, "message_id": id}),
        "Bad Request: message can't be deleted",
    )
    .await;
    b.world.clock().advance(Duration::from_secs(90 * 24 * 3600));
    b.ok("deleteForumTopic", base.clone()).await;
    assert!(
        b.world
            .messages(forum)
            .iter()
            .all(|message| message.thread != Some(MessageId(id)))
    );
    b.no(
        "sendMessage",
        say(forum, id),
        "Bad Request: message thread not found",
    )
    .await;
    b.no("reopenForumTopic", base, "Bad Request: TOPIC_ID_INVALID")
        .await;
    b.no(
        "createForumTopic",
        json!({"chat_id": forum, "name": "  "}),
        "Bad Request: name must be non-empty",
    )
    .await;
}

#[tokio::test]
async fn without_rights_little_is_possible() {
    let b = Bench::new().await;
    let (forum, marta) = b.forum();
    let none = Rights {
        can_manage_topics: false,
        can_delete_messages: false,
        can_pin_messages: false,
    };
    let own = topic(&b, forum, "own").await;
    b.world.set_bot_rights(forum, none);
    let no_right = "Bad Request: not enough rights to create a topic";
    b.no(
        "createForumTopic",
        json!({"chat_id": forum, "name": "x"}),
        no_right,
    )
    .await;
    let hers = b
        .world
        .change(|world| world.create_topic(forum, marta, "hers"))
        .unwrap();
    b.world
        .change(|world| world.set_topic_closed(forum, hers, marta, true))
        .unwrap();
    b.no(
        "sendMessage",
        say(forum, hers.0),
        "Bad Request: TOPIC_CLOSED",
    )
    .await;
    let base = json!({"chat_id": forum, "message_thread_id": hers});
    b.no(
        "reopenForumTopic",
        base.clone(),
        "Bad Request: not enough rights to close or open the topic",
    )
    .await;
    b.no(
        "deleteForumTopic",
        base,
        "Bad Request: not enough rights to delete the topic",
    )
    .await;
    b.ok(
        "closeForumTopic",
        json!({"chat_id": forum, "message_thread_id": own}),
    )
    .await;
}

#[tokio::test]
async fn without_rights_others_words_stay_and_nothing_is_pinned() {
    let b = Bench::new().await;
    let (forum, marta) = b.forum();
    b.world.set_bot_status(forum, Status::Member);
    let words = b.world.write(marta, Place::chat(forum), "words").unwrap();
    let one = json!({"chat_id": forum, "message_id": words});
    b.no(
        "deleteMessage",
        one.clone(),
        "Bad Request: message can't be deleted",
    )
    .await;
    b.no(
        "pinChatMessage",
        one,
        "Bad Request: not enough rights to manage pinned messages in the chat",
    )
    .await;
    b.no_violations();
}

#[tokio::test]
async fn without_topics_the_thread_is_silently_ignored() {
    let b = Bench::new().await;
    let (forum, _) = b.forum();
    b.world
        .change(|world| world.set_forum(forum, false))
        .unwrap();
    let landed = b.ok("sendMessage", say(forum, 77)).await;
    assert!(landed.get("message_thread_id").is_none());
    b.no(
        "createForumTopic",
        json!({"chat_id": forum, "name": "x"}),
        "Bad Request: the chat is not a forum",
    )
    .await;
}
