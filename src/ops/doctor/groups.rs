//! Judges the groups of the settings: whether the bot is in each, and with what it needs there.
//! Asks nothing.

use super::facts::{Chat, Group, Me, Refusal, Role, Shelf, Standing, Telegram};
use super::{Finding, Grade};

/// Nothing is said of groups that nobody could be asked about.
pub(super) fn findings(told: &Telegram, shelf: &Shelf) -> Vec<Finding> {
    let Ok(me) = &told.me else {
        return Vec::new();
    };
    let mut findings = desks(&told.groups, shelf);
    for group in &told.groups {
        findings.extend(one(group, me));
    }
    findings.extend(privacy_mode(&told.groups, me));
    findings
}

/// Which desks have a group.
fn desks(groups: &[Group], shelf: &Shelf) -> Vec<Finding> {
    let desks: Vec<&str> = groups
        .iter()
        .filter_map(|group| match &group.role {
            Role::Desk(name) => Some(name.as_str()),
            Role::Complaints | Role::Staff => None,
        })
        .collect();
    let mut findings = Vec::new();
    if desks.is_empty() {
        findings.push(Finding::warning(
            "desks",
            "no group of consultants is set: people are shown help lines instead",
            "make a group with topics, add the bot while it runs, and set the id it says as CONSULTANTS_CHAT_ID",
        ));
    } else if let Shelf::Shown(shown) = shelf {
        let alone = |desk: &&String| !desks.contains(&desk.as_str());
        findings.extend(shown.desks.iter().filter(alone).map(|desk| {
            Finding::warning(
                "desks",
                format!("the desk `{desk}` of desk.yaml has no group"),
                "give it one in CONSULTANTS_CHAT_ID, or take it out of desk.yaml",
            )
        }));
    }
    if !groups.iter().any(|group| group.role == Role::Complaints) {
        findings.push(Finding::ok(
            "complaints",
            "no group is set: people read whom to turn to, and cannot write here",
        ));
    }
    findings
}

fn one(group: &Group, me: &Me) -> Vec<Finding> {
    let about = format!("{} ({})", group.role.name(), group.chat.0);
    let mut findings = Vec::new();
    match &group.known {
        Ok(chat) => findings.extend(kind(&about, &group.role, chat)),
        Err(refusal) => findings.push(unseen(&about, &group.role, refusal, me)),
    }
    match (&group.own, &group.known) {
        (Some(Ok(own)), Ok(_)) => findings.extend(standing(&about, &group.role, own, me)),
        (Some(Err(refusal)), _) => findings.push(unseen(&about, &group.role, refusal, me)),
        _ => {}
    }
    findings.extend(moved(&about, group));
    if findings.is_empty() {
        findings.push(Finding::ok(&about, "the bot has what it needs there"));
    }
    findings
}

/// A group of ours is followed to its new id, and waiting promises go by the old one.
fn moved(about: &str, group: &Group) -> Option<Finding> {
    let new = group.moved_to?.0;
    Some(Finding::ok(
        about,
        format!("has become a supergroup, now {new}; the bot follows, the setting may stay"),
    ))
}

fn unseen(about: &str, role: &Role, refusal: &Refusal, me: &Me) -> Finding {
    let setting = role.setting();
    match refusal {
        Refusal::Said { .. } if !me.joins_groups => Finding::problem(
            about,
            format!("the bot is not in it ({refusal}), and may not be added to groups"),
            "allow it at @BotFather with /setjoingroups, add the bot, and forbid it again",
        ),
        Refusal::Said { .. } => Finding::problem(
            about,
            format!("the bot is not in it ({refusal})"),
            format!(
                "add the bot to the group while it runs: where the id is another one, it says it; set that in {setting}"
            ),
        ),
        Refusal::NoAnswer | Refusal::Unreadable => Finding::problem(
            about,
            format!("Telegram says nothing of it: {refusal}"),
            "ask again in a minute",
        ),
    }
}

fn kind(about: &str, role: &Role, chat: &Chat) -> Option<Finding> {
    match (chat.kind.as_str(), role) {
        ("supergroup" | "group", Role::Desk(_) | Role::Complaints) if !chat.forum => {
            Some(Finding::problem(
                about,
                "has no topics, and each conversation needs one",
                "switch Topics on in the group's settings",
            ))
        }
        ("supergroup" | "group", _) => None,
        (kind, _) => Some(Finding::problem(
            about,
            format!("is no group but a {kind} chat"),
            format!("set the id of a group in {}", role.setting()),
        )),
    }
}

/// What the bot is in a group, against what it must be there.
fn standing(about: &str, role: &Role, own: &Standing, me: &Me) -> Vec<Finding> {
    match (own.status.as_str(), role) {
        ("left" | "kicked", _) => {
            return vec![Finding::problem(
                about,
                "the bot is not in it any more",
                "add it again",
            )];
        }
        ("administrator", Role::Desk(_) | Role::Complaints) => {}
        (_, Role::Staff) => return Vec::new(),
        (_, Role::Desk(_) | Role::Complaints) => {
            let deaf = if me.hears_all {
                "the bot is no administrator of it"
            } else {
                "the bot is no administrator of it, and so hears nothing of what is written there"
            };
            return vec![Finding::problem(
                about,
                deaf,
                "make it an administrator who may manage topics, delete messages and pin messages",
            )];
        }
    }
    [
        (own.manage_topics, "manage topics", Grade::Problem),
        (own.delete_messages, "delete messages", Grade::Problem),
        (own.pin_messages, "pin messages", Grade::Warning),
    ]
    .into_iter()
    .filter(|(has, ..)| !has)
    .map(|(_, right, grade)| Finding {
        grade,
        ..Finding::problem(
            about,
            format!("the bot may not {right}"),
            "allow it that in the group's settings, under administrators",
        )
    })
    .collect()
}

fn privacy_mode(groups: &[Group], me: &Me) -> Option<Finding> {
    let works = |group: &Group| group.role != Role::Staff;
    groups.iter().any(works).then(|| {
        Finding::ok(
            "privacy mode",
            if me.hears_all {
                "is off; an administrator does not need that"
            } else {
                "is on; an administrator hears everything all the same"
            },
        )
    })
}

impl Role {
    fn name(&self) -> String {
        match self {
            Self::Desk(name) => format!("desk {name}"),
            Self::Complaints => "complaints".to_owned(),
            Self::Staff => "staff".to_owned(),
        }
    }

    fn setting(&self) -> &'static str {
        match self {
            Self::Desk(_) => "CONSULTANTS_CHAT_ID",
            Self::Complaints => "COMPLAINTS_CHAT_ID",
            Self::Staff => "STAFF_CHAT_ID",
        }
    }
}
