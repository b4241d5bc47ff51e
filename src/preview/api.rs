//! `/bot<token>/<method>` and `/file/bot<token>/<path>`: one call from request to answer, with its faults.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CONTENT_TYPE, ORIGIN, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::faults::Fault;
use super::handle::WorldHandle;
use super::ids::ChatId;
use super::line::Knife;
use super::methods::catalogue::{Method, Run, find};
use super::methods::{carry_out, chat_of};
use super::parameters::{Parameters, Raw};
use super::refusal::{Cause, Refusal};
use super::updates::Asked;
use super::world::{Call, TOKEN, World};

/// Everything that is neither the page nor its control.
pub async fn answer(
    State(world): State<WorldHandle>,
    ConnectInfo(knife): ConnectInfo<Knife>,
    request: Request,
) -> Response {
    if of_a_browser(request.headers()) {
        let text = "Forbidden: the Bot API is not for web pages";
        return refused(&Refusal::new(403, text, Cause::World));
    }
    let path = request.uri().path().replace("%3A", ":").replace("%3a", ":");
    if let Some(rest) = path.strip_prefix("/file/bot") {
        return download(&world, rest);
    }
    let Some((token, name)) = path
        .strip_prefix("/bot")
        .and_then(|rest| rest.split_once('/'))
    else {
        return refused(&Refusal::new(404, "Not Found", Cause::Bot));
    };
    if token != TOKEN {
        return refused(&wrong_token(token));
    }
    let Some(method) = find(name) else {
        let refusal = Refusal::new(404, "Not Found: method not found", Cause::Bot);
        world.change(|world| record(world, name, None, &Fault::None, &Err(refusal.clone())));
        return refused(&refusal);
    };
    let fault = world.look_mut_quietly(|world| world.faults.next(method.name));
    if let Some(response) = before(&world, method, &fault, &knife) {
        if fault != Fault::DropBefore {
            // Telegram takes in what is sent before it answers, also if it refuses: a client that
            // is cut off while it uploads never reads the refusal.
            drop(axum::body::to_bytes(request.into_body(), usize::MAX).await);
        }
        return response;
    }
    if let Some(delay) = fault.delay() {
        tokio::time::sleep(delay).await;
    }
    let (parameters, result) = call(&world, method, request).await;
    world.change(|world| record(world, method.name, parameters.as_ref(), &fault, &result));
    if let Some(delay) = fault.delay_after() {
        tokio::time::sleep(delay).await;
    }
    if fault == Fault::DropAfter {
        knife.cut();
    }
    match result {
        Ok(result) => json_response(StatusCode::OK, &json!({"ok": true, "result": result})),
        Err(refusal) => refused(&refusal),
    }
}

/// The token is no secret here, so no web site may get a browser of this computer to call the Bot API.
fn of_a_browser(headers: &HeaderMap) -> bool {
    headers.contains_key(ORIGIN) || headers.contains_key("sec-fetch-site")
}

/// Faults that strike before anything happens.
fn before(world: &WorldHandle, method: &Method, fault: &Fault, knife: &Knife) -> Option<Response> {
    let refusal = match fault {
        Fault::None | Fault::Delay(_) | Fault::DelayAfter(_) | Fault::DropAfter => return None,
        Fault::DropBefore => Refusal::new(599, "connection dropped", Cause::World),
        Fault::Status(code) => Refusal::new(*code, "Internal Server Error", Cause::World),
        Fault::TooManyRequests(seconds) => Refusal::too_many(*seconds),
        Fault::Refuse(code, description) => Refusal::new(*code, description.clone(), Cause::World),
    };
    if *fault == Fault::DropBefore {
        knife.cut();
    }
    let result = Err(refusal.clone());
    world.change(|world| record(world, method.name, None, fault, &result));
    Some(refused(&refusal))
}

async fn call(
    world: &WorldHandle,
    method: &Method,
    request: Request,
) -> (Option<Parameters>, Result<Value, Refusal>) {
    let parameters = match Raw::read(request).await.and_then(|raw| raw.check(method)) {
        Ok(parameters) => parameters,
        Err(refusal) => return (None, Err(refusal)),
    };
    let result = match method.run {
        Run::Now(_) => world.change(|world| carry_out(world, method, &parameters)),
        Run::Waits => get_updates(world, &parameters).await,
    };
    (Some(parameters), result)
}

