//! `stats`: figures for the staff, from the database, which is only read: a bot may run with it.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::import::{self, Import};
use super::say;
use crate::content::{Content, Lang};
use crate::model::figures::Cut;
use crate::model::staff::Format;
use crate::ops::clock::Clock;
use crate::ops::reporting::{self, ReportError};
use crate::ops::rules;
use crate::settings::{Place, RawPlace};
use crate::staff::{World, no_figures_yet};
use crate::statistics::period::Period;
use crate::statistics::print::print;
use crate::statistics::render::{Document, documents};
use crate::statistics::report::{Report, Topic};
use crate::store::Db;
use crate::store::inspect::{Inspected, Tables, inspect};

/// What may be typed after `stats`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Stats {
    #[command(subcommand)]
    command: Option<StatsCommand>,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Subcommand)]
enum StatsCommand {
    /// Takes in older figures: month totals, or days, as a telephone line has them.
    Import(Import),
}

/// Which figures, and in which form.
#[derive(Debug, Args)]
struct Ask {
    /// First day, such as 2022-06-01: the first of a month.
    #[arg(long, required_unless_present = "period", requires = "to")]
    from: Option<Date>,
    /// Last day, such as 2022-09-30: the last of a month, in the same year.
    #[arg(long, requires = "from")]
    to: Option<Date>,
    /// The same in short: 2022-06, 2022-Q3, 2022 or 2022-06/2022-09.
    #[arg(long, conflicts_with_all = ["from", "to"])]
    period: Option<Period>,
    /// Only the tables that tell people apart by this.
    #[arg(long, value_enum)]
    by: Option<By>,
    /// In which form.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// In which language; if not given, the first of the content.
    #[arg(long)]
    lang: Option<Lang>,
    /// File to write, or folder if there are several; if not given, it is printed.
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    place: RawPlace,
}

/// What figures are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// Gender.
    Gender,
    /// Interface language.
    Language,
    /// Country.
    Country,
    /// Age band.
    Age,
    /// Inside or outside Ukraine.
    Place,
    /// Citizens of Ukraine and others.
    Citizenship,
    /// Campaign.
    Source,
    /// Subject of the consultations.
    Topic,
}

pub(super) async fn stats(stats: Stats) -> anyhow::Result<ExitCode> {
    match stats.command {
        Some(StatsCommand::Import(import)) => import::import(import).await,
        None => show(stats.ask).await,
    }
}

async fn show(ask: Ask) -> anyhow::Result<ExitCode> {
    let period = ask.asked_for()?;
    let place = checked(ask.place)?;
    let content = content_of(&place)?;
    let lang = match ask.lang {
        Some(lang) if !content.is_full(&lang) => {
            let known: Vec<&str> = content
                .full_languages()
                .map(|language| language.tag.as_str())
                .collect();
            anyhow::bail!(
                "there are no reports in the language `{lang}`: give one of {}",
                known.join(", ")
            );
        }
        Some(lang) => lang,
        None => content.default_language().clone(),
    };
    has_tables(&place).await?;
    let world = World {
        content: &content,
        now: Clock::system().now(),
    };
    let mut report = made(&place, period, world).await?;
    if let Some(by) = ask.by {
        keep_only(&mut report, by);
    }
    let printed = print(&report, &content, &lang);
    let made = documents(&report, &printed, ask.format)?;
    anyhow::ensure!(
        !made.is_empty(),
        "there is nothing to draw in this period: ask for another form"
    );
    match &ask.out {
        Some(out) => write(&made, out)?,
        None => tell(&made, ask.format)?,
    }
    Ok(ExitCode::SUCCESS)
}

impl Ask {
    fn asked_for(&self) -> anyhow::Result<Period> {
        match (self.period, self.from, self.to) {
            (Some(period), ..) => Ok(period),
            (None, Some(from), Some(to)) => Ok(Period::of_days(from, to).map_err(|why| {
                anyhow::anyhow!(
                    "{why}. Periods are whole months of one year: a month, a quarter, a year, or such as --from 2022-06-01 --to 2022-09-30"
                )
            })?),
            // clap asks for one of the two.
            (None, ..) => anyhow::bail!("give --period, or --from and --to"),
        }
    }
}

