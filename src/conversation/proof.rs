//! The proof of promise 7: every page, in every language, for every country, is put into words
//! and measured against Telegram's limits, before anybody relies on it.

use super::page::{Action, Page};
use super::render::{self, Reader};
use crate::content::{AnswerId, Content, CountryCode, Lang, Language, Mark, markup};
use crate::content::{LeafletPart, Replies, Reply, SelfCheck, Stage};
use crate::model::button::{Button, LONGEST, MOST_FOUND};
use crate::model::ids::CaseId;
use crate::model::moment::Moment;
use crate::model::screen::{Purpose, Question, Said, Screen};
use crate::model::visitor::{AgeBand, Citizenship, Gender, Visitor};

/// Longest text of a message, in UTF-16 units after parsing (core.telegram.org/bots/api#sendmessage).
const LONGEST_TEXT: usize = 4096;
/// Longest caption (core.telegram.org/bots/api#senddocument).
const LONGEST_CAPTION: usize = 1024;
/// Raw text the server reads at all, in bytes.
const LONGEST_RAW: usize = 32_768;
/// Buttons of one message; more are cut off in silence.
const MOST_BUTTONS: usize = 100;
/// More than ever waited for a consultant.
const MOST_WAITING: u32 = 999_999;
/// Longer than any alias a consultant may choose.
const LONGEST_ALIAS: usize = 40;

/// The longest name a bot can have.
const BOT: &str = "a_bot_name_of_thirty_two_letters";

/// What the proof found.
pub struct Proof {
    /// Pages looked at.
    pub pages: usize,
    /// Pages that cannot be shown, in words for editors.
    pub failures: Vec<String>,
}

/// Every page a person can meet, in every language, without a country and in every country.
#[must_use]
pub fn prove(content: &Content, now: Moment) -> Proof {
    let mut proof = Proof {
        pages: 0,
        failures: Vec::new(),
    };
    let mut countries: Vec<Option<CountryCode>> = vec![None];
    countries.extend(
        content
            .countries()
            .iter()
            .map(|country| Some(country.code.clone())),
    );
    for language in content.languages() {
        for country in &countries {
            for (viewer, now) in readers(content, &language.tag, country.clone(), now) {
                let reader = Reader {
                    content,
                    viewer: &viewer,
                    now,
                    bot: BOT,
                };
                for screen in screens(content, country.is_some()) {
                    proof.pages += 1;
                    let page = render::page(&reader, &screen, Some(&longest_back(content)));
                    proof.look(&language.tag, &screen, &page);
                }
                proof.look_at_leaflet(&language.tag, &reader);
            }
        }
        prove_stand_ins(&mut proof, content, language, now);
    }
    proof
}

/// The pages that may come in another language, in each that somebody can choose for them.
fn prove_stand_ins(proof: &mut Proof, content: &Content, language: &Language, now: Moment) {
    let answers = content.branches().iter().flat_map(|branch| &branch.answers);
    let mut screens: Vec<Screen> = answers.cloned().map(Screen::Answer).collect();
    let branches = content.branches().iter();
    screens.extend(branches.map(|branch| Screen::Branch(branch.id.clone())));
    screens.extend([Screen::Menu, Screen::Unknown]);
    let countries = content.countries().iter();
    let countries = countries.map(|country| Some(country.code.clone()));
    for country in [None].into_iter().chain(countries) {
        for second in &language.falls_back_to {
            let viewer = Visitor {
                second: Some(second.clone()),
                ..viewer(content, &language.tag, country.clone())
            };
            let reader = Reader {
                content,
                viewer: &viewer,
                now,
                bot: BOT,
            };
            for screen in &screens {
                proof.pages += 1;
                let page = render::page(&reader, screen, Some(&longest_back(content)));
                proof.look(&language.tag, screen, &page);
            }
            proof.look_at_leaflet(&language.tag, &reader);
        }
    }
}

/// Who reads, and when. Pages that are the same in every country are read by somebody in a
/// conversation and somebody who complains, while consultants work and while they do not.
fn readers(
    content: &Content,
    lang: &Lang,
    country: Option<CountryCode>,
    now: Moment,
) -> Vec<(Visitor, Moment)> {
    let talks = viewer(content, lang, country);
    if talks.country.is_some() {
        return vec![(talks, now)];
    }
    let complains = Visitor {
        complains: true,
        discreet: false,
        ..talks.clone()
    };
    let silent = Visitor {
        case: None,
        complaint: None,
        ..talks.clone()
    };
    let hours = content.hours();
    let is_open = |moment: Moment| hours.is_open(moment.timestamp());
    let hour = |later: i64| now.plus_ms(later * 60 * 60 * 1000);
    let other = (1..24 * 7)
        .map(hour)
        .find(|later| is_open(*later) != is_open(now));
    let mut readers = vec![(talks, now), (complains, now), (silent.clone(), now)];
    readers.extend(other.map(|other| (silent, other)));
    readers
}

