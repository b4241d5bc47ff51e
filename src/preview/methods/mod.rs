//! The Bot API's methods: one function each, checked parameters in, a change of the world or Telegram's own
//! error out.
//!
//! They see no HTTP and never wait. What several of them ask in the same way stands in `target.rs`.

pub mod catalogue;

mod bot;
mod chat;
mod copy;
mod edit;
mod media;
mod send;
mod sticker;
mod target;
mod topic;
mod updates;

use serde_json::Value;

pub(super) use topic::topic_name;

use super::ids::ChatId;
use super::limits::Pace;
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::world::World;
use catalogue::{Method, Run};

/// Carries out a call, unless it comes too fast.
pub fn carry_out(
    world: &mut World,
    method: &Method,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    if spends(method.name)
        && let Some(chat) = chat_of(world, parameters)
    {
        let pace = if chat.0 > 0 {
            Pace::Private
        } else {
            Pace::Group
        };
        let now = world.clock.now();
        for _ in 0..messages_in(parameters) {
            world
                .flood
                .pass(chat, pace, now)
                .map_err(Refusal::too_many)?;
        }
    }
    match method.run {
        Run::Now(carry) => carry(world, parameters),
        Run::Waits => Ok(Value::Null),
    }
}

/// The chat a call concerns, for the log and the flood limits.
pub fn chat_of(world: &World, parameters: &Parameters) -> Option<ChatId> {
    parameters
        .get("chat_id")
        .and_then(|value| target::chat_id(world, value))
}

/// Edits share the budget of sends, and a call about a topic or a pin costs its service message.
fn spends(method: &str) -> bool {
    let is = |prefix: &str| method.starts_with(prefix);
    (is("send") && method != "sendChatAction")
        || is("copy")
        || is("forward")
        || is("edit")
        || method.ends_with("ForumTopic")
        || method == "pinChatMessage"
}

fn messages_in(parameters: &Parameters) -> usize {
    parameters
        .list("media")
        .len()
        .max(parameters.list("message_ids").len())
        .max(1)
}
