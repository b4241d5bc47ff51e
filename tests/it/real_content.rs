//! The starter content itself: promise 7, for what is shipped.

use safe_migration_bot::content::{Content, Files};
use safe_migration_bot::ops::clock::Clock;
use safe_migration_bot::{conversation, desk};

/// The content inside the program passes the check, and every page of it can be shown, whole, in
/// every language and for every country, to people and to consultants.
#[test]
fn the_starter_content_can_be_shown_whole() {
    let now = Clock::system().now();
    let today = now.day_in(&jiff::tz::TimeZone::UTC);
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
