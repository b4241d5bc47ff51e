//! Editing, deleting, reacting, copying.

use super::*;

const NOT_MODIFIED: &str = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same";

#[tokio::test]
async fn edits() {
    let b = Bench::new().await;
    let olena = b.olena();
    let sent = b
        .ok(
            "sendMessage",
            json!({"chat_id": olena, "text": "one", "reply_markup": go()}),
        )
        .await;
    let base = json!({"chat_id": olena, "message_id": sent["message_id"]});
    b.no(
        "editMessageText",
        with(&base, json!({"text": "one", "reply_markup": go()})),
        NOT_MODIFIED,
    )
    .await;
    let edited = b
        .ok("editMessageText", with(&base, json!({"text": "two"})))
        .await;
    assert!(
        edited.get("reply_markup").is_none(),
        "an edit without a keyboard takes it away"
    );
    let no_caption = "Bad Request: there is no caption in the message to edit";
    b.no(
        "editMessageCaption",
        with(&base, json!({"caption": "x"})),
        no_caption,
    )
    .await;
    b.no(
        "editMessageText",
        with(&base, json!({"text": "x".repeat(4097)})),
        "Bad Request: MESSAGE_TOO_LONG",
    )
    .await;
    let gone = with(&base, json!({"text": "x", "message_id": 1}));
    b.no(
        "editMessageText",
        gone,
        "Bad Request: message to edit not found",
    )
    .await;
}

#[tokio::test]
async fn what_can_never_be_edited() {
    let b = Bench::new().await;
    let olena = b.olena();
    let base = json!({"chat_id": olena, "text": "x"});
    let hers = b
        .world
        .write(olena, Place::chat(olena.private_chat()), "mine")
        .unwrap();
    let foreign = with(&base, json!({"text": "x", "message_id": hers}));
    b.no(
        "editMessageText",
        foreign,
        "Bad Request: message can't be edited",
    )
    .await;
    let forced = b
        .ok(
            "sendMessage",
            json!({"chat_id": olena, "text": "?", "reply_markup": {"force_reply": true}}),
        )
        .await;
    let forced = with(
        &base,
        json!({"text": "x", "message_id": forced["message_id"]}),
    );
    b.no(
        "editMessageText",
        forced,
        "Bad Request: message can't be edited",
    )
    .await;
    b.updates().await;
    b.world
        .edit(olena, olena.private_chat(), hers, "mine, better")
        .unwrap();
    assert_eq!(
        b.updates().await[0]["edited_message"]["text"],
        "mine, better"
    );
}

#[tokio::test]
async fn a_dice_stays_for_a_day() {
    let b = Bench::new().await;
    let olena = b.olena();
    let chat = Place::chat(olena.private_chat());
    let dice = b
        .world
        .send(olena, chat, MediaKind::Dice, &Attachment::default())
        .unwrap();
    let delete = || json!({"chat_id": olena, "message_id": dice});
    let not_yet = "Bad Request: message can't be deleted for everyone";
    b.world.clock().advance(Duration::from_secs(24 * 3600 - 1));
    b.no("deleteMessage", delete(), not_yet).await;
    b.world.clock().advance(Duration::from_secs(1));
    b.ok("deleteMessage", delete()).await;
}

#[tokio::test]
async fn deletions_within_two_days() {
    let b = Bench::new().await;
    let olena = b.olena();
    let delete = |id: i64| json!({"chat_id": olena, "message_id": id});
    let old = b
        .ok("sendMessage", json!({"chat_id": olena, "text": "old"}))
        .await["message_id"]
        .as_i64()
        .unwrap();
    let hers = b
        .world
        .write(olena, Place::chat(olena.private_chat()), "mine")
        .unwrap();
    b.ok("deleteMessage", delete(hers.0)).await;
    b.no(
        "deleteMessage",
        delete(hers.0),
        "Bad Request: message to delete not found",
    )
    .await;
    b.world.clock().advance(Duration::from_secs(48 * 3600));
    let too_late = "Bad Request: message can't be deleted for everyone";
    b.no("deleteMessage", delete(old), too_late).await;
    let new = b
        .ok("sendMessage", json!({"chat_id": olena, "text": "new"}))
        .await["message_id"]
        .as_i64()
        .unwrap();
    b.no(
        "deleteMessages",
        json!({"chat_id": olena, "message_ids": [old, new]}),
        too_late,
    )
    .await;
    b.ok(
        "deleteMessages",
        json!({"chat_id": olena, "message_ids": [new, 999_999]}),
    )
    .await;
    assert!(
        b.world
            .message(olena.private_chat(), MessageId(new))
            .is_none()
    );
    b.no_violations();
}

