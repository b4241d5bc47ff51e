//! A year of ten thousand people, simulated: whatever is shown of it is what happened, in every
//! column of every table, and in every file that is made of it.

use std::collections::BTreeMap;

use safe_migration_bot::content::Content;
use safe_migration_bot::model::figures::{Cut, Month};
use safe_migration_bot::statistics::period::Period;
use safe_migration_bot::statistics::report::{Figure, Report, Share, Spread, Table, Topic};

use super::simulated::{PEOPLE, SINCE, visits};
use super::truth::Truth;
use super::{Visit, files, live, month, months, report};
use crate::databases::TestDatabase;

/// How many figures of a table were held to the truth, and how many are not shown.
#[derive(Default, Debug)]
struct Seen {
    exact: usize,
    hidden: usize,
}

/// A report beside the truth of its period and of the one before.
struct Comparison<'a> {
    report: &'a Report,
    truth: Truth,
    /// `None`: nobody had counted then.
    before: Option<Truth>,
    seen: &'a mut BTreeMap<Topic, Seen>,
}

impl Comparison<'_> {
    fn all(&mut self) {
        for table in &self.report.tables {
            self.table(table);
        }
        self.spread("waiting", self.report.waiting, &self.truth.waited);
        self.spread("duration", self.report.duration, &self.truth.lasted);
    }

    /// A figure that is shown is the truth; one that nobody counted is one of a telephone line, or
    /// older than the bot.
    fn is_true(&mut self, topic: Topic, what: &str, figure: Figure, truth: Option<u64>) {
        let seen = self.seen.entry(topic).or_default();
        match (figure, truth) {
            (Figure::Exact(n), truth) => {
                let period = self.report.period;
                assert_eq!(Some(n), truth, "{what} of {topic:?} of {period}");
                seen.exact += 1;
            }
            (Figure::Hidden, Some(_)) => seen.hidden += 1,
            (Figure::Unknown, None) => {}
            (figure, truth) => panic!("{what} of {topic:?}: {figure:?}, {truth:?}"),
        }
    }

    fn table(&mut self, table: &Table) {
        let topic = table.topic;
        let is_ours = |category: &str| topic != Topic::Calls && category != "calls";
        for row in &table.rows {
            let category = row.category.as_str();
            let of = |truth: &Truth| is_ours(category).then(|| truth.row(topic, category));
            let (now, before) = (of(&self.truth), self.before.as_ref().and_then(of));
            self.is_true(topic, category, row.figure, now);
            self.is_true(topic, &format!("{category} before"), row.before, before);
        }
        for category in self.truth.categories(topic) {
            let has = table.rows.iter().any(|row| row.category == category);
            assert!(has, "{topic:?} lacks {category}");
        }
        if topic == Topic::Summary {
            return assert_eq!(table.total, None);
        }
        let of = |truth: &Truth| is_ours("").then(|| truth.total(topic));
        let (now, before) = (of(&self.truth), self.before.as_ref().and_then(of));
        self.is_true(topic, "total", table.total.unwrap(), now);
        self.is_true(topic, "total before", table.total_before.unwrap(), before);
        if topic != Topic::Calls {
            let told = self.truth.told(topic);
            self.is_true(topic, "base", table.base, Some(told));
            self.shares(table, told);
        }
    }

    /// Shares are of those who told, rounded to whole per cent, half of one up.
    fn shares(&self, table: &Table, told: u64) {
        for row in &table.rows {
            let n = self.truth.row(table.topic, &row.category);
            let are_shown = matches!(
                (table.base, row.figure),
                (Figure::Exact(_), Figure::Exact(_))
            );
            let expected = if !are_shown || row.category.is_empty() {
                Share::None
            } else if told < u64::from(self.report.percent_base) {
                Share::SmallBase
            } else {
                let hundredths = n as f64 / told as f64 * 100.0;
                Share::Percent(
                    (0..=100)
                        .rev()
                        .find(|p| f64::from(*p) - 0.5 <= hundredths)
                        .unwrap(),
                )
            };
            assert_eq!(row.share, expected, "{:?} {}", table.topic, row.category);
        }
    }

    /// Half, and nine of ten, took at most so long.
    fn spread(&self, what: &str, spread: Spread, truth: &[u32]) {
        let n = truth.len();
        assert_ne!(spread.base, Figure::Unknown);
        let is_shown = spread.base != Figure::Hidden && n >= self.report.percent_base as usize;
        if let Figure::Exact(base) = spread.base {
            assert_eq!(base, n as u64, "{what}");
        }
        let at = |of_ten: usize| is_shown.then(|| truth[(n * of_ten).div_ceil(10) - 1]);
        assert_eq!((spread.median, spread.p90), (at(5), at(9)), "{what}");
    }
}

