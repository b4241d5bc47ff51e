//! Pages put into words, pure: content, page and viewer → Telegram HTML and buttons. Every text
//! comes from the content; here it is only chosen and put together.

mod case;
mod checks;
mod countries;
mod data;
mod faq;
mod foreign;
mod leaflet;
mod lines;
mod safety;
mod said;
#[cfg(test)]
mod tests;

pub use super::page::{Action, Key, LeafletPage, Page};
pub use leaflet::{leaflet, leaflet_for_print};
pub use safety::emergency_numbers;

use jiff::civil::Date;

use super::route::parent;
use crate::content::{Content, CountryCode, Filling, Lang, Language, Value, dialled, markup};
use crate::content::{Placeholder, Text};
use crate::model::button::{Button, Told};
use crate::model::moment::Moment;
use crate::model::screen::{Purpose, Question, Screen};
use crate::model::visitor::{AgeBand, Citizenship, Gender, Place, Visitor};

/// For whom, when and from what a page is put into words.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The content of this moment.
    pub content: &'a Content,
    /// Whose language, country and choices.
    pub viewer: &'a Visitor,
    /// The time: numbers grow old, rules end.
    pub now: Moment,
    /// The bot's user name, for links; empty where no link to stickers is given.
    pub bot: &'a str,
}

impl<'a> Reader<'a> {
    /// The language pages are put into: the viewer's, if the content still has it.
    #[must_use]
    pub fn lang(&self) -> &'a Lang {
        self.viewer
            .lang
            .as_ref()
            .filter(|lang| self.content.knows(lang))
            .unwrap_or_else(|| self.content.default_language())
    }

    fn today(&self) -> Date {
        self.now.day_in(self.content.hours().zone())
    }

    fn html(&self, text: Text) -> String {
        self.html_with(text, &[])
    }

    fn html_with(&self, text: Text, values: &[(Placeholder, Value)]) -> String {
        let filling = self.filling(values);
        self.content.text(self.lang(), text).html(&filling)
    }

    fn plain(&self, text: Text) -> String {
        self.plain_with(text, &[])
    }

    fn plain_with(&self, text: Text, values: &[(Placeholder, Value)]) -> String {
        let filling = self.filling(values);
        self.content.text(self.lang(), text).plain(&filling)
    }

    fn filling(&self, values: &[(Placeholder, Value)]) -> Filling {
        values
            .iter()
            .fold(Filling::new(self.lang()), |filling, (hole, value)| {
                filling.with(*hole, value.clone())
            })
    }

    /// Words of an answer in which no number stands that nobody has checked for long: as in the list
    /// of lines. `country`: theirs are meant, where they have such a number.
    fn prose(&self, html: &str, country: Option<&CountryCode>) -> String {
        dialled::replaced(html, |number| {
            let line = self.content.outdated(number, country, self.today())?;
            let told = self.html(Text::LineStale);
            let page = line.web.as_ref().filter(|web| markup::is_link(web));
            Some(match page {
                Some(page) => format!("(<a href=\"{}\">{told}</a>)", markup::escape(page)),
                None => format!("({told})"),
            })
        })
    }

    fn country_name(&self) -> Option<&'a str> {
        self.viewer
            .country
            .as_ref()
            .map(|code| self.content.country_name(self.lang(), code))
    }

    /// A date in words, such as "4 березня 2027 року".
    fn date(&self, date: Date) -> String {
        self.content.date(self.lang(), date)
    }

    /// Whether consultants work now.
    fn is_open(&self) -> bool {
        self.content.hours().is_open(self.now.timestamp())
    }

    fn key(&self, text: Text, button: Button) -> Key {
        Key::press(self.plain(text), button)
    }

    /// A button to another page; its Back leads here unless that is where it would lead anyway.
    fn link(&self, label: String, from: &Screen, to: Screen) -> Key {
        let from = way_back(from);
        let back = (parent(self.content, &to) != from).then_some(from);
        Key::press(label, Button::Open { screen: to, back })
    }

    fn danger_key(&self, from: &Screen) -> Key {
        let back = Some(way_back(from)).filter(|screen| *screen != Screen::Menu);
        self.key(
            Text::DangerButton,
            Button::Danger {
                lang: self.lang().clone(),
                country: self.viewer.country.clone(),
                back,
            },
        )
    }

    fn back_key(&self, screen: &Screen, back: Option<&Screen>) -> Key {
        let to = back.map_or_else(|| parent(self.content, screen), way_back);
        self.key(Text::BackButton, Button::Back(to))
    }

    /// The two rows under every page: Back and Start, danger and hiding.
    fn footer(&self, screen: &Screen, back: Option<&Screen>) -> Vec<Vec<Key>> {
        let mut rows = Vec::new();
        match screen {
            Screen::Menu | Screen::Welcome => {}
            Screen::Languages if !self.viewer.greeted => {}
            Screen::Template(_) => {}
            Screen::Said(told) if said::stands_alone(told) => {}
            Screen::Unknown
            | Screen::Found(_)
            | Screen::Attachment
            | Screen::SlowDown
            | Screen::Broken
            | Screen::Said(_) => {
                rows.push(vec![self.key(Text::MenuButton, Button::Home)]);
            }
            _ => rows.push(vec![
                self.back_key(screen, back),
                self.key(Text::MenuButton, Button::Home),
            ]),
        }
        let hide = self.key(Text::HideButton, Button::Hide);
        rows.push(match screen {
            Screen::Danger { .. } => vec![hide],
            _ => vec![self.danger_key(screen), hide],
        });
        rows
    }
}

