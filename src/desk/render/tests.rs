//! What consultants read, as they see it: snapshots in the languages of desks, rules of the card
//! and the board, and random cases against Telegram's limits.

use std::fmt::Write as _;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::desk::proof;
use crate::model::case::{Act, CardView, Closing, Ended, Rating};
use crate::model::desk::{Handed, Remark};
use crate::model::ids::{CaseCode, ChatId, PersonKey, StaffKey};
use crate::model::visitor::{AgeBand, Visitor};

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::embedded().unwrap());

/// Wednesday, 18 November 2026, 13:20 in Kyiv.
const NOW: Moment = Moment(1_795_000_800_000);
const MINUTE: i64 = 60_000;

fn lang(tag: &str) -> Lang {
    tag.parse().unwrap()
}

fn holder(alias: Option<&str>) -> Holder {
    Holder {
        key: StaffKey([7; 32]),
        alias: alias.map(str::to_owned),
    }
}

fn case(code: [u8; 4], minutes_ago: i64) -> Case {
    let since = NOW.plus_ms(-minutes_ago * MINUTE);
    let desk = "main".parse().unwrap();
    Case::open(
        CaseCode::of(code),
        PersonKey([0; 32]),
        ChatId(1),
        desk,
        since,
    )
}

fn person() -> Visitor {
    Visitor {
        lang: Some(lang("ru")),
        country: Some("PL".parse().unwrap()),
        ..Visitor::new()
    }
}

fn member(n: u8, alias: Option<&str>, on_duty: bool) -> Member {
    Member {
        key: StaffKey([n; 32]),
        account: ChatId(i64::from(n) + 1000),
        alias: alias.map(str::to_owned),
        on_duty,
    }
}

fn shown(case: &Case, visitor: Option<&Visitor>, tag: &str) -> DeskPage {
    card(&CardLook {
        content: &CONTENT,
        lang: &lang(tag),
        now: NOW,
        case,
        visitor,
        members: &[
            member(7, Some("Марта"), true),
            member(8, Some("Олег"), true),
            member(9, None, false),
        ],
        desks: &["main", "romania"].map(|id| id.parse().unwrap()),
        plain: false,
    })
}

/// As it is seen, with what each button sends.
fn seen(page: &DeskPage) -> String {
    let mut text = page.html.clone();
    text.push_str("\n---\n");
    for row in &page.keyboard {
        let row: Vec<String> = row
            .iter()
            .map(|key| format!("[{}]({})", key.label, key.button.encode()))
            .collect();
        writeln!(text, "{}", row.join(" ")).unwrap();
    }
    text
}

/// A case on its way, at three of its stages.
fn stages() -> [Case; 3] {
    let mut waiting = case([1, 2, 3, 4], 20);
    waiting.subject = CONTENT.desk().subjects.get(1).cloned();
    let answers = CONTENT.branches().iter().flat_map(|branch| &branch.answers);
    waiting.has_read(&answers.take(2).cloned().collect::<Vec<_>>());
    waiting.urgent = true;
    let mut taken = waiting.clone();
    taken.take(holder(Some("Марта")), NOW).unwrap();
    taken.urgent = false;
    taken.reachable = false;
    let mut closed = taken.clone();
    closed.reachable = true;
    closed.consultant_spoke(NOW);
    closed.closing.subjects = CONTENT.desk().subjects.iter().take(2).cloned().collect();
    closed.close(&StaffKey([7; 32]), NOW).unwrap();
    closed.rating = Some(Rating::Good);
    [waiting, taken, closed]
}

#[test]
fn cards_as_consultants_see_them() {
    let child = Visitor {
        age: Some(AgeBand::Under18),
        discreet: true,
        ..person()
    };
    for tag in ["en", "uk"] {
        let cards: Vec<String> = stages()
            .iter()
            .map(|case| seen(&shown(case, Some(&child), tag)))
            .collect();
        insta::assert_snapshot!(format!("cards_{tag}"), cards.join("\n=====\n"));
    }
}

