//! The proof of promise 7 for consultants: everything that is shown to them, in every language a
//! desk may have, with everything at its longest, is measured against Telegram's limits.

use super::render::{self, CardLook, DeskPage, LONGEST_NAME, LONGEST_TEXT};
use crate::content::{Content, CountryCode, DeskId, Lang, Room, Text, markup};
use crate::model::button::LONGEST;
use crate::model::case::{Act, CardView, Case, Closing, Ended, Holder, Rating, Stage};
use crate::model::desk::{DeskButton, Handed, Member, Remark};
use crate::model::ids::{CaseCode, ChatId, PersonKey, StaffKey};
use crate::model::moment::Moment;
use crate::model::visitor::{AgeBand, Visitor};

/// Raw text the server reads at all, in bytes.
const LONGEST_RAW: usize = 32_768;
/// Buttons of one message; more are cut off in silence.
const MOST_BUTTONS: usize = 100;
/// What a button shows whole on a narrow phone, and the tick or arrow before it.
const LONGEST_LABEL: usize = 42;
/// Longer than any alias a consultant may choose.
const LONGEST_ALIAS: usize = 60;
/// More than ever work at a desk, or wait at one.
const MANY: u8 = 90;

/// What the proof found.
pub struct Proof {
    /// Pages and remarks looked at.
    pub pages: usize,
    /// What cannot be shown, in words for editors.
    pub failures: Vec<String>,
}

/// Everything a consultant can meet, in every language a desk may be spoken to in.
#[must_use]
pub fn prove(content: &Content, now: Moment) -> Proof {
    let mut proof = Proof {
        pages: 0,
        failures: Vec::new(),
    };
    // Without a desk nothing is shown to anybody.
    let Some(plan) = content.desk().desks.first() else {
        return proof;
    };
    let members = members();
    let rules = content.desk().desks.iter();
    let desks: Vec<DeskId> = rules.map(|plan| plan.id.clone()).collect();
    for language in content.full_languages() {
        let desk = Desk {
            content,
            id: &plan.id,
            lang: &language.tag,
            now,
            members: &members,
            desks: &desks,
        };
        desk.prove_cards(&mut proof);
        desk.prove_boards(&mut proof);
        desk.prove_words(&mut proof);
    }
    proof
}

/// A desk of one language.
struct Desk<'a> {
    content: &'a Content,
    id: &'a DeskId,
    lang: &'a Lang,
    now: Moment,
    members: &'a [Member],
    desks: &'a [DeskId],
}

