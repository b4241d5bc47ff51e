//! `qr`: codes for posters, which lead into the bot and are counted.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::stats::write;
use crate::content::{AnswerId, Content, Lang};
use crate::poster::Poster;
use crate::settings::{ContentFolder, RawTelegram};
use crate::statistics::render::Document;
use crate::telegram::inquiry;

/// What may be typed after `qr`.
#[derive(Debug, Args)]
pub(super) struct Qr {
    /// A campaign of bot.yaml: who comes by the code is counted under its name.
    #[arg(long, required_unless_present = "node", conflicts_with = "node")]
    campaign: Option<String>,
    /// An answer, by its name in the content: the code opens it.
    #[arg(long)]
    node: Option<String>,
    /// The bot's user name; if not given, Telegram is asked by the token.
    #[arg(long)]
    bot: Option<String>,
    /// Language of the words beneath the code; if not given, the first of the content.
    #[arg(long)]
    lang: Option<Lang>,
    /// Folder to write the PNG and the SVG to.
    #[arg(long, default_value = ".")]
    out: PathBuf,
    #[command(flatten)]
    telegram: RawTelegram,
    #[command(flatten)]
    content: ContentFolder,
}

/// Where a code leads.
struct Target {
    /// What stands behind `?start=`.
    payload: String,
    /// What stands beneath it.
    caption: String,
}

pub(super) async fn qr(qr: Qr) -> anyhow::Result<ExitCode> {
    let content = match qr.content.dir().map_err(anyhow::Error::msg)? {
        Some(dir) => Content::load(&dir),
        None => Content::embedded(),
    };
    let content = content.map_err(|problems| {
        anyhow::anyhow!(
            "the content cannot be shown:\n{problems}\nRun `safe-migration-bot content check`."
        )
    })?;
    let lang = qr
        .lang
        .unwrap_or_else(|| content.default_language().clone());
    anyhow::ensure!(content.knows(&lang), "the content has no language `{lang}`");
    let target = match (&qr.campaign, &qr.node) {
        (Some(name), _) => campaign(&content, name)?,
        (None, Some(id)) => node(&content, &lang, id)?,
        (None, None) => anyhow::bail!("give --campaign or --node"),
    };
    let bot = match qr.bot {
        Some(name) => user_name(&name)?,
        None => {
            let (token, api_url) = qr.telegram.check()?;
            inquiry::user_name(token.reveal(), api_url)
                .await
                .map_err(anyhow::Error::msg)?
        }
    };
    let poster = Poster {
        link: format!("https://t.me/{bot}?start={}", target.payload),
        caption: target.caption,
    };
    let file = |kind: &str, bytes| Document {
        name: format!("{}.{kind}", target.payload),
        bytes,
    };
    let made = [
        file("png", poster.png()?),
        file("svg", poster.svg()?.into_bytes()),
    ];
    write(&made, &qr.out)?;
    Ok(ExitCode::SUCCESS)
}

fn campaign(content: &Content, name: &str) -> anyhow::Result<Target> {
    let known = content.campaigns();
    if known.iter().any(|one| one == name) {
        return Ok(Target {
            payload: format!("c-{name}"),
            caption: name.to_owned(),
        });
    }
    anyhow::bail!(
        "there is no campaign `{name}` in bot.yaml{}: add it under `campaigns`, or it is not counted by its name",
        did_you_mean(name, known.iter().map(String::as_str))
    )
}

fn node(content: &Content, lang: &Lang, id: &str) -> anyhow::Result<Target> {
    let found = id.parse::<AnswerId>().ok();
    let text = found.and_then(|id| content.answer_text(lang, &id));
    if let Some(text) = text {
        return Ok(Target {
            payload: format!("n-{id}"),
            caption: text.title.clone(),
        });
    }
    let known = content.branches().iter().flat_map(|branch| &branch.answers);
    anyhow::bail!(
        "there is no answer `{id}` in the content{}",
        did_you_mean(id, known.map(AnswerId::as_str))
    )
}

/// `, did you mean …`, or nothing.
fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let close = known
        .into_iter()
        .map(|one| (strsim::jaro_winkler(name, one), one))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    close.map_or_else(String::new, |(_, one)| format!(" (did you mean `{one}`?)"))
}

/// As people write it: with an `@`, or as a link.
fn user_name(given: &str) -> anyhow::Result<String> {
    let name = given
        .trim_start_matches("https://")
        .trim_start_matches("t.me/")
        .trim_start_matches('@');
    let is_sound = (5..=32).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    anyhow::ensure!(
        is_sound,
        "`{given}` is no user name of a bot: it looks like @SafeMigrationBot"
    );
    Ok(name.to_owned())
}
