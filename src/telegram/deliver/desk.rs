//! Promises to a desk: where its group is, how its case stands there, and what a refusal of
//! Telegram's means for both. What is said and shown is put into words here, at the last moment.

use super::calls::{self, Speech, To};
use super::delivery::{Away, Delivery, GroupNews, Kept, Next, Outcome, Stopped, Writes};
use super::failure::{Failure, Right};
use crate::content::{Content, DeskId, Lang, Text};
use crate::desk::{language, render};
use crate::model::case::Case;
use crate::model::desk::{CaseEvent, DeskEffect, DeskLane, DeskPromise, Remark, Sign};
use crate::model::effect::Promise;
use crate::model::event::Happening;
use crate::model::ids::{CaseCode, CaseId, ChatId, MessageId};
use crate::store::StoreError;
use crate::store::links::Link;
use crate::store::rooms::{DeskRoom, Room};

/// A desk that has no group (any more) is looked at again so much later.
const NO_GROUP_MS: i64 = 600_000;

/// A desk's group, as it is now.
pub(super) struct Stand {
    pub desk: DeskId,
    pub chat: ChatId,
    pub state: DeskRoom,
}

/// A case and where it stands in the group.
pub(super) struct Seat {
    pub id: CaseId,
    pub case: Case,
    pub room: Room,
}

impl Seat {
    /// Where its messages go.
    pub fn spot(&self, stand: &Stand) -> To {
        To {
            chat: stand.chat,
            thread: self.room.thread,
            reply_to: None,
        }
    }

    /// Where there is no topic, replies to the card hold a case together.
    pub fn anchor(&self) -> Option<MessageId> {
        match self.room.thread {
            Some(_) => None,
            None => self.room.card,
        }
    }

    /// It has no topic, and is to have one.
    pub fn stands_nowhere(&self) -> bool {
        self.room.thread.is_none() && !self.room.plain
    }

    /// The copy a link leads to, if it is of this case: a person may have a conversation and a
    /// complaint, which stand in different groups.
    pub fn own(&self, link: Option<Link>) -> Option<MessageId> {
        let own = link.filter(|link| link.case == self.id);
        own.map(|link| link.there)
    }

    /// The address of its topic, or of its card where there are no topics.
    pub fn address(&self) -> Option<String> {
        address(&self.room)
    }
}

/// `t.me/c/…` leads members of a supergroup to a message; other groups have no addresses.
pub(super) fn address(room: &Room) -> Option<String> {
    let chat = room.chat.0.to_string();
    let group = chat.strip_prefix("-100")?;
    let at = room.thread.or(room.card.map(|card| card.0))?;
    Some(format!("https://t.me/c/{group}/{at}"))
}

/// What a promise to a desk is about.
enum Found {
    /// The group, and the case if it is about one.
    Here(Box<Stand>, Option<Box<Seat>>),
    /// The case is gone.
    Nothing,
    /// The desk has no group.
    NoGroup,
}

impl Delivery {
    /// Keeps a promise to a desk.
    pub(super) async fn keep_for_desk(&self) -> Kept {
        let Some((Promise::Desk(promise), repeated)) = self.begin().await? else {
            return Ok(Outcome::Gone);
        };
        if let DeskEffect::Erase {
            chat,
            thread,
            messages,
            code,
        } = &promise.effect
        {
            let (desk, code) = (&promise.desk, code.as_ref());
            return self
                .erase_in_group(desk, *chat, *thread, messages, code)
                .await;
        }
        let (stand, seat) = match self.find(&promise).await? {
            Found::Here(stand, seat) => (stand, seat),
            Found::Nothing => return Ok(Outcome::nothing()),
            Found::NoGroup => return self.without_group(&promise).await,
        };
        let seat = seat.as_deref();
        let kept = self.keep_there(&promise, &stand, seat, repeated).await;
        match kept {
            Ok(outcome) => Ok(self.back_again(&stand, outcome)),
            Err(Stopped::Call(failure)) => {
                self.refused_there(&promise, &stand, seat, failure).await
            }
            Err(stopped) => Err(stopped),
        }
    }