#[test]
fn menus_as_consultants_see_them() {
    let [_, mut case, _] = stages();
    let rules = CONTENT.desk();
    case.closing = Closing {
        subjects: rules.subjects.iter().take(2).cloned().collect(),
        outcome: rules.outcomes.get(1).cloned(),
        referrals: rules.referrals.iter().take(1).cloned().collect(),
    };
    let branch = CONTENT.branches()[0].clone();
    let answer = branch.answers[0].clone();
    let views = [
        CardView::Templates,
        CardView::Template(rules.templates[0].clone()),
        CardView::Branches,
        CardView::Answers(branch.id, 0),
        CardView::Answer(answer.clone()),
        CardView::Found(vec![answer]),
        CardView::Found(Vec::new()),
        CardView::HandOver,
        CardView::Subjects,
        CardView::Outcomes,
        CardView::Referrals,
    ];
    for tag in ["en", "uk"] {
        let menus = views.iter().map(|view| {
            case.view = view.clone();
            format!("{view:?}\n{}", seen(&shown(&case, Some(&person()), tag)))
        });
        insta::assert_snapshot!(
            format!("menus_{tag}"),
            menus.collect::<Vec<_>>().join("\n=====\n")
        );
    }
}

#[test]
fn the_board_as_consultants_see_it() {
    let [urgent, taken, _] = stages();
    let mut answered = case([9, 9, 9, 9], 3000);
    let unnamed = Holder {
        key: member(8, None, true).key,
        alias: None,
    };
    answered.take(unnamed, NOW).unwrap();
    answered.consultant_spoke(NOW);
    let link = Some("https://t.me/c/100/5".to_owned());
    let cases = [
        (case([5, 5, 5, 5], 5), None),
        (taken, link.clone()),
        (answered, None),
        (urgent, link),
    ];
    let members = [
        member(7, Some("Марта"), true),
        member(8, None, true),
        member(9, None, true),
        member(10, Some("Олег"), false),
    ];
    for tag in ["en", "uk"] {
        let busy = board(&CONTENT, &lang(tag), NOW, &cases, &members, true);
        let quiet = board(&CONTENT, &lang(tag), NOW, &[], &[], false);
        insta::assert_snapshot!(
            format!("board_{tag}"),
            format!("{}\n=====\n{}", seen(&busy), seen(&quiet))
        );
    }
}

#[test]
fn urgent_stands_on_top_of_the_board_and_then_the_oldest() {
    let mut urgent = case([1; 4], 5);
    urgent.urgent = true;
    let cases: Vec<_> = [case([2; 4], 10), urgent, case([3; 4], 60)]
        .map(|case| (case, None))
        .into();
    let html = board(&CONTENT, &lang("en"), NOW, &cases, &[], true).html;
    let place = |letter: u8| html.find(CaseCode::of([letter; 4]).as_str()).unwrap();
    assert!(place(1) < place(3) && place(3) < place(2), "{html}");
}

#[test]
fn a_board_of_many_says_how_many_more() {
    let cases: Vec<_> = (0..25).map(|n| (case([n; 4], 5), None)).collect();
    let html = board(&CONTENT, &lang("en"), NOW, &cases, &[], true).html;
    assert_eq!(html.matches('🟡').count(), 20);
    assert!(html.contains('5'), "{html}");
}

#[test]
fn names_of_topics_hold_sign_code_and_choices() {
    let [waiting, taken, closed] = stages();
    let name = |case: &Case| topic_name(&CONTENT, &lang("en"), case, Some(&person()));
    for (case, sign) in [(&waiting, "🔴"), (&taken, "🟢"), (&closed, "⚫")] {
        assert!(
            name(case).starts_with(&format!("{sign} BCDE · ru · Poland")),
            "{}",
            name(case)
        );
        assert!(topic_name(&CONTENT, &lang("en"), case, None).starts_with(sign));
    }
}

