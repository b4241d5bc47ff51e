//! A report for tests: the quarter of the bulletin this report is made for (283 visitors, 28 % men
//! and 72 % women), with everything else a report can hold, some of it not shown.

use std::path::Path;
use std::sync::LazyLock;

use jiff::civil::date;

use crate::content::{Content, Files, Lang};
use crate::model::figures::{Cut, Month};
use crate::statistics::period::Period;
use crate::statistics::report::{Course, Figure, Note, Report, Row, Share, Spread, Table, Topic};

pub fn lang(tag: &str) -> Lang {
    tag.parse().unwrap()
}

/// The texts as they are shipped, read once for all tests.
pub fn content() -> Content {
    static SHIPPED: LazyLock<Content> = LazyLock::new(|| {
        let (content, problems) = Content::check(&Files::embedded(), date(2026, 11, 26));
        content.unwrap_or_else(|| panic!("{problems}"))
    });
    SHIPPED.clone()
}

/// The small content of the tests, whose answers stay as they are.
pub fn small() -> Content {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/content");
    Content::load(&folder).unwrap()
}

pub fn period(year: i16, first: i8, last: i8) -> Period {
    Period::new(Month::of(year, first), Month::of(year, last)).unwrap()
}

/// A row whose share is reckoned from the base.
pub fn row(category: &str, n: u64, base: u64) -> Row {
    let share = match base {
        0 => Share::None,
        base => Share::Percent(u32::try_from((n * 200 + base) / (base * 2)).unwrap()),
    };
    Row {
        category: category.to_owned(),
        figure: Figure::Exact(n),
        share,
        before: Figure::Exact(n / 2 + 40),
    }
}

pub fn hidden(category: &str) -> Row {
    Row {
        category: category.to_owned(),
        figure: Figure::Hidden,
        share: Share::None,
        before: Figure::Unknown,
    }
}

pub fn table(topic: Topic, total: Option<u64>, base: Figure, rows: Vec<Row>) -> Table {
    Table {
        topic,
        total: total.map(Figure::Exact),
        total_before: total.map(|_| Figure::Exact(250)),
        base,
        rows,
    }
}

/// Nothing but the period, the visitors and how many of them are men and women.
pub fn visitors(period: Period, visitors: Figure, men: Row, women: Row, base: Figure) -> Report {
    let mut summary = row("visitors", 0, 0);
    summary.figure = visitors;
    summary.before = Figure::Unknown;
    let mut report = empty(period);
    report.tables = vec![
        table(Topic::Summary, None, Figure::Unknown, vec![summary]),
        table(Topic::Visitors(Cut::Gender), None, base, vec![women, men]),
    ];
    report
}

pub fn empty(period: Period) -> Report {
    let nothing = Spread {
        base: Figure::Unknown,
        median: None,
        p90: None,
    };
    Report {
        period,
        before: period.before(),
        zone: "Europe/Kyiv".to_owned(),
        made_on: date(2022, 10, 5),
        k: 11,
        percent_base: 30,
        by_quarter: vec![Cut::Country],
        events_by_month: false,
        tables: Vec::new(),
        waiting: nothing,
        duration: nothing,
        course: Vec::new(),
        notes: Vec::new(),
    }
}

/// The bulletin's own quarter.
pub fn quarter() -> Report {
    let mut report = empty(period(2022, 6, 9));
    report.tables = vec![summary()];
    report.tables.extend(of_visitors());
    report.tables.extend(of_consultations());
    report.waiting = Spread {
        base: Figure::Exact(9814),
        median: Some(12),
        p90: Some(2880),
    };
    report.duration = Spread {
        base: Figure::Exact(9800),
        median: Some(180),
        p90: Some(4320),
    };
    report.course = vec![
        month(6, Figure::Exact(104), Figure::Exact(76), Figure::Exact(28)),
        month(7, Figure::Exact(121), Figure::Exact(80), Figure::Exact(30)),
        month(8, Figure::Exact(43), Figure::Hidden, Figure::Hidden),
        month(9, Figure::Hidden, Figure::Hidden, Figure::Hidden),
    ];
    report.notes = vec![
        Note::Suppressed,
        Note::EndsWith(Month::of(2022, 9)),
        Note::Imported,
        Note::Since(Month::of(2022, 4)),
        Note::TooLong(3),
        Note::NewUnknown(3),
        Note::NotAdditive,
        Note::Folded(Month::of(2022, 5)),
    ];
    report
}

