//! Several desks: who is sent where, and what becomes of a case that moves from one to another.

use safe_migration_bot::content::{Lang, Placeholder, Text};
use safe_migration_bot::model::desk::Sign;
use safe_migration_bot::preview::{MessageId, Sender};

use crate::databases::TestDatabase;
use crate::town::{Consultant, Person, Town, checked_yesterday};

/// A desk for everybody, one for a country and a language, one that is reached by hand only.
const DESKS: &str = "desks:
  - {id: main, language: uk}
  - {id: romania, language: en, countries: [RO], languages: [ru]}
  - {id: safe, language: uk, restricted: true}
";

/// A town with three desks; the folder holds its content.
async fn with_three_desks(database: TestDatabase) -> (Town, tempfile::TempDir) {
    let folder = checked_yesterday();
    let file = folder.path().join("desk.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let changed = text.replace("desks:\n  - {id: main, language: uk}\n", DESKS);
    assert_ne!(changed, text, "desk.yaml has another form now");
    std::fs::write(&file, changed).unwrap();
    let town = Town::asleep(database)
        .await
        .with_content(folder.path().to_owned());
    let mut town = town
        .opens_a_desk("main")
        .opens_a_desk("romania")
        .opens_a_desk("safe");
    town.desk_opens();
    town.starts_the_bot().await;
    town.settles().await;
    (town, folder)
}

impl Consultant<'_> {
    /// Texts in a topic that no button hangs on, whoever wrote them.
    fn words_in(&self, topic: MessageId) -> Vec<String> {
        let messages = self.reads(topic).into_iter();
        let plain = messages.filter(|one| one.keyboard.is_none() && !one.text().is_empty());
        plain.map(|one| one.text().to_owned()).collect()
    }

    async fn moves(&self, topic: MessageId, desk: &str) {
        self.presses(topic, Text::DeskHandOverButton).await;
        self.taps(topic, &format!("→ {desk}")).await;
    }
}

