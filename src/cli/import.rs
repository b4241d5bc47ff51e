//! `stats import`: older figures from a table, all of them or none.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::say;
use super::stats::{checked, content_of, has_tables};
use crate::model::figures::Imported;
use crate::settings::RawPlace;
use crate::statistics::import::{Complaint, read};
use crate::store::{self, Db};

/// What may be typed after `stats import`.
#[derive(Debug, Args)]
#[command(after_long_help = COLUMNS)]
pub(super) struct Import {
    /// The table: CSV in UTF-8, with commas or semicolons.
    file: PathBuf,
    /// Only says what would be taken in; writes nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    place: RawPlace,
}

const COLUMNS: &str = "\
The first line names the columns:
  period     a month (2021-03), or a day (2021-03-15): days are added up to their month
  indicator  calls, conversations, consultations, referrals_given, outcomes, unanswered, ...,
             and of months only: visitors, persons_consulted
  dimension  empty for a total; detail, language, gender, country, age, place, citizenship
  category   such as woman, PL, stay; of calls by detail: in, out
  value      how many
Parts need the line of their total. Nothing of one person belongs into the table. The same table
again changes nothing; a corrected one changes what it corrects. Figures below the threshold are
taken in, and not shown, as all others.

  period,indicator,dimension,category,value
  2021-03,calls,,,453
  2021-03,calls,detail,in,411
  2021-03,consultations,detail,stay,120";

pub(super) async fn import(import: Import) -> anyhow::Result<ExitCode> {
    let place = checked(import.place)?;
    let content = content_of(&place)?;
    let file = import.file.display();
    let bytes = std::fs::read(&import.file).map_err(|error| {
        anyhow::anyhow!("{file} cannot be read ({error}): name the table to take in")
    })?;
    let figures = read(&bytes, &content)
        .map_err(|wrong| anyhow::anyhow!("{}", told(&file.to_string(), &wrong)))?;
    has_tables(&place).await?;
    let db = Db::open(&place.database_url).await?;
    let changes = take_in(&db, &figures, import.dry_run).await;
    db.close().await;
    say(&summary(&figures, changes?, import.dry_run))?;
    Ok(ExitCode::SUCCESS)
}

/// What a table changes.
#[derive(Debug, Default, Clone, Copy)]
struct Changes {
    new: usize,
    changed: usize,
    same: usize,
}

/// All in one transaction, or none.
async fn take_in(db: &Db, figures: &[Imported], dry_run: bool) -> anyhow::Result<Changes> {
    let months = figures.iter().map(|figure| figure.month);
    let (Some(first), Some(last)) = (months.clone().min(), months.max()) else {
        return Ok(Changes::default());
    };
    let known = store::imported::between(db, first, last).await?;
    let mut changes = Changes::default();
    for figure in figures {
        let before = known.iter().find(|one| is_of_the_same(one, figure));
        match before.map(|one| one.n == figure.n) {
            None => changes.new += 1,
            Some(false) => changes.changed += 1,
            Some(true) => changes.same += 1,
        }
    }
    if !dry_run {
        let mut tx = db.begin().await?;
        store::imported::put(&mut tx, figures).await?;
        tx.commit().await?;
    }
    Ok(changes)
}

fn is_of_the_same(one: &Imported, other: &Imported) -> bool {
    one.month == other.month
        && one.indicator == other.indicator
        && one.cut == other.cut
        && one.category == other.category
}

fn told(file: &str, wrong: &[Complaint]) -> String {
    let lines: Vec<String> = wrong.iter().map(|one| format!("  {one}")).collect();
    format!(
        "{file} is not taken in, nothing of it:\n{}\nCorrect these lines and import it again. `safe-migration-bot stats import --help` tells the columns.",
        lines.join("\n")
    )
}

fn summary(figures: &[Imported], changes: Changes, dry_run: bool) -> String {
    let months = figures.iter().map(|figure| figure.month);
    let span = match (months.clone().min(), months.max()) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => String::new(),
    };
    let mut indicators: Vec<&str> = figures.iter().map(|f| f.indicator.as_str()).collect();
    indicators.sort_unstable();
    indicators.dedup();
    let nothing = if dry_run {
        " Nothing was written: this was a dry run."
    } else {
        ""
    };
    let Changes { new, changed, same } = changes;
    format!(
        "{} figures of {span} ({}): {new} new, {changed} changed, {same} as before.{nothing}",
        figures.len(),
        indicators.join(", "),
    )
}
