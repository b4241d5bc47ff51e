//! Months and periods in words: as names, and inside a sentence, where Ukrainian and Russian months
//! change their ending. The forms stand in the content; none is derived.

use super::Speaker;
use crate::model::figures::Month;
use crate::statistics::period::Period;

impl Speaker<'_> {
    /// "June to September 2022", as a name.
    pub(super) fn period_name(&self, period: Period) -> String {
        self.period_as(
            period,
            "month",
            ["period.month", "period.range", "period.year"],
        )
    }

    /// "between June and September 2022", inside a sentence.
    pub(super) fn period_within(&self, period: Period) -> String {
        let names = ["period.in_month", "period.in_range", "period.in_year"];
        self.period_as(period, "month_in", names)
    }

    /// "June 2022".
    pub(super) fn month_name(&self, month: Month) -> String {
        self.period_name(Period::month(month))
    }

    /// "Jun".
    pub(super) fn month_short(&self, month: Month) -> String {
        self.month(month, "month_short")
    }

    fn period_as(&self, period: Period, form: &str, names: [&str; 3]) -> String {
        let [month, range, year] = names;
        let name = match period {
            _ if period.first() == period.last() => month,
            _ if period == Period::year_of(period.first()) => year,
            _ => range,
        };
        let first = self.month(period.first(), form);
        let last = self.month(period.last(), form);
        let year = period.year().to_string();
        let values = [
            ("month", first.as_str()),
            ("first", first.as_str()),
            ("last", last.as_str()),
            ("year", year.as_str()),
        ];
        self.words.fill(name, &values)
    }

    fn month(&self, month: Month, form: &str) -> String {
        self.words.plain(&format!("{form}.m{:02}", month.number()))
    }
}
