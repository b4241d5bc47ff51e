//! The sentences of a situation report: visitors with the shares of men and women, consultations in
//! response to conversations, topics in per cent, times, and what the figures are not. Where a
//! figure is not shown or a base is too small, the sentence says so and gives no number.

use super::Speaker;
use crate::model::figures::Cut;
use crate::statistics::report::{Figure, Row, Share, Spread, Table, Topic};

/// Topics named in the sentence; the others stand in the table.
const TOPICS: usize = 5;

impl Speaker<'_> {
    pub(super) fn sentences(&self) -> Vec<String> {
        let sentences = [
            Some(self.visitors()),
            self.visitors_before(),
            self.pair(),
            self.topics(),
            self.time("times.answer", self.report.waiting),
            self.time("times.lasted", self.report.duration),
            Some(self.words.plain("disclaimer")),
        ];
        sentences.into_iter().flatten().map(sentence_case).collect()
    }

    fn visitors(&self) -> String {
        let period = self.period_within(self.report.period);
        let period = [("period", period.as_str())];
        match self.indicator("visitors") {
            Figure::Exact(0) => self.words.fill("visitors.nobody", &period),
            Figure::Exact(n) => {
                let came = self.words.count("visitors.came", n, &period);
                let (shares, remark) = self.shares(n);
                let remark = remark.map_or_else(String::new, |remark| format!(" {remark}"));
                format!("{came}{shares}.{remark}")
            }
            Figure::Hidden => self.words.fill("visitors.hidden", &period),
            Figure::Unknown => self.words.fill("visitors.unknown", &period),
        }
    }

    /// Shares of men and women in brackets; or none, and why.
    fn shares(&self, visitors: u64) -> (String, Option<String>) {
        let table = self.report.table(Topic::Visitors(Cut::Gender));
        let share = |gender: &str| {
            let row = table?.rows.iter().find(|row| row.category == gender)?;
            Some(row.share)
        };
        match (share("man"), share("woman"), table.map(|table| table.base)) {
            (Some(Share::Percent(men)), Some(Share::Percent(women)), Some(Figure::Exact(base))) => {
                let (men, women) = (self.words.percent(men), self.words.percent(women));
                let values = [("men", men.as_str()), ("women", women.as_str())];
                let shares = if base == visitors {
                    self.words.fill("visitors.shares", &values)
                } else {
                    self.words.count("visitors.shares_of", base, &values)
                };
                (shares, None)
            }
            (Some(Share::SmallBase), ..) | (_, Some(Share::SmallBase), _) => {
                let least = self.words.number(self.report.percent_base.into());
                let remark = self
                    .words
                    .fill("visitors.small_base", &[("n", least.as_str())]);
                (String::new(), Some(remark))
            }
            (None, None, None) => (String::new(), None),
            _ => (String::new(), Some(self.words.plain("visitors.no_shares"))),
        }
    }

    fn visitors_before(&self) -> Option<String> {
        let row = self.summary_row("visitors")?;
        let period = self.period_within(self.report.before?);
        let Figure::Exact(n) = row.before else {
            return None;
        };
        let people = self.words.count("count.people", n, &[]);
        let values = [("period", period.as_str()), ("people", people.as_str())];
        Some(self.words.fill("visitors.before", &values))
    }

    fn pair(&self) -> Option<String> {
        let period = self.period_within(self.report.period);
        let consultations = self.indicator("consultations");
        let conversations = self.indicator("conversations");
        let counted = |name: &str, n: u64| self.words.count(name, n, &[]);
        let say = |name: &str, consultations: Option<u64>, conversations: Option<u64>| {
            let consultations = consultations.map(|n| counted("count.consultations", n));
            let conversations = conversations.map(|n| self.conversations(n));
            let values = [
                ("period", period.as_str()),
                (
                    "consultations",
                    consultations.as_deref().unwrap_or_default(),
                ),
                (
                    "conversations",
                    conversations.as_deref().unwrap_or_default(),
                ),
            ];
            Some(self.words.fill(name, &values))
        };
        let calls = matches!(self.indicator("calls"), Figure::Exact(1..));
        match (consultations, conversations) {
            (Figure::Exact(0) | Figure::Unknown, Figure::Exact(0)) => say("pair.none", None, None),
            // A consultation is counted when its conversation is closed, which may be a month later.
            (Figure::Exact(n), Figure::Exact(0) | Figure::Unknown) if n > 0 && !calls => {
                say("pair.alone", Some(n), None)
            }
            (Figure::Exact(n), Figure::Exact(of)) => say("pair.both", Some(n), Some(of)),
            (Figure::Exact(n), Figure::Hidden) if n > 0 => say("pair.consultations", Some(n), None),
            (Figure::Hidden, Figure::Exact(of)) if of > 0 => {
                say("pair.conversations", None, Some(of))
            }
            (Figure::Hidden, _) | (_, Figure::Hidden) => say("pair.hidden", None, None),
            (_, Figure::Unknown) | (Figure::Unknown, _) => None,
        }
    }

    /// Conversations, and calls of a telephone line where its figures were imported.
    fn conversations(&self, n: u64) -> String {
        let conversations = self.words.count("count.conversations", n, &[]);
        let calls = match self.indicator("calls") {
            Figure::Exact(calls) if calls > 0 => self.words.count("count.calls", calls, &[]),
            _ => return conversations,
        };
        if n == 0 {
            return calls;
        }
        let values = [
            ("conversations", conversations.as_str()),
            ("calls", calls.as_str()),
        ];
        self.words.fill("pair.and_calls", &values)
    }

    fn topics(&self) -> Option<String> {
        let table = self.report.table(Topic::Consultations(Cut::Detail))?;
        let base = match table.base {
            Figure::Exact(0) | Figure::Unknown => return None,
            base => base,
        };
        let mut named: Vec<(&Row, u32)> = table
            .rows
            .iter()
            .filter(|row| !["", "other"].contains(&row.category.as_str()))
            .filter_map(|row| match row.share {
                Share::Percent(percent) if percent > 0 => Some((row, percent)),
                _ => None,
            })
            .collect();
        if named.is_empty() {
            let small = table.rows.iter().any(|row| row.share == Share::SmallBase);
            let least = self.words.number(self.report.percent_base.into());
            let values = [("n", least.as_str())];
            return small.then(|| self.words.fill("topics.small_base", &values));
        }
        named.sort_by_key(|(row, percent)| {
            (std::cmp::Reverse((exact(row), *percent)), &row.category)
        });
        named.truncate(TOPICS);
        let mut items: Vec<String> = named
            .iter()
            .map(|(row, percent)| {
                let topic = within(self.label(table.topic, &row.category));
                let share = self.words.percent(*percent);
                let values = [("topic", topic.as_str()), ("share", share.as_str())];
                self.words.fill("topics.item", &values)
            })
            .collect();
        let rest = self.rest(table, base, &named);
        items.extend(rest.map(|percent| {
            let share = self.words.percent(percent);
            self.words.fill("topics.rest", &[("share", share.as_str())])
        }));
        let list = self.listed(&items);
        Some(
            self.words
                .fill("topics.sentence", &[("list", list.as_str())]),
        )
    }

    /// The share of all other topics together. What is named and its base are printed, so this tells
    /// nothing new; all the same it is left out where it would be of fewer than k.
    fn rest(&self, table: &Table, base: Figure, named: &[(&Row, u32)]) -> Option<u32> {
        let Figure::Exact(base) = base else {
            return None;
        };
        let mut rest = base;
        for (row, _) in named {
            rest = rest.checked_sub(exact(row)?)?;
        }
        let others = table.rows.len() > named.len();
        let enough = rest >= u64::from(self.report.k);
        let percent = (rest * 200 + base) / (base * 2);
        (others && enough)
            .then(|| u32::try_from(percent).ok())
            .flatten()
    }

    /// "a, b and c".
    pub(super) fn listed(&self, items: &[String]) -> String {
        match items.split_last() {
            None => String::new(),
            Some((only, [])) => only.clone(),
            Some((last, others)) => {
                format!(
                    "{}{}{last}",
                    others.join(", "),
                    self.words.plain("topics.and")
                )
            }
        }
    }

    fn time(&self, name: &str, spread: Spread) -> Option<String> {
        let median = self.minutes(spread.median?);
        let p90 = self.minutes(spread.p90?);
        let values = [("median", median.as_str()), ("p90", p90.as_str())];
        Some(self.words.fill(name, &values))
    }

    /// "45 min", "3 h", "2 days": the largest unit that is whole.
    fn minutes(&self, minutes: u32) -> String {
        let n = u64::from(minutes);
        let written = |name: &str, n: u64| {
            let number = self.words.number(n);
            self.words.fill(name, &[("n", number.as_str())])
        };
        match minutes {
            m if m >= 1440 && m % 1440 == 0 => self.words.count("count.days", n / 1440, &[]),
            m if m >= 60 && m % 60 == 0 => written("count.hours", n / 60),
            _ => written("count.minutes", n),
        }
    }

    fn summary_row(&self, code: &str) -> Option<&Row> {
        let summary = self.report.table(Topic::Summary)?;
        summary.rows.iter().find(|row| row.category == code)
    }

    /// A figure of the summary; one that is not in it was not counted.
    fn indicator(&self, code: &str) -> Figure {
        self.summary_row(code)
            .map_or(Figure::Unknown, |row| row.figure)
    }
}

fn exact(row: &Row) -> Option<u64> {
    match row.figure {
        Figure::Exact(n) => Some(n),
        Figure::Hidden | Figure::Unknown => None,
    }
}

/// With a small first letter, as inside a sentence, unless it is an abbreviation.
fn within(text: String) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    match (first, letters.clone().next()) {
        (Some(_), Some(second)) if second.is_uppercase() => text,
        (Some(first), _) => first.to_lowercase().chain(letters).collect(),
        (None, _) => text,
    }
}

/// With a large first letter.
pub(super) fn sentence_case(text: String) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}
