//! Drawings as pictures: SVG → PNG with a font of our own, and how wide a text is, so that labels
//! can be wrapped before they are drawn. Pure; it looks for no font on the computer, so a picture is
//! the same everywhere.

mod clear;
mod widths;

pub use clear::png_on_nothing;

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

/// The font of all drawings, for `font-family`: DejaVu Sans has Latin, Cyrillic, Greek and Georgian
/// letters; what reads the SVG elsewhere may lack it and take the next.
pub const FONTS: &str = "DejaVu Sans, Verdana, Noto Sans, sans-serif";
const FONT: &str = "DejaVu Sans";

/// The font, once read.
static DATABASE: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(include_bytes!("fonts/DejaVuSans.ttf").to_vec());
    fonts.set_sans_serif_family(FONT);
    Arc::new(fonts)
});

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum NotDrawn {
    /// The drawing is no SVG.
    #[error("a drawing could not be read: {0}")]
    Unreadable(String),
    /// It is empty, or larger than memory.
    #[error("a drawing of {0} × {1} has no picture")]
    Size(u32, u32),
    /// The picture could not be written down.
    #[error("a picture could not be written: {0}")]
    Unwritten(String),
}

/// An SVG as PNG on white, `scale` times as large.
///
/// # Errors
/// [`NotDrawn`].
pub fn png(svg: &str, scale: u8) -> Result<Vec<u8>, NotDrawn> {
    let scale = f32::from(scale);
    let tree = tree(svg)?;
    let size = tree
        .size()
        .to_int_size()
        .scale_by(scale)
        .ok_or(NotDrawn::Size(0, 0))?;
    let (width, height) = (size.width(), size.height());
    let mut picture = Pixmap::new(width, height).ok_or(NotDrawn::Size(width, height))?;
    picture.fill(Color::WHITE);
    let larger = Transform::from_scale(scale, scale);
    resvg::render(&tree, larger, &mut picture.as_mut());
    picture
        .encode_png()
        .map_err(|error| NotDrawn::Unwritten(error.to_string()))
}

fn tree(svg: &str) -> Result<Tree, NotDrawn> {
    let options = Options {
        font_family: FONT.to_owned(),
        fontdb: Arc::clone(&DATABASE),
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(|error| NotDrawn::Unreadable(error.to_string()))
}

/// How wide a text of one line is, rounded up, in the unit of `size`, the font's size.
#[must_use]
pub fn width(text: &str, size: u32) -> u32 {
    let thousandths: u32 = text
        .chars()
        .map(|letter| u32::from(widths::of(letter)))
        .sum();
    thousandths.saturating_mul(size).div_ceil(1000)
}

/// A text in at most `lines` lines of at most this width, broken between words; what does not fit
/// is cut off with `…`.
#[must_use]
pub fn wrap(text: &str, size: u32, widest: u32, lines: usize) -> Vec<String> {
    let mut done: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split([' ', '\n']).filter(|word| !word.is_empty()) {
        let longer = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if line.is_empty() || width(&longer, size) <= widest {
            line = longer;
        } else {
            done.push(std::mem::replace(&mut line, word.to_owned()));
        }
    }
    done.push(line);
    let cut_off = done.len() > lines;
    done.truncate(lines.max(1));
    let last = done.len() - 1;
    for (at, line) in done.iter_mut().enumerate() {
        if (cut_off && at == last) || width(line, size) > widest {
            *line = cut(line, size, widest);
        }
    }
    done
}

/// As much of a line as fits with `…` behind it.
fn cut(line: &str, size: u32, widest: u32) -> String {
    let mut kept = line.trim_end().to_owned();
    while !kept.is_empty() && width(&kept, size) + width("…", size) > widest {
        kept.pop();
    }
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_wide_as_it_is_drawn() {
        for text in [
            "Консультації за місцем перебування",
            "Residence permit and status, 1,234 (28%)",
            "Вид на жительство — «ещё» 18–24",
            "Їжак і ґудзик, єдність",
        ] {
            let svg = format!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" width="900" height="60"><text x="0" y="40" font-size="20" font-family="{FONTS}">{text}</text></svg>"#
            );
            let tree = tree(&svg).unwrap();
            let drawn = tree.root().abs_layer_bounding_box().width();
            let told = f32::from(u16::try_from(width(text, 20)).unwrap());
            assert!(
                (drawn - told).abs() < 6.0,
                "{text}: {drawn} drawn, {told} told"
            );
        }
    }

    #[test]
    fn long_labels_are_broken_between_words_and_cut_at_the_end() {
        let text = "Право на перебування і дозвіл на проживання за кордоном";
        let lines = wrap(text, 14, 160, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'), "{lines:?}");
        assert!(lines.iter().all(|line| width(line, 14) <= 160), "{lines:?}");
        assert_eq!(wrap("Житло", 14, 160, 2), ["Житло"]);
        let word = "Довжелезнезапозиченняіззаморськихкраїв";
        let [line] = wrap(word, 14, 160, 1).try_into().unwrap();
        assert!(line.ends_with('…') && width(&line, 14) <= 160, "{line}");
        assert_eq!(wrap("", 14, 160, 2), [""]);
    }

    #[test]
    fn a_picture_is_made_from_a_drawing_and_from_nothing_else() {
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20" fill="black"/></svg>"#;
        let picture = Pixmap::decode_png(&png(svg, 2).unwrap()).unwrap();
        assert_eq!((picture.width(), picture.height()), (60, 40));
        assert_eq!(picture.pixel(30, 20).unwrap().red(), 0);
        assert!(matches!(png("no drawing", 1), Err(NotDrawn::Unreadable(_))));
    }
}
