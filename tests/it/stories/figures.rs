//! The staff ask for figures in their group: which are there, in which form, in whose language;
//! nobody else is answered; what was promised arrives, whatever dies; figures that come by
//! themselves come once.

use std::io::Cursor;
use std::time::Duration;

use calamine::{Reader, Xlsx};
use jiff::civil::{Date, date};
use safe_migration_bot::content::{Placeholder, Text};
use safe_migration_bot::model::button::{Button, Told};
use safe_migration_bot::model::figures::Month;
use safe_migration_bot::model::staff::{Format, Months, StaffButton, StaffPage};
use safe_migration_bot::model::visitor::Gender;
use safe_migration_bot::preview::{
    AccountId, ChatId, Fault, GroupKind, MediaKind, Place, Role, Sender, Status,
};

use crate::databases::TestDatabase;
use crate::town::{Clerk, PATIENCE, Town, people_came_on};

/// A year whose months lie ahead of every computer this runs on.
const YEAR: i16 = 2030;

impl Town {
    /// Time passes until the noon of that day, where the operator is.
    fn day_comes(&self, day: Date) {
        let zone = self.content.hours().zone();
        let noon = zone.to_timestamp(day.at(12, 0, 0, 0)).unwrap();
        let wait = noon.as_millisecond() - self.clock.now().0;
        assert!(wait >= 0, "time does not go back to {day}");
        self.time_passes(Duration::from_millis(wait.unsigned_abs()));
    }

    /// So many people come at once, and tell what they are, all on this day.
    async fn people_come(&self, women: usize, men: usize) {
        let told = |gender, n| std::iter::repeat_n(gender, n);
        let genders: Vec<Gender> = told(Gender::Woman, women)
            .chain(told(Gender::Man, men))
            .collect();
        // One of them is looked for by her marks at the end; to look for all would take minutes.
        let marked = self.person("Olena", Some("uk"));
        let others =
            (1..genders.len()).map(|_| self.world.add_person("Olena", None, None, Some("uk")));
        let people: Vec<AccountId> = std::iter::once(marked.id).chain(others).collect();
        for person in &people {
            self.world.start(*person, None).unwrap();
        }
        self.settles().await;
        for (person, gender) in people.into_iter().zip(genders) {
            let button = Button::Told(Told::Gender(Some(gender))).encode();
            let chat = ChatId(person.0);
            let newest = self.world.messages(chat).pop().unwrap().id;
            self.world
                .press_data(person, chat, newest, &button)
                .unwrap();
        }
        self.all_is_answered().await;
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Town {
    /// Waits until no figures are due by themselves any more and nothing is left to do.
    async fn figures_are_looked_for(&self) {
        let core = self.bot().core();
        let looked = async {
            while core.staff_due(self.clock.now()).await.unwrap().is_some() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let done = tokio::time::timeout(PATIENCE, looked).await;
        assert!(done.is_ok(), "figures stay due");
        self.settles().await;
    }
}

/// The names of all sheets, and every cell of them as text.
fn sheets(bytes: &[u8]) -> Vec<(String, Vec<Vec<String>>)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let names = book.sheet_names();
    names
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).unwrap();
            let rows = range
                .rows()
                .map(|row| row.iter().map(ToString::to_string).collect());
            (name, rows.collect())
        })
        .collect()
}

/// Whether some row of some table holds this name and this figure.
fn holds(rows: &[Vec<String>], figure: &str) -> bool {
    rows.iter().any(|row| row.iter().any(|cell| cell == figure))
}

/// Every form of the same report comes as it is asked for.
async fn every_form_comes(clerk: &Clerk<'_>) {
    for format in Format::ALL {
        clerk.taps(format.name()).await;
    }
    let files = clerk.files(MediaKind::Document);
    let of = |ending: &str| {
        let found: Vec<_> = files
            .iter()
            .filter(|(name, _)| name.ends_with(ending))
            .collect();
        assert!(
            !found.is_empty(),
            "no file {ending}: {:?}",
            files.iter().map(|(name, _)| name).collect::<Vec<_>>()
        );
        found
    };
    let xlsx = sheets(&of(".xlsx")[0].1);
    assert!(xlsx.len() > 1, "a sheet a topic");
    assert!(xlsx.iter().any(|(_, rows)| holds(rows, "283")), "{xlsx:?}");
    let csv: Vec<Vec<String>> = of(".csv")
        .iter()
        .flat_map(|(_, bytes)| {
            let mut reader = csv::ReaderBuilder::new()
                .flexible(true)
                .from_reader(bytes.as_slice());
            let rows: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .collect();
            rows
        })
        .collect();
    assert!(
        holds(&csv, "283") && holds(&csv, "79") && holds(&csv, "204"),
        "{csv:?}"
    );
    let json: serde_json::Value = serde_json::from_slice(&of(".json")[0].1).unwrap();
    assert!(json.to_string().contains("283"));
    for ending in [".html", ".md", ".txt"] {
        assert!(text_of(&of(ending)[0].1).contains("283"), "{ending}");
    }
    for (_, bytes) in of(".svg") {
        assert!(text_of(bytes).contains("<svg"));
    }
    for (_, bytes) in of(".png") {
        assert!(bytes.starts_with(b"\x89PNG"));
    }
}

