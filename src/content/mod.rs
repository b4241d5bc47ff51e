//! What the bot says: YAML files → one checked, immutable [`Content`]. If a `Content` exists, it
//! can be shown whole: every text in every language, within Telegram's limits, every link leading
//! somewhere, every number with its source. This room knows nothing of Telegram's requests, of
//! people or of the database, and nothing of ours is imported here.

mod check;
mod checks;
mod desk;
pub mod dialled;
mod distress;
mod find;
mod fold;
mod hotlines;
mod hours;
mod ids;
mod keys;
mod leaflet;
mod load;
pub mod markup;
mod message;
mod problems;
mod raw;
mod reload;
mod report_words;
mod schema;
mod scope;
mod spoken;
mod statistics;
mod status;
mod stickers;
#[cfg(test)]
mod tests;
mod translate;
mod tree;
mod yaml;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use jiff::civil::Date;

pub use self::checks::{
    CheckText, ChecksText, MOST_QUESTIONS, Outcome, Replies, Reply, SelfCheck, Sign, Stage,
};
pub use self::desk::{DeskPlan, DeskRules, TemplateText};
pub use self::distress::Distress;
pub use self::find::Found;
pub use self::hotlines::{
    Confidence, Country, Emergency, Freshness, Kind, Line, LineText, Reach, Service,
};
pub use self::hours::{Hours, Opening, WEEK};
pub use self::ids::{
    AnswerId, BadName, BranchId, CheckId, CountryCode, DeskId, LONGEST_NAME, Lang, LineId, Mark,
    OutcomeId, ReferralId, SubjectId, TemplateId,
};
pub use self::keys::{DEFINITIONS, Placeholder, Room, Text, TextFile};
pub use self::leaflet::{Leaflet, LeafletPart, LeafletText};
pub use self::load::Files;
pub use self::message::{Filling, Message, Value};
pub use self::problems::{At, Problem, Problems, Severity};
pub use self::reload::Library;
pub use self::report_words::ReportWords;
pub use self::schema::schemas;
pub use self::scope::{Scope, Told};
pub use self::statistics::StatisticsRules;
pub use self::status::{Coverage, Due, Status};
pub use self::stickers::{Sticker, StickerPack, StickerText, StickersText};
pub use self::translate::{
    Choice, Complaint as ImportComplaint, Exported, Imported, Progress, Settled, export, import,
    progress, settle,
};
pub use self::tree::{Answer, AnswerText, Branch, BranchText, Reviewed, Source};

/// All that is shown, in all languages.
#[derive(Debug, Clone)]
pub struct Content {
    version: String,
    bot: Bot,
    hours: Hours,
    desk: DeskRules,
    branches: Vec<Branch>,
    answers: HashMap<AnswerId, Answer>,
    checks: Vec<SelfCheck>,
    stickers: StickerPack,
    lines: Lines,
    statistics: StatisticsRules,
    distress: Distress,
    leaflets: Leaflets,
    speech: BTreeMap<Lang, Speech>,
    found: find::Index,
    nothing: Nothing,
}

/// What `bot.yaml` says.
#[derive(Debug, Clone)]
struct Bot {
    starter: bool,
    operator: Operator,
    languages: Vec<Language>,
    default: Lang,
    source: Lang,
    branches: Vec<BranchId>,
    checks: Vec<CheckId>,
    check_offer: BranchId,
    sticker_set: String,
    campaigns: Vec<String>,
    silence_days: u32,
    complaints: Vec<Complaint>,
}

/// What `hotlines.yaml` says.
#[derive(Debug, Clone, Default)]
struct Lines {
    countries: Vec<Country>,
    first: Vec<CountryCode>,
    anywhere: Vec<Line>,
    cross_border: Vec<LineId>,
    /// Where no country is known.
    emergency: Vec<Emergency>,
}

/// All words of one language.
#[derive(Debug, Clone, Default)]
struct Speech {
    messages: HashMap<Text, Message>,
    branches: HashMap<BranchId, BranchText>,
    answers: HashMap<AnswerId, AnswerText>,
    checks: Option<ChecksText>,
    leaflet: Option<LeafletText>,
    stickers: Option<StickersText>,
    countries: HashMap<CountryCode, String>,
    lines: HashMap<LineId, LineText>,
    languages: HashMap<String, String>,
    complaints: HashMap<String, ComplaintText>,
    subjects: HashMap<SubjectId, String>,
    outcomes: HashMap<OutcomeId, String>,
    referrals: HashMap<ReferralId, String>,
    templates: HashMap<TemplateId, TemplateText>,
    /// Of the reports; not every language has them.
    report: Option<ReportWords>,
}

