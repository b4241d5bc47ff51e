//! What people do while things go wrong, and what they must have been told in the end. Every
//! saying has an answer of its own, no two alike follow each other, and the language changes on
//! the way: an answer lost, doubled, or given before its turn shows.

use std::collections::HashMap;

use safe_migration_bot::model::button::Button;
use safe_migration_bot::model::screen::Screen;
use safe_migration_bot::preview::{
    Attachment, ChatId, Fault, MediaKind, MessageId, Place, Sender, World,
};

use tokio::sync::OnceCell;

use super::town::{all_sent, sent};
use crate::databases::{self, Kind};
use crate::town::{Person, Town};

/// Languages of the content, one control person each.
pub const LANGUAGES: [&str; 3] = ["uk", "ru", "en"];
/// What may be written; nothing is a photo.
const SAYINGS: [&str; 11] = [
    "/menu",
    "/danger",
    "/lang",
    "/privacy",
    "/mydata",
    "/leaflet",
    "/lines",
    "/help",
    "ыыы 12345 ыыы",
    "рятуйте",
    "",
];
/// Sayings from here on are slowed when one person floods the bot.
const SLOWED: usize = 8;
/// Stays below the twenty a minute at which a flood begins, whatever the minute.
const MOST_SLOWED: usize = 18;
const MENU: usize = 0;

/// One deed of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Presses START for the first time.
    Start,
    /// Writes one of the sayings.
    Say(usize),
    /// Presses a button that turns the greeting into another page.
    Press(usize),
    /// Presses a button that changes the language.
    Speak(usize),
}

/// Buttons that turn the greeting into another page.
fn buttons() -> Vec<Button> {
    let open = |screen| Button::Open { screen, back: None };
    vec![
        open(Screen::Privacy),
        open(Screen::Data),
        open(Screen::Lines(0)),
        open(Screen::Consult),
    ]
}

/// A row of numbers that looks like chance and can be had again by its seed (`SplitMix64`).
pub struct Dice(u64);

impl Dice {
    /// The seed of `SEED`, or a new one; printed, so that a failing run can be tried again.
    pub fn shaken() -> Self {
        let seed = std::env::var("SEED")
            .ok()
            .and_then(|seed| seed.parse().ok());
        let seed = seed.unwrap_or_else(|| {
            let mut bytes = [0; 8];
            getrandom::fill(&mut bytes).unwrap();
            u64::from_le_bytes(bytes)
        });
        println!("SEED={seed}");
        Self(seed)
    }

    /// A number from 0 to `sides - 1`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        usize::try_from(z % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// What the bot says to every deed in every language when nothing goes wrong.
pub struct Pages(HashMap<(usize, Deed), Vec<String>>);

impl Pages {
    /// Asks the bot, once, in a town of its own where all is well.
    pub async fn learnt() -> &'static Self {
        static PAGES: OnceCell<Pages> = OnceCell::const_new();
        PAGES.get_or_init(Self::learn).await
    }

    async fn learn() -> Self {
        let town = Town::new(databases::fresh(Kind::Sqlite).await).await;
        let mut pages = HashMap::new();
        for (lang, name) in LANGUAGES.iter().enumerate() {
            let mut player = Player::new(town.person("Control", Some(name)), lang);
            let says = (0..SAYINGS.len()).map(Deed::Say);
            for deed in [Deed::Start].into_iter().chain(says) {
                let before = all_sent(&town, player.person.chat).len();
                player.does(deed);
                town.settles().await;
                let answer = all_sent(&town, player.person.chat).split_off(before);
                assert!(!answer.is_empty(), "{deed:?} has no answer");
                pages.insert((lang, deed), answer);
            }
            for deed in (0..buttons().len())
                .map(Deed::Press)
                .chain([Deed::Speak(lang)])
            {
                player.does(deed);
                town.settles().await;
                pages.insert((lang, deed), vec![player.greeting_now()]);
            }
        }
        town.ends().await;
        Self(pages)
    }
}

/// A person with a memory of all deeds.
pub struct Player<'a> {
    pub person: Person<'a>,
    lang: usize,
    deeds: Vec<Deed>,
    greeting: Option<MessageId>,
}

impl<'a> Player<'a> {
    pub fn new(person: Person<'a>, lang: usize) -> Self {
        Self {
            person,
            lang,
            deeds: Vec::new(),
            greeting: None,
        }
    }

    /// Does it, without waiting for an answer.
    pub fn does(&mut self, deed: Deed) {
        let (world, id, chat) = (&self.person.town.world, self.person.id, self.person.chat);
        let press = |button: &Button, greeting: Option<MessageId>| {
            world
                .press_data(id, chat, greeting.unwrap(), &button.encode())
                .unwrap();
        };
        self.greeting = self.greeting.or_else(|| self.first_message());
        match deed {
            Deed::Start => drop(world.start(id, None).unwrap()),
            Deed::Say(saying) if SAYINGS[saying].is_empty() => {
                let photo = Attachment::default();
                world
                    .send(id, Place::chat(chat), MediaKind::Photo, &photo)
                    .unwrap();
            }
            Deed::Say(saying) => drop(world.write(id, Place::chat(chat), SAYINGS[saying]).unwrap()),
            Deed::Press(page) => press(&buttons()[page], self.greeting),
            Deed::Speak(lang) => press(
                &Button::Language(LANGUAGES[lang].parse().unwrap()),
                self.greeting,
            ),
        }
        self.deeds.push(deed);
    }

