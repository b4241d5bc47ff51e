//! `decide` as a table: events of one person, one after the other, and what must follow.

mod checks;
mod waiting;

use std::sync::LazyLock;

use super::decide;
use crate::content::Content;
use crate::model::button::{Button, Told};
use crate::model::case::Case;
use crate::model::desk::DeskEffect;
use crate::model::effect::{Courtesy, Effect};
use crate::model::event::{
    After, Before, Command, Decision, Opened, Payload, Person, VisitorEvent,
};
use crate::model::fact::Fact;
use crate::model::ids::{CaseCode, CaseId, ChatId, MessageId, PersonKey, VisitorKey};
use crate::model::media::Kind;
use crate::model::moment::Moment;
use crate::model::screen::{Purpose, Question, Said, Screen};
use crate::model::visitor::{Gender, Place, Visitor};
use crate::model::words::Words;
use crate::model::world::{Desks, World};

/// Read once: it does not change.
static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::embedded().unwrap());

const NOW: Moment = Moment(1_795_000_000_000);

/// One person and their state between events.
struct Visit {
    person: Person,
    state: Option<Visitor>,
    now: Moment,
}

impl Visit {
    fn from(client: Option<&str>) -> Self {
        let person = Person {
            key: PersonKey([1; 32]),
            visitor: VisitorKey([2; 32]),
            chat: ChatId(3),
            client_language: client.map(str::to_owned),
            message: None,
            reply_to: None,
        };
        Self {
            person,
            state: None,
            now: NOW,
        }
    }

    /// Somebody who has been greeted.
    fn known() -> Self {
        let mut visit = Self::from(Some("uk"));
        visit.started(None);
        visit
    }

    fn happens(&mut self, event: &VisitorEvent) -> Decision {
        let world = World {
            content: &CONTENT,
            now: self.now,
            desks: &Desks::none(),
        };
        let before = Before {
            visitor: self.state.clone(),
            ..Before::default()
        };
        let decision = decide(before, &self.person, event, world);
        self.state = match &decision.after {
            After::Keep(visitor) => Some(visitor.clone()),
            After::Forget | After::Nothing => None,
        };
        decision
    }

    fn started(&mut self, payload: Option<&str>) -> Decision {
        self.happens(&VisitorEvent::Started(payload.and_then(Payload::read)))
    }

    fn presses(&mut self, button: Button) -> Decision {
        let query = "q".to_owned();
        self.happens(&VisitorEvent::Pressed {
            button: Some(button),
            at: Some(MessageId(9)),
            query,
        })
    }

    fn opens(&mut self, screen: Screen) -> Decision {
        self.presses(Button::Open { screen, back: None })
    }

    fn writes(&mut self, text: &str) -> Decision {
        self.happens(&VisitorEvent::Wrote(Words::new(text.to_owned())))
    }
}

fn shown(decision: &Decision) -> Vec<&Screen> {
    let effects = decision.effects.iter();
    effects
        .filter_map(|(effect, _)| match effect {
            Effect::Show { screen, .. } => Some(screen),
            _ => None,
        })
        .collect()
}

fn leaflets(decision: &Decision) -> usize {
    decision
        .effects
        .iter()
        .filter(|(effect, _)| *effect == Effect::Leaflet)
        .count()
}

fn answer(id: &str) -> Screen {
    Screen::Answer(id.parse().unwrap())
}

#[test]
fn everybody_is_greeted_once() {
    let mut visit = Visit::from(Some("uk"));
    let first = visit.started(None);
    assert_eq!(shown(&first), [&Screen::Welcome, &Screen::Menu]);
    assert_eq!(leaflets(&first), 1);
    assert_eq!(first.facts, [Fact::Started(None)]);
    for event in [
        VisitorEvent::Started(None),
        VisitorEvent::Commanded(Command::Menu),
    ] {
        let again = visit.happens(&event);
        assert_eq!(shown(&again), [&Screen::Menu]);
        assert_eq!(leaflets(&again), 0);
        assert_eq!(again.facts, []);
    }
}

#[test]
fn leaflet_and_stickers_count_when_they_arrive_and_not_before() {
    let first = Visit::from(Some("uk")).started(None);
    let on_delivery: Vec<_> = first
        .effects
        .iter()
        .flat_map(|(_, facts)| facts.clone())
        .collect();
    assert_eq!(on_delivery, [Fact::LeafletSent, Fact::StickerLinkSent]);
}

