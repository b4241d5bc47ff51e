//! Texts with `{placeholders}` and plural forms, ready to be filled. Checked before they are
//! built: what reaches a person has every form its language needs and no unknown placeholder.

use std::ops::Range;

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

use super::ids::Lang;
use super::keys::Placeholder;
use super::markup;

/// A text of the interface in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// One form, or one for each plural class of the language.
    forms: Vec<(Option<PluralCategory>, Template)>,
}

/// What stands for a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Shown exactly so.
    Text(String),
    /// Already Telegram's HTML.
    Html(String),
    /// A whole number; it also chooses the plural form.
    Number(i64),
}

/// Values for the placeholders of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling {
    lang: Lang,
    values: Vec<(Placeholder, Value)>,
}

impl Filling {
    /// No values yet; the language is that of the message and chooses its plural form.
    #[must_use]
    pub fn new(lang: &Lang) -> Self {
        Self {
            lang: lang.clone(),
            values: Vec::new(),
        }
    }

    /// With this value as well.
    #[must_use]
    pub fn with(mut self, placeholder: Placeholder, value: Value) -> Self {
        self.values.push((placeholder, value));
        self
    }

    fn get(&self, placeholder: Placeholder) -> Option<&Value> {
        self.values
            .iter()
            .rev()
            .find(|(name, _)| *name == placeholder)
            .map(|(_, value)| value)
    }

    fn plural(&self) -> Option<PluralCategory> {
        let number = self.values.iter().find_map(|(_, value)| match value {
            Value::Number(number) => Some(number.unsigned_abs()),
            Value::Text(_) | Value::Html(_) => None,
        })?;
        Some(rules(&self.lang)?.category_for(number))
    }
}

impl Message {
    pub(super) fn one(template: Template) -> Self {
        Self {
            forms: vec![(None, template)],
        }
    }

    pub(super) fn plural(forms: Vec<(PluralCategory, Template)>) -> Self {
        Self {
            forms: forms
                .into_iter()
                .map(|(class, form)| (Some(class), form))
                .collect(),
        }
    }

    /// Telegram's HTML. A placeholder without a value shows as `…`.
    #[must_use]
    pub fn html(&self, filling: &Filling) -> String {
        let plural = filling.plural();
        let form = |class| {
            self.forms
                .iter()
                .find(|(of, _)| *of == class)
                .map(|(_, form)| form)
        };
        form(plural)
            .or_else(|| form(Some(PluralCategory::Other)))
            .or_else(|| self.forms.last().map(|(_, form)| form))
            .map_or_else(String::new, |form| form.html(filling))
    }

    /// The same without marks, for buttons and small windows.
    #[must_use]
    pub fn plain(&self, filling: &Filling) -> String {
        markup::plain(&self.html(filling))
    }

    /// The forms, for looking for the longest.
    pub(super) fn templates(&self) -> impl Iterator<Item = &Template> {
        self.forms.iter().map(|(_, form)| form)
    }
}

/// HTML with holes in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Template(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Html(String),
    Hole(Placeholder),
}

impl Template {
    /// Cuts HTML at its placeholders. Braces that are no placeholder stay as they are: `holes`
    /// has refused them before.
    pub fn cut(html: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = html;
        while let Some((before, hole, after)) = next_hole(rest) {
            pieces.push(Piece::Html(before.to_owned()));
            pieces.push(Piece::Hole(hole));
            rest = after;
        }
        pieces.push(Piece::Html(rest.to_owned()));
        Self(pieces)
    }

    fn html(&self, filling: &Filling) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Html(html) => html.clone(),
                Piece::Hole(hole) => match filling.get(*hole) {
                    Some(Value::Text(text)) => markup::escape(text),
                    Some(Value::Html(html)) => html.clone(),
                    Some(Value::Number(number)) => number.to_string(),
                    None => "…".to_owned(),
                },
            })
            .collect()
    }

    /// Length in UTF-16 units when each placeholder is as long as `longest` says.
    pub fn longest(&self, longest: impl Fn(Placeholder) -> usize) -> usize {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Html(html) => markup::length(html),
                Piece::Hole(hole) => longest(*hole),
            })
            .sum()
    }
}

