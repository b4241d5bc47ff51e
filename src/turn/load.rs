//! What a decision is given: the person's state, the case, and what goes on at the desks.

use super::{Core, TurnError};
use crate::content::{Content, DeskId};
use crate::conversation;
use crate::desk::{self, RepliedTo};
use crate::model::button::Button;
use crate::model::case::{COMPLAINTS, Case};
use crate::model::desk::{Author, DeskButton, DeskCommand, DeskEvent, Spot};
use crate::model::effect::{Effect, PersonPromise, Promise};
use crate::model::event::{
    Before, Broken, Decision, Happening, Opened, Person, Turn, VisitorEvent,
};
use crate::model::ids::{CaseCode, CaseId, ChatId, MessageId, PersonKey, VisitorKey};
use crate::model::visitor::Visitor;
use crate::model::world::{Desks, World};
use crate::store::links::Whose as LinkOf;
use crate::store::{self, StoreError, Tx};

/// Codes tried before a second case is given one that another has: there are 900,000.
const CODES_TRIED: usize = 20;

/// Whose state is touched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject {
    pub key: PersonKey,
    pub visitor: VisitorKey,
    pub chat: ChatId,
}

/// A case that is there, with the version it is saved against.
type Known = Option<(Opened, i64)>;

/// All that one decision is given, with the versions it is saved against.
pub(super) struct Loaded {
    pub subject: Option<Subject>,
    pub visitor: Option<(Visitor, i64)>,
    pub case: Option<(Opened, i64)>,
    /// The person's other case.
    pub beside: Option<(Opened, i64)>,
    pub desks: Desks,
    pub replied_to: RepliedTo,
}

impl Loaded {
    /// The pure part: no time is read, nothing is waited for.
    pub fn decide(&self, turn: &Turn, content: &Content) -> Decision {
        let before = Before {
            visitor: self.visitor.as_ref().map(|(visitor, _)| visitor.clone()),
            case: self.case.as_ref().map(|(case, _)| case.clone()),
            beside: self.beside.as_ref().map(|(case, _)| case.clone()),
        };
        let world = World {
            content,
            now: turn.now,
            desks: &self.desks,
        };
        match &turn.what {
            Happening::Person(person, event) => conversation::decide(before, person, event, world),
            Happening::Desk(spot, author, event) => {
                desk::decide(before, spot, author, self.replied_to, event, world)
            }
            Happening::Case(_, event) => desk::case_event(before, event, world),
            Happening::Group(..) | Happening::Staff(..) => Decision::nothing(),
        }
    }
}

impl Core {
    /// Loads what an event touches; `None`: it touches nothing that is still there.
    pub(super) async fn load(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        content: &Content,
    ) -> Result<Option<Loaded>, TurnError> {
        let mut loaded = match &turn.what {
            Happening::Person(person, event) => self.of_person(tx, person, event, turn).await?,
            Happening::Desk(spot, _, event) => self.of_desk(tx, spot, event).await?,
            Happening::Case(case, _) => match self.of_case(tx, *case).await? {
                Some(loaded) => loaded,
                None => return Ok(None),
            },
            Happening::Group(..) | Happening::Staff(..) => return Ok(None),
        };
        self.look_at_desks(tx, turn, content, &mut loaded).await?;
        Ok(Some(loaded))
    }

    async fn of_person(
        &self,
        tx: &mut Tx,
        person: &Person,
        event: &VisitorEvent,
        turn: &Turn,
    ) -> Result<Loaded, TurnError> {
        let subject = Subject {
            key: person.key,
            visitor: person.visitor,
            chat: person.chat,
        };
        let mut visitor = self.visitor(tx, subject).await?;
        let (mut case, mut beside) = (None, None);
        let mut desks = Desks::none();
        if let Some((state, _)) = &mut visitor {
            let meant = self.meant(tx, person, event).await?;
            (case, beside) = self.spoken_in(tx, state, meant, event).await?;
            let other = beside.as_ref();
            desks.asks_elsewhere = other.is_some_and(|(open, _)| open.case.waits_for_a_press());
            let case = case.as_ref().map(|(open, _)| open.id);
            desks.is_of_case = case.is_some() && case == meant;
        }
        desks.is_blocked = store::blocks::is_blocked(tx, &person.key, turn.now).await?;
        Ok(Loaded {
            subject: Some(subject),
            visitor,
            case,
            beside,
            desks,
            replied_to: RepliedTo::Nothing,
        })
    }

