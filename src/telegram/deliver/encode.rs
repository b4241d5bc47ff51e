//! Pages for people → calls of the Bot API. They are put into words here, at the last moment.

use std::sync::Mutex;

use teloxide::Bot;
use teloxide::payloads::{EditMessageTextSetters, SendDocumentSetters, SendMessageSetters};
use teloxide::requests::{Request, Requester};
use teloxide::types::{
    FileId, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message,
    ParseMode,
};
use teloxide::{ApiError, RequestError};

use super::failure::{Failure, classify};
use crate::content::Content;
use crate::conversation::page::{Action, Key, Page};
use crate::conversation::render::{self, Reader};
use crate::model::effect::PersonPromise;
use crate::model::ids::{ChatId, MessageId};
use crate::model::moment::Moment;
use crate::model::screen::Screen;
use crate::model::visitor::Visitor;
use crate::telegram::packs::Packs;

/// What a promise to a person is put into words with.
pub struct Say<'a> {
    /// The content of this moment.
    pub content: &'a Content,
    /// To whom, and in whose language.
    pub promise: &'a PersonPromise,
    /// The time.
    pub now: Moment,
}

/// Speaks to Telegram.
pub struct Speaker {
    bot: Bot,
    bot_name: String,
    packs: Packs,
    /// Telegram's ids of leaflets sent before, by language and version, so that a leaflet is
    /// uploaded once.
    leaflets: Mutex<Vec<(String, String)>>,
}

impl Speaker {
    /// A speaker for the bot of this user name.
    #[must_use]
    pub fn new(bot: Bot, bot_name: String, packs: Packs) -> Self {
        Self {
            bot,
            bot_name,
            packs,
            leaflets: Mutex::new(Vec::new()),
        }
    }

    /// The client below.
    pub fn bot(&self) -> &Bot {
        &self.bot
    }

    /// Whether this person is given a link to stickers.
    pub fn links_stickers(&self, content: &Content, viewer: &Visitor) -> bool {
        let lang = viewer.lang.as_ref();
        let lang = lang.filter(|lang| content.knows(lang));
        let lang = lang.unwrap_or_else(|| content.default_language());
        self.packs.has(content, lang, &self.bot_name)
    }

    fn reader<'a>(&'a self, say: &Say<'a>) -> Reader<'a> {
        let links = self.links_stickers(say.content, &say.promise.viewer);
        Reader {
            content: say.content,
            viewer: &say.promise.viewer,
            now: say.now,
            bot: if links { &self.bot_name } else { "" },
        }
    }

    /// Shows a page: in the message `at`, or as a new one, whose id is returned.
    ///
    /// # Errors
    /// What Telegram said.
    pub async fn show(
        &self,
        say: &Say<'_>,
        screen: &Screen,
        back: Option<&Screen>,
        at: Option<MessageId>,
    ) -> Result<Option<MessageId>, Failure> {
        let (chat, reader) = (say.promise.chat, self.reader(say));
        let page = render::page(&reader, screen, back);
        // What a consultant sent is reported to them as refused; nobody waits for it here.
        let is_asked_for = say.promise.report.is_none();
        match self.put(chat, &page, at).await {
            // Content is proved to fit, so this should never be; but never silence.
            Err(Failure::Refused(why)) if *screen != Screen::Broken && is_asked_for => {
                tracing::error!(
                    "Telegram refused a page ({why}); the person is told that something broke"
                );
                metrics::counter!("pages_refused").increment(1);
                let page = render::page(&reader, &Screen::Broken, None);
                self.put(chat, &page, None).await
            }
            shown => shown,
        }
    }

    async fn put(
        &self,
        chat: ChatId,
        page: &Page,
        at: Option<MessageId>,
    ) -> Result<Option<MessageId>, Failure> {
        if let Some(message) = at {
            match edit_page(&self.bot, chat, message, page)
                .await
                .map_err(|error| classify(&error))
            {
                Ok(_) | Err(Failure::AlreadySo | Failure::Happened { .. }) => return Ok(None),
                Err(Failure::CannotEdit) => {}
                Err(other) => return Err(other),
            }
        }
        sent(send_page(&self.bot, chat, page).await)
    }

