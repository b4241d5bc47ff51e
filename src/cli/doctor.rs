//! `doctor`: what stands between these settings and a bot that works, all at once. Prints no
//! secret and nobody's id but those of groups.

use std::process::ExitCode;

use super::say;
use crate::content::{Content, DeskId};
use crate::model::ids::ChatId;
use crate::ops::clock::Clock;
use crate::ops::doctor::facts::{Facts, Role};
use crate::ops::doctor::{examine, gather};
use crate::settings::{Groups, Raw, Reading};
use crate::telegram::inquiry::inquire;

pub(super) async fn doctor(raw: Raw) -> anyhow::Result<ExitCode> {
    let clock = Clock::system();
    let Reading {
        settings,
        mut complaints,
        leads_to_telegram,
    } = raw.read();
    let place = &settings.place;
    let (key, keys) = gather::key(&place.secret_key_file);
    let database = gather::database(&place.database_url, keys.as_ref()).await;
    let (shelf, content) = gather::content(place.content_dir.as_ref(), clock.now());
    complaints.extend(unknown_desks(&settings.groups, content.as_ref()));
    let telegram = if leads_to_telegram {
        let roles = roles(&settings.groups, content.as_ref());
        let (token, api_url) = (settings.token.reveal(), settings.api_url);
        Some(inquire(token, api_url, clock, roles, content.as_ref()).await)
    } else {
        None
    };
    let report = examine(&Facts {
        complaints,
        key,
        database,
        shelf,
        address: gather::address(settings.listen).await,
        telegram,
    });
    say(&report)?;
    Ok(if report.is_healthy() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn unknown_desks(groups: &Groups, content: Option<&Content>) -> Vec<String> {
    let connected = content.map(|content| groups.connect(content.desk()));
    match connected {
        Some(Err(complaints)) => complaints.each(),
        Some(Ok(_)) | None => Vec::new(),
    }
}

/// The groups of the settings, also those of desks that `desk.yaml` does not know.
fn roles(groups: &Groups, content: Option<&Content>) -> Vec<(Role, ChatId)> {
    let first = content.and_then(|content| content.desk().desks.first());
    let desk = |(desk, chat): &(Option<DeskId>, ChatId)| {
        let id = desk.as_ref().or(first.map(|plan| &plan.id));
        let name = id.map_or("of consultants", DeskId::as_str);
        (Role::Desk(name.to_owned()), *chat)
    };
    let mut roles: Vec<(Role, ChatId)> = groups.desks.iter().map(desk).collect();
    roles.extend(groups.complaints.map(|chat| (Role::Complaints, chat)));
    roles.extend(groups.staff.map(|chat| (Role::Staff, chat)));
    roles
}
