//! The figure staff have quoted before: 283 people from June to September 2022, of whom 28 % were men
//! and 72 % women.

use jiff::civil::date;
use safe_migration_bot::content::Content;
use safe_migration_bot::model::fact::Breakdown;
use safe_migration_bot::model::figures::Cut;
use safe_migration_bot::statistics::report::{Figure, Share, Topic};

use super::{Visit, figure, live, months, report};
use crate::databases::TestDatabase;

/// Somebody who comes once, a man if `man`.
fn once(visitor: usize, man: bool) -> Visit {
    let month = i8::try_from(6 + visitor % 4).unwrap();
    Visit {
        visitor,
        day: date(2022, month, i8::try_from(1 + visitor % 28).unwrap()),
        told: Breakdown {
            language: "uk".into(),
            gender: if man { "man" } else { "woman" }.into(),
            ..Breakdown::default()
        },
        source: String::new(),
        is_new: true,
        facts: Vec::new(),
    }
}

on_both_databases! {
    async fn june_to_september_can_be_quoted(database: TestDatabase) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let visits: Vec<Visit> = (0..283).map(|visitor| once(visitor, visitor < 79)).collect();
        live(&db, &visits).await;
        let report = report(&db, &content, months(6, 9)).await;
        assert_eq!(figure(&report, Topic::Summary, "visitors"), Figure::Exact(283));
        let gender = report.table(Topic::Visitors(Cut::Gender)).unwrap();
        assert_eq!(gender.base, Figure::Exact(283));
        let rows: Vec<_> =
            gender.rows.iter().map(|row| (row.category.as_str(), row.figure, row.share)).collect();
        assert_eq!(rows, [
            ("woman", Figure::Exact(204), Share::Percent(72)),
            ("man", Figure::Exact(79), Share::Percent(28)),
            ("", Figure::Exact(0), Share::None),
        ]);
        let course: Vec<Figure> = report.course.iter().map(|month| month.visitors).collect();
        assert_eq!(course, [71, 71, 71, 70].map(Figure::Exact));
    }
}
