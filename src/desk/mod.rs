//! The consultants' side, pure: what happened in a desk's group → what becomes of the case, what is
//! promised to the person and to the group. It knows members by key and alias, places by name; that
//! a desk works in a Telegram forum is known elsewhere. It never sees what anybody wrote.

mod close;
mod command;
mod message;
mod press;
pub mod proof;
pub mod render;
mod time;

pub use time::{case_event, looks_otherwise, schedule, upkeep};

use crate::content::{Content, DeskId, Lang, Text};
use crate::model::case::{Case, Holder};
use crate::model::desk::{
    Author, DeskEffect, DeskEvent, DeskPromise, Handed, Member, Remark, Sign, Spot,
};
use crate::model::effect::{Courtesy, Effect};
use crate::model::event::{After, Before, Block, Correction, Decision, Opened};
use crate::model::fact::Fact;
use crate::model::ids::{ChatId, MessageId, StaffKey};
use crate::model::screen::Said;
use crate::model::visitor::Visitor;
use crate::model::world::World;

/// Whose message something replies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepliedTo {
    /// Nobody's.
    Nothing,
    /// The person's.
    Person,
    /// A consultant's that was passed on, or is on its way.
    PassedOn,
    /// A remark of a colleague's, a card, a notice: what stays inside.
    Inside,
}

/// Decides one event in a desk's group. `before` holds the case of the topic, or of the message
/// replied to, and the person it belongs to.
#[must_use]
pub fn decide(
    before: Before,
    spot: &Spot,
    author: &Author,
    replied_to: RepliedTo,
    event: &DeskEvent,
    world: World<'_>,
) -> Decision {
    let mut bench = Bench::new(before, spot, author, replied_to, world);
    match event {
        DeskEvent::Wrote {
            kind,
            album,
            names_an_account,
            is_note,
        } => bench.wrote(*kind, album.as_deref(), *names_an_account, *is_note),
        DeskEvent::Edited {
            names_an_account,
            is_note,
        } => bench.edited(*names_an_account, *is_note),
        DeskEvent::Commanded(command) => bench.commanded(command),
        DeskEvent::Pressed { button, query } => bench.pressed(button.as_ref(), query),
        DeskEvent::TopicClosed => bench.topic_closed(),
        DeskEvent::Departed => bench.departed(),
        DeskEvent::Broke => bench.broke(),
        // The turn adopts it: nothing is decided.
        DeskEvent::TopicMade { .. } => {}
    }
    bench.done()
}

/// A decision in the making.
struct Bench<'a> {
    spot: &'a Spot,
    replied_to: RepliedTo,
    world: World<'a>,
    /// Who acts; `None`: nobody could be held to account.
    me: Option<Member>,
    visitor: Option<Visitor>,
    case: Option<Opened>,
    effects: Vec<(Effect, Vec<Fact>)>,
    handed: Vec<(Effect, Handed)>,
    facts: Vec<Fact>,
    desk: Vec<DeskPromise>,
    members: Vec<Member>,
    departed: Option<StaffKey>,
    courtesies: Vec<Courtesy>,
    block: Option<Block>,
    correction: Option<Correction>,
}

impl<'a> Bench<'a> {
    fn new(
        before: Before,
        spot: &'a Spot,
        author: &Author,
        replied_to: RepliedTo,
        world: World<'a>,
    ) -> Self {
        let me = match author {
            Author::Member { key, account } => Some(member(world, key, *account)),
            Author::Nobody => None,
        };
        Self {
            spot,
            replied_to,
            world,
            me,
            visitor: before.visitor,
            case: before.case,
            effects: Vec::new(),
            handed: Vec::new(),
            facts: Vec::new(),
            desk: Vec::new(),
            members: Vec::new(),
            departed: None,
            courtesies: Vec::new(),
            block: None,
            correction: None,
        }
    }

    fn done(mut self) -> Decision {
        let viewer = self.visitor.clone().unwrap_or_default();
        if let Some(open) = &mut self.case {
            let World { content, now, .. } = self.world;
            self.facts
                .extend(time::settle_promise(&mut open.case, content, now));
        }
        Decision {
            after: self.visitor.map_or(After::Nothing, After::Keep),
            effects: self.effects,
            viewer,
            facts: self.facts,
            courtesies: self.courtesies,
            case: self.case,
            desk: self.desk,
            handed: self.handed,
            members: self.members,
            departed: self.departed,
            block: self.block,
            correction: self.correction,
            ..Decision::nothing()
        }
    }

