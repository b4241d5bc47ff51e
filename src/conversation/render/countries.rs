//! Choice of a country, quick: those chosen lately, then the neighbours, the rest by letter.

use super::{Body, Key, Reader, pairs};
use crate::content::CountryCode;
use crate::content::Text;
use crate::conversation::route::LETTERS;
use crate::model::button::Button;
use crate::model::screen::{Purpose, Screen};

pub(super) fn countries(reader: &Reader<'_>, purpose: &Purpose, letter: Option<u8>) -> Body {
    let by_letter = letters(reader);
    match letter {
        None => quick(reader, purpose),
        Some(index) => match by_letter.get(usize::from(index)) {
            Some((_, codes)) => (
                reader.html(Text::CountriesText),
                pairs(codes.iter().map(|code| key(reader, purpose, code))),
            ),
            None => letter_choice(reader, purpose, &by_letter),
        },
    }
}

fn quick(reader: &Reader<'_>, purpose: &Purpose) -> Body {
    let mut codes: Vec<CountryCode> = Vec::new();
    for code in reader
        .viewer
        .recent
        .iter()
        .chain(reader.content.first_countries())
    {
        if reader.content.country(code).is_some() && !codes.contains(code) {
            codes.push(code.clone());
        }
    }
    let mut rows = pairs(codes.iter().map(|code| key(reader, purpose, code)));
    let all = Screen::Countries {
        purpose: purpose.clone(),
        letter: Some(LETTERS),
    };
    rows.push(vec![
        reader.key(
            Text::AllCountriesButton,
            Button::Open {
                screen: all,
                back: None,
            },
        ),
        reader.key(
            Text::NoCountryButton,
            Button::Country {
                code: None,
                purpose: purpose.clone(),
            },
        ),
    ]);
    (reader.html(Text::CountriesText), rows)
}

fn letter_choice(
    reader: &Reader<'_>,
    purpose: &Purpose,
    letters: &[(char, Vec<CountryCode>)],
) -> Body {
    let keys: Vec<Key> = letters
        .iter()
        .enumerate()
        .map(|(index, (letter, _))| {
            let screen = Screen::Countries {
                purpose: purpose.clone(),
                letter: Some(u8::try_from(index).unwrap_or(LETTERS)),
            };
            Key::press(letter.to_string(), Button::Open { screen, back: None })
        })
        .collect();
    (
        reader.html(Text::CountriesLetters),
        keys.chunks(6).map(<[Key]>::to_vec).collect(),
    )
}

/// Countries under the first letters of their names in the reader's language.
fn letters(reader: &Reader<'_>) -> Vec<(char, Vec<CountryCode>)> {
    let mut named: Vec<(&str, &CountryCode)> = reader
        .content
        .countries()
        .iter()
        .map(|country| {
            (
                reader.content.country_name(reader.lang(), &country.code),
                &country.code,
            )
        })
        .collect();
    named.sort_by_key(|(name, _)| name.to_lowercase());
    let mut letters: Vec<(char, Vec<CountryCode>)> = Vec::new();
    for (name, code) in named {
        let letter = name.chars().next().unwrap_or('?');
        match letters.last_mut() {
            Some((last, codes)) if *last == letter => codes.push(code.clone()),
            _ => letters.push((letter, vec![code.clone()])),
        }
    }
    letters
}

fn key(reader: &Reader<'_>, purpose: &Purpose, code: &CountryCode) -> Key {
    let name = reader.content.country_name(reader.lang(), code).to_owned();
    Key::press(
        name,
        Button::Country {
            code: Some(code.clone()),
            purpose: purpose.clone(),
        },
    )
}