impl Desk<'_> {
    fn prove_cards(&self, proof: &mut Proof) {
        let nobody = self.visitor(None);
        for stage in stages(self.now) {
            let mut case = self.case(stage);
            for view in views(self.content) {
                case.view = view;
                for visitor in [None, Some(&nobody)] {
                    self.look(proof, &case, visitor);
                }
                for code in places(self.content, &case.view) {
                    self.look(proof, &case, Some(&self.visitor(Some(code))));
                }
            }
            for country in self.content.countries() {
                let visitor = self.visitor(Some(country.code.clone()));
                let name = render::topic_name(self.content, self.lang, &case, Some(&visitor));
                if name.encode_utf16().count() > LONGEST_NAME {
                    proof.fail(
                        self.lang,
                        &format!("the name of a topic is too long: {name}"),
                    );
                }
            }
        }
    }

    fn look(&self, proof: &mut Proof, case: &Case, visitor: Option<&Visitor>) {
        for plain in [true, false] {
            let page = render::card(&CardLook {
                content: self.content,
                lang: self.lang,
                now: self.now,
                case,
                visitor,
                members: self.members,
                desks: self.desks,
                plain,
            });
            let what = format!("the card of a case, {:?}", case.view);
            proof.look(self.lang, &what, &page);
            let leads_back = page.keyboard.last().is_some_and(|row| row.len() == 1);
            if case.view != CardView::Main && !leads_back {
                proof.fail(self.lang, &format!("{what}: no way back"));
            }
        }
    }

    fn prove_boards(&self, proof: &mut Proof) {
        let link = "https://t.me/c/1234567890123/1234567890".to_owned();
        let cases: Vec<_> = (0..MANY)
            .zip(stages(self.now).into_iter().cycle())
            .map(|(_, stage)| (self.case(stage), Some(link.clone())))
            .collect();
        for (cases, members) in [(&cases[..], self.members), (&[], &[])] {
            for open in [true, false] {
                let page = render::board(self.content, self.lang, self.now, cases, members, open);
                proof.look(self.lang, "the queue board", &page);
            }
        }
    }

    fn prove_words(&self, proof: &mut Proof) {
        let (content, lang) = (self.content, self.lang);
        let words = |text: &&Text| text.key().starts_with("desk.") && text.room() == Room::Message;
        for text in Text::ALL.iter().filter(words) {
            let remark = Remark::plain(*text)
                .number(u32::MAX)
                .name("W".repeat(LONGEST_ALIAS))
                .code(&code());
            proof.measure(lang, text.key(), &render::remark(content, lang, &remark));
            let call = render::call(content, lang, &remark, None, self.members);
            proof.measure(lang, text.key(), &call);
        }
        let mut handed = vec![Handed::Leaflet, Handed::Lines];
        handed.extend(
            content
                .desk()
                .templates
                .iter()
                .cloned()
                .map(Handed::Template),
        );
        let answers = content.branches().iter().flat_map(|branch| &branch.answers);
        handed.extend(answers.cloned().map(Handed::Answer));
        for sent in &handed {
            proof.measure(lang, "what was sent", &render::handed(content, lang, sent));
        }
        for case in stages(self.now).map(|stage| self.case(stage)) {
            proof.measure(lang, "the history", &render::trail(content, lang, &case));
        }
        for many in [0, MANY] {
            let blocked: Vec<_> = (0..many).map(|_| (code(), self.now)).collect();
            proof.measure(
                lang,
                "who is blocked",
                &render::blocked(content, lang, &blocked),
            );
        }
        proof.measure(lang, "the help", &render::help(content, lang));
        let rights = [
            Text::DeskNeedsAdmin,
            Text::DeskNeedsForum,
            Text::DeskNeedsTopics,
            Text::DeskNeedsDelete,
            Text::DeskNeedsPin,
        ];
        proof.measure(
            lang,
            "what a group needs",
            &render::needs(content, lang, &rights),
        );
    }

    /// Somebody of whom a card has most to say.
    fn visitor(&self, country: Option<CountryCode>) -> Visitor {
        Visitor {
            lang: Some(self.lang.clone()),
            country,
            age: Some(AgeBand::Under18),
            discreet: true,
            ..Visitor::new()
        }
    }

    /// A case of which a card has most to say.
    fn case(&self, stage: Stage) -> Case {
        let rules = self.content.desk();
        let (person, chat) = (PersonKey([0; 32]), ChatId(0));
        let before = self.now.plus_days(-400);
        let mut case = Case::open(code(), person, chat, self.id.clone(), before);
        let answers = self
            .content
            .branches()
            .iter()
            .flat_map(|branch| &branch.answers);
        let mut answers: Vec<_> = answers.cloned().collect();
        answers.sort_by_key(|answer| {
            let text = self.content.answer_text(self.lang, answer);
            text.map_or(0, |text| text.title.len())
        });
        case.has_read(&answers);
        let names = rules.subjects.iter();
        case.subject = names
            .max_by_key(|id| self.content.subject_name(self.lang, id).len())
            .cloned();
        case.urgent = true;
        // Called out loudly: the card says that anybody may take it.
        case.alerts = 2;
        case.reachable = false;
        case.closing = Closing {
            subjects: rules.subjects.clone(),
            outcome: rules.outcomes.first().cloned(),
            referrals: rules.referrals.clone(),
        };
        case.rating = Some(Rating::Fair);
        for _ in 0..u16::from(MANY) {
            case.note(Act::Opened, Some("W".repeat(LONGEST_ALIAS)), self.now);
        }
        case.stage = stage;
        case
    }
}

