//! The journey of one person on a phone's width, and several people side by side.

use std::time::Duration;

use fantoccini::{Client, Locator};
use safe_migration_bot::content::{Content, Lang, Text};

use super::{PATIENCE, browser, driver, keeps_a_picture, opening, preview};

/// Somebody at the page.
struct Visitor {
    client: Client,
    content: Content,
    lang: Lang,
}

impl Visitor {
    fn says(&self, text: Text) -> String {
        self.content.plain(&self.lang, text)
    }

    /// The newest inline button that says this.
    async fn presses(&self, words: &str) {
        let path = format!("(//*[@data-testid='inline-button'][contains(., \"{words}\")])[last()]");
        let button = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::XPath(&path))
            .await
            .unwrap();
        // As a thumb does it: scrolled to, and in the middle.
        let script = "arguments[0].scrollIntoView({block: 'center'}); arguments[0].click();";
        self.client
            .execute(script, vec![serde_json::to_value(&button).unwrap()])
            .await
            .unwrap();
    }

    async fn sees(&self, words: &str) {
        let path = format!("//article[contains(., \"{words}\")]");
        let found = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::XPath(&path))
            .await;
        assert!(found.is_ok(), "the page does not show `{words}`");
    }

    async fn keeps_a_picture(&self, name: &str) {
        keeps_a_picture(&self.client, name).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journey_on_a_phones_width() {
    let (_preview, address) = preview();
    let (_driver, driver) = driver();
    let profile = tempfile::tempdir().unwrap();
    let client = browser(&driver, profile.path(), 390, 844).await;
    client.goto(&address).await.unwrap();
    let visitor = Visitor {
        client,
        content: Content::embedded().unwrap(),
        lang: "uk".parse().unwrap(),
    };

    visitor.meets_the_bot().await;
    visitor.reads_an_answer_and_looks_at_danger().await;
    visitor.skips_the_questions().await;
    visitor.looks_for_lines_and_hides().await;
    visitor.client.close().await.unwrap();
}

/// The parts of the journey.
impl Visitor {
    async fn meets_the_bot(&self) {
        let start = Locator::Css("[data-testid='start']");
        let wait = self.client.wait().at_most(PATIENCE);
        let start = wait.for_element(start).await.unwrap();
        self.keeps_a_picture("01-before").await;
        start.click().await.unwrap();
        self.sees(&self.says(Text::LeafletFile)).await;
        self.sees(&self.says(Text::ConsultButton)).await;
        self.keeps_a_picture("02-menu").await;
    }

    async fn reads_an_answer_and_looks_at_danger(&self) {
        let branch = &self.content.branches()[0];
        let title = &self.content.branch_text(&self.lang, &branch.id).title;
        self.presses(title).await;
        let answer = self.content.answer_text(&self.lang, &branch.answers[0]);
        let answer = answer.unwrap();
        self.presses(&answer.button).await;
        self.sees(&answer.title).await;
        self.keeps_a_picture("03-answer").await;

        self.presses(&self.says(Text::DangerButton)).await;
        self.sees("112").await;
        self.keeps_a_picture("04-danger").await;
        self.presses(&self.says(Text::BackButton)).await;
        self.sees(&answer.title).await;
    }

    async fn skips_the_questions(&self) {
        self.presses(&self.says(Text::MenuButton)).await;
        self.presses(&self.says(Text::GenderWoman)).await;
        self.sees_the_page(Text::QuestionPlace).await;
        self.presses(&self.says(Text::SkipAllButton)).await;
        self.sees_the_page(Text::MenuText).await;
    }

    async fn looks_for_lines_and_hides(&self) {
        self.presses(&self.says(Text::LinesButton)).await;
        self.sees_the_page(Text::LinesAnywhere).await;
        self.keeps_a_picture("05-lines").await;
        self.presses(&self.says(Text::CountryButton)).await;
        let poland = "PL".parse().unwrap();
        self.presses(self.content.country_name(&self.lang, &poland))
            .await;
        self.sees("+48").await;
        self.keeps_a_picture("06-lines-of-poland").await;

        self.presses(&self.says(Text::HideButton)).await;
        self.sees_the_page(Text::HiddenText).await;
        self.keeps_a_picture("07-hidden").await;
    }

    async fn sees_the_page(&self, text: Text) {
        self.sees(&opening(&self.content, &self.lang, text)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_people_side_by_side() {
    let (_preview, address) = preview();
    let (_driver, driver) = driver();
    let profile = tempfile::tempdir().unwrap();
    let client = browser(&driver, profile.path(), 1600, 1000).await;
    client.goto(&address).await.unwrap();
    let start = Locator::Css("[data-testid='start']");
    client
        .wait()
        .at_most(PATIENCE)
        .for_element(start)
        .await
        .unwrap();
    let content = Content::embedded().unwrap();
    // At first one person stands beside the consultants.
    let next = Locator::Css("[data-testid='chip'][aria-pressed='false']");
    for _ in 0..2 {
        client.find(next).await.unwrap().click().await.unwrap();
    }
    for _ in 0..3 {
        client.find(start).await.unwrap().click().await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let visitor = Visitor {
        client,
        content,
        lang: "uk".parse().unwrap(),
    };
    for lang in ["uk", "ru", "en"] {
        let lang = lang.parse().unwrap();
        visitor
            .sees(&visitor.content.plain(&lang, Text::ConsultButton))
            .await;
    }
    visitor.keeps_a_picture("10-side-by-side").await;
    visitor.client.close().await.unwrap();
}
