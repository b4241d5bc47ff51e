//! Who may say what, as a table. Private chats are the people's; groups belong to the desk.

use std::sync::Arc;

use dptree::di::DependencyMap;
use teloxide::dispatching::{DpHandlerDescription, UpdateFilterExt};
use teloxide::types::{Message, Update};

use super::decode::{self, Heard};
use super::wire::RawUpdate;

/// What an update means to us; `None`: nothing.
pub type Meaning = Option<Heard>;

/// The tree.
pub type Routes = dptree::Handler<'static, Meaning, DpHandlerDescription>;

/// Kinds of update we ask Telegram for, always: what is omitted keeps its last setting, across
/// restarts and from polling to webhook.
pub const ALLOWED_UPDATES: [&str; 4] = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
];

/// The routing table.
#[must_use]
pub fn routes() -> Routes {
    dptree::entry()
        .branch(Update::filter_message().filter(in_private).endpoint(said))
        .branch(
            Update::filter_edited_message()
                .filter(in_private)
                .endpoint(edited),
        )
        .branch(Update::filter_callback_query().endpoint(pressed))
        .branch(Update::filter_my_chat_member().endpoint(membership))
}

/// Sends one update through the table. What teloxide cannot read goes to our own reader.
pub async fn route(routes: &Routes, update: Update, raw: Arc<RawUpdate>) -> Meaning {
    let unread = matches!(update.kind, teloxide::types::UpdateKind::Error(_));
    if unread {
        metrics::counter!("updates_newer_than_teloxide").increment(1);
        return decode::unread(&raw);
    }
    let mut deps = DependencyMap::new();
    deps.insert(update);
    deps.insert(raw);
    match routes.dispatch(deps).await {
        std::ops::ControlFlow::Break(meaning) => meaning,
        std::ops::ControlFlow::Continue(_) => None,
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "dptree hands over a copy of its own"
)]
fn in_private(message: Message) -> bool {
    message.chat.is_private()
}

async fn said(raw: Arc<RawUpdate>) -> Meaning {
    raw.message.as_ref().and_then(decode::message)
}

async fn edited(raw: Arc<RawUpdate>) -> Meaning {
    raw.edited_message.as_ref().and_then(decode::edit)
}

async fn pressed(raw: Arc<RawUpdate>) -> Meaning {
    raw.callback_query
        .as_ref()
        .filter(|press| decode::is_private(press))
        .and_then(decode::press)
}

async fn membership(raw: Arc<RawUpdate>) -> Meaning {
    raw.my_chat_member
        .as_ref()
        .filter(|change| change.chat.is_private())
        .and_then(decode::membership)
}

#[cfg(test)]
mod tests {
    use dptree::Type;

    use super::*;

    #[test]
    fn the_tree_finds_all_it_asks_for() {
        let deps = dptree::deps![Arc::new(RawUpdate {
            update_id: 1,
            message: None,
            edited_message: None,
            callback_query: None,
            my_chat_member: None,
        })];
        dptree::type_check(routes().sig(), &deps, &[Type::of::<Update>()]);
    }
}