    /// Sends the leaflet, for the phone or for printing; returns the new message.
    ///
    /// # Errors
    /// What Telegram said.
    pub async fn leaflet(
        &self,
        say: &Say<'_>,
        for_print: bool,
    ) -> Result<Option<MessageId>, Failure> {
        let (chat, reader) = (say.promise.chat, self.reader(say));
        let second = reader.viewer.second.as_ref();
        let own = reader.content.leaflet_in(reader.lang(), second).words;
        let printed = reader.content.leaflet_for_print(reader.lang());
        // The form for printing may have left the content since it was asked for.
        let (page, leaflet) = match printed.filter(|_| for_print) {
            Some(leaflet) => (render::leaflet_for_print(&reader), leaflet),
            None => (render::leaflet(&reader), own),
        };
        let known = self.known_leaflet(&leaflet.version);
        let file = match &known {
            Some(id) => InputFile::file_id(FileId(id.clone())),
            None => InputFile::memory(leaflet.bytes.clone()).file_name(page.file_name.clone()),
        };
        let answer = self
            .bot
            .send_document(teloxide::types::ChatId(chat.0), file)
            .caption(page.caption.clone())
            .parse_mode(ParseMode::Html)
            .reply_markup(keyboard(&page.keyboard))
            .send()
            .await;
        if let Ok(message) = &answer
            && let Some(document) = message.document()
        {
            self.learn_leaflet(&leaflet.version, document.file.id.0.clone());
        }
        match sent(answer) {
            // The next try uploads it again.
            Err(Failure::FileGone) if known.is_some() => {
                self.unlearn_leaflet(&leaflet.version);
                Err(Failure::Perhaps)
            }
            other => other,
        }
    }

    fn known_leaflet(&self, version: &str) -> Option<String> {
        let known = self
            .leaflets
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        known
            .iter()
            .find(|(of, _)| of == version)
            .map(|(_, id)| id.clone())
    }

    fn learn_leaflet(&self, version: &str, id: String) {
        let mut known = self
            .leaflets
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        known.retain(|(of, _)| of != version);
        known.push((version.to_owned(), id));
    }

    fn unlearn_leaflet(&self, version: &str) {
        let mut known = self
            .leaflets
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        known.retain(|(of, _)| of != version);
    }
}

fn sent(answer: Result<Message, RequestError>) -> Result<Option<MessageId>, Failure> {
    match answer {
        Ok(message) => Ok(Some(MessageId(message.id.0.into()))),
        Err(error) => match classify(&error) {
            Failure::Happened { message } => Ok(message.map(MessageId)),
            Failure::AlreadySo => Ok(None),
            other => Err(other),
        },
    }
}

fn message_id(id: MessageId) -> Option<teloxide::types::MessageId> {
    i32::try_from(id.0).ok().map(teloxide::types::MessageId)
}

/// Sends a page as a new message.
///
/// # Errors
/// As teloxide tells them; read them with [`classify`].
pub async fn send_page(bot: &Bot, chat: ChatId, page: &Page) -> Result<Message, RequestError> {
    bot.send_message(teloxide::types::ChatId(chat.0), page.html.clone())
        .parse_mode(ParseMode::Html)
        .link_preview_options(no_preview())
        .reply_markup(keyboard(&page.keyboard))
        .send()
        .await
}

/// Turns a message into a page.
///
/// # Errors
/// As teloxide tells them; read them with [`classify`].
pub(super) async fn edit_page(
    bot: &Bot,
    chat: ChatId,
    message: MessageId,
    page: &Page,
) -> Result<Message, RequestError> {
    let Some(message) = message_id(message) else {
        return Err(RequestError::Api(ApiError::MessageToEditNotFound));
    };
    bot.edit_message_text(teloxide::types::ChatId(chat.0), message, page.html.clone())
        .parse_mode(ParseMode::Html)
        .link_preview_options(no_preview())
        .reply_markup(keyboard(&page.keyboard))
        .send()
        .await
}

/// A preview would fetch the page of a help line and show its picture.
pub(super) fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

fn keyboard(rows: &[Vec<Key>]) -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new(
        rows.iter()
            .map(|row| row.iter().map(button).collect::<Vec<_>>()),
    )
}

fn button(key: &Key) -> InlineKeyboardButton {
    match &key.action {
        Action::Press(press) => InlineKeyboardButton::callback(key.label.clone(), press.encode()),
        Action::Address(address) => match address.parse() {
            Ok(url) => InlineKeyboardButton::url(key.label.clone(), url),
            // Content is checked, so this is a person's only way on rather than an expected case.
            Err(_) => InlineKeyboardButton::callback(
                key.label.clone(),
                crate::model::button::Button::Home.encode(),
            ),
        },
    }
}