on_both_databases! {
    /// By language, by country, else to the desk for everybody; never to the restricted one.
    async fn each_is_sent_to_the_desk_that_serves_them(database: TestDatabase) {
        let (town, _folder) = with_three_desks(database).await;
        let [main, romania, safe] = [0, 1, 2].map(|desk| town.consultant_at(desk, "Somebody"));
        let anna = town.guest("uk").await;
        anna.asks_for_a_consultant().await;
        assert_eq!((main.topics().len(), romania.topics().len()), (1, 0));
        let boris = town.guest("ru").await;
        boris.asks_for_a_consultant().await;
        assert_eq!((main.topics().len(), romania.topics().len()), (1, 1), "by language");
        let daryna = town.guest("uk").await;
        daryna.writes("/lines").await;
        daryna.presses(Text::CountryButton).await;
        if !daryna.has_button(&daryna.country("RO")) {
            daryna.presses(Text::AllCountriesButton).await;
            let first: String = daryna.country("RO").chars().take(1).collect();
            daryna.taps(&first).await;
        }
        daryna.chooses("RO").await;
        daryna.asks_for_a_consultant().await;
        assert_eq!((main.topics().len(), romania.topics().len()), (1, 2), "by country");
        daryna.sees(&daryna.says_with(Text::CaseWaiting, &[(Placeholder::N, "2")]));
        assert!(safe.topics().is_empty(), "by hand only");
        assert!(romania.card(romania.topics()[0].id).text().contains(&romania.says(Text::DeskStateWaiting)));
        assert_eq!(romania.lang().as_str(), "en", "each desk in its own language");
        town.ends().await;
    }

    /// Moved to another desk: there it holds all that was said, in order, and who said it; the old
    /// topic is gone; what she writes then goes to the new one alone.
    async fn a_case_that_moves_takes_its_words_along(database: TestDatabase) {
        let (town, _folder) = with_three_desks(database).await;
        let (marta, elena, safe) = (town.consultant_at(0, "Marta"), town.consultant_at(1, "Elena"), town.consultant_at(2, "Safe"));
        marta.is_called("Марта").await;
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let old = marta.topic();
        marta.takes(old).await;
        let first = olena.writes("Мене зупинили на кордоні вчора").await;
        marta.writes(old, "Які документи були з Вами?").await;
        olena.writes("Тільки внутрішній паспорт").await;
        marta.writes(old, "// це до румунського столу").await;
        marta.moves(old, "romania").await;
        olena.sees_text(Text::CaseReleased);
        assert!(marta.topics().is_empty(), "the old topic is gone: {:?}", marta.topics());
        let new = elena.topic();
        let moved = elena.says_with(Text::DeskMovedHere, &[(Placeholder::Desk, "main")]);
        assert_eq!(elena.words_in(new), [moved.as_str(), "Мене зупинили на кордоні вчора", "Які документи були з Вами?", "Тільки внутрішній паспорт"]);
        let code = olena.code().await;
        assert!(!marta.board().contains(&code) && elena.board().contains(&code));
        olena.writes("Що мені робити далі тепер").await;
        elena.copy_of(new, "Що мені робити далі тепер");
        let group = town.world.messages(marta.group);
        assert!(!group.iter().any(|one| one.from == Sender::Bot && one.text() == "Що мені робити далі тепер"));
        elena.takes(new).await;
        let copy = elena.copy_of(new, "Мене зупинили на кордоні вчора");
        elena.replies(new, copy.id, "Вам потрібен закордонний паспорт").await;
        let shown = olena.newest();
        assert_eq!((shown.text(), shown.reply_to), ("Вам потрібен закордонний паспорт", Some(first)));
        let before = olena.from_the_bot().len();
        assert_eq!(elena.sign_on(copy.id), None);
        let hers = elena.copy_of(new, "Які документи були з Вами?");
        assert_eq!(elena.sign_on(hers.id), Some(Sign::Colleague.emoji().to_owned()), "it is not hers but a consultant's");
        let remark = elena.replies(new, hers.id, "Про це вже запитували").await;
        assert_eq!(olena.newest().text(), "Про це вже запитували", "{:?}", elena.reply_to(remark));
        assert_eq!(olena.from_the_bot().len(), before + 1);
        elena.moves(new, "safe").await;
        let last = safe.topic();
        assert!(elena.topics().is_empty());
        let words = safe.words_in(last);
        let moved = safe.says_with(Text::DeskMovedHere, &[(Placeholder::Desk, "romania")]);
        assert_eq!(words.first(), Some(&moved));
        assert_eq!(words.len(), 7, "{words:?}");
        town.ends().await;
    }

    /// Urgent, and moved: the new desk is rung at once, the old one not again.
    async fn an_urgent_case_rings_where_it_moves_to(database: TestDatabase) {
        let (town, _folder) = with_three_desks(database).await;
        let (marta, elena) = (town.consultant_at(0, "Marta"), town.consultant_at(1, "Elena"));
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let code = olena.code().await;
        olena.writes("допоможіть, мене замкнули").await;
        let call = |desk: &Consultant<'_>| desk.says_with(Text::DeskUrgentCall, &[(Placeholder::Code, &code)]);
        let calls = |desk: &Consultant<'_>| desk.heard_in_general().into_iter().filter(|text| text.contains(&call(desk))).count();
        assert_eq!((calls(&marta), calls(&elena)), (1, 0));
        marta.moves(marta.topic(), "romania").await;
        assert_eq!((calls(&marta), calls(&elena)), (1, 1), "{:?}", elena.heard_in_general());
        assert!(elena.name_of(elena.topic()).starts_with("🔴"), "{}", elena.name_of(elena.topic()));
        town.ends().await;
    }

    /// What has moved is no business of the old desk any more: neither its buttons nor its words.
    async fn the_old_desk_has_no_hand_in_it_any_more(database: TestDatabase) {
        let (town, _folder) = with_three_desks(database).await;
        let (marta, safe) = (town.consultant_at(0, "Marta"), town.consultant_at(2, "Safe"));
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        let old = marta.topic();
        let card = marta.card(old);
        marta.moves(old, "safe").await;
        let data = safe_migration_bot::model::desk::DeskButton::Take.encode();
        town.world.press_data(marta.id, marta.group, card.id, &data).unwrap();
        town.settles().await;
        assert_eq!(marta.windows().await.pop(), Some(marta.says(Text::DeskStaleAlert)));
        assert!(olena.case().await.is_waiting());
        let topic = safe.topic();
        safe.takes(topic).await;
        safe.writes(topic, "Тут Вас ніхто інший не читає").await;
        olena.sees("Тут Вас ніхто інший не читає");
        safe.closes(topic, &["violence"]).await;
        olena.writes("Дякую, маю ще одне питання").await;
        safe.copy_of(topic, "Дякую, маю ще одне питання");
        assert!(marta.topics().is_empty(), "it goes on where it was");
        town.ends().await;
    }

    /// The desk that has an open case is given another name, and the bot is started anew: the case
    /// goes on at the desk that serves its person now, with all its words.
    async fn a_case_of_a_desk_that_is_renamed_goes_on(database: TestDatabase) {
        let (mut town, folder) = with_three_desks(database).await;
        let (id, chat) = {
            let (marta, olena) = (town.consultant_at(0, "Marta"), town.guest("uk").await);
            olena.asks_for_a_consultant().await;
            let topic = marta.topic();
            marta.takes(topic).await;
            olena.writes("Це написано ще за старої назви").await;
            (olena.id, olena.chat)
        };
        town.stops_the_bot().await;
        let file = folder.path().join("desk.yaml");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replace("{id: main,", "{id: first,")).unwrap();
        town.desks[0].name = "first".parse().unwrap();
        let mut town = town.with_content(folder.path().to_owned());
        town.starts_the_bot().await;
        town.settles().await;

        let marta = town.consultant_at(0, "Marta");
        let olena = Person { town: &town, id, chat, lang: "uk".parse().unwrap() };
        assert_eq!(olena.case().await.desk.as_str(), "first");
        olena.sees_text(Text::CaseReleased);
        let topic = marta.topic();
        marta.copy_of(topic, "Це написано ще за старої назви");
        olena.writes("А це вже за нової назви столу").await;
        marta.copy_of(topic, "А це вже за нової назви столу");
        marta.takes(topic).await;
        marta.writes(topic, "Ми тут, лише назва інша").await;
        olena.sees("Ми тут, лише назва інша");
        town.ends().await;
    }

    /// No desk has a group any more: whoever writes is told once, and what they wrote arrives when
    /// there is one again.
    async fn without_any_desk_the_person_is_told_and_nothing_is_lost(database: TestDatabase) {
        let mut town = Town::with_desk(database).await;
        let (id, chat) = {
            let olena = town.guest("uk").await;
            olena.asks_for_a_consultant().await;
            (olena.id, olena.chat)
        };
        let lang: Lang = "uk".parse().unwrap();
        let away = town.content.plain(&lang, Text::CaseDeskAway);
        let away = away.lines().next().unwrap().to_owned();
        town.stops_the_bot().await;
        let desks = std::mem::take(&mut town.desks);
        town.starts_the_bot().await;
        let words = ["Чи мене ще хтось чує там", "Я пишу вже вдруге, відповідайте"];
        {
            let olena = Person { town: &town, id, chat, lang: lang.clone() };
            for text in words {
                olena.writes_without_waiting(text);
            }
            town.until("she is told", |world| {
                world.messages(chat).any(|message| message.text().contains(&away))
            })
            .await;
            town.until("both are taken", |world| world.updates_pending() == 0).await;
        }
        town.stops_the_bot().await;
        town.desks = desks;
        town.starts_the_bot().await;
        town.time_passes(std::time::Duration::from_secs(11 * 60));
        town.settles().await;
        let marta = town.consultant("Marta");
        for text in words {
            marta.copy_of(marta.topic(), text);
        }
        let told = town.world.messages(chat).into_iter();
        assert_eq!(told.filter(|message| message.text().contains(&away)).count(), 1);
        town.ends().await;
    }
}
