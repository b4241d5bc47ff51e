//! Looks at what lies on this computer: key, database, content, address. Makes nothing and changes
//! nothing.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::facts::{Address, Held, KeyFile, Shelf, Shown};
use crate::content::{Content, Files, Status};
use crate::conversation::proof;
use crate::model::moment::Moment;
use crate::privacy::{Keys, MasterKey};
use crate::store::inspect::{Inspected, inspect};

/// How long a program at our address may take to say what it is.
const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes of its answer that are read.
const ENOUGH: u64 = 4096;

/// The key file, and the keys if it holds one.
#[must_use]
pub fn key(path: &Path) -> (KeyFile, Option<Keys>) {
    match MasterKey::load(path) {
        Ok(Some(master)) => (KeyFile::Good, Some(Keys::derive(&master))),
        Ok(None) => (room_for(path), None),
        Err(error) => (KeyFile::Unusable(error.to_string()), None),
    }
}

/// Whether a file can be made here with the folders it lies in.
fn room_for(path: &Path) -> KeyFile {
    let above = path
        .ancestors()
        .skip(1)
        .find(|folder| folder.as_os_str().is_empty() || folder.exists());
    match above {
        Some(folder) if folder.is_file() => KeyFile::Unusable(format!(
            "the key file {} cannot be made, since {} is no folder: name another with SECRET_KEY_FILE",
            path.display(),
            folder.display()
        )),
        _ => KeyFile::Missing,
    }
}

/// The database.
///
/// # Errors
/// Why it cannot be looked at, in words.
pub async fn database(url: &str, keys: Option<&Keys>) -> Result<Inspected, String> {
    inspect(url, keys).await.map_err(|error| error.to_string())
}

/// The content, and what it is found to be.
#[must_use]
pub fn content(folder: Option<&PathBuf>, now: Moment) -> (Shelf, Option<Content>) {
    let files = match folder.map(|folder| (folder, Files::read(folder))) {
        None => Files::embedded(),
        Some((_, Ok(files))) => files,
        Some((folder, Err(error))) => {
            let why = format!("{} cannot be read: {error}", folder.display());
            return (Shelf::Unusable(why), None);
        }
    };
    let today = now.day_in(&jiff::tz::TimeZone::UTC);
    let (content, problems) = Content::check(&files, today);
    let Some(content) = content else {
        let why = format!(
            "cannot be shown; errors of its check: {}",
            problems.errors().count()
        );
        return (Shelf::Unusable(why), None);
    };
    let folder = folder.map(|folder| folder.display().to_string());
    let shown = figures(&content, &Status::of(&files, today), folder, now);
    (Shelf::Shown(shown), Some(content))
}

fn figures(content: &Content, status: &Status, folder: Option<String>, now: Moment) -> Shown {
    let proof = proof::prove(content, now);
    let today = now.day_in(&jiff::tz::TimeZone::UTC);
    let (errors, warnings) = status.problems;
    Shown {
        folder,
        starter: content.starter(),
        pages: proof.pages,
        broken_pages: proof.failures.len(),
        errors,
        warnings,
        unreviewed: status.unreviewed.len(),
        late: status.due.iter().filter(|due| due.by < today).count(),
        hidden: status.hidden.len(),
        languages: status
            .languages
            .iter()
            .map(|language| (language.lang.to_string(), language.there, language.needed))
            .collect(),
        desks: content
            .desk()
            .desks
            .iter()
            .map(|plan| plan.id.to_string())
            .collect(),
    }
}

/// Whether the address of health and metrics can be had.
pub async fn address(listen: SocketAddr) -> Address {
    match TcpListener::bind(listen).await {
        Ok(_) => Address {
            listen,
            held: Held::Free,
        },
        Err(error) => refused(listen, &error).await,
    }
}

/// Who has an address that could not be had.
pub async fn refused(listen: SocketAddr, error: &std::io::Error) -> Address {
    let held = match error.kind() {
        std::io::ErrorKind::AddrInUse => holder(listen).await,
        _ => Held::Refused(error.to_string()),
    };
    Address { listen, held }
}

/// A bot of ours says at `/healthz` that it lives.
async fn holder(listen: SocketAddr) -> Held {
    let asked = async {
        let mut stream = TcpStream::connect(listen).await?;
        let question = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(question.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.take(ENOUGH).read_to_end(&mut answer).await?;
        Ok::<_, std::io::Error>(answer.ends_with(b"\r\n\r\nalive\n"))
    };
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(true)) => Held::ByABot,
        _ => Held::ByAnother,
    }
}
