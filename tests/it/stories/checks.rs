//! Self-checks: one question a screen, what to do first at the end, and nothing kept of the answers.

use safe_migration_bot::content::{CheckId, Reply, Text, markup};
use safe_migration_bot::preview::Fault;

use crate::databases::TestDatabase;
use crate::town::{Person, Town};

impl Person<'_> {
    /// A word of the checks in this person's language.
    fn reply(&self, reply: Reply) -> String {
        let words = self.town.content.checks_text(&self.lang);
        words.button(reply).to_owned()
    }

    /// Answers the question on the screen; the page turns without passing through the database.
    async fn answers(&self, reply: Reply) {
        self.taps(&self.reply(reply)).await;
        self.town.all_is_answered().await;
    }

    /// From the menu to the first question.
    async fn begins(&self, check: &str) {
        let words = self.town.content.checks_text(&self.lang);
        self.taps(&words.menu).await;
        self.sees(&words.title);
        self.taps(&self.check_button(check)).await;
        self.sees(&self.asked(check, 0));
    }

    fn check_button(&self, check: &str) -> String {
        let id: CheckId = check.parse().unwrap();
        let icon = &self.town.content.self_check(&id).unwrap().icon;
        let words = self.town.content.check_text(&self.lang, &id).unwrap();
        format!("{icon} {}", words.button)
    }

    fn asked(&self, check: &str, number: usize) -> String {
        let id = check.parse().unwrap();
        let sign = &self.town.content.self_check(&id).unwrap().questions[number];
        self.town
            .content
            .check_text(&self.lang, &id)
            .unwrap()
            .questions[&sign.id]
            .clone()
    }

    /// The first line of a result.
    fn result(&self, check: &str, result: &str) -> String {
        let id = check.parse().unwrap();
        let html = &self
            .town
            .content
            .check_text(&self.lang, &id)
            .unwrap()
            .results[result];
        markup::plain(html).lines().next().unwrap().to_owned()
    }
}

on_both_databases! {
    /// An offer with nothing wrong, then one with a single grave sign: the first is never called
    /// safe, the second ends at once with people to ask.
    async fn an_offer_is_checked_in_every_language(database: TestDatabase) {
        let town = Town::new(database).await;
        let languages: Vec<String> = town.content.languages().iter().map(|language| language.tag.to_string()).collect();
        for language in &languages {
            let person = town.guest(language).await;
            person.begins("check-job").await;
            let check = town.content.self_check(&"check-job".parse().unwrap()).unwrap();
            for (number, sign) in check.questions.iter().enumerate() {
                person.sees(&person.asked("check-job", number));
                person.sees(&person.says(Text::DangerButton));
                person.sees(&person.says(Text::MenuButton));
                let calm = if sign.reply == Reply::No { Reply::Yes } else { Reply::No };
                person.answers(calm).await;
            }
            person.sees(&person.result("check-job", "none"));
            person.sees_text(Text::AnswerSources);

            person.taps(&town.content.checks_text(&person.lang).title).await;
            person.taps(&person.check_button("check-job")).await;
            person.answers(Reply::Yes).await;
            person.sees(&person.result("check-job", "stop"));
            assert!(person.has_button(&person.says(Text::ConsultButton)) && person.has_button(&person.says(Text::LinesButton)));
            assert_eq!(person.from_the_bot().len(), 3, "one screen, edited in place");
        }
        let people = i64::try_from(languages.len()).unwrap();
        assert_eq!(town.counted("checks_opened", "check-job").await, people * 2);
        assert_eq!(town.counted("checks_finished", "check-job").await, people * 2);
        town.ends().await;
    }

    /// "Not sure" is never told that all is well; a few missing things weigh less than many.
    async fn doubts_are_never_called_no_signs(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        let questions = town.content.self_check(&"check-job".parse().unwrap()).unwrap().questions.clone();
        for (unsure, result) in [(1, "some"), (5, "several")] {
            person.writes("/check").await;
            person.taps(&person.check_button("check-job")).await;
            for (number, sign) in questions.iter().enumerate() {
                let calm = if sign.reply == Reply::No { Reply::Yes } else { Reply::No };
                person.answers(if number < unsure { Reply::Unsure } else { calm }).await;
            }
            person.sees(&person.result("check-job", result));
        }
        town.ends().await;
    }

    /// One yes is enough: the emergency number and a line of the person's country stand at once on
    /// the page, with a person to write to. Back takes the answer back.
    async fn whoever_is_exploited_reads_whom_to_call(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.presses(Text::CountryButton).await;
        person.chooses("PL").await;
        person.presses(Text::MenuButton).await;
        person.begins("check-me").await;
        person.answers(Reply::No).await;
        person.sees(&person.asked("check-me", 1));
        person.answers(Reply::Yes).await;
        person.sees(&person.result("check-me", "call"));
        person.sees("112");
        person.sees_text(Text::DangerLine);
        person.sees("+48 22 628 01 20");
        person.presses(Text::BackButton).await;
        town.all_is_answered().await;
        person.sees(&person.asked("check-me", 1));
        person.presses(Text::BackButton).await;
        town.all_is_answered().await;
        person.sees(&person.asked("check-me", 0));
        for _ in 0..8 {
            person.answers(Reply::No).await;
        }
        person.sees(&person.result("check-me", "none"));
        person.presses(Text::ConsultButton).await;
        person.sees("09:00–18:00");
        person.presses(Text::BackButton).await;
        person.sees(&person.asked("check-me", 0));
        town.ends().await;
    }

    /// Answers lead to the check that fits, a poster and a command too, also at the first contact.
    async fn checks_are_reached_from_answers_posters_and_by_command(database: TestDatabase) {
        let town = Town::new(database).await;
        let newcomer = town.person("Olena", Some("en"));
        newcomer.starts_with(Some("n-check-ride")).await;
        newcomer.sees(&newcomer.asked("check-ride", 0));
        assert_eq!(newcomer.from_the_bot().len(), 3);
        newcomer.starts_with(Some("n-of-job")).await;
        newcomer.taps(&newcomer.check_button("check-job")).await;
        newcomer.sees(&newcomer.asked("check-job", 0));
        newcomer.presses(Text::BackButton).await;
        newcomer.sees(newcomer.title("of-job"));
        newcomer.writes("/check").await;
        newcomer.sees(&town.content.checks_text(&newcomer.lang).title);
        let branch = town.content.check_offer().to_string();
        newcomer.taps(&newcomer.branch(&branch)).await;
        newcomer.presses(Text::BackButton).await;
        newcomer.sees(&town.content.checks_text(&newcomer.lang).title);
        town.ends().await;
    }

    /// Nothing of the answers passes through the outbox or rests in the state: with Telegram's
    /// edits failing, no promise waits, and the page turns when Telegram is back.
    async fn answers_are_kept_nowhere(database: TestDatabase) {
        let town = Town::new(database).await;
        let person = town.guest("uk").await;
        person.begins("check-me").await;
        let before = person.remembered().await;
        town.world.script("editMessageText", [Fault::TooManyRequests(1), Fault::DropBefore]);
        town.mark("check-me.n");
        person.taps(&person.reply(Reply::No)).await;
        assert_eq!(person.remembered().await, before, "settled while the page has not turned yet");
        town.all_is_answered().await;
        person.sees(&person.asked("check-me", 1));
        person.answers(Reply::Unsure).await;
        assert_eq!(person.remembered().await, before);
        assert_eq!(person.alerts().await, Vec::<String>::new());
        town.ends().await;
    }
}
