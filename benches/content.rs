//! How long a large content takes to be read and checked: 1,000 answers in ten languages must take
//! less than a second, since every start and every edit waits for it. And how long it is searched:
//! less than five milliseconds, since somebody waits for the answer.

use std::borrow::Cow;
use std::error::Error;
use std::io::Write;
use std::time::{Duration, Instant};

use jiff::civil::date;
use safe_migration_bot::content::{Content, Files, Placeholder, Room, Text, TextFile};
use serde_json::{Map, Value, json};

const BRANCHES: usize = 10;
const ANSWERS: usize = 100;
const LANGUAGES: [&str; 10] = ["uk", "ru", "en", "pl", "de", "fr", "es", "it", "cs", "ro"];
const LIMIT: Duration = Duration::from_secs(1);
/// The rules of reports and their words in the first language, as the tests' own content has them.
const STATISTICS: &str = include_str!("../tests/it/fixtures/content/statistics.yaml");
const STATISTICS_WORDS: &str = include_str!("../tests/it/fixtures/content/text/uk/statistics.yaml");
const SEARCH_LIMIT: Duration = Duration::from_millis(5);

fn main() -> Result<(), Box<dyn Error>> {
    let files = large();
    let mut best = Duration::MAX;
    let mut read = None;
    for _ in 0..5 {
        let start = Instant::now();
        let (content, problems) = Content::check(&files, date(2026, 11, 23));
        best = best.min(start.elapsed());
        read = Some(content.ok_or(problems)?);
    }
    let search = read.as_ref().map(search).transpose()?.unwrap_or_default();
    let answers = BRANCHES * ANSWERS;
    writeln!(
        std::io::stdout(),
        "{answers} answers in {} languages: {best:?}, searched in {search:?}",
        LANGUAGES.len()
    )?;
    if best > LIMIT {
        Err("slower than a second".into())
    } else if search > SEARCH_LIMIT {
        Err("searched slower than in five milliseconds".into())
    } else {
        Ok(())
    }
}

/// The slowest of some searches, each at its best of five: one word, a long question, and one that
/// is looked for in every language.
fn search(content: &Content) -> Result<Duration, Box<dyn Error>> {
    let lang = "uk".parse()?;
    let mut slowest = Duration::ZERO;
    for words in [
        "перевірити",
        "Доброго дня, скажіть, будь ласка, де перевірити кімнату, зарплату й дорогу, якщо за кордоном забрали паспорти",
        "nobody has written anything like that anywhere in this content",
    ] {
        let mut best = Duration::MAX;
        for _ in 0..5 {
            let start = Instant::now();
            std::hint::black_box(content.find_answers(&lang, words, 10));
            best = best.min(start.elapsed());
        }
        slowest = slowest.max(best);
    }
    Ok(slowest)
}

fn large() -> Files {
    let mut files = Files::default();
    let mut put = |path: String, text: String| files.insert(&path, Cow::Owned(text.into_bytes()));
    put("bot.yaml".to_owned(), bot().to_string());
    put("hotlines.yaml".to_owned(), hotlines().to_string());
    put("desk.yaml".to_owned(), desk().to_string());
    // this content has one country and one subject
    let rules = STATISTICS
        .replace("own: [UA]", "own: [PL]")
        .replace("other_eu: [PL]", "other_eu: []")
        .replace("[thb, violence]", "[other]");
    put("statistics.yaml".to_owned(), rules);
    put(
        "text/uk/statistics.yaml".to_owned(),
        STATISTICS_WORDS.to_owned(),
    );
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
            json!({ lang: interface(TextFile::Interface) }).to_string(),
        );
        let desk = json!({
            "desk": interface(TextFile::Desk).get("desk"),
            "subjects": {"other": "Інше"},
            "outcomes": {"informed": "Пояснено"},
            "referrals": {"police": "Поліція"},
            "templates": {"greeting": {"title": "Вітання", "text": "Добрий день."}},
        });
        put(
            format!("text/{lang}/desk.yaml"),
            json!({ lang: desk }).to_string(),
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
    // every text is there in every language; only the words of reports are promised in one
    let languages: Vec<Value> = LANGUAGES
        .iter()
        .map(|lang| {
            let scope = if *lang == LANGUAGES[0] {
                "full"
            } else {
                "core"
            };
            json!({"tag": lang, "name": lang, "scope": scope})
        })
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
    json!({
        "hours": {"timezone": "Europe/Kyiv", "days":
            {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": "closed", "sun": "closed"}},
        "desks": [{"id": "main", "language": "uk"}],
        "complaints_language": "uk",
        "alerts": {"unanswered_minutes": 10, "louder_minutes": 25},
        "silence": {"warn_hours": 48, "close_hours": 72},
        "reopen_days": 7,
        "correct_hours": 24,
        "retention_days": 14,
        "block_days": 30,
        "complaint_days": 5,
        "subjects": ["other"],
        "outcomes": ["informed"],
        "referrals": ["police"],
        "templates": ["greeting"],
    })
}

/// Words titles are made of: with their endings some thousand different ones.
const STEMS: [&str; 20] = [
    "перевір",
    "робот",
    "паспорт",
    "кімнат",
    "зарплат",
    "дорог",
    "країн",
    "школ",
    "лікар",
    "догов",
    "захист",
    "заяв",
    "кордон",
    "притул",
    "виплат",
    "насил",
    "дитин",
    "поліц",
    "посоль",
    "агент",
];
const ENDINGS: [&str; 10] = [
    "а", "и", "ою", "ити", "ний", "ами", "ення", "ку", "ці", "ові",
];

fn pick(from: &[&'static str], seed: usize) -> &'static str {
    let at = seed.checked_rem(from.len()).unwrap_or_default();
    from.get(at).copied().unwrap_or_default()
}

/// A title of five words.
fn title(branch: usize, answer: usize) -> String {
    let word = |at: usize| {
        let seed = branch * 7919 + answer * 104_729 + at * 1_299_709;
        let (stem, ending) = (pick(&STEMS, seed), pick(&ENDINGS, seed / 20));
        let middle = pick(&["", "ав", "ен", "ост", "ир", "уч"], seed / 200);
        format!("{stem}{middle}{ending}")
    };
    (0..5).map(word).collect::<Vec<_>>().join(" ")
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
        text.push_str(&format!(
            "    a{branch}-{answer}:\n      button: \"Питання {answer}\"\n      title: \"{}?\"\n",
            title(branch, answer)
        ));
        text.push_str(&format!(
            "      ask: [\"{}\", \"{}\", \"{}\"]\n      text: |\n",
            title(branch, answer + 1),
            title(branch + 1, answer),
            title(branch + 2, answer + 2)
        ));
        for _ in 0..4 {
            text.push_str(&format!("        {paragraph}\n\n        - перше: 4 березня 2027 року;\n        - друге: рішення 2025/1460.\n\n"));
        }
        text.push_str(&format!(
            "      countries:\n        PL: |\n          {paragraph}\n"
        ));
    }
    text
}

/// Every text of a file, as short as its room allows.
fn interface(file: TextFile) -> Value {
    let mut root = json!({});
    for text in Text::ALL.iter().filter(|text| text.file() == file) {
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
