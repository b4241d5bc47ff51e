//! The parameters of a call: read from query, form, JSON or multipart, and held against the catalogue.
//!
//! Telegram ignores unknown parameters and clamps wrong ones; this server refuses them, because a test must
//! notice. The texts of those refusals are this server's own and start with Telegram's `Bad Request: `.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Form, FromRequest, Multipart, Query, Request};
use axum::http::header::CONTENT_TYPE;
use serde_json::Value;

use super::methods::catalogue::Method;
use super::refusal::{Cause, Refusal};

/// A file that came with a call.
#[derive(Clone, Debug)]
pub struct Upload {
    /// As the bot named it.
    pub name: Option<String>,
    /// As the bot claimed.
    pub mime_type: Option<String>,
    /// What it holds.
    pub bytes: Arc<[u8]>,
}

/// Checked parameters of one call.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    values: BTreeMap<String, Value>,
    uploads: BTreeMap<String, Upload>,
}

/// What a value came in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wire {
    /// Everything is text.
    Form,
    /// Everything has a type.
    Json,
}

/// Parameters as they came, not yet held against anything.
pub struct Raw {
    values: Vec<(String, Value, bool)>,
    uploads: BTreeMap<String, Upload>,
}

impl Raw {
    /// Reads query and body of a request.
    pub async fn read(request: Request) -> Result<Self, Refusal> {
        let mut raw = Self {
            values: Vec::new(),
            uploads: BTreeMap::new(),
        };
        if let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(request.uri()) {
            raw.take_pairs(pairs);
        }
        let kind = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        if kind.starts_with("multipart/form-data") {
            raw.take_multipart(request).await?;
        } else if kind.starts_with("application/json") {
            let body = axum::body::Bytes::from_request(request, &())
                .await
                .map_err(|e| too_large(e.status().as_u16()))?;
            raw.take_json(&body)?;
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            let Form(pairs) = Form::<Vec<(String, String)>>::from_request(request, &())
                .await
                .map_err(|_| Refusal::broken("can't parse the form"))?;
            raw.take_pairs(pairs);
        }
        Ok(raw)
    }

    fn take_pairs(&mut self, pairs: Vec<(String, String)>) {
        self.values.extend(
            pairs
                .into_iter()
                .map(|(name, value)| (name, Value::String(value), false)),
        );
    }

    fn take_json(&mut self, body: &[u8]) -> Result<(), Refusal> {
        if body.is_empty() {
            return Ok(());
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(object)) => {
                // Telegram takes null for absent.
                let given = object.into_iter().filter(|(_, value)| !value.is_null());
                self.values
                    .extend(given.map(|(name, value)| (name, value, true)));
                Ok(())
            }
            _ => Err(Refusal::broken("can't parse JSON object")),
        }
    }

    async fn take_multipart(&mut self, request: Request) -> Result<(), Refusal> {
        let wrong = |e: axum::extract::multipart::MultipartError| too_large(e.status().as_u16());
        let mut form = Multipart::from_request(request, &())
            .await
            .map_err(|_| Refusal::broken("can't parse the multipart form"))?;
        while let Some(field) = form.next_field().await.map_err(wrong)? {
            let name = field.name().unwrap_or_default().to_owned();
            let (file_name, mime) = (
                field.file_name().map(str::to_owned),
                field.content_type().map(str::to_owned),
            );
            if file_name.is_none()
                && mime
                    .as_deref()
                    .is_none_or(|mime| mime.starts_with("text/plain"))
            {
                let text = field.text().await.map_err(wrong)?;
                self.values.push((name, Value::String(text), false));
                continue;
            }
            let bytes: Arc<[u8]> = field.bytes().await.map_err(wrong)?.as_ref().into();
            self.uploads.insert(
                name,
                Upload {
                    name: file_name,
                    mime_type: mime,
                    bytes,
                },
            );
        }
        Ok(())
    }

    /// Holds everything against the catalogue's entry of the method.
    pub fn check(self, method: &Method) -> Result<Parameters, Refusal> {
        let mut checked = Parameters {
            values: BTreeMap::new(),
            uploads: self.uploads,
        };
        for (name, value, typed) in self.values {
            let Some(kind) = method.kind_of(&name) else {
                return Err(Refusal::broken(format!(
                    "method {} has no parameter \"{name}\"",
                    method.name
                )));
            };
            let wire = if typed { Wire::Json } else { Wire::Form };
            let value = coerce(kind, value, wire).ok_or_else(|| {
                Refusal::broken(format!("parameter \"{name}\" must be of type {kind}"))
            })?;
            checked.values.insert(name, value);
        }
        for name in checked.uploads.keys() {
            let attached = checked
                .values
                .values()
                .any(|value| value.to_string().contains(&format!("attach://{name}")));
            if method
                .kind_of(name)
                .is_some_and(|kind| kind.contains("InputFile"))
            {
                checked
                    .values
                    .entry(name.clone())
                    .or_insert_with(|| Value::String(format!("attach://{name}")));
            } else if !attached {
                return Err(Refusal::broken(format!(
                    "the file \"{name}\" belongs to no parameter of {}",
                    method.name
                )));
            }
        }
        for name in method.required() {
            if !checked.values.contains_key(name) {
                return Err(missing(method.name, name));
            }
        }
        Ok(checked)
    }
}

