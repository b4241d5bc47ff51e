//! The desk's rules as tables: every stage of a case against everything a consultant can do, and
//! what both sides are told.

mod time;

use std::sync::LazyLock;

use super::{RepliedTo, case_event, decide, looks_otherwise, schedule, upkeep};
use crate::content::{Content, Text};
use crate::model::case::{COMPLAINTS, Case, Ended, Holder, Stage};
use crate::model::desk::{
    Author, CaseEvent, DeskButton, DeskCommand, DeskEffect, DeskEvent, Member, Sign, Spot,
};
use crate::model::effect::{Alert, Courtesy, Effect};
use crate::model::event::{After, Before, Decision, Opened};
use crate::model::fact::Fact;
use crate::model::ids::{CaseCode, CaseId, ChatId, MessageId, PersonKey, StaffKey};
use crate::model::media::Kind;
use crate::model::moment::Moment;
use crate::model::screen::{Said, Screen};
use crate::model::visitor::Visitor;
use crate::model::words::Words;
use crate::model::world::{Desks, World};

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::embedded().unwrap());

/// A Tuesday at eleven in Kyiv.
const NOW: Moment = Moment(1_795_510_800_000);
const ME: StaffKey = StaffKey([1; 32]);
const OTHER: StaffKey = StaffKey([2; 32]);

fn holder(key: StaffKey, alias: &str) -> Holder {
    Holder {
        key,
        alias: Some(alias.to_owned()),
    }
}

fn me() -> Author {
    Author::Member {
        key: ME,
        account: ChatId(11),
    }
}

/// A topic with one case and one consultant who acts.
struct Room {
    case: Case,
    visitor: Visitor,
    desks: Desks,
    author: Author,
    replied_to: RepliedTo,
    now: Moment,
}

impl Room {
    fn waiting() -> Self {
        let desk = "main".parse().unwrap();
        let mut desks = Desks::none();
        desks.connected = vec![("main".parse().unwrap(), 1), ("other".parse().unwrap(), 0)];
        desks.members = [(ME, "Iryna"), (OTHER, "Taras")]
            .map(|(key, alias)| Member {
                key,
                account: ChatId(1),
                alias: Some(alias.to_owned()),
                on_duty: true,
            })
            .to_vec();
        Self {
            case: Case::open(
                CaseCode::of([1, 2, 3, 4]),
                PersonKey([9; 32]),
                ChatId(5),
                desk,
                NOW,
            ),
            visitor: Visitor::new(),
            desks,
            author: me(),
            replied_to: RepliedTo::Nothing,
            now: NOW.plus_ms(60_000),
        }
    }

    fn taken_by(key: StaffKey) -> Self {
        let mut room = Self::waiting();
        room.case.take(holder(key, "Taras"), NOW).unwrap();
        room
    }

    fn closed(days_ago: i64) -> Self {
        let mut room = Self::taken_by(ME);
        room.case.end(Ended::Consultant, NOW);
        room.now = NOW.plus_days(days_ago);
        room
    }

    fn happens(&mut self, event: &DeskEvent) -> Decision {
        let spot = Spot {
            desk: "main".parse().unwrap(),
            chat: ChatId(-1),
            thread: Some(7),
            message: Some(MessageId(70)),
            reply_to: (self.replied_to != RepliedTo::Nothing).then_some(MessageId(60)),
        };
        let before = self.before();
        let world = World {
            content: &CONTENT,
            now: self.now,
            desks: &self.desks,
        };
        let decision = decide(before, &spot, &self.author, self.replied_to, event, world);
        self.keep(&decision);
        decision
    }

    fn comes(&mut self, event: &CaseEvent) -> Decision {
        let world = World {
            content: &CONTENT,
            now: self.now,
            desks: &self.desks,
        };
        let decision = case_event(self.before(), event, world);
        self.keep(&decision);
        decision
    }

    fn before(&self) -> Before {
        Before {
            visitor: Some(self.visitor.clone()),
            case: Some(Opened {
                id: CaseId([3; 16]),
                case: self.case.clone(),
            }),
            beside: None,
        }
    }

    fn keep(&mut self, decision: &Decision) {
        self.case = decision.case.clone().unwrap().case;
        if let After::Keep(visitor) = &decision.after {
            self.visitor = visitor.clone();
        }
    }

    fn writes(&mut self, kind: Kind) -> Decision {
        self.happens(&DeskEvent::Wrote {
            kind,
            album: None,
            names_an_account: false,
            is_note: false,
        })
    }

