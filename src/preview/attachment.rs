//! Made-up attachments: what people of the fake world send when a kind of message is wanted.
//!
//! Photos and stickers are small drawings, so that the page has something to show; everything else is bytes
//! that say what they are.

use std::sync::Arc;

use super::ids::AccountId;
use super::message::{Details, Media, MediaKind};
use super::people::Attachment;
use super::world::World;

/// One attachment of a kind; `item` counts within an album, from 1.
pub fn make_up(
    world: &mut World,
    who: AccountId,
    kind: MediaKind,
    wanted: &Attachment,
    item: usize,
) -> Media {
    let bare = Media {
        kind,
        file_id: None,
        file_name: None,
        mime_type: None,
        file_size: 0,
        emoji: None,
        sticker_set: None,
        details: Details::None,
    };
    if !kind.has_file() {
        let emoji = (kind == MediaKind::Dice).then(|| "🎲".to_owned());
        return Media {
            emoji,
            details: details(world, who, kind),
            ..bare
        };
    }
    let (name, mime) = name_and_type(kind, item);
    let file_name = wanted
        .file_name
        .clone()
        .or_else(|| name.map(|name| name.replace('#', &item.to_string())));
    let emoji = (kind == MediaKind::Sticker).then(|| "🙂".to_owned());
    let bytes: Arc<[u8]> = if matches!(kind, MediaKind::Photo | MediaKind::Sticker) {
        drawing(item, emoji.as_deref().unwrap_or(""))
            .into_bytes()
            .into()
    } else {
        format!("A made-up {} of the local preview.\n", kind.field())
            .into_bytes()
            .into()
    };
    let size = wanted.file_size.unwrap_or(bytes.len());
    let mime = Some(mime.to_owned());
    let file_id = world.store_file(kind, file_name.clone(), mime.clone(), bytes, size);
    Media {
        file_id: Some(file_id),
        file_name,
        mime_type: mime,
        file_size: size,
        emoji,
        ..bare
    }
}

/// The first sticker of a set.
pub fn sticker_of(world: &World, set: &str) -> Option<Media> {
    let set = world.sticker_set(set)?;
    let (file_id, emoji) = set.stickers.first()?.clone();
    Some(Media {
        kind: MediaKind::Sticker,
        file_size: world.file(&file_id).map_or(0, |file| file.size),
        file_id: Some(file_id),
        file_name: None,
        mime_type: None,
        emoji: Some(emoji),
        sticker_set: Some(set.name.clone()),
        details: Details::None,
    })
}

/// A sticker's file for a seeded set.
pub fn draw_sticker(world: &mut World, item: usize, emoji: &str) -> String {
    let bytes: Arc<[u8]> = drawing(item, emoji).into_bytes().into();
    let size = bytes.len();
    world.store_file(
        MediaKind::Sticker,
        None,
        Some("image/svg+xml".to_owned()),
        bytes,
        size,
    )
}

const fn name_and_type(kind: MediaKind, item: usize) -> (Option<&'static str>, &'static str) {
    match kind {
        MediaKind::Photo | MediaKind::Sticker => (None, "image/svg+xml"),
        MediaKind::Video => (Some("video-#.mp4"), "video/mp4"),
        MediaKind::VideoNote => (None, "video/mp4"),
        MediaKind::Animation => (Some("animation-#.mp4"), "video/mp4"),
        MediaKind::Voice => (None, "audio/ogg"),
        MediaKind::Audio => (Some("audio-#.mp3"), "audio/mpeg"),
        _ if item == 1 => (Some("document.pdf"), "application/pdf"),
        _ => (Some("document-#.pdf"), "application/pdf"),
    }
}

fn details(world: &World, who: AccountId, kind: MediaKind) -> Details {
    match kind {
        MediaKind::Location => Details::Place {
            latitude: "50.4501".to_owned(),
            longitude: "30.5234".to_owned(),
            venue: None,
        },
        MediaKind::Venue => Details::Place {
            latitude: "50.4501".to_owned(),
            longitude: "30.5234".to_owned(),
            venue: Some(("A place".to_owned(), "A street".to_owned())),
        },
        // A number of the block kept for fiction (Ofcom), which reaches nobody.
        MediaKind::Contact => Details::Contact {
            phone_number: "+447700900123".to_owned(),
            first_name: world
                .account(who)
                .map(|account| account.first_name.clone())
                .unwrap_or_default(),
            user_id: Some(who.0),
        },
        MediaKind::Poll => Details::Poll {
            question: "A question?".to_owned(),
            options: vec!["Yes".to_owned(), "No".to_owned()],
        },
        MediaKind::Dice => Details::Dice { value: 4 },
        _ => Details::None,
    }
}

/// A picture as text: a coloured square with a number or an emoji.
fn drawing(item: usize, emoji: &str) -> String {
    let hue = item * 67 % 360;
    let sign = if emoji.is_empty() {
        item.to_string()
    } else {
        emoji.to_owned()
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 200\" width=\"300\" height=\"200\"><rect width=\"300\" height=\"200\" fill=\"hsl({hue} 45% 62%)\"/><text x=\"150\" y=\"128\" font-size=\"80\" text-anchor=\"middle\">{sign}</text></svg>"
    )
}
