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
    // Before anything is received or sent: a start that cannot be watched must change nothing.
    let listener = health::listen(settings.listen)
        .await
        .map_err(anyhow::Error::msg)?;
    let address = listener.local_addr()?;
    let figures = PrometheusBuilder::new().install_recorder()?;
    health::describe();
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
    health::serve(listener, running.core().clone(), figures, &tasks);
    tracing::info!("Health and metrics: http://{address}/healthz /readyz /metrics");
    until_the_end(running, &tasks).await?;
    Ok(ExitCode::SUCCESS)
}

/// Runs until it is asked to stop, or must; stops in order either way.
async fn until_the_end(mut running: Running, tasks: &Tasks) -> anyhow::Result<()> {
    let ended = tokio::select! {
        asked = asked_to_stop() => asked.map_err(anyhow::Error::from),
        why = running.fails() => Err(why.into()),
        () = tasks.broke() => Err(anyhow::anyhow!(
            "a part of the program broke, and the rest cannot go on without it: start it again. The log says where"
        )),
    };
    tracing::info!("Stopping: what is under way ends first");
    running.stop().await;
    ended
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
