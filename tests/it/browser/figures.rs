//! The staff's group on the page: `/stats`, a period, its picture, and a file that can be taken.

use fantoccini::{Client, Locator};
use safe_migration_bot::content::{Content, Lang, Text};
use safe_migration_bot::model::figures::Month;
use safe_migration_bot::ops::clock::Clock;
use safe_migration_bot::statistics::period::Period;
use serde_json::{Value as Json, json};

use super::{PATIENCE, browser, driver, keeps_a_picture, preview};

/// The staff's group, alone on the page.
struct Office {
    client: Client,
    content: Content,
    lang: Lang,
}

impl Office {
    /// Once the person who came last was answered, the quarter ends.
    async fn opens(address: &str, last: &str, client: Client) -> Self {
        client
            .goto(&format!("{address}/?person={last}"))
            .await
            .unwrap();
        let office = Self {
            client,
            content: Content::embedded().unwrap(),
            lang: "uk".parse().unwrap(),
        };
        let answered = "return all('article[data-from=bot]').length > 0;";
        office
            .until(answered, last, "the last one is answered")
            .await;
        the_quarter_ends(address).await;
        office.client.goto(address).await.unwrap();
        let chip = "const chip = [...document.querySelectorAll('[data-testid=chip]')].find((one) => one.textContent.includes('Staff'));
            return chip?.dataset.chatId;";
        let chat = office.until(chip, "", "the group of the staff").await;
        let alone = format!("{address}/?chat={}", chat.as_str().unwrap());
        office.client.goto(&alone).await.unwrap();
        office
    }

    /// Runs a script until it returns something; that.
    async fn until(&self, script: &str, words: &str, what: &str) -> Json {
        let script = format!(
            "const words = arguments[0];
             const all = (what) => [...document.querySelectorAll(what)].filter((node) => node.checkVisibility());
             {script}"
        );
        let found = async {
            loop {
                let found = self.client.execute(&script, vec![json!(words)]).await;
                match found.unwrap() {
                    Json::Null | Json::Bool(false) => {}
                    found => return found,
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        };
        match tokio::time::timeout(PATIENCE * 2, found).await {
            Ok(found) => found,
            Err(_) => {
                keeps_a_picture(&self.client, "figures-failed").await;
                panic!("waited in vain: {what}: {words}");
            }
        }
    }

    fn says(&self, text: Text) -> String {
        self.content.plain(&self.lang, text)
    }

    async fn writes(&self, text: &str) {
        let textarea = Locator::Css("[data-testid='write']");
        let wait = self.client.wait().at_most(PATIENCE);
        let textarea = wait.for_element(textarea).await.unwrap();
        textarea.send_keys(text).await.unwrap();
        let send =
            "const send = all('[data-testid=send]')[0]; send?.click(); return Boolean(send);";
        self.until(send, "", "it is sent").await;
    }

    async fn presses(&self, words: &str) {
        let script = "const button = all('[data-testid=inline-button]').findLast((node) => node.textContent.includes(words));
            button?.scrollIntoView({ block: 'center' }); button?.click(); return Boolean(button);";
        self.until(script, words, "is pressed").await;
    }

    async fn sees_a_button(&self, words: &str) {
        let script = "return all('[data-testid=inline-button]').some((node) => node.textContent.includes(words));";
        self.until(script, words, "is a button").await;
    }

    async fn keeps_a_picture(&self, name: &str) {
        let width = self.client.get_window_size().await.unwrap().0;
        let kind = if width < 600 { "phone" } else { "wide" };
        keeps_a_picture(&self.client, &format!("{kind}-{name}")).await;
    }
}

/// What the page itself would send.
async fn post(address: &str, path: &str, body: Json) -> Json {
    let http = reqwest::Client::new();
    let sent = http
        .post(format!("{address}{path}"))
        .json(&body)
        .send()
        .await;
    let answer = sent.unwrap().json::<Json>().await.unwrap();
    assert_eq!(answer["ok"], true, "{path}: {answer}");
    answer
}

/// So many people press START; the last one's account.
async fn people_come(address: &str, people: usize) -> String {
    let mut last = String::new();
    for n in 0..people {
        let new =
            json!({"first_name": format!("Guest {n}"), "language_code": "uk", "role": "person"});
        let made = post(address, "/preview/accounts", new).await;
        last = made["account_id"].to_string();
        let start = format!("/preview/accounts/{last}/start");
        post(address, &start, json!({})).await;
    }
    last
}

/// The clock moves on until this quarter is over and settled.
async fn the_quarter_ends(address: &str) {
    let today = Clock::system().now().day_in(&jiff::tz::TimeZone::UTC);
    let next = Period::quarter_of(Month::of_day(today)).last().plus(1);
    let days = next.first_day().duration_since(today).as_hours() / 24 + 10;
    let seconds = json!({"advance_seconds": days * 24 * 60 * 60});
    post(address, "/preview/clock", seconds).await;
}

async fn figures_in_a_window(width: u32, height: u32) {
    let (_preview, address) = preview();
    let (_driver, driver) = driver();
    let profile = tempfile::tempdir().unwrap();
    let last = people_come(&address, 40).await;
    let client = browser(&driver, profile.path(), width, height).await;
    let office = Office::opens(&address, &last, client).await;
    office.writes("/stats").await;
    let last_quarter = office.says(Text::DeskStaffLastQuarter);
    office.sees_a_button(&last_quarter).await;
    office.keeps_a_picture("40-periods").await;
    office.presses(&last_quarter).await;
    office.sees_a_button("XLSX").await;
    let drawn =
        "return all('article[data-kind=photo] img').some((image) => image.naturalWidth > 100);";
    office.until(drawn, "", "the chart").await;
    office.keeps_a_picture("41-figures").await;
    office.presses("XLSX").await;
    let card = "return all('article[data-kind=document] a[data-testid=file]').find((link) => link.textContent.includes(words))?.getAttribute('href');";
    let link = office.until(card, ".xlsx", "the file").await;
    let url = format!("{address}{}", link.as_str().unwrap());
    let bytes = reqwest::get(url).await.unwrap().bytes().await.unwrap();
    assert!(bytes.starts_with(b"PK"), "a spreadsheet can be taken");
    office.keeps_a_picture("42-file").await;
    office.client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_asked_for_on_the_page() {
    figures_in_a_window(1400, 1000).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_asked_for_on_a_phones_width() {
    figures_in_a_window(390, 844).await;
}