/// Text before the first placeholder, the placeholder, the text behind it.
fn next_hole(text: &str) -> Option<(&str, Placeholder, &str)> {
    let mut from = 0;
    loop {
        let open = from + text.get(from..)?.find('{')?;
        let inner = text.get(open + 1..)?;
        let found = Placeholder::ALL.into_iter().find_map(|hole| {
            let after = inner.strip_prefix(hole.name())?.strip_prefix('}')?;
            Some((text.get(..open)?, hole, after))
        });
        if found.is_some() {
            return found;
        }
        from = open + 1;
    }
}

/// What is written between braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hole<'a> {
    /// A name between braces.
    Named(&'a str),
    /// A brace without its fellow.
    Unbalanced,
}

/// Every brace of a text with its bytes.
pub(super) fn holes(text: &str) -> Vec<(Range<usize>, Hole<'_>)> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('{', Some(before)) => {
                found.push((before..before + 1, Hole::Unbalanced));
                open = Some(at);
            }
            ('{', None) => open = Some(at),
            ('}', Some(start)) => {
                let name = text.get(start + 1..at).unwrap_or_default();
                found.push((start..at + 1, Hole::Named(name)));
                open = None;
            }
            ('}', None) => found.push((at..at + 1, Hole::Unbalanced)),
            _ => {}
        }
    }
    found.extend(open.map(|at| (at..at + 1, Hole::Unbalanced)));
    found
}

/// The plural rules of a language, from Unicode's tables.
pub(super) fn rules(lang: &Lang) -> Option<PluralRules> {
    let locale = Locale::try_from_str(lang.as_str()).ok()?;
    PluralRules::try_new_cardinal(locale.into()).ok()
}

/// The name of a plural class in the files.
pub(super) fn class_name(class: PluralCategory) -> &'static str {
    match class {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(tag: &str) -> Lang {
        tag.parse().unwrap()
    }

    #[test]
    fn text_is_escaped_and_html_is_not() {
        let message = Message::one(Template::cut("<b>{operator}</b>: {contact} {"));
        let filling = Filling::new(&lang("uk"))
            .with(Placeholder::Operator, Value::Text("A & <B>".to_owned()))
            .with(Placeholder::Contact, Value::Html("<i>x</i>".to_owned()));
        assert_eq!(
            message.html(&filling),
            "<b>A &amp; &lt;B&gt;</b>: <i>x</i> {"
        );
        assert_eq!(message.plain(&filling), "A & <B>: x {");
    }

    #[test]
    fn a_number_chooses_its_plural_form() {
        use PluralCategory::{Few, Many, One, Other};
        let form = |text: &str| Template::cut(&format!("{{n}} {text}"));
        let message = Message::plural(vec![
            (One, form("день")),
            (Few, form("дні")),
            (Many, form("днів")),
            (Other, form("дня")),
        ]);
        for (n, expected) in [
            (1, "1 день"),
            (2, "2 дні"),
            (5, "5 днів"),
            (11, "11 днів"),
            (21, "21 день"),
            (30, "30 днів"),
        ] {
            let filling = Filling::new(&lang("uk")).with(Placeholder::N, Value::Number(n));
            assert_eq!(message.plain(&filling), expected);
        }
    }

    #[test]
    fn braces_are_found_with_their_places() {
        assert_eq!(
            holes("a {n} } {x {y"),
            vec![
                (2..5, Hole::Named("n")),
                (6..7, Hole::Unbalanced),
                (8..9, Hole::Unbalanced),
                (11..12, Hole::Unbalanced),
            ]
        );
    }
}
