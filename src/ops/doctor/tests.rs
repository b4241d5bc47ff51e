//! The judgements, from facts made up: what cannot easily be brought about for real.

use super::facts::{
    Address, Chat, Facts, Group, Held, KeyFile, Me, Queue, Refusal, Role, Shelf, Shown, Standing,
    Telegram,
};
use super::{Grade, Report, examine};
use crate::model::ids::ChatId;
use crate::model::moment::Moment;
use crate::store::inspect::{Inspected, Owner, Tables};

const NOW: Moment = Moment(1_790_000_000_000);

fn database(tables: Tables, owner: Owner) -> Result<Inspected, String> {
    Ok(Inspected::There {
        tables,
        owner,
        open: false,
    })
}

fn able() -> Standing {
    Standing {
        status: "administrator".to_owned(),
        manage_topics: true,
        delete_messages: true,
        pin_messages: true,
    }
}

fn group(role: Role, kind: &str, forum: bool) -> Group {
    Group {
        role,
        chat: ChatId(-1001),
        moved_to: None,
        known: Ok(Chat {
            kind: kind.to_owned(),
            forum,
        }),
        own: Some(Ok(able())),
    }
}

fn refused(text: &str) -> Refusal {
    Refusal::Said {
        code: 400,
        text: text.to_owned(),
        moved_to: None,
    }
}

fn healthy() -> Facts {
    Facts {
        complaints: Vec::new(),
        key: KeyFile::Good,
        database: database(Tables::Current, Owner::Ours),
        shelf: Shelf::Shown(Shown {
            pages: 9,
            languages: vec![("uk".to_owned(), 3, 3)],
            desks: vec!["main".to_owned()],
            ..Shown::default()
        }),
        address: Address {
            listen: "127.0.0.1:8080".parse().unwrap(),
            held: Held::Free,
        },
        telegram: Some(Telegram {
            me: Ok(Me {
                username: "a_bot".to_owned(),
                joins_groups: true,
                ..Me::default()
            }),
            clocks: Some((NOW, NOW)),
            queue: Some(Ok(Queue::default())),
            stickers: vec![("https://t.me/addstickers/a".to_owned(), Ok(()))],
            groups: vec![group(Role::Desk("main".to_owned()), "supergroup", true)],
        }),
    }
}

/// What is not as it should be, one a line.
fn amiss(facts: &Facts) -> String {
    let report = examine(facts);
    let amiss = report.findings().iter().filter(|f| f.grade != Grade::Ok);
    let lines: Vec<String> = amiss
        .map(|f| format!("{} {}: {}", f.grade, f.about, f.found))
        .collect();
    lines.join("\n")
}

fn with(change: impl FnOnce(&mut Facts)) -> String {
    let mut facts = healthy();
    change(&mut facts);
    amiss(&facts)
}

fn with_telegram(change: impl FnOnce(&mut Telegram)) -> String {
    with(|facts| change(facts.telegram.as_mut().unwrap()))
}

fn with_group(group: Group) -> String {
    with_telegram(|told| told.groups.push(group))
}

#[test]
fn nothing_is_amiss_with_what_is_as_it_should_be() {
    assert_eq!(amiss(&healthy()), "");
    assert!(examine(&healthy()).is_healthy());
}

#[test]
fn warnings_leave_a_report_healthy_and_problems_do_not() {
    let report = |grade| {
        let mut findings = examine(&healthy()).findings().to_vec();
        findings[0].grade = grade;
        Report(findings)
    };
    assert!(report(Grade::Warning).is_healthy());
    assert!(!report(Grade::Problem).is_healthy());
}

#[test]
fn whatever_is_no_ok_says_what_to_do() {
    let mut facts = healthy();
    let told = facts.telegram.as_mut().unwrap();
    told.groups.extend([
        group(Role::Complaints, "private", false),
        group(Role::Desk("b".to_owned()), "group", false),
    ]);
    told.clocks = Some((NOW, NOW.plus_ms(31_000)));
    facts.database = database(Tables::Damaged, Owner::Other);
    for finding in examine(&facts).findings() {
        assert_eq!(finding.grade == Grade::Ok, finding.remedy.is_none());
    }
}

#[test]
fn clocks_may_differ_by_half_a_minute() {
    let apart = |ms| with_telegram(|told| told.clocks = Some((NOW, NOW.plus_ms(ms))));
    assert_eq!(apart(30_000), "");
    assert_eq!(apart(-30_000), "");
    assert_eq!(
        apart(31_000),
        "problem clock: this computer is 31 s ahead of Telegram"
    );
    assert_eq!(
        apart(-86_400_000),
        "problem clock: this computer is 86400 s behind Telegram"
    );
}

#[test]
fn every_state_of_a_database_is_told() {
    let told = |tables, owner| with(|facts| facts.database = database(tables, owner));
    assert_eq!(told(Tables::None, Owner::Nobody), "");
    assert_eq!(told(Tables::Behind(2), Owner::Ours), "");
    assert_eq!(
        told(Tables::Ahead, Owner::Ours),
        "problem database: has been used by a newer version of this program"
    );
    assert_eq!(
        told(Tables::Damaged, Owner::Ours),
        "problem database: a change of its tables broke off, or was not this program's"
    );
    assert_eq!(
        told(Tables::Current, Owner::Other),
        "problem database: was made with another key"
    );
    assert_eq!(with(|facts| facts.database = Ok(Inspected::Absent)), "");
}

