//! Promises to a group as such: whether the bot may do there what a desk needs, and a word to
//! strangers before it leaves.

use super::calls::{self, Speech, To};
use super::delivery::{Delivery, GroupNews, Kept, Next, Outcome, Stopped, Writes};
use super::failure::Failure;
use super::standing::{self, Standing};
use crate::content::{DeskId, Filling, Placeholder, Text, Value};
use crate::desk::{language, render};
use crate::model::desk::{Author, DeskEffect, DeskEvent, DeskPromise, Spot};
use crate::model::effect::{GroupEffect, Promise};
use crate::model::event::Happening;
use crate::model::ids::ChatId;
use crate::store;

impl Delivery {
    /// Keeps a promise to a group as such.
    pub(super) async fn keep_for_group(&self) -> Kept {
        let Some((Promise::Group(promise), _)) = self.begin().await? else {
            return Ok(Outcome::Gone);
        };
        match promise.effect {
            GroupEffect::Inspect => {
                let groups = self.core.groups();
                let desk = groups.desk_of(promise.chat);
                let found = desk.and_then(|desk| groups.chat_of(&desk).map(|chat| (desk, chat)));
                match found {
                    Some((desk, chat)) => self.inspect(&desk, chat).await,
                    None => Ok(Outcome::nothing()),
                }
            }
            GroupEffect::Leave => self.leave(promise.chat).await,
            GroupEffect::TellLost(desk) => self.tell_lost(promise.chat, &desk).await,
            GroupEffect::TellBroken(update) => self.tell_broken(promise.chat, update).await,
        }
    }

    /// Looks what the bot may do in the group of a desk. The group is told what is missing, and
    /// once that nothing is, but the same thing only once. A group that is ready gets its board:
    /// there consultants go on duty, before the first case.
    async fn inspect(&self, desk: &DeskId, chat: ChatId) -> Kept {
        let standing = match standing::look(self.bot(), chat).await {
            Ok(standing) => standing,
            Err(failure) => return unseen(desk, failure),
        };
        self.look_for_members(desk, chat).await?;
        let missing = missing(&standing);
        let said = if missing.is_empty() {
            vec![Text::DeskSetUpReady.key().to_owned()]
        } else {
            missing.iter().map(|text| text.key().to_owned()).collect()
        };
        let mut tx = self.look().await?;
        let known = self.desk_room(&mut tx, desk, chat).await?;
        tx.rollback().await?;
        let mut news = GroupNews::of(desk, chat);
        news.is_back = true;
        let has_board = known.as_ref().is_some_and(|known| known.board.is_some());
        if known.is_none_or(|known| known.said_missing != said) {
            news.is_back = self.say_missing(desk, chat, &missing).await?;
            news.said_missing = news.is_back.then_some(said);
        }
        let board = DeskPromise {
            desk: desk.clone(),
            case: None,
            effect: DeskEffect::Board,
        };
        let posts_board = missing.is_empty() && !has_board;
        Ok(Outcome::ends(Writes {
            group: Some(news),
            promises: posts_board
                .then_some(Next::Desk(board))
                .into_iter()
                .collect(),
            ..Writes::default()
        }))
    }

    /// Whoever left the group while nobody told us, or works in a group that is the desk's no more,
    /// is a member of the desk no longer.
    async fn look_for_members(&self, desk: &DeskId, chat: ChatId) -> Result<(), Stopped> {
        let mut tx = self.look().await?;
        let members = store::members::load(&mut tx, self.core.keys(), desk).await?;
        tx.rollback().await?;
        for member in members {
            if !calls::has_left(self.bot(), chat, member.account).await? {
                continue;
            }
            let spot = Spot {
                desk: desk.clone(),
                chat,
                thread: None,
                message: None,
                reply_to: None,
            };
            let author = Author::Member {
                key: member.key,
                account: member.account,
            };
            let departed = Happening::Desk(spot, author, DeskEvent::Departed);
            if let Err(error) = self.happens(departed).await {
                // Whoever looks at the group next finds it again.
                tracing::warn!("A member who has left is kept for now: {error}");
            }
        }
        Ok(())
    }

