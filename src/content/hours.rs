//! Opening hours of the desk, in the time of its own place. Pure: what time it is, is told.

use jiff::Timestamp;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;

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
}

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
    pub(super) fn new(zone: TimeZone, zone_name: String, days: [Option<Opening>; 7]) -> Self {
        Self {
            zone,
            zone_name,
            days,
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

    /// The hours of a day; none if it is closed.
    #[must_use]
    pub fn on(&self, day: Weekday) -> Option<Opening> {
        WEEK.iter()
            .zip(self.days)
            .find(|(of, _)| **of == day)
            .and_then(|(_, opening)| opening)
    }

    /// Whether somebody is there at this moment.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        let here = now.to_zoned_datetime(self.zone.clone());
        self.on(here.weekday())
            .is_some_and(|open| open.from <= here.time() && here.time() < open.to)
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
    use super::*;

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
    fn the_week_is_told_in_spans_and_in_the_desks_own_time() {
        let open = Opening::read("09:00-18:00");
        let short = Opening::read("10:00-14:00");
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        let hours = Hours::new(
            zone,
            "Europe/Kyiv".to_owned(),
            [open, open, open, open, open, short, None],
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
}