#[test]
fn a_complaint_is_never_handed_to_another_desk() {
    let mut complaint = case([1; 4], 5);
    complaint.desk = crate::model::case::COMPLAINTS.parse().unwrap();
    complaint.view = CardView::HandOver;
    let page = shown(&complaint, None, "uk");
    let keys = page.keyboard.iter().flatten();
    assert!(
        keys.clone()
            .all(|key| !matches!(key.button, DeskButton::Move(_)))
    );
    let mut other = case([1; 4], 5);
    other.view = CardView::HandOver;
    let offered = shown(&other, None, "uk");
    let colleagues = |page: &DeskPage| {
        page.keyboard
            .iter()
            .flatten()
            .filter(|key| matches!(key.button, DeskButton::To(_)))
            .count()
    };
    assert_eq!(
        (colleagues(&page), colleagues(&offered)),
        (2, 2),
        "those on duty"
    );
}

#[test]
fn where_replies_alone_are_passed_on_the_card_says_so() {
    let look = |plain| {
        let page = card(&CardLook {
            content: &CONTENT,
            lang: &lang("en"),
            now: NOW,
            case: &case([1; 4], 5),
            visitor: None,
            members: &[],
            desks: &[],
            plain,
        });
        page.html.contains(
            &CONTENT
                .text(&lang("en"), Text::DeskCardHowReplyOnly)
                .html(&Filling::new(&lang("en"))),
        )
    };
    assert!(look(true));
    assert!(!look(false));
}

#[test]
fn a_remark_is_filled_and_escapes_what_fills_it() {
    let en = lang("en");
    let told = Remark::plain(Text::DeskHandedTo).name("<b>Marta</b> & co");
    assert_eq!(
        remark(&CONTENT, &en, &told),
        "&lt;b&gt;Marta&lt;/b&gt; &amp; co has the case now."
    );
    let newer = Remark {
        text: "desk.said.of_tomorrow".to_owned(),
        ..told
    };
    assert_eq!(
        remark(&CONTENT, &en, &newer),
        remark(&CONTENT, &en, &Remark::plain(Text::DeskFailed))
    );
}

#[test]
fn a_call_rings_at_those_on_duty_alone() {
    let members = [member(1, Some("A<"), true), member(2, None, false)];
    let told = Remark::plain(Text::DeskUrgentCall).code(&CaseCode::of([1; 4]));
    let html = call(&CONTENT, &lang("en"), &told, None, &members);
    assert!(
        html.contains("<a href=\"tg://user?id=1001\">A&lt;</a>"),
        "{html}"
    );
    assert_eq!(html.matches("tg://").count(), 1);
}

#[test]
fn the_code_in_a_call_leads_to_the_case() {
    let code = CaseCode::of([1; 4]);
    let told = Remark::plain(Text::DeskUrgentCall).code(&code);
    let at = |address| call(&CONTENT, &lang("en"), &told, address, &[]);
    assert_eq!(
        at(Some("https://t.me/c/100/5")),
        format!("🔴 Urgent: case <a href=\"https://t.me/c/100/5\">{code}</a>.")
    );
    assert_eq!(at(None), format!("🔴 Urgent: case {code}."));
}

#[test]
fn words_around_a_case() {
    let [_, _, mut closed] = stages();
    closed.note(Act::Reopened, None, NOW);
    let template = CONTENT.desk().templates[0].clone();
    for tag in ["en", "uk"] {
        let lang = lang(tag);
        let parts = [
            trail(&CONTENT, &lang, &closed),
            handed(&CONTENT, &lang, &Handed::Template(template.clone())),
            handed(&CONTENT, &lang, &Handed::Lines),
            blocked(&CONTENT, &lang, &[(CaseCode::of([1; 4]), NOW)]),
            blocked(&CONTENT, &lang, &[]),
            needs(&CONTENT, &lang, &[Text::DeskNeedsForum, Text::DeskNeedsPin]),
        ];
        insta::assert_snapshot!(format!("words_{tag}"), parts.join("\n=====\n"));
    }
}

#[test]
fn all_that_consultants_can_meet_fits() {
    let proof = proof::prove(&CONTENT, NOW);
    assert!(proof.pages > 1000, "{}", proof.pages);
    assert_eq!(proof.failures, Vec::<String>::new());
}

