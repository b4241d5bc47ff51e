//! Desks, figures and lists of `desk.yaml` that cannot be worked with.

use super::super::{At, Problems, did_you_mean};

impl Problems {
    pub(in crate::content) fn no_desk(&mut self, at: At) {
        self.error(
            at,
            "there is no desk".to_owned(),
            "add one: `- {id: main, language: uk}`".to_owned(),
        );
    }

    pub(in crate::content) fn first_desk_restricted(&mut self, at: At, id: &str) {
        let help = "put another desk first: it takes whoever is sent to no other";
        self.error(
            at,
            format!("the first desk `{id}` is restricted"),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn reserved_desk(&mut self, at: At, id: &str) {
        self.error(
            at,
            format!("no desk can be called `{id}`: the inbox for complaints is called so"),
            "give it another name".to_owned(),
        );
    }

    pub(in crate::content) fn sent_to_restricted(&mut self, at: At, id: &str) {
        let help = "leave out `restricted`, or `languages` and `countries`";
        self.error(
            at,
            format!("nobody is sent to desk `{id}`: it is restricted"),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn louder_too_early(&mut self, at: At, unanswered: u32) {
        self.error(
            at,
            "the louder call comes no later than the first".to_owned(),
            format!("write more than {unanswered} minutes"),
        );
    }

    pub(in crate::content) fn closed_before_warned(&mut self, at: At, warn: u32) {
        self.error(
            at,
            "a conversation is closed before that is announced".to_owned(),
            format!("write more than {warn} hours"),
        );
    }

    pub(in crate::content) fn erased_while_open(&mut self, at: At, reopen: u32) {
        self.error(
            at,
            "a conversation is erased while people may still go on with it".to_owned(),
            format!("write at least {reopen} days, or lower `reopen_days`"),
        );
    }

    pub(in crate::content) fn corrected_when_erased(&mut self, at: At, retention: u32) {
        self.error(
            at,
            "a closing could be corrected when it is erased already".to_owned(),
            format!("write at most {} hours", retention.saturating_mul(24)),
        );
    }

    pub(in crate::content) fn list_size(
        &mut self,
        at: At,
        what: &str,
        length: usize,
        least: usize,
        most: usize,
    ) {
        if length < least {
            let help = "add one: a conversation cannot be closed without".to_owned();
            self.error(at, format!("there is no {what}"), help);
        } else {
            self.error(
                at,
                format!("nobody can choose from {length} entries: {most} are the most"),
                "take out what is chosen least".to_owned(),
            );
        }
    }

    pub(in crate::content) fn unlisted_name<'a>(
        &mut self,
        at: At,
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        let help = did_you_mean(name, known)
            .unwrap_or_else(|| "add it to desk.yaml, or take the text away".to_owned());
        self.error(at, format!("desk.yaml has no {what} `{name}`"), help);
    }

    pub(in crate::content) fn open_link(&mut self, at: At, address: &str) {
        let help =
            "link to the page with https://, so that nobody on the way can read or change it";
        self.error(
            at,
            format!("`{address}` is sent to people and not protected"),
            help.to_owned(),
        );
    }
}
