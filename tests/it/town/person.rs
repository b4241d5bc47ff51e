//! A person with marks: what she is called and what she writes must be found nowhere.

use safe_migration_bot::content::{Lang, Text};
use safe_migration_bot::preview::{
    AccountId, Action, Attachment, ChatId, MediaKind, Message, MessageId, Place, Sender,
};

use super::Town;

pub struct Person<'a> {
    pub town: &'a Town,
    pub id: AccountId,
    pub chat: ChatId,
    pub lang: Lang,
}

impl Town {
    /// Somebody the bot has never met, with a client in this language.
    pub fn person(&self, name: &str, client: Option<&str>) -> Person<'_> {
        let number = self.number();
        let first = format!("{name}Mark{number}x");
        let last = format!("Surname{number}x");
        let user = format!("nick_{number}x_mark");
        let id = self
            .world
            .add_person(&first, Some(&last), Some(&user), client);
        for mark in [first, last, user, id.0.to_string(), format!("{:x}", id.0)] {
            self.mark(&mark);
            self.identities.lock().unwrap().push(mark);
        }
        let lang = client
            .and_then(|code| code.parse().ok())
            .filter(|lang| self.content.knows(lang))
            .unwrap_or_else(|| self.content.default_language().clone());
        Person {
            town: self,
            id,
            chat: ChatId(id.0),
            lang,
        }
    }
}

impl Person<'_> {
    pub async fn starts(&self) {
        self.starts_with(None).await;
    }

    pub async fn starts_with(&self, payload: Option<&str>) {
        self.town.world.start(self.id, payload).unwrap();
        self.town.settles().await;
    }

    pub fn writes_without_waiting(&self, text: &str) -> MessageId {
        if text.chars().count() >= 12 {
            self.town.mark(text);
        }
        self.town
            .world
            .write(self.id, Place::chat(self.chat), text)
            .unwrap()
    }

    pub async fn writes(&self, text: &str) -> MessageId {
        let message = self.writes_without_waiting(text);
        self.town.settles().await;
        message
    }

    pub async fn sends(&self, kind: MediaKind) {
        self.town
            .world
            .send(
                self.id,
                Place::chat(self.chat),
                kind,
                &Attachment::default(),
            )
            .unwrap();
        self.town.settles().await;
    }

    /// Presses the button of the interface that says this, on the newest message.
    pub async fn presses(&self, text: Text) {
        self.taps(&self.says(text)).await;
    }

    pub async fn presses_data(&self, message: MessageId, data: &str) {
        self.town
            .world
            .press_data(self.id, self.chat, message, data)
            .unwrap();
        self.town.settles().await;
    }

    /// A text of the interface in this person's language, as it stands on a button.
    pub fn says(&self, text: Text) -> String {
        self.town.content.plain(&self.lang, text)
    }

    pub fn messages(&self) -> Vec<Message> {
        self.town.world.messages(self.chat)
    }

    /// The sign the bot put on a message of hers.
    pub fn sign_on(&self, message: MessageId) -> Option<String> {
        let message = self.town.world.message(self.chat, message)?;
        message.reaction_of(Sender::Bot).map(str::to_owned)
    }

    /// What the bot has said and what still stands in the chat.
    #[expect(
        clippy::wrong_self_convention,
        reason = "a story reads it as a sentence: what came from the bot"
    )]
    pub fn from_the_bot(&self) -> Vec<Message> {
        self.messages()
            .into_iter()
            .filter(|message| message.from == Sender::Bot)
            .collect()
    }

    /// The bot's newest message.
    pub fn newest(&self) -> Message {
        self.from_the_bot()
            .pop()
            .expect("the bot has said something")
    }

    /// The newest message as a person sees it: text, then rows of buttons.
    pub fn screen(&self) -> String {
        self.from_the_bot().last().map(seen).unwrap_or_default()
    }

    /// The whole chat as a person sees it.
    pub fn transcript(&self) -> String {
        let bubbles: Vec<String> = self.messages().iter().map(seen).collect();
        bubbles.join("\n――――――――\n")
    }

    pub fn sees(&self, words: &str) {
        let screen = self.screen();
        assert!(
            screen.contains(words),
            "`{words}` is not on the screen:\n{screen}"
        );
    }
}

/// A message as text: what stands in it, what hangs on it.
pub fn seen(message: &Message) -> String {
    let mut lines = Vec::new();
    if let Some(name) = message.file_name() {
        lines.push(format!("📎 {name}"));
    }
    lines.push(message.text().to_owned());
    for row in message.keyboard.iter().flat_map(|keyboard| &keyboard.rows) {
        let row: Vec<String> = row
            .iter()
            .map(|button| match &button.action {
                Action::Url(url) => format!("[{} → {url}]", button.text),
                _ => format!("[{}]", button.text),
            })
            .collect();
        lines.push(row.join(" "));
    }
    lines.join("\n")
}
