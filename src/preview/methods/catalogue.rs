//! The methods this server knows, with every parameter and its type, as documented (Bot API 10.1).
//!
//! Types are written as the documentation writes them; `!` marks what must be given. Whatever is not in this
//! table does not exist here: unknown methods are answered 404, unknown parameters 400.

use serde_json::Value;

use super::{bot, chat, copy, edit, media, send, sticker, topic, updates};
use crate::preview::parameters::Parameters;
use crate::preview::refusal::Refusal;
use crate::preview::world::World;

/// Carries out a call.
pub type Carry = fn(&mut World, &Parameters) -> Result<Value, Refusal>;

/// How a method is carried out.
#[derive(Clone, Copy)]
pub enum Run {
    /// At once, under the world's lock.
    Now(Carry),
    /// It may wait for something to happen: getUpdates.
    Waits,
}

/// A parameter's name and type.
type Parameter = (&'static str, &'static str);

/// One method.
pub struct Method {
    /// As in the documentation; calls may use any case.
    pub name: &'static str,
    /// How it is carried out.
    pub run: Run,
    shared: &'static [&'static [Parameter]],
    own: &'static [Parameter],
}

impl Method {
    /// Every parameter with its type as documented.
    pub fn parameters(&self) -> impl Iterator<Item = Parameter> {
        self.shared
            .iter()
            .copied()
            .flatten()
            .chain(self.own)
            .copied()
    }

    /// The type of a parameter, without the mark of the required ones.
    pub fn kind_of(&self, name: &str) -> Option<&'static str> {
        self.parameters()
            .find(|(known, _)| *known == name)
            .map(|(_, kind)| kind.trim_start_matches('!'))
    }

    /// What must be given.
    pub fn required(&self) -> impl Iterator<Item = &'static str> {
        self.parameters()
            .filter(|(_, kind)| kind.starts_with('!'))
            .map(|(name, _)| name)
    }
}

/// A method by its name in any case.
pub fn find(name: &str) -> Option<&'static Method> {
    METHODS
        .iter()
        .find(|method| method.name.eq_ignore_ascii_case(name))
}

const fn method(
    name: &'static str,
    run: Run,
    shared: &'static [&'static [Parameter]],
    own: &'static [Parameter],
) -> Method {
    Method {
        name,
        run,
        shared,
        own,
    }
}

/// Common to everything that sends.
const SENT: &[Parameter] = &[
    ("allow_paid_broadcast", "Boolean"),
    ("business_connection_id", "String"),
    ("chat_id", "!Integer|String"),
    ("direct_messages_topic_id", "Integer"),
    ("disable_notification", "Boolean"),
    ("message_effect_id", "String"),
    ("message_thread_id", "Integer"),
    ("protect_content", "Boolean"),
    ("reply_parameters", "ReplyParameters"),
];
/// Common to everything that may bear buttons.
const MARKUP: &[Parameter] = &[(
    "reply_markup",
    "InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply",
)];
/// Common to everything with a caption.
const CAPTIONED: &[Parameter] = &[
    ("caption", "String"),
    ("caption_entities", "Array of MessageEntity"),
    ("parse_mode", "String"),
];
/// Common to every edit.
const EDITED: &[Parameter] = &[
    ("business_connection_id", "String"),
    ("chat_id", "Integer|String"),
    ("inline_message_id", "String"),
    ("message_id", "Integer"),
    ("reply_markup", "InlineKeyboardMarkup"),
];

