//! JSON Schemas of the content files, for completion in editors. They help while typing; what
//! holds is the check. A test keeps their keys the same as those of the real files.

mod checks;
mod desk;
mod statistics;
mod stickers;

use serde_json::{Value, json};

/// The schema of each kind of file, by a name such as `bot` or `text-branch`.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("bot", bot()),
        ("desk", desk::file()),
        ("faq", faq()),
        ("check", checks::file()),
        ("stickers", stickers::file()),
        ("stickers-text", stickers::texts()),
        ("hotlines", hotlines()),
        ("statistics", statistics::file()),
        ("distress", map(&list(&text()))),
        (
            "style",
            object(&[("banned", map(&list(&banned())))], &["banned"]),
        ),
        (
            "synonyms",
            object(
                &[
                    ("same", list(&list(&text()))),
                    ("fillers", map(&list(&text()))),
                ],
                &[],
            ),
        ),
        ("text-branch", map(&branch_text())),
        ("text-hotlines", map(&hotlines_text())),
        (
            "text-complaints",
            map(&map(&object(
                &[("name", text()), ("note", text())],
                &["name"],
            ))),
        ),
        ("text-checks", map(&checks::texts())),
        ("text-desk", map(&desk::texts())),
        ("text-interface", map(&json!({"type": "object"}))),
        ("text-statistics", map(&json!({"type": "object"}))),
    ]
}

fn text() -> Value {
    json!({"type": "string", "minLength": 1})
}

fn date() -> Value {
    json!({"type": "string", "format": "date"})
}

fn slug() -> Value {
    json!({"type": "string", "pattern": "^[a-z0-9-]{1,20}$"})
}

fn country() -> Value {
    json!({"type": "string", "pattern": "^[A-Z]{2}$"})
}

fn one_of(names: &[&str]) -> Value {
    json!({"enum": names})
}

fn or_null(schema: &Value) -> Value {
    json!({"anyOf": [schema, {"type": "null"}]})
}

fn list(item: &Value) -> Value {
    json!({"type": "array", "items": item})
}

fn map(value: &Value) -> Value {
    json!({"type": "object", "additionalProperties": value})
}

