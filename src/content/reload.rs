//! Content that follows its folder: an edit is read, checked and shown without a restart; a broken
//! edit leaves the last good content where it is and is told in the log.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::watch;

use super::{Content, Files, Problems, today};

/// Editors save in several steps; this long nothing must change before files are read.
const QUIET: Duration = Duration::from_millis(200);

/// The content of now.
#[derive(Debug)]
pub struct Library {
    shelf: Arc<Shelf>,
    /// Ends the watch when it is dropped.
    _watcher: Option<RecommendedWatcher>,
}

#[derive(Debug)]
struct Shelf {
    content: RwLock<Arc<Content>>,
    version: watch::Sender<String>,
    /// What forbids to show the latest edit.
    broken: watch::Sender<Option<String>>,
}

impl Library {
    /// Content that never changes.
    #[must_use]
    pub fn fixed(content: Content) -> Self {
        Self {
            shelf: Arc::new(Shelf::new(content)),
            _watcher: None,
        }
    }

    /// The content of a folder, which is watched from now on. Where watching is impossible, the
    /// log says so and the content stays as it is until the next start.
    ///
    /// # Errors
    /// If the folder's content cannot be shown.
    pub fn watch(dir: &Path) -> Result<Self, Problems> {
        let shelf = Arc::new(Shelf::new(Content::load(dir)?));
        let watcher = match watcher(dir, Arc::clone(&shelf)) {
            Ok(watcher) => Some(watcher),
            Err(error) => {
                tracing::warn!(
                    "The content folder cannot be watched, edits wait for a restart: {error}"
                );
                None
            }
        };
        Ok(Self {
            shelf,
            _watcher: watcher,
        })
    }

    /// The content to answer from; hold it for one answer, not longer.
    #[must_use]
    pub fn current(&self) -> Arc<Content> {
        self.shelf.current()
    }

    /// Tells what forbids to show the latest edit; nothing while the latest edit is shown.
    #[must_use]
    pub fn complaints(&self) -> watch::Receiver<Option<String>> {
        self.shelf.broken.subscribe()
    }

    /// Tells of each new version.
    #[must_use]
    pub fn versions(&self) -> watch::Receiver<String> {
        self.shelf.version.subscribe()
    }
}

impl Shelf {
    fn new(content: Content) -> Self {
        let (version, _) = watch::channel(content.version().to_owned());
        Self {
            content: RwLock::new(Arc::new(content)),
            version,
            broken: watch::Sender::new(None),
        }
    }

    fn current(&self) -> Arc<Content> {
        Arc::clone(&self.content.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn reload(&self, dir: &Path) {
        match Files::read(dir) {
            Ok(files) if files.version() == self.current().version() => self.is_sound(),
            Ok(files) => self.read_anew(&files),
            Err(error) => self.complain(error.to_string()),
        }
    }

    fn read_anew(&self, files: &Files) {
        let (content, problems) = Content::check(files, today());
        match content {
            Some(content) => self.show(content),
            None => self.complain(problems.to_string()),
        }
    }

    fn complain(&self, problems: String) {
        tracing::error!("The edited content cannot be shown, the last good one stays: {problems}");
        self.broken.send_replace(Some(problems));
    }

    /// An edit that was taken back leaves nothing to complain of.
    fn is_sound(&self) {
        self.broken
            .send_if_modified(|broken| broken.take().is_some());
    }

    fn show(&self, content: Content) {
        let version = content.version().to_owned();
        tracing::info!(content.version = %version, "Content {version} is shown from now on");
        *self.content.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(content);
        self.version.send_replace(version);
        self.is_sound();
    }
}

/// Watches a folder and reloads from a thread of its own, which ends with the watcher.
fn watcher(dir: &Path, shelf: Arc<Shelf>) -> notify::Result<RecommendedWatcher> {
    let (changed, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let touched = event.map_or(true, |event| !event.kind.is_access());
        if touched && changed.send(()).is_err() {
            tracing::debug!("The content is no longer watched");
        }
    })?;
    watcher.watch(dir, RecursiveMode::Recursive)?;
    let dir = dir.to_owned();
    std::thread::Builder::new()
        .name("content".to_owned())
        .spawn(move || follow(&changes, &dir, &shelf))
        .map_err(notify::Error::io)?;
    Ok(watcher)
}

fn follow(changes: &Receiver<()>, dir: &Path, shelf: &Shelf) {
    while changes.recv().is_ok() {
        loop {
            match changes.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        shelf.reload(dir);
    }
}
