//! Promises to the staff: pages, the picture of a report, its files. The report is made here, at the
//! last moment, from what is counted, by the rules of the content of that moment.

use super::calls::{self, File, Speech, To};
use super::delivery::{Delivery, Kept, Next, Outcome, Stopped, Writes};
use super::failure::Failure;
use crate::content::Content;
use crate::model::effect::Promise;
use crate::model::ids::MessageId;
use crate::model::staff::{Format, Months, StaffEffect, StaffPage, StaffPromise};
use crate::ops::reporting::{self, ReportError};
use crate::staff::World;
use crate::staff::render::{self, StaffView, Teller};
use crate::statistics::period::Period;
use crate::statistics::report::{NoReport, Report};
use crate::statistics::{chart, print, render as files};

/// A group that cannot be reached is tried again so much later, for what nobody has asked for.
const AGAIN_MS: i64 = 600_000;
/// Files of one album (core.telegram.org/bots/api#sendmediagroup).
const ALBUM: usize = 10;

/// What could be made of a period, or why nothing.
type Made = Result<Report, NoReport>;

impl Delivery {
    /// Keeps a promise to the staff.
    pub(super) async fn keep_for_staff(&self) -> Kept {
        let Some((Promise::Staff(promise), _)) = self.begin().await? else {
            return Ok(Outcome::Gone);
        };
        // The group may have moved since, or be another's by now.
        let Some(chat) = self.core.groups().staff() else {
            return Ok(Outcome::nothing());
        };
        let promise = StaffPromise { chat, ..promise };
        let kept = match promise.effect {
            StaffEffect::Show { page, at } => self.show_page(&promise, page, at).await,
            StaffEffect::Chart(months) => self.show_chart(&promise, months).await,
            StaffEffect::Files {
                months,
                format,
                sent,
            } => self.send_files(&promise, months, format, sent).await,
        };
        match kept {
            Err(Stopped::Call(failure)) => self.not_kept(&promise, failure),
            other => other,
        }
    }

    /// What nobody asked for waits until the group can be reached; who asked may ask again.
    fn not_kept(&self, promise: &StaffPromise, failure: Failure) -> Kept {
        if failure.may_pass() {
            return Err(failure.into());
        }
        if let Failure::Moved(to) = failure {
            let from = promise.chat;
            return Ok(Outcome::Moved { from, to });
        }
        tracing::error!("The staff's group is not told something: {failure}");
        let asked_by_nobody = matches!(
            promise.effect,
            StaffEffect::Show {
                page: StaffPage::Digest(_),
                ..
            }
        );
        if asked_by_nobody && failure.is_group_away() {
            return Ok(Outcome::Waits(self.now().plus_ms(AGAIN_MS)));
        }
        Ok(Outcome::nothing())
    }

    async fn show_page(
        &self,
        promise: &StaffPromise,
        page: StaffPage,
        at: Option<MessageId>,
    ) -> Kept {
        let content = self.core.library().current();
        let room = self.core.staff_room().await?;
        let world = World {
            content: &content,
            now: self.now(),
        };
        let teller = Teller {
            world,
            lang: &promise.lang,
            room: &room,
        };
        let view = match page {
            StaffPage::Report(months) | StaffPage::Digest(months) => {
                let by_itself = matches!(page, StaffPage::Digest(_));
                match self.made(&content, months).await? {
                    Some(Ok(report)) => render::report(teller, &report, months, by_itself),
                    Some(Err(why)) => render::no_report(teller, why),
                    None => render::page(teller, StaffPage::Home),
                }
            }
            other => render::page(teller, other),
        };
        let speech = Speech {
            keyboard: Some(keyboard(&view)),
            ..Speech::aloud(view.html)
        };
        if let Some(at) = at {
            match calls::rewrite(self.bot(), promise.chat, at, &speech).await {
                Err(Failure::CannotEdit) => {}
                done => return done.map(|()| Outcome::nothing()).map_err(Stopped::from),
            }
        }
        calls::say(self.bot(), place(promise), &speech).await?;
        Ok(Outcome::nothing())
    }

    /// The report of some months; `None`: they are no period.
    async fn made(&self, content: &Content, months: Months) -> Result<Option<Made>, Stopped> {
        let Ok(period) = Period::new(months.first, months.last) else {
            return Ok(None);
        };
        let today = self.now().day_in(content.hours().zone());
        match reporting::report(self.core.db(), content, period, today).await {
            Ok(report) => Ok(Some(Ok(report))),
            Err(ReportError::NoReport(why)) => Ok(Some(Err(why))),
            Err(ReportError::Store(error)) => Err(error.into()),
        }
    }