fn month(number: i8, visitors: Figure, women: Figure, men: Figure) -> Course {
    Course {
        month: Month::of(2022, number),
        visitors,
        women,
        men,
    }
}

fn summary() -> Table {
    let rows = [
        ("visitors", 283),
        ("visitors_new", 211),
        ("visitors_returning", 72),
        ("persons_consulted", 190),
        ("conversations", 9814),
        ("consultations", 36757),
        ("referrals_given", 418),
        ("faq_views", 1204),
        ("safety_page", 37),
        ("leaflet_sent", 261),
        ("searches_empty", 55),
    ];
    let rows = rows.map(|(code, n)| row(code, n, 0)).into_iter();
    let rows = rows.chain([hidden("complaints")]).collect();
    table(Topic::Summary, None, Figure::Unknown, rows)
}

/// What visitors told: of how many it is known, how many told what (`None`: not shown), and how many
/// told nothing.
type Told = (
    Cut,
    u64,
    &'static [(&'static str, Option<u64>)],
    Option<u64>,
);

const TOLD: [Told; 7] = [
    (
        Cut::Gender,
        283,
        &[("woman", Some(204)), ("man", Some(79))],
        Some(0),
    ),
    (
        Cut::Language,
        283,
        &[("uk", Some(190)), ("ru", Some(71)), ("en", Some(22))],
        None,
    ),
    (
        Cut::Country,
        230,
        &[
            ("PL", Some(96)),
            ("DE", Some(61)),
            ("CZ", Some(31)),
            ("UA", Some(17)),
            ("MD", None),
            ("SK", None),
            ("other_eu", Some(14)),
            ("other", Some(0)),
        ],
        Some(53),
    ),
    (
        Cut::Age,
        120,
        &[
            ("under18", None),
            ("18_24", Some(31)),
            ("25_59", Some(66)),
            ("60", None),
        ],
        Some(163),
    ),
    (
        Cut::Place,
        200,
        &[("inside", Some(34)), ("outside", Some(166))],
        Some(83),
    ),
    (
        Cut::Citizenship,
        0,
        &[("ukraine", None), ("third_country", None)],
        Some(258),
    ),
    (
        Cut::Source,
        283,
        &[("poster", Some(97)), ("border", None), ("other", None)],
        Some(166),
    ),
];

fn of_visitors() -> Vec<Table> {
    let new = vec![row("new", 211, 283), row("", 72, 283)];
    let mut tables = vec![table(Topic::Return, Some(283), Figure::Exact(283), new)];
    for (cut, base, told, nothing) in TOLD {
        let told = told.iter().map(|(code, n)| match n {
            Some(n) => row(code, *n, base),
            None => hidden(code),
        });
        let nothing = nothing.map(|n| row("", n, 0));
        let rows = told.chain(nothing).collect();
        tables.push(table(
            Topic::Visitors(cut),
            Some(283),
            Figure::Exact(base),
            rows,
        ));
    }
    tables
}

fn of_consultations() -> Vec<Table> {
    let subjects = [
        ("stay", 10292),
        ("work", 5146),
        ("referral", 4043),
        ("housing", 2205),
        ("school", 1470),
        ("health", 901),
        ("protection", 612),
        ("other", 12088),
    ];
    let subjects = subjects.map(|(code, n)| row(code, n, 36757)).to_vec();
    let all = |topic, n: u64, rows: &[(&str, u64)]| {
        let rows = rows.iter().map(|(code, of)| row(code, *of, n)).collect();
        table(topic, Some(n), Figure::Exact(n), rows)
    };
    vec![
        table(
            Topic::Consultations(Cut::Detail),
            Some(36757),
            Figure::Exact(36757),
            subjects,
        ),
        all(
            Topic::Conversations(Cut::Detail),
            9814,
            &[("yes", 7000), ("no", 2814)],
        ),
        all(
            Topic::Outcomes,
            9814,
            &[("informed", 9000), ("referred", 814)],
        ),
        all(
            Topic::Referrals,
            418,
            &[("legal_aid", 300), ("police", 118)],
        ),
        all(
            Topic::Ratings,
            120,
            &[("good", 90), ("fair", 18), ("bad", 12)],
        ),
        table(
            Topic::Answers,
            None,
            Figure::Exact(1204),
            vec![row("tp-what", 800, 0), row("hp-passport", 404, 0)],
        ),
        all(Topic::Helped, 90, &[("yes", 71), ("no", 19)]),
        all(Topic::Lines, 300, &[("PL", 170), ("DE", 90), ("", 40)]),
    ]
}
