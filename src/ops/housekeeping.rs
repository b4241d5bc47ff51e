//! Forgetting by the clock: states after days of silence, message ids and update ids after two days,
//! who came on which day after the months that the statistics keep it.

use std::time::Duration;

use crate::ops::closing::{close_due, fold_due};
use crate::ops::rules;
use crate::ops::tasks::Tasks;
use crate::statistics::report::Rules;
use crate::store;
use crate::turn::Core;

/// How often it is looked whether something is to be forgotten.
const EVERY: Duration = Duration::from_secs(600);

/// Sweeps until it is time to stop.
pub async fn keep_house(core: Core, tasks: Tasks) {
    loop {
        sweep(&core).await;
        if !tasks.pause(EVERY).await {
            return;
        }
    }
}

/// Forgets what is due now. With tables or a key that are not ours it would forget whom it may not.
pub async fn sweep(core: &Core) {
    match core.prepare().await {
        Ok(()) => forget(core).await,
        Err(error) => tracing::warn!("Forgetting by the clock has to wait: {error}"),
    }
}

async fn forget(core: &Core) {
    let content = core.library().current();
    let now = core.clock().now();
    let today = now.day_in(content.hours().zone());
    match swept(core, now, today, i64::from(content.silence_days())).await {
        Ok(swept) if swept.people > 0 => {
            tracing::info!("Forgot {} people after their days of silence", swept.people);
        }
        Ok(_) => {}
        Err(error) => tracing::warn!("Forgetting by the clock has to wait: {error}"),
    }
    keep_months(core, &Rules::of(&content), today).await;
}

/// Says by which rules this bot shows figures, closes months that are over, and destroys what is over
/// its time.
async fn keep_months(core: &Core, rules: &Rules, today: jiff::civil::Date) {
    match months(core, rules, today).await {
        Ok((0, 0)) => {}
        Ok((closed, folded)) => {
            tracing::info!("Closed {closed} months; of {folded} more only counts are left");
        }
        Err(error) => tracing::warn!("Closing months has to wait: {error}"),
    }
}

async fn months(
    core: &Core,
    rules: &Rules,
    today: jiff::civil::Date,
) -> Result<(u32, u64), store::StoreError> {
    rules::tell(core.db(), rules).await?;
    let closed = close_due(core.db(), rules, today).await?;
    let folded = fold_due(core.db(), rules, today).await?;
    if folded > 0 {
        core.must_clear_log();
        core.clear_log().await;
    }
    Ok((closed, folded))
}

async fn swept(
    core: &Core,
    now: crate::model::moment::Moment,
    today: jiff::civil::Date,
    silence_days: i64,
) -> Result<store::retention::Swept, store::StoreError> {
    let mut tx = core.db().begin().await?;
    let swept = store::retention::sweep(&mut tx, core.keys(), now, today, silence_days).await?;
    // Whose desk is gone works there no more.
    let members = store::members::keep_only(&mut tx, &core.groups().desks()).await?;
    tx.commit().await?;
    if members > 0 || swept != store::retention::Swept::default() {
        core.must_clear_log();
        core.clear_log().await;
    }
    Ok(swept)
}
