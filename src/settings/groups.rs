//! The groups that are ours: where each desk works, who reads complaints, where the staff ask.

use clap::Args;

use super::Complaints;
use crate::content::{DeskId, DeskRules};
use crate::model::case::COMPLAINTS;
use crate::model::ids::ChatId;

const CONSULTANTS: &str = "CONSULTANTS_CHAT_ID";
const COMPLAINTS_INBOX: &str = "COMPLAINTS_CHAT_ID";
const STAFF: &str = "STAFF_CHAT_ID";

/// What may be typed.
#[derive(Debug, Clone, Default, Args)]
pub struct RawGroups {
    /// Group of the consultants, such as `-1001234567890`; of several desks,
    /// `main=-1001234567890,romania=-1009876543210` with their names in `desk.yaml`. Without it
    /// there is no consultant to talk to. Added to a group that is none of ours, the bot says its
    /// id and leaves.
    #[arg(
        long,
        env = "CONSULTANTS_CHAT_ID",
        value_name = "GROUPS",
        allow_hyphen_values = true
    )]
    consultants_chat_id: Option<String>,
    /// Group of those who read complaints about consultants.
    #[arg(
        long,
        env = "COMPLAINTS_CHAT_ID",
        value_name = "GROUP",
        allow_hyphen_values = true
    )]
    complaints_chat_id: Option<String>,
    /// Group of the staff.
    #[arg(
        long,
        env = "STAFF_CHAT_ID",
        value_name = "GROUP",
        allow_hyphen_values = true
    )]
    staff_chat_id: Option<String>,
}

/// The groups that are ours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// Desks with their groups; `None`: the first desk of `desk.yaml`.
    pub desks: Vec<(Option<DeskId>, ChatId)>,
    /// The inbox of complaints.
    pub complaints: Option<ChatId>,
    /// The staff.
    pub staff: Option<ChatId>,
}

impl RawGroups {
    /// Checks what was typed.
    #[must_use]
    pub fn check(self, complaints: &mut Vec<String>) -> Groups {
        let groups = Groups {
            desks: desks(given(self.consultants_chat_id.as_deref()), complaints),
            complaints: single(
                COMPLAINTS_INBOX,
                self.complaints_chat_id.as_deref(),
                complaints,
            ),
            staff: single(STAFF, self.staff_chat_id.as_deref(), complaints),
        };
        groups.each_is_another(complaints);
        groups
    }
}

/// A setting that is empty is not given: so it stands in files with all of them.
fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn desks(typed: Option<&str>, complaints: &mut Vec<String>) -> Vec<(Option<DeskId>, ChatId)> {
    let pieces = || {
        let pieces = typed.into_iter().flat_map(|typed| typed.split(','));
        pieces.map(str::trim).filter(|piece| !piece.is_empty())
    };
    let several = pieces().count() > 1;
    let mut desks: Vec<(Option<DeskId>, ChatId)> = Vec::new();
    for piece in pieces() {
        let (name, id) = match piece.split_once('=') {
            Some((name, id)) => (Some(name.trim()), id),
            None => (None, piece),
        };
        if name.is_none() && several {
            complaints.push(format!(
                "{CONSULTANTS}: of several groups each needs the name of its desk, as in `main=-1001234567890,romania=-1009876543210`; `{piece}` has none"
            ));
        }
        let desk = name.and_then(|name| desk(name, complaints));
        let group = group(CONSULTANTS, id, complaints);
        if let Some(twice) = desk
            .as_ref()
            .filter(|desk| desks.iter().any(|(known, _)| known.as_ref() == Some(desk)))
        {
            complaints.push(format!(
                "{CONSULTANTS} names the desk `{twice}` twice: a desk has one group"
            ));
        }
        desks.extend(group.map(|group| (desk, group)));
    }
    desks
}

