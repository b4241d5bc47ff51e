//! Calls at which Telegram breaks again and again while it takes others: they will never succeed,
//! and what waits behind them must not wait for ever. Kept in memory alone: a restart gives each of
//! them all its tries again.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::model::ids::Lane;

/// Errors after which a call is given up.
const MOST: u32 = 8;
/// Rows remembered.
const ROWS: usize = 10_000;

/// What is known of calls that break.
#[derive(Default)]
pub(super) struct Trouble(Mutex<State>);

#[derive(Default)]
struct State {
    /// Calls that Telegram has answered as it should.
    answered: u64,
    broken: HashMap<(Lane, i64), Broken>,
}

struct Broken {
    times: u32,
    /// As it was at the last error.
    answered: u64,
}

impl Trouble {
    /// Telegram has answered the call of a row, whatever it said.
    pub fn is_over(&self, lane: Lane, seq: i64) {
        let mut state = self.state();
        state.answered += 1;
        state.broken.remove(&(lane, seq));
    }

    /// Telegram answered that something broke. True: it is this call that breaks it. An error
    /// counts only if Telegram has answered another call since the last one: while it is down for
    /// all, nothing is given up.
    pub fn broke(&self, lane: Lane, seq: i64) -> bool {
        let mut state = self.state();
        if state.broken.len() >= ROWS {
            state.broken.clear();
        }
        let answered = state.answered;
        let row = state
            .broken
            .entry((lane, seq))
            .or_insert(Broken { times: 1, answered });
        if answered > row.answered {
            row.times += 1;
            row.answered = answered;
        }
        let gives_up = row.times >= MOST;
        if gives_up {
            state.broken.remove(&(lane, seq));
        }
        gives_up
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POISON: Lane = Lane([1; 32]);
    const OTHER: Lane = Lane([2; 32]);

    #[test]
    fn a_call_that_breaks_while_others_are_answered_is_given_up() {
        let trouble = Trouble::default();
        let given_up = (1..=8).find(|_| {
            trouble.is_over(OTHER, 1);
            trouble.broke(POISON, 1)
        });
        assert_eq!(given_up, Some(8));
        assert!(!trouble.broke(POISON, 1), "and is forgotten then");
    }

    #[test]
    fn while_telegram_is_down_for_all_nothing_is_given_up() {
        let trouble = Trouble::default();
        trouble.is_over(OTHER, 1);
        assert!((0..1000).all(|_| !trouble.broke(POISON, 1) && !trouble.broke(OTHER, 2)));
    }

    #[test]
    fn a_row_that_was_answered_begins_anew() {
        let trouble = Trouble::default();
        for _ in 0..3 {
            for _ in 0..7 {
                trouble.is_over(OTHER, 1);
                assert!(!trouble.broke(POISON, 1));
            }
            trouble.is_over(POISON, 1);
        }
    }
}
