//! The editors' page as HTML.

use askama::Template;

use super::card::{Card, Leads, Mark, Reading};
use super::pages::{self, Topic};
use super::{PATH, Wish};
use crate::content::{Content, CountryCode, Lang};
use crate::model::screen::Screen;

/// A link of a list.
struct Link {
    label: String,
    address: String,
    here: bool,
    marks: Vec<Mark>,
}

/// Links under a heading.
struct Section {
    heading: String,
    links: Vec<Link>,
}

/// Texts of a language whose source has changed since.
struct OldTexts {
    heading: String,
    texts: Vec<String>,
}

/// A page of a sheet: its name and the page.
struct Sheet {
    title: String,
    address: String,
    card: Shown,
}

/// A card whose buttons are addresses.
struct Shown {
    card: Card,
    rows: Vec<Vec<ShownKnob>>,
}

struct ShownKnob {
    label: String,
    address: Option<String>,
    outside: bool,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>{{ title }} – for editors</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="{{ path }}/editor.css">
  <script type="module" src="{{ path }}/editor.js"></script>
</head>
<body>
  <header>
    <h1>{{ title }}</h1>
    <p class="facts"><a href="/">Play the chat</a> · content {{ version }}{% if starter %} · <strong>starter content</strong>{% endif %}</p>
    <label>Reader’s country
      <select id="country" data-testid="country">
      {%- for country in countries %}
        <option value="{{ country.address }}"{% if country.here %} selected{% endif %}>{{ country.label }}</option>
      {%- endfor %}
      </select>
    </label>
  </header>
  {%- if let Some(problems) = broken %}
  <section class="broken" role="alert" data-testid="broken"><h2>The latest edit cannot be shown; this is the last good one</h2><pre>{{ problems }}</pre></section>
  {%- endif %}
  {%- for language in stale %}
  <details class="stale" data-testid="stale"><summary>{{ language.heading }}: {{ language.texts.len() }} stale translations</summary><ul>
  {%- for text in language.texts %}<li>{{ text }}</li>{% endfor %}
  </ul></details>
  {%- endfor %}
  <div class="desk">
    <nav aria-label="Pages" data-testid="pages">
      <details open><summary>All pages on one sheet</summary><ul>
      {%- for link in sheets %}<li><a href="{{ link.address }}"{% if link.here %} aria-current="page"{% endif %}>{{ link.label }}</a></li>{% endfor %}
      </ul></details>
      {%- for section in sections %}
      <details open><summary>{{ section.heading }}</summary><ul>
      {%- for link in section.links %}<li><a href="{{ link.address }}"{% if link.here %} aria-current="page"{% endif %}>{{ link.label }}</a>{% for mark in link.marks %} <span class="mark">{{ mark.words() }}</span>{% endfor %}</li>{% endfor %}
      </ul></details>
      {%- endfor %}
    </nav>
    <main class="{% if sheet %}sheet{% else %}side-by-side{% endif %}" data-testid="cards">
    {%- for page in cards %}
      <article lang="{{ page.card.card.lang }}" data-testid="card">
        <h2>{% if sheet %}<a href="{{ page.address }}">{{ page.title }}</a>{% else %}{{ page.card.card.language }}{% endif %} <small>{{ page.card.card.length }} of 4096</small></h2>
        {%- if page.card.card.marks.len() > 0 %}
        <p class="marks">{% for mark in page.card.card.marks %}<span class="mark">{{ mark.words() }}</span> {% endfor %}</p>
        {%- endif %}
        <div class="bubble">{{ page.card.card.html|safe }}</div>
        {%- for row in page.card.rows %}
        <div class="row">
        {%- for knob in row %}
          {%- if let Some(address) = knob.address %}<a class="key" href="{{ address }}"{% if knob.outside %} target="_blank" rel="noopener noreferrer"{% endif %}>{{ knob.label }}</a>{% else %}<span class="key" title="Does something for a person">{{ knob.label }}</span>{% endif %}
        {%- endfor %}
        </div>
        {%- endfor %}
      </article>
    {%- endfor %}
    </main>
  </div>
</body>
</html>
"#
)]
struct Whole {
    path: &'static str,
    title: String,
    version: String,
    starter: bool,
    broken: Option<String>,
    stale: Vec<OldTexts>,
    countries: Vec<Link>,
    sheets: Vec<Link>,
    sections: Vec<Section>,
    sheet: bool,
    cards: Vec<Sheet>,
}

/// The whole page.
///
/// # Errors
/// Only if the template itself fails.
pub(super) fn page(
    reading: &Reading<'_>,
    wish: &Wish,
    broken: Option<String>,
) -> Result<String, askama::Error> {
    let content = reading.content;
    let whole = Whole {
        path: PATH,
        title: match &wish.sheet {
            Some(lang) => format!("All pages: {lang}"),
            None => reading.title(content.default_language(), &wish.screen),
        },
        version: content.version().to_owned(),
        starter: content.starter(),
        broken,
        stale: old_texts(reading),
        countries: countries(content, wish),
        sheets: sheets(content, wish),
        sections: sections(reading, wish),
        sheet: wish.sheet.is_some(),
        cards: cards(reading, wish),
    };
    whole.render()
}

