//! The staff's side, pure: what was asked for in their group → what is remembered of the group and
//! what is promised to it. No figure is touched here: a promise names a period, and what of it may
//! be shown is found out when the promise is kept.

pub mod render;
#[cfg(test)]
mod tests;

use jiff::civil::{Date, Time};

use crate::content::{Content, Guess, Lang, Text};
use crate::model::effect::{Alert, Courtesy};
use crate::model::figures::Month;
use crate::model::ids::MessageId;
use crate::model::moment::Moment;
use crate::model::staff::{
    Digest, Every, Months, StaffButton, StaffCommand, StaffEffect, StaffEvent, StaffMember,
    StaffPage, StaffPromise, StaffRoom, StaffSpot,
};
use crate::statistics::period::{Period, settled, shown_on};
use crate::statistics::report::{NoReport, Rules};

/// When figures come on a day without opening hours.
const MORNING: Time = jiff::civil::time(9, 0, 0, 0);

/// What a decision may look at.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The content of this moment.
    pub content: &'a Content,
    /// The time.
    pub now: Moment,
}

impl World<'_> {
    /// The day in the zone in which figures are counted.
    #[must_use]
    pub fn today(self) -> Date {
        self.now.day_in(self.content.hours().zone())
    }

    fn settle_days(self) -> u32 {
        Rules::of(self.content).settle_days
    }
}

/// What follows from an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decision {
    /// What is remembered afterwards.
    pub room: StaffRoom,
    /// What is promised, in order.
    pub promises: Vec<StaffPromise>,
    /// What may be lost.
    pub courtesies: Vec<Courtesy>,
}

/// Decides one event in the staff's group.
#[must_use]
pub fn decide(
    room: StaffRoom,
    spot: &StaffSpot,
    who: &StaffMember,
    event: &StaffEvent,
    world: World<'_>,
) -> Decision {
    let lang = language_of(&room, who, world.content);
    let mut office = Office {
        spot,
        lang,
        world,
        decision: Decision {
            room,
            ..Decision::default()
        },
    };
    match event {
        StaffEvent::Commanded(StaffCommand::Stats) => office.show(StaffPage::Home, None),
        StaffEvent::Commanded(StaffCommand::Help) => office.show(StaffPage::Help, None),
        StaffEvent::Pressed { button, query } => office.pressed(button.as_ref(), query, who),
        StaffEvent::Joined => office.joined(),
        StaffEvent::Removed => office.decision.room.greeted = false,
        StaffEvent::Due => office.due(),
    }
    office.decision
}

/// When figures come by themselves next; `None`: never.
#[must_use]
pub fn due(room: &StaffRoom, world: World<'_>) -> Option<Moment> {
    let next = next(room.digest.as_ref()?);
    let zone = world.content.hours().zone();
    let day = shown_on(next.last, world.settle_days());
    // The first working day is the first on which somebody is there; the moment before the day
    // begins is asked for, since an opening is always later than what was asked.
    let begins = zone.to_timestamp(day.to_datetime(Time::midnight())).ok()?;
    let before = begins - jiff::SignedDuration::from_nanos(1);
    let opens = world.content.hours().opens_next(before);
    let at = opens.or_else(|| zone.to_timestamp(day.to_datetime(MORNING)).ok())?;
    Some(Moment(at.as_millisecond()))
}

/// The last month of the last period of this kind whose figures are settled.
#[must_use]
pub fn last_settled(every: Every, today: Date, settle_days: u32) -> Month {
    let month = settled(today, settle_days);
    match every {
        Every::Month => month,
        // The quarter of the next month is the first that is not over.
        Every::Quarter => Period::quarter_of(month.plus(1)).first().plus(-1),
    }
}

/// The period whose figures come next.
fn next(digest: &Digest) -> Months {
    let first = digest.done.plus(1);
    let last = match digest.every {
        Every::Month => first,
        Every::Quarter => Period::quarter_of(first).last(),
    };
    Months { first, last }
}

/// The language a member is spoken to in: chosen, else the client's, else that of the office.
fn language_of(room: &StaffRoom, who: &StaffMember, content: &Content) -> Lang {
    let chosen = room
        .languages
        .iter()
        .find(|(key, lang)| Some(*key) == who.key && content.is_full(lang));
    if let Some((_, lang)) = chosen {
        return lang.clone();
    }
    if who.client_language.is_none() {
        return office_language(content).clone();
    }
    let guessed = match content.guess(who.client_language.as_deref()) {
        Guess::Known(lang) => {
            let others = content.language(&lang).map(|known| &known.falls_back_to);
            let others = others.into_iter().flatten().cloned();
            std::iter::once(lang.clone())
                .chain(others)
                .collect::<Vec<_>>()
        }
        Guess::Offer(offered) => offered,
    };
    // What the staff read is promised by full languages alone.
    let mut full = guessed.into_iter().filter(|lang| content.is_full(lang));
    full.next()
        .unwrap_or_else(|| office_language(content).clone())
}

