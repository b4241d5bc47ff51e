//! A report from figures: asks the books, which say of each figure what it is or that it is hidden,
//! and computes shares and lengths of time from what is shown alone.

use jiff::civil::Date;

use super::book::{Asked, Book};
use super::disclosure::{Counted, Happened, Range};
use super::period::{Period, settled, shown_on};
use super::report::{
    Course, Figure, NoReport, Note, Report, Row, Rules, SUMMARY, Share, Spread, Table, Topic,
};
use super::tally::{HELPED, OF_PEOPLE, OF_TALKS, Tally, number, wholes_of};
use crate::model::figures::{Crowd, Cut, Figures, Month};

/// Makes a report of a period. Of a period that is not over, it takes the months that are.
/// `years` holds the figures of the period's year, of the two before, and whatever else there is,
/// each with the rules that hold for it; `rules` hold where there are none, and say when a month is
/// settled.
///
/// # Errors
/// [`NoReport`].
pub fn make(
    period: Period,
    years: &[(Figures, Rules)],
    rules: &Rules,
    today: Date,
) -> Result<Report, NoReport> {
    let last = settled(today, rules.settle_days);
    if last < period.first() {
        return Err(NoReport::NotYet(shown_on(
            period.first(),
            rules.settle_days,
        )));
    }
    let whole = period;
    let period = Period::new(period.first(), period.last().min(last)).unwrap_or(period);
    let before = period.before();
    let nothing = (Figures::default(), rules.clone());
    let of_year = |year: i16| {
        years
            .iter()
            .find(|(figures, _)| figures.year == year)
            .unwrap_or(&nothing)
    };
    let tally = |year: i16, months: usize| {
        let (figures, rules) = of_year(year);
        Tally::new(figures, &of_year(year - 1).0, months, rules)
    };
    let asked = before.unwrap_or(period);
    let now = tally(period.year(), number(period.last()));
    // What is decided up to a month holds for all before it, so a year is decided once.
    let earlier =
        (asked.year() != period.year()).then(|| tally(asked.year(), number(asked.last())));
    let earlier = earlier.as_ref().unwrap_or(&now);
    let of_now = &of_year(period.year()).1;
    let maker = Maker {
        rules: of_now,
        now: Year::new(&now, period),
        then: before.map(|before| Year::new(earlier, before)),
    };
    let tables = maker.tables();
    let mut notes = maker.notes(period, (period != whole).then_some(last), &tables);
    if !of_now.show_as(rules) {
        notes.push(Note::OlderRules);
    }
    Ok(Report {
        period,
        before,
        zone: of_now.zone.clone(),
        made_on: today,
        k: of_now.k,
        percent_base: of_now.percent_base,
        by_quarter: of_now.by_quarter.clone(),
        events_by_month: of_now.events_by_month,
        waiting: maker.now.spread("first_answer_minutes"),
        duration: maker.now.spread("duration_minutes"),
        course: maker.now.course(period),
        tables,
        notes,
    })
}

/// A year, asked for one period.
struct Year<'a> {
    figures: &'a Figures,
    rules: &'a Rules,
    tally: &'a Tally<'a>,
    period: Period,
    range: Range,
}

struct Maker<'a> {
    rules: &'a Rules,
    now: Year<'a>,
    then: Option<Year<'a>>,
}

impl<'a> Year<'a> {
    fn new(tally: &'a Tally<'a>, period: Period) -> Self {
        Self {
            figures: tally.figures,
            rules: tally.rules,
            tally,
            period,
            range: Range::new(number(period.first()), number(period.last())),
        }
    }

    /// Whether the bot has counted in any month of these.
    fn has_counted(&self, range: Range) -> bool {
        let last =
            Month::of(self.period.year(), 1).plus(i32::try_from(range.last).unwrap_or(1) - 1);
        self.figures.since.is_some_and(|since| since <= last)
    }

