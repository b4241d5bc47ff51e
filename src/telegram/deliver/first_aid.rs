//! The emergency page straight to a chat, past the outbox: only while the database is down.

use std::collections::HashMap;

use teloxide::Bot;
use tokio::time::Instant;

use super::encode;
use super::failure::{self, Failure};
use crate::conversation::page::Page;
use crate::model::ids::ChatId;

/// Sends without storing.
pub struct FirstAid {
    bot: Bot,
    /// Chats that Telegram asks for patience with, and until when.
    later: HashMap<ChatId, Instant>,
}

impl FirstAid {
    /// First aid through this client.
    #[must_use]
    pub fn new(bot: Bot) -> Self {
        Self {
            bot,
            later: HashMap::new(),
        }
    }

    /// Sends a page; true when Telegram has taken it, or never will.
    pub async fn give(&mut self, chat: ChatId, page: &Page) -> bool {
        let now = Instant::now();
        self.later.retain(|_, until| now < *until);
        if self.later.contains_key(&chat) {
            return false;
        }
        match encode::send_page(&self.bot, chat, page).await {
            Ok(_) => {
                metrics::counter!("first_aid").increment(1);
                true
            }
            Err(error) => {
                let failure = failure::classify(&error);
                tracing::warn!("First aid was not delivered: {failure}");
                if let Failure::Later(wait) = failure {
                    self.later.insert(chat, Instant::now() + wait);
                }
                !failure.may_pass()
            }
        }
    }
}
