//! setWebhook, deleteWebhook, getWebhookInfo. getUpdates waits, so it is carried out by `api.rs`.

use serde_json::{Value, json};

use crate::preview::parameters::Parameters;
use crate::preview::refusal::Refusal;
use crate::preview::webhook::Webhook;
use crate::preview::world::World;

/// `setWebhook`: an empty URL takes it away.
pub fn set_webhook(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let url = parameters.text("url").unwrap_or_default();
    if url.is_empty() {
        return delete_webhook(world, parameters);
    }
    let secret = parameters.filled("secret_token").map(str::to_owned);
    if let Some(secret) = &secret {
        if secret.len() > 256 {
            return Err(Refusal::broken("secret token is too long"));
        }
        if !secret
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        {
            return Err(Refusal::broken(
                "secret token contains unallowed characters",
            ));
        }
    }
    let webhook = Webhook::new(url, secret)?;
    settle(world, parameters);
    world.queue.send_pollers_away();
    world.webhook = Some(webhook);
    Ok(json!(true))
}

/// `deleteWebhook`.
pub fn delete_webhook(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    settle(world, parameters);
    world.webhook = None;
    Ok(json!(true))
}

/// `getWebhookInfo`.
pub fn get_webhook_info(world: &mut World, _: &Parameters) -> Result<Value, Refusal> {
    let mut info = json!({
        "url": world.webhook.as_ref().map_or("", |webhook| webhook.url.as_str()),
        "has_custom_certificate": false,
        "pending_update_count": world.queue.len(),
    });
    if let Some(object) = info.as_object_mut() {
        if let Some(allowed) = world.queue.allowed() {
            object.insert("allowed_updates".to_owned(), json!(allowed));
        }
        if let Some((date, error)) = world
            .webhook
            .as_ref()
            .and_then(|webhook| webhook.last_error.clone())
        {
            object.insert("last_error_date".to_owned(), json!(date));
            object.insert("last_error_message".to_owned(), json!(error));
        }
    }
    Ok(info)
}

/// `allowed_updates` and `drop_pending_updates`.
fn settle(world: &mut World, parameters: &Parameters) {
    if parameters.get("allowed_updates").is_some() {
        let kinds: Vec<String> = parameters
            .list("allowed_updates")
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        world.queue.allow(&kinds);
    }
    if parameters.flag("drop_pending_updates") {
        world.queue.clear();
    }
}
