//! Which charts a report has: visitors over time by gender, languages, countries, topics of
//! consultations in per cent, answers most read. A figure that is not shown is drawn as words.

use super::sentences::sentence_case;
use super::{PrintedRow, PrintedTable, Speaker};
use crate::statistics::chart::{Bar, Chart, Column, Kind, Mark};
use crate::statistics::report::{Course, Figure, Share};

/// Bars of a chart; the others stand in the table.
const BARS: usize = 12;
/// Tables that are drawn, and whether their shares are drawn, or their numbers.
const DRAWN: [(&str, Drawn); 4] = [
    ("visitors_by_language", Drawn::Numbers),
    ("visitors_by_country", Drawn::Numbers),
    ("consultations_by_subject", Drawn::Shares),
    ("faq_views_by_answer", Drawn::Numbers),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Drawn {
    Numbers,
    Shares,
}

impl Speaker<'_> {
    pub(super) fn charts(&self, tables: &[PrintedTable]) -> Vec<Chart> {
        let bars = DRAWN.iter().filter_map(|(code, drawn)| {
            let table = tables.iter().find(|table| table.code == *code)?;
            self.bars(table, *drawn)
        });
        self.columns().into_iter().chain(bars).collect()
    }

    fn bars(&self, table: &PrintedTable, drawn: Drawn) -> Option<Chart> {
        let rows: Vec<&PrintedRow> = table.rows.iter().filter(|row| !row.is_total).collect();
        let shown =
            |row: &&&PrintedRow| row.figure != Figure::Unknown && row.figure != Figure::Exact(0);
        let mut rows: Vec<&PrintedRow> = rows.iter().filter(shown).copied().collect();
        // Nothing but hidden figures makes no picture.
        rows.iter().find(|row| exact(row.figure).is_some())?;
        let key = |row: &&PrintedRow| (rank(&row.code), std::cmp::Reverse(exact(row.figure)));
        rows.sort_by_key(key);
        let shares = rows
            .iter()
            .any(|row| matches!(row.share, Share::Percent(_)));
        let by_share = drawn == Drawn::Shares && shares;
        let left_out = rows.len() > BARS;
        rows.truncate(BARS);
        let bars: Vec<Bar> = rows.iter().map(|row| self.bar(row, by_share)).collect();
        let hidden = bars.iter().any(|bar| bar.value.is_none());
        let mut footnote = self.hidden_words(hidden);
        if left_out {
            let most = self.words.number(u64::try_from(BARS).unwrap_or_default());
            let more = self.words.fill("chart.more", &[("n", most.as_str())]);
            footnote = format!("{footnote} {more}").trim().to_owned();
        }
        let period = self.period_name(self.report.period);
        Some(Chart {
            code: table.code.clone(),
            title: table.title.clone(),
            subtitle: sentence_case(format!("{period}. {}", table.base).trim().to_owned()),
            kind: Kind::Bars(bars),
            footnote,
        })
    }

    fn bar(&self, row: &PrintedRow, by_share: bool) -> Bar {
        let number = exact(row.figure);
        let percent = match row.share {
            Share::Percent(percent) => Some(percent),
            Share::SmallBase | Share::None => None,
        };
        let (value, text) = match (number, percent) {
            (Some(_), Some(percent)) if by_share => {
                (Some(u64::from(percent)), self.words.percent(percent))
            }
            // Without a share there is no place for it among shares: its number stands in words.
            (Some(n), None) if by_share => (Some(0), self.words.number(n)),
            (Some(n), Some(percent)) => {
                let (n_written, share) = (self.words.number(n), self.words.percent(percent));
                (Some(n), format!("{n_written} ({share})"))
            }
            (Some(n), None) => (Some(n), self.words.number(n)),
            (None, _) => (None, self.words.plain("word.hidden")),
        };
        Bar {
            label: row.label.clone(),
            value,
            text,
        }
    }

    /// Visitors of each month, women and men apart where both may be shown; none for one month.
    fn columns(&self) -> Option<Chart> {
        let course = &self.report.course;
        if course.len() < 2 {
            return None;
        }
        let most = course
            .iter()
            .filter_map(|month| exact(month.visitors))
            .max()?;
        let columns: Vec<Column> = course.iter().map(|month| self.column(month)).collect();
        let hidden = course
            .iter()
            .any(|month| [month.visitors, month.women, month.men].contains(&Figure::Hidden));
        let period = self.period_name(self.report.period);
        let subtitle = self
            .words
            .fill("chart.columns", &[("period", period.as_str())]);
        let marks = steps(most)
            .into_iter()
            .map(|value| Mark {
                value,
                text: self.words.number(value),
            })
            .collect();
        Some(Chart {
            code: "visitors_by_month".to_owned(),
            title: self.words.plain("table.course"),
            subtitle: sentence_case(subtitle),
            kind: Kind::Columns {
                parts: vec![
                    self.words.plain("category.gender.woman"),
                    self.words.plain("category.gender.man"),
                    self.words.plain("chart.not_split"),
                ],
                columns,
                marks,
            },
            footnote: self.hidden_words(hidden),
        })
    }

    fn column(&self, month: &Course) -> Column {
        let figures = (month.visitors, month.women, month.men);
        let parts = match figures {
            (Figure::Exact(all), Figure::Exact(women), Figure::Exact(men)) => {
                let rest = all.saturating_sub(women).saturating_sub(men);
                vec![Some(women), Some(men), Some(rest)]
            }
            (Figure::Exact(all), ..) => vec![None, None, Some(all)],
            _ => vec![None, None, None],
        };
        let text = match month.visitors {
            Figure::Exact(n) => self.words.number(n),
            Figure::Hidden => self.words.plain("word.hidden"),
            Figure::Unknown => self.words.plain("word.unknown"),
        };
        Column {
            label: self.month_short(month.month),
            parts,
            text,
        }
    }

    fn hidden_words(&self, hidden: bool) -> String {
        if !hidden {
            return String::new();
        }
        let k = self.words.number(self.report.k.into());
        self.words.fill("chart.hidden", &[("k", k.as_str())])
    }
}

/// What is of no one kind stands last, in this order.
fn rank(code: &str) -> usize {
    let last = ["other_eu", "other", "none", "other_or_not_told", "not_told"];
    last.iter()
        .position(|of| *of == code)
        .map_or(0, |at| at + 1)
}

fn exact(figure: Figure) -> Option<u64> {
    match figure {
        Figure::Exact(n) => Some(n),
        Figure::Hidden | Figure::Unknown => None,
    }
}

/// Marks of an axis that reaches over `most`: 0 and at most five round steps.
fn steps(most: u64) -> Vec<u64> {
    let mut unit = 1;
    let step = loop {
        let fits = [1, 2, 5]
            .into_iter()
            .map(|times| unit * times)
            .find(|step| most.div_ceil(*step) <= 5);
        match fits {
            Some(step) => break step,
            None => unit *= 10,
        }
    };
    let marks = most.div_ceil(step).max(1);
    (0..=marks).map(|at| at * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_round_steps() {
        assert_eq!(steps(283), [0, 100, 200, 300]);
        assert_eq!(steps(0), [0, 1]);
        assert_eq!(steps(5), [0, 1, 2, 3, 4, 5]);
        assert_eq!(steps(11), [0, 5, 10, 15]);
        assert_eq!(steps(999_999).last(), Some(&1_000_000));
    }
}
