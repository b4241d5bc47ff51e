//! More of what a person does and sees: whole buttons, captions, edits, small windows, and the
//! state and figures behind the scenes, for stories that must look there.

use std::path::Path;
use std::time::Duration;

use jiff::civil::Date;
use safe_migration_bot::content::{Filling, Lang, Placeholder, Text, Value};
use safe_migration_bot::model::button::Button;
use safe_migration_bot::model::figures::Cut;
use safe_migration_bot::model::ids::{Lane, MessageId as TraceId};
use safe_migration_bot::model::visitor::Visitor;
use safe_migration_bot::preview::{AccountId, Attachment, MediaKind, Message, MessageId, Place};
use safe_migration_bot::store::counts::{CountRow, VisitRow};
use safe_migration_bot::store::{self, Tx};

use super::{Person, Town};

impl Town {
    /// Somebody who has pressed START and stands before the menu.
    pub async fn guest(&self, client: &str) -> Person<'_> {
        let person = self.person("Olena", Some(client));
        person.starts().await;
        person
    }

    /// A text with its holes filled; a number has the form of its language.
    pub fn filled(&self, lang: &Lang, text: Text, values: &[(Placeholder, &str)]) -> String {
        let fill = |filling: Filling, (hole, value): &(Placeholder, &str)| {
            let filled = match value.parse() {
                Ok(number) if *hole == Placeholder::N => Value::Number(number),
                _ => Value::Text((*value).to_owned()),
            };
            filling.with(*hole, filled)
        };
        let filling = values.iter().fold(Filling::new(lang), fill);
        self.content.text(lang, text).plain(&filling)
    }

    /// Small windows an account has been shown, oldest first.
    pub async fn windows(&self, account: AccountId) -> Vec<String> {
        self.all_is_answered().await;
        self.world.look(|world| {
            let own = world.notices().filter(|notice| notice.account == account);
            own.filter_map(|notice| notice.text.clone()).collect()
        })
    }

    /// Waits until nothing is left to do and no button spins.
    pub async fn all_is_answered(&self) {
        self.settles().await;
        self.until("every press is answered", |world| {
            world.presses_unanswered() == 0
        })
        .await;
    }

    /// Why Telegram said no, call by call; most of these are the world's ways, not mistakes. That
    /// nobody has made sticker packs in this town is noticed at the start and is not counted.
    pub fn refusals(&self) -> Vec<String> {
        let calls = self.world.calls().into_iter();
        calls
            .filter(|call| call.method != "getStickerSet")
            .filter_map(|call| Some(format!("{}: {}", call.method, call.error?)))
            .collect()
    }

    /// Time passes until the next noon at the operator's place: no day ends during a story.
    pub fn noon_comes(&self) {
        self.comes_round(24 * 60 * 60, |time| time.hour() == 12);
    }

    /// Time passes until a minute has just begun.
    pub fn a_minute_begins(&self) {
        self.comes_round(60, |time| time.second() == 0);
    }

    fn comes_round(&self, within_seconds: u64, holds: impl Fn(jiff::civil::DateTime) -> bool) {
        let now = jiff::Timestamp::from_millisecond(self.clock.now().0).unwrap();
        let zone = self.content.hours().zone().clone();
        let then = |seconds: u64| now + Duration::from_secs(seconds);
        let wait = (0..=within_seconds).find(|s| holds(zone.to_datetime(then(*s))));
        self.time_passes(Duration::from_secs(wait.unwrap()));
    }

    /// Today, where the operator counts days.
    pub fn today(&self) -> Date {
        self.clock.now().day_in(self.content.hours().zone())
    }

    pub async fn visits(&self) -> Vec<VisitRow> {
        let (from, to) = self.all_days();
        store::counts::visits_between(self.bot().core().db(), from, to)
            .await
            .unwrap()
    }

    pub async fn counts(&self) -> Vec<CountRow> {
        let (from, to) = self.all_days();
        store::counts::counts_between(self.bot().core().db(), from, to)
            .await
            .unwrap()
    }

    /// How often this happened, whoever it was.
    pub async fn counted(&self, fact: &str, detail: &str) -> i64 {
        let rows = self.counts().await;
        rows.iter()
            .filter(|row| row.fact == fact && row.cut == Cut::Detail && row.category == detail)
            .map(|row| row.n)
            .sum()
    }

    fn all_days(&self) -> (Date, Date) {
        (jiff::civil::date(2020, 1, 1), jiff::civil::date(2200, 1, 1))
    }

    pub async fn tx(&self) -> Tx {
        self.bot().core().db().begin().await.unwrap()
    }
}

