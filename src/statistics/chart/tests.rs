//! Charts: nothing hidden has a length, every word is drawn and escaped, patterns tell parts apart.

use resvg::tiny_skia::Pixmap;

use super::*;
use crate::statistics::print::print;
use crate::statistics::print::sample::{content, lang, quarter};

fn bars(label: &str) -> Chart {
    let bar = |label: &str, value, text: &str| Bar {
        label: label.to_owned(),
        value,
        text: text.to_owned(),
    };
    Chart {
        code: "c".to_owned(),
        title: "Країни".to_owned(),
        subtitle: "2022".to_owned(),
        kind: Kind::Bars(vec![
            bar("Польща", Some(200), "200"),
            bar("Чехія", Some(100), "100"),
            bar(label, None, "не показано"),
        ]),
        footnote: String::new(),
    }
}

/// Widths of what is filled with a pattern, in order.
fn lengths(svg: &str, side: &str) -> Vec<u32> {
    svg.lines()
        .filter(|line| line.starts_with("<rect x=") && line.contains("fill=\"url(#"))
        .map(|line| {
            let mark = format!(" {side}=\"");
            let value = line.split(&mark).nth(1).unwrap();
            value.split('"').next().unwrap().parse().unwrap()
        })
        .collect()
}

#[test]
fn a_bar_is_as_long_as_its_number_and_a_hidden_one_is_only_words() {
    let svg = svg(&bars("Словаччина"));
    let [long, short] = lengths(&svg, "width").try_into().unwrap();
    assert_eq!(long, short * 2);
    assert!(
        svg.contains(">Словаччина<") && svg.contains(">не показано<"),
        "{svg}"
    );
    assert!(
        svg.contains("Словаччина: не показано"),
        "said to those who cannot see it"
    );
}

#[test]
fn names_are_escaped_and_the_drawing_stays_one() {
    let chart = bars("<script>\"&'</text>");
    let svg = svg(&chart);
    assert!(!svg.contains("<script"), "{svg}");
    assert!(png(&chart).is_ok());
}

#[test]
fn long_labels_stay_inside() {
    let label =
        "Надзвичайно довга назва країни, якої ніхто ніколи не бачив і не читав до кінця ".repeat(3);
    let svg = svg(&bars(&label));
    assert!(svg.contains('…'), "cut");
    assert!(svg.contains(label.trim()), "whole in the description");
}

#[test]
fn columns_are_stacked_from_parts_with_patterns_of_their_own() {
    let printed = print(&quarter(), &content(), &lang("uk"));
    let chart = &printed.charts[0];
    let Kind::Columns { columns, parts, .. } = &chart.kind else {
        panic!("columns first")
    };
    assert_eq!(columns[0].parts, [Some(76), Some(28), Some(0)]);
    assert_eq!(columns[1].parts, [Some(80), Some(30), Some(11)]);
    assert_eq!(columns[2].parts, [None, None, Some(43)], "not told apart");
    assert_eq!(columns[3].parts, [None, None, None]);
    assert_eq!(columns[3].text, "не показано");
    let svg = svg(chart);
    for part in 0..parts.len() {
        assert!(
            svg.contains(&format!("visitors_by_month-part{part})")),
            "{part}"
        );
    }
    // Three in the legend, two, three and one in the columns.
    assert_eq!(lengths(&svg, "height").len(), 9);
}

#[test]
fn every_chart_of_a_report_becomes_a_picture_with_ink_on_it() {
    for tag in ["uk", "ru", "en"] {
        let printed = print(&quarter(), &content(), &lang(tag));
        let codes: Vec<&str> = printed
            .charts
            .iter()
            .map(|chart| chart.code.as_str())
            .collect();
        assert_eq!(
            codes,
            [
                "visitors_by_month",
                "visitors_by_language",
                "visitors_by_country",
                "consultations_by_subject",
                "faq_views_by_answer"
            ]
        );
        for chart in &printed.charts {
            let picture = Pixmap::decode_png(&png(chart).unwrap()).unwrap();
            let dark = picture
                .pixels()
                .iter()
                .filter(|pixel| pixel.red() < 100)
                .count();
            assert!(
                picture.width() == layout::WIDTH * 2 && dark > 5000,
                "{}",
                chart.code
            );
        }
    }
}
