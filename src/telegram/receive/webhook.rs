//! A webhook takes all updates away from a bot that asks for them. It is taken back at the start,
//! once, and loses nothing by it: people who write are not heard until then.

use std::time::Duration;

use teloxide::Bot;
use teloxide::payloads::DeleteWebhookSetters;
use teloxide::requests::Requester;

use crate::telegram::deliver::failure::classify;

/// How long the start waits for it. Should it fail, asking for updates tells.
const PATIENCE: Duration = Duration::from_secs(5);

/// Takes the updates back from a webhook, if one is set. Of its address only the host is told: the
/// rest may be secret.
pub async fn take_back(bot: &Bot) {
    if tokio::time::timeout(PATIENCE, taken_back(bot))
        .await
        .is_err()
    {
        tracing::warn!("Whether a webhook takes the updates is not known");
    }
}

async fn taken_back(bot: &Bot) {
    let Some(host) = host_of_webhook(bot).await else {
        return;
    };
    tracing::error!(
        "A webhook pushed what people write to {host}: it is taken away, and what waits comes here. See who uses this token; if it is nobody of yours, revoke it at @BotFather"
    );
    if let Err(error) = bot.delete_webhook().drop_pending_updates(false).await {
        let why = classify(&error);
        tracing::error!("The webhook could not be taken away, nothing is received: {why}");
    }
}

async fn host_of_webhook(bot: &Bot) -> Option<String> {
    match bot.get_webhook_info().await {
        Ok(webhook) => Some(webhook.url?.host_str().unwrap_or_default().to_owned()),
        Err(error) => {
            let why = classify(&error);
            tracing::warn!("Whether a webhook takes the updates is not known: {why}");
            None
        }
    }
}