    /// The first chart, as a picture. Without figures there is none, which the page says.
    async fn show_chart(&self, promise: &StaffPromise, months: Months) -> Kept {
        let content = self.core.library().current();
        let Some(Ok(report)) = self.made(&content, months).await? else {
            return Ok(Outcome::nothing());
        };
        let printed = print::print(&report, &content, &promise.lang);
        let Some(first) = printed.charts.first().cloned() else {
            return Ok(Outcome::nothing());
        };
        let caption = render::caption(&printed, &first);
        let name = format!("{}.png", first.code);
        let drawn = apart(move || chart::png(&first)).await;
        let Some(bytes) = told(drawn) else {
            return Ok(sorry(promise, StaffPage::NoPicture(months)));
        };
        let picture = File { name, bytes };
        match calls::send_picture(self.bot(), place(promise), picture, &caption).await {
            Err(failure) if is_refused(&failure) => {
                tracing::error!("A picture for the staff was refused: {failure}");
                Ok(sorry(promise, StaffPage::NoPicture(months)))
            }
            sent => sent.map(|()| Outcome::nothing()).map_err(Stopped::from),
        }
    }

    /// An album at a time, each in a row of its own: after a crash only the one under way is sent
    /// twice.
    async fn send_files(
        &self,
        promise: &StaffPromise,
        months: Months,
        format: Format,
        sent: u16,
    ) -> Kept {
        let content = self.core.library().current();
        let report = match self.made(&content, months).await? {
            Some(Ok(report)) => report,
            // The page says when there will be figures.
            Some(Err(_)) => return Ok(sorry(promise, StaffPage::Report(months))),
            None => return Ok(Outcome::nothing()),
        };
        let lang = promise.lang.clone();
        let made = apart(move || {
            let printed = print::print(&report, &content, &lang);
            files::documents(&report, &printed, format)
        })
        .await;
        let Some(documents) = told(made) else {
            return Ok(sorry(promise, StaffPage::NoFile(months)));
        };
        let all = documents.len();
        let album: Vec<File> = documents
            .into_iter()
            .skip(usize::from(sent))
            .take(ALBUM)
            .map(|document| File {
                name: document.name,
                bytes: document.bytes,
            })
            .collect();
        let done = usize::from(sent).saturating_add(album.len());
        match calls::send_files(self.bot(), place(promise), album).await {
            Err(failure) if is_refused(&failure) => {
                tracing::error!("A file for the staff was refused: {failure}");
                return Ok(sorry(promise, StaffPage::NoFile(months)));
            }
            other => other?,
        }
        let more = (done < all).then(|| {
            Next::Staff(StaffPromise {
                effect: StaffEffect::Files {
                    months,
                    format,
                    sent: u16::try_from(done).unwrap_or(u16::MAX),
                },
                ..promise.clone()
            })
        });
        Ok(Outcome::ends(Writes {
            promises: more.into_iter().collect(),
            ..Writes::default()
        }))
    }
}

/// Drawing takes a moment that the runtime's own threads do not have.
async fn apart<T: Send + 'static, E: std::fmt::Display + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, String> {
    match tokio::task::spawn_blocking(work).await {
        Ok(made) => made.map_err(|why| why.to_string()),
        Err(broken) => Err(broken.to_string()),
    }
}

fn told<T>(made: Result<T, String>) -> Option<T> {
    made.map_err(|why| tracing::error!("A report for the staff could not be made: {why}"))
        .ok()
}

/// Whether it is this file that Telegram does not take, rather than anything in this group.
fn is_refused(failure: &Failure) -> bool {
    matches!(failure, Failure::MayNot(_) | Failure::Refused(_))
}

/// What could not be done is said in words.
fn sorry(promise: &StaffPromise, page: StaffPage) -> Outcome {
    let effect = StaffEffect::Show { page, at: None };
    Outcome::ends(Writes {
        promises: vec![Next::Staff(StaffPromise {
            effect,
            ..promise.clone()
        })],
        ..Writes::default()
    })
}

fn place(promise: &StaffPromise) -> To {
    To {
        thread: promise.thread,
        ..To::chat(promise.chat)
    }
}

fn keyboard(view: &StaffView) -> teloxide::types::InlineKeyboardMarkup {
    use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};
    InlineKeyboardMarkup::new(view.keyboard.iter().map(|row| {
        row.iter()
            .map(|key| InlineKeyboardButton::callback(key.label.clone(), key.button.encode()))
            .collect::<Vec<_>>()
    }))
}
