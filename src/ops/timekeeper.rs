//! What time brings to cases and to the staff: when something is due, that is an event like any
//! other.

use std::time::Duration;

use crate::model::desk::CaseEvent;
use crate::model::event::{Happening, Origin, Turn};
use crate::ops::tasks::Tasks;
use crate::store;
use crate::turn::{Core, TurnError};

/// How often it is looked. Cases are due by the minute; a rehearsal moves the clock on.
const EVERY: Duration = Duration::from_millis(500);
/// Cases looked at in one go.
const AT_ONCE: i64 = 50;

/// Looks until it is time to stop.
pub async fn keep_time(core: Core, tasks: Tasks) {
    loop {
        match ring(&core).await {
            Ok(()) => core.clear_log().await,
            Err(error) => tracing::warn!("Cases that are due wait for the database: {error}"),
        }
        if !tasks.pause(EVERY).await {
            return;
        }
    }
}

/// Runs the turns of all cases that are due now.
///
/// # Errors
/// When the database is away; they are due still.
pub async fn ring(core: &Core) -> Result<(), TurnError> {
    core.prepare().await?;
    let now = core.clock().now();
    for case in store::cases::due(core.db(), now, AT_ONCE).await? {
        let turn = Turn {
            origin: Origin::Clock,
            what: Happening::Case(case, CaseEvent::Due),
            now,
        };
        if let (_, Some(error)) = core.run(&[turn]).await {
            return Err(error);
        }
    }
    if let Some(turn) = core.staff_due(now).await?
        && let (_, Some(error)) = core.run(&[turn]).await
    {
        return Err(error);
    }
    Ok(())
}