    /// The settings give the desk no group. The case goes to another desk, or its person is told
    /// once; a board has nobody to show itself to.
    async fn without_group(&self, promise: &DeskPromise) -> Kept {
        if promise.effect == DeskEffect::Board {
            return Ok(Outcome::nothing());
        }
        tracing::error!(
            "Desk {} has no group: set it in CONSULTANTS_CHAT_ID. What is for it waits",
            promise.desk
        );
        let due = self.now().plus_ms(NO_GROUP_MS);
        if let (DeskLane::Case, Some(case), 0) =
            (promise.effect.lane(), promise.case, self.row.tries)
        {
            let told = self.happens(Happening::Case(case, CaseEvent::DeskAway));
            if let Err(error) = told.await {
                tracing::warn!("A person hears later that their desk is away: {error}");
                self.put_off(due, self.row.tries, false).await?;
                return Ok(Outcome::Gone);
            }
        }
        self.put_off(due, self.row.tries.saturating_add(1), false)
            .await?;
        Ok(Outcome::Gone)
    }

    /// Words, calls and cards go to the desk that has the case by now; what concerns one message stays
    /// with the group that message stands in.
    async fn find(&self, promise: &DeskPromise) -> Result<Found, StoreError> {
        let mut tx = self.look().await?;
        let case = match &promise.case {
            Some(id) => match self.case(&mut tx, id).await? {
                Some(case) => Some((*id, case)),
                None => return Ok(Found::Nothing),
            },
            None => None,
        };
        let has_moved = case
            .as_ref()
            .is_some_and(|(_, case)| case.desk != promise.desk);
        let desk = match (promise.effect.lane(), &case) {
            (DeskLane::Case | DeskLane::Call | DeskLane::Card, Some((_, case))) => {
                case.desk.clone()
            }
            (DeskLane::Signs, Some(_)) if has_moved => return Ok(Found::Nothing),
            _ => promise.desk.clone(),
        };
        let Some(chat) = self.core.groups().chat_of(&desk) else {
            return Ok(Found::NoGroup);
        };
        let state = self.desk_room(&mut tx, &desk, chat).await?;
        let state = state.unwrap_or_else(|| DeskRoom::new(chat));
        let seat = match case {
            Some((id, case)) => {
                let room = self.room(&mut tx, &id, &desk).await?;
                let room = room.filter(|room| room.chat == chat);
                let room = room.unwrap_or_else(|| Room::new(chat));
                Some(Box::new(Seat { id, case, room }))
            }
            None => None,
        };
        tx.rollback().await?;
        Ok(Found::Here(Box::new(Stand { desk, chat, state }), seat))
    }

    async fn keep_there(
        &self,
        promise: &DeskPromise,
        stand: &Stand,
        seat: Option<&Seat>,
        repeated: bool,
    ) -> Kept {
        match (promise.effect.lane(), seat) {
            (DeskLane::Case, Some(seat)) => {
                if let Some(step) = self.take_seat(stand, seat).await? {
                    return Ok(step);
                }
                self.in_case(&promise.effect, stand, seat, repeated).await
            }
            (DeskLane::Card, Some(seat)) => self.update_card(stand, seat).await,
            (DeskLane::Signs, Some(seat)) => self.sign(&promise.effect, stand, seat).await,
            (DeskLane::General | DeskLane::Call, seat) => {
                self.in_general(&promise.effect, stand, seat).await
            }
            // A promise about a case that names none.
            _ => Ok(Outcome::nothing()),
        }
    }

