//! The page's stream of events: the world, each chat whole whenever it changed, and answers to presses.

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use futures::stream::unfold;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::timeout;

use super::handle::WorldHandle;
use super::ids::ChatId;
use super::view;
use super::world::World;

/// Signs of typing end by themselves: somebody must look now and then.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What one page has been told.
struct Watcher {
    world: WorldHandle,
    changes: watch::Receiver<u64>,
    told: Told,
    waiting: VecDeque<Event>,
}

#[derive(Default)]
struct Told {
    world: Option<Value>,
    chats: BTreeMap<ChatId, (u64, bool)>,
    notice: u64,
}

/// `GET /preview/events`.
pub async fn stream(
    State(world): State<WorldHandle>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let notice = world.look(|world| world.counter);
    let changes = world.changes();
    let told = Told {
        notice,
        ..Told::default()
    };
    let watcher = Watcher {
        world,
        changes,
        told,
        waiting: VecDeque::new(),
    };
    Sse::new(unfold(watcher, next)).keep_alive(KeepAlive::default())
}

async fn next(mut watcher: Watcher) -> Option<(Result<Event, Infallible>, Watcher)> {
    loop {
        if let Some(event) = watcher.waiting.pop_front() {
            return Some((Ok(event), watcher));
        }
        // Seen before looked at: what changes meanwhile rings again.
        watcher.changes.mark_unchanged();
        let news = watcher.world.look(|world| watcher.told.news(world));
        watcher.waiting.extend(
            news.into_iter()
                .map(|(name, data)| Event::default().event(name).data(data.to_string())),
        );
        if watcher.waiting.is_empty()
            && timeout(LOOK_AGAIN, watcher.changes.changed())
                .await
                .is_ok_and(|rung| rung.is_err())
        {
            return None;
        }
    }
}

impl Told {
    /// What this page does not know yet.
    fn news(&mut self, world: &World) -> Vec<(&'static str, Value)> {
        let mut news = Vec::new();
        let now = view::world(world);
        if self.world.as_ref() != Some(&now) {
            let mut dated = now.clone();
            if let Some(object) = dated.as_object_mut() {
                object.insert("now".to_owned(), json!(world.clock.seconds()));
            }
            news.push(("world", dated));
            self.world = Some(now);
        }
        for chat in world.chats() {
            let state = (chat.revision, view::is_typing(world, chat));
            if self.chats.insert(chat.id, state) != Some(state) {
                news.extend(view::chat(world, chat.id).map(|chat| ("chat", chat)));
            }
        }
        let mut last = self.notice;
        for (number, notice) in world
            .notices
            .iter()
            .filter(|(number, _)| *number > self.notice)
        {
            if let Some(text) = &notice.text {
                news.push((
                    "alert",
                    json!({"account_id": notice.account, "chat_id": notice.chat, "text": text, "show_alert": notice.alert}),
                ));
            }
            news.push(("answered", json!({"account_id": notice.account, "chat_id": notice.chat, "message_id": notice.message})));
            last = *number;
        }
        self.notice = last;
        news
    }
}
