//! What the decoder makes of updates as Telegram writes them.

mod desk;
mod person;

use serde_json::{Value, json};

use super::{Decoder, Heard, Ourselves};
use crate::content::DeskId;
use crate::model::desk::DeskEvent;
use crate::model::event::{GroupEvent, VisitorEvent};
use crate::model::ids::{ChatId, MessageId};
use crate::model::media::Kind;
use crate::turn::Groups;

const US: i64 = 99;
const DESK: i64 = -1001;

pub(in crate::telegram::receive) fn decoder() -> Decoder {
    let ourselves = Ourselves {
        account: ChatId(US),
        username: "safe_bot".to_owned(),
    };
    let main: DeskId = "main".parse().unwrap();
    Decoder::new(ourselves, Groups::new(vec![(main, ChatId(DESK))], None))
}

fn heard(update: &Value) -> Option<Heard> {
    decoder().unread(&serde_json::from_str(&update.to_string()).unwrap())
}

/// An object with more fields.
fn with(mut value: Value, more: &Value) -> Value {
    for (key, field) in more.as_object().unwrap() {
        value[key] = field.clone();
    }
    value
}

fn user(id: i64) -> Value {
    json!({"id": id, "is_bot": id == US, "first_name": "O", "language_code": "uk"})
}

fn private(more: &Value) -> Value {
    let chat = json!({"id": 5, "type": "private"});
    with(
        json!({"message_id": 7, "date": 9, "chat": chat, "from": user(5)}),
        more,
    )
}

fn group(chat: i64, more: &Value) -> Value {
    let chat = json!({"id": chat, "type": "supergroup", "title": "T", "is_forum": true});
    with(
        json!({"message_id": 30, "date": 9, "chat": chat, "from": user(6)}),
        more,
    )
}

/// In the topic 20 of our desk, as Telegram writes it: a reply to the topic's first message.
fn topic(more: &Value) -> Value {
    let first = group(
        DESK,
        &json!({"message_id": 20, "forum_topic_created": {"name": "x"}}),
    );
    let place = json!({
        "message_thread_id": 20, "is_topic_message": true, "reply_to_message": first,
    });
    with(group(DESK, &place), more)
}

fn message(message: Value) -> Value {
    let mut update = json!({"update_id": 1});
    update["message"] = message;
    update
}

fn persons(update: &Value) -> VisitorEvent {
    match heard(update) {
        Some(Heard::Person { account, event, .. }) => {
            assert_eq!(account, ChatId(5));
            event
        }
        other => panic!("{other:?}"),
    }
}

fn desks(message: Value) -> DeskEvent {
    match heard(&self::message(message)) {
        Some(Heard::Desk { event, .. }) => event,
        other => panic!("{other:?}"),
    }
}

/// Every field of a message (core.telegram.org/bots/api#message, Bot API 10.1), `text` apart: those
/// that say nothing of what it is ...
const BESIDE: &str = "message_thread_id direct_messages_topic sender_boost_count sender_business_bot \
    sender_tag guest_query_id business_connection_id forward_origin is_topic_message \
    external_reply quote reply_to_message reply_to_story reply_to_checklist_task_id \
    reply_to_poll_option_id via_bot guest_bot_caller_user guest_bot_caller_chat edit_date \
    has_protected_content is_from_offline is_paid_post author_signature paid_star_count entities \
    link_preview_options suggested_post_info effect_id caption_entities show_caption_above_media \
    has_media_spoiler reply_markup";
