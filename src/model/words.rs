//! What a person wrote. It may be looked at while one event is decided and goes nowhere from
//! there: it cannot be serialised, printed or compared, and its `Debug` shows only how long it is.

use std::fmt;

/// A person's own words, in memory for one turn.
#[derive(Clone)]
pub struct Words(String);

impl Words {
    /// Takes the words from the wire.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Lends the words to a rule that looks for something in them.
    #[must_use]
    pub fn look(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({} characters)", self.0.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    static_assertions::assert_not_impl_any!(Words: serde::Serialize, std::fmt::Display, PartialEq);

    #[test]
    fn debug_shows_no_word() {
        assert_eq!(
            format!("{:?}", Words::new("Мене звати Олена".into())),
            "Words(16 characters)"
        );
    }
}