fn old_texts(reading: &Reading<'_>) -> Vec<OldTexts> {
    let languages = reading.content.languages().iter();
    languages
        .map(|language| OldTexts {
            heading: language.name.clone(),
            texts: reading.stale.names(&language.tag).to_vec(),
        })
        .filter(|old| !old.texts.is_empty())
        .collect()
}

fn cards(reading: &Reading<'_>, wish: &Wish) -> Vec<Sheet> {
    let card = |lang: &Lang, screen: &Screen| {
        let card = reading.card(lang, screen, wish.country.as_ref())?;
        Some(Sheet {
            title: reading.title(lang, screen),
            address: address(screen, wish.country.as_ref()),
            card: shown(card, wish),
        })
    };
    let Some(lang) = &wish.sheet else {
        let languages = reading.content.languages().iter();
        return languages
            .filter_map(|language| card(&language.tag, &wish.screen))
            .collect();
    };
    pages::groups(reading)
        .iter()
        .flat_map(|group| &group.screens)
        .filter_map(|screen| card(lang, screen))
        .collect()
}

fn shown(card: Card, wish: &Wish) -> Shown {
    let knob = |knob: &super::card::Knob| {
        let (address, outside) = match &knob.leads {
            Leads::Page(screen, chosen) => {
                let country = chosen.as_ref().or(wish.country.as_ref());
                (Some(address(screen, country)), false)
            }
            Leads::Address(address) => (Some(address.clone()), true),
            Leads::Deed => (None, false),
        };
        ShownKnob {
            label: knob.label.clone(),
            address,
            outside,
        }
    };
    let rows = card.rows.iter().map(|row| row.iter().map(knob).collect());
    Shown {
        rows: rows.collect(),
        card,
    }
}

fn sections(reading: &Reading<'_>, wish: &Wish) -> Vec<Section> {
    let lang = reading.content.default_language();
    let section = |group: &pages::Group| Section {
        heading: heading(reading.content, lang, &group.topic),
        links: group
            .screens
            .iter()
            .map(|screen| Link {
                label: reading.title(lang, screen),
                address: address(screen, wish.country.as_ref()),
                here: wish.sheet.is_none() && *screen == wish.screen,
                marks: reading.marks(screen),
            })
            .collect(),
    };
    pages::groups(reading).iter().map(section).collect()
}

fn heading(content: &Content, lang: &Lang, topic: &Topic) -> String {
    match topic {
        Topic::Frame => "Greeting and menu".to_owned(),
        Topic::Help => "Danger and help lines".to_owned(),
        Topic::Branch(_, id) => content.branch_text(lang, id).title.clone(),
        Topic::Conversation => "Conversation".to_owned(),
        Topic::Checks => "Self-checks".to_owned(),
        Topic::Templates => "Templates".to_owned(),
        Topic::Rest => "Other pages".to_owned(),
    }
}

fn countries(content: &Content, wish: &Wish) -> Vec<Link> {
    let lang = content.default_language();
    let link = |code: Option<&CountryCode>| Link {
        label: code
            .map_or("not chosen", |code| content.country_name(lang, code))
            .to_owned(),
        address: match &wish.sheet {
            Some(sheet) => sheet_address(sheet, code),
            None => address(&wish.screen, code),
        },
        here: wish.country.as_ref() == code,
        marks: Vec::new(),
    };
    let codes = content
        .countries()
        .iter()
        .map(|country| Some(&country.code));
    std::iter::once(None).chain(codes).map(link).collect()
}

fn sheets(content: &Content, wish: &Wish) -> Vec<Link> {
    let languages = content.languages().iter();
    languages
        .map(|language| Link {
            label: language.name.clone(),
            address: sheet_address(&language.tag, wish.country.as_ref()),
            here: wish.sheet.as_ref() == Some(&language.tag),
            marks: Vec::new(),
        })
        .collect()
}

fn address(screen: &Screen, country: Option<&CountryCode>) -> String {
    let mut asked = url::form_urlencoded::Serializer::new(String::new());
    asked.append_pair("screen", &pages::name(screen));
    with_country(&mut asked, country)
}

fn sheet_address(lang: &Lang, country: Option<&CountryCode>) -> String {
    let mut asked = url::form_urlencoded::Serializer::new(String::new());
    asked.append_pair("sheet", lang.as_str());
    with_country(&mut asked, country)
}

fn with_country(
    asked: &mut url::form_urlencoded::Serializer<'_, String>,
    country: Option<&CountryCode>,
) -> String {
    if let Some(code) = country {
        asked.append_pair("country", code.as_str());
    }
    format!("{PATH}?{}", asked.finish())
}
