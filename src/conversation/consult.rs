//! Talking to a consultant, from the person's side: consent, the conversation, what is asked first,
//! discreet replies, complaints. What is written goes to the desk by its id; nothing of it stays.

use super::Draft;
use crate::content::SubjectId;
use crate::content::Text;
use crate::model::button::Button;
use crate::model::case::{COMPLAINTS, Case, Ended, Rating, Unopened};
use crate::model::desk::{DeskEffect, Remark, Sign};
use crate::model::effect::Effect;
use crate::model::event::{Broken, Opened};
use crate::model::fact::Fact;
use crate::model::ids::MessageId;
use crate::model::media::{Kind, Passing};
use crate::model::screen::{Said, Screen};

impl Draft<'_> {
    /// The page that stands where a page about consultants was asked for: it depends on whether a
    /// desk is there, and on the conversation.
    pub(super) fn as_things_are(&self, screen: Screen) -> Screen {
        match screen {
            Screen::Consult | Screen::Case { .. } | Screen::NoDesk | Screen::Blocked => {
                self.consult_page()
            }
            Screen::EndCase if self.open_case().is_none() => self.consult_page(),
            Screen::Complaint { .. } => Screen::Complaint {
                inbox: self.world.desks.takes_complaints,
            },
            other => other,
        }
    }

    fn consult_page(&self) -> Screen {
        if let Some(case) = self.open_case() {
            let place = case
                .is_waiting()
                .then(|| self.world.desks.ahead.saturating_add(1));
            return Screen::Case { place };
        }
        if self.world.desks.is_blocked {
            return Screen::Blocked;
        }
        let desk = self.world.desks.desk_for(self.world.content, &self.visitor);
        desk.map_or(Screen::NoDesk, |_| Screen::Consult)
    }

    /// The open conversation, if there is one.
    fn open_case(&self) -> Option<&Case> {
        let open = self.case.as_ref()?;
        open.case.is_open().then_some(&open.case)
    }

    /// Whether what is written now belongs to a conversation: open, or closed so lately that it
    /// goes on. Whoever ended it themselves has taken back their consent, and is asked again.
    pub(super) fn is_in_conversation(&self) -> bool {
        self.case.as_ref().is_some_and(|open| {
            open.case.is_open() || (self.may_go_on() && !open.case.was_ended_by(Ended::Person))
        })
    }

    /// Whether the closed conversation can go on in the same topic: not while the desk has closed
    /// itself to this person. A complaint always can.
    fn may_go_on(&self) -> bool {
        let (rules, is_blocked) = (self.world.content.desk(), self.world.desks.is_blocked);
        let case = self.case.as_ref().map(|open| &open.case);
        case.is_some_and(|case| {
            let is_welcome = !is_blocked || case.is_complaint();
            is_welcome && case.may_reopen(rules, self.world.now)
        })
    }

    fn tell_desk(&mut self, effect: DeskEffect) {
        let promise = self.case.as_ref().map(|open| open.promise(effect));
        self.desk.extend(promise);
    }

    fn say(&mut self, said: Said, at: Option<MessageId>) {
        self.show(Screen::Said(said), at);
    }

    /// Whether a message of this chat holds a question or a reply that another page must not
    /// replace.
    pub(super) fn holds_a_question(&self) -> bool {
        let mut spoken_in = self.case.iter();
        self.world.desks.asks_elsewhere || spoken_in.any(|open| open.case.waits_for_a_press())
    }

    /// Says again that something waits to be opened: the word may have been overlooked.
    pub(super) fn remind(&mut self) {
        let now = self.world.now;
        let Some(open) = &mut self.case else { return };
        if !open.case.unopened.is_empty() {
            open.case.announce(now);
            self.say(Said::NewReply, None);
        }
    }

    /// Remembers the id of what was written outside a conversation: if a consultant is asked for
    /// next, it is passed on.
    pub(super) fn keeps_for_later(&mut self) {
        if self.is_in_conversation() {
            return;
        }
        // What was meant for a complaint is for no consultant, also if it came too late for that.
        // The answer to it says that it went nowhere; what comes next is no complaint.
        if std::mem::take(&mut self.visitor.complains) {
            return;
        }
        if let Some(message) = self.person.message {
            self.visitor.leaves_unsaid(message, self.world.now);
        }
    }

    /// Words of danger: the emergency page at once, before anything else; `found` is what waits behind "no, you misunderstood".
    pub(super) fn danger_heard(&mut self, found: Option<Screen>) {
        self.open(Screen::Danger { heard: true }, found, None);
    }

    /// What was said in danger is passed on like anything else, and the desk is rung.
    pub(super) fn say_in_danger(&mut self, kind: Kind, album: Option<&str>) {
        if self.is_in_conversation() {
            self.say_to_desk(kind, album);
            self.ring();
        }
    }

    /// Marks the case as urgent and rings, once until the desk has answered.
    pub(super) fn ring(&mut self) {
        let now = self.world.now;
        let Some(open) = &mut self.case else { return };
        if open.case.cry(now) {
            let call = Remark::plain(Text::DeskUrgentCall).code(&open.case.code);
            self.tell_desk(DeskEffect::Say(Remark::plain(Text::DeskPersonUrgent)));
            self.tell_desk(DeskEffect::Call {
                remark: call,
                loud: true,
            });
        }
    }

    /// A closed conversation goes on as soon as the person writes.
    fn go_on(&mut self) {
        let now = self.world.now;
        let Some(open) = &self.case else { return };
        if !open.case.is_open() {
            self.reopen();
            self.say(Said::Reopened, None);
        }
        if let Some(open) = &mut self.case {
            open.case.person_spoke(now);
        }
    }

    fn reopen(&mut self) {
        let now = self.world.now;
        let Some(open) = &mut self.case else { return };
        open.case.reopen(now);
        let facts = Fact::of_reopened(&open.case);
        self.facts.extend(facts);
        self.tell_desk(DeskEffect::Say(Remark::plain(Text::DeskReopened)));
    }

    /// Promises to copy the message of this event to the desk.
    fn relay(&mut self, album: Option<&str>) {
        let Some(message) = self.person.message else {
            return;
        };
        self.tell_desk(DeskEffect::Relay {
            messages: vec![message],
            album: album.map(str::to_owned),
            reply_to: self.person.reply_to,
        });
    }

    /// A message in a conversation: passed on, asked about, or refused in words.
    pub(super) fn say_to_desk(&mut self, kind: Kind, album: Option<&str>) {
        let (now, message) = (self.world.now, self.person.message);
        let (Some(open), Some(message)) = (&mut self.case, message) else {
            return;
        };
        let agreed = open.case.has_agreed(now) && kind != Kind::Contact;
        match kind.passing() {
            Passing::Now => {}
            Passing::AskFirst if agreed => {}
            Passing::AskFirst => {
                // One question for an album, and another for what comes after it: the first may be
                // far above by then, or deleted. Each of them is about all that is held.
                let before = open.case.held.last();
                let is_same_album = album.is_some()
                    && before.is_some_and(|before| before.album.as_deref() == album);
                open.case.held.push(crate::model::case::Held {
                    message,
                    album: album.map(str::to_owned),
                });
                if !is_same_album {
                    self.say(
                        match kind {
                            Kind::Contact => Said::ContactAsk,
                            _ => Said::MediaAsk,
                        },
                        None,
                    );
                }
                return;
            }
            Passing::Never => {
                self.tell_desk(DeskEffect::Say(Remark::plain(Text::DeskPersonTried)));
                return self.say(Said::CannotPass, None);
            }
        }
        self.go_on();
        self.relay(album);
    }

    /// An edit of what was passed on is passed on too: new words, with which a conversation goes on
    /// like with any others. Where it cannot, the person sees how to ask again, but nothing is put
    /// below the emergency page.
    pub(super) fn edit_for_desk(&mut self, in_distress: bool) {
        let Some(message) = self.person.message else {
            return;
        };
        if self.is_held(message) {
            return;
        }
        if self.open_case().is_none() {
            if !self.world.desks.is_of_case {
                return;
            }
            if !self.is_in_conversation() {
                let page = self.consult_page();
                if !in_distress {
                    // It comes unasked: a complaint that is being written goes on below it.
                    self.effects.push((Effect::page(page), Vec::new()));
                }
                return;
            }
            self.go_on();
        }
        self.tell_desk(DeskEffect::RelayEdit(message));
    }

    /// What waits for the person's word is copied as it reads by then.
    fn is_held(&self, message: MessageId) -> bool {
        self.case
            .as_ref()
            .is_some_and(|open| open.case.held.iter().any(|held| held.message == message))
    }

    /// What broke the decision about it goes to the desk of an open conversation all the same: by
    /// its number, which nobody needs to understand.
    pub(super) fn say_undecided(&mut self, broken: Broken) {
        let now = self.world.now;
        let Some(open) = self.case.as_mut().filter(|open| open.case.is_open()) else {
            return;
        };
        match (broken, self.person.message) {
            (Broken::Words, Some(_)) => {
                open.case.person_spoke(now);
                self.relay(None);
            }
            (Broken::Edit, Some(message)) => self.tell_desk(DeskEffect::RelayEdit(message)),
            (Broken::Thing, _) => {
                self.tell_desk(DeskEffect::Say(Remark::plain(Text::DeskPersonTried)));
            }
            _ => {}
        }
    }

    /// A reaction is shown to the consultant on their own message, also after the end: that is when
    /// people say thanks. It is no visit.
    pub(super) fn reacted(&mut self, message: MessageId, emoji: Option<&str>) {
        self.visited = false;
        if self.case.is_some() {
            self.tell_desk(DeskEffect::ReactTo {
                message,
                sign: Sign::Theirs(emoji.map(str::to_owned)),
            });
        }
    }

    /// The desk learns whether the person can be reached.
    pub(super) fn desk_sees(&mut self, reachable: bool) {
        let Some(open) = &mut self.case else { return };
        if open.case.reachable == reachable {
            return;
        }
        open.case.reachable = reachable;
        if !open.case.is_open() {
            return;
        }
        self.tell_desk(DeskEffect::Say(Remark::plain(if reachable {
            Text::DeskPersonBack
        } else {
            Text::DeskPersonLeft
        })));
    }

    /// Buttons of a conversation.
    pub(super) fn in_conversation(&mut self, button: &Button, at: Option<MessageId>) {
        match button {
            Button::Talk { urgent } => self.talk(*urgent, at),
            Button::Subject(subject) => self.about(subject.as_ref(), at),
            Button::EndCase => self.end_case(at),
            Button::Rate(rating) => self.rate(*rating, at),
            Button::PassOn(yes) => self.pass_on(*yes, at),
            Button::OpenReply => self.open_reply(at),
            Button::HideReply => self.hide_reply(at),
            Button::Discreet(on) => {
                self.visitor.discreet = *on;
                self.show(Screen::Discreet, at);
            }
            Button::Complain => self.complain(at),
            Button::EndComplaint => {
                self.visitor.complains = false;
                self.say(Said::ComplaintDone, at);
            }
            _ => self.stale(at),
        }
    }

    /// Yes, a consultant: the case is opened, and what was written before goes with it.
    fn talk(&mut self, urgent: bool, at: Option<MessageId>) {
        self.visitor.complains = false;
        if self.open_case().is_none() && !self.open_or_go_on() {
            let page = self.consult_page();
            return self.show(page, at);
        }
        for message in self.visitor.says_at_last(self.world.now) {
            self.tell_desk(DeskEffect::Relay {
                messages: vec![message],
                album: None,
                reply_to: None,
            });
        }
        if urgent {
            self.ring();
        }
        match self.open_case() {
            Some(case) if !case.is_waiting() => self.show(Screen::Case { place: None }, at),
            _ => {
                let waiting = Said::Waiting {
                    place: self.place(),
                    open: self.desk_is_open(),
                };
                self.say(waiting, at);
            }
        }
    }

    /// A new case, or the one that was closed lately. False: no desk will have it.
    fn open_or_go_on(&mut self) -> bool {
        if self.world.desks.is_blocked {
            return false;
        }
        if self.may_go_on() {
            self.go_on();
            return true;
        }
        let desk = self.world.desks.desk_for(self.world.content, &self.visitor);
        let Some(desk) = desk else { return false };
        let in_hours = self.desk_is_open();
        self.open_new(desk);
        self.count(Fact::Conversation { in_hours });
        true
    }

    fn open_new(&mut self, desk: crate::content::DeskId) {
        // What the one before still held is for another question.
        self.drop_held(None);
        let (id, code) = self.world.desks.fresh.clone();
        let person = self.person;
        let mut case = Case::open(code, person.key, person.chat, desk, self.world.now);
        case.has_read(&self.visitor.read);
        if case.is_complaint() {
            self.visitor.complaint = Some(id);
        } else {
            self.visitor.case = Some(id);
        }
        self.case = Some(Opened { id, case });
        self.tell_desk(DeskEffect::Open);
    }

    fn desk_is_open(&self) -> bool {
        self.world
            .content
            .hours()
            .is_open(self.world.now.timestamp())
    }

    /// The place in the queue, from 1.
    fn place(&self) -> u32 {
        let Some(open) = &self.case else { return 1 };
        let fresh = open.id == self.world.desks.fresh.0;
        let before = if fresh {
            self.world.desks.waiting_at(&open.case.desk)
        } else {
            Some(self.world.desks.ahead)
        };
        before.unwrap_or(0).saturating_add(1)
    }

    fn about(&mut self, subject: Option<&SubjectId>, at: Option<MessageId>) {
        let known = subject.filter(|id| self.world.content.desk().subjects.contains(id));
        let known = known.cloned();
        match &mut self.case {
            Some(open) if open.case.is_open() => {
                open.case.subject = known;
                self.say(Said::SubjectNoted, at);
            }
            _ => self.stale(at),
        }
    }

    fn end_case(&mut self, at: Option<MessageId>) {
        let now = self.world.now;
        let Some(open) = self.case.as_mut().filter(|open| open.case.is_open()) else {
            return self.stale(at);
        };
        let facts = Fact::of_ended(&open.case, now);
        open.case.end(Ended::Person, now);
        self.facts.extend(facts);
        self.drop_held(None);
        self.tell_desk(DeskEffect::Say(Remark::plain(Text::DeskPersonEnded)));
        self.say(Said::Ended, at);
    }

    /// Whoever is forgotten ends their conversation; it is counted like any other.
    pub(super) fn ends_with_the_person(&mut self) {
        let now = self.world.now;
        let ended = self.open_case().and_then(|case| Fact::of_ended(case, now));
        self.facts.extend(ended);
    }

    fn rate(&mut self, rating: Rating, at: Option<MessageId>) {
        let is_over = |open: &&mut Opened| !open.case.is_open() && !open.case.is_complaint();
        let Some(open) = self.case.as_mut().filter(is_over) else {
            return self.stale(at);
        };
        if open.case.rating.is_none() {
            open.case.rating = Some(rating);
            self.count(Fact::Rated(rating));
        }
        self.say(Said::Rated, at);
    }

    fn pass_on(&mut self, yes: bool, at: Option<MessageId>) {
        let (now, may_go_on) = (self.world.now, self.is_in_conversation());
        let Some(open) = &mut self.case else {
            return self.stale(at);
        };
        if open.case.held.is_empty() {
            // Asked more than once, and agreed already.
            return match open.case.has_agreed(now) {
                true => self.say(Said::MediaSent, at),
                false => self.stale(at),
            };
        }
        if !yes {
            self.count(Fact::AttachmentRefused);
            return self.drop_held(at);
        }
        if !may_go_on {
            let ask_anew = match open.case.is_complaint() {
                true => Screen::Complaint { inbox: true },
                false => Screen::Consult,
            };
            self.drop_held(at);
            let page = self.as_things_are(ask_anew);
            return self.show(page, None);
        }
        let held = open.case.agree(now);
        self.say(Said::MediaSent, at);
        self.go_on();
        for held in held {
            self.tell_desk(DeskEffect::Relay {
                messages: vec![held.message],
                album: held.album,
                reply_to: None,
            });
        }
    }

    /// What waited for the person's word goes nowhere, and they are told so.
    fn drop_held(&mut self, at: Option<MessageId>) {
        let Some(open) = &mut self.case else { return };
        let messages = open.case.drop_held();
        if !messages.is_empty() {
            self.effects.push((Effect::TakeAway(messages), Vec::new()));
            self.say(Said::MediaDropped, at);
        }
    }

    /// Shows what came discreetly, below the message it was announced by.
    fn open_reply(&mut self, at: Option<MessageId>) {
        let has_some = |open: &&mut Opened| !open.case.unopened.is_empty();
        let Some(open) = self.case.as_mut().filter(has_some) else {
            // Pressed twice; or the consultant took it back before it was opened.
            let stands_open = self.case.as_ref().is_some_and(|one| one.case.stands_open());
            return match stands_open {
                true => self.say(Said::ReplyOpened, at),
                false => self.say(Said::ReplyHidden, at),
            };
        };
        let case = open.id;
        open.case.announced = false;
        let unopened = std::mem::take(&mut open.case.unopened);
        open.case
            .opened
            .extend(unopened.iter().filter_map(|one| match one {
                Unopened::Message { message, .. } => Some(*message),
                Unopened::Handed(_) => None,
            }));
        self.say(Said::ReplyOpened, at);
        for one in unopened {
            match one {
                Unopened::Message {
                    from,
                    message,
                    album,
                    reply_to,
                } => self.effects.push((
                    Effect::Relay {
                        case,
                        from,
                        messages: vec![message],
                        album,
                        reply_to,
                    },
                    Vec::new(),
                )),
                Unopened::Handed(handed) => self.handed.push((handed.effect(), handed)),
            }
        }
        let is_complaint = self
            .case
            .as_ref()
            .is_some_and(|open| open.case.is_complaint());
        if is_complaint && !self.visitor.complains {
            self.say(Said::ComplaintAnswered, None);
        }
    }

    fn hide_reply(&mut self, at: Option<MessageId>) {
        if let Some(open) = &mut self.case {
            let messages = std::mem::take(&mut open.case.opened);
            let pages = std::mem::take(&mut open.case.shown);
            let case = open.id;
            if !pages.is_empty() {
                self.effects.push((Effect::TakeAway(pages), Vec::new()));
            }
            let unsend = Effect::Unsend {
                case,
                messages,
                from: None,
                told: false,
            };
            self.effects.push((unsend, Vec::new()));
        }
        self.say(Said::ReplyHidden, at);
    }

    /// A complaint about a consultant or helper goes to its own inbox, never to the desk.
    fn complain(&mut self, at: Option<MessageId>) {
        if !self.world.desks.takes_complaints {
            return self.show(Screen::Complaint { inbox: false }, at);
        }
        if self.open_case().is_none() {
            // At once, not at the first word: the time to go on must not end in between, or what
            // is written would belong to no complaint.
            if self.may_go_on() {
                self.reopen();
            } else if let Ok(desk) = COMPLAINTS.parse() {
                self.open_new(desk);
                self.count(Fact::Complaint);
            } else {
                return self.stale(at);
            }
        }
        self.visitor.complains = true;
        self.say(Said::ComplaintOpen, at);
    }
}
