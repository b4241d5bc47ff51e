//! Leaflets: a PDF for the phone and one for printing in each language, small enough for a poor
//! connection, made of the words and numbers that stand here today, and the same words as messages.
//! A language that promises the core may borrow another's until its own is made.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

use super::Round;
use super::room::MESSAGE;
use crate::content::ids::{Lang, LineId};
use crate::content::keys::Text;
use crate::content::leaflet::LeafletText;
use crate::content::load::version_of;
use crate::content::message::{Filling, Message};
use crate::content::raw::{self, Entries, LeafletLock, LeafletWords, Words};
use crate::content::yaml::Source;
use crate::content::{Leaflet, Leaflets, Speech, markup};

/// Largest leaflet, in bytes.
const LARGEST: usize = 5 * 1024 * 1024;
/// Room for a country's line and the heads around the numbers, in UTF-16 units.
const AROUND: usize = 900;
/// On two buttons of a row.
const HALF_A_ROW: usize = 20;
/// What the files are made with.
const TEMPLATE: &str = "leaflets/source/leaflet.html";

/// What a leaflet's words are filled with: numbers, names of buttons, the day of the check.
struct Facts<'a> {
    hotlines: Option<&'a raw::Hotlines>,
    messages: &'a HashMap<Text, Message>,
    lang: &'a Lang,
    checked_on: &'a str,
    date: String,
    /// What was filled in, as `make` writes it down.
    used: BTreeMap<String, String>,
}

impl Facts<'_> {
    /// What stands for `{name}`.
    fn value(&mut self, name: &str) -> Option<String> {
        if name == "date" {
            return Some(self.date.clone());
        }
        if name.starts_with("button.") {
            let text = Text::ALL.iter().find(|text| text.key() == name)?;
            let label = self.messages.get(text)?.plain(&Filling::new(self.lang));
            // Without the sign before the words: signs are drawn differently on every phone.
            let words = |c: char| c.is_alphanumeric() || c == '_';
            let label = label.trim_start_matches(|c| !words(c)).to_owned();
            self.used.insert(name.to_owned(), label.clone());
            return Some(label);
        }
        let (dial, code) = self.number(name)?;
        self.used.insert(name.to_owned(), code);
        Some(dial)
    }

    /// How a line is dialled, and all that a leaflet shows of it in one text.
    fn number(&self, name: &str) -> Option<(String, String)> {
        let hotlines = self.hotlines?;
        if let Some(line) = hotlines.lines().find(|line| line.id.value == name) {
            let dial = line.dial.as_ref()?.value.clone();
            let e164 = line.e164.as_ref().map_or("-", |number| &number.value);
            let free = match line.free {
                Some(true) => "free",
                Some(false) => "paid",
                None => "-",
            };
            let code = format!("{dial} {e164} {free}");
            return Some((dial, code));
        }
        let (country, what) = name.split_once('.')?;
        let country = hotlines.countries.get(country)?;
        let number = country.emergency.iter().find(|it| it.what.value == what)?;
        let dial = number.dial.value.clone();
        let code = format!("{dial} - -");
        Some((dial, code))
    }
}

