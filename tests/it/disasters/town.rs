//! A town whose bot is the real program: what can be asked of it from outside.

use std::time::Duration;

use safe_migration_bot::preview::{Call, ChatId, World};
use safe_migration_bot::store::{self, Db};

use crate::store::execute;
use crate::town::{PATIENCE, Town};

/// The lease of a dead process runs out after some seconds; this passes them at once, so that
/// hundreds of deaths fit into a test. Only for a process that is known to be dead.
pub async fn lease_runs_out(db: &Db) {
    execute!(db, "UPDATE lease SET expires_at = 0");
}

/// Waits until nothing is left to do for a bot of which only its database is known.
pub async fn settles(town: &Town, db: &Db) {
    let settled = async {
        loop {
            town.until("every update is taken", |world| {
                world.updates_pending() == 0
            })
            .await;
            let waiting = store::outbox::waiting(db).await;
            if waiting.is_ok_and(|waiting| waiting == 0) && town.world.updates_pending() == 0 {
                return;
            }
            let mut changes = town.world.changes();
            // The last commit rings no bell in the world.
            drop(tokio::time::timeout(Duration::from_millis(20), changes.changed()).await);
        }
    };
    let done = tokio::time::timeout(PATIENCE * 2, settled).await;
    assert!(done.is_ok(), "promises are still waiting");
}

/// Waits until just so many promises are left.
pub async fn promises_left(db: &Db, number: i64) {
    let left = async {
        while store::outbox::waiting(db).await.ok() != Some(number) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(
        tokio::time::timeout(PATIENCE, left).await.is_ok(),
        "never were {number} promises left"
    );
}

/// Waits until a condition of the world holds that changes without ringing its bell.
pub async fn until_quietly(town: &Town, what: &str, holds: impl Fn(&World) -> bool) {
    let seen = async {
        while !town.world.look(&holds) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    assert!(
        tokio::time::timeout(PATIENCE, seen).await.is_ok(),
        "waited in vain until {what}"
    );
}

/// What a call said to a person, if it sent something and Telegram took it.
pub fn sent(call: &Call) -> Option<(ChatId, &str)> {
    let words = match call.method.as_str() {
        "sendMessage" => "text",
        "sendDocument" => "caption",
        _ => return None,
    };
    let words = call.parameters.get(words).filter(|_| call.ok)?;
    Some((call.chat?, words.as_str()?))
}

/// All that was sent to one person, in order.
pub fn all_sent(town: &Town, chat: ChatId) -> Vec<String> {
    let of_chat = |call: &Call| {
        sent(call)
            .filter(|(to, _)| *to == chat)
            .map(|(_, words)| words.to_owned())
    };
    town.world
        .look(|world| world.calls().filter_map(of_chat).collect())
}

/// How many messages Telegram has taken.
pub fn count_sent(world: &World) -> usize {
    world.calls().filter(|call| sent(call).is_some()).count()
}
