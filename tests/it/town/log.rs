//! Everything the bot says to its log at TRACE, and its figures, kept to be searched.

use std::io::Write;
use std::sync::{Mutex, OnceLock};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use safe_migration_bot::ops::logging::{self, Form};
use tracing_subscriber::fmt::MakeWriter;

static HEARD: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static FIGURES: OnceLock<PrometheusHandle> = OnceLock::new();

struct Ear;

impl Write for Ear {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        HEARD.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

struct Ears;

impl<'a> MakeWriter<'a> for Ears {
    type Writer = Ear;

    fn make_writer(&'a self) -> Ear {
        Ear
    }
}

/// From now on everything is heard; once in a process.
pub fn listen() {
    FIGURES.get_or_init(|| {
        let subscriber = logging::subscriber(Some("trace"), Form::Text, Ears).unwrap();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        PrometheusBuilder::new().install_recorder().unwrap()
    });
}

pub fn heard() -> Vec<u8> {
    HEARD.lock().unwrap().clone()
}

/// The figures of all towns.
pub fn handle() -> PrometheusHandle {
    FIGURES.get().expect("somebody listens").clone()
}

pub fn figures() -> String {
    FIGURES
        .get()
        .map(PrometheusHandle::render)
        .unwrap_or_default()
}
