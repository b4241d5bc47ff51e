//! How a case ends and what comes after: closed with what it was about, corrected, rated, reopened
//! from either side, ended by the person, closed by silence; and what is counted of it.

use std::time::Duration;

use safe_migration_bot::content::{Placeholder, Text};
use safe_migration_bot::model::button::Button;
use safe_migration_bot::model::case::{Act, Rating};
use safe_migration_bot::model::figures::Cut;
use safe_migration_bot::preview::MessageId;

use crate::databases::TestDatabase;
use crate::town::{Consultant, Person, Town};

const HOUR: Duration = Duration::from_secs(60 * 60);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Consultant<'_> {
    /// A case that has been taken and answered.
    async fn serves(&self, person: &Person<'_>) -> MessageId {
        person.asks_for_a_consultant().await;
        let topic = self.topics().last().expect("a topic").id;
        self.takes(topic).await;
        self.writes(topic, "Добрий день, слухаю Вас").await;
        topic
    }
}

impl Town {
    /// How often this happened, whatever its detail.
    async fn counted_in_all(&self, fact: &str) -> i64 {
        let rows = self.counts().await;
        let rows = rows
            .iter()
            .filter(|row| row.fact == fact && row.cut == Cut::Detail);
        rows.map(|row| row.n).sum()
    }

    /// First answers, lengths, conversations without an answer in time.
    async fn times(&self) -> [i64; 3] {
        [
            self.counted_in_all("first_answer_minutes").await,
            self.counted_in_all("duration_minutes").await,
            self.counted_in_all("unanswered").await,
        ]
    }
}

/// The first line of a text in which a number of days stands further below.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

