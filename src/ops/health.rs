//! Whether the bot lives (`/healthz`), can serve (`/readyz`), and its figures (`/metrics`).

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;

use crate::ops::doctor;
use crate::ops::tasks::Tasks;
use crate::store::{self, StoreError};
use crate::turn::{Core, TurnError};

/// How long a question to the database may take here.
const PATIENCE: Duration = Duration::from_secs(5);
/// A bot that gets no answer from Telegram for so long is deaf. An empty answer comes after ten
/// seconds at the latest.
const DEAF_MS: i64 = 60_000;

/// What is counted, from 0 on, and what each means.
const COUNTERS: [(&str, &str); 17] = [
    ("asked_to_wait", "Telegram has asked for patience (429)"),
    (
        "courtesies_dropped",
        "answers to presses left out, there were too many",
    ),
    ("deliveries_broken", "promised calls that broke on our side"),
    (
        "first_aid",
        "emergency pages given while the database was away",
    ),
    ("pages_refused", "pages Telegram refused"),
    (
        "passing_pages_lost",
        "pages of self-checks that did not arrive",
    ),
    ("people_unreachable", "people found to have blocked the bot"),
    ("promises_kept", "promised calls that are done"),
    (
        "promises_refused",
        "promised calls Telegram refused for good: dropped",
    ),
    ("promises_repeated", "promised calls made again"),
    (
        "signs_refused",
        "signs on messages that a group does not allow",
    ),
    ("states_unreadable", "rows nobody can read any more"),
    (
        "updates_broken",
        "updates that broke a decision, told to the person",
    ),
    (
        "updates_newer_than_teloxide",
        "updates only our own reader could read",
    ),
    (
        "updates_unreadable",
        "updates nobody could read: passed over",
    ),
    ("turns_away", "turns the database did not take"),
    (
        "updates_refused",
        "questions for updates Telegram did not answer",
    ),
];

/// The same for each desk.
const COUNTERS_OF_DESKS: [(&str, &str); 1] = [("desk_away", "its group was found out of reach")];

/// What is measured when somebody looks, and what each means.
const GAUGES: [(&str, &str); 5] = [
    ("outbox_waiting", "promised calls that wait"),
    (
        "outbox_oldest_seconds",
        "for how long the longest overdue promised call is due",
    ),
    (
        "updates_received_seconds_ago",
        "since Telegram last answered the question for updates",
    ),
    (
        "updates_out_of_sight",
        "1: more updates wait with Telegram than it shows at once",
    ),
    (
        "content_broken",
        "1: the edited content cannot be shown, an older one is",
    ),
];

#[derive(Clone)]
struct Desk {
    core: Core,
    figures: PrometheusHandle,
}

/// Takes the address of health and metrics.
///
/// # Errors
/// When it cannot be had, with what to do.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, String> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) => {
            let refused = doctor::gather::refused(address, &error).await;
            Err(doctor::no_address(&refused))
        }
    }
}

/// Every figure stands in `/metrics` from the start: what is not there cannot be watched.
pub fn describe() {
    for (name, meaning) in COUNTERS {
        metrics::describe_counter!(name, meaning);
        metrics::counter!(name).absolute(0);
    }
    for (name, meaning) in COUNTERS_OF_DESKS {
        metrics::describe_counter!(name, meaning);
    }
    for (name, meaning) in GAUGES {
        metrics::describe_gauge!(name, meaning);
    }
}

/// Serves health and metrics until it is time to stop.
pub fn serve(listener: TcpListener, core: Core, figures: PrometheusHandle, tasks: &Tasks) {
    for desk in core.groups().desks() {
        for (name, _) in COUNTERS_OF_DESKS {
            metrics::counter!(name, "desk" => desk.to_string()).absolute(0);
        }
    }
    let router = Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(Desk { core, figures });
    let stop = tasks.stop_token();
    tasks.spawn(async move {
        let served = axum::serve(listener, router)
            .with_graceful_shutdown(stop.cancelled_owned())
            .await;
        if let Err(error) = served {
            tracing::error!("Health and metrics are no longer served: {error}");
        }
    });
}

async fn ready(State(desk): State<Desk>) -> (StatusCode, String) {
    match hindrance(&desk.core).await {
        None => (StatusCode::OK, "ready\n".to_owned()),
        Some(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
    }
}

/// Why people are not served now.
async fn hindrance(core: &Core) -> Option<String> {
    let asked = tokio::time::timeout(PATIENCE, answers(core)).await;
    match asked.unwrap_or(Err(TurnError::Away(StoreError::Silent))) {
        Ok(()) => {}
        Err(TurnError::NotReady(why)) if !why.may_pass() => return Some(why.to_string()),
        Err(_) => return Some("the database does not answer".to_owned()),
    }
    let heard = core.heard_at();
    let is_deaf = core.clock().now().0.saturating_sub(heard.0) > DEAF_MS;
    is_deaf.then(|| format!("Telegram gives no updates since {}", heard.timestamp()))
}

async fn answers(core: &Core) -> Result<(), TurnError> {
    core.prepare().await?;
    Ok(core.db().ping().await?)
}

async fn metrics(State(desk): State<Desk>) -> String {
    measure(&desk.core).await;
    desk.figures.run_upkeep();
    desk.figures.render()
}

/// Sets the gauges. What a database that is away does not tell is no number.
async fn measure(core: &Core) {
    let now = core.clock().now();
    let seconds = |since: i64| now.0.saturating_sub(since).max(0) as f64 / 1000.0;
    let asked = tokio::time::timeout(PATIENCE, store::outbox::length(core.db())).await;
    let (waiting, oldest) = match asked {
        Ok(Ok((waiting, first_due))) => {
            let oldest = first_due.map_or(0.0, |due| seconds(due.0));
            (waiting as f64, oldest)
        }
        _ => (f64::NAN, f64::NAN),
    };
    metrics::gauge!("outbox_waiting").set(waiting);
    metrics::gauge!("outbox_oldest_seconds").set(oldest);
    metrics::gauge!("updates_received_seconds_ago").set(seconds(core.heard_at().0));
    let broken = core.library().complaints().borrow().is_some();
    metrics::gauge!("content_broken").set(f64::from(u8::from(broken)));
}