    fn holder(&self) -> Option<Holder> {
        self.me.as_ref().map(|me| Holder {
            key: me.key,
            alias: me.alias.clone(),
        })
    }

    fn case(&self) -> Option<&Case> {
        self.case.as_ref().map(|open| &open.case)
    }

    /// Whether the person can be reached. Their own state knows of a return first, also when they
    /// wrote in another case.
    fn is_reachable(&self) -> bool {
        match (&self.visitor, self.case()) {
            (Some(person), _) => person.reachable,
            (None, Some(case)) => case.reachable,
            (None, None) => false,
        }
    }

    fn case_mut(&mut self) -> Option<&mut Case> {
        self.case.as_mut().map(|open| &mut open.case)
    }

    /// Promises something to the desk of the case, or to this desk where there is no case.
    fn tell_desk(&mut self, effect: DeskEffect) {
        match &self.case {
            Some(open) => self.desk.push(open.promise(effect)),
            None => self.tell_group(effect),
        }
    }

    /// Promises something to this desk as such.
    fn tell_group(&mut self, effect: DeskEffect) {
        self.desk.push(DeskPromise {
            desk: self.spot.desk.clone(),
            case: None,
            effect,
        });
    }

    fn say(&mut self, remark: Remark) {
        self.tell_desk(DeskEffect::Say(remark));
    }

    /// Replies to the message that was written.
    fn reply(&mut self, remark: Remark) {
        let Some(message) = self.spot.message else {
            return;
        };
        if self.case.is_some() {
            self.tell_desk(DeskEffect::Reply { message, remark });
        } else {
            self.tell_group(DeskEffect::ReplyInGeneral { message, remark });
        }
    }

    fn react(&mut self, message: MessageId, sign: Sign) {
        self.tell_desk(DeskEffect::React { message, sign });
    }

    fn show(&mut self, said: Said) {
        if let Some(screen) = self.case().and_then(|case| case.tells(said)) {
            self.effects.push((Effect::page(screen), Vec::new()));
        }
    }

    /// The case is over, and so is the complaint it may have been.
    fn writes_no_complaint(&mut self) {
        if let (Some(person), Some(open)) = (&mut self.visitor, &self.case) {
            person.sees_the_end_of(&open.case);
        }
    }

    /// What waits for the person's word may still go on in the same topic.
    fn ask_again(&mut self) {
        if self.case().is_some_and(|case| !case.held.is_empty()) {
            self.show(Said::MediaAsk);
        }
    }

    /// What the person knows a consultant by; nothing else of them ever leaves the desk.
    fn alias(&self) -> Option<String> {
        self.me.as_ref().and_then(|me| me.alias.clone())
    }

    /// The language of this desk's group.
    fn lang(&self) -> &'a Lang {
        language(self.world.content, &self.spot.desk)
    }

    /// What a consultant is called now, or a word for one who has no alias.
    fn called(&self, holder: Option<&Holder>) -> String {
        let alias = holder.and_then(|holder| holder.called_now(&self.world.desks.members));
        alias
            .map(str::to_owned)
            .unwrap_or_else(|| self.world.content.plain(self.lang(), Text::DeskSomebody))
    }

    /// Whoever acts in a case is on duty.
    fn is_on_duty_now(&mut self) {
        if let Some(me) = &mut self.me
            && !me.on_duty
        {
            me.on_duty = true;
            self.members.push(me.clone());
            self.tell_group(DeskEffect::Board);
            self.tell_desk(DeskEffect::Card);
        }
    }
}

/// The member who acts, as the desk knows them.
fn member(world: World<'_>, key: &StaffKey, account: ChatId) -> Member {
    let known = world.desks.members.iter().find(|member| member.key == *key);
    known.cloned().unwrap_or(Member {
        key: *key,
        account,
        alias: None,
        on_duty: false,
    })
}

/// The language of a desk's group.
#[must_use]
pub fn language<'a>(content: &'a Content, desk: &DeskId) -> &'a Lang {
    let rules = content.desk();
    rules
        .plan(desk)
        .map_or(&rules.complaints_language, |plan| &plan.language)
}

#[cfg(test)]
mod tests;