    fn presses(&mut self, button: DeskButton) -> Decision {
        self.happens(&DeskEvent::Pressed {
            button: Some(button),
            query: "q".to_owned(),
        })
    }

    fn commands(&mut self, command: DeskCommand) -> Decision {
        self.happens(&DeskEvent::Commanded(command))
    }
}

/// What became of a message, in one word.
fn outcome(decision: &Decision) -> String {
    let relayed = decision
        .effects
        .iter()
        .any(|(effect, _)| matches!(effect, Effect::Relay { .. }));
    if relayed {
        return "passed on".to_owned();
    }
    let mut told = decision
        .desk
        .iter()
        .filter_map(|promise| match &promise.effect {
            DeskEffect::React {
                sign: Sign::Inside, ..
            } => Some("inside".to_owned()),
            DeskEffect::Reply { remark, .. } => Some(remark.text.clone()),
            _ => None,
        });
    told.next().unwrap_or_else(|| "ignored".to_owned())
}

fn shows(decision: &Decision) -> Vec<Screen> {
    let screens = decision
        .effects
        .iter()
        .filter_map(|(effect, _)| match effect {
            Effect::Show { screen, .. } => Some(screen.clone()),
            _ => None,
        });
    screens.collect()
}

fn says(decision: &Decision) -> Vec<String> {
    let said = decision
        .desk
        .iter()
        .filter_map(|promise| match &promise.effect {
            DeskEffect::Say(remark) => Some(remark.text.clone()),
            _ => None,
        });
    said.collect()
}

fn alert(decision: &Decision) -> Option<&Alert> {
    let Some(Courtesy::AnswerPress { alert, .. }) = decision.courtesies.first() else {
        panic!("every press is answered")
    };
    alert.as_ref()
}

fn window(decision: &Decision) -> Option<String> {
    alert(decision).map(|alert| alert.text.clone())
}

