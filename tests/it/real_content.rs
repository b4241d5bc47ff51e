//! The starter content itself: promise 7, for what is shipped.

use safe_migration_bot::content::{Content, Files};
use safe_migration_bot::conversation::proof;
use safe_migration_bot::ops::clock::Clock;

/// The content inside the program passes the check, and every page of it can be shown, whole, in
/// every language and for every country.
#[test]
fn the_starter_content_can_be_shown_whole() {
    let now = Clock::system().now();
    let today = now.day_in(&jiff::tz::TimeZone::UTC);
    let (content, problems) = Content::check(&Files::embedded(), today);
    assert_eq!(problems.errors().count(), 0, "{problems}");
    let proof = proof::prove(&content.expect("content without errors"), now);
    assert!(proof.failures.is_empty(), "{:#?}", proof.failures);
    assert!(
        proof.pages > 1000,
        "only {} pages were looked at",
        proof.pages
    );
}
