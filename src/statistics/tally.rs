//! A year's figures sorted into books: which category each belongs to, what may be told apart, and
//! what of it may be shown.

use std::collections::BTreeMap;

use super::book::{Book, Table};
use super::disclosure::{
    Around, Counted, Happened, NEVER, Range, Seen, Set, Who, Whole, order, tree,
};
use super::report::Rules;
use crate::model::figures::{Count, Crowd, Cut, Figures, Imported, Month, People};

/// What people are told apart by.
pub(super) const OF_PEOPLE: [Cut; 8] = [
    Cut::Return,
    Cut::Gender,
    Cut::Language,
    Cut::Country,
    Cut::Place,
    Cut::Citizenship,
    Cut::Age,
    Cut::Source,
];

/// What conversations and consultations are told apart by.
pub(super) const OF_TALKS: [Cut; 7] = [
    Cut::Detail,
    Cut::Gender,
    Cut::Language,
    Cut::Country,
    Cut::Place,
    Cut::Citizenship,
    Cut::Age,
];

/// The fact of "Did this help?", which is counted as two.
pub(super) const HELPED: &str = "helped";

/// All events that reports are about; wholes before their parts.
pub(super) const FACTS: [&str; 20] = [
    "conversations",
    "consultations",
    "outcomes",
    "referrals_given",
    "ratings",
    "unanswered",
    "reopened",
    "first_answer_minutes",
    "duration_minutes",
    "faq_views",
    HELPED,
    "contacts_shown",
    "safety_page",
    "leaflet_sent",
    "sticker_link_sent",
    "not_understood",
    "feedback",
    "complaints",
    "calls",
    "consultant_asked",
];

/// What is part of what: the whole, then its part, which is hidden where a few would be left of the
/// whole without it. These are the pairs of which each part is counted at most once for what the whole
/// counts once, so that what is left are people (who did not write to a consultant, who wrote again,
/// who had been greeted before) or conversations that had no answer or no end. What consultants note
/// (subjects, outcomes, referrals) is none of them: where it is missing, it tells of notes.
pub(super) const PARTS: [(&str, &str); 10] = [
    ("visitors", "persons_consulted"),
    ("conversations", "persons_consulted"),
    ("visitors", "leaflet_sent"),
    ("visitors", "sticker_link_sent"),
    ("leaflet_sent", "sticker_link_sent"),
    ("conversations", "unanswered"),
    ("conversations", "first_answer_minutes"),
    ("conversations", "duration_minutes"),
    ("first_answer_minutes", "duration_minutes"),
    ("conversations", "ratings"),
];

/// The wholes of a part.
pub(super) fn wholes_of(part: &str) -> impl Iterator<Item = &'static str> {
    let is_its = move |(_, of): &&(&str, &str)| *of == part;
    PARTS.iter().filter(is_its).map(|(whole, _)| *whole)
}

/// A year in books.
pub(super) struct Tally<'a> {
    pub figures: &'a Figures,
    pub rules: &'a Rules,
    /// The last month that is decided, 1 to 12.
    months: usize,
    pub visitors: Book<Seen>,
    pub consulted: Book<Seen>,
    events: BTreeMap<&'static str, Book<Happened>>,
}

impl<'a> Tally<'a> {
    /// Sorts what is known up to the end of a month of the year, 1 to 12; `before`: the figures of
    /// the year before.
    pub fn new(figures: &'a Figures, before: &Figures, months: usize, rules: &'a Rules) -> Self {
        let nobody = Book::new(Seen::default(), Vec::new(), Vec::new(), &[], rules.k);
        let mut tally = Self {
            figures,
            rules,
            months,
            visitors: visitors(figures, before, months, rules),
            consulted: nobody,
            events: BTreeMap::new(),
        };
        for fact in FACTS {
            let book = tally.book(fact);
            tally.events.insert(fact, book);
        }
        let consulted = seen(figures, Crowd::Consulted, Cut::Detail);
        tally.consulted = tally.within_wholes(Crowd::Consulted.code(), |wholes| {
            Book::new(consulted, Vec::new(), tree(months), wholes, rules.k)
        });
        tally
    }

    /// Makes a book next to those of the wholes of its fact.
    fn within_wholes<B>(&self, fact: &str, make: impl FnOnce(&[&dyn Whole]) -> B) -> B {
        let imported = self.figures.imported.iter().filter(|one| {
            one.indicator == Crowd::Visitors.code() && one.cut == Cut::Detail && self.counts_as(one)
        });
        let visitors = Visitors {
            own: &self.visitors,
            imported: imported
                .map(|one| {
                    (
                        Range::new(number(one.month), number(one.month)).months(),
                        one.n,
                    )
                })
                .collect(),
        };
        let wholes: Vec<&dyn Whole> = wholes_of(fact)
            .filter_map(|whole| match self.events.get(whole) {
                Some(book) => Some(book as &dyn Whole),
                None if whole == Crowd::Visitors.code() => Some(&visitors as &dyn Whole),
                None => None,
            })
            .collect();
        make(&wholes)
    }

