//! Every text of the interface, by name. The list is the contract between the screens and the
//! translators: a key that is missing, unknown, too long or holds a placeholder that is not
//! listed here does not pass the check. Texts themselves stand in `content/text/<lang>/`.

/// Where a text is shown, and so how long it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// A part of a message: Markdown, at most 4096 UTF-16 units once the message is put together.
    Message,
    /// A label on a button: plain text of one line, at most 40 characters.
    Button,
    /// A small window over the chat: plain text, at most 200 characters
    /// (`answerCallbackQuery`, core.telegram.org/method/messages.setBotCallbackAnswer).
    Alert,
    /// A short plain piece that other texts are made of: one line, at most 60 characters.
    Word,
}

/// What a `{placeholder}` stands for; the check tries each at its longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placeholder {
    /// Who runs the bot, from `bot.yaml`.
    Operator,
    /// How to reach the operator, from `bot.yaml`.
    Contact,
    /// Emergency numbers of the person's country.
    Emergency,
    /// A country's name.
    Country,
    /// A language's own name.
    Language,
    /// A date in words.
    Date,
    /// Opening hours of the desk.
    Hours,
    /// A telephone number as one dials it.
    Number,
    /// A choice the person made, or "not told".
    Choice,
    /// Names of days, such as "Mon–Fri".
    Span,
    /// A time of day such as 08:00.
    From,
    /// A time of day such as 20:00.
    To,
    /// A day of the month.
    Day,
    /// A month's name.
    Month,
    /// A year.
    Year,
    /// A whole number; the text has plural forms by it.
    N,
    /// What a consultant is called: never a name from an account.
    Alias,
    /// The code of a case, such as K7M2.
    Code,
    /// The name of another desk.
    Desk,
    /// How long something took or will take, such as "12 min".
    Time,
    /// After how many days of silence all is erased, such as "30 days".
    Silence,
    /// How long a conversation is kept after its end, such as "14 days".
    Kept,
}

impl Placeholder {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::Operator,
        Self::Contact,
        Self::Emergency,
        Self::Country,
        Self::Language,
        Self::Date,
        Self::Hours,
        Self::Number,
        Self::Choice,
        Self::Span,
        Self::From,
        Self::To,
        Self::Day,
        Self::Month,
        Self::Year,
        Self::N,
        Self::Alias,
        Self::Code,
        Self::Desk,
        Self::Time,
        Self::Silence,
        Self::Kept,
    ];

    /// As it is written in texts, without braces.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Contact => "contact",
            Self::Emergency => "emergency",
            Self::Country => "country",
            Self::Language => "language",
            Self::Date => "date",
            Self::Hours => "hours",
            Self::Number => "number",
            Self::Choice => "choice",
            Self::Span => "span",
            Self::From => "from",
            Self::To => "to",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
            Self::N => "n",
            Self::Alias => "alias",
            Self::Code => "code",
            Self::Desk => "desk",
            Self::Time => "time",
            Self::Silence => "silence",
            Self::Kept => "kept",
        }
    }
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $room:ident $(, [$($hole:ident),*])?;)*) => {
        /// A text of the interface.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Text { $($(#[$doc])* $name),* }

        impl Text {
            /// All of them, in the order of the file.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The path in its file below the language, such as `menu.text`.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key),* }
            }

            /// Where it is shown.
            #[must_use]
            pub fn room(self) -> Room {
                match self { $(Self::$name => Room::$room),* }
            }

            /// Placeholders the text may hold. It need not hold all of them.
            #[must_use]
            pub fn placeholders(self) -> &'static [Placeholder] {
                match self { $(Self::$name => &[$($(Placeholder::$hole),*)?]),* }
            }
        }
    };
}

#[macro_use]
mod staff;
mod list;
mod statistics;

pub use list::Text;
pub use statistics::DEFINITIONS;
pub(super) use statistics::{ReportKey, all as report_keys};

/// The file of a language in which a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFile {
    /// What people read.
    Interface,
    /// What consultants read: every key that begins with `desk.`.
    Desk,
}

impl TextFile {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Interface, Self::Desk];

    /// Whether people read it, so that every language needs it; the others are for consultants.
    #[must_use]
    pub fn is_for_people(self) -> bool {
        self == Self::Interface
    }

    /// Its name in `text/<lang>/`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Interface => "interface.yaml",
            Self::Desk => "desk.yaml",
        }
    }
}

impl Text {
    /// Placeholders without which it would say something that a setting can make untrue.
    #[must_use]
    pub fn must_hold(self) -> &'static [Placeholder] {
        match self {
            Self::WelcomeText => &[Placeholder::Silence, Placeholder::Kept],
            Self::PrivacyText => &[Placeholder::N, Placeholder::Kept],
            _ => &[],
        }
    }

    /// The file in which it stands.
    #[must_use]
    pub fn file(self) -> TextFile {
        if self.key().starts_with("desk.") {
            TextFile::Desk
        } else {
            TextFile::Interface
        }
    }

    /// Names of the months as they stand in a date, January first.
    pub const MONTHS: [Self; 12] = [
        Self::Month01,
        Self::Month02,
        Self::Month03,
        Self::Month04,
        Self::Month05,
        Self::Month06,
        Self::Month07,
        Self::Month08,
        Self::Month09,
        Self::Month10,
        Self::Month11,
        Self::Month12,
    ];

    /// Short names of the days of the week, Monday first.
    pub const DAYS: [Self; 7] = [
        Self::DayMon,
        Self::DayTue,
        Self::DayWed,
        Self::DayThu,
        Self::DayFri,
        Self::DaySat,
        Self::DaySun,
    ];

    /// The name of a date's month.
    #[must_use]
    pub fn month(date: jiff::civil::Date) -> Self {
        let index = usize::try_from(date.month()).unwrap_or(1).saturating_sub(1);
        Self::MONTHS.get(index).copied().unwrap_or(Self::Month12)
    }

    /// The short name of a day.
    #[must_use]
    pub fn weekday(day: jiff::civil::Weekday) -> Self {
        let index = usize::try_from(day.to_monday_zero_offset()).unwrap_or_default();
        Self::DAYS.get(index).copied().unwrap_or(Self::DaySun)
    }
}
