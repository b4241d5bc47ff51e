//! Every function of the store on both databases.

mod figures;
mod forgetting;
mod outbox;
mod people;

use jiff::civil::{Date, date};
use safe_migration_bot::model::effect::{Effect, Promise, Trace};
use safe_migration_bot::model::ids::{ChatId, MessageId};
use safe_migration_bot::model::moment::Moment;
use safe_migration_bot::model::screen::Screen;
use safe_migration_bot::model::visitor::Visitor;

/// The chat and account of the one person the tests speak of.
pub const CHAT: ChatId = ChatId(7_283_283_283);
pub const NOW: Moment = Moment(1_790_000_000_000);
pub const TODAY: Date = date(2026, 9, 21);

/// A promise to that person.
pub fn promise(effect: Effect) -> Promise {
    Promise {
        chat: CHAT,
        viewer: Visitor::new(),
        effect,
        facts: Vec::new(),
        trace: Trace::Keep,
    }
}

/// A new message.
pub fn page(screen: Screen) -> Promise {
    promise(Effect::Show {
        screen,
        back: None,
        at: None,
    })
}

/// An edit of a message.
pub fn edit(screen: Screen, message: i64) -> Promise {
    promise(Effect::Show {
        screen,
        back: None,
        at: Some(MessageId(message)),
    })
}

/// Runs one statement of the test's own on either database.
macro_rules! execute {
    ($db:expr, $sql:literal $(, $value:expr)*) => {
        match $db {
            safe_migration_bot::store::Db::Sqlite { write, .. } => {
                sqlx::query($sql)$(.bind($value))*.execute(write).await.unwrap().rows_affected()
            }
            safe_migration_bot::store::Db::Postgres(pool) => {
                sqlx::query($sql)$(.bind($value))*.execute(pool).await.unwrap().rows_affected()
            }
        }
    };
}
pub(crate) use execute;
