//! What a button does ⇄ Telegram's callback data: at most 64 bytes, versioned, total. Data that
//! cannot be read (older content, forged by a modified client) is `None`, never an error.
//!
//! Form: version `1`, a letter for the deed, its parts. Screens are a letter and a name; the
//! screen to come back to follows after `^` where it is not the screen's own parent.

use crate::content::{AnswerId, CountryCode, Lang, LeafletPart, Mark, Replies, SubjectId};
use crate::model::case::Rating;
use crate::model::screen::{Purpose, Question, Screen};
use crate::model::visitor::{AgeBand, Citizenship, Gender, Place};

/// Telegram's limit for callback data, in bytes.
pub const LONGEST: usize = 64;
/// How many answers a search shows: so many marks fit into callback data together with one name.
pub const MOST_FOUND: usize = 4;
/// Length of a mark, in letters.
const MARK: usize = 8;

/// An answer to an optional question. `None` in [`Button::Told`] is "prefer not to say".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Woman, man, other.
    Gender(Option<Gender>),
    /// Inside or outside Ukraine.
    Place(Option<Place>),
    /// Age band.
    Age(Option<AgeBand>),
    /// Citizenship.
    Citizen(Option<Citizenship>),
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Button {
    /// Opens a page; `back` is where its Back leads, if not to its parent.
    Open {
        /// The page.
        screen: Screen,
        /// Where Back leads.
        back: Option<Screen>,
    },
    /// Shows a page again: nothing is opened, so nothing is counted.
    Back(Screen),
    /// Start: the main menu, or once, after help was given, the optional questions.
    Home,
    /// The emergency page. It carries language and country, so that it can be answered from
    /// content alone while the database is down.
    Danger {
        /// The language it was shown in.
        lang: Lang,
        /// The person's country.
        country: Option<CountryCode>,
        /// Where Back leads.
        back: Option<Screen>,
    },
    /// Chooses a language.
    Language(Lang),
    /// Chooses the language of pages that the person's own does not have, and shows one in it.
    ReadIn {
        /// The language.
        lang: Lang,
        /// The page.
        screen: Screen,
        /// Where its Back leads.
        back: Option<Screen>,
    },
    /// Chooses a country; `None`: not listed, or not told.
    Country {
        /// The country.
        code: Option<CountryCode>,
        /// Where the choice leads.
        purpose: Purpose,
    },
    /// "Did this help?"
    Helped {
        /// The answer.
        answer: AnswerId,
        /// Yes or no.
        helped: bool,
    },
    /// Answers an optional question.
    Told(Told),
    /// No more questions.
    SkipQuestions,
    /// Sends the leaflet again.
    SendLeaflet,
    /// Sends it in the form for printing.
    SendPrint,
    /// The bot is, or is not, of use.
    Feedback(bool),
    /// Hides the chat.
    Hide,
    /// Forgets the person.
    Forget,
    /// Yes, talk to a consultant.
    Talk {
        /// From the emergency page.
        urgent: bool,
    },
    /// What it is about; `None`: not told.
    Subject(Option<SubjectId>),
    /// Ends the conversation.
    EndCase,
    /// Rates it.
    Rate(Rating),
    /// Passes on what was held back, or takes it away.
    PassOn(bool),
    /// Opens what came discreetly.
    OpenReply,
    /// Takes it away again.
    HideReply,
    /// Replies are announced, not shown.
    Discreet(bool),
    /// Begins a complaint.
    Complain,
    /// The complaint is complete.
    EndComplaint,
}

impl Button {
    /// As callback data.
    #[must_use]
    pub fn encode(&self) -> String {
        let body = match self {
            Self::Open { screen, back } => {
                format!("o{}{}", screen_code(screen), back_code(back.as_ref()))
            }
            Self::Danger {
                lang,
                country,
                back,
            } => {
                let country = country.as_ref().map_or("", CountryCode::as_str);
                format!("!{lang},{country}{}", back_code(back.as_ref()))
            }
            Self::Language(lang) => format!("l{lang}"),
            Self::ReadIn { lang, screen, back } => {
                let (screen, back) = (screen_code(screen), back_code(back.as_ref()));
                format!("i{lang},{screen}{back}")
            }
            Self::Country { code, purpose } => {
                format!(
                    "c{}{}",
                    code.as_ref().map_or("--", CountryCode::as_str),
                    purpose_code(purpose)
                )
            }
            Self::Helped { answer, helped } => {
                format!("{}{answer}", if *helped { 'y' } else { 'n' })
            }
            Self::Told(told) => format!("t{}", told_code(*told)),
            Self::Back(screen) => format!("b{}", screen_code(screen)),
            Self::Home => "m".to_owned(),
            Self::SkipQuestions => "s".to_owned(),
            Self::SendLeaflet => "d".to_owned(),
            Self::SendPrint => "j".to_owned(),
            Self::Feedback(good) => format!("f{}", u8::from(*good)),
            Self::Hide => "h".to_owned(),
            Self::Forget => "x".to_owned(),
            Self::Talk { urgent } => format!("k{}", u8::from(*urgent)),
            Self::Subject(subject) => {
                format!("u{}", subject.as_ref().map_or("", SubjectId::as_str))
            }
            Self::EndCase => "e".to_owned(),
            Self::Rate(rating) => format!("r{}", rating_code(*rating)),
            Self::PassOn(yes) => format!("p{}", u8::from(*yes)),
            Self::OpenReply => "v".to_owned(),
            Self::HideReply => "w".to_owned(),
            Self::Discreet(on) => format!("q{}", u8::from(*on)),
            Self::Complain => "g".to_owned(),
            Self::EndComplaint => "z".to_owned(),
        };
        format!("1{body}")
    }

