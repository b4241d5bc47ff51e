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
}

impl Placeholder {
    /// All of them.
    pub const ALL: [Self; 16] = [
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

            /// The path in `interface.yaml`, such as `menu.text`.
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

texts! {
    /// The first message: who answers, what is kept, no name needed, the phone may be seen, danger numbers.
    WelcomeText = "welcome.text", Message, [Operator, Emergency];
    /// Said while the content waits for review by qualified staff.
    StarterNote = "welcome.starter_note", Message;
    /// Above the choice of languages.
    LanguagesText = "languages.text", Message;
    /// The main menu.
    MenuText = "menu.text", Message;

    /// A line under an answer: the date its facts speak of.
    AnswerAsOf = "answer.as_of", Message, [Date];
    /// A line under an answer: when it was last checked.
    AnswerChecked = "answer.checked", Message, [Date];
    /// The word before the list of sources.
    AnswerSources = "answer.sources", Word;
    /// Above the part of an answer that holds for the person's country.
    AnswerInCountry = "answer.in_country", Message, [Country];
    /// Rules differ by country and none was chosen.
    AnswerChooseCountry = "answer.choose_country", Message;
    /// Rules differ by country and nothing is known for the chosen one.
    AnswerOtherCountry = "answer.other_country", Message, [Country];
    /// The rule the answer tells of may have ended.
    AnswerExpired = "answer.expired", Message, [Date];
    /// In answers on danger: the emergency number.
    AnswerDanger = "answer.danger", Message, [Emergency];
    /// Above the two buttons.
    AnswerHelped = "answer.helped", Message;
    /// The content waits for review.
    AnswerStarter = "answer.starter", Message;
    /// After "yes, it helped".
    HelpedYes = "helped.yes", Message;
    /// After "no, it did not".
    HelpedNo = "helped.no", Message;

    /// Talking to a consultant, until the desk is connected: opening hours, then help lines.
    ConsultText = "consult.text", Message, [Hours];
    /// The desk's hours are given in the time of this place.
    ConsultZone = "consult.zone", Word;
    /// "Mon–Fri 09:00–18:00".
    HoursSpan = "consult.hours_span", Word, [Span, From, To];
    /// Monday, short.
    DayMon = "consult.days.mon", Word;
    /// Tuesday, short.
    DayTue = "consult.days.tue", Word;
    /// Wednesday, short.
    DayWed = "consult.days.wed", Word;
    /// Thursday, short.
    DayThu = "consult.days.thu", Word;
    /// Friday, short.
    DayFri = "consult.days.fri", Word;
    /// Saturday, short.
    DaySat = "consult.days.sat", Word;
    /// Sunday, short.
    DaySun = "consult.days.sun", Word;

    /// Head of the help lines of a country.
    LinesText = "lines.text", Message, [Country, Emergency];
    /// No country chosen yet: the help lines that work across borders.
    LinesAnywhere = "lines.anywhere", Message;
    /// No checked line is known for the country.
    LinesNone = "lines.none", Message, [Country];
    /// Under the list: a free call may still stand in the phone's call list.
    LinesCallList = "lines.call_list", Message;
    /// Under the list: ask for an interpreter.
    LinesInterpreter = "lines.interpreter", Message;
    /// Beside a number: free of charge.
    LineFree = "lines.free", Word;
    /// Beside a number: works only inside the country.
    LineInsideOnly = "lines.inside_only", Word, [Country];
    /// Beside a number: the line is a part of the police.
    LinePolice = "lines.police", Word;
    /// Before the languages of a line.
    LineLanguages = "lines.languages", Word;
    /// Before the opening hours of a line.
    LineHours = "lines.hours", Word;
    /// When the number was last checked.
    LineChecked = "lines.checked", Word, [Date];
    /// The check is too old: the number is hidden, the web page stays.
    LineStale = "lines.stale", Word;

    /// Above the choice of countries.
    CountriesText = "countries.text", Message;
    /// Above the choice of a letter.
    CountriesLetters = "countries.letters", Message;

    /// The leaflet's caption.
    LeafletCaption = "leaflet.caption", Message;
    /// The screen on leaflet and stickers.
    LeafletText = "leaflet.text", Message;
    /// The leaflet's name as a file: neutral, since the phone may be looked through.
    LeafletFile = "leaflet.file", Word;

    /// Feedback and complaints: whom to turn to.
    FeedbackText = "feedback.text", Message, [Contact];
    /// Thanks for feedback.
    FeedbackThanks = "feedback.thanks", Message;

    /// What is kept about this person: language, country, answers.
    DataText = "data.text", Message, [Language, Country];
    /// One choice the person made: "You are: woman".
    DataGender = "data.gender", Message, [Choice];
    /// Age band told.
    DataAge = "data.age", Message, [Choice];
    /// Citizenship told.
    DataCitizen = "data.citizen", Message, [Choice];
    /// Inside or outside Ukraine, if told.
    DataPlace = "data.place", Message, [Choice];
    /// Nothing told.
    DataNotTold = "data.not_told", Word;
    /// What is kept, for how long, who can see this chat.
    PrivacyText = "privacy.text", Message, [Operator, Contact, N];
    /// Before forgetting: what happens.
    ForgetConfirm = "forget.confirm", Message;
    /// After forgetting.
    ForgetDone = "forget.done", Message;

    /// Above the first optional question: why, and that nothing depends on it.
    QuestionIntro = "question.intro", Message;
    /// "You are:"
    QuestionGender = "question.gender.text", Message;
    /// Woman.
    GenderWoman = "question.gender.woman", Button;
    /// Man.
    GenderMan = "question.gender.man", Button;
    /// Other.
    GenderOther = "question.gender.other", Button;
    /// "Where are you now?"
    QuestionPlace = "question.place.text", Message;
    /// In Ukraine.
    PlaceInside = "question.place.inside", Button;
    /// In another country.
    PlaceOutside = "question.place.outside", Button;
    /// "Your age:"
    QuestionAge = "question.age.text", Message;
    /// Under 18.
    AgeUnder18 = "question.age.under_18", Button;
    /// 18 to 24.
    Age18To24 = "question.age.18_24", Button;
    /// 25 to 59.
    Age25To59 = "question.age.25_59", Button;
    /// 60 and over.
    Age60 = "question.age.60", Button;
    /// "Are you a citizen of Ukraine?"
    QuestionCitizen = "question.citizen.text", Message;
    /// Yes.
    CitizenYes = "question.citizen.yes", Button;
    /// No.
    CitizenNo = "question.citizen.no", Button;
    /// After the last question.
    QuestionThanks = "question.thanks", Message;

    /// Danger: the number first, then calm words.
    DangerText = "danger.text", Message, [Emergency];
    /// Which country the number is for.
    DangerCountry = "danger.country", Message, [Country];
    /// No country is known.
    DangerNoCountry = "danger.no_country", Message;
    /// Before the one checked line.
    DangerLine = "danger.line", Message;
    /// Words of distress were read: it is a machine that answers, and what one can do.
    DangerHeard = "danger.heard", Message;
    /// After hiding: a neutral travel sentence, how to clear the chat whole, what stays.
    HiddenText = "hidden.text", Message;
    /// After hiding, in a small window.
    HiddenAlert = "hidden.alert", Alert;

    /// Free text that is no command: a machine reads here; choose, or ask a person.
    UnknownText = "unknown.text", Message;
    /// A photo, a document, a voice message, a contact: please do not send papers here.
    AttachmentText = "unknown.attachment", Message;
    /// Many messages at once: they are read, one after the other.
    SlowDown = "unknown.slow_down", Message;
    /// Something broke on our side: people who can help.
    BrokenText = "broken.text", Message;
    /// A button of older content.
    StaleAlert = "stale.alert", Alert;

    /// Back.
    BackButton = "button.back", Button;
    /// Start: the main menu.
    MenuButton = "button.menu", Button;
    /// Danger.
    DangerButton = "button.danger", Button;
    /// Hide this chat.
    HideButton = "button.hide", Button;
    /// Talk to a consultant.
    ConsultButton = "button.consult", Button;
    /// Talk to a consultant now.
    ConsultNowButton = "button.consult_now", Button;
    /// Help lines of my country.
    LinesButton = "button.lines", Button;
    /// Leaflet and stickers.
    LeafletButton = "button.leaflet", Button;
    /// Send the leaflet again.
    LeafletSendButton = "button.leaflet_send", Button;
    /// The sticker pack.
    StickersButton = "button.stickers", Button;
    /// Feedback or complaint.
    FeedbackButton = "button.feedback", Button;
    /// The bot is of use.
    FeedbackGoodButton = "button.feedback_good", Button;
    /// The bot is of no use.
    FeedbackBadButton = "button.feedback_bad", Button;
    /// Language.
    LanguageButton = "button.language", Button;
    /// Country.
    CountryButton = "button.country", Button;
    /// Choose another country.
    OtherCountryButton = "button.other_country", Button;
    /// All countries, by letter.
    AllCountriesButton = "button.all_countries", Button;
    /// My country is not listed; or: do not say.
    NoCountryButton = "button.no_country", Button;
    /// My data.
    DataButton = "button.data", Button;
    /// Privacy.
    PrivacyButton = "button.privacy", Button;
    /// Forget me.
    ForgetButton = "button.forget", Button;
    /// Yes, forget me.
    ForgetYesButton = "button.forget_yes", Button;
    /// It helped.
    HelpedYesButton = "button.helped_yes", Button;
    /// It did not help.
    HelpedNoButton = "button.helped_no", Button;
    /// Prefer not to say.
    PreferNotButton = "button.prefer_not", Button;
    /// No questions, please.
    SkipAllButton = "button.skip_all", Button;
    /// Next page.
    NextButton = "button.next", Button;
    /// Previous page.
    PreviousButton = "button.previous", Button;
    /// I need help: after words of distress.
    NeedHelpButton = "button.need_help", Button;
    /// You misunderstood me: after words of distress.
    MisreadButton = "button.misread", Button;

    /// The bot's name: neutral.
    ProfileName = "profile.name", Button;
    /// Shown before START: what this is, neutral.
    ProfileDescription = "profile.description", Alert;
    /// Shown on the bot's card and in links: neutral.
    ProfileShort = "profile.short", Word;
    /// `/danger`
    CommandDanger = "command.danger", Word;
    /// `/menu`
    CommandMenu = "command.menu", Word;
    /// `/lines`
    CommandLines = "command.lines", Word;
    /// `/leaflet`
    CommandLeaflet = "command.leaflet", Word;
    /// `/hide`
    CommandHide = "command.hide", Word;
    /// `/lang`
    CommandLanguage = "command.lang", Word;
    /// `/mydata`
    CommandData = "command.mydata", Word;
    /// `/privacy`
    CommandPrivacy = "command.privacy", Word;
    /// `/forget`
    CommandForget = "command.forget", Word;

    /// A date in words.
    CalendarDate = "calendar.date", Word, [Day, Month, Year];
    /// January, as it stands in a date.
    Month01 = "calendar.months.m01", Word;
    /// February.
    Month02 = "calendar.months.m02", Word;
    /// March.
    Month03 = "calendar.months.m03", Word;
    /// April.
    Month04 = "calendar.months.m04", Word;
    /// May.
    Month05 = "calendar.months.m05", Word;
    /// June.
    Month06 = "calendar.months.m06", Word;
    /// July.
    Month07 = "calendar.months.m07", Word;
    /// August.
    Month08 = "calendar.months.m08", Word;
    /// September.
    Month09 = "calendar.months.m09", Word;
    /// October.
    Month10 = "calendar.months.m10", Word;
    /// November.
    Month11 = "calendar.months.m11", Word;
    /// December.
    Month12 = "calendar.months.m12", Word;
}

impl Text {
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
