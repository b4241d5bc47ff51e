//! The page's one switch for the bot's connection, translated into faults.

use serde::{Deserialize, Serialize};

use super::faults::{Fault, Steady};
use super::world::World;

/// What the bot's connection to Telegram is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// All is well.
    #[default]
    Good,
    /// Every answer takes two seconds longer.
    Slow,
    /// Calls break before they have an effect.
    DropBefore,
    /// Calls have their effect and the answer is lost.
    DropAfter,
    /// 500 without an effect.
    #[serde(rename = "error_500")]
    Error500,
    /// 429 with three seconds to wait.
    TooManyRequests,
    /// No call gets through at all.
    Offline,
}

/// The switch with its settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// What goes wrong.
    pub mode: Mode,
    /// How often, 0.0 to 1.0; `offline` is always.
    pub probability: f64,
    /// Whether Telegram's flood limits hold.
    pub rate_limits: bool,
    /// Which methods; empty for all.
    pub methods: Vec<String>,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            mode: Mode::Good,
            probability: 1.0,
            rate_limits: false,
            methods: Vec::new(),
        }
    }
}

const SLOW_MS: u64 = 2_000;
const WAIT_SECONDS: u32 = 3;

impl World {
    /// Settles what the connection is like; earlier scripts and faults are forgotten.
    pub fn set_network(&mut self, network: &Network) {
        self.faults.clear();
        let fault = match network.mode {
            Mode::Good => Fault::None,
            Mode::Slow => Fault::Delay(SLOW_MS),
            Mode::DropBefore | Mode::Offline => Fault::DropBefore,
            Mode::DropAfter => Fault::DropAfter,
            Mode::Error500 => Fault::Status(500),
            Mode::TooManyRequests => Fault::TooManyRequests(WAIT_SECONDS),
        };
        if fault != Fault::None {
            let (probability, methods) = match network.mode {
                Mode::Offline => (1.0, Vec::new()),
                _ => (network.probability.clamp(0.0, 1.0), network.methods.clone()),
            };
            self.faults.always(Steady {
                fault,
                probability,
                methods,
            });
        }
        if network.rate_limits != self.flood.is_on() {
            self.flood.switch(network.rate_limits);
        }
        self.network.clone_from(network);
    }
}
