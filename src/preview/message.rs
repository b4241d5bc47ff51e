//! A message as the fake world keeps it: who, when, what, and what hangs on it.
//!
//! Plain values; how they look on the wire stands in `wire.rs`, on the page in `view.rs`.

use super::ids::{AccountId, ChatId, MessageId};
use super::keyboard::Keyboard;
use super::text::{Formatted, to_html};

/// Who sent something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sender {
    /// The bot under test.
    Bot,
    /// A person.
    Account(AccountId),
    /// An administrator who hides behind the group; who it is stays with the world alone.
    Anonymous(AccountId),
}

impl Sender {
    /// The person behind it, if it is one.
    pub const fn account(self) -> Option<AccountId> {
        match self {
            Self::Bot => None,
            Self::Account(id) | Self::Anonymous(id) => Some(id),
        }
    }
}

/// Kinds of content that are not plain text.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are Telegram's own")]
pub enum MediaKind {
    Photo,
    Document,
    Video,
    Voice,
    VideoNote,
    Audio,
    Animation,
    Sticker,
    Location,
    Venue,
    Contact,
    Poll,
    Dice,
}

impl MediaKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Photo,
        Self::Document,
        Self::Video,
        Self::Voice,
        Self::VideoNote,
        Self::Audio,
        Self::Animation,
        Self::Sticker,
        Self::Location,
        Self::Venue,
        Self::Contact,
        Self::Poll,
        Self::Dice,
    ];

    /// The field it has in a message, and the parameter it has in its send method.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Document => "document",
            Self::Video => "video",
            Self::Voice => "voice",
            Self::VideoNote => "video_note",
            Self::Audio => "audio",
            Self::Animation => "animation",
            Self::Sticker => "sticker",
            Self::Location => "location",
            Self::Venue => "venue",
            Self::Contact => "contact",
            Self::Poll => "poll",
            Self::Dice => "dice",
        }
    }

    /// The name in errors about a file of the wrong kind.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Photo => "Photo",
            Self::Document => "Document",
            Self::Video => "Video",
            Self::Voice => "VoiceNote",
            Self::VideoNote => "VideoNote",
            Self::Audio => "Audio",
            Self::Animation => "Animation",
            Self::Sticker => "Sticker",
            Self::Location | Self::Venue | Self::Contact | Self::Poll | Self::Dice => "None",
        }
    }

    /// Whether a file stands behind it.
    pub const fn has_file(self) -> bool {
        !matches!(
            self,
            Self::Location | Self::Venue | Self::Contact | Self::Poll | Self::Dice
        )
    }

    /// Whether it can bear a caption.
    pub const fn has_caption(self) -> bool {
        matches!(
            self,
            Self::Photo
                | Self::Document
                | Self::Video
                | Self::Voice
                | Self::Audio
                | Self::Animation
        )
    }
}

/// An attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// What it is.
    pub kind: MediaKind,
    /// Key of the file in the world, for kinds that have one.
    pub file_id: Option<String>,
    /// Name of a document, audio, video or animation.
    pub file_name: Option<String>,
    /// As the sender claimed.
    pub mime_type: Option<String>,
    /// In bytes.
    pub file_size: usize,
    /// Of a sticker or a dice.
    pub emoji: Option<String>,
    /// The set a sticker belongs to.
    pub sticker_set: Option<String>,
    /// What a kind without a file says: place, phone number, question.
    pub details: Details,
}

/// What kinds without a file say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Details {
    /// A kind with a file.
    #[default]
    None,
    /// Degrees, kept as Telegram's text; a title and address make it a venue.
    Place {
        /// Degrees north.
        latitude: String,
        /// Degrees east.
        longitude: String,
        /// Title and address of a venue.
        venue: Option<(String, String)>,
    },
    /// A telephone number somebody shared.
    Contact {
        /// As in the address book.
        phone_number: String,
        /// Name in the address book.
        first_name: String,
        /// Only if it is an account; equals the sender's id if it is their own number.
        user_id: Option<i64>,
    },
    /// A poll.
    Poll {
        /// The question.
        question: String,
        /// The answers.
        options: Vec<String>,
    },
    /// A thrown dice.
    Dice {
        /// 1 to 6.
        value: u8,
    },
}

/// What a message holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Plain text.
    Text(Formatted),
    /// An attachment with its caption.
    Media(Box<Media>, Formatted),
    /// A service message: something happened.
    Service(Service),
}

