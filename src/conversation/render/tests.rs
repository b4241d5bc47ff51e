//! Pages of a conversation as people see them, and what must never stand on them.

use std::fmt::Write as _;
use std::sync::LazyLock;

use super::*;
use crate::model::ids::CaseId;
use crate::model::screen::Said;

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::embedded().unwrap());

/// Monday, 23 November 2026, 10:00 in Kyiv: consultants work.
const OPEN: Moment = Moment(1_795_420_800_000);
/// The night before.
const CLOSED: Moment = Moment(OPEN.0 - 8 * 60 * 60 * 1000);

fn viewer(tag: &str) -> Visitor {
    Visitor {
        lang: Some(tag.parse().unwrap()),
        country: Some("PL".parse().unwrap()),
        greeted: true,
        ..Visitor::new()
    }
}

fn shown(viewer: &Visitor, now: Moment, screen: &Screen, back: Option<&Screen>) -> Page {
    let reader = Reader {
        content: &CONTENT,
        viewer,
        now,
        bot: "a_bot",
    };
    page(&reader, screen, back)
}

/// What the buttons of a page send back, row by row.
fn presses(page: &Page) -> Vec<Button> {
    let keys = page.keyboard.iter().flatten();
    let presses = keys.filter_map(|key| match &key.action {
        Action::Press(button) => Some(button.clone()),
        Action::Address(_) => None,
    });
    presses.collect()
}

/// The page as it is seen; numbers of help lines have their own tests.
fn seen(page: &Page) -> String {
    let mut text: String = page
        .html
        .lines()
        .filter(|line| !line.contains('☎'))
        .collect::<Vec<_>>()
        .join("\n");
    text.push_str("\n---\n");
    for row in &page.keyboard {
        let row: Vec<String> = row.iter().map(|key| format!("[{}]", key.label)).collect();
        writeln!(text, "{}", row.join(" ")).unwrap();
    }
    text
}

fn told() -> Vec<Said> {
    vec![
        Said::Waiting {
            place: 3,
            open: true,
        },
        Said::SubjectNoted,
        Said::Taken {
            alias: Some("Марта".to_owned()),
        },
        Said::Taken { alias: None },
        Said::Released,
        Said::StillWaiting,
        Said::DeskAway,
        Said::Ended,
        Said::Closed,
        Said::ClosedBySilence,
        Said::SilenceWarning,
        Said::Rated,
        Said::Reopened,
        Said::CannotPass,
        Said::EditLost,
        Said::MediaAsk,
        Said::ContactAsk,
        Said::MediaSent,
        Said::MediaDropped,
        Said::NewReply,
        Said::ReplyOpened,
        Said::ReplyHidden,
        Said::ComplaintOpen,
        Said::ComplaintDone,
    ]
}

#[test]
fn pages_of_a_conversation_as_people_see_them() {
    let screens = [
        Screen::Case { place: Some(2) },
        Screen::Case { place: None },
        Screen::EndCase,
        Screen::Discreet,
        Screen::Complaint { inbox: true },
        Screen::Complaint { inbox: false },
        Screen::Feedback,
        Screen::Template(CONTENT.desk().templates[0].clone()),
    ];
    for tag in ["en", "uk"] {
        let viewer = viewer(tag);
        let mut pages = vec![
            format!(
                "open\n{}",
                seen(&shown(&viewer, OPEN, &Screen::Consult, None))
            ),
            format!(
                "closed\n{}",
                seen(&shown(&viewer, CLOSED, &Screen::Consult, None))
            ),
        ];
        pages.extend(
            screens
                .iter()
                .map(|screen| format!("{screen:?}\n{}", seen(&shown(&viewer, OPEN, screen, None)))),
        );
        insta::assert_snapshot!(format!("conversation_{tag}"), pages.join("\n=====\n"));
        let told = told().into_iter().map(|said| {
            let page = shown(&viewer, OPEN, &Screen::Said(said.clone()), None);
            format!("{said:?}\n{}", seen(&page))
        });
        insta::assert_snapshot!(
            format!("told_{tag}"),
            told.collect::<Vec<_>>().join("\n=====\n")
        );
    }
}

#[test]
fn where_nobody_answers_help_lines_stand() {
    let viewer = viewer("uk");
    let leads_to_lines = |page: &Page| {
        presses(page).into_iter().any(|button| {
            matches!(
                button,
                Button::Open {
                    screen: Screen::Lines(0),
                    ..
                }
            )
        })
    };
    for screen in [Screen::NoDesk, Screen::Blocked, Screen::Consult] {
        let page = shown(&viewer, CLOSED, &screen, None);
        assert!(
            page.html.contains('☎') && leads_to_lines(&page),
            "{screen:?}"
        );
    }
    let waits = Screen::Said(Said::Waiting {
        place: 1,
        open: false,
    });
    for screen in [
        waits,
        Screen::Said(Said::StillWaiting),
        Screen::Said(Said::DeskAway),
    ] {
        let page = shown(&viewer, CLOSED, &screen, None);
        assert!(
            page.html.contains("112") && leads_to_lines(&page),
            "{screen:?}"
        );
    }
}