/// Shown for names that are in no content; a name can only be so if it was made up.
#[derive(Debug, Clone, Default)]
struct Nothing {
    message: Message,
    branch: BranchText,
    line: LineText,
    complaint: ComplaintText,
    leaflet: Leaflet,
    checks: ChecksText,
    report: ReportWords,
    speech: Box<Speech>,
}

/// Who runs the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// In their own name.
    pub name: String,
    /// How to reach them.
    pub contact: String,
}

/// A language of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// Its code.
    pub tag: Lang,
    /// Its name in itself.
    pub name: String,
    /// Codes of languages whose speakers may rather read this one.
    pub also: Vec<String>,
    /// How much of the content it promises.
    pub scope: Scope,
    /// Full languages in the order in which they stand in for what it lacks; none for a full one.
    pub falls_back_to: Vec<Lang>,
}

/// An outside body that takes complaints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Its name in the files.
    pub id: String,
    /// Its page.
    pub web: String,
    /// Where that was read.
    pub source: Source,
    /// When it was last checked.
    pub checked_on: Date,
}

/// The words for it in one language, plain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ComplaintText {
    /// What it is called.
    pub name: String,
    /// What it does.
    pub note: Option<String>,
}

/// The leaflet in all languages, by form.
#[derive(Debug, Clone, Default)]
struct Leaflets {
    phone: HashMap<Lang, Leaflet>,
    print: HashMap<Lang, Leaflet>,
}

/// Which language a person's client points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guess {
    /// One of ours.
    Known(Lang),
    /// None of ours: offer all, the best fitting first.
    Offer(Vec<Lang>),
}

impl Content {
    /// The starter content inside the binary.
    ///
    /// # Errors
    /// If it cannot be shown; a test keeps that from happening.
    pub fn embedded() -> Result<Self, Problems> {
        Self::shown(&Files::embedded())
    }

    /// The content of a folder.
    ///
    /// # Errors
    /// With everything that is wrong, if it cannot be shown.
    pub fn load(dir: &Path) -> Result<Self, Problems> {
        match Files::read(dir) {
            Ok(files) => Self::shown(&files),
            Err(error) => {
                let mut problems = Problems::default();
                problems.unreadable_folder(dir, &error);
                Err(problems)
            }
        }
    }

    fn shown(files: &Files) -> Result<Self, Problems> {
        let (content, problems) = Self::check(files, today());
        content.ok_or(problems)
    }

    /// Everything that is wrong, and the content unless that forbids to show it. What is merely
    /// out of date fails a check ([`Problems::errors`]) and still gives a content: the bot itself
    /// says so to the person, and must not refuse to start on the day a law ends.
    #[must_use]
    pub fn check(files: &Files, today: Date) -> (Option<Self>, Problems) {
        let outcome = check::all(files, today);
        (outcome.content, outcome.problems)
    }

    /// A short name for exactly these files.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether the content still waits for review by qualified staff.
    #[must_use]
    pub fn starter(&self) -> bool {
        self.bot.starter
    }

    /// How many answers and telephone numbers nobody of the qualified staff has approved.
    #[must_use]
    pub fn unreviewed(&self) -> usize {
        let answers = self
            .answers
            .values()
            .map(|answer| answer.reviewed.is_none());
        let national = self.lines.countries.iter();
        let lines = national.clone().flat_map(|country| &country.lines);
        let lines = lines
            .chain(&self.lines.anywhere)
            .map(|line| line.reviewed.is_none());
        let emergency = national.flat_map(|country| &country.emergency);
        let emergency = emergency.map(|number| number.reviewed.is_none());
        answers
            .chain(lines)
            .chain(emergency)
            .filter(|waits| *waits)
            .count()
    }

    /// Who runs the bot.
    #[must_use]
    pub fn operator(&self) -> &Operator {
        &self.bot.operator
    }

    /// Names of campaigns that are counted as sources.
    #[must_use]
    pub fn campaigns(&self) -> &[String] {
        &self.bot.campaigns
    }

    /// After how many days of silence everything about a person is erased.
    #[must_use]
    pub fn silence_days(&self) -> u32 {
        self.bot.silence_days
    }

    /// Opening hours of the desk.
    #[must_use]
    pub fn hours(&self) -> &Hours {
        &self.hours
    }

    /// Whether somebody wrote nothing but the word that brings the emergency page up again,
    /// of whatever language.
    #[must_use]
    pub fn is_safe_word(&self, words: &str) -> bool {
        let written = fold::fold(words);
        let mut safe = self.speech.keys();
        !written.is_empty()
            && safe.any(|lang| fold::fold(&self.plain(lang, Text::SafeWord)) == written)
    }

