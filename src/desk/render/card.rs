//! The card of a case: what a consultant needs to know at a glance, and the buttons of the moment.
//! It shows what the person told of themselves as choices; no word of theirs and no name.

use super::{DeskKey, DeskPage, LONGEST_NAME, Voice, clip, menus, paragraphs, sign};
use crate::content::{AnswerId, Content, DeskId, Lang, Placeholder, Text, Value, markup};
use crate::model::case::{Case, Ended, Holder, Rating, Stage};
use crate::model::desk::{DeskButton, Member, on_duty};
use crate::model::moment::Moment;
use crate::model::visitor::{AgeBand, Visitor};

/// What a card is put into words from.
#[derive(Clone, Copy)]
pub struct CardLook<'a> {
    /// The content of this moment.
    pub content: &'a Content,
    /// The language of the desk.
    pub lang: &'a Lang,
    /// The time.
    pub now: Moment,
    /// The case.
    pub case: &'a Case,
    /// What the person chose; `None`: they were forgotten.
    pub visitor: Option<&'a Visitor>,
    /// Members of the desk.
    pub members: &'a [Member],
    /// Desks that have a group: where the case may move.
    pub desks: &'a [DeskId],
    /// The group has no topics: plain messages cannot be told apart, so replies alone are passed on.
    pub plain: bool,
}

impl<'a> CardLook<'a> {
    pub(super) fn voice(&self) -> Voice<'a> {
        Voice {
            content: self.content,
            lang: self.lang,
        }
    }

    /// Anybody may take it from who has it.
    fn is_left(&self) -> bool {
        self.case.is_left(|key| on_duty(self.members, key))
    }

    /// The name of the language in which the person receives things.
    pub(super) fn language(&self) -> &'a str {
        self.content
            .language_name(self.lang, self.persons_lang().as_str())
    }

    /// The name of the language in which an answer reaches the person: theirs, if it has it.
    pub(super) fn language_of(&self, answer: &AnswerId) -> &'a str {
        let second = self.visitor.and_then(|visitor| visitor.second.as_ref());
        let told = self.content.answer_in(self.persons_lang(), second, answer);
        let lang = told.map_or_else(|| self.persons_lang(), |told| told.lang);
        self.content.language_name(self.lang, lang.as_str())
    }

    fn persons_lang(&self) -> &'a Lang {
        let lang = self.visitor.and_then(|visitor| visitor.lang.as_ref());
        let lang = lang.filter(|lang| self.content.knows(lang));
        lang.unwrap_or_else(|| self.content.default_language())
    }
}

