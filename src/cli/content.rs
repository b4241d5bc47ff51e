//! `content …`: for editors and translators.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{say, translations};
use crate::content::{Content, Files, Found, Lang, Status, schemas};
use crate::conversation;
use crate::desk;
use crate::model::button::MOST_FOUND;
use crate::model::moment::Moment;
use crate::ops::clock::Clock;
use crate::settings::ContentFolder;

/// What can be done with content.
#[derive(Debug, Subcommand)]
pub(super) enum ContentCommand {
    /// Proves that every page can be shown, whole, in every language; says what to correct.
    Check {
        /// For going live: nothing may wait for review. Says which answers and numbers do.
        #[arg(long)]
        release: bool,
        /// As if it were this day, such as 2026-11-23: what time brings is told as it will be then.
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        #[command(flatten)]
        place: Where,
    },
    /// Coverage by language, stale translations, what waits for review, what to check again and
    /// when.
    Status(Where),
    /// Shows what people would find who write these words, how well it fits, and what is not near
    /// enough to be shown.
    Search {
        #[command(flatten)]
        place: Where,
        /// The words, as somebody would write them.
        #[arg(required = true)]
        words: Vec<String>,
        /// The language chosen in the bot; the first of the content if left out.
        #[arg(long)]
        lang: Option<String>,
    },
    /// Writes texts for a translator as a PO file: by default what is missing or stale.
    Export(translations::Export),
    /// Takes a translator's PO file in, if all of it is sound.
    Import(translations::Import),
    /// Writes down which source translations were made from, so that stale ones are seen later.
    Settle(translations::Settle),
    /// Writes JSON Schemas, so that an editor's program completes and checks.
    Schema {
        /// Folder to write them to.
        #[arg(long, default_value = "schema")]
        out: PathBuf,
    },
}

/// Which content.
#[derive(Debug, Args)]
pub(super) struct Where {
    #[command(flatten)]
    content: ContentFolder,
}

impl Where {
    /// The folder; none for the content inside the program.
    pub(super) fn dir(&self) -> anyhow::Result<Option<PathBuf>> {
        self.content.dir().map_err(anyhow::Error::msg)
    }

    pub(super) fn files(&self) -> anyhow::Result<Files> {
        match self.dir()? {
            None => Ok(Files::embedded()),
            Some(dir) => Files::read(&dir)
                .map_err(|error| anyhow::anyhow!("{} cannot be read: {error}", dir.display())),
        }
    }
}

pub(super) fn execute(command: &ContentCommand) -> anyhow::Result<ExitCode> {
    match command {
        ContentCommand::Check {
            release,
            as_of,
            place,
        } => check(place, *release, *as_of),
        ContentCommand::Status(place) => status(place),
        ContentCommand::Search { place, words, lang } => search(place, words, lang.as_deref()),
        ContentCommand::Export(what) => translations::export(what),
        ContentCommand::Import(what) => translations::import(what),
        ContentCommand::Settle(what) => translations::settle(what),
        ContentCommand::Schema { out } => schema(out),
    }
}

