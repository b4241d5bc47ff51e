//! What Telegram takes for a photo: a picture by its first bytes, within its measures. It looks at
//! nothing else of the file.

use super::refusal::Refusal;

/// Width and height together (core.telegram.org/bots/api#sendphoto).
const BOTH_SIDES: u32 = 10_000;
/// The longer side by the shorter one.
const RATIO: u32 = 20;

/// The type of an uploaded picture.
pub fn kind_of(bytes: &[u8]) -> Result<&'static str, Refusal> {
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let kind = match bytes {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        _ if webp => "image/webp",
        _ => return Err(Refusal::broken("IMAGE_PROCESS_FAILED")),
    };
    if kind == "image/png" {
        measured(bytes)?;
    }
    Ok(kind)
}

/// The head of a PNG holds its width and height.
fn measured(bytes: &[u8]) -> Result<(), Refusal> {
    let side = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(u32::from_be_bytes(four.try_into().ok()?))
    };
    let (Some(width), Some(height)) = (side(16), side(20)) else {
        return Err(Refusal::broken("IMAGE_PROCESS_FAILED"));
    };
    let (long, short) = (width.max(height), width.min(height));
    if short == 0 || width.saturating_add(height) > BOTH_SIDES || long > short.saturating_mul(RATIO)
    {
        return Err(Refusal::broken("PHOTO_INVALID_DIMENSIONS"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
        [&head[..], &sides].concat()
    }

    #[test]
    fn only_pictures_within_telegrams_measures_are_photos() {
        let said = |bytes: &[u8]| kind_of(bytes).map_err(|refusal| refusal.description);
        assert_eq!(said(&png(1280, 960)), Ok("image/png"));
        assert_eq!(said(b"\xff\xd8\xff\xe0"), Ok("image/jpeg"));
        for (bytes, why) in [
            (b"%PDF-".to_vec(), "IMAGE_PROCESS_FAILED"),
            (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
            (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
            (png(0, 0), "PHOTO_INVALID_DIMENSIONS"),
        ] {
            assert_eq!(said(&bytes), Err(format!("Bad Request: {why}")));
        }
    }
}
