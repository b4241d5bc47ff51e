//! `preview`: the bot in a browser, against a local Telegram.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::asked_to_stop;
use crate::bot::{self, Plan};
use crate::content::{Content, Library};
use crate::editor::{self, Editor};
use crate::model::ids::ChatId;
use crate::ops::clock::Clock;
use crate::ops::tasks::Tasks;
use crate::preview::{self, Beside, Scene, Server, TOKEN, WorldHandle};
use crate::settings::{ContentFolder, Groups, Place, Token};
use crate::telegram::deliver::Pace;

/// What may be typed after `preview`.
#[derive(Debug, Args)]
pub(super) struct Preview {
    /// Where the page is served; a loopback address, since whoever opens it can play everybody.
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder for database and key, kept for the next time; a temporary one if not given.
    #[arg(long)]
    folder: Option<PathBuf>,
    #[command(flatten)]
    content: ContentFolder,
}

pub(super) async fn preview(preview: Preview) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(
        preview.listen.ip().is_loopback(),
        "the preview is served on this computer only: give a loopback address such as 127.0.0.1:8080"
    );
    let folder = Folder::of(preview.folder)?;
    let content_dir = preview.content.dir().map_err(anyhow::Error::msg)?;
    let scene = Scene::preview([]);
    add_sticker_sets(&scene, content_dir.as_deref());
    let groups = groups(&scene);
    let clock = Clock::system();
    let beside = editors(content_dir.as_deref(), &clock, &scene)?;
    let server = Server::with_pages(preview.listen, scene, beside)
        .await
        .map_err(|error| {
            anyhow::anyhow!(
                "{} cannot be listened on ({error}): give another address with --listen",
                preview.listen
            )
        })?;
    let tasks = Tasks::new();
    tasks.spawn(go_by_the_worlds_clock(
        clock.clone(),
        server.world(),
        tasks.clone(),
    ));
    let plan = Plan {
        token: Token::new(TOKEN.to_owned()),
        api_url: Some(server.url().parse()?),
        groups,
        place: Place {
            database_url: format!("sqlite://{}", folder.path.join("bot.db").display()),
            content_dir,
            secret_key_file: folder.path.join("secret.key"),
        },
        clock,
        pace: Pace::default(),
    };
    let running = bot::start(plan, tasks).await?;
    tracing::info!(
        "Open {0} in a browser; editors: {0}{1}. Ctrl-C ends it.",
        server.url(),
        editor::PATH
    );
    asked_to_stop().await?;
    running.stop().await;
    server.stop().await;
    folder.remove()?;
    Ok(ExitCode::SUCCESS)
}

/// Whoever moves the page's clock on moves the bot's too, so that "two days later" is so for both.
async fn go_by_the_worlds_clock(clock: Clock, world: WorldHandle, tasks: Tasks) {
    let stop = tasks.stop_token();
    let mut changes = world.changes();
    loop {
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            () = stop.cancelled() => return,
        }
        clock.follow(world.clock().seconds());
    }
}

/// The pages for editors, which follow the same files as the bot.
fn editors(content_dir: Option<&Path>, clock: &Clock, scene: &Scene) -> anyhow::Result<Beside> {
    let library = match content_dir {
        Some(dir) => Library::watch(dir),
        None => Content::embedded().map(Library::fixed),
    };
    let pages = editor::routes(Editor {
        library: library.map_err(|problems| anyhow::anyhow!("{problems}"))?,
        clock: clock.clone(),
        bot: scene.world.look(|world| world.bot().username.clone()),
        folder: content_dir.map(Path::to_path_buf),
    });
    Ok(Beside::under(editor::PATH, pages))
}

/// The groups of the scene; its consultants are the first desk.
fn groups(scene: &Scene) -> Groups {
    let group = |id: Option<preview::ChatId>| id.map(|id| ChatId(id.0));
    Groups {
        desks: group(scene.consultants)
            .map(|id| (None, id))
            .into_iter()
            .collect(),
        complaints: group(scene.complaints),
        staff: group(scene.staff),
    }
}

/// The sticker packs the content links to, so that the links lead somewhere.
fn add_sticker_sets(scene: &Scene, content_dir: Option<&Path>) {
    let content = match content_dir {
        Some(dir) => Content::load(dir),
        None => Content::embedded(),
    };
    // Content that cannot be shown is told of when the bot starts.
    let Ok(content) = content else { return };
    let bot = scene.world.look(|world| world.bot().username.clone());
    for language in content.languages() {
        let link = content.sticker_set(&language.tag, &bot);
        let name = link.rsplit('/').next().unwrap_or_default();
        scene.world.add_sticker_set(name, &language.name);
    }
}

/// Where database and key of a rehearsal lie.
struct Folder {
    path: PathBuf,
    temporary: bool,
}

impl Folder {
    fn of(given: Option<PathBuf>) -> anyhow::Result<Self> {
        let temporary = given.is_none();
        let path = match given {
            Some(path) => path,
            None => {
                let mut name = [0_u8; 8];
                getrandom::fill(&mut name).map_err(|_| anyhow::anyhow!("no random numbers"))?;
                let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
                std::env::temp_dir().join(format!("safe-migration-bot-{name}"))
            }
        };
        std::fs::create_dir_all(&path).map_err(|error| {
            anyhow::anyhow!("the folder {} cannot be made: {error}", path.display())
        })?;
        Ok(Self { path, temporary })
    }

    fn remove(&self) -> std::io::Result<()> {
        if self.temporary {
            std::fs::remove_dir_all(&self.path)
        } else {
            Ok(())
        }
    }
}
