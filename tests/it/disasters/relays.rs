//! Conversations while everything goes wrong: the program is killed between any two steps, sixty
//! people come at once, a group takes twenty messages a minute and no more. Every word arrives on
//! the other side, in order; at most the one that was under way arrives twice, and that is said.

use std::time::Duration;

use safe_migration_bot::content::Text;
use safe_migration_bot::model::button::Button;
use safe_migration_bot::preview::{MessageId, Place, Sender, Topic, World};
use safe_migration_bot::store::{self, Db};
use safe_migration_bot::telegram::deliver::Pace;

use super::program::Home;
use super::scenario::Dice;
use super::town::{lease_runs_out, settles};
use crate::databases::{Kind, TestDatabase};
use crate::town::{Consultant, Person, Town};

/// A life that makes no call ends after so long.
const A_LIFE: Duration = Duration::from_secs(20);
/// So many lives in a row that make no call, and something is stuck.
const LIVES_IN_VAIN: usize = 10;
/// So long Telegram keeps a press.
const PRESS_KEPT_SECONDS: i64 = 150;

/// Calls of the bot into the desk's group.
fn calls_to_group(town: &Town) -> usize {
    let group = town.desks[0].chat;
    let in_group = |world: &World| {
        let calls = world.calls().filter(|call| call.chat == Some(group));
        calls.count()
    };
    town.world.look(in_group)
}

/// What one person wrote has this beginning, so that it is found in the topics.
fn word(person: usize, n: usize) -> String {
    format!("person {person:02} says {n:03}")
}

/// The topics in which a person's words stand, each with those words in order.
fn topics_of(town: &Town, person: usize) -> Vec<(Topic, Vec<String>)> {
    let group = town.desks[0].chat;
    let messages = town.world.messages(group);
    let beginning = format!("person {person:02} says ");
    let of = |topic: &Topic| {
        let words = messages
            .iter()
            .filter(|message| message.thread == Some(topic.id) && message.from == Sender::Bot);
        let words: Vec<String> = words
            .map(|message| message.text().to_owned())
            .filter(|text| text.starts_with(&beginning))
            .collect();
        (topic.clone(), words)
    };
    let topics = town.world.topics(group);
    topics
        .iter()
        .map(of)
        .filter(|(_, words)| !words.is_empty())
        .collect()
}

/// Takes the doubles out, which must follow each other; returns how many there were.
fn without_doubles(words: &mut Vec<String>) -> usize {
    let before = words.len();
    words.dedup();
    before - words.len()
}

/// Starts and asks for a consultant, without waiting.
fn asks(person: &Person<'_>, on: MessageId) {
    let talk = Button::Talk { urgent: false }.encode();
    person
        .town
        .world
        .press_data(person.id, person.chat, on, &talk)
        .unwrap();
}

/// Everybody presses START, and the bot has answered them all.
async fn all_are_greeted(town: &Town, people: &[Person<'_>]) {
    for person in people {
        town.world.start(person.id, None).unwrap();
    }
    let greeted = |world: &World, person: &Person<'_>| {
        let messages = world.messages(person.chat);
        messages.filter(|one| one.from == Sender::Bot).count() >= 3
    };
    town.until("everybody is greeted", |world| {
        people.iter().all(|person| greeted(world, person))
    })
    .await;
}

/// What two sides have written, and what came of it.
struct Ledger<'a> {
    town: &'a Town,
    marta: Consultant<'a>,
    people: Vec<Person<'a>>,
    topics: Vec<Topic>,
    said: Vec<usize>,
    answered: Vec<usize>,
}