/// Somebody who has told everything and is in a conversation, so that nothing is left out of a
/// page.
fn viewer(content: &Content, lang: &Lang, country: Option<CountryCode>) -> Visitor {
    let campaigns = content.campaigns().iter();
    Visitor {
        lang: Some(lang.clone()),
        country,
        gender: Some(Gender::Woman),
        age: Some(AgeBand::Under18),
        citizenship: Some(Citizenship::ThirdCountry),
        greeted: true,
        source: campaigns.max_by_key(|name| name.len()).cloned(),
        case: Some(CaseId([0; 16])),
        complaint: Some(CaseId([0; 16])),
        discreet: true,
        ..Visitor::new()
    }
}

/// The page whose name takes most room in callback data.
fn longest_back(content: &Content) -> Screen {
    let longest: Option<&AnswerId> = content
        .branches()
        .iter()
        .flat_map(|branch| &branch.answers)
        .max_by_key(|answer| answer.as_str().len());
    longest.map_or(Screen::Menu, |answer| Screen::Countries {
        purpose: Purpose::Answer(answer.clone()),
        letter: Some(u8::MAX),
    })
}

/// All pages; those that are the same in every country are looked at once.
#[must_use]
pub fn screens(content: &Content, in_a_country: bool) -> Vec<Screen> {
    let mut screens = vec![
        Screen::Consult,
        Screen::Danger { heard: false },
        Screen::Danger { heard: true },
        Screen::LeafletText(LeafletPart::Page),
        Screen::Data,
        Screen::NoDesk,
        Screen::Blocked,
        Screen::Said(Said::Waiting {
            place: MOST_WAITING,
            open: false,
        }),
        Screen::Said(Said::StillWaiting),
        Screen::Said(Said::DeskAway),
    ];
    screens.extend((0..12).map(Screen::Lines));
    screens.extend(check_pages(content));
    let answers = content.branches().iter().flat_map(|branch| &branch.answers);
    screens.extend(answers.clone().map(|answer| Screen::Answer(answer.clone())));
    if in_a_country {
        return screens;
    }
    screens.extend(single());
    let longest = answers.clone().map(Mark::of).take(MOST_FOUND);
    screens.push(Screen::Found(longest.collect()));
    screens.extend(told().into_iter().map(Screen::Said));
    let templates = content.desk().templates.iter();
    screens.extend(templates.map(|template| Screen::Template(template.clone())));
    let questions = [
        Question::Gender,
        Question::Place,
        Question::Age,
        Question::Citizen,
    ];
    screens.extend(questions.map(Screen::Question));
    screens.extend(
        content
            .branches()
            .iter()
            .map(|branch| Screen::Branch(branch.id.clone())),
    );
    for answer in answers {
        screens.extend([true, false].map(|helped| Screen::Helped {
            answer: answer.clone(),
            helped,
        }));
    }
    let letters = (0..40).map(Some).chain([None, Some(u8::MAX)]);
    screens.extend(letters.map(|letter| Screen::Countries {
        purpose: Purpose::Data,
        letter,
    }));
    screens
}

/// The choice of checks, every question of each, with the longest way to it, and every result.
fn check_pages(content: &Content) -> Vec<Screen> {
    let mut pages = Vec::new();
    if !content.checks().is_empty() {
        pages.push(Screen::Checks);
    }
    for check in content.checks() {
        let page = |replies: &Replies| Screen::Check {
            id: check.id.clone(),
            replies: replies.clone(),
        };
        // Answering no sign leads past every question; each other reply is tried at every step.
        let (mut way, mut met) = (Replies::none(), Vec::new());
        while let Some(Stage::Asks(_, sign)) = check.stage(&way) {
            pages.push(page(&way));
            let calm = if sign.reply == Reply::No {
                Reply::Yes
            } else {
                Reply::No
            };
            for reply in Reply::ALL {
                met.push(ending(check, &way, reply));
            }
            way = way.and(calm);
        }
        met.dedup_by_key(|way| result_of(check, way));
        pages.extend(met.iter().chain([&way]).map(page));
    }
    pages
}

/// To the end of a check, always with this reply.
fn ending(check: &SelfCheck, from: &Replies, reply: Reply) -> Replies {
    let mut way = from.clone();
    while let Some(Stage::Asks(..)) = check.stage(&way) {
        way = way.and(reply);
    }
    way
}

fn result_of(check: &SelfCheck, way: &Replies) -> Option<String> {
    match check.stage(way)? {
        Stage::Ends(result) => Some(result.id.clone()),
        Stage::Asks(..) => None,
    }
}