/// Where somebody comes back to from a page: by a name whose page is looked up anew, as the
/// conversation stands then. What was only told is nowhere to come back to.
fn way_back(screen: &Screen) -> Screen {
    match screen {
        Screen::Said(_) | Screen::Template(_) => Screen::Menu,
        Screen::Case { .. } | Screen::NoDesk | Screen::Blocked => Screen::Consult,
        Screen::Complaint { .. } => Screen::Complaint { inbox: false },
        // Nobody finds the answers again by coming back: they are kept nowhere.
        Screen::Check { id, .. } => checks::beginning(id),
        other => other.clone(),
    }
}

/// Puts a page into words.
#[must_use]
pub fn page(reader: &Reader<'_>, screen: &Screen, back: Option<&Screen>) -> Page {
    let (html, mut keyboard) = body(reader, screen, back);
    match screen {
        Screen::Hidden => keyboard.push(vec![reader.key(Text::MenuButton, Button::Home)]),
        Screen::Forgotten => {}
        _ => keyboard.extend(reader.footer(screen, back)),
    }
    Page { html, keyboard }
}

type Body = (String, Vec<Vec<Key>>);

/// Buttons in two columns.
fn pairs(keys: impl Iterator<Item = Key>) -> Vec<Vec<Key>> {
    let keys: Vec<Key> = keys.collect();
    keys.chunks(2).map(<[Key]>::to_vec).collect()
}

fn body(reader: &Reader<'_>, screen: &Screen, back: Option<&Screen>) -> Body {
    match screen {
        Screen::Languages => languages(reader),
        Screen::Welcome => welcome(reader),
        Screen::Menu => menu(reader),
        Screen::Branch(branch) => faq::branch(reader, branch, back),
        Screen::Answer(answer) => faq::answer(reader, answer, back),
        Screen::Checks => checks::choice(reader),
        Screen::Check { id, replies } => checks::check(reader, id, replies),
        Screen::Helped { helped, .. } => faq::helped(reader, screen, *helped),
        Screen::Consult => case::consult(reader, back),
        Screen::NoDesk => case::no_desk(reader),
        Screen::Blocked => case::blocked(reader),
        Screen::Case { place } => case::case(reader, *place),
        Screen::EndCase => case::end_case(reader),
        Screen::Discreet => case::discreet(reader),
        Screen::Complaint { inbox } => case::complaint(reader, *inbox),
        Screen::Said(told) => said::said(reader, told),
        Screen::Template(template) => case::template(reader, template),
        Screen::Lines(number) => lines::lines(reader, *number, back),
        Screen::Countries { purpose, letter } => countries::countries(reader, purpose, *letter),
        Screen::Leaflet => leaflet::choice(reader),
        Screen::LeafletText(part) => leaflet::text(reader, *part),
        Screen::Feedback => data::feedback(reader),
        Screen::FeedbackThanks => (reader.html(Text::FeedbackThanks), Vec::new()),
        Screen::Data => data::data(reader),
        Screen::Privacy => data::privacy(reader),
        Screen::ForgetConfirm => (
            reader.html(Text::ForgetConfirm),
            vec![vec![reader.key(Text::ForgetYesButton, Button::Forget)]],
        ),
        Screen::Forgotten => (reader.html(Text::ForgetDone), Vec::new()),
        Screen::Question(question) => question_page(reader, *question),
        Screen::QuestionThanks => (reader.html(Text::QuestionThanks), Vec::new()),
        Screen::Danger { heard } => safety::danger(reader, screen, *heard, back),
        Screen::Hidden => (reader.html(Text::HiddenText), Vec::new()),
        Screen::Found(marks) => faq::found(reader, screen, marks),
        Screen::Unknown => unknown(reader),
        Screen::Attachment => (
            reader.html(Text::AttachmentText),
            vec![help_row(reader, screen)],
        ),
        Screen::SlowDown => (reader.html(Text::SlowDown), Vec::new()),
        Screen::Broken => (
            reader.html(Text::BrokenText),
            vec![help_row(reader, screen)],
        ),
    }
}

