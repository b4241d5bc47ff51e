//! Words of distress, heard also when mistyped, typed in Latin letters or with look-alikes.
//! By rule and without any guess at meaning. What a person wrote is looked at and never kept.

use super::fold::{fold, one_slip, other_layout};

/// Shortest word in which one wrong letter is forgiven, in letters.
const FORGIVING: usize = 5;

/// The phrases to listen for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Distress {
    phrases: Vec<Vec<Sound>>,
}

/// One word of a phrase, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sound {
    letters: Vec<char>,
    any_ending: bool,
}

impl Distress {
    /// Adds a phrase; `*` at a word's end stands for any ending. False if it holds no word.
    pub(super) fn add(&mut self, phrase: &str) -> bool {
        let sounds: Vec<Sound> = phrase
            .split_whitespace()
            .flat_map(|word| {
                let any_ending = word.ends_with('*');
                let folded = fold(word);
                let parts: Vec<Vec<char>> = folded
                    .split(' ')
                    .filter(|part| !part.is_empty())
                    .map(|part| part.chars().collect())
                    .collect();
                let last = parts.len().saturating_sub(1);
                parts
                    .into_iter()
                    .enumerate()
                    .map(move |(at, letters)| Sound {
                        letters,
                        any_ending: any_ending && at == last,
                    })
            })
            .collect();
        let words = !sounds.is_empty();
        if words && !self.phrases.contains(&sounds) {
            self.phrases.push(sounds);
        }
        words
    }

    /// Whether one of the phrases is in these words, also with the keyboard left in Latin.
    #[must_use]
    pub fn heard(&self, words: &str) -> bool {
        self.heard_as(&fold(words))
            || other_layout(words).is_some_and(|meant| self.heard_as(&fold(&meant)))
    }

    fn heard_as(&self, folded: &str) -> bool {
        let words: Vec<Vec<char>> = folded
            .split(' ')
            .map(|word| word.chars().collect())
            .collect();
        self.phrases.iter().any(|phrase| {
            words
                .windows(phrase.len())
                .any(|words| phrase.iter().zip(words).all(|(sound, word)| sound.is(word)))
        })
    }
}

impl Sound {
    fn is(&self, word: &[char]) -> bool {
        let n = self.letters.len();
        if self.any_ending {
            (n.saturating_sub(1)..=n + 1).any(|cut| self.is_nearly(word.get(..cut)))
        } else {
            self.is_nearly(Some(word))
        }
    }

    fn is_nearly(&self, word: Option<&[char]>) -> bool {
        let Some(word) = word else { return false };
        if self.letters == word {
            return true;
        }
        self.letters.len() >= FORGIVING && one_slip(&self.letters, word)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn distress(phrases: &[&str]) -> Distress {
        let mut distress = Distress::default();
        for phrase in phrases {
            assert!(distress.add(phrase), "{phrase}");
        }
        distress
    }

    #[test]
    fn cries_are_heard_however_they_are_typed() {
        let distress = distress(&[
            "помож* мені",
            "рятуйте",
            "забрали паспорт",
            "help me",
            "мене б'ють",
        ]);
        for words in [
            "ПОМОЖІТЬ МЕНІ!!!",
            "будь ласка,поможіть  мені",
            "pomozhit meni",
            "помoжiть мені",
            "рятуйтее",
            "ратуйте",
            "ryatujte",
            "рятууууйте",
            "у мене забралы паспорт",
            "забрали паспрот",
            "Help me",
            "мене бють",
            "мене б’ють",
            "pomozhy meni",
        ] {
            assert!(distress.heard(words), "{words} → {}", fold(words));
        }
    }

    #[test]
    fn other_words_are_not_taken_for_cries() {
        let distress = distress(&["помож* мені", "рятуйте", "забрали паспорт", "sos"]);
        for words in [
            "",
            "  ",
            "паспорт",
            "мені",
            "хто може помогти",
            "рядок",
            "соло",
            "so",
            "паспорт забрали",
            "🙂",
            "...",
        ] {
            assert!(!distress.heard(words), "{words}");
        }
    }

    #[test]
    fn a_phrase_without_words_is_no_phrase() {
        let mut distress = Distress::default();
        for phrase in ["", "*", "!!!", " ь "] {
            assert!(!distress.add(phrase), "{phrase}");
        }
        assert!(!distress.heard("anything"));
    }

    proptest! {
        #[test]
        fn any_words_are_listened_to(phrase in any::<String>(), words in any::<String>()) {
            let mut distress = Distress::default();
            let added = distress.add(&phrase);
            let heard = distress.heard(&words);
            prop_assert!(added || !heard);
        }

        #[test]
        fn a_phrase_hears_itself(phrase in "[а-яіїє]{2,9}( [а-яіїє]{2,9}){0,3}") {
            let mut distress = Distress::default();
            if distress.add(&phrase) {
                prop_assert!(distress.heard(&phrase.to_uppercase()));
            }
        }
    }
}
