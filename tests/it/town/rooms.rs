//! What people do to a desk's group with their own hands, what stands in it, and what is kept of
//! cases at rest.

use std::time::Duration;

use safe_migration_bot::content::Text;
use safe_migration_bot::preview::{AccountId, ChatId, Message, MessageId, Place, Sender, Status};
use safe_migration_bot::store;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

use super::{Consultant, PATIENCE, Town};
use crate::databases::Kind;

/// Tables in which something of a case rests.
const OF_CASES: [&str; 3] = ["desk_case", "room", "link"];

impl Town {
    /// Who made a group, and may do everything there.
    pub fn chief_of(&self, group: ChatId) -> AccountId {
        self.world.look(|world| {
            let mut members = world.chat(group).unwrap().members.iter();
            let found = members.find(|(_, member)| member.status == Status::Creator);
            *found.expect("a group has a creator").0
        })
    }

    /// Waits until the scripted faults have struck, and what they hit is put off.
    pub async fn all_faults_struck(&self) {
        self.until("every fault has struck", |world| {
            world.faults.left() == 0 && world.updates_pending() == 0
        })
        .await;
        let core = self.bot().core();
        let put_off = async {
            let due = || store::outbox::due(core.db(), core.keys(), core.clock().now(), 1);
            while due().await.is_ok_and(|rows| !rows.is_empty()) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let done = tokio::time::timeout(PATIENCE, put_off).await;
        assert!(done.is_ok(), "something stays due");
    }

    /// Rows about cases, table by table.
    pub async fn rows_of_cases(&self) -> Vec<(&'static str, i64)> {
        let mut rows = Vec::new();
        for table in OF_CASES {
            let count = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
            let number: i64 = match self.database.kind {
                Kind::Sqlite => {
                    let mut at = SqliteConnection::connect(&self.database.url).await.unwrap();
                    sqlx::query_scalar(count).fetch_one(&mut at).await.unwrap()
                }
                Kind::Postgres => {
                    let mut at = PgConnection::connect(&self.database.url).await.unwrap();
                    sqlx::query_scalar(count).fetch_one(&mut at).await.unwrap()
                }
            };
            rows.push((table, number));
        }
        rows
    }

    pub async fn nothing_is_kept_of_cases(&self) {
        let rows = self.rows_of_cases().await;
        assert!(rows.iter().all(|(_, number)| *number == 0), "{rows:?}");
    }

    /// A disk damages all cases: nobody can read them any more.
    pub async fn cases_are_damaged(&self) {
        let damage = "UPDATE desk_case SET sealed = substr(sealed, 2)";
        match self.database.kind {
            Kind::Sqlite => {
                let mut at = SqliteConnection::connect(&self.database.url).await.unwrap();
                at.execute(damage).await.unwrap();
            }
            Kind::Postgres => {
                let mut at = PgConnection::connect(&self.database.url).await.unwrap();
                at.execute(damage).await.unwrap();
            }
        }
    }
}

impl Consultant<'_> {
    /// The same consultant in the group that theirs has become.
    pub fn in_group(&self, group: ChatId) -> Self {
        Self {
            town: self.town,
            id: self.id,
            desk: self.desk.clone(),
            group,
        }
    }

    /// Copies of what a person wrote, wherever they stand in the group.
    pub fn copies_of(&self, text: &str) -> Vec<Message> {
        let messages = self.town.world.messages(self.group).into_iter();
        messages
            .filter(|message| message.text() == text && message.from == Sender::Bot)
            .collect()
    }

    /// How often a text of the interface stands in the group.
    pub fn said(&self, text: Text) -> usize {
        let words = self.says(text);
        let first = words.lines().next().unwrap_or_default();
        let messages = self.town.world.messages(self.group);
        let says = |message: &&Message| message.text().contains(first);
        messages.iter().filter(says).count()
    }

    /// Replies in a group without topics, or in General.
    pub async fn answers(&self, to: MessageId, text: &str) -> MessageId {
        self.town.mark(text);
        let place = Place::chat(self.group).replying(to);
        let message = self.town.world.write(self.id, place, text).unwrap();
        self.town.settles().await;
        message
    }

    pub fn deletes_the_topic(&self, topic: MessageId) {
        let chief = self.town.chief_of(self.group);
        let delete = |world: &mut safe_migration_bot::preview::World| {
            world.delete_topic(self.group, topic, chief)
        };
        self.town.world.change(delete).unwrap();
    }

    pub fn closes_the_topic(&self, topic: MessageId) {
        let chief = self.town.chief_of(self.group);
        let close = |world: &mut safe_migration_bot::preview::World| {
            world.set_topic_closed(self.group, topic, chief, true)
        };
        self.town.world.change(close).unwrap();
    }

    pub fn renames_the_topic(&self, topic: MessageId, name: &str) {
        let chief = self.town.chief_of(self.group);
        let rename = |world: &mut safe_migration_bot::preview::World| {
            world.rename_topic(self.group, topic, chief, name)
        };
        self.town.world.change(rename).unwrap();
    }

    /// Somebody who may deletes a message of the group.
    pub fn deletes(&self, message: MessageId) {
        let chief = self.town.chief_of(self.group);
        self.town.world.delete(chief, self.group, message).unwrap();
    }
}
