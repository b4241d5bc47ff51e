//! A phone that may be seen: only "New reply" shows until it is opened, and it can be taken away
//! again; hiding and danger in the middle of a case lose nothing; what comes unasked begins so that
//! a locked screen tells nobody anything.

use std::time::Duration;

use safe_migration_bot::content::Text;
use safe_migration_bot::model::button::Button;
use safe_migration_bot::model::desk::Sign;
use safe_migration_bot::preview::{Attachment, Fault, MediaKind, MessageId, Place};

use super::hiding::{TELLING, only_the_neutral_message_stays};
use crate::databases::TestDatabase;
use crate::town::{Consultant, Person, Town};

const MINUTE: Duration = Duration::from_secs(60);

fn delivered() -> Option<String> {
    Some(Sign::Delivered.emoji().to_owned())
}

impl Person<'_> {
    /// Says that her phone may be seen.
    async fn may_be_seen(&self) {
        self.writes("/mydata").await;
        self.presses(Text::DiscreetButton).await;
        self.presses(Text::DiscreetOnButton).await;
    }

    /// Whether these words stand anywhere in her chat.
    fn has(&self, words: &str) -> bool {
        self.transcript().contains(words)
    }

    /// How often "New reply" stands in her chat.
    fn new_replies(&self) -> usize {
        let words = self.says(Text::CaseNewReply);
        let found = self.from_the_bot().into_iter();
        found
            .filter(|message| message.text().trim() == words.trim())
            .count()
    }
}

impl Consultant<'_> {
    /// Sends the first template from the card; returns its first line.
    async fn sends_a_template(&self, topic: MessageId, to: &Person<'_>) -> String {
        let id = &self.town.content.desk().templates[0];
        let name = self
            .town
            .content
            .template(&self.lang(), id)
            .unwrap()
            .title
            .clone();
        self.presses(topic, Text::DeskTemplatesButton).await;
        self.taps(topic, &name).await;
        self.presses(topic, Text::DeskSendButton).await;
        let words = &self.town.content.template(&to.lang, id).unwrap().html;
        words.lines().next().unwrap().to_owned()
    }
}

/// A taken case of somebody whose phone may be seen.
async fn a_case<'a>(town: &'a Town) -> (Consultant<'a>, Person<'a>, MessageId) {
    let marta = town.consultant("Marta");
    let olena = town.guest("uk").await;
    olena.may_be_seen().await;
    olena.asks_for_a_consultant().await;
    let topic = marta.topic();
    marta.takes(topic).await;
    (marta, olena, topic)
}

/// What a locked screen shows of a text that came unasked tells nobody anything.
fn begins_neutrally(person: &Person<'_>, text: &str) {
    let line = text.lines().next().unwrap_or_default().to_lowercase();
    // That something was asked or answered may be seen: not what, nor whom.
    let harmless = ["answer", "відповід", "ответ"];
    for word in TELLING.iter().filter(|word| !harmless.contains(word)) {
        assert!(
            !line.contains(word),
            "`{word}` shows on a locked screen ({}): {line}",
            person.lang
        );
    }
}

