//! Long polling: ask, route, commit, and only then ask for more. The offset never passes what is
//! not committed, so Telegram keeps it and brings it again.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use teloxide::Bot;
use teloxide::requests::{JsonRequest, Payload, Request};
use teloxide::types::Update;

use super::decode::{Decoder, Heard, Ourselves};
use super::routes::{self, ALLOWED_UPDATES, Routes};
use super::wire::RawUpdate;
use crate::conversation;
use crate::model::effect::Courtesy;
use crate::model::event::{Happening, Origin, Turn, VisitorEvent};
use crate::model::ids::UpdateId;
use crate::model::world::{Desks, World};
use crate::ops::tasks::Tasks;
use crate::telegram::deliver::Courtesies;
use crate::telegram::deliver::first_aid::FirstAid;
use crate::turn::{Core, TurnError};

/// How long Telegram may hold an empty answer, in seconds; below teloxide's time-out of 17.
const PATIENCE: u32 = 10;
/// Between two tries while something is wrong.
const PAUSE: Duration = Duration::from_secs(1);
/// Tries after which a broken update is answered with "something broke".
const TRIES: usize = 3;
/// Updates remembered as given first aid, so that a redelivery does not repeat it.
const AIDED: usize = 10_000;

#[derive(Serialize, Clone)]
struct GetUpdates {
    offset: i64,
    limit: u8,
    timeout: u32,
    allowed_updates: [&'static str; ALLOWED_UPDATES.len()],
}

impl Payload for GetUpdates {
    type Output = Vec<Value>;
    const NAME: &'static str = "GetUpdates";

    fn timeout_hint(&self) -> Option<Duration> {
        Some(Duration::from_secs(self.timeout.into()))
    }
}

/// One update on its way in.
struct Arrived {
    id: UpdateId,
    turn: Option<Turn>,
}

/// The polling door.
pub struct Polling {
    core: Core,
    bot: Bot,
    routes: Routes,
    decoder: Decoder,
    courtesies: Courtesies,
    first_aid: FirstAid,
    aided: VecDeque<UpdateId>,
    offset: i64,
    /// Whether the last batch found the database away.
    database_away: bool,
}

impl Polling {
    /// A door that has not yet been opened.
    #[must_use]
    pub fn new(core: Core, bot: Bot, ourselves: Ourselves, courtesies: Courtesies) -> Self {
        let first_aid = FirstAid::new(bot.clone());
        let decoder = Decoder::new(ourselves, core.groups().clone());
        Self {
            core,
            bot,
            routes: routes::routes(),
            decoder,
            courtesies,
            first_aid,
            aided: VecDeque::new(),
            offset: 0,
            database_away: false,
        }
    }

    /// Takes updates until it is time to stop.
    pub async fn run(mut self, tasks: Tasks) {
        let stop = tasks.stop_token();
        loop {
            let asked = tokio::select! {
                asked = self.ask() => asked,
                () = stop.cancelled() => return,
            };
            let calm = match asked {
                Ok(batch) => {
                    self.core.has_heard();
                    self.take(batch).await
                }
                Err(error) => {
                    let failure = crate::telegram::deliver::failure::classify(&error);
                    metrics::counter!("updates_refused").increment(1);
                    tracing::warn!("Telegram gave no updates: {failure}");
                    false
                }
            };
            if !calm && !tasks.pause(PAUSE).await {
                return;
            }
        }
    }

    async fn ask(&self) -> Result<Vec<Value>, teloxide::RequestError> {
        let payload = GetUpdates {
            offset: self.offset,
            limit: 100,
            timeout: PATIENCE,
            allowed_updates: ALLOWED_UPDATES,
        };
        JsonRequest::new(self.bot.clone(), payload).send().await
    }

    /// Commits a batch and moves the offset past what is committed; false if something is wrong.
    async fn take(&mut self, batch: Vec<Value>) -> bool {
        if batch.is_empty() {
            // All is confirmed. After a quiet week Telegram may go on with a lower number, which
            // an offset of ours would confirm unseen; without one the earliest unseen comes.
            self.offset = 0;
            return true;
        }
        let mut arrived = Vec::with_capacity(batch.len());
        for value in batch {
            if let Some(update) = self.read(&value).await {
                arrived.push(update);
            }
        }
        if arrived.is_empty() {
            // Nothing that could be numbered: asked again at once it would only come again.
            return false;
        }
        if self.database_away {
            // It takes seconds to learn that it still is: danger does not wait for that.
            self.help_those_who_wait(&arrived).await;
        }
        let mut rest = arrived.as_slice();
        while !rest.is_empty() {
            let Some(error) = self.commit(rest).await else {
                self.database_away = false;
                return true;
            };
            // The offset now stands before the update that failed.
            let skip = rest
                .iter()
                .position(|update| update.id.0 >= self.offset)
                .unwrap_or(rest.len());
            rest = rest.get(skip..).unwrap_or_default();
            if matches!(error, TurnError::Misread) {
                // Telegram brings it again; by then it is known whose group it is of.
                return false;
            }
            if !matches!(error, TurnError::Panicked) {
                self.leave_with_telegram(rest, &error).await;
                return false;
            }
            if !self.answer_broken(rest).await {
                return false;
            }
            rest = rest.get(1..).unwrap_or_default();
        }
        true
    }