    /// Whether visitors are shown in a range at all.
    pub fn is_for_people(&self, range: Range) -> bool {
        range.is_for_people(longest(self.rules), since(&self.visitors.whole))
    }

    /// The book of a fact.
    pub fn events(&self, fact: &str) -> Option<&Book<Happened>> {
        self.events.get(fact)
    }

    fn book(&self, fact: &str) -> Book<Happened> {
        let cuts: &[Cut] = match fact {
            "conversations" | "consultations" => &OF_TALKS,
            "outcomes" | "referrals_given" | "ratings" | "faq_views" | "feedback" | "calls"
            | "contacts_shown" | HELPED => &[Cut::Detail],
            _ => &[],
        };
        let counts = self.counts(fact);
        let ranges = tree(self.months);
        let mut whole = Happened::default();
        for count in counts.iter().filter(|count| count.cut == Cut::Detail) {
            whole.add(number(count.month), count.n);
        }
        let tables = cuts
            .iter()
            .map(|cut| {
                let mut categories: Vec<(String, Happened)> = listed(self.rules, *cut, fact);
                for count in counts.iter().filter(|count| count.cut == *cut) {
                    let name = category(self.rules, *cut, fact, &count.category);
                    tell(&mut categories, name, |one| {
                        one.add(number(count.month), count.n)
                    });
                }
                if *cut != Cut::Detail {
                    self.tell_whom(*cut, &mut categories);
                }
                Table {
                    cut: *cut,
                    categories,
                    allowed: grain(self.rules, &ranges),
                }
            })
            .collect();
        self.within_wholes(fact, |wholes| {
            Book::of_events(whole, tables, ranges, wholes, self.rules.k)
        })
    }

    /// Tells of conversations and consultations how many people had them, as far as the bot has
    /// counted them itself.
    fn tell_whom(&self, cut: Cut, categories: &mut [(String, Happened)]) {
        let since = match self.figures.since {
            Some(since) if since <= Month::of(self.figures.year, 1) => 1,
            Some(since) if since.year() == self.figures.year => number(since),
            _ => return,
        };
        let mut people = rows_of(self.figures, Crowd::Consulted, cut, self.rules);
        for (name, one) in categories {
            let known = people.iter_mut().find(|(row, _)| row == name);
            let seen = known.map(|(_, seen)| std::mem::take(seen));
            one.happened_to(seen.unwrap_or_default(), since);
        }
    }

    /// How often what it was about, without hiding anything: for what is computed from it.
    pub fn details(&self, fact: &str, range: Range) -> BTreeMap<String, u64> {
        let mut details = BTreeMap::new();
        for count in self.counts(fact) {
            let inside = (range.first..=range.last).contains(&number(count.month));
            if count.cut == Cut::Detail && inside {
                *details.entry(count.category).or_default() += count.n;
            }
        }
        details
    }

    /// All counts of a fact: our own, and what was imported for where there are none.
    fn counts(&self, fact: &str) -> Vec<Count> {
        let both = |wanted: &str| match fact {
            HELPED => matches!(wanted, "helpful_yes" | "helpful_no"),
            fact => wanted == fact,
        };
        let mut counts = Vec::new();
        for count in self.figures.counts.iter().filter(|count| both(&count.fact)) {
            let mut count = count.clone();
            if fact == HELPED {
                let yes = count.fact == "helpful_yes";
                count.category = if yes { "yes" } else { "no" }.to_owned();
            }
            counts.push(count);
        }
        let imported = self.figures.imported.iter();
        let wanted = imported.filter(|one| one.indicator == fact && self.counts_as(one));
        complete(wanted.collect(), &mut counts);
        counts
    }

    /// Whether an imported figure counts: what the bot has counted itself stands.
    pub fn counts_as(&self, one: &Imported) -> bool {
        let before = self.figures.since.is_none_or(|since| one.month < since);
        number(one.month) <= self.months && (before || one.indicator == "calls")
    }
}

