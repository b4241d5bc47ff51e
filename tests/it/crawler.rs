//! A crawler: presses every button that can be reached from the menu, over the real bot and the
//! strict Telegram, in every language, without a country and in one. It looks for what no single
//! story looks for: dead ends, pages far from the emergency number, a Back that leads elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use safe_migration_bot::content::{Content, Text};
use safe_migration_bot::preview::{Message, MessageId};

use crate::databases::{Kind, fresh};
use crate::town::{Person, Town};

/// A screen as it is seen: words, and what stands on which button and what it sends.
#[derive(Clone, PartialEq, Eq)]
struct Screen {
    text: String,
    keys: Vec<(String, String)>,
}

impl Screen {
    fn of(message: &Message) -> Self {
        let rows = message
            .keyboard
            .iter()
            .flat_map(|keyboard| &keyboard.rows)
            .flatten();
        let keys = rows.filter_map(|button| Some((button.text.clone(), button.data()?.to_owned())));
        Self {
            text: message.text().to_owned(),
            keys: keys.collect(),
        }
    }

    /// The same to the eye: what Back remembers beyond one page is not seen.
    fn looks_like(&self, other: &Self) -> bool {
        let labels = |screen: &Self| -> Vec<String> {
            screen.keys.iter().map(|(label, _)| label.clone()).collect()
        };
        self.text == other.text && labels(self) == labels(other)
    }

    fn key(&self, label: &str) -> Option<&str> {
        self.keys
            .iter()
            .find(|(own, _)| own == label)
            .map(|(_, data)| data.as_str())
    }
}

/// Buttons that change who the person is to the bot, or what becomes of a conversation; somebody
/// else presses them.
fn is_a_deed(data: &str) -> bool {
    let deed = data.chars().nth(1);
    deed.is_some_and(|deed| "hxlctskueqrpvwgzji".contains(deed))
}

/// The countries under one letter look the same whatever they are chosen for: they are leafed
/// through for one answer only.
fn is_one_of_many(data: &str) -> bool {
    let countries = data
        .strip_prefix("1ok")
        .and_then(|rest| rest.split_once('-'));
    let (letter, purpose) = countries.unwrap_or_default();
    !matches!(letter, "" | "255") && purpose.split('^').next() != Some("ahp-home")
}

/// Every reply opens a page of its own: a check is walked with the same reply to all questions but
/// the last; that every other path leads to a result is proved without pressing.
fn is_one_of_many_ways(data: &str) -> bool {
    let Some(way) = replies(data) else {
        return false;
    };
    let (_, before) = way.as_bytes().split_last().unwrap_or((&0, &[]));
    before.windows(2).any(|pair| pair[0] != pair[1])
}

/// The replies in the data of a page of a self-check.
fn replies(data: &str) -> Option<&str> {
    let page = data
        .strip_prefix("1oS")
        .or_else(|| data.strip_prefix("1bS"))?;
    let (_, way) = page.split('^').next()?.split_once('.')?;
    Some(way)
}

/// Every page, by the data that opens it.
#[derive(Default)]
struct Map {
    pages: BTreeMap<String, Screen>,
    waiting: BTreeSet<String>,
    deeds: BTreeSet<String>,
}

impl Map {
    fn note(&mut self, data: String, screen: Screen) {
        self.waiting.remove(&data);
        for (_, data) in &screen.keys {
            if is_a_deed(data) {
                self.deeds.insert(data.clone());
            } else if !self.pages.contains_key(data)
                && !is_one_of_many(data)
                && !is_one_of_many_ways(data)
            {
                self.waiting.insert(data.clone());
            }
        }
        self.waiting.remove(&data);
        self.pages.insert(data, screen);
    }

    /// A button of this page that was not pressed yet, else any such button seen before.
    fn next(&self, here: &Screen) -> Option<String> {
        let near = here
            .keys
            .iter()
            .find(|(_, data)| self.waiting.contains(data));
        near.map(|(_, data)| data)
            .or_else(|| self.waiting.first())
            .cloned()
    }
}

/// Somebody who has been asked the optional questions already, so that the menu is the menu.
async fn settled_guest<'a>(town: &'a Town, language: &str, country: Option<&str>) -> Person<'a> {
    let first = &town.content.branches()[0];
    let (branch, answer) = (first.id.to_string(), first.answers[0].to_string());
    let person = town.guest(language).await;
    if let Some(code) = country {
        person.presses(Text::CountryButton).await;
        person.chooses(code).await;
        person.presses(Text::MenuButton).await;
    }
    person.reads(&branch, &answer).await;
    person.presses(Text::MenuButton).await;
    person.presses(Text::SkipAllButton).await;
    person.sees_text(Text::MenuText);
    person
}

/// Presses everything that can be reached, on one message that is edited in place.
async fn crawl(person: &Person<'_>) -> Map {
    let screen: MessageId = person.newest().id;
    let mut map = Map::default();
    let mut next = Some("1m".to_owned());
    while let Some(data) = next {
        person.presses_data(screen, &data).await;
        if replies(&data).is_some_and(|way| !way.is_empty()) {
            // Such a page is not promised, so that settling does not wait for it.
            person.town.all_is_answered().await;
        }
        let message = person.town.world.message(person.chat, screen).unwrap();
        let here = Screen::of(&message);
        map.note(data, here.clone());
        next = map.next(&here);
    }
    map
}

