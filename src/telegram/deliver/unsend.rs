//! What a consultant takes back of what they wrote, and what a person takes away again from a phone
//! that may be seen.

use super::calls;
use super::delivery::{Delivery, Kept, Outcome, Writes};
use crate::content::Text;
use crate::model::desk::Remark;
use crate::model::effect::PersonPromise;
use crate::model::ids::{CaseId, ChatId, MessageId};

impl Delivery {
    /// Takes copies of a consultant's messages back.
    pub(super) async fn unsend(
        &self,
        promise: &PersonPromise,
        case: &CaseId,
        messages: &[MessageId],
        from: Option<ChatId>,
        told: bool,
    ) -> Kept {
        let Some(way) = self.way_to_person(promise, case, from, None).await? else {
            return Ok(Outcome::nothing());
        };
        let mut tx = self.look().await?;
        let mut copies = Vec::new();
        for message in messages {
            let link = self.link(&mut tx, way.from, *message).await?;
            // Ids of a group the case has left name others' messages here.
            let own = link.filter(|link| link.case == *case);
            copies.extend(own.map(|link| link.there));
        }
        tx.rollback().await?;
        if let (true, true, Some(first)) = (told, copies.is_empty(), messages.first()) {
            return Ok(way.stayed_inside(*first));
        }
        let gone = match calls::delete(self.bot(), promise.chat, &copies).await {
            Ok(gone) => gone,
            Err(failure) if failure.may_pass() || !told => return Err(failure.into()),
            Err(_) => Vec::new(),
        };
        let mut writes = Writes {
            delivered: true,
            untied: gone.iter().map(|copy| (promise.chat, *copy)).collect(),
            ..Writes::default()
        };
        if let (true, Some(first)) = (told, messages.first()) {
            let all = !gone.is_empty() && gone.len() == messages.len();
            let text = if all {
                Text::DeskUnsent
            } else {
                Text::DeskUnsendNot
            };
            let reply = way.reply(*first, Remark::plain(text));
            writes.promises.push(reply);
            // It no longer is with the person: neither may the sign say so.
            writes
                .promises
                .extend(way.stays_inside(*first).filter(|_| all));
        }
        writes.untraced = gone;
        Ok(Outcome::ends(writes))
    }
}