fn code() -> CaseCode {
    CaseCode::of([12; 4])
}

fn holder() -> Holder {
    Holder {
        key: StaffKey([0; 32]),
        alias: Some("W".repeat(LONGEST_ALIAS)),
    }
}

fn members() -> Vec<Member> {
    let member = |n: u8| Member {
        key: StaffKey([n; 32]),
        account: ChatId(i64::MAX),
        alias: Some("W".repeat(LONGEST_ALIAS)).filter(|_| n > 2),
        on_duty: true,
    };
    (0..MANY).map(member).collect()
}

fn stages(now: Moment) -> [Stage; 3] {
    [
        Stage::Waiting,
        Stage::Taken(holder()),
        Stage::Closed {
            at: now,
            by: Ended::Silence,
            holder: Some(holder()),
        },
    ]
}

/// All menus of a card.
fn views(content: &Content) -> Vec<CardView> {
    let branches = content.branches();
    let answers = || branches.iter().flat_map(|branch| &branch.answers).cloned();
    let mut views = vec![
        CardView::Main,
        CardView::Templates,
        CardView::Branches,
        CardView::HandOver,
        CardView::Subjects,
        CardView::Outcomes,
        CardView::Referrals,
        CardView::Found(Vec::new()),
        CardView::Found(answers().collect()),
    ];
    views.extend(
        content
            .desk()
            .templates
            .iter()
            .cloned()
            .map(CardView::Template),
    );
    views.extend(answers().map(CardView::Answer));
    for branch in branches {
        let pages = [0, 1, 2, u8::MAX];
        views.extend(pages.map(|page| CardView::Answers(branch.id.clone(), page)));
    }
    views
}

/// Countries for which a view differs.
fn places(content: &Content, view: &CardView) -> Vec<CountryCode> {
    match view {
        CardView::Main => content
            .countries()
            .iter()
            .map(|country| country.code.clone())
            .collect(),
        CardView::Answer(id) => content
            .answer(id)
            .map(|answer| answer.countries.clone())
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

impl Proof {
    fn fail(&mut self, lang: &Lang, what: &str) {
        self.failures.push(format!("text/{lang}/desk.yaml: {what}"));
    }

    fn measure(&mut self, lang: &Lang, what: &str, html: &str) {
        self.pages += 1;
        let units = markup::length(html);
        if units == 0 {
            self.fail(lang, &format!("{what}: nothing is said"));
        }
        if units > LONGEST_TEXT || html.len() > LONGEST_RAW {
            self.fail(
                lang,
                &format!("{what}: {units} characters, {LONGEST_TEXT} fit: shorten the text"),
            );
        }
    }

    fn look(&mut self, lang: &Lang, what: &str, page: &DeskPage) {
        self.measure(lang, what, &page.html);
        let keys: Vec<_> = page.keyboard.iter().flatten().collect();
        if keys.len() > MOST_BUTTONS {
            self.fail(
                lang,
                &format!("{what}: {} buttons, {MOST_BUTTONS} fit", keys.len()),
            );
        }
        for key in keys {
            let units = key.label.encode_utf16().count();
            if key.label.trim().is_empty() || units > LONGEST_LABEL {
                self.fail(
                    lang,
                    &format!("{what}: the button `{}` is empty or too long", key.label),
                );
            }
            let data = key.button.encode();
            if data.len() > LONGEST || DeskButton::decode(&data).as_ref() != Some(&key.button) {
                self.fail(
                    lang,
                    &format!("{what}: a button's data `{data}` does not fit"),
                );
            }
        }
    }
}
