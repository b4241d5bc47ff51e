//! Telegram's own words, and what they must mean to us.

use super::*;

fn all_mean(failure: &Failure, texts: &[&str]) {
    for text in texts {
        assert_eq!(of_text(text), *failure, "{text}");
    }
}

#[test]
fn telegrams_texts_about_people_are_understood() {
    all_mean(
        &Failure::Unreachable,
        &[
            "Forbidden: bot was blocked by the user",
            "Forbidden: user is deactivated",
            "Forbidden: bot can't initiate conversation with a user",
        ],
    );
    all_mean(&Failure::NoChat, &["Bad Request: chat not found"]);
}

#[test]
fn telegrams_texts_about_messages_are_understood() {
    all_mean(
        &Failure::AlreadySo,
        &[
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
            "Bad Request: message to delete not found",
            "Bad Request: message to react not found",
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        ],
    );
    all_mean(
        &Failure::CannotEdit,
        &[
            "Bad Request: message to edit not found",
            "Bad Request: there is no text in the message to edit",
            "Bad Request: message to pin not found",
        ],
    );
    all_mean(
        &Failure::CannotDelete,
        &[
            "Bad Request: message can't be deleted for everyone",
            "Bad Request: message can't be deleted",
        ],
    );
    all_mean(
        &Failure::SourceGone,
        &["Bad Request: message to copy not found"],
    );
    all_mean(
        &Failure::CannotCopy,
        &[
            "Bad Request: the message can't be copied",
            "Bad Request: messages can't be forwarded",
        ],
    );
    all_mean(
        &Failure::ReplyGone,
        &["Bad Request: message to be replied not found"],
    );
    all_mean(&Failure::SignRefused, &["Bad Request: REACTION_INVALID"]);
}

#[test]
fn telegrams_texts_about_groups_are_understood() {
    all_mean(
        &Failure::GroupLost,
        &[
            "Forbidden: bot was kicked from the supergroup chat",
            "Forbidden: bot was kicked from the group chat",
            "Forbidden: bot is not a member of the supergroup chat",
            "Forbidden: the group chat was deleted",
        ],
    );
    all_mean(
        &Failure::MayNot(Right::Send),
        &[
            "Bad Request: not enough rights to send text messages to the chat",
            "Bad Request: not enough rights to send photos to the chat",
            "Bad Request: have no rights to send a message",
            "Bad Request: CHAT_WRITE_FORBIDDEN",
        ],
    );
    all_mean(
        &Failure::MayNot(Right::Topics),
        &[
            "Bad Request: not enough rights to create a topic",
            "Bad Request: not enough rights to edit the topic",
            "Bad Request: not enough rights to close or open the topic",
        ],
    );
    all_mean(
        &Failure::MayNot(Right::Delete),
        &["Bad Request: not enough rights to delete the topic"],
    );
    all_mean(
        &Failure::MayNot(Right::Pin),
        &["Bad Request: not enough rights to manage pinned messages in the chat"],
    );
    assert_eq!(
        classify(&RequestError::MigrateToChatId(teloxide::types::ChatId(-7))),
        Failure::Moved(ChatId(-7))
    );
}

#[test]
fn telegrams_texts_about_topics_are_understood() {
    all_mean(
        &Failure::TopicGone,
        &[
            "Bad Request: message thread not found",
            "Bad Request: TOPIC_DELETED",
            "Bad Request: TOPIC_ID_INVALID",
        ],
    );
    all_mean(&Failure::TopicClosed, &["Bad Request: TOPIC_CLOSED"]);
    all_mean(&Failure::AlreadySo, &["Bad Request: TOPIC_NOT_MODIFIED"]);
    all_mean(&Failure::NoForum, &["Bad Request: the chat is not a forum"]);
}

#[test]
fn what_teloxide_knows_by_name_means_the_same() {
    for (error, failure) in [
        (ApiError::MessageToCopyNotFound, Failure::SourceGone),
        (ApiError::MessageCantBeDeleted, Failure::CannotDelete),
        (ApiError::MessageToReplyNotFound, Failure::ReplyGone),
        (ApiError::BotKickedFromSupergroup, Failure::GroupLost),
        (
            ApiError::NotEnoughRightsToManagePins,
            Failure::MayNot(Right::Pin),
        ),
        (ApiError::ChatNotFound, Failure::NoChat),
        (ApiError::BotBlocked, Failure::Unreachable),
    ] {
        assert_eq!(
            classify(&RequestError::Api(error.clone())),
            failure,
            "{error}"
        );
    }
    assert!(matches!(
        classify(&RequestError::Api(ApiError::InvalidToken)),
        Failure::Token(_)
    ));
}

#[test]
fn the_token_the_unknown_and_the_uncertain_are_told_apart() {
    for text in [
        "Unauthorized",
        "Unauthorized: invalid token specified",
        "Not Found",
    ] {
        assert!(matches!(of_text(text), Failure::Token(_)), "{text}");
    }
    let refused = of_text("Bad Request: BUTTON_DATA_INVALID");
    assert!(matches!(refused, Failure::Refused(_)));
    assert!(!refused.may_pass());
    let restart = of_text("Internal Server Error: restart");
    assert!(restart.leaves_doubt() && restart.may_pass());
    assert!(Failure::Offline.may_pass() && !Failure::Offline.leaves_doubt());
}

#[test]
fn an_answer_we_cannot_read_still_tells_the_message() {
    assert_eq!(
        message_id(r#"{"ok":true,"result":{"message_id":12,"new":{}}}"#),
        Some(12)
    );
    assert_eq!(
        message_id(r#"{"ok":true,"result":{"message_thread_id":13,"name":1}}"#),
        Some(13)
    );
}
