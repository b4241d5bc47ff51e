//! The consultants' side of the town: forums, consultants with marks of their own, topics, cards.

use std::time::Duration;

use safe_migration_bot::content::{DeskId, Lang, Placeholder, Text};
use safe_migration_bot::desk;
use safe_migration_bot::model::case::{COMPLAINTS, Case};
use safe_migration_bot::model::ids::ChatId as GroupId;
use safe_migration_bot::preview::{
    AccountId, Attachment, ChatId, GroupKind, MediaKind, Member, Message, MessageId, Place, Role,
    Sender, Status, Topic,
};
use safe_migration_bot::settings::Groups;
use safe_migration_bot::store;

use super::{PATIENCE, Person, Town};
use crate::databases::TestDatabase;

/// A desk's group and the one who made it.
pub struct Desk {
    pub name: DeskId,
    pub chat: ChatId,
}

pub struct Consultant<'a> {
    pub town: &'a Town,
    pub id: AccountId,
    pub desk: DeskId,
    pub group: ChatId,
}

impl Town {
    /// A town with a bot and one desk, which is open.
    pub async fn with_desk(database: TestDatabase) -> Self {
        let mut town = Self::asleep(database).await.opens_a_desk("main");
        town.desk_opens();
        town.starts_the_bot().await;
        town.settles().await;
        town
    }

    /// Adds a forum for a desk; before the bot starts.
    pub fn opens_a_desk(mut self, name: &str) -> Self {
        let chief = self
            .world
            .add_account("Chief", Some("uk"), Role::Consultant);
        let chat = self.world.add_forum("Consultants", chief);
        self.adds_desk(name, chat);
        self
    }

    /// Adds a forum where complaints go.
    pub fn opens_a_complaints_inbox(mut self) -> Self {
        let chief = self.world.add_account("Office", Some("uk"), Role::Staff);
        let chat = self.world.add_forum("Complaints", chief);
        self.adds_desk(COMPLAINTS, chat);
        self
    }

    /// Adds the group of the staff.
    pub fn opens_a_staff_chat(mut self) -> Self {
        let chief = self.world.add_account("Office", Some("uk"), Role::Staff);
        let chat = self.world.add_group(GroupKind::Super, "Staff", chief);
        self.world.set_bot_status(chat, Status::Administrator);
        self.staff = Some(chat);
        self
    }

    pub fn adds_desk(&mut self, name: &str, chat: ChatId) {
        let name = name.parse().unwrap();
        self.desks.push(Desk { name, chat });
    }

    /// As the operator would set them.
    pub fn groups(&self) -> Groups {
        let desk = |desk: &Desk| (Some(desk.name.clone()), GroupId(desk.chat.0));
        let of = |complaints: bool| {
            self.desks
                .iter()
                .filter(move |desk| (desk.name.as_str() == COMPLAINTS) == complaints)
        };
        Groups {
            desks: of(false).map(desk).collect(),
            complaints: of(true).map(|desk| GroupId(desk.chat.0)).next(),
            staff: self.staff.map(|chat| GroupId(chat.0)),
        }
    }

    /// Time passes until consultants work.
    pub fn desk_opens(&self) {
        self.comes_to(8 * 24 * 60 * 60, |town, at| {
            town.content.hours().is_open(at)
                && town
                    .content
                    .hours()
                    .is_open(at + jiff::SignedDuration::from_hours(5))
        });
    }

    /// Time passes until no consultant works.
    pub fn desk_closes(&self) {
        self.comes_to(8 * 24 * 60 * 60, |town, at| {
            !town.content.hours().is_open(at)
        });
    }

    /// Time passes, and all that time brings to cases has come.
    pub async fn time_comes(&self, by: Duration) {
        self.time_passes(by);
        self.timers_run().await;
    }

