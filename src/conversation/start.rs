//! First contact: the language, the greeting, leaflet and stickers for everybody, once.

use super::{Draft, check};
use crate::content::Lang;
use crate::content::{Content, Guess};
use crate::model::button::Button;
use crate::model::effect::Effect;
use crate::model::event::{Payload, Person};
use crate::model::fact::Fact;
use crate::model::ids::MessageId;
use crate::model::screen::Screen;

/// Campaigns that `bot.yaml` does not name are counted together: codes that somebody made up, or
/// made for one person, never become figures.
const OTHER_CAMPAIGN: &str = "other";

/// The language that fits the client best; for words that cannot wait for a choice.
pub(super) fn best_guess(person: &Person, content: &Content) -> Option<Lang> {
    match content.guess(person.client_language.as_deref()) {
        Guess::Known(lang) => Some(lang),
        Guess::Offer(langs) => langs.into_iter().next(),
    }
}

impl Draft<'_> {
    pub(super) fn started(&mut self, payload: Option<&Payload>) {
        let answer = match payload {
            Some(Payload::Answer(code)) => {
                Some(code.clone()).filter(|id| check::landing(self.world.content, id).is_some())
            }
            Some(Payload::Campaign(_)) | None => None,
        };
        self.visitor.complains = false;
        if self.visitor.greeted {
            return match answer.and_then(|code| check::landing(self.world.content, &code)) {
                Some(screen) => self.open(screen, None, None),
                None => self.show(Screen::Menu, None),
            };
        }
        if !self.was_known {
            self.visitor.source = self.campaign(payload);
            self.count(Fact::Started(self.visitor.source.clone()));
        }
        if answer.is_some() {
            self.visitor.waiting_for = answer;
        }
        if self.visitor.lang.is_none()
            && let Guess::Known(lang) = self
                .world
                .content
                .guess(self.person.client_language.as_deref())
        {
            self.visitor.lang = Some(lang);
        }
        if self.visitor.lang.is_some() {
            self.greet();
        } else {
            self.show(Screen::Languages, None);
        }
    }

    fn campaign(&self, payload: Option<&Payload>) -> Option<String> {
        let Some(Payload::Campaign(name)) = payload else {
            return None;
        };
        let named = self
            .world
            .content
            .campaigns()
            .iter()
            .any(|known| known == name);
        Some(if named {
            name.clone()
        } else {
            OTHER_CAMPAIGN.to_owned()
        })
    }

    /// Greeting, leaflet with the sticker link, then the menu or what a poster led to. Leaflet and
    /// stickers count as given once Telegram has taken them.
    fn greet(&mut self) {
        self.visitor.greeted = true;
        self.show(Screen::Welcome, None);
        self.effects.push((
            Effect::Leaflet,
            vec![Fact::LeafletSent, Fact::StickerLinkSent],
        ));
        match self
            .visitor
            .waiting_for
            .take()
            .and_then(|code| check::landing(self.world.content, &code))
        {
            Some(screen) => self.open(screen, None, None),
            None => self.show(Screen::Menu, None),
        }
    }

    pub(super) fn language_chosen(&mut self, lang: &Lang, at: Option<MessageId>) {
        if !self.world.content.knows(lang) {
            return self.show(Screen::Languages, at);
        }
        self.visitor.lang = Some(lang.clone());
        if self.visitor.greeted {
            self.show(Screen::Menu, at);
        } else {
            self.greet();
        }
    }

    /// Whether a press can be served now: with a language, or where none is needed.
    pub(super) fn may_act(&mut self, button: &Button) -> bool {
        if self.visitor.lang.is_some() {
            return true;
        }
        if matches!(
            button,
            Button::Language(_) | Button::Danger { .. } | Button::Hide | Button::Forget
        ) {
            return true;
        }
        // The state is gone (silence, forgotten) but the old keyboard still stands in the chat.
        if let Guess::Known(lang) = self
            .world
            .content
            .guess(self.person.client_language.as_deref())
        {
            self.visitor.lang = Some(lang);
            return true;
        }
        false
    }

    /// A press we cannot serve before the language is known; an answer waits for it.
    pub(super) fn ask_language(&mut self, button: &Button, at: Option<MessageId>) {
        if let Button::Open {
            screen: Screen::Answer(answer),
            ..
        }
        | Button::Back(Screen::Answer(answer)) = button
        {
            self.visitor.waiting_for = Some(answer.clone());
        }
        self.show(Screen::Languages, at);
    }
}
