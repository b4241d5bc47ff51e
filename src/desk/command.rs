//! Commands of consultants: in a topic about its case, in General about the desk.

use super::press::Window;
use super::{Bench, RepliedTo};
use crate::content::Text;
use crate::model::case::{Act, CardView, Ended, Unopened};
use crate::model::desk::{
    DeskButton, DeskCommand, DeskEffect, DeskPromise, Handed, Member, Remark, Sign,
};
use crate::model::effect::Effect;
use crate::model::event::Block;
use crate::model::fact::Fact;
use crate::model::ids::{CaseCode, MessageId};
use crate::model::screen::{Said, Screen};

/// Answers a search offers.
const FOUND: usize = 8;
/// Letters an alias may have.
const ALIAS: std::ops::RangeInclusive<usize> = 2..=24;

impl Bench<'_> {
    pub(super) fn commanded(&mut self, command: &DeskCommand) {
        if self.me.is_none() {
            return self.refuse(Text::DeskAnonymous);
        }
        match command {
            DeskCommand::On => self.duty_in_words(true),
            DeskCommand::Off => self.duty_in_words(false),
            DeskCommand::Alias(name) => self.call_me(name),
            DeskCommand::Board => self.tell_group(DeskEffect::BoardAnew),
            DeskCommand::Blocked => self.tell_group(DeskEffect::ListBlocked),
            DeskCommand::Unblock(code) => self.unblock(code.as_ref()),
            DeskCommand::Help => self.reply(Remark::plain(Text::DeskHelp)),
            DeskCommand::Unknown => self.reply(Remark::plain(Text::DeskUnknownCommand)),
            in_case if self.case.is_some() => self.in_case(in_case),
            _ => self.reply(Remark::plain(Text::DeskNotHere)),
        }
    }

    fn in_case(&mut self, command: &DeskCommand) {
        match command {
            DeskCommand::Take => self.act_in_words(&DeskButton::Take),
            DeskCommand::Release => self.act_in_words(&DeskButton::Release),
            DeskCommand::Close => self.open_on_card(&DeskButton::Close),
            DeskCommand::Templates => self.open_on_card(&DeskButton::Templates),
            DeskCommand::Leaflet => self.act_in_words(&DeskButton::Leaflet),
            DeskCommand::Lines => self.act_in_words(&DeskButton::Lines),
            DeskCommand::Urgent => self.act_in_words(&DeskButton::Urgent(true)),
            DeskCommand::Note => self.stays_inside(),
            DeskCommand::Unsend => self.unsend(),
            DeskCommand::Faq(words) => self.search(words.look()),
            DeskCommand::History => self.tell_desk(DeskEffect::SayTrail),
            DeskCommand::Block => self.block(),
            _ => {}
        }
    }

    /// Does what a button would do; what the button would say in a small window comes as a reply.
    fn act_in_words(&mut self, button: &DeskButton) {
        let window = self.act(button);
        self.say_in_words(window);
    }

    fn say_in_words(&mut self, window: Window) {
        if let Some((text, name)) = window {
            let remark = Remark::plain(text).number(self.world.desks.holds());
            self.reply(match name {
                Some(name) => remark.name(name),
                None => remark,
            });
        }
    }

    /// Opens a menu of the card, and says where to look: the card may be far above.
    fn open_on_card(&mut self, button: &DeskButton) {
        match self.act(button) {
            None => self.reply(Remark::plain(Text::DeskOnCard)),
            window => self.say_in_words(window),
        }
    }

    fn stays_inside(&mut self) {
        if let Some(message) = self.spot.message {
            self.react(message, Sign::Inside);
        }
    }

    fn unsend(&mut self) {
        let target = self.spot.reply_to;
        if target.is_some_and(|message| self.was_unopened(message)) {
            return self.reply(Remark::plain(Text::DeskUnsent));
        }
        match (target, self.replied_to) {
            (Some(message), RepliedTo::PassedOn) => self.take_back(message),
            _ => self.reply(Remark::plain(Text::DeskUnsendHow)),
        }
    }

    /// Takes back what a person whose phone may be seen has not opened yet, of an album all. False: it
    /// waits nowhere.
    pub(super) fn was_unopened(&mut self, target: MessageId) -> bool {
        let here = self.spot.chat;
        let Some(case) = self.case_mut() else {
            return false;
        };
        let waiting = case.unopened.iter().find_map(|one| match one {
            Unopened::Message {
                from,
                message,
                album,
                ..
            } if (*from, *message) == (here, target) => Some(album.clone()),
            _ => None,
        });
        let Some(whole) = waiting else { return false };
        case.unopened.retain(|one| match one {
            Unopened::Message {
                from,
                message,
                album,
                ..
            } => *from != here || *message != target && (whole.is_none() || *album != whole),
            Unopened::Handed(_) => true,
        });
        // What stands announced is nothing any more: whatever comes next is announced anew.
        case.announced &= !case.unopened.is_empty();
        true
    }

    /// Answers of the FAQ, searched for in the desk's language.
    fn search(&mut self, words: &str) {
        let (content, lang) = (self.world.content, self.lang());
        let found = content.find_answers(lang, words, FOUND);
        let (view, said) = match (words.trim().is_empty(), found.is_empty()) {
            (true, _) => (CardView::Branches, Text::DeskOnCard),
            (false, true) => (CardView::Branches, Text::DeskFoundNothing),
            (false, false) => (CardView::Found(found), Text::DeskOnCard),
        };
        self.reply(Remark::plain(said));
        if let Some(case) = self.case_mut() {
            case.view = view;
        }
    }

    pub(super) fn duty(&mut self, on: bool) {
        let Some(me) = &mut self.me else { return };
        me.on_duty = on;
        let me = me.clone();
        self.members.push(me);
        self.is_seen_otherwise();
    }

    /// The board shows members, and so do the cards of the cases they have.
    fn is_seen_otherwise(&mut self) {
        self.tell_group(DeskEffect::Board);
        for case in &self.world.desks.held {
            self.desk.push(DeskPromise {
                desk: self.spot.desk.clone(),
                case: Some(*case),
                effect: DeskEffect::Card,
            });
        }
    }

    /// Whoever has left the group is no member of the desk any more; what they have can be taken.
    pub(super) fn departed(&mut self) {
        let gone = self.me.take();
        let known = |member: &Member| self.world.desks.members.iter().any(|one| one == member);
        if let Some(member) = gone.filter(known) {
            self.departed = Some(member.key);
            self.is_seen_otherwise();
        }
    }

    fn duty_in_words(&mut self, on: bool) {
        self.duty(on);
        let held = self.world.desks.holds();
        self.reply(if on {
            Remark::plain(Text::DeskOnAlert)
        } else {
            Remark::plain(Text::DeskOffAlert).number(held)
        });
    }

    fn call_me(&mut self, name: &str) {
        let name = name.trim();
        let fits = ALIAS.contains(&name.chars().count())
            && name
                .chars()
                .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | 'ʼ' | '’'))
            && name.chars().any(char::is_alphabetic);
        if !fits {
            return self.reply(Remark::plain(Text::DeskAliasBad));
        }
        let Some(me) = &mut self.me else { return };
        let taken = |other: &Member| {
            let same = |alias: &String| alias.to_lowercase() == name.to_lowercase();
            other.key != me.key && other.alias.as_ref().is_some_and(same)
        };
        if self.world.desks.members.iter().any(taken) {
            return self.reply(Remark::plain(Text::DeskAliasTaken));
        }
        me.alias = Some(name.to_owned());
        let me = me.clone();
        self.members.push(me);
        self.reply(Remark::plain(Text::DeskAliasSet).name(name));
        self.is_seen_otherwise();
    }

    /// Closes the desk to the person of this case, who stays unknown.
    fn block(&mut self) {
        let days = self.world.content.desk().block_days;
        let (now, alias) = (self.world.now, self.alias());
        let Some(case) = self.case_mut() else { return };
        case.note(Act::Blocked, alias, now);
        let was_open = case.is_open();
        let mut ended = None;
        if was_open {
            ended = Fact::of_ended(case, now);
            case.end(Ended::Consultant, now);
        }
        let (code, dropped) = (case.code.clone(), case.drop_held());
        self.facts.extend(ended);
        self.block = Some(Block::Until(now.plus_days(i64::from(days))));
        if was_open {
            self.writes_no_complaint();
            let page = Effect::page(Screen::Blocked);
            self.effects.push((page, Vec::new()));
        }
        if !dropped.is_empty() {
            self.effects.push((Effect::TakeAway(dropped), Vec::new()));
            self.show(Said::MediaDropped);
        }
        self.say(Remark::plain(Text::DeskBlocked).code(&code).number(days));
    }

    fn unblock(&mut self, code: Option<&CaseCode>) {
        let known = code.filter(|code| self.world.desks.blocked.contains(code));
        let Some(code) = known.cloned() else {
            return self.reply(Remark::plain(Text::DeskNoSuchCase));
        };
        self.reply(Remark::plain(Text::DeskUnblocked).code(&code));
        self.block = Some(Block::Lift(code));
    }

    /// Sends something prepared; it counts as an answer.
    pub(super) fn hand(&mut self, handed: Handed) {
        let now = self.world.now;
        self.answered();
        self.is_on_duty_now();
        let discreet = self.visitor.as_ref().is_some_and(|person| person.discreet);
        let Some(case) = self.case_mut() else { return };
        case.consultant_spoke(now);
        case.view = CardView::Main;
        if !discreet {
            return self.handed.push((handed.effect(), handed));
        }
        case.unopened.push(Unopened::Handed(handed));
        self.announce();
    }
}