fn object(keys: &[(&str, Value)], required: &[&str]) -> Value {
    let properties: serde_json::Map<String, Value> = keys
        .iter()
        .map(|(key, schema)| ((*key).to_owned(), schema.clone()))
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn source() -> Value {
    object(
        &[
            ("name", text()),
            ("url", json!({"type": "string", "format": "uri"})),
            ("as_of", text()),
            ("speaks_of", text()),
        ],
        &["url", "as_of"],
    )
}

/// Who of the qualified staff has approved a fact.
fn reviewed() -> Value {
    or_null(&object(&[("by", text()), ("on", date())], &["by", "on"]))
}

fn banned() -> Value {
    let both = object(&[("phrase", text()), ("better", text())], &["phrase"]);
    json!({"anyOf": [text(), both]})
}

fn leaflet() -> Value {
    object(
        &[
            ("checked_on", date()),
            ("files", map(&text())),
            ("print", map(&text())),
        ],
        &["checked_on", "files"],
    )
}

/// A language of `bot.yaml`.
fn language() -> Value {
    object(
        &[
            ("tag", text()),
            ("name", text()),
            ("also", list(&text())),
            ("scope", one_of(&super::Scope::ALL.map(super::Scope::name))),
            ("falls_back_to", list(&text())),
        ],
        &["tag", "name"],
    )
}

fn bot() -> Value {
    let complaint = object(
        &[
            ("id", slug()),
            ("web", text()),
            ("source", source()),
            ("checked_on", date()),
        ],
        &["id", "web", "source", "checked_on"],
    );
    object(
        &[
            ("starter", json!({"type": "boolean"})),
            (
                "operator",
                object(
                    &[("name", text()), ("contact", text())],
                    &["name", "contact"],
                ),
            ),
            ("languages", list(&language())),
            ("source_language", text()),
            ("branches", list(&slug())),
            ("checks", list(&slug())),
            ("check_offer", slug()),
            ("leaflet", leaflet()),
            ("stickers", object(&[("set", text())], &["set"])),
            ("campaigns", list(&slug())),
            (
                "retention",
                object(
                    &[(
                        "silence_days",
                        json!({"type": "integer", "minimum": 1, "maximum": 365}),
                    )],
                    &["silence_days"],
                ),
            ),
            ("complaints", list(&complaint)),
        ],
        &[
            "starter",
            "operator",
            "languages",
            "branches",
            "check_offer",
            "leaflet",
            "stickers",
            "retention",
        ],
    )
}

fn faq() -> Value {
    let answer = object(
        &[
            ("id", slug()),
            ("as_of", date()),
            ("checked_on", date()),
            ("expires", date()),
            ("reviewed", reviewed()),
            ("sources", list(&source())),
            ("countries", list(&country())),
            ("see_also", list(&slug())),
            ("danger", json!({"type": "boolean"})),
        ],
        &["id", "as_of", "checked_on", "sources"],
    );
    object(
        &[
            ("id", slug()),
            ("icon", text()),
            ("core", json!({"type": "boolean"})),
            ("danger", json!({"type": "boolean"})),
            ("answers", list(&answer)),
        ],
        &["id", "icon", "answers"],
    )
}

fn hotlines() -> Value {
    let days = json!({"type": "integer", "minimum": 1});
    let emergency = object(
        &[
            ("dial", text()),
            ("what", one_of(&["all", "police", "ambulance", "fire"])),
            ("source", source()),
            ("checked_on", date()),
            ("confidence", one_of(&["two", "one"])),
            ("reviewed", reviewed()),
        ],
        &["dial", "what", "source", "checked_on", "confidence"],
    );
    let national = object(
        &[("emergency", list(&emergency)), ("lines", list(&line()))],
        &["emergency"],
    );
    object(
        &[
            (
                "rules",
                object(
                    &[("warn_after_days", days.clone()), ("hide_after_days", days)],
                    &["warn_after_days", "hide_after_days"],
                ),
            ),
            ("first", list(&country())),
            ("cross_border", list(&slug())),
            ("anywhere", list(&line())),
            ("countries", map(&national)),
        ],
        &["rules", "first", "cross_border", "anywhere", "countries"],
    )
}

fn line() -> Value {
    let kinds: Vec<&str> = super::Kind::ALL.iter().map(|kind| kind.name()).collect();
    let flag = json!({"type": "boolean"});
    object(
        &[
            ("id", slug()),
            ("kind", one_of(&kinds)),
            ("also", list(&one_of(&kinds))),
            ("dial", or_null(&text())),
            (
                "e164",
                or_null(&json!({"type": "string", "pattern": "^\\+[1-9][0-9]{6,14}$"})),
            ),
            ("from_abroad", one_of(&["yes", "no", "unknown"])),
            ("abroad_dial", or_null(&text())),
            ("free", or_null(&flag)),
            ("always", flag.clone()),
            ("languages", list(&text())),
            ("police", flag),
            ("web", or_null(&text())),
            ("checked_on", date()),
            ("confidence", one_of(&["two", "one"])),
            ("reviewed", reviewed()),
            ("sources", list(&source())),
        ],
        &[
            "id",
            "kind",
            "from_abroad",
            "checked_on",
            "confidence",
            "sources",
        ],
    )
}

fn branch_text() -> Value {
    let answer = object(
        &[
            ("button", text()),
            ("title", text()),
            ("text", text()),
            ("ask", list(&text())),
            ("countries", map(&text())),
        ],
        &["button", "title", "text"],
    );
    object(
        &[
            ("title", text()),
            ("intro", text()),
            ("answers", map(&answer)),
        ],
        &["title", "intro", "answers"],
    )
}

fn hotlines_text() -> Value {
    let line = object(
        &[("name", text()), ("hours", text()), ("note", text())],
        &["name"],
    );
    object(
        &[
            ("countries", map(&text())),
            ("lines", map(&line)),
            ("languages", map(&text())),
        ],
        &["countries", "lines", "languages"],
    )
}