/// Imported figures of a fact as counts: each cut is completed to the total by what is not told.
fn complete(imported: Vec<&Imported>, counts: &mut Vec<Count>) {
    let mut months: BTreeMap<Month, Vec<&Imported>> = BTreeMap::new();
    for one in imported {
        months.entry(one.month).or_default().push(one);
    }
    for (month, figures) in months {
        let told = |cut: Cut| figures.iter().filter(move |one| one.cut == cut);
        let of_total = |one: &&&Imported| one.cut == Cut::Detail && one.category.is_empty();
        let sum = |cut: Cut| {
            told(cut)
                .filter(|one| !of_total(one))
                .map(|one| one.n)
                .sum::<u64>()
        };
        let total = figures
            .iter()
            .find(of_total)
            .map(|one| one.n)
            .unwrap_or_default();
        let total = OF_TALKS.into_iter().map(sum).fold(total, u64::max);
        for cut in OF_TALKS {
            let Some(first) = figures.first() else {
                continue;
            };
            let mut add = |category: &str, n| {
                let (fact, category) = (first.indicator.clone(), category.to_owned());
                counts.push(Count {
                    month,
                    fact,
                    cut,
                    category,
                    n,
                });
            };
            told(cut)
                .filter(|one| !of_total(one))
                .for_each(|one| add(&one.category, one.n));
            add("", total - sum(cut));
        }
    }
}

/// Visitors as the whole that others are part of: our own, and those of imported months, of which
/// nobody knows how many came in several.
struct Visitors<'a> {
    own: &'a Book<Seen>,
    /// By the bit of their month.
    imported: BTreeMap<u16, u64>,
}

impl Whole for Visitors<'_> {
    fn shows(&self, range: Range) -> bool {
        self.own.shows(range)
    }

    fn around(&self, who: Who) -> Option<Around> {
        let (Who::In(months) | Who::InBoth(months, _)) = who;
        match self.imported.get(&months) {
            Some(count) => Some(Around {
                count: *count,
                is_shown: true,
            }),
            None if self.imported.keys().any(|month| months & month != 0) => None,
            None => self.own.around(who),
        }
    }
}

/// All people of a crowd that are counted under a cut.
fn seen(figures: &Figures, crowd: Crowd, cut: Cut) -> Seen {
    let mut all = Seen::default();
    for people in people(figures, crowd, cut) {
        all.add(number(people.month), next(people), people.n);
    }
    all
}

fn people(figures: &Figures, crowd: Crowd, cut: Cut) -> impl Iterator<Item = &People> {
    let is_of = move |people: &&People| people.crowd == crowd && people.cut == cut;
    figures.people.iter().filter(is_of)
}

fn next(people: &People) -> usize {
    people.next.map_or(NEVER, number)
}

/// The people of a crowd, by the rows of a table.
fn rows_of(figures: &Figures, crowd: Crowd, cut: Cut, rules: &Rules) -> Vec<(String, Seen)> {
    let mut rows: Vec<(String, Seen)> = listed(rules, cut, crowd.code());
    for people in people(figures, crowd, cut) {
        let name = category(rules, cut, crowd.code(), &people.category);
        tell(&mut rows, name, |one| {
            one.add(number(people.month), next(people), people.n);
        });
    }
    rows
}

fn visitors(figures: &Figures, before: &Figures, months: usize, rules: &Rules) -> Book<Seen> {
    let whole = seen(figures, Crowd::Visitors, Cut::Detail);
    let ranges = order(months, longest(rules), since(&whole));
    let tables = OF_PEOPLE.iter().map(|cut| {
        let categories = rows_of(figures, Crowd::Visitors, *cut, rules);
        let mut allowed = allowed(rules, *cut, &ranges);
        if *cut == Cut::Return {
            let new = categories.iter().find(|(name, _)| name == "new");
            let new = new.map(|(_, new)| *new).unwrap_or_default();
            let stays = stays_unknown(figures, before, rules.k);
            let is_fine =
                |range: &Range| stays(whole.count(*range).saturating_sub(new.count(*range)));
            let fine = allowed
                .iter()
                .filter(|at| ranges.get(*at).is_some_and(is_fine));
            allowed = fine.collect();
        }
        Table {
            cut: *cut,
            categories,
            allowed,
        }
    });
    let tables = tables.collect();
    Book::new(whole, tables, ranges, &[], rules.k)
}

/// Whether it stays unknown who did not come back, if so many have. In the second calendar year of
/// the bot all who come back are visitors of the first one, whose number is shown: the others would
/// be known. Later on, who had come in which of the years before is told nowhere.
fn stays_unknown(figures: &Figures, before: &Figures, k: u32) -> impl Fn(u64) -> bool {
    let is_second = figures
        .since
        .is_some_and(|since| since.year() == figures.year - 1);
    let all = seen(before, Crowd::Visitors, Cut::Detail).count(Range::new(1, 12));
    move |returned| !is_second || returned == 0 || all >= returned + u64::from(k)
}

