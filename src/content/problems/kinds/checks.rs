//! Self-checks that do not lead to a result, or lead to the wrong one.

use super::super::{At, Problems};

impl Problems {
    pub(in crate::content) fn unreached_check(&mut self, path: &str, name: &str) {
        self.error(
            At::file(path),
            format!("nobody can reach self-check `{name}`"),
            format!("add `{name}` to `checks` in bot.yaml"),
        );
    }

    pub(in crate::content) fn check_like_an_answer(&mut self, at: At, name: &str) {
        let help = "codes on posters lead to both: give the self-check another name";
        self.error(
            at,
            format!("`{name}` is the name of an answer, too"),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn bad_weight(&mut self, at: At) {
        self.error(
            at,
            "a sign is either grave, or has a weight of 1 to 9".to_owned(),
            "write `grave: true`, or `weight: 1`".to_owned(),
        );
    }

    pub(in crate::content) fn result_without_when(&mut self, at: At) {
        self.error(
            at,
            "nobody knows when this result is shown".to_owned(),
            "write `on: grave`, or `from:` with the weight it begins at".to_owned(),
        );
    }

    pub(in crate::content) fn grave_without_result(&mut self, at: At) {
        let help =
            "one result with `on: grave` where a question is grave, none where no question is";
        self.error(
            at,
            "grave signs and their result do not go together".to_owned(),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn thresholds_leave_a_gap(&mut self, at: At) {
        let help = "order results by falling `from`, and end with `from: 1` and `from: 0`: only \
                    whoever named no sign at all may read the last one";
        self.error(
            at,
            "the results do not cover every answer".to_owned(),
            help.to_owned(),
        );
    }

    pub(in crate::content) fn threshold_unreached(&mut self, at: At, most: u32) {
        self.error(
            at,
            format!("a result can never be shown: all signs together weigh {most}"),
            "lower its `from`, or raise the weights".to_owned(),
        );
    }
}