    /// Waits until no case is due any more and nothing is left to do.
    pub async fn timers_run(&self) {
        let run = async {
            loop {
                let due = store::cases::next_due(self.bot().core().db()).await;
                let waits = due.is_ok_and(|due| due.is_none_or(|due| due > self.clock.now()));
                if waits {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let done = tokio::time::timeout(PATIENCE, run).await;
        assert!(done.is_ok(), "a case stays due");
        self.settles().await;
    }

    fn comes_to(&self, within: i64, holds: impl Fn(&Self, jiff::Timestamp) -> bool) {
        let now = self.clock.now().timestamp();
        let then = |minutes: i64| now + jiff::SignedDuration::from_mins(minutes);
        let wait = (0..within / 60).find(|minutes| holds(self, then(*minutes)));
        let seconds = u64::try_from(wait.unwrap() * 60).unwrap();
        self.time_passes(Duration::from_secs(seconds));
    }

    /// Somebody who works at the first desk.
    pub fn consultant(&self, name: &str) -> Consultant<'_> {
        self.consultant_at(0, name)
    }

    pub fn consultant_at(&self, desk: usize, name: &str) -> Consultant<'_> {
        let Desk { name: desk, chat } = &self.desks[desk];
        let number = self.number();
        let first = format!("{name}Sign{number}x");
        let user = format!("works_{number}x_sign");
        let id = self.world.change(|world| {
            world.add_account(&first, None, Some(&user), Some("uk"), Role::Consultant)
        });
        let member = Member::new(Status::Member);
        self.world.set_member(*chat, id, member).unwrap();
        for mark in [first, user, id.0.to_string()] {
            self.consultants.lock().unwrap().push(mark);
        }
        Consultant {
            town: self,
            id,
            desk: desk.clone(),
            group: *chat,
        }
    }

    /// A consultant, and somebody whose case she has taken, in its topic.
    pub async fn a_taken_case(&self) -> (Consultant<'_>, Person<'_>, MessageId) {
        let marta = self.consultant("Marta");
        let olena = self.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let topic = marta.topic();
        marta.takes(topic).await;
        (marta, olena, topic)
    }

    /// Nowhere in a desk's group stands who a person is; nowhere in a person's chat who a
    /// consultant is. Everything ever sent is searched, also what was deleted since.
    pub fn nobody_knows_the_other(&self) {
        let private: Vec<ChatId> = self.world.look(|world| {
            let accounts = world
                .accounts()
                .filter(|account| account.role == Role::Person);
            accounts.map(|account| ChatId(account.id.0)).collect()
        });
        let people = self.identities.lock().unwrap().clone();
        let consultants = self.consultants.lock().unwrap().clone();
        for call in self.world.calls() {
            let Some(chat) = call.chat else { continue };
            let (marks, side) = if private.contains(&chat) {
                (&consultants, "a person's chat")
            } else {
                (&people, "a desk's group")
            };
            for (name, value) in &call.parameters {
                // The ids a copy is made from are told to Telegram, not to people.
                if matches!(
                    name.as_str(),
                    "from_chat_id" | "chat_id" | "message_id" | "message_ids" | "reply_parameters"
                ) {
                    continue;
                }
                let text = value.to_string();
                for mark in marks {
                    assert!(
                        !text.contains(mark.as_str()),
                        "{side} is told `{mark}` by {}",
                        call.method
                    );
                }
            }
        }
        self.world.look(|world| {
            for chat in world.chats() {
                // Whoever passes on a contact card has said so.
                let is_private = private.contains(&chat.id);
                let marks = if is_private { &consultants } else { &people };
                let is_card = |message: &Message| {
                    let media = message.media();
                    media.is_some_and(|media| media.kind == MediaKind::Contact)
                };
                let shown = world
                    .messages(chat.id)
                    .filter(|message| message.from == Sender::Bot && !is_card(message));
                let names = world.topics(chat.id).map(|topic| topic.name.clone());
                for text in shown
                    .map(|message| format!("{} {message:?}", message.text()))
                    .chain(names)
                {
                    for mark in marks {
                        // A person's chat has their id as its own number.
                        let found = text
                            .replace(&format!("chat: ChatId({})", chat.id.0), "")
                            .contains(mark.as_str());
                        assert!(!found, "`{mark}` is shown in {}: {text}", chat.id.0);
                    }
                }
            }
        });
    }
}

impl Person<'_> {
    /// Her case as it is kept.
    pub async fn case(&self) -> Case {
        let core = self.town.bot().core();
        let visitor = self.remembered().await.unwrap();
        let mut tx = self.town.tx().await;
        let found = store::cases::load(&mut tx, core.keys(), &visitor.case.unwrap()).await;
        tx.rollback().await.unwrap();
        found.unwrap().unwrap().0
    }

