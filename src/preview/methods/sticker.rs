//! Sticker sets.

use serde_json::{Value, json};

use super::media;
use crate::preview::ids::ChatId;
use crate::preview::message::MediaKind;
use crate::preview::parameters::Parameters;
use crate::preview::refusal::Refusal;
use crate::preview::world::{StickerSet, World};

const STICKERS_IN_SET: usize = 120;
const MOST_EMOJI: usize = 20;
const MOST_BYTES: usize = 512 * 1024;

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
    owner(world, parameters)?;
    let reference = parameters.text("sticker").unwrap_or_default().to_owned();
    if let Some(upload) = parameters.upload(&reference) {
        fits(&upload.bytes)?;
    }
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
    owner(world, parameters)?;
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
    owner(world, parameters)?;
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
    let list = item.get("emoji_list").and_then(Value::as_array);
    let emoji = first_emoji(list.map_or(&[], Vec::as_slice))?;
    let is_static = item.get("format").and_then(Value::as_str) == Some("static");
    if let Some(upload) = parameters.upload(&reference).filter(|_| is_static) {
        fits(&upload.bytes)?;
    }
    let media = media::media(world, parameters, MediaKind::Sticker, &reference)?;
    Ok((media.file_id.unwrap_or_default(), emoji))
}

/// `replaceStickerInSet`: the new one stands where the old one stood.
pub fn replace_sticker_in_set(
    world: &mut World,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    owner(world, parameters)?;
    let name = named(world, parameters)?.name.clone();
    let old = parameters
        .text("old_sticker")
        .unwrap_or_default()
        .to_owned();
    let item = parameters.get("sticker").cloned().unwrap_or_default();
    let new = sticker(world, parameters, &item)?;
    let set = world.sticker_sets.get_mut(&name);
    let place = set.and_then(|set| set.stickers.iter_mut().find(|(id, _)| *id == old));
    *place.ok_or_else(|| Refusal::state("STICKER_INVALID"))? = new;
    Ok(json!(true))
}

/// `setStickerPositionInSet`.
pub fn set_sticker_position_in_set(
    world: &mut World,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let id = parameters.text("sticker").unwrap_or_default().to_owned();
    let to = parameters
        .get("position")
        .and_then(|position| {
            position
                .as_u64()
                .or_else(|| position.as_str().and_then(|text| text.parse().ok()))
        })
        .and_then(|position| usize::try_from(position).ok());
    let set = holding(world, &id)?;
    let from = set.stickers.iter().position(|(known, _)| *known == id);
    match (from, to) {
        (Some(from), Some(to)) if to < set.stickers.len() => {
            let moved = set.stickers.remove(from);
            set.stickers.insert(to, moved);
            Ok(json!(true))
        }
        _ => Err(Refusal::broken("invalid sticker position specified")),
    }
}

/// `setStickerEmojiList`.
pub fn set_sticker_emoji_list(
    world: &mut World,
    parameters: &Parameters,
) -> Result<Value, Refusal> {
    let id = parameters.text("sticker").unwrap_or_default().to_owned();
    let emoji = first_emoji(parameters.list("emoji_list"))?;
    let set = holding(world, &id)?;
    for (known, own) in &mut set.stickers {
        if *known == id {
            emoji.clone_into(own);
        }
    }
    Ok(json!(true))
}

/// The set a sticker belongs to.
fn holding<'a>(world: &'a mut World, id: &str) -> Result<&'a mut StickerSet, Refusal> {
    let mut sets = world.sticker_sets.values_mut();
    sets.find(|set| set.stickers.iter().any(|(known, _)| known == id))
        .ok_or_else(|| Refusal::state("STICKER_INVALID"))
}

/// A set belongs to a person who has written to the bot.
fn owner(world: &World, parameters: &Parameters) -> Result<(), Refusal> {
    let id = parameters.get("user_id").and_then(|id| {
        id.as_i64()
            .or_else(|| id.as_str().and_then(|text| text.parse().ok()))
    });
    let chat = id.and_then(|id| world.chat(ChatId(id)));
    match chat {
        Some(chat) if !chat.messages.is_empty() => Ok(()),
        _ => Err(Refusal::state("PEER_ID_INVALID")),
    }
}

/// The first of 1 to 20 emoji.
fn first_emoji(list: &[Value]) -> Result<String, Refusal> {
    let emoji = list.first().and_then(Value::as_str);
    emoji
        .filter(|emoji| !emoji.is_empty() && list.len() <= MOST_EMOJI)
        .map(str::to_owned)
        .ok_or_else(|| Refusal::broken("can't parse InputSticker: emoji list is empty"))
}

/// A static sticker: PNG or WEBP of at most 512 KB, one side of exactly 512 pixels, none longer
/// (core.telegram.org/stickers).
fn fits(bytes: &[u8]) -> Result<(), Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::broken("file is too big"));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(());
    }
    let side = |from: usize| {
        let four = bytes.get(from..from + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(four))
    };
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Err(Refusal::broken("STICKER_PNG_NOPNG"));
    }
    match (side(16), side(20)) {
        (Some(512), Some(1..=512)) | (Some(1..=512), Some(512)) => Ok(()),
        _ => Err(Refusal::broken("STICKER_PNG_DIMENSIONS")),
    }
}