    /// The case an event of a person's belongs to, and the other one. One that is over its time is
    /// forgotten here too. What belongs to a complaint belongs to no conversation, also while there is no complaint yet:
    /// it may be about whoever reads the conversation.
    async fn spoken_in(
        &self,
        tx: &mut Tx,
        state: &mut Visitor,
        meant: Option<CaseId>,
        event: &VisitorEvent,
    ) -> Result<(Known, Known), TurnError> {
        let case = self.case_of(tx, &mut state.case).await?;
        let complaint = self.case_of(tx, &mut state.complaint).await?;
        let has = |found: &Known| {
            found
                .as_ref()
                .is_some_and(|(open, _)| Some(open.id) == meant)
        };
        let complains = match (has(&case), has(&complaint)) {
            (true, _) => false,
            (_, true) => true,
            _ => is_of_complaint(state, &case, &complaint, event),
        };
        Ok(if complains {
            (complaint, case)
        } else {
            (case, complaint)
        })
    }

    /// The case of the message that is edited, reacted or replied to: it belongs there, whatever
    /// is being written now.
    async fn meant(
        &self,
        tx: &mut Tx,
        person: &Person,
        event: &VisitorEvent,
    ) -> Result<Option<CaseId>, TurnError> {
        let message = match event {
            VisitorEvent::Edited(_) | VisitorEvent::Broke(Broken::Edit) => person.message,
            VisitorEvent::Reacted { message, .. } => Some(*message),
            VisitorEvent::Wrote(_) | VisitorEvent::Sent { .. } | VisitorEvent::Broke(_) => {
                person.reply_to
            }
            _ => None,
        };
        let Some(message) = message else {
            return Ok(None);
        };
        let link = store::links::find(tx, self.keys(), person.chat, message).await;
        Ok(store::readable(link, "A link")?.map(|link| link.case))
    }

    async fn case_of(
        &self,
        tx: &mut Tx,
        id: &mut Option<CaseId>,
    ) -> Result<Option<(Opened, i64)>, TurnError> {
        let Some(known) = *id else { return Ok(None) };
        let found = self.case(tx, known).await?;
        if found.is_none() {
            *id = None;
        }
        Ok(found)
    }

    async fn case(&self, tx: &mut Tx, id: CaseId) -> Result<Option<(Opened, i64)>, TurnError> {
        // A new one is opened when it is needed.
        let found = store::cases::load(tx, self.keys(), &id).await;
        let found = store::readable(found, "A case")?;
        Ok(found.map(|(case, version)| (Opened { id, case }, version)))
    }

    /// The state of a person. One that cannot be read any more (damaged, or of a shape this program
    /// does not know) is forgotten: the person begins anew, and nobody else waits behind it.
    async fn visitor(
        &self,
        tx: &mut Tx,
        subject: Subject,
    ) -> Result<Option<(Visitor, i64)>, TurnError> {
        match store::visitors::load(tx, self.keys(), &subject.key).await {
            Err(StoreError::Unsealable(why)) => {
                tracing::error!("A person's state cannot be read and is begun anew: {why}");
                metrics::counter!("states_unreadable").increment(1);
                let lane = self.keys().lane(subject.chat, None);
                store::visitors::forget(tx, &subject.key, &subject.visitor, &lane).await?;
                Ok(None)
            }
            other => Ok(other?),
        }
    }

    async fn of_case(&self, tx: &mut Tx, id: CaseId) -> Result<Option<Loaded>, TurnError> {
        let Some(case) = self.case(tx, id).await? else {
            return Ok(None);
        };
        let chat = case.0.case.chat;
        let subject = Subject {
            key: case.0.case.person,
            visitor: self.keys().visitor_key(chat.0),
            chat,
        };
        Ok(Some(Loaded {
            subject: Some(subject),
            visitor: self.visitor(tx, subject).await?,
            case: Some(case),
            beside: None,
            desks: Desks::none(),
            replied_to: RepliedTo::Nothing,
        }))
    }

