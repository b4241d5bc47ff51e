//! What of a case waits for a press in the person's chat: what they sent and have not passed on yet,
//! and, where the phone may be seen, what consultants sent and they have not opened yet.

use serde::{Deserialize, Serialize};

use crate::model::case::Case;
use crate::model::desk::Handed;
use crate::model::ids::{ChatId, MessageId};
use crate::model::moment::Moment;

/// For so long after a person agreed to pass on a photo, more of them pass without a question.
const AGREED_MS: i64 = 10 * 60 * 1000;
/// For so long one word announces all that comes discreetly; later it may be far above, or deleted.
const ANNOUNCED_MS: i64 = 3 * 60 * 60 * 1000;

/// A message of the person's that waits for their word whether it is to be passed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The message.
    pub message: MessageId,
    /// The album it is a part of.
    pub album: Option<String>,
}

/// Something a consultant sent that waits to be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unopened {
    /// A message in the group.
    Message {
        /// The group it stands in.
        from: ChatId,
        /// The message.
        message: MessageId,
        /// The album it is a part of.
        album: Option<String>,
        /// What it replies to.
        reply_to: Option<MessageId>,
    },
    /// What was sent by a button.
    Handed(Handed),
}

impl Case {
    /// The person agreed to pass on what was held.
    pub fn agree(&mut self, now: Moment) -> Vec<Held> {
        self.agreed_until = Some(now.plus_ms(AGREED_MS));
        std::mem::take(&mut self.held)
    }

    /// What waited for the person's word goes nowhere any more, and the next is asked about again.
    pub fn drop_held(&mut self) -> Vec<MessageId> {
        self.agreed_until = None;
        let held = std::mem::take(&mut self.held);
        held.into_iter().map(|held| held.message).collect()
    }

    /// Whether a page in the person's chat waits for a press that no other page offers.
    #[must_use]
    pub fn waits_for_a_press(&self) -> bool {
        !self.held.is_empty() || !self.unopened.is_empty() || self.stands_open()
    }

    /// Discreet: that something came is said now. False: it was said lately, and the word stands.
    pub fn announce(&mut self, now: Moment) -> bool {
        let lately = |at: Moment| now < at.plus_ms(ANNOUNCED_MS);
        let stands = self.announced && self.announced_at.is_some_and(lately);
        if !stands {
            self.announced = true;
            self.announced_at = Some(now);
        }
        !stands
    }

    /// Whether something stands open that the person may take away again.
    #[must_use]
    pub fn stands_open(&self) -> bool {
        !self.opened.is_empty() || !self.shown.is_empty()
    }

    /// Whether a photo or document passes without a question.
    #[must_use]
    pub fn has_agreed(&self, now: Moment) -> bool {
        self.agreed_until.is_some_and(|until| now < until)
    }
}
