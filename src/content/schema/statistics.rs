//! The schema of `statistics.yaml`.

use serde_json::{Value, json};

use super::{country, list, object, one_of};
use crate::content::statistics::{
    CUTS, K, LONGEST_RANGE_MONTHS, PERCENT_BASE, RETENTION_MONTHS, SETTLE_DAYS,
};

/// `statistics.yaml`.
pub(super) fn file() -> Value {
    let figure =
        |(least, most): (u32, u32)| json!({"type": "integer", "minimum": least, "maximum": most});
    let countries = object(
        &[("own", list(&country())), ("other_eu", list(&country()))],
        &[],
    );
    object(
        &[
            ("k", figure(K)),
            ("percent_base", figure(PERCENT_BASE)),
            ("settle_days", figure(SETTLE_DAYS)),
            ("retention_months", figure(RETENTION_MONTHS)),
            ("longest_range_months", figure(LONGEST_RANGE_MONTHS)),
            ("by_quarter", list(&one_of(&CUTS))),
            ("events_by_month", json!({"type": "boolean"})),
            ("countries", countries),
            (
                "protection",
                list(&json!({"type": "string", "pattern": "^[a-z0-9_-]{1,20}$"})),
            ),
        ],
        &[
            "k",
            "percent_base",
            "settle_days",
            "retention_months",
            "longest_range_months",
            "countries",
        ],
    )
}
