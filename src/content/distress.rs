//! Words of distress, heard also when mistyped, typed in Latin letters or with look-alikes.
//! By rule and without any guess at meaning. What a person wrote is looked at and never kept.

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

    /// Whether one of the phrases is in these words.
    #[must_use]
    pub fn heard(&self, words: &str) -> bool {
        let folded = fold(words);
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

/// Whether two different words differ by one letter too many, too few or wrong, or by two
/// neighbours that changed places.
pub(super) fn one_slip(one: &[char], other: &[char]) -> bool {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (
        one.get(same..).unwrap_or_default(),
        other.get(same..).unwrap_or_default(),
    );
    let same = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let differ = |word: &'_ [char]| word.len() - same;
    match (one.get(..differ(one)), other.get(..differ(other))) {
        (Some([] | [_]), Some([] | [_])) => true,
        (Some([a, b]), Some([c, d])) => a == d && b == c,
        _ => false,
    }
}

/// Words as they sound, parted by single spaces: small letters, no signs, Latin typing in
/// Cyrillic, letters that Ukrainian and Russian write differently made one, doubles single.
pub(super) fn fold(text: &str) -> String {
    let small: Vec<char> = text
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !is_silent(*c))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<String> = small
        .split(|c| *c == ' ')
        .filter(|word| !word.is_empty())
        .map(fold_word)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// Signs inside words that are often left out: apostrophes, soft and hard signs, accents, what
/// is invisible.
fn is_silent(c: char) -> bool {
    matches!(
        c,
        '\'' | '’' | 'ʼ' | '`' | '´' | '"' | 'ь' | 'ъ' | '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

fn fold_word(word: &[char]) -> String {
    let cyrillic = |c: &char| ('\u{400}'..='\u{4ff}').contains(c);
    let sounds: String = if word.iter().any(cyrillic) {
        word.iter().map(|c| look_alike(*c)).collect()
    } else {
        spoken(word)
    };
    let mut folded = String::new();
    for c in sounds.chars().map(same_sound) {
        if c.is_numeric() || !folded.ends_with(c) {
            folded.push(c);
        }
    }
    folded
}

/// A Latin letter inside a Cyrillic word is the Cyrillic letter that looks so.
fn look_alike(c: char) -> char {
    match c {
        'a' => 'а',
        'b' => 'в',
        'c' => 'с',
        'e' => 'е',
        'h' => 'н',
        'i' => 'и',
        'k' => 'к',
        'm' => 'м',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        other => other,
    }
}

/// Latin typing of Ukrainian and Russian, longest first.
const LATIN: [(&str, &str); 38] = [
    ("shch", "щ"),
    ("sch", "щ"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("yu", "ю"),
    ("ju", "ю"),
    ("ya", "я"),
    ("ja", "я"),
    ("ye", "е"),
    ("yo", "е"),
    ("yi", "и"),
    ("a", "а"),
    ("b", "б"),
    ("v", "в"),
    ("w", "в"),
    ("h", "г"),
    ("g", "г"),
    ("d", "д"),
    ("e", "е"),
    ("z", "з"),
    ("i", "и"),
    ("y", "и"),
    ("j", "и"),
    ("k", "к"),
    ("q", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("p", "п"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("u", "у"),
    ("f", "ф"),
];

fn spoken(word: &[char]) -> String {
    let text: String = word.iter().collect();
    let mut rest = text.as_str();
    let mut sounds = String::new();
    while let Some(first) = rest.chars().next() {
        let (latin, sound) = LATIN
            .iter()
            .find(|(latin, _)| rest.starts_with(latin))
            .map_or((first.len_utf8(), other_latin(first)), |(latin, sound)| {
                (latin.len(), (*sound).to_owned())
            });
        sounds.push_str(&sound);
        rest = rest.get(latin..).unwrap_or_default();
    }
    sounds
}

fn other_latin(c: char) -> String {
    match c {
        'c' => "ц".to_owned(),
        'x' => "кс".to_owned(),
        other => other.to_string(),
    }
}

/// Letters that stand for one another between the two languages and in Latin typing.
fn same_sound(c: char) -> char {
    match c {
        'ё' | 'є' | 'э' | 'ѐ' => 'е',
        'і' | 'ї' | 'ы' | 'й' | 'ѝ' => 'и',
        'ґ' | 'х' => 'г',
        other => other,
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
    fn one_slip_is_one_letter_or_two_neighbours() {
        let slip = |one: &str, other: &str| {
            one_slip(
                &one.chars().collect::<Vec<_>>(),
                &other.chars().collect::<Vec<_>>(),
            )
        };
        for (one, other) in [
            ("паспорт", "паспор"),
            ("паспорт", "паспортт"),
            ("паспорт", "пасборт"),
            ("паспорт", "апспорт"),
            ("аа", "ааа"),
        ] {
            assert!(slip(one, other) && slip(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("паспорт", "паспо"),
            ("паспорт", "бачборт"),
            ("абвг", "бавгд"),
            ("абв", "вба"),
        ] {
            assert!(!slip(one, other) && !slip(other, one), "{one} {other}");
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
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn mixed_scripts_fold_once_as_well(text in "[a-zA-Zа-яєіїґА-ЯЄІЇҐ' ̈-]{0,24}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

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
