//! The Markdown editors may write → the HTML Telegram takes, and nothing else: paragraphs,
//! **bold**, _italic_, lists, links, quotes. What is outside of it is refused with its place,
//! since Telegram would refuse the whole message (core.telegram.org/bots/api#html-style).

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

/// What cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Bytes of the Markdown.
    pub place: Range<usize>,
    /// What it is, as the rest of a sentence: "a heading".
    pub what: &'static str,
    /// What to do instead.
    pub help: &'static str,
}

/// Markdown → Telegram's HTML.
///
/// # Errors
/// With every place that is outside of the subset.
pub fn html(markdown: &str) -> Result<String, Vec<Fault>> {
    let all = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut writer = Writer {
        markdown,
        html: String::new(),
        faults: Vec::new(),
        lists: Vec::new(),
        quotes: 0,
        fresh: true,
        after: "\n\n",
    };
    for (event, place) in Parser::new_ext(markdown, all).into_offset_iter() {
        writer.event(event, &place);
    }
    if writer.faults.is_empty() {
        Ok(writer.html.trim().to_owned())
    } else {
        Err(writer.faults)
    }
}

/// Text → HTML that shows exactly this text, also inside an attribute.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
    html
}

/// The text that HTML made by this module shows.
#[must_use]
pub fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside_tag = false;
    for c in html.chars() {
        match c {
            '<' => inside_tag = true,
            '>' if inside_tag => inside_tag = false,
            c if !inside_tag => text.push(c),
            _ => {}
        }
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Length as Telegram counts it: UTF-16 units of what is shown.
#[must_use]
pub fn length(html: &str) -> usize {
    plain(html).encode_utf16().count()
}

/// Whether Telegram makes a link of it: `http(s)` with a dotted host, or `tg://`. Anything else
/// it would drop in silence.
#[must_use]
pub fn is_link(address: &str) -> bool {
    if address.contains(|c: char| c.is_whitespace() || c.is_control() || "{}<>\"".contains(c)) {
        return false;
    }
    if let Some(rest) = address.strip_prefix("tg://") {
        return !rest.is_empty();
    }
    let Some(rest) = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"))
    else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    host.contains('.')
        && host
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-'))
}

struct Writer<'a> {
    markdown: &'a str,
    html: String,
    faults: Vec<Fault>,
    /// Open lists; the number of the next item, if they count.
    lists: Vec<Option<u64>>,
    quotes: usize,
    /// Nothing was written since a block was opened.
    fresh: bool,
    /// What parts the last block from the next.
    after: &'static str,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>, place: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, place),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, place),
            Event::SoftBreak => self.html.push(' '),
            Event::HardBreak => self.html.push('\n'),
            Event::Code(_) => self.refuse(place, "code", "leave the backticks out"),
            Event::Html(_) | Event::InlineHtml(_) => {
                self.refuse(
                    place,
                    "an HTML tag",
                    "write **bold**, _italic_ or [words](https://…)",
                );
            }
            Event::Rule => self.refuse(place, "a line across", "leave an empty line instead"),
            Event::TaskListMarker(_) => {
                self.refuse(place, "a box to tick", "leave the brackets out")
            }
            Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                self.refuse(place, "a footnote or a formula", "write it as plain text");
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, place: &Range<usize>) {
        match tag {
            Tag::Paragraph => self.block(self.after),
            Tag::Strong => self.html.push_str("<b>"),
            Tag::Emphasis => self.html.push_str("<i>"),
            Tag::List(first) => self.list(first, place),
            Tag::Item => self.item(),
            Tag::BlockQuote(_) if self.quotes > 0 => {
                self.refuse(place, "a quote inside a quote", "quote once");
            }
            Tag::BlockQuote(_) => {
                self.block(self.after);
                self.html.push_str("<blockquote>");
                self.fresh = true;
                self.quotes += 1;
            }
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => self.link(link_type, &dest_url, place),
            other => self.outside(&other, place),
        }
    }

    fn outside(&mut self, tag: &Tag<'_>, place: &Range<usize>) {
        let (what, help) = match tag {
            Tag::Heading { .. } => (
                "a heading",
                "headings stand in `title`; here write **bold** words",
            ),
            Tag::CodeBlock(_) => (
                "code",
                "begin the lines with fewer spaces, and leave ``` out",
            ),
            Tag::HtmlBlock => (
                "an HTML tag",
                "write **bold**, _italic_ or [words](https://…)",
            ),
            Tag::Table(_) => ("a table", "write it as a list"),
            Tag::Image { .. } => ("a picture", "link to it: [words](https://…)"),
            Tag::Strikethrough => ("struck out text", "leave it out"),
            _ => return,
        };
        self.refuse(place, what, help);
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.html.push_str("</b>"),
            TagEnd::Emphasis => self.html.push_str("</i>"),
            TagEnd::Link => self.html.push_str("</a>"),
            TagEnd::List(_) => {
                self.lists.pop();
                self.after = "\n\n";
            }
            TagEnd::BlockQuote(_) => {
                self.quotes = self.quotes.saturating_sub(1);
                self.html.push_str("</blockquote>");
                self.after = "\n";
            }
            TagEnd::Paragraph => self.after = if self.lists.is_empty() { "\n\n" } else { "\n" },
            _ => {}
        }
    }

    fn block(&mut self, gap: &str) {
        if !self.fresh {
            self.html.push_str(gap);
        }
        self.fresh = false;
    }

    fn list(&mut self, first: Option<u64>, place: &Range<usize>) {
        if !self.lists.is_empty() {
            self.refuse(place, "a list inside a list", "make it one list");
        }
        let before = self
            .markdown
            .get(..place.start)
            .unwrap_or_default()
            .trim_end_matches(' ');
        let after = if before.ends_with("\n\n") {
            self.after
        } else {
            "\n"
        };
        self.block(after);
        self.fresh = true;
        self.lists.push(first);
    }

    fn item(&mut self) {
        self.block("\n");
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.html.push_str(&format!("{number}. "));
                *number += 1;
            }
            _ => self.html.push_str("• "),
        }
        self.fresh = true;
        self.after = "\n";
    }

    fn link(&mut self, kind: LinkType, address: &str, place: &Range<usize>) {
        if kind == LinkType::Email || !is_link(address) {
            let help = "a link begins with https:// and has a host with a dot: [words](https://example.org)";
            self.refuse(place, "a link Telegram would drop", help);
        }
        self.fresh = false;
        self.html
            .push_str(&format!("<a href=\"{}\">", escape(address)));
    }

    fn text(&mut self, text: &str, place: &Range<usize>) {
        self.fresh = false;
        let written = self.markdown.get(place.clone()).unwrap_or_default();
        for mark in ["**", "__"] {
            let single = mark.get(..1).unwrap_or_default();
            let split = text.starts_with(single) && self.html.ends_with(single);
            if split || text.contains(mark) {
                let at = place.start + written.find(mark).unwrap_or(0);
                let help = "marks come in pairs and touch the words: **bold**, not ** bold **";
                self.refuse(&(at..at + mark.len()), "marks that belong to nothing", help);
            }
        }
        self.html.push_str(&escape(text));
    }

    fn refuse(&mut self, place: &Range<usize>, what: &'static str, help: &'static str) {
        let repeated = self
            .faults
            .last()
            .is_some_and(|last| last.what == what && last.place.contains(&place.start));
        if !repeated {
            self.faults.push(Fault {
                place: place.clone(),
                what,
                help,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_subset_becomes_telegrams_html() {
        for (markdown, expected) in [
            ("Два слова", "Два слова"),
            ("один\nрядок\n\nабзац", "один рядок\n\nабзац"),
            ("**жирно** і _навскіс_", "<b>жирно</b> і <i>навскіс</i>"),
            (
                "Список:\n- раз\n- два\n\nкінець",
                "Список:\n• раз\n• два\n\nкінець",
            ),
            ("Список:\n\n- раз\n\n- два", "Список:\n\n• раз\n• два"),
            ("1. раз\n2. два", "1. раз\n2. два"),
            (
                "- **раз** і\n- [два](https://a.org)",
                "• <b>раз</b> і\n• <a href=\"https://a.org\">два</a>",
            ),
            (
                "[a](https://iom.int/?a=1&b=2)",
                "<a href=\"https://iom.int/?a=1&amp;b=2\">a</a>",
            ),
            ("> цитата\n\nдалі", "<blockquote>цитата</blockquote>\nдалі"),
            ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
            ("{n} днів", "{n} днів"),
        ] {
            assert_eq!(html(markdown).as_deref(), Ok(expected), "{markdown:?}");
        }
    }

    #[test]
    fn what_telegram_would_refuse_is_refused_with_its_place() {
        for (markdown, what, place) in [
            ("a\n# Heading", "a heading", 2..11),
            ("x <b>y</b>", "an HTML tag", 2..5),
            ("<div>x</div>", "an HTML tag", 0..12),
            ("x `y`", "code", 2..5),
            ("    four spaces", "code", 4..15),
            ("|a|b|\n|-|-|\n|1|2|", "a table", 0..17),
            ("![a](https://a.org/b.png)", "a picture", 0..25),
            ("[a](http://localhost)", "a link Telegram would drop", 0..21),
            ("[a](mailto:x@y.org)", "a link Telegram would drop", 0..19),
            ("[a](javascript:x)", "a link Telegram would drop", 0..17),
            ("- a\n  - b", "a list inside a list", 6..9),
            ("a\n\n---\n", "a line across", 3..7),
            ("** not bold **", "marks that belong to nothing", 0..2),
            ("a ~~b~~", "struck out text", 2..7),
        ] {
            let faults = html(markdown).unwrap_err();
            assert_eq!(
                (faults[0].what, &faults[0].place),
                (what, &place),
                "{markdown:?}"
            );
        }
    }

    #[test]
    fn length_counts_utf16_units_of_what_is_shown() {
        assert_eq!(length("<b>а</b>&amp;🛡"), 4);
    }

    proptest! {
        #[test]
        fn any_text_survives_escaping(text in any::<String>()) {
            prop_assert_eq!(plain(&escape(&text)), text);
        }

        #[test]
        fn any_markdown_is_taken_or_refused(text in any::<String>()) {
            if let Ok(html) = html(&text) {
                for (open, close) in [("<b>", "</b>"), ("<i>", "</i>"), ("<blockquote>", "</blockquote>"), ("<a ", "</a>")] {
                    prop_assert_eq!(html.matches(open).count(), html.matches(close).count());
                }
            }
        }
    }
}
