//! Whether the bot lives (`/healthz`), can serve (`/readyz`), and its figures (`/metrics`).

use std::net::SocketAddr;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::ops::tasks::Tasks;
use crate::turn::Core;

#[derive(Clone)]
struct Desk {
    core: Core,
    figures: PrometheusHandle,
}

/// Serves health and metrics until it is time to stop.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(
    listen: SocketAddr,
    core: Core,
    figures: PrometheusHandle,
    tasks: &Tasks,
) -> std::io::Result<SocketAddr> {
    let listener = tokio::net::TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
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
    Ok(address)
}

async fn ready(State(desk): State<Desk>) -> (StatusCode, &'static str) {
    match desk.core.db().ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n",
        ),
    }
}

async fn metrics(State(desk): State<Desk>) -> String {
    desk.figures.run_upkeep();
    desk.figures.render()
}