/// A start would make a new key, and then refuse the database.
#[test]
fn a_lost_key_is_told_before_a_start_makes_another() {
    let lost = with(|facts| {
        facts.key = KeyFile::Missing;
        facts.database = database(Tables::Current, Owner::Unknown);
    });
    assert_eq!(
        lost,
        "problem key: there is no key file, but the database has been used with one"
    );
    let fresh = with(|facts| {
        facts.key = KeyFile::Missing;
        facts.database = Ok(Inspected::Absent);
    });
    assert_eq!(fresh, "");
}

#[test]
fn content_that_grows_old_or_waits_for_review_is_a_warning() {
    let shown = |change: fn(&mut Shown)| {
        with(|facts| {
            if let Shelf::Shown(shown) = &mut facts.shelf {
                change(shown);
            }
        })
    };
    for amiss in [
        shown(|shown| shown.late = 1),
        shown(|shown| shown.errors = 1),
        shown(|shown| shown.hidden = 1),
        shown(|shown| shown.starter = true),
        shown(|shown| shown.unreviewed = 1),
        shown(|shown| shown.languages.push(("ru".to_owned(), 1, 3))),
        shown(|shown| shown.desks.push("lviv".to_owned())),
    ] {
        assert!(amiss.starts_with("warning"), "{amiss}");
        assert_eq!(amiss.lines().count(), 1, "{amiss}");
    }
    assert!(shown(|shown| shown.broken_pages = 1).starts_with("problem"));
}

#[test]
fn a_group_is_judged_by_what_it_is_for() {
    let role = |name: &str| Role::Desk(name.to_owned());
    assert_eq!(with_group(group(role("b"), "supergroup", true)), "");
    assert_eq!(with_group(group(Role::Complaints, "supergroup", true)), "");
    assert_eq!(
        with_group(group(Role::Complaints, "group", false)),
        "problem complaints (-1001): has no topics, and each conversation needs one"
    );
    assert_eq!(with_group(group(Role::Staff, "group", false)), "");
    for (kind, told) in [
        (
            "supergroup",
            "has no topics, and each conversation needs one",
        ),
        ("group", "has no topics, and each conversation needs one"),
        ("channel", "is no group but a channel chat"),
    ] {
        let found = with_group(group(role("b"), kind, false));
        assert_eq!(found, format!("problem desk b (-1001): {told}"));
    }
    let member = Standing {
        status: "member".to_owned(),
        ..Standing::default()
    };
    let without_rights = |role, standing: Standing| {
        with_group(Group {
            own: Some(Ok(standing)),
            ..group(role, "supergroup", true)
        })
    };
    assert_eq!(without_rights(Role::Staff, member.clone()), "");
    assert_eq!(
        without_rights(Role::Complaints, member),
        "problem complaints (-1001): the bot is no administrator of it, and so hears nothing of what is written there"
    );
    let powerless = Standing {
        status: "administrator".to_owned(),
        ..Standing::default()
    };
    assert_eq!(
        without_rights(Role::Complaints, powerless),
        "problem complaints (-1001): the bot may not manage topics\n\
         problem complaints (-1001): the bot may not delete messages\n\
         warning complaints (-1001): the bot may not pin messages"
    );
}

#[test]
fn a_group_that_has_moved_is_followed() {
    let moved = |role| {
        with_group(Group {
            moved_to: Some(ChatId(-1_009_876)),
            ..group(role, "supergroup", true)
        })
    };
    assert_eq!(moved(Role::Desk("b".to_owned())), "");
    assert_eq!(moved(Role::Complaints), "");
    assert_eq!(moved(Role::Staff), "");
}

#[test]
fn without_a_good_token_nothing_is_said_of_groups() {
    let silent = |refusal| {
        with_telegram(|told| {
            *told = Telegram {
                me: Err(refusal),
                clocks: None,
                queue: None,
                stickers: Vec::new(),
                groups: Vec::new(),
            };
        })
    };
    assert_eq!(silent(Refusal::NoAnswer), "problem Telegram: no answer");
    assert_eq!(
        silent(refused("Bad Request: strange")),
        "problem Telegram: 400, Bad Request: strange"
    );
    let revoked = Refusal::Said {
        code: 401,
        text: "Unauthorized".to_owned(),
        moved_to: None,
    };
    assert_eq!(
        silent(revoked),
        "problem token: Telegram refuses it (Unauthorized)"
    );
}

#[test]
fn topics_in_private_chats_and_a_webhook_are_problems() {
    let topics = with_telegram(|told| {
        if let Ok(me) = &mut told.me {
            me.topics = true;
        }
    });
    assert!(topics.starts_with("problem private chats"), "{topics}");
    let pushed = with_telegram(|told| {
        told.queue = Some(Ok(Queue {
            webhook: Some("bots.example.org".to_owned()),
            waiting: 101,
        }));
    });
    assert_eq!(
        pushed,
        "problem updates: a webhook pushes them to bots.example.org, so this bot gets none\n\
         warning updates: 101 wait"
    );
}
