//! What stands between these settings and a bot that works. Facts are gathered at the edges
//! ([`gather`], and `telegram::inquiry`) and judged here, without clock or network. Looking changes
//! nothing: no file and no table is made, no update is taken, nobody is written to.

pub mod facts;
pub mod gather;
mod groups;
mod home;
mod telegram;
#[cfg(test)]
mod tests;

use std::fmt;

use self::facts::Facts;

/// How good it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// As it should be.
    Ok,
    /// The bot works, but not as well as it could.
    Warning,
    /// Something will not work.
    Problem,
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
        })
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How good it is.
    pub grade: Grade,
    /// What was looked at.
    pub about: String,
    /// What was found.
    pub found: String,
    /// What to do.
    pub remedy: Option<String>,
}

impl Finding {
    fn ok(about: &str, found: impl Into<String>) -> Self {
        Self {
            grade: Grade::Ok,
            about: about.to_owned(),
            found: found.into(),
            remedy: None,
        }
    }

    fn warning(about: &str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            grade: Grade::Warning,
            remedy: Some(remedy.into()),
            ..Self::ok(about, found)
        }
    }

    fn problem(about: &str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            grade: Grade::Problem,
            remedy: Some(remedy.into()),
            ..Self::ok(about, found)
        }
    }

    /// A problem told in words that say themselves what to do.
    fn told(about: &str, words: impl Into<String>) -> Self {
        Self {
            grade: Grade::Problem,
            ..Self::ok(about, words)
        }
    }
}

/// Columns before the words of a finding.
const INDENT: usize = 9;

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            grade,
            about,
            found,
            remedy,
        } = self;
        let found = found.replace('\n', &format!("\n{:INDENT$}", ""));
        write!(f, "{grade:<INDENT$}{about}: {found}")?;
        match remedy {
            Some(remedy) => write!(f, "\n{:INDENT$}→ {remedy}", ""),
            None => Ok(()),
        }
    }
}

/// All findings, in the order of a start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report(Vec<Finding>);

impl Report {
    /// The findings.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.0
    }

    /// No problem was found.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        self.count(Grade::Problem) == 0
    }

    fn count(&self, grade: Grade) -> usize {
        self.0.iter().filter(|found| found.grade == grade).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.0 {
            writeln!(f, "{finding}")?;
        }
        let (problems, warnings) = (self.count(Grade::Problem), self.count(Grade::Warning));
        write!(f, "\nProblems: {problems}, warnings: {warnings}.")
    }
}

/// What is said of an address that cannot be had, in one line.
#[must_use]
pub fn no_address(address: &facts::Address) -> String {
    let Finding { found, remedy, .. } = home::address(address);
    let remedy =
        remedy.unwrap_or_else(|| "stop it, or name another address with LISTEN".to_owned());
    format!("{found}: {remedy}")
}

/// Judges what was gathered.
#[must_use]
pub fn examine(facts: &Facts) -> Report {
    let mut findings = home::settings(&facts.complaints);
    findings.extend(home::key(&facts.key, &facts.database));
    findings.extend(home::database(&facts.database));
    findings.extend(home::content(&facts.shelf));
    findings.push(home::address(&facts.address));
    match &facts.telegram {
        Some(told) => {
            findings.extend(telegram::findings(told));
            findings.extend(groups::findings(told, &facts.shelf));
        }
        None => findings.push(Finding::warning(
            "Telegram",
            "not asked, since the settings do not tell how",
            "correct the settings, then ask again",
        )),
    }
    Report(findings)
}