#[test]
fn without_a_language_everything_but_danger_hiding_and_forgetting_waits_for_the_choice() {
    let mut visit = Visit::from(Some("ja"));
    assert_eq!(shown(&visit.started(None)), [&Screen::Languages]);
    for button in [
        Button::Home,
        Button::SendLeaflet,
        Button::Feedback(true),
        Button::SkipQuestions,
    ] {
        assert_eq!(shown(&visit.presses(button)), [&Screen::Languages]);
    }
    for command in [
        Command::Menu,
        Command::Data,
        Command::Lines,
        Command::Consult,
        Command::Language,
    ] {
        assert_eq!(
            shown(&visit.happens(&VisitorEvent::Commanded(command))),
            [&Screen::Languages]
        );
    }
    let danger = visit.happens(&VisitorEvent::Commanded(Command::Danger));
    assert_eq!(shown(&danger), [&Screen::Danger { heard: false }]);
    let hidden = visit.happens(&VisitorEvent::Commanded(Command::Hide));
    assert_eq!(shown(&hidden), [&Screen::Hidden]);
    let greeted = visit.presses(Button::Language("ru".parse().unwrap()));
    assert_eq!(shown(&greeted), [&Screen::Welcome, &Screen::Menu]);
    assert_eq!(leaflets(&greeted), 1);
}

#[test]
fn an_answer_that_was_asked_for_waits_for_the_language() {
    for ask in [
        VisitorEvent::Started(Payload::read("n-of-before")),
        VisitorEvent::Pressed {
            button: Some(Button::Open {
                screen: answer("of-before"),
                back: None,
            }),
            at: None,
            query: "q".to_owned(),
        },
    ] {
        let mut visit = Visit::from(None);
        assert_eq!(shown(&visit.happens(&ask)), [&Screen::Languages]);
        let chosen = visit.presses(Button::Language("en".parse().unwrap()));
        assert_eq!(shown(&chosen), [&Screen::Welcome, &answer("of-before")]);
        let again = visit.presses(Button::Language("uk".parse().unwrap()));
        assert_eq!(shown(&again), [&Screen::Menu], "it waits once");
    }
}

#[test]
fn strangers_who_only_block_leave_no_state() {
    for event in [
        VisitorEvent::Left,
        VisitorEvent::CameBack,
        VisitorEvent::Unreachable {
            leaflet_missed: false,
        },
    ] {
        let decision = Visit::from(Some("uk")).happens(&event);
        assert_eq!(decision.after, After::Nothing, "{event:?}");
        assert_eq!((decision.effects.len(), decision.facts.len()), (0, 0));
        assert!(!decision.visited);
    }
}

#[test]
fn whoever_leaves_is_unreachable_until_they_come_back() {
    let mut visit = Visit::known();
    for (event, reachable, void) in [
        (VisitorEvent::Left, false, false),
        (VisitorEvent::CameBack, true, false),
        (
            VisitorEvent::Unreachable {
                leaflet_missed: false,
            },
            false,
            true,
        ),
        (VisitorEvent::Started(None), true, false),
    ] {
        let decision = visit.happens(&event);
        assert_eq!(
            visit.state.as_ref().unwrap().reachable,
            reachable,
            "{event:?}"
        );
        assert_eq!(decision.void_waiting, void, "{event:?}");
    }
}

#[test]
fn forgetting_is_one_word_and_nothing_else() {
    let by_command = Visit::known().happens(&VisitorEvent::Commanded(Command::Forget));
    let by_button = Visit::known().presses(Button::Forget);
    let of_a_stranger = Visit::from(None).happens(&VisitorEvent::Commanded(Command::Forget));
    for decision in [by_command, by_button, of_a_stranger] {
        assert_eq!(decision.after, After::Forget);
        assert_eq!(decision.effects.len(), 1);
        assert_eq!(shown(&decision), [&Screen::Forgotten]);
        assert_eq!(decision.facts, [Fact::Forgotten]);
    }
}

#[test]
fn hiding_erases_first_and_speaks_afterwards() {
    for decision in [
        Visit::known().presses(Button::Hide),
        Visit::known().happens(&VisitorEvent::Commanded(Command::Hide)),
    ] {
        let effects: Vec<&Effect> = decision.effects.iter().map(|(effect, _)| effect).collect();
        assert!(matches!(
            effects[..],
            [
                Effect::Erase { .. },
                Effect::Show {
                    screen: Screen::Hidden,
                    at: None,
                    ..
                }
            ]
        ));
        assert_eq!(decision.facts, [Fact::Hidden]);
    }
}