    /// What consultants call her.
    pub async fn code(&self) -> String {
        self.case().await.code.to_string()
    }

    /// From wherever she stands: asks for a consultant and agrees.
    pub async fn asks_for_a_consultant(&self) {
        self.writes("/consultant").await;
        self.presses(Text::TalkButton).await;
    }
}

impl Consultant<'_> {
    pub fn lang(&self) -> Lang {
        desk::language(&self.town.content, &self.desk).clone()
    }

    /// A text in the language of the desk, as it stands on a button or in a message without holes.
    pub fn says(&self, text: Text) -> String {
        self.town.content.plain(&self.lang(), text)
    }

    /// A text in the language of the desk with its holes filled.
    pub fn says_with(&self, text: Text, values: &[(Placeholder, &str)]) -> String {
        self.town.filled(&self.lang(), text, values)
    }

    /// What a subject is called at this desk.
    pub fn subject(&self, id: &str) -> String {
        let id = id.parse().unwrap();
        self.town.content.subject_name(&self.lang(), &id).to_owned()
    }

    /// Chooses a name for people, and is on duty.
    pub async fn is_called(&self, alias: &str) {
        self.writes_in_general(&format!("/alias {alias}")).await;
        self.writes_in_general("/on").await;
    }

    /// Small windows this consultant has been shown, oldest first.
    pub async fn windows(&self) -> Vec<String> {
        self.town.windows(self.id).await
    }

    /// The name of a topic as it is now.
    pub fn name_of(&self, topic: MessageId) -> String {
        let mut topics = self.topics().into_iter();
        let found = topics.rfind(|one| one.id == topic);
        found.expect("the topic is there").name
    }

    /// The queue board.
    pub fn board(&self) -> String {
        let on_duty = self.says(Text::DeskOnButton);
        let board = self.general().into_iter().rfind(|message| {
            message
                .find_button(|button| button.text == on_duty)
                .is_some()
        });
        board.expect("a board").text().to_owned()
    }

    /// What the bot said in General that is no board.
    pub fn heard_in_general(&self) -> Vec<String> {
        let messages = self.general().into_iter();
        let bots = messages.filter(|one| one.from == Sender::Bot && one.keyboard.is_none());
        bots.map(|message| message.text().to_owned())
            .filter(|text| !text.is_empty())
            .collect()
    }

    /// Closes a case with these subjects.
    pub async fn closes(&self, topic: MessageId, subjects: &[&str]) {
        self.presses(topic, Text::DeskCloseButton).await;
        for subject in subjects {
            self.taps(topic, &self.subject(subject)).await;
        }
        self.presses(topic, Text::DeskFinishButton).await;
    }

    pub fn topics(&self) -> Vec<Topic> {
        self.town.world.topics(self.group)
    }

    /// The only topic there is.
    pub fn topic(&self) -> MessageId {
        let topics = self.topics();
        assert_eq!(topics.len(), 1, "one case, one topic: {topics:?}");
        topics[0].id
    }

    /// What stands in a topic, oldest first.
    pub fn reads(&self, topic: MessageId) -> Vec<Message> {
        let messages = self.town.world.messages(self.group).into_iter();
        messages
            .filter(|message| message.thread == Some(topic))
            .collect()
    }

    /// What stands in General.
    pub fn general(&self) -> Vec<Message> {
        let messages = self.town.world.messages(self.group).into_iter();
        messages
            .filter(|message| message.thread.is_none())
            .collect()
    }

    /// The texts of what the bot put into a topic.
    pub fn texts(&self, topic: MessageId) -> Vec<String> {
        let messages = self.reads(topic).into_iter();
        let bots = messages.filter(|message| message.from == Sender::Bot);
        bots.map(|message| message.text().to_owned()).collect()
    }

    /// The copy of what a person wrote.
    pub fn copy_of(&self, topic: MessageId, text: &str) -> Message {
        let mut found: Vec<Message> = self
            .reads(topic)
            .into_iter()
            .filter(|message| message.from == Sender::Bot && message.text() == text)
            .collect();
        assert_eq!(
            found.len(),
            1,
            "`{text}` stands once in the topic:\n{}",
            self.transcript(topic)
        );
        found.remove(0)
    }

    pub fn transcript(&self, topic: MessageId) -> String {
        let bubbles: Vec<String> = self.reads(topic).iter().map(super::person::seen).collect();
        bubbles.join("\n――――――――\n")
    }

    /// The pinned card of a case.
    pub fn card(&self, topic: MessageId) -> Message {
        let card = self
            .reads(topic)
            .into_iter()
            .find(|message| message.keyboard.is_some());
        card.unwrap_or_else(|| panic!("no card:\n{}", self.transcript(topic)))
    }

    pub async fn presses(&self, topic: MessageId, text: Text) {
        self.taps(topic, &self.says(text)).await;
    }

    /// Presses the button with these words on the card.
    pub async fn taps(&self, topic: MessageId, words: &str) {
        self.taps_without_waiting(topic, words);
        self.town.settles().await;
    }

    pub fn taps_without_waiting(&self, topic: MessageId, words: &str) {
        let card = self.card(topic);
        let found = card.find_button(|button| button.text == words || button.text.ends_with(words));
        let (row, column) =
            found.unwrap_or_else(|| panic!("no button `{words}`:\n{}", super::person::seen(&card)));
        self.town
            .world
            .press(self.id, self.group, card.id, row, column)
            .unwrap();
    }

    pub fn has_button(&self, topic: MessageId, words: &str) -> bool {
        self.card(topic)
            .find_button(|button| button.text.ends_with(words))
            .is_some()
    }

    pub async fn takes(&self, topic: MessageId) {
        self.presses(topic, Text::DeskTakeButton).await;
    }

    pub fn writes_without_waiting(&self, topic: MessageId, text: &str) -> MessageId {
        if text.chars().count() >= 12 && !text.starts_with('/') {
            self.town.mark(text);
        }
        let place = Place::topic(self.group, topic);
        self.town.world.write(self.id, place, text).unwrap()
    }

    pub async fn writes(&self, topic: MessageId, text: &str) -> MessageId {
        let message = self.writes_without_waiting(topic, text);
        self.town.settles().await;
        message
    }

    pub async fn replies(&self, topic: MessageId, to: MessageId, text: &str) -> MessageId {
        let place = Place {
            reply_to: Some(to),
            ..Place::topic(self.group, topic)
        };
        let message = self.town.world.write(self.id, place, text).unwrap();
        self.town.settles().await;
        message
    }

    pub async fn writes_in_general(&self, text: &str) -> MessageId {
        let place = Place::chat(self.group);
        let message = self.town.world.write(self.id, place, text).unwrap();
        self.town.settles().await;
        message
    }

    pub async fn sends(&self, topic: MessageId, kind: MediaKind) -> MessageId {
        let place = Place::topic(self.group, topic);
        let message = self
            .town
            .world
            .send(self.id, place, kind, &Attachment::default());
        self.town.settles().await;
        message.unwrap()
    }

    /// The sign the bot put on a message.
    pub fn sign_on(&self, message: MessageId) -> Option<String> {
        let message = self.town.world.message(self.group, message)?;
        message.reaction_of(Sender::Bot).map(str::to_owned)
    }

    /// What the bot replied to a message.
    pub fn reply_to(&self, message: MessageId) -> Option<String> {
        let messages = self.town.world.messages(self.group).into_iter();
        let replies =
            messages.filter(|one| one.reply_to == Some(message) && one.from == Sender::Bot);
        replies.map(|one| one.text().to_owned()).next_back()
    }
}
