//! What consultants do at their desk besides answering: duty and names, the board, help, commands
//! in the right place and the wrong one, what is sent by a button.

use safe_migration_bot::content::{Lang, Placeholder, Text};
use safe_migration_bot::model::desk::Sign;
use safe_migration_bot::preview::{Fault, Member, Message, MessageId, Place, Sender, Status};

use crate::databases::TestDatabase;
use crate::town::{Consultant, Person, Town, checked_yesterday};

fn emoji(sign: &Sign) -> Option<String> {
    Some(sign.emoji().to_owned())
}

impl Consultant<'_> {
    /// A case that this consultant has.
    async fn has_a_case_of(&self, person: &Person<'_>) -> MessageId {
        person.asks_for_a_consultant().await;
        let topic = self.topics().last().expect("a topic").id;
        self.takes(topic).await;
        topic
    }

    /// Says in General what the bot is to answer.
    async fn is_answered(&self, command: &str) -> Option<String> {
        let message = self.writes_in_general(command).await;
        self.reply_to(message)
    }

    /// The words on the button of a template.
    fn template(&self, id: &str) -> String {
        let id = id.parse().unwrap();
        self.town
            .content
            .template(&self.lang(), &id)
            .unwrap()
            .title
            .clone()
    }

    /// What is said in the topic of something that was sent by a button.
    fn handed(&self, what: &str) -> String {
        self.says_with(Text::DeskHanded, &[(Placeholder::Choice, what)])
    }

    fn was_told(&self, topic: MessageId, words: &str) -> bool {
        self.texts(topic).iter().any(|text| text.contains(words))
    }
}

/// The first words of a template as it stands in a message in this language.
fn beginning(town: &Town, lang: &Lang, id: &str) -> String {
    let html = &town
        .content
        .template(lang, &id.parse().unwrap())
        .unwrap()
        .html;
    html.lines().next().unwrap().to_owned()
}

