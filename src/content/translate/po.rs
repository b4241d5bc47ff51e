//! The PO form (gettext), as translators' programs read and write it: one entry a text, with its
//! name as context. Plural forms are entries of their own, since languages have classes that
//! gettext's own plurals cannot tell apart (fractions).

/// One text to translate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// For the translator, a line each.
    pub notes: Vec<String>,
    /// Where the source stands.
    pub place: String,
    /// The translation is to be looked at again.
    pub fuzzy: bool,
    /// Its name.
    pub context: String,
    /// The text in the source language.
    pub source: String,
    /// The translation; empty if there is none.
    pub target: String,
    /// Its line in the file, from 1.
    pub line: usize,
}

/// A file of entries for one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Po {
    pub lang: String,
    pub entries: Vec<Entry>,
}

/// What is wrong with a file, and in which line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    pub line: usize,
    pub what: String,
}

impl Po {
    /// As a file.
    pub fn write(&self, source: &str) -> String {
        let mut out = String::new();
        let head = format!(
            "Language: {}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nX-Source-Language: {source}\n",
            self.lang
        );
        string(&mut out, "msgid", "");
        string(&mut out, "msgstr", &head);
        for entry in &self.entries {
            out.push('\n');
            for note in &entry.notes {
                out.push_str(&format!("#. {note}\n"));
            }
            out.push_str(&format!("#: {}\n", entry.place));
            if entry.fuzzy {
                out.push_str("#, fuzzy\n");
            }
            string(&mut out, "msgctxt", &entry.context);
            string(&mut out, "msgid", &entry.source);
            string(&mut out, "msgstr", &entry.target);
        }
        out
    }

    /// From a file.
    ///
    /// # Errors
    /// With the first line that is not understood.
    pub fn read(text: &str) -> Result<Self, Broken> {
        let mut reader = Reader::default();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            reader.line(number + 1, line.trim())?;
        }
        reader.finish();
        let mut po = Self::default();
        for entry in reader.entries {
            if entry.context.is_empty() && entry.source.is_empty() {
                let head = entry.target.lines();
                let lang = head
                    .filter_map(|line| line.strip_prefix("Language:"))
                    .next();
                po.lang = lang.unwrap_or_default().trim().to_owned();
            } else {
                po.entries.push(entry);
            }
        }
        Ok(po)
    }
}

fn string(out: &mut String, name: &str, value: &str) {
    let lines: Vec<&str> = value.split_inclusive('\n').collect();
    if lines.len() < 2 {
        return out.push_str(&format!("{name} {}\n", quoted(value)));
    }
    out.push_str(&format!("{name} \"\"\n"));
    for line in lines {
        out.push_str(&format!("{}\n", quoted(line)));
    }
}

fn quoted(text: &str) -> String {
    let mut out = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Context,
    Source,
    Target,
}

#[derive(Default)]
struct Reader {
    entries: Vec<Entry>,
    entry: Entry,
    part: Option<Part>,
    fuzzy: bool,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) -> Result<(), Broken> {
        if line.is_empty() || line.starts_with("#~") {
            return Ok(());
        }
        if let Some(comment) = line.strip_prefix('#') {
            if self.part == Some(Part::Target) {
                self.finish();
            }
            if let Some(flags) = comment.strip_prefix(',') {
                self.fuzzy |= flags.split(',').any(|flag| flag.trim() == "fuzzy");
            }
            return Ok(());
        }
        let broken = |what: &str| Broken {
            line: number,
            what: what.to_owned(),
        };
        let text = if line.starts_with('"') {
            line
        } else {
            let (name, text) = line
                .split_once(char::is_whitespace)
                .ok_or_else(|| broken("this line is no PO"))?;
            let part = match name {
                "msgctxt" => Part::Context,
                "msgid" => Part::Source,
                "msgstr" => Part::Target,
                _ => return Err(broken("only msgctxt, msgid and msgstr are used here")),
            };
            let begins =
                part == Part::Context || part == Part::Source && self.part != Some(Part::Context);
            if begins && self.part.is_some() {
                self.finish();
            }
            if begins {
                self.entry.line = number;
            }
            self.part = Some(part);
            text.trim_start()
        };
        let said = unquoted(text).ok_or_else(|| broken("the quotes of this line do not close"))?;
        match self.part {
            Some(Part::Context) => self.entry.context.push_str(&said),
            Some(Part::Source) => self.entry.source.push_str(&said),
            Some(Part::Target) => self.entry.target.push_str(&said),
            None => return Err(broken("a text without a name before it")),
        }
        Ok(())
    }

    fn finish(&mut self) {
        if self.part.take().is_some() {
            let mut entry = std::mem::take(&mut self.entry);
            entry.fuzzy = std::mem::take(&mut self.fuzzy);
            self.entries.push(entry);
        }
    }
}

fn unquoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return None,
            '\\' => out.push(match chars.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                c @ ('"' | '\\') => c,
                _ => return None,
            }),
            c => out.push(c),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let entry = (
            "[a-z. \\[\\]]{1,20}",
            "\\PC{0,30}(\n\\PC{0,20}){0,3}\n?",
            "[\\PC\t\r\n]{0,40}",
            any::<bool>(),
        )
            .prop_map(|(context, source, target, fuzzy)| Entry {
                context,
                source,
                target,
                fuzzy,
                ..Entry::default()
            });
        proptest::collection::vec(entry, 0..6)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(entries in entries()) {
            let po = Po { lang: "pl".to_owned(), entries };
            let mut read = Po::read(&po.write("uk")).unwrap();
            for entry in &mut read.entries {
                entry.line = 0;
            }
            prop_assert_eq!(read, po);
        }

        #[test]
        fn nothing_breaks_the_reader(text in "\\PC{0,200}") {
            let said = Po::read(&text).map(|po| po.entries.len());
            prop_assert!(said.is_err() || said.is_ok_and(|entries| entries <= text.len()));
        }
    }

    #[test]
    fn what_other_programs_write_is_read() {
        let text = "# Tr.\nmsgid \"\"\nmsgstr \"\"\n\"Language: pl\\n\"\n\n#. n\n#: a:1\n#, fuzzy, c-format\n#| msgid \"old\"\nmsgctxt \"x\"\nmsgid \"\"\n\"a\\n\"\n\"b\"\nmsgstr \"c\"\n#~ msgid \"gone\"\n#~ msgstr \"x\"\n";
        let po = Po::read(text).unwrap();
        assert_eq!(po.lang, "pl");
        let [entry] = po.entries.as_slice() else {
            panic!("one entry")
        };
        assert!(entry.fuzzy && entry.source == "a\nb" && entry.target == "c");
        assert_eq!(Po::read("msgid \"a\nmsgstr \"\"").unwrap_err().line, 1);
        assert_eq!(Po::read("msgid \"a\"\nmsgstr[0] \"\"").unwrap_err().line, 2);
    }
}
