//! Stickers without emoji or colour.

use super::super::{At, Problems};

impl Problems {
    pub(in crate::content) fn no_emoji(&mut self, at: At, given: &str) {
        self.error(
            at,
            format!("`{given}` is no emoji"),
            "write one sign, such as \"📸\"".to_owned(),
        );
    }

    pub(in crate::content) fn no_colour(&mut self, at: At, given: &str) {
        self.error(
            at,
            format!("`{given}` is no colour"),
            "write six digits of red, green and blue, such as \"#ffd166\"".to_owned(),
        );
    }
}
