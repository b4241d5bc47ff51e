//! The program is killed with a file for the staff on its way.

use safe_migration_bot::content::Text;
use safe_migration_bot::model::staff::Format;
use safe_migration_bot::preview::{Fault, MediaKind, Sender, World};
use safe_migration_bot::store::Db;

use super::program::Home;
use super::town::{lease_runs_out, settles, until_quietly};
use crate::databases::TestDatabase;
use crate::town::Town;

on_both_databases! {
    /// Promised, not sent, killed: the next process sends it, and says nothing twice.
    async fn a_file_for_the_staff_arrives_although_the_program_is_killed(database: TestDatabase) {
        let town = Town::asleep(database).await.opens_a_staff_chat();
        let staff = town.staff.unwrap();
        let mut home = Home::at(town.place());
        home.staff = Some(staff.0.to_string());
        let first = home.starts(&town.server.url());
        let clerk = town.clerk("Iryna", "en");
        clerk.writes_without_waiting("/stats");
        let shows = |words: String| {
            move |world: &World| {
                let mut messages = world.messages(staff);
                let says = |button: &&str| button.starts_with(words.as_str());
                messages.any(|one| one.from == Sender::Bot && one.buttons().concat().iter().any(says))
            }
        };
        let home_page = clerk.says(Text::DeskStaffRangeButton);
        town.until("the choice is there", shows(home_page)).await;
        clerk.taps_without_waiting(&clerk.says(Text::DeskStaffLastQuarter));
        town.until("the figures are there", shows(Format::Xlsx.name().to_owned())).await;
        town.world.script("sendDocument", [Fault::Delay(3_600_000)]);
        clerk.taps_without_waiting(Format::Xlsx.name());
        until_quietly(&town, "the file is on its way", |world| world.faults.left() == 0).await;
        first.dies().await;

        let db = Db::open(&town.database.url).await.unwrap();
        lease_runs_out(&db).await;
        let second = home.starts(&town.server.url());
        settles(&town, &db).await;
        assert_eq!(clerk.files(MediaKind::Document).len(), 1);
        second.dies().await;
        town.names_nobody().await;
    }
}
