//! The staff's group, where figures are asked for: what happens there, what is remembered of it,
//! what is promised to it. A promise holds a period, a form and a language; figures are looked up
//! when it is kept, and stand nowhere before.

use serde::{Deserialize, Serialize};

use crate::content::Lang;
use crate::model::figures::Month;
use crate::model::ids::{ChatId, MessageId, StaffKey};

/// In which form a report leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, clap::ValueEnum, Serialize, Deserialize)]
pub enum Format {
    /// The sentences and tables as plain text.
    Text,
    /// The same as Markdown.
    Markdown,
    /// Tidy tables.
    Csv,
    /// A sheet a topic.
    Xlsx,
    /// For programs.
    Json,
    /// One page that prints well.
    Html,
    /// The charts as pictures.
    Png,
    /// The charts as drawings.
    Svg,
}

impl Format {
    /// All of them, in the order of their buttons.
    pub const ALL: [Self; 8] = [
        Self::Xlsx,
        Self::Csv,
        Self::Html,
        Self::Json,
        Self::Markdown,
        Self::Text,
        Self::Png,
        Self::Svg,
    ];

    /// Whether it is made of charts alone: of a period in which nobody came there are none.
    #[must_use]
    pub fn is_drawn(self) -> bool {
        matches!(self, Self::Png | Self::Svg)
    }

    /// What stands on its button: names of formats are the same in every language.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "TXT",
            Self::Markdown => "MD",
            Self::Csv => "CSV",
            Self::Xlsx => "XLSX",
            Self::Json => "JSON",
            Self::Html => "HTML",
            Self::Png => "PNG",
            Self::Svg => "SVG",
        }
    }
}

/// Whole months, both included, as buttons and promises name them. Whether figures may be shown of
/// them is another's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Months {
    /// The first.
    pub first: Month,
    /// The last.
    pub last: Month,
}

/// How often figures come by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Every {
    /// After each month.
    Month,
    /// After each quarter.
    Quarter,
}

/// A page in the staff's group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum StaffPage {
    /// Which period?
    Home,
    /// An own range: which year?
    Years,
    /// From which month of this year?
    From(i16),
    /// Until which month, from this one?
    To(Month),
    /// The figures of these months.
    Report(Months),
    /// The same, come by itself.
    Digest(Months),
    /// Whether figures come by themselves, and how often.
    Digests,
    /// In which language?
    Languages,
    /// What the bot does here.
    Help,
    /// The bot was added and is ready.
    Ready,
    /// The picture of these months could not be sent.
    NoPicture(Months),
    /// A file of these months could not be sent.
    NoFile(Months),
}

/// What a button in the staff's group does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffButton {
    /// Opens a page.
    Open(StaffPage),
    /// Sends the files of a report.
    Files(Months, Format),
    /// Figures come by themselves from now on; `None`: not any more.
    Send(Option<Every>),
    /// Speaks to whoever pressed in this language.
    Speak(Lang),
}

/// A command of the staff's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffCommand {
    /// `/stats`
    Stats,
    /// `/help`
    Help,
}

/// Where in the staff's group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffSpot {
    /// The group.
    pub chat: ChatId,
    /// The topic, if it has topics.
    pub thread: Option<i64>,
    /// The message pressed on, if it can be edited.
    pub message: Option<MessageId>,
}

/// Who it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// A keyed hash; `None`: an anonymous administrator, or a channel.
    pub key: Option<StaffKey>,
    /// The client's language, as Telegram gives it.
    pub client_language: Option<String>,
}

/// What happened in the staff's group. What else is written there is nobody's business here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffEvent {
    /// A command.
    Commanded(StaffCommand),
    /// A press; `None`: data we cannot read.
    Pressed {
        /// What the button does.
        button: Option<StaffButton>,
        /// Telegram's id of the press.
        query: String,
    },
    /// The bot was added, or what it may do there has changed.
    Joined,
    /// The bot was removed.
    Removed,
    /// Time has come for figures that come by themselves.
    Due,
}

/// What is remembered of the staff's group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRoom {
    /// Whether the group was told that the bot is ready.
    pub greeted: bool,
    /// In which language a member wishes to be spoken to.
    pub languages: Vec<(StaffKey, Lang)>,
    /// Figures that come by themselves.
    pub digest: Option<Digest>,
    /// Telegram has given the group another id: as it was set, and as it is.
    #[serde(default)]
    pub moved: Option<(ChatId, ChatId)>,
}

/// Figures that come by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// How often.
    pub every: Every,
    /// In which language: that of whoever has switched it on.
    pub lang: Lang,
    /// The last month of which figures have come, or were there when it was switched on.
    pub done: Month,
}

/// What is promised to the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffPromise {
    /// The group.
    pub chat: ChatId,
    /// The topic, if it has topics.
    pub thread: Option<i64>,
    /// In which language.
    pub lang: Lang,
    /// What.
    pub effect: StaffEffect,
}

/// What is done in the staff's group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum StaffEffect {
    /// Shows a page: in the message pressed on, or as a new one.
    Show {
        /// The page.
        page: StaffPage,
        /// The message to edit.
        at: Option<MessageId>,
    },
    /// Sends the first chart of a report as a picture.
    Chart(Months),
    /// Sends the files of a report, an album at a time.
    Files {
        /// Of which months.
        months: Months,
        /// In which form.
        format: Format,
        /// Files sent before: the next album begins here.
        sent: u16,
    },
}

impl StaffEffect {
    /// How many messages it may make at once.
    #[must_use]
    pub fn messages(self) -> usize {
        match self {
            // As many as an album holds.
            Self::Files {
                format: Format::Csv | Format::Png | Format::Svg,
                ..
            } => 10,
            _ => 1,
        }
    }
}
