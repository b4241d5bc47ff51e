//! Codes for posters: a deep link as a QR code with its name and the link beneath, as SVG and PNG.
//! Pure; which links there are is decided elsewhere.

use askama::Template;
use qrcode::{Color, EcLevel, QrCode};

use crate::drawing::{self, FONTS, NotDrawn};

/// Side of one module of the code, in the SVG's unit.
const MODULE: u32 = 12;
/// Modules left white on every side (ISO/IEC 18004).
const QUIET: u32 = 4;
/// Size of the caption and of the link beneath it.
const CAPTION: u32 = 24;
const LINK: u32 = 14;

/// A code with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poster {
    /// Where it leads.
    pub link: String,
    /// Beneath the code: the name of the campaign, or the title of the answer.
    pub caption: String,
}

/// Why there is no code.
#[derive(Debug, thiserror::Error)]
pub enum NoCode {
    /// The link does not fit into a code.
    #[error("the link does not fit into a code: {0}")]
    Link(String),
    /// The picture.
    #[error(transparent)]
    Drawing(#[from] NotDrawn),
}

#[derive(Template)]
#[template(path = "poster.svg")]
struct Drawing<'a> {
    title: &'a str,
    fonts: &'static str,
    width: u32,
    height: u32,
    path: String,
    caption: Vec<Line>,
    link: Vec<Line>,
}

struct Line {
    y: u32,
    text: String,
}

impl Poster {
    /// The code as SVG. A quarter of it may be torn or dirty (level Q of ISO/IEC 18004).
    ///
    /// # Errors
    /// [`NoCode::Link`].
    pub fn svg(&self) -> Result<String, NoCode> {
        let code = QrCode::with_error_correction_level(&self.link, EcLevel::Q)
            .map_err(|error| NoCode::Link(error.to_string()))?;
        let side = u32::try_from(code.width()).unwrap_or(u32::MAX);
        let width = (side + 2 * QUIET) * MODULE;
        let room = width - 2 * MODULE;
        let mut y = width;
        let caption = lines(&self.caption, CAPTION, room, 3, &mut y);
        let link = lines(&broken(&self.link, room), LINK, room, 4, &mut y);
        let drawing = Drawing {
            title: &self.caption,
            fonts: FONTS,
            width,
            height: y + 2 * MODULE,
            path: path(&code),
            caption,
            link,
        };
        // Writing into a string cannot fail; the template has no other source of errors.
        Ok(drawing.render().unwrap_or_default())
    }

    /// The code as PNG, twice as large as the SVG's own size.
    ///
    /// # Errors
    /// [`NoCode`].
    pub fn png(&self) -> Result<Vec<u8>, NoCode> {
        Ok(drawing::png(&self.svg()?, 2)?)
    }
}

/// Lines of text from `y` down, which is moved.
fn lines(text: &str, size: u32, room: u32, most: usize, y: &mut u32) -> Vec<Line> {
    let wrapped = drawing::wrap(text, size, room, most);
    let written = wrapped.into_iter().map(|text| {
        *y += size + size / 3;
        Line { y: *y, text }
    });
    written.collect()
}

/// A link has no spaces: it is broken where a line is full, so that it can be typed from paper.
fn broken(link: &str, room: u32) -> String {
    let mut done = String::new();
    let mut line = String::new();
    for letter in link.chars() {
        line.push(letter);
        if drawing::width(&line, LINK) > room {
            line.pop();
            done.push_str(&line);
            done.push(' ');
            line = letter.to_string();
        }
    }
    done + &line
}

/// All dark modules as one path: a run of a row is one rectangle.
fn path(code: &QrCode) -> String {
    let width = code.width();
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, row) in (QUIET..).zip(colors.chunks(width)) {
        let mut x = QUIET;
        for run in row.chunk_by(|a, b| a == b) {
            let length = u32::try_from(run.len()).unwrap_or(0);
            if run.first() == Some(&Color::Dark) {
                let (left, top, long) = (x * MODULE, y * MODULE, length * MODULE);
                path.push_str(&format!("M{left} {top}h{long}v{MODULE}h-{long}z"));
            }
            x += length;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use resvg::tiny_skia::Pixmap;

    use super::*;

    fn poster(link: &str, caption: &str) -> Poster {
        Poster {
            link: link.to_owned(),
            caption: caption.to_owned(),
        }
    }

    #[test]
    fn each_module_of_the_code_is_where_it_belongs_and_the_edge_is_white() {
        let link = "https://t.me/SafeMigrationBot?start=c-poster";
        let picture = poster(link, "Плакат «Безпечна дорога»").png().unwrap();
        let picture = Pixmap::decode_png(&picture).unwrap();
        let code = QrCode::with_error_correction_level(link, EcLevel::Q).unwrap();
        let side = u32::try_from(code.width()).unwrap();
        let dark = |x: u32, y: u32| {
            let middle = |at: u32| (at * MODULE + MODULE / 2) * 2;
            picture.pixel(middle(x), middle(y)).unwrap().red() < 128
        };
        for y in 0..side + 2 * QUIET {
            for x in 0..side + 2 * QUIET {
                let within = QUIET..side + QUIET;
                let inside = within.contains(&x) && within.contains(&y);
                let at = |at: u32| usize::try_from(at - QUIET).unwrap();
                let expected = inside && code[(at(x), at(y))] == Color::Dark;
                assert_eq!(dark(x, y), expected, "module {x}, {y}");
            }
        }
    }

    #[test]
    fn name_and_link_stand_beneath_escaped_and_whole() {
        let link = "https://t.me/SafeMigrationBot?start=c-a&b".to_owned() + &"z".repeat(60);
        let svg = poster(&link, "<Плакат> & стенд").svg().unwrap();
        assert!(svg.contains("&#60;Плакат&#62; &#38; стенд"), "{svg}");
        assert!(!svg.contains("<Плакат>"));
        let written: String = svg
            .split("class=\"link\">")
            .skip(1)
            .map(|rest| rest.split('<').next().unwrap())
            .collect();
        assert_eq!(written.replace("&#38;", "&"), link);
    }

    #[test]
    fn a_link_that_is_too_long_is_told() {
        let error = poster(&"x".repeat(4000), "").svg().unwrap_err();
        assert!(error.to_string().contains("does not fit"), "{error}");
    }
}
