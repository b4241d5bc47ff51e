//! Which group is which desk. Set by the operator; a group that Telegram has moved keeps its desk.

use std::sync::{Arc, PoisonError, RwLock};

use crate::content::DeskId;
use crate::model::case::COMPLAINTS;
use crate::model::ids::ChatId;

/// The groups of the desks, shared by all parts of a process.
#[derive(Debug, Clone, Default)]
pub struct Groups(Arc<RwLock<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    desks: Vec<Group>,
    staff: Option<Staff>,
}

/// The staff's group, as the operator set it and as it is now.
#[derive(Debug, Clone, Copy)]
struct Staff {
    configured: ChatId,
    current: ChatId,
}

#[derive(Debug, Clone)]
struct Group {
    desk: DeskId,
    /// As the operator set it: names its bucket for ever.
    configured: ChatId,
    /// As it is now.
    current: ChatId,
}

impl Groups {
    /// The groups the operator has set: desks (the inbox of complaints under its own name), and
    /// the staff's.
    #[must_use]
    pub fn new(desks: Vec<(DeskId, ChatId)>, staff: Option<ChatId>) -> Self {
        let group = |(desk, chat)| Group {
            desk,
            configured: chat,
            current: chat,
        };
        Self(Arc::new(RwLock::new(Inner {
            desks: desks.into_iter().map(group).collect(),
            staff: staff.map(|chat| Staff {
                configured: chat,
                current: chat,
            }),
        })))
    }

    fn look<T>(&self, at: impl FnOnce(&Inner) -> T) -> T {
        at(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The desk of a group.
    #[must_use]
    pub fn desk_of(&self, chat: ChatId) -> Option<DeskId> {
        self.look(|inner| {
            let of = |group: &&Group| group.current == chat || group.configured == chat;
            inner.desks.iter().find(of).map(|group| group.desk.clone())
        })
    }

    /// Whether a group is one of ours.
    #[must_use]
    pub fn knows(&self, chat: ChatId) -> bool {
        self.desk_of(chat).is_some() || self.is_staff(chat)
    }

    /// The group of the staff, as it is now.
    #[must_use]
    pub fn staff(&self) -> Option<ChatId> {
        self.look(|inner| inner.staff.map(|staff| staff.current))
    }

    /// The group of the staff as the operator set it, which names its lane and its bucket.
    #[must_use]
    pub fn staff_configured(&self) -> Option<ChatId> {
        self.look(|inner| inner.staff.map(|staff| staff.configured))
    }

    /// Whether a group is that of the staff.
    #[must_use]
    pub fn is_staff(&self, chat: ChatId) -> bool {
        let is = |staff: Staff| staff.current == chat || staff.configured == chat;
        self.look(|inner| inner.staff.is_some_and(is))
    }

    /// The group of the staff has another id now.
    pub fn staff_moved(&self, to: ChatId) {
        let mut inner = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(staff) = &mut inner.staff {
            staff.current = to;
        }
    }

    /// The group of a desk, as it is now.
    #[must_use]
    pub fn chat_of(&self, desk: &DeskId) -> Option<ChatId> {
        self.find(desk, |group| group.current)
    }

    /// The group of a desk as the operator set it, which names its lane and its bucket.
    #[must_use]
    pub fn configured(&self, desk: &DeskId) -> Option<ChatId> {
        self.find(desk, |group| group.configured)
    }

    fn find<T>(&self, desk: &DeskId, what: impl Fn(&Group) -> T) -> Option<T> {
        self.look(|inner| {
            let found = inner.desks.iter().find(|group| group.desk == *desk);
            found.map(what)
        })
    }

    /// All desks, the inbox of complaints among them.
    #[must_use]
    pub fn desks(&self) -> Vec<DeskId> {
        self.look(|inner| inner.desks.iter().map(|group| group.desk.clone()).collect())
    }

    /// Whether complaints have an inbox.
    #[must_use]
    pub fn takes_complaints(&self) -> bool {
        self.look(|inner| {
            let mut desks = inner.desks.iter();
            desks.any(|group| group.desk.as_str() == COMPLAINTS)
        })
    }

    /// The group of a desk has another id now.
    pub fn moved(&self, desk: &DeskId, to: ChatId) {
        let mut inner = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut groups = inner.desks.iter_mut();
        if let Some(group) = groups.find(|group| group.desk == *desk) {
            group.current = to;
        }
    }
}