#[test]
fn every_page_of_a_person_fits() {
    let proof = crate::conversation::proof::prove(&CONTENT, OPEN);
    assert_eq!(proof.failures, Vec::<String>::new());
}

#[test]
fn whoever_comes_from_the_emergency_page_is_urgent() {
    let talk = |back: Option<&Screen>| {
        let page = shown(&viewer("uk"), OPEN, &Screen::Consult, back);
        presses(&page).into_iter().find_map(|button| match button {
            Button::Talk { urgent } => Some(urgent),
            _ => None,
        })
    };
    assert_eq!(talk(Some(&Screen::Danger { heard: false })), Some(true));
    assert_eq!(talk(Some(&Screen::Lines(0))), Some(false));
    assert_eq!(talk(None), Some(false));
}

#[test]
fn a_discreet_reply_shows_nothing_but_that_it_came() {
    for language in CONTENT.languages() {
        let viewer = viewer(language.tag.as_str());
        let page = shown(&viewer, OPEN, &Screen::Said(Said::NewReply), None);
        let [
            Button::OpenReply,
            Button::Danger { back: None, .. },
            Button::Hide,
        ] = &presses(&page)[..]
        else {
            panic!("{:?}", page.keyboard)
        };
        assert!(!page.html.contains('\n'), "{}", page.html);
    }
}

#[test]
fn nothing_leads_back_to_what_was_only_told() {
    let mut screens: Vec<Screen> = told().into_iter().map(Screen::Said).collect();
    screens.push(Screen::Said(Said::Waiting {
        place: 1,
        open: false,
    }));
    screens.push(Screen::Template(CONTENT.desk().templates[0].clone()));
    for screen in screens {
        for button in presses(&shown(&viewer("en"), OPEN, &screen, None)) {
            let back = match &button {
                Button::Open { back, .. } | Button::Danger { back, .. } => back.clone(),
                Button::Back(back) => Some(back.clone()),
                _ => None,
            };
            assert_eq!(back, None, "{screen:?}: {button:?}");
        }
    }
}

#[test]
fn pages_of_a_moment_are_looked_up_anew_on_the_way_back() {
    for screen in [
        Screen::Case { place: Some(4) },
        Screen::NoDesk,
        Screen::Blocked,
    ] {
        let page = shown(&viewer("en"), OPEN, &screen, None);
        for button in presses(&page) {
            if let Button::Open {
                back: Some(back), ..
            }
            | Button::Danger {
                back: Some(back), ..
            } = button
            {
                assert_eq!(back, Screen::Consult, "{screen:?}");
            }
        }
    }
}

#[test]
fn the_menu_leads_to_the_conversation_that_is_there() {
    let label = |viewer: &Visitor| {
        let page = shown(viewer, OPEN, &Screen::Menu, None);
        let key = page.keyboard.into_iter().flatten().find(|key| {
            matches!(
                &key.action,
                Action::Press(Button::Open {
                    screen: Screen::Consult,
                    ..
                })
            )
        });
        key.unwrap().label
    };
    let alone = viewer("en");
    let talks = Visitor {
        case: Some(CaseId([1; 16])),
        ..alone.clone()
    };
    let en = "en".parse().unwrap();
    assert_eq!(label(&alone), CONTENT.plain(&en, Text::ConsultButton));
    assert_eq!(label(&talks), CONTENT.plain(&en, Text::CaseButton));
}

#[test]
fn my_data_shows_everything_about_conversations() {
    let known = Visitor {
        case: Some(CaseId([1; 16])),
        discreet: true,
        source: Some("poster".to_owned()),
        ..viewer("en")
    };
    let strange = shown(&viewer("en"), OPEN, &Screen::Data, None).html;
    let html = shown(&known, OPEN, &Screen::Data, None).html;
    let en = "en".parse().unwrap();
    let case = CONTENT.text(&en, Text::DataCase).html(&Filling::new(&en));
    assert!(html.contains(&case) && html.contains("poster"), "{html}");
    assert!(!strange.contains(&case), "{strange}");
    assert!(!html.contains('…'), "nothing is left open: {html}");
}

#[test]
fn a_complaint_that_is_being_written_can_be_completed_from_its_page() {
    let writes = Visitor {
        complains: true,
        ..viewer("uk")
    };
    let page = shown(&writes, OPEN, &Screen::Complaint { inbox: true }, None);
    assert!(presses(&page).contains(&Button::EndComplaint));
    let outside = shown(&writes, OPEN, &Screen::Complaint { inbox: false }, None);
    assert!(!presses(&outside).contains(&Button::Complain));
}
