//! Every text of the statistics reports, by name, with the placeholders each has to hold. They stand
//! in `text/<lang>/statistics.yaml` and are looked up by name, since most of them belong to codes:
//! of indicators, of answers people gave. A name that is in no list does not pass the check.

/// One text of the reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::content) struct ReportKey {
    /// Its path below the language.
    pub name: String,
    /// Placeholders, all of which the text has to hold; besides `{n}` if it is counted.
    pub holes: &'static [&'static str],
    /// Whether it has a form for each plural class, chosen by `{n}`.
    pub counted: bool,
}

impl ReportKey {
    /// All placeholders.
    pub fn all_holes(&self) -> Vec<&'static str> {
        let number = self.counted.then_some("n");
        self.holes.iter().copied().chain(number).collect()
    }
}

/// All of them.
pub(in crate::content) fn all() -> Vec<ReportKey> {
    let key = |name: String, holes: &'static [&'static str], counted| ReportKey {
        name,
        holes,
        counted,
    };
    let plain = PLAIN.iter().map(|name| key((*name).to_owned(), &[], false));
    let filled = FILLED
        .iter()
        .map(|(name, holes)| key((*name).to_owned(), holes, false));
    let counted = COUNTED
        .iter()
        .map(|(name, holes)| key((*name).to_owned(), holes, true));
    let months = ["month", "month_in", "month_short"]
        .into_iter()
        .flat_map(|form| (1..=12).map(move |month| format!("{form}.m{month:02}")))
        .map(|name| key(name, &[], false));
    let definitions = DEFINITIONS
        .iter()
        .flat_map(|code| ["name", "meaning"].map(|part| format!("definition.{code}.{part}")))
        .map(|name| key(name, &[], false));
    plain
        .chain(filled)
        .chain(counted)
        .chain(months)
        .chain(definitions)
        .collect()
}

/// What has a definition, in print order; codes of indicators, as they stand in exports.
pub const DEFINITIONS: &[&str] = &[
    "visitors",
    "visitors_new",
    "visitors_returning",
    "started",
    "conversations",
    "consultations",
    "persons_consulted",
    "consultant_asked",
    "unanswered",
    "out_of_remit",
    "reopened",
    "out_of_hours",
    "referrals_given",
    "outcomes",
    "ratings",
    "first_answer",
    "duration",
    "faq_views",
    "branch_views",
    "helpful_yes",
    "helpful_no",
    "contacts_shown",
    "safety_page",
    "leaflet_sent",
    "sticker_link_sent",
    "calls",
    "feedback",
    "complaints",
    "not_understood",
    "searches",
    "searches_empty",
    "attachment_refused",
    "hidden",
    "forgotten",
];

/// Texts without placeholders.
const PLAIN: &[&str] = &[
    "visitors.no_shares",
    "topics.and",
    "disclaimer",
    "word.category",
    "word.number",
    "word.share",
    "word.before",
    "word.hidden",
    "word.unknown",
    "word.small_base",
    "word.total",
    "word.notes",
    "word.definitions",
    "word.name",
    "word.meaning",
    "word.summary",
    "word.charts",
    "word.tables",
    "word.month",
    "word.unit_minutes",
    "table.summary",
    "table.return",
    "table.subjects",
    "table.hours",
    "table.outcomes",
    "table.referrals",
    "table.ratings",
    "table.answers",
    "table.helped",
    "table.feedback",
    "table.calls",
    "table.lines",
    "table.course",
    "table.times",
    "cut.language",
    "cut.gender",
    "cut.country",
    "cut.age",
    "cut.place",
    "cut.citizenship",
    "cut.source",
    "base.hidden",
    "base.none",
    "category.other",
    "category.not_told",
    "category.gender.woman",
    "category.gender.man",
    "category.gender.other",
    "category.return.new",
    "category.return.returning",
    "category.age.under18",
    "category.age.a18_24",
    "category.age.a25_59",
    "category.age.a60",
    "category.place.inside",
    "category.place.outside",
    "category.citizenship.ukraine",
    "category.citizenship.third_country",
    "category.country.other_eu",
    "category.country.other",
    "category.source.none",
    "category.source.other",
    "category.subject.protection",
    "category.hours.in",
    "category.hours.out",
    "category.rating.good",
    "category.rating.fair",
    "category.rating.bad",
    "category.helped.yes",
    "category.helped.no",
    "category.feedback.yes",
    "category.feedback.no",
    "category.calls.in",
    "category.calls.out",
    "category.times.answer_base",
    "category.times.answer_median",
    "category.times.answer_p90",
    "category.times.lasted_base",
    "category.times.lasted_median",
    "category.times.lasted_p90",
    "chart.not_split",
    "note.suppressed",
    "note.gender",
    "note.imported",
    "note.not_additive",
    "note.older_rules",
    "note.safety",
    "note.search",
    "note.told",
    "note.not_counted",
];

/// Texts with placeholders.
const FILLED: &[(&str, &[&str])] = &[
    ("title.report", &["period"]),
    ("title.made", &["date", "operator"]),
    ("period.in_month", &["month", "year"]),
    ("period.in_range", &["first", "last", "year"]),
    ("period.in_year", &["year"]),
    ("period.month", &["month", "year"]),
    ("period.range", &["first", "last", "year"]),
    ("period.year", &["year"]),
    ("count.minutes", &["n"]),
    ("count.hours", &["n"]),
    ("visitors.shares", &["men", "women"]),
    ("visitors.small_base", &["n"]),
    ("visitors.nobody", &["period"]),
    ("visitors.hidden", &["period"]),
    ("visitors.unknown", &["period"]),
    ("visitors.before", &["people", "period"]),
    ("pair.both", &["consultations", "conversations", "period"]),
    ("pair.consultations", &["consultations", "period"]),
    ("pair.alone", &["consultations", "period"]),
    ("pair.conversations", &["conversations", "period"]),
    ("pair.hidden", &["period"]),
    ("pair.none", &["period"]),
    ("pair.and_calls", &["calls", "conversations"]),
    ("topics.sentence", &["list"]),
    ("topics.item", &["share", "topic"]),
    ("topics.rest", &["share"]),
    ("topics.small_base", &["n"]),
    ("times.answer", &["median", "p90"]),
    ("times.lasted", &["median", "p90"]),
    ("table.visitors", &["cut"]),
    ("table.conversations", &["cut"]),
    ("table.consultations", &["cut"]),
    ("base.told", &["n"]),
    ("base.all", &["n"]),
    ("base.small", &["n"]),
    ("base.of", &["n"]),
    ("chart.columns", &["period"]),
    ("chart.hidden", &["k"]),
    ("chart.more", &["n"]),
    ("note.period", &["from", "to", "zone"]),
    ("note.threshold", &["below", "k"]),
    ("note.percent", &["n"]),
    ("note.by_quarter", &["list"]),
    ("note.events_by_quarter", &[]),
    ("note.ends", &["month"]),
    ("note.since", &["month"]),
    ("note.folded", &["month"]),
    ("note.too_long", &["n"]),
    ("note.new_unknown", &["n"]),
];

/// Texts with a form for each plural class, and their placeholders besides `{n}`.
const COUNTED: &[(&str, &[&str])] = &[
    ("count.people", &[]),
    ("count.consultations", &[]),
    ("count.conversations", &[]),
    ("count.calls", &[]),
    ("count.days", &[]),
    ("visitors.came", &["period"]),
    ("visitors.shares_of", &["men", "women"]),
];
