//! What consultants read, put into words, pure: content, case and time → Telegram HTML and
//! buttons, in the language of their desk. Every text comes from the content; names of consultants
//! are aliases, and a person has none.

mod board;
mod card;
mod menus;
mod preview;
mod remark;
#[cfg(test)]
mod tests;

pub use board::board;
pub use card::{CardLook, card, topic_name};
pub use remark::{blocked, call, handed, help, needs, remark, trail};

use crate::content::{Content, Filling, Lang, Placeholder, Text, Value, markup};
use crate::model::case::{Case, Holder, Stage};
use crate::model::desk::{DeskButton, Member};
use crate::model::moment::Moment;

/// Longest text of a message, in UTF-16 units after parsing (core.telegram.org/bots/api#sendmessage).
pub const LONGEST_TEXT: usize = 4096;
/// Longest name of a topic (core.telegram.org/bots/api#createforumtopic).
pub const LONGEST_NAME: usize = 128;
/// Longest alias that is shown whole; the rule for aliases is stricter.
const LONGEST_ALIAS: usize = 40;

/// One button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskKey {
    /// What stands on it.
    pub label: String,
    /// What it does.
    pub button: DeskButton,
}

/// A message with buttons, in a desk's group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskPage {
    /// Text in Telegram's HTML.
    pub html: String,
    /// Rows of buttons.
    pub keyboard: Vec<Vec<DeskKey>>,
}

/// The content in the language of a desk.
#[derive(Clone, Copy)]
struct Voice<'a> {
    content: &'a Content,
    lang: &'a Lang,
}

impl Voice<'_> {
    fn html(self, text: Text) -> String {
        self.html_with(text, &[])
    }

    fn html_with(self, text: Text, values: &[(Placeholder, Value)]) -> String {
        let filling = values
            .iter()
            .fold(Filling::new(self.lang), |filling, (hole, value)| {
                filling.with(*hole, value.clone())
            });
        self.content.text(self.lang, text).html(&filling)
    }

    fn plain(self, text: Text) -> String {
        self.content.plain(self.lang, text)
    }

    fn key(self, text: Text, button: DeskButton) -> DeskKey {
        DeskKey {
            label: self.plain(text),
            button,
        }
    }

    /// What a consultant is called: by alias, never by account.
    fn name(self, alias: Option<&str>) -> String {
        alias.map_or_else(
            || self.plain(Text::DeskSomebody),
            |alias| clip(alias, LONGEST_ALIAS),
        )
    }

    fn holder(self, holder: &Holder, members: &[Member]) -> String {
        self.name(holder.called_now(members))
    }

    /// A time of day at the desk; with the day, if that is not today. It stays true while the
    /// message stands, as "for 12 minutes" would not.
    fn since(self, moment: Moment, now: Moment) -> String {
        let zone = self.content.hours().zone();
        let (then, now) = (moment.clock_in(zone), now.clock_in(zone));
        let format = if then.date() == now.date() {
            "%H:%M"
        } else {
            "%d.%m %H:%M"
        };
        then.strftime(format).to_string()
    }

    /// Where a case stands, in words: what a sign alone would say only to those who see it.
    fn state(self, case: &Case) -> String {
        let stage = match &case.stage {
            Stage::Waiting => Text::DeskStateWaiting,
            Stage::Taken(_) if case.waiting_since.is_none() => Text::DeskStateAnswered,
            Stage::Taken(_) => Text::DeskStateTaken,
            Stage::Closed { .. } => Text::DeskStateClosed,
        };
        self.urgency(case, self.plain(stage))
    }

    /// The same in a list, where whoever waits is told of by since when.
    fn state_at(self, case: &Case, now: Moment) -> String {
        let Some(since) = case.waiting_since.filter(|_| case.is_open()) else {
            return self.state(case);
        };
        let since = Value::Text(self.since(since, now));
        let filling = Filling::new(self.lang).with(Placeholder::Time, since);
        let waits = self.content.text(self.lang, Text::DeskStateSince);
        self.urgency(case, waits.plain(&filling))
    }

    fn urgency(self, case: &Case, stage: String) -> String {
        if case.urgent && case.is_open() {
            format!("{}, {stage}", self.plain(Text::DeskStateUrgent))
        } else {
            stage
        }
    }
}

/// The sign of a case's state. "Answered" has none of its own: a topic renamed at every answer
/// would cost the group a message each time.
fn sign(case: &Case) -> &'static str {
    match &case.stage {
        Stage::Closed { .. } => "⚫",
        _ if case.urgent => "🔴",
        Stage::Waiting => "🟡",
        Stage::Taken(_) => "🟢",
    }
}

/// A text of at most so many UTF-16 units.
fn clip(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut room = most.saturating_sub(1);
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    });
    format!("{}…", kept.collect::<String>().trim_end())
}

/// Parts below each other, with an empty line between them.
fn paragraphs(parts: &[String]) -> String {
    parts.join("\n\n")
}

/// A head and as many rows as fit, then how many more there are. HTML is never cut.
fn list(head: &str, rows: &[String], most: usize, more: impl Fn(usize) -> String) -> String {
    let mut shown = rows.len().min(most);
    loop {
        let mut lines: Vec<String> = vec![head.to_owned()];
        lines.extend(rows.iter().take(shown).cloned());
        if shown < rows.len() {
            lines.push(more(rows.len() - shown));
        }
        let html = lines.join("\n");
        if shown == 0 || markup::length(&html) <= LONGEST_TEXT {
            return html;
        }
        shown -= 1;
    }
}

/// The beginning of a member's key, as a button carries it.
fn key_of(member: &Member) -> [u8; 6] {
    let [a, b, c, d, e, f, ..] = member.key.0;
    [a, b, c, d, e, f]
}
