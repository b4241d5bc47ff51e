//! What the decoder makes of the groups of desks.

use serde_json::{Value, json};

use super::{DESK, US, desks, group, heard, message, topic, user, with};
use crate::model::desk::{DeskCommand, DeskEvent};
use crate::model::ids::{ChatId, MessageId};
use crate::telegram::receive::decode::Heard;

fn command(text: &str) -> Option<DeskCommand> {
    match heard(&message(topic(&json!({"text": text}))))? {
        Heard::Desk {
            event: DeskEvent::Commanded(command),
            ..
        } => Some(command),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn only_a_real_topic_is_one_and_only_a_real_reply_is_one() {
    let spot = |more: Value| match heard(&message(more)) {
        Some(Heard::Desk { spot, author, .. }) => {
            assert_eq!(author, Some(ChatId(6)));
            assert_eq!(spot.message, Some(MessageId(30)));
            (spot.thread, spot.reply_to)
        }
        other => panic!("{other:?}"),
    };
    let answered = json!({"reply_to_message": {"message_id": 25, "date": 9}});
    assert_eq!(spot(topic(&json!({"text": "a"}))), (Some(20), None));
    assert_eq!(
        spot(topic(&with(json!({"text": "a"}), &answered))),
        (Some(20), Some(MessageId(25)))
    );
    // The topic's first message, without the notice in it.
    let bare = json!({"text": "a", "reply_to_message": {"message_id": 20}});
    assert_eq!(spot(topic(&bare)), (Some(20), None));
    // General gives a thread in some replies.
    let general = json!({"text": "a", "message_thread_id": 25});
    assert_eq!(
        spot(group(DESK, &with(general, &answered))),
        (None, Some(MessageId(25)))
    );
}

#[test]
fn whoever_cannot_be_held_to_account_is_nobody() {
    let bot = json!({"id": 8, "is_bot": true});
    let chat = json!({"id": DESK, "type": "supergroup"});
    for (more, expected) in [
        (json!({}), Some(Some(ChatId(6)))),
        (
            json!({"from": {"id": 1_087_968_824, "is_bot": true}, "sender_chat": chat}),
            Some(None),
        ),
        (
            json!({"from": {"id": 1_087_968_824, "is_bot": true}}),
            Some(None),
        ),
        (
            json!({"from": {"id": 136_817_688, "is_bot": true}, "sender_chat": {"id": -1009}}),
            Some(None),
        ),
        (json!({"is_automatic_forward": true}), Some(None)),
        (json!({"from": bot}), None),
        (json!({"from": user(US)}), None),
        (json!({"from": null}), None),
    ] {
        let said = topic(&with(json!({"text": "a"}), &more));
        for update in [
            message(said.clone()),
            json!({"update_id": 1, "edited_message": said}),
        ] {
            let author = heard(&update).map(|heard| match heard {
                Heard::Desk { author, .. } => author,
                other => panic!("{other:?}"),
            });
            assert_eq!(author, expected, "{more}");
        }
    }
}

#[test]
fn every_command_of_consultants_is_known() {
    use DeskCommand as C;
    type Is = fn(&DeskCommand) -> bool;
    let commands: [(&str, Is); 23] = [
        ("/take", |c| matches!(c, C::Take)),
        ("/release", |c| matches!(c, C::Release)),
        ("/close", |c| matches!(c, C::Close)),
        ("/note is she safe?", |c| matches!(c, C::Note)),
        ("/unsend", |c| matches!(c, C::Unsend)),
        ("/urgent", |c| matches!(c, C::Urgent)),
        (
            "/faq pets  in trains ",
            |c| matches!(c, C::Faq(words) if words.look() == "pets  in trains"),
        ),
        ("/template", |c| matches!(c, C::Templates)),
        ("/templates", |c| matches!(c, C::Templates)),
        ("/leaflet", |c| matches!(c, C::Leaflet)),
        ("/lines", |c| matches!(c, C::Lines)),
        ("/history", |c| matches!(c, C::History)),
        ("/block", |c| matches!(c, C::Block)),
        (
            "/unblock k7qm",
            |c| matches!(c, C::Unblock(Some(code)) if code.as_str() == "K7QM"),
        ),
        ("/unblock", |c| matches!(c, C::Unblock(None))),
        ("/blocked", |c| matches!(c, C::Blocked)),
        ("/on", |c| matches!(c, C::On)),
        ("/off", |c| matches!(c, C::Off)),
        (
            "/alias Пані Марта",
            |c| matches!(c, C::Alias(name) if name == "Пані Марта"),
        ),
        ("/board", |c| matches!(c, C::Board)),
        ("/help", |c| matches!(c, C::Help)),
        ("/сlose", |c| matches!(c, C::Unknown)),
        ("/ 5", |c| matches!(c, C::Unknown)),
    ];
    for (text, is) in commands {
        let found = command(text);
        assert!(found.as_ref().is_some_and(is), "{text}: {found:?}");
    }
    assert!(matches!(command("/TAKE@Safe_Bot now"), Some(C::Take)));
    assert!(command("/take@other_bot").is_none());
    assert!(command("/note@other_bot").is_none());
}

#[test]
fn whoever_left_the_group_is_told_by_whoever_removed_them() {
    let notice = group(DESK, &json!({"left_chat_member": user(8)}));
    match heard(&message(notice)) {
        Some(Heard::Desk {
            author,
            event: DeskEvent::Departed,
            ..
        }) => assert_eq!(author, Some(ChatId(8))),
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_the_senders_own_user_name_gives_them_away() {
    let from = json!({"id": 6, "is_bot": false, "username": "Iryna_K"});
    for (text, names) in [
        ("write to @iryna_k", true),
        ("t.me/Iryna_K?text=hi", true),
        ("https://iryna_k.t.me", true),
        ("tg://resolve?domain=iryna_k", true),
        ("write to @iryna_kyiv", false),
        ("iryna_k", false),
        ("a service: @unhcr_ua", false),
    ] {
        let said = topic(&json!({"text": text, "from": from}));
        let DeskEvent::Wrote {
            names_an_account, ..
        } = desks(said)
        else {
            panic!("{text}")
        };
        assert_eq!(names_an_account, names, "{text}");
    }
}

#[test]
fn what_begins_with_a_slash_stays_inside() {
    for (more, note) in [
        (json!({"text": "// she may be followed"}), true),
        (json!({"text": "//she"}), true),
        (json!({"text": "1 // 2"}), false),
        (json!({"photo": [], "caption": "// her papers"}), true),
        (json!({"photo": [], "caption": "/note her papers"}), true),
        (json!({"photo": [], "caption": "a map"}), false),
        (json!({"photo": []}), false),
        (
            json!({"rich_message": {"blocks": [{"text": " // not for her"}]}}),
            true,
        ),
        (
            json!({"rich_message": {"blocks": [{"text": "yes / no"}]}}),
            false,
        ),
    ] {
        let DeskEvent::Wrote { is_note, .. } = desks(topic(&more)) else {
            panic!("{more}")
        };
        assert_eq!(is_note, note, "{more}");
    }
    for (text, note) in [
        ("// no", true),
        ("/note no", true),
        ("/close", true),
        ("yes", false),
    ] {
        let edit = json!({"update_id": 1, "edited_message": topic(&json!({"text": text}))});
        let Some(Heard::Desk {
            event: DeskEvent::Edited { is_note, .. },
            ..
        }) = heard(&edit)
        else {
            panic!("{text}")
        };
        assert_eq!(is_note, note, "{text}");
    }
}

#[test]
fn what_names_an_account_says_so() {
    let entity = |kind: &str| json!([{"type": kind, "offset": 0, "length": 1, "user": user(6)}]);
    let with_link = |url: &str, words: &str| {
        let link = json!([{"type": "text_link", "offset": 0, "length": 4, "url": url}]);
        match words {
            "text" => json!({"text": "here", "entities": link}),
            _ => json!({"photo": [], "caption": "here", "caption_entities": link}),
        }
    };
    for (more, names) in [
        (json!({"text": "a"}), false),
        (json!({"text": "a", "entities": entity("bold")}), false),
        (json!({"text": "a", "entities": "of 2030"}), false),
        (
            json!({"text": "a", "entities": entity("text_mention")}),
            true,
        ),
        (
            json!({"photo": [], "caption_entities": entity("text_mention")}),
            true,
        ),
        (
            json!({"text": "a", "entities": [{"type": "text_link", "url": "tg://user?id=6"}]}),
            true,
        ),
        (json!({"text": "write to TG://user?id=6"}), true),
        (
            json!({"photo": [], "caption": "tg://openmessage?user_id=6"}),
            true,
        ),
        (
            json!({"rich_message": {"blocks": [{"text": {"type": "text_mention"}}]}}),
            true,
        ),
        (with_link("https://t.me/Iryna_K", "text"), true),
        (with_link("https://t.me/iryna_k", "caption"), true),
        (with_link("https://t.me/iryna_kyiv", "text"), false),
        (
            json!({"rich_message": {"blocks": [{"text": "write to @iryna_k"}]}}),
            true,
        ),
        (
            json!({"rich_message": {"blocks": [{"text": "write to @unhcr_ua"}]}}),
            false,
        ),
        (
            json!({"contact": {"phone_number": "1", "user_id": 6}}),
            true,
        ),
        (json!({"contact": {"phone_number": "1"}}), false),
    ] {
        let from = json!({"from": {"id": 6, "is_bot": false, "username": "Iryna_K"}});
        let DeskEvent::Wrote {
            names_an_account, ..
        } = desks(topic(&with(from, &more)))
        else {
            panic!("{more}")
        };
        assert_eq!(names_an_account, names, "{more}");
    }
}

#[test]
fn our_own_topic_is_found_again_by_the_code_in_its_name() {
    let made = |more: Value| {
        let own = json!({"from": user(US), "message_id": 20});
        heard(&message(group(DESK, &with(own, &more))))
    };
    for (name, code) in [
        ("🆕 K7QM · uk · PL", Some("K7QM")),
        ("K7QM", Some("K7QM")),
        ("our tea room", None),
    ] {
        let Some(Heard::Desk {
            spot,
            author: None,
            event: DeskEvent::TopicMade { code: found },
        }) = made(json!({"forum_topic_created": {"name": name}}))
        else {
            panic!("{name}")
        };
        assert_eq!(spot.thread, Some(20));
        assert_eq!(found.as_ref().map(|code| code.as_str()), code);
    }
    for other in ["forum_topic_closed", "forum_topic_edited", "pinned_message"] {
        assert!(made(json!({other: {}})).is_none(), "{other}");
    }
    // A colleague's topic is none of our business; a colleague's closing is.
    let by_hand = topic(&json!({"forum_topic_created": {"name": "K7QM"}}));
    assert!(heard(&message(by_hand)).is_none());
    let closed = desks(topic(&json!({"forum_topic_closed": {}})));
    assert!(matches!(closed, DeskEvent::TopicClosed));
}
