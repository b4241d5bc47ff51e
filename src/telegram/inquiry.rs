//! Asks Telegram about the bot itself and about its groups, for `doctor` and for codes on posters. Only asks: it takes no
//! update, writes to nobody, sets nothing. Reads answers field by field, since a check must also
//! understand what is newer than our library; tells nothing of people, and never the token.

use serde_json::{Value, json};
use teloxide::Bot;

use crate::content::Content;
use crate::model::ids::ChatId;
use crate::model::moment::Moment;
use crate::ops::clock::Clock;
use crate::ops::doctor::facts::{Chat, Group, Me, Queue, Refusal, Role, Standing, Telegram};

/// A Bot API server, asked by a bot.
struct Inquiry {
    bot: Bot,
    clock: Clock,
}

/// What a method answered, and when by its clock and ours.
struct Answer {
    result: Result<Value, Refusal>,
    clocks: Option<(Moment, Moment)>,
}

/// Asks everything there is to ask. The sticker packs are those of the content.
pub async fn inquire(
    token: &str,
    api_url: Option<url::Url>,
    clock: Clock,
    groups: Vec<(Role, ChatId)>,
    content: Option<&Content>,
) -> Telegram {
    let bot = Bot::new(token);
    let bot = match api_url {
        Some(url) => bot.set_api_url(url),
        None => bot,
    };
    let inquiry = Inquiry { bot, clock };
    let Answer { result, clocks } = inquiry.ask("getMe", &json!({})).await;
    let (me, own_id) = match result {
        Ok(me) => (Ok(read_me(&me)), number(&me, "id")),
        Err(refusal) => (Err(refusal), None),
    };
    let mut told = Telegram {
        me,
        clocks,
        queue: None,
        stickers: Vec::new(),
        groups: Vec::new(),
    };
    let (Ok(me), Some(own_id)) = (&told.me, own_id) else {
        return told;
    };
    let queue = inquiry.ask("getWebhookInfo", &json!({})).await.result;
    told.queue = Some(queue.map(|info| read_queue(&info)));
    told.stickers = inquiry.stickers(content, &me.username).await;
    for (role, chat) in groups {
        told.groups.push(inquiry.group(role, chat, own_id).await);
    }
    told
}

/// The bot's user name, without `@`.
///
/// # Errors
/// What to do, in words.
pub async fn user_name(token: &str, api_url: Option<url::Url>) -> Result<String, String> {
    let bot = Bot::new(token);
    let bot = match api_url {
        Some(url) => bot.set_api_url(url),
        None => bot,
    };
    let clock = Clock::system();
    let answer = Inquiry { bot, clock }.ask("getMe", &json!({})).await;
    match answer.result {
        Ok(me) => Ok(read_me(&me).username),
        Err(_) => Err(
            "Telegram does not tell the bot's name: check TELOXIDE_TOKEN and the network, or give the name with --bot"
                .to_owned(),
        ),
    }
}

impl Inquiry {
    /// One question. A connection that breaks shows its address in the library's error, and the
    /// token stands in that: the error is dropped.
    async fn ask(&self, method: &str, parameters: &Value) -> Answer {
        let unheard = |refusal| Answer {
            result: Err(refusal),
            clocks: None,
        };
        let mut url = self.bot.api_url();
        match url.path_segments_mut() {
            Ok(mut path) => {
                path.pop_if_empty()
                    .push(&format!("bot{}", self.bot.token()))
                    .push(method);
            }
            Err(()) => return unheard(Refusal::NoAnswer),
        }
        let question = self.bot.client().post(url).json(parameters);
        let Ok(answer) = question.send().await else {
            return unheard(Refusal::NoAnswer);
        };
        let date = answer.headers().get("date");
        let theirs = date.and_then(|date| moment_of(date.to_str().ok()?));
        let clocks = theirs.map(|theirs| (theirs, self.clock.now()));
        let result = match answer.text().await {
            Ok(text) => read_answer(&text),
            Err(_) => Err(Refusal::NoAnswer),
        };
        Answer { result, clocks }
    }

    async fn stickers(
        &self,
        content: Option<&Content>,
        bot_name: &str,
    ) -> Vec<(String, Result<(), Refusal>)> {
        let mut packs = Vec::new();
        for language in content.into_iter().flat_map(Content::languages) {
            let link = content.map(|content| content.sticker_set(&language.tag, bot_name));
            let link = link.unwrap_or_default();
            let name = link.rsplit('/').next().unwrap_or_default();
            let question = json!({"name": name});
            let answer = self.ask("getStickerSet", &question).await.result;
            packs.push((link, answer.map(|_| ())));
        }
        packs
    }

