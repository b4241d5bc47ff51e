//! Which pages there are, in groups an editor looks for, and how one is named in an address.

use super::card::Reading;
use crate::content::{BranchId, Content};
use crate::conversation::proof;
use crate::model::button::Button;
use crate::model::screen::{Purpose, Screen};

/// Pages that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What of.
    pub topic: Topic,
    /// In the order people meet them.
    pub screens: Vec<Screen>,
}

/// What a group of pages is about, in the order of the list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Greeting, menu, languages, what is told.
    Frame,
    /// Danger and help lines.
    Help,
    /// A branch of the answers: its place in the menu, its name.
    Branch(usize, BranchId),
    /// Talking to a consultant.
    Conversation,
    /// Self-checks: questions and results.
    Checks,
    /// Templates of the consultants.
    Templates,
    /// Thanks, questions, settings.
    Rest,
}

/// All pages, each once. Those that differ only in a letter or a page of a list stand for the
/// others, and a question of a self-check is the same whatever was answered before it.
#[must_use]
pub fn groups(reading: &Reading<'_>) -> Vec<Group> {
    let content = reading.content;
    let mut groups: Vec<Group> = Vec::new();
    let mut questions = Vec::new();
    for screen in proof::screens(content, false) {
        let Some(topic) = topic(content, &screen) else {
            continue;
        };
        if let Screen::Check { id, .. } = &screen {
            let shown = reading.card(content.default_language(), &screen, None);
            let question = (id.clone(), shown.map(|card| card.html));
            if questions.contains(&question) {
                continue;
            }
            questions.push(question);
        }
        match groups.iter_mut().find(|group| group.topic == topic) {
            Some(group) => group.screens.push(screen),
            None => groups.push(Group {
                topic,
                screens: vec![screen],
            }),
        }
    }
    for group in &mut groups {
        // a branch's own page stands above its answers
        group
            .screens
            .sort_by_key(|screen| !matches!(screen, Screen::Branch(_)));
    }
    groups.sort_by(|a, b| a.topic.cmp(&b.topic));
    groups
}

fn topic(content: &Content, screen: &Screen) -> Option<Topic> {
    let branch = |id: &BranchId| {
        let at = content.branches().iter().position(|known| known.id == *id);
        Topic::Branch(at.unwrap_or(usize::MAX), id.clone())
    };
    Some(match screen {
        Screen::Welcome | Screen::Menu | Screen::Languages | Screen::Leaflet | Screen::Privacy => {
            Topic::Frame
        }
        Screen::Danger { .. } | Screen::Lines(0) | Screen::NoDesk | Screen::Blocked => Topic::Help,
        Screen::Branch(id) => branch(id),
        Screen::Answer(answer) => branch(&content.answer(answer)?.branch),
        // the same thanks stand under every answer
        Screen::Helped { answer, .. } => {
            let first = content.branches().first()?.answers.first()?;
            (answer == first).then_some(Topic::Rest)?
        }
        Screen::Consult
        | Screen::Case { .. }
        | Screen::EndCase
        | Screen::Discreet
        | Screen::Complaint { .. }
        | Screen::Said(_) => Topic::Conversation,
        Screen::Checks | Screen::Check { .. } => Topic::Checks,
        Screen::Template(_) => Topic::Templates,
        Screen::Lines(_) => None?,
        Screen::Countries {
            letter: Some(letter),
            ..
        } if *letter != u8::MAX => None?,
        Screen::Countries {
            purpose: Purpose::Answer(_),
            ..
        } => None?,
        _ => Topic::Rest,
    })
}

/// The name of a page in an address: as a button names it, which alone tells what was answered, or
/// by its own name where no button leads to it.
#[must_use]
pub fn name(screen: &Screen) -> String {
    let by_button = Button::Back(screen.clone()).encode();
    match by_name(&by_button) {
        Some(read) if read == *screen => by_button,
        _ => serde_json::to_string(screen).unwrap_or_default(),
    }
}

fn by_name(name: &str) -> Option<Screen> {
    match Button::decode(name)? {
        Button::Back(screen) => Some(screen),
        _ => None,
    }
}

/// The page of a name; `None` for anything [`name`] did not write.
#[must_use]
pub fn read(name: &str) -> Option<Screen> {
    by_name(name).or_else(|| serde_json::from_str(name).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_name_that_leads_back_to_it_and_every_answer_is_listed() {
        let content = Content::embedded().unwrap();
        let reading = Reading {
            content: &content,
            stale: &crate::editor::stale::Stale::default(),
            now: crate::model::moment::Moment(0),
            bot: "test_bot",
        };
        let groups = groups(&reading);
        let listed: Vec<&Screen> = groups.iter().flat_map(|group| &group.screens).collect();
        for screen in &listed {
            assert_eq!(read(&name(screen)).as_ref(), Some(*screen));
        }
        for branch in content.branches() {
            for answer in &branch.answers {
                assert!(
                    listed.contains(&&Screen::Answer(answer.clone())),
                    "{answer}"
                );
            }
        }
        assert_eq!(read("{\"Nothing\":1}"), None);
    }
}