    /// From callback data; `None` for anything we did not write.
    #[must_use]
    pub fn decode(data: &str) -> Option<Self> {
        if data.len() > LONGEST {
            return None;
        }
        let (deed, rest) = first(data.strip_prefix('1')?)?;
        Some(match deed {
            'o' => {
                let (screen, back) = split_back(rest)?;
                Self::Open {
                    screen: read_screen(screen)?,
                    back,
                }
            }
            '!' => {
                let (place, back) = split_back(rest)?;
                let (lang, country) = place.split_once(',')?;
                Self::Danger {
                    lang: lang.parse().ok()?,
                    country: read_country(country, "")?,
                    back,
                }
            }
            'l' => Self::Language(rest.parse().ok()?),
            'i' => Self::decode_reading(rest)?,
            'c' => {
                let (code, purpose) = rest.split_at_checked(2)?;
                Self::Country {
                    code: read_country(code, "--")?,
                    purpose: read_purpose(purpose)?,
                }
            }
            'y' | 'n' => Self::Helped {
                answer: rest.parse().ok()?,
                helped: deed == 'y',
            },
            't' => Self::Told(read_told(rest)?),
            'f' if rest == "1" || rest == "0" => Self::Feedback(rest == "1"),
            'm' if rest.is_empty() => Self::Home,
            'b' => Self::Back(read_screen(rest)?),
            's' if rest.is_empty() => Self::SkipQuestions,
            'd' if rest.is_empty() => Self::SendLeaflet,
            'j' if rest.is_empty() => Self::SendPrint,
            'h' if rest.is_empty() => Self::Hide,
            'x' if rest.is_empty() => Self::Forget,
            _ => return Self::decode_talk(deed, rest),
        })
    }

    /// The language of a page.
    fn decode_reading(rest: &str) -> Option<Self> {
        let (page, back) = split_back(rest)?;
        let (lang, screen) = page.split_once(',')?;
        Some(Self::ReadIn {
            lang: lang.parse().ok()?,
            screen: read_screen(screen)?,
            back,
        })
    }

    /// Buttons of a conversation.
    fn decode_talk(deed: char, rest: &str) -> Option<Self> {
        let yes = rest == "1";
        Some(match deed {
            'k' if is_bit(rest) => Self::Talk { urgent: yes },
            'u' if rest.is_empty() => Self::Subject(None),
            'u' => Self::Subject(Some(rest.parse().ok()?)),
            'e' if rest.is_empty() => Self::EndCase,
            'r' => Self::Rate(read_rating(rest)?),
            'p' if is_bit(rest) => Self::PassOn(yes),
            'v' if rest.is_empty() => Self::OpenReply,
            'w' if rest.is_empty() => Self::HideReply,
            'q' if is_bit(rest) => Self::Discreet(yes),
            'g' if rest.is_empty() => Self::Complain,
            'z' if rest.is_empty() => Self::EndComplaint,
            _ => return None,
        })
    }
}

pub(super) fn is_bit(text: &str) -> bool {
    text == "0" || text == "1"
}

fn rating_code(rating: Rating) -> char {
    match rating {
        Rating::Good => 'g',
        Rating::Fair => 'f',
        Rating::Bad => 'b',
    }
}

fn read_rating(text: &str) -> Option<Rating> {
    Some(match text {
        "g" => Rating::Good,
        "f" => Rating::Fair,
        "b" => Rating::Bad,
        _ => return None,
    })
}

pub(super) fn first(text: &str) -> Option<(char, &str)> {
    let mut chars = text.chars();
    Some((chars.next()?, chars.as_str()))
}

/// A country, or none where `none` stands.
fn read_country(text: &str, none: &str) -> Option<Option<CountryCode>> {
    if text == none {
        return Some(None);
    }
    text.parse().ok().map(Some)
}

