//! Complaints about those who help: they go to an inbox of their own, another group, and never to the desk they may be about; nor do words for a consultant ever go there.

use std::time::Duration;

use safe_migration_bot::content::{Placeholder, Text};
use safe_migration_bot::model::button::Button;
use safe_migration_bot::model::desk::Sign;
use safe_migration_bot::preview::{Message, MessageId, Place, Sender};

use crate::databases::TestDatabase;
use crate::town::{Consultant, Person, Town};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn emoji(sign: &Sign) -> Option<String> {
    Some(sign.emoji().to_owned())
}

pub(super) async fn with_an_inbox(database: TestDatabase) -> Town {
    let mut town = Town::asleep(database)
        .await
        .opens_a_desk("main")
        .opens_a_complaints_inbox();
    town.desk_opens();
    town.starts_the_bot().await;
    town.settles().await;
    town
}

impl Consultant<'_> {
    /// Closes the only complaint, which they have not taken yet.
    async fn closes_the_complaint(&self) {
        self.taps_on_complaint(&self.says(Text::DeskTakeButton))
            .await;
        self.taps_on_complaint(&self.says(Text::DeskCloseButton))
            .await;
        self.taps_on_complaint(&self.subject("other")).await;
        self.taps_on_complaint(&self.says(Text::DeskFinishButton))
            .await;
    }

    /// Whether these words stand anywhere in this group.
    pub(super) fn knows(&self, text: &str) -> bool {
        self.found(text).is_some()
    }

    /// The copy of these words in the inbox.
    fn copy_in_group(&self, text: &str) -> Message {
        self.found(text)
            .unwrap_or_else(|| panic!("`{text}` is not here:\n{}", self.group_transcript()))
    }

    fn found(&self, text: &str) -> Option<Message> {
        let messages = self.town.world.messages(self.group).into_iter();
        messages
            .filter(|one| one.from == Sender::Bot)
            .find(|one| one.text() == text)
    }

    fn group_transcript(&self) -> String {
        let messages = self.town.world.messages(self.group);
        let texts: Vec<_> = messages.iter().map(|one| one.text().to_owned()).collect();
        texts.join("\n――――――――\n")
    }

    /// The card of the only complaint.
    fn complaint_card(&self) -> Message {
        let title = self.says(Text::DeskCardComplaint);
        let word = title.split_whitespace().next().unwrap().to_owned();
        let mut messages = self.town.world.messages(self.group).into_iter();
        messages
            .rfind(|one| one.keyboard.is_some() && one.text().starts_with(&word))
            .unwrap_or_else(|| panic!("no card:\n{}", self.group_transcript()))
    }

    pub(super) async fn taps_on_complaint(&self, words: &str) {
        let card = self.complaint_card();
        let found = card.find_button(|button| button.text.ends_with(words));
        let (row, column) = found.unwrap_or_else(|| panic!("no `{words}`:\n{}", card.text()));
        self.town
            .world
            .press(self.id, self.group, card.id, row, column)
            .unwrap();
        self.town.settles().await;
    }

    async fn answers_in_group(&self, to: MessageId, text: &str) -> MessageId {
        self.town.mark(text);
        let place = Place {
            thread: self.town.world.message(self.group, to).unwrap().thread,
            reply_to: Some(to),
            ..Place::chat(self.group)
        };
        let message = self.town.world.write(self.id, place, text).unwrap();
        self.town.settles().await;
        message
    }
}