#[test]
fn what_happens_is_counted_exactly_once() {
    let pl: crate::content::CountryCode = "PL".parse().unwrap();
    let of_before: crate::content::AnswerId = "of-before".parse().unwrap();
    let open = |screen| Button::Open { screen, back: None };
    let lines = |code: Option<&str>| Button::Country {
        code: code.map(|c| c.parse().unwrap()),
        purpose: Purpose::Lines,
    };
    let table: [(Button, Vec<Fact>); 13] = [
        (
            open(answer("of-before")),
            vec![Fact::AnswerOpened(of_before.clone())],
        ),
        (
            open(Screen::Branch("work".parse().unwrap())),
            vec![Fact::BranchOpened("work".parse().unwrap())],
        ),
        (open(Screen::Lines(0)), vec![Fact::LinesOpened(None)]),
        (open(Screen::Lines(1)), vec![]),
        (lines(Some("PL")), vec![Fact::LinesOpened(Some(pl))]),
        (lines(None), vec![Fact::LinesOpened(None)]),
        (open(Screen::Consult), vec![Fact::ConsultantAsked]),
        (
            Button::Danger {
                lang: "uk".parse().unwrap(),
                country: None,
                back: None,
            },
            vec![Fact::DangerShown],
        ),
        (
            Button::Helped {
                answer: of_before.clone(),
                helped: true,
            },
            vec![Fact::Helped(of_before.clone(), true)],
        ),
        (
            Button::Helped {
                answer: of_before.clone(),
                helped: false,
            },
            vec![Fact::Helped(of_before, false)],
        ),
        (Button::Feedback(false), vec![Fact::Feedback(false)]),
        (Button::Told(Told::Gender(Some(Gender::Man))), vec![]),
        (open(answer("no-such")), vec![]),
    ];
    for (button, facts) in table {
        assert_eq!(
            Visit::known().presses(button.clone()).facts,
            facts,
            "{button:?}"
        );
    }
}

#[test]
fn every_press_is_answered_once_whatever_it_was() {
    let mut buttons: Vec<Option<Button>> = vec![
        None,
        Some(Button::Home),
        Some(Button::Hide),
        Some(Button::Forget),
    ];
    let screens = [
        Screen::Hidden,
        Screen::Forgotten,
        answer("no-such"),
        Screen::Danger { heard: true },
        Screen::Broken,
    ];
    buttons.extend(screens.map(|screen| {
        Some(Button::Open {
            screen,
            back: Some(Screen::Hidden),
        })
    }));
    for button in buttons {
        for mut visit in [Visit::known(), Visit::from(None), Visit::from(Some("en"))] {
            let event = VisitorEvent::Pressed {
                button: button.clone(),
                at: None,
                query: "q".to_owned(),
            };
            let decision = visit.happens(&event);
            let [Courtesy::AnswerPress { query, .. }] = &decision.courtesies[..] else {
                panic!("{button:?}")
            };
            assert_eq!(query, "q");
            assert!(!decision.effects.is_empty(), "{button:?}");
        }
    }
}

#[test]
fn no_press_may_show_that_a_deed_was_done() {
    for screen in [Screen::Hidden, Screen::Forgotten] {
        let mut visit = Visit::known();
        assert_eq!(shown(&visit.opens(screen)), [&Screen::Menu]);
    }
}

#[test]
fn danger_comes_before_a_flood_and_before_the_greeting() {
    let mut visit = Visit::known();
    for _ in 0..20 {
        assert_eq!(shown(&visit.writes("добрий день")), [&Screen::Unknown]);
    }
    assert_eq!(shown(&visit.writes("добрий день")), [&Screen::SlowDown]);
    assert_eq!(shown(&visit.writes("добрий день")), Vec::<&Screen>::new());
    assert_eq!(
        shown(&visit.writes("мене замкнули")),
        [&Screen::Danger { heard: true }]
    );
    let photo = VisitorEvent::Sent {
        kind: Kind::Photo,
        album: None,
        caption: Words::new("рятуйте".to_owned()),
    };
    assert_eq!(
        shown(&visit.happens(&photo)),
        [&Screen::Danger { heard: true }]
    );
    visit.now = NOW.plus_ms(60_000);
    assert_eq!(shown(&visit.writes("добрий день")), [&Screen::Unknown]);

    let mut stranger = Visit::from(Some("uk"));
    assert_eq!(
        shown(&stranger.writes("рятуйте")),
        [&Screen::Danger { heard: true }]
    );
    assert_eq!(
        leaflets(&stranger.writes("добрий день")),
        1,
        "the greeting still comes"
    );
}

