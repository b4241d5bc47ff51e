//! Telegram's limits, each with the unit it is counted in, and its flood limits.
//!
//! The numbers are those of the Bot API's documentation and of `tdlib/td`; see the comment at each.
//! Nothing here knows a message or a chat: numbers and a calendar of past calls only.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::ids::ChatId;

/// UTF-16 units of a message's text after parsing (sendMessage: "1-4096 characters after entities parsing").
pub const TEXT: usize = 4096;
/// UTF-16 units of a caption after parsing.
pub const CAPTION: usize = 1024;
/// Bytes of a text before parsing (`get_formatted_text` in Client.cpp).
pub const RAW_TEXT_BYTES: usize = 32_768;
/// Bytes of a button's callback data.
pub const CALLBACK_DATA_BYTES: usize = 64;
/// Buttons in a row; what is beyond Telegram cuts off silently (`ReplyMarkup.cpp`).
pub const BUTTONS_IN_ROW: usize = 12;
/// Buttons in a keyboard; what is beyond Telegram cuts off silently.
pub const BUTTONS: usize = 300;
/// Characters of a copy_text button's text.
pub const COPY_TEXT: usize = 256;
/// Characters of a notice answering a press.
pub const CALLBACK_ANSWER: usize = 200;
/// How long a press waits for the bot in its queue (`process_new_callback_query_queue`).
pub const CALLBACK_KEPT: Duration = Duration::from_secs(150);
/// How long a press may be answered. No published number; fifteen seconds were measured by others.
pub const CALLBACK_ANSWERABLE: Duration = Duration::from_secs(15);
/// How long an update waits, counted from its message's date.
pub const UPDATE_KEPT: Duration = Duration::from_secs(24 * 3600);
/// How long a message can be deleted by the bot.
pub const DELETABLE: Duration = Duration::from_secs(48 * 3600);
/// How long a dice in a private chat cannot be deleted (`can_revoke_message`): nobody takes back a throw.
pub const DICE_STAYS: Duration = Duration::from_secs(24 * 3600);
/// Characters of a forum topic's name; longer ones are truncated.
pub const TOPIC_NAME: usize = 128;
/// How long after its deletion by a person a topic is still believed in (`get_forum_topic` of
/// `ForumTopicManager.cpp` caches so long): sending into it is answered with another error meanwhile.
pub const TOPIC_REMEMBERED: Duration = Duration::from_secs(60);
/// Items of an album.
pub const ALBUM: std::ops::RangeInclusive<usize> = 2..=10;
/// Ids in one copyMessages or deleteMessages.
pub const IDS_AT_ONCE: usize = 100;
/// Bytes of an upload by the bot.
pub const UPLOAD_BYTES: usize = 50 * 1024 * 1024;
/// Bytes of a photo uploaded by the bot.
pub const PHOTO_BYTES: usize = 10 * 1024 * 1024;
/// Bytes of a file the bot may download.
pub const DOWNLOAD_BYTES: usize = 20 * 1024 * 1024;
/// Commands of one scope and language.
pub const COMMANDS: usize = 100;
/// Characters of a command's name.
pub const COMMAND: usize = 32;
/// Characters of a command's description.
pub const COMMAND_DESCRIPTION: usize = 256;
/// Characters of the bot's name, of its description and of its short description.
pub const BOT_TEXTS: [(&str, usize); 3] = [
    ("name", 64),
    ("description", 512),
    ("short_description", 120),
];
/// Characters of a deep link's payload.
pub const START_PAYLOAD: usize = 64;
/// Longest wait of a getUpdates call.
pub const POLL: Duration = Duration::from_secs(50);
/// How long a chat action shows.
pub const CHAT_ACTION: Duration = Duration::from_secs(5);
/// Colours a topic's icon may have.
pub const TOPIC_COLORS: [i64; 6] = [
    7_322_096, 16_766_590, 13_338_331, 9_367_192, 16_749_490, 16_478_047,
];
/// Emoji a bot may react with (Bot API, `ReactionTypeEmoji`).
pub const REACTIONS: &str = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡";

const CHAT_WINDOW: Duration = Duration::from_secs(1);
const CHAT_BURST: usize = 5;
const CHAT_BURST_WINDOW: Duration = Duration::from_secs(5);
const GROUP_WINDOW: Duration = Duration::from_secs(60);
const GROUP_CALLS: usize = 20;
const OVERALL_WINDOW: Duration = Duration::from_secs(1);
const OVERALL_CALLS: usize = 30;