    /// A figure on people in a range: our own, or a month's that was imported. Of a range with both,
    /// and of several imported months, nobody knows who was counted twice.
    fn people(&self, indicator: &str, range: Range, own: impl Fn(Range) -> Figure) -> Figure {
        let imported = self.figures.imported.iter().filter(|one| {
            let inside = (range.first..=range.last).contains(&number(one.month));
            one.indicator == indicator
                && one.cut == Cut::Detail
                && inside
                && self.tally.counts_as(one)
        });
        let imported: Vec<u64> = imported.map(|one| one.n).collect();
        match imported.as_slice() {
            [] if self.has_counted(range) => own(range),
            [n] if range.first == range.last => self.safe(*n),
            _ => Figure::Unknown,
        }
    }

    fn safe(&self, n: u64) -> Figure {
        if (1..u64::from(self.rules.k)).contains(&n) {
            Figure::Hidden
        } else {
            Figure::Exact(n)
        }
    }

    fn visitors(&self, range: Range) -> Figure {
        self.people("visitors", range, |range| self.tally.visitors.total(range))
    }

    /// Visitors of a category.
    fn visitors_by(&self, cut: Cut, category: &str, range: Range) -> Figure {
        match self.visitors(range) {
            Figure::Exact(_) if self.has_counted(range) => {
                self.tally.visitors.cell(cut, category, range)
            }
            Figure::Exact(_) => Figure::Unknown,
            other => other,
        }
    }

    /// New visitors: those of the year up to the end without those up to the beginning.
    fn new_visitors(&self, range: Range) -> Figure {
        self.people("visitors_new", range, |range| {
            let upto = |last: usize| match last {
                0 => Figure::Exact(0),
                last => self
                    .tally
                    .visitors
                    .cell(Cut::Return, "new", Range::new(1, last)),
            };
            less(upto(range.last), upto(range.first - 1))
        })
    }

    /// Whether the years that [`Self::new_visitors`] looks at are shown at all.
    fn tells_who_is_new(&self) -> bool {
        let is_shown = |last: usize| last == 0 || self.tally.is_for_people(Range::new(1, last));
        is_shown(self.range.last) && is_shown(self.range.first - 1)
    }

    /// People with a conversation. What was imported of them was decided with nothing else, so it is
    /// compared here with what it is part of ([`PARTS`]).
    fn consulted(&self, range: Range) -> Figure {
        let consulted = Crowd::Consulted.code();
        let figure = self.people(consulted, range, |range| self.tally.consulted.total(range));
        let visitors = self.visitors(range);
        let leaves_few = |whole: &str| {
            let whole = match whole {
                "visitors" => visitors,
                fact => self.happened(fact, |book, range| book.total(range)),
            };
            match (whole, figure) {
                (Figure::Exact(all), Figure::Exact(part)) => {
                    self.safe(all.abs_diff(part)) == Figure::Hidden
                }
                _ => false,
            }
        };
        match visitors {
            Figure::Exact(_) if wholes_of(consulted).any(leaves_few) => Figure::Hidden,
            Figure::Exact(_) => figure,
            // Of an import there may be no visitors.
            Figure::Unknown if !self.has_counted(range) => figure,
            other => other,
        }
    }

    /// A figure on events; nobody has counted before the bot, unless it was imported.
    fn happened(&self, fact: &str, ask: impl Fn(&Book<Happened>, Range) -> Figure) -> Figure {
        let is_imported = || {
            let mut imported = self.figures.imported.iter();
            imported.any(|one| {
                one.indicator == fact
                    && self.tally.counts_as(one)
                    && self.period.months().any(|month| month == one.month)
            })
        };
        let ours = fact != "calls" && self.has_counted(self.range);
        match self.tally.events(fact) {
            Some(book) if ours || is_imported() => ask(book, self.range),
            _ => Figure::Unknown,
        }
    }

