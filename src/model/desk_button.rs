//! What a consultant's button does ⇄ Telegram's callback data: at most 64 bytes, versioned, total,
//! as for people's buttons. Data that cannot be read is `None`, never an error.
//!
//! Form: `2` (people's buttons have `1`), a letter for the deed, its one part. A capital letter
//! sends what its small one shows.

use super::button::{LONGEST, first, is_bit, read_number};
use super::desk::DeskButton;

/// Bytes of a colleague's key that a button carries: enough to tell the members of a desk apart.
const KEY_BYTES: usize = 6;

impl DeskButton {
    /// As callback data.
    #[must_use]
    pub fn encode(&self) -> String {
        let body = match self {
            Self::Take => "t".to_owned(),
            Self::Release => "r".to_owned(),
            Self::Main => "m".to_owned(),
            Self::HandOver => "h".to_owned(),
            Self::To(key) => format!("p{}", hex(key)),
            Self::Move(desk) => format!("v{desk}"),
            Self::Templates => "q".to_owned(),
            Self::Template(template) => format!("x{template}"),
            Self::SendTemplate(template) => format!("X{template}"),
            Self::Branches => "b".to_owned(),
            Self::Answers(branch, page) => format!("l{page},{branch}"),
            Self::Answer(answer) => format!("a{answer}"),
            Self::SendAnswer(answer) => format!("A{answer}"),
            Self::Leaflet => "f".to_owned(),
            Self::Lines => "n".to_owned(),
            Self::Urgent(urgent) => format!("u{}", u8::from(*urgent)),
            Self::Close => "c".to_owned(),
            Self::Subject(subject) => format!("s{subject}"),
            Self::Outcomes => "i".to_owned(),
            Self::Outcome(outcome) => format!("o{outcome}"),
            Self::Referrals => "j".to_owned(),
            Self::Referral(referral) => format!("e{referral}"),
            Self::Finish => "z".to_owned(),
            Self::Correct => "k".to_owned(),
            Self::Reopen => "w".to_owned(),
            Self::Duty(on) => format!("d{}", u8::from(*on)),
        };
        format!("2{body}")
    }

    /// From callback data; `None` for anything we did not write.
    #[must_use]
    pub fn decode(data: &str) -> Option<Self> {
        if data.len() > LONGEST {
            return None;
        }
        let (deed, rest) = first(data.strip_prefix('2')?)?;
        if let Some(plain) = plain(deed) {
            return rest.is_empty().then_some(plain);
        }
        Some(match deed {
            'p' => Self::To(read_hex(rest)?),
            'v' => Self::Move(rest.parse().ok()?),
            'x' => Self::Template(rest.parse().ok()?),
            'X' => Self::SendTemplate(rest.parse().ok()?),
            'l' => {
                let (page, branch) = rest.split_once(',')?;
                Self::Answers(branch.parse().ok()?, read_number(page)?)
            }
            'a' => Self::Answer(rest.parse().ok()?),
            'A' => Self::SendAnswer(rest.parse().ok()?),
            'u' if is_bit(rest) => Self::Urgent(rest == "1"),
            's' => Self::Subject(rest.parse().ok()?),
            'o' => Self::Outcome(rest.parse().ok()?),
            'e' => Self::Referral(rest.parse().ok()?),
            'd' if is_bit(rest) => Self::Duty(rest == "1"),
            _ => return None,
        })
    }
}

/// Buttons that are a letter and nothing else.
fn plain(deed: char) -> Option<DeskButton> {
    Some(match deed {
        't' => DeskButton::Take,
        'r' => DeskButton::Release,
        'm' => DeskButton::Main,
        'h' => DeskButton::HandOver,
        'q' => DeskButton::Templates,
        'b' => DeskButton::Branches,
        'f' => DeskButton::Leaflet,
        'n' => DeskButton::Lines,
        'c' => DeskButton::Close,
        'i' => DeskButton::Outcomes,
        'j' => DeskButton::Referrals,
        'z' => DeskButton::Finish,
        'k' => DeskButton::Correct,
        'w' => DeskButton::Reopen,
        _ => return None,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Only what [`hex`] writes: small letters, whole.
fn read_hex(text: &str) -> Option<[u8; KEY_BYTES]> {
    let mut bytes = [0; KEY_BYTES];
    let mut rest = text;
    for byte in &mut bytes {
        let (pair, after) = rest.split_at_checked(2)?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
        rest = after;
    }
    (hex(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::button::Button;

    fn slug<T>() -> impl Strategy<Value = T>
    where
        T: std::str::FromStr<Err = crate::content::BadName> + std::fmt::Debug,
    {
        "[a-z0-9-]{1,20}".prop_map(|id| id.parse().unwrap())
    }

    fn buttons() -> impl Strategy<Value = DeskButton> {
        let letters: Vec<DeskButton> = ('a'..='z').filter_map(plain).collect();
        assert_eq!(letters.len(), 14);
        prop_oneof![
            proptest::sample::select(letters),
            any::<[u8; KEY_BYTES]>().prop_map(DeskButton::To),
            slug().prop_map(DeskButton::Move),
            slug().prop_map(DeskButton::Template),
            slug().prop_map(DeskButton::SendTemplate),
            (slug(), any::<u8>()).prop_map(|(branch, page)| DeskButton::Answers(branch, page)),
            slug().prop_map(DeskButton::Answer),
            slug().prop_map(DeskButton::SendAnswer),
            slug().prop_map(DeskButton::Subject),
            slug().prop_map(DeskButton::Outcome),
            slug().prop_map(DeskButton::Referral),
            any::<bool>().prop_map(DeskButton::Urgent),
            any::<bool>().prop_map(DeskButton::Duty),
        ]
    }

    proptest! {
        #[test]
        fn every_button_comes_back_fits_and_is_nobody_elses(button in buttons()) {
            let data = button.encode();
            prop_assert!((1..=LONGEST).contains(&data.len()), "{} bytes: {data}", data.len());
            prop_assert_eq!(Button::decode(&data), None);
            prop_assert_eq!(DeskButton::decode(&data), Some(button));
        }

        #[test]
        fn forged_data_never_breaks_and_never_means_two_things(data in "2?\\PC{0,70}") {
            if let Some(button) = DeskButton::decode(&data) {
                prop_assert_eq!(button.encode(), data);
            }
        }

        #[test]
        fn data_like_ours_but_bent_never_breaks(button in buttons(), cut in 0_usize..64, put in "[a-zA-F0-9+,-]{0,3}") {
            let data = button.encode();
            let cut = cut.min(data.len());
            let bent = format!("{}{put}{}", &data[..cut], &data[cut..]);
            if let Some(read) = DeskButton::decode(&bent) {
                prop_assert_eq!(read.encode(), bent);
            }
        }
    }
}
