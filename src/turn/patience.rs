//! How long a turn waits for a database that says nothing. One that hangs must stop nobody from
//! being helped from content, and one that is slow must come to an end all the same: whoever waited
//! in vain waits longer next time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::TurnError;
use crate::store::StoreError;

/// The person still looks at the screen then.
const FIRST_MS: u64 = 5_000;
/// What takes longer than this comes to no end.
const LONGEST_MS: u64 = 60_000;

/// How long is waited now.
pub(super) struct Patience(AtomicU64);

impl Patience {
    pub fn new() -> Self {
        Self(AtomicU64::new(FIRST_MS))
    }

    /// Waits for one step.
    pub async fn wait<T, E>(&self, step: impl Future<Output = Result<T, E>>) -> Result<T, TurnError>
    where
        TurnError: From<E>,
    {
        let ms = self.0.load(Ordering::Relaxed);
        match tokio::time::timeout(Duration::from_millis(ms), step).await {
            Ok(done) => Ok(done?),
            Err(_) => {
                self.0.store(longer(ms), Ordering::Relaxed);
                Err(TurnError::Away(StoreError::Silent))
            }
        }
    }

    /// It has answered.
    pub fn is_rewarded(&self) {
        self.0.store(FIRST_MS, Ordering::Relaxed);
    }
}

/// How long is waited after so long was in vain.
fn longer(ms: u64) -> u64 {
    (ms * 2).min(LONGEST_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_in_vain_waits_longer_but_not_for_ever() {
        let mut waits = vec![FIRST_MS];
        for _ in 0..5 {
            waits.push(longer(*waits.last().unwrap()));
        }
        assert_eq!(waits, [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
    }

    #[tokio::test]
    async fn an_answer_and_a_refusal_are_handed_on() {
        let patience = Patience::new();
        let good = patience.wait(async { Ok::<_, StoreError>(7) }).await;
        assert_eq!(good.unwrap(), 7);
        let refused = async { Err::<(), _>(StoreError::Shape("setting")) };
        let refused = patience.wait(refused).await;
        assert!(matches!(refused, Err(TurnError::Store(_))));
    }
}