/// ... those that do ...
const CONTENTS: [(Kind, &str); 8] = [
    (Kind::Gesture, "animation sticker dice"),
    (Kind::Photo, "photo live_photo"),
    (Kind::Document, "document"),
    (Kind::Contact, "contact"),
    (Kind::Plain, "audio voice video video_note venue location"),
    (
        Kind::Uncopyable,
        "poll game story paid_media invoice checklist giveaway giveaway_winners \
         giveaway_completed passport_data",
    ),
    (Kind::Unknown, "rich_message"),
    (Kind::Unknown, "a_kind_of_2030"),
];
/// ... and notices.
const NOTICES: &str = "new_chat_members left_chat_member chat_owner_left chat_owner_changed \
    new_chat_title new_chat_photo delete_chat_photo group_chat_created supergroup_chat_created \
    channel_chat_created message_auto_delete_timer_changed migrate_to_chat_id \
    migrate_from_chat_id pinned_message successful_payment refunded_payment users_shared \
    chat_shared gift unique_gift gift_upgrade_sent connected_website write_access_allowed \
    proximity_alert_triggered boost_added chat_background_set checklist_tasks_done \
    checklist_tasks_added direct_message_price_changed forum_topic_created forum_topic_edited \
    forum_topic_closed forum_topic_reopened general_forum_topic_hidden \
    general_forum_topic_unhidden giveaway_created managed_bot_created paid_message_price_changed \
    poll_option_added poll_option_deleted suggested_post_approved \
    suggested_post_approval_failed suggested_post_declined suggested_post_paid \
    suggested_post_refunded video_chat_scheduled video_chat_started video_chat_ended \
    video_chat_participants_invited web_app_data";

#[test]
fn every_kind_of_message_is_an_event_and_only_notices_are_not() {
    for (expected, fields) in CONTENTS {
        for field in fields.split_whitespace() {
            let sent = persons(&message(private(&json!({field: {}, "caption": "c"}))));
            assert!(
                matches!(&sent, VisitorEvent::Sent { kind, caption, .. }
                    if *kind == expected && caption.look() == "c"),
                "{field}: {sent:?}"
            );
            let wrote = desks(topic(&json!({field: {}})));
            assert!(
                matches!(wrote, DeskEvent::Wrote { kind, .. } if kind == expected),
                "{field}: {wrote:?}"
            );
        }
    }
    for notice in NOTICES.split_whitespace() {
        assert!(heard(&message(private(&json!({notice: {}})))).is_none());
        let in_a_group = heard(&message(group(DESK, &json!({notice: {}}))));
        assert_eq!(
            in_a_group.is_some(),
            notice == "forum_topic_closed",
            "{notice}"
        );
    }
}

#[test]
fn what_stands_beside_the_content_changes_nothing() {
    let mut sent = json!({"voice": {}});
    for field in BESIDE.split_whitespace() {
        // Of a shape that nobody expects, too.
        sent[field] = json!({"message_id": "?"});
        let kind = persons(&message(private(&sent)));
        assert!(
            matches!(
                kind,
                VisitorEvent::Sent {
                    kind: Kind::Plain,
                    ..
                }
            ),
            "{field}: {kind:?}"
        );
        let alone = persons(&message(private(&json!({field: true}))));
        assert!(
            matches!(
                alone,
                VisitorEvent::Sent {
                    kind: Kind::Unknown,
                    ..
                }
            ),
            "{field}: {alone:?}"
        );
    }
}

#[test]
fn fields_that_are_filled_for_older_programs_do_not_mislead() {
    for (fields, expected) in [
        (json!({"animation": {}, "document": {}}), Kind::Gesture),
        (json!({"live_photo": {}, "photo": []}), Kind::Photo),
        (json!({"venue": {}, "location": {}}), Kind::Plain),
    ] {
        let sent = persons(&message(private(&fields)));
        assert!(matches!(sent, VisitorEvent::Sent { kind, .. } if kind == expected));
    }
}

#[test]
fn reactions_in_groups_and_of_nobody_are_nothing() {
    for (chat, user) in [(DESK, Some(user(6))), (5, None), (5, Some(user(US)))] {
        let kind = if chat == 5 { "private" } else { "supergroup" };
        let body = json!({
            "chat": {"id": chat, "type": kind}, "message_id": 7, "user": user, "date": 9,
            "actor_chat": {"id": DESK, "type": "supergroup"}, "new_reaction": [],
        });
        assert!(heard(&json!({"update_id": 1, "message_reaction": body})).is_none());
    }
}

