//! The commands, as a person types them. Exit codes: 0 done, 1 refused or failed (the message
//! says what to do), 2 wrong usage.

mod content;
mod doctor;
mod import;
mod preview;
mod qr;
mod run;
mod stats;
mod stickers;
mod translations;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::ops::logging;

/// A Telegram bot for safe migration: reviewed answers, help lines, leaflet, stickers and a human
/// consultant, with nothing lost and nobody named.
#[derive(Debug, Parser)]
#[command(name = "safe-migration-bot", version)]
struct Cli {
    /// What is logged: levels and targets, such as `info,safe_migration_bot=debug`.
    #[arg(long, env = "RUST_LOG", global = true)]
    log: Option<String>,
    /// Form of the log lines.
    #[arg(
        long,
        env = "LOG_FORM",
        global = true,
        value_enum,
        default_value = "text"
    )]
    log_form: logging::Form,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the bot.
    Run(Box<crate::settings::Raw>),
    /// Looks whether all is ready for `run`, and says what to do.
    ///
    /// Takes the same settings as `run` and looks at them, at key, database and content, and at what
    /// Telegram says of the bot and its groups. Changes nothing. Ends with 1 if there is a problem.
    Doctor(Box<crate::settings::Raw>),
    /// Runs the bot in a browser, against a local Telegram: no token, no account, no network.
    Preview(preview::Preview),
    /// Codes for posters, as PNG and SVG: they open the bot and are counted.
    Qr(qr::Qr),
    /// Figures for the staff: sentences, tables, charts, files. Only reads the database.
    Stats(Box<stats::Stats>),
    /// Looks after the content.
    #[command(subcommand)]
    Content(content::ContentCommand),
    /// Draws the sticker pack and publishes it.
    #[command(subcommand)]
    Stickers(stickers::StickersCommand),
}

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match execute(cli) {
        Ok(code) => code,
        Err(error) => {
            complain(&error);
            ExitCode::from(1)
        }
    }
}

fn execute(cli: Cli) -> anyhow::Result<ExitCode> {
    // Content commands print to people, not to a log.
    if let Command::Content(command) = &cli.command {
        return content::execute(command);
    }
    if let Command::Stickers(stickers::StickersCommand::Render(render)) = &cli.command {
        return stickers::render(render);
    }
    let subscriber = logging::subscriber(cli.log.as_deref(), cli.log_form, std::io::stderr)?;
    tracing::subscriber::set_global_default(subscriber)?;
    logging::tell_only_where_it_broke();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match cli.command {
        Command::Run(raw) => runtime.block_on(run::run(*raw)),
        Command::Doctor(raw) => runtime.block_on(doctor::doctor(*raw)),
        Command::Preview(preview) => runtime.block_on(preview::preview(preview)),
        Command::Qr(qr) => runtime.block_on(qr::qr(qr)),
        Command::Stats(stats) => runtime.block_on(stats::stats(*stats)),
        Command::Content(command) => content::execute(&command),
        Command::Stickers(stickers::StickersCommand::Render(render)) => stickers::render(&render),
        Command::Stickers(stickers::StickersCommand::Publish(publish)) => {
            runtime.block_on(stickers::publish(&publish))
        }
    }
}

#[expect(
    clippy::print_stderr,
    reason = "the last word to the person at the terminal"
)]
fn complain(error: &anyhow::Error) {
    eprintln!("{error:#}");
}

/// Waits until the process is asked to stop: Ctrl-C, or SIGTERM as Docker and systemd send it.
async fn asked_to_stop() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        pressed = tokio::signal::ctrl_c() => pressed,
    }
}

/// The answer of a command. A reader that has seen enough (`| head`) is no failure.
fn say(words: &impl std::fmt::Display) -> std::io::Result<()> {
    match writeln!(std::io::stdout(), "{words}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