#[tokio::test]
async fn reactions_are_told_to_administrators_who_asked() {
    let b = Bench::new().await;
    let (forum, marta) = b.forum();
    let hers = b.world.write(marta, Place::chat(forum), "hello").unwrap();
    let react = |emoji: &str| json!({"chat_id": forum, "message_id": hers, "reaction": [{"type": "emoji", "emoji": emoji}]});
    b.ok("setMessageReaction", react("👍")).await;
    assert_eq!(
        b.world
            .message(forum, hers)
            .unwrap()
            .reaction_of(Sender::Bot),
        Some("👍")
    );
    b.no(
        "setMessageReaction",
        react("✅"),
        "Bad Request: REACTION_INVALID",
    )
    .await;
    b.updates().await;
    b.world.react(marta, forum, hers, Some("❤")).unwrap();
    assert!(b.updates().await.is_empty());
    b.ok(
        "getUpdates",
        json!({"allowed_updates": ["message", "message_reaction"]}),
    )
    .await;
    b.world.react(marta, forum, hers, None).unwrap();
    let told = b.updates().await[0]["message_reaction"].clone();
    assert_eq!(
        told["old_reaction"],
        json!([{"type": "emoji", "emoji": "❤"}])
    );
    assert_eq!(told["new_reaction"], json!([]));
}

#[tokio::test]
async fn copies_keep_albums_and_skip_what_is_gone() {
    let b = Bench::new().await;
    let olena = b.olena();
    let (forum, _) = b.forum();
    let caption = Attachment {
        caption: Some("three".to_owned()),
        ..Attachment::default()
    };
    let place = Place::chat(olena.private_chat());
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
    let copy = |ids: &[i64]| json!({"chat_id": forum, "from_chat_id": olena, "message_ids": ids});
    let order = "Bad Request: message identifiers must be in a strictly increasing order";
    b.no("copyMessages", copy(&ids), order).await;
    ids.sort_unstable();
    assert_eq!(
        b.ok("copyMessages", copy(&ids))
            .await
            .as_array()
            .unwrap()
            .len(),
        3
    );
    let copies: Vec<_> = b
        .world
        .messages(forum)
        .into_iter()
        .filter_map(|m| m.album_id)
        .collect();
    assert!(copies.len() == 3 && copies.iter().all(|id| *id == copies[0] && *id != groups[0]));
    b.no(
        "copyMessages",
        copy(&[999_998]),
        "Bad Request: messages can't be forwarded",
    )
    .await;
}

#[tokio::test]
async fn service_messages_cannot_be_copied() {
    let b = Bench::new().await;
    let olena = b.olena();
    let (forum, _) = b.forum();
    let one = |id: Value| json!({"chat_id": olena, "from_chat_id": forum, "message_id": id});
    b.no(
        "copyMessage",
        one(json!(999_998)),
        "Bad Request: message to copy not found",
    )
    .await;
    let service = b
        .ok("createForumTopic", json!({"chat_id": forum, "name": "x"}))
        .await;
    b.no(
        "copyMessage",
        one(service["message_thread_id"].clone()),
        "Bad Request: the message can't be copied",
    )
    .await;
}

/// From now on reactions are told, and nothing else; what waited is forgotten.
async fn wants_reactions(b: &Bench) {
    let allowed =
        json!({"url": "", "allowed_updates": ["message_reaction"], "drop_pending_updates": true});
    b.ok("setWebhook", allowed).await;
}