    /// Lengths are upper ends of coarse steps and tell no count, so they need no more than their base;
    /// how many it is may have to be hidden ([`PARTS`]).
    fn spread(&self, fact: &str) -> Spread {
        let base = self.happened(fact, |book, range| book.total(range));
        let of = self.happened(fact, |book, range| Figure::Exact(book.whole.count(range)));
        let (mut median, mut p90) = (None, None);
        if let Figure::Exact(n) = of
            && n >= u64::from(self.rules.percent_base)
        {
            let details = self.tally.details(fact, self.range);
            let read = |(minutes, n): (&String, &u64)| Some((minutes.parse().ok()?, *n));
            let mut steps: Vec<(u32, u64)> = details.iter().filter_map(read).collect();
            steps.sort_unstable();
            let at = |share: u64| {
                let mut passed = 0;
                let reached = steps.iter().find(|(_, n)| {
                    passed += n;
                    passed * 100 >= n_of(&steps) * share
                });
                reached.map(|(minutes, _)| *minutes)
            };
            (median, p90) = (at(50), at(90));
        }
        Spread { base, median, p90 }
    }

    fn course(&self, period: Period) -> Vec<Course> {
        period
            .months()
            .map(|month| {
                let range = Range::new(number(month), number(month));
                Course {
                    month,
                    visitors: self.visitors(range),
                    women: self.visitors_by(Cut::Gender, "woman", range),
                    men: self.visitors_by(Cut::Gender, "man", range),
                }
            })
            .collect()
    }
}

fn n_of(steps: &[(u32, u64)]) -> u64 {
    steps.iter().map(|(_, n)| n).sum()
}

/// The difference of two shown figures.
fn less(all: Figure, part: Figure) -> Figure {
    match (all, part) {
        (Figure::Exact(all), Figure::Exact(part)) => Figure::Exact(all.saturating_sub(part)),
        (Figure::Unknown, _) | (_, Figure::Unknown) => Figure::Unknown,
        _ => Figure::Hidden,
    }
}

