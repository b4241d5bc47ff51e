//! Judges what Telegram says of the bot itself: token, clock, webhook, stickers. Asks nothing.

use super::Finding;
use super::facts::{Me, Queue, Refusal, Telegram};
use crate::model::moment::Moment;

/// Clocks may differ by so much, the way of the answer included.
const TOLERATED_MS: i64 = 30_000;
/// More updates than that wait only for a bot that has been away.
const MANY: u64 = 100;

pub(super) fn findings(told: &Telegram) -> Vec<Finding> {
    let mut findings = Vec::new();
    match &told.me {
        Ok(me) => {
            findings.push(Finding::ok(
                "token",
                format!("is good: the bot is @{}", me.username),
            ));
            findings.extend(person_side(me));
        }
        Err(refusal) => findings.push(token(refusal)),
    }
    findings.extend(told.clocks.map(|(theirs, ours)| clock(theirs, ours)));
    findings.extend(told.queue.iter().flat_map(queue));
    findings.extend(stickers(&told.stickers));
    findings
}

fn token(refusal: &Refusal) -> Finding {
    let remedy =
        "copy it anew from @BotFather into TELOXIDE_TOKEN; nothing else at Telegram could be asked";
    match refusal {
        Refusal::Said {
            code: 401 | 404,
            text,
            ..
        } => Finding::problem("token", format!("Telegram refuses it ({text})"), remedy),
        other => Finding::problem(
            "Telegram",
            other.to_string(),
            "see that this computer reaches it, and what TELOXIDE_API_URL says; nothing else there could be asked",
        ),
    }
}

/// What would change the chats with people.
fn person_side(me: &Me) -> Option<Finding> {
    me.topics.then(|| {
        Finding::problem(
            "private chats",
            "have topics, which scatter what people read over several threads",
            "switch topics in private chats off in the bot's settings at @BotFather",
        )
    })
}

fn clock(theirs: Moment, ours: Moment) -> Finding {
    let seconds = theirs.0.abs_diff(ours.0) / 1000;
    if theirs.0.abs_diff(ours.0) <= TOLERATED_MS.unsigned_abs() {
        return Finding::ok("clock", "tells the same time as Telegram's");
    }
    let way = if ours > theirs { "ahead of" } else { "behind" };
    Finding::problem(
        "clock",
        format!("this computer is {seconds} s {way} Telegram"),
        "let it set its clock by the network (NTP): hours, waiting times and forgetting go by it",
    )
}

fn queue(queue: &Result<Queue, Refusal>) -> Vec<Finding> {
    const ABOUT: &str = "updates";
    let queue = match queue {
        Ok(queue) => queue,
        Err(refusal) => {
            return vec![Finding::problem(
                ABOUT,
                format!("Telegram does not say how they leave: {refusal}"),
                "ask again in a minute",
            )];
        }
    };
    let webhook = match &queue.webhook {
        None => Finding::ok(ABOUT, "no webhook is set: the bot can ask for them"),
        Some(host) => Finding::problem(
            ABOUT,
            format!("a webhook pushes them to {host}, so this bot gets none"),
            "see who uses this token; the next start of the bot takes it away, and what waits is not lost",
        ),
    };
    let waiting = queue.waiting;
    let count = if waiting > MANY {
        Finding::warning(
            ABOUT,
            format!("{waiting} wait"),
            "start the bot: Telegram forgets them after 24 hours",
        )
    } else {
        Finding::ok(ABOUT, format!("{waiting} wait"))
    };
    vec![webhook, count]
}

fn stickers(packs: &[(String, Result<(), Refusal>)]) -> Vec<Finding> {
    let missing: Vec<Finding> = packs
        .iter()
        .filter_map(|(link, answer)| Some((link, answer.as_ref().err()?)))
        .map(|(link, refusal)| {
            Finding::warning(
                "stickers",
                format!("people are given {link}, which Telegram does not show ({refusal})"),
                "publish that pack, or name another in bot.yaml",
            )
        })
        .collect();
    match packs.len() {
        0 => Vec::new(),
        count if missing.is_empty() => {
            vec![Finding::ok(
                "stickers",
                format!("packs that are there: {count}"),
            )]
        }
        _ => missing,
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoAnswer => f.write_str("no answer"),
            Self::Unreadable => f.write_str("an answer that is none of a Bot API server"),
            Self::Said { code, text, .. } => write!(f, "{code}, {text}"),
        }
    }
}
