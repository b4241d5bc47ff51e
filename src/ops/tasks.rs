//! Tasks that are joined at shutdown: nothing runs on unseen, nothing is cut off in the middle.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// All tasks of a running bot, and the word to stop.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stop: CancellationToken,
    broken: CancellationToken,
}

impl Tasks {
    /// No tasks yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The word to stop, to be listened to.
    #[must_use]
    pub fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Runs a task that is joined at shutdown.
    pub fn spawn<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let broken = self.broken.clone();
        drop(self.tracker.spawn(async move {
            if AssertUnwindSafe(task).catch_unwind().await.is_err() {
                tracing::error!("A task broke: the bot cannot go on without it");
                broken.cancel();
            }
        }));
    }

    /// Waits until a task has broken. Without it the bot would seem to live, and be deaf or mute:
    /// better it ends and is started anew.
    pub async fn broke(&self) {
        self.broken.cancelled().await;
    }

    /// Says stop and waits for all, but not for ever.
    pub async fn stop(&self, patience: Duration) {
        self.stop.cancel();
        self.tracker.close();
        if tokio::time::timeout(patience, self.tracker.wait())
            .await
            .is_err()
        {
            tracing::warn!(
                "Some tasks did not stop in time; what they had in hand is repeated after the next start"
            );
        }
    }

    /// Sleeps, unless it is time to stop; false then.
    pub async fn pause(&self, for_how_long: Duration) -> bool {
        tokio::select! {
            () = tokio::time::sleep(for_how_long) => true,
            () = self.stop.cancelled() => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_breaks_is_noticed_and_one_that_is_done_is_not() {
        let tasks = Tasks::new();
        tasks.spawn(async {});
        tasks.stop(Duration::from_secs(1)).await;
        assert!(!tasks.broken.is_cancelled());

        let tasks = Tasks::new();
        tasks.spawn(async { panic!("what nobody thought of") });
        tasks.broke().await;
        tasks.stop(Duration::from_secs(1)).await;
    }
}
