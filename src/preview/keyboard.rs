//! Inline keyboards: their shape, their limits, Telegram's words when they are wrong.
//!
//! After `get_reply_markup` of Client.cpp and `ReplyMarkup.cpp`. Where Telegram silently cuts a keyboard off
//! this server refuses, because a button nobody sees is a mistake worth noticing.

use serde_json::{Value, json};

use super::limits;
use super::link;
use super::refusal::Refusal;

/// Rows of buttons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keyboard {
    /// From top to bottom, each from left to right.
    pub rows: Vec<Vec<Button>>,
}

/// One button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub text: String,
    /// What it does.
    pub action: Action,
}

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Sends these 1 to 64 bytes to the bot.
    Callback(String),
    /// Opens a link.
    Url(String),
    /// Copies a text.
    Copy(String),
}

impl Button {
    /// The data sent to the bot, if it is such a button.
    pub fn data(&self) -> Option<&str> {
        match &self.action {
            Action::Callback(data) => Some(data),
            Action::Url(_) | Action::Copy(_) => None,
        }
    }
}

impl Keyboard {
    /// The button at a place.
    pub fn button(&self, row: usize, column: usize) -> Option<&Button> {
        self.rows.get(row).and_then(|row| row.get(column))
    }

    /// As the Bot API writes it.
    pub fn json(&self) -> Value {
        let rows: Vec<Vec<Value>> = self
            .rows
            .iter()
            .map(|row| row.iter().map(button_json).collect())
            .collect();
        json!({"inline_keyboard": rows})
    }
}

fn button_json(button: &Button) -> Value {
    match &button.action {
        Action::Callback(data) => json!({"text": button.text, "callback_data": data}),
        Action::Url(url) => json!({"text": button.text, "url": url}),
        Action::Copy(text) => json!({"text": button.text, "copy_text": {"text": text}}),
    }
}

/// The parameter `reply_markup`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Markup {
    /// None was given, or one without any button.
    #[default]
    None,
    /// Buttons under the message.
    Inline(Keyboard),
    /// A reply keyboard, its removal, or ForceReply.
    Reply,
}

/// Reads `reply_markup` of a new message.
pub fn markup(value: Option<&Value>) -> Result<Markup, Refusal> {
    let Some(value) = value else {
        return Ok(Markup::None);
    };
    let Some(object) = value.as_object() else {
        return Err(Refusal::broken("object expected as reply markup"));
    };
    if value.to_string().len() > 16_384 {
        return Err(Refusal::broken("reply markup is too long"));
    }
    if let Some(rows) = object.get("inline_keyboard") {
        let keyboard = inline(rows)?;
        return Ok(if keyboard.rows.is_empty() {
            Markup::None
        } else {
            Markup::Inline(keyboard)
        });
    }
    if let Some(rows) = object.get("keyboard") {
        let is_matrix = rows
            .as_array()
            .is_some_and(|rows| rows.iter().all(Value::is_array));
        return if is_matrix {
            Ok(Markup::Reply)
        } else {
            Err(Refusal::broken(
                "field \"keyboard\" of the ReplyKeyboardMarkup must be an Array of Arrays",
            ))
        };
    }
    let is_flag = |name: &str| object.get(name).and_then(Value::as_bool) == Some(true);
    if is_flag("remove_keyboard") || is_flag("force_reply") {
        return Ok(Markup::Reply);
    }
    if object.is_empty() {
        Ok(Markup::None)
    } else {
        Err(Refusal::broken(
            "can't parse reply keyboard markup JSON object",
        ))
    }
}

/// Reads `reply_markup` of an edit, where only inline keyboards may stand; none removes the keyboard.
pub fn edited(value: Option<&Value>) -> Result<Option<Keyboard>, Refusal> {
    match markup(value)? {
        Markup::None => Ok(None),
        Markup::Inline(keyboard) => Ok(Some(keyboard)),
        Markup::Reply => Err(Refusal::broken("inline keyboard expected")),
    }
}

