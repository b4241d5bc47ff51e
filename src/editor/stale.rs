//! Translations whose source has changed since, by the page they stand on. Worked out once a version
//! of the content, since it takes a look at all files.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::content::{Content, Files, Lang, Progress, progress};
use crate::model::screen::Screen;

/// What is stale in a version of the content.
#[derive(Debug, Clone, Default)]
pub struct Stale(Vec<Progress>);

/// The latest that was worked out.
#[derive(Debug, Default)]
pub(super) struct Shelf(Mutex<Option<(String, Arc<Stale>)>>);

impl Shelf {
    /// Of this content; nothing where its files cannot be read.
    pub(super) fn of(&self, content: &Content, folder: Option<&Path>) -> Arc<Stale> {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((version, stale)) = shelf.as_ref()
            && version == content.version()
        {
            return Arc::clone(stale);
        }
        let files = folder.map_or_else(|| Ok(Files::embedded()), Files::read);
        let languages = content.languages().iter();
        let languages: Vec<Lang> = languages.map(|language| language.tag.clone()).collect();
        let stale = Arc::new(Stale(
            files.map_or_else(|_| Vec::new(), |files| progress(&files, &languages)),
        ));
        *shelf = Some((content.version().to_owned(), Arc::clone(&stale)));
        stale
    }
}

impl Stale {
    /// Names of stale texts of a language, as `content status` writes them.
    pub(super) fn names(&self, lang: &Lang) -> &[String] {
        let of = self.0.iter().find(|progress| progress.lang == *lang);
        of.map_or(&[], |progress| progress.stale.as_slice())
    }

    /// Whether a text of a page is stale, as far as its name tells on which page it stands.
    pub(super) fn has(&self, content: &Content, lang: &Lang, screen: &Screen) -> bool {
        let place = match screen {
            Screen::Answer(id) => content
                .answer(id)
                .map(|answer| format!("{}.yaml answers.{id}.", answer.branch)),
            Screen::Template(id) => Some(format!("desk.yaml templates.{id}.")),
            _ => None,
        };
        let heads = match screen {
            Screen::Branch(id) => [format!("{id}.yaml title"), format!("{id}.yaml intro")],
            _ => [String::new(), String::new()],
        };
        self.names(lang).iter().any(|name| {
            place.as_ref().is_some_and(|place| name.starts_with(place)) || heads.contains(name)
        })
    }
}
