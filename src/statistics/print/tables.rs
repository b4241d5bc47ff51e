//! Tables in words: titles, labels, and of how many the percentages are.

use super::names::{category_code, code, dimension};
use super::{PrintedRow, PrintedTable, Speaker};
use crate::statistics::report::{Figure, Share, Spread, Table, Topic};

impl Speaker<'_> {
    pub(super) fn tables(&self) -> Vec<PrintedTable> {
        let tables = self.report.tables.iter().map(|table| self.table(table));
        tables.chain(self.times()).collect()
    }

    fn table(&self, table: &Table) -> PrintedTable {
        let mut rows: Vec<PrintedRow> = table
            .rows
            .iter()
            .map(|row| PrintedRow {
                code: category_code(table.topic, &row.category),
                label: self.label(table.topic, &row.category),
                figure: row.figure,
                share: row.share,
                before: row.before,
                is_total: false,
            })
            .collect();
        rows.extend(table.total.map(|figure| PrintedRow {
            code: "total".to_owned(),
            label: self.words.plain("word.total"),
            figure,
            share: Share::None,
            before: table.total_before.unwrap_or(Figure::Unknown),
            is_total: true,
        }));
        PrintedTable {
            code: code(table.topic),
            title: self.title(table.topic),
            base: self.base(table),
            dimension: dimension(table.topic),
            percent_of: table.base,
            rows,
        }
    }

    /// Of how many the percentages are; why there are none.
    fn base(&self, table: &Table) -> String {
        let has = |share: fn(&Share) -> bool| table.rows.iter().any(|row| share(&row.share));
        let number = |name: &str, n: u64| {
            let n = self.words.number(n);
            self.words.fill(name, &[("n", n.as_str())])
        };
        // Who did not tell is in the total and not in the base.
        let told = table.total != Some(table.base);
        let percent = match table.base {
            Figure::Exact(n) if has(|share| matches!(share, Share::Percent(_))) => {
                Some(number(if told { "base.told" } else { "base.all" }, n))
            }
            _ if has(|share| *share == Share::SmallBase) => {
                Some(number("base.small", self.report.percent_base.into()))
            }
            Figure::Hidden if table.topic != Topic::Summary => {
                Some(self.words.plain("base.hidden"))
            }
            _ => None,
        };
        let sum = match (table.topic, table.total) {
            (Topic::Summary, _) | (_, Some(_)) => None,
            (_, None) => Some(self.words.plain("base.none")),
        };
        let lines: Vec<String> = [percent, sum].into_iter().flatten().collect();
        lines.join(" ")
    }

    /// Times as a table of their own, each after the number of conversations it is taken of; none if
    /// nobody counted any.
    fn times(&self) -> Option<PrintedTable> {
        let row = |code: &str, figure: Figure| PrintedRow {
            code: code.to_owned(),
            label: self.words.plain(&format!("category.times.{code}")),
            figure,
            share: Share::None,
            before: Figure::Unknown,
            is_total: false,
        };
        let minutes = |code: &str, minutes: Option<u32>| {
            minutes.map(|minutes| row(code, Figure::Exact(minutes.into())))
        };
        let of = |spread: Spread, base: &str, median: &str, p90: &str| {
            let counted = (spread.base != Figure::Unknown).then(|| row(base, spread.base));
            [
                counted,
                minutes(median, spread.median),
                minutes(p90, spread.p90),
            ]
        };
        let (waiting, duration) = (self.report.waiting, self.report.duration);
        let waiting = of(waiting, "answer_base", "answer_median", "answer_p90");
        let duration = of(duration, "lasted_base", "lasted_median", "lasted_p90");
        let rows: Vec<PrintedRow> = waiting.into_iter().chain(duration).flatten().collect();
        (!rows.is_empty()).then(|| PrintedTable {
            code: "times_in_minutes".to_owned(),
            title: self.words.plain("table.times"),
            base: self.words.plain("definition.first_answer.meaning"),
            dimension: "time",
            percent_of: Figure::Unknown,
            rows,
        })
    }
}
