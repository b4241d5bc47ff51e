//! The life of a case while it is open: asked for, taken, given back, handed over, urgent, waiting
//! too long. Both sides are told the truth at every step.

use std::time::Duration;

use safe_migration_bot::content::{Placeholder, Text};
use safe_migration_bot::ops::housekeeping;

use crate::databases::TestDatabase;
use crate::town::{Consultant, Town};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Consultant<'_> {
    /// Calls for a case in General, oldest first.
    fn calls_for(&self, code: &str) -> Vec<String> {
        let heard = self.heard_in_general().into_iter();
        heard.filter(|text| text.contains(code)).collect()
    }

    /// What the colleagues are offered when a case is handed over.
    fn is_offered(&self, topic: safe_migration_bot::preview::MessageId, alias: &str) -> bool {
        self.has_button(topic, alias)
    }
}

on_both_databases! {
    /// Two press at once: one has it, the other's window says who, and the person is told once.
    async fn the_first_press_wins_and_the_other_sees_who_has_it(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, ivan) = (town.consultant("Marta"), town.consultant("Ivan"));
        marta.is_called("Марта").await;
        ivan.is_called("Іван").await;
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        let take = marta.says(Text::DeskTakeButton);
        marta.taps_without_waiting(topic, &take);
        ivan.taps_without_waiting(topic, &take);
        town.settles().await;
        let mine = town.content.plain(&marta.lang(), Text::DeskTakenAlert);
        let (of_marta, of_ivan) = (marta.windows().await, ivan.windows().await);
        let (winner, loser) = if of_marta.contains(&mine) { ("Марта", of_ivan) } else { ("Іван", of_marta) };
        assert_eq!(loser.last(), Some(&marta.says_with(Text::DeskTakenByAlert, &[(Placeholder::Alias, winner)])));
        let told = olena.says_with(Text::CaseTaken, &[(Placeholder::Alias, winner)]);
        olena.sees(&told);
        let times = olena.from_the_bot().iter().filter(|message| message.text() == told).count();
        assert_eq!(times, 1);
        let holder = marta.says_with(Text::DeskCardHolder, &[(Placeholder::Alias, winner)]);
        assert!(marta.card(topic).text().contains(&holder));
        town.ends().await;
    }

    /// Given back, it can be taken by anybody; handed over, only to who is on duty; the person is
    /// told each time who answers.
    async fn given_back_and_handed_to_a_colleague_on_duty(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, ivan, petro) = (town.consultant("Marta"), town.consultant("Ivan"), town.consultant("Petro"));
        marta.is_called("Марта").await;
        ivan.is_called("Іван").await;
        petro.is_called("Петро").await;
        petro.writes_in_general("/off").await;
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        assert!(marta.name_of(topic).starts_with("🟢"), "{}", marta.name_of(topic));
        ivan.taps(topic, &marta.says(Text::DeskReleaseButton)).await;
        assert_eq!(ivan.windows().await.pop(), Some(ivan.says_with(Text::DeskTakenByAlert, &[(Placeholder::Alias, "Марта")])), "it is not his to give");
        marta.presses(topic, Text::DeskReleaseButton).await;
        olena.sees_text(Text::CaseReleased);
        assert!(marta.texts(topic).contains(&marta.says(Text::DeskReleased)));
        assert!(marta.name_of(topic).starts_with("🟡"), "{}", marta.name_of(topic));
        ivan.takes(topic).await;
        olena.sees(&olena.says_with(Text::CaseTaken, &[(Placeholder::Alias, "Іван")]));
        ivan.presses(topic, Text::DeskHandOverButton).await;
        assert!(ivan.is_offered(topic, "Марта"));
        assert!(!ivan.is_offered(topic, "Петро"), "he is off duty");
        assert!(!ivan.is_offered(topic, "Іван"), "he has it himself");
        ivan.taps(topic, "Марта").await;
        olena.sees(&olena.says_with(Text::CaseTaken, &[(Placeholder::Alias, "Марта")]));
        assert!(marta.texts(topic).contains(&marta.says_with(Text::DeskHandedTo, &[(Placeholder::Alias, "Марта")])));
        marta.writes(topic, "Я читаю все, що Ви написали").await;
        olena.sees("Я читаю все, що Ви написали");
        marta.presses(topic, Text::DeskHandOverButton).await;
        ivan.writes_in_general("/off").await;
        marta.taps(topic, "Іван").await;
        assert_eq!(marta.windows().await.pop(), Some(marta.says(Text::DeskStaleAlert)), "he has just gone off duty");
        assert!(olena.case().await.holder().unwrap().alias.as_deref() == Some("Марта"));
        town.ends().await;
    }

    /// The place in the queue is true when it is told and when it is looked at again.
    async fn the_place_in_the_queue_is_true(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let (olena, iryna) = (town.guest("uk").await, town.guest("ru").await);
        olena.asks_for_a_consultant().await;
        olena.sees(&olena.says_with(Text::CaseWaiting, &[(Placeholder::N, "1")]));
        let topic = marta.topic();
        town.time_passes(MINUTE);
        iryna.asks_for_a_consultant().await;
        iryna.sees(&iryna.says_with(Text::CaseWaiting, &[(Placeholder::N, "2")]));
        marta.takes(topic).await;
        iryna.writes("/consultant").await;
        iryna.sees(&iryna.says_with(Text::CasePageWaiting, &[(Placeholder::N, "1")]));
        olena.writes("/consultant").await;
        olena.sees_text(Text::CasePageTaken);
        town.ends().await;
    }

    /// Out of hours she is told so before and after she agrees; her words wait and are answered.
    async fn out_of_hours_she_knows_when_somebody_answers(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        town.desk_closes();
        let olena = town.guest("uk").await;
        let hours = town.content.opening_hours(&olena.lang);
        olena.writes("/consultant").await;
        olena.sees(&olena.says_with(Text::ConsultClosed, &[(Placeholder::Hours, &hours)]));
        olena.presses(Text::TalkButton).await;
        let filled = [(Placeholder::Hours, hours.as_str()), (Placeholder::Emergency, "112")];
        olena.sees(&olena.says_with(Text::CaseOutOfHours, &filled));
        olena.writes("Чи можна їхати без закордонного паспорта").await;
        let topic = marta.topic();
        marta.copy_of(topic, "Чи можна їхати без закордонного паспорта");
        let hours = town.content.opening_hours(&marta.lang());
        let board = marta.says_with(Text::DeskBoardOutOfHours, &[(Placeholder::Hours, &hours)]);
        assert!(marta.board().contains(&board), "{}", marta.board());
        assert_eq!(town.counted("conversations", "no").await, 1);
        marta.takes(topic).await;
        marta.writes(topic, "Добрий вечір, розкажіть більше").await;
        olena.sees("Добрий вечір, розкажіть більше");
        town.ends().await;
    }

    /// Card, topic name and board say what a consultant must know, and stay true.
    async fn card_topic_and_board_say_how_things_stand(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        marta.is_called("Марта").await;
        let olena = town.guest("ru").await;
        olena.reads("work", "of-before").await;
        olena.asks_for_a_consultant().await;
        let (topic, code) = (marta.topic(), olena.code().await);
        let filled = |country: &str| {
            let language = town.content.language_name(&marta.lang(), "ru");
            marta.says_with(Text::DeskCardPerson, &[(Placeholder::Language, language), (Placeholder::Country, country)])
        };
        let shows = |words: &str| {
            let card = marta.card(topic);
            assert!(card.text().contains(words), "`{words}` is not on the card:\n{}", card.text());
        };
        shows(&marta.says_with(Text::DeskCardTitle, &[(Placeholder::Code, &code)]));
        shows(&filled(&marta.says(Text::DeskNoCountry)));
        shows(&marta.says(Text::DeskStateWaiting));
        shows(&marta.says(Text::DeskCardRead));
        shows(&town.content.answer_text(&marta.lang(), &"of-before".parse().unwrap()).unwrap().title);
        assert_eq!(marta.name_of(topic), format!("🟡 {code} · ru"));
        assert!(marta.board().contains(&format!("🟡 {code} · {}", marta.says(Text::DeskStateWaiting))), "{}", marta.board());
        let subject = town.content.subject_name(&olena.lang, &"work".parse().unwrap()).to_owned();
        olena.taps(&subject).await;
        olena.sees_text(Text::CaseSubjectNoted);
        shows(&marta.says_with(Text::DeskCardSubject, &[(Placeholder::Choice, &marta.subject("work"))]));
        assert_eq!(marta.name_of(topic), format!("🟡 {code} · ru · {}", marta.subject("work")));
        marta.takes(topic).await;
        shows(&marta.says_with(Text::DeskCardHolder, &[(Placeholder::Alias, "Марта")]));
        assert!(marta.board().contains(&format!("🟢 {code} · {}", marta.subject("work"))), "{}", marta.board());
        assert!(marta.board().contains("Марта"));
        marta.writes(topic, "Здравствуйте, где Вы сейчас?").await;
        shows(&marta.says(Text::DeskStateAnswered));
        assert!(marta.board().contains(&marta.says(Text::DeskStateAnswered)));
        olena.writes("/lines").await;
        olena.presses(Text::CountryButton).await;
        if !olena.has_button(&olena.country("PL")) {
            olena.presses(Text::AllCountriesButton).await;
            let first: String = olena.country("PL").chars().take(1).collect();
            olena.taps(&first).await;
        }
        olena.chooses("PL").await;
        let country = town.content.country_name(&marta.lang(), &"PL".parse().unwrap()).to_owned();
        shows(&filled(&country));
        assert_eq!(marta.name_of(topic), format!("🟢 {code} · ru · {country} · {}", marta.subject("work")));
        marta.closes(topic, &["stay", "work"]).await;
        shows(&marta.says_with(Text::DeskCardSubject, &[(Placeholder::Choice, &format!("{}, {}", marta.subject("stay"), marta.subject("work")))]));
        shows(&marta.says_with(Text::DeskCardClosed, &[(Placeholder::Choice, &marta.says(Text::DeskByConsultant))]));
        assert_eq!(marta.name_of(topic), format!("⚫ {code} · ru · {country} · {}", marta.subject("stay")));
        assert!(!marta.board().contains(&code), "{}", marta.board());
        olena.presses(Text::RateFairButton).await;
        shows(&marta.says_with(Text::DeskCardRated, &[(Placeholder::Choice, &marta.says(Text::RateFairButton))]));
        town.ends().await;
    }

    /// A child is marked as one, also when the age is told only after the case was opened.
    async fn a_child_is_marked_as_a_child(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        let mark = marta.says(Text::DeskCardUnder18);
        assert!(!marta.card(topic).text().contains(&mark));
        olena.writes("/menu").await;
        olena.reads("work", "of-before").await;
        olena.presses(Text::MenuButton).await;
        olena.presses(Text::GenderWoman).await;
        olena.presses(Text::PlaceInside).await;
        olena.presses(Text::AgeUnder18).await;
        assert!(marta.card(topic).text().contains(&mark), "{}", marta.card(topic).text());
        town.ends().await;
    }

    /// Marked by a consultant: called at once, with those on duty by name; card and topic show it.
    async fn urgent_by_button_calls_at_once(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, ivan) = (town.consultant("Marta"), town.consultant("Ivan"));
        marta.is_called("Марта").await;
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let (topic, code) = (marta.topic(), olena.code().await);
        assert!(marta.calls_for(&code).is_empty());
        ivan.presses(topic, Text::DeskUrgentButton).await;
        let calls = marta.calls_for(&code);
        assert_eq!(calls.len(), 1, "{calls:?}");
        assert!(calls[0].contains(&marta.says_with(Text::DeskUrgentCall, &[(Placeholder::Code, &code)])));
        assert!(calls[0].contains("Марта"), "{calls:?}");
        assert!(marta.name_of(topic).starts_with("🔴"), "{}", marta.name_of(topic));
        assert!(marta.card(topic).text().contains(&marta.says(Text::DeskStateUrgent)));
        assert!(marta.board().contains(&format!("🔴 {code}")));
        ivan.presses(topic, Text::DeskCalmButton).await;
        assert!(marta.name_of(topic).starts_with("🟡"), "{}", marta.name_of(topic));
        assert_eq!(marta.calls_for(&code).len(), 1);
        town.ends().await;
    }

    /// Words of danger in a conversation: the emergency page for her, a call for the desk, at
    /// night as well; and her words arrive.
    async fn words_of_danger_call_at_once_at_any_hour(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        marta.is_called("Марта").await;
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let (topic, code) = (marta.topic(), olena.code().await);
        town.desk_closes();
        olena.writes("допоможіть, мене замкнули").await;
        olena.sees_text(Text::DangerHeard);
        marta.copy_of(topic, "допоможіть, мене замкнули");
        assert!(marta.texts(topic).contains(&marta.says(Text::DeskPersonUrgent)));
        let call = marta.says_with(Text::DeskUrgentCall, &[(Placeholder::Code, &code)]);
        let calls = || marta.calls_for(&code).into_iter().filter(|text| text.contains(&call)).collect::<Vec<_>>();
        assert_eq!(calls().len(), 1);
        assert!(calls()[0].contains("Марта"));
        assert!(marta.name_of(topic).starts_with("🔴"), "{}", marta.name_of(topic));
        olena.writes("рятуйте, швидше").await;
        assert_eq!(calls().len(), 1, "called once, not at every word");
        town.ends().await;
    }

    /// She cries again after she was answered: the desk is called again.
    async fn a_second_cry_after_an_answer_calls_again(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let (topic, code) = (marta.topic(), olena.code().await);
        let call = marta.says_with(Text::DeskUrgentCall, &[(Placeholder::Code, &code)]);
        let calls = || marta.calls_for(&code).into_iter().filter(|text| text.contains(&call)).count();
        olena.writes("допоможіть, мене замкнули").await;
        marta.takes(topic).await;
        olena.writes("рятуйте, швидше").await;
        assert_eq!(calls(), 1, "taken, but nobody has answered yet");
        marta.writes(topic, "Поліція вже їде, я з Вами").await;
        town.desk_closes();
        olena.writes("рятуйте, він повернувся").await;
        assert_eq!(calls(), 2, "at night she is in danger again");
        assert!(marta.name_of(topic).starts_with("🔴"), "{}", marta.name_of(topic));
        town.ends().await;
    }

    /// Nobody answers: called out, then louder with those on duty by name, and she is told the
    /// truth; an answer ends it.
    async fn whoever_waits_too_long_is_called_out_and_told_the_truth(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        marta.is_called("Марта").await;
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let (topic, code) = (marta.topic(), olena.code().await);
        let rules = town.content.desk();
        let (first, second) = (rules.unanswered_minutes, rules.louder_minutes);
        town.time_comes(MINUTE * (first - 1)).await;
        assert!(marta.calls_for(&code).is_empty(), "not before its time");
        let before = olena.from_the_bot().len();
        town.time_comes(MINUTE).await;
        let called = |text: Text, minutes: u32| marta.says_with(text, &[(Placeholder::Code, &code), (Placeholder::N, &minutes.to_string())]);
        let calls = marta.calls_for(&code);
        assert_eq!(calls.len(), 1, "{calls:?}");
        assert!(calls[0].contains(&called(Text::DeskUnansweredCall, first)), "{calls:?}");
        assert!(!calls[0].contains("Марта"), "nobody by name yet");
        assert_eq!(olena.from_the_bot().len(), before);
        town.time_comes(MINUTE * (second - first)).await;
        let calls = marta.calls_for(&code);
        assert_eq!(calls.len(), 2, "{calls:?}");
        assert!(calls[1].contains(&called(Text::DeskLouderCall, second)), "{calls:?}");
        assert!(calls[1].contains("Марта"), "{calls:?}");
        olena.sees(&olena.says_with(Text::CaseStillWaiting, &[(Placeholder::Emergency, "112")]));
        marta.takes(topic).await;
        marta.writes(topic, "Вибачте, що Ви так довго чекали").await;
        town.time_comes(MINUTE * (second + 1)).await;
        assert_eq!(marta.calls_for(&code).len(), 2, "answered");
        olena.writes("Дякую, а що робити далі тепер").await;
        town.time_comes(MINUTE * first).await;
        assert_eq!(marta.calls_for(&code).len(), 3, "she waits again");
        town.ends().await;
    }

    /// At night nobody is called; in the morning they are, step by step, not all at once.
    async fn nobody_is_called_at_night_and_in_the_morning_step_by_step(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        town.desk_closes();
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let code = olena.code().await;
        let before = olena.from_the_bot().len();
        town.time_comes(2 * 60 * MINUTE).await;
        assert!(marta.calls_for(&code).is_empty(), "night");
        town.desk_opens();
        town.timers_run().await;
        assert_eq!(marta.calls_for(&code).len(), 1, "{:?}", marta.calls_for(&code));
        assert_eq!(olena.from_the_bot().len(), before, "they have only just begun to work");
        let rules = town.content.desk();
        town.time_comes(MINUTE * (rules.louder_minutes - rules.unanswered_minutes)).await;
        assert_eq!(marta.calls_for(&code).len(), 2);
        olena.sees(&olena.says_with(Text::CaseStillWaiting, &[(Placeholder::Emergency, "112")]));
        for _ in 0..7 {
            let known = marta.calls_for(&code).len();
            town.time_comes(DAY).await;
            assert!(marta.calls_for(&code).len() <= known + 1, "once a day: {:?}", marta.calls_for(&code));
        }
        assert!(olena.case().await.is_open(), "whoever waits is called out for, not closed");
        town.ends().await;
    }

    /// Who said the last word, or was never answered, or has blocked the bot, does not stay with us
    /// for ever: after the days of silence the conversation ends, and all of it goes in its time.
    async fn a_conversation_without_an_answer_ends_too_and_nothing_of_it_is_kept(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let (answered, ignored, gone) = (town.guest("uk").await, town.guest("ru").await, town.guest("uk").await);
        answered.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        marta.writes(topic, "Розкажіть, будь ласка, більше").await;
        answered.writes("Я вже все розповіла").await;
        for person in [&ignored, &gone] {
            person.asks_for_a_consultant().await;
            person.writes("Чи хтось мене чує зараз").await;
        }
        town.world.block(gone.id, true).unwrap();
        town.settles().await;
        let days = town.content.silence_days();
        for _ in 0..5 {
            town.time_comes(DAY).await;
        }
        town.time_comes(DAY * (days - 6)).await;
        for person in [&answered, &ignored, &gone] {
            assert!(person.case().await.is_open(), "not yet");
        }
        let loud = marta.calls_for(&ignored.code().await).len();
        assert!(loud >= 2, "the desk was called out for it");
        town.time_comes(DAY).await;
        for person in [&answered, &ignored, &gone] {
            assert!(!person.case().await.is_open());
        }
        let reopen = town.content.desk().reopen_days.to_string();
        for person in [&answered, &ignored] {
            person.sees(&person.says_with(Text::CaseClosedBySilence, &[(Placeholder::N, &reopen)]));
        }
        assert!(marta.card(topic).text().contains(&marta.says(Text::DeskBySilence)), "{}", marta.card(topic).text());
        town.time_comes(DAY * (town.content.desk().retention_days + 1)).await;
        assert!(marta.topics().is_empty());
        town.nothing_is_kept_of_cases().await;
        housekeeping::sweep(town.bot().core()).await;
        for person in [&answered, &ignored, &gone] {
            assert_eq!(person.remembered().await, None);
        }
        town.ends().await;
    }
}