fn desk(name: &str, complaints: &mut Vec<String>) -> Option<DeskId> {
    if name == COMPLAINTS {
        complaints.push(format!(
            "{CONSULTANTS}: `{COMPLAINTS}` is no desk of consultants; give its group in {COMPLAINTS_INBOX}"
        ));
        return None;
    }
    name.parse()
        .map_err(|_| {
            complaints.push(format!(
                "{CONSULTANTS}: `{name}` is no name of a desk, which has at most 20 small letters, digits and hyphens; take the names from desk.yaml"
            ));
        })
        .ok()
}

fn single(setting: &str, typed: Option<&str>, complaints: &mut Vec<String>) -> Option<ChatId> {
    given(typed).and_then(|id| group(setting, id, complaints))
}

fn group(setting: &str, id: &str, complaints: &mut Vec<String>) -> Option<ChatId> {
    match id.trim().parse::<i64>() {
        Ok(id) if id < 0 => return Some(ChatId(id)),
        Ok(id) => complaints.push(format!(
            "{setting}: `{id}` is a person's id, or lacks its minus: ids of groups look like `-1001234567890`"
        )),
        Err(_) => complaints.push(format!(
            "{setting}: `{}` is no id of a group, which looks like `-1001234567890`. Add the bot to the group: it says the id there",
            id.trim()
        )),
    }
    None
}

impl Groups {
    /// What is written in one group must have one meaning.
    fn each_is_another(&self, complaints: &mut Vec<String>) {
        let desks = self.desks.iter().map(|(_, group)| (CONSULTANTS, *group));
        let inbox = self.complaints.map(|group| (COMPLAINTS_INBOX, group));
        let staff = self.staff.map(|group| (STAFF, group));
        let mut seen: Vec<(&str, ChatId)> = Vec::new();
        for (setting, group) in desks.chain(inbox).chain(staff) {
            if let Some((other, _)) = seen.iter().find(|(_, known)| *known == group) {
                let places = if *other == setting {
                    format!("twice in {setting}")
                } else {
                    format!("in {other} and in {setting}")
                };
                complaints.push(format!(
                    "the group {} stands {places}: each needs a group of its own",
                    group.0
                ));
            }
            seen.push((setting, group));
        }
    }

