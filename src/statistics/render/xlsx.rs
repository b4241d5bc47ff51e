//! A workbook: the sentences and notes, a sheet a table, the definitions. Numbers are numbers and
//! shares are per cent, so that they can be reckoned with; what is not shown is text. Cells are
//! written as text or as numbers, never as formulas.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{Figure, NotRendered, Printed, Report, Share, number};
use crate::statistics::print::{PrintedTable, Words};

/// Widths in characters.
const NARROWEST: usize = 12;
const WIDEST: usize = 60;
/// Of the sheet of sentences, and of what definitions mean.
const PAGE: usize = 100;
/// Longest name of a sheet.
const NAME: usize = 31;

/// The looks of cells.
struct Looks {
    title: Format,
    small: Format,
    text: Format,
    head: Format,
    number: Format,
    percent: Format,
    hidden: Format,
    total: Format,
    total_text: Format,
}

impl Looks {
    fn new() -> Self {
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let right = Format::new()
            .set_align(FormatAlign::Right)
            .set_align(FormatAlign::Top);
        let total = Format::new().set_bold().set_border_top(FormatBorder::Thin);
        Self {
            title: Format::new().set_bold().set_font_size(14),
            small: Format::new().set_font_color("#4B5563"),
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_border_bottom(FormatBorder::Medium),
            number: right.clone().set_num_format("#,##0"),
            percent: right.clone().set_num_format("0%"),
            hidden: right.set_italic(),
            total_text: total.clone().set_text_wrap(),
            total: total.set_align(FormatAlign::Right).set_num_format("#,##0"),
            text,
        }
    }
}

/// The report as a workbook.
pub(super) fn render(report: &Report, printed: &Printed) -> Result<Vec<u8>, NotRendered> {
    workbook(report, printed).map_err(|error| NotRendered::File(error.to_string()))
}

fn workbook(report: &Report, printed: &Printed) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = report.made_on;
    let day = ExcelDateTime::from_ymd(
        u16::try_from(made.year()).unwrap_or(1900),
        u8::try_from(made.month()).unwrap_or(1),
        u8::try_from(made.day()).unwrap_or(1),
    )?;
    // The day of the report, not of a clock: the same report is the same file.
    let properties = DocProperties::new()
        .set_title(&printed.title)
        .set_creation_datetime(&day);
    book.set_properties(&properties);
    let looks = Looks::new();
    page(book.add_worksheet(), printed, &looks)?;
    for table in &printed.tables {
        figures(book.add_worksheet(), table, &printed.words, &looks)?;
    }
    if !printed.course.is_empty() {
        course(book.add_worksheet(), printed, &looks)?;
    }
    definitions(book.add_worksheet(), printed, &looks)?;
    book.save_to_buffer()
}

/// What every sheet has: a name, a page that prints, and its title.
fn begin(sheet: &mut Worksheet, name: &str, title: &str, looks: &Looks) -> Result<(), XlsxError> {
    let name: String = name.chars().take(NAME).collect();
    sheet.set_name(name)?;
    // A4 is paper 9.
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.write_string_with_format(0, 0, title, &looks.title)?;
    Ok(())
}

fn page(sheet: &mut Worksheet, printed: &Printed, looks: &Looks) -> Result<(), XlsxError> {
    begin(sheet, "report", &printed.title, looks)?;
    sheet.set_column_width(0, width(PAGE))?;
    sheet.write_string_with_format(1, 0, &printed.words.made, &looks.small)?;
    let mut row = 3;
    for sentence in &printed.sentences {
        sheet.write_string_with_format(row, 0, sentence, &looks.text)?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, &printed.words.notes, &looks.head)?;
    for note in &printed.notes {
        row += 1;
        sheet.write_string_with_format(row, 0, note, &looks.text)?;
    }
    Ok(())
}

