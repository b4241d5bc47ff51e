//! Names for people and chats that lead to nobody without the key: HMAC-SHA256. A plain hash
//! would not do, since account ids are few enough to try them all.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::model::desk::DeskLane;
use crate::model::ids::{
    Bucket, CaseId, ChatId, HASH_LENGTH, Lane, MessageId, PersonKey, StaffKey, VisitorKey,
};
use crate::privacy::keys::{KEY_LENGTH, Keys};

/// HMAC's block with SHA-256, in bytes: a shorter key is filled up with zeros (RFC 2104).
const BLOCK: usize = 64;

impl Keys {
    /// Whose state it is, from the account's id.
    #[must_use]
    pub fn person_key(&self, user: i64) -> PersonKey {
        PersonKey(tag(&self.person, b"person", &[&user.to_be_bytes()]))
    }

    /// Whose visit it is, from the account's id; cannot be joined with [`Keys::person_key`].
    #[must_use]
    pub fn visitor_key(&self, user: i64) -> VisitorKey {
        VisitorKey(tag(&self.visitor, b"visitor", &[&user.to_be_bytes()]))
    }

    /// Which consultant it is, from the account's id; cannot be joined with [`Keys::person_key`],
    /// should a consultant ask for help too.
    #[must_use]
    pub fn staff_key(&self, user: i64) -> StaffKey {
        StaffKey(tag(&self.staff, b"staff", &[&user.to_be_bytes()]))
    }

    /// What must arrive in order: a private chat, or one topic of a group.
    #[must_use]
    pub fn lane(&self, chat: ChatId, thread: Option<i64>) -> Lane {
        let chat = chat.0.to_be_bytes();
        Lane(match thread {
            None => tag(&self.lane, b"chat", &[&chat]),
            Some(thread) => tag(&self.lane, b"topic", &[&chat, &thread.to_be_bytes()]),
        })
    }

    /// Signs on a person's messages, which neither wait for what they read nor delay it.
    #[must_use]
    pub fn signs_lane(&self, chat: ChatId) -> Lane {
        Lane(tag(&self.lane, b"signs", &[&chat.0.to_be_bytes()]))
    }

    /// A lane of a case at its desk: each is in order by itself. What belongs to the whole group
    /// (General) is in the lane of the group, [`Keys::lane`].
    #[must_use]
    pub fn case_lane(&self, case: &CaseId, lane: DeskLane) -> Lane {
        let domain: &[u8] = match lane {
            DeskLane::Case => b"case",
            DeskLane::Card => b"case-card",
            DeskLane::Signs => b"case-signs",
            DeskLane::Call => b"case-call",
            DeskLane::General => b"case-general",
            DeskLane::Erasure => b"case-erasure",
        };
        Lane(tag(&self.lane, domain, &[&case.0]))
    }

    /// What shares a rate limit: a chat with all its topics.
    #[must_use]
    pub fn bucket(&self, chat: ChatId) -> Bucket {
        Bucket(tag(&self.bucket, b"bucket", &[&chat.0.to_be_bytes()]))
    }

    /// Names one message of a lane, so that it can be found again without its id being stored.
    #[must_use]
    pub fn message_tag(&self, lane: &Lane, message: MessageId) -> [u8; HASH_LENGTH] {
        tag(
            &self.message,
            b"message",
            &[&lane.0, &message.0.to_be_bytes()],
        )
    }
}

/// The parts of one domain have fixed lengths and a domain's name ends at its zero byte, so no
/// two inputs read the same.
fn tag(key: &[u8; KEY_LENGTH], domain: &[u8], parts: &[&[u8]]) -> [u8; HASH_LENGTH] {
    let mut block = zeroize::Zeroizing::new([0; BLOCK]);
    for (slot, byte) in block.iter_mut().zip(key) {
        *slot = *byte;
    }
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    mac.update(domain);
    mac.update(&[0]);
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::keys::MasterKey;

    fn keys(seed: u8) -> Keys {
        Keys::derive(&MasterKey::new([seed; KEY_LENGTH]))
    }

    #[test]
    fn the_same_account_has_the_same_names_and_no_two_of_them_agree() {
        let keys = keys(1);
        assert_eq!(keys.person_key(283), keys.person_key(283));
        let names = [
            keys.person_key(283).0,
            keys.visitor_key(283).0,
            keys.staff_key(283).0,
            keys.lane(ChatId(283), None).0,
            keys.lane(ChatId(283), Some(0)).0,
            keys.signs_lane(ChatId(283)).0,
            keys.bucket(ChatId(283)).0,
            keys.message_tag(&keys.lane(ChatId(283), None), MessageId(283)),
        ];
        let distinct: std::collections::HashSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
    }

    #[test]
    fn another_key_gives_other_names() {
        assert_ne!(keys(1).person_key(283), keys(2).person_key(283));
    }

    #[test]
    fn topics_of_a_group_are_lanes_of_one_bucket() {
        let keys = keys(1);
        let group = ChatId(-100_123);
        assert_ne!(keys.lane(group, Some(4)), keys.lane(group, Some(5)));
        assert_eq!(keys.bucket(group), keys.bucket(group));
    }

    #[test]
    fn every_lane_of_a_case_is_one_of_its_own() {
        let keys = keys(1);
        let lanes = [
            DeskLane::Case,
            DeskLane::Card,
            DeskLane::Signs,
            DeskLane::Call,
            DeskLane::General,
            DeskLane::Erasure,
        ];
        let cases = [CaseId([1; 16]), CaseId([2; 16])];
        let all: std::collections::HashSet<_> = cases
            .iter()
            .flat_map(|case| lanes.map(|lane| keys.case_lane(case, lane)))
            .collect();
        assert_eq!(all.len(), lanes.len() * cases.len());
        assert_eq!(
            keys.case_lane(&cases[0], DeskLane::Case),
            keys.case_lane(&cases[0], DeskLane::Case)
        );
    }

    /// RFC 4231, test case 2 (key "Jefe"), through the same zero-filled block.
    #[test]
    fn the_hash_is_hmac_sha256() {
        let mut key = [0; KEY_LENGTH];
        key[..4].copy_from_slice(b"Jefe");
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).unwrap();
        mac.update(b"what do ya want for nothing?\0");
        let expected: [u8; HASH_LENGTH] = mac.finalize().into_bytes().into();
        assert_eq!(tag(&key, b"what do ya want for nothing?", &[]), expected);
    }
}