fn back_code(back: Option<&Screen>) -> String {
    back.map_or_else(String::new, |screen| format!("^{}", screen_code(screen)))
}

fn split_back(text: &str) -> Option<(&str, Option<Screen>)> {
    match text.split_once('^') {
        None => Some((text, None)),
        Some((screen, back)) => Some((screen, Some(read_screen(back)?))),
    }
}

fn screen_code(screen: &Screen) -> String {
    match screen {
        Screen::Languages => "l".to_owned(),
        Screen::Welcome => "w".to_owned(),
        Screen::Menu => "m".to_owned(),
        Screen::Branch(branch) => format!("b{branch}"),
        Screen::Answer(answer) => format!("a{answer}"),
        Screen::Checks => "K".to_owned(),
        Screen::Check { id, replies } => format!("S{id}.{}", replies.code()),
        Screen::Helped { answer, helped } => format!("{}{answer}", if *helped { 'y' } else { 'n' }),
        Screen::Consult => "c".to_owned(),
        Screen::Lines(page) => format!("h{page}"),
        Screen::Countries { purpose, letter } => {
            let letter = letter.map_or_else(|| "-".to_owned(), |index| format!("{index}-"));
            format!("k{letter}{}", purpose_code(purpose))
        }
        Screen::Leaflet => "f".to_owned(),
        Screen::LeafletText(part) => format!("T{}", part_code(*part)),
        Screen::Feedback => "g".to_owned(),
        Screen::FeedbackThanks => "t".to_owned(),
        Screen::Data => "d".to_owned(),
        Screen::Privacy => "p".to_owned(),
        Screen::ForgetConfirm => "x".to_owned(),
        Screen::Forgotten => "z".to_owned(),
        Screen::Question(question) => format!("q{}", question_code(*question)),
        Screen::QuestionThanks => "Q".to_owned(),
        Screen::Danger { heard } => format!("e{}", u8::from(*heard)),
        Screen::Hidden => "H".to_owned(),
        Screen::Found(marks) => marks
            .iter()
            .fold("R".to_owned(), |code, mark| format!("{code}{:08x}", mark.0)),
        Screen::Unknown => "u".to_owned(),
        Screen::Attachment => "A".to_owned(),
        Screen::SlowDown => "s".to_owned(),
        Screen::Broken => "B".to_owned(),
        Screen::NoDesk => "N".to_owned(),
        Screen::Blocked => "L".to_owned(),
        // The place in the queue changes: it is looked up when the page is opened.
        Screen::Case { .. } => "C".to_owned(),
        Screen::EndCase => "E".to_owned(),
        Screen::Discreet => "D".to_owned(),
        // Whether there is an inbox is looked up when the page is opened.
        Screen::Complaint { .. } => "P".to_owned(),
        // Nothing leads back to what was only told.
        Screen::Said(_) | Screen::Template(_) => "m".to_owned(),
    }
}

fn read_screen(text: &str) -> Option<Screen> {
    let (kind, rest) = first(text)?;
    if let Some(plain) = read_plain_screen(kind) {
        return rest.is_empty().then_some(plain);
    }
    Some(match kind {
        'b' => Screen::Branch(rest.parse().ok()?),
        'a' => Screen::Answer(rest.parse().ok()?),
        'y' | 'n' => Screen::Helped {
            answer: rest.parse().ok()?,
            helped: kind == 'y',
        },
        'h' => Screen::Lines(read_number(rest)?),
        'T' => Screen::LeafletText(read_part(rest)?),
        'S' => {
            let (id, replies) = rest.split_once('.')?;
            Screen::Check {
                id: id.parse().ok()?,
                replies: Replies::read(replies)?,
            }
        }
        'k' => {
            let (letter, purpose) = rest.split_once('-')?;
            let letter = if letter.is_empty() {
                None
            } else {
                Some(read_number(letter)?)
            };
            Screen::Countries {
                purpose: read_purpose(purpose)?,
                letter,
            }
        }
        'q' => Screen::Question(read_question(rest)?),
        'R' => Screen::Found(read_marks(rest)?),
        'e' if rest == "1" || rest == "0" => Screen::Danger { heard: rest == "1" },
        _ => return None,
    })
}

