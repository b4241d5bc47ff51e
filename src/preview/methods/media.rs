//! Everything that is sent as an attachment, albums, and getFile.
//!
//! A file comes as an upload, or as a `file_id`, which keeps its kind; there is no fetching by URL here,
//! because the local Telegram never asks the network for anything.

use std::sync::Arc;

use serde_json::{Value, json};

use super::send::{draft, post, shown};
use super::target::{self, target};
use crate::preview::keyboard::{self, Markup};
use crate::preview::limits;
use crate::preview::message::{Content, Details, Media, MediaKind};
use crate::preview::parameters::Parameters;
use crate::preview::picture;
use crate::preview::refusal::{Cause, Refusal};
use crate::preview::text::Formatted;
use crate::preview::world::World;

/// `sendPhoto`.
pub fn send_photo(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    send_file(world, parameters, MediaKind::Photo)
}

/// `sendDocument`.
pub fn send_document(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    send_file(world, parameters, MediaKind::Document)
}

/// `sendVideo`.
pub fn send_video(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    send_file(world, parameters, MediaKind::Video)
}

/// `sendAudio`.
pub fn send_audio(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    send_file(world, parameters, MediaKind::Audio)
}

/// `sendVoice`.
pub fn send_voice(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    send_file(world, parameters, MediaKind::Voice)
}

/// `sendAnimation`.
pub fn send_animation(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    send_file(world, parameters, MediaKind::Animation)
}

/// `sendVideoNote`.
pub fn send_video_note(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    send_file(world, parameters, MediaKind::VideoNote)
}

/// `sendSticker`.
pub fn send_sticker(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    send_file(world, parameters, MediaKind::Sticker)
}

fn send_file(
    world: &mut World,
    parameters: &Parameters,
    kind: MediaKind,
) -> Result<Value, Refusal> {
    let caption = target::caption(
        parameters.text("caption").unwrap_or_default(),
        parameters.text("parse_mode"),
        parameters.list("caption_entities"),
        "message caption is too long",
    )?;
    let markup = keyboard::markup(parameters.get("reply_markup"))?;
    let target = target(world, parameters)?;
    let reference = parameters.text(kind.field()).unwrap_or_default().to_owned();
    let media = media(world, parameters, kind, &reference)?;
    let id = post(
        world,
        target,
        Content::Media(Box::new(media), caption),
        markup,
        parameters,
    )?;
    shown(world, target, id)
}

/// `sendLocation`.
pub fn send_location(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let degrees = |name: &str, most: f64| {
        let value = parameters
            .get(name)
            .and_then(Value::as_f64)
            .filter(|value| value.abs() <= most);
        value
            .map(|value| value.to_string())
            .ok_or_else(|| Refusal::broken("wrong location specified"))
    };
    let details = Details::Place {
        latitude: degrees("latitude", 90.0)?,
        longitude: degrees("longitude", 180.0)?,
        venue: None,
    };
    send_details(world, parameters, MediaKind::Location, details)
}

/// `sendContact`.
pub fn send_contact(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let need = |name: &str| {
        parameters
            .filled(name)
            .map(str::to_owned)
            .ok_or_else(|| Refusal::broken(format!("contact {} is empty", name.replace('_', " "))))
    };
    let details = Details::Contact {
        phone_number: need("phone_number")?,
        first_name: need("first_name")?,
        user_id: None,
    };
    send_details(world, parameters, MediaKind::Contact, details)
}

fn send_details(
    world: &mut World,
    parameters: &Parameters,
    kind: MediaKind,
    details: Details,
) -> Result<Value, Refusal> {
    let markup = keyboard::markup(parameters.get("reply_markup"))?;
    let target = target(world, parameters)?;
    let media = Media {
        kind,
        file_id: None,
        file_name: None,
        mime_type: None,
        file_size: 0,
        emoji: None,
        sticker_set: None,
        details,
    };
    let id = post(
        world,
        target,
        Content::Media(Box::new(media), Formatted::default()),
        markup,
        parameters,
    )?;
    shown(world, target, id)
}

/// `sendMediaGroup`: one failing item fails the call.
pub fn send_media_group(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let items = parameters.list("media").to_owned();
    if items.is_empty() {
        return Err(Refusal::broken("there are no messages to send"));
    }
    if !limits::ALBUM.contains(&items.len()) {
        return Err(Refusal::broken("too many messages to send as an album"));
    }
    let target = target(world, parameters)?;
    let contents = items
        .iter()
        .map(|item| item_content(world, parameters, item))
        .collect::<Result<Vec<_>, _>>()?;
    let kinds: Vec<MediaKind> = contents
        .iter()
        .filter_map(|content| match content {
            Content::Media(media, _) => Some(media.kind),
            Content::Text(_) | Content::Service(_) => None,
        })
        .collect();
    for (kind, name) in [
        (MediaKind::Document, "Document"),
        (MediaKind::Audio, "Audio"),
    ] {
        if kinds.contains(&kind) && kinds.iter().any(|other| *other != kind) {
            return Err(Refusal::broken(format!(
                "{name} can't be mixed with other media types"
            )));
        }
    }
    let album = album_id(world);
    let mut shown_items = Vec::new();
    for content in contents {
        let mut draft = draft(target, content, Markup::None, parameters);
        draft.album_id = Some(album.clone());
        let id = world
            .post(draft)
            .ok_or_else(|| Refusal::state("chat not found"))?;
        shown_items.push(shown(world, target, id)?);
    }
    Ok(Value::Array(shown_items))
}

