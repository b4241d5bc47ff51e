//! By which rules a year's figures are shown: settled once, while the bot's own follow its content.

use safe_migration_bot::store::figure_rules;

use crate::databases::TestDatabase;

on_both_databases! {
    async fn the_rules_of_a_year_are_settled_once_and_those_of_the_bot_are_not(database: TestDatabase) {
        let db = database.open().await;
        assert_eq!(figure_rules::of_the_bot(&db).await.unwrap(), None);
        assert_eq!(figure_rules::of_year(&db, 2026).await.unwrap(), None);
        for rules in ["first", "second"] {
            let mut tx = db.begin().await.unwrap();
            figure_rules::tell(&mut tx, rules).await.unwrap();
            figure_rules::settle(&mut tx, 2026, rules).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(figure_rules::of_the_bot(&db).await.unwrap().as_deref(), Some(rules));
            assert_eq!(figure_rules::of_year(&db, 2026).await.unwrap().as_deref(), Some("first"));
        }
        assert_eq!(figure_rules::of_year(&db, 2027).await.unwrap(), None);
    }
}
