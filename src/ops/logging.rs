//! Logs carry ids of cases and counts, never of people: libraries that would print whole requests
//! are held at warnings, whatever `RUST_LOG` says, and a panic tells where, never what it was about.

use std::io::IsTerminal;
use std::panic::PanicHookInfo;

use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

use crate::privacy::redact;

/// Form of the log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// For people.
    Text,
    /// For log collectors: one JSON object a line.
    Json,
}

/// Writes logs to `writer`, filtered by `rust_log` and by the promise above.
///
/// # Errors
/// When `rust_log` is no filter; the message says what one looks like.
pub fn subscriber<W>(
    rust_log: Option<&str>,
    form: Form,
    writer: W,
) -> Result<Box<dyn tracing::Subscriber + Send + Sync>, redact::BadFilter>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = redact::log_filter(rust_log)?;
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(writer);
    match form {
        Form::Text => Ok(Box::new(registry.with(layer))),
        Form::Json => Ok(Box::new(registry.with(layer.json()))),
    }
}

/// From now on a panic is one line of the log. What Rust prints by itself may hold what somebody
/// wrote: a text that could not be cut stands in the message of the panic.
pub fn tell_only_where_it_broke() {
    std::panic::set_hook(Box::new(tell_where));
}

fn tell_where(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string);
    let thread = std::thread::current();
    tracing::error!(
        "Something broke at {} (thread {})",
        place.as_deref().unwrap_or("a place nobody knows"),
        thread.name().unwrap_or("without a name")
    );
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Ear(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Ear {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_panic_tells_where_and_never_what_somebody_wrote() {
        let ear = Ear::default();
        let heard = ear.clone();
        let ears = move || heard.clone();
        let subscriber = subscriber(Some("info"), Form::Text, ears).unwrap();
        tracing::subscriber::with_default(subscriber, || {
            let before = std::panic::take_hook();
            tell_only_where_it_broke();
            let broken = std::panic::catch_unwind(|| panic!("рятуйте мене"));
            std::panic::set_hook(before);
            assert!(broken.is_err());
        });
        let told = String::from_utf8(ear.0.lock().unwrap().clone()).unwrap();
        assert!(told.contains("src/ops/logging.rs:"), "{told}");
        assert!(!told.contains("рятуйте"), "{told}");
    }
}