fn check(place: &Where, release: bool, as_of: Option<Date>) -> anyhow::Result<ExitCode> {
    let files = place.files()?;
    let now = as_of.map_or_else(|| Ok(Clock::system().now()), noon_of)?;
    let (content, problems) = Content::check(&files, day_of(now));
    if !problems.is_empty() {
        say(&problems)?;
    }
    let Some(content) = content else {
        return Ok(ExitCode::from(1));
    };
    let people = conversation::proof::prove(&content, now);
    let consultants = desk::proof::prove(&content, now);
    let failures: Vec<&String> = people
        .failures
        .iter()
        .chain(&consultants.failures)
        .collect();
    for failure in &failures {
        say(failure)?;
    }
    if !failures.is_empty() || problems.errors().count() > 0 {
        return Ok(ExitCode::from(1));
    }
    if release && !reviewed(&files)? {
        return Ok(ExitCode::from(1));
    }
    let (all, full) = (content.languages().len(), content.full_languages().count());
    let core = match all - full {
        0 => String::new(),
        core => format!(", {core} of them with the core alone,"),
    };
    say(&format!(
        "{} pages in {all} languages{core} can be shown whole.",
        people.pages + consultants.pages,
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Whether everything has been reviewed; says what has not.
fn reviewed(files: &Files) -> anyhow::Result<bool> {
    let status = Status::of(files, today());
    for (what, names) in [
        ("answers", &status.unreviewed),
        ("telephone numbers", &status.unreviewed_numbers),
    ] {
        if !names.is_empty() {
            say(&format!(
                "Not for release: {what} nobody has reviewed: {}\n  {}\n  help: have qualified staff read them; then write `reviewed: {{by: …, on: …}}` at each",
                names.len(),
                names.join(", ")
            ))?;
        }
    }
    if status.starter {
        say(&"Not for release: bot.yaml says `starter: true`, and people are told so")?;
    }
    let waits = status.unreviewed.len() + status.unreviewed_numbers.len();
    Ok(waits == 0 && !status.starter)
}

fn status(place: &Where) -> anyhow::Result<ExitCode> {
    say(&Status::of(&place.files()?, today()))?;
    Ok(ExitCode::SUCCESS)
}

/// How many answers that are not near enough are shown to editors.
const NOT_ENOUGH: usize = 3;

fn search(place: &Where, words: &[String], lang: Option<&str>) -> anyhow::Result<ExitCode> {
    let (content, problems) = Content::check(&place.files()?, today());
    let Some(content) = content else {
        say(&problems)?;
        return Ok(ExitCode::from(1));
    };
    let lang: Lang = match lang {
        Some(lang) => lang.parse()?,
        None => content.default_language().clone(),
    };
    anyhow::ensure!(
        content.knows(&lang),
        "there are no texts in `{lang}`; there are: {}",
        listed(&content)
    );
    let words = words.join(" ");
    if content.is_safe_word(&words) {
        say(&"This is the word that brings the emergency page up again.")?;
    } else if content.distress().heard(&words) {
        say(&"Words of distress: the emergency page comes first, and this behind \"no\".")?;
    }
    let found = content.search(&lang, &words);
    let shown = found.iter().filter(|found| found.enough);
    let shown = shown.take(MOST_FOUND).count();
    for found in found.iter().take(shown) {
        say(&line(&content, &lang, found))?;
    }
    let near = found.iter().filter(|found| !found.enough);
    say(&match shown {
        0 => "Nothing is found: topics and a consultant are offered.",
        _ => "Below this nothing is shown.",
    })?;
    for found in near.take(NOT_ENOUGH) {
        say(&line(&content, &lang, found))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn line(content: &Content, lang: &Lang, found: &Found) -> String {
    let title = content.answer_text(lang, &found.answer);
    let title = title.map_or("", |text| text.title.as_str());
    format!("{:.2}  {:<20} {title}", found.score, found.answer.as_str())
}

fn listed(content: &Content) -> String {
    let tags = content.languages().iter();
    let tags: Vec<&str> = tags.map(|language| language.tag.as_str()).collect();
    tags.join(", ")
}

fn schema(out: &std::path::Path) -> anyhow::Result<ExitCode> {
    std::fs::create_dir_all(out)?;
    for (name, schema) in schemas() {
        let file = out.join(format!("{name}.schema.json"));
        std::fs::write(file, serde_json::to_string_pretty(&schema)?)?;
    }
    say(&format!("The schemas stand in {}.", out.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn noon_of(day: Date) -> anyhow::Result<Moment> {
    let noon = jiff::tz::TimeZone::UTC.to_timestamp(day.at(12, 0, 0, 0))?;
    Ok(Moment(noon.as_millisecond()))
}

/// Dates of content are days; the time of UTC is exact enough for "checked 90 days ago".
fn day_of(now: Moment) -> Date {
    now.day_in(&jiff::tz::TimeZone::UTC)
}

pub(super) fn today() -> Date {
    day_of(Clock::system().now())
}
