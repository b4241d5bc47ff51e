//! What the bot may do in a group, as Telegram tells it.

use teloxide::Bot;
use teloxide::requests::{Request, Requester};
use teloxide::types::{ChatFullInfoKind, ChatFullInfoPublicKind, ChatMemberKind};

use super::calls::tg;
use super::failure::{Failure, classify};
use crate::model::ids::ChatId;

/// What the bot may do in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// It is an administrator: only then it sees what consultants write.
    pub is_admin: bool,
    /// The group has topics.
    pub is_forum: bool,
    /// It may make topics.
    pub topics: bool,
    /// It may delete.
    pub delete: bool,
    /// It may pin.
    pub pin: bool,
}

/// Looks what the bot may do in a group.
///
/// # Errors
/// What Telegram said.
pub async fn look(bot: &Bot, chat: ChatId) -> Result<Standing, Failure> {
    let info = bot.get_chat(tg(chat)).send().await;
    let info = info.map_err(|error| classify(&error))?;
    let me = bot
        .get_me()
        .send()
        .await
        .map_err(|error| classify(&error))?;
    let member = bot.get_chat_member(tg(chat), me.user.id).send().await;
    let member = member.map_err(|error| classify(&error))?;
    let is_forum = match &info.kind {
        ChatFullInfoKind::Public(public) => {
            matches!(&public.kind, ChatFullInfoPublicKind::Supergroup(group) if group.is_forum)
        }
        ChatFullInfoKind::Private(_) => false,
    };
    Ok(match member.kind {
        ChatMemberKind::Owner(_) => Standing {
            is_admin: true,
            is_forum,
            topics: true,
            delete: true,
            pin: true,
        },
        ChatMemberKind::Administrator(rights) => Standing {
            is_admin: true,
            is_forum,
            topics: rights.can_manage_topics,
            delete: rights.can_delete_messages,
            pin: rights.can_pin_messages,
        },
        _ => Standing {
            is_admin: false,
            is_forum,
            topics: false,
            delete: false,
            pin: false,
        },
    })
}
