//! A whole consultation on the page, played from both sides by one pair of hands: what the person
//! sees, what the consultants see, and that neither learns who the other is.

use fantoccini::{Client, Locator};
use safe_migration_bot::content::{Content, Lang, Placeholder, Text, Value};
use safe_migration_bot::model::desk::Sign;
use serde_json::{Value as Json, json};

use super::{browser, driver, keeps_a_picture, opening, preview};

/// A group may be sent twenty messages a minute, here as in Telegram: what is shown may have had to
/// wait for its minute.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);

/// Accounts of the scene: the person, and who answers her.
const PERSON: [&str; 3] = ["Olena", "Koval", "olena_k"];
const CONSULTANTS: [&str; 3] = ["Marta", "Ivan", "marta_consults"];

/// Finds the column of a chat; the scripts below begin with it.
const COLUMN: &str = "const [chat, words, more] = arguments;
    const column = document.querySelector(`section.column[data-chat-id=\"${chat}\"]`);
    const all = (what) => [...(column?.querySelectorAll(what) ?? [])].filter((node) => node.checkVisibility());
    const press = (node) => { node?.scrollIntoView({ block: 'center' }); node?.click(); return Boolean(node); };
    ";

/// The page with both sides on it.
struct Stage {
    client: Client,
    content: Content,
    lang: Lang,
    /// The chat on the person's phone.
    home: String,
    /// The group of the consultants.
    desk: String,
}

impl Stage {
    async fn opens(address: &str, client: Client) -> Self {
        client.goto(address).await.unwrap();
        let mut stage = Self {
            client,
            content: Content::embedded().unwrap(),
            lang: "uk".parse().unwrap(),
            home: String::new(),
            desk: String::new(),
        };
        let chats = "const first = (kind) => document.querySelector(`section.column[data-kind=\"${kind}\"]`)?.dataset.chatId;
            return first('private') && first('forum') && [first('private'), first('forum')];";
        let chats = stage.until(chats, &[], "both sides").await;
        stage.home = chats[0].as_str().unwrap().to_owned();
        stage.desk = chats[1].as_str().unwrap().to_owned();
        stage
    }

