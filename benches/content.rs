//! How long a large content takes to be read and checked: 1,000 answers in ten languages must take
//! less than a second, since every start and every edit waits for it.

use std::borrow::Cow;
use std::error::Error;
use std::io::Write;
use std::time::{Duration, Instant};

use jiff::civil::date;
use safe_migration_bot::content::{Content, Files, Placeholder, Room, Text};
use serde_json::{Map, Value, json};

const BRANCHES: usize = 10;
const ANSWERS: usize = 100;
const LANGUAGES: [&str; 10] = ["uk", "ru", "en", "pl", "de", "fr", "es", "it", "cs", "ro"];
const LIMIT: Duration = Duration::from_secs(1);

fn main() -> Result<(), Box<dyn Error>> {
    let files = large();
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        let (content, problems) = Content::check(&files, date(2026, 11, 23));
        best = best.min(start.elapsed());
        if content.is_none() {
            return Err(problems.into());
        }
    }
    let answers = BRANCHES * ANSWERS;
    writeln!(
        std::io::stdout(),
        "{answers} answers in {} languages: {best:?}",
        LANGUAGES.len()
    )?;
    if best > LIMIT {
        Err("slower than a second".into())
    } else {
        Ok(())
    }
}

fn large() -> Files {
    let mut files = Files::default();
    let mut put = |path: String, text: String| files.insert(&path, Cow::Owned(text.into_bytes()));
    put("bot.yaml".to_owned(), bot().to_string());
    put("hotlines.yaml".to_owned(), hotlines().to_string());
    put("desk.yaml".to_owned(), desk().to_string());
    let distress: Map<String, Value> = LANGUAGES
        .iter()
        .map(|lang| ((*lang).to_owned(), json!(["help me"])))
        .collect();
    put(
        "distress.yaml".to_owned(),
        Value::Object(distress).to_string(),
    );
    for branch in 0..BRANCHES {
        put(format!("faq/b{branch}.yaml"), faq(branch));
    }
    for lang in LANGUAGES {
        put(format!("leaflets/{lang}.pdf"), "%PDF-1.4".to_owned());
        put(
            format!("text/{lang}/interface.yaml"),
            json!({ lang: interface() }).to_string(),
        );
        let names = json!({"countries": {"PL": "Polska"}, "lines": {"eu-112": {"name": "112"}}, "languages": {}});
        put(
            format!("text/{lang}/hotlines.yaml"),
            json!({ lang: names }).to_string(),
        );
        for branch in 0..BRANCHES {
            put(format!("text/{lang}/b{branch}.yaml"), texts(lang, branch));
        }
    }
    files
}

fn bot() -> Value {
    let languages: Vec<Value> = LANGUAGES
        .iter()
        .map(|lang| json!({"tag": lang, "name": lang}))
        .collect();
    let leaflets: Map<String, Value> = LANGUAGES
        .iter()
        .map(|lang| ((*lang).to_owned(), json!(format!("leaflets/{lang}.pdf"))))
        .collect();
    let branches: Vec<String> = (0..BRANCHES).map(|branch| format!("b{branch}")).collect();
    json!({
        "starter": true,
        "operator": {"name": "Example", "contact": "privacy@example.org"},
        "languages": languages,
        "branches": branches,
        "check_offer": "b0",
        "leaflet": {"checked_on": "2026-11-01", "files": leaflets},
        "stickers": {"set": "set"},
        "retention": {"silence_days": 30},
    })
}

fn desk() -> Value {
    let day = "09:00-18:00";
    json!({"hours": {"timezone": "Europe/Kyiv", "days":
        {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": "closed", "sun": "closed"}}})
}

fn hotlines() -> Value {
    let source = json!({"url": "https://example.org", "as_of": "2026"});
    json!({
        "rules": {"warn_after_days": 90, "hide_after_days": 180},
        "first": ["PL"],
        "cross_border": ["eu-112"],
        "anywhere": [{"id": "eu-112", "kind": "emergency", "dial": "112", "from_abroad": "no",
            "checked_on": "2026-11-01", "confidence": "two", "sources": [source]}],
        "countries": {"PL": {"lines": [], "emergency": [{"dial": "112", "what": "all",
            "source": source, "checked_on": "2026-11-01", "confidence": "two"}]}},
    })
}

/// As editors write it: the block style is the slower one to read.
fn faq(branch: usize) -> String {
    let mut text = format!("id: b{branch}\nicon: \"🛡\"\nanswers:\n");
    for answer in 0..ANSWERS {
        let next = (answer + 1) % ANSWERS;
        text.push_str(&format!(
            "  - id: a{branch}-{answer}\n    as_of: 2025-07-15\n    checked_on: 2026-11-01\n    sources:\n      - {{name: \"Source\", url: \"https://example.org/{answer}\", as_of: 2025-07-15}}\n    countries: [PL]\n    see_also: [a{branch}-{next}]\n"
        ));
    }
    text
}

fn texts(lang: &str, branch: usize) -> String {
    let paragraph = "Тимчасовий захист дає право **жити й працювати** в країнах ЄС, [докладніше](https://example.org/a).";
    let mut text = format!(
        "{lang}:\n  title: \"Гілка {branch}\"\n  intro: \"Про що тут ідеться.\"\n  answers:\n"
    );
    for answer in 0..ANSWERS {
        text.push_str(&format!("    a{branch}-{answer}:\n      button: \"Питання {answer}\"\n      title: \"Питання {answer}?\"\n      text: |\n"));
        for _ in 0..4 {
            text.push_str(&format!("        {paragraph}\n\n        - перше: 4 березня 2027 року;\n        - друге: рішення 2025/1460.\n\n"));
        }
        text.push_str(&format!(
            "      countries:\n        PL: |\n          {paragraph}\n"
        ));
    }
    text
}

/// Every text of the interface, as short as its room allows.
fn interface() -> Value {
    let mut root = json!({});
    for text in Text::ALL {
        let holes: String = text
            .placeholders()
            .iter()
            .map(|hole: &Placeholder| format!("{{{}}} ", hole.name()))
            .collect();
        let words = if text.room() == Room::Message {
            format!("Слова екрана {holes}")
        } else {
            format!("w {holes}")
        };
        let mut node = &mut root;
        for part in text.key().split('.') {
            node = &mut node[part];
        }
        *node = json!(words);
    }
    root
}
