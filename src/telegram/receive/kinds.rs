//! What a message is, by the field that holds it (core.telegram.org/bots/api#message, Bot API 10.1).
//! A kind that is newer than this table is something somebody sent, never a notice.

use crate::model::media::Kind;

/// Fields that say what a message is. The first that is there counts: an animation fills
/// `document` as well, a live photo `photo`, a venue `location`.
const KINDS: [(&str, Kind); 24] = [
    ("animation", Kind::Gesture),
    ("sticker", Kind::Gesture),
    ("dice", Kind::Gesture),
    ("live_photo", Kind::Photo),
    ("photo", Kind::Photo),
    ("document", Kind::Document),
    ("contact", Kind::Contact),
    ("audio", Kind::Plain),
    ("voice", Kind::Plain),
    ("video", Kind::Plain),
    ("video_note", Kind::Plain),
    ("venue", Kind::Plain),
    ("location", Kind::Plain),
    ("poll", Kind::Uncopyable),
    ("game", Kind::Uncopyable),
    ("story", Kind::Uncopyable),
    ("paid_media", Kind::Uncopyable),
    ("invoice", Kind::Uncopyable),
    ("checklist", Kind::Uncopyable),
    ("giveaway", Kind::Uncopyable),
    ("giveaway_winners", Kind::Uncopyable),
    ("giveaway_completed", Kind::Uncopyable),
    // Text, in a form that only newer clients and programs know.
    ("rich_message", Kind::Unknown),
    ("passport_data", Kind::Uncopyable),
];

/// Notices that come as messages: nobody said anything.
const NOTICES: [&str; 50] = [
    "new_chat_members",
    "left_chat_member",
    "chat_owner_left",
    "chat_owner_changed",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "successful_payment",
    "refunded_payment",
    "users_shared",
    "chat_shared",
    "gift",
    "unique_gift",
    "gift_upgrade_sent",
    "connected_website",
    "write_access_allowed",
    "proximity_alert_triggered",
    "boost_added",
    "chat_background_set",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "direct_message_price_changed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "giveaway_created",
    "managed_bot_created",
    "paid_message_price_changed",
    "poll_option_added",
    "poll_option_deleted",
    "suggested_post_approved",
    "suggested_post_approval_failed",
    "suggested_post_declined",
    "suggested_post_paid",
    "suggested_post_refunded",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
    "web_app_data",
];

/// What a message without text is, by the fields it has; `None`: a notice.
pub(super) fn kind(has: impl Fn(&str) -> bool) -> Option<Kind> {
    if NOTICES.iter().any(|notice| has(notice)) {
        return None;
    }
    let found = KINDS.iter().find(|(field, _)| has(field));
    Some(found.map_or(Kind::Unknown, |(_, kind)| *kind))
}
