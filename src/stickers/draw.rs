//! Sticker → SVG → PNG of 512 by 512 on a transparent ground: a picture on a disc, its words on a
//! band, in the largest type that fits.

use sha2::{Digest, Sha256};

use crate::content::{Content, Lang, Sticker, markup};
use crate::drawing::{self, FONTS, NotDrawn};

/// Sizes of type, tried in this order.
const SIZES: [u32; 8] = [66, 60, 55, 50, 45, 41, 37, 33];
/// Width of the words inside the band.
const WIDEST: u32 = 436;
/// Lines on the band.
const MOST_LINES: usize = 3;
/// Tallest band.
const TALLEST: u32 = 240;
/// Lower edge of the band.
const BOTTOM: u32 = 500;
/// Upper edge and lower edge of the disc.
const DISC: (u32, u32) = (14, 318);
/// Height of the picture.
const PICTURE: u32 = 220;

/// A drawn sticker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Its name in the files.
    pub id: String,
    /// The picture.
    pub png: Vec<u8>,
    /// A name for exactly this picture.
    pub digest: String,
    /// Its emoji.
    pub emoji: Vec<String>,
}

/// All stickers in one language, in order.
///
/// # Errors
/// If a picture is no drawing.
pub fn draw(content: &Content, lang: &Lang) -> Result<Vec<Drawn>, NotDrawn> {
    let pack = content.sticker_pack();
    let words = content.stickers_text(lang);
    pack.stickers
        .iter()
        .map(|sticker| {
            let text = words.and_then(|words| words.stickers.get(&sticker.id));
            let svg = svg(
                &pack.frame,
                sticker,
                text.map_or("", |text| text.words.as_str()),
            );
            let png = drawing::png_on_nothing(&svg)?;
            let digest = Sha256::digest(&png);
            Ok(Drawn {
                id: sticker.id.clone(),
                digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
                png,
                emoji: sticker.emoji.clone(),
            })
        })
        .collect()
}

fn svg(frame: &str, sticker: &Sticker, words: &str) -> String {
    let (size, lines) = set(words);
    let pitch = size * 118 / 100;
    let count = u32::try_from(lines.len()).unwrap_or(1);
    let height = count * pitch + 44;
    let top = BOTTOM.saturating_sub(height);
    // In the middle of what is seen of the disc.
    let seen = top.saturating_sub(6).min(DISC.1);
    let icon_top = ((DISC.0 + seen) / 2).saturating_sub(PICTURE / 2).max(20);
    let rows: Vec<String> = (0..)
        .zip(&lines)
        .map(|(row, line)| {
            let y = top + 22 + row * pitch + size * 92 / 100;
            format!(
                r##"<text x="256" y="{y}" font-family="{FONTS}" font-size="{size}" text-anchor="middle" fill="#fff" stroke="#fff" stroke-width="{}">{}</text>"##,
                f64::from(size) * 0.04,
                markup::escape(line)
            )
        })
        .collect();
    let values = [
        ("{{ground}}", sticker.ground.clone()),
        ("{{icon}}", sticker.icon.clone()),
        ("{{top}}", icon_top.to_string()),
        ("{{band_top}}", top.to_string()),
        ("{{band_height}}", height.to_string()),
        ("{{words}}", rows.join("\n  ")),
    ];
    let filled = |svg: String, (hole, value): &(&str, String)| svg.replace(hole, value);
    values.iter().fold(frame.to_owned(), filled)
}

/// Size and lines in which the words are largest; the lines as even as can be.
fn set(words: &str) -> (u32, Vec<String>) {
    let smallest = SIZES.last().copied().unwrap_or_default();
    for size in SIZES {
        let lines = broken(words, size, WIDEST);
        let height = u32::try_from(lines.len()).unwrap_or(u32::MAX) * size * 118 / 100 + 44;
        let fits = lines.len() <= MOST_LINES
            && height <= TALLEST
            && lines.iter().all(|line| wide(line, size) <= WIDEST);
        if fits || size == smallest {
            let even = (1..=WIDEST)
                .rev()
                .step_by(8)
                .map(|widest| (widest, broken(words, size, widest)))
                .take_while(|(widest, even)| {
                    even.len() == lines.len() && even.iter().all(|line| wide(line, size) <= *widest)
                })
                .last();
            return (size, even.map_or(lines, |(_, even)| even));
        }
    }
    (smallest, vec![words.to_owned()])
}

/// As wide as it is drawn: the letters are made bold by their edges.
fn wide(line: &str, size: u32) -> u32 {
    drawing::width(line, size) + size / 10
}

/// Broken between words; a dash stays with the word before it.
fn broken(words: &str, size: u32, widest: u32) -> Vec<String> {
    let whole = words.replace(" –", "\u{a0}–");
    let mut lines: Vec<String> = Vec::new();
    for word in whole.split(' ') {
        match lines.last_mut() {
            Some(line) if wide(&format!("{line} {word}"), size) <= widest => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use resvg::tiny_skia::Pixmap;

    use super::*;

    /// Telegram takes 512 pixels and 512 KB, and the corners must not be seen.
    #[test]
    fn every_sticker_of_every_language_is_a_picture_telegram_takes() {
        let content = Content::embedded().unwrap();
        for language in content.languages() {
            let drawn = draw(&content, &language.tag).unwrap();
            assert!(drawn.len() >= 12, "{}", drawn.len());
            for sticker in &drawn {
                let picture = Pixmap::decode_png(&sticker.png).unwrap();
                assert_eq!((picture.width(), picture.height()), (512, 512));
                assert!(sticker.png.len() < 512 * 1024, "{}", sticker.png.len());
                for (x, y) in [(0, 0), (511, 0), (0, 511), (511, 511)] {
                    assert_eq!(picture.pixel(x, y).unwrap().alpha(), 0, "{}", sticker.id);
                }
            }
        }
    }

    #[test]
    fn the_words_of_every_sticker_fit_in_type_that_can_be_read() {
        let content = Content::embedded().unwrap();
        for language in content.languages() {
            let words = content.stickers_text(&language.tag).unwrap();
            for (id, text) in &words.stickers {
                let (size, lines) = set(&text.words);
                assert!(size >= 45, "{} {id}: {size}", language.tag);
                assert!(lines.len() <= MOST_LINES && !lines.is_empty());
                for line in &lines {
                    assert!(wide(line, size) <= WIDEST, "{} {id}: {line}", language.tag);
                }
                assert_eq!(lines.join(" ").replace('\u{a0}', " "), text.words);
            }
        }
    }

    #[test]
    fn lines_are_as_even_as_can_be() {
        let (_, lines) = set("Can you see these five words");
        assert!(lines.len() > 1);
        let longest = lines.iter().map(|line| line.chars().count()).max().unwrap();
        let shortest = lines.iter().map(|line| line.chars().count()).min().unwrap();
        assert!(longest - shortest <= 6, "{lines:?}");
        assert_eq!(set("In danger? 112").1.concat().chars().count(), 13);
    }
}