    /// What is said and relayed in the topic of a case.
    async fn in_case(
        &self,
        effect: &DeskEffect,
        stand: &Stand,
        seat: &Seat,
        repeated: bool,
    ) -> Kept {
        let content = self.core.library().current();
        let lang = language(&content, &stand.desk);
        let html = match effect {
            DeskEffect::Relay {
                messages, reply_to, ..
            } => {
                return self
                    .relay_to_desk(stand, seat, messages, *reply_to, repeated)
                    .await;
            }
            DeskEffect::RelayEdit(message) => {
                return self
                    .relay_edit_to_desk(stand, seat, *message, repeated)
                    .await;
            }
            DeskEffect::Carry(message) => {
                return self.carry_to_desk(stand, seat, *message, repeated).await;
            }
            DeskEffect::Say(remark) => said(&content, lang, remark),
            DeskEffect::SayHanded(handed) => render::handed(&content, lang, handed),
            DeskEffect::SayTrail => render::trail(&content, lang, &seat.case),
            // The topic and its card are there: that was all.
            _ => return Ok(Outcome::nothing()),
        };
        let to = seat.spot(stand).replying(seat.anchor());
        calls::say(self.bot(), to, &Speech::aloud(html)).await?;
        Ok(Outcome::nothing())
    }

    /// Signs on messages, and replies to them.
    async fn sign(&self, effect: &DeskEffect, stand: &Stand, seat: &Seat) -> Kept {
        match effect {
            DeskEffect::React { message, sign } => self.react(stand, seat, *message, sign).await,
            DeskEffect::ReactTo { message, sign } => {
                let mut tx = self.look().await?;
                let link = self.link(&mut tx, seat.case.chat, *message).await?;
                tx.rollback().await?;
                match seat.own(link) {
                    Some(copy) => self.react(stand, seat, copy, sign).await,
                    None => Ok(Outcome::nothing()),
                }
            }
            // The message it was to stand by went with its topic: it is said in the next one.
            DeskEffect::Reply { remark, .. } if seat.stands_nowhere() => {
                let effect = DeskEffect::Say(remark.clone());
                Ok(Outcome::ends(Writes {
                    promises: vec![Next::Case(seat.id, effect)],
                    ..Writes::default()
                }))
            }
            DeskEffect::Reply { message, remark } => {
                let content = self.core.library().current();
                let html = said(&content, language(&content, &stand.desk), remark);
                let to = seat.spot(stand).replying(Some(*message));
                calls::say(self.bot(), to, &Speech::aloud(html)).await?;
                Ok(Outcome::nothing())
            }
            _ => Ok(Outcome::nothing()),
        }
    }