/// All of them.
#[rustfmt::skip] // A table: one method a row, its own parameters below it.
pub static METHODS: &[Method] = &[
    method("getUpdates", Run::Waits, &[], &[
        ("allowed_updates", "Array of String"), ("limit", "Integer"), ("offset", "Integer"), ("timeout", "Integer"),
    ]),
    method("setWebhook", Run::Now(updates::set_webhook), &[], &[
        ("url", "!String"), ("allowed_updates", "Array of String"), ("certificate", "InputFile"),
        ("drop_pending_updates", "Boolean"), ("ip_address", "String"), ("max_connections", "Integer"),
        ("secret_token", "String"),
    ]),
    method("deleteWebhook", Run::Now(updates::delete_webhook), &[], &[("drop_pending_updates", "Boolean")]),
    method("getWebhookInfo", Run::Now(updates::get_webhook_info), &[], &[]),
    method("getMe", Run::Now(bot::get_me), &[], &[]),
    method("setMyCommands", Run::Now(bot::set_my_commands), &[], &[
        ("commands", "!Array of BotCommand"), ("language_code", "String"), ("scope", "BotCommandScope"),
    ]),
    method("getMyCommands", Run::Now(bot::get_my_commands), &[], &[
        ("language_code", "String"), ("scope", "BotCommandScope"),
    ]),
    method("deleteMyCommands", Run::Now(bot::delete_my_commands), &[], &[
        ("language_code", "String"), ("scope", "BotCommandScope"),
    ]),
    method("setMyName", Run::Now(bot::set_my_name), &[], &[("language_code", "String"), ("name", "String")]),
    method("getMyName", Run::Now(bot::get_my_name), &[], &[("language_code", "String")]),
    method("setMyDescription", Run::Now(bot::set_my_description), &[], &[
        ("description", "String"), ("language_code", "String"),
    ]),
    method("getMyDescription", Run::Now(bot::get_my_description), &[], &[("language_code", "String")]),
    method("setMyShortDescription", Run::Now(bot::set_my_short_description), &[], &[
        ("language_code", "String"), ("short_description", "String"),
    ]),
    method("getMyShortDescription", Run::Now(bot::get_my_short_description), &[], &[("language_code", "String")]),
    method("setChatMenuButton", Run::Now(bot::set_chat_menu_button), &[], &[
        ("chat_id", "Integer"), ("menu_button", "MenuButton"),
    ]),
    method("getChatMenuButton", Run::Now(bot::get_chat_menu_button), &[], &[("chat_id", "Integer")]),
    method("setMyDefaultAdministratorRights", Run::Now(bot::set_my_default_administrator_rights), &[], &[
        ("for_channels", "Boolean"), ("rights", "ChatAdministratorRights"),
    ]),
    method("getMyDefaultAdministratorRights", Run::Now(bot::get_my_default_administrator_rights), &[], &[
        ("for_channels", "Boolean"),
    ]),
    method("sendMessage", Run::Now(send::send_message), &[SENT, MARKUP], &[
        ("text", "!String"), ("entities", "Array of MessageEntity"), ("link_preview_options", "LinkPreviewOptions"),
        ("parse_mode", "String"), ("suggested_post_parameters", "SuggestedPostParameters"),
    ]),
    method("sendChatAction", Run::Now(send::send_chat_action), &[], &[
        ("action", "!String"), ("chat_id", "!Integer|String"), ("business_connection_id", "String"),
        ("message_thread_id", "Integer"),
    ]),
    method("sendPhoto", Run::Now(media::send_photo), &[SENT, MARKUP, CAPTIONED], &[
        ("photo", "!InputFile|String"), ("has_spoiler", "Boolean"), ("show_caption_above_media", "Boolean"),
        ("suggested_post_parameters", "SuggestedPostParameters"),
    ]),
    method("sendDocument", Run::Now(media::send_document), &[SENT, MARKUP, CAPTIONED], &[
        ("document", "!InputFile|String"), ("disable_content_type_detection", "Boolean"),
        ("suggested_post_parameters", "SuggestedPostParameters"), ("thumbnail", "InputFile|String"),
    ]),
    method("sendVideo", Run::Now(media::send_video), &[SENT, MARKUP, CAPTIONED], &[
        ("video", "!InputFile|String"), ("cover", "InputFile|String"), ("duration", "Integer"),
        ("has_spoiler", "Boolean"), ("height", "Integer"), ("show_caption_above_media", "Boolean"),
        ("start_timestamp", "Integer"), ("suggested_post_parameters", "SuggestedPostParameters"),
        ("supports_streaming", "Boolean"), ("thumbnail", "InputFile|String"), ("width", "Integer"),
    ]),
    method("sendAudio", Run::Now(media::send_audio), &[SENT, MARKUP, CAPTIONED], &[
        ("audio", "!InputFile|String"), ("duration", "Integer"), ("performer", "String"),
        ("suggested_post_parameters", "SuggestedPostParameters"), ("thumbnail", "InputFile|String"),
        ("title", "String"),
    ]),
    method("sendVoice", Run::Now(media::send_voice), &[SENT, MARKUP, CAPTIONED], &[
        ("voice", "!InputFile|String"), ("duration", "Integer"),
        ("suggested_post_parameters", "SuggestedPostParameters"),
    ]),
    method("sendAnimation", Run::Now(media::send_animation), &[SENT, MARKUP, CAPTIONED], &[
        ("animation", "!InputFile|String"), ("duration", "Integer"), ("has_spoiler", "Boolean"),
        ("height", "Integer"), ("show_caption_above_media", "Boolean"),
        ("suggested_post_parameters", "SuggestedPostParameters"), ("thumbnail", "InputFile|String"),
        ("width", "Integer"),
    ]),
    method("sendVideoNote", Run::Now(media::send_video_note), &[SENT, MARKUP], &[
        ("video_note", "!InputFile|String"), ("duration", "Integer"), ("length", "Integer"),
        ("suggested_post_parameters", "SuggestedPostParameters"), ("thumbnail", "InputFile|String"),
    ]),
    method("sendSticker", Run::Now(media::send_sticker), &[SENT, MARKUP], &[
        ("sticker", "!InputFile|String"), ("emoji", "String"),
        ("suggested_post_parameters", "SuggestedPostParameters"),
    ]),
    method("sendLocation", Run::Now(media::send_location), &[SENT, MARKUP], &[
        ("latitude", "!Float"), ("longitude", "!Float"), ("heading", "Integer"), ("horizontal_accuracy", "Float"),
        ("live_period", "Integer"), ("proximity_alert_radius", "Integer"),
        ("suggested_post_parameters", "SuggestedPostParameters"),
    ]),
    method("sendContact", Run::Now(media::send_contact), &[SENT, MARKUP], &[
        ("first_name", "!String"), ("phone_number", "!String"), ("last_name", "String"),
        ("suggested_post_parameters", "SuggestedPostParameters"), ("vcard", "String"),
    ]),
    method("sendMediaGroup", Run::Now(media::send_media_group), &[SENT], &[
       
        ("media", "!Array of InputMediaAudio|Array of InputMediaDocument|Array of InputMediaLivePhoto|Array of InputMediaPhoto|Array of InputMediaVideo"),
    ]),
    method("getFile", Run::Now(media::get_file), &[], &[("file_id", "!String")]),
    method("copyMessage", Run::Now(copy::copy_message), &[MARKUP, CAPTIONED], &[
        ("chat_id", "!Integer|String"), ("from_chat_id", "!Integer|String"), ("message_id", "!Integer"),
        ("allow_paid_broadcast", "Boolean"), ("direct_messages_topic_id", "Integer"),
        ("disable_notification", "Boolean"), ("message_effect_id", "String"), ("message_thread_id", "Integer"),
        ("protect_content", "Boolean"), ("reply_parameters", "ReplyParameters"),
        ("show_caption_above_media", "Boolean"), ("suggested_post_parameters", "SuggestedPostParameters"),
        ("video_start_timestamp", "Integer"),
    ]),
    method("copyMessages", Run::Now(copy::copy_messages), &[], &[
        ("chat_id", "!Integer|String"), ("from_chat_id", "!Integer|String"), ("message_ids", "!Array of Integer"),
        ("direct_messages_topic_id", "Integer"), ("disable_notification", "Boolean"),
        ("message_thread_id", "Integer"), ("protect_content", "Boolean"), ("remove_caption", "Boolean"),
    ]),
    method("forwardMessage", Run::Now(copy::forward_message), &[], &[
        ("chat_id", "!Integer|String"), ("from_chat_id", "!Integer|String"), ("message_id", "!Integer"),
        ("direct_messages_topic_id", "Integer"), ("disable_notification", "Boolean"), ("message_effect_id", "String"),
        ("message_thread_id", "Integer"), ("protect_content", "Boolean"),
        ("suggested_post_parameters", "SuggestedPostParameters"), ("video_start_timestamp", "Integer"),
    ]),
    method("editMessageText", Run::Now(edit::edit_message_text), &[EDITED], &[
        ("entities", "Array of MessageEntity"), ("link_preview_options", "LinkPreviewOptions"),
        ("parse_mode", "String"), ("rich_message", "InputRichMessage"), ("text", "String"),
    ]),
    method("editMessageCaption", Run::Now(edit::edit_message_caption), &[CAPTIONED, EDITED], &[
        ("show_caption_above_media", "Boolean"),
    ]),
    method("editMessageReplyMarkup", Run::Now(edit::edit_message_reply_markup), &[EDITED], &[]),
    method("editMessageMedia", Run::Now(edit::edit_message_media), &[EDITED], &[("media", "!InputMedia")]),
    method("deleteMessage", Run::Now(edit::delete_message), &[], &[
        ("chat_id", "!Integer|String"), ("message_id", "!Integer"),
    ]),
    method("deleteMessages", Run::Now(edit::delete_messages), &[], &[
        ("chat_id", "!Integer|String"), ("message_ids", "!Array of Integer"),
    ]),
    method("setMessageReaction", Run::Now(edit::set_message_reaction), &[], &[
        ("chat_id", "!Integer|String"), ("message_id", "!Integer"), ("is_big", "Boolean"),
        ("reaction", "Array of ReactionType"),
    ]),
    method("answerCallbackQuery", Run::Now(edit::answer_callback_query), &[], &[
        ("callback_query_id", "!String"), ("cache_time", "Integer"), ("show_alert", "Boolean"), ("text", "String"),
        ("url", "String"),
    ]),
    method("getChat", Run::Now(chat::get_chat), &[], &[("chat_id", "!Integer|String")]),
    method("getChatMember", Run::Now(chat::get_chat_member), &[], &[
        ("chat_id", "!Integer|String"), ("user_id", "!Integer"),
    ]),
    method("getChatAdministrators", Run::Now(chat::get_chat_administrators), &[], &[
        ("chat_id", "!Integer|String"), ("return_bots", "Boolean"),
    ]),
    method("getChatMemberCount", Run::Now(chat::get_chat_member_count), &[], &[("chat_id", "!Integer|String")]),
    method("leaveChat", Run::Now(chat::leave_chat), &[], &[("chat_id", "!Integer|String")]),
    method("pinChatMessage", Run::Now(chat::pin_chat_message), &[], &[
        ("chat_id", "!Integer|String"), ("message_id", "!Integer"), ("business_connection_id", "String"),
        ("disable_notification", "Boolean"),
    ]),
    method("unpinChatMessage", Run::Now(chat::unpin_chat_message), &[], &[
        ("chat_id", "!Integer|String"), ("business_connection_id", "String"), ("message_id", "Integer"),
    ]),
    method("unpinAllChatMessages", Run::Now(chat::unpin_all_chat_messages), &[], &[("chat_id", "!Integer|String")]),
    method("createForumTopic", Run::Now(topic::create_forum_topic), &[], &[
        ("chat_id", "!Integer|String"), ("name", "!String"), ("icon_color", "Integer"),
        ("icon_custom_emoji_id", "String"),
    ]),
    method("editForumTopic", Run::Now(topic::edit_forum_topic), &[], &[
        ("chat_id", "!Integer|String"), ("message_thread_id", "!Integer"), ("icon_custom_emoji_id", "String"),
        ("name", "String"),
    ]),
    method("closeForumTopic", Run::Now(topic::close_forum_topic), &[], &[
        ("chat_id", "!Integer|String"), ("message_thread_id", "!Integer"),
    ]),
    method("reopenForumTopic", Run::Now(topic::reopen_forum_topic), &[], &[
        ("chat_id", "!Integer|String"), ("message_thread_id", "!Integer"),
    ]),
    method("deleteForumTopic", Run::Now(topic::delete_forum_topic), &[], &[
        ("chat_id", "!Integer|String"), ("message_thread_id", "!Integer"),
    ]),
    method("unpinAllForumTopicMessages", Run::Now(topic::unpin_all_forum_topic_messages), &[], &[
        ("chat_id", "!Integer|String"), ("message_thread_id", "!Integer"),
    ]),
    method("getStickerSet", Run::Now(sticker::get_sticker_set), &[], &[("name", "!String")]),
    method("uploadStickerFile", Run::Now(sticker::upload_sticker_file), &[], &[
        ("sticker", "!InputFile"), ("sticker_format", "!String"), ("user_id", "!Integer"),
    ]),
    method("createNewStickerSet", Run::Now(sticker::create_new_sticker_set), &[], &[
        ("name", "!String"), ("stickers", "!Array of InputSticker"), ("title", "!String"), ("user_id", "!Integer"),
        ("needs_repainting", "Boolean"), ("sticker_type", "String"),
    ]),
    method("addStickerToSet", Run::Now(sticker::add_sticker_to_set), &[], &[
        ("name", "!String"), ("sticker", "!InputSticker"), ("user_id", "!Integer"),
    ]),
    method("replaceStickerInSet", Run::Now(sticker::replace_sticker_in_set), &[], &[
        ("name", "!String"), ("old_sticker", "!String"), ("sticker", "!InputSticker"), ("user_id", "!Integer"),
    ]),
    method("setStickerPositionInSet", Run::Now(sticker::set_sticker_position_in_set), &[], &[
        ("position", "!Integer"), ("sticker", "!String"),
    ]),
    method("setStickerEmojiList", Run::Now(sticker::set_sticker_emoji_list), &[], &[
        ("emoji_list", "!Array of String"), ("sticker", "!String"),
    ]),
    method("setStickerSetTitle", Run::Now(sticker::set_sticker_set_title), &[], &[
        ("name", "!String"), ("title", "!String"),
    ]),
    method("deleteStickerFromSet", Run::Now(sticker::delete_sticker_from_set), &[], &[("sticker", "!String")]),
    method("deleteStickerSet", Run::Now(sticker::delete_sticker_set), &[], &[("name", "!String")]),
];

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn no_method_and_no_parameter_stands_twice() {
        let names: BTreeSet<_> = METHODS
            .iter()
            .map(|method| method.name.to_lowercase())
            .collect();
        assert_eq!(names.len(), METHODS.len());
        for method in METHODS {
            let parameters: BTreeSet<_> = method.parameters().map(|(name, _)| name).collect();
            assert_eq!(
                parameters.len(),
                method.parameters().count(),
                "{}",
                method.name
            );
        }
    }

    /// Compares the table with the documentation's, kept as JSON in the folder named by `TELEGRAM_DATA`.
    #[test]
    fn the_table_agrees_with_the_documentation() {
        let Ok(folder) = std::env::var("TELEGRAM_DATA") else {
            println!("TELEGRAM_DATA is not set: internal consistency only");
            return;
        };
        let text =
            std::fs::read_to_string(std::path::Path::new(&folder).join("methods.json")).unwrap();
        let documented: BTreeMap<String, BTreeMap<String, String>> =
            serde_json::from_str(&text).unwrap();
        for method in METHODS {
            let known: BTreeMap<String, String> = method
                .parameters()
                .map(|(name, kind)| (name.to_owned(), kind.to_owned()))
                .collect();
            assert_eq!(Some(&known), documented.get(method.name), "{}", method.name);
        }
    }
}
