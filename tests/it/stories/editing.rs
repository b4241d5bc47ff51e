//! Editors at work while people talk to the bot.

use std::path::Path;

use safe_migration_bot::content::Text;

use crate::databases::TestDatabase;
use crate::town::Town;

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn replace(file: &Path, old: &str, new: &str) {
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(old), "`{old}` stands in {}", file.display());
    std::fs::write(file, text.replacen(old, new, 1)).unwrap();
}

on_both_databases! {
    /// A correct edit is live at once, also for pages that are opened anew; a broken one changes
    /// nothing for anybody until it is mended.
    async fn a_broken_edit_keeps_the_last_good_content(database: TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        copy(&content, folder.path());
        let interface = folder.path().join("text/en/interface.yaml");
        let mut town = Town::asleep(database).await.with_content(folder.path().to_owned());
        town.starts_the_bot().await;
        let amina = town.person("Amina", Some("en"));
        amina.starts().await;
        let menu = amina.screen().lines().next().unwrap().to_owned();

        let mut versions = town.bot().core().library().versions();
        replace(&interface, &menu, "Where shall we begin?");
        versions.changed().await.unwrap();
        amina.starts().await;
        amina.sees("Where shall we begin?");

        replace(&interface, "Where shall we begin?", "{nobody} knows this placeholder");
        replace(&folder.path().join("text/uk/interface.yaml"), "uk:", "uk: [");
        amina.starts().await;
        amina.sees("Where shall we begin?");

        std::fs::copy(content.join("text/uk/interface.yaml"), folder.path().join("text/uk/interface.yaml")).unwrap();
        replace(&interface, "{nobody} knows this placeholder", "All is well again.");
        versions.changed().await.unwrap();
        amina.starts().await;
        amina.sees("All is well again.");
        amina.sees(&amina.says(Text::ConsultButton));
        town.ends().await;
    }
}
