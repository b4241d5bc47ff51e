//! Groups that have moved or cannot be reached. Nothing is lost: what is for them waits.

use super::delivery::{Away, Delivery, Next};
use super::failure::Failure;
use super::settle::{backoff, ms};
use crate::model::desk::CaseEvent;
use crate::model::effect::{GroupEffect, GroupPromise};
use crate::model::event::{GroupEvent, Happening};
use crate::model::ids::ChatId;
use crate::store::rooms::DeskRoom;
use crate::store::{self, StoreError};
use crate::turn::TurnError;

/// The first pause before a group that cannot be reached is tried again, and the longest.
const AWAY_MS: (i64, i64) = (60_000, 600_000);

impl Delivery {
    /// Ids of the old group mean nothing in the new one; the turn sees to that, then the row is
    /// looked at again.
    pub(super) async fn moved(&self, from: ChatId, to: ChatId) -> Result<(), TurnError> {
        self.happens(Happening::Group(from, GroupEvent::MovedTo(to)))
            .await?;
        let tries = self.row.tries.saturating_add(1);
        let due = self.now().plus_ms(ms(backoff(self.row.tries)));
        Ok(self.put_off(due, tries, false).await?)
    }

    /// Nothing is lost: what is for the group waits, and is tried again now and then. The person is
    /// told once, and whoever runs the bot reads what to do.
    pub(super) async fn away(&self, away: &Away) -> Result<(), TurnError> {
        let known = self.known_to_be_away(away).await?;
        let is_news = match (&away.group, &known) {
            (Some(_), Some(room)) => room.away_since.is_none(),
            _ => self.row.tries == 0,
        };
        if let Some(case) = away.case
            && (is_news || self.row.tries == 0)
        {
            self.happens(Happening::Case(case, CaseEvent::DeskAway))
                .await?;
        }
        let now = self.now();
        let mut tx = self.core.db().begin().await?;
        if is_news {
            tell_operator(away);
            if let Some(room) = known {
                let since = Some(now);
                let room = DeskRoom {
                    away_since: since,
                    ..room
                };
                store::rooms::save_desk(&mut tx, self.core.keys(), &away.desk, &room).await?;
            }
            if let (Failure::MayNot(_), Some(chat)) =
                (&away.why, self.core.groups().chat_of(&away.desk))
            {
                self.promise(&mut tx, &Next::inspect(chat)).await?;
            } else if let Some(chat) = self.core.groups().staff() {
                let effect = GroupEffect::TellLost(away.desk.clone());
                let word = Next::Group(GroupPromise { chat, effect });
                self.promise(&mut tx, &word).await?;
            }
        }
        let tries = self.row.tries.saturating_add(1);
        let due = now.plus_ms(away_ms(self.row.tries));
        self.postpone(&mut tx, due, tries, false).await?;
        Ok(tx.commit().await?)
    }

    /// What is known of the group that is away, if it is the desk's own.
    async fn known_to_be_away(&self, away: &Away) -> Result<Option<DeskRoom>, StoreError> {
        let Some(chat) = away.group else {
            return Ok(None);
        };
        if self.core.groups().chat_of(&away.desk) != Some(chat) {
            return Ok(None);
        }
        let mut tx = self.look().await?;
        let known = self.desk_room(&mut tx, &away.desk, chat).await?;
        tx.rollback().await?;
        Ok(Some(known.unwrap_or_else(|| DeskRoom::new(chat))))
    }
}

fn tell_operator(away: &Away) {
    metrics::counter!("desk_away", "desk" => away.desk.to_string()).increment(1);
    tracing::error!(
        "The group of desk {} cannot be reached ({}): make the bot an administrator of it who \
         may manage topics, delete and pin. What people write waits until then",
        away.desk,
        away.why
    );
}

/// A minute, doubled with each try, at most ten.
fn away_ms(tries: i64) -> i64 {
    let doublings = u32::try_from(tries.clamp(0, 10)).unwrap_or(10);
    let (first, longest) = AWAY_MS;
    first
        .saturating_mul(2_i64.saturating_pow(doublings))
        .min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_ten_minutes() {
        let away: Vec<_> = (0..6).map(|tries| away_ms(tries) / 1000).collect();
        assert_eq!(away, [60, 120, 240, 480, 600, 600]);
    }
}
