//! Opening hours of the desk, in the time of its own place. Pure: what time it is, is told.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The week, Monday first.
pub const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// When the desk is open.
#[derive(Debug, Clone)]
pub struct Hours {
    zone: TimeZone,
    zone_name: String,
    days: [Option<Opening>; 7],
    holidays: BTreeSet<Date>,
}

/// How far the next opening is looked for, in days: longer than any row of holidays.
const HORIZON: usize = 400;

/// From when to when, on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// First minute.
    pub from: Time,
    /// The minute it closes; never before `from`.
    pub to: Time,
}

impl Opening {
    /// `09:00-18:00`; a closing at `24:00` is written `23:59`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let (from, to) = (clock(from.trim())?, clock(to.trim())?);
        (from < to).then_some(Self { from, to })
    }
}

/// `HH:MM`.
fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

impl Hours {
    pub(super) fn new(
        zone: TimeZone,
        zone_name: String,
        days: [Option<Opening>; 7],
        holidays: BTreeSet<Date>,
    ) -> Self {
        Self {
            zone,
            zone_name,
            days,
            holidays,
        }
    }

    /// The time zone itself.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The name of the time zone, such as `Europe/Kyiv`.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        &self.zone_name
    }

    /// The usual hours of a day of the week; none if it is closed.
    #[must_use]
    pub fn on(&self, day: Weekday) -> Option<Opening> {
        WEEK.iter()
            .zip(self.days)
            .find(|(of, _)| **of == day)
            .and_then(|(_, opening)| opening)
    }

    /// The hours of this very day; none on holidays.
    fn of(&self, date: Date) -> Option<Opening> {
        self.on(date.weekday())
            .filter(|_| !self.holidays.contains(&date))
    }

    /// Whether somebody is there at this moment.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        let here = now.to_zoned_datetime(self.zone.clone());
        self.of(here.date())
            .is_some_and(|open| open.from <= here.time() && here.time() < open.to)
    }

    /// When the next opening begins: always later than `now`, also while it is open. None if no
    /// day of the week has hours.
    #[must_use]
    pub fn opens_next(&self, now: Timestamp) -> Option<Timestamp> {
        let today = now.to_zoned_datetime(self.zone.clone()).date();
        today
            .series(1.day())
            .take(HORIZON)
            .filter_map(|date| Some((date, self.of(date)?)))
            .filter_map(|(date, open)| self.zone.to_timestamp(date.to_datetime(open.from)).ok())
            // hours that a change of the clocks swallows whole open nothing
            .find(|start| *start > now && self.is_open(*start))
    }

    /// When so many minutes of opening hours have passed since that moment. None if they never do.
    #[must_use]
    pub fn later(&self, from: Timestamp, minutes: u32) -> Option<Timestamp> {
        let mut at = from;
        for _ in 0..minutes {
            if !self.is_open(at) {
                at = self.opens_next(at)?;
            }
            at = at.checked_add(1.minute()).ok()?;
        }
        Some(at)
    }

    /// Days that follow each other with the same hours, taken together; closed days left out.
    #[must_use]
    pub fn spans(&self) -> Vec<(Weekday, Weekday, Opening)> {
        let mut spans: Vec<(Weekday, Weekday, Opening)> = Vec::new();
        for (day, opening) in WEEK.into_iter().zip(self.days) {
            let Some(opening) = opening else { continue };
            match spans.last_mut() {
                Some((_, last, same)) if *same == opening && last.next() == day => *last = day,
                _ => spans.push((day, day, opening)),
            }
        }
        spans
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Monday to Friday from nine to six in Kyiv.
    fn kyiv(holidays: &[Date]) -> Hours {
        let open = Opening::read("09:00-18:00");
        Hours::new(
            TimeZone::get("Europe/Kyiv").unwrap(),
            "Europe/Kyiv".to_owned(),
            [open, open, open, open, open, None, None],
            holidays.iter().copied().collect(),
        )
    }

    #[test]
    fn hours_are_read_strictly() {
        assert!(Opening::read("09:00-18:00").is_some());
        for wrong in [
            "9-18",
            "09:00",
            "18:00-09:00",
            "09:00-09:00",
            "25:00-26:00",
            "9:00-18:00",
            "+9:00-18:00",
        ] {
            assert_eq!(Opening::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn minutes_pass_in_opening_hours_alone() {
        let hours = kyiv(&[date(2026, 11, 27)]);
        for (from, minutes, to) in [
            // A Thursday in the middle, in its last minutes, after it, and a night before it.
            ("2026-11-26T12:00+02", 10, "2026-11-26T12:10+02"),
            ("2026-11-26T17:56+02", 10, "2026-11-30T09:06+02"),
            ("2026-11-26T17:50+02", 10, "2026-11-26T18:00+02"),
            ("2026-11-26T18:00+02", 10, "2026-11-30T09:10+02"),
            ("2026-11-26T03:00+02", 10, "2026-11-26T09:10+02"),
            ("2026-11-26T03:00+02", 0, "2026-11-26T03:00+02"),
            ("2026-11-26T12:00+02", 600, "2026-11-30T13:00+02"),
        ] {
            assert_eq!(
                hours.later(at(from), minutes),
                Some(at(to)),
                "{from} {minutes}"
            );
        }
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        let never = Hours::new(zone, "Europe/Kyiv".to_owned(), [None; 7], BTreeSet::new());
        assert_eq!(never.later(at("2026-11-26T12:00+02"), 10), None);
    }

    #[test]
    fn the_week_is_told_in_spans_and_in_the_desks_own_time() {
        let open = Opening::read("09:00-18:00");
        let short = Opening::read("10:00-14:00");
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        let hours = Hours::new(
            zone,
            "Europe/Kyiv".to_owned(),
            [open, open, open, open, open, short, None],
            BTreeSet::new(),
        );
        let spans = hours.spans();
        assert_eq!((spans[0].0, spans[0].1), (Weekday::Monday, Weekday::Friday));
        assert_eq!(
            (spans[1].0, spans[1].1),
            (Weekday::Saturday, Weekday::Saturday)
        );
        assert_eq!(spans.len(), 2);
        // Monday, 23 November 2026: Kyiv is two hours before UTC
        assert!(hours.is_open("2026-11-23T07:00:00Z".parse().unwrap()));
        assert!(!hours.is_open("2026-11-23T06:59:59Z".parse().unwrap()));
        assert!(!hours.is_open("2026-11-23T16:00:00Z".parse().unwrap()));
        assert!(!hours.is_open("2026-11-22T10:00:00Z".parse().unwrap()));
    }

    #[test]
    fn holidays_are_closed_in_the_time_of_the_place() {
        // Friday, 25 December 2026, begins in Kyiv two hours before it begins in UTC
        let hours = kyiv(&[date(2026, 12, 25)]);
        assert!(hours.is_open(at("2026-12-24T15:59:59Z")));
        assert!(!hours.is_open(at("2026-12-25T10:00:00Z")));
        assert!(hours.is_open(at("2026-12-28T10:00:00Z")));
        assert_eq!(
            hours.opens_next(at("2026-12-24T16:00:00Z")),
            Some(at("2026-12-28T07:00:00Z")),
            "behind the holiday comes a weekend"
        );
    }

    #[test]
    fn the_next_opening_is_always_still_to_come() {
        let hours = kyiv(&[]);
        for (now, next) in [
            ("2026-11-23T06:59:59Z", "2026-11-23T07:00:00Z"),
            ("2026-11-23T07:00:00Z", "2026-11-24T07:00:00Z"),
            ("2026-11-23T22:30:00Z", "2026-11-24T07:00:00Z"),
            ("2026-11-27T16:00:00Z", "2026-11-30T07:00:00Z"),
            // the clocks change on 28 March 2027
            ("2027-03-27T10:00:00Z", "2027-03-29T06:00:00Z"),
        ] {
            assert_eq!(hours.opens_next(at(now)), Some(at(next)), "{now}");
        }
    }

    #[test]
    fn a_desk_that_never_opens_has_no_next_opening() {
        let zone = TimeZone::UTC;
        let never = Hours::new(zone, "UTC".to_owned(), [None; 7], BTreeSet::new());
        assert_eq!(never.opens_next(at("2026-11-23T07:00:00Z")), None);
        let at_the_end = Timestamp::MAX;
        assert_eq!(kyiv(&[]).opens_next(at_the_end), None);
    }

    proptest! {
        #[test]
        fn between_now_and_the_next_opening_nothing_opens(
            second in 1_700_000_000i64..2_000_000_000,
            holidays in proptest::collection::vec(0i64..30, 0..12),
            minutes in 1i64..20_000,
        ) {
            let now = Timestamp::from_second(second).unwrap();
            let first = now.to_zoned_datetime(TimeZone::UTC).date();
            let holidays: Vec<Date> = holidays
                .into_iter()
                .map(|days| first.saturating_add(days.days()))
                .collect();
            let hours = kyiv(&holidays);
            let next = hours.opens_next(now).unwrap();
            prop_assert!(next > now && hours.is_open(next));
            prop_assert!(!hours.is_open(next.saturating_sub(1.second()).unwrap()));
            // what is open in between was open without a break since now
            let between = now.saturating_add(minutes.minutes()).unwrap();
            if between < next && hours.is_open(between) {
                prop_assert!(hours.is_open(now));
            }
        }
    }
}
