//! `statistics.yaml`: each figure within what protects people, each name known.

use super::Round;
use crate::content::ids::{CountryCode, SubjectId};
use crate::content::statistics::{
    CUTS, K, LONGEST_RANGE_MONTHS, PERCENT_BASE, RETENTION_MONTHS, SETTLE_DAYS, StatisticsRules,
};
use crate::content::yaml::Source;
use crate::content::{DeskRules, Lines, raw};

impl Round<'_> {
    /// The rules of the statistics, if they are there.
    pub(super) fn statistics(
        &mut self,
        desk: Option<&DeskRules>,
        lines: Option<&Lines>,
    ) -> Option<StatisticsRules> {
        let raw = self.raw;
        let Some(document) = &raw.statistics else {
            self.missing_file("statistics.yaml", "the rules by which figures are shown");
            return None;
        };
        let (source, rules) = (&document.source, &document.value);
        self.figures_in_range(source, rules);
        let correct_hours = desk.map(|desk| desk.correct_hours).unwrap_or_default();
        if rules.settle_days.value.saturating_mul(24) < correct_hours {
            let at = source.at(&rules.settle_days);
            self.problems.shown_before_corrected(at, correct_hours);
        }
        for words in &rules.by_quarter {
            if !CUTS.contains(&words.value.as_str()) {
                self.problems
                    .unknown_cut(source.at(words), &words.value, &CUTS);
            }
        }
        let (countries, other_eu) = self.country_groups(source, &rules.countries, lines);
        let protection: Vec<SubjectId> = self.distinct(source, &rules.protection, "subject");
        for words in &rules.protection {
            let known = || desk.into_iter().flat_map(|desk| &desk.subjects);
            if desk.is_some() && !known().any(|subject| subject.as_str() == words.value) {
                let known = known().map(SubjectId::as_str);
                self.problems
                    .unknown_subject(source.at(words), &words.value, known);
            }
        }
        Some(StatisticsRules {
            k: rules.k.value,
            percent_base: rules.percent_base.value,
            settle_days: rules.settle_days.value,
            retention_months: rules.retention_months.value,
            longest_range_months: rules.longest_range_months.value,
            by_quarter: rules
                .by_quarter
                .iter()
                .map(|words| words.value.clone())
                .collect(),
            events_by_month: rules.events_by_month,
            countries,
            other_eu,
            protection,
        })
    }

    fn figures_in_range(&mut self, source: &Source, rules: &raw::Statistics) {
        for (figure, what, (least, most)) in [
            (&rules.k, "the smallest figure that is shown", K),
            (&rules.percent_base, "the base of percentages", PERCENT_BASE),
            (
                &rules.settle_days,
                "days until a month is shown",
                SETTLE_DAYS,
            ),
            (
                &rules.retention_months,
                "months that rows by day are kept",
                RETENTION_MONTHS,
            ),
            (
                &rules.longest_range_months,
                "months of the longest range that people are shown in",
                LONGEST_RANGE_MONTHS,
            ),
        ] {
            if !(least..=most).contains(&figure.value) {
                self.problems
                    .out_of_range(source.at(figure), what, least, most);
            }
        }
    }

    fn country_groups(
        &mut self,
        source: &Source,
        raw: &raw::Countries,
        lines: Option<&Lines>,
    ) -> (Vec<CountryCode>, Vec<CountryCode>) {
        let own: Vec<CountryCode> = self.distinct(source, &raw.own, "country");
        let other_eu: Vec<CountryCode> = self.distinct(source, &raw.other_eu, "country");
        for words in &raw.other_eu {
            if own.iter().any(|country| country.as_str() == words.value) {
                self.problems
                    .doubled_name(source.at(words), "country", &words.value);
            }
        }
        if let Some(lines) = lines {
            let known = || lines.countries.iter().map(|country| country.code.as_str());
            for words in raw.own.iter().chain(&raw.other_eu) {
                if !known().any(|code| code == words.value) {
                    self.problems
                        .unknown_country(source.at(words), &words.value, known());
                }
            }
        }
        (own, other_eu)
    }
}
