//! Logs carry ids of cases and counts, never of people: libraries that would print whole requests
//! are held at warnings, whatever `RUST_LOG` says.

use std::io::IsTerminal;

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
