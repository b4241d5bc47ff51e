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

#[tokio::test]
async fn for_a_minute_a_topic_deleted_by_hand_is_half_believed_in() {
    let b = Bench::new().await;
    let (forum, marta) = b.forum();
    let id = topic(&b, forum, "K-1").await;
    let inside = b.ok("sendMessage", say(forum, id)).await["message_id"].clone();
    b.updates().await;
    b.world
        .change(|world| world.delete_topic(forum, MessageId(id), marta))
        .unwrap();
    assert!(b.updates().await.is_empty(), "nobody tells of it");
    let gone = "Bad Request: TOPIC_DELETED";
    b.no("sendMessage", say(forum, id), gone).await;
    let typing = json!({"chat_id": forum, "message_thread_id": id, "action": "typing"});
    b.no("sendChatAction", typing, gone).await;
    b.no(
        "editMessageText",
        json!({"chat_id": forum, "message_id": inside, "text": "y"}),
        "Bad Request: message to edit not found",
    )
    .await;
    let base = json!({"chat_id": forum, "message_thread_id": id});
    b.no("closeForumTopic", base, "Bad Request: TOPIC_ID_INVALID")
        .await;
    b.world.clock().advance(Duration::from_secs(60));
    let missing = "Bad Request: message thread not found";
    b.no("sendMessage", say(forum, id), missing).await;
    let other = b
        .world
        .change(|world| world.create_topic(forum, marta, &"n".repeat(200)))
        .unwrap();
    assert!(other.0 > id, "ids are never used again");
    assert_eq!(b.world.topics(forum)[0].name.len(), 128);
}

#[tokio::test]
async fn an_answer_stands_in_the_topic_of_what_it_answers() {
    let b = Bench::new().await;
    let (forum, marta) = b.forum();
    let (one, two) = (topic(&b, forum, "K-1").await, topic(&b, forum, "K-2").await);
    let hers = b
        .world
        .write(marta, Place::topic(forum, MessageId(one)), "hello")
        .unwrap();
    let answer = json!({"chat_id": forum, "text": "x", "reply_parameters": {"message_id": hers}});
    let sent = b.ok("sendMessage", answer.clone()).await;
    assert_eq!(sent["message_thread_id"], one);
    assert_eq!(sent["reply_to_message"]["message_id"], json!(hers));
    let elsewhere = with(&answer, json!({"message_thread_id": two}));
    let sent = b.ok("sendMessage", elsewhere).await;
    assert_eq!(sent["message_thread_id"], two);
    assert_eq!(
        sent["reply_to_message"]["message_id"], two,
        "the link does not cross topics"
    );
    let lost = json!({"message_id": 999_998, "allow_sending_without_reply": true});
    let general = b
        .ok(
            "sendMessage",
            with(&answer, json!({"reply_parameters": lost})),
        )
        .await;
    assert!(general.get("message_thread_id").is_none());
    let unknown = with(&answer, json!({"message_thread_id": 77}));
    let missing = "Bad Request: message thread not found";
    b.no("sendMessage", unknown, missing).await;
    let place = Place::chat(forum).replying(hers);
    let back = b.world.write(marta, place, "me too").unwrap();
    let thread = b.world.message(forum, back).unwrap().thread;
    assert_eq!(thread, Some(MessageId(one)));
}

#[tokio::test]
async fn an_answer_in_general_bears_a_thread_that_is_no_topic() {
    let b = Bench::new().await;
    let (forum, marta) = b.forum();
    b.updates().await;
    let first = b.world.write(marta, Place::chat(forum), "one").unwrap();
    let place = Place::chat(forum).replying(first);
    let second = b.world.write(marta, place, "two").unwrap();
    let place = Place::chat(forum).replying(second);
    b.world.write(marta, place, "three").unwrap();
    let updates = b.updates().await;
    for update in &updates[1..] {
        assert_eq!(update["message"]["message_thread_id"], json!(first));
        assert!(update["message"].get("is_topic_message").is_none());
    }
    let missing = "Bad Request: message thread not found";
    b.no("sendMessage", say(forum, first.0), missing).await;
}

#[tokio::test]
async fn pins_and_names_by_hand_are_told() {
    let b = Bench::new().await;
    let (forum, marta) = b.forum();
    let ivan = b.world.add_account("Ivan", None, Role::Consultant);
    b.world
        .set_member(forum, ivan, Member::new(Status::Member))
        .unwrap();
    let id = MessageId(topic(&b, forum, "K-1").await);
    let place = Place::topic(forum, id);
    let hers = b.world.write(marta, place, "note").unwrap();
    b.updates().await;
    let pin = |who, on| {
        b.world
            .change(|world| world.set_pinned(forum, hers, who, on))
    };
    assert!(pin(ivan, true).is_err(), "members have no right to pin");
    for on in [true, true, false] {
        pin(marta, on).unwrap();
    }
    let rename = |name| {
        b.world
            .change(|world| world.rename_topic(forum, id, marta, name))
    };
    rename("K-1 closed").unwrap();
    rename(" K-1   closed ").unwrap();
    let told = b.updates().await;
    assert_eq!(told.len(), 2, "{told:?}");
    let pinned = &told[0]["message"];
    assert_eq!(pinned["pinned_message"]["message_id"], json!(hers));
    assert_eq!(pinned["message_thread_id"], json!(id));
    assert_eq!(
        told[1]["message"]["forum_topic_edited"],
        json!({"name": "K-1 closed"})
    );
}
