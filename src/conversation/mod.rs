//! The person's side, pure: what happened in a private chat → what we remember, promise and count.
//! It asks no clock and waits for nothing; "no" is a page too, so it cannot fail.

mod danger;
pub mod page;
pub mod proof;
mod questions;
pub mod render;
mod route;
mod start;

pub use danger::first_aid;

use crate::content::Content;
use crate::content::Text;
use crate::model::button::Button;
use crate::model::effect::{Courtesy, Effect};
use crate::model::event::{After, Command, Decision, Person, VisitorEvent};
use crate::model::fact::Fact;
use crate::model::ids::MessageId;
use crate::model::moment::Moment;
use crate::model::screen::Screen;
use crate::model::visitor::{Flow, Visitor};

/// Everything a decision may look at besides the state.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The content of this moment.
    pub content: &'a Content,
    /// The time of the event.
    pub now: Moment,
}

/// Decides one event of one person.
#[must_use]
pub fn decide(
    before: Option<Visitor>,
    person: &Person,
    event: &VisitorEvent,
    world: World<'_>,
) -> Decision {
    let mut draft = Draft::new(before, person, world);
    match event {
        VisitorEvent::Started(payload) => draft.started(payload.as_ref()),
        VisitorEvent::Commanded(command) => draft.commanded(command),
        VisitorEvent::Pressed { button, at, query } => draft.pressed(button.as_ref(), *at, query),
        VisitorEvent::Wrote(words) => draft.wrote(words),
        VisitorEvent::SentAttachment(caption) => draft.sent_attachment(caption),
        VisitorEvent::Edited(words) => draft.edited(words),
        VisitorEvent::Left => draft.away(),
        VisitorEvent::Unreachable { leaflet_missed } => {
            draft.void_waiting = true;
            draft.visitor.greeted &= !leaflet_missed;
            draft.away();
        }
        VisitorEvent::CameBack => draft.back_again(),
        VisitorEvent::Broke => draft.show(Screen::Broken, None),
    }
    draft.done()
}

/// A decision in the making.
struct Draft<'a> {
    person: &'a Person,
    world: World<'a>,
    visitor: Visitor,
    was_known: bool,
    forget: bool,
    effects: Vec<(Effect, Vec<Fact>)>,
    facts: Vec<Fact>,
    courtesies: Vec<Courtesy>,
    visited: bool,
    void_waiting: bool,
}

impl<'a> Draft<'a> {
    fn new(before: Option<Visitor>, person: &'a Person, world: World<'a>) -> Self {
        let was_known = before.is_some();
        let mut visitor = before.unwrap_or_default();
        // A language or a country may have left the content since it was chosen.
        visitor.lang = visitor.lang.filter(|lang| world.content.knows(lang));
        visitor.country = visitor
            .country
            .filter(|code| world.content.country(code).is_some());
        Self {
            person,
            world,
            visitor,
            was_known,
            forget: false,
            effects: Vec::new(),
            facts: Vec::new(),
            courtesies: Vec::new(),
            visited: true,
            void_waiting: false,
        }
    }

    fn done(mut self) -> Decision {
        if self.visited {
            self.visitor.reachable = true;
        }
        let after = if self.forget {
            After::Forget
        } else if self.was_known || self.visited {
            After::Keep(self.visitor.clone())
        } else {
            After::Nothing
        };
        let mut viewer = self.visitor;
        if viewer.lang.is_none() {
            viewer.lang = start::best_guess(self.person, self.world.content);
        }
        Decision {
            after,
            effects: self.effects,
            viewer,
            facts: self.facts,
            courtesies: self.courtesies,
            visited: self.visited,
            void_waiting: self.void_waiting,
        }
    }

