//! Small things that several rooms say in the same words: opening hours, dates.

use jiff::civil::{Date, Time};

use super::Content;
use super::ids::Lang;
use super::keys::{Placeholder, Text};
use super::message::{Filling, Value};

impl Content {
    /// The desk's hours, days with the same hours together: "Mon–Fri 09:00–18:00 (Kyiv time)".
    #[must_use]
    pub fn opening_hours(&self, lang: &Lang) -> String {
        let spans: Vec<String> = self
            .hours()
            .spans()
            .into_iter()
            .map(|(first, last, opening)| {
                let mut days = self.plain(lang, Text::weekday(first));
                if first != last {
                    days = format!("{days}–{}", self.plain(lang, Text::weekday(last)));
                }
                let clock = |time: Time| Value::Text(time.strftime("%H:%M").to_string());
                let filling = Filling::new(lang)
                    .with(Placeholder::Span, Value::Text(days))
                    .with(Placeholder::From, clock(opening.from))
                    .with(Placeholder::To, clock(opening.to));
                self.text(lang, Text::HoursSpan).plain(&filling)
            })
            .collect();
        format!(
            "{} ({})",
            spans.join(", "),
            self.plain(lang, Text::ConsultZone)
        )
    }

    /// A date in words, such as "4 березня 2027 року".
    #[must_use]
    pub fn date(&self, lang: &Lang, date: Date) -> String {
        let month = self.plain(lang, Text::month(date));
        let filling = Filling::new(lang)
            .with(Placeholder::Day, Value::Text(date.day().to_string()))
            .with(Placeholder::Month, Value::Text(month))
            .with(Placeholder::Year, Value::Text(date.year().to_string()));
        self.text(lang, Text::CalendarDate).plain(&filling)
    }
}