    /// The database does not take them now.
    async fn leave_with_telegram(&mut self, rest: &[Arrived], error: &TurnError) {
        metrics::counter!("turns_away").increment(1);
        tracing::warn!("{} updates wait with Telegram: {error}", rest.len());
        self.database_away = true;
        self.help_those_who_wait(rest).await;
    }

    /// Runs the turns of these updates; moves the offset over those that are committed.
    async fn commit(&mut self, updates: &[Arrived]) -> Option<TurnError> {
        let turns: Vec<Turn> = updates
            .iter()
            .filter_map(|update| update.turn.clone())
            .collect();
        let (done, error) = self.core.run(&turns).await;
        let committed = done.len();
        for courtesies in done {
            self.courtesies.offer(courtesies);
        }
        let stuck = turns
            .get(committed)
            .filter(|_| error.is_some())
            .map(|turn| turn.origin);
        let passed = updates
            .iter()
            .take_while(|update| stuck != Some(Origin::Update(update.id)))
            .last()
            .map(|update| update.id.0 + 1);
        self.offset = passed.unwrap_or(self.offset).max(self.offset);
        error
    }

    /// Reads one update; one that cannot even be numbered is passed over.
    async fn read(&mut self, value: &Value) -> Option<Arrived> {
        // teloxide reads updates from text only.
        let text = value.to_string();
        let raw: RawUpdate = match serde_json::from_str(&text) {
            Ok(raw) => raw,
            Err(_) => return self.unreadable(value),
        };
        let id = UpdateId(raw.update_id);
        let raw = Arc::new(raw);
        let meaning = match serde_json::from_str::<Update>(&text) {
            Ok(update) => routes::route(&self.routes, &self.decoder, update, raw).await,
            Err(_) => self.decoder.unread(&raw),
        };
        Some(Arrived {
            id,
            turn: meaning.map(|heard| self.turn(id, heard)),
        })
    }

    fn unreadable(&mut self, value: &Value) -> Option<Arrived> {
        metrics::counter!("updates_unreadable").increment(1);
        let id = value
            .get("update_id")
            .and_then(Value::as_i64)
            .map(UpdateId)?;
        tracing::error!(
            "Update {} has a shape nobody knows; it is passed over",
            id.0
        );
        Some(Arrived { id, turn: None })
    }

    fn turn(&self, id: UpdateId, heard: Heard) -> Turn {
        Turn {
            origin: Origin::Update(id),
            what: heard.sealed(self.core.keys()),
            now: self.core.clock().now(),
        }
    }

    /// Three tries, then the person is told that something broke, and the update is done. In a
    /// group nobody waits for an answer of ours: there it is only passed over.
    async fn answer_broken(&mut self, rest: &[Arrived]) -> bool {
        let Some(turn) = rest.first().and_then(|update| update.turn.clone()) else {
            return true;
        };
        for _ in 1..TRIES {
            match self.core.run(std::slice::from_ref(&turn)).await {
                (done, None) => {
                    done.into_iter()
                        .for_each(|courtesies| self.courtesies.offer(courtesies));
                    self.pass(rest);
                    return true;
                }
                (_, Some(TurnError::Panicked)) => {}
                // Not the update's fault: it waits with Telegram, and nothing of it is lost.
                (_, Some(_)) => return false,
            }
        }
        metrics::counter!("updates_broken").increment(1);
        let Some(apology) = apology(&turn) else {
            tracing::error!("An update of a group broke the decision {TRIES} times: passed over");
            self.pass(rest);
            return true;
        };
        tracing::error!(
            "An update broke the decision {TRIES} times; the person is told where else to find help"
        );
        let (_, error) = self.core.run(&[apology]).await;
        let told = !matches!(
            error,
            Some(
                TurnError::Store(_)
                    | TurnError::Away(_)
                    | TurnError::NotReady(_)
                    | TurnError::Contended
            )
        );
        if told {
            self.pass(rest);
        }
        told
    }

    fn pass(&mut self, rest: &[Arrived]) {
        if let Some(first) = rest.first() {
            self.offset = self.offset.max(first.id.0 + 1);
        }
    }

    /// While the database is down: whoever is in danger gets the number at once, also those who
    /// wait behind a stuck update. Nothing is stored, and nothing is acknowledged.
    async fn help_those_who_wait(&mut self, waiting: &[Arrived]) {
        let content = self.core.library().current();
        let now = self.core.clock().now();
        let desks = Desks::none();
        for update in waiting {
            let turn = update.turn.as_ref();
            let Some((person, event)) = turn.and_then(Turn::person) else {
                continue;
            };
            if self.aided.contains(&update.id) {
                continue;
            }
            let world = World {
                content: &content,
                now,
                desks: &desks,
            };
            let Some(page) = conversation::first_aid(person, event, world) else {
                continue;
            };
            if let VisitorEvent::Pressed { query, .. } = event {
                self.courtesies.offer(vec![Courtesy::AnswerPress {
                    query: query.clone(),
                    alert: None,
                }]);
            }
            if self.first_aid.give(person.chat, &page).await {
                self.aided.push_back(update.id);
                if self.aided.len() > AIDED {
                    self.aided.pop_front();
                }
            }
        }
    }
}

/// The turn that tells the person that something broke; `None`: it was no person's.
fn apology(turn: &Turn) -> Option<Turn> {
    let (person, _) = turn.person()?;
    Some(Turn {
        what: Happening::Person(person.clone(), VisitorEvent::Broke),
        ..turn.clone()
    })
}
