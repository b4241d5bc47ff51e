//! The promises of the room, on the small content of the tests.

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use jiff::civil::{Weekday, date};
use serde_json::Value as Json;

use super::*;

fn folder() -> &'static Path {
    Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/it/fixtures/content"
    ))
}

fn content() -> Content {
    let files = Files::read(folder()).unwrap();
    let (content, problems) = Content::check(&files, date(2026, 11, 23));
    content.unwrap_or_else(|| panic!("{problems}"))
}

fn lang(tag: &str) -> Lang {
    tag.parse().unwrap()
}

#[test]
fn a_clients_language_is_known_or_all_are_offered() {
    let content = content();
    let offer =
        |first: &str, second: &str| Guess::Offer(vec![lang(first), lang(second), lang("pl")]);
    for (code, expected) in [
        (Some("uk"), Guess::Known(lang("uk"))),
        (Some("EN-gb"), Guess::Known(lang("en"))),
        (Some("pl"), Guess::Known(lang("pl"))),
        (Some("crh"), offer("uk", "en")),
        (Some("pt-br"), offer("en", "uk")),
        (Some(""), offer("uk", "en")),
        (None, offer("uk", "en")),
    ] {
        assert_eq!(content.guess(code), expected, "{code:?}");
    }
}

#[test]
fn every_text_is_there_in_every_language_and_in_an_unknown_one() {
    let content = content();
    for tag in ["uk", "en", "pl", "xx"] {
        for text in Text::ALL {
            let filling = Filling::new(&lang(tag)).with(Placeholder::N, Value::Number(5));
            assert!(
                !content.text(&lang(tag), *text).html(&filling).is_empty(),
                "{tag} {}",
                text.key()
            );
        }
    }
    let unknown = content.plain(&lang("xx"), Text::BackButton);
    assert_eq!(unknown, content.plain(&lang("uk"), Text::BackButton));
}

#[test]
fn answers_come_as_html_with_the_operator_filled_in() {
    let content = content();
    let id: AnswerId = "hp-passport".parse().unwrap();
    let text = content.answer_text(&lang("en"), &id).unwrap();
    assert_eq!(
        text.html,
        "Nobody has a right to keep your passport.\n\nWrite to us: privacy@example.org."
    );
    let answer = content.answer(&id).unwrap();
    assert!(answer.danger && answer.reviewed.is_none() && !answer.has_expired(date(2030, 1, 1)));
    assert_eq!(content.branches()[0].answers.len(), 2);
    assert_eq!(content.check_offer().as_str(), "help");
}

