//! Rules of `statistics.yaml` that protect nobody, or name what is not there.

use super::super::{At, Problems, did_you_mean};
use super::listed;

impl Problems {
    pub(in crate::content) fn shown_before_corrected(&mut self, at: At, hours: u32) {
        self.error(
            at,
            "a month would be shown while closings of its last day can still be corrected"
                .to_owned(),
            format!(
                "write at least {} days, or lower `correct_hours` in desk.yaml",
                hours.div_ceil(24)
            ),
        );
    }

    pub(in crate::content) fn unknown_cut(&mut self, at: At, given: &str, known: &[&str]) {
        let help = did_you_mean(given, known.iter().copied())
            .unwrap_or_else(|| format!("write {}", listed(known)));
        self.error(at, format!("nothing is told apart by `{given}`"), help);
    }

    pub(in crate::content) fn unknown_subject<'a>(
        &mut self,
        at: At,
        given: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        let help = did_you_mean(given, known)
            .unwrap_or_else(|| "add it to desk.yaml, or take it out here".to_owned());
        self.error(at, format!("desk.yaml has no subject `{given}`"), help);
    }
}
