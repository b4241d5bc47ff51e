//! What the staff ask and are told, and when figures come by themselves.

use jiff::civil::date;
use jiff::tz::TimeZone;

use super::render::{self, LONGEST_TEXT, StaffView, Teller};
use super::*;
use crate::content::markup;
use crate::model::ids::{ChatId, StaffKey};
use crate::model::staff::Format;

const LONGEST_LABEL: usize = 64;

fn content() -> Content {
    Content::embedded().unwrap()
}

/// So late on that day, where the operator is.
fn at(content: &Content, day: Date, hour: i8) -> Moment {
    let zone: &TimeZone = content.hours().zone();
    let time = day.at(hour, 0, 0, 0);
    Moment(zone.to_timestamp(time).unwrap().as_millisecond())
}

fn spot() -> StaffSpot {
    StaffSpot {
        chat: ChatId(-100),
        thread: None,
        message: Some(MessageId(7)),
    }
}

fn member(n: u8, client: Option<&str>) -> StaffMember {
    StaffMember {
        key: Some(StaffKey([n; 32])),
        client_language: client.map(str::to_owned),
    }
}

fn press(button: StaffButton) -> StaffEvent {
    StaffEvent::Pressed {
        button: Some(button),
        query: "1".to_owned(),
    }
}

fn months(first: (i16, i8), last: (i16, i8)) -> Months {
    Months {
        first: Month::of(first.0, first.1),
        last: Month::of(last.0, last.1),
    }
}

/// What is shown, by the promises.
fn shown(decision: &Decision) -> Vec<StaffPage> {
    let page = |promise: &StaffPromise| match promise.effect {
        StaffEffect::Show { page, .. } => Some(page),
        _ => None,
    };
    decision.promises.iter().filter_map(page).collect()
}

#[test]
fn figures_come_with_their_picture_and_what_is_no_period_leads_to_the_choice() {
    let content = content();
    let world = World {
        content: &content,
        now: at(&content, date(2022, 10, 10), 12),
    };
    let who = member(1, Some("uk"));
    let june = months((2022, 6), (2022, 9));
    let event = press(StaffButton::Open(StaffPage::Report(june)));
    let decision = decide(StaffRoom::default(), &spot(), &who, &event, world);
    let effects: Vec<_> = decision.promises.iter().map(|one| one.effect).collect();
    let page = StaffPage::Report(june);
    let at = Some(MessageId(7));
    assert_eq!(
        effects,
        [StaffEffect::Show { page, at }, StaffEffect::Chart(june)]
    );
    assert_eq!(decision.courtesies.len(), 1, "the button stops spinning");
    for forged in [months((2022, 9), (2022, 6)), months((2021, 6), (2022, 9))] {
        for button in [
            StaffButton::Open(StaffPage::Report(forged)),
            StaffButton::Files(forged, Format::Csv),
        ] {
            let event = press(button);
            let decision = decide(StaffRoom::default(), &spot(), &who, &event, world);
            assert_eq!(shown(&decision), [StaffPage::Home]);
            assert_eq!(decision.promises.len(), 1);
        }
    }
}

#[test]
fn a_member_is_spoken_to_in_their_language_and_the_choice_is_remembered() {
    let content = content();
    let world = World {
        content: &content,
        now: at(&content, date(2022, 10, 10), 12),
    };
    let stats = StaffEvent::Commanded(StaffCommand::Stats);
    let lang_of = |room: &StaffRoom, who: &StaffMember| {
        let decision = decide(room.clone(), &spot(), who, &stats, world);
        decision.promises.first().map(|one| one.lang.to_string())
    };
    let room = StaffRoom::default();
    let said = |client| lang_of(&room, &member(1, client));
    assert_eq!(said(Some("ru")).as_deref(), Some("ru"));
    assert_eq!(said(Some("en-US")).as_deref(), Some("en"));
    let office = content.desk().complaints_language.to_string();
    assert_eq!(said(None), Some(office));

    let event = press(StaffButton::Speak("en".parse().unwrap()));
    let room = decide(room, &spot(), &member(1, Some("ru")), &event, world).room;
    assert_eq!(
        lang_of(&room, &member(1, Some("ru"))).as_deref(),
        Some("en")
    );
    assert_eq!(
        lang_of(&room, &member(2, Some("ru"))).as_deref(),
        Some("ru")
    );
    let nobody = StaffMember {
        key: None,
        ..member(1, None)
    };
    let decision = decide(room.clone(), &spot(), &nobody, &event, world);
    assert_eq!(
        decision.room, room,
        "an anonymous administrator cannot be known again"
    );
}

#[test]
fn what_is_settled_is_the_last_whole_period() {
    let settled = |every, day: Date| last_settled(every, day, 3).to_string();
    for (day, month, quarter) in [
        (date(2022, 10, 3), "2022-08", "2022-06"),
        (date(2022, 10, 4), "2022-09", "2022-09"),
        (date(2022, 11, 1), "2022-09", "2022-09"),
        (date(2023, 1, 3), "2022-11", "2022-09"),
        (date(2023, 1, 4), "2022-12", "2022-12"),
    ] {
        assert_eq!(settled(Every::Month, day), month, "{day}");
        assert_eq!(settled(Every::Quarter, day), quarter, "{day}");
    }
}