on_both_databases! {
    /// However much the consultant writes, "New reply" comes once, and nothing else; a button opens
    /// all of it, another takes it away again, and only what was opened has its sign.
    async fn nothing_shows_until_it_is_opened(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        assert!(marta.card(topic).text().contains(marta.says(Text::DeskCardDiscreet).trim()));
        let words = ["Ваш паспорт мусять віддати", "Зателефонуйте, коли будете самі"];
        let mut messages = Vec::new();
        for words in words {
            messages.push(marta.writes(topic, words).await);
        }
        assert_eq!(olena.new_replies(), 1, "{}", olena.transcript());
        assert!(words.iter().all(|words| !olena.has(words)));
        assert!(messages.iter().all(|message| marta.sign_on(*message) != delivered()), "not read yet");
        olena.presses(Text::OpenReplyButton).await;
        assert!(words.iter().all(|words| olena.has(words)), "{}", olena.transcript());
        assert!(messages.iter().all(|message| marta.sign_on(*message) == delivered()));
        let opened = olena.from_the_bot().into_iter().find(|message| message.find_button(|button| button.text == olena.says(Text::HideReplyButton)).is_some()).unwrap();
        olena.taps_on(&opened, &olena.says(Text::HideReplyButton)).await;
        assert!(words.iter().all(|words| !olena.has(words)), "{}", olena.transcript());
        assert_eq!(olena.new_replies(), 0);
        marta.writes(topic, "І ще одне, коли матимете час").await;
        assert_eq!(olena.new_replies(), 1, "the next one is announced anew");
        assert!(!olena.has("І ще одне, коли матимете час"));
        town.ends().await;
    }

    /// What is sent by a button is as discreet as what is written, and goes as completely.
    async fn templates_are_as_discreet(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let words = marta.sends_a_template(topic, &olena).await;
        let first = words.lines().next().unwrap();
        let files = || olena.from_the_bot().into_iter().filter(|message| message.file_name().is_some()).count();
        let before = files();
        marta.presses(topic, Text::DeskLeafletButton).await;
        assert_eq!((olena.new_replies(), files()), (1, before));
        assert!(!olena.has(first), "{}", olena.transcript());
        olena.presses(Text::OpenReplyButton).await;
        assert!(olena.has(first), "{}", olena.transcript());
        assert_eq!(files(), before + 1);
        let opened = olena.from_the_bot().into_iter().find(|message| message.find_button(|button| button.text == olena.says(Text::HideReplyButton)).is_some()).unwrap();
        olena.taps_on(&opened, &olena.says(Text::HideReplyButton)).await;
        assert!(!olena.has(first), "{}", olena.transcript());
        assert_eq!(files(), before, "{}", olena.transcript());
        town.ends().await;
    }

    /// A consultant takes back what was not opened yet: it is never shown.
    async fn what_was_not_opened_can_be_taken_back(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let wrong = marta.writes(topic, "Це для зовсім іншої людини").await;
        marta.writes(topic, "А це Ваша справжня відповідь").await;
        marta.replies(topic, wrong, "/unsend").await;
        assert_eq!(marta.said(Text::DeskUnsent), 1, "{}", marta.transcript(topic));
        olena.presses(Text::OpenReplyButton).await;
        assert!(olena.has("А це Ваша справжня відповідь"));
        assert!(!olena.has("Це для зовсім іншої людини"), "{}", olena.transcript());
        town.ends().await;
    }

    /// So does an album, whole, whether it was opened or not.
    async fn an_album_can_be_taken_back_whole(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let pictures = || olena.from_the_bot().into_iter().filter(|message| message.album_id.is_some()).count();
        let desk = Place::topic(marta.group, topic);
        let photo = Attachment::default();
        let papers = town.world.send_album(marta.id, desk, MediaKind::Photo, 4, &photo).unwrap();
        town.settles().await;
        marta.replies(topic, papers[1], "/unsend").await;
        assert_eq!(marta.said(Text::DeskUnsent), 1, "{}", marta.transcript(topic));
        let map = town.world.send_album(marta.id, desk, MediaKind::Photo, 2, &photo).unwrap();
        town.settles().await;
        olena.presses(Text::OpenReplyButton).await;
        assert_eq!(pictures(), 2, "of the papers nothing: {}", olena.transcript());
        marta.replies(topic, map[1], "/unsend").await;
        assert_eq!((pictures(), marta.said(Text::DeskUnsent)), (0, 2), "{}", olena.transcript());
        town.ends().await;
    }

    /// Taken back before it was opened, by a command or by becoming a note: whoever presses is told
    /// so, and what comes afterwards is announced, whether they pressed or not.
    async fn a_reply_that_was_taken_back_hides_no_later_one(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let wrong = marta.writes(topic, "Це було для іншої людини").await;
        marta.replies(topic, wrong, "/unsend").await;
        olena.presses(Text::OpenReplyButton).await;
        olena.sees_text(Text::CaseReplyHidden);
        marta.writes(topic, "А тепер справжня відповідь Вам").await;
        assert_eq!(olena.new_replies(), 1, "{}", olena.transcript());
        olena.presses(Text::OpenReplyButton).await;
        assert!(olena.has("А тепер справжня відповідь Вам"), "{}", olena.transcript());

        let wrong = marta.writes(topic, "І це було не для Вас").await;
        town.world.edit(marta.id, marta.group, wrong, "/note І це було не для неї").unwrap();
        town.settles().await;
        let shown = olena.newest().id;
        marta.writes(topic, "Приходьте до нас у вівторок").await;
        assert_ne!(olena.newest().id, shown, "announced anew: {}", olena.transcript());
        olena.presses(Text::OpenReplyButton).await;
        assert!(olena.has("Приходьте до нас у вівторок"), "{}", olena.transcript());
        assert!(!olena.has("не для"), "{}", olena.transcript());
        town.ends().await;
    }

    /// The word that something came may be overlooked: hours later the next reply says it again,
    /// within them it does not. Two presses in haste open once and lose nothing.
    async fn what_stays_unopened_is_announced_anew_after_hours(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        marta.writes(topic, "Перша відповідь, зранку").await;
        marta.writes(topic, "Друга відповідь, одразу за нею").await;
        assert_eq!(olena.new_replies(), 1);
        town.time_comes(MINUTE * 60 * 4).await;
        marta.writes(topic, "Третя відповідь, по обіді").await;
        assert_eq!(olena.new_replies(), 2, "{}", olena.transcript());
        let word = olena.newest();
        olena.taps_on(&word, &olena.says(Text::OpenReplyButton)).await;
        olena.presses_data(word.id, &Button::OpenReply.encode()).await;
        for words in ["Перша відповідь, зранку", "Друга відповідь, одразу за нею", "Третя відповідь, по обіді"] {
            assert!(olena.has(words), "{}", olena.transcript());
        }
        let opened = town.world.message(olena.chat, word.id).unwrap();
        olena.taps_on(&opened, &olena.says(Text::HideReplyButton)).await;
        assert!(!olena.has("Третя відповідь, по обіді"), "{}", olena.transcript());
        town.ends().await;
    }

    /// What was opened can be forgotten of in the chat: the page of the case says again that
    /// something waits.
    async fn an_overlooked_reply_is_said_again(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        marta.writes(topic, "Відповідь, якої Ви не бачили").await;
        town.world.delete(olena.id, olena.chat, olena.newest().id).unwrap();
        olena.writes("/consultant").await;
        assert_eq!(olena.new_replies(), 1, "{}", olena.transcript());
        let reply = olena.from_the_bot().into_iter().find(|message| message.text().trim() == olena.says(Text::CaseNewReply).trim()).unwrap();
        olena.taps_on(&reply, &olena.says(Text::OpenReplyButton)).await;
        assert!(olena.has("Відповідь, якої Ви не бачили"));
        town.ends().await;
    }

    /// Hidden in the middle: what was still to be passed on arrives, the chat holds one neutral line,
    /// and what comes after the press stays.
    async fn hiding_in_the_middle_loses_nothing(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = town.a_taken_case().await;
        marta.writes(topic, "Скажіть, де Ви зараз, будь ласка").await;
        town.world.script("copyMessage", [Fault::TooManyRequests(60)]);
        let words = ["Я у підвалі за вокзалом", "Будинок номер сім, другий під'їзд"];
        for words in words {
            olena.writes_without_waiting(words);
        }
        town.all_faults_struck().await;
        let before = olena.newest();
        olena.writes_without_waiting("/hide");
        town.until("the chat is hidden", |world| {
            world.messages(olena.chat).any(|message| message.text().contains(olena.says(Text::HiddenText).lines().next().unwrap()))
        })
        .await;
        assert!(town.world.message(olena.chat, before.id).is_none());
        town.time_passes(2 * MINUTE);
        town.settles().await;
        for words in words {
            marta.copy_of(topic, words);
        }
        only_the_neutral_message_stays(&olena);
        marta.writes(topic, "Зрозуміла, допомога вже їде").await;
        assert!(olena.has("Зрозуміла, допомога вже їде"), "what comes later stays");
        olena.writes("Дякую, чекаю на них").await;
        marta.copy_of(topic, "Дякую, чекаю на них");
        assert!(olena.has("Дякую, чекаю на них"));
        town.ends().await;
    }

    /// Hidden while a reply waits to be opened and a photo waits for her word: the chat is empty, the
    /// photo goes nowhere, and the reply can still be opened.
    async fn hiding_keeps_what_was_not_opened(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        marta.writes(topic, "Прочитайте, коли нікого поруч").await;
        let before = marta.reads(topic).len();
        olena.sends(MediaKind::Photo).await;
        olena.sees_text(Text::CaseMediaAsk);
        olena.writes("/hide").await;
        only_the_neutral_message_stays(&olena);
        assert_eq!(marta.reads(topic).len(), before);
        olena.writes("/consultant").await;
        let reply = olena.from_the_bot().into_iter().find(|message| message.text().trim() == olena.says(Text::CaseNewReply).trim());
        olena.taps_on(&reply.expect("it is said again"), &olena.says(Text::OpenReplyButton)).await;
        assert!(olena.has("Прочитайте, коли нікого поруч"), "{}", olena.transcript());
        town.ends().await;
    }

    /// The danger page comes beside a question that is open and a reply that is not: neither is lost.
    async fn danger_eats_neither_question_nor_reply(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        olena.sends(MediaKind::Photo).await;
        let question = olena.newest();
        marta.writes(topic, "Це можна відкрити і потім").await;
        let reply = olena.newest();
        for message in [&question, &reply] {
            let danger = olena.says(Text::DangerButton);
            if message.find_button(|button| button.text == danger).is_some() {
                olena.taps_on(message, &danger).await;
                olena.sees("112");
                assert_ne!(olena.newest().id, message.id);
            }
        }
        olena.writes("/danger").await;
        olena.sees("112");
        let stands = |message: &safe_migration_bot::preview::Message| town.world.message(olena.chat, message.id).is_some_and(|now| now.text() == message.text());
        assert!(stands(&question) && stands(&reply), "{}", olena.transcript());
        let before = marta.reads(topic).len();
        olena.taps_on(&question, &olena.says(Text::SendItButton)).await;
        assert_eq!(marta.reads(topic).len(), before + 1);
        olena.taps_on(&reply, &olena.says(Text::OpenReplyButton)).await;
        assert!(olena.has("Це можна відкрити і потім"));
        town.ends().await;
    }

    /// Everything that comes unasked in the life of a case, in every language.
    async fn what_comes_unasked_begins_neutrally(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let rules = town.content.desk();
        let hours = |n: u32| Duration::from_secs(u64::from(n) * 3600);
        for lang in town.content.languages() {
            town.desk_opens();
            let person = town.guest(lang.tag.as_str()).await;
            person.asks_for_a_consultant().await;
            let topic = marta.topic();
            let mut screen = LockedScreen::of(&person);
            town.time_comes(MINUTE * (rules.unanswered_minutes + 1)).await;
            town.time_comes(MINUTE * rules.louder_minutes).await;
            screen.shows(Text::CaseStillWaiting);
            marta.takes(topic).await;
            screen.shows(Text::CaseTakenUnnamed);
            marta.presses(topic, Text::DeskReleaseButton).await;
            screen.shows(Text::CaseReleased);
            marta.writes_in_general("/alias Марта").await;
            marta.takes(topic).await;
            screen.shows(Text::CaseTaken);
            marta.closes(topic, &["other"]).await;
            screen.shows(Text::CaseClosed);
            person.may_be_seen().await;
            person.writes("Іще одне запитання про дорогу").await;
            marta.takes(topic).await;
            screen = LockedScreen::of(&person);
            marta.writes(topic, "Напишіть, будь ласка, ще раз").await;
            screen.shows(Text::CaseNewReply);
            town.time_comes(hours(rules.silence_warn_hours + 1)).await;
            screen.shows(Text::CaseSilenceWarning);
            town.time_comes(hours(rules.silence_close_hours)).await;
            screen.shows(Text::CaseClosedBySilence);
            town.desk_opens();
            person.writes("А тепер ще одне запитання").await;
            screen = LockedScreen::of(&person);
            marta.writes(topic, "/block").await;
            screen.shows(Text::ConsultBlocked);
            town.time_comes(Duration::from_secs(u64::from(rules.retention_days + 1) * 86_400)).await;
            assert!(marta.topics().is_empty());
            marta.writes_in_general("/alias Марія").await;
        }
        town.ends().await;
    }
}

/// What lights up on a phone that lies on a table.
struct LockedScreen<'a> {
    person: &'a Person<'a>,
    seen: usize,
}

impl<'a> LockedScreen<'a> {
    fn of(person: &'a Person<'a>) -> Self {
        let seen = person.from_the_bot().len();
        Self { person, seen }
    }

    /// This text has come since, and the first lines tell nobody anything.
    fn shows(&mut self, text: Text) {
        let all = self.person.from_the_bot();
        let words = self.person.says(text);
        let first = words.lines().next().unwrap();
        let came = &all[self.seen..];
        assert!(
            came.iter().any(|message| message.text().starts_with(first)),
            "{text:?} ({}):\n{}",
            self.person.lang,
            self.person.transcript()
        );
        for message in came {
            begins_neutrally(self.person, message.text());
        }
        self.seen = all.len();
    }
}
