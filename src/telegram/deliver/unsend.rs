//! What a consultant takes back of what they wrote, and what a person takes away again from a phone
//! that may be seen.

use std::collections::BTreeMap;

use super::calls;
use super::delivery::{Delivery, Kept, Outcome, Writes};
use crate::content::Text;
use crate::model::desk::Remark;
use crate::model::effect::PersonPromise;
use crate::model::ids::{CaseId, ChatId, MessageId};
use crate::store::{self, StoreError, Tx};

impl Delivery {
    /// Takes copies of a consultant's messages back; an album goes whole, whichever item is named.
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
        let (sources, copies) = self.whole(&mut tx, case, way.from, messages).await?;
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
            let all = !gone.is_empty() && gone.len() == copies.len();
            let text = if all {
                Text::DeskUnsent
            } else {
                Text::DeskUnsendNot
            };
            let reply = way.reply(*first, Remark::plain(text));
            writes.promises.push(reply);
            // It no longer is with the person: neither may the sign say so.
            let signs = sources.iter().filter(|_| all);
            let signs = signs.filter_map(|source| way.stays_inside(*source));
            writes.promises.extend(signs);
        }
        writes.untraced = gone;
        Ok(Outcome::ends(writes))
    }

    /// These messages of a case's consultants and what they are parts of, and their copies.
    async fn whole(
        &self,
        tx: &mut Tx,
        case: &CaseId,
        from: ChatId,
        messages: &[MessageId],
    ) -> Result<(Vec<MessageId>, Vec<MessageId>), StoreError> {
        let (mut pairs, mut albums) = (BTreeMap::new(), Vec::new());
        for message in messages {
            let link = self.link(tx, from, *message).await?;
            // Ids of a group the case has left name others' messages here.
            if let Some(link) = link.filter(|link| link.case == *case) {
                pairs.insert(link.here, link.there);
                albums.extend(link.album);
            }
        }
        if !albums.is_empty() {
            let all = store::links::of_case(tx, self.core.keys(), case).await?;
            let of_albums = all.into_iter().filter(|link| {
                let album = link.album.as_ref();
                album.is_some_and(|album| albums.contains(album))
            });
            pairs.extend(of_albums.map(|link| (link.there, link.here)));
        }
        Ok(pairs.into_iter().unzip())
    }
}