/// Past calls, by which the next one is let through or told to wait. Off until switched on.
///
/// The published figures: about one message a second in a chat with short bursts allowed (here: five in
/// five seconds), twenty a minute in a group, edits and topic calls included, thirty a second over all.
#[derive(Clone, Debug, Default)]
pub struct Flood {
    on: bool,
    by_chat: BTreeMap<ChatId, VecDeque<Duration>>,
    overall: VecDeque<Duration>,
}

/// Which of the two limits a chat is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// A private chat: one a second, with bursts.
    Private,
    /// A group with all its topics: twenty a minute.
    Group,
}

impl Flood {
    /// Whether limits are being enforced.
    pub const fn is_on(&self) -> bool {
        self.on
    }

    /// Switches the limits; what was counted is forgotten.
    pub fn switch(&mut self, on: bool) {
        *self = Self {
            on,
            ..Self::default()
        };
    }

    /// Counts one call at `now`, or says after how many seconds to come back.
    pub fn pass(&mut self, chat: ChatId, pace: Pace, now: Duration) -> Result<(), u32> {
        if !self.on {
            return Ok(());
        }
        let (window, calls) = match pace {
            Pace::Private => (CHAT_BURST_WINDOW, CHAT_BURST),
            Pace::Group => (GROUP_WINDOW, GROUP_CALLS),
        };
        let of_chat = self.by_chat.entry(chat).or_default();
        let waits = [
            wait(of_chat, window, calls, now),
            wait(&mut self.overall, OVERALL_WINDOW, OVERALL_CALLS, now),
        ];
        if let Some(longest) = waits.into_iter().flatten().max() {
            return Err(u32::try_from(longest.max(CHAT_WINDOW).as_secs()).unwrap_or(u32::MAX));
        }
        of_chat.push_back(now);
        self.overall.push_back(now);
        Ok(())
    }
}

/// How long until one of the last `calls` leaves the window; forgets those that have left it.
fn wait(
    past: &mut VecDeque<Duration>,
    window: Duration,
    calls: usize,
    now: Duration,
) -> Option<Duration> {
    while past.front().is_some_and(|at| *at + window <= now) {
        past.pop_front();
    }
    if past.len() < calls {
        return None;
    }
    let free_at = past.front().copied().unwrap_or(now) + window;
    // Rounded up to whole seconds: coming back after exactly that long must succeed.
    Some(free_at.saturating_sub(now) + Duration::from_millis(999))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(1_700_000_000 + seconds)
    }

    #[test]
    fn nothing_is_limited_until_switched_on() {
        let mut flood = Flood::default();
        assert!((0..1000).all(|_| flood.pass(ChatId(-1), Pace::Group, at(0)).is_ok()));
    }

    #[test]
    fn the_twenty_first_call_to_a_group_waits_out_the_minute() {
        let mut flood = Flood::default();
        flood.switch(true);
        for second in 0..20 {
            assert_eq!(flood.pass(ChatId(-1), Pace::Group, at(second)), Ok(()));
        }
        let wait = flood.pass(ChatId(-1), Pace::Group, at(20)).unwrap_err();
        assert_eq!(wait, 40);
        assert_eq!(
            flood.pass(ChatId(-2), Pace::Group, at(20)),
            Ok(()),
            "another group is not held up"
        );
        assert_eq!(
            flood.pass(ChatId(-1), Pace::Group, at(20 + u64::from(wait))),
            Ok(())
        );
    }

    #[test]
    fn a_private_chat_allows_a_burst_and_then_one_a_second() {
        let mut flood = Flood::default();
        flood.switch(true);
        assert!((0..5).all(|_| flood.pass(ChatId(7), Pace::Private, at(0)).is_ok()));
        assert!(flood.pass(ChatId(7), Pace::Private, at(0)).is_err());
        assert!((10..40).all(|second| flood.pass(ChatId(7), Pace::Private, at(second)).is_ok()));
    }

    #[test]
    fn thirty_a_second_over_all() {
        let mut flood = Flood::default();
        flood.switch(true);
        assert!((0..30).all(|chat| flood.pass(ChatId(chat), Pace::Private, at(0)).is_ok()));
        assert_eq!(flood.pass(ChatId(99), Pace::Private, at(0)), Err(1));
    }
}