impl Ledger<'_> {
    /// Somebody writes something.
    fn goes_on(&mut self, dice: &mut Dice) {
        let n = dice.roll(self.people.len());
        let person = &self.people[n];
        let world = &self.town.world;
        if dice.roll(2) == 0 {
            let text = word(n, self.said[n]);
            world
                .write(person.id, Place::chat(person.chat), &text)
                .unwrap();
            self.said[n] += 1;
        } else {
            let place = Place::topic(self.marta.group, self.topics[n].id);
            let text = word(n, 500 + self.answered[n]);
            world.write(self.marta.id, place, &text).unwrap();
            self.answered[n] += 1;
        }
    }

    /// Everything has arrived in order; returns what came twice.
    fn judge(&self) -> usize {
        let mut doubled = 0;
        for (n, person) in self.people.iter().enumerate() {
            let mut words = topics_of(self.town, n)[0].1.clone();
            doubled += without_doubles(&mut words);
            let written: Vec<String> = (0..self.said[n]).map(|i| word(n, i)).collect();
            assert_eq!(words, written, "what person {n} wrote");
            let chat = person.from_the_bot();
            let texts = chat.iter().map(|message| message.text().to_owned());
            let mut words: Vec<String> = texts.filter(|text| text.starts_with("person ")).collect();
            doubled += without_doubles(&mut words);
            let answers = (0..self.answered[n]).map(|i| word(n, 500 + i));
            assert_eq!(
                words,
                answers.collect::<Vec<_>>(),
                "what was answered to person {n}"
            );
        }
        doubled
    }
}

/// Time passes, but only while the bot waits for it, until nothing is left to do. Returns after how
/// many seconds the last person's first word had arrived.
async fn at_the_groups_pace(town: &Town, people: usize) -> i64 {
    let asked_at = town.world.clock().seconds();
    let (mut longest, mut missing): (i64, Vec<usize>) = (0, (0..people).collect());
    loop {
        let calls = calls_to_group(town);
        let before = missing.len();
        missing.retain(|n| topics_of(town, *n).is_empty());
        let passed = town.world.clock().seconds() - asked_at;
        if missing.len() < before {
            longest = passed;
        }
        let waiting = store::outbox::waiting(town.bot().core().db()).await;
        if waiting.unwrap() == 0 && town.world.updates_pending() == 0 {
            return longest;
        }
        tokio::time::sleep(Duration::from_millis(120)).await;
        if calls_to_group(town) == calls {
            town.time_passes(Duration::from_secs(4));
        }
        assert!(passed < 4 * 3600, "promises still wait after hours");
    }
}

/// Calls into the desk's group that Telegram refused.
fn refused(town: &Town) -> Vec<String> {
    let group = town.desks[0].chat;
    town.world.look(|world| {
        let refused = world
            .calls()
            .filter(|call| call.chat == Some(group) && !call.ok);
        let told = refused.map(|call| format!("{}: {:?}", call.method, call.error));
        told.collect()
    })
}

