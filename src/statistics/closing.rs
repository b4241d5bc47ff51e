//! What the people of a month change in what is counted of their year, when the month is closed.

use std::collections::BTreeMap;

use crate::model::figures::{Crowd, Cut, Month, People, Step};

/// What changes: people seen in this month, and those of an earlier month, who have come again now.
/// Visitors are told apart by each cut; people with a conversation by what they have told, which is
/// never shown: it says how many people the conversations of a row were held with.
#[must_use]
pub fn moves(crowd: Crowd, month: Month, steps: &[Step]) -> Vec<(People, i64)> {
    let mut changes: BTreeMap<(Month, Option<Month>, Cut, String), i64> = BTreeMap::new();
    for step in steps {
        let n = i64::try_from(step.n).unwrap_or(i64::MAX);
        for (cut, category) in kinds(crowd, step) {
            let mut change = |month, next, n| {
                *changes
                    .entry((month, next, cut, category.clone()))
                    .or_default() += n;
            };
            change(month, None, n);
            if let Some(before) = step.before {
                change(before, None, -n);
                change(before, Some(month), n);
            }
        }
    }
    let people = changes.into_iter().filter(|(_, n)| *n != 0);
    people
        .map(|((month, next, cut, category), change)| {
            let n = change.unsigned_abs();
            (
                People {
                    crowd,
                    month,
                    next,
                    cut,
                    category,
                    n,
                },
                change,
            )
        })
        .collect()
}

fn kinds(crowd: Crowd, step: &Step) -> Vec<(Cut, String)> {
    let told = &step.told;
    let mut kinds = vec![
        (Cut::Detail, String::new()),
        (Cut::Language, told.language.clone()),
        (Cut::Gender, told.gender.clone()),
        (Cut::Country, told.country.clone()),
        (Cut::Age, told.age.clone()),
        (Cut::Place, told.place.clone()),
        (Cut::Citizenship, told.citizenship.clone()),
    ];
    if crowd == Crowd::Visitors {
        let is_new = if step.is_new { "new" } else { "" };
        kinds.push((Cut::Source, step.source.clone()));
        kinds.push((Cut::Return, is_new.to_owned()));
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_again_is_moved_not_counted_twice() {
        let (june, august) = (Month::of(2022, 6), Month::of(2022, 8));
        let step = |before, n| Step {
            before,
            told: crate::model::fact::Breakdown::default(),
            source: String::new(),
            is_new: false,
            n,
        };
        let all: Vec<_> = moves(
            Crowd::Consulted,
            august,
            &[step(None, 4), step(Some(june), 3)],
        )
        .into_iter()
        .filter(|(people, _)| people.cut == Cut::Gender)
        .map(|(people, change)| (people.month, people.next, change))
        .collect();
        assert_eq!(
            all,
            [(june, None, -3), (june, Some(august), 3), (august, None, 7)]
        );
    }
}
