//! Self-checks. What is answered stands in the buttons alone: a page that knows of it is shown by
//! a courtesy, which is never stored, and nothing of it enters the person's state.

use super::Draft;
use crate::content::{AnswerId, Content, Replies, Stage, Text};
use crate::model::effect::{Alert, Courtesy, PassingPage};
use crate::model::fact::Fact;
use crate::model::screen::Screen;

/// Whether this page must not be stored: it knows what somebody answered.
pub(super) fn is_passing(screen: &Screen) -> bool {
    matches!(screen, Screen::Check { replies, .. } if !replies.is_empty())
}

/// Whether this page of a check can be met: the check is there, and these replies lead somewhere.
pub(super) fn can_be_met(content: &Content, screen: &Screen) -> bool {
    match screen {
        Screen::Check { id, replies } => content
            .self_check(id)
            .is_some_and(|check| check.stage(replies).is_some()),
        _ => !content.checks().is_empty(),
    }
}

/// The page a code on a poster leads to: an answer, or the beginning of a self-check.
pub(super) fn landing(content: &Content, code: &AnswerId) -> Option<Screen> {
    if content.answer(code).is_some() {
        return Some(Screen::Answer(code.clone()));
    }
    let check = content
        .checks()
        .iter()
        .find(|check| check.id.as_str() == code.as_str())?;
    Some(Screen::Check {
        id: check.id.clone(),
        replies: Replies::none(),
    })
}

impl Draft<'_> {
    /// Counts that a check was begun or came to its end; never with which result.
    pub(super) fn count_check(&mut self, screen: &Screen) {
        let Screen::Check { id, replies } = screen else {
            return;
        };
        let check = self.world.content.self_check(id);
        match check.and_then(|check| check.stage(replies)) {
            Some(Stage::Asks(0, _)) => self.count(Fact::CheckOpened(id.clone())),
            Some(Stage::Ends(_)) => {
                self.visitor.was_helped = true;
                self.count(Fact::CheckFinished(id.clone()));
            }
            Some(Stage::Asks(..)) | None => {}
        }
    }

    /// The page that must not be stored, as a courtesy that also answers the press.
    pub(super) fn turned(&mut self, query: &str) -> Option<Courtesy> {
        let (screen, back, at) = self.passing.take()?;
        let lang = self.speak();
        let missed = Alert {
            text: self.world.content.plain(&lang, Text::StaleAlert),
            window: true,
        };
        Some(Courtesy::Turn(Box::new(PassingPage {
            chat: self.person.chat,
            at,
            screen,
            back,
            viewer: self.visitor.clone(),
            query: query.to_owned(),
            missed,
        })))
    }
}