impl Person<'_> {
    pub(super) async fn begins_a_complaint(&self) {
        self.writes("/complain").await;
        let days = self.town.content.desk().complaint_days.to_string();
        self.sees(&self.says_with(Text::ComplaintText, &[(Placeholder::N, &days)]));
        self.presses(Text::ComplaintWriteButton).await;
        self.sees_text(Text::ComplaintOpen);
    }

    async fn replies(&self, to: MessageId, text: &str) -> MessageId {
        self.town.mark(text);
        let place = Place {
            reply_to: Some(to),
            ..Place::chat(self.chat)
        };
        let message = self.town.world.write(self.id, place, text).unwrap();
        self.town.settles().await;
        message
    }

    async fn completes_the_complaint(&self) {
        let done = self.says(Text::ComplaintDoneButton);
        let open = self
            .from_the_bot()
            .into_iter()
            .rev()
            .find(|one| one.find_button(|button| button.text == done).is_some());
        self.taps_on(&open.unwrap(), &done).await;
    }
}

on_both_databases! {
    /// Written, received, answered by a reply, answered back; the desk learns nothing of it.
    async fn a_complaint_goes_to_its_inbox_and_is_answered_from_there(database: TestDatabase) {
        let town = with_an_inbox(database).await;
        let (marta, nina) = (town.consultant("Marta"), town.consultant_at(1, "Nina"));
        let olena = town.guest("uk").await;
        olena.begins_a_complaint().await;
        let first = olena.writes("Консультант просив у мене гроші").await;
        let copy = nina.copy_in_group("Консультант просив у мене гроші");
        assert_eq!(olena.sign_on(first), emoji(&Sign::Delivered));
        assert_eq!(town.counted("complaints", "").await, 1);
        assert_eq!(town.counted("conversations", "yes").await, 0, "a complaint is no conversation");
        olena.completes_the_complaint().await;
        let days = town.content.desk().complaint_days.to_string();
        olena.sees(&olena.says_with(Text::ComplaintDone, &[(Placeholder::N, &days)]));
        olena.writes("Як отримати тимчасовий захист").await;
        assert!(!nina.knows("Як отримати тимчасовий захист"), "she had finished");
        let before = olena.from_the_bot().len();
        nina.writes_in_general("Хто з нас відповість їй сьогодні").await;
        assert_eq!(olena.from_the_bot().len(), before, "colleagues talk among themselves");
        let answer = nina.answers_in_group(copy.id, "Коли саме це сталося?").await;
        assert_eq!(nina.sign_on(answer), emoji(&Sign::Delivered));
        let shown = olena.from_the_bot().into_iter().find(|one| one.text() == "Коли саме це сталося?").unwrap();
        assert_eq!(shown.reply_to, Some(first));
        olena.replies(shown.id, "Минулої п'ятниці ввечері").await;
        assert_eq!(nina.copy_in_group("Минулої п'ятниці ввечері").reply_to, Some(answer));
        olena.presses(Text::ComplaintWriteButton).await;
        olena.sees_text(Text::ComplaintOpen);
        olena.writes("І ще один раз у суботу зранку").await;
        nina.copy_in_group("І ще один раз у суботу зранку");
        assert!(marta.topics().is_empty());
        for text in ["Консультант просив у мене гроші", "Минулої п'ятниці ввечері", "І ще один раз у суботу зранку"] {
            assert!(!marta.knows(text));
        }
        town.ends().await;
    }

    /// With a conversation open at the same time both stay apart: new words, replies, edits,
    /// reactions, answers.
    async fn a_complaint_and_a_conversation_stay_apart(database: TestDatabase) {
        let town = with_an_inbox(database).await;
        let (marta, nina) = (town.consultant("Marta"), town.consultant_at(1, "Nina"));
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        let question = olena.writes("Чи потрібна мені віза до Румунії").await;
        olena.begins_a_complaint().await;
        let complaint = olena.writes("Консультантка кричала на мене").await;
        let answer = marta.writes(topic, "Ні, віза Вам не потрібна").await;
        let copy = nina.copy_in_group("Консультантка кричала на мене");
        let shown = olena.from_the_bot().into_iter().find(|one| one.text() == "Ні, віза Вам не потрібна").unwrap();
        olena.replies(shown.id, "А моїй дитині віза потрібна?").await;
        assert_eq!(marta.copy_of(topic, "А моїй дитині віза потрібна?").reply_to, Some(answer), "a reply goes where it belongs");
        olena.edits(question, "Чи потрібна мені віза до Молдови").await;
        marta.copy_of(topic, "Чи потрібна мені віза до Молдови");
        olena.completes_the_complaint().await;
        olena.edits(complaint, "Консультантка кричала на мене двічі").await;
        nina.copy_in_group("Консультантка кричала на мене двічі");
        assert!(town.world.message(nina.group, copy.id).is_none());
        olena.writes("Дякую, тоді їдемо завтра зранку").await;
        marta.copy_of(topic, "Дякую, тоді їдемо завтра зранку");
        let copy = nina.copy_in_group("Консультантка кричала на мене двічі");
        let reply = nina.answers_in_group(copy.id, "Дякуємо, що написали нам").await;
        let shown = olena.from_the_bot().into_iter().find(|one| one.text() == "Дякуємо, що написали нам").unwrap();
        town.world.react(olena.id, olena.chat, shown.id, Some("❤")).unwrap();
        town.settles().await;
        assert_eq!(nina.sign_on(reply).as_deref(), Some("❤"));
        olena.replies(shown.id, "Прошу не казати їй про це").await;
        nina.copy_in_group("Прошу не казати їй про це");
        for text in ["Консультантка кричала на мене", "Консультантка кричала на мене двічі", "Прошу не казати їй про це"] {
            assert!(!marta.knows(text), "the desk learns: {text}");
        }
        for text in ["Чи потрібна мені віза до Румунії", "Чи потрібна мені віза до Молдови", "А моїй дитині віза потрібна?", "Дякую, тоді їдемо завтра зранку"] {
            assert!(!nina.knows(text), "the inbox learns: {text}");
        }
        town.ends().await;
    }

    /// Whoever goes on to another page without "That is all" has ended it all the same: where it
    /// says that words go to the consultant, they do.
    async fn a_page_about_something_else_ends_the_complaint(database: TestDatabase) {
        let town = with_an_inbox(database).await;
        let (marta, nina) = (town.consultant("Marta"), town.consultant_at(1, "Nina"));
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        let joined = olena.newest();
        for (n, way) in ["/consultant", "/start", "the button", "back"].into_iter().enumerate() {
            olena.begins_a_complaint().await;
            let complaint = format!("Вона кричала на мене раз номер {n}");
            olena.writes(&complaint).await;
            nina.copy_in_group(&complaint);
            match way {
                "the button" => olena.taps_on(&joined, &olena.says(Text::CaseButton)).await,
                "back" => {
                    olena.writes("/complain").await;
                    olena.sees_text(Text::ComplaintOpen);
                    olena.presses(Text::BackButton).await;
                    olena.presses(Text::BackButton).await;
                    olena.sees_text(Text::MenuText);
                }
                command => {
                    olena.writes(command).await;
                }
            }
            let words = format!("Мій поїзд прибуває о дев'ятій, день {n}");
            olena.writes(&words).await;
            marta.copy_of(topic, &words);
            assert!(!nina.knows(&words), "{way}");
            assert!(!marta.knows(&complaint), "{way}");
        }
        town.ends().await;
    }

    /// Closed by those who read it, while it was still being written: her next words are the
    /// consultant's, at once and when the complaint could not go on any more.
    async fn whoever_closes_a_complaint_ends_the_writing(database: TestDatabase) {
        let town = with_an_inbox(database).await;
        let (marta, nina) = (town.consultant("Marta"), town.consultant_at(1, "Nina"));
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        olena.begins_a_complaint().await;
        olena.writes("Мені відповіли грубо по телефону").await;
        nina.closes_the_complaint().await;
        let reopen = town.content.desk().reopen_days;
        for words in ["Коли мені чекати на відповідь?", "Я все ще чекаю на відповідь"] {
            olena.writes(words).await;
            marta.copy_of(topic, words);
            assert!(!nina.knows(words));
            assert!(nina.complaint_card().text().contains(&nina.says(Text::DeskStateClosed)));
            town.time_comes(DAY * (reopen + 1)).await;
        }
        town.ends().await;
    }

    /// Closed because nobody wrote any more: the same.
    async fn silence_ends_the_writing_of_a_complaint(database: TestDatabase) {
        let town = with_an_inbox(database).await;
        let (marta, nina) = (town.consultant("Marta"), town.consultant_at(1, "Nina"));
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        olena.begins_a_complaint().await;
        olena.writes("Помічниця взяла з мене гроші").await;
        let copy = nina.copy_in_group("Помічниця взяла з мене гроші");
        nina.answers_in_group(copy.id, "Дякуємо, ми це з'ясуємо").await;
        let hours = town.content.desk().silence_close_hours;
        town.time_comes(HOUR * (hours + 1)).await;
        assert!(nina.complaint_card().text().contains(&nina.says(Text::DeskStateClosed)), "{}", nina.complaint_card().text());
        olena.writes("Чи є вже новини для мене?").await;
        marta.copy_of(topic, "Чи є вже новини для мене?");
        assert!(!nina.knows("Чи є вже новини для мене?"));
        town.ends().await;
    }

    /// "Write here" pressed in time holds, also if the words come when it would be too late to press:
    /// they are no consultant's.
    async fn a_complaint_that_was_opened_in_time_is_written_in_peace(database: TestDatabase) {
        let town = with_an_inbox(database).await;
        let (marta, nina) = (town.consultant("Marta"), town.consultant_at(1, "Nina"));
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        olena.begins_a_complaint().await;
        olena.writes("Мої папери показали чужим людям").await;
        nina.closes_the_complaint().await;
        let reopen = town.content.desk().reopen_days;
        town.time_comes(DAY * reopen - HOUR).await;
        olena.writes("/complain").await;
        olena.presses(Text::ComplaintWriteButton).await;
        olena.sees_text(Text::ComplaintOpen);
        town.time_comes(2 * HOUR).await;
        olena.writes("Це зробила та сама консультантка").await;
        nina.copy_in_group("Це зробила та сама консультантка");
        assert!(!marta.knows("Це зробила та сама консультантка"));
        town.ends().await;
    }

    /// An edit of what was said in a conversation that cannot go on brings up how to ask anew; it
    /// does not turn the complaint into something else.
    async fn a_page_that_comes_unasked_ends_no_complaint(database: TestDatabase) {
        let town = with_an_inbox(database).await;
        let (marta, nina) = (town.consultant("Marta"), town.consultant_at(1, "Nina"));
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let question = olena.writes("Чи відкритий кордон у неділю").await;
        olena.does(&Button::EndCase).await;
        olena.begins_a_complaint().await;
        olena.edits(question, "Чи відкритий кордон у суботу").await;
        assert!(olena.has_button(&olena.says(Text::TalkButton)), "{}", olena.screen());
        olena.writes("Консультантка мені погрожувала").await;
        nina.copy_in_group("Консультантка мені погрожувала");
        assert!(!marta.knows("Консультантка мені погрожувала"));
        town.ends().await;
    }

    /// A complaint has days, not minutes: nobody is told that nobody is free. It is called out
    /// once a day until it is answered.
    async fn a_complaint_is_called_out_by_the_day(database: TestDatabase) {
        let town = with_an_inbox(database).await;
        let nina = town.consultant_at(1, "Nina");
        let olena = town.guest("uk").await;
        olena.begins_a_complaint().await;
        olena.writes("Зустріч зі мною двічі скасували").await;
        let before = olena.from_the_bot().len();
        let calls = || nina.heard_in_general().into_iter().filter(|text| text.starts_with('⏰') || text.starts_with('🔔')).count();
        town.time_comes(4 * HOUR).await;
        assert_eq!(calls(), 0, "{}", nina.group_transcript());
        town.time_comes(4 * DAY).await;
        town.desk_opens();
        town.timers_run().await;
        assert!(calls() >= 1, "{}", nina.group_transcript());
        assert_eq!(olena.from_the_bot().len(), before, "{}", olena.transcript());
        town.ends().await;
    }

    /// Closed by those who read it: she is told so without being asked to rate, and how to add
    /// something; the card can still be used, and a remark on the card stays inside.
    async fn a_closed_complaint_can_go_on(database: TestDatabase) {
        let town = with_an_inbox(database).await;
        let nina = town.consultant_at(1, "Nina");
        let olena = town.guest("uk").await;
        olena.begins_a_complaint().await;
        olena.writes("Помічник не віддав мені документи").await;
        olena.completes_the_complaint().await;
        nina.taps_on_complaint(&nina.says(Text::DeskTakeButton)).await;
        let remark = nina.answers_in_group(nina.complaint_card().id, "Я з'ясую це з керівником").await;
        assert_eq!(nina.sign_on(remark), emoji(&Sign::Inside));
        assert!(!olena.transcript().contains("Я з'ясую це з керівником"));
        let copy = nina.copy_in_group("Помічник не віддав мені документи");
        nina.answers_in_group(copy.id, "Документи повернуть завтра").await;
        assert!(olena.transcript().contains("Документи повернуть завтра"));
        nina.taps_on_complaint(&nina.says(Text::DeskCloseButton)).await;
        nina.taps_on_complaint(&nina.subject("other")).await;
        nina.taps_on_complaint(&nina.says(Text::DeskFinishButton)).await;
        assert!(nina.complaint_card().text().contains(&nina.says(Text::DeskStateClosed)), "{}", nina.complaint_card().text());
        assert!(!olena.has_button(&olena.says(Text::RateGoodButton)), "{}", olena.screen());
        assert_eq!(town.counted("consultations", "other").await, 0, "a complaint is no consultation");
        olena.presses(Text::ComplaintWriteButton).await;
        olena.writes("Документи досі не повернули").await;
        nina.copy_in_group("Документи досі не повернули");
        assert!(nina.complaint_card().text().contains(&nina.says(Text::DeskStateWaiting)), "{}", nina.complaint_card().text());
        nina.taps_on_complaint(&nina.says(Text::DeskTakeButton)).await;
        nina.taps_on_complaint(&nina.says(Text::DeskCloseButton)).await;
        nina.taps_on_complaint(&nina.subject("other")).await;
        nina.taps_on_complaint(&nina.says(Text::DeskFinishButton)).await;
        nina.taps_on_complaint(&nina.says(Text::DeskReopenButton)).await;
        let copy = nina.copy_in_group("Документи досі не повернули");
        nina.answers_in_group(copy.id, "Ми написали про це ще раз").await;
        assert!(olena.transcript().contains("Ми написали про це ще раз"));
        for fact in ["reopened", "first_answer_minutes", "duration_minutes", "unanswered"] {
            assert!(town.counts().await.iter().all(|row| row.fact != fact), "a complaint is no conversation: {fact}");
        }
        town.ends().await;
    }

    /// Without an inbox nothing can be written here: organisations outside are named instead.
    async fn without_an_inbox_organisations_outside_are_named(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.writes("/complain").await;
        olena.sees_text(Text::ComplaintOutside);
        assert!(!olena.has_button(&olena.says(Text::ComplaintWriteButton)));
        assert!(olena.newest().text().lines().count() > olena.says(Text::ComplaintOutside).lines().count() + 2, "{}", olena.screen());
        olena.does(&Button::Complain).await;
        olena.sees_text(Text::ComplaintOutside);
        olena.writes("Вона сварилася зранку").await;
        olena.sees_text(Text::UnknownText);
        assert!(marta.topics().is_empty());
        town.ends().await;
    }
}
