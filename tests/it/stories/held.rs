//! A photo or a document may show papers: it waits for her word, for as long as it takes, in the
//! conversation or the complaint it was sent in. Nothing that waits is lost without a word.

use safe_migration_bot::content::Text;
use safe_migration_bot::preview::{MediaKind, Message, Sender, Status};

use super::complaints::with_an_inbox;
use crate::databases::TestDatabase;
use crate::town::{Consultant, Person, Town};

impl Person<'_> {
    /// The questions that stand in her chat, oldest first.
    fn questions(&self) -> Vec<Message> {
        let pass_on = self.says(Text::SendItButton);
        let all = self.from_the_bot().into_iter();
        all.filter(|one| one.find_button(|button| button.text == pass_on).is_some())
            .collect()
    }

    /// Photos of her own that stand in her chat.
    fn photos(&self) -> usize {
        let all = self.messages().into_iter();
        all.filter(|one| one.media().is_some() && one.from != Sender::Bot)
            .count()
    }

    async fn passes_on(&self, question: &Message) {
        self.taps_on(question, &self.says(Text::SendItButton)).await;
    }
}

impl Consultant<'_> {
    /// Photos that arrived in this group.
    fn photos(&self) -> usize {
        let all = self.town.world.messages(self.group).into_iter();
        all.filter(|one| one.media().is_some() && one.from == Sender::Bot)
            .count()
    }
}

/// A conversation that a consultant has.
async fn a_case(
    town: &Town,
) -> (
    Consultant<'_>,
    Person<'_>,
    safe_migration_bot::preview::MessageId,
) {
    let marta = town.consultant("Marta");
    let olena = town.guest("uk").await;
    olena.asks_for_a_consultant().await;
    let topic = marta.topic();
    marta.takes(topic).await;
    (marta, olena, topic)
}

on_both_databases! {
    /// She deleted the question, or it is far above: the next photo asks again, and her word holds
    /// for all. A question that was answered elsewhere says what became of it.
    async fn every_photo_that_comes_asks_again(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, _) = a_case(&town).await;
        olena.sends(MediaKind::Photo).await;
        town.world.delete(olena.id, olena.chat, olena.newest().id).unwrap();
        olena.sends(MediaKind::Document).await;
        olena.sends(MediaKind::Photo).await;
        let questions = olena.questions();
        assert_eq!((questions.len(), marta.photos()), (2, 0), "{}", olena.transcript());
        olena.passes_on(&questions[1]).await;
        olena.sees_text(Text::CaseMediaSent);
        assert_eq!(marta.photos(), 3);
        olena.passes_on(&questions[0]).await;
        assert!(olena.questions().is_empty());
        let answered = town.world.message(olena.chat, questions[0].id).unwrap();
        assert!(answered.text().contains(&olena.says(Text::CaseMediaSent)), "{}", olena.transcript());
        assert_eq!(marta.photos(), 3, "once");
        town.ends().await;
    }

    /// Sent for the complaint, agreed to from the menu: it goes to those who read complaints, and
    /// what waits in the conversation waits on.
    async fn a_photo_goes_where_it_was_sent(database: TestDatabase) {
        let town = with_an_inbox(database).await;
        let nina = town.consultant_at(1, "Nina");
        let (marta, olena, _) = a_case(&town).await;
        olena.begins_a_complaint().await;
        olena.sends(MediaKind::Photo).await;
        olena.writes("/menu").await;
        let of_complaint = olena.questions().remove(0);
        olena.passes_on(&of_complaint).await;
        assert_eq!((marta.photos(), nina.photos()), (0, 1), "{}", olena.transcript());
        olena.sends(MediaKind::Photo).await;
        let of_case = olena.questions().remove(0);
        olena.begins_a_complaint().await;
        olena.passes_on(&of_case).await;
        assert_eq!((marta.photos(), nina.photos()), (1, 1), "{}", olena.transcript());
        town.ends().await;
    }

    /// Danger pressed below the complaint's question comes as a page of its own: the question stays.
    async fn danger_eats_no_question_of_a_complaint(database: TestDatabase) {
        let town = with_an_inbox(database).await;
        let nina = town.consultant_at(1, "Nina");
        let (_, olena, _) = a_case(&town).await;
        olena.begins_a_complaint().await;
        olena.sends(MediaKind::Photo).await;
        let question = olena.questions().remove(0);
        olena.taps_on(&question, &olena.says(Text::DangerButton)).await;
        olena.sees("112");
        assert_eq!(olena.questions().first(), Some(&question), "{}", olena.transcript());
        olena.passes_on(&question).await;
        assert_eq!(nina.photos(), 1);
        town.ends().await;
    }

    /// The conversation is closed while a photo waits: she is asked again, and her word reopens it.
    async fn a_closed_conversation_drops_no_photo(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        olena.sends(MediaKind::Photo).await;
        marta.closes(topic, &["other"]).await;
        olena.sees_text(Text::CaseMediaAsk);
        assert_eq!(olena.questions().len(), 2, "{}", olena.transcript());
        olena.presses(Text::SendItButton).await;
        assert_eq!(marta.photos(), 1);
        assert!(!marta.topics()[0].closed, "it goes on");
        town.ends().await;
    }

    /// She ends it herself: what waited goes nowhere, and she is told so.
    async fn what_waits_when_she_ends_it_goes_nowhere_and_she_is_told(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, _) = a_case(&town).await;
        olena.sends(MediaKind::Photo).await;
        let question = olena.newest();
        olena.writes("/consultant").await;
        olena.presses(Text::EndCaseButton).await;
        olena.presses(Text::EndCaseYesButton).await;
        assert!(olena.transcript().contains(&olena.says(Text::CaseMediaDropped)), "{}", olena.transcript());
        assert_eq!(olena.photos(), 0);
        olena.passes_on(&question).await;
        assert_eq!(marta.photos(), 0);
        town.ends().await;
    }

    /// Blocked, whether the conversation was open or closed by then: the word she still gives brings
    /// no photo to those who have closed themselves to her.
    async fn no_photo_passes_a_block(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, olena, topic) = a_case(&town).await;
        let chief = safe_migration_bot::preview::Member::new(Status::Administrator);
        town.world.set_member(marta.group, marta.id, chief).unwrap();
        marta.closes(topic, &["other"]).await;
        olena.sends(MediaKind::Photo).await;
        let question = olena.questions().remove(0);
        marta.writes(topic, "/block").await;
        assert!(olena.transcript().contains(&olena.says(Text::CaseMediaDropped)), "{}", olena.transcript());
        olena.passes_on(&question).await;
        assert_eq!((marta.photos(), olena.photos()), (0, 0));
        assert!(marta.topics()[0].closed, "{}", marta.transcript(topic));
        town.ends().await;
    }
}