on_both_databases! {
    /// Closing asks what it was about; each subject is one consultation; outcome and referrals are
    /// counted with them.
    async fn closing_says_what_it_was_about_and_is_counted(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, ivan) = (town.consultant("Marta"), town.consultant("Ivan"));
        marta.is_called("Марта").await;
        let olena = town.guest("uk").await;
        let topic = marta.serves(&olena).await;
        marta.presses(topic, Text::DeskCloseButton).await;
        marta.presses(topic, Text::DeskFinishButton).await;
        assert_eq!(marta.windows().await.pop(), Some(marta.says(Text::DeskSubjectAlert)));
        marta.presses(topic, Text::DeskOutcomeButton).await;
        assert_eq!(marta.windows().await.pop(), Some(marta.says(Text::DeskSubjectAlert)));
        assert!(olena.case().await.is_open(), "nothing says what it was about");
        ivan.taps(topic, &marta.subject("work")).await;
        assert!(ivan.windows().await.pop().unwrap().contains("Марта"), "only who has it fills it in");
        marta.taps(topic, &marta.subject("work")).await;
        marta.taps(topic, &marta.subject("offer")).await;
        marta.taps(topic, &marta.subject("housing")).await;
        marta.taps(topic, &format!("✓ {}", marta.subject("housing"))).await;
        marta.presses(topic, Text::DeskOutcomeButton).await;
        let outcome = town.content.outcome_name(&marta.lang(), &"referred".parse().unwrap()).to_owned();
        marta.taps(topic, &outcome).await;
        marta.presses(topic, Text::DeskReferralButton).await;
        for referral in ["police", "legal_aid"] {
            let name = town.content.referral_name(&marta.lang(), &referral.parse().unwrap()).to_owned();
            marta.taps(topic, &name).await;
        }
        marta.presses(topic, Text::DeskFinishButton).await;
        assert!(!olena.case().await.is_open());
        let days = town.content.desk().reopen_days.to_string();
        olena.sees(&olena.says_with(Text::CaseClosed, &[(Placeholder::N, &days)]));
        for (fact, detail, times) in [
            ("consultations", "work", 1), ("consultations", "offer", 1), ("consultations", "housing", 0),
            ("outcomes", "referred", 1), ("referrals_given", "police", 1), ("referrals_given", "legal_aid", 1),
            ("conversations", "yes", 1), ("first_answer_minutes", "1", 1), ("duration_minutes", "1", 1), ("unanswered", "", 0),
        ] {
            assert_eq!(town.counted(fact, detail).await, times, "{fact} {detail}");
        }
        assert!(marta.topics()[0].closed);
        town.ends().await;
    }

    /// Within the day a closing can be corrected: the figures change, they do not double, even if
    /// the person has told more of herself meanwhile. After it, it cannot.
    async fn a_closing_is_corrected_for_a_day(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, ivan) = (town.consultant("Marta"), town.consultant("Ivan"));
        let olena = town.guest("uk").await;
        let topic = marta.serves(&olena).await;
        marta.closes(topic, &["work", "stay"]).await;
        olena.writes("/menu").await;
        olena.reads("work", "of-before").await;
        olena.presses(Text::MenuButton).await;
        olena.presses(Text::GenderWoman).await;
        ivan.presses(topic, Text::DeskCorrectButton).await;
        ivan.taps(topic, &format!("✓ {}", marta.subject("work"))).await;
        ivan.taps(topic, &marta.subject("thb")).await;
        ivan.presses(topic, Text::DeskOutcomeButton).await;
        let outcome = town.content.outcome_name(&marta.lang(), &"informed".parse().unwrap()).to_owned();
        ivan.taps(topic, &outcome).await;
        ivan.presses(topic, Text::DeskReferralButton).await;
        let referral = |id: &str| town.content.referral_name(&marta.lang(), &id.parse().unwrap()).to_owned();
        ivan.taps(topic, &referral("police")).await;
        ivan.presses(topic, Text::DeskFinishButton).await;
        assert_eq!(town.counted("referrals_given", "police").await, 1);
        ivan.presses(topic, Text::DeskCorrectButton).await;
        ivan.presses(topic, Text::DeskOutcomeButton).await;
        ivan.presses(topic, Text::DeskReferralButton).await;
        ivan.taps(topic, &format!("✓ {}", referral("police"))).await;
        ivan.taps(topic, &referral("legal_aid")).await;
        ivan.presses(topic, Text::DeskFinishButton).await;
        for (fact, detail, times) in [
            ("consultations", "work", 0), ("consultations", "stay", 1), ("consultations", "thb", 1),
            ("outcomes", "informed", 1), ("conversations", "yes", 1), ("referrals_given", "police", 0), ("referrals_given", "legal_aid", 1),
        ] {
            assert_eq!(town.counted(fact, detail).await, times, "{fact} {detail}");
        }
        let by_gender: Vec<_> = town.counts().await.into_iter().filter(|row| row.fact == "consultations" && row.cut == Cut::Gender).map(|row| (row.category, row.n)).collect();
        assert_eq!(by_gender, [(String::new(), 2)], "counted as it was then");
        assert!(marta.card(topic).text().contains(&marta.subject("thb")));
        town.time_comes(HOUR * town.content.desk().correct_hours).await;
        ivan.presses(topic, Text::DeskCorrectButton).await;
        assert_eq!(ivan.windows().await.pop(), Some(marta.says(Text::DeskClosedAlert)));
        assert!(!marta.has_button(topic, &marta.subject("thb")));
        town.ends().await;
    }

    /// A rating is given once; a second press changes neither the figures nor the card.
    async fn a_conversation_is_rated_once(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        let topic = marta.serves(&olena).await;
        olena.does(&Button::Rate(Rating::Bad)).await;
        assert_eq!(town.counted("ratings", "bad").await, 0, "it is not over yet");
        marta.closes(topic, &["work"]).await;
        olena.presses(Text::RateGoodButton).await;
        olena.sees_text(Text::CaseRated);
        olena.does(&Button::Rate(Rating::Bad)).await;
        olena.sees_text(Text::CaseRated);
        assert_eq!((town.counted("ratings", "good").await, town.counted("ratings", "bad").await), (1, 0));
        let rated = |text: Text| marta.card(topic).text().contains(&marta.says_with(Text::DeskCardRated, &[(Placeholder::Choice, &marta.says(text))]));
        assert!(rated(Text::RateGoodButton) && !rated(Text::RateBadButton), "{}", marta.card(topic).text());
        town.ends().await;
    }

    /// Within the days she just goes on writing; a consultant may go on as well. Both are told.
    async fn a_closed_case_goes_on_from_either_side(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        marta.is_called("Марта").await;
        let olena = town.guest("uk").await;
        let topic = marta.serves(&olena).await;
        marta.closes(topic, &["work"]).await;
        town.time_comes(DAY * (town.content.desk().reopen_days - 1)).await;
        olena.writes("Вони знову телефонують мені").await;
        olena.sees_text(Text::CaseReopened);
        marta.copy_of(topic, "Вони знову телефонують мені");
        assert!(marta.texts(topic).contains(&marta.says(Text::DeskReopened)));
        assert!(!marta.topics()[0].closed && marta.name_of(topic).starts_with("🟡"), "{}", marta.name_of(topic));
        assert_eq!(town.counted("reopened", "").await, 1);
        assert_eq!(town.counted("conversations", "yes").await, 1, "it is the same conversation");
        marta.takes(topic).await;
        marta.writes(topic, "Не відповідайте їм").await;
        marta.closes(topic, &["offer"]).await;
        assert_eq!((town.counted("consultations", "work").await, town.counted("consultations", "offer").await), (1, 1));
        let before = olena.from_the_bot().len();
        marta.presses(topic, Text::DeskReopenButton).await;
        assert_eq!(olena.from_the_bot().len(), before, "nothing is said before there is something to say");
        marta.writes(topic, "Я забула додати номер лінії").await;
        olena.sees("Я забула додати номер лінії");
        assert!(olena.case().await.trail.iter().filter(|step| step.act == Act::Reopened).count() == 2);
        town.ends().await;
    }

    /// After the days what she writes goes to nobody until she asks again: a new case, a new
    /// topic; and the old one goes when its time is over.
    async fn after_the_days_it_is_a_new_case(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        let old = marta.serves(&olena).await;
        let code = olena.code().await;
        marta.closes(old, &["work"]).await;
        town.time_comes(DAY * town.content.desk().reopen_days).await;
        olena.writes("Добрий день, маю нове питання").await;
        assert!(!marta.texts(old).contains(&"Добрий день, маю нове питання".to_owned()));
        olena.asks_for_a_consultant().await;
        let topics = marta.topics();
        assert_eq!(topics.len(), 2, "{topics:?}");
        let new = topics[1].id;
        marta.copy_of(new, "Добрий день, маю нове питання");
        assert_ne!(olena.code().await, code);
        assert_eq!(town.counted("conversations", "yes").await + town.counted("conversations", "no").await, 2);
        let rules = town.content.desk();
        town.time_comes(DAY * (rules.retention_days - rules.reopen_days)).await;
        let left: Vec<_> = marta.topics().into_iter().map(|topic| topic.id).collect();
        assert_eq!(left, [new], "the old topic is gone from Telegram too");
        marta.takes(new).await;
        marta.writes(new, "Пишіть, я слухаю Вас уважно").await;
        olena.sees("Пишіть, я слухаю Вас уважно");
        town.ends().await;
    }

    /// She ends it herself: from then on nothing reaches the desk until she has agreed again; then
    /// it goes on in the same topic, with what she wrote meanwhile.
    async fn whoever_ends_it_is_asked_again(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        let topic = marta.serves(&olena).await;
        olena.writes("/consultant").await;
        olena.presses(Text::EndCaseButton).await;
        olena.sees_text(Text::CaseEndConfirm);
        olena.presses(Text::EndCaseYesButton).await;
        let days = town.content.desk().reopen_days.to_string();
        olena.sees(&olena.says_with(Text::CaseEnded, &[(Placeholder::N, &days)]));
        assert!(marta.texts(topic).contains(&marta.says(Text::DeskPersonEnded)));
        let ended = marta.says_with(Text::DeskCardClosed, &[(Placeholder::Choice, &marta.says(Text::DeskByPerson))]);
        assert!(marta.card(topic).text().contains(&ended));
        olena.writes("Це вже нікого не стосується").await;
        assert!(!marta.texts(topic).contains(&"Це вже нікого не стосується".to_owned()));
        assert!(marta.topics()[0].closed);
        olena.writes("/consultant").await;
        olena.sees(&first_line(&olena.says(Text::ConsultText)));
        assert!(marta.topics()[0].closed, "she has not agreed yet");
        olena.presses(Text::TalkButton).await;
        assert_eq!(marta.topic(), topic);
        assert!(!marta.topics()[0].closed);
        marta.copy_of(topic, "Це вже нікого не стосується");
        olena.writes("Чи можу я ще запитати").await;
        marta.copy_of(topic, "Чи можу я ще запитати");
        town.ends().await;
    }

    /// Nobody writes: announced to both, then closed; a word in between starts the time anew.
    async fn silence_is_announced_and_then_closes(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        let topic = marta.serves(&olena).await;
        let rules = town.content.desk();
        let (warn, close) = (rules.silence_warn_hours, rules.silence_close_hours);
        let hours = (close - warn).to_string();
        let warning = olena.says_with(Text::CaseSilenceWarning, &[(Placeholder::N, &hours)]);
        town.time_comes(HOUR * (warn - 1)).await;
        assert!(!olena.transcript().contains(&warning));
        town.time_comes(HOUR).await;
        olena.sees(&warning);
        assert!(marta.texts(topic).contains(&marta.says_with(Text::DeskSilenceWarned, &[(Placeholder::N, &hours)])));
        marta.writes(topic, "Чи все гаразд у Вас?").await;
        town.time_comes(HOUR * (warn - 1)).await;
        assert!(olena.case().await.is_open());
        olena.sees("Чи все гаразд у Вас?");
        town.time_comes(HOUR).await;
        olena.sees(&warning);
        town.time_comes(HOUR * (close - warn)).await;
        let days = rules.reopen_days.to_string();
        olena.sees(&olena.says_with(Text::CaseClosedBySilence, &[(Placeholder::N, &days)]));
        assert!(!olena.case().await.is_open());
        let ended = marta.says_with(Text::DeskCardClosed, &[(Placeholder::Choice, &marta.says(Text::DeskBySilence))]);
        assert!(marta.card(topic).text().contains(&ended));
        olena.writes("Вибачте, не мала зв'язку").await;
        olena.sees_text(Text::CaseReopened);
        marta.copy_of(topic, "Вибачте, не мала зв'язку");
        town.time_comes(HOUR * (close + 1)).await;
        assert!(olena.case().await.is_open(), "now she is the one who waits");
        assert!(!olena.from_the_bot().iter().rev().take(2).any(|message| message.text() == warning));
        town.ends().await;
    }

    /// Nobody waited in the days between: waiting, length and answers are counted once, of what was
    /// before the first end, whoever goes on and however it ends again.
    async fn a_conversation_that_goes_on_is_timed_once(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        let rules = town.content.desk();
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        town.time_comes(MINUTE * 2).await;
        marta.takes(topic).await;
        marta.writes(topic, "Добрий день, слухаю Вас").await;
        town.time_comes(MINUTE * 5).await;
        marta.closes(topic, &["work"]).await;
        assert_eq!(town.times().await, [1, 1, 0]);
        assert_eq!(town.counted("first_answer_minutes", "3").await, 1);
        assert_eq!(town.counted("duration_minutes", "10").await, 1);
        // Days later she goes on, and is answered again.
        town.time_comes(DAY * (rules.reopen_days - 1)).await;
        olena.writes("Вони знову телефонують мені").await;
        marta.takes(topic).await;
        marta.writes(topic, "Не відповідайте їм").await;
        marta.closes(topic, &["offer"]).await;
        assert_eq!(town.times().await, [1, 1, 0]);
        // She says thanks, and it is closed without another word.
        olena.writes("Дякую Вам за все").await;
        marta.takes(topic).await;
        marta.closes(topic, &["work"]).await;
        assert_eq!(town.times().await, [1, 1, 0]);
        // The consultant has something to add, and silence closes it.
        town.time_comes(DAY * (rules.reopen_days - 1)).await;
        marta.presses(topic, Text::DeskReopenButton).await;
        marta.writes(topic, "Я забула додати номер лінії").await;
        town.time_comes(HOUR * rules.silence_warn_hours).await;
        town.time_comes(HOUR * (rules.silence_close_hours - rules.silence_warn_hours)).await;
        assert!(!olena.case().await.is_open());
        assert_eq!(town.times().await, [1, 1, 0]);
        assert_eq!(town.counted("reopened", "").await, 3);
        assert_eq!(town.counted_in_all("conversations").await, 1);
        town.ends().await;
    }

    /// Whom nobody takes within the promised time has had no answer in time, also if one comes late;
    /// whoever ends it before the answer has had none. Either is counted once.
    async fn nobody_in_the_promised_time_is_counted_once(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let rules = town.content.desk();
        let minutes = rules.unanswered_minutes;
        let late = town.guest("uk").await;
        late.asks_for_a_consultant().await;
        let topic = marta.topic();
        town.time_comes(MINUTE * (minutes - 1)).await;
        assert_eq!(town.times().await, [0, 0, 0], "there is time yet");
        town.time_comes(MINUTE).await;
        assert_eq!(town.times().await, [0, 0, 1]);
        town.time_comes(MINUTE * (rules.louder_minutes - minutes)).await;
        marta.takes(topic).await;
        marta.writes(topic, "Добрий день, слухаю Вас").await;
        marta.closes(topic, &["work"]).await;
        assert_eq!(town.times().await, [1, 1, 1], "it was answered too, late");

        let in_time = town.person("Inna", Some("uk"));
        in_time.starts().await;
        in_time.asks_for_a_consultant().await;
        let topic = marta.topics().last().unwrap().id;
        marta.takes(topic).await;
        town.time_comes(MINUTE * rules.louder_minutes).await;
        assert_eq!(town.times().await, [1, 1, 1], "somebody has it");
        in_time.writes("/consultant").await;
        in_time.presses(Text::EndCaseButton).await;
        in_time.presses(Text::EndCaseYesButton).await;
        assert_eq!(town.times().await, [1, 1, 2], "and it ended before the answer");
        in_time.writes("/consultant").await;
        in_time.presses(Text::TalkButton).await;
        town.time_comes(MINUTE * rules.louder_minutes).await;
        marta.takes(topic).await;
        marta.writes(topic, "Пишіть, я слухаю Вас уважно").await;
        marta.closes(topic, &["work"]).await;
        assert_eq!(town.times().await, [1, 1, 2], "it had ended unanswered");

        let gone = town.person("Hanna", Some("uk"));
        gone.starts().await;
        gone.asks_for_a_consultant().await;
        gone.writes("/forget").await;
        assert_eq!(town.times().await, [1, 1, 3], "whoever is forgotten ended it too");
        town.ends().await;
    }

    /// Minutes are promised in working hours: whoever asks at night waits from the morning on.
    async fn the_promised_time_passes_in_working_hours(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let minutes = town.content.desk().unanswered_minutes;
        town.desk_closes();
        for name in ["Olena", "Inna"] {
            let person = town.person(name, Some("uk"));
            person.starts().await;
            person.asks_for_a_consultant().await;
        }
        let topics: Vec<MessageId> = marta.topics().into_iter().map(|topic| topic.id).collect();
        town.desk_opens();
        town.timers_run().await;
        marta.takes(topics[0]).await;
        marta.writes(topics[0], "Добрий ранок, слухаю Вас").await;
        assert_eq!(town.counted("unanswered", "").await, 0, "it is early in the morning");
        town.time_passes(MINUTE * minutes);
        marta.takes(topics[1]).await;
        assert_eq!(town.counted("unanswered", "").await, 1, "it was taken too late");
        marta.writes(topics[1], "Добрий ранок, слухаю Вас").await;
        assert_eq!(town.counted("unanswered", "").await, 1);
        town.ends().await;
    }
}
