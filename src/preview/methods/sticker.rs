//! Sticker sets.

use serde_json::{Value, json};

use super::media;
use crate::preview::message::MediaKind;
use crate::preview::parameters::Parameters;
use crate::preview::refusal::Refusal;
use crate::preview::world::{StickerSet, World};

const STICKERS_IN_SET: usize = 120;

/// `getStickerSet`.
pub fn get_sticker_set(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let set = named(world, parameters)?;
    let stickers: Vec<Value> = set
        .stickers
        .iter()
        .map(|(id, emoji)| {
            let file = world.file(id);
            json!({
                "file_id": id,
                "file_unique_id": file.map(|file| file.unique.clone()).unwrap_or_default(),
                "file_size": file.map_or(0, |file| file.size),
                "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false,
                "emoji": emoji, "set_name": set.name,
            })
        })
        .collect();
    Ok(
        json!({"name": set.name, "title": set.title, "sticker_type": "regular", "stickers": stickers}),
    )
}

/// `uploadStickerFile`.
pub fn upload_sticker_file(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let reference = parameters.text("sticker").unwrap_or_default().to_owned();
    let media = media::media(world, parameters, MediaKind::Sticker, &reference)?;
    let id = media.file_id.unwrap_or_default();
    let unique = world
        .file(&id)
        .map(|file| file.unique.clone())
        .unwrap_or_default();
    Ok(json!({"file_id": id, "file_unique_id": unique, "file_size": media.file_size}))
}

/// `createNewStickerSet`: the name must end in `_by_<bot>`.
pub fn create_new_sticker_set(
    world: &mut World,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let name = parameters.text("name").unwrap_or_default().to_owned();
    let title = parameters.text("title").unwrap_or_default().to_owned();
    let shape = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.contains("__")
        && name.len() <= 64;
    if !shape
        || !name
            .to_lowercase()
            .ends_with(&format!("_by_{}", world.bot.username.to_lowercase()))
    {
        return Err(Refusal::broken("invalid sticker set name is specified"));
    }
    if title.is_empty() || title.chars().count() > 64 {
        return Err(Refusal::broken("STICKERSET_TITLE_INVALID"));
    }
    if world.sticker_sets.contains_key(&name) {
        return Err(Refusal::state("sticker set name is already occupied"));
    }
    let given = parameters.list("stickers").to_owned();
    if given.is_empty() || given.len() > 50 {
        return Err(Refusal::broken("STICKERS_TOO_MUCH"));
    }
    let stickers = given
        .iter()
        .map(|item| sticker(world, parameters, item))
        .collect::<Result<Vec<_>, _>>()?;
    world.sticker_sets.insert(
        name.clone(),
        StickerSet {
            name,
            title,
            stickers,
        },
    );
    Ok(json!(true))
}

/// `addStickerToSet`.
pub fn add_sticker_to_set(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let name = named(world, parameters)?.name.clone();
    let item = parameters.get("sticker").cloned().unwrap_or_default();
    let sticker = sticker(world, parameters, &item)?;
    if let Some(set) = world.sticker_sets.get_mut(&name) {
        if set.stickers.len() >= STICKERS_IN_SET {
            return Err(Refusal::broken("STICKERS_TOO_MUCH"));
        }
        set.stickers.push(sticker);
    }
    Ok(json!(true))
}

/// `setStickerSetTitle`.
pub fn set_sticker_set_title(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let name = named(world, parameters)?.name.clone();
    let title = parameters
        .filled("title")
        .ok_or_else(|| Refusal::broken("STICKERSET_TITLE_INVALID"))?;
    if let Some(set) = world.sticker_sets.get_mut(&name) {
        title.clone_into(&mut set.title);
    }
    Ok(json!(true))
}

/// `deleteStickerFromSet`.
pub fn delete_sticker_from_set(
    world: &mut World,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let id = parameters.text("sticker").unwrap_or_default();
    let set = world
        .sticker_sets
        .values_mut()
        .find(|set| set.stickers.iter().any(|(known, _)| known == id));
    set.ok_or_else(|| Refusal::state("STICKER_INVALID"))?
        .stickers
        .retain(|(known, _)| known != id);
    Ok(json!(true))
}

/// `deleteStickerSet`.
pub fn delete_sticker_set(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let name = named(world, parameters)?.name.clone();
    world.sticker_sets.remove(&name);
    Ok(json!(true))
}

fn named<'a>(world: &'a World, parameters: &Parameters) -> Result<&'a StickerSet, Refusal> {
    let name = parameters.text("name").unwrap_or_default();
    world
        .sticker_set(name)
        .ok_or_else(|| Refusal::state("STICKERSET_INVALID"))
}

/// One `InputSticker`: its file and first emoji.
fn sticker(
    world: &mut World,
    parameters: &Parameters,
    item: &Value,
) -> Result<(String, String), Refusal> {
    let reference = item
        .get("sticker")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if !matches!(
        item.get("format").and_then(Value::as_str),
        Some("static" | "animated" | "video")
    ) {
        return Err(Refusal::broken(
            "can't parse InputSticker: invalid sticker format",
        ));
    }
    let emoji = item
        .pointer("/emoji_list/0")
        .and_then(Value::as_str)
        .filter(|emoji| !emoji.is_empty());
    let emoji = emoji
        .ok_or_else(|| Refusal::broken("can't parse InputSticker: emoji list is empty"))?
        .to_owned();
    let media = media::media(world, parameters, MediaKind::Sticker, &reference)?;
    Ok((media.file_id.unwrap_or_default(), emoji))
}
