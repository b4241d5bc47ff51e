//! What waits for a press, where the state is older than what is allowed now.

use super::*;
use crate::model::case::{COMPLAINTS, Ended, Held};

/// A case of this person's at a desk, closed by a consultant now.
fn closed(visit: &Visit, desk: &str) -> Case {
    let desk = desk.parse().unwrap();
    let (key, chat) = (visit.person.key, visit.person.chat);
    let mut case = Case::open(CaseCode::of([1, 2, 3, 4]), key, chat, desk, NOW);
    case.end(Ended::Consultant, NOW);
    case
}

fn happens_in(
    visit: &Visit,
    case: Case,
    desks: &Desks,
    now: Moment,
    event: &VisitorEvent,
) -> Decision {
    let world = World {
        content: &CONTENT,
        now,
        desks,
    };
    let id = CaseId([3; 16]);
    let before = Before {
        visitor: visit.state.clone(),
        case: Some(Opened { id, case }),
        beside: None,
    };
    decide(before, &visit.person, event, world)
}

/// "Pass it on" under a question of a conversation that cannot go on: blocked, or too late.
#[test]
fn what_was_held_passes_only_where_the_conversation_may_go_on() {
    let press = VisitorEvent::Pressed {
        button: Some(Button::PassOn(true)),
        at: Some(MessageId(9)),
        query: "q".to_owned(),
    };
    let late = NOW.plus_days(i64::from(CONTENT.desk().reopen_days));
    let blocked = Desks {
        is_blocked: true,
        ..Desks::none()
    };
    for (desks, now, passes, page) in [
        (Desks::none(), NOW, true, None),
        (blocked, NOW, false, Some(Screen::Blocked)),
        (Desks::none(), late, false, Some(Screen::NoDesk)),
    ] {
        let visit = Visit::known();
        let mut case = closed(&visit, "main");
        let message = MessageId(20);
        case.held = vec![Held {
            message,
            album: None,
        }];
        let decision = happens_in(&visit, case, &desks, now, &press);
        let relays = |promise: &crate::model::desk::DeskPromise| {
            matches!(promise.effect, DeskEffect::Relay { .. })
        };
        assert_eq!(decision.desk.iter().any(relays), passes, "{page:?}");
        let after = &decision.case.as_ref().unwrap().case;
        assert_eq!((after.is_open(), after.held.len()), (passes, 0));
        if let Some(page) = page {
            let told = Screen::Said(Said::MediaDropped);
            assert_eq!(shown(&decision), [&told, &page]);
        }
    }
}

/// Words for a complaint that came too late are answered, kept for nobody, and end it: those that
/// follow are no complaint's.
#[test]
fn a_complaint_that_cannot_go_on_ends_with_the_next_words() {
    let mut visit = Visit::known();
    visit.state.as_mut().unwrap().complains = true;
    visit.person.message = Some(MessageId(20));
    let late = NOW.plus_days(i64::from(CONTENT.desk().reopen_days));
    let words = VisitorEvent::Wrote(Words::new("добрий вечір".to_owned()));
    let case = closed(&visit, COMPLAINTS);
    let decision = happens_in(&visit, case, &Desks::none(), late, &words);
    assert_eq!(shown(&decision), [&Screen::Unknown]);
    assert!(decision.desk.is_empty());
    let After::Keep(after) = decision.after else {
        panic!("the person is known")
    };
    assert!(!after.complains && after.unsaid.is_empty(), "{after:?}");
}
