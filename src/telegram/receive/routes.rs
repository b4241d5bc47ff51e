//! Which kinds of update reach us, as a table, and who reads them. Whose room a chat is, a
//! person's, a desk's or a stranger's, is told by the decoder.

use std::sync::Arc;

use dptree::di::DependencyMap;
use teloxide::dispatching::{DpHandlerDescription, UpdateFilterExt};
use teloxide::types::Update;

use super::decode::{Decoder, Heard};
use super::wire::RawUpdate;

/// What an update means to us; `None`: nothing.
pub type Meaning = Option<Heard>;

/// The tree.
pub type Routes = dptree::Handler<'static, Meaning, DpHandlerDescription>;

/// Kinds of update we ask Telegram for, always: what is omitted keeps its last setting, across
/// restarts and from polling to webhook.
pub const ALLOWED_UPDATES: [&str; 5] = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "message_reaction",
];

/// The routing table.
#[must_use]
pub fn routes() -> Routes {
    dptree::entry()
        .branch(Update::filter_message().endpoint(said))
        .branch(Update::filter_edited_message().endpoint(edited))
        .branch(Update::filter_callback_query().endpoint(pressed))
        .branch(Update::filter_my_chat_member().endpoint(membership))
        .branch(Update::filter_message_reaction_updated().endpoint(reacted))
}

/// Sends one update through the table. What teloxide cannot read goes to our own reader.
pub async fn route(
    routes: &Routes,
    decoder: &Decoder,
    update: Update,
    raw: Arc<RawUpdate>,
) -> Meaning {
    let unread = matches!(update.kind, teloxide::types::UpdateKind::Error(_));
    if unread {
        metrics::counter!("updates_newer_than_teloxide").increment(1);
        return decoder.unread(&raw);
    }
    let mut deps = DependencyMap::new();
    deps.insert(update);
    deps.insert(raw);
    deps.insert(decoder.clone());
    match routes.dispatch(deps).await {
        std::ops::ControlFlow::Break(meaning) => meaning,
        std::ops::ControlFlow::Continue(_) => None,
    }
}

async fn said(raw: Arc<RawUpdate>, decoder: Decoder) -> Meaning {
    decoder.message(raw.message.as_ref()?)
}

async fn edited(raw: Arc<RawUpdate>, decoder: Decoder) -> Meaning {
    decoder.edit(raw.edited_message.as_ref()?)
}

async fn pressed(raw: Arc<RawUpdate>, decoder: Decoder) -> Meaning {
    decoder.press(raw.callback_query.as_ref()?)
}

async fn membership(raw: Arc<RawUpdate>, decoder: Decoder) -> Meaning {
    decoder.membership(raw.my_chat_member.as_ref()?)
}

async fn reacted(raw: Arc<RawUpdate>, decoder: Decoder) -> Meaning {
    decoder.reaction(raw.message_reaction.as_ref()?)
}

#[cfg(test)]
mod tests {
    use dptree::Type;

    use super::*;
    use crate::telegram::receive::decode::tests::decoder;

    fn raw(text: &str) -> RawUpdate {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn the_tree_finds_all_it_asks_for() {
        let deps = dptree::deps![Arc::new(raw(r#"{"update_id":1}"#)), decoder()];
        dptree::type_check(routes().sig(), &deps, &[Type::of::<Update>()]);
    }

    /// The table and our own reader must never disagree.
    #[tokio::test]
    async fn what_teloxide_reads_and_what_it_does_not_means_the_same() {
        const PERSON: &str = r#"{"id":5,"is_bot":false,"first_name":"O"}"#;
        const CHAT: &str = r#"{"id":5,"type":"private","first_name":"O"}"#;
        let message =
            format!(r#"{{"message_id":7,"date":9,"chat":{CHAT},"from":{PERSON},"text":"x"}}"#);
        let member =
            |status: &str| format!(r#"{{"user":{PERSON},"status":"{status}","until_date":0}}"#);
        let kinds = [
            ("message", message.clone()),
            (
                "edited_message",
                message.replace(r#""date":9"#, r#""date":9,"edit_date":10"#),
            ),
            (
                "callback_query",
                format!(
                    r#"{{"id":"1","from":{PERSON},"message":{message},"chat_instance":"1","data":"1m"}}"#
                ),
            ),
            (
                "my_chat_member",
                format!(
                    r#"{{"chat":{CHAT},"from":{PERSON},"date":9,"old_chat_member":{},"new_chat_member":{}}}"#,
                    member("member"),
                    member("kicked"),
                ),
            ),
            (
                "message_reaction",
                format!(
                    r#"{{"chat":{CHAT},"message_id":7,"user":{PERSON},"date":9,"old_reaction":[],"new_reaction":[{{"type":"emoji","emoji":"👍"}}]}}"#
                ),
            ),
        ];
        assert_eq!(kinds.each_ref().map(|(kind, _)| *kind), ALLOWED_UPDATES);
        for (kind, body) in kinds {
            let text = format!(r#"{{"update_id":1,"{kind}":{body}}}"#);
            let update: Update = serde_json::from_str(&text).unwrap();
            let read = !matches!(update.kind, teloxide::types::UpdateKind::Error(_));
            assert!(read, "teloxide knows {kind}");
            let by_the_table = route(&routes(), &decoder(), update, Arc::new(raw(&text))).await;
            let by_ourselves = decoder().unread(&raw(&text));
            assert!(by_the_table.is_some(), "{kind}");
            assert_eq!(format!("{by_the_table:?}"), format!("{by_ourselves:?}"));
        }
    }
}
