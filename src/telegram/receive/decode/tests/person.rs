//! What the decoder makes of private chats.

use serde_json::{Value, json};

use super::{heard, message, persons, private, user};
use crate::model::event::{Command, Payload, VisitorEvent};
use crate::model::ids::MessageId;
use crate::telegram::receive::decode::Heard;

#[test]
fn a_text_is_read_although_it_holds_an_entity_nobody_knows() {
    let entity = json!([{"type": "date_time", "offset": 0, "length": 6, "unix_time": 1}]);
    let text = private(&json!({"text": "завтра о 8", "entities": entity}));
    let VisitorEvent::Wrote(words) = persons(&message(text)) else {
        panic!()
    };
    assert_eq!(words.look(), "завтра о 8");
}

#[test]
fn commands_are_known_with_and_without_the_bots_name() {
    let said = |text: &str| persons(&message(private(&json!({"text": text}))));
    for text in ["/forget", "/forget@safe_bot", "/FORGET now"] {
        let event = said(text);
        assert!(
            matches!(event, VisitorEvent::Commanded(Command::Forget)),
            "{text}"
        );
    }
    for (text, command) in [
        ("/complain", Command::Complain),
        ("/consultant", Command::Consult),
    ] {
        assert!(matches!(said(text), VisitorEvent::Commanded(found) if found == command));
    }
    assert!(matches!(said("/unknown"), VisitorEvent::Wrote(_)));
    assert!(matches!(
        said("/start c-poster"),
        VisitorEvent::Started(Some(Payload::Campaign(name))) if name == "poster"
    ));
}

#[test]
fn a_persons_reply_and_album_are_told() {
    let photo = json!({
        "photo": [], "media_group_id": "13", "reply_to_message": private(&json!({"message_id": 3})),
    });
    let Some(Heard::Person {
        language,
        message: Some(MessageId(7)),
        reply_to: Some(MessageId(3)),
        event: VisitorEvent::Sent { album, .. },
        ..
    }) = heard(&message(private(&photo)))
    else {
        panic!()
    };
    assert_eq!(album.as_deref(), Some("13"));
    assert_eq!(language.as_deref(), Some("uk"));
}

#[test]
fn edits_are_what_a_hand_changed() {
    let edited = |more: Value| heard(&json!({"update_id": 1, "edited_message": private(&more)}));
    for (more, now) in [
        (json!({"text": "b"}), "b"),
        (json!({"photo": [], "caption": "c"}), "c"),
        (json!({"photo": []}), ""),
    ] {
        let Some(Heard::Person {
            event: VisitorEvent::Edited(words),
            ..
        }) = edited(more)
        else {
            panic!("{now}")
        };
        assert_eq!(words.look(), now);
    }
    assert!(
        edited(json!({"location": {}})).is_none(),
        "a step of a live location"
    );
    assert!(edited(json!({"pinned_message": {}})).is_none());
}

#[test]
fn a_reaction_is_the_newest_that_can_be_shown() {
    let reacted = |signs: Value| {
        let chat = json!({"id": 5, "type": "private"});
        let body = json!({
            "chat": chat, "message_id": 7, "user": user(5), "date": 9, "new_reaction": signs,
        });
        match persons(&json!({"update_id": 1, "message_reaction": body})) {
            VisitorEvent::Reacted { message, emoji } => {
                assert_eq!(message, MessageId(7));
                emoji
            }
            other => panic!("{other:?}"),
        }
    };
    let emoji = |sign: &str| json!({"type": "emoji", "emoji": sign});
    let custom = json!({"type": "custom_emoji", "custom_emoji_id": "1"});
    assert_eq!(
        reacted(json!([emoji("👍"), emoji("🙏"), custom])),
        Some("🙏".into())
    );
    assert_eq!(reacted(json!([custom, {"type": "paid"}])), None);
    assert_eq!(reacted(json!([])), None);
}
