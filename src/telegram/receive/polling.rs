//! Long polling: ask, route, commit, and only then ask for more. The offset never passes what is
//! not committed, so Telegram keeps it and brings it again.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use serde::Serialize;
use serde_json::Value;
use teloxide::Bot;
use teloxide::requests::{JsonRequest, Payload, Request};
use teloxide::types::Update;

use super::decode::{Decoder, Heard, Ourselves};
use super::routes::{self, ALLOWED_UPDATES, Routes};
use super::wire::RawUpdate;
use crate::conversation;
use crate::model::desk::DeskEvent;
use crate::model::effect::Courtesy;
use crate::model::event::{Broken, Happening, Origin, Turn, VisitorEvent};
use crate::model::ids::UpdateId;
use crate::model::media::Passing;
use crate::model::world::{Desks, World};
use crate::ops::tasks::Tasks;
use crate::telegram::deliver::Courtesies;
use crate::telegram::deliver::failure::{Failure, classify};
use crate::telegram::deliver::first_aid::FirstAid;
use crate::turn::{Core, TurnError};

/// Updates Telegram brings at once. What comes after them it does not show before these are
/// confirmed.
const WINDOW: u8 = 100;
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
    /// Whether more updates may wait than can be seen.
    short_sighted: bool,
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
            short_sighted: false,
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
            let mut pause = PAUSE;
            let calm = match asked {
                Ok(batch) => {
                    self.core.has_heard();
                    self.take(batch).await
                }
                Err(error) => {
                    let failure = classify(&error);
                    metrics::counter!("updates_refused").increment(1);
                    tracing::warn!("Telegram gave no updates: {failure}");
                    if let Failure::Later(wait) = failure {
                        pause = wait.max(PAUSE);
                    }
                    false
                }
            };
            if !calm && !tasks.pause(pause).await {
                return;
            }
        }
    }

    async fn ask(&self) -> Result<Vec<Value>, teloxide::RequestError> {
        let payload = GetUpdates {
            offset: self.offset,
            limit: WINDOW,
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
        let is_full = batch.len() >= usize::from(WINDOW);
        let mut arrived = Vec::with_capacity(batch.len());
        for value in batch {
            // What breaks the reader must not come again for ever.
            let read = AssertUnwindSafe(self.read(&value)).catch_unwind().await;
            arrived.extend(read.unwrap_or_else(|_| self.unreadable(&value)));
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
                self.sees_all(true);
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
                self.sees_all(!is_full);
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

    /// While nothing can be confirmed, Telegram shows no more than the first of what waits: whoever
    /// cries behind them cannot be heard.
    fn sees_all(&mut self, all: bool) {
        if !all && !self.short_sighted {
            tracing::error!(
                "{WINDOW} updates wait with Telegram, which shows no more before they are taken: \
                 help the database first, people in danger may wait behind them"
            );
        }
        self.short_sighted = !all;
        metrics::gauge!("updates_out_of_sight").set(if all { 0.0 } else { 1.0 });
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

    /// Three tries, then whoever sent it is told that something broke, and the update is done. What
    /// a person said in a conversation goes to the desk all the same.
    async fn answer_broken(&mut self, rest: &[Arrived]) -> bool {
        let Some(Arrived {
            id,
            turn: Some(turn),
        }) = rest.first()
        else {
            return true;
        };
        for _ in 1..TRIES {
            match self.core.run(std::slice::from_ref(turn)).await {
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
        let told = self.apologise(*id, turn).await;
        if told {
            self.pass(rest);
        }
        told
    }

    /// False: the database did not take it.
    async fn apologise(&self, id: UpdateId, turn: &Turn) -> bool {
        let error = match apology(turn) {
            Some(apology) => self.core.run(&[apology]).await.1,
            None => None,
        };
        if error.is_some_and(|error| !matches!(error, TurnError::Panicked)) {
            return false;
        }
        metrics::counter!("updates_broken").increment(1);
        tracing::error!("Update {} broke the decision {TRIES} times", id.0);
        if let Err(error) = self.core.tell_of_broken(id).await {
            tracing::warn!("The staff are not told of a broken update: {error}");
        }
        self.core.wake().notify_one();
        true
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
            // What breaks here must not keep help from those behind it.
            let aid = || conversation::first_aid(person, event, world);
            let Ok(Some(page)) = catch_unwind(AssertUnwindSafe(aid)) else {
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

/// The turn that tells whoever sent it that something broke; `None`: nobody waits for an answer.
fn apology(turn: &Turn) -> Option<Turn> {
    let what = match &turn.what {
        Happening::Person(person, event) => {
            Happening::Person(person.clone(), VisitorEvent::Broke(broken(event)))
        }
        Happening::Desk(
            spot,
            author,
            DeskEvent::Wrote { .. } | DeskEvent::Edited { .. } | DeskEvent::Commanded(_),
        ) => Happening::Desk(spot.clone(), author.clone(), DeskEvent::Broke),
        _ => return None,
    };
    Some(Turn {
        what,
        ..turn.clone()
    })
}

fn broken(event: &VisitorEvent) -> Broken {
    match event {
        VisitorEvent::Wrote(_) => Broken::Words,
        VisitorEvent::Sent { kind, .. } if kind.passing() == Passing::Now => Broken::Words,
        VisitorEvent::Sent { .. } => Broken::Thing,
        VisitorEvent::Edited(_) => Broken::Edit,
        _ => Broken::Press,
    }
}