/// By the rules of the bot that runs with the database, whatever content is here: by others figures
/// would be shown that could be subtracted from the bot's. Months that are over are closed before
/// they are shown. A bot that runs has done so: then the database is only read.
async fn made(place: &Place, period: Period, world: World<'_>) -> anyhow::Result<Report> {
    let reader = Db::open_to_read(&place.database_url).await?;
    let rules = rules::of_the_bot(&reader).await?.ok_or_else(|| {
        anyhow::anyhow!(
            "the bot has not said yet by which rules it shows figures: start it once with this database (`safe-migration-bot run`), then ask again"
        )
    })?;
    let zone = jiff::tz::TimeZone::get(&rules.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = world.now.day_in(&zone);
    let report = if reporting::has_to_write(&reader, &rules, period, today).await? {
        let writer = Db::open(&place.database_url).await?;
        let report = reporting::report_by(&writer, &rules, period, today).await;
        writer.close().await;
        report
    } else {
        reporting::report_by(&reader, &rules, period, today).await
    };
    reader.close().await;
    report.map_err(|why| match why {
        ReportError::NoReport(why) => anyhow::anyhow!("{}", no_figures_yet(world, period, why)),
        ReportError::Store(error) => error.into(),
    })
}

/// Where things lie, or all that is wrong with it.
pub(super) fn checked(raw: RawPlace) -> anyhow::Result<Place> {
    let mut complaints = Vec::new();
    let place = raw.check(&mut complaints);
    anyhow::ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
    Ok(place)
}

pub(super) fn content_of(place: &Place) -> anyhow::Result<Content> {
    let content = match &place.content_dir {
        Some(dir) => Content::load(dir),
        None => Content::embedded(),
    };
    content.map_err(|problems| {
        anyhow::anyhow!(
            "the content cannot be shown:\n{problems}\nCorrect it, then run `safe-migration-bot content check`."
        )
    })
}

/// Looks whether the database has what is asked for, without making anything.
pub(super) async fn has_tables(place: &Place) -> anyhow::Result<()> {
    let inspected = inspect(&place.database_url, None).await?;
    match inspected {
        Inspected::Absent => anyhow::bail!(
            "there is no database at DATABASE_URL: name the one the bot runs with, such as --database-url sqlite:///var/lib/safe-migration-bot/data/bot.db"
        ),
        Inspected::There { tables, .. } => match tables {
            Tables::Current => Ok(()),
            Tables::None | Tables::Behind(_) => anyhow::bail!(
                "the tables of the database are older than this program: start the bot once with it (`safe-migration-bot run`), then ask again"
            ),
            Tables::Ahead => anyhow::bail!(
                "a newer version of this program has used the database: run that version"
            ),
            Tables::Damaged => anyhow::bail!(
                "the tables of the database are damaged: `safe-migration-bot doctor` says what to do"
            ),
        },
    }
}

/// The summary stays: without it nobody could tell what the parts are parts of.
fn keep_only(report: &mut Report, by: By) {
    let cut = match by {
        By::Gender => Cut::Gender,
        By::Language => Cut::Language,
        By::Country => Cut::Country,
        By::Age => Cut::Age,
        By::Place => Cut::Place,
        By::Citizenship => Cut::Citizenship,
        By::Source => Cut::Source,
        By::Topic => Cut::Detail,
    };
    report.tables.retain(|table| match table.topic {
        Topic::Summary => true,
        Topic::Consultations(of) => of == cut,
        // By detail, conversations are told apart by hours, not by topic.
        Topic::Visitors(of) | Topic::Conversations(of) => of == cut && by != By::Topic,
        _ => false,
    });
}

/// Prints a text, or the bytes of one file into a pipe.
fn tell(made: &[Document], format: Format) -> anyhow::Result<()> {
    let is_text = !matches!(format, Format::Xlsx | Format::Png);
    let mut stdout = std::io::stdout();
    if !is_text && stdout.is_terminal() {
        anyhow::bail!("this form is no text: name a file or folder with --out");
    }
    match made {
        [] => Ok(()),
        [one] if !is_text => Ok(stdout.write_all(&one.bytes)?),
        // Tables as text can stand one below the other; files of other kinds cannot.
        several if is_text && (format == Format::Csv || several.len() == 1) => {
            for document in several {
                if several.len() > 1 {
                    say(&format!("# {}", document.name))?;
                }
                say(&String::from_utf8_lossy(&document.bytes).trim_end())?;
            }
            Ok(())
        }
        several => anyhow::bail!(
            "there are {} files: name a folder with --out",
            several.len()
        ),
    }
}

/// One file under the name given, or into a folder under their own.
pub(super) fn write(made: &[Document], out: &Path) -> anyhow::Result<()> {
    let is_folder =
        made.len() > 1 || out.is_dir() || out.as_os_str().to_string_lossy().ends_with('/');
    let trouble = |path: &Path, error: std::io::Error| {
        anyhow::anyhow!(
            "{} cannot be written ({error}): name another place with --out",
            path.display()
        )
    };
    if is_folder {
        std::fs::create_dir_all(out).map_err(|error| trouble(out, error))?;
    }
    for document in made {
        let path = if is_folder {
            out.join(&document.name)
        } else {
            out.to_owned()
        };
        std::fs::write(&path, &document.bytes).map_err(|error| trouble(&path, error))?;
        say(&path.display())?;
    }
    Ok(())
}
