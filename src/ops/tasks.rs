//! Tasks that are joined at shutdown: nothing runs on unseen, nothing is cut off in the middle.

use std::future::Future;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// All tasks of a running bot, and the word to stop.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stop: CancellationToken,
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
        drop(self.tracker.spawn(task));
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
