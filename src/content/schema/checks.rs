//! The schemas of self-checks.

use serde_json::{Value, json};

use super::{date, list, map, object, or_null, reviewed, slug, source, text};

/// `checks/<id>.yaml`.
pub(super) fn file() -> Value {
    let question = object(
        &[
            ("id", slug()),
            ("sign", json!({"enum": ["yes", "no"]})),
            ("grave", json!({"type": "boolean"})),
            (
                "weight",
                json!({"type": "integer", "minimum": 1, "maximum": 9}),
            ),
        ],
        &["id", "sign"],
    );
    let result = object(
        &[
            ("id", slug()),
            ("on", json!({"const": "grave"})),
            ("from", json!({"type": "integer", "minimum": 0})),
            ("see_also", list(&slug())),
        ],
        &["id"],
    );
    object(
        &[
            ("id", slug()),
            ("icon", text()),
            ("as_of", date()),
            ("checked_on", date()),
            ("reviewed", or_null(&reviewed())),
            ("sources", list(&source())),
            ("numbers", json!({"type": "boolean"})),
            ("questions", list(&question)),
            ("results", list(&result)),
            ("linked_from", list(&slug())),
        ],
        &[
            "id",
            "icon",
            "as_of",
            "checked_on",
            "sources",
            "questions",
            "results",
        ],
    )
}

/// `text/<lang>/checks.yaml`, below the language.
pub(super) fn texts() -> Value {
    let check = object(
        &[
            ("button", text()),
            ("title", text()),
            ("intro", text()),
            ("questions", map(&text())),
            ("results", map(&text())),
        ],
        &["button", "title", "intro", "questions", "results"],
    );
    let words = [
        "menu",
        "title",
        "intro",
        "command",
        "yes_button",
        "no_button",
        "unsure_button",
    ];
    let mut keys: Vec<(&str, Value)> = words.iter().map(|key| (*key, text())).collect();
    keys.push(("checks", map(&check)));
    object(&keys, &words)
}