/// Once each, in the morning of the first working day, also what was missed.
#[test]
fn figures_come_by_themselves_once_a_period_and_what_was_missed_comes_in_order() {
    let content = content();
    let world = |day, hour| World {
        content: &content,
        now: at(&content, day, hour),
    };
    let who = member(1, Some("en"));
    let on = press(StaffButton::Send(Some(Every::Month)));
    let switched = world(date(2022, 9, 20), 12);
    let mut room = decide(StaffRoom::default(), &spot(), &who, &on, switched).room;
    assert_eq!(room.digest.as_ref().unwrap().done, Month::of(2022, 8));
    // September is settled on Tuesday 4 October; the desk opens at nine.
    assert_eq!(
        due(&room, switched),
        Some(at(&content, date(2022, 10, 4), 9))
    );
    let nothing = decide(
        room.clone(),
        &spot(),
        &who,
        &StaffEvent::Due,
        world(date(2022, 10, 4), 8),
    );
    assert_eq!(nothing.promises, []);
    let came = decide(
        room.clone(),
        &spot(),
        &who,
        &StaffEvent::Due,
        world(date(2022, 10, 4), 9),
    );
    let september = months((2022, 9), (2022, 9));
    assert_eq!(shown(&came), [StaffPage::Digest(september)]);
    assert_eq!(came.promises[0].lang.as_str(), "en");
    // October is settled on Friday 4 November, November on Sunday 4 December.
    room = came.room;
    let again = decide(
        room.clone(),
        &spot(),
        &who,
        &StaffEvent::Due,
        world(date(2022, 10, 4), 10),
    );
    assert_eq!(again.promises, []);
    let late = world(date(2022, 12, 5), 9);
    for month in [10, 11] {
        let came = decide(room, &spot(), &who, &StaffEvent::Due, late);
        assert_eq!(
            shown(&came),
            [StaffPage::Digest(months((2022, month), (2022, month)))]
        );
        room = came.room;
    }
    let over = decide(room.clone(), &spot(), &who, &StaffEvent::Due, late);
    assert_eq!(over.promises, []);
    let off = decide(room, &spot(), &who, &press(StaffButton::Send(None)), late);
    assert_eq!(
        (off.room.digest.as_ref(), due(&off.room, late)),
        (None, None)
    );
}

#[test]
fn a_quarter_comes_whole() {
    let content = content();
    let now = at(&content, date(2022, 9, 20), 12);
    let world = World {
        content: &content,
        now,
    };
    let who = member(1, None);
    let on = press(StaffButton::Send(Some(Every::Quarter)));
    let room = decide(StaffRoom::default(), &spot(), &who, &on, world).room;
    assert_eq!(due(&room, world), Some(at(&content, date(2022, 10, 4), 9)));
    let later = World {
        content: &content,
        now: at(&content, date(2022, 10, 4), 9),
    };
    let came = decide(room, &spot(), &who, &StaffEvent::Due, later);
    assert_eq!(
        shown(&came),
        [StaffPage::Digest(months((2022, 7), (2022, 9)))]
    );
}

#[test]
fn the_group_is_greeted_once_until_the_bot_was_gone() {
    let content = content();
    let world = World {
        content: &content,
        now: at(&content, date(2022, 9, 20), 12),
    };
    let who = member(1, None);
    let mut room = StaffRoom::default();
    let mut told = Vec::new();
    for event in [
        StaffEvent::Joined,
        StaffEvent::Joined,
        StaffEvent::Removed,
        StaffEvent::Joined,
    ] {
        let decision = decide(room, &spot(), &who, &event, world);
        told.push(shown(&decision).len());
        room = decision.room;
    }
    assert_eq!(told, [1, 0, 0, 1]);
}

fn fits(view: &StaffView, what: &str) {
    let units = markup::length(&view.html);
    assert!((1..=LONGEST_TEXT).contains(&units), "{what}: {units}");
    for key in view.keyboard.iter().flatten() {
        let units = key.label.encode_utf16().count();
        assert!(
            (1..=LONGEST_LABEL).contains(&units),
            "{what}: `{}`",
            key.label
        );
        let data = key.button.encode();
        assert_eq!(
            StaffButton::decode(&data).as_ref(),
            Some(&key.button),
            "{what}: {data}"
        );
    }
    // core.telegram.org/bots/api#inlinekeyboardmarkup: a hundred buttons are shown.
    assert!(view.keyboard.iter().flatten().count() <= 100, "{what}");
}

#[test]
fn every_page_of_the_staff_fits_in_every_language_and_leads_on() {
    let content = content();
    let world = World {
        content: &content,
        now: at(&content, date(2022, 10, 10), 12),
    };
    let digest = |every| {
        let done = Month::of(2022, 9);
        let lang = "uk".parse().unwrap();
        Some(Digest { every, lang, done })
    };
    let rooms = [None, digest(Every::Month), digest(Every::Quarter)].map(|digest| StaffRoom {
        digest,
        ..StaffRoom::default()
    });
    let range = months((2022, 6), (2022, 9));
    let pages = [
        StaffPage::Home,
        StaffPage::Years,
        StaffPage::From(2022),
        StaffPage::To(Month::of(2022, 1)),
        StaffPage::To(Month::of(2022, 12)),
        StaffPage::Digests,
        StaffPage::Languages,
        StaffPage::Help,
        StaffPage::Ready,
        StaffPage::NoPicture(range),
        StaffPage::NoFile(range),
    ];
    for language in content.full_languages() {
        for room in &rooms {
            let lang = &language.tag;
            let teller = Teller { world, lang, room };
            for page in pages {
                let view = render::page(teller, page);
                fits(&view, &format!("{page:?} in {lang}"));
                assert!(!view.keyboard.is_empty(), "{page:?} leads on");
            }
            let not_yet = NoReport::NotYet(date(2022, 11, 3));
            fits(&render::no_report(teller, not_yet), "no figures yet");
        }
    }
}
