//! Self-checks: what is answered goes no further than the page.

use super::*;
use crate::content::{CheckId, Replies};

#[test]
fn what_is_answered_in_a_check_is_promised_nowhere_and_remembered_nowhere() {
    let mut visit = Visit::known();
    let id: CheckId = "check-me".parse().unwrap();
    let page = |code: &str| Screen::Check {
        id: id.clone(),
        replies: Replies::read(code).unwrap(),
    };
    let open = |code: &str| Button::Open {
        screen: page(code),
        back: None,
    };
    assert_eq!(shown(&visit.presses(open(""))), [&page("")]);
    let before = visit.state.clone();
    for code in ["n", "nn", "nnu"] {
        let turned = visit.presses(open(code));
        assert_eq!(turned.effects, [], "{code}");
        let [Courtesy::Turn(passing)] = turned.courtesies.as_slice() else {
            panic!("{:?}", turned.courtesies);
        };
        assert_eq!(passing.screen, page(code));
        assert_eq!(visit.state, before, "{code}");
    }
    let danger = visit.presses(Button::Danger {
        lang: "uk".parse().unwrap(),
        country: None,
        back: Some(page("nnu")),
    });
    let stored = serde_json::to_string(&danger.effects[0].0).unwrap();
    assert!(
        stored.contains("check-me") && !stored.contains("nnu"),
        "{stored}"
    );
    let stale = visit.presses(open("ynn"));
    assert_eq!(
        shown(&stale),
        [&Screen::Menu],
        "the first yes ends the questions"
    );
}