    async fn of_desk(
        &self,
        tx: &mut Tx,
        spot: &Spot,
        event: &DeskEvent,
    ) -> Result<Loaded, TurnError> {
        let (mut case, replied_to) = self.place(tx, spot).await?;
        if case.is_none() {
            // Where there are no topics, a press is on the card itself, or a reply to it.
            let is_press = matches!(event, DeskEvent::Pressed { .. });
            let card = if is_press {
                spot.message
            } else {
                spot.reply_to
            };
            case = self.case_of_card(tx, spot, card).await?;
        }
        let found = match case {
            Some(id) => self.of_case(tx, id).await?,
            None => None,
        };
        let lost = case.is_some() && found.is_none();
        // What has moved to another desk is no business of this one any more.
        let here = found.filter(|loaded| {
            let desk = loaded.case.as_ref().map(|(open, _)| &open.case.desk);
            desk == Some(&spot.desk)
        });
        let mut loaded = here.unwrap_or_else(|| Loaded {
            subject: None,
            visitor: None,
            case: None,
            beside: None,
            desks: Desks::none(),
            replied_to,
        });
        loaded.replied_to = replied_to;
        if self.is_on_its_way(tx, spot, &loaded).await? {
            loaded.replied_to = RepliedTo::PassedOn;
        }
        loaded.desks.lost = lost;
        Ok(loaded)
    }

    /// The case of a topic, or of the message that is replied to; and whose message that is.
    async fn place(
        &self,
        tx: &mut Tx,
        spot: &Spot,
    ) -> Result<(Option<CaseId>, RepliedTo), TurnError> {
        let mut case = None;
        if let Some(thread) = spot.thread {
            let topic = self.keys().lane(spot.chat, Some(thread));
            case = store::rooms::case_of_topic(tx, &topic)
                .await?
                .map(|(id, _)| id);
        }
        let Some(message) = spot.reply_to else {
            return Ok((case, RepliedTo::Nothing));
        };
        let link = store::links::find(tx, self.keys(), spot.chat, message).await;
        let link = store::readable(link, "A link")?;
        let replied_to = match link.as_ref().map(|link| link.whose) {
            Some(LinkOf::Person) => RepliedTo::Person,
            Some(LinkOf::Consultant) => RepliedTo::PassedOn,
            None => RepliedTo::Inside,
        };
        Ok((case.or(link.map(|link| link.case)), replied_to))
    }

    /// Whether what is replied to is a consultant's message that still waits to be passed on.
    async fn is_on_its_way(
        &self,
        tx: &mut Tx,
        spot: &Spot,
        loaded: &Loaded,
    ) -> Result<bool, TurnError> {
        let (RepliedTo::Inside, Some(message), Some(subject)) =
            (loaded.replied_to, spot.reply_to, loaded.subject)
        else {
            return Ok(false);
        };
        let lane = self.keys().lane(subject.chat, None);
        let waiting = store::outbox::waiting_for(tx, self.keys(), &lane).await?;
        Ok(waiting.iter().any(|promise| {
            matches!(
                promise,
                Promise::Person(PersonPromise {
                    effect: Effect::Relay { from, messages, .. },
                    ..
                }) if *from == spot.chat && messages.contains(&message)
            )
        }))
    }

    async fn case_of_card(
        &self,
        tx: &mut Tx,
        spot: &Spot,
        card: Option<MessageId>,
    ) -> Result<Option<CaseId>, TurnError> {
        let Some(card) = card else { return Ok(None) };
        let place = self.keys().lane(spot.chat, Some(card.0));
        let found = store::rooms::case_of_topic(tx, &place).await?;
        Ok(found.map(|(id, _)| id))
    }