    async fn group(&self, role: Role, chat: ChatId, own_id: i64) -> Group {
        let mut known = self.chat(chat).await;
        let moved_to = match &known {
            Err(Refusal::Said { moved_to, .. }) => *moved_to,
            _ => None,
        };
        if let Some(new) = moved_to {
            known = self.chat(new).await;
        }
        let own = match &known {
            Err(_) => None,
            Ok(_) => {
                let chat = moved_to.unwrap_or(chat);
                let question = json!({"chat_id": chat.0, "user_id": own_id});
                let member = self.ask("getChatMember", &question).await.result;
                Some(member.map(|member| read_standing(&member)))
            }
        };
        Group {
            role,
            chat,
            moved_to,
            known,
            own,
        }
    }

    async fn chat(&self, chat: ChatId) -> Result<Chat, Refusal> {
        let question = json!({"chat_id": chat.0});
        let answer = self.ask("getChat", &question).await.result;
        answer.map(|chat| read_chat(&chat))
    }
}

/// The whole second of a `Date` header, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
fn moment_of(date: &str) -> Option<Moment> {
    let parsed = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date);
    Some(Moment(parsed.ok()?.as_millisecond()))
}

fn read_answer(text: &str) -> Result<Value, Refusal> {
    let answer: Value = serde_json::from_str(text).map_err(|_| Refusal::Unreadable)?;
    match (
        answer.get("ok").and_then(Value::as_bool),
        answer.get("result"),
    ) {
        (Some(true), Some(result)) => Ok(result.clone()),
        (Some(false), _) => Err(Refusal::Said {
            code: number(&answer, "error_code").unwrap_or_default(),
            text: word(&answer, "description"),
            moved_to: answer
                .get("parameters")
                .and_then(|parameters| number(parameters, "migrate_to_chat_id"))
                .map(ChatId),
        }),
        _ => Err(Refusal::Unreadable),
    }
}

fn read_me(me: &Value) -> Me {
    Me {
        username: word(me, "username"),
        joins_groups: flag(me, "can_join_groups"),
        hears_all: flag(me, "can_read_all_group_messages"),
        topics: flag(me, "has_topics_enabled"),
    }
}

fn read_queue(info: &Value) -> Queue {
    let address = word(info, "url");
    let host = url::Url::parse(&address)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned));
    Queue {
        webhook: (!address.is_empty()).then(|| host.unwrap_or_default()),
        waiting: info
            .get("pending_update_count")
            .and_then(Value::as_u64)
            .unwrap_or_default(),
    }
}

fn read_chat(chat: &Value) -> Chat {
    Chat {
        kind: word(chat, "type"),
        forum: flag(chat, "is_forum"),
    }
}

fn read_standing(member: &Value) -> Standing {
    Standing {
        status: word(member, "status"),
        manage_topics: flag(member, "can_manage_topics"),
        delete_messages: flag(member, "can_delete_messages"),
        pin_messages: flag(member, "can_pin_messages"),
    }
}

fn word(value: &Value, name: &str) -> String {
    let word = value.get(name).and_then(Value::as_str);
    word.unwrap_or_default().to_owned()
}

fn flag(value: &Value, name: &str) -> bool {
    value.get(name).and_then(Value::as_bool).unwrap_or(false)
}

fn number(value: &Value, name: &str) -> Option<i64> {
    value.get(name).and_then(Value::as_i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_header_is_a_moment() {
        let moment = moment_of("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(moment, Some(Moment(784_111_777_000)));
        assert_eq!(moment_of("yesterday"), None);
    }

    #[test]
    fn a_refusal_tells_its_reason_and_where_a_group_has_moved() {
        let text = r#"{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001}}"#;
        let Err(Refusal::Said { code, moved_to, .. }) = read_answer(text) else {
            panic!()
        };
        assert_eq!((code, moved_to), (400, Some(ChatId(-1001))));
        for strange in ["", "<html>", r#"{"ok":true}"#, "[]"] {
            assert_eq!(read_answer(strange), Err(Refusal::Unreadable), "{strange}");
        }
    }

    #[test]
    fn of_a_webhook_only_the_host_is_told() {
        let info =
            json!({"url": "https://bots.example.org/hidden-path", "pending_update_count": 3});
        let queue = read_queue(&info);
        assert_eq!(queue.webhook.as_deref(), Some("bots.example.org"));
        assert_eq!(queue.waiting, 3);
        assert_eq!(read_queue(&json!({"url": ""})).webhook, None);
    }
}
