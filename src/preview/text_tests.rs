//! Properties of cleaning, and the HTML parser against cases of its own and against Telegram's published ones.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::html::parse;
use super::text::{Entity, EntityKind, Formatted, fix, to_html, units};

fn error(source: &str) -> String {
    parse(source).unwrap_err()
}

#[test]
fn every_mistake_has_telegrams_words() {
    assert_eq!(
        error("Hello<p>"),
        "Unsupported start tag \"p\" at byte offset 5"
    );
    assert_eq!(
        error("2 < 3"),
        "Unsupported start tag \"\" at byte offset 2"
    );
    assert_eq!(error("Привіт <b"), "Unclosed start tag at byte offset 13");
    assert_eq!(
        error("<b>one"),
        "Can't find end tag corresponding to start tag \"b\""
    );
    assert_eq!(
        error("<b>one</i>"),
        "Unmatched end tag at byte offset 6, expected \"</b>\", found \"</i>\""
    );
    assert_eq!(error("one</b>"), "Unexpected end tag at byte offset 3");
    assert_eq!(
        error("<span>x</span>"),
        "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"
    );
    assert_eq!(
        error("<tg-emoji emoji-id=\"x\">x</tg-emoji>"),
        "Invalid custom emoji identifier specified"
    );
}

#[test]
fn unknown_names_and_bare_signs_are_text() {
    assert_eq!(
        parse("a & b > c &nbsp; &laquo; &#39;").unwrap().text,
        "a & b > c &nbsp; &laquo; '"
    );
}

#[test]
fn a_link_that_is_none_is_dropped_without_a_word() {
    let parsed = parse("<a href=\"not a link\">here</a>").unwrap();
    assert_eq!(parsed, Formatted::plain("here"));
}

#[test]
fn code_swallows_bold_and_quotes_do_not_nest() {
    let fixed = fix(&parse("<b>a <code>b</code> c</b>").unwrap());
    let kinds: Vec<_> = fixed
        .entities
        .iter()
        .map(|e| (e.kind.name(), e.offset, e.length))
        .collect();
    assert_eq!(kinds, [("bold", 0, 2), ("code", 2, 1), ("bold", 3, 2)]);
    let fixed = fix(&parse("<blockquote>a <blockquote>b</blockquote></blockquote>").unwrap());
    assert_eq!(fixed.entities.len(), 1);
}

#[test]
fn ends_are_trimmed_and_offsets_follow() {
    let fixed = fix(&parse(" \n\u{202e}x\r <b>😀y</b> \n").unwrap());
    assert_eq!(fixed.text, "x 😀y");
    assert_eq!(
        fixed.entities,
        [Entity {
            kind: EntityKind::Bold,
            offset: 2,
            length: 3
        }]
    );
}

#[test]
fn the_page_gets_nested_tags_and_no_scripts() {
    let crossing = Formatted {
        text: "a<b>c".to_owned(),
        entities: vec![
            Entity {
                kind: EntityKind::Bold,
                offset: 0,
                length: 3,
            },
            Entity {
                kind: EntityKind::Italic,
                offset: 2,
                length: 3,
            },
        ],
    };
    assert_eq!(to_html(&crossing), "<b>a&lt;<i>b</i></b><i>&gt;c</i>");
}

/// Runs every HTML case of the folder named by `TELEGRAM_DATA`; without it only the cases above count.
#[test]
fn published_cases_agree() {
    let Ok(folder) = std::env::var("TELEGRAM_DATA") else {
        println!("TELEGRAM_DATA is not set: own cases only");
        return;
    };
    let text =
        std::fs::read_to_string(std::path::Path::new(&folder).join("entity-cases.json")).unwrap();
    let cases: Value = serde_json::from_str(&text).unwrap();
    let cases = cases["html"].as_array().unwrap();
    for case in cases {
        let input = case["input"].as_str().unwrap();
        let seen = match parse(input) {
            Ok(parsed) => {
                json!({"input": input, "text": parsed.text, "entities": parsed.entities_json()})
            }
            Err(error) => json!({"input": input, "error": error}),
        };
        assert_eq!(&seen, case, "{input}");
    }
    assert!(cases.len() > 80, "{} cases", cases.len());
}

proptest! {
    #[test]
    fn escaped_text_comes_back(text in "\\PC{0,60}") {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        prop_assert_eq!(parse(&escaped).unwrap().text, text);
    }

    #[test]
    fn the_parser_never_panics(source in "(<|>|&|/|\"|'|=| |b|i|code|pre|a|href|#|x|;|\\PC){0,40}") {
        parse(&source).ok();
    }

    #[test]
    fn entities_stay_inside_the_cleaned_text(
        text in "[ \n\r\ta-c😀\u{202e}\u{030a}]{0,40}",
        spans in prop::collection::vec((0usize..50, 1usize..20, 0usize..4), 0..6),
    ) {
        let kinds = [EntityKind::Bold, EntityKind::Code, EntityKind::Blockquote, EntityKind::Italic];
        let entities = spans.into_iter().map(|(offset, length, kind)| Entity { kind: kinds[kind].clone(), offset, length }).collect();
        let fixed = fix(&Formatted { text, entities });
        for entity in &fixed.entities {
            prop_assert!(entity.length > 0 && entity.offset + entity.length <= units(&fixed.text));
        }
        prop_assert_eq!(fixed.text.trim_matches([' ', '\n']), fixed.text.as_str());
        prop_assert_eq!(fix(&fixed).text, fixed.text.clone());
        let html = to_html(&fixed);
        prop_assert_eq!(html.matches("<b>").count(), html.matches("</b>").count());
    }
}
