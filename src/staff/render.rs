//! What the staff read in their group, put into words, pure: content, time and a report → Telegram
//! HTML and buttons, in the language of whoever asked.

use super::{World, last_settled};
use crate::content::{Content, Filling, Lang, Placeholder, Text, Value, markup};
use crate::model::figures::Month;
use crate::model::staff::{Every, Format, Months, StaffButton, StaffPage, StaffRoom};
use crate::statistics::period::Period;
use crate::statistics::print::{self, Printed, PrintedRow, PrintedTable};
use crate::statistics::report::{Figure, NoReport, Report, Share};

/// Longest text of a message, in UTF-16 units after parsing (core.telegram.org/bots/api#sendmessage).
pub const LONGEST_TEXT: usize = 4096;
/// Years offered for an own range, this one included.
const YEARS: i16 = 8;
/// Tables shown in the chat; all of them stand in the files.
const TABLES: [&str; 2] = ["summary", "visitors_by_gender"];

/// One button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffKey {
    /// What stands on it.
    pub label: String,
    /// What it does.
    pub button: StaffButton,
}

/// A message with buttons, in the staff's group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffView {
    /// Text in Telegram's HTML.
    pub html: String,
    /// Rows of buttons.
    pub keyboard: Vec<Vec<StaffKey>>,
}

/// What a page is put into words with.
#[derive(Clone, Copy)]
pub struct Teller<'a> {
    /// Content and time.
    pub world: World<'a>,
    /// To whom.
    pub lang: &'a Lang,
    /// What is remembered of the group.
    pub room: &'a StaffRoom,
}

/// A page without figures; one with figures is [`report`]'s or [`no_report`]'s.
#[must_use]
pub fn page(teller: Teller<'_>, page: StaffPage) -> StaffView {
    match page {
        StaffPage::Years => teller.years(),
        StaffPage::From(year) => teller.from(year),
        StaffPage::To(from) => teller.to(from),
        StaffPage::Digests => teller.digests(),
        StaffPage::Languages => teller.languages(),
        StaffPage::Help => teller.plain_page(Text::DeskStaffHelp),
        StaffPage::Ready => teller.plain_page(Text::DeskStaffReady),
        StaffPage::NoPicture(months) => teller.sorry(Text::DeskStaffNoPicture, months),
        StaffPage::NoFile(months) => teller.sorry(Text::DeskStaffNoFile, months),
        StaffPage::Home | StaffPage::Report(_) | StaffPage::Digest(_) => teller.home(),
    }
}

/// A report: its sentences, its first tables, notes; files by button.
#[must_use]
pub fn report(
    teller: Teller<'_>,
    report: &Report,
    months: Months,
    came_by_itself: bool,
) -> StaffView {
    let printed = print::print(report, teller.world.content, teller.lang);
    let mut pieces = vec![format!("<b>{}</b>", markup::escape(&printed.title))];
    if came_by_itself {
        pieces.push(teller.html(Text::DeskStaffDigestHead));
    }
    pieces.extend(printed.sentences.iter().map(|line| markup::escape(line)));
    let tables = printed.tables.iter();
    let shown = tables.filter(|table| TABLES.contains(&table.code.as_str()));
    pieces.extend(shown.filter_map(|table| compact(&printed, table)));
    pieces.extend(printed.brief.iter().map(|note| markup::escape(note)));
    pieces.push(teller.html(Text::DeskStaffMore));
    let formats: Vec<Format> = Format::ALL
        .into_iter()
        .filter(|format| !format.is_drawn() || !printed.charts.is_empty())
        .collect();
    let mut keyboard: Vec<Vec<StaffKey>> = formats
        .chunks(4)
        .map(|row| row.iter().map(|format| file_key(months, *format)).collect())
        .collect();
    keyboard.push(vec![teller.key(
        Text::DeskStaffOtherButton,
        StaffButton::Open(StaffPage::Home),
    )]);
    StaffView {
        html: as_much_as_fits(&pieces),
        keyboard,
    }
}

/// There are no figures of a period: when they come, and which are there.
#[must_use]
pub fn no_report(teller: Teller<'_>, why: NoReport) -> StaffView {
    let NoReport::NotYet(day) = why;
    let date = teller.world.content.date(teller.lang, day);
    let (today, days) = (teller.world.today(), teller.world.settle_days());
    let month = last_settled(Every::Month, today, days);
    let quarter = Period::quarter_of(last_settled(Every::Quarter, today, days));
    let there = [Period::month(month), quarter];
    StaffView {
        html: teller.html_with(Text::DeskStaffNotYet, Placeholder::Date, date),
        keyboard: vec![
            there.into_iter().map(period_key).collect(),
            vec![teller.key(
                Text::DeskStaffOtherButton,
                StaffButton::Open(StaffPage::Home),
            )],
        ],
    }
}

