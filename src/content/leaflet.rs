//! The leaflet: a PDF for the phone and one for printing in each language, and the same words as
//! messages for bad connections, with notes for teenagers and for people who travel with children.

use serde::{Deserialize, Serialize};

use super::Content;
use super::ids::{Lang, LineId};

/// The leaflet in one language and one form: a PDF.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leaflet {
    /// The file.
    pub bytes: Vec<u8>,
    /// A short name for exactly these bytes.
    pub version: String,
}

/// A part of the leaflet that is shown as a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LeafletPart {
    /// All of the page.
    Page,
    /// Travelling with children.
    Children,
    /// Under 18.
    Teens,
    /// The stickers in words.
    Stickers,
}

impl LeafletPart {
    /// In the order of their buttons.
    pub const ALL: [Self; 4] = [Self::Page, Self::Children, Self::Teens, Self::Stickers];
}

/// The leaflet's words in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeafletText {
    /// The page up to its numbers.
    pub before_html: String,
    /// Its lines: which, and what it is for.
    pub lines: Vec<(LineId, String)>,
    /// The page after its numbers.
    pub after_html: String,
    /// Notes for people with children.
    pub children_html: String,
    /// Notes for teenagers.
    pub teens_html: String,
    /// On the button of the page as text.
    pub text_button: String,
    /// On the button of the form for printing.
    pub print_button: String,
    /// On the button of the notes for people with children.
    pub children_button: String,
    /// On the button of the notes for teenagers.
    pub teens_button: String,
}

impl LeafletText {
    /// What stands on the button of a part; none for the stickers, whose words stand elsewhere.
    #[must_use]
    pub fn button(&self, part: LeafletPart) -> Option<&str> {
        match part {
            LeafletPart::Page => Some(&self.text_button),
            LeafletPart::Children => Some(&self.children_button),
            LeafletPart::Teens => Some(&self.teens_button),
            LeafletPart::Stickers => None,
        }
    }
}

/// The leaflet.
impl Content {
    /// For printing, where there is such a file.
    #[must_use]
    pub fn leaflet_for_print(&self, lang: &Lang) -> Option<&Leaflet> {
        self.leaflets.print.get(lang)
    }

    /// The leaflet's words, where they are known, in this language or one that stands in for it.
    #[must_use]
    pub fn leaflet_text(&self, lang: &Lang) -> Option<&LeafletText> {
        self.told_in(lang, None, |speech| speech.leaflet.as_ref())
            .map(|told| told.words)
    }
}