#[test]
fn a_press_in_a_group_is_never_a_persons() {
    let press = |more: Value| {
        let body = with(json!({"id": "q", "from": user(5), "data": "1m"}), &more);
        heard(&json!({"update_id": 1, "callback_query": body}))
    };
    let text = json!({"text": "a"});
    let Some(Heard::Desk {
        spot,
        author: Some(ChatId(5)),
        event: DeskEvent::Pressed { button: None, .. },
    }) = press(json!({"message": topic(&text)}))
    else {
        panic!()
    };
    assert_eq!(spot.thread, Some(20));
    assert_eq!(spot.message, Some(MessageId(30)));
    assert!(matches!(
        press(json!({"message": group(-5, &text)})),
        Some(Heard::Group(ChatId(-5), GroupEvent::Strange))
    ));
    for (message, editable) in [
        (private(&text), true),
        (private(&json!({"date": 0})), false),
    ] {
        let Some(Heard::Person {
            event: VisitorEvent::Pressed { button, at, .. },
            ..
        }) = press(json!({"message": message}))
        else {
            panic!()
        };
        assert!(button.is_some());
        assert_eq!(at, editable.then_some(MessageId(7)));
    }
    // Without its message a press tells no chat.
    assert!(matches!(press(json!({})), Some(Heard::Person { .. })));
    assert!(press(json!({"data": "nobody's"})).is_none());
}

#[test]
fn a_strange_group_is_told_of_and_a_private_chat_is_none() {
    assert!(matches!(
        heard(&message(group(-5, &json!({"text": "hello"})))),
        Some(Heard::Group(ChatId(-5), GroupEvent::Strange))
    ));
    assert!(heard(&message(group(-5, &json!({"new_chat_members": []})))).is_none());
    assert!(heard(&message(group(-5, &json!({"migrate_to_chat_id": -6})))).is_none());
    let membership = |chat: i64, kind: &str, member: Value| {
        let body = json!({
            "chat": {"id": chat, "type": kind}, "from": user(5), "new_chat_member": member,
        });
        heard(&json!({"update_id": 1, "my_chat_member": body}))
    };
    for (member, expected) in [
        (json!({"status": "member"}), GroupEvent::Changed),
        (json!({"status": "administrator"}), GroupEvent::Changed),
        (
            json!({"status": "restricted", "is_member": true}),
            GroupEvent::Changed,
        ),
        (json!({"status": "restricted"}), GroupEvent::Lost),
        (json!({"status": "left"}), GroupEvent::Lost),
        (json!({"status": "kicked"}), GroupEvent::Lost),
    ] {
        for (chat, kind) in [(-5, "group"), (DESK, "supergroup"), (-7, "channel")] {
            assert!(
                matches!(membership(chat, kind, member.clone()),
                    Some(Heard::Group(found, event)) if found == ChatId(chat) && event == expected),
                "{member}"
            );
        }
    }
    for (status, left) in [("kicked", true), ("member", false)] {
        let Some(Heard::Person { event, .. }) = membership(5, "private", json!({"status": status}))
        else {
            panic!("{status}")
        };
        assert_eq!(matches!(event, VisitorEvent::Left), left);
        assert_eq!(matches!(event, VisitorEvent::CameBack), !left);
    }
}

/// Both groups tell of the move, in either order, and what is written in the new one may stand in
/// the same batch.
#[test]
fn a_desk_that_moves_is_no_stranger() {
    let to = message(group(DESK, &json!({"migrate_to_chat_id": -2002})));
    let from = message(group(-2002, &json!({"migrate_from_chat_id": DESK})));
    let hello = message(group(-2002, &json!({"text": "hello"})));
    for order in [
        [&to, &from, &hello],
        [&from, &to, &hello],
        [&from, &hello, &to],
    ] {
        let decoder = decoder();
        let mut moves = 0;
        for update in order {
            let update = serde_json::from_str(&update.to_string()).unwrap();
            match decoder.unread(&update) {
                Some(Heard::Group(old, GroupEvent::MovedTo(new))) => {
                    assert_eq!((old, new), (ChatId(DESK), ChatId(-2002)));
                    moves += 1;
                }
                Some(Heard::Desk { spot, .. }) => assert_eq!(spot.chat, ChatId(-2002)),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(moves, 2);
    }
}
