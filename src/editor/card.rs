//! One page in one language, as a phone shows it, with marks for editors.

use super::stale::Stale;
use crate::content::{Answer, Content, CountryCode, Lang, markup};
use crate::conversation::purpose_screen;
use crate::conversation::render::{self, Action, Key, Reader};
use crate::model::button::Button;
use crate::model::moment::Moment;
use crate::model::screen::Screen;
use crate::model::visitor::Visitor;

/// From what and when pages are put into words.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The content of this moment.
    pub content: &'a Content,
    /// What of it is a translation of something older.
    pub stale: &'a Stale,
    /// Numbers grow old and rules end by it.
    pub now: Moment,
    /// The bot's user name, for links.
    pub bot: &'a str,
}

/// A page in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Which language.
    pub lang: Lang,
    /// Its name in itself.
    pub language: String,
    /// Telegram's HTML, made by our own renderer.
    pub html: String,
    /// Length as Telegram counts it, of 4096.
    pub length: usize,
    /// Rows of buttons.
    pub rows: Vec<Vec<Knob>>,
    /// What an editor should know.
    pub marks: Vec<Mark>,
}

/// A button, and where it leads an editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knob {
    /// What stands on it.
    pub label: String,
    /// Where it leads.
    pub leads: Leads,
}

/// Where a button leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// To a page, in a country if it chooses one.
    Page(Screen, Option<CountryCode>),
    /// Out of the chat.
    Address(String),
    /// Nowhere here: it does something for a person.
    Deed,
}

/// What an editor should know of a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The text it was translated from has changed since.
    Stale,
    /// Nobody of the qualified staff has approved it.
    Unreviewed,
    /// The rule it tells of ends on this day.
    Ends(jiff::civil::Date),
    /// The rule it tells of has ended on this day.
    Ended(jiff::civil::Date),
}

impl Mark {
    /// In words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Stale => "stale translation".to_owned(),
            Self::Unreviewed => "not reviewed".to_owned(),
            Self::Ends(day) => format!("rule ends {day}"),
            Self::Ended(day) => format!("rule ended {day}"),
        }
    }
}

impl Reading<'_> {
    /// A page in one language; `None` if the content has no such language.
    #[must_use]
    pub fn card(
        &self,
        lang: &Lang,
        screen: &Screen,
        country: Option<&CountryCode>,
    ) -> Option<Card> {
        let language = self
            .content
            .languages()
            .iter()
            .find(|one| one.tag == *lang)?;
        let viewer = Visitor {
            lang: Some(lang.clone()),
            country: country.cloned(),
            greeted: true,
            ..Visitor::new()
        };
        let reader = Reader {
            content: self.content,
            viewer: &viewer,
            now: self.now,
            bot: self.bot,
        };
        let page = render::page(&reader, screen, None);
        Some(Card {
            lang: lang.clone(),
            language: language.name.clone(),
            length: markup::length(&page.html),
            html: page.html,
            rows: page
                .keyboard
                .into_iter()
                .map(|row| row.into_iter().map(knob).collect())
                .collect(),
            marks: self.marks_in(lang, screen),
        })
    }

    /// The first words of a page, by which a list names it.
    #[must_use]
    pub fn title(&self, lang: &Lang, screen: &Screen) -> String {
        let words = self
            .card(lang, screen, None)
            .map(|card| markup::plain(&card.html));
        let words = words.unwrap_or_default();
        let first = words.lines().map(str::trim).find(|line| !line.is_empty());
        let first = first.unwrap_or_default();
        let mut short: String = first.chars().take(LONGEST_TITLE).collect();
        if short.len() < first.len() {
            short.push('…');
        }
        short
    }

    /// What an editor should know of a page in one language.
    fn marks_in(&self, lang: &Lang, screen: &Screen) -> Vec<Mark> {
        let stale = self.stale.has(self.content, lang, screen);
        let mut marks: Vec<Mark> = stale.then_some(Mark::Stale).into_iter().collect();
        marks.extend(self.marks(screen));
        marks
    }

    /// What an editor should know of a page, in all languages alike.
    #[must_use]
    pub fn marks(&self, screen: &Screen) -> Vec<Mark> {
        let (Screen::Answer(id) | Screen::Helped { answer: id, .. }) = screen else {
            return Vec::new();
        };
        let answer = self.content.answer(id);
        answer.map_or_else(Vec::new, |answer| self.of_answer(answer))
    }

    fn of_answer(&self, answer: &Answer) -> Vec<Mark> {
        let today = self.now.day_in(self.content.hours().zone());
        let mut marks = Vec::new();
        if answer.reviewed.is_none() {
            marks.push(Mark::Unreviewed);
        }
        marks.extend(answer.expires.map(|day| match answer.has_expired(today) {
            true => Mark::Ended(day),
            false => Mark::Ends(day),
        }));
        marks
    }
}

/// Letters of a title in a list.
const LONGEST_TITLE: usize = 64;

fn knob(key: Key) -> Knob {
    let leads = match key.action {
        Action::Address(address) => Leads::Address(address),
        Action::Press(button) => lead(button),
    };
    Knob {
        label: key.label,
        leads,
    }
}

fn lead(button: Button) -> Leads {
    match button {
        Button::Open { screen, .. } | Button::Back(screen) => Leads::Page(screen, None),
        Button::Home => Leads::Page(Screen::Menu, None),
        Button::Danger { .. } => Leads::Page(Screen::Danger { heard: false }, None),
        Button::Country { code, purpose } => Leads::Page(purpose_screen(&purpose), code),
        Button::Helped { answer, helped } => Leads::Page(Screen::Helped { answer, helped }, None),
        _ => Leads::Deed,
    }
}