/// The card, with the menu that stands on it.
#[must_use]
pub fn card(look: &CardLook<'_>) -> DeskPage {
    let mut page = menus::menu(look).unwrap_or_else(|| {
        let parts = [Some(summary(look)), read(look), how(look)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        DeskPage {
            html: paragraphs(&parts),
            keyboard: keys(look),
        }
    });
    if look.is_left() {
        // Also above a menu that its holder has left open.
        let take = look.voice().key(Text::DeskTakeButton, DeskButton::Take);
        page.keyboard.insert(0, vec![take]);
    }
    page
}

/// Which case, and how it stands.
pub(super) fn head(look: &CardLook<'_>) -> String {
    let voice = look.voice();
    let title = if look.case.is_complaint() {
        Text::DeskCardComplaint
    } else {
        Text::DeskCardTitle
    };
    let code = (Placeholder::Code, Value::Text(look.case.code.to_string()));
    let state = markup::escape(&voice.state(look.case));
    format!(
        "{}\n{} {state}",
        voice.html_with(title, &[code]),
        sign(look.case)
    )
}

/// The facts of the case, a line each.
pub(super) fn summary(look: &CardLook<'_>) -> String {
    let voice = look.voice();
    let mut lines = vec![head(look)];
    if let Some(visitor) = look.visitor {
        lines.push(person(look, visitor));
        if visitor.age == Some(AgeBand::Under18) {
            lines.push(voice.html(Text::DeskCardUnder18));
        }
    }
    lines.extend(subject(look));
    if !look.case.reachable {
        lines.push(voice.html(Text::DeskCardUnreachable));
    }
    if look.case.is_open() && look.visitor.is_some_and(|visitor| visitor.discreet) {
        lines.push(voice.html(Text::DeskCardDiscreet));
    }
    if let Some(since) = look.case.waiting_since.filter(|_| look.case.is_open()) {
        let since = Value::Text(voice.since(since, look.now));
        lines.push(voice.html_with(Text::DeskCardSince, &[(Placeholder::Time, since)]));
    }
    lines.extend(held(look));
    if let Some(rating) = look.case.rating {
        let told = voice.plain(match rating {
            Rating::Good => Text::RateGoodButton,
            Rating::Fair => Text::RateFairButton,
            Rating::Bad => Text::RateBadButton,
        });
        lines.push(voice.html_with(
            Text::DeskCardRated,
            &[(Placeholder::Choice, Value::Text(told))],
        ));
    }
    lines.join("\n")
}

fn person(look: &CardLook<'_>, visitor: &Visitor) -> String {
    let country = match &visitor.country {
        Some(code) => look.content.country_name(look.lang, code).to_owned(),
        None => look.voice().plain(Text::DeskNoCountry),
    };
    look.voice().html_with(
        Text::DeskCardPerson,
        &[
            (
                Placeholder::Language,
                Value::Text(look.language().to_owned()),
            ),
            (Placeholder::Country, Value::Text(country)),
        ],
    )
}

/// What it is about: as the person said, and once it is closed, as the consultant found.
fn subject(look: &CardLook<'_>) -> Option<String> {
    let name = |id| look.content.subject_name(look.lang, id);
    let found = &look.case.closing.subjects;
    let told = if look.case.is_open() || found.is_empty() {
        name(look.case.subject.as_ref()?).to_owned()
    } else {
        found.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let choice = (Placeholder::Choice, Value::Text(told));
    Some(look.voice().html_with(Text::DeskCardSubject, &[choice]))
}

/// Who has it, or who had it last and who ended it.
fn held(look: &CardLook<'_>) -> Vec<String> {
    let voice = look.voice();
    let by = |holder: &Holder| {
        let name = voice.holder(holder, look.members);
        let alias = (Placeholder::Alias, Value::Text(name));
        voice.html_with(Text::DeskCardHolder, &[alias])
    };
    match &look.case.stage {
        Stage::Waiting => Vec::new(),
        Stage::Taken(holder) if look.is_left() => {
            vec![by(holder), voice.html(Text::DeskCardLeft)]
        }
        Stage::Taken(holder) => vec![by(holder)],
        Stage::Closed {
            by: ended, holder, ..
        } => {
            let ended = voice.plain(match ended {
                Ended::Consultant => Text::DeskByConsultant,
                Ended::Person => Text::DeskByPerson,
                Ended::Silence => Text::DeskBySilence,
            });
            let ended = (Placeholder::Choice, Value::Text(ended));
            let mut lines: Vec<String> = holder.iter().map(by).collect();
            lines.push(voice.html_with(Text::DeskCardClosed, &[ended]));
            lines
        }
    }
}

/// What the person knows already.
fn read(look: &CardLook<'_>) -> Option<String> {
    let title = |id: &AnswerId| {
        let text = look.content.answer_text(look.lang, id)?;
        Some(format!("• {}", markup::escape(&text.title)))
    };
    let mut titles = look.case.read.iter().filter_map(title).peekable();
    titles.peek()?;
    let titles: Vec<String> = titles.collect();
    let before = look.voice().html(Text::DeskCardRead);
    Some(format!("{before}\n{}", titles.join("\n")))
}

/// How one answers here.
fn how(look: &CardLook<'_>) -> Option<String> {
    let replies_only = look.plain || look.content.desk().reply_only;
    let how = if replies_only {
        Text::DeskCardHowReplyOnly
    } else {
        Text::DeskCardHow
    };
    look.case.is_open().then(|| look.voice().html(how))
}

fn keys(look: &CardLook<'_>) -> Vec<Vec<DeskKey>> {
    let voice = look.voice();
    let urgent = if look.case.urgent {
        voice.key(Text::DeskCalmButton, DeskButton::Urgent(false))
    } else {
        voice.key(Text::DeskUrgentButton, DeskButton::Urgent(true))
    };
    let hand_over = voice.key(Text::DeskHandOverButton, DeskButton::HandOver);
    match &look.case.stage {
        Stage::Waiting => vec![
            vec![voice.key(Text::DeskTakeButton, DeskButton::Take)],
            vec![hand_over, urgent],
        ],
        Stage::Taken(_) => vec![
            vec![
                voice.key(Text::DeskTemplatesButton, DeskButton::Templates),
                voice.key(Text::DeskFaqButton, DeskButton::Branches),
            ],
            vec![
                voice.key(Text::DeskLeafletButton, DeskButton::Leaflet),
                voice.key(Text::DeskLinesButton, DeskButton::Lines),
            ],
            vec![urgent, hand_over],
            vec![voice.key(Text::DeskReleaseButton, DeskButton::Release)],
            vec![voice.key(Text::DeskCloseButton, DeskButton::Close)],
        ],
        Stage::Closed { .. } => {
            let rules = look.content.desk();
            let mut rows = Vec::new();
            if look.case.may_correct(rules, look.now) {
                rows.push(vec![
                    voice.key(Text::DeskCorrectButton, DeskButton::Correct),
                ]);
            }
            if look.case.may_reopen(rules, look.now) {
                rows.push(vec![voice.key(Text::DeskReopenButton, DeskButton::Reopen)]);
            }
            rows
        }
    }
}

/// The name of a case's topic: sign of its state, code, language, country, subject.
#[must_use]
pub fn topic_name(
    content: &Content,
    lang: &Lang,
    case: &Case,
    visitor: Option<&Visitor>,
) -> String {
    let mut parts = vec![format!("{} {}", sign(case), case.code)];
    if let Some(visitor) = visitor {
        parts.extend(visitor.lang.as_ref().map(ToString::to_string));
        let country = visitor.country.as_ref();
        parts.extend(country.map(|code| content.country_name(lang, code).to_owned()));
    }
    let subject = case.closing.subjects.first().filter(|_| !case.is_open());
    let subject = subject.or(case.subject.as_ref());
    parts.extend(subject.map(|id| content.subject_name(lang, id).to_owned()));
    clip(&parts.join(" · "), LONGEST_NAME)
}