    /// False: the bot may not even say it.
    async fn say_missing(
        &self,
        desk: &DeskId,
        chat: ChatId,
        missing: &[Text],
    ) -> Result<bool, Stopped> {
        let content = self.core.library().current();
        let lang = language(&content, desk);
        let html = if missing.is_empty() {
            let ready = content.text(lang, Text::DeskSetUpReady);
            ready.html(&Filling::new(lang))
        } else {
            render::needs(&content, lang, missing)
        };
        match calls::say(self.bot(), To::chat(chat), &Speech::aloud(html)).await {
            Ok(_) => Ok(true),
            Err(failure) if failure.may_pass() => Err(failure.into()),
            Err(failure) => {
                tracing::error!("The group of desk {desk} lacks {missing:?}: {failure}");
                Ok(false)
            }
        }
    }

    /// Somebody added the bot to a group that is no desk: it says the id that would make it one,
    /// and goes.
    async fn leave(&self, chat: ChatId) -> Kept {
        // Telegram may tell of a group's new id only after it has told of what happened there.
        let mut tx = self.look().await?;
        let is_ours = self.core.knows_group(&mut tx, chat).await?;
        tx.rollback().await?;
        if is_ours {
            return Ok(Outcome::nothing());
        }
        let content = self.core.library().current();
        let lang = content.default_language();
        let id = Value::Text(chat.0.to_string());
        let filling = Filling::new(lang).with(Placeholder::Number, id);
        let html = content.text(lang, Text::DeskSetUpUnknown).html(&filling);
        if let Err(failure) = calls::say(self.bot(), To::chat(chat), &Speech::aloud(html)).await {
            tracing::info!("A group the bot leaves was not told its id: {failure}");
        }
        match calls::leave(self.bot(), chat).await {
            Err(failure) if failure.may_pass() => Err(failure.into()),
            // It was not in the group any more.
            _ => Ok(Outcome::nothing()),
        }
    }

    /// The staff are told that a desk is cut off: in its own group nobody can be.
    async fn tell_lost(&self, staff: ChatId, desk: &DeskId) -> Kept {
        let name = (Placeholder::Desk, desk.to_string());
        self.tell_staff(staff, Text::DeskLostCall, name).await
    }

    /// Whoever looks after the program finds more in the log under this number.
    async fn tell_broken(&self, staff: ChatId, update: i64) -> Kept {
        let number = (Placeholder::Number, update.to_string());
        self.tell_staff(staff, Text::DeskBrokenCall, number).await
    }

    async fn tell_staff(&self, staff: ChatId, text: Text, told: (Placeholder, String)) -> Kept {
        let content = self.core.library().current();
        let lang = &content.desk().complaints_language;
        let (hole, value) = told;
        let filling = Filling::new(lang).with(hole, Value::Text(value));
        let html = content.text(lang, text).html(&filling);
        match calls::say(self.bot(), To::chat(staff), &Speech::aloud(html)).await {
            Err(failure) if failure.may_pass() => Err(failure.into()),
            Err(failure) => {
                tracing::error!("The staff cannot be told {text:?}: {failure}");
                Ok(Outcome::nothing())
            }
            Ok(_) => Ok(Outcome::nothing()),
        }
    }
}

/// Whatever is for this group finds out by itself that it cannot be reached, and waits.
fn unseen(desk: &DeskId, failure: Failure) -> Kept {
    if failure.may_pass() {
        return Err(failure.into());
    }
    tracing::error!(
        "The bot cannot look at the group of desk {desk} ({failure}): add it there as an \
         administrator"
    );
    Ok(Outcome::nothing())
}

/// What a desk still needs, in the order in which it is best done. Topics above all: what stands in
/// one can be erased at any time, what stands outside for two days only.
fn missing(standing: &Standing) -> Vec<Text> {
    [
        (standing.is_admin, Text::DeskNeedsAdmin),
        (standing.is_forum, Text::DeskNeedsForum),
        (standing.topics, Text::DeskNeedsTopics),
        (standing.delete, Text::DeskNeedsDelete),
        (standing.pin, Text::DeskNeedsPin),
    ]
    .into_iter()
    .filter(|(has, _)| !has)
    .map(|(_, text)| text)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_and_nothing_else() {
        let all = Standing {
            is_admin: true,
            is_forum: true,
            topics: true,
            delete: true,
            pin: true,
        };
        assert_eq!(missing(&all), []);
        let some = Standing {
            is_forum: false,
            pin: false,
            ..all
        };
        let both = [Text::DeskNeedsForum, Text::DeskNeedsPin];
        assert_eq!(missing(&some), both);
        let no_topics = Standing {
            topics: false,
            ..all
        };
        assert_eq!(missing(&no_topics), [Text::DeskNeedsTopics]);
    }
}