on_both_databases! {
    /// On and off duty by button and by command; the board says who is there, by the name they
    /// chose; whoever goes off learns what they still have.
    async fn duty_and_names_stand_on_the_board(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, ivan) = (town.consultant("Marta"), town.consultant("Ivan"));
        marta.writes_in_general("/board").await;
        assert!(marta.board().contains(&marta.says(Text::DeskBoardNobody)), "{}", marta.board());
        assert!(marta.board().contains(&marta.says(Text::DeskBoardNone)), "{}", marta.board());
        for bad in ["/alias", "/alias М", "/alias @marta", "/alias Марта1", "/alias Дуже довге ім'я що не має кінця"] {
            assert_eq!(marta.is_answered(bad).await, Some(marta.says(Text::DeskAliasBad)), "{bad}");
        }
        assert_eq!(marta.is_answered("/alias Марта").await, Some(marta.says_with(Text::DeskAliasSet, &[(Placeholder::Alias, "Марта")])));
        assert_eq!(ivan.is_answered("/alias марта").await, Some(marta.says(Text::DeskAliasTaken)));
        let press = |who: &Consultant<'_>, text: Text| {
            let words = who.says(text);
            let board = who.general().into_iter().rev().find(|one| one.keyboard.is_some()).unwrap();
            let (row, column) = board.find_button(|button| button.text == words).unwrap();
            town.world.press(who.id, who.group, board.id, row, column).unwrap();
        };
        press(&marta, Text::DeskOnButton);
        town.settles().await;
        assert_eq!(marta.windows().await.pop(), Some(marta.says(Text::DeskOnAlert)));
        assert!(marta.board().contains("Марта"), "{}", marta.board());
        ivan.writes_in_general("/on").await;
        assert!(marta.board().contains(&marta.says(Text::DeskSomebody)), "he has no name yet: {}", marta.board());
        let olena = town.guest("uk").await;
        marta.has_a_case_of(&olena).await;
        press(&marta, Text::DeskOffButton);
        town.settles().await;
        assert_eq!(marta.windows().await.pop(), Some(marta.says_with(Text::DeskOffAlert, &[(Placeholder::N, "1")])));
        let on_duty = marta.board().lines().next().unwrap().to_owned();
        assert!(!on_duty.contains("Марта"), "{on_duty}");
        ivan.writes_in_general("/off").await;
        assert!(marta.board().contains(&marta.says(Text::DeskBoardNobody)));
        let old = marta.general().into_iter().rev().find(|one| one.keyboard.is_some()).unwrap();
        ivan.writes_in_general("/board").await;
        assert!(town.world.message(marta.group, old.id).is_none(), "one board, at the bottom");
        town.ends().await;
    }

    /// Who by command goes on or off duty is answered, too.
    async fn a_command_about_duty_is_answered(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        assert_eq!(marta.is_answered("/on").await, Some(marta.says(Text::DeskOnAlert)));
        let olena = town.guest("uk").await;
        marta.has_a_case_of(&olena).await;
        assert_eq!(marta.is_answered("/off").await, Some(marta.says_with(Text::DeskOffAlert, &[(Placeholder::N, "1")])));
        town.ends().await;
    }

    /// Whoever hides behind the group is asked to write as themselves; nothing is passed on, and
    /// no command is done.
    async fn nobody_answers_without_a_face(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, boss) = (town.consultant("Marta"), town.consultant("Boss"));
        let hidden = Member { anonymous: true, ..Member::new(Status::Administrator) };
        town.world.set_member(boss.group, boss.id, hidden).unwrap();
        let olena = town.guest("uk").await;
        olena.asks_for_a_consultant().await;
        olena.writes("Чи можу я поїхати без дітей").await;
        let topic = marta.topic();
        let copy = marta.copy_of(topic, "Чи можу я поїхати без дітей");
        let before = olena.from_the_bot().len();
        for message in [
            boss.writes(topic, "Добрий день, це керівник").await,
            boss.replies(topic, copy.id, "Так, звичайно, можете їхати").await,
            boss.writes(topic, "/take").await,
            boss.writes(topic, "/block").await,
            boss.writes_in_general("/on").await,
        ] {
            assert_eq!(boss.reply_to(message), Some(boss.says(Text::DeskAnonymous)), "{:?}", town.world.message(boss.group, message));
        }
        assert_eq!(olena.from_the_bot().len(), before);
        assert!(olena.case().await.is_waiting());
        assert!(marta.board().contains(&marta.says(Text::DeskBoardNobody)));
        town.ends().await;
    }

    /// Help, unknown commands, commands in the wrong place: answered, and never passed on.
    async fn every_slash_is_answered_and_none_is_passed_on(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        let topic = marta.has_a_case_of(&olena).await;
        let before = olena.from_the_bot().len();
        let help = marta.is_answered("/help").await.unwrap();
        assert_eq!(help, marta.says(Text::DeskHelp));
        for (command, answer) in [
            ("/tkae", Text::DeskUnknownCommand), ("/take", Text::DeskNotHere), ("/close", Text::DeskNotHere),
            ("/history", Text::DeskNotHere), ("/note так", Text::DeskNotHere), ("/block", Text::DeskNotHere), ("/faq візa", Text::DeskNotHere),
        ] {
            assert_eq!(marta.is_answered(command).await, Some(marta.says(answer)), "{command}");
        }
        for (command, answer) in [("/help", Text::DeskHelp), ("/tkae", Text::DeskUnknownCommand), ("/unsend", Text::DeskUnsendHow)] {
            let message = marta.writes(topic, command).await;
            assert_eq!(marta.reply_to(message), Some(marta.says(answer)), "{command}");
        }
        let other = marta.writes(topic, "/start@another_bot").await;
        assert_eq!(marta.reply_to(other), None, "another bot's");
        assert_eq!(olena.from_the_bot().len(), before);
        marta.writes(topic, "/release").await;
        assert!(olena.case().await.is_waiting());
        let message = marta.writes(topic, "/take").await;
        assert_eq!(marta.reply_to(message), Some(marta.says(Text::DeskTakenUnnamedAlert)));
        marta.writes(topic, "/urgent").await;
        assert!(olena.case().await.urgent);
        marta.writes(topic, "/close").await;
        assert!(marta.card(topic).text().contains(&marta.says(Text::DeskPickSubject)));
        town.ends().await;
    }

    /// A template and an answer of the FAQ are chosen in the desk's language and arrive in hers;
    /// the topic says so once they have arrived.
    async fn what_is_sent_by_a_button_arrives_in_the_persons_language(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        marta.is_called("Марта").await;
        let olena = town.guest("ru").await;
        let topic = marta.has_a_case_of(&olena).await;
        marta.presses(topic, Text::DeskTemplatesButton).await;
        marta.taps(topic, &marta.template("greeting")).await;
        let language = town.content.language_name(&marta.lang(), "ru").to_owned();
        let card = marta.card(topic);
        assert!(card.text().contains(&marta.says_with(Text::DeskPickSend, &[(Placeholder::Language, &language)])), "{}", card.text());
        assert!(card.text().contains(&beginning(&town, &marta.lang(), "greeting")), "she reads it in her own language");
        assert!(!marta.was_told(topic, &marta.handed(&marta.template("greeting"))), "nothing is sent yet");
        marta.presses(topic, Text::DeskSendButton).await;
        assert_eq!(marta.windows().await.pop(), Some(marta.says(Text::DeskSentAlert)));
        olena.sees(&beginning(&town, &olena.lang, "greeting"));
        assert!(marta.was_told(topic, &marta.handed(&marta.template("greeting"))), "{}", marta.transcript(topic));
        assert!(olena.case().await.waiting_since.is_none(), "it is an answer");

        marta.presses(topic, Text::DeskFaqButton).await;
        let branch = town.content.branch_text(&marta.lang(), &"work".parse().unwrap()).title.clone();
        marta.taps(topic, &branch).await;
        let answer = "of-before".parse().unwrap();
        let ours = town.content.answer_text(&marta.lang(), &answer).unwrap();
        marta.taps(topic, &ours.button).await;
        assert!(marta.card(topic).text().contains(&ours.title));
        marta.presses(topic, Text::DeskSendButton).await;
        olena.sees(olena.title("of-before"));
        assert!(marta.was_told(topic, &marta.handed(&ours.title)), "{}", marta.transcript(topic));

        marta.writes(topic, "/faq паспорт забрали").await;
        assert!(marta.card(topic).text().contains(&marta.says(Text::DeskFound)), "{}", marta.card(topic).text());
        let found = marta.card(topic).keyboard.unwrap().rows[0][0].text.clone();
        marta.taps(topic, &found).await;
        let shown = marta.card(topic).text().to_owned();
        marta.presses(topic, Text::DeskSendButton).await;
        let title = town.content.branches().iter().flat_map(|branch| &branch.answers)
            .find(|id| town.content.answer_text(&marta.lang(), id).is_some_and(|text| text.button == found)).unwrap().to_string();
        assert!(shown.contains(&town.content.answer_text(&marta.lang(), &title.parse().unwrap()).unwrap().title));
        olena.sees(olena.title(&title));
        let nothing = marta.writes(topic, "/faq щшчґжфхц").await;
        assert_eq!(marta.reply_to(nothing), Some(marta.says(Text::DeskFoundNothing)));
        town.ends().await;
    }

    /// Nothing is said to have arrived before it has: while Telegram cannot be reached, and when
    /// it refuses.
    async fn what_did_not_arrive_is_not_said_to_have(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let marta = town.consultant("Marta");
        let olena = town.guest("ru").await;
        let topic = marta.has_a_case_of(&olena).await;
        let told = marta.handed(&marta.template("moment"));
        town.world.script("sendMessage", [Fault::Refuse(403, "Forbidden: bot was blocked by the user".to_owned())]);
        marta.presses(topic, Text::DeskTemplatesButton).await;
        marta.taps(topic, &marta.template("moment")).await;
        marta.presses(topic, Text::DeskSendButton).await;
        assert!(!marta.was_told(topic, &told), "{}", marta.transcript(topic));
        assert!(marta.was_told(topic, &marta.says(Text::DeskPersonLeft)) || marta.was_told(topic, &marta.says(Text::DeskUnreachable)), "{}", marta.transcript(topic));
        marta.presses(topic, Text::DeskLeafletButton).await;
        assert_eq!(marta.windows().await.pop(), Some(marta.says(Text::DeskUnreachableAlert)));
        olena.writes("Я тут, просто зникав зв'язок").await;
        assert!(marta.was_told(topic, &marta.says(Text::DeskPersonBack)), "{}", marta.transcript(topic));
        town.world.script("sendMessage", [Fault::Refuse(400, "Bad Request: something new".to_owned())]);
        marta.presses(topic, Text::DeskTemplatesButton).await;
        marta.taps(topic, &marta.template("moment")).await;
        marta.presses(topic, Text::DeskSendButton).await;
        assert!(!marta.was_told(topic, &told), "{}", marta.transcript(topic));
        assert!(marta.was_told(topic, &marta.says(Text::DeskFailed)), "{}", marta.transcript(topic));
        town.ends().await;
    }

    /// The leaflet and the lines of her country, each said to have arrived when it has.
    async fn leaflet_and_lines_are_sent_by_a_button(database: TestDatabase) {
        let folder = checked_yesterday();
        let mut town = Town::asleep(database).await.with_content(folder.path().to_owned()).opens_a_desk("main");
        town.desk_opens();
        town.starts_the_bot().await;
        town.settles().await;
        let (marta, ivan) = (town.consultant("Marta"), town.consultant("Ivan"));
        marta.is_called("Марта").await;
        let olena = town.guest("ru").await;
        let topic = marta.has_a_case_of(&olena).await;
        let files = || olena.from_the_bot().into_iter().filter(|one: &Message| one.file_name().is_some()).count();
        let before = files();
        ivan.presses(topic, Text::DeskLeafletButton).await;
        assert_eq!(ivan.windows().await.pop(), Some(marta.says_with(Text::DeskTakenByAlert, &[(Placeholder::Alias, "Марта")])));
        assert_eq!(files(), before);
        marta.presses(topic, Text::DeskLeafletButton).await;
        assert_eq!(files(), before + 1);
        assert!(marta.was_told(topic, &marta.handed(&marta.says(Text::DeskLeafletButton))), "{}", marta.transcript(topic));
        marta.writes(topic, "/lines").await;
        olena.sees_text(Text::LinesAnywhere);
        assert!(marta.was_told(topic, &marta.handed(&marta.says(Text::DeskLinesButton))), "{}", marta.transcript(topic));
        town.ends().await;
    }

    /// Who did what, by alias and with the time; nothing of what was said.
    async fn history_tells_who_did_what(database: TestDatabase) {
        let town = Town::with_desk(database).await;
        let (marta, ivan) = (town.consultant("Marta"), town.consultant("Ivan"));
        marta.is_called("Марта").await;
        ivan.is_called("Іван").await;
        let olena = town.guest("uk").await;
        let topic = marta.has_a_case_of(&olena).await;
        olena.writes("Цього в історії бути не має").await;
        marta.presses(topic, Text::DeskHandOverButton).await;
        marta.taps(topic, "Іван").await;
        ivan.presses(topic, Text::DeskUrgentButton).await;
        ivan.writes(topic, "/history").await;
        let head = marta.says(Text::DeskHistory);
        let told = marta.texts(topic).into_iter().find(|text| text.starts_with(&head)).expect("a history");
        let steps = [
            (Text::DeskActOpened, ""), (Text::DeskActTaken, "Марта"), (Text::DeskActHandedOver, "Іван"), (Text::DeskActUrgent, "Іван"),
        ];
        assert_eq!(told.lines().count(), steps.len() + 1, "{told}");
        for (line, (act, alias)) in told.lines().skip(1).zip(steps) {
            assert!(line.contains(&marta.says(act)) && line.contains(alias), "{line}");
        }
        town.ends().await;
    }

    /// Where desk.yaml demands it, only replies go to the person; the card says so.
    async fn where_replies_alone_go_out_everything_else_stays_inside(database: TestDatabase) {
        let folder = checked_yesterday();
        let file = folder.path().join("desk.yaml");
        let text = std::fs::read_to_string(&file).unwrap();
        let changed = text.replace("reply_only: false", "reply_only: true");
        assert_ne!(changed, text, "desk.yaml has another form now");
        std::fs::write(&file, changed).unwrap();
        let mut town = Town::asleep(database).await.with_content(folder.path().to_owned()).opens_a_desk("main");
        town.desk_opens();
        town.starts_the_bot().await;
        town.settles().await;
        let marta = town.consultant("Marta");
        let olena = town.guest("uk").await;
        let topic = marta.has_a_case_of(&olena).await;
        assert!(marta.card(topic).text().contains(marta.says(Text::DeskCardHowReplyOnly).lines().next().unwrap()));
        let hers = olena.writes("Чи безкоштовний проїзд у поїздах").await;
        let before = olena.from_the_bot().len();
        let plain = marta.writes(topic, "Так, але не в усіх").await;
        assert_eq!(marta.reply_to(plain), Some(marta.says(Text::DeskReplyOnly)));
        assert_eq!(olena.from_the_bot().len(), before);
        let copy = marta.copy_of(topic, "Чи безкоштовний проїзд у поїздах");
        let reply = marta.replies(topic, copy.id, "Так, у приміських поїздах").await;
        assert_eq!(marta.sign_on(reply), emoji(&Sign::Delivered));
        let shown = olena.newest();
        assert_eq!((shown.text(), shown.reply_to, shown.from), ("Так, у приміських поїздах", Some(hers), Sender::Bot));
        let place = Place { reply_to: Some(reply), ..Place::topic(marta.group, topic) };
        let own = town.world.write(marta.id, place, "Точніше, у деяких").unwrap();
        town.settles().await;
        assert_eq!(marta.reply_to(own), Some(marta.says(Text::DeskReplyOnly)), "her own words are not hers");
        town.ends().await;
    }
}