#[test]
fn emergency_numbers_are_the_countrys_or_the_european_one() {
    let content = content();
    let dials = |code: Option<&str>| {
        let code = code.map(|code| code.parse::<CountryCode>().unwrap());
        content
            .emergency(code.as_ref())
            .iter()
            .map(|number| number.dial.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(dials(Some("UA")), ["102"]);
    assert_eq!(dials(Some("XX")), ["112"]);
    assert_eq!(dials(None), ["112"]);
}

#[test]
fn lines_leaflets_stickers_and_hours_are_told() {
    let content = content();
    let line = content.line(&"pl-kcik".parse().unwrap()).unwrap();
    assert_eq!(line.freshness(date(2026, 11, 23)), Freshness::Fresh);
    assert_eq!(line.freshness(date(2027, 11, 23)), Freshness::Hidden);
    assert_eq!(
        content.country_name(&lang("en"), &"PL".parse().unwrap()),
        "Poland"
    );
    assert_eq!(content.language_name(&lang("uk"), "pl"), "польська");
    let leaflet = |tag: &str| content.leaflet_in(&lang(tag), None).words.clone();
    assert!(leaflet("uk").bytes.starts_with(b"%PDF"));
    assert_ne!(leaflet("uk").version, leaflet("en").version);
    assert_eq!(
        content.sticker_set(&lang("en"), "x_bot"),
        "https://t.me/addstickers/safe_travel_en_by_x_bot"
    );
    assert_eq!(content.hours().spans().len(), 2);
    assert!(content.hours().on(Weekday::Sunday).is_none());
    assert_eq!(content.cross_border().count(), 1);
    assert_eq!(
        content.complaint_text(&lang("en"), "weareallin").name,
        "IOM: We Are All In"
    );
}

#[test]
fn the_version_names_exactly_these_files() {
    let mut files = Files::read(folder()).unwrap();
    let before = files.version();
    files.insert(".DS_Store", Cow::Borrowed(b"x"));
    assert_eq!(files.version(), before, "hidden files are no content");
    files.insert("README.md", Cow::Borrowed(b"x"));
    assert_ne!(files.version(), before);
}

#[test]
fn coverage_and_review_are_told_also_of_what_is_unfinished() {
    let mut files = Files::read(folder()).unwrap();
    files.remove("text/en/help.yaml");
    let before = Status::of(&files, date(2027, 3, 1)).languages;
    files.remove("text/uk/desk.yaml");
    let after = Status::of(&files, date(2027, 3, 1)).languages;
    assert_eq!(
        before.iter().map(|one| one.needed).collect::<Vec<_>>(),
        after.iter().map(|one| one.needed).collect::<Vec<_>>(),
        "a missing file is counted"
    );
    let texts = Text::ALL
        .iter()
        .filter(|text| text.key().starts_with("desk."));
    let uk = |languages: &[Coverage]| {
        languages
            .iter()
            .find(|one| one.lang == lang("uk"))
            .unwrap()
            .there
    };
    assert!(uk(&before) > uk(&after) + texts.count() + 40);
    let mut files = Files::read(folder()).unwrap();
    files.remove("text/en/help.yaml");
    let status = Status::of(&files, date(2027, 3, 1));
    let [en, pl, uk] = status.languages.as_slice() else {
        panic!("three languages")
    };
    assert!(en.there < en.needed && uk.there == uk.needed, "{status}");
    assert_eq!((pl.scope, uk.scope), (Scope::Core, Scope::Full));
    assert!(
        pl.there == pl.needed && pl.needed < uk.needed - 150,
        "{status}"
    );
    assert_eq!(status.unreviewed, ["hp-passport", "tp-what"]);
    assert!(status.to_string().contains("(late)"), "{status}");
}

#[test]
fn what_a_language_of_the_core_lacks_comes_in_a_full_one() {
    let content = content();
    let (pl, uk, en) = (lang("pl"), lang("uk"), lang("en"));
    let (help, passport) = ("help".parse().unwrap(), "hp-passport".parse().unwrap());
    for (second, expected) in [
        (None, &en),
        (Some(&uk), &uk),
        (Some(&pl), &en),
        (Some(&lang("xx")), &en),
    ] {
        assert_eq!(content.branch_in(&pl, second, &help).lang, expected);
        let told = content.answer_in(&pl, second, &passport).unwrap();
        assert_eq!(told.lang, expected);
        assert_eq!(Some(told.words), content.answer_text(expected, &passport));
    }
    let own = content.answer_in(&pl, Some(&uk), &"tp-what".parse().unwrap());
    assert_eq!(own.unwrap().lang, &pl, "what it has comes in itself");
    let chosen = content.answer_in(&uk, Some(&en), &passport);
    assert_eq!(
        chosen.unwrap().lang,
        &uk,
        "a full language never needs another"
    );
    assert_eq!(
        content.language(&pl).unwrap().falls_back_to,
        [en.clone(), uk.clone()],
        "the named one first, then the others"
    );
    assert_eq!(
        content.plain(&pl, Text::DeskTakeButton),
        content.plain(&en, Text::DeskTakeButton)
    );
    let template = content.template(&pl, &content.desk().templates[0]).unwrap();
    assert!(template.title.is_empty() && !template.html.is_empty());
    assert_eq!(
        content.sticker_set(&pl, "x_bot"),
        content.sticker_set(&en, "x_bot")
    );
}

#[test]
fn a_leaflet_that_is_not_made_yet_is_another_languages() {
    let mut files = Files::read(folder()).unwrap();
    let bot = String::from_utf8(files.get("bot.yaml").unwrap().to_vec()).unwrap();
    let bot = bot.replace(", pl: leaflets/pl.pdf", "");
    files.insert("bot.yaml", Cow::Owned(bot.into_bytes()));
    let (content, problems) = Content::check(&files, date(2026, 11, 23));
    assert_eq!(
        (problems.errors().count(), problems.warnings().count()),
        (0, 1)
    );
    let content = content.unwrap();
    let leaflet = |second: Option<&Lang>| content.leaflet_in(&lang("pl"), second).lang.clone();
    assert_eq!(
        (leaflet(None), leaflet(Some(&lang("uk")))),
        (lang("en"), lang("uk"))
    );
}

#[test]
fn the_desks_rules_and_words_are_told() {
    let content = content();
    let rules = content.desk();
    let [main] = rules.desks.as_slice() else {
        panic!("one desk")
    };
    assert_eq!(rules.plan(&"main".parse().unwrap()), Some(main));
    assert_eq!(rules.plan(&"other".parse().unwrap()), None);
    assert_eq!((main.language.as_str(), main.restricted), ("uk", false));
    assert_eq!((rules.unanswered_minutes, rules.louder_minutes), (10, 25));
    assert_eq!(
        (rules.silence_warn_hours, rules.silence_close_hours),
        (48, 72)
    );
    assert!(rules.retention_days >= rules.reopen_days);
    assert_eq!(rules.outcomes.last().unwrap().as_str(), "out_of_remit");
    for tag in ["uk", "en", "xx"] {
        let lang = lang(tag);
        for id in &rules.subjects {
            assert_ne!(content.subject_name(&lang, id), id.as_str(), "{tag}");
        }
        for id in &rules.outcomes {
            assert_ne!(content.outcome_name(&lang, id), id.as_str(), "{tag}");
        }
        for id in &rules.referrals {
            assert_ne!(content.referral_name(&lang, id), id.as_str(), "{tag}");
        }
        for id in &rules.templates {
            let template = content.template(&lang, id).unwrap();
            assert!(!template.title.is_empty() && !template.html.is_empty());
        }
    }
    let made_up = "made_up".parse().unwrap();
    assert_eq!(content.subject_name(&lang("uk"), &made_up), "made_up");
    assert_eq!(content.template(&lang("uk"), &"x".parse().unwrap()), None);
}

#[test]
fn desks_by_language_and_country_are_read() {
    let mut files = Files::read(folder()).unwrap();
    let text = String::from_utf8(files.get("desk.yaml").unwrap().to_vec()).unwrap();
    let one = "  - {id: main, language: uk}\n";
    let more = format!(
        "{one}  - {{id: west, language: en, languages: [en], countries: [PL]}}\n  - {{id: careful, language: uk, restricted: true}}\n"
    );
    let text = text.replace(one, &more);
    files.insert("desk.yaml", Cow::Owned(text.into_bytes()));
    let (content, problems) = Content::check(&files, date(2026, 11, 23));
    let content = content.unwrap_or_else(|| panic!("{problems}"));
    let west = content.desk().plan(&"west".parse().unwrap()).unwrap();
    assert_eq!(west.languages, [lang("en")]);
    assert_eq!(west.countries, ["PL".parse::<CountryCode>().unwrap()]);
    let careful = content.desk().plan(&"careful".parse().unwrap());
    assert!(careful.unwrap().restricted);
}

#[test]
fn answers_are_found_by_their_words() {
    let content = content();
    let passport: AnswerId = "hp-passport".parse().unwrap();
    for (tag, words) in [("uk", "паспорти"), ("en", "my pasport"), ("xx", "паспорт")]
    {
        let found = content.find_answers(&lang(tag), words, 3);
        assert_eq!(found.first(), Some(&passport), "{tag} {words}");
    }
    assert_eq!(content.find_answers(&lang("uk"), "борщ", 3), []);
}

/// The content of the folder with one file put in, or another in its place.
fn with(path: &str, text: &str) -> (Option<Content>, Problems) {
    let mut files = Files::read(folder()).unwrap();
    files.insert(path, Cow::Owned(text.as_bytes().to_vec()));
    Content::check(&files, date(2026, 11, 23))
}

#[test]
fn answers_are_found_by_ways_to_ask_and_by_synonyms() {
    let passport: AnswerId = "hp-passport".parse().unwrap();
    let path = "text/uk/help.yaml";
    let text = std::fs::read_to_string(folder().join(path)).unwrap();
    let title = "      title: \"У мене забрали паспорт\"\n";
    assert!(text.contains(title));
    let asked = text.replace(
        title,
        &format!("{title}      ask: [\"вимагають заставу\"]\n"),
    );
    let first =
        |content: &Content, words| content.find_answers(&lang("uk"), words, 3).first().cloned();
    assert_eq!(first(&content(), "просять заставу"), None);
    let (told, _) = with(path, &asked);
    assert_eq!(
        first(&told.unwrap(), "просять заставу"),
        Some(passport.clone())
    );
    assert_eq!(first(&content(), "загран"), None);
    let synonyms = "same:\n  - [паспорт, загран]\nfillers: {uk: [паспорт]}\n";
    let (same, problems) = with("synonyms.yaml", &synonyms.replace("[паспорт]}", "[дякую]}"));
    let same = same.unwrap_or_else(|| panic!("{problems}"));
    assert_eq!(first(&same, "забрали загран, дякую"), Some(passport));
    let (passed_over, _) = with("synonyms.yaml", synonyms);
    assert_eq!(first(&passed_over.unwrap(), "паспорт"), None);
}

#[test]
fn synonyms_and_ways_to_ask_without_a_word_are_told() {
    let (_, problems) = with(
        "synonyms.yaml",
        "same:\n  - [паспорт, \"!\"]\nfillers: {uk: [\"?\"], U: []}\n",
    );
    let told = problems.to_string();
    assert!(told.contains("a synonym is empty"), "{told}");
    assert!(
        told.contains("a word that asks for nothing is empty"),
        "{told}"
    );
    assert!(told.contains("`U`"), "{told}");
    let path = "text/uk/help.yaml";
    let text = std::fs::read_to_string(folder().join(path)).unwrap();
    let title = "      title: \"У мене забрали паспорт\"\n";
    let (_, problems) = with(
        path,
        &text.replace(title, &format!("{title}      ask: [\"\"]\n")),
    );
    assert!(
        problems.to_string().contains("a way to ask is empty"),
        "{problems}"
    );
}

/// What keeps a value from a schema, looking only at what our schemas say.
fn against(schema: &Json, value: &Json, path: &str) -> Vec<String> {
    if let Some(any) = schema["anyOf"].as_array() {
        let fits = any
            .iter()
            .any(|schema| against(schema, value, path).is_empty());
        return if fits {
            vec![]
        } else {
            vec![format!("{path}: fits none")]
        };
    }
    if let Some(names) = schema["enum"].as_array() {
        return if names.contains(value) {
            vec![]
        } else {
            vec![format!("{path}: {value}")]
        };
    }
    match (schema["type"].as_str(), value) {
        (Some("object"), Json::Object(map)) => {
            let mut wrong: Vec<String> = schema["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|key| !map.contains_key(key.as_str().unwrap()))
                .map(|key| format!("{path}: {key} is missing"))
                .collect();
            for (key, value) in map {
                let below = format!("{path}.{key}");
                match (&schema["properties"][key], &schema["additionalProperties"]) {
                    (Json::Null, Json::Bool(false)) => wrong.push(format!("{below}: unknown")),
                    (Json::Null, Json::Null) => {}
                    (Json::Null, schema) | (schema, _) => {
                        wrong.extend(against(schema, value, &below))
                    }
                }
            }
            wrong
        }
        (Some("array"), Json::Array(items)) => items
            .iter()
            .flat_map(|item| against(&schema["items"], item, &format!("{path}[]")))
            .collect(),
        (Some("string"), Json::String(_)) | (Some("boolean"), Json::Bool(_)) => vec![],
        (Some("integer"), Json::Number(_)) | (Some("null"), Json::Null) => vec![],
        (kind, value) => vec![format!("{path}: {value} is no {kind:?}")],
    }
}

#[test]
fn the_schemas_take_the_files_as_they_are() {
    let schemas: HashMap<&str, Json> = schemas().into_iter().collect();
    for (kind, path) in [
        ("bot", "bot.yaml"),
        ("desk", "desk.yaml"),
        ("faq", "faq/protection.yaml"),
        ("hotlines", "hotlines.yaml"),
        ("statistics", "statistics.yaml"),
        ("distress", "distress.yaml"),
        ("style", "style.yaml"),
        ("text-branch", "text/uk/protection.yaml"),
        ("text-hotlines", "text/uk/hotlines.yaml"),
        ("text-complaints", "text/uk/complaints.yaml"),
        ("text-desk", "text/uk/desk.yaml"),
        ("text-interface", "text/uk/interface.yaml"),
        ("text-statistics", "text/uk/statistics.yaml"),
    ] {
        let text = std::fs::read_to_string(folder().join(path)).unwrap();
        let value: Json = serde_yaml::from_str(&text).unwrap();
        assert_eq!(against(&schemas[kind], &value, path), Vec::<String>::new());
    }
}

#[test]
fn the_schemas_refuse_what_the_check_refuses() {
    let schemas: HashMap<&str, Json> = schemas().into_iter().collect();
    let value: Json = serde_yaml::from_str("hours: {timezone: Europe/Kyiv, day: {}}").unwrap();
    let wrong = against(&schemas["desk"], &value, "desk");
    for told in [
        "desk.hours: \"days\" is missing",
        "desk.hours.day: unknown",
        "desk: \"desks\" is missing",
    ] {
        assert!(wrong.iter().any(|wrong| wrong == told), "{wrong:?}");
    }
}

/// Copies the small content to a folder that may be edited.
fn copy() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let files = Files::read(folder()).unwrap();
    for path in files.paths() {
        let to = dir.path().join(path);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, files.get(path).unwrap()).unwrap();
    }
    dir
}

#[tokio::test]
async fn an_edit_is_shown_without_a_restart_and_a_broken_one_is_not() {
    let dir = copy();
    let library = Library::watch(dir.path()).unwrap();
    let (mut versions, mut complaints) = (library.versions(), library.complaints());
    let first = library.current();
    let path = dir.path().join("text/en/help.yaml");
    let text = std::fs::read_to_string(&path).unwrap();

    std::fs::write(&path, "en:\n\ttitle").unwrap();
    let told = complaints.wait_for(Option::is_some);
    tokio::time::timeout(Duration::from_secs(10), told)
        .await
        .unwrap()
        .unwrap();
    assert!(
        !versions.has_changed().unwrap(),
        "a broken edit changes nothing"
    );
    assert_eq!(library.current().version(), first.version());

    std::fs::write(&path, text.replace("Get help", "Find help")).unwrap();
    tokio::time::timeout(Duration::from_secs(10), versions.changed())
        .await
        .unwrap()
        .unwrap();
    let title = &library
        .current()
        .branch_text(&lang("en"), &"help".parse().unwrap())
        .title
        .clone();
    assert_eq!(title, "Find help");
    assert_eq!(
        first
            .branch_text(&lang("en"), &"help".parse().unwrap())
            .title,
        "Get help",
        "who holds the old one keeps it"
    );
}
