//! Calls that may be lost: the answer to a press, which stops the button's spinner, and pages that
//! must not be stored. They are made after the commit, kept in memory only, and dropped when too
//! many wait.

use std::time::Duration;

use teloxide::payloads::AnswerCallbackQuerySetters;
use teloxide::requests::{Request, Requester};
use teloxide::types::CallbackQueryId;
use teloxide::{Bot, RequestError};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::encode;
use super::failure::{self, Failure};
use crate::conversation::render::{self, Reader};
use crate::model::effect::{AidPage, Alert, Courtesy, PassingPage};
use crate::model::ids::MessageId;
use crate::ops::tasks::Tasks;
use crate::store::{self, StoreError};
use crate::turn::Core;

/// More than these are dropped: a press is answered within seconds or not at all.
const WAITING: usize = 1000;
/// Answered at the same time.
const AT_ONCE: usize = 8;
/// How often a page is tried that nothing else would bring.
const TRIES: u32 = 4;
/// Longest wait before the next try: whoever looks at a page that does not turn presses again.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Where courtesies are offered.
#[derive(Debug, Clone)]
pub struct Courtesies(mpsc::Sender<Courtesy>);

impl Courtesies {
    /// Starts to make courtesies until it is time to stop.
    #[must_use]
    pub fn start(bot: Bot, core: Core, tasks: &Tasks) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        let stop = tasks.stop_token();
        tasks.spawn(async move {
            tokio::select! {
                () = make(bot, core, receiver) => {}
                () = stop.cancelled() => {}
            }
        });
        Self(sender)
    }

    /// Offers courtesies; what finds no room is dropped.
    pub fn offer(&self, courtesies: Vec<Courtesy>) {
        for courtesy in courtesies {
            if self.0.try_send(courtesy).is_err() {
                metrics::counter!("courtesies_dropped").increment(1);
            }
        }
    }
}

async fn make(bot: Bot, core: Core, mut receiver: mpsc::Receiver<Courtesy>) {
    let mut under_way = JoinSet::new();
    while let Some(courtesy) = receiver.recv().await {
        if under_way.len() >= AT_ONCE {
            drop(under_way.join_next().await);
        }
        let (bot, core) = (bot.clone(), core.clone());
        under_way.spawn(async move {
            match courtesy {
                Courtesy::AnswerPress { query, alert } => answer(&bot, query, alert).await,
                Courtesy::Turn(page) => turn(&bot, &core, *page).await,
                Courtesy::FirstAid(page) => aid(&bot, &core, &page).await,
            }
        });
    }
}

async fn answer(bot: &Bot, query: String, alert: Option<Alert>) {
    let mut request = bot.answer_callback_query(CallbackQueryId(query));
    if let Some(alert) = alert {
        request = request.text(alert.text).show_alert(alert.window);
    }
    if let Err(error) = request.send().await {
        tracing::debug!("A press was not answered: {}", failure::classify(&error));
    }
}

/// Turns the page, then answers the press: what does not turn can be pressed again.
async fn turn(bot: &Bot, core: &Core, passing: PassingPage) {
    let content = core.library().current();
    let reader = Reader {
        content: &content,
        viewer: &passing.viewer,
        now: core.clock().now(),
        bot: "",
    };
    let page = render::page(&reader, &passing.screen, passing.back.as_ref());
    let edited = patiently(|| encode::edit_page(bot, passing.chat, passing.at, &page)).await;
    let missed = match edited {
        Ok(_) | Err(Failure::AlreadySo | Failure::Happened { .. }) => None,
        Err(failure) => {
            tracing::warn!("A page that is kept nowhere was not shown: {failure}");
            metrics::counter!("passing_pages_lost").increment(1);
            Some(passing.missed)
        }
    };
    answer(bot, passing.query, missed).await;
}

/// A few tries, since nothing else would bring it.
async fn patiently<T, F>(call: impl Fn() -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, RequestError>>,
{
    let mut tried = 1;
    loop {
        let failure = match call().await {
            Ok(answer) => return Ok(answer),
            Err(error) => failure::classify(&error),
        };
        if !failure.may_pass() || tried == TRIES {
            return Err(failure);
        }
        let wait = match failure {
            Failure::Later(wait) => wait,
            _ => Duration::from_secs(1),
        };
        tokio::time::sleep(wait.min(LONGEST_WAIT)).await;
        tried += 1;
    }
}

/// The emergency page, remembered like any other, so that hiding the chat takes it away.
async fn aid(bot: &Bot, core: &Core, aid: &AidPage) {
    let content = core.library().current();
    let reader = Reader {
        content: &content,
        viewer: &aid.viewer,
        now: core.clock().now(),
        bot: "",
    };
    let page = render::page(&reader, &aid.screen, None);
    match patiently(|| encode::send_page(bot, aid.chat, &page)).await {
        Ok(sent) => {
            metrics::counter!("first_aid").increment(1);
            let message = MessageId(sent.id.0.into());
            if let Err(error) = remember(core, aid, message).await {
                tracing::warn!("Hiding a chat will leave first aid in it: {error}");
            }
        }
        Err(failure) => tracing::warn!("First aid was not delivered: {failure}"),
    }
}

async fn remember(core: &Core, aid: &AidPage, message: MessageId) -> Result<(), StoreError> {
    let (keys, now) = (core.keys(), core.clock().now());
    let lane = keys.lane(aid.chat, None);
    let mut tx = core.db().begin().await?;
    // Whoever was forgotten meanwhile leaves no trace.
    let person = store::visitors::load(&mut tx, keys, &keys.person_key(aid.chat.0)).await?;
    if person.is_some() {
        let kept = store::traces::Kept {
            message,
            ours: true,
            at: now,
        };
        store::traces::keep(&mut tx, keys, &lane, kept).await?;
    }
    tx.commit().await
}