/// Pages of which there is one, the same in every country.
fn single() -> Vec<Screen> {
    vec![
        Screen::Languages,
        Screen::Welcome,
        Screen::Menu,
        Screen::Leaflet,
        Screen::LeafletText(LeafletPart::Children),
        Screen::LeafletText(LeafletPart::Teens),
        Screen::LeafletText(LeafletPart::Stickers),
        Screen::Feedback,
        Screen::FeedbackThanks,
        Screen::Privacy,
        Screen::ForgetConfirm,
        Screen::Forgotten,
        Screen::QuestionThanks,
        Screen::Hidden,
        Screen::Unknown,
        Screen::Attachment,
        Screen::SlowDown,
        Screen::Broken,
        Screen::Case {
            place: Some(MOST_WAITING),
        },
        Screen::Case { place: None },
        Screen::EndCase,
        Screen::Discreet,
        Screen::Complaint { inbox: true },
        Screen::Complaint { inbox: false },
    ]
}

/// What is told in a conversation and is the same in every country.
fn told() -> Vec<Said> {
    vec![
        Said::Waiting {
            place: MOST_WAITING,
            open: true,
        },
        Said::SubjectNoted,
        Said::Taken {
            alias: Some("W".repeat(LONGEST_ALIAS)),
        },
        Said::Taken { alias: None },
        Said::Released,
        Said::Ended,
        Said::Closed,
        Said::ClosedBySilence,
        Said::SilenceWarning,
        Said::Rated,
        Said::Reopened,
        Said::CannotPass,
        Said::EditLost,
        Said::MediaAsk,
        Said::ContactAsk,
        Said::MediaSent,
        Said::MediaDropped,
        Said::NewReply,
        Said::ReplyOpened,
        Said::ReplyHidden,
        Said::ComplaintOpen,
        Said::ComplaintDone,
        Said::ComplaintAnswered,
        Said::ComplaintClosed,
    ]
}

impl Proof {
    fn fail(&mut self, lang: &Lang, screen: &Screen, what: &str) {
        self.failures
            .push(format!("{}: {what}", place(lang, screen)));
    }

    fn look(&mut self, lang: &Lang, screen: &Screen, page: &Page) {
        let units = markup::length(&page.html);
        if units == 0 {
            self.fail(lang, screen, "the page is empty");
        }
        if units > LONGEST_TEXT || page.html.len() > LONGEST_RAW {
            self.fail(
                lang,
                screen,
                &format!("the page has {units} characters with its dates and sources, {LONGEST_TEXT} fit: shorten the text"),
            );
        }
        let keys: Vec<_> = page.keyboard.iter().flatten().collect();
        if keys.len() > MOST_BUTTONS {
            self.fail(
                lang,
                screen,
                &format!("{} buttons, {MOST_BUTTONS} fit", keys.len()),
            );
        }
        if keys.is_empty() && *screen != Screen::Forgotten {
            self.fail(lang, screen, "no button leads away from the page");
        }
        for key in keys {
            if key.label.trim().is_empty() {
                self.fail(lang, screen, "a button has no words");
            }
            match &key.action {
                Action::Press(button) => self.look_at_data(lang, screen, button),
                Action::Address(address) if !markup::is_link(address) => {
                    self.fail(
                        lang,
                        screen,
                        &format!("`{address}` is no address Telegram opens"),
                    );
                }
                Action::Address(_) => {}
            }
        }
    }

    fn look_at_data(&mut self, lang: &Lang, screen: &Screen, button: &Button) {
        let data = button.encode();
        if data.len() > LONGEST || Button::decode(&data).as_ref() != Some(button) {
            self.fail(
                lang,
                screen,
                &format!("a button's data `{data}` does not fit Telegram's {LONGEST} bytes"),
            );
        }
    }

    fn look_at_leaflet(&mut self, lang: &Lang, reader: &Reader<'_>) {
        let page = render::leaflet(reader);
        if markup::length(&page.caption) > LONGEST_CAPTION {
            self.failures.push(format!("text/{lang}/interface.yaml: leaflet.caption has more than {LONGEST_CAPTION} characters: shorten it"));
        }
    }
}

/// The file an editor would open.
fn place(lang: &Lang, screen: &Screen) -> String {
    match screen {
        Screen::Branch(branch) => format!("text/{lang}/{branch}.yaml"),
        Screen::Answer(answer) | Screen::Helped { answer, .. } => {
            format!("text/{lang}, answer `{answer}`")
        }
        Screen::Checks => format!("text/{lang}/checks.yaml"),
        Screen::Check { id, replies } => {
            format!(
                "text/{lang}/checks.yaml, self-check `{id}` after {} answers",
                replies.len()
            )
        }
        Screen::LeafletText(_) => format!("leaflets/source/{lang}.yaml"),
        Screen::Template(template) => format!("text/{lang}/desk.yaml, template `{template}`"),
        Screen::Lines(page) => format!("text/{lang}/hotlines.yaml, page {}", page + 1),
        other => format!("text/{lang}/interface.yaml, page {other:?}"),
    }
}
