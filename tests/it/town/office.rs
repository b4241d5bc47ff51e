//! The staff of the town: who asks for figures in their group, and what they get.

use jiff::civil::Date;
use safe_migration_bot::content::{Lang, Placeholder, Text};
use safe_migration_bot::model::fact::{Breakdown, Fact};
use safe_migration_bot::model::ids::VisitorKey;
use safe_migration_bot::preview::{
    AccountId, ChatId, MediaKind, Member, Message, MessageId, Place, Role, Sender, Status,
};
use safe_migration_bot::store::{Db, counts};

use super::Town;
use crate::databases::TestDatabase;

/// So many women and men came on a day and looked at one answer each, as the bot would have counted.
pub async fn people_came_on(db: &Db, day: Date, women: u8, men: u8) {
    let mut tx = db.begin().await.unwrap();
    for n in 0..women + men {
        let told = Breakdown {
            language: "uk".to_owned(),
            gender: if n < women { "woman" } else { "man" }.to_owned(),
            ..Breakdown::default()
        };
        let visitor = VisitorKey([n; 32]);
        counts::visit(&mut tx, &visitor, day, &told, true, None)
            .await
            .unwrap();
        let fact = Fact::AnswerOpened("tp-who".parse().unwrap());
        counts::add(&mut tx, day, &fact, &told).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Somebody of the staff.
pub struct Clerk<'a> {
    pub town: &'a Town,
    pub id: AccountId,
    pub group: ChatId,
    pub lang: Lang,
}

impl Town {
    /// A town with a bot and the group of the staff.
    pub async fn with_staff(database: TestDatabase) -> Self {
        let mut town = Self::asleep(database).await.opens_a_staff_chat();
        town.starts_the_bot().await;
        town.settles().await;
        town
    }

    /// Somebody of the staff, with a client in this language.
    pub fn clerk(&self, name: &str, client: &str) -> Clerk<'_> {
        let number = self.number();
        let first = format!("{name}Sign{number}x");
        let id = self
            .world
            .change(|world| world.add_account(&first, None, None, Some(client), Role::Staff));
        for mark in [first, id.0.to_string()] {
            self.mark(&mark);
        }
        let group = self.staff.expect("there is a group of the staff");
        self.world
            .set_member(group, id, Member::new(Status::Member))
            .unwrap();
        Clerk {
            town: self,
            id,
            group,
            lang: client.parse().unwrap(),
        }
    }
}

impl Clerk<'_> {
    pub fn writes_without_waiting(&self, text: &str) -> MessageId {
        let place = Place::chat(self.group);
        self.town.world.write(self.id, place, text).unwrap()
    }

    pub async fn writes(&self, text: &str) {
        self.writes_without_waiting(text);
        self.town.settles().await;
    }

    pub fn says(&self, text: Text) -> String {
        self.town.content.plain(&self.lang, text)
    }

    pub fn says_with(&self, text: Text, values: &[(Placeholder, &str)]) -> String {
        self.town.filled(&self.lang, text, values)
    }

    /// All that the bot has sent to the group.
    #[expect(
        clippy::wrong_self_convention,
        reason = "a story reads it as a sentence: what came from the bot"
    )]
    pub fn from_the_bot(&self) -> Vec<Message> {
        let messages = self.town.world.messages(self.group).into_iter();
        messages
            .filter(|message| message.from == Sender::Bot)
            .collect()
    }

    /// The newest page with buttons.
    pub fn page(&self) -> Message {
        let mut messages = self.from_the_bot().into_iter();
        let page = messages.rfind(|message| message.keyboard.is_some());
        page.expect("the bot has shown a page")
    }

    pub fn sees(&self, words: &str) {
        let page = self.page();
        let seen = super::person::seen(&page);
        let calls = self.town.world.calls().into_iter().rev().take(12);
        let calls: Vec<String> = calls
            .map(|call| format!("{} {:?}", call.method, call.error))
            .collect();
        assert!(
            seen.contains(words),
            "`{words}` is not there:\n{seen}\n{calls:#?}"
        );
    }

    /// Presses the button that begins with these words.
    pub async fn taps(&self, words: &str) {
        self.taps_without_waiting(words);
        self.town.settles().await;
    }

    pub fn taps_without_waiting(&self, words: &str) {
        let page = self.page();
        let found = page.find_button(|button| button.text.starts_with(words));
        let (row, column) =
            found.unwrap_or_else(|| panic!("no button `{words}`:\n{}", super::person::seen(&page)));
        self.town
            .world
            .press(self.id, self.group, page.id, row, column)
            .unwrap();
    }

    pub async fn presses(&self, text: Text) {
        self.taps(&self.says(text)).await;
    }

    /// Asks for the figures of an own range, by its buttons.
    pub async fn chooses_months(&self, first: &str, last: &str) {
        self.writes("/stats").await;
        self.presses(Text::DeskStaffRangeButton).await;
        self.taps(&first[..4]).await;
        self.taps(first).await;
        self.taps(last).await;
    }

    /// Files of one kind that came, oldest first: their names and what they hold.
    pub fn files(&self, kind: MediaKind) -> Vec<(String, Vec<u8>)> {
        let messages = self.from_the_bot().into_iter();
        let media = messages.filter_map(|message| message.media().cloned());
        media
            .filter(|media| media.kind == kind)
            .map(|media| {
                let id = media.file_id.expect("it has a file");
                let bytes = self
                    .town
                    .world
                    .look(|world| world.file(&id).map(|file| file.bytes.to_vec()));
                (media.file_name.unwrap_or_default(), bytes.unwrap())
            })
            .collect()
    }
}
