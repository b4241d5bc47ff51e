//! One page that needs nothing besides itself: charts are drawn inside, no script, no address. It
//! prints well on A4. The page itself is `templates/report.html`.

use askama::Template;

use super::{Grid, NotRendered, Printed};
use crate::statistics::chart;
use crate::statistics::print::Definition;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    lang: &'a str,
    title: &'a str,
    made: &'a str,
    summary: &'a str,
    sentences: &'a [String],
    charts_head: &'a str,
    charts: Vec<String>,
    tables_head: &'a str,
    tables: Vec<Table<'a>>,
    notes_head: &'a str,
    notes: &'a [String],
    definitions_head: &'a str,
    name_head: &'a str,
    meaning_head: &'a str,
    definitions: &'a [Definition],
}

struct Table<'a> {
    title: &'a str,
    base: &'a str,
    grid: Grid,
}

/// The report as a page.
pub(super) fn render(printed: &Printed) -> Result<String, NotRendered> {
    let words = &printed.words;
    let course = Grid::of_course(printed).map(|grid| Table {
        title: &words.course,
        base: "",
        grid,
    });
    let tables = printed.tables.iter().map(|table| Table {
        title: &table.title,
        base: &table.base,
        grid: Grid::of(table, words),
    });
    let page = Page {
        lang: printed.lang.as_str(),
        title: &printed.title,
        made: &words.made,
        summary: &words.summary,
        sentences: &printed.sentences,
        charts_head: &words.charts,
        charts: printed.charts.iter().map(chart::svg).collect(),
        tables_head: &words.tables,
        tables: tables.chain(course).collect(),
        notes_head: &words.notes,
        notes: &printed.notes,
        definitions_head: &words.definitions,
        name_head: &words.name,
        meaning_head: &words.meaning,
        definitions: &printed.definitions,
    };
    page.render()
        .map_err(|error| NotRendered::File(error.to_string()))
}