/// Kills and starts the program until nothing waits: each life has the places of a minute anew.
async fn lives_until_done(town: &Town, home: &Home, db: &Db, dice: &mut Dice) -> usize {
    let (mut deaths, mut in_vain) = (0, 0);
    loop {
        let before = calls_to_group(town);
        let program = home.starts(&town.server.url());
        let few = 2 + dice.roll(14);
        let life = async {
            while calls_to_group(town) < before + few && !nothing_waits(town, db).await {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        // What waits for a time that has not come makes no call: such a life is cut short.
        drop(tokio::time::timeout(A_LIFE, life).await);
        tokio::time::sleep(Duration::from_micros(dice.roll(30_000).try_into().unwrap())).await;
        program.dies().await;
        lease_runs_out(db).await;
        deaths += 1;
        if nothing_waits(town, db).await {
            return deaths;
        }
        let made_a_call = calls_to_group(town) > before;
        in_vain = if made_a_call { 0 } else { in_vain + 1 };
        assert!(in_vain < LIVES_IN_VAIN, "promises still wait");
    }
}

async fn nothing_waits(town: &Town, db: &Db) -> bool {
    let waiting = store::outbox::waiting(db).await;
    waiting.is_ok_and(|waiting| waiting == 0) && town.world.updates_pending() == 0
}

/// Telegram keeps a press for 150 seconds. On a machine that is too busy for the lives before it
/// this may not be enough: then, and only then, whoever has no topic presses again.
fn presses_that_ran_out(town: &Town, people: &[Person<'_>], asked_at: i64) -> bool {
    let without: Vec<&Person<'_>> = people
        .iter()
        .enumerate()
        .filter(|(n, _)| topics_of(town, *n).is_empty())
        .map(|(_, person)| person)
        .collect();
    let passed = town.world.clock().seconds() - asked_at;
    assert!(
        without.is_empty() || passed > PRESS_KEPT_SECONDS,
        "{} people have no topic after {passed} s",
        without.len()
    );
    for person in &without {
        asks(person, person.newest().id);
    }
    !without.is_empty()
}

on_both_databases! {
    /// Sixty people ask at once and write their first words, and the program dies again and again:
    /// one topic each, every word in it, in order.
    async fn sixty_at_once_and_killed_in_the_middle(database: TestDatabase) {
        let mut dice = Dice::shaken();
        let town = Town::asleep(database).await.opens_a_desk("main");
        let home = Home::at(town.place()).serving(&town);
        let people: Vec<Person<'_>> = (0..60).map(|_| town.person("Olena", Some("uk"))).collect();
        let first = home.starts(&town.server.url());
        all_are_greeted(&town, &people).await;
        first.dies().await;
        let db = Db::open(&town.database.url).await.unwrap();
        lease_runs_out(&db).await;
        for (n, person) in people.iter().enumerate() {
            asks(person, person.newest().id);
            for word_number in 0..3 {
                town.world.write(person.id, Place::chat(person.chat), &word(n, word_number)).unwrap();
            }
        }
        let asked_at = town.world.clock().seconds();
        let mut deaths = lives_until_done(&town, &home, &db, &mut dice).await;
        let mut again_at = asked_at;
        while presses_that_ran_out(&town, &people, again_at) {
            again_at = town.world.clock().seconds();
            deaths += lives_until_done(&town, &home, &db, &mut dice).await;
        }
        let mut doubled = 0;
        for n in 0..people.len() {
            let topics = topics_of(&town, n);
            assert_eq!(topics.len(), 1, "person {n} has one topic: {topics:?}");
            let mut words = topics[0].1.clone();
            doubled += without_doubles(&mut words);
            assert_eq!(words, [word(n, 0), word(n, 1), word(n, 2)]);
        }
        assert!(doubled <= deaths, "{doubled} doubled by {deaths} deaths");
        println!("60 people, {deaths} deaths, {doubled} doubled, 0 lost");
        db.close().await;
    }

    /// Both sides write while the program dies again and again.
    async fn both_ways_under_deaths(database: TestDatabase) {
        let mut dice = Dice::shaken();
        let lives = if database.kind == Kind::Sqlite { 40 } else { 20 };
        let town = Town::asleep(database).await.opens_a_desk("main");
        let home = Home::at(town.place()).serving(&town);
        let marta = town.consultant("Marta");
        let people: Vec<Person<'_>> = (0..4).map(|_| town.person("Olena", Some("uk"))).collect();
        let program = home.starts(&town.server.url());
        all_are_greeted(&town, &people).await;
        for (n, person) in people.iter().enumerate() {
            asks(person, person.newest().id);
            town.world.write(person.id, Place::chat(person.chat), &word(n, 0)).unwrap();
        }
        let db = Db::open(&town.database.url).await.unwrap();
        settles(&town, &db).await;
        let topics: Vec<Topic> = (0..people.len()).map(|n| topics_of(&town, n)[0].0.clone()).collect();
        for topic in &topics {
            let card = marta.card(topic.id);
            let take = card.find_button(|button| button.text == marta.says(Text::DeskTakeButton)).unwrap();
            town.world.press(marta.id, marta.group, card.id, take.0, take.1).unwrap();
        }
        settles(&town, &db).await;
        program.dies().await;
        let asked = vec![1; people.len()];
        let answered = vec![0; people.len()];
        let mut ledger = Ledger { town: &town, marta, people, topics, said: asked, answered };
        let mut deaths = 0;
        for _ in 0..lives {
            lease_runs_out(&db).await;
            let before = town.world.calls().len();
            let program = home.starts(&town.server.url());
            for _ in 0..=dice.roll(3) {
                ledger.goes_on(&mut dice);
            }
            let some = dice.roll(10);
            let enough = |world: &World| world.calls().count() >= before + some;
            town.world.wait_until(enough, Duration::from_millis(900)).await;
            tokio::time::sleep(Duration::from_micros(dice.roll(30_000).try_into().unwrap())).await;
            program.dies().await;
            deaths += 1;
        }
        lease_runs_out(&db).await;
        deaths += lives_until_done(&town, &home, &db, &mut dice).await;
        let doubled = ledger.judge();
        assert!(doubled <= deaths, "{doubled} doubled by {deaths} deaths");
        println!("{deaths} deaths, {} words, {doubled} doubled, 0 lost", ledger.said.iter().chain(&ledger.answered).sum::<usize>());
        db.close().await;
    }

    /// Forty people at once on one desk, in a group that takes twenty messages a minute: nothing
    /// is lost, every topic keeps its order, and nobody waits without end.
    async fn forty_at_once_within_twenty_a_minute(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_desk("main").with_pace(Pace::default());
        town.desk_opens();
        town.world.set_rate_limits(true);
        town.starts_the_bot().await;
        let people: Vec<Person<'_>> = (0..40).map(|_| town.person("Olena", Some("uk"))).collect();
        all_are_greeted(&town, &people).await;
        for (n, person) in people.iter().enumerate() {
            asks(person, person.newest().id);
            for i in 0..2 {
                town.world.write(person.id, Place::chat(person.chat), &word(n, i)).unwrap();
            }
        }
        let longest = at_the_groups_pace(&town, people.len()).await;
        for n in 0..people.len() {
            let topics = topics_of(&town, n);
            assert_eq!(topics.len(), 1, "person {n}");
            assert_eq!(topics[0].1, [word(n, 0), word(n, 1)], "person {n}");
        }
        let refused = refused(&town);
        println!("40 people: the last first word arrived after {longest} s; {} calls to the group refused", refused.len());
        // A machine that is too busy sends late, into the next of Telegram's minutes: that is told to
        // wait. A name may be set a second time when Telegram tells of a topic before it answers.
        let harmless = |told: &String| ["Too Many Requests", "TOPIC_NOT_MODIFIED"].iter().any(|why| told.contains(why));
        assert!(refused.iter().all(harmless), "{refused:#?}");
        town.ends().await;
    }

    /// While a group cannot keep up, somebody is in danger: the ring comes long before the others are
    /// through.
    async fn a_ring_does_not_wait_for_the_others(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_desk("main").with_pace(Pace::default());
        town.desk_opens();
        town.world.set_rate_limits(true);
        town.starts_the_bot().await;
        let people: Vec<Person<'_>> = (0..16).map(|_| town.person("Olena", Some("uk"))).collect();
        all_are_greeted(&town, &people).await;
        let (in_danger, others) = people.split_last().unwrap();
        for (n, person) in others.iter().enumerate() {
            asks(person, person.newest().id);
            for i in 0..2 {
                town.world.write(person.id, Place::chat(person.chat), &word(n, i)).unwrap();
            }
        }
        let on = in_danger.newest().id;
        asks(in_danger, on);
        town.world.write(in_danger.id, Place::chat(in_danger.chat), &word(15, 0)).unwrap();
        let talk = Button::Talk { urgent: true }.encode();
        town.world.press_data(in_danger.id, in_danger.chat, on, &talk).unwrap();
        at_the_groups_pace(&town, people.len()).await;
        let (code, group) = (in_danger.code().await, town.desks[0].chat);
        let calls = town.world.calls().into_iter().filter(|call| call.chat == Some(group) && call.ok);
        let rings = calls.map(|call| {
            let text = call.parameters.get("text").and_then(|text| text.as_str()).unwrap_or_default();
            // A board names the case too, and has buttons.
            text.contains(&code) && !call.parameters.contains_key("reply_markup")
        });
        let rings: Vec<bool> = rings.collect();
        let place = rings.iter().position(|ring| *ring).expect("it rang");
        println!("the ring was call {place} of {}", rings.len());
        assert!(place < rings.len() / 2, "the ring was call {place} of {}", rings.len());
        town.ends().await;
    }

    /// One new person writes twenty messages within a second, before and after asking.
    async fn a_burst_of_one_person_arrives_whole_and_in_order(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let person = town.person("Olena", Some("uk"));
        town.world.start(person.id, None).unwrap();
        for n in 0..20 {
            town.world.write(person.id, Place::chat(person.chat), &word(0, n)).unwrap();
        }
        town.settles().await;
        person.asks_for_a_consultant().await;
        for n in 20..40 {
            town.world.write(person.id, Place::chat(person.chat), &word(0, n)).unwrap();
        }
        town.settles().await;
        let topics = topics_of(&town, 0);
        assert_eq!(topics.len(), 1);
        assert_eq!(topics[0].1, (0..40).map(|n| word(0, n)).collect::<Vec<_>>());
        town.ends().await;
    }
}