/// The first month in which anybody came.
fn since(whole: &Seen) -> usize {
    let first = whole.months().trailing_zeros() + 1;
    usize::try_from(first).unwrap_or_default()
}

/// The longest range of one's own in which people are shown, in months.
fn longest(rules: &Rules) -> usize {
    usize::try_from(rules.longest_range_months).unwrap_or_default()
}

/// 1 to 12.
pub(super) fn number(month: Month) -> usize {
    usize::try_from(month.number()).unwrap_or_default()
}

/// Lets a category be counted, which is made if there is none yet.
fn tell<C: Default>(categories: &mut Vec<(String, C)>, name: String, add: impl FnOnce(&mut C)) {
    if let Some((_, one)) = categories.iter_mut().find(|(known, _)| *known == name) {
        add(one);
        return;
    }
    let mut one = C::default();
    add(&mut one);
    categories.push((name, one));
}

/// For which ranges a table of events is made: for single months, or for whole quarters and the year.
fn grain(rules: &Rules, ranges: &[Range]) -> Set {
    let is_made = |range: &Range| (range.first == range.last) == rules.events_by_month;
    let places = ranges
        .iter()
        .enumerate()
        .filter(|(_, range)| is_made(range));
    places.map(|(at, _)| at).collect()
}

/// For which ranges a table of people is made.
fn allowed(rules: &Rules, cut: Cut, ranges: &[Range]) -> Set {
    let is_allowed = |range: &Range| match cut {
        // Who is new in a period is worked out from the years up to its end and up to its beginning.
        Cut::Return => range.first == 1,
        cut => range.is_quarters() || !rules.by_quarter.contains(&cut),
    };
    let places = ranges
        .iter()
        .enumerate()
        .filter(|(_, range)| is_allowed(range));
    places.map(|(at, _)| at).collect()
}

/// The categories that are printed also if nobody is in them, in print order; "not told" comes last.
fn listed<C: Counted + Default>(rules: &Rules, cut: Cut, fact: &str) -> Vec<(String, C)> {
    let fixed = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let names = match (cut, fact) {
        (Cut::Detail, "consultations") => {
            let own = rules
                .subjects
                .iter()
                .filter(|subject| !rules.protection.contains(subject));
            let mut subjects: Vec<String> = own.cloned().collect();
            let before_other = subjects
                .iter()
                .position(|one| one == "other")
                .unwrap_or(subjects.len());
            subjects.insert(before_other, "protection".to_owned());
            subjects
        }
        (Cut::Detail, "outcomes") => rules.outcomes.clone(),
        (Cut::Detail, "referrals_given") => rules.referrals.clone(),
        (Cut::Detail, "ratings") => fixed(&["good", "fair", "bad"]),
        (Cut::Detail, "conversations" | "feedback" | HELPED) => fixed(&["yes", "no"]),
        (Cut::Detail, "calls") => fixed(&["in", "out"]),
        (Cut::Language, _) => rules.languages.clone(),
        (Cut::Gender, _) => fixed(&["woman", "man", ""]),
        (Cut::Country, _) | (Cut::Detail, "contacts_shown") => {
            [rules.countries.clone(), fixed(&["other_eu", "other", ""])].concat()
        }
        (Cut::Age, _) => fixed(&["under18", "18_24", "25_59", "60", ""]),
        (Cut::Place, _) => fixed(&["inside", "outside", ""]),
        (Cut::Citizenship, _) => fixed(&["ukraine", "third_country", ""]),
        (Cut::Source, _) => [rules.campaigns.clone(), fixed(&["other", ""])].concat(),
        (Cut::Return, _) => fixed(&["new", ""]),
        (Cut::Detail, _) => Vec::new(),
    };
    names.into_iter().map(|name| (name, C::default())).collect()
}

/// In which row a category is printed.
fn category(rules: &Rules, cut: Cut, fact: &str, code: &str) -> String {
    let known = |list: &[String]| list.iter().any(|one| one == code);
    let row = match (cut, fact) {
        (Cut::Gender, _) if code == "other" => "",
        (Cut::Detail, "consultations") if known(&rules.protection) => "protection",
        (Cut::Detail, "consultations") if !known(&rules.subjects) && !code.is_empty() => "other",
        (Cut::Country, _) | (Cut::Detail, "contacts_shown") if !code.is_empty() => match code {
            code if known(&rules.countries) => code,
            code if known(&rules.other_eu) || code == "other_eu" => "other_eu",
            _ => "other",
        },
        (Cut::Language, _) if !known(&rules.languages) => "",
        (Cut::Source, _) if !known(&rules.campaigns) && !code.is_empty() => "other",
        _ => code,
    };
    row.to_owned()
}