/// What service messages tell.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are Telegram's own")]
pub enum Service {
    TopicCreated { name: String, icon_color: i64 },
    TopicEdited { name: Option<String> },
    TopicClosed,
    TopicReopened,
    Pinned { message: MessageId },
    Joined(Sender),
    Left(Sender),
    MigratedTo(ChatId),
    MigratedFrom(ChatId),
    NewTitle(String),
    GroupCreated,
}

impl Service {
    /// In words, for the page and for tests.
    pub fn words(&self) -> String {
        match self {
            Self::TopicCreated { name, .. } => format!("Topic created: {name}"),
            Self::TopicEdited { name: Some(name) } => format!("Topic renamed: {name}"),
            Self::TopicEdited { name: None } => "Topic icon changed".to_owned(),
            Self::TopicClosed => "Topic closed".to_owned(),
            Self::TopicReopened => "Topic reopened".to_owned(),
            Self::Pinned { .. } => "A message was pinned".to_owned(),
            Self::Joined(_) => "Joined the group".to_owned(),
            Self::Left(_) => "Left the group".to_owned(),
            Self::MigratedTo(_) => "The group became a supergroup".to_owned(),
            Self::MigratedFrom(_) => "This supergroup was a group".to_owned(),
            Self::NewTitle(title) => format!("New title: {title}"),
            Self::GroupCreated => "Group created".to_owned(),
        }
    }
}

/// What a message was made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Written here.
    #[default]
    Own,
    /// Made by copyMessage or copyMessages.
    Copy,
    /// Forwarded; cannot be edited.
    Forward,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its number in the chat.
    pub id: MessageId,
    /// The chat it stands in.
    pub chat: ChatId,
    /// Seconds since 1970.
    pub date: i64,
    /// Seconds since 1970, if it was edited.
    pub edit_date: Option<i64>,
    /// Who sent it.
    pub from: Sender,
    /// The topic; none in General and outside of forums.
    pub thread: Option<MessageId>,
    /// What it holds.
    pub content: Content,
    /// The message it answers, if somebody really answered.
    pub reply_to: Option<MessageId>,
    /// The inline keyboard under it.
    pub keyboard: Option<Keyboard>,
    /// Sent with a reply keyboard, ForceReply or ReplyKeyboardRemove: can never be edited.
    pub reply_keyboard: bool,
    /// Who reacted with what, in order.
    pub reactions: Vec<(Sender, String)>,
    /// Whether it is pinned.
    pub pinned: bool,
    /// Common to the items of an album.
    pub album_id: Option<String>,
    /// What it was made from.
    pub origin: Origin,
    /// Cannot be forwarded or saved.
    pub protected: bool,
}

impl Message {
    /// Text or caption, with entities.
    pub const fn formatted(&self) -> Option<&Formatted> {
        match &self.content {
            Content::Text(formatted) | Content::Media(_, formatted) => Some(formatted),
            Content::Service(_) => None,
        }
    }

    /// Text or caption; empty for service messages.
    pub fn text(&self) -> &str {
        self.formatted()
            .map_or("", |formatted| formatted.text.as_str())
    }

    /// Text or caption as safe HTML.
    pub fn html(&self) -> String {
        self.formatted().map(to_html).unwrap_or_default()
    }

    /// The attachment.
    pub const fn media(&self) -> Option<&Media> {
        match &self.content {
            Content::Media(media, _) => Some(media),
            Content::Text(_) | Content::Service(_) => None,
        }
    }

    /// What a service message tells.
    pub const fn service(&self) -> Option<&Service> {
        match &self.content {
            Content::Service(service) => Some(service),
            Content::Text(_) | Content::Media(..) => None,
        }
    }

    /// The name of an attached file.
    pub fn file_name(&self) -> Option<&str> {
        self.media().and_then(|media| media.file_name.as_deref())
    }

    /// Texts of the buttons, row by row.
    pub fn buttons(&self) -> Vec<Vec<&str>> {
        self.keyboard
            .iter()
            .flat_map(|k| &k.rows)
            .map(|row| row.iter().map(|b| b.text.as_str()).collect())
            .collect()
    }

    /// Row and column of the first button for which `which` holds.
    pub fn find_button(
        &self,
        which: impl Fn(&super::keyboard::Button) -> bool,
    ) -> Option<(usize, usize)> {
        self.keyboard
            .iter()
            .flat_map(|k| k.rows.iter().enumerate())
            .find_map(|(row, buttons)| buttons.iter().position(&which).map(|column| (row, column)))
    }

    /// Whether the bot reacted, and with what.
    pub fn reaction_of(&self, sender: Sender) -> Option<&str> {
        self.reactions
            .iter()
            .find(|(by, _)| *by == sender)
            .map(|(_, emoji)| emoji.as_str())
    }
}
