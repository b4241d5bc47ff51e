//! The schemas of `desk.yaml` and of what consultants read.

use serde_json::{Value, json};

use crate::content::desk::{
    BLOCK_DAYS, COMPLAINT_DAYS, CORRECT_HOURS, MINUTES, REOPEN_DAYS, RETENTION_DAYS, SILENCE_HOURS,
};

use super::{country, date, list, map, object, slug, text};

/// `desk.yaml`.
pub(super) fn file() -> Value {
    let minutes = figure(MINUTES);
    let hours_of_silence = figure(SILENCE_HOURS);
    let alerts = object(
        &[
            ("unanswered_minutes", minutes.clone()),
            ("louder_minutes", minutes),
        ],
        &["unanswered_minutes", "louder_minutes"],
    );
    let silence = object(
        &[
            ("warn_hours", hours_of_silence.clone()),
            ("close_hours", hours_of_silence),
        ],
        &["warn_hours", "close_hours"],
    );
    let needed = [
        ("hours", hours()),
        ("desks", some(&plan())),
        ("complaints_language", text()),
        ("alerts", alerts),
        ("silence", silence),
        ("reopen_days", figure(REOPEN_DAYS)),
        ("correct_hours", figure(CORRECT_HOURS)),
        ("retention_days", figure(RETENTION_DAYS)),
        ("block_days", figure(BLOCK_DAYS)),
        ("complaint_days", figure(COMPLAINT_DAYS)),
        ("subjects", some(&code())),
        ("outcomes", some(&code())),
        ("referrals", list(&code())),
        ("templates", list(&code())),
    ];
    let optional = [
        ("holidays", list(&date())),
        ("reply_only", json!({"type": "boolean"})),
    ];
    let required: Vec<&str> = needed.iter().map(|(key, _)| *key).collect();
    object(&[needed.as_slice(), &optional].concat(), &required)
}

fn hours() -> Value {
    let day =
        json!({"type": "string", "pattern": "^(closed|[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2})$"});
    let week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let days: Vec<(&str, Value)> = week.iter().map(|name| (*name, day.clone())).collect();
    object(
        &[("timezone", text()), ("days", object(&days, &week))],
        &["timezone", "days"],
    )
}

fn plan() -> Value {
    object(
        &[
            ("id", slug()),
            ("language", text()),
            ("languages", list(&text())),
            ("countries", list(&country())),
            ("restricted", json!({"type": "boolean"})),
        ],
        &["id", "language"],
    )
}

/// `text/<lang>/desk.yaml`, below the language.
pub(super) fn texts() -> Value {
    let name = json!({"type": "string", "minLength": 1, "maxLength": 30});
    let template = object(&[("title", name.clone()), ("text", text())], &["text"]);
    object(
        &[
            ("desk", json!({"type": "object"})),
            ("subjects", map(&name)),
            ("outcomes", map(&name)),
            ("referrals", map(&name)),
            ("templates", map(&template)),
        ],
        &[],
    )
}

fn code() -> Value {
    json!({"type": "string", "pattern": "^[a-z0-9_-]{1,20}$"})
}

fn figure((least, most): (u32, u32)) -> Value {
    json!({"type": "integer", "minimum": least, "maximum": most})
}

/// A list with at least one entry.
fn some(item: &Value) -> Value {
    json!({"type": "array", "items": item, "minItems": 1})
}
