//! Words of distress, heard also when mistyped, typed in Latin letters or with look-alikes.
//! By rule and without any guess at meaning. What a person wrote is looked at and never kept.

use super::fold::{fold, one_slip, other_layout};

/// Shortest word in which one wrong letter is forgiven, in letters.
const FORGIVING: usize = 5;
/// How many words `…` stands for at most.
const GAP: usize = 3;

/// The phrases to listen for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Distress {
    phrases: Vec<Phrase>,
}

/// What to listen for, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Phrase {
    sounds: Vec<Sound>,
    /// Only at the beginning of what was written.
    begins: bool,
    /// Only at its end.
    ends: bool,
}

/// One word of a phrase, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sound {
    /// Any of these.
    ways: Vec<Way>,
    /// Whether a few other words may stand before it.
    after_a_gap: bool,
}

/// One way to say it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Way {
    letters: Vec<char>,
    any_ending: bool,
    /// No slip is forgiven: another form of the word is innocent.
    exactly: bool,
}

impl Distress {
    /// Adds a phrase. `*` at a word's end stands for any ending, `=` before it forgives no slip,
    /// `|` parts words of which any will do, `…` stands for up to three other words, `^` and `$`
    /// for the beginning and the end of what was written. False if the phrase holds no word.
    pub(super) fn add(&mut self, phrase: &str) -> bool {
        let mut heard = Phrase::default();
        let mut gap = false;
        for word in phrase.split_whitespace() {
            match word {
                "…" | "..." => gap = !heard.sounds.is_empty(),
                "^" => heard.begins = true,
                "$" => heard.ends = true,
                word => {
                    for ways in ways(word) {
                        let after_a_gap = std::mem::take(&mut gap);
                        heard.sounds.push(Sound { ways, after_a_gap });
                    }
                }
            }
        }
        let words = !heard.sounds.is_empty();
        if words && !self.phrases.contains(&heard) {
            self.phrases.push(heard);
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
            let last = if phrase.begins { 1 } else { words.len() };
            let mut starts = (0..last).filter_map(|at| words.get(at..));
            starts.any(|words| stands(&phrase.sounds, phrase.ends, words))
        })
    }
}

/// The words of a phrase that a written word stands for: one, or the parts it falls into.
fn ways(word: &str) -> Vec<Vec<Way>> {
    let way = |word: &str, letters: &str| Way {
        letters: letters.chars().collect(),
        any_ending: word.ends_with('*'),
        exactly: word.starts_with('='),
    };
    if word.contains('|') {
        let ways = word.split('|');
        let ways = ways.map(|word| way(word, &fold(word).replace(' ', "")));
        let ways: Vec<Way> = ways.filter(|way| !way.letters.is_empty()).collect();
        return Some(ways)
            .filter(|ways| !ways.is_empty())
            .into_iter()
            .collect();
    }
    let folded = fold(word);
    let parts: Vec<&str> = folded.split(' ').filter(|part| !part.is_empty()).collect();
    let before = parts.len().saturating_sub(1);
    let parts = parts.into_iter().enumerate();
    parts
        .map(|(at, part)| vec![way(if at == before { word } else { "" }, part)])
        .collect()
}

/// Whether the phrase stands at the beginning of these words, and ends with them if it must.
fn stands(phrase: &[Sound], ends: bool, words: &[Vec<char>]) -> bool {
    let Some((sound, rest)) = phrase.split_first() else {
        return !ends || words.is_empty();
    };
    let gap = if sound.after_a_gap { GAP } else { 0 };
    (0..=gap).any(|skipped| {
        let words = words.get(skipped..).and_then(<[_]>::split_first);
        words.is_some_and(|(word, words)| sound.is(word) && stands(rest, ends, words))
    })
}

impl Sound {
    fn is(&self, word: &[char]) -> bool {
        self.ways.iter().any(|way| way.is(word))
    }
}

impl Way {
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
        !self.exactly && self.letters.len() >= FORGIVING && one_slip(&self.letters, word)
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
    fn a_phrase_may_leave_words_open() {
        let distress = distress(&["=забрав|=забрали|отобрал* … паспорт*", "хочу … померти"]);
        for words in [
            "забрав паспорт",
            "він забрав у мене мій паспорт",
            "отобрали паспорта",
            "zabraly nashi pasporty",
            "ljgjvj;bnm pf,hfkb gfcgjhn",
            "хочу просто померти",
        ] {
            assert!(distress.heard(words), "{words}");
        }
        for words in [
            "забрала паспорт",
            "забрали у нас на роботі всі паспорти",
            "паспорт забрав",
            "хочу жити довго, а не померти",
            "забрав",
        ] {
            assert!(!distress.heard(words), "{words}");
        }
    }

    #[test]
    fn a_phrase_may_say_where_it_stands_and_how_exactly() {
        let distress = distress(&["^ помогите $", "нужна помощь $", "=забрали ребенка"]);
        for words in [
            "помогите!!!",
            "памогите",
            "очень нужна помощь",
            "у нас забрали ребёнка",
        ] {
            assert!(distress.heard(words), "{words}");
        }
        for words in [
            "помогите найти школу",
            "вы помогите",
            "нужна помощь с жильём",
            "забрать ребенка",
            "забрала ребенка",
        ] {
            assert!(!distress.heard(words), "{words}");
        }
    }

    #[test]
    fn a_phrase_without_words_is_no_phrase() {
        let mut distress = Distress::default();
        for phrase in ["", "*", "!!!", " ь ", "…", "|", "*|!", "^ $", "="] {
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