fn figures(
    sheet: &mut Worksheet,
    table: &PrintedTable,
    words: &Words,
    looks: &Looks,
) -> Result<(), XlsxError> {
    begin(sheet, &table.code, &table.title, looks)?;
    sheet.write_string_with_format(1, 0, &table.base, &looks.small)?;
    let heads = [&words.category, &words.number, &words.share, &words.before];
    head(sheet, &heads, looks)?;
    let mut longest = words.category.chars().count();
    for (row, line) in (4..).zip(&table.rows) {
        let (text, digits) = if line.is_total {
            (&looks.total_text, &looks.total)
        } else {
            (&looks.text, &looks.number)
        };
        longest = longest.max(line.label.chars().count());
        sheet.write_string_with_format(row, 0, &line.label, text)?;
        figure(sheet, (row, 1), line.figure, words, (digits, looks))?;
        share(sheet, (row, 2), line.share, words, looks)?;
        figure(sheet, (row, 3), line.before, words, (digits, looks))?;
    }
    sheet.set_column_width(0, width(longest + 2))?;
    Ok(())
}

fn course(sheet: &mut Worksheet, printed: &Printed, looks: &Looks) -> Result<(), XlsxError> {
    let words = &printed.words;
    begin(sheet, "visitors_by_month", &words.course, looks)?;
    let [visitors, women, men] = &words.visitors;
    head(sheet, &[&words.month, visitors, women, men], looks)?;
    for (row, month) in (4..).zip(&printed.course) {
        sheet.write_string_with_format(row, 0, &month.label, &looks.text)?;
        for (column, value) in (1..).zip([month.visitors, month.women, month.men]) {
            figure(sheet, (row, column), value, words, (&looks.number, looks))?;
        }
    }
    sheet.set_column_width(0, width(24))?;
    Ok(())
}

fn definitions(sheet: &mut Worksheet, printed: &Printed, looks: &Looks) -> Result<(), XlsxError> {
    let words = &printed.words;
    begin(sheet, "definitions", &words.definitions, looks)?;
    head(sheet, &[&words.name, &words.meaning], looks)?;
    sheet.set_column_width(0, width(32))?;
    sheet.set_column_width(1, width(PAGE))?;
    for (row, definition) in (4..).zip(&printed.definitions) {
        sheet.write_string_with_format(row, 0, &definition.name, &looks.text)?;
        sheet.write_string_with_format(row, 1, &definition.meaning, &looks.text)?;
    }
    Ok(())
}

/// The line of heads; it stays in sight and stands on every printed page.
fn head(sheet: &mut Worksheet, heads: &[&String], looks: &Looks) -> Result<(), XlsxError> {
    for (column, head) in (0..).zip(heads) {
        sheet.write_string_with_format(3, column, head.as_str(), &looks.head)?;
        let longest = head.chars().count().max(14);
        sheet.set_column_width(column, width(longest + 2))?;
    }
    sheet.set_freeze_panes(4, 0)?;
    sheet.set_repeat_rows(3, 3)?;
    Ok(())
}

fn figure(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: Figure,
    words: &Words,
    (digits, looks): (&Format, &Looks),
) -> Result<(), XlsxError> {
    // Beyond 32 bits Excel's own numbers begin to be inexact; nothing that is counted comes near.
    match number(value).map(u32::try_from) {
        Some(Ok(n)) => sheet.write_number_with_format(row, column, n, digits)?,
        Some(Err(_)) | None => {
            sheet.write_string_with_format(row, column, words.figure(value), &looks.hidden)?
        }
    };
    Ok(())
}

fn share(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: Share,
    words: &Words,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match value {
        Share::Percent(percent) => {
            let part = f64::from(percent) / 100.0;
            sheet.write_number_with_format(row, column, part, &looks.percent)?;
        }
        Share::SmallBase => {
            sheet.write_string_with_format(row, column, words.percent(value), &looks.hidden)?;
        }
        Share::None => {}
    }
    Ok(())
}

/// A width in characters, within bounds.
fn width(letters: usize) -> u32 {
    let bounds = if letters >= PAGE { PAGE } else { WIDEST };
    u32::try_from(letters.clamp(NARROWEST, bounds)).unwrap_or(60)
}
