//! Words as they sound: small letters, no signs, Latin typing and look-alikes in Cyrillic, letters
//! that languages write differently made one. What is searched and listened to is compared so.

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
        .map(|c| if c.is_alphanumeric() { plain(c) } else { ' ' })
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

/// A Latin letter without the marks that people leave out when they type in a hurry.
fn plain(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ă' | 'ą' | 'ã' => 'a',
        'ć' | 'č' | 'ç' => 'c',
        'ď' | 'đ' => 'd',
        'é' | 'è' | 'ê' | 'ë' | 'ě' | 'ę' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ĺ' | 'ľ' | 'ł' => 'l',
        'ń' | 'ň' | 'ñ' => 'n',
        'ó' | 'ò' | 'ô' | 'ö' | 'ő' | 'õ' => 'o',
        'ŕ' | 'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' | 'ß' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ú' | 'ù' | 'û' | 'ü' | 'ű' | 'ů' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
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
const LATIN: [(&str, &str); 41] = [
    ("shch", "щ"),
    ("sch", "щ"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("iu", "ю"),
    ("ia", "я"),
    ("ie", "е"),
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
        // "xochu": an x before a vowel is the Cyrillic letter that looks so
        let after = rest.chars().nth(1);
        if first == 'x' && sounds.is_empty() && after.is_some_and(|c| "aeiouy".contains(c)) {
            sounds.push('х');
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
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

/// The keys of a keyboard in its Latin layout and in its Cyrillic one.
const KEYS: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.{}:\"<>";
const CYRILLIC_KEYS: &str = "йцукенгшщзхїфівапролджєячсмитьбюхїжєбю";

/// What was meant by words typed with the keyboard switched to Latin letters ("ghbdsn"); none if
/// there is more in them than Latin letters and signs.
pub(super) fn other_layout(text: &str) -> Option<String> {
    if !text.is_ascii() || !text.bytes().any(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let key = |c: char| {
        let keys = KEYS.chars().zip(CYRILLIC_KEYS.chars());
        let mut keys = keys.filter(|(latin, _)| *latin == c);
        keys.next().map_or(c, |(_, cyrillic)| cyrillic)
    };
    Some(text.to_ascii_lowercase().chars().map(key).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
    fn what_is_typed_in_a_hurry_folds_alike() {
        for (one, other) in [
            ("nechci žít", "nechci zit"),
            ("pașaportul", "pasaportul"),
            ("xochu", "hochu"),
            ("xochu", "хочу"),
            ("útlevél", "UTLEVEL"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn a_keyboard_left_in_latin_is_read() {
        assert_eq!(other_layout("ghbdsn").as_deref(), Some("привіт"));
        assert_eq!(other_layout("HJ<JNF").as_deref(), Some("робота"));
        assert_eq!(other_layout("hj,jnf").as_deref(), Some("робота"));
        assert_eq!(other_layout("привіт"), None);
        assert_eq!(other_layout("123"), None);
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
    }
}
