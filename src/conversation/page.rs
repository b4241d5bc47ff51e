//! A page as a person sees it: Telegram HTML and an inline keyboard.

use crate::model::button::Button;

/// What a button does when it is pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Comes back to us.
    Press(Button),
    /// Opens an address in the person's own program.
    Address(String),
}

/// One button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// What stands on it.
    pub label: String,
    /// What it does.
    pub action: Action,
}

/// A page in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Text in Telegram's HTML.
    pub html: String,
    /// Rows of buttons.
    pub keyboard: Vec<Vec<Key>>,
}

/// The leaflet with what stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafletPage {
    /// Caption in Telegram's HTML.
    pub caption: String,
    /// Neutral file name.
    pub file_name: String,
    /// Rows of buttons.
    pub keyboard: Vec<Vec<Key>>,
}

impl Key {
    /// A button that comes back to us.
    #[must_use]
    pub fn press(label: String, button: Button) -> Self {
        Self {
            label,
            action: Action::Press(button),
        }
    }

    /// A button that opens an address.
    #[must_use]
    pub fn address(label: String, url: String) -> Self {
        Self {
            label,
            action: Action::Address(url),
        }
    }
}