/// Long polling: hands out what waits, or waits itself.
async fn get_updates(world: &WorldHandle, parameters: &Parameters) -> Result<Value, Refusal> {
    let mut changes = world.changes();
    let asked = world.change(|world| begin_poll(world, parameters))?;
    let deadline = Instant::now() + asked.timeout;
    loop {
        let batch = world.look_mut_quietly(|world| {
            if !world.queue.is_current(&asked) {
                return Err(sent_away(world));
            }
            let now = world.clock.now();
            Ok(world.queue.batch(&asked, now))
        })?;
        if !batch.is_empty() || Instant::now() >= deadline {
            return Ok(Value::Array(batch));
        }
        if timeout_at(deadline, changes.changed())
            .await
            .is_ok_and(|changed| changed.is_err())
        {
            return Ok(json!([]));
        }
    }
}

fn begin_poll(world: &mut World, parameters: &Parameters) -> Result<Asked, Refusal> {
    if world.webhook.is_some() {
        return Err(conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        ));
    }
    if parameters.get("allowed_updates").is_some() {
        let kinds: Vec<String> = parameters
            .list("allowed_updates")
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        world.queue.allow(&kinds);
    }
    Ok(world.queue.ask(
        parameters.integer("offset").unwrap_or(0),
        parameters.integer("limit").unwrap_or(100),
        parameters.integer("timeout").unwrap_or(0),
    ))
}

fn sent_away(world: &World) -> Refusal {
    if world.webhook.is_some() {
        conflict("terminated by setWebhook request")
    } else {
        conflict(
            "terminated by other getUpdates request; make sure that only one bot instance is running",
        )
    }
}

fn conflict(text: &str) -> Refusal {
    Refusal::new(409, format!("Conflict: {text}"), Cause::World)
}

/// Keeps the call in the log, and as a violation if the bot is to blame.
fn record(
    world: &mut World,
    method: &str,
    parameters: Option<&Parameters>,
    fault: &Fault,
    result: &Result<Value, Refusal>,
) {
    let chat: Option<ChatId> = parameters.and_then(|parameters| chat_of(world, parameters));
    let error = result.as_ref().err();
    if let Some(refusal) = error.filter(|refusal| refusal.cause == Cause::Bot) {
        world
            .violations
            .push(format!("{method}: {}", refusal.description));
    }
    let at = world.clock.seconds();
    world.log_call(Call {
        method: method.to_owned(),
        chat,
        parameters: parameters.map_or_else(BTreeMap::new, |parameters| parameters.values().clone()),
        ok: error.is_none(),
        error: error.map(|refusal| refusal.description.clone()),
        fault: fault.clone(),
        at,
    });
}

fn wrong_token(token: &str) -> Refusal {
    let shaped = token
        .split_once(':')
        .is_some_and(|(id, rest)| id.parse::<i64>().is_ok() && rest.len() > 20);
    let text = if shaped {
        "Unauthorized"
    } else {
        "Unauthorized: invalid token specified"
    };
    Refusal::new(401, text, Cause::Bot)
}

/// A file by the path getFile gave.
fn download(world: &WorldHandle, rest: &str) -> Response {
    let unique = rest
        .split_once('/')
        .filter(|(token, _)| *token == TOKEN)
        .and_then(|(_, path)| path.rsplit('/').next());
    let file = unique.and_then(|unique| {
        world.look(|world| {
            world
                .files
                .values()
                .find(|file| file.unique == unique)
                .map(|file| file.bytes.clone())
        })
    });
    match file {
        Some(bytes) => Body::from(bytes.to_vec()).into_response(),
        None => refused(&Refusal::new(404, "Not Found", Cause::Bot)),
    }
}

fn refused(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json_response(status, &refusal.body());
    if let Some(seconds) = refusal.retry_after {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn json_response(status: StatusCode, body: &Value) -> Response {
    (
        status,
        [(CONTENT_TYPE, "application/json")],
        body.to_string(),
    )
        .into_response()
}
