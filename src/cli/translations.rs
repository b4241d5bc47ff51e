//! `content export`, `import`, `settle`: what goes to translators and comes back.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::content::Where;
use super::say;
use crate::content::{self, Choice, Content, Files, Problems};

/// Which texts are written for a translator.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct Texts {
    /// Those without a translation.
    #[arg(long)]
    missing: bool,
    /// Those whose source has changed since they were translated.
    #[arg(long)]
    stale: bool,
    /// All of them.
    #[arg(long)]
    all: bool,
}

/// The form of the file.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Form {
    /// gettext PO, which translators' programs open.
    Po,
}

/// `content export`.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The language to translate into, as in bot.yaml.
    #[arg(long)]
    lang: String,
    #[command(flatten)]
    texts: Texts,
    /// The form of the file.
    #[arg(long, value_enum, default_value_t = Form::Po)]
    format: Form,
    /// Where to write it.
    #[arg(long)]
    out: PathBuf,
    #[command(flatten)]
    place: Where,
}

/// `content import`.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The file that came back.
    file: PathBuf,
    #[command(flatten)]
    place: Where,
}

/// `content settle`.
#[derive(Debug, Args)]
pub(super) struct Settle {
    /// The language; all if it is not given.
    #[arg(long)]
    lang: Option<String>,
    /// Stale texts that still fit: names as `content status` writes them, or how they begin.
    texts: Vec<String>,
    /// All stale texts still fit.
    #[arg(long, conflicts_with = "texts")]
    all: bool,
    #[command(flatten)]
    place: Where,
}

pub(super) fn export(what: &Export) -> anyhow::Result<ExitCode> {
    let choice = match &what.texts {
        Texts { missing: true, .. } => Choice::Missing,
        Texts { stale: true, .. } => Choice::Stale,
        Texts { all: true, .. } => Choice::All,
        Texts { .. } => Choice::ToDo,
    };
    let files = what.place.files()?;
    let exported = content::export(&files, &what.lang, choice).map_err(anyhow::Error::msg)?;
    let Form::Po = what.format;
    std::fs::write(&what.out, &exported.po)?;
    say(&format!(
        "{}: {} texts, {} of them without a translation, {} to be looked at again.",
        what.out.display(),
        exported.texts,
        exported.missing,
        exported.stale
    ))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn import(what: &Import) -> anyhow::Result<ExitCode> {
    let dir = folder(&what.place)?;
    let files = what.place.files()?;
    let po = std::fs::read(&what.file)
        .map_err(|error| anyhow::anyhow!("{} cannot be read: {error}", what.file.display()))?;
    let po = String::from_utf8(po)
        .map_err(|_| anyhow::anyhow!("{} is not saved as UTF-8", what.file.display()))?;
    let imported = match content::import(&files, &po, super::content::today()) {
        Ok(imported) => imported,
        Err(complaints) => {
            for complaint in &complaints {
                say(complaint)?;
            }
            say(&format!(
                "Nothing was taken from {}: correct what is said above and import it again.",
                what.file.display()
            ))?;
            return Ok(ExitCode::from(1));
        }
    };
    for (path, bytes) in &imported.files {
        write(&dir.join(path), bytes)?;
    }
    say(&format!(
        "{}: texts changed: {}, confirmed as they are: {}, left empty: {}, left to be looked at: {}.",
        imported.lang, imported.changed, imported.confirmed, imported.empty, imported.fuzzy
    ))?;
    if imported.overtaken > 0 {
        say(&format!(
            "The source of {} has changed since the export: they are stale already.",
            imported.overtaken
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn settle(what: &Settle) -> anyhow::Result<ExitCode> {
    let dir = folder(&what.place)?;
    let files = what.place.files()?;
    let named = if what.all {
        vec!["*".to_owned()]
    } else {
        what.texts.clone()
    };
    let langs = match &what.lang {
        Some(lang) => vec![lang.clone()],
        None => translated(&files)?,
    };
    for lang in langs {
        let settled = content::settle(&files, &lang, &named).map_err(anyhow::Error::msg)?;
        if let Some((path, bytes)) = &settled.file {
            write(&dir.join(path), bytes)?;
        }
        say(&format!(
            "{lang}: texts written down as up to date: {}, still stale: {}.",
            settled.texts, settled.stale
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// All languages but the one others are translated from.
fn translated(files: &Files) -> anyhow::Result<Vec<String>> {
    let (content, _): (Option<Content>, Problems) = Content::check(files, super::content::today());
    let content = content.ok_or_else(|| {
        anyhow::anyhow!("the content cannot be shown whole: run `content check`, or name one language with --lang")
    })?;
    let source = content.source_language().clone();
    let languages = content.languages().iter().map(|language| &language.tag);
    Ok(languages
        .filter(|tag| **tag != source)
        .map(ToString::to_string)
        .collect())
}

/// Content inside the program cannot be written to.
fn folder(place: &Where) -> anyhow::Result<PathBuf> {
    place.dir()?.ok_or_else(|| {
        anyhow::anyhow!("there is no folder `content` here: name one with --content-dir")
    })
}

/// Beside the file first, so that a power cut leaves the old or the new one.
fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.new"));
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, path)?;
    Ok(())
}