    /// Words of distress in all languages.
    #[must_use]
    pub fn distress(&self) -> &Distress {
        &self.distress
    }
}

/// Languages and the texts of the interface.
impl Content {
    /// In the order of their buttons; at least one.
    #[must_use]
    pub fn languages(&self) -> &[Language] {
        &self.bot.languages
    }

    /// The first language.
    #[must_use]
    pub fn default_language(&self) -> &Lang {
        &self.bot.default
    }

    /// The language others are translated from.
    #[must_use]
    pub fn source_language(&self) -> &Lang {
        &self.bot.source
    }

    /// Whether texts in this language are there.
    #[must_use]
    pub fn knows(&self, lang: &Lang) -> bool {
        self.speech.contains_key(lang)
    }

    /// From a client's language code, such as `uk`, `pt-br` or none.
    #[must_use]
    pub fn guess(&self, code: Option<&str>) -> Guess {
        let code = code.unwrap_or_default().to_ascii_lowercase();
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        if let Some(language) = self
            .languages()
            .iter()
            .find(|lang| lang.tag.as_str() == primary)
        {
            return Guess::Known(language.tag.clone());
        }
        let claims = |language: &Language| language.also.iter().any(|also| also == primary);
        let mut offer: Vec<&Language> = self.languages().iter().collect();
        offer.sort_by_key(|language| match () {
            () if claims(language) => 0,
            () if !primary.is_empty() && language.tag.as_str() == LAST_RESORT => 1,
            () => 2,
        });
        Guess::Offer(
            offer
                .into_iter()
                .map(|language| language.tag.clone())
                .collect(),
        )
    }

    /// A text of the interface; in the default language if the asked one is unknown, in a full one
    /// if it is for consultants and the asked one has only the core.
    #[must_use]
    pub fn text(&self, lang: &Lang, text: Text) -> &Message {
        self.told_in(lang, None, |speech| speech.messages.get(&text))
            .map_or(&self.nothing.message, |told| told.words)
    }

    /// A text without placeholders, as it stands on a button.
    #[must_use]
    pub fn plain(&self, lang: &Lang, text: Text) -> String {
        self.text(lang, text).plain(&Filling::new(lang))
    }

    fn speech(&self, lang: &Lang) -> &Speech {
        self.speech
            .get(lang)
            .or_else(|| self.speech.get(&self.bot.default))
            .unwrap_or(&self.nothing.speech)
    }
}

/// The language for people whose own nobody has foreseen, where there is one such.
const LAST_RESORT: &str = "en";

/// Answers.
impl Content {
    /// In the order of the menu.
    #[must_use]
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// A branch.
    #[must_use]
    pub fn branch(&self, id: &BranchId) -> Option<&Branch> {
        self.branches.iter().find(|branch| branch.id == *id)
    }

    /// The branch that "check an offer" leads on to.
    #[must_use]
    pub fn check_offer(&self) -> &BranchId {
        &self.bot.check_offer
    }

    /// What is known of an answer besides its words.
    #[must_use]
    pub fn answer(&self, id: &AnswerId) -> Option<&Answer> {
        self.answers.get(id)
    }

    /// The answers behind their marks, those the content still has.
    #[must_use]
    pub fn marked(&self, marks: &[Mark]) -> Vec<&AnswerId> {
        let all = || self.branches.iter().flat_map(|branch| &branch.answers);
        let found = marks.iter();
        let found = found.filter_map(|mark| all().find(|answer| Mark::of(answer) == *mark));
        found.collect()
    }

    /// The words of a branch, in this language or one that stands in for it.
    #[must_use]
    pub fn branch_text(&self, lang: &Lang, id: &BranchId) -> &BranchText {
        self.branch_in(lang, None, id).words
    }

    /// The words of an answer, in this language or one that stands in for it.
    #[must_use]
    pub fn answer_text(&self, lang: &Lang, id: &AnswerId) -> Option<&AnswerText> {
        self.answer_in(lang, None, id).map(|told| told.words)
    }
}

/// Complaints.
impl Content {
    /// Outside bodies that take complaints, in order.
    #[must_use]
    pub fn complaints(&self) -> &[Complaint] {
        &self.bot.complaints
    }

    /// The words for one of them.
    #[must_use]
    pub fn complaint_text(&self, lang: &Lang, id: &str) -> &ComplaintText {
        self.speech(lang)
            .complaints
            .get(id)
            .unwrap_or(&self.nothing.complaint)
    }
}

/// The date, for commands and the reload; everything else is told it.
fn today() -> Date {
    jiff::Timestamp::now()
        .to_zoned_datetime(jiff::tz::TimeZone::UTC)
        .date()
}