impl Round<'_> {
    pub(super) fn leaflets(&mut self) -> Leaflets {
        let raw = self.raw;
        let Some(document) = &raw.bot else {
            return Leaflets::default();
        };
        let source = &document.source;
        let leaflet = &document.value.leaflet;
        self.checked(source, &leaflet.checked_on, "the leaflet");
        for lang in self.langs.clone() {
            if leaflet.files.get(lang.as_str()).is_some() {
                continue;
            }
            let at = source.at(&leaflet.checked_on);
            if self.is_full(&lang) {
                self.problems.no_leaflet(at, &lang);
            } else {
                self.problems.borrowed_leaflet(at, &lang);
            }
        }
        Leaflets {
            phone: self.leaflet_files(source, &leaflet.files),
            print: self.leaflet_files(source, &leaflet.print),
        }
    }

    fn leaflet_files(&mut self, source: &Source, files: &Entries<Words>) -> HashMap<Lang, Leaflet> {
        let mut leaflets = HashMap::new();
        for (key, path) in &files.0 {
            let Some(lang) = self.language(source, key) else {
                continue;
            };
            match self.files.get(&path.value) {
                None => {
                    let known = self.files.paths().filter(|path| path.ends_with(".pdf"));
                    self.problems
                        .no_such_file(source.at(path), &path.value, known);
                }
                Some(bytes) if !bytes.starts_with(b"%PDF-") => {
                    self.problems.not_a_pdf(source.at(path), &path.value);
                }
                Some(bytes) if bytes.len() > LARGEST => {
                    self.problems
                        .heavy_leaflet(source.at(path), bytes.len(), LARGEST);
                }
                Some(bytes) => {
                    leaflets.insert(
                        lang,
                        Leaflet {
                            bytes: bytes.to_vec(),
                            version: version_of(bytes),
                        },
                    );
                }
            }
        }
        leaflets
    }

    /// The leaflet as messages, and whether its files are made of what stands here.
    pub(super) fn leaflet_texts(
        &mut self,
        lang: &Lang,
        messages: &HashMap<Text, Message>,
        speech: &mut Speech,
    ) {
        let raw = self.raw;
        let (Some(bot), false) = (&raw.bot, raw.leaflet_words.is_empty()) else {
            return;
        };
        let Some(document) = raw.leaflet_words.get(lang.as_str()) else {
            let path = format!("leaflets/source/{lang}.yaml");
            self.missing_or_borrowed(lang, &path, "the words of the leaflet");
            return;
        };
        let (source, words) = (&document.source, &document.value);
        let checked_on = bot.value.leaflet.checked_on.value.as_str();
        let mut facts = Facts {
            hotlines: raw.hotlines.as_ref().map(|document| &document.value),
            messages,
            lang,
            checked_on,
            date: date_in_words(checked_on, &words.months, words.date.as_ref()),
            used: BTreeMap::new(),
        };
        speech.leaflet = Some(self.leaflet_text(source, words, &mut facts));
        self.count(lang, true);
        facts
            .used
            .insert("date".to_owned(), facts.checked_on.to_owned());
        facts
            .used
            .insert("starter".to_owned(), bot.value.starter.to_string());
        if !bot.value.starter {
            let name = bot.value.operator.name.value.clone();
            facts.used.insert("operator".to_owned(), name);
        }
        if let Some(lock) = &raw.leaflet_lock {
            let changed = match lock.value.get(lang.as_str()) {
                Some(lock) => self.changed_since(lang, lock, &facts.used),
                None => Some("it was never made".to_owned()),
            };
            if let Some(why) = changed {
                self.problems.stale_leaflet(&source.path, lang, &why);
            }
        }
    }

    /// What is no longer as it was when the files were made.
    fn changed_since(
        &self,
        lang: &Lang,
        lock: &LeafletLock,
        used: &BTreeMap<String, String>,
    ) -> Option<String> {
        let is = |path: &str, digest: &str| {
            let bytes = self.files.get(path);
            bytes.is_some_and(|bytes| hex(&Sha256::digest(bytes)) == digest)
        };
        if !is(TEMPLATE, &lock.template) {
            return Some("the template has changed".to_owned());
        }
        if !is(&format!("leaflets/source/{lang}.yaml"), &lock.words) {
            return Some("its words have changed".to_owned());
        }
        let then = |name: &str| lock.facts.get(name).map(String::as_str);
        let changed = used
            .iter()
            .find(|(name, value)| then(name) != Some(value.as_str()));
        if let Some((name, _)) = changed {
            return Some(format!("`{name}` has changed"));
        }
        let changed = lock
            .files
            .0
            .iter()
            .find(|(path, digest)| !is(&path.value, digest));
        changed.map(|(path, _)| format!("`{}` is another file", path.value))
    }

    fn leaflet_text(
        &mut self,
        source: &Source,
        words: &LeafletWords,
        facts: &mut Facts<'_>,
    ) -> LeafletText {
        let mut before = format!(
            "<b>{}</b>\n{}",
            self.leaflet_words(source, &words.title, facts),
            self.leaflet_words(source, &words.checked, facts)
        );
        for part in [
            &words.danger,
            &words.before,
            &words.way,
            &words.stay,
            &words.signs,
        ] {
            before = format!("{before}\n\n{}", self.leaflet_part(source, part, facts));
        }
        let title = self.leaflet_words(source, &words.help.title, facts);
        let before_html = format!("{before}\n\n<b>{title}</b>");
        let lines = self.leaflet_lines(source, &words.help, facts);
        let mut after = self.leaflet_words(source, &words.help.note, facts);
        for passage in [&words.rights, &words.phone] {
            let title = self.leaflet_words(source, &passage.title, facts);
            let text = self.leaflet_words(source, &passage.text, facts);
            after = format!("{after}\n\n<b>{title}</b>\n{text}");
        }
        // They stand on the printed page alone; in the chat every answer says the same.
        for words in [&words.help.free, &words.help.paid, &words.starter] {
            self.leaflet_words(source, words, facts);
        }
        let children_html = self.leaflet_part(source, &words.children, facts);
        let teens_html = self.leaflet_part(source, &words.teens, facts);
        let length = markup::length(&before_html)
            + markup::length(&after)
            + lines
                .iter()
                .map(|(_, label)| markup::length(label) + 30)
                .sum::<usize>();
        if length + AROUND > MESSAGE {
            self.problems.too_long(
                source.at(&words.title),
                "the leaflet as a message",
                length,
                MESSAGE - AROUND,
            );
        }
        let mut button = |words: &Words| {
            self.spoken_line(source, words, HALF_A_ROW, "a button", facts.lang)
                .unwrap_or_default()
        };
        LeafletText {
            before_html,
            lines,
            after_html: after,
            children_html,
            teens_html,
            text_button: button(&words.chat.text),
            print_button: button(&words.chat.print),
            children_button: button(&words.chat.children),
            teens_button: button(&words.chat.teens),
        }
    }

    fn leaflet_part(
        &mut self,
        source: &Source,
        part: &raw::LeafletPart,
        facts: &mut Facts<'_>,
    ) -> String {
        let title = self.leaflet_words(source, &part.title, facts);
        let mut rows = vec![format!("<b>{title}</b>")];
        for item in &part.items {
            rows.push(format!("• {}", self.leaflet_words(source, item, facts)));
        }
        if let Some(note) = &part.note {
            rows.push(self.leaflet_words(source, note, facts));
        }
        rows.join("\n")
    }

    fn leaflet_lines(
        &mut self,
        source: &Source,
        help: &raw::LeafletHelp,
        facts: &mut Facts<'_>,
    ) -> Vec<(LineId, String)> {
        let mut lines = Vec::new();
        for line in &help.lines {
            let label = self.leaflet_words(source, &line.label, facts);
            let id = self.name::<LineId>(source, &line.id);
            if facts.value(&line.id.value).is_none() {
                self.problems
                    .leaflet_without_number(source.at(&line.id), &line.id.value);
            }
            lines.extend(id.map(|id| (id, label)));
        }
        lines
    }

    /// Words with what stands for their `{…}` → HTML.
    fn leaflet_words(&mut self, source: &Source, words: &Words, facts: &mut Facts<'_>) -> String {
        let mut filled = String::new();
        let mut rest = words.value.trim();
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            match facts.value(name) {
                Some(value) => filled.push_str(&value),
                None => self.problems.leaflet_without_number(source.at(words), name),
            }
            rest = after;
        }
        filled.push_str(rest);
        let html = match markup::html(&filled) {
            Ok(html) => html,
            Err(faults) => {
                for fault in faults {
                    self.problems
                        .outside_markup(source.at(words), fault.what, fault.help);
                }
                return String::new();
            }
        };
        if markup::length(&html) == 0 {
            self.problems
                .empty_text(source.at(words), "a text of the leaflet");
        }
        self.read_as_prose(source, words, &markup::plain(&html), facts.lang);
        html.trim().to_owned()
    }
}

/// "23 листопада 2026": the day, the month's name as the file has it, the year.
fn date_in_words(day: &str, months: &[Words], form: Option<&Words>) -> String {
    let Ok(date) = day.parse::<jiff::civil::Date>() else {
        return day.to_owned();
    };
    let at = usize::try_from(date.month()).unwrap_or(1).saturating_sub(1);
    let month = months.get(at).map_or("", |month| month.value.as_str());
    let form = form.map_or("{day} {month} {year}", |form| form.value.as_str());
    form.replace("{day}", &date.day().to_string())
        .replace("{month}", month)
        .replace("{year}", &date.year().to_string())
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
