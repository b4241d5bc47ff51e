//! Danger first: what is said at once from content alone, also while the database is down.

use super::render::{self, Page};
use super::start;
use crate::model::button::Button;
use crate::model::event::{Command, Person, VisitorEvent};
use crate::model::screen::Screen;
use crate::model::visitor::Visitor;
use crate::model::world::World;

/// The emergency page for an event that asks for it, or `None`. It needs no state: the button
/// carries language and country, words are answered in the client's language.
#[must_use]
pub fn first_aid(person: &Person, event: &VisitorEvent, world: World<'_>) -> Option<Page> {
    let mut viewer = Visitor {
        lang: start::best_guess(person, world.content),
        ..Visitor::new()
    };
    let heard = match event {
        VisitorEvent::Pressed {
            button: Some(Button::Danger { lang, country, .. }),
            ..
        } => {
            if world.content.knows(lang) {
                viewer.lang = Some(lang.clone());
            }
            viewer.country.clone_from(country);
            false
        }
        VisitorEvent::Commanded(Command::Danger) => false,
        VisitorEvent::Wrote(words) if world.content.is_safe_word(words.look()) => false,
        VisitorEvent::Wrote(words)
        | VisitorEvent::Edited(words)
        | VisitorEvent::Sent { caption: words, .. }
            if world.content.distress().heard(words.look()) =>
        {
            true
        }
        _ => return None,
    };
    let reader = render::Reader {
        content: world.content,
        viewer: &viewer,
        now: world.now,
        bot: "",
    };
    Some(render::page(&reader, &Screen::Danger { heard }, None))
}