    /// What goes on at the desks, as far as this event may ask.
    async fn look_at_desks(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        content: &Content,
        loaded: &mut Loaded,
    ) -> Result<(), TurnError> {
        let groups = self.groups();
        let waiting = store::cases::waiting(tx).await?;
        let waits_at = |desk: &DeskId| {
            let found = waiting.iter().find(|(id, _)| id == desk);
            found.map_or(0, |(_, n)| *n)
        };
        let desks = &mut loaded.desks;
        desks.connected = groups
            .desks()
            .into_iter()
            .filter(|desk| desk.as_str() != COMPLAINTS && content.desk().plan(desk).is_some())
            .map(|desk| {
                let waiting = waits_at(&desk);
                (desk, waiting)
            })
            .collect();
        desks.takes_complaints = groups.takes_complaints();
        if let Some((open, _)) = &loaded.case
            && open.case.is_waiting()
        {
            let (desk, at) = (&open.case.desk, open.case.opened_at);
            desks.ahead = store::cases::ahead(tx, desk, at).await?;
        }
        match &turn.what {
            Happening::Desk(spot, author, event) => {
                desks.members = store::members::load(tx, self.keys(), &spot.desk).await?;
                if let (true, Author::Member { key, .. }) = (is_seen_on_cards(event), author) {
                    let open = store::cases::open_at(tx, self.keys(), &spot.desk).await?;
                    let held = open.into_iter().filter(|(_, case)| case.is_held_by(key));
                    desks.held = held.map(|(id, _)| id).collect();
                }
                if matches!(event, DeskEvent::Commanded(DeskCommand::Unblock(_))) {
                    let list = store::blocks::list(tx, turn.now).await?;
                    desks.blocked = list.into_iter().map(|(code, _)| code).collect();
                }
            }
            Happening::Person(
                _,
                VisitorEvent::Pressed {
                    button: Some(Button::Talk { .. } | Button::Complain),
                    ..
                },
            ) => desks.fresh = fresh(tx).await?,
            _ => {}
        }
        Ok(())
    }
}

/// Whether an event belongs to the complaint rather than to the conversation.
fn is_of_complaint(state: &Visitor, case: &Known, complaint: &Known, event: &VisitorEvent) -> bool {
    // Some buttons stand under messages of either: they belong where there is something to do, else
    // where it was done.
    let is_there = |to_do: fn(&Case) -> [bool; 2]| {
        let [here, there] = [case, complaint].map(|one| {
            let case = one.as_ref().map(|(open, _)| &open.case);
            case.map(to_do).unwrap_or_default()
        });
        there > here || (there == here && state.complains)
    };
    match event {
        VisitorEvent::Pressed { button, .. } => match button {
            Some(Button::Complain | Button::EndComplaint) => true,
            Some(Button::PassOn(_)) => {
                is_there(|case| [!case.held.is_empty(), case.agreed_until.is_some()])
            }
            Some(Button::OpenReply) => {
                is_there(|case| [!case.unopened.is_empty(), case.stands_open()])
            }
            Some(Button::HideReply) => is_there(|case| [case.stands_open(), false]),
            _ => false,
        },
        VisitorEvent::Wrote(_)
        | VisitorEvent::Sent { .. }
        | VisitorEvent::Edited(_)
        | VisitorEvent::Reacted { .. }
        | VisitorEvent::Broke(_) => state.complains,
        _ => case.is_none(),
    }
}

/// Whether it changes what the cards of the one who acts say of them: their duty, their name.
fn is_seen_on_cards(event: &DeskEvent) -> bool {
    match event {
        DeskEvent::Pressed { button, .. } => matches!(button, Some(DeskButton::Duty(_))),
        DeskEvent::Commanded(command) => matches!(
            command,
            DeskCommand::On | DeskCommand::Off | DeskCommand::Alias(_)
        ),
        DeskEvent::Departed => true,
        _ => false,
    }
}

/// The name of a case that may be opened now.
async fn fresh(tx: &mut Tx) -> Result<(CaseId, CaseCode), TurnError> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|_| TurnError::Random)?;
    for _ in 0..CODES_TRIED {
        let mut random = [0; 4];
        getrandom::fill(&mut random).map_err(|_| TurnError::Random)?;
        let code = CaseCode::of(random);
        if store::cases::by_code(tx, &code).await?.is_none() {
            return Ok((CaseId(id), code));
        }
    }
    Err(TurnError::Random)
}