/// Month by month the same as in a report of that month alone.
fn course_is_true(content: &Content, visits: &[Visit], report: &Report) {
    let all: Vec<Month> = report.course.iter().map(|course| course.month).collect();
    assert_eq!(all, report.period.months().collect::<Vec<_>>());
    for course in &report.course {
        let truth = Truth::of(content, visits, Period::month(course.month));
        let gender = Topic::Visitors(Cut::Gender);
        for (figure, n) in [
            (course.visitors, truth.total(gender)),
            (course.women, truth.row(gender, "woman")),
            (course.men, truth.row(gender, "man")),
        ] {
            assert!(
                figure == Figure::Exact(n) || figure == Figure::Hidden,
                "{course:?}"
            );
        }
    }
    let shown = |figure: Figure| matches!(figure, Figure::Exact(_));
    assert!(
        report
            .course
            .iter()
            .any(|course| shown(course.visitors) && shown(course.men))
    );
}

on_both_databases! {
    async fn every_figure_that_is_shown_is_the_truth(database: TestDatabase) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let visits = visits(&content);
        live(&db, &visits).await;
        let mut seen = BTreeMap::new();
        for period in [
            Period::month(month(1)),
            Period::month(month(8)),
            Period::quarter_of(month(5)),
            Period::quarter_of(month(11)),
            months(6, 9),
            months(2, 3),
            months(1, 7),
            Period::year_of(month(1)),
        ] {
            let report = report(&db, &content, period).await;
            assert_eq!(report.period, period);
            let is_counted = |before: &Period| before.last() >= Month::of_day(SINCE);
            let before = report.before.filter(is_counted);
            let mut comparison = Comparison {
                report: &report,
                truth: Truth::of(&content, &visits, period),
                before: before.map(|before| Truth::of(&content, &visits, before)),
                seen: &mut seen,
            };
            comparison.all();
            course_is_true(&content, &visits, &report);
            if period == Period::quarter_of(month(5)) {
                files::tell_the_same(&report, &content, &["uk", "ru", "en"]);
                files::are_read_by_another_program(&report, &content);
            } else {
                files::tell_the_same(&report, &content, &["uk"]);
            }
        }
        // The eyes of this test are open: of every table something is shown.
        for (topic, seen) in &seen {
            assert!(*topic == Topic::Calls || seen.exact > 5, "{topic:?}: {seen:?}");
        }
        let sum = |of: fn(&Seen) -> usize| seen.values().map(of).sum::<usize>();
        // Countries, ages and campaigns are told apart by quarters only.
        let (exact, hidden) = (sum(|seen| seen.exact), sum(|seen| seen.hidden));
        assert!(exact > hidden, "most is shown: {exact}, hidden {hidden}");
        let year = report(&db, &content, Period::year_of(month(1))).await;
        let hidden = year.tables.iter().flat_map(|table| &table.rows);
        let hidden = hidden.filter(|row| row.figure == Figure::Hidden).count();
        assert!(hidden < 40, "of a year of {PEOPLE} people little is hidden: {hidden}");
        let gender = year.table(Topic::Visitors(Cut::Gender)).unwrap();
        assert!(gender.rows.iter().all(|row| matches!(row.figure, Figure::Exact(_))));
    }
}
