//! The person's side, pure: what happened in a private chat → what we remember, promise and count.
//! It asks no clock and waits for nothing; "no" is a page too, so it cannot fail.

mod check;
mod consult;
mod danger;
pub mod page;
pub mod proof;
mod questions;
pub mod render;
mod route;
mod start;

pub use danger::first_aid;
pub use route::purpose_screen;

use crate::content::{Mark, Text};
use crate::model::button::{Button, MOST_FOUND};
use crate::model::desk::{DeskPromise, Handed};
use crate::model::effect::{Alert, Courtesy, Effect};
use crate::model::event::{After, Before, Command, Decision, Opened, Person, VisitorEvent};
use crate::model::fact::Fact;
use crate::model::ids::MessageId;
use crate::model::media::Kind;
use crate::model::screen::Screen;
use crate::model::visitor::{Flow, Visitor};
use crate::model::words::Words;
use crate::model::world::World;

/// Decides one event of one person.
#[must_use]
pub fn decide(before: Before, person: &Person, event: &VisitorEvent, world: World<'_>) -> Decision {
    let mut draft = Draft::new(before, person, world);
    match event {
        VisitorEvent::Started(payload) => draft.started(payload.as_ref()),
        VisitorEvent::Commanded(command) => draft.commanded(command),
        VisitorEvent::Pressed { button, at, query } => draft.pressed(button.as_ref(), *at, query),
        VisitorEvent::Wrote(words) => draft.wrote(words),
        VisitorEvent::Sent {
            kind,
            album,
            caption,
        } => draft.sent(*kind, album.as_deref(), caption),
        VisitorEvent::Edited(words) => draft.edited(words),
        VisitorEvent::Reacted { message, emoji } => draft.reacted(*message, emoji.as_deref()),
        VisitorEvent::Left => draft.away(),
        VisitorEvent::Unreachable { leaflet_missed } => {
            draft.void_waiting = true;
            draft.visitor.greeted &= !leaflet_missed;
            draft.away();
        }
        VisitorEvent::CameBack => draft.back_again(),
        VisitorEvent::Broke(broken) => {
            draft.show(Screen::Broken, None);
            draft.say_undecided(*broken);
        }
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
    /// A page that must not be stored, where it is shown, and where its Back leads.
    passing: Option<(Screen, Option<Screen>, MessageId)>,
    visited: bool,
    void_waiting: bool,
    case: Option<Opened>,
    beside: Option<Opened>,
    desk: Vec<DeskPromise>,
    handed: Vec<(Effect, Handed)>,
}

impl<'a> Draft<'a> {
    fn new(before: Before, person: &'a Person, world: World<'a>) -> Self {
        let was_known = before.visitor.is_some();
        let mut visitor = before.visitor.unwrap_or_default();
        // A language or a country may have left the content since it was chosen.
        visitor.lang = visitor.lang.filter(|lang| world.content.knows(lang));
        visitor.second = visitor.second.filter(|lang| world.content.is_full(lang));
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
            passing: None,
            visited: true,
            void_waiting: false,
            case: before.case,
            beside: before.beside,
            desk: Vec::new(),
            handed: Vec::new(),
        }
    }

    fn done(mut self) -> Decision {
        if self.visited {
            self.visitor.reachable = true;
            // Whoever writes is there, whatever Telegram said last; the desk reads it first.
            let before = self.desk.len();
            self.desk_sees(true);
            if self.desk.len() > before {
                self.desk.rotate_right(1);
            }
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
            case: self.case,
            beside: self.beside,
            desk: self.desk,
            handed: self.handed,
            members: Vec::new(),
            departed: None,
            block: None,
            correction: None,
            erase_case: false,
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
        self.visitor.complains &= !screen.ends_a_complaint();
        if let Some(at) = at.filter(|_| check::is_passing(&screen)) {
            self.passing = Some((screen, back, at));
            return;
        }
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
            Command::Complain => Screen::Complaint { inbox: true },
            Command::Check if self.world.content.checks().is_empty() => Screen::Menu,
            Command::Check => Screen::Checks,
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
        let alert = alert.map(|text| Alert {
            text: self.world.content.plain(&lang, text),
            window: true,
        });
        let courtesy = self.turned(query).unwrap_or(Courtesy::AnswerPress {
            query: query.to_owned(),
            alert,
        });
        self.courtesies.push(courtesy);
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
                let at = at.filter(|_| !self.holds_a_question());
                self.open(Screen::Danger { heard: false }, back.clone(), at);
            }
            Button::Language(lang) => self.language_chosen(lang, at),
            Button::ReadIn { lang, screen, back } => {
                return self.read_in(lang, screen, back.as_ref(), at);
            }
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
            Button::SendPrint => self.effects.push((Effect::LeafletForPrint, Vec::new())),
            Button::Feedback(good) => {
                self.count(Fact::Feedback(*good));
                self.show(Screen::FeedbackThanks, at);
            }
            Button::Hide => {
                self.hide();
                return Some(Text::HiddenAlert);
            }
            Button::Forget => self.forget_now(at),
            talk => self.in_conversation(talk, at),
        }
        None
    }

    fn wrote(&mut self, words: &Words) {
        // It is an ordinary word too: in a conversation it may be the answer to a question.
        if self.world.content.is_safe_word(words.look()) {
            self.commanded(&Command::Danger);
            self.keeps_for_later();
            return self.say_in_danger(Kind::Text, None);
        }
        if self.heard_distress(words) {
            let found = self.found(words).filter(|_| !self.is_in_conversation());
            self.danger_heard(found);
            self.keeps_for_later();
            return self.say_in_danger(Kind::Text, None);
        }
        if self.is_in_conversation() {
            return self.say_to_desk(Kind::Text, None);
        }
        self.keeps_for_later();
        if !self.visitor.greeted {
            return self.started(None);
        }
        match self.visitor.flow(self.world.now) {
            Flow::Calm => self.search(words),
            Flow::JustFlooded => self.show(Screen::SlowDown, None),
            Flow::Flooded => {}
        }
    }

    /// Free text outside a conversation is looked for among the answers. What is promised is which
    /// were found, never what was asked.
    fn search(&mut self, words: &Words) {
        self.count(Fact::Searched);
        if let Some(found) = self.found(words) {
            return self.show(found, None);
        }
        self.count(Fact::NotUnderstood);
        self.show(Screen::Unknown, None);
    }

    fn found(&self, words: &Words) -> Option<Screen> {
        if is_command(words.look()) {
            return None;
        }
        let content = self.world.content;
        let found = content.find_answers(&self.speak(), words.look(), MOST_FOUND);
        let marks: Vec<Mark> = found.iter().map(Mark::of).collect();
        (!marks.is_empty()).then_some(Screen::Found(marks))
    }

    fn sent(&mut self, kind: Kind, album: Option<&str>, caption: &Words) {
        if self.heard_distress(caption) {
            self.danger_heard(None);
            if !self.is_in_conversation() {
                return self.count(Fact::AttachmentRefused);
            }
            return self.say_in_danger(kind, album);
        }
        if self.is_in_conversation() {
            return self.say_to_desk(kind, album);
        }
        match kind {
            Kind::Gesture => return self.gestured(),
            Kind::Plain => self.keeps_for_later(),
            _ => {}
        }
        self.count(Fact::AttachmentRefused);
        if !self.visitor.greeted {
            self.started(None);
        }
        match self.visitor.flow(self.world.now) {
            Flow::Calm => self.show(Screen::Attachment, None),
            Flow::JustFlooded => self.show(Screen::SlowDown, None),
            Flow::Flooded => {}
        }
    }

    /// A sticker or the like outside a conversation: answered as words nobody understands.
    fn gestured(&mut self) {
        if !self.visitor.greeted {
            return self.started(None);
        }
        match self.visitor.flow(self.world.now) {
            Flow::Calm => self.show(Screen::Unknown, None),
            Flow::JustFlooded => self.show(Screen::SlowDown, None),
            Flow::Flooded => {}
        }
    }

    fn heard_distress(&self, words: &Words) -> bool {
        self.world.content.distress().heard(words.look())
    }

    fn edited(&mut self, words: &Words) {
        let in_distress = self.heard_distress(words);
        if in_distress {
            self.danger_heard(None);
        }
        self.edit_for_desk(in_distress);
        if in_distress {
            self.ring();
        }
    }

    fn away(&mut self) {
        self.visited = false;
        self.visitor.reachable = false;
        self.desk_sees(false);
    }

    fn back_again(&mut self) {
        self.visited = false;
        self.visitor.reachable = true;
        self.desk_sees(true);
    }

    /// Deletes what may be deleted, then leaves one neutral sentence.
    fn hide(&mut self) {
        self.count(Fact::Hidden);
        let cases = [self.visitor.case, self.visitor.complaint];
        let erase = Effect::Erase {
            until: self.world.now,
            ours_until: None,
            cases: cases.into_iter().flatten().collect(),
        };
        self.effects.push((erase, Vec::new()));
        self.visitor.unsaid.clear();
        for open in [&mut self.case, &mut self.beside].into_iter().flatten() {
            open.case.chat_is_hidden();
        }
        self.show(Screen::Hidden, None);
    }

    fn forget_now(&mut self, at: Option<MessageId>) {
        self.count(Fact::Forgotten);
        self.ends_with_the_person();
        self.forget = true;
        self.show(Screen::Forgotten, at);
    }

    fn send_leaflet_again(&mut self) {
        self.effects.push((Effect::Leaflet, Vec::new()));
    }
}

/// Whether this is a command, which nobody knows here, and no question.
fn is_command(text: &str) -> bool {
    let part_of_a_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '@';
    text.trim()
        .strip_prefix('/')
        .is_some_and(|name| name.chars().all(part_of_a_name))
}

#[cfg(test)]
mod tests;
