//! The real program as a process of its own, so that it can end as in a power cut.

use std::fs;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use safe_migration_bot::preview::TOKEN;
use safe_migration_bot::settings::Place;
use tokio::process::{Child, Command};

use crate::town::{Desk, PATIENCE, Town};

/// Where a program lives: its key and its log stay when it dies. The log lies where the town of its
/// key looks for names at the end.
pub struct Home {
    folder: tempfile::TempDir,
    log_file: PathBuf,
    place: Place,
    consultants: Option<String>,
    /// The group of the staff.
    pub staff: Option<String>,
}

/// A program that runs; it dies with this value.
pub struct Program(Child);

impl Home {
    /// A home that shares database and key with others in this place.
    pub fn at(place: Place) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().with_extension("log");
        let log_file = place
            .secret_key_file
            .with_file_name(name.file_name().unwrap());
        Self {
            folder,
            log_file,
            place,
            consultants: None,
            staff: None,
        }
    }

    /// With the desks of this town.
    pub fn serving(mut self, town: &Town) -> Self {
        let group = |desk: &Desk| format!("{}={}", desk.name, desk.chat.0);
        let groups: Vec<String> = town.desks.iter().map(group).collect();
        self.consultants = Some(groups.join(","));
        self
    }

    /// `run` against this Telegram.
    pub fn starts(&self, api: &str) -> Program {
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.log_file)
            .unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_safe-migration-bot"))
            .arg("run")
            .env_clear()
            .env("TELOXIDE_TOKEN", TOKEN)
            .env("TELOXIDE_API_URL", api)
            .env("DATABASE_URL", &self.place.database_url)
            .env("SECRET_KEY_FILE", &self.place.secret_key_file)
            .env("LISTEN", "127.0.0.1:0")
            .env("RUST_LOG", "trace")
            .env(
                "CONSULTANTS_CHAT_ID",
                self.consultants.as_deref().unwrap_or_default(),
            )
            .env("STAFF_CHAT_ID", self.staff.as_deref().unwrap_or_default())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Program(child)
    }

    /// All that its programs have said.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log_file).unwrap_or_default()
    }

    /// Where it can be asked how it is, as soon as it says so.
    pub async fn address(&self) -> String {
        let said = async {
            loop {
                let log = self.log();
                if let Some((_, rest)) = log.split_once("Health and metrics: http://") {
                    return rest.split('/').next().unwrap_or_default().to_owned();
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let said = tokio::time::timeout(PATIENCE, said).await;
        said.unwrap_or_else(|_| panic!("no address:\n{}", self.log()))
    }
}

impl Program {
    /// SIGKILL: no word of farewell. It is gone when this returns.
    pub async fn dies(mut self) {
        self.0.kill().await.unwrap();
    }

    /// Waits until it ends by itself.
    pub async fn ends(mut self) -> ExitStatus {
        self.0.wait().await.unwrap()
    }
}