/// A new id for the items of an album.
pub fn album_id(world: &mut World) -> String {
    format!("13{:015}", world.fresh().wrapping_mul(7_919))
}

/// One `InputMedia`, of an album or of an edit.
pub fn item_content(
    world: &mut World,
    parameters: &Parameters,
    item: &Value,
) -> Result<Content, Refusal> {
    let field = |name: &str| item.get(name).and_then(Value::as_str);
    let kind = match field("type") {
        Some("photo") => MediaKind::Photo,
        Some("video") => MediaKind::Video,
        Some("document") => MediaKind::Document,
        Some("audio") => MediaKind::Audio,
        Some("animation") => MediaKind::Animation,
        _ => return Err(Refusal::broken("can't parse InputMedia: wrong type")),
    };
    let entities = item
        .get("caption_entities")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let caption = target::caption(
        field("caption").unwrap_or_default(),
        field("parse_mode"),
        entities,
        "message caption is too long",
    )?;
    let reference = field("media")
        .ok_or_else(|| Refusal::broken("can't parse InputMedia: media not found"))?
        .to_owned();
    Ok(Content::Media(
        Box::new(media(world, parameters, kind, &reference)?),
        caption,
    ))
}

/// The attachment an upload or a `file_id` stands for.
pub fn media(
    world: &mut World,
    parameters: &Parameters,
    kind: MediaKind,
    reference: &str,
) -> Result<Media, Refusal> {
    if reference.is_empty() {
        return Err(Refusal::broken(format!(
            "there is no {} in the request",
            kind.field().replace('_', " ")
        )));
    }
    if reference.starts_with("attach://") {
        return uploaded(world, parameters, kind, reference);
    }
    if reference.contains("://") {
        return Err(Refusal::broken(
            "wrong HTTP URL specified: this local server fetches nothing from the network",
        ));
    }
    let file = world.file(reference).ok_or_else(|| {
        Refusal::broken("wrong remote file identifier specified: Wrong string length")
    })?;
    // Videos, documents and animations are one thing to Telegram; the rest keep their kind.
    if file.kind != kind {
        return Err(Refusal::broken(format!(
            "can't use file of type {} as {}",
            file.kind.title(),
            kind.title()
        )));
    }
    let sticker = world.sticker_sets.values().find_map(|set| {
        set.stickers
            .iter()
            .find(|(id, _)| id == reference)
            .map(|(_, emoji)| (set.name.clone(), emoji.clone()))
    });
    let (sticker_set, emoji) =
        sticker.map_or((None, None), |(set, emoji)| (Some(set), Some(emoji)));
    Ok(Media {
        kind,
        file_id: Some(reference.to_owned()),
        file_name: file.name.clone(),
        mime_type: file.mime_type.clone(),
        file_size: file.size,
        emoji,
        sticker_set,
        details: Details::None,
    })
}

fn uploaded(
    world: &mut World,
    parameters: &Parameters,
    kind: MediaKind,
    reference: &str,
) -> Result<Media, Refusal> {
    let upload = parameters
        .upload(reference)
        .ok_or_else(|| Refusal::broken(format!("there is no file {reference} in the request")))?;
    let most = if kind == MediaKind::Photo {
        limits::PHOTO_BYTES
    } else {
        limits::UPLOAD_BYTES
    };
    if upload.bytes.is_empty() {
        return Err(Refusal::broken("file must be non-empty"));
    }
    if upload.bytes.len() > most {
        return Err(Refusal::new(413, "Request Entity Too Large", Cause::Bot));
    }
    // Telegram makes pictures of its own of what it takes for a photo.
    let mime_type = match kind {
        MediaKind::Photo => Some(picture::kind_of(&upload.bytes)?.to_owned()),
        _ => upload.mime_type.clone(),
    };
    let (name, size) = (upload.name.clone(), upload.bytes.len());
    let file_id = world.store_file(
        kind,
        name.clone(),
        mime_type.clone(),
        Arc::clone(&upload.bytes),
        size,
    );
    Ok(Media {
        kind,
        file_id: Some(file_id),
        file_name: name,
        mime_type,
        file_size: size,
        emoji: None,
        sticker_set: None,
        details: Details::None,
    })
}

/// `getFile`: the path to download a file of at most 20 MB by.
pub fn get_file(world: &mut World, parameters: &Parameters) -> Result<Value, Refusal> {
    let id = parameters
        .filled("file_id")
        .ok_or_else(|| Refusal::broken("invalid file_id"))?;
    let file = world
        .file(id)
        .ok_or_else(|| Refusal::state("wrong file_id or the file is temporarily unavailable"))?;
    if file.size > limits::DOWNLOAD_BYTES {
        return Err(Refusal::state("file is too big"));
    }
    let folder = file.kind.field();
    Ok(json!({
        "file_id": id,
        "file_unique_id": file.unique,
        "file_size": file.size,
        "file_path": format!("{folder}s/{}", file.unique),
    }))
}