fn views() -> impl Strategy<Value = CardView> {
    let ids: Vec<_> = CONTENT
        .branches()
        .iter()
        .flat_map(|branch| branch.answers.clone())
        .collect();
    let branches: Vec<_> = CONTENT
        .branches()
        .iter()
        .map(|branch| branch.id.clone())
        .collect();
    prop_oneof![
        Just(CardView::Main),
        Just(CardView::HandOver),
        Just(CardView::Subjects),
        Just(CardView::Outcomes),
        Just(CardView::Referrals),
        proptest::sample::select(CONTENT.desk().templates.clone()).prop_map(CardView::Template),
        proptest::sample::select(ids.clone()).prop_map(CardView::Answer),
        proptest::sample::subsequence(ids, 0..5).prop_map(CardView::Found),
        (proptest::sample::select(branches), any::<u8>())
            .prop_map(|(id, page)| CardView::Answers(id, page)),
        "[a-z]{1,20}".prop_map(|id| CardView::Template(id.parse().unwrap())),
        "[a-z]{1,20}".prop_map(|id| CardView::Answer(id.parse().unwrap())),
        "[a-z]{1,20}".prop_map(|id| CardView::Answers(id.parse().unwrap(), 0)),
    ]
}

prop_compose! {
    fn cases()(
        code in any::<[u8; 4]>(),
        ago in 0_i64..100_000,
        alias in proptest::option::of("\\PC{0,80}"),
        stage in 0..3,
        (urgent, reachable, answered) in any::<(bool, bool, bool)>(),
        subject in proptest::option::of(proptest::sample::select(CONTENT.desk().subjects.clone())),
        subjects in proptest::sample::subsequence(CONTENT.desk().subjects.clone(), 0..18),
        view in views(),
        steps in 0..80,
    ) -> Case {
        let mut case = case(code, ago);
        case.subject = subject;
        case.closing.subjects = subjects;
        (case.urgent, case.reachable) = (urgent, reachable);
        let holder = Holder { key: StaffKey([7; 32]), alias: alias.clone() };
        for _ in 0..steps {
            case.note(Act::HandedOver, alias.clone(), NOW);
        }
        if answered {
            case.consultant_spoke(NOW);
        }
        case.stage = match stage {
            0 => Stage::Waiting,
            1 => Stage::Taken(holder),
            _ => Stage::Closed { at: NOW.plus_ms(-ago * MINUTE), by: Ended::Person, holder: Some(holder) },
        };
        case.view = view;
        case
    }
}

/// No bracket of HTML is open, and every tag that is opened is closed in its turn.
fn is_whole(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let Some(end) = rest[start..].find('>') else {
            return false;
        };
        let tag = &rest[start + 1..start + end];
        match tag.strip_prefix('/') {
            Some(name) if open.pop() == Some(name) => {}
            Some(_) => return false,
            None => open.push(tag.split(' ').next().unwrap()),
        }
        rest = &rest[start + end + 1..];
    }
    open.is_empty() && !rest.contains('>')
}

proptest! {
    #[test]
    fn every_case_can_be_shown(case in cases(), tag in proptest::sample::select(vec!["en", "uk", "ru"]), known in any::<bool>()) {
        let person = person();
        let page = shown(&case, known.then_some(&person), tag);
        prop_assert!(markup::length(&page.html) <= LONGEST_TEXT && is_whole(&page.html), "{}", page.html);
        let name = topic_name(&CONTENT, &lang(tag), &case, known.then_some(&person));
        prop_assert!((1..=LONGEST_NAME).contains(&name.encode_utf16().count()));
        let told = trail(&CONTENT, &lang(tag), &case);
        prop_assert!(markup::length(&told) <= LONGEST_TEXT && is_whole(&told), "{}", told);
    }

    #[test]
    fn every_queue_can_be_shown(cases in proptest::collection::vec((cases(), proptest::option::of("\\PC{0,200}")), 0..40), aliases in proptest::collection::vec(proptest::option::of("\\PC{0,80}"), 0..60)) {
        let members: Vec<Member> = (0..).zip(&aliases).map(|(n, alias)| member(n, alias.as_deref(), true)).collect();
        let page = board(&CONTENT, &lang("uk"), NOW, &cases, &members, false);
        prop_assert!(markup::length(&page.html) <= LONGEST_TEXT && is_whole(&page.html), "{}", page.html);
    }
}