impl Person<'_> {
    /// Presses the button with exactly these words on the newest message of the bot.
    pub async fn taps(&self, words: &str) {
        self.taps_on(&self.newest(), words).await;
    }

    pub async fn taps_on(&self, message: &Message, words: &str) {
        let found = message.find_button(|button| button.text == words);
        let (row, column) =
            found.unwrap_or_else(|| panic!("no button `{words}`:\n{}", self.screen()));
        self.town
            .world
            .press(self.id, self.chat, message.id, row, column)
            .unwrap();
        self.town.settles().await;
    }

    /// Sends what a button would send that need not stand there.
    pub async fn does(&self, button: &Button) {
        self.presses_data(self.newest().id, &button.encode()).await;
    }

    /// Presses the button of a country.
    pub async fn chooses(&self, code: &str) {
        self.taps(&self.country(code)).await;
    }

    pub fn country(&self, code: &str) -> String {
        self.town
            .content
            .country_name(&self.lang, &code.parse().unwrap())
            .to_owned()
    }

    /// The help line's name in this person's language.
    pub fn line(&self, id: &str) -> &str {
        &self
            .town
            .content
            .line_text(&self.lang, &id.parse().unwrap())
            .name
    }

    /// The words on the button of a branch, icon and all.
    pub fn branch(&self, id: &str) -> String {
        let id = id.parse().unwrap();
        let icon = &self.town.content.branch(&id).unwrap().icon;
        let told = self.town.content.branch_in(&self.lang, None, &id);
        self.marked(format!("{icon} {}", told.words.title), told.lang)
    }

    /// A label, with the language behind it if it leads to a page in another one.
    fn marked(&self, label: String, lang: &Lang) -> String {
        if *lang == self.lang {
            label
        } else {
            format!("{label} · {lang}")
        }
    }

    /// The words on the button of an answer.
    pub fn question(&self, id: &str) -> &str {
        let content = &self.town.content;
        let text = content.answer_text(&self.lang, &id.parse().unwrap());
        &text.unwrap().button
    }

    pub fn title(&self, id: &str) -> &str {
        &self
            .town
            .content
            .answer_text(&self.lang, &id.parse().unwrap())
            .unwrap()
            .title
    }

    /// From the menu to an answer, as a person goes.
    pub async fn reads(&self, branch: &str, answer: &str) {
        self.taps(&self.branch(branch)).await;
        let content = &self.town.content;
        let told = content.answer_in(&self.lang, None, &answer.parse().unwrap());
        let button = self.question(answer).to_owned();
        self.taps(&self.marked(button, told.unwrap().lang)).await;
        self.sees(self.title(answer));
    }

    /// A text of the interface with its holes filled, as it stands in a message.
    pub fn says_with(&self, text: Text, values: &[(Placeholder, &str)]) -> String {
        self.town.filled(&self.lang, text, values)
    }

    pub fn sees_text(&self, text: Text) {
        self.sees(&self.says(text));
    }

    pub fn sees_not(&self, words: &str) {
        let screen = self.screen();
        assert!(
            !screen.contains(words),
            "`{words}` is on the screen:\n{screen}"
        );
    }

    pub fn has_button(&self, words: &str) -> bool {
        self.newest()
            .find_button(|button| button.text == words)
            .is_some()
    }

    pub async fn edits(&self, message: MessageId, text: &str) {
        self.town.mark(text);
        self.town
            .world
            .edit(self.id, self.chat, message, text)
            .unwrap();
        self.town.settles().await;
    }

    pub async fn sends_with(&self, kind: MediaKind, caption: &str) {
        self.town.mark(caption);
        let caption = Some(caption.to_owned());
        let attachment = Attachment {
            caption,
            ..Attachment::default()
        };
        self.town
            .world
            .send(self.id, Place::chat(self.chat), kind, &attachment)
            .unwrap();
        self.town.settles().await;
    }

    /// Small windows this person has been shown, oldest first.
    pub async fn alerts(&self) -> Vec<String> {
        self.town.windows(self.id).await
    }

    pub fn lane(&self) -> Lane {
        let chat = safe_migration_bot::model::ids::ChatId(self.chat.0);
        self.town.bot().core().keys().lane(chat, None)
    }

    /// What the bot remembers of this person.
    pub async fn remembered(&self) -> Option<Visitor> {
        let core = self.town.bot().core();
        let mut tx = self.town.tx().await;
        let key = core.keys().person_key(self.id.0);
        let loaded = store::visitors::load(&mut tx, core.keys(), &key)
            .await
            .unwrap();
        tx.rollback().await.unwrap();
        loaded.map(|(visitor, _)| visitor)
    }

    /// Messages whose ids are kept so that they can be hidden.
    pub async fn traces(&self) -> Vec<TraceId> {
        let core = self.town.bot().core();
        let mut tx = self.town.tx().await;
        let since = core.clock().now().plus_days(-400);
        let traces = store::traces::of(&mut tx, core.keys(), &self.lane(), since)
            .await
            .unwrap();
        tx.rollback().await.unwrap();
        traces.into_iter().map(|kept| kept.message).collect()
    }

    /// Rows of visits under this person's pseudonym.
    pub async fn own_visits(&self) -> Vec<VisitRow> {
        let visitor = self.town.bot().core().keys().visitor_key(self.id.0);
        self.town
            .visits()
            .await
            .into_iter()
            .filter(|row| row.visitor == visitor)
            .collect()
    }
}

/// The starter content as if every fact in it had been checked yesterday: stories about what is
/// shown hold on any day they run.
pub fn checked_yesterday() -> tempfile::TempDir {
    checked_yesterday_of("content")
}

/// The same of another folder of this repository.
pub fn checked_yesterday_of(content: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let yesterday = jiff::tz::TimeZone::UTC
        .to_datetime(jiff::Timestamp::now())
        .date()
        .yesterday()
        .unwrap();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(content),
        folder.path(),
        yesterday,
    );
    folder
}

fn copy(from: &Path, to: &Path, checked_on: Date) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copied = to.join(path.file_name().unwrap());
        if path.is_dir() {
            std::fs::create_dir(&copied).unwrap();
            copy(&path, &copied, checked_on);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            let text = std::fs::read_to_string(&path).unwrap();
            std::fs::write(&copied, with_checks(&text, checked_on)).unwrap();
        } else {
            std::fs::copy(&path, &copied).unwrap();
        }
    }
}

fn with_checks(text: &str, checked_on: Date) -> String {
    let key = "checked_on: ";
    let mut parts = text.split(key);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, rest| {
        let after = rest.get("2000-01-01".len()..).unwrap_or_default();
        format!("{text}{key}{checked_on}{after}")
    })
}