    /// Runs a script until it returns something; that.
    async fn until(&self, script: &str, values: &[&str], what: &str) -> Json {
        let values: Vec<Json> = values.iter().map(|value| json!(value)).collect();
        let found = async {
            loop {
                let found = self.client.execute(script, values.clone()).await.unwrap();
                if !matches!(found, Json::Null | Json::Bool(false)) {
                    return found;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        };
        match tokio::time::timeout(PATIENCE, found).await {
            Ok(found) => found,
            Err(_) => {
                keeps_a_picture(&self.client, "consultation-failed").await;
                panic!("waited in vain: {what}");
            }
        }
    }

    async fn at(&self, chat: &str, script: &str, words: &str, what: &str) -> Json {
        let what = format!("{what}: {words}");
        self.until(&format!("{COLUMN}{script}"), &[chat, words], &what)
            .await
    }

    fn says(&self, text: Text) -> String {
        self.content.plain(&self.lang, text)
    }

    fn opening(&self, text: Text) -> String {
        opening(&self.content, &self.lang, text)
    }

    /// Brings a side into sight: on a phone's width one is shown at a time.
    async fn turns_to(&self, chat: &str) {
        let script = "if (column.checkVisibility()) return true;
            press([...document.querySelectorAll('[data-testid=swap]')].find((node) => node.checkVisibility()));
            return false;";
        self.at(chat, script, "", "the other side").await;
    }

    async fn sees(&self, chat: &str, words: &str) {
        let script = "return all('article').some((node) => node.textContent.includes(words));";
        self.at(chat, script, words, "is seen").await;
    }

    /// The newest button that says this.
    async fn presses(&self, chat: &str, words: &str) {
        let script = "return press(all('[data-testid=inline-button]').findLast((node) => node.textContent.includes(words)));";
        self.at(chat, script, words, "is pressed").await;
    }

    async fn taps(&self, chat: &str, testid: &str) {
        let script = "return press(all(`[data-testid=\"${words}\"]`)[0]);";
        self.at(chat, script, testid, "is tapped").await;
    }

    async fn writes(&self, chat: &str, text: &str) {
        let box_of = format!("section.column[data-chat-id='{chat}'] [data-testid='write']");
        let textarea = self.client.find(Locator::Css(&box_of)).await.unwrap();
        textarea.send_keys(text).await.unwrap();
        self.taps(chat, "send").await;
        self.sees(chat, text).await;
    }

    /// The bot's sign on a message.
    async fn sees_the_sign(&self, chat: &str, text: &str, sign: &Sign) {
        let script = "const [text, sign] = words.split('\\u0000');
            return all('article').filter((node) => node.textContent.includes(text))
                .some((node) => node.querySelector(`[data-testid=reaction][data-emoji=\"${sign}\"]`));";
        let words = format!("{text}\0{}", sign.emoji());
        self.at(chat, script, &words, "has its sign").await;
    }

    async fn opens_the_topic(&self, words: &str) {
        let script = "press(all('[data-testid=topics-back]')[0]);
            return press(all('[data-testid=topic]').find((node) => node.textContent.includes(words)));";
        self.at(&self.desk, script, words, "is opened").await;
    }

    /// Whose hands act in the group.
    async fn acts_as(&self, name: &str) {
        let script = "const hand = all('[data-testid=actor]').find((node) => node.textContent.includes(words));
            hand?.querySelector('input').click();
            return Boolean(hand);";
        self.at(&self.desk, script, name, "acts").await;
    }

    /// A line that passes by.
    async fn hears(&self, text: Text) {
        let script =
            "return all('[data-testid=toast]').some((node) => node.textContent.includes(words));";
        self.at(&self.desk, script, &self.says(text), "passes by")
            .await;
    }

    /// A window that has to be closed; closes it.
    async fn is_stopped(&self, words: &str) {
        let script = "const window = document.querySelector('[data-testid=alert]');
            return Boolean(window?.textContent.includes(words)) && press(window.querySelector('[data-testid=confirm]'));";
        self.at(&self.desk, script, words, "stops").await;
    }

    /// Everything that stands in a column.
    async fn reads(&self, chat: &str) -> String {
        let script = format!("{COLUMN}return all('.log')[0].textContent;");
        let values = vec![json!(chat)];
        let text = self.client.execute(&script, values).await.unwrap();
        text.as_str().unwrap().to_owned()
    }

    /// Moves the clock of the preview on, so that the minute of the group is over.
    async fn a_minute_passes(&self) {
        let script = "fetch('/preview/clock', { method: 'POST', headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ advance_seconds: 61 }) }); return true;";
        self.until(script, &[], "the clock").await;
    }

    async fn keeps_a_picture(&self, name: &str) {
        let width = self.client.get_window_size().await.unwrap().0;
        let kind = if width < 600 { "phone" } else { "wide" };
        keeps_a_picture(&self.client, &format!("{kind}-{name}")).await;
    }
}

/// The acts.
impl Stage {
    /// Before anybody asks: the board stands, and Marta goes on duty under a name of her choice.
    async fn a_consultant_comes(&self) {
        let desk = &self.desk;
        self.turns_to(desk).await;
        self.opens_the_topic("General").await;
        self.sees(desk, &self.says(Text::DeskBoardNone)).await;
        self.acts_as("Marta").await;
        self.writes(desk, "/alias Марта").await;
        let named = self.content.text(&self.lang, Text::DeskAliasSet);
        let alias = (Placeholder::Alias, Value::Text("Марта".to_owned()));
        let filling = safe_migration_bot::content::Filling::new(&self.lang).with(alias.0, alias.1);
        self.sees(desk, &named.plain(&filling)).await;
        self.presses(desk, &self.says(Text::DeskOnButton)).await;
        self.hears(Text::DeskOnAlert).await;
        let on_duty = format!("{} Марта", self.says(Text::DeskBoardOnDuty));
        self.sees(desk, &on_duty).await;
        self.keeps_a_picture("20-on-duty").await;
    }

    async fn a_person_asks(&self, question: &str) {
        let home = &self.home;
        self.turns_to(home).await;
        self.taps(home, "start").await;
        self.presses(home, &self.says(Text::ConsultButton)).await;
        self.sees(home, &self.opening(Text::ConsultText)).await;
        self.keeps_a_picture("21-consent").await;
        self.presses(home, &self.says(Text::TalkButton)).await;
        self.sees(home, &self.opening(Text::CaseSubject)).await;
        self.keeps_a_picture("22-subject").await;
        self.presses(home, &self.subject()).await;
        self.sees(home, &self.opening(Text::CaseSubjectNoted)).await;
        self.writes(home, question).await;
        self.sees_the_sign(home, question, &Sign::Delivered).await;
        self.keeps_a_picture("23-received").await;
    }

    async fn she_is_answered(&self, question: &str, answer: &str) {
        let (home, desk) = (&self.home, &self.desk);
        self.turns_to(desk).await;
        self.opens_the_topic(&self.subject()).await;
        self.sees(desk, question).await;
        self.keeps_a_picture("24-card").await;
        self.presses(desk, &self.says(Text::DeskTakeButton)).await;
        self.hears(Text::DeskTakenAlert).await;
        self.writes(desk, answer).await;
        self.sees_the_sign(desk, answer, &Sign::Delivered).await;
        self.keeps_a_picture("25-answered").await;
        self.turns_to(home).await;
        self.sees(home, &self.opening(Text::CaseTaken)).await;
        self.sees(home, "Марта").await;
        self.sees(home, answer).await;
        self.keeps_a_picture("26-answer").await;
    }

    /// A colleague's remark stays inside, and her case is hers.
    async fn a_colleague_looks_in(&self, remark: &str) {
        let desk = &self.desk;
        self.turns_to(desk).await;
        self.acts_as("Ivan").await;
        self.writes(desk, remark).await;
        self.sees_the_sign(desk, remark, &Sign::Inside).await;
        self.presses(desk, &self.says(Text::DeskCloseButton)).await;
        self.is_stopped("Марта").await;
        self.acts_as("Marta").await;
    }

    async fn a_photo_is_asked_about(&self) {
        let (home, desk) = (&self.home, &self.desk);
        self.turns_to(home).await;
        self.taps(home, "attach").await;
        let photo = Locator::Css("[data-testid='menu-photo']");
        self.client
            .find(photo)
            .await
            .unwrap()
            .click()
            .await
            .unwrap();
        self.sees(home, &self.opening(Text::CaseMediaAsk)).await;
        self.keeps_a_picture("27-may-it-pass").await;
        self.presses(home, &self.says(Text::SendItButton)).await;
        self.sees(home, &self.opening(Text::CaseMediaSent)).await;
        self.turns_to(desk).await;
        let arrived = "return all('article[data-kind=photo]').length === 1;";
        self.at(desk, arrived, "", "the photo").await;
    }

    async fn a_template_is_sent(&self) {
        let (home, desk) = (&self.home, &self.desk);
        let id = &self.content.desk().templates[0];
        let template = self.content.template(&self.lang, id).unwrap();
        self.presses(desk, &self.says(Text::DeskTemplatesButton))
            .await;
        self.keeps_a_picture("28-templates").await;
        self.presses(desk, &template.title).await;
        self.presses(desk, &self.says(Text::DeskSendButton)).await;
        self.hears(Text::DeskSentAlert).await;
        self.turns_to(home).await;
        let first = template.html.lines().next().unwrap();
        self.sees(home, first).await;
    }

    async fn it_is_closed_and_rated(&self) {
        let (home, desk) = (&self.home, &self.desk);
        self.turns_to(desk).await;
        self.presses(desk, &self.says(Text::DeskCloseButton)).await;
        self.presses(desk, &self.says(Text::DeskFinishButton)).await;
        self.is_stopped(&self.says(Text::DeskSubjectAlert)).await;
        self.presses(desk, &self.subject()).await;
        let ticked = "return all('[data-testid=inline-button]').some((node) => node.textContent.includes(`✓ ${words}`));";
        self.at(desk, ticked, &self.subject(), "is ticked").await;
        self.keeps_a_picture("29-closing").await;
        self.presses(desk, &self.says(Text::DeskFinishButton)).await;
        self.turns_to(home).await;
        self.sees(home, &self.opening(Text::CaseClosed)).await;
        self.keeps_a_picture("30-closed").await;
        self.presses(home, &self.says(Text::RateGoodButton)).await;
        self.sees(home, &self.opening(Text::CaseRated)).await;
        self.turns_to(desk).await;
        self.sees(desk, &self.says(Text::RateGoodButton)).await;
        let closed = "return all('.topic-bar')[0]?.textContent.includes(words);";
        self.at(desk, closed, "Closed", "the topic").await;
        self.keeps_a_picture("31-after").await;
    }

    /// What the person is asked and the consultant fills in.
    fn subject(&self) -> String {
        let housing = "housing".parse().unwrap();
        self.content.subject_name(&self.lang, &housing).to_owned()
    }
}

async fn a_consultation_in_a_window(width: u32, height: u32) {
    let (_preview, address) = preview();
    let (_driver, driver) = driver();
    let profile = tempfile::tempdir().unwrap();
    let client = browser(&driver, profile.path(), width, height).await;
    let stage = Stage::opens(&address, client).await;
    let question = "Як зареєструвати місце проживання без договору?";
    let answer = "Добрий день. Досить письмової згоди власника.";
    let remark = "Минулого тижня було таке саме";

    stage.a_consultant_comes().await;
    stage.a_person_asks(question).await;
    stage.a_minute_passes().await;
    stage.she_is_answered(question, answer).await;
    stage.a_colleague_looks_in(remark).await;
    stage.a_photo_is_asked_about().await;
    stage.a_minute_passes().await;
    stage.a_template_is_sent().await;
    stage.a_minute_passes().await;
    stage.it_is_closed_and_rated().await;

    stage
        .nobody_has_learnt_too_much(question, answer, remark)
        .await;
    stage.client.close().await.unwrap();
}

impl Stage {
    /// Each side has what was meant for it, and neither who the other is.
    async fn nobody_has_learnt_too_much(&self, question: &str, answer: &str, remark: &str) {
        let topic = self.reads(&self.desk).await;
        for name in PERSON {
            assert!(!topic.contains(name), "the desk learns `{name}`:\n{topic}");
        }
        assert!(topic.contains(question) && topic.contains(answer));
        self.turns_to(&self.home).await;
        let chat = self.reads(&self.home).await;
        assert!(chat.contains(question) && chat.contains(answer));
        assert!(!chat.contains(remark), "what is said inside stays inside");
        for name in CONSULTANTS {
            assert!(!chat.contains(name), "she learns `{name}`:\n{chat}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_consultation_is_played_on_the_page() {
    a_consultation_in_a_window(1400, 1000).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_consultation_is_played_on_a_phones_width() {
    a_consultation_in_a_window(390, 844).await;
}
