//! `stickers …`: draws the sticker pack and publishes it.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};

use super::say;
use crate::content::{Content, Lang};
use crate::settings::{BotAccess, ContentFolder};
use crate::stickers;
use crate::telegram::stickers::{Changes, Pack, Publisher, Records};

/// What can be done with stickers.
#[derive(Debug, Subcommand)]
pub(super) enum StickersCommand {
    /// Draws all stickers as PNG, one folder a language.
    Render(Render),
    /// Makes the packs at Telegram, or changes what differs in them.
    ///
    /// One pack a language, named as bot.yaml says, in the name of a person: the owner, who must
    /// have pressed START in the bot once. Killed, it goes on where it stopped. Which sticker was
    /// made of which picture is kept in the record; without it every sticker is sent anew.
    Publish(Box<Publish>),
}

/// Where to draw to.
#[derive(Debug, Args)]
pub(super) struct Render {
    #[command(flatten)]
    content: ContentFolder,
    /// Folder to write them to.
    #[arg(long, default_value = "stickers")]
    out: PathBuf,
}

/// In whose name, and by which bot.
#[derive(Debug, Args)]
pub(super) struct Publish {
    #[command(flatten)]
    content: ContentFolder,
    #[command(flatten)]
    bot: BotAccess,
    /// Telegram's id of the person who owns the packs.
    #[arg(long, env = "STICKERS_OWNER_ID")]
    owner: u64,
    /// Where it is kept which sticker was made of which picture.
    #[arg(long, env = "STICKERS_RECORD", default_value = "data/stickers.json")]
    record: PathBuf,
    /// Only these languages, such as `uk,en`.
    #[arg(long, value_delimiter = ',')]
    languages: Vec<Lang>,
    /// Says what would be done, and does nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn render(render: &Render) -> anyhow::Result<ExitCode> {
    let content = content(&render.content)?;
    let mut drawn = 0;
    for language in content.languages() {
        let folder = render.out.join(language.tag.as_str());
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
        for (number, sticker) in stickers::draw(&content, &language.tag)?.iter().enumerate() {
            let file = folder.join(format!("{:02}-{}.png", number + 1, sticker.id));
            std::fs::write(&file, &sticker.png)
                .with_context(|| format!("{} cannot be written", file.display()))?;
            drawn += 1;
        }
    }
    say(&format!(
        "{drawn} stickers stand in {}.",
        render.out.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn publish(publish: &Publish) -> anyhow::Result<ExitCode> {
    let content = content(&publish.content)?;
    let (token, api_url) = publish.bot.check().map_err(anyhow::Error::msg)?;
    let mut records = Records::open(&publish.record)?;
    let (publisher, bot) = Publisher::connect(token.reveal(), api_url, publish.owner).await?;
    for lang in languages(&content, &publish.languages)? {
        if !content.has_own_stickers(&lang) {
            say(&format!(
                "{lang}: no words of its own; another language's pack is shown"
            ))?;
            continue;
        }
        let pack = pack(&content, &lang, &bot)?;
        let changes = if publish.dry_run {
            publisher.look(&pack, &records).await?
        } else {
            publisher.publish(&pack, &mut records).await?
        };
        say(&told(&pack, changes, publish.dry_run))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn told(pack: &Pack, changes: Changes, dry_run: bool) -> String {
    let would = if dry_run { "would be " } else { "" };
    let count = pack.stickers.len();
    let mut parts = Vec::new();
    if changes.made {
        parts.push(format!("{would}made, with {count} stickers"));
    }
    if changes.titled {
        parts.push(format!("title {would}changed"));
    }
    if changes.steps > 0 {
        parts.push(format!("{} changes {would}made", changes.steps));
    }
    if parts.is_empty() {
        parts.push(format!("up to date, {count} stickers"));
    }
    format!(
        "https://t.me/addstickers/{}: {}",
        pack.name,
        parts.join(", ")
    )
}

fn pack(content: &Content, lang: &Lang, bot: &str) -> anyhow::Result<Pack> {
    Ok(Pack {
        name: content.sticker_set_name(lang, bot),
        title: content
            .stickers_text(lang)
            .map(|words| words.title.clone())
            .unwrap_or_default(),
        stickers: stickers::draw(content, lang)?,
    })
}

fn languages(content: &Content, wished: &[Lang]) -> anyhow::Result<Vec<Lang>> {
    let all = content
        .languages()
        .iter()
        .map(|language| language.tag.clone());
    if wished.is_empty() {
        return Ok(all.collect());
    }
    let strange = wished.iter().find(|lang| !content.knows(lang));
    match strange {
        Some(lang) => anyhow::bail!("the content has no language `{lang}`"),
        None => Ok(wished.to_vec()),
    }
}

fn content(folder: &ContentFolder) -> anyhow::Result<Content> {
    let content = match folder.dir().map_err(anyhow::Error::msg)? {
        None => Content::embedded(),
        Some(dir) => Content::load(&dir),
    };
    let content = content.map_err(|problems| anyhow::anyhow!("{problems}"))?;
    if content.sticker_pack().stickers.is_empty() {
        anyhow::bail!("the content has no stickers: they stand in stickers/set.yaml");
    }
    Ok(content)
}