/// The language for whoever is known by nothing: that of the other inbox of the office.
fn office_language(content: &Content) -> &Lang {
    &content.desk().complaints_language
}

/// A decision in the making.
struct Office<'a> {
    spot: &'a StaffSpot,
    lang: Lang,
    world: World<'a>,
    decision: Decision,
}

impl Office<'_> {
    fn promise(&mut self, effect: StaffEffect) {
        self.decision.promises.push(StaffPromise {
            chat: self.spot.chat,
            thread: self.spot.thread,
            lang: self.lang.clone(),
            effect,
        });
    }

    /// Shows a page, and with figures their picture. A period that is none leads to the choice.
    fn show(&mut self, page: StaffPage, at: Option<MessageId>) {
        let (page, chart) = match page {
            StaffPage::Report(months) | StaffPage::Digest(months) if is_period(months) => {
                (page, Some(months))
            }
            StaffPage::Report(_) | StaffPage::Digest(_) => (StaffPage::Home, None),
            other => (other, None),
        };
        self.promise(StaffEffect::Show { page, at });
        if let Some(months) = chart {
            self.promise(StaffEffect::Chart(months));
        }
    }

    fn pressed(&mut self, button: Option<&StaffButton>, query: &str, who: &StaffMember) {
        let at = self.spot.message;
        let mut alert = None;
        match button {
            None => self.show(StaffPage::Home, at),
            Some(StaffButton::Open(page)) => self.show(*page, at),
            Some(StaffButton::Files(months, _)) if !is_period(*months) => {
                self.show(StaffPage::Home, at);
            }
            Some(StaffButton::Files(months, format)) => {
                self.promise(StaffEffect::Files {
                    months: *months,
                    format: *format,
                    sent: 0,
                });
                alert = Some(Text::DeskStaffFilesAlert);
            }
            Some(StaffButton::Send(every)) => {
                self.switch(*every);
                self.show(StaffPage::Digests, at);
            }
            Some(StaffButton::Speak(lang)) => {
                alert = self.speak(lang, who);
                self.show(StaffPage::Home, at);
            }
        }
        let alert = alert.map(|text| Alert {
            text: self.world.content.plain(&self.lang, text),
            window: false,
        });
        self.decision.courtesies.push(Courtesy::AnswerPress {
            query: query.to_owned(),
            alert,
        });
    }

    /// What was there before is not sent again.
    fn switch(&mut self, every: Option<Every>) {
        let (today, days) = (self.world.today(), self.world.settle_days());
        let known = self.decision.room.digest.take();
        self.decision.room.digest = every.map(|every| match known {
            // Pressed twice: what is still to come stays to come.
            Some(digest) if digest.every == every => digest,
            _ => Digest {
                every,
                lang: self.lang.clone(),
                done: last_settled(every, today, days),
            },
        });
    }

    /// An anonymous administrator cannot be told from another one.
    fn speak(&mut self, lang: &Lang, who: &StaffMember) -> Option<Text> {
        if !self.world.content.is_full(lang) {
            return None;
        }
        self.lang = lang.clone();
        let Some(key) = who.key else {
            return Some(Text::DeskStaffAnonymousAlert);
        };
        let languages = &mut self.decision.room.languages;
        languages.retain(|(known, _)| *known != key);
        languages.push((key, lang.clone()));
        None
    }

    /// Once: also a change of rights is told as joining.
    fn joined(&mut self) {
        if !self.decision.room.greeted {
            self.decision.room.greeted = true;
            self.show(StaffPage::Ready, None);
        }
    }

    /// One period at a time: what was missed while nobody ran the bot comes in order.
    fn due(&mut self) {
        let is_due = due(&self.decision.room, self.world).is_some_and(|at| at <= self.world.now);
        let Some(digest) = self.decision.room.digest.as_mut().filter(|_| is_due) else {
            return;
        };
        let months = next(digest);
        digest.done = months.last;
        self.lang = digest.lang.clone();
        self.show(StaffPage::Digest(months), None);
    }
}

/// What is said on the command line when there are no figures of a period yet: when they come, and
/// which are there.
#[must_use]
pub fn no_figures_yet(world: World<'_>, period: Period, why: NoReport) -> String {
    let NoReport::NotYet(day) = why;
    let (today, days) = (world.today(), world.settle_days());
    let month = last_settled(Every::Month, today, days);
    let quarter = Period::quarter_of(last_settled(Every::Quarter, today, days));
    format!(
        "there are no figures of {period} yet, the first ones come on {day}: figures are shown by whole months, when nothing of them changes any more. These are there: --period {month}, --period {quarter}"
    )
}

fn is_period(months: Months) -> bool {
    Period::new(months.first, months.last).is_ok()
}