#[test]
fn what_a_consultant_writes_is_passed_on_kept_inside_or_refused_and_never_ignored() {
    use RepliedTo::{Inside, Nothing, PassedOn, Person};
    let refused = |text: Text| text.key().to_owned();
    let (passed, inside) = ("passed on".to_owned(), "inside".to_owned());
    type Made = (&'static str, fn() -> Room);
    let rooms: [Made; 5] = [
        ("waiting", Room::waiting),
        ("mine", || Room::taken_by(ME)),
        ("another's", || Room::taken_by(OTHER)),
        ("closed", || Room::closed(1)),
        ("over", || Room::closed(30)),
    ];
    for (name, room) in rooms {
        for replied_to in [Nothing, Person, PassedOn, Inside] {
            let expected = match (name, replied_to) {
                ("closed", _) => refused(Text::DeskIsClosed),
                ("over", _) => refused(Text::DeskIsOver),
                (_, Person) | ("mine", Nothing | PassedOn) => passed.clone(),
                (_, Inside) | ("another's", _) => inside.clone(),
                ("waiting", _) => refused(Text::DeskNotTaken),
                _ => unreachable!(),
            };
            let mut room = room();
            room.replied_to = replied_to;
            let decision = room.writes(Kind::Text);
            assert_eq!(
                outcome(&decision),
                expected,
                "{name}, reply to {replied_to:?}"
            );
        }
    }
}

#[test]
fn every_kind_of_message_is_passed_on_or_refused_in_words() {
    for (kind, expected) in [
        (Kind::Text, "passed on"),
        (Kind::Photo, "passed on"),
        (Kind::Document, "passed on"),
        (Kind::Gesture, "passed on"),
        (Kind::Plain, "passed on"),
        (Kind::Unknown, "passed on"),
        (Kind::Contact, Text::DeskContact.key()),
        (Kind::Uncopyable, Text::DeskKind.key()),
    ] {
        let decision = Room::taken_by(ME).writes(kind);
        assert_eq!(outcome(&decision), expected, "{kind:?}");
    }
}

#[test]
fn nobody_who_cannot_be_held_to_account_speaks_to_a_person() {
    let mut room = Room::taken_by(ME);
    room.author = Author::Nobody;
    room.replied_to = RepliedTo::Person;
    let decision = room.writes(Kind::Text);
    assert_eq!(outcome(&decision), Text::DeskAnonymous.key());
}

#[test]
fn a_note_and_a_text_that_names_an_account_stay_inside() {
    let mut room = Room::taken_by(ME);
    let wrote = |names_an_account, is_note| DeskEvent::Wrote {
        kind: Kind::Text,
        album: None,
        names_an_account,
        is_note,
    };
    assert_eq!(outcome(&room.happens(&wrote(false, true))), "inside");
    let decision = room.happens(&wrote(true, false));
    assert_eq!(outcome(&decision), Text::DeskMention.key());
}

#[test]
fn the_first_press_wins_and_the_second_sees_who_has_it() {
    let mut room = Room::waiting();
    let decision = room.presses(DeskButton::Take);
    assert_eq!(
        shows(&decision),
        [Screen::Said(Said::Taken {
            alias: Some("Iryna".to_owned())
        })]
    );
    let again = room.presses(DeskButton::Take);
    assert!(shows(&again).is_empty(), "the person is told once");
    let mut theirs = Room::taken_by(OTHER);
    let decision = theirs.presses(DeskButton::Take);
    assert!(window(&decision).unwrap().contains("Taras"));
    assert!(theirs.case.is_held_by(&OTHER));
}

#[test]
fn what_was_done_passes_by_and_what_was_not_has_to_be_closed() {
    let waits = |button: DeskButton, mut room: Room| alert(&room.presses(button)).unwrap().window;
    assert!(!waits(DeskButton::Take, Room::waiting()));
    assert!(!waits(DeskButton::Leaflet, Room::taken_by(ME)));
    assert!(!waits(DeskButton::Duty(true), Room::waiting()));
    assert!(waits(DeskButton::Take, Room::taken_by(OTHER)));
    assert!(waits(DeskButton::Finish, Room::taken_by(ME)));
    let mut unnamed = Room::waiting();
    unnamed.desks.members[0].alias = None;
    assert!(waits(DeskButton::Take, unnamed), "how to have a name");
}

#[test]
fn a_command_is_never_met_with_silence() {
    let answers = [
        (DeskCommand::On, Text::DeskOnAlert),
        (DeskCommand::Off, Text::DeskOffAlert),
        (DeskCommand::Take, Text::DeskTakenAlert),
        (DeskCommand::Templates, Text::DeskOnCard),
        (DeskCommand::Close, Text::DeskOnCard),
        (
            DeskCommand::Faq(Words::new(String::new())),
            Text::DeskOnCard,
        ),
        (DeskCommand::Leaflet, Text::DeskSentAlert),
    ];
    for (command, answer) in answers {
        let decision = Room::taken_by(ME).commands(command.clone());
        assert_eq!(outcome(&decision), answer.key(), "{command:?}");
    }
    let anothers = Room::taken_by(OTHER).commands(DeskCommand::Close);
    assert_eq!(outcome(&anothers), Text::DeskTakenByAlert.key());
}

#[test]
fn whoever_answers_a_waiting_case_by_a_reply_has_it() {
    let mut room = Room::waiting();
    room.replied_to = RepliedTo::Person;
    let decision = room.writes(Kind::Text);
    assert!(room.case.is_held_by(&ME));
    assert!(room.case.waiting_since.is_none());
    assert!(
        decision
            .facts
            .iter()
            .any(|fact| matches!(fact, Fact::FirstAnswer(_)))
    );
}

#[test]
fn a_case_is_closed_with_a_subject_and_can_be_corrected_for_a_day() {
    let subject = CONTENT.desk().subjects[0].clone();
    let second = CONTENT.desk().subjects[1].clone();
    let mut room = Room::taken_by(ME);
    room.writes(Kind::Text);
    let refused = room.presses(DeskButton::Finish);
    assert!(window(&refused).is_some() && room.case.is_open());
    room.presses(DeskButton::Close);
    room.presses(DeskButton::Subject(subject.clone()));
    let closed = room.presses(DeskButton::Finish);
    assert!(!room.case.is_open());
    assert_eq!(shows(&closed), [Screen::Said(Said::Closed)]);
    assert!(closed.facts.contains(&Fact::Consultation(subject.clone())));
    room.visitor.gender = Some(crate::model::visitor::Gender::Woman);
    room.presses(DeskButton::Correct);
    room.presses(DeskButton::Subject(subject.clone()));
    room.presses(DeskButton::Subject(second.clone()));
    let corrected = room.presses(DeskButton::Finish);
    let correction = corrected.correction.unwrap();
    assert_eq!(correction.before, [Fact::Consultation(subject)]);
    assert_eq!(correction.after, [Fact::Consultation(second)]);
    assert_eq!(correction.breakdown.gender, "", "as it was counted");
    room.now = NOW.plus_days(2);
    let late = room.presses(DeskButton::Correct);
    assert!(window(&late).is_some());
}

#[test]
fn what_goes_on_is_counted_unless_it_is_a_complaint() {
    for (desk, is_counted) in [("main", true), (COMPLAINTS, false)] {
        let mut room = Room::taken_by(ME);
        room.case.desk = desk.parse().unwrap();
        room.case.end(Ended::Consultant, NOW);
        let facts = room.presses(DeskButton::Reopen).facts;
        assert_eq!(facts.contains(&Fact::Reopened), is_counted, "{desk}");
    }
}

#[test]
fn release_hand_over_and_moving_are_told_to_both_sides() {
    let mut room = Room::taken_by(ME);
    let decision = room.presses(DeskButton::Release);
    assert_eq!(shows(&decision), [Screen::Said(Said::Released)]);
    assert_eq!(says(&decision), [Text::DeskReleased.key()]);
    let decision = room.presses(DeskButton::To([2; 6]));
    assert!(room.case.is_held_by(&OTHER));
    assert_eq!(says(&decision), [Text::DeskHandedTo.key()]);
    let mut room = Room::taken_by(ME);
    room.presses(DeskButton::Move("other".parse().unwrap()));
    assert!(room.case.is_waiting());
    assert_eq!(room.case.desk.as_str(), "other");
    let mut theirs = Room::taken_by(OTHER);
    let decision = theirs.presses(DeskButton::Release);
    assert!(window(&decision).unwrap().contains("Taras"));
}

#[test]
fn waiting_rings_louder_and_the_person_is_told_the_truth() {
    let rules = CONTENT.desk();
    let mut room = Room::waiting();
    room.now = NOW.plus_ms(i64::from(rules.unanswered_minutes) * 60_000);
    let first = room.comes(&CaseEvent::Due);
    let rings = |decision: &Decision, wanted: bool| {
        decision.desk.iter().any(
            |promise| matches!(promise.effect, DeskEffect::Call { loud, .. } if loud == wanted),
        )
    };
    assert!(rings(&first, false) && shows(&first).is_empty());
    let early = room.comes(&CaseEvent::Due);
    assert!(early.desk.is_empty(), "looked at twice, rung once");
    room.now = NOW.plus_ms(i64::from(rules.louder_minutes) * 60_000);
    let second = room.comes(&CaseEvent::Due);
    assert!(rings(&second, true));
    assert_eq!(shows(&second), [Screen::Said(Said::StillWaiting)]);
}

#[test]
fn silence_is_announced_before_it_closes() {
    let rules = CONTENT.desk();
    let hour = 60 * 60 * 1000;
    let mut room = Room::taken_by(ME);
    room.writes(Kind::Text);
    let spoke = room.case.last_word_at;
    room.now = spoke.plus_ms(i64::from(rules.silence_warn_hours) * hour);
    assert_eq!(
        shows(&room.comes(&CaseEvent::Due)),
        [Screen::Said(Said::SilenceWarning)]
    );
    room.now = spoke.plus_ms(i64::from(rules.silence_close_hours) * hour);
    assert_eq!(
        shows(&room.comes(&CaseEvent::Due)),
        [Screen::Said(Said::ClosedBySilence)]
    );
    assert!(matches!(
        room.case.stage,
        Stage::Closed {
            by: Ended::Silence,
            ..
        }
    ));
}

#[test]
fn nobody_is_rung_at_night_but_for_what_is_urgent() {
    let mut room = Room::waiting();
    let night = NOW.plus_ms(12 * 60 * 60 * 1000);
    room.case.waiting_since = Some(night);
    let due = schedule(&room.case, &CONTENT, night).unwrap();
    assert!(CONTENT.hours().is_open(due.timestamp()));
    room.case.mark_urgent(true, None, night);
    let due = schedule(&room.case, &CONTENT, night).unwrap();
    assert!(due < night.plus_ms(60 * 60 * 1000));
}

#[test]
fn in_the_morning_it_is_called_out_step_by_step_and_then_once_a_day() {
    let minute = 60 * 1000;
    let rules = CONTENT.desk();
    let mut room = Room::waiting();
    let night = NOW.plus_ms(12 * 60 * minute);
    room.case.waiting_since = Some(night);
    let mut rung = Vec::new();
    for _ in 0..4 {
        room.now = schedule(&room.case, &CONTENT, room.now.max(night)).unwrap();
        room.comes(&CaseEvent::Due);
        rung.push(room.now);
    }
    let steps: Vec<_> = rung
        .windows(2)
        .map(|two| (two[1].0 - two[0].0) / minute)
        .collect();
    let louder = i64::from(rules.louder_minutes - rules.unanswered_minutes);
    assert_eq!(steps, [louder, 24 * 60, 24 * 60]);
}

#[test]
fn what_the_card_shows_of_a_person_is_known_by_what_they_told() {
    use crate::model::visitor::{AgeBand, Gender};
    let before = Visitor::new();
    let told = |change: fn(&mut Visitor)| {
        let mut after = before.clone();
        change(&mut after);
        looks_otherwise(&before, &after)
    };
    assert!(told(|visitor| visitor.age = Some(AgeBand::Under18)));
    assert!(told(|visitor| visitor.country = "PL".parse().ok()));
    assert!(told(|visitor| visitor.lang = "ru".parse().ok()));
    assert!(told(|visitor| visitor.discreet = true));
    assert!(!told(|visitor| visitor.age = Some(AgeBand::From60)));
    assert!(!told(|visitor| visitor.gender = Some(Gender::Woman)));
}

#[test]
fn after_its_time_a_closed_case_goes_and_never_before() {
    let mut room = Room::closed(1);
    assert!(!room.comes(&CaseEvent::Due).erase_case);
    room.now = NOW.plus_days(i64::from(CONTENT.desk().retention_days) + 1);
    assert!(room.comes(&CaseEvent::Due).erase_case);
}

#[test]
fn a_person_who_cannot_be_reached_is_told_of_at_once() {
    let mut room = Room::taken_by(ME);
    let message = Some(MessageId(70));
    let remark = crate::model::desk::Remark::plain(Text::DeskUnreachable);
    let decision = room.comes(&CaseEvent::NotDelivered { message, remark });
    assert_eq!(outcome(&decision), Text::DeskUnreachable.key());
    assert!(!room.case.reachable);
    assert_eq!(
        outcome(&room.writes(Kind::Text)),
        Text::DeskUnreachable.key()
    );
}

#[test]
fn a_discreet_person_is_told_that_something_came_and_only_once() {
    let mut room = Room::taken_by(ME);
    room.visitor.discreet = true;
    assert_eq!(
        shows(&room.writes(Kind::Text)),
        [Screen::Said(Said::NewReply)]
    );
    assert!(shows(&room.writes(Kind::Text)).is_empty());
    assert_eq!(room.case.unopened.len(), 2);
}

#[test]
fn what_a_change_makes_stale_is_brought_up_to_date_and_nothing_else() {
    let room = Room::taken_by(ME);
    let opened = |case: &Case| Opened {
        id: CaseId([3; 16]),
        case: case.clone(),
    };
    assert_eq!(
        upkeep(None, &opened(&room.case)),
        [DeskEffect::Card, DeskEffect::Board]
    );
    assert!(upkeep(Some(&room.case), &opened(&room.case)).is_empty());
    let mut later = room.case.clone();
    later.last_word_at = NOW.plus_days(1);
    assert!(upkeep(Some(&room.case), &opened(&later)).is_empty());
    later.end(Ended::Person, NOW);
    let stale = upkeep(Some(&room.case), &opened(&later));
    assert_eq!(stale, [DeskEffect::Card, DeskEffect::Board]);
}

#[test]
fn an_alias_is_a_first_name_and_nobody_elses() {
    let mut room = Room::waiting();
    for (name, answer) in [
        ("Ірина", Text::DeskAliasSet),
        ("taras", Text::DeskAliasTaken),
        ("@iryna_office", Text::DeskAliasBad),
        ("+380501234567", Text::DeskAliasBad),
        ("I", Text::DeskAliasBad),
    ] {
        let decision = room.commands(DeskCommand::Alias(name.to_owned()));
        assert_eq!(outcome(&decision), answer.key(), "{name}");
    }
}

#[test]
fn blocking_ends_the_case_for_a_time_and_names_nobody() {
    let mut room = Room::taken_by(ME);
    let decision = room.commands(DeskCommand::Block);
    assert!(decision.block.is_some());
    assert!(!room.case.is_open());
    assert_eq!(shows(&decision), [Screen::Blocked]);
}
