//! A consultant who has a case and is not there for it: off duty, gone from the group, or silent. The
//! person is not left waiting for somebody who will not come.

use std::time::Duration;

use safe_migration_bot::content::{Placeholder, Text};
use safe_migration_bot::model::desk::Sign;
use safe_migration_bot::ops::housekeeping;
use safe_migration_bot::preview::{Member, MessageId, Status};
use safe_migration_bot::store;

use crate::databases::TestDatabase;
use crate::town::{Consultant, Person, Town};

const MINUTE: Duration = Duration::from_secs(60);

fn inside() -> Option<String> {
    Some(Sign::Inside.emoji().to_owned())
}

impl Consultant<'_> {
    fn sees_it_is_left(&self, topic: MessageId) -> bool {
        let says = self
            .card(topic)
            .text()
            .contains(self.says(Text::DeskCardLeft).trim());
        let offers = self.has_button(topic, &self.says(Text::DeskTakeButton));
        assert_eq!(says, offers, "{}", self.card(topic).text());
        says
    }

    fn holds(&self, topic: MessageId, alias: &str) -> bool {
        let holder = self.says_with(Text::DeskCardHolder, &[(Placeholder::Alias, alias)]);
        self.card(topic).text().contains(&holder)
    }

    async fn is_refused(&self, topic: MessageId, holder: &str) {
        self.writes(topic, "/take").await;
        let told = self.says_with(Text::DeskTakenByAlert, &[(Placeholder::Alias, holder)]);
        assert!(
            self.texts(topic).contains(&told),
            "{}",
            self.transcript(topic)
        );
    }

    /// Takes it over from a colleague, and both sides know.
    async fn takes_over(&self, topic: MessageId, alias: &str, person: &Person<'_>) {
        self.takes(topic).await;
        assert_eq!(
            self.windows().await.pop(),
            Some(self.says(Text::DeskTakenAlert))
        );
        assert!(self.holds(topic, alias), "{}", self.card(topic).text());
        let told = self.says_with(Text::DeskHandedTo, &[(Placeholder::Alias, alias)]);
        assert!(
            self.texts(topic).contains(&told),
            "{}",
            self.transcript(topic)
        );
        person.sees(&person.says_with(Text::CaseTaken, &[(Placeholder::Alias, alias)]));
    }
}