impl Maker<'_> {
    fn tables(&self) -> Vec<Table> {
        let mut tables = vec![self.summary(), self.table_of_return()];
        let is_quarters = self.now.range.is_quarters();
        let is_made = |cut: &Cut| is_quarters || !self.rules.by_quarter.contains(cut);
        let of_people = OF_PEOPLE.into_iter().filter(|cut| *cut != Cut::Return);
        for cut in of_people.filter(is_made) {
            tables.push(self.table_of_visitors(cut));
        }
        if !is_quarters && !self.rules.events_by_month {
            return tables;
        }
        for cut in OF_TALKS {
            tables.push(self.table(Topic::Conversations(cut), "conversations", cut));
        }
        for cut in OF_TALKS {
            tables.push(self.table(Topic::Consultations(cut), "consultations", cut));
        }
        for (topic, fact) in [
            (Topic::Outcomes, "outcomes"),
            (Topic::Referrals, "referrals_given"),
            (Topic::Ratings, "ratings"),
            (Topic::Answers, "faq_views"),
            (Topic::Helped, HELPED),
            (Topic::Feedback, "feedback"),
            (Topic::Lines, "contacts_shown"),
            (Topic::Calls, "calls"),
        ] {
            tables.push(self.table(topic, fact, Cut::Detail));
        }
        tables
    }

    fn summary(&self) -> Table {
        let rows = SUMMARY
            .into_iter()
            .map(|indicator| Row {
                category: indicator.to_owned(),
                figure: self.indicator(&self.now, indicator),
                share: Share::None,
                before: self.before(|year| self.indicator(year, indicator)),
            })
            .collect();
        Table {
            topic: Topic::Summary,
            total: None,
            total_before: None,
            base: Figure::Unknown,
            rows,
        }
    }

    fn before(&self, figure: impl Fn(&Year<'_>) -> Figure) -> Figure {
        self.then.as_ref().map_or(Figure::Unknown, figure)
    }

    /// Whether the year of the period before has rows of its own, so that one it lacks is in another.
    fn rows_differ(&self) -> bool {
        let differs = |then: &Year<'_>| !then.rules.show_as(self.rules);
        self.then.as_ref().is_some_and(differs)
    }

    fn indicator(&self, year: &Year<'_>, indicator: &str) -> Figure {
        let range = year.range;
        let of = |fact: &str, category: Option<&str>| {
            year.happened(fact, |book, range| match category {
                Some(category) => book.cell(Cut::Detail, category, range),
                None => book.total(range),
            })
        };
        match indicator {
            "visitors" => year.visitors(range),
            "visitors_new" => year.new_visitors(range),
            "visitors_returning" => less(year.visitors(range), year.new_visitors(range)),
            "persons_consulted" => year.consulted(range),
            // The last outcome is for what is nothing the service does.
            "out_of_remit" => match year.rules.outcomes.last() {
                Some(outcome) => of("outcomes", Some(outcome)),
                None => Figure::Unknown,
            },
            "helpful_yes" => of(HELPED, Some("yes")),
            "helpful_no" => of(HELPED, Some("no")),
            fact => of(fact, None),
        }
    }

    fn table_of_return(&self) -> Table {
        let returning =
            |year: &Year<'_>| less(year.visitors(year.range), year.new_visitors(year.range));
        let row = |category: &str, figure: Figure, before: Figure| Row {
            category: category.to_owned(),
            figure,
            share: Share::None,
            before,
        };
        let rows = vec![
            row(
                "new",
                self.now.new_visitors(self.now.range),
                self.before(|year| year.new_visitors(year.range)),
            ),
            row("returning", returning(&self.now), self.before(returning)),
        ];
        let total = self.now.visitors(self.now.range);
        self.shared(Table {
            topic: Topic::Return,
            total: Some(total),
            total_before: Some(self.before(|year| year.visitors(year.range))),
            base: total,
            rows,
        })
    }

    fn table_of_visitors(&self, cut: Cut) -> Table {
        let names: Vec<&str> = self.now.tally.visitors.categories(cut).collect();
        let rows = names
            .into_iter()
            .map(|category| Row {
                category: category.to_owned(),
                figure: self.now.visitors_by(cut, category, self.now.range),
                share: Share::None,
                before: self.before(|year| {
                    let is_row = year.tally.visitors.has(cut, category) || !self.rows_differ();
                    match is_row {
                        true => year.visitors_by(cut, category, year.range),
                        false => Figure::Unknown,
                    }
                }),
            })
            .collect();
        self.finished(Table {
            topic: Topic::Visitors(cut),
            total: Some(self.now.visitors(self.now.range)),
            total_before: Some(self.before(|year| year.visitors(year.range))),
            base: Figure::Unknown,
            rows,
        })
    }

    fn table(&self, topic: Topic, fact: &str, cut: Cut) -> Table {
        let names = self
            .now
            .tally
            .events(fact)
            .into_iter()
            .flat_map(|book| book.categories(cut));
        let of = |year: &Year<'_>, category: &str| {
            let is_row = |book: &Book<Happened>| book.has(cut, category) || !self.rows_differ();
            year.happened(fact, |book, range| match is_row(book) {
                true => book.cell(cut, category, range),
                false => Figure::Unknown,
            })
        };
        let mut rows: Vec<Row> = names
            .map(|category| Row {
                category: category.to_owned(),
                figure: of(&self.now, category),
                share: Share::None,
                before: self.before(|year| of(year, category)),
            })
            .collect();
        if topic == Topic::Answers {
            // Those most read first; those that are hidden in an order that tells nothing.
            rows.sort_by(|a, b| {
                let n = |row: &Row| match row.figure {
                    Figure::Exact(n) => n,
                    Figure::Hidden | Figure::Unknown => 0,
                };
                n(b).cmp(&n(a)).then_with(|| a.category.cmp(&b.category))
            });
        }
        let total = |year: &Year<'_>| year.happened(fact, |book, range| book.total(range));
        self.finished(Table {
            topic,
            total: Some(total(&self.now)),
            total_before: Some(self.before(total)),
            base: Figure::Unknown,
            rows,
        })
    }

    /// Finds the base, those of whom it is known, and the shares; leaves out what nobody told if that
    /// is nobody.
    fn finished(&self, mut table: Table) -> Table {
        let rest = table
            .rows
            .iter()
            .find(|row| row.category.is_empty())
            .map(|row| row.figure);
        let told = table.rows.iter().filter(|row| !row.category.is_empty());
        let sum = told
            .map(|row| row.figure)
            .try_fold(0, |sum, figure| match figure {
                Figure::Exact(n) => Some(sum + n),
                Figure::Hidden | Figure::Unknown => None,
            });
        table.base = match (sum, table.total, rest) {
            (Some(sum), _, _) => Figure::Exact(sum),
            (None, Some(total), Some(rest)) => less(total, rest),
            (None, Some(total), None) => total,
            (None, None, _) => Figure::Hidden,
        };
        let is_detail = matches!(
            table.topic,
            Topic::Conversations(Cut::Detail)
                | Topic::Consultations(Cut::Detail)
                | Topic::Outcomes
                | Topic::Referrals
                | Topic::Ratings
                | Topic::Answers
                | Topic::Helped
                | Topic::Feedback
                | Topic::Calls
        );
        table.rows.retain(|row| {
            let is_nothing = row.figure == Figure::Exact(0) && row.before == Figure::Exact(0);
            !(is_detail && row.category.is_empty() && is_nothing)
        });
        self.shared(table)
    }

    /// Computes the shares of the base, from what is shown.
    fn shared(&self, mut table: Table) -> Table {
        let least = u64::from(self.rules.percent_base);
        for row in &mut table.rows {
            row.share = match (table.base, row.figure) {
                _ if row.category.is_empty() => Share::None,
                (Figure::Exact(base), Figure::Exact(_)) if base < least => Share::SmallBase,
                (Figure::Exact(base), Figure::Exact(n)) => percent(n, base),
                _ => Share::None,
            };
        }
        table
    }

    fn notes(&self, period: Period, ends_early: Option<Month>, tables: &[Table]) -> Vec<Note> {
        let mut notes = Vec::new();
        let is_hidden = |table: &Table| {
            let hidden = |row: &Row| row.figure == Figure::Hidden || row.before == Figure::Hidden;
            table.total == Some(Figure::Hidden) || table.rows.iter().any(hidden)
        };
        if tables.iter().any(is_hidden) {
            notes.push(Note::Suppressed);
        }
        notes.extend(ends_early.map(Note::EndsWith));
        if !self.now.tally.is_for_people(self.now.range) {
            notes.push(Note::TooLong(self.rules.longest_range_months));
        } else if !self.now.tells_who_is_new() {
            notes.push(Note::NewUnknown(self.rules.longest_range_months));
        }
        let figures = self.now.figures;
        let mut imported = figures.imported.iter();
        let inside = |month: Month| (period.first()..=period.last()).contains(&month);
        if imported.any(|one| inside(one.month) && self.now.tally.counts_as(one)) {
            notes.push(Note::Imported);
        }
        if let Some(since) = figures.since.filter(|since| *since > period.first()) {
            notes.push(Note::Since(since));
        }
        if period.first() != period.last() {
            notes.push(Note::NotAdditive);
        }
        if let Some(folded) = figures.folded.filter(|folded| *folded > period.first()) {
            notes.push(Note::Folded(folded));
        }
        notes
    }
}

/// Whole per cent, half of one rounded up.
fn percent(n: u64, base: u64) -> Share {
    match (n * 100 + base / 2).checked_div(base).map(u32::try_from) {
        Some(Ok(percent)) => Share::Percent(percent),
        _ => Share::SmallBase,
    }
}

#[cfg(test)]
mod tests;
