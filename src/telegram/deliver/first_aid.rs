//! The emergency page straight to a chat, past the outbox: only while the database is down.

use teloxide::Bot;

use super::encode;
use super::failure;
use crate::conversation::page::Page;
use crate::model::ids::ChatId;

/// Sends without storing.
pub struct FirstAid {
    bot: Bot,
}

impl FirstAid {
    /// First aid through this client.
    #[must_use]
    pub fn new(bot: Bot) -> Self {
        Self { bot }
    }

    /// Sends a page; true when Telegram has taken it, or never will.
    pub async fn give(&self, chat: ChatId, page: &Page) -> bool {
        match encode::send_page(&self.bot, chat, page).await {
            Ok(_) => {
                metrics::counter!("first_aid").increment(1);
                true
            }
            Err(error) => {
                let failure = failure::classify(&error);
                tracing::warn!("First aid was not delivered: {failure}");
                !failure.may_pass()
            }
        }
    }
}
