//! All tests that need more than one room, in one crate.

mod broken_content;