    fn count(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    /// Promises a page; `at` is the message to turn into it.
    fn show(&mut self, screen: Screen, at: Option<MessageId>) {
        self.show_from(screen, None, at);
    }

    fn show_from(&mut self, screen: Screen, back: Option<Screen>, at: Option<MessageId>) {
        self.effects
            .push((Effect::Show { screen, back, at }, Vec::new()));
    }

    fn commanded(&mut self, command: &Command) {
        match command {
            Command::Danger => return self.open(Screen::Danger { heard: false }, None, None),
            Command::Hide => return self.hide(),
            Command::Forget => return self.forget_now(None),
            _ => {}
        }
        if !self.visitor.greeted {
            return self.started(None);
        }
        let screen = match command {
            Command::Language => Screen::Languages,
            Command::Privacy => Screen::Privacy,
            Command::Data => Screen::Data,
            Command::Lines => Screen::Lines(0),
            Command::Consult => Screen::Consult,
            Command::Leaflet => return self.send_leaflet_again(),
            Command::Menu | Command::Danger | Command::Hide | Command::Forget => Screen::Menu,
        };
        self.open(screen, None, None);
    }

    fn pressed(&mut self, button: Option<&Button>, at: Option<MessageId>, query: &str) {
        let mut alert = None;
        if let Some(button) = button {
            if let Button::Danger { lang, .. } = button
                && self.visitor.lang.is_none()
                && self.world.content.knows(lang)
            {
                self.visitor.lang = Some(lang.clone());
            }
            if self.may_act(button) {
                alert = self.act(button, at);
            } else {
                self.ask_language(button, at);
            }
        } else {
            alert = Some(Text::StaleAlert);
            self.stale(at);
        }
        let lang = self.speak();
        let alert = alert.map(|text| self.world.content.plain(&lang, text));
        self.courtesies.push(Courtesy::AnswerPress {
            query: query.to_owned(),
            alert,
        });
    }

    /// The language of this moment, chosen or guessed.
    fn speak(&self) -> crate::content::Lang {
        self.visitor
            .lang
            .clone()
            .or_else(|| start::best_guess(self.person, self.world.content))
            .unwrap_or_else(|| self.world.content.default_language().clone())
    }

    /// A button of older content, or of nobody's: the menu, never silence.
    fn stale(&mut self, at: Option<MessageId>) {
        if self.visitor.lang.is_some() {
            self.show(Screen::Menu, at);
        } else {
            self.show(Screen::Languages, at);
        }
    }

    fn act(&mut self, button: &Button, at: Option<MessageId>) -> Option<Text> {
        match button {
            Button::Open { screen, back } => return self.open_checked(screen, back.as_ref(), at),
            Button::Back(screen) => return self.show_again(screen, at),
            Button::Home => self.home(at),
            Button::Danger { back, .. } => {
                self.open(Screen::Danger { heard: false }, back.clone(), at)
            }
            Button::Language(lang) => self.language_chosen(lang, at),
            Button::Country { code, purpose } => self.country_chosen(code.as_ref(), purpose, at),
            Button::Helped { answer, helped } => {
                if self.world.content.answer(answer).is_none() {
                    self.stale(at);
                    return Some(Text::StaleAlert);
                }
                self.count(Fact::Helped(answer.clone(), *helped));
                self.show(
                    Screen::Helped {
                        answer: answer.clone(),
                        helped: *helped,
                    },
                    at,
                );
            }
            Button::Told(told) => self.told(*told, at),
            Button::SkipQuestions => self.show(Screen::Menu, at),
            Button::SendLeaflet => self.send_leaflet_again(),
            Button::Feedback(good) => {
                self.count(Fact::Feedback(*good));
                self.show(Screen::FeedbackThanks, at);
            }
            Button::Hide => {
                self.hide();
                return Some(Text::HiddenAlert);
            }
            Button::Forget => self.forget_now(at),
        }
        None
    }

    fn wrote(&mut self, words: &crate::model::words::Words) {
        if self.world.content.distress().heard(words.look()) {
            return self.open(Screen::Danger { heard: true }, None, None);
        }
        if !self.visitor.greeted {
            return self.started(None);
        }
        match self.visitor.flow(self.world.now) {
            Flow::Calm => {
                self.count(Fact::NotUnderstood);
                self.show(Screen::Unknown, None);
            }
            Flow::JustFlooded => self.show(Screen::SlowDown, None),
            Flow::Flooded => {}
        }
    }

    fn sent_attachment(&mut self, caption: &crate::model::words::Words) {
        self.count(Fact::AttachmentRefused);
        if self.world.content.distress().heard(caption.look()) {
            return self.open(Screen::Danger { heard: true }, None, None);
        }
        if !self.visitor.greeted {
            self.started(None);
        }
        match self.visitor.flow(self.world.now) {
            Flow::Calm => self.show(Screen::Attachment, None),
            Flow::JustFlooded => self.show(Screen::SlowDown, None),
            Flow::Flooded => {}
        }
    }

    fn edited(&mut self, words: &crate::model::words::Words) {
        if self.world.content.distress().heard(words.look()) {
            self.open(Screen::Danger { heard: true }, None, None);
        }
    }

    fn away(&mut self) {
        self.visited = false;
        self.visitor.reachable = false;
    }

    fn back_again(&mut self) {
        self.visited = false;
        self.visitor.reachable = true;
    }

    /// Deletes what may be deleted, then leaves one neutral sentence.
    fn hide(&mut self) {
        self.count(Fact::Hidden);
        self.effects.push((Effect::Erase, Vec::new()));
        self.show(Screen::Hidden, None);
    }

    fn forget_now(&mut self, at: Option<MessageId>) {
        self.count(Fact::Forgotten);
        self.forget = true;
        self.show(Screen::Forgotten, at);
    }

    fn send_leaflet_again(&mut self) {
        self.effects.push((Effect::Leaflet, Vec::new()));
    }
}

#[cfg(test)]
mod tests;