    async fn react(&self, stand: &Stand, seat: &Seat, message: MessageId, sign: &Sign) -> Kept {
        match calls::react(self.bot(), stand.chat, message, sign.emoji()).await {
            Ok(()) => Ok(Outcome::nothing()),
            Err(Failure::SignRefused) => {
                let mut writes = Writes::default();
                if let Sign::Theirs(Some(_)) = sign {
                    let remark = Remark::plain(Text::DeskPersonReacted);
                    writes.promises.push(Next::Desk(DeskPromise {
                        desk: stand.desk.clone(),
                        case: Some(seat.id),
                        effect: DeskEffect::Reply { message, remark },
                    }));
                } else {
                    metrics::counter!("signs_refused").increment(1);
                    tracing::error!(
                        "The group of desk {} does not allow the reaction {}: allow all reactions \
                         there, they show what was delivered",
                        stand.desk,
                        sign.emoji()
                    );
                }
                Ok(Outcome::ends(writes))
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// A call has come through: a group that could not be reached can be again.
    fn back_again(&self, stand: &Stand, mut outcome: Outcome) -> Outcome {
        if stand.state.away_since.is_none() || !self.has_called() {
            return outcome;
        }
        if let Outcome::Ends(writes) | Outcome::GoesOn(writes) = &mut outcome {
            let news = || GroupNews::of(&stand.desk, stand.chat);
            writes.group.get_or_insert_with(news).is_back = true;
            tracing::info!("The group of desk {} can be reached again", stand.desk);
        }
        outcome
    }

    /// What a refusal means for a desk: the group has moved or is out of reach, the topic is gone
    /// or closed. Anything else is the row's own.
    async fn refused_there(
        &self,
        promise: &DeskPromise,
        stand: &Stand,
        seat: Option<&Seat>,
        failure: Failure,
    ) -> Kept {
        match (failure, seat) {
            (Failure::Moved(to), _) => Ok(Outcome::Moved {
                from: stand.chat,
                to,
            }),
            (Failure::TopicGone, Some(seat)) => Ok(self.topic_gone(promise, stand, seat)),
            // A sign is not worth opening it again.
            (Failure::TopicClosed, Some(seat))
                if !promise.effect.is_paced() && !seat.case.is_open() =>
            {
                Ok(Outcome::nothing())
            }
            (Failure::TopicClosed, Some(seat)) => self.reopen_topic(stand, seat).await,
            (why, seat) if why.is_group_away() => Ok(Outcome::Away(Box::new(Away {
                desk: stand.desk.clone(),
                group: Some(stand.chat),
                case: seat
                    .filter(|_| promise.effect.lane() == DeskLane::Case)
                    .map(|seat| seat.id),
                why,
            }))),
            (failure, _) => Err(failure.into()),
        }
    }

    /// Erases what stands of a case in a group, as it was called then.
    async fn erase_in_group(
        &self,
        desk: &DeskId,
        chat: ChatId,
        thread: Option<i64>,
        messages: &[MessageId],
        code: Option<&CaseCode>,
    ) -> Kept {
        let erased = match thread {
            Some(thread) => calls::delete_topic(self.bot(), chat, thread)
                .await
                .map(|()| Vec::new()),
            None => calls::delete(self.bot(), chat, messages).await.map(|gone| {
                let stays = messages.iter().filter(|one| !gone.contains(one));
                stays.copied().collect()
            }),
        };
        match erased {
            Ok(stays) => Ok(self.erased(desk, code, &stays)),
            // What stood in a group before it was upgraded went into the new one as it was, but
            // nobody can name it there.
            Err(Failure::Moved(_) | Failure::NoForum) => Ok(Outcome::nothing()),
            Err(why) if why.is_group_away() || why == Failure::MayNot(Right::Delete) => {
                let current = self.core.groups().chat_of(desk) == Some(chat);
                Ok(Outcome::Away(Box::new(Away {
                    desk: desk.clone(),
                    group: Some(chat).filter(|_| current && why.is_group_away()),
                    case: None,
                    why,
                })))
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// Where there are no topics, messages may be too old for a bot to delete, but not for people:
    /// they are asked to, below the oldest of them.
    fn erased(&self, desk: &DeskId, code: Option<&CaseCode>, stays: &[MessageId]) -> Outcome {
        let Some(oldest) = stays.iter().min().copied() else {
            return Outcome::nothing();
        };
        tracing::warn!(
            "Messages of a case are too old to be deleted in the group of desk {desk}, which has \
             no topics"
        );
        let asks = code.map(|code| {
            Next::Desk(DeskPromise {
                desk: desk.clone(),
                case: None,
                effect: DeskEffect::ReplyInGeneral {
                    message: oldest,
                    remark: Remark::plain(Text::DeskTooOld).code(code),
                },
            })
        });
        Outcome::ends(Writes {
            promises: asks.into_iter().collect(),
            ..Writes::default()
        })
    }
}

/// A remark in words; rules and commands are one that stands alone.
pub(super) fn said(content: &Content, lang: &Lang, remark: &Remark) -> String {
    if remark.text == Text::DeskHelp.key() {
        return render::help(content, lang);
    }
    render::remark(content, lang, remark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_has_an_address_and_a_basic_group_has_none() {
        let mut room = Room::new(ChatId(-1_001_234_567_890));
        assert_eq!(address(&room), None, "nothing stands there yet");
        room.card = Some(MessageId(8));
        assert_eq!(address(&room).unwrap(), "https://t.me/c/1234567890/8");
        room.thread = Some(7);
        assert_eq!(address(&room).unwrap(), "https://t.me/c/1234567890/7");
        room.chat = ChatId(-4_567);
        assert_eq!(address(&room), None);
    }
}
