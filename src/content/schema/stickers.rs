//! The schemas of the sticker pack.

use serde_json::{Value, json};

use super::{list, map, object, slug, text};

/// `stickers/set.yaml`.
pub(super) fn file() -> Value {
    let colour = json!({"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"});
    let sticker = object(
        &[("id", slug()), ("emoji", list(&text())), ("ground", text())],
        &["id", "emoji", "ground"],
    );
    object(
        &[("grounds", map(&colour)), ("stickers", list(&sticker))],
        &["grounds", "stickers"],
    )
}

/// `stickers/<lang>.yaml`.
pub(super) fn texts() -> Value {
    let sticker = object(&[("words", text()), ("alt", text())], &["words", "alt"]);
    object(
        &[
            ("title", text()),
            ("button", text()),
            ("stickers", map(&sticker)),
        ],
        &["title", "button", "stickers"],
    )
}
