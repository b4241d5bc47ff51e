//! The content as readers see it, for those who write it: any page of the bot in all languages side
//! by side, with marks for what is not reviewed or must be checked again, following each change of
//! the files. It only looks: it must never change content, and knows no person and no database.

mod card;
mod pages;
mod stale;
mod view;

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use futures::Stream;
use futures::stream::unfold;
use serde::Deserialize;

use crate::content::{Content, CountryCode, Lang, Library};
use crate::model::screen::Screen;
use crate::ops::clock::Clock;

/// Where the pages are served.
pub const PATH: &str = "/editors";

/// What the pages are made of.
#[derive(Debug)]
pub struct Editor {
    /// The content, which follows its folder.
    pub library: Library,
    /// Numbers grow old and rules end by it.
    pub clock: Clock,
    /// The bot's user name, for links.
    pub bot: String,
    /// The folder the content is read from; none: the content inside the program.
    pub folder: Option<PathBuf>,
}

/// What the pages are made of, with what was worked out of it.
#[derive(Debug)]
struct Desk {
    editor: Editor,
    stale: stale::Shelf,
}

/// What is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
struct Asked {
    /// A page, as [`pages::name`] writes it.
    screen: Option<String>,
    /// In which country the reader is.
    country: Option<String>,
    /// All pages of this language on one sheet, instead of one page in all languages.
    sheet: Option<String>,
}

/// What is looked at, once it is read; what cannot be read is left out.
#[derive(Debug, Clone)]
struct Wish {
    screen: Screen,
    country: Option<CountryCode>,
    sheet: Option<Lang>,
}

impl Asked {
    fn read(self, content: &Content) -> Wish {
        let country = self.country.and_then(|code| code.parse().ok());
        let sheet = self.sheet.and_then(|tag| tag.parse().ok());
        Wish {
            screen: self
                .screen
                .and_then(|name| pages::read(&name))
                .unwrap_or(Screen::Menu),
            country: country.filter(|code| content.country(code).is_some()),
            sheet: sheet.filter(|lang| content.knows(lang)),
        }
    }
}

/// The pages, to be served under [`PATH`].
pub fn routes(editor: Editor) -> Router {
    let style = || asset("text/css; charset=utf-8", include_str!("page/editor.css"));
    let script = || {
        asset(
            "text/javascript; charset=utf-8",
            include_str!("page/editor.js"),
        )
    };
    Router::new()
        .route("/", get(page))
        .route("/editor.css", get(style))
        .route("/editor.js", get(script))
        .route("/changes", get(changes))
        .with_state(Arc::new(Desk {
            editor,
            stale: stale::Shelf::default(),
        }))
}

#[expect(clippy::unused_async, reason = "a route is a future")]
async fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind)], text).into_response()
}

async fn page(State(desk): State<Arc<Desk>>, Query(asked): Query<Asked>) -> Response {
    let editor = &desk.editor;
    let content = editor.library.current();
    let broken = editor.library.complaints().borrow().clone();
    let stale = desk.stale.of(&content, editor.folder.as_deref());
    let reading = card::Reading {
        content: &content,
        stale: &stale,
        now: editor.clock.now(),
        bot: &editor.bot,
    };
    let wish = asked.read(&content);
    match view::page(&reading, &wish, broken) {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "The editors' page could not be made");
            axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Tells the page that the files have changed, for better or worse.
async fn changes(
    State(desk): State<Arc<Desk>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let library = &desk.editor.library;
    let watched = (library.versions(), library.complaints());
    let events = unfold(watched, |(mut versions, mut complaints)| async move {
        let changed = tokio::select! {
            changed = versions.changed() => changed,
            changed = complaints.changed() => changed,
        };
        changed.ok()?;
        let event = Event::default().event("changed").data("");
        Some((Ok(event), (versions, complaints)))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}
