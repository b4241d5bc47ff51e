//! Files that are missing, unreadable or read by nobody, and broken YAML.

use std::path::Path;

use super::super::{At, Problems, did_you_mean};
use super::listed;
use crate::content::ids::Lang;

impl Problems {
    pub(in crate::content) fn unreadable_folder(&mut self, dir: &Path, error: &std::io::Error) {
        let at = At::file(&dir.display().to_string());
        self.error(
            at,
            format!("the content folder cannot be read: {error}"),
            "set CONTENT_DIR to a folder with `bot.yaml` in it".to_owned(),
        );
    }

    pub(in crate::content) fn missing_file(&mut self, path: &str, what_for: &str) {
        self.gap(
            At::file(path),
            format!("this file is missing: {what_for}"),
            "copy the one of another language or branch, then change it".to_owned(),
        );
    }

    pub(in crate::content) fn unread_file(&mut self, path: &str, known: [&str; 7]) {
        self.error(
            At::file(path),
            "nobody reads this file".to_owned(),
            did_you_mean(path, known),
        );
    }

    pub(in crate::content) fn misplaced_file(&mut self, path: &str) {
        let help = "only `faq/<branch>.yaml` and `text/<language>/<name>.yaml` are read here; notes belong elsewhere";
        self.error(
            At::file(path),
            "nobody reads this file".to_owned(),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn file_too_large(&mut self, at: At) {
        self.error(
            at,
            "this file is far larger than people write".to_owned(),
            "split it, or look what has happened to it".to_owned(),
        );
    }

    pub(in crate::content) fn not_utf8(&mut self, at: At) {
        self.error(
            at,
            "this file is not saved as UTF-8".to_owned(),
            "save it with the encoding UTF-8".to_owned(),
        );
    }

    pub(in crate::content) fn empty_file(&mut self, at: At) {
        self.error(at, "this file is empty".to_owned(), None);
    }

    pub(in crate::content) fn several_documents(&mut self, at: At) {
        self.error(
            at,
            "a second document begins here".to_owned(),
            "leave out the line `---`".to_owned(),
        );
    }

    pub(in crate::content) fn bomb(&mut self, at: At) {
        let what = "this file unfolds into far more than people write, and was not read";
        self.error(
            at,
            what.to_owned(),
            "write the values out instead of `&names` and `*names`, and nest less".to_owned(),
        );
    }

    pub(in crate::content) fn tab(&mut self, at: At) {
        self.error(
            at,
            "a tab stands where spaces belong".to_owned(),
            "replace it by two spaces".to_owned(),
        );
    }

    pub(in crate::content) fn bare_colon(&mut self, at: At) {
        let help =
            "put the whole text in quotes (\"…\"), or write `|` and the text on the next line";
        self.error(
            at,
            "a colon inside a text that stands in no quotes".to_owned(),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn open_quote(&mut self, at: At) {
        let help = "end the text with the same quote; a quote inside it is written \\\"";
        self.error(
            at,
            "the quote that opens here is not closed on this line".to_owned(),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn broken_yaml(&mut self, at: At, message: &str) {
        let help =
            "look at quotes, brackets and the spaces lines begin with, here and one line above";
        self.error(at, format!("this is not YAML: {message}"), help.to_owned());
    }

    pub(in crate::content) fn unknown_key(
        &mut self,
        at: At,
        key: &str,
        known: impl Iterator<Item = &'static str>,
    ) {
        let known: Vec<&str> = known.collect();
        let help = did_you_mean(key, known.iter().copied())
            .unwrap_or_else(|| format!("here may stand {}", listed(&known)));
        self.error(at, format!("`{key}` is not known here"), help);
    }

    pub(in crate::content) fn missing_key(&mut self, at: At, key: &str) {
        self.gap(
            at,
            format!("`{key}` is missing here"),
            format!("add a line `{key}: …`"),
        );
    }

    pub(in crate::content) fn doubled_key(&mut self, at: At, key: &str) {
        self.error(
            at,
            format!("`{key}` stands here a second time"),
            "keep one of the two".to_owned(),
        );
    }

    pub(in crate::content) fn empty_value(&mut self, at: At) {
        self.error(
            at,
            "nothing stands behind the colon".to_owned(),
            "write the text, or leave the line out if it may be left out".to_owned(),
        );
    }

    pub(in crate::content) fn other_shape(&mut self, at: At, expected: &str) {
        self.error(at, format!("here belongs {expected}"), None);
    }

    pub(in crate::content) fn wrong_root(&mut self, at: At, key: &str, lang: &Lang) {
        self.error(
            at,
            format!("the file is for `{lang}`, but this says `{key}`"),
            format!("write `{lang}:`"),
        );
    }

    pub(in crate::content) fn no_root(&mut self, path: &str, lang: &Lang) {
        self.error(
            At::file(path),
            "this file is empty".to_owned(),
            format!("begin it with `{lang}:`"),
        );
    }

    pub(in crate::content) fn unlisted_language<'a>(
        &mut self,
        path: &str,
        folder: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        let help = did_you_mean(folder, known).unwrap_or_else(|| {
            "add the language to `languages` in bot.yaml, or take the folder away".to_owned()
        });
        self.error(
            At::file(path),
            format!("the language `{folder}` does not stand in bot.yaml"),
            help,
        );
    }

    pub(in crate::content) fn no_such_file<'a>(
        &mut self,
        at: At,
        path: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        self.error(
            at,
            format!("there is no file `{path}`"),
            did_you_mean(path, known),
        );
    }

    pub(in crate::content) fn no_leaflet(&mut self, at: At, lang: &Lang) {
        self.error(
            at,
            format!("there is no leaflet in `{lang}`"),
            format!("add `{lang}: leaflets/{lang}.pdf` to `files`"),
        );
    }

    pub(in crate::content) fn stale_leaflet(&mut self, path: &str, lang: &Lang, why: &str) {
        self.warning(
            At::file(path),
            format!("the leaflet in `{lang}` is not made of what stands here: {why}"),
            format!("run `leaflets/source/make {lang}`"),
        );
    }

    pub(in crate::content) fn leaflet_without_number(&mut self, at: At, name: &str) {
        let help = "write the id of a line of hotlines.yaml, such as {eu-112}, an emergency number, \
                    such as {UA.police}, {date}, or a button, such as {button.lines}";
        self.error(
            at,
            format!("`{name}` stands for nothing here"),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn not_a_pdf(&mut self, at: At, path: &str) {
        self.error(
            at,
            format!("`{path}` is no PDF"),
            "export the leaflet as PDF".to_owned(),
        );
    }

    pub(in crate::content) fn heavy_leaflet(&mut self, at: At, bytes: usize, limit: usize) {
        let megabytes = |bytes: usize| bytes.div_ceil(1024 * 1024);
        let what = format!(
            "the leaflet has more than {} MB, and {} is the most",
            megabytes(bytes) - 1,
            megabytes(limit)
        );
        self.error(
            at,
            what,
            "people open it on poor connections: make its pictures smaller".to_owned(),
        );
    }
}