    /// Every desk that has a group, the inbox of complaints among them, by the names that
    /// `desk.yaml` gives.
    ///
    /// # Errors
    /// All names that `desk.yaml` does not have, at once.
    pub fn connect(&self, rules: &DeskRules) -> Result<Vec<(DeskId, ChatId)>, Complaints> {
        let names: Vec<&str> = rules.desks.iter().map(|plan| plan.id.as_str()).collect();
        let mut unknown = Vec::new();
        let mut connected = Vec::new();
        for (desk, group) in &self.desks {
            let named = match desk {
                Some(desk) => rules.plan(desk),
                None => rules.desks.first(),
            };
            match (named, desk) {
                (Some(plan), _) => connected.push((plan.id.clone(), *group)),
                (None, desk) => unknown.push(format!(
                    "{CONSULTANTS}: desk.yaml has no desk `{}`, only {}: correct one of the two",
                    desk.as_ref().map_or("", DeskId::as_str),
                    names.join(", ")
                )),
            }
        }
        if unknown.is_empty() {
            let inbox = self.complaints.zip(COMPLAINTS.parse().ok());
            connected.extend(inbox.map(|(group, desk)| (desk, group)));
            Ok(connected)
        } else {
            Err(Complaints(unknown))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{DeskPlan, Lang};

    fn read(consultants: &str, inbox: &str, staff: &str) -> (Groups, Vec<String>) {
        let mut complaints = Vec::new();
        let raw = RawGroups {
            consultants_chat_id: Some(consultants.to_owned()),
            complaints_chat_id: Some(inbox.to_owned()),
            staff_chat_id: Some(staff.to_owned()),
        };
        (raw.check(&mut complaints), complaints)
    }

    fn rules(desks: &[&str]) -> DeskRules {
        let english: Lang = "en".parse().unwrap();
        let plan = |name: &&str| DeskPlan {
            id: name.parse().unwrap(),
            language: english.clone(),
            languages: Vec::new(),
            countries: Vec::new(),
            restricted: false,
        };
        DeskRules {
            desks: desks.iter().map(plan).collect(),
            complaints_language: english.clone(),
            reply_only: false,
            unanswered_minutes: 1,
            louder_minutes: 2,
            silence_warn_hours: 1,
            silence_close_hours: 2,
            reopen_days: 1,
            correct_hours: 1,
            retention_days: 1,
            block_days: 1,
            complaint_days: 1,
            subjects: Vec::new(),
            outcomes: Vec::new(),
            referrals: Vec::new(),
            templates: Vec::new(),
        }
    }

    fn connected(consultants: &str, inbox: &str) -> Result<Vec<(String, i64)>, String> {
        let (groups, complaints) = read(consultants, inbox, "");
        assert_eq!(complaints, Vec::<String>::new());
        let desks = groups.connect(&rules(&["main", "romania"]));
        let desks = desks.map_err(|error| error.to_string())?;
        Ok(desks
            .into_iter()
            .map(|(desk, group)| (desk.to_string(), group.0))
            .collect())
    }

    #[test]
    fn nothing_given_is_nobody_connected() {
        assert_eq!(read("", " ", ""), (Groups::default(), Vec::new()));
        assert_eq!(connected("", ""), Ok(Vec::new()));
    }

    #[test]
    fn a_single_group_is_the_first_desks() {
        assert_eq!(connected("-1001", ""), Ok(vec![("main".into(), -1001)]));
    }

    #[test]
    fn desks_go_by_their_names_and_complaints_are_one() {
        let desks = connected(" romania = -1002, main=-1001, ", "-1003");
        let expected = [("romania", -1002), ("main", -1001), ("complaints", -1003)];
        assert_eq!(desks, Ok(expected.map(|(n, id)| (n.into(), id)).to_vec()));
        assert_eq!(
            connected("", "-1003"),
            Ok(vec![("complaints".into(), -1003)])
        );
    }

    #[test]
    fn a_desk_that_desk_yaml_does_not_have_is_told_with_those_it_has() {
        insta::assert_snapshot!(connected("warsaw=-1,main=-2,lviv=-3", "").unwrap_err(), @"
        the settings cannot be used:
          - CONSULTANTS_CHAT_ID: desk.yaml has no desk `warsaw`, only main, romania: correct one of the two
          - CONSULTANTS_CHAT_ID: desk.yaml has no desk `lviv`, only main, romania: correct one of the two
        ");
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let (_, complaints) = read(
            "-1001,main=1002,Ro mania=-1003,complaints=-1004,lviv=-1005,lviv=-1006,x=@group",
            "-1005",
            "1007",
        );
        insta::assert_snapshot!(complaints.join("\n"), @"
        CONSULTANTS_CHAT_ID: of several groups each needs the name of its desk, as in `main=-1001234567890,romania=-1009876543210`; `-1001` has none
        CONSULTANTS_CHAT_ID: `1002` is a person's id, or lacks its minus: ids of groups look like `-1001234567890`
        CONSULTANTS_CHAT_ID: `Ro mania` is no name of a desk, which has at most 20 small letters, digits and hyphens; take the names from desk.yaml
        CONSULTANTS_CHAT_ID: `complaints` is no desk of consultants; give its group in COMPLAINTS_CHAT_ID
        CONSULTANTS_CHAT_ID names the desk `lviv` twice: a desk has one group
        CONSULTANTS_CHAT_ID: `@group` is no id of a group, which looks like `-1001234567890`. Add the bot to the group: it says the id there
        STAFF_CHAT_ID: `1007` is a person's id, or lacks its minus: ids of groups look like `-1001234567890`
        the group -1005 stands in CONSULTANTS_CHAT_ID and in COMPLAINTS_CHAT_ID: each needs a group of its own
        ");
        let (_, complaints) = read("a=-1,b=-1", "", "-1");
        insta::assert_snapshot!(complaints.join("\n"), @"
        the group -1 stands twice in CONSULTANTS_CHAT_ID: each needs a group of its own
        the group -1 stands in CONSULTANTS_CHAT_ID and in STAFF_CHAT_ID: each needs a group of its own
        ");
    }
}