/// Only what we ourselves would write: `+7` and `07` are not numbers here.
pub(super) fn read_number(text: &str) -> Option<u8> {
    let number: u8 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// Eight small hexadecimal digits each.
fn read_marks(text: &str) -> Option<Vec<Mark>> {
    let small = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
    if !text.bytes().all(small)
        || text.len() > MOST_FOUND * MARK
        || !text.len().is_multiple_of(MARK)
    {
        return None;
    }
    let marks = text.as_bytes().chunks(MARK);
    let marks = marks.map(|mark| u32::from_str_radix(std::str::from_utf8(mark).ok()?, 16).ok());
    marks.map(|mark| mark.map(Mark)).collect()
}

fn read_plain_screen(kind: char) -> Option<Screen> {
    Some(match kind {
        'l' => Screen::Languages,
        'w' => Screen::Welcome,
        'm' => Screen::Menu,
        'c' => Screen::Consult,
        'f' => Screen::Leaflet,
        'g' => Screen::Feedback,
        't' => Screen::FeedbackThanks,
        'd' => Screen::Data,
        'p' => Screen::Privacy,
        'x' => Screen::ForgetConfirm,
        'z' => Screen::Forgotten,
        'Q' => Screen::QuestionThanks,
        'H' => Screen::Hidden,
        'u' => Screen::Unknown,
        'A' => Screen::Attachment,
        's' => Screen::SlowDown,
        'B' => Screen::Broken,
        'N' => Screen::NoDesk,
        'L' => Screen::Blocked,
        'C' => Screen::Case { place: None },
        'E' => Screen::EndCase,
        'D' => Screen::Discreet,
        'P' => Screen::Complaint { inbox: false },
        'K' => Screen::Checks,
        _ => return None,
    })
}

fn purpose_code(purpose: &Purpose) -> String {
    match purpose {
        Purpose::Lines => "h".to_owned(),
        Purpose::Danger => "e".to_owned(),
        Purpose::Answer(answer) => format!("a{answer}"),
        Purpose::Data => "d".to_owned(),
        Purpose::Question => "q".to_owned(),
    }
}

fn read_purpose(text: &str) -> Option<Purpose> {
    Some(match text {
        "h" => Purpose::Lines,
        "e" => Purpose::Danger,
        "d" => Purpose::Data,
        "q" => Purpose::Question,
        _ => Purpose::Answer(text.strip_prefix('a')?.parse().ok()?),
    })
}

fn part_code(part: LeafletPart) -> char {
    match part {
        LeafletPart::Page => 'p',
        LeafletPart::Children => 'c',
        LeafletPart::Teens => 't',
        LeafletPart::Stickers => 's',
    }
}

fn read_part(text: &str) -> Option<LeafletPart> {
    LeafletPart::ALL
        .into_iter()
        .find(|part| text == part_code(*part).to_string())
}

fn question_code(question: Question) -> char {
    match question {
        Question::Gender => 'g',
        Question::Place => 'p',
        Question::Age => 'a',
        Question::Citizen => 'c',
    }
}

fn read_question(text: &str) -> Option<Question> {
    Some(match text {
        "g" => Question::Gender,
        "p" => Question::Place,
        "a" => Question::Age,
        "c" => Question::Citizen,
        _ => return None,
    })
}

fn told_code(told: Told) -> &'static str {
    match told {
        Told::Gender(None) => "g",
        Told::Gender(Some(Gender::Woman)) => "gw",
        Told::Gender(Some(Gender::Man)) => "gm",
        Told::Gender(Some(Gender::Other)) => "go",
        Told::Place(None) => "p",
        Told::Place(Some(Place::Inside)) => "pi",
        Told::Place(Some(Place::Outside)) => "po",
        Told::Age(None) => "a",
        Told::Age(Some(AgeBand::Under18)) => "a0",
        Told::Age(Some(AgeBand::From18To24)) => "a18",
        Told::Age(Some(AgeBand::From25To59)) => "a25",
        Told::Age(Some(AgeBand::From60)) => "a60",
        Told::Citizen(None) => "c",
        Told::Citizen(Some(Citizenship::Ukraine)) => "cu",
        Told::Citizen(Some(Citizenship::ThirdCountry)) => "ct",
    }
}

/// Every answer to every question, in the order they are offered.
pub const ALL_TOLD: [Told; 15] = [
    Told::Gender(Some(Gender::Woman)),
    Told::Gender(Some(Gender::Man)),
    Told::Gender(Some(Gender::Other)),
    Told::Gender(None),
    Told::Place(Some(Place::Inside)),
    Told::Place(Some(Place::Outside)),
    Told::Place(None),
    Told::Age(Some(AgeBand::Under18)),
    Told::Age(Some(AgeBand::From18To24)),
    Told::Age(Some(AgeBand::From25To59)),
    Told::Age(Some(AgeBand::From60)),
    Told::Age(None),
    Told::Citizen(Some(Citizenship::Ukraine)),
    Told::Citizen(Some(Citizenship::ThirdCountry)),
    Told::Citizen(None),
];

fn read_told(text: &str) -> Option<Told> {
    ALL_TOLD.into_iter().find(|told| told_code(*told) == text)
}

#[cfg(test)]
mod tests;
