//! `run`: the bot itself.

use std::process::ExitCode;

use metrics_exporter_prometheus::PrometheusBuilder;

use super::asked_to_stop;
use crate::bot::{self, Plan, Running};
use crate::ops::clock::Clock;
use crate::ops::health;
use crate::ops::tasks::Tasks;
use crate::settings::Raw;
use crate::telegram::deliver::Pace;

pub(super) async fn run(raw: Raw) -> anyhow::Result<ExitCode> {
    let settings = raw.check()?;
    let figures = PrometheusBuilder::new().install_recorder()?;
    let tasks = Tasks::new();
    let plan = Plan {
        token: settings.token,
        api_url: settings.api_url,
        groups: settings.groups,
        place: settings.place,
        clock: Clock::system(),
        pace: Pace::default(),
    };
    let Some(running) = start(plan, &tasks).await? else {
        return Ok(ExitCode::SUCCESS);
    };
    let address = health::serve(settings.listen, running.core().clone(), figures, &tasks).await?;
    tracing::info!("Health and metrics: http://{address}/healthz /readyz /metrics");
    let ended = until_it_ends(&tasks).await;
    tracing::info!("Stopping: what is under way ends first");
    running.stop().await;
    ended?;
    Ok(ExitCode::SUCCESS)
}

/// Waits until it is asked to stop, or must.
async fn until_it_ends(tasks: &Tasks) -> anyhow::Result<()> {
    tokio::select! {
        asked = asked_to_stop() => Ok(asked?),
        () = tasks.broke() => Err(anyhow::anyhow!(
            "a part of the program broke, and the rest cannot go on without it: start it again. The log says where"
        )),
    }
}

/// Starts the bot; `None` if it was asked to stop before it was ready.
async fn start(plan: Plan, tasks: &Tasks) -> anyhow::Result<Option<Running>> {
    tokio::select! {
        running = bot::start(plan, tasks.clone()) => Ok(Some(running?)),
        stopped = asked_to_stop() => {
            stopped?;
            Ok(None)
        }
    }
}
