//! What a button in the staff's group does ⇄ Telegram's callback data: at most 64 bytes, versioned,
//! total, as for people's and consultants' buttons. Data that cannot be read is `None`, never an
//! error.
//!
//! Form: `3` (people's buttons have `1`, consultants' `2`), a letter for the deed, its parts.
//! Months are numbers since the year 0; two of them are parted by a comma.

use super::button::{LONGEST, first};
use super::figures::Month;
use super::staff::{Every, Format, Months, StaffButton, StaffPage};

impl StaffButton {
    /// As callback data.
    #[must_use]
    pub fn encode(&self) -> String {
        let body = match self {
            Self::Open(page) => open(*page),
            Self::Files(months, format) => format!("x{}{}", letter(*format), range(*months)),
            Self::Send(None) => "d0".to_owned(),
            Self::Send(Some(Every::Month)) => "dm".to_owned(),
            Self::Send(Some(Every::Quarter)) => "dq".to_owned(),
            Self::Speak(lang) => format!("s{lang}"),
        };
        format!("3{body}")
    }

    /// From callback data; `None` for anything we did not write.
    #[must_use]
    pub fn decode(data: &str) -> Option<Self> {
        if data.len() > LONGEST {
            return None;
        }
        let (deed, rest) = first(data.strip_prefix('3')?)?;
        if let Some(page) = plain(deed) {
            return rest.is_empty().then_some(Self::Open(page));
        }
        Some(match deed {
            'f' => Self::Open(StaffPage::From(rest.parse().ok()?)),
            't' => Self::Open(StaffPage::To(Month(rest.parse().ok()?))),
            'r' => Self::Open(StaffPage::Report(read_range(rest)?)),
            'x' => {
                let (letter, rest) = first(rest)?;
                Self::Files(read_range(rest)?, format_of(letter)?)
            }
            'd' => Self::Send(match rest {
                "0" => None,
                "m" => Some(Every::Month),
                "q" => Some(Every::Quarter),
                _ => return None,
            }),
            's' => Self::Speak(rest.parse().ok()?),
            _ => return None,
        })
    }
}

/// Pages that a letter names.
fn plain(deed: char) -> Option<StaffPage> {
    Some(match deed {
        'h' => StaffPage::Home,
        'y' => StaffPage::Years,
        'g' => StaffPage::Digests,
        'l' => StaffPage::Languages,
        'i' => StaffPage::Help,
        _ => return None,
    })
}

/// A page as a button opens it: what came by itself is the same as what was asked for.
fn open(page: StaffPage) -> String {
    match page {
        StaffPage::Home | StaffPage::Ready => "h".to_owned(),
        StaffPage::Years => "y".to_owned(),
        StaffPage::Digests => "g".to_owned(),
        StaffPage::Languages => "l".to_owned(),
        StaffPage::Help => "i".to_owned(),
        StaffPage::From(year) => format!("f{year}"),
        StaffPage::To(from) => format!("t{}", from.0),
        StaffPage::Report(months)
        | StaffPage::Digest(months)
        | StaffPage::NoPicture(months)
        | StaffPage::NoFile(months) => format!("r{}", range(months)),
    }
}

fn range(months: Months) -> String {
    format!("{},{}", months.first.0, months.last.0)
}

fn read_range(text: &str) -> Option<Months> {
    let (first, last) = text.split_once(',')?;
    Some(Months {
        first: Month(first.parse().ok()?),
        last: Month(last.parse().ok()?),
    })
}

fn letter(format: Format) -> char {
    match format {
        Format::Text => 't',
        Format::Markdown => 'm',
        Format::Csv => 'c',
        Format::Xlsx => 'x',
        Format::Json => 'j',
        Format::Html => 'h',
        Format::Png => 'p',
        Format::Svg => 's',
    }
}

fn format_of(sign: char) -> Option<Format> {
    Format::ALL
        .into_iter()
        .find(|format| letter(*format) == sign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::button::Button;
    use crate::model::desk::DeskButton;

    #[test]
    fn every_button_of_the_staff_comes_back_and_fits() {
        let months = Months {
            first: Month::of(2022, 6),
            last: Month::of(2022, 9),
        };
        let pages = [
            StaffPage::Home,
            StaffPage::Years,
            StaffPage::From(2022),
            StaffPage::To(Month::of(9999, 12)),
            StaffPage::Report(months),
            StaffPage::Digests,
            StaffPage::Languages,
            StaffPage::Help,
        ];
        let longest = "abcdefghijklmnop".parse().ok();
        let buttons = pages
            .into_iter()
            .map(StaffButton::Open)
            .chain(Format::ALL.map(|format| StaffButton::Files(months, format)))
            .chain([None, Some(Every::Month), Some(Every::Quarter)].map(StaffButton::Send))
            .chain("uk".parse().ok().map(StaffButton::Speak))
            .chain(longest.map(StaffButton::Speak));
        for button in buttons {
            let data = button.encode();
            assert!(data.len() <= LONGEST, "{data}");
            assert_eq!(StaffButton::decode(&data), Some(button), "{data}");
            // What is pressed in one room never means anything in another.
            assert_eq!(Button::decode(&data), None);
            assert_eq!(DeskButton::decode(&data), None);
        }
    }

    #[test]
    fn what_nobody_wrote_means_nothing() {
        for data in [
            "", "3", "3z", "3h1", "3r1", "3r1,", "3xq1,2", "3d7", "2h", "3fxx",
        ] {
            assert_eq!(StaffButton::decode(data), None, "{data}");
        }
    }
}
