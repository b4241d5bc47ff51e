//! What may reach the log. Libraries that print updates, addresses or answers at their chatty
//! levels are held at WARN, whatever `RUST_LOG` says; the product's own lines hold no personal
//! data in the first place.

use tracing_subscriber::EnvFilter;

/// Libraries whose DEBUG and TRACE lines can hold what people wrote, chat ids or the bot's token.
/// A target of the log begins with such a name: `sqlx` also holds `sqlx_core`.
const HELD: [&str; 8] = [
    "teloxide",
    "teloxide_core",
    "hyper",
    "hyper_util",
    "reqwest",
    "sqlx",
    "h2",
    "rustls",
];

/// What is logged when `RUST_LOG` is not set.
const USUAL: &str = "info";

/// Why `RUST_LOG` was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFilter {
    /// Spans and fields switch whole libraries on and cannot be held back.
    #[error(
        "RUST_LOG may hold levels and targets only, such as `info,safe_migration_bot=debug`; `{0}` names a span or a field"
    )]
    Span(String),
    /// Not a filter.
    #[error("RUST_LOG holds `{0}`, which is not a level, a target or `target=level`")]
    Unreadable(String),
}

/// The filter for the log, from the text of `RUST_LOG`.
pub fn log_filter(rust_log: Option<&str>) -> Result<EnvFilter, BadFilter> {
    let text = capped(rust_log.unwrap_or_default())?;
    EnvFilter::try_new(&text).map_err(|_| BadFilter::Unreadable(text))
}

/// The directives of `text` with the held libraries at WARN or quieter.
fn capped(text: &str) -> Result<String, BadFilter> {
    let mut directives = Vec::new();
    let mut named = Vec::new();
    for wish in text
        .split(',')
        .map(str::trim)
        .filter(|wish| !wish.is_empty())
    {
        if wish.contains(['[', '{', ']', '}']) {
            return Err(BadFilter::Span(wish.to_owned()));
        }
        let (target, level) = split(wish)?;
        let Some(target) = target else {
            directives.push(level.to_owned());
            continue;
        };
        let held = HELD.iter().any(|library| target.starts_with(library));
        let level = if held && is_chatty(level) {
            "warn"
        } else {
            level
        };
        directives.push(format!("{target}={level}"));
        named.push(target);
    }
    if directives.is_empty() {
        directives.push(USUAL.to_owned());
    }
    for library in HELD {
        if !named.contains(&library) {
            directives.push(format!("{library}=warn"));
        }
    }
    Ok(directives.join(","))
}

/// Target and level of one directive; a target alone means everything, as in `EnvFilter`.
fn split(wish: &str) -> Result<(Option<&str>, &str), BadFilter> {
    match wish.split_once('=') {
        Some((target, level)) if is_level(level) && !target.is_empty() => Ok((Some(target), level)),
        Some(_) => Err(BadFilter::Unreadable(wish.to_owned())),
        None if is_level(wish) => Ok((None, wish)),
        None => Ok((Some(wish), "trace")),
    }
}

fn is_level(text: &str) -> bool {
    text.parse::<tracing::level_filters::LevelFilter>().is_ok()
}

fn is_chatty(level: &str) -> bool {
    level
        .parse::<tracing::level_filters::LevelFilter>()
        .is_ok_and(|level| level > tracing::level_filters::LevelFilter::WARN)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Writes lines of several libraries through the filter and returns what came through.
    fn logged(rust_log: &str) -> String {
        #[derive(Clone, Default)]
        struct Lines(Arc<Mutex<Vec<u8>>>);
        impl std::io::Write for Lines {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0.lock().unwrap().extend_from_slice(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(log_filter(Some(rust_log)).unwrap())
            .with_writer(move || writer.clone())
            .finish();
        let written: [fn(); 8] = [
            || tracing::trace!(target: "teloxide_core::net", "secret"),
            || tracing::debug!(target: "teloxide::update", "secret"),
            || tracing::info!(target: "sqlx_core::pool", "secret"),
            || tracing::info!(target: "hyper_util::client", "secret"),
            || tracing::debug!(target: "rustls", "secret"),
            || tracing::debug!(target: "reqwest::connect", "secret"),
            || tracing::warn!(target: "sqlx::query", "slow"),
            || tracing::debug!(target: "safe_migration_bot::turn", "ours"),
        ];
        tracing::subscriber::with_default(subscriber, || {
            for line in written {
                line();
            }
        });
        let bytes = lines.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn whatever_is_wished_the_libraries_stay_quiet() {
        for wish in [
            "trace",
            "TRACE",
            "5",
            "teloxide=trace,sqlx=debug",
            "teloxide,hyper,reqwest,rustls",
            "debug,teloxide_core::net=trace",
            "tel=trace,teloxide_c=trace,sql=trace,sqlx_core::pool=trace",
            "hyper_util::client=trace, rustls=5 ,reqwest::connect=debug",
            "trace,teloxide_core::net=error,sqlx_core=info,reqwest=4",
        ] {
            assert!(!logged(wish).contains("secret"), "{wish}");
        }
    }

    #[test]
    fn our_own_lines_and_warnings_come_through() {
        assert!(logged("safe_migration_bot=debug").contains("ours"));
        assert!(logged("trace").contains("slow"));
        assert!(!logged("").contains("ours"), "info is the usual level");
    }

    #[test]
    fn a_library_may_be_made_quieter() {
        assert!(!logged("trace,sqlx=off").contains("slow"));
        assert!(!logged("trace,sqlx::query=error").contains("slow"));
    }

    #[test]
    fn spans_and_nonsense_are_refused_with_a_reason() {
        assert!(matches!(capped("[turn]=trace"), Err(BadFilter::Span(_))));
        assert!(matches!(capped("info,[{id=4}]"), Err(BadFilter::Span(_))));
        assert!(matches!(capped("bot=loud"), Err(BadFilter::Unreadable(_))));
        assert!(matches!(capped("=info"), Err(BadFilter::Unreadable(_))));
    }
}