/// Each language says "choose" in its own words: nobody is guessed at aloud. For somebody who has
/// not chosen yet, the one that fits their client best comes first.
fn languages(reader: &Reader<'_>) -> Body {
    let mut languages: Vec<&Language> = reader.content.languages().iter().collect();
    if !reader.viewer.greeted {
        languages.sort_by_key(|language| reader.viewer.lang.as_ref() != Some(&language.tag));
    }
    let texts: Vec<String> = languages
        .iter()
        .map(|language| {
            reader
                .content
                .text(&language.tag, Text::LanguagesText)
                .html(&Filling::new(&language.tag))
        })
        .collect();
    let keys = languages
        .iter()
        .map(|language| {
            vec![Key::press(
                language.name.clone(),
                Button::Language(language.tag.clone()),
            )]
        })
        .collect();
    (texts.join("\n\n"), keys)
}

fn welcome(reader: &Reader<'_>) -> Body {
    let mut html = reader.html_with(
        Text::WelcomeText,
        &[
            (
                Placeholder::Operator,
                Value::Text(reader.content.operator().name.clone()),
            ),
            (
                Placeholder::Emergency,
                Value::Text(emergency_numbers(reader)),
            ),
            data::silence(reader),
            data::kept(reader),
        ],
    );
    if reader.content.starter() {
        html = format!("{html}\n\n{}", reader.html(Text::StarterNote));
    }
    let languages = Button::Open {
        screen: Screen::Languages,
        back: None,
    };
    (
        html,
        vec![vec![reader.key(Text::LanguageButton, languages)]],
    )
}

fn menu(reader: &Reader<'_>) -> Body {
    let from = &Screen::Menu;
    let open = |text: Text, screen: Screen| reader.link(reader.plain(text), from, screen);
    let mut rows = faq::branches(reader);
    rows.extend(checks::menu_row(reader));
    rows.push(vec![open(consult_label(reader), Screen::Consult)]);
    rows.push(vec![
        open(Text::LinesButton, Screen::Lines(0)),
        open(Text::LeafletButton, Screen::Leaflet),
    ]);
    rows.push(vec![
        open(Text::FeedbackButton, Screen::Feedback),
        open(Text::DataButton, Screen::Data),
    ]);
    let country = Screen::Countries {
        purpose: Purpose::Data,
        letter: None,
    };
    rows.push(vec![
        open(Text::LanguageButton, Screen::Languages),
        open(Text::CountryButton, country),
    ]);
    (reader.html(Text::MenuText), rows)
}

/// What leads to a person: the conversation that is there, or a new one.
fn consult_label(reader: &Reader<'_>) -> Text {
    if reader.viewer.case.is_some() {
        Text::CaseButton
    } else {
        Text::ConsultButton
    }
}

/// People who can help, where a machine cannot.
fn help_row(reader: &Reader<'_>, from: &Screen) -> Vec<Key> {
    let consult = reader.plain(consult_label(reader));
    vec![
        reader.link(consult, from, Screen::Consult),
        reader.link(reader.plain(Text::LinesButton), from, Screen::Lines(0)),
    ]
}

fn unknown(reader: &Reader<'_>) -> Body {
    let mut rows = faq::branches(reader);
    rows.push(help_row(reader, &Screen::Menu));
    (reader.html(Text::UnknownText), rows)
}

fn question_page(reader: &Reader<'_>, question: Question) -> Body {
    let told = |text: Text, told: Told| vec![reader.key(text, Button::Told(told))];
    let (text, mut rows) = match question {
        Question::Gender => (
            Text::QuestionGender,
            vec![
                told(Text::GenderWoman, Told::Gender(Some(Gender::Woman))),
                told(Text::GenderMan, Told::Gender(Some(Gender::Man))),
                told(Text::GenderOther, Told::Gender(Some(Gender::Other))),
                told(Text::PreferNotButton, Told::Gender(None)),
            ],
        ),
        Question::Place => (
            Text::QuestionPlace,
            vec![
                told(Text::PlaceInside, Told::Place(Some(Place::Inside))),
                told(Text::PlaceOutside, Told::Place(Some(Place::Outside))),
                told(Text::PreferNotButton, Told::Place(None)),
            ],
        ),
        Question::Age => (
            Text::QuestionAge,
            vec![
                told(Text::AgeUnder18, Told::Age(Some(AgeBand::Under18))),
                told(Text::Age18To24, Told::Age(Some(AgeBand::From18To24))),
                told(Text::Age25To59, Told::Age(Some(AgeBand::From25To59))),
                told(Text::Age60, Told::Age(Some(AgeBand::From60))),
                told(Text::PreferNotButton, Told::Age(None)),
            ],
        ),
        Question::Citizen => (
            Text::QuestionCitizen,
            vec![
                told(Text::CitizenYes, Told::Citizen(Some(Citizenship::Ukraine))),
                told(
                    Text::CitizenNo,
                    Told::Citizen(Some(Citizenship::ThirdCountry)),
                ),
                told(Text::PreferNotButton, Told::Citizen(None)),
            ],
        ),
    };
    let mut html = reader.html(text);
    if question == Question::Gender {
        html = format!("{}\n\n{html}", reader.html(Text::QuestionIntro));
    }
    rows.push(vec![reader.key(Text::SkipAllButton, Button::SkipQuestions)]);
    (html, rows)
}