on_both_databases! {
    /// The quarter of the bulletin: 283 people, 79 men and 204 women, spread over four months, and
    /// the staff of three languages ask for it.
    async fn the_quarter_of_the_bulletin_comes_through_the_bot(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_staff_chat();
        town.day_comes(date(YEAR, 6, 10));
        town.starts_the_bot().await;
        for (month, women, men) in [(6, 51, 20), (7, 51, 20), (8, 51, 20), (9, 51, 19)] {
            if month > 6 {
                town.day_comes(date(YEAR, month, 10));
            }
            town.people_come(women, men).await;
        }
        town.day_comes(date(YEAR, 10, 20));
        let mut sentences = Vec::new();
        for language in ["uk", "ru", "en"] {
            let clerk = town.clerk("Iryna", language);
            clerk.chooses_months(&format!("{YEAR}-06"), &format!("{YEAR}-09")).await;
            let page = clerk.page().text().to_owned();
            let sentence = page.lines().find(|line| line.contains("283")).unwrap_or_default();
            sentences.push(format!("{language}: {sentence}"));
            assert!(page.contains("204") && page.contains("79"), "{page}");
        }
        insta::assert_snapshot!("the_sentence_of_the_bulletin", sentences.join("\n"));
        let clerk = town.clerk("Iryna", "en");
        let pictures = clerk.files(MediaKind::Photo);
        assert_eq!(pictures.len(), 3, "one with each answer");
        assert!(pictures.iter().all(|(_, bytes)| bytes.starts_with(b"\x89PNG")));
        every_form_comes(&clerk).await;
        town.ends().await;
    }

    /// A period that is not over: what can be had, and when; and the buttons lead there.
    async fn a_period_that_is_not_over_says_what_can_be_had_and_when(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_staff_chat();
        town.day_comes(date(YEAR, 10, 20));
        town.starts_the_bot().await;
        let clerk = town.clerk("Iryna", "en");
        clerk.writes("/stats").await;
        clerk.presses(Text::DeskStaffThisMonth).await;
        let day = town.content.date(&clerk.lang, date(YEAR, 11, 4));
        clerk.sees(&clerk.says_with(Text::DeskStaffNotYet, &[(Placeholder::Date, &day)]));
        assert_eq!(clerk.files(MediaKind::Photo).len(), 0);
        assert_eq!(clerk.from_the_bot().len(), 1, "edited in place");
        clerk.taps(&format!("{YEAR}-Q3")).await;
        clerk.sees(Format::Xlsx.name());
        clerk.presses(Text::DeskStaffOtherButton).await;
        clerk.presses(Text::DeskStaffThisYear).await;
        clerk.sees(Format::Xlsx.name());
        town.all_is_answered().await;
        town.ends().await;
    }

    /// Each member is answered in the language of their client, or in the one they have chosen,
    /// also after a restart.
    async fn each_member_is_answered_in_their_language(database: TestDatabase) {
        let mut town = Town::with_staff(database).await;
        {
            let iryna = town.clerk("Iryna", "ru");
            let before = iryna.from_the_bot().len();
            iryna.writes("/stats@wrong_bot").await;
            iryna.writes("Good morning, all").await;
            iryna.writes("/unknown").await;
            assert_eq!(iryna.from_the_bot().len(), before, "what is not for the bot is left alone");
            iryna.writes("/help").await;
            iryna.sees("/stats");
            iryna.writes("/stats").await;
            iryna.sees(&iryna.says(Text::DeskStaffLastYear));
            iryna.presses(Text::DeskStaffLanguageButton).await;
            iryna.taps("English").await;
        }
        town.stops_the_bot().await;
        town.starts_the_bot().await;
        let accounts = town.world.look(|world| {
            let staff = world.accounts().filter(|account| account.first_name.starts_with("Iryna"));
            staff.map(|account| account.id).collect::<Vec<_>>()
        });
        let place = Place::chat(town.staff.unwrap());
        town.world.write(accounts[0], place, "/stats").unwrap();
        town.settles().await;
        let petro = town.clerk("Petro", "uk");
        let english = town.content.plain(&"en".parse().unwrap(), Text::DeskStaffThisMonth);
        petro.sees(&english);
        petro.writes("/stats").await;
        petro.sees(&petro.says(Text::DeskStaffThisMonth));
        town.ends().await;
    }

    /// In a private chat, in a desk's group and in a stranger's group there is no such command and
    /// no such button.
    async fn nobody_else_gets_figures(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_desk("main").opens_a_staff_chat();
        town.starts_the_bot().await;
        town.settles().await;
        let clerk = town.clerk("Iryna", "en");
        let to_staff = clerk.from_the_bot().len();
        let person = town.guest("en").await;
        person.writes("/nonsense").await;
        let unknown = person.screen();
        person.writes("/stats").await;
        assert_eq!(person.screen(), unknown, "it is no command");
        let months = Months { first: Month::of(YEAR, 6), last: Month::of(YEAR, 9) };
        let open = StaffButton::Open(StaffPage::Report(months)).encode();
        let files = StaffButton::Files(months, Format::Csv).encode();
        for data in [&open, &files] {
            person.presses_data(person.newest().id, data).await;
            person.sees_text(Text::MenuText);
        }

        let marta = town.consultant("Marta");
        let command = marta.writes_in_general("/stats").await;
        let said = marta.reply_to(command).unwrap();
        assert_eq!(said, marta.says(Text::DeskUnknownCommand).trim());
        let board = marta.general().into_iter().rfind(|one| one.keyboard.is_some()).unwrap();
        for data in [&open, &files] {
            town.world.press_data(marta.id, marta.group, board.id, data).unwrap();
        }
        town.all_is_answered().await;

        let stranger = town.world.add_account("Stranger", Some("en"), Role::Person);
        let group = town.world.add_group(GroupKind::Super, "Elsewhere", stranger);
        town.world.set_bot_status(group, Status::Member);
        town.world.write(stranger, Place::chat(group), "/stats").unwrap();
        town.settles().await;
        let nowhere = |chat: ChatId| {
            let messages = town.world.messages(chat).into_iter();
            messages.filter(|one| one.from == Sender::Bot && one.media().is_some()).count()
        };
        assert_eq!(nowhere(marta.group) + nowhere(group), 0);
        assert_eq!(clerk.from_the_bot().len(), to_staff, "the staff are told nothing of it");
        town.ends().await;
    }

    /// Switched on in the group; in the morning after the month has settled; once, also if the bot
    /// is started anew on that morning; off again.
    async fn figures_come_by_themselves_once(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_staff_chat();
        town.day_comes(date(YEAR, 9, 20));
        town.starts_the_bot().await;
        let head = {
            let clerk = town.clerk("Iryna", "en");
            clerk.writes("/stats").await;
            clerk.presses(Text::DeskStaffDigestButton).await;
            clerk.sees(&clerk.says(Text::DeskStaffDigestOff));
            clerk.presses(Text::DeskStaffMonthlyButton).await;
            let day = town.content.date(&clerk.lang, date(YEAR, 10, 4));
            clerk.sees(&clerk.says_with(Text::DeskStaffMonthlyOn, &[(Placeholder::Date, &day)]));
            clerk.says(Text::DeskStaffDigestHead)
        };
        let came = |town: &Town| {
            let messages = town.world.messages(town.staff.unwrap()).into_iter();
            messages.filter(|one| one.text().contains(head.trim())).count()
        };
        town.day_comes(date(YEAR, 10, 3));
        town.figures_are_looked_for().await;
        assert_eq!(came(&town), 0);
        town.day_comes(date(YEAR, 10, 4));
        town.figures_are_looked_for().await;
        assert_eq!(came(&town), 1);
        town.stops_the_bot().await;
        town.starts_the_bot().await;
        town.figures_are_looked_for().await;
        assert_eq!(came(&town), 1);
        {
            let clerk = town.clerk("Petro", "en");
            clerk.writes("/stats").await;
            clerk.presses(Text::DeskStaffDigestButton).await;
            clerk.presses(Text::DeskStaffOffButton).await;
        }
        town.day_comes(date(YEAR, 11, 10));
        town.figures_are_looked_for().await;
        assert_eq!(came(&town), 1);
        town.ends().await;
    }

    /// Two processes find the same morning: one of them promises.
    async fn two_processes_send_figures_once(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_staff_chat();
        town.day_comes(date(YEAR, 9, 20));
        town.starts_the_bot().await;
        let clerk = town.clerk("Iryna", "en");
        clerk.writes("/stats").await;
        clerk.presses(Text::DeskStaffDigestButton).await;
        clerk.presses(Text::DeskStaffMonthlyButton).await;
        town.day_comes(date(YEAR, 10, 4));
        let core = town.bot().core();
        let due = core.staff_due(town.clock.now()).await.unwrap();
        if let Some(turn) = due {
            // Both have seen that it is due, before either has committed.
            for again in [turn.clone(), turn] {
                assert!(core.run(&[again]).await.1.is_none());
            }
        }
        town.figures_are_looked_for().await;
        let head = clerk.says(Text::DeskStaffDigestHead);
        let came = clerk.from_the_bot().into_iter().filter(|one| one.text().contains(head.trim()));
        assert_eq!(came.count(), 1);
        town.ends().await;
    }

    /// Added to the group of the staff, the bot says that it is ready, once.
    async fn the_bot_says_in_the_staffs_group_that_it_is_ready(database: TestDatabase) {
        let town = Town::with_staff(database).await;
        let group = town.staff.unwrap();
        let lang = town.content.desk().complaints_language.clone();
        let ready = town.content.plain(&lang, Text::DeskStaffReady);
        let clerk = town.clerk("Iryna", lang.as_str());
        assert_eq!(clerk.from_the_bot().len(), 1, "added while it was away");
        for (status, said) in [
            (Status::Member, 1),
            (Status::Left, 1),
            (Status::Member, 2),
            (Status::Administrator, 2),
        ] {
            town.world.set_bot_status(group, status);
            town.settles().await;
            assert_eq!(clerk.from_the_bot().len(), said, "{status:?}");
        }
        clerk.sees(ready.trim());
        clerk.presses(Text::DeskStaffHomeButton).await;
        clerk.sees(&clerk.says(Text::DeskStaffLastMonth));
        town.ends().await;
    }

    /// Telegram gives the group another id: figures are asked for and come there, also after a
    /// restart with the old setting.
    async fn a_group_that_is_upgraded_goes_on(database: TestDatabase) {
        let mut town = Town::asleep(database).await;
        let chief = town.world.add_account("Office", Some("en"), Role::Staff);
        let old = town.world.add_group(GroupKind::Basic, "Staff", chief);
        town.world.set_bot_status(old, Status::Administrator);
        town.staff = Some(old);
        town.starts_the_bot().await;
        town.settles().await;
        let new = town.world.change(|world| world.upgrade(old)).unwrap();
        town.world.write(chief, Place::chat(new), "/stats").unwrap();
        town.settles().await;
        let pages = |town: &Town| {
            let messages = town.world.messages(new).into_iter();
            messages.filter(|one| one.from == Sender::Bot && one.keyboard.is_some()).count()
        };
        assert_eq!(pages(&town), 1);
        town.stops_the_bot().await;
        town.starts_the_bot().await;
        town.world.write(chief, Place::chat(new), "/stats").unwrap();
        town.settles().await;
        assert_eq!(pages(&town), 2);
        town.ends().await;
    }

    /// A group that lets nobody send files or pictures is told what to do.
    async fn a_refused_file_is_told_in_words(database: TestDatabase) {
        let mut town = Town::asleep(database).await.opens_a_staff_chat();
        town.day_comes(date(YEAR, 10, 20));
        town.starts_the_bot().await;
        people_came_on(town.bot().core().db(), date(YEAR, 9, 10), 60, 40).await;
        let clerk = town.clerk("Iryna", "en");
        clerk.writes("/stats").await;
        for method in ["sendPhoto", "sendDocument"] {
            let text = "Bad Request: not enough rights to send documents to the chat";
            town.world.script(method, [Fault::Refuse(400, text.to_owned())]);
        }
        clerk.presses(Text::DeskStaffLastQuarter).await;
        clerk.sees(clerk.says(Text::DeskStaffNoPicture).trim());
        clerk.presses(Text::DeskStaffAgainButton).await;
        clerk.taps(Format::Json.name()).await;
        let said = clerk.says(Text::DeskStaffNoFile);
        clerk.sees(said.split('`').next().unwrap().trim());
        town.ends().await;
    }
}
