//! Worlds to begin with.

use super::chat::{Member, Role, Status};
use super::handle::WorldHandle;
use super::ids::ChatId;
use super::message::Sender;
use super::world::{GroupKind, World};

/// A world to begin with, and the ids a bot must be told of.
#[derive(Debug)]
pub struct Scene {
    /// The world.
    pub world: WorldHandle,
    /// The forum of the consultants.
    pub consultants: Option<ChatId>,
    /// The group of those who read complaints.
    pub complaints: Option<ChatId>,
    /// The group of the staff.
    pub staff: Option<ChatId>,
}

impl Scene {
    /// Nobody there yet: for tests.
    pub fn empty() -> Self {
        Self {
            world: WorldHandle::new(World::new()),
            consultants: None,
            complaints: None,
            staff: None,
        }
    }

    /// What the page shows: four people, forums for two consultants and for
    /// complaints, a group for the staff, and these sticker sets (name and title).
    pub fn preview<'a>(sticker_sets: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let world = WorldHandle::new(World::new());
        for (name, title) in sticker_sets {
            world.add_sticker_set(name, title);
        }
        let (consultants, complaints, staff) = world.change(|world| {
            for (first, last, username, code) in [
                ("Olena", Some("Koval"), Some("olena_k"), Some("uk")),
                ("Serhii", None, Some("serhii_m"), Some("ru")),
                ("Amina", Some("Diallo"), None, Some("en")),
                ("Zarina", None, None, Some("tlh")),
            ] {
                world.add_account(first, last, username, code, Role::Person);
            }
            let marta = world.add_account(
                "Marta",
                None,
                Some("marta_consults"),
                Some("uk"),
                Role::Consultant,
            );
            let ivan = world.add_account("Ivan", None, None, Some("en"), Role::Consultant);
            let iryna =
                world.add_account("Iryna", None, Some("iryna_office"), Some("uk"), Role::Staff);
            let consultants = world.add_group(GroupKind::Forum, "Consultants", marta);
            if let Some(chat) = world.chat_mut(consultants) {
                chat.members.insert(ivan, Member::new(Status::Member));
            }
            let administrator = Member::new(Status::Administrator);
            world.set_bot_member(consultants, administrator, Sender::Account(marta));
            let groups = [
                ("Complaints", GroupKind::Forum),
                ("Staff", GroupKind::Super),
            ];
            let [complaints, staff] = groups.map(|(title, kind)| {
                let group = world.add_group(kind, title, iryna);
                world.set_bot_member(group, administrator, Sender::Account(iryna));
                group
            });
            (consultants, complaints, staff)
        });
        Self {
            world,
            consultants: Some(consultants),
            complaints: Some(complaints),
            staff: Some(staff),
        }
    }
}