/// What Telegram says for some parameters; the rest are this server's words.
fn missing(method: &str, name: &str) -> Refusal {
    Refusal::broken(match name {
        "text" => "message text is empty".to_owned(),
        "chat_id" => "chat_id is empty".to_owned(),
        "message_id" => "message identifier is not specified".to_owned(),
        "message_ids" => "message identifiers are not specified".to_owned(),
        "photo" | "document" | "video" | "voice" | "audio" | "animation" | "video_note"
        | "sticker" => {
            format!("there is no {} in the request", name.replace('_', " "))
        }
        _ => format!("parameter \"{name}\" of {method} is missing"),
    })
}

fn too_large(status: u16) -> Refusal {
    if status == 413 {
        Refusal::new(413, "Request Entity Too Large", Cause::Bot)
    } else {
        Refusal::broken("can't read the request")
    }
}

/// The value in the type the catalogue asks for; nothing if it is of another.
fn coerce(kind: &str, value: Value, wire: Wire) -> Option<Value> {
    match (kind, value, wire) {
        ("Integer", Value::String(text), Wire::Form) => {
            text.trim().parse::<i64>().ok().map(Value::from)
        }
        ("Integer", value @ Value::Number(_), Wire::Json) => value.is_i64().then_some(value),
        ("Float", Value::String(text), Wire::Form) => {
            text.trim().parse::<f64>().ok().map(Value::from)
        }
        ("Float", value @ Value::Number(_), Wire::Json)
        | ("Boolean", value @ Value::Bool(_), Wire::Json) => Some(value),
        ("Boolean", Value::String(text), Wire::Form) => match text.to_lowercase().as_str() {
            "true" | "yes" | "1" => Some(Value::Bool(true)),
            "false" | "no" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        ("String" | "InputFile" | "InputFile|String", value @ Value::String(_), _) => Some(value),
        ("Integer|String", value, _) => (value.is_i64() || value.is_string()).then_some(value),
        ("Integer" | "Float" | "Boolean" | "String" | "InputFile" | "InputFile|String", ..) => None,
        (kind, Value::String(text), _) => structured(kind, serde_json::from_str(&text).ok()?),
        (kind, value, _) => structured(kind, value),
    }
}

/// Objects and arrays; the elements of simple arrays are checked too.
fn structured(kind: &str, value: Value) -> Option<Value> {
    let holds = match (&value, kind) {
        (Value::Array(items), "Array of Integer") => items.iter().all(Value::is_i64),
        (Value::Array(items), "Array of String") => items.iter().all(Value::is_string),
        (Value::Array(_), kind) => kind.starts_with("Array of "),
        (Value::Object(_), kind) => !kind.starts_with("Array of "),
        _ => false,
    };
    holds.then_some(value)
}

impl Parameters {
    /// An object as it comes in JSON.
    #[cfg(test)]
    pub fn raw_json(object: serde_json::Map<String, Value>) -> Raw {
        Raw {
            values: object
                .into_iter()
                .map(|(name, value)| (name, value, true))
                .collect(),
            uploads: BTreeMap::new(),
        }
    }

    /// For the log.
    pub fn values(&self) -> &BTreeMap<String, Value> {
        &self.values
    }

    /// Any value.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// A text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// A text that is not empty.
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.text(name).filter(|text| !text.is_empty())
    }

    /// A number.
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(Value::as_i64)
    }

    /// A number the method cannot do without.
    pub fn need_integer(&self, name: &str) -> Result<i64, Refusal> {
        self.integer(name)
            .ok_or_else(|| missing("this method", name))
    }

    /// A switch; off if it is not given.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// An array; empty if it is not given.
    pub fn list(&self, name: &str) -> &[Value] {
        self.get(name)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// The uploaded file an `attach://name` stands for.
    pub fn upload(&self, reference: &str) -> Option<&Upload> {
        self.uploads.get(reference.strip_prefix("attach://")?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::methods::catalogue::find;
    use serde_json::json;

    fn check(method: &str, body: &Value) -> Result<Parameters, String> {
        let object = body.as_object().unwrap().clone();
        Parameters::raw_json(object)
            .check(find(method).unwrap())
            .map_err(|refusal| refusal.description)
    }

    #[test]
    fn unknown_missing_and_mistyped_parameters_are_refused() {
        let error = |body: Value| check("sendMessage", &body).unwrap_err();
        assert_eq!(
            error(json!({"chat_id": 1, "text": "x", "texd": 1})),
            "Bad Request: method sendMessage has no parameter \"texd\""
        );
        assert_eq!(
            error(json!({"chat_id": 1})),
            "Bad Request: message text is empty"
        );
        assert_eq!(error(json!({"text": "x"})), "Bad Request: chat_id is empty");
        assert_eq!(
            error(json!({"chat_id": 1, "text": "x", "message_thread_id": "7"})),
            "Bad Request: parameter \"message_thread_id\" must be of type Integer"
        );
        assert!(check("sendMessage", &json!({"chat_id": "@group", "text": "x"})).is_ok());
    }

    #[test]
    fn forms_carry_everything_as_text() {
        let form = |kind, text: &str| coerce(kind, json!(text), Wire::Form);
        assert_eq!(form("Integer", "12"), Some(json!(12)));
        assert_eq!(form("Boolean", "yes"), Some(json!(true)));
        assert_eq!(form("Boolean", "perhaps"), None);
        assert_eq!(form("Array of Integer", "[1,2]"), Some(json!([1, 2])));
        assert_eq!(form("Array of Integer", "[\"1\"]"), None);
        assert_eq!(
            form("LinkPreviewOptions", "{\"is_disabled\":true}"),
            Some(json!({"is_disabled": true}))
        );
    }
}
