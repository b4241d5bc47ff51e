//! Webhooks: one POST an update, one lane at a time, again and again until a 2xx comes.
//!
//! Only plain HTTP to this computer: the local Telegram never speaks to the network. After `WebhookActor.cpp`.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::handle::WorldHandle;
use super::refusal::Refusal;

const ANSWER_WITHIN: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Where updates are pushed to.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// As given by setWebhook.
    pub url: String,
    /// When and what went wrong last.
    pub last_error: Option<(i64, String)>,
    address: SocketAddr,
    host: String,
    path: String,
    secret: Option<String>,
}

impl Webhook {
    /// Telegram's rules, but for a server that serves this computer alone.
    pub fn new(url: &str, secret: Option<String>) -> Result<Self, Refusal> {
        let bad = |why: &str| Refusal::broken(format!("bad webhook: {why}"));
        let Some(rest) = url.strip_prefix("http://") else {
            return Err(bad(
                "the local server pushes to plain http on this computer only",
            ));
        };
        let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        let numeric = host.replacen("localhost", "127.0.0.1", 1);
        let numeric = if numeric.parse::<IpAddr>().is_ok() {
            format!("{numeric}:80")
        } else {
            numeric
        };
        let address: SocketAddr = numeric
            .parse()
            .map_err(|_| bad(&format!("Failed to resolve host: {host}")))?;
        if !address.ip().is_loopback() {
            return Err(bad(&format!(
                "IP address {} is not of this computer",
                address.ip()
            )));
        }
        Ok(Self {
            url: url.to_owned(),
            last_error: None,
            address,
            host: host.to_owned(),
            path: path.to_owned(),
            secret,
        })
    }
}

/// One lane's troubles.
#[derive(Clone, Copy)]
struct Pause {
    until: Instant,
    length: Duration,
}

/// Pushes until the server stops.
pub async fn push(world: WorldHandle, stop: CancellationToken) {
    let tracker = TaskTracker::new();
    let (finished, mut results) =
        tokio::sync::mpsc::unbounded_channel::<(String, Option<Duration>)>();
    let mut busy: BTreeSet<String> = BTreeSet::new();
    let mut pauses: BTreeMap<String, Pause> = BTreeMap::new();
    let mut changes = world.changes();
    loop {
        let now = Instant::now();
        let held: BTreeSet<String> = busy
            .iter()
            .cloned()
            .chain(
                pauses
                    .iter()
                    .filter(|(_, pause)| pause.until > now)
                    .map(|(lane, _)| lane.clone()),
            )
            .collect();
        let due = world.look_mut_quietly(|world| {
            world
                .webhook
                .clone()
                .map(|hook| (hook, world.queue.heads(&held, world.clock.now())))
        });
        for (hook, (id, lane, body)) in due
            .into_iter()
            .flat_map(|(hook, heads)| heads.into_iter().map(move |head| (hook.clone(), head)))
        {
            busy.insert(lane.clone());
            let (world, finished) = (world.clone(), finished.clone());
            tracker.spawn(async move {
                let wish = deliver(&world, &hook, id, &body).await;
                finished.send((lane, wish)).ok();
            });
        }
        let wake = pauses
            .values()
            .map(|pause| pause.until)
            .filter(|until| *until > now)
            .min();
        tokio::select! {
            () = stop.cancelled() => return,
            changed = changes.changed() => if changed.is_err() { return },
            () = sleep_until(wake.unwrap_or(now + LONGEST_PAUSE)) => {}
            Some((lane, wish)) = results.recv() => {
                busy.remove(&lane);
                settle(&mut pauses, lane, wish);
            }
        }
    }
}

/// A delivered lane is free; a failed one waits: at once, then 2, 4, 8 ... seconds, or what it asked for.
fn settle(pauses: &mut BTreeMap<String, Pause>, lane: String, failed: Option<Duration>) {
    match failed {
        None => {
            pauses.remove(&lane);
        }
        Some(asked) => {
            let before = pauses.get(&lane).map(|pause| pause.length);
            let next = before.map_or(Duration::ZERO, |length| {
                (length * 2).clamp(Duration::from_secs(2), LONGEST_PAUSE)
            });
            let length = next.max(asked);
            pauses.insert(
                lane,
                Pause {
                    until: Instant::now() + length,
                    length,
                },
            );
        }
    }
}

/// One attempt: nothing if it was taken, else how long the other side asked to wait.
async fn deliver(world: &WorldHandle, hook: &Webhook, id: i64, body: &Value) -> Option<Duration> {
    let (error, asked) = match timeout(ANSWER_WITHIN, post(hook, &body.to_string())).await {
        Ok(Ok((status, _, _))) if (200..300).contains(&status) => {
            world.change(|world| world.queue.done(id));
            return None;
        }
        Ok(Ok((_, line, retry_after))) => (
            format!("Wrong response from the webhook: {line}"),
            retry_after,
        ),
        Ok(Err(error)) => (error.to_string(), Duration::ZERO),
        Err(_) => ("Read timeout expired".to_owned(), Duration::ZERO),
    };
    world.change(|world| {
        let now = world.clock.seconds();
        if let Some(webhook) = world.webhook.as_mut() {
            webhook.last_error = Some((now, error));
        }
    });
    Some(asked)
}

/// A POST and the status of its answer, with what `Retry-After` says.
async fn post(hook: &Webhook, body: &str) -> std::io::Result<(u16, String, Duration)> {
    let mut stream = TcpStream::connect(hook.address).await?;
    let secret = hook
        .secret
        .as_ref()
        .map(|secret| format!("X-Telegram-Bot-Api-Secret-Token: {secret}\r\n"))
        .unwrap_or_default();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{secret}Connection: close\r\n\r\n",
        hook.path,
        hook.host,
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let text = String::from_utf8_lossy(&answer);
    let status = text
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| std::io::Error::other("Connection closed"))?;
    let retry_after = text
        .lines()
        .take_while(|line| !line.is_empty())
        .find_map(|line| {
            line.to_lowercase()
                .strip_prefix("retry-after:")
                .and_then(|seconds| seconds.trim().parse().ok())
        })
        .unwrap_or(0);
    let line = text
        .lines()
        .next()
        .and_then(|line| line.split_once(' '))
        .map_or("", |(_, line)| line);
    Ok((status, line.to_owned(), Duration::from_secs(retry_after)))
}