/// The caption of the picture of a report.
#[must_use]
pub fn caption(printed: &Printed, chart: &crate::statistics::chart::Chart) -> String {
    let text = format!("{}\n{}", printed.title, chart.title);
    // core.telegram.org/bots/api#sendphoto: 1024 characters.
    text.chars().take(1000).collect()
}

/// Numbers first, so that long names may run over the line of a phone.
fn compact(printed: &Printed, table: &PrintedTable) -> Option<String> {
    let mut lines = Vec::new();
    for row in table.rows.iter().filter(|row| is_telling(row)) {
        let share = match row.share {
            Share::Percent(_) => printed.words.percent(row.share),
            Share::SmallBase | Share::None => String::new(),
        };
        lines.push((printed.words.figure(row.figure), share, row.label.clone()));
    }
    let width = |of: fn(&(String, String, String)) -> &String| {
        lines.iter().map(|line| of(line).chars().count()).max()
    };
    let numbers = width(|line| &line.0).unwrap_or(0);
    let shares = width(|line| &line.1).unwrap_or(0);
    let rows: Vec<String> = lines
        .iter()
        .map(|(number, share, label)| {
            if shares == 0 {
                format!("{number:>numbers$}  {label}")
            } else {
                format!("{number:>numbers$} {share:>shares$}  {label}")
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        format!(
            "<b>{}</b>\n<pre>{}</pre>",
            markup::escape(&table.title),
            markup::escape(&rows.join("\n"))
        )
    })
}

/// What nobody counted, and what never happened, has no line in a chat.
fn is_telling(row: &PrintedRow) -> bool {
    !matches!(row.figure, Figure::Unknown | Figure::Exact(0))
}

/// Whole pieces only: a table cut in the middle would be misread.
fn as_much_as_fits(pieces: &[String]) -> String {
    let mut html = String::new();
    for piece in pieces {
        let longer = if html.is_empty() {
            piece.clone()
        } else {
            format!("{html}\n\n{piece}")
        };
        if markup::length(&longer) > LONGEST_TEXT {
            continue;
        }
        html = longer;
    }
    html
}

fn file_key(months: Months, format: Format) -> StaffKey {
    StaffKey {
        label: format.name().to_owned(),
        button: StaffButton::Files(months, format),
    }
}

fn period_key(period: Period) -> StaffKey {
    StaffKey {
        label: period.to_string(),
        button: open(period),
    }
}

fn open(period: Period) -> StaffButton {
    StaffButton::Open(StaffPage::Report(Months {
        first: period.first(),
        last: period.last(),
    }))
}

fn content_of<'a>(teller: &Teller<'a>) -> &'a Content {
    teller.world.content
}