/// Every page leads on, and to the emergency number within two presses.
fn leads_on(person: &Person<'_>, map: &Map) {
    let numbers = |screen: &Screen| {
        let known = [Text::ConsultNowButton, Text::NeedHelpButton];
        known
            .iter()
            .any(|text| screen.key(&person.says(*text)).is_some())
    };
    let beyond = |screen: &Screen| -> Vec<Screen> {
        screen
            .keys
            .iter()
            .filter_map(|(_, data)| map.pages.get(data).cloned())
            .collect()
    };
    for (data, screen) in &map.pages {
        assert!(
            beyond(screen).iter().any(|next| next != screen),
            "`{data}` is a dead end:\n{}",
            screen.text
        );
        let mut near = vec![screen.clone()];
        near.extend(beyond(screen));
        assert!(
            near.iter().any(&numbers) || near.iter().flat_map(&beyond).any(|next| numbers(&next)),
            "`{data}` is more than two presses away from the emergency number:\n{}",
            screen.text
        );
    }
}

/// What is pressed on one page and opens another is undone by Back. Back, Start and the turning of
/// pages are ways of their own.
fn back_leads_back(person: &Person<'_>, map: &Map) -> usize {
    let ways = [
        Text::BackButton,
        Text::MenuButton,
        Text::NextButton,
        Text::PreviousButton,
    ];
    let ways = ways.map(|text| person.says(text));
    let mut undone = 0;
    for (opened_by, here) in &map.pages {
        if replies(opened_by).is_some_and(|way| !way.is_empty()) {
            // What was answered is kept nowhere: whoever leaves comes back to the first question.
            continue;
        }
        let links = here.keys.iter().filter(|(label, _)| !ways.contains(label));
        for (label, data) in links {
            let Some(opened) = map.pages.get(data).filter(|opened| *opened != here) else {
                continue;
            };
            let Some(back) = opened.key(&ways[0]) else {
                continue;
            };
            assert!(
                map.pages[back].looks_like(here),
                "from `{opened_by}` by `{label}` to `{data}`, and Back leads to `{back}`:\n{}\n――――\n{}",
                here.text,
                map.pages[back].text
            );
            undone += 1;
        }
    }
    undone
}

/// Of the many buttons that choose a country, all of one purpose and the first of each other; of
/// those that choose the language of one page, the first of each language.
fn worth_pressing(deeds: &BTreeSet<String>) -> Vec<&String> {
    let mut purposes = BTreeSet::new();
    let is_new = |data: &&String| {
        if let Some((read_in, _)) = data.split_once(',').filter(|_| data.starts_with("1i")) {
            return purposes.insert(read_in.to_owned());
        }
        match data.strip_prefix("1c").and_then(|rest| rest.get(2..)) {
            None | Some("h") => true,
            Some(purpose) => purposes.insert(purpose.to_owned()),
        }
    };
    deeds.iter().filter(is_new).collect()
}

/// Presses what changes the person: each time some page comes, and afterwards all works on.
async fn deeds_are_done(person: &Person<'_>, deeds: &BTreeSet<String>) {
    for data in worth_pressing(deeds) {
        person.presses_data(person.newest().id, data).await;
        let screen = Screen::of(&person.newest());
        assert!(!screen.text.is_empty(), "{data}");
        let leads_nowhere = screen.keys.is_empty();
        assert_eq!(
            leads_nowhere,
            data == "1x",
            "only being forgotten ends in silence: {data}"
        );
        if matches!(data.as_bytes().get(1), Some(b'l' | b'x' | b'h')) {
            person.starts().await;
            person
                .presses_data(person.newest().id, &format!("1l{}", person.lang))
                .await;
        }
    }
    person.writes("/menu").await;
    person.sees_text(Text::MenuText);
}

async fn everything_is_pressed(language: &str, country: Option<&str>) {
    let town = Town::new(fresh(Kind::Sqlite).await).await;
    everything_is_pressed_in_town(town, language, country).await;
}

async fn everything_is_pressed_in_town(town: Town, language: &str, country: Option<&str>) {
    let person = settled_guest(&town, language, country).await;
    let map = crawl(&person).await;
    let answers = town
        .content
        .branches()
        .iter()
        .map(|branch| branch.answers.len())
        .sum::<usize>();
    assert!(map.pages.len() > 5 * answers, "{} pages", map.pages.len());
    leads_on(&person, &map);
    assert!(back_leads_back(&person, &map) > map.pages.len());
    if country.is_none() {
        let other = town.guest(language).await;
        deeds_are_done(&other, &map.deeds).await;
    }
    town.all_is_answered().await;
    for refusal in town.refusals() {
        assert!(refusal.contains("message is not modified"), "{refusal}");
    }
    town.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_pressed_in_ukrainian() {
    tokio::join!(
        everything_is_pressed("uk", None),
        everything_is_pressed("uk", Some("PL"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_pressed_in_russian() {
    tokio::join!(
        everything_is_pressed("ru", None),
        everything_is_pressed("ru", Some("PL"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_pressed_in_english() {
    tokio::join!(
        everything_is_pressed("en", None),
        everything_is_pressed("en", Some("PL"))
    );
}

/// A language that has only the core: what it lacks comes in another one, and leads on as well.
#[tokio::test(flavor = "multi_thread")]
async fn everything_is_pressed_in_a_language_of_the_core() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/content");
    for country in [None, Some("PL")] {
        let town = Town::asleep(fresh(Kind::Sqlite).await).await;
        let mut town = town.with_content(folder.into());
        town.starts_the_bot().await;
        everything_is_pressed_in_town(town, "pl", country).await;
    }
}

/// The same for the languages of the starter content that have only the core.
#[tokio::test(flavor = "multi_thread")]
async fn everything_is_pressed_in_every_language_of_the_core() {
    let content = Content::embedded().unwrap();
    for language in content.languages() {
        if !content.is_full(&language.tag) {
            everything_is_pressed(language.tag.as_str(), Some("PL")).await;
        }
    }
}