#[tokio::test]
async fn reactions_in_private_and_what_cannot_be_reacted_to() {
    let b = Bench::new().await;
    let olena = b.olena();
    let (forum, _) = b.forum();
    let topic = b
        .ok("createForumTopic", json!({"chat_id": forum, "name": "x"}))
        .await["message_thread_id"]
        .clone();
    let hers = b
        .world
        .write(olena, Place::chat(olena.private_chat()), "hello")
        .unwrap();
    wants_reactions(&b).await;
    let base = json!({"chat_id": olena, "message_id": hers});
    let with_emoji = |emoji: &str| {
        with(
            &base,
            json!({"reaction": [{"type": "emoji", "emoji": emoji}]}),
        )
    };
    b.ok("setMessageReaction", with_emoji("👌")).await;
    b.ok("setMessageReaction", with_emoji("❤")).await;
    let own = |b: &Bench| {
        let message = b.world.message(olena.private_chat(), hers).unwrap();
        message.reactions
    };
    assert_eq!(own(&b), [(Sender::Bot, "❤".to_owned())]);
    let invalid = "Bad Request: REACTION_INVALID";
    for wrong in ["✅", "❤\u{fe0f}", ""] {
        b.no("setMessageReaction", with_emoji(wrong), invalid).await;
    }
    b.ok("setMessageReaction", base.clone()).await;
    assert!(own(&b).is_empty(), "no reaction given takes it away");
    let gone = with(&base, json!({"message_id": 999_998}));
    let missing = "Bad Request: message to react not found";
    b.no("setMessageReaction", gone, missing).await;
    let service = json!({"chat_id": forum, "message_id": topic, "reaction": [{"type": "emoji", "emoji": "👍"}]});
    b.no("setMessageReaction", service, invalid).await;
    assert!(b.updates().await.is_empty(), "its own come back to no bot");
    let of = |who| {
        b.world
            .react(who, olena.private_chat(), hers, Some("🙏"))
            .unwrap();
    };
    of(olena);
    let told = b.updates().await;
    assert_eq!(told[0]["message_reaction"]["user"]["id"], json!(olena));
}

#[tokio::test]
async fn reactions_of_a_group_are_for_administrators_and_may_hide_who() {
    let b = Bench::new().await;
    let (forum, marta) = b.forum();
    let hers = b.world.write(marta, Place::chat(forum), "hello").unwrap();
    wants_reactions(&b).await;
    b.world.set_bot_status(forum, Status::Member);
    b.world.react(marta, forum, hers, Some("👍")).unwrap();
    b.world.set_bot_status(forum, Status::Administrator);
    let hidden = Member {
        anonymous: true,
        ..Member::new(Status::Creator)
    };
    b.world.set_member(forum, marta, hidden).unwrap();
    b.world.react(marta, forum, hers, None).unwrap();
    let told = b.updates().await;
    let [reaction] = told.as_slice() else {
        panic!("{told:?}")
    };
    let reaction = &reaction["message_reaction"];
    assert!(reaction.get("user").is_none());
    assert_eq!(reaction["actor_chat"]["id"], json!(forum));
}

#[tokio::test]
async fn copies_know_their_source_and_come_from_chats_that_can_be_read() {
    let b = Bench::new().await;
    let olena = b.olena();
    let (forum, marta) = b.forum();
    let place = Place::chat(olena.private_chat());
    let photos = b
        .world
        .send_album(olena, place, MediaKind::Photo, 2, &Attachment::default())
        .unwrap();
    let words = b.world.write(olena, place, "words").unwrap();
    b.world
        .delete(olena, olena.private_chat(), photos[0])
        .unwrap();
    b.world.block(olena, true).unwrap();
    let ids = [photos[0], photos[1], words];
    let copy = json!({"chat_id": forum, "from_chat_id": olena, "message_ids": ids});
    let made = b.ok("copyMessages", copy).await;
    let [photo, text] = made.as_array().unwrap().as_slice() else {
        panic!("{made}")
    };
    let of = |id: &Value| {
        let id = MessageId(id["message_id"].as_i64().unwrap());
        b.world.message(forum, id).unwrap()
    };
    assert_eq!(of(photo).album_id, None, "one photo is no album");
    let copy = of(text).id;
    let source = b.world.look(|world| world.source_of(forum, copy));
    assert_eq!(source, Some((olena.private_chat(), words)));
    assert!(of(photo).id < of(text).id);
    let hers = b.world.write(marta, Place::chat(forum), "x").unwrap();
    b.world.set_bot_status(forum, Status::Left);
    let away = json!({"chat_id": olena, "from_chat_id": forum, "message_id": hers});
    b.world.block(olena, false).unwrap();
    let outside = "Forbidden: bot is not a member of the supergroup chat";
    b.no("copyMessage", away, outside).await;
}

#[tokio::test]
async fn an_edit_that_changes_nothing_is_none() {
    let b = Bench::new().await;
    let olena = b.olena();
    let chat = olena.private_chat();
    let hers = b.world.write(olena, Place::chat(chat), "same").unwrap();
    b.updates().await;
    b.world.edit(olena, chat, hers, " same ").unwrap();
    assert!(b.updates().await.is_empty());
    assert_eq!(b.world.message(chat, hers).unwrap().edit_date, None);
}