impl Teller<'_> {
    fn html(&self, text: Text) -> String {
        let filling = Filling::new(self.lang);
        content_of(self).text(self.lang, text).html(&filling)
    }

    fn html_with(&self, text: Text, hole: Placeholder, value: String) -> String {
        let filling = Filling::new(self.lang).with(hole, Value::Text(value));
        content_of(self).text(self.lang, text).html(&filling)
    }

    fn plain(&self, text: Text) -> String {
        content_of(self).plain(self.lang, text)
    }

    fn key(&self, text: Text, button: StaffButton) -> StaffKey {
        StaffKey {
            label: self.plain(text),
            button,
        }
    }

    fn back(&self) -> Vec<StaffKey> {
        let home = StaffButton::Open(StaffPage::Home);
        vec![self.key(Text::DeskBackButton, home)]
    }

    fn plain_page(&self, text: Text) -> StaffView {
        let home = StaffButton::Open(StaffPage::Home);
        StaffView {
            html: self.html(text),
            keyboard: vec![vec![self.key(Text::DeskStaffHomeButton, home)]],
        }
    }

    fn sorry(&self, text: Text, months: Months) -> StaffView {
        let months = StaffPage::Report(months);
        StaffView {
            html: self.html(text),
            keyboard: vec![vec![
                self.key(Text::DeskStaffAgainButton, StaffButton::Open(months)),
            ]],
        }
    }

    /// The periods people ask for most; their months stand on the buttons, so that a button of
    /// last week still does what it says.
    fn home(&self) -> StaffView {
        let month = Month::of_day(self.world.today());
        let of = |text: Text, period: Period| StaffKey {
            label: format!("{} · {period}", self.plain(text)),
            button: open(period),
        };
        let quarter = Period::quarter_of(month);
        let quarter_before = Period::quarter_of(quarter.first().plus(-1));
        let year = Period::year_of(month);
        let year_before = Period::year_of(year.first().plus(-1));
        let page = |text, page| vec![self.key(text, StaffButton::Open(page))];
        StaffView {
            html: self.html(Text::DeskStaffHome),
            keyboard: vec![
                vec![
                    of(Text::DeskStaffThisMonth, Period::month(month)),
                    of(Text::DeskStaffLastMonth, Period::month(month.plus(-1))),
                ],
                vec![
                    of(Text::DeskStaffThisQuarter, quarter),
                    of(Text::DeskStaffLastQuarter, quarter_before),
                ],
                vec![
                    of(Text::DeskStaffThisYear, year),
                    of(Text::DeskStaffLastYear, year_before),
                ],
                page(Text::DeskStaffRangeButton, StaffPage::Years),
                page(Text::DeskStaffDigestButton, StaffPage::Digests),
                page(Text::DeskStaffLanguageButton, StaffPage::Languages),
            ],
        }
    }

    fn years(&self) -> StaffView {
        let this = self.world.today().year();
        let years: Vec<StaffKey> = (0..YEARS)
            .map(|ago| this.saturating_sub(ago))
            .map(|year| StaffKey {
                label: year.to_string(),
                button: StaffButton::Open(StaffPage::From(year)),
            })
            .collect();
        self.choice(self.html(Text::DeskStaffYears), years)
    }

    fn from(&self, year: i16) -> StaffView {
        let months = (1..=12).map(|number| Month::of(year, number));
        let keys = months.map(|month| StaffKey {
            label: month.to_string(),
            button: StaffButton::Open(StaffPage::To(month)),
        });
        let html = self.html_with(Text::DeskStaffFrom, Placeholder::Year, year.to_string());
        self.choice(html, keys.collect())
    }

    /// Ranges end with the year, as periods do.
    fn to(&self, from: Month) -> StaffView {
        let last = Period::year_of(from).last();
        let keys = (from.0..=last.0).map(Month).map(|to| StaffKey {
            label: to.to_string(),
            button: StaffButton::Open(StaffPage::Report(Months {
                first: from,
                last: to,
            })),
        });
        let html = self.html_with(Text::DeskStaffTo, Placeholder::From, from.to_string());
        self.choice(html, keys.collect())
    }

    fn choice(&self, html: String, keys: Vec<StaffKey>) -> StaffView {
        let mut keyboard: Vec<Vec<StaffKey>> = Vec::new();
        for key in keys {
            match keyboard.last_mut() {
                Some(row) if row.len() < 4 => row.push(key),
                _ => keyboard.push(vec![key]),
            }
        }
        keyboard.push(self.back());
        StaffView { html, keyboard }
    }

    fn languages(&self) -> StaffView {
        let keys = content_of(self).full_languages().map(|language| {
            let speak = StaffButton::Speak(language.tag.clone());
            StaffKey {
                label: language.name.clone(),
                button: speak,
            }
        });
        let mut keyboard: Vec<Vec<StaffKey>> = keys.map(|key| vec![key]).collect();
        keyboard.push(self.back());
        StaffView {
            html: self.html(Text::DeskStaffLanguages),
            keyboard,
        }
    }

    /// Whether figures come by themselves, and when next.
    fn digests(&self) -> StaffView {
        let every = self.room.digest.as_ref().map(|digest| digest.every);
        let zone = content_of(self).hours().zone();
        let next = super::due(self.room, self.world).map(|at| at.day_in(zone));
        let state = match (every, next) {
            (Some(every), Some(day)) => {
                let text = match every {
                    Every::Month => Text::DeskStaffMonthlyOn,
                    Every::Quarter => Text::DeskStaffQuarterlyOn,
                };
                let date = content_of(self).date(self.lang, day);
                self.html_with(text, Placeholder::Date, date)
            }
            _ => self.html(Text::DeskStaffDigestOff),
        };
        let mut keyboard = Vec::new();
        for (choice, text) in [
            (Some(Every::Month), Text::DeskStaffMonthlyButton),
            (Some(Every::Quarter), Text::DeskStaffQuarterlyButton),
            (None, Text::DeskStaffOffButton),
        ] {
            if choice != every {
                keyboard.push(vec![self.key(text, StaffButton::Send(choice))]);
            }
        }
        keyboard.push(self.back());
        StaffView {
            html: format!("{state}\n\n{}", self.html(Text::DeskStaffDigestWhy)),
            keyboard,
        }
    }
}