on_both_databases! {
    /// Her shift is over: what she has can be taken by a colleague, and from then on his words go out
    /// and hers stay inside. Back on duty, she keeps what nobody took.
    async fn whoever_goes_off_duty_leaves_the_case_to_the_others(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, ivan) = (town.consultant("Marta"), town.consultant("Ivan"));
        marta.is_called("Марта").await;
        ivan.is_called("Іван").await;
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        marta.writes(topic, "Добрий день, я слухаю Вас").await;
        ivan.is_refused(topic, "Марта").await;
        assert!(!marta.sees_it_is_left(topic));
        marta.writes_in_general("/off").await;
        assert!(marta.sees_it_is_left(topic));
        marta.writes_in_general("/on").await;
        assert!(!marta.sees_it_is_left(topic), "she is back");
        marta.writes_in_general("/off").await;
        ivan.takes_over(topic, "Іван", &olena).await;
        assert!(!marta.sees_it_is_left(topic));
        ivan.writes(topic, "Тепер Вам відповідаю я").await;
        olena.sees("Тепер Вам відповідаю я");
        let late = marta.writes(topic, "Ще одне, поки не забула").await;
        assert_eq!(marta.sign_on(late), inside());
        assert!(!olena.transcript().contains("Ще одне, поки не забула"));
        town.ends().await;
    }

    /// Who answers is on duty, so nobody takes a case away in the middle of an answer.
    async fn whoever_answers_is_on_duty(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, ivan) = (town.consultant("Marta"), town.consultant("Ivan"));
        marta.is_called("Марта").await;
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        marta.writes_in_general("/off").await;
        marta.writes(topic, "Я ще тут, пишіть мені").await;
        olena.sees("Я ще тут, пишіть мені");
        assert!(!marta.sees_it_is_left(topic));
        let on_duty = format!("{} Марта", marta.says(Text::DeskBoardOnDuty));
        assert!(marta.board().contains(&on_duty), "{}", marta.board());
        ivan.is_refused(topic, "Марта").await;
        town.ends().await;
    }

    /// On duty but silent: once the case is called out loudly, whoever comes may take it; not before.
    async fn whoever_does_not_answer_is_helped_out(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, ivan) = (town.consultant("Marta"), town.consultant("Ivan"));
        marta.is_called("Марта").await;
        ivan.is_called("Іван").await;
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        marta.writes(topic, "Хвилинку, я перевірю").await;
        olena.writes("Чи є ще хтось на зв'язку").await;
        let rules = town.content.desk();
        town.time_comes(MINUTE * rules.unanswered_minutes).await;
        assert!(!marta.sees_it_is_left(topic), "called out once, not yet loudly");
        ivan.is_refused(topic, "Марта").await;
        town.time_comes(MINUTE * (rules.louder_minutes - rules.unanswered_minutes)).await;
        assert!(marta.sees_it_is_left(topic));
        ivan.takes_over(topic, "Іван", &olena).await;
        ivan.writes(topic, "Є, вибачте, що так довго").await;
        olena.sees("Є, вибачте, що так довго");
        assert!(!marta.sees_it_is_left(topic), "answered");
        town.ends().await;
    }

    /// Whoever comes after the loud call has their own time, and nobody takes the case from them in
    /// it; given back, it is called out step by step again, not after a day.
    async fn in_other_hands_the_time_begins_anew(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, ivan) = (town.consultant("Marta"), town.consultant("Ivan"));
        marta.is_called("Марта").await;
        ivan.is_called("Іван").await;
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let (topic, code) = (marta.topic(), olena.code().await);
        let calls = || marta.heard_in_general().into_iter().filter(|text| text.contains(&code)).count();
        let rules = town.content.desk();
        let (first, then) = (rules.unanswered_minutes, rules.louder_minutes - rules.unanswered_minutes);
        let called_out_loudly = async || {
            let before = calls();
            town.time_comes(MINUTE * first).await;
            assert_eq!(calls(), before + 1);
            town.time_comes(MINUTE * then).await;
            assert_eq!(calls(), before + 2);
        };
        called_out_loudly().await;
        marta.takes(topic).await;
        assert!(!marta.sees_it_is_left(topic));
        ivan.is_refused(topic, "Марта").await;
        called_out_loudly().await;
        assert!(marta.sees_it_is_left(topic));
        marta.presses(topic, Text::DeskReleaseButton).await;
        called_out_loudly().await;
        ivan.takes(topic).await;
        called_out_loudly().await;
        marta.takes_over(topic, "Марта", &olena).await;
        assert!(!marta.sees_it_is_left(topic));
        called_out_loudly().await;
        marta.presses(topic, Text::DeskHandOverButton).await;
        marta.taps(topic, "Іван").await;
        assert!(!marta.sees_it_is_left(topic));
        called_out_loudly().await;
        town.ends().await;
    }

    /// Removed from the group: no member of the desk any more, the name is free, the case can be taken.
    async fn whoever_leaves_the_group_leaves_nothing_behind(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, ivan) = (town.consultant("Marta"), town.consultant("Ivan"));
        marta.is_called("Марта").await;
        ivan.is_called("Іван").await;
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = ivan.topic();
        marta.takes(topic).await;
        town.world.set_member(marta.group, marta.id, Member::new(Status::Left)).unwrap();
        town.settles().await;
        assert!(!ivan.board().lines().next_back().unwrap().contains("Марта"), "{}", ivan.board());
        assert!(ivan.sees_it_is_left(topic));
        ivan.takes_over(topic, "Іван", &olena).await;
        let anna = town.consultant("Anna");
        let named = anna.writes_in_general("/alias Марта").await;
        assert_eq!(anna.reply_to(named), Some(anna.says_with(Text::DeskAliasSet, &[(Placeholder::Alias, "Марта")])));
        town.world.set_member(anna.group, town.consultant("Guest").id, Member::new(Status::Left)).unwrap();
        town.settles().await;
        assert!(ivan.holds(topic, "Іван"), "who never worked here leaves nothing");
        town.ends().await;
    }

    /// Gone while nobody told the bot: it looks when it starts. So it does when the desk has another
    /// group, or is no more.
    async fn whoever_was_gone_unseen_is_forgotten_too(database: TestDatabase) {
        let mut town = Town::with_desk(database).await;
        let (group, gone) = {
            let (marta, ivan) = (town.consultant("Marta"), town.consultant("Ivan"));
            marta.is_called("Марта").await;
            ivan.is_called("Іван").await;
            (marta.group, marta.id)
        };
        let names = async |town: &Town| {
            let (core, mut tx) = (town.bot().core(), town.tx().await);
            let desk = "main".parse().unwrap();
            let members = store::members::load(&mut tx, core.keys(), &desk).await.unwrap();
            tx.rollback().await.unwrap();
            members.into_iter().filter_map(|member| member.alias).collect::<Vec<_>>()
        };
        assert_eq!(names(&town).await.len(), 2);
        town.stops_the_bot().await;
        town.world.set_member(group, gone, Member::new(Status::Left)).unwrap();
        // Telegram keeps for a day what nobody asks for.
        town.time_passes(MINUTE * 60 * 25);
        town.starts_the_bot().await;
        town.settles().await;
        assert_eq!(names(&town).await, ["Іван"]);
        town.stops_the_bot().await;
        town.desks.clear();
        town.starts_the_bot().await;
        town.settles().await;
        housekeeping::sweep(town.bot().core()).await;
        assert_eq!(names(&town).await, [] as [String; 0]);
        town.ends().await;
    }

    /// A name chosen after the case was taken stands on its card all the same.
    async fn a_name_chosen_later_stands_on_the_card(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, _olena, topic) = town.a_taken_case().await;
        let nobody = marta.says(Text::DeskSomebody);
        assert!(marta.holds(topic, &nobody), "{}", marta.card(topic).text());
        marta.writes_in_general("/alias Марта").await;
        assert!(marta.holds(topic, "Марта"), "{}", marta.card(topic).text());
        assert!(marta.board().contains("Марта"), "{}", marta.board());
        town.ends().await;
    }
}