    /// Does something that may come next.
    pub fn does_something(&mut self, dice: &mut Dice) {
        if self.deeds.is_empty() {
            return self.does(Deed::Start);
        }
        self.greeting = self.greeting.or_else(|| self.first_message());
        match dice.roll(5) {
            0 if self.greeting.is_some() => self.does(Deed::Press(dice.roll(buttons().len()))),
            1 if self.greeting.is_some() => self.does(Deed::Speak(dice.roll(LANGUAGES.len()))),
            _ => {
                let saying = dice.roll(SAYINGS.len());
                if self.may_say(saying) {
                    self.does(Deed::Say(saying));
                }
            }
        }
    }

    fn may_say(&self, saying: usize) -> bool {
        let last = self.deeds.iter().rev().find_map(|deed| match deed {
            Deed::Start => Some(MENU),
            Deed::Say(last) => Some(*last),
            Deed::Press(_) | Deed::Speak(_) => None,
        });
        let slowed = |deed: &&Deed| matches!(deed, Deed::Say(saying) if *saying >= SLOWED);
        last != Some(saying)
            && (saying < SLOWED || self.deeds.iter().filter(slowed).count() < MOST_SLOWED)
    }

    fn first_message(&self) -> Option<MessageId> {
        let of_bot = |world: &World| {
            let mut messages = world.messages(self.person.chat);
            messages
                .find(|message| message.from == Sender::Bot)
                .map(|message| message.id)
        };
        self.person.town.world.look(of_bot)
    }

    fn greeting_now(&self) -> String {
        let message = self
            .person
            .town
            .world
            .message(self.person.chat, self.greeting.unwrap());
        message.unwrap().text().to_owned()
    }

    /// What must have been sent, in order, and what must stand where the greeting stood.
    fn expected(&self, pages: &Pages) -> (Vec<String>, Option<String>) {
        let (mut lang, mut sent, mut greeting) = (self.lang, Vec::new(), None);
        for deed in &self.deeds {
            if let Deed::Speak(other) = deed {
                lang = *other;
            }
            let answer = pages.0[&(lang, *deed)].clone();
            match deed {
                Deed::Start | Deed::Say(_) => sent.extend(answer),
                Deed::Press(_) | Deed::Speak(_) => greeting = answer.into_iter().next(),
            }
        }
        (sent, greeting)
    }

    /// Compares what was sent with what must have been; returns the doubles.
    pub fn judge(&self, pages: &Pages, log: &[Sent]) -> Doubles {
        let (expected, greeting) = self.expected(pages);
        let mut doubles = Doubles::default();
        let (mut next, mut last) = (0, None::<&Sent>);
        for message in log.iter().filter(|sent| sent.chat == self.person.chat) {
            if expected.get(next) == Some(&message.words) {
                next += 1;
            } else {
                let first = last.filter(|last| last.words == message.words);
                let first = first
                    .unwrap_or_else(|| panic!("{}", self.out_of_order(&expected, next, message)));
                doubles.count(first, message);
            }
            last = Some(message);
        }
        assert_eq!(
            next,
            expected.len(),
            "lost: {:?}\nof {:?}",
            expected.get(next),
            self.deeds
        );
        if let Some(greeting) = greeting {
            assert_eq!(
                self.greeting_now(),
                greeting,
                "the newest page is not the one asked for last"
            );
        }
        doubles
    }

    fn out_of_order(&self, expected: &[String], next: usize, message: &Sent) -> String {
        let expected = expected.get(next);
        format!(
            "sent: {:?}\nbut next must be: {expected:?}\nof {:?}",
            message.words, self.deeds
        )
    }
}

/// A message Telegram has taken.
pub struct Sent {
    pub chat: ChatId,
    pub words: String,
    /// The bot's life in which it was sent.
    life: usize,
    /// The bot was not told that Telegram had taken it.
    unanswered: bool,
}

/// All messages Telegram has taken, in order. A life begins with its question who the bot is.
pub fn log_of(world: &World) -> Vec<Sent> {
    let mut life = 0;
    let mut log = Vec::new();
    for call in world.calls() {
        life += usize::from(call.ok && call.method == "getMe");
        if let Some((chat, words)) = sent(call) {
            let unanswered = matches!(call.fault, Fault::DropAfter | Fault::DelayAfter(_));
            log.push(Sent {
                chat,
                words: words.to_owned(),
                life,
                unanswered,
            });
        }
    }
    log
}

/// Messages that came twice, by their reason; for any other reason there is none.
#[derive(Debug, Default, Clone, Copy)]
pub struct Doubles {
    /// The bot died between Telegram's taking it and its own note of that.
    pub by_death: usize,
    /// The answer was lost on the way.
    pub by_silence: usize,
}

impl Doubles {
    /// For where no message may come twice at all.
    pub fn none(self) {
        assert_eq!((self.by_death, self.by_silence), (0, 0));
    }

    fn count(&mut self, first: &Sent, second: &Sent) {
        if first.unanswered {
            self.by_silence += 1;
        } else {
            assert_ne!(
                first.life, second.life,
                "doubled without a reason: {}",
                first.words
            );
            self.by_death += 1;
        }
    }

    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            by_death: self.by_death + other.by_death,
            by_silence: self.by_silence + other.by_silence,
        }
    }
}
