//! Where presses lead: which pages exist, what opening one counts, what a chosen country is for,
//! and which page stands above which.

use super::{Draft, check};
use crate::content::Text;
use crate::content::{Content, LeafletPart};
use crate::content::{CountryCode, Lang};
use crate::model::fact::Fact;
use crate::model::ids::MessageId;
use crate::model::screen::{Purpose, Question, Screen};

/// The letter no alphabet has: the choice of letters itself.
pub(super) const LETTERS: u8 = u8::MAX;

/// The page above a page: where Back leads unless the button says otherwise.
#[must_use]
pub fn parent(content: &Content, screen: &Screen) -> Screen {
    match screen {
        Screen::Answer(answer) => content
            .answer(answer)
            .map_or(Screen::Menu, |found| Screen::Branch(found.branch.clone())),
        Screen::Helped { answer, .. } => Screen::Answer(answer.clone()),
        Screen::Check { id, replies } => match replies.before() {
            Some(replies) => Screen::Check {
                id: id.clone(),
                replies,
            },
            None => Screen::Checks,
        },
        Screen::Privacy | Screen::ForgetConfirm => Screen::Data,
        Screen::FeedbackThanks | Screen::Complaint { .. } => Screen::Feedback,
        Screen::Discreet => Screen::Data,
        Screen::EndCase => Screen::Consult,
        Screen::LeafletText(_) => Screen::Leaflet,
        Screen::Countries {
            purpose,
            letter: None,
        } => purpose_screen(purpose),
        Screen::Countries {
            purpose,
            letter: Some(letter),
        } => Screen::Countries {
            purpose: purpose.clone(),
            letter: (*letter != LETTERS).then_some(LETTERS),
        },
        _ => Screen::Menu,
    }
}

/// The page a country is chosen for.
#[must_use]
pub fn purpose_screen(purpose: &Purpose) -> Screen {
    match purpose {
        Purpose::Lines => Screen::Lines(0),
        Purpose::Danger => Screen::Danger { heard: false },
        Purpose::Answer(answer) => Screen::Answer(answer.clone()),
        Purpose::Data => Screen::Data,
        Purpose::Question => Screen::Question(Question::Place),
    }
}

/// Whether a press may open this page: pages that report a deed are shown by the deed alone, and
/// names that left the content lead nowhere.
fn can_be_opened(content: &Content, screen: &Screen) -> bool {
    match screen {
        Screen::Branch(branch) => content.branch(branch).is_some(),
        Screen::Found(marks) => !content.marked(marks).is_empty(),
        Screen::Answer(answer) | Screen::Helped { answer, .. } => content.answer(answer).is_some(),
        Screen::Countries {
            purpose: Purpose::Answer(answer),
            ..
        } => content.answer(answer).is_some(),
        Screen::Checks | Screen::Check { .. } => check::can_be_met(content, screen),
        Screen::LeafletText(LeafletPart::Stickers) => {
            content.stickers_text(content.default_language()).is_some()
        }
        Screen::LeafletText(_) => content.leaflet_text(content.default_language()).is_some(),
        Screen::Forgotten | Screen::Hidden | Screen::Said(_) | Screen::Template(_) => false,
        _ => true,
    }
}

impl Draft<'_> {
    /// Opens a page named by callback data, which may be old or forged.
    pub(super) fn open_checked(
        &mut self,
        screen: &Screen,
        back: Option<&Screen>,
        at: Option<MessageId>,
    ) -> Option<Text> {
        if !can_be_opened(self.world.content, screen) {
            self.stale(at);
            return Some(Text::StaleAlert);
        }
        let back = back.filter(|screen| can_be_opened(self.world.content, screen));
        self.open(screen.clone(), back.cloned(), at);
        None
    }

    /// Shows a page somebody comes back to.
    pub(super) fn show_again(&mut self, screen: &Screen, at: Option<MessageId>) -> Option<Text> {
        if !can_be_opened(self.world.content, screen) {
            self.stale(at);
            return Some(Text::StaleAlert);
        }
        let screen = self.as_things_are(screen.clone());
        self.show(screen, at);
        None
    }

    /// Shows a page again in a full language, and others that the person's own lacks from now on.
    pub(super) fn read_in(
        &mut self,
        lang: &Lang,
        screen: &Screen,
        back: Option<&Screen>,
        at: Option<MessageId>,
    ) -> Option<Text> {
        let content = self.world.content;
        if !content.is_full(lang) || !can_be_opened(content, screen) {
            self.stale(at);
            return Some(Text::StaleAlert);
        }
        self.visitor.second = Some(lang.clone());
        let back = back.filter(|screen| can_be_opened(content, screen));
        let screen = self.as_things_are(screen.clone());
        self.show_from(screen, back.cloned(), at);
        None
    }

    /// Shows a page and counts that it was opened.
    pub(super) fn open(&mut self, screen: Screen, back: Option<Screen>, at: Option<MessageId>) {
        let screen = self.as_things_are(screen);
        match &screen {
            Screen::Branch(branch) => self.count(Fact::BranchOpened(branch.clone())),
            Screen::Answer(answer) => {
                self.visitor.was_helped = true;
                self.visitor.reads(answer.clone());
                self.count(Fact::AnswerOpened(answer.clone()));
            }
            Screen::Lines(0) => {
                self.visitor.was_helped = true;
                self.count(Fact::LinesOpened(self.visitor.country.clone()));
            }
            Screen::Check { .. } => self.count_check(&screen),
            Screen::Consult | Screen::NoDesk => self.count(Fact::ConsultantAsked),
            Screen::Danger { .. } => self.count(Fact::DangerShown),
            Screen::Case { .. } => self.remind(),
            _ => {}
        }
        self.show_from(screen, back, at);
    }

    /// The main menu; once, after help was given, the optional questions come first.
    pub(super) fn home(&mut self, at: Option<MessageId>) {
        self.visitor.complains = false;
        if self.visitor.was_helped && !self.visitor.was_asked {
            self.visitor.was_asked = true;
            return self.show(Screen::Question(Question::Gender), at);
        }
        self.show(Screen::Menu, at);
    }

    pub(super) fn country_chosen(
        &mut self,
        code: Option<&CountryCode>,
        purpose: &Purpose,
        at: Option<MessageId>,
    ) {
        match code.filter(|code| self.world.content.country(code).is_some()) {
            Some(code) => self.visitor.choose_country(code.clone()),
            None if *purpose == Purpose::Question => {}
            None => self.visitor.country = None,
        }
        match purpose {
            Purpose::Question => self.ask_after(Question::Place, at),
            Purpose::Answer(answer) if self.world.content.answer(answer).is_none() => {
                self.stale(at)
            }
            _ => self.open(purpose_screen(purpose), None, at),
        }
    }
}
