//! The starter content itself: promise 7, for what is shipped.

use jiff::civil::Date;
use safe_migration_bot::content::{Content, Files, Status};
use safe_migration_bot::model::moment::Moment;
use safe_migration_bot::{conversation, desk};

/// The newest day on which somebody looked at a fact. Facts grow old by themselves: what nobody has
/// touched since is held to this day, not to that on which the test happens to run.
pub fn last_looked_at() -> Date {
    let due = Status::of(&Files::embedded(), Date::ZERO).due;
    due.into_iter().map(|due| due.checked_on).max().unwrap()
}

/// The content inside the program passes the check, and every page of it can be shown, whole, in
/// every language and for every country, to people and to consultants.
#[test]
fn the_starter_content_can_be_shown_whole() {
    let today = last_looked_at();
    let noon = jiff::tz::TimeZone::UTC.to_timestamp(today.at(12, 0, 0, 0));
    let now = Moment(noon.unwrap().as_millisecond());
    let (content, problems) = Content::check(&Files::embedded(), today);
    assert_eq!(problems.errors().count(), 0, "{problems}");
    let content = content.expect("content without errors");
    let people = conversation::proof::prove(&content, now);
    let consultants = desk::proof::prove(&content, now);
    for (pages, failures) in [
        (people.pages, people.failures),
        (consultants.pages, consultants.failures),
    ] {
        assert!(failures.is_empty(), "{failures:#?}");
        assert!(pages > 1000, "only {pages} pages were looked at");
    }
}