fn inline(rows: &Value) -> Result<Keyboard, Refusal> {
    let wrong_shape = || {
        Refusal::broken(
            "field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays",
        )
    };
    let mut keyboard = Keyboard::default();
    for row in rows.as_array().ok_or_else(wrong_shape)? {
        let mut buttons = Vec::new();
        for value in row.as_array().ok_or_else(wrong_shape)? {
            let button = button(value)?;
            if button.text.trim().is_empty() {
                return Err(Refusal::broken(
                    "a button without a text would be dropped silently",
                ));
            }
            buttons.push(button);
        }
        if buttons.len() > limits::BUTTONS_IN_ROW {
            return Err(Refusal::broken(
                "more than 12 buttons in a row would be cut off silently",
            ));
        }
        if !buttons.is_empty() {
            keyboard.rows.push(buttons);
        }
    }
    if keyboard.rows.iter().map(Vec::len).sum::<usize>() > limits::BUTTONS {
        return Err(Refusal::broken(
            "more than 300 buttons would be cut off silently",
        ));
    }
    Ok(keyboard)
}

const BUTTON_FIELDS: [&str; 13] = [
    "text",
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "style",
    "icon_custom_emoji_id",
];

fn button(value: &Value) -> Result<Button, Refusal> {
    let wrong = |why: &str| Refusal::broken(format!("can't parse inline keyboard button: {why}"));
    let object = value
        .as_object()
        .ok_or_else(|| wrong("InlineKeyboardButton must be an Object"))?;
    if let Some(field) = object
        .keys()
        .find(|key| !BUTTON_FIELDS.contains(&key.as_str()))
    {
        return Err(wrong(&format!("unknown field \"{field}\"")));
    }
    let text = object
        .get("text")
        .and_then(Value::as_str)
        .ok_or_else(|| wrong("Field \"text\" must be of type String"))?
        .to_owned();
    if let Some(url) = object.get("url").and_then(Value::as_str) {
        let checked = link::checked(url).ok_or_else(|| {
            Refusal::broken(format!(
                "inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
            ))
        })?;
        return Ok(Button {
            text,
            action: Action::Url(checked),
        });
    }
    if let Some(data) = object
        .get("callback_data")
        .and_then(Value::as_str)
        .filter(|data| !data.is_empty())
    {
        if data.len() > limits::CALLBACK_DATA_BYTES {
            return Err(Refusal::broken("BUTTON_DATA_INVALID"));
        }
        return Ok(Button {
            text,
            action: Action::Callback(data.to_owned()),
        });
    }
    if let Some(copied) = value.pointer("/copy_text/text").and_then(Value::as_str) {
        if !(1..=limits::COPY_TEXT).contains(&copied.chars().count()) {
            return Err(Refusal::broken("BUTTON_COPY_TEXT_INVALID"));
        }
        return Ok(Button {
            text,
            action: Action::Copy(copied.to_owned()),
        });
    }
    Err(wrong("Text buttons are unallowed in the inline keyboard"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(rows: &Value) -> String {
        markup(Some(&json!({"inline_keyboard": rows})))
            .unwrap_err()
            .description
    }

    #[test]
    fn data_holds_sixty_four_bytes_not_characters() {
        assert!(
            markup(Some(
                &json!({"inline_keyboard": [[{"text": "x", "callback_data": "д".repeat(32)}]]})
            ))
            .is_ok()
        );
        assert_eq!(
            error(&json!([[{"text": "x", "callback_data": "д".repeat(33)}]])),
            "Bad Request: BUTTON_DATA_INVALID"
        );
    }

    #[test]
    fn mistakes_of_shape_have_telegrams_words() {
        assert_eq!(
            error(&json!([{"text": "x"}])),
            "Bad Request: field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays"
        );
        let no_action = "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard";
        assert_eq!(error(&json!([[{"text": "x"}]])), no_action);
        assert_eq!(
            error(&json!([[{"text": "x", "callback_data": ""}]])),
            no_action
        );
        assert_eq!(
            error(&json!([[{"text": "x", "url": "nowhere"}]])),
            "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"
        );
    }

    #[test]
    fn what_would_be_cut_off_is_refused() {
        let row = |n: usize| vec![json!({"text": "x", "callback_data": "y"}); n];
        assert!(error(&json!([row(13)])).contains("12 buttons"));
        assert!(error(&json!(vec![row(12); 26])).contains("300 buttons"));
    }

    #[test]
    fn an_empty_keyboard_is_none_and_a_reply_keyboard_is_no_edit() {
        assert_eq!(
            markup(Some(&json!({"inline_keyboard": []}))),
            Ok(Markup::None)
        );
        assert_eq!(
            edited(Some(&json!({"force_reply": true})))
                .unwrap_err()
                .description,
            "Bad Request: inline keyboard expected"
        );
    }
}
