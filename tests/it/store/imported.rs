//! Figures from elsewhere.

use safe_migration_bot::model::figures::{Cut, Imported, Month};
use safe_migration_bot::store::{Db, imported};

use crate::databases::TestDatabase;

on_both_databases! {
    async fn a_figure_from_elsewhere_stands_once_and_can_be_corrected(database: TestDatabase) {
        let db = database.open().await;
        let figure = |month, category: &str, n| Imported {
            month: Month::of(2021, month),
            indicator: "calls".to_owned(),
            cut: Cut::Detail,
            category: category.to_owned(),
            n,
        };
        let first = [figure(3, "", 453), figure(3, "in", 411), figure(5, "", 7)];
        for given in [&first[..], &first, &[figure(3, "", 454)]] {
            let mut tx = db.begin().await.unwrap();
            imported::put(&mut tx, given).await.unwrap();
            tx.commit().await.unwrap();
        }
        // The command line only looks, also while the bot runs.
        let reader = Db::open_to_read(&database.url).await.unwrap();
        let spring = imported::between(&reader, Month::of(2021, 1), Month::of(2021, 4)).await.unwrap();
        assert_eq!(spring, [figure(3, "", 454), figure(3, "in", 411)]);
        let mut tx = reader.begin().await.unwrap();
        assert!(imported::put(&mut tx, &first).await.is_err(), "it may not write");
    }
}
