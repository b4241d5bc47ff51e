//! Calls that may be lost: the answer to a press, which stops the button's spinner. They are made
//! after the commit, kept in memory only, and dropped when too many wait.

use teloxide::Bot;
use teloxide::payloads::AnswerCallbackQuerySetters;
use teloxide::requests::{Request, Requester};
use teloxide::types::CallbackQueryId;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::failure;
use crate::model::effect::Courtesy;
use crate::ops::tasks::Tasks;

/// More than these are dropped: a press is answered within seconds or not at all.
const WAITING: usize = 1000;
/// Answered at the same time.
const AT_ONCE: usize = 8;

/// Where courtesies are offered.
#[derive(Debug, Clone)]
pub struct Courtesies(mpsc::Sender<Courtesy>);

impl Courtesies {
    /// Starts to make courtesies until it is time to stop.
    #[must_use]
    pub fn start(bot: Bot, tasks: &Tasks) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        let stop = tasks.stop_token();
        tasks.spawn(async move {
            tokio::select! {
                () = make(bot, receiver) => {}
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

async fn make(bot: Bot, mut receiver: mpsc::Receiver<Courtesy>) {
    let mut under_way = JoinSet::new();
    while let Some(courtesy) = receiver.recv().await {
        if under_way.len() >= AT_ONCE {
            drop(under_way.join_next().await);
        }
        let bot = bot.clone();
        under_way.spawn(async move { answer(&bot, courtesy).await });
    }
}

async fn answer(bot: &Bot, courtesy: Courtesy) {
    let Courtesy::AnswerPress { query, alert } = courtesy;
    let mut request = bot.answer_callback_query(CallbackQueryId(query));
    if let Some(alert) = alert {
        request = request.text(alert.text).show_alert(alert.window);
    }
    if let Err(error) = request.send().await {
        tracing::debug!("A press was not answered: {}", failure::classify(&error));
    }
}