/// What came with the words of danger follows its own rules: the page is not covered, a picture
/// that may show papers is asked about, nothing is passed on twice.
#[test]
fn words_of_danger_below_a_picture_do_not_pass_it_on_unasked() {
    let photo = VisitorEvent::Sent {
        kind: Kind::Photo,
        album: None,
        caption: Words::new("мене замкнули".to_owned()),
    };
    let danger = Screen::Danger { heard: true };
    let mut visit = Visit::known();
    assert_eq!(shown(&visit.happens(&photo)), [&danger]);

    visit.person.message = Some(MessageId(20));
    let desk = "main".parse().unwrap();
    let case = Case::open(
        CaseCode::of([1, 2, 3, 4]),
        visit.person.key,
        visit.person.chat,
        desk,
        NOW,
    );
    let world = World {
        content: &CONTENT,
        now: NOW,
        desks: &Desks::none(),
    };
    let before = Before {
        visitor: visit.state.clone(),
        case: Some(Opened {
            id: CaseId([3; 16]),
            case,
        }),
        beside: None,
    };
    let decision = decide(before, &visit.person, &photo, world);
    let pages = shown(&decision);
    assert_eq!(pages, [&danger, &Screen::Said(Said::MediaAsk)]);
    let rung = |effect: &DeskEffect| matches!(effect, DeskEffect::Call { .. });
    assert!(decision.desk.iter().any(|promise| rung(&promise.effect)));
    let relays = |effect: &DeskEffect| matches!(effect, DeskEffect::Relay { .. });
    assert!(!decision.desk.iter().any(|promise| relays(&promise.effect)));
}

#[test]
fn an_edit_is_looked_at_for_danger_alone() {
    let mut visit = Visit::known();
    let edited = |text: &str| VisitorEvent::Edited(Words::new(text.to_owned()));
    assert_eq!(visit.happens(&edited("добрий вечір")).effects.len(), 0);
    assert_eq!(
        shown(&visit.happens(&edited("мене замкнули"))),
        [&Screen::Danger { heard: true }]
    );
}

#[test]
fn questions_come_once_after_help_and_ask_only_what_is_unknown() {
    let mut visit = Visit::known();
    assert_eq!(
        shown(&visit.presses(Button::Home)),
        [&Screen::Menu],
        "no help yet"
    );
    visit.opens(answer("of-before"));
    assert_eq!(
        shown(&visit.presses(Button::Home)),
        [&Screen::Question(Question::Gender)]
    );
    assert_eq!(
        shown(&visit.presses(Button::Home)),
        [&Screen::Menu],
        "asked is asked"
    );
    let outside = Button::Told(Told::Place(Some(Place::Outside)));
    let countries = Screen::Countries {
        purpose: Purpose::Question,
        letter: None,
    };
    assert_eq!(shown(&visit.presses(outside.clone())), [&countries]);
    visit.presses(Button::Country {
        code: Some("PL".parse().unwrap()),
        purpose: Purpose::Question,
    });
    assert_eq!(
        shown(&visit.presses(outside)),
        [&Screen::Question(Question::Age)]
    );
}

#[test]
fn prefer_not_to_say_takes_back_what_was_told() {
    let mut visit = Visit::known();
    visit.presses(Button::Told(Told::Gender(Some(Gender::Woman))));
    assert_eq!(visit.state.as_ref().unwrap().gender, Some(Gender::Woman));
    visit.presses(Button::Told(Told::Gender(None)));
    assert_eq!(visit.state.as_ref().unwrap().gender, None);
}

#[test]
fn a_language_or_country_that_left_the_content_is_as_if_never_chosen() {
    let mut visit = Visit::known();
    let state = visit.state.as_mut().unwrap();
    state.lang = Some("xx".parse().unwrap());
    state.country = Some("XX".parse().unwrap());
    let decision = visit.opens(Screen::Data);
    assert_eq!(
        decision.viewer.lang,
        Some("uk".parse().unwrap()),
        "the client's"
    );
    assert_eq!(decision.viewer.country, None);
}

#[test]
fn only_named_campaigns_are_named() {
    for (payload, source) in [
        (None, None),
        (Some("c-poster"), Some("poster")),
        (Some("c-olena"), Some("other")),
        (Some("n-of-before"), None),
    ] {
        let mut visit = Visit::from(Some("uk"));
        let source = source.map(str::to_owned);
        let decision = visit.started(payload);
        assert_eq!(
            decision.facts.first(),
            Some(&Fact::Started(source.clone())),
            "{payload:?}"
        );
        assert_eq!(decision.viewer.source, source);
        let again = visit.started(Some("c-border"));
        assert_eq!(again.facts, []);
        assert_eq!(
            again.viewer.source, source,
            "the first visit's source stays"
        );
    }
}

#[test]
fn whoever_blocked_the_bot_before_the_leaflet_came_is_greeted_again() {
    for (leaflet_missed, effects) in [(true, 3), (false, 1)] {
        let mut visit = Visit::known();
        visit.happens(&VisitorEvent::Unreachable { leaflet_missed });
        let back = visit.happens(&VisitorEvent::Started(None));
        assert_eq!(back.effects.len(), effects, "missed: {leaflet_missed}");
    }
}
