//! Every function of the store on both databases.

mod blocks;
mod cases;
mod figure_rules;
mod figures;
mod forgetting;
mod imported;
mod inspected;
mod links;
mod members;
mod months;
mod outbox;
mod people;
mod pushes;
mod rooms;
mod staff;

use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};
use safe_migration_bot::content::DeskId;
use safe_migration_bot::model::case::Case;
use safe_migration_bot::model::effect::{Effect, PersonPromise, Promise, Trace};
use safe_migration_bot::model::ids::{CaseCode, CaseId, ChatId, MessageId};
use safe_migration_bot::model::moment::Moment;
use safe_migration_bot::model::screen::Screen;
use safe_migration_bot::model::visitor::Visitor;
use safe_migration_bot::privacy::Keys;
use safe_migration_bot::store::outbox::Place;
use safe_migration_bot::store::{Tx, cases as stored_cases};

/// The chat and account of the one person the tests speak of.
pub const CHAT: ChatId = ChatId(7_283_283_283);
pub const NOW: Moment = Moment(1_790_000_000_000);
pub const TODAY: Date = date(2026, 9, 21);

/// A promise to that person.
pub fn promise(effect: Effect) -> Promise {
    Promise::Person(to_person(effect))
}

/// The same, bare.
pub fn to_person(effect: Effect) -> PersonPromise {
    PersonPromise {
        chat: CHAT,
        viewer: Visitor::new(),
        effect,
        facts: Vec::new(),
        trace: Trace::Keep,
        report: None,
    }
}

/// The private chat of somebody as a place for promises.
pub fn place(keys: &Keys, chat: ChatId) -> Place {
    Place {
        lane: keys.lane(chat, None),
        bucket: keys.bucket(chat),
        rank: 0,
    }
}

/// The group of the desk.
pub const GROUP: ChatId = ChatId(-1_002_832_832_283);

/// The desk of most cases.
pub fn main_desk() -> DeskId {
    "main".parse().unwrap()
}

pub fn case_id(number: u8) -> CaseId {
    CaseId([number; 16])
}

pub fn code(number: u8) -> CaseCode {
    CaseCode::of([number, number / 31, 2, 3])
}

/// A case of that number, of the person with that account, that begins to wait now.
pub fn waiting_case(keys: &Keys, number: u8, user: i64, now: Moment) -> Case {
    let person = keys.person_key(user);
    Case::open(code(number), person, ChatId(user), main_desk(), now)
}

/// Stores a new case of the one person.
pub async fn store_case(tx: &mut Tx, keys: &Keys, number: u8) -> CaseId {
    let (id, case) = (case_id(number), waiting_case(keys, number, CHAT.0, NOW));
    let saved = stored_cases::save(tx, keys, &id, &case, Some(NOW), None).await;
    assert!(saved.unwrap());
    id
}

/// A new message.
pub fn page(screen: Screen) -> Promise {
    promise(Effect::Show {
        screen,
        back: None,
        at: None,
    })
}

/// An edit of a message.
pub fn edit(screen: Screen, message: i64) -> Promise {
    promise(Effect::Show {
        screen,
        back: None,
        at: Some(MessageId(message)),
    })
}

/// Runs one statement of the test's own on either database.
macro_rules! execute {
    ($db:expr, $sql:literal $(, $value:expr)*) => {
        match $db {
            safe_migration_bot::store::Db::Sqlite { write, .. } => {
                sqlx::query($sql)$(.bind($value))*.execute(write).await.unwrap().rows_affected()
            }
            safe_migration_bot::store::Db::Postgres(pool) => {
                sqlx::query($sql)$(.bind($value))*.execute(pool).await.unwrap().rows_affected()
            }
        }
    };
}
pub(crate) use execute;

fn texts(dir: &Path, texts: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            self::texts(&path, texts);
        } else {
            let path_below = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
            texts.push((
                path_below.display().to_string(),
                fs::read_to_string(&path).unwrap(),
            ));
        }
    }
}

/// Queries are not checked when they are compiled, so each must have run on both databases.
#[test]
fn every_function_of_the_room_is_called_here() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut sources, mut tests) = (Vec::new(), Vec::new());
    texts(&root.join("src/store"), &mut sources);
    texts(&root.join("tests/it/store"), &mut tests);
    tests.push((
        String::new(),
        fs::read_to_string(root.join("tests/it/databases.rs")).unwrap(),
    ));
    let mut functions = 0;
    for (path, text) in sources {
        let room = path.trim_start_matches("src/store/");
        let room = room.split(['/', '.']).next().unwrap();
        for function in text.split("pub async fn ").skip(1) {
            let name = function.split('(').next().unwrap();
            let call = match room {
                // Methods.
                "db" | "migrate" => format!(".{name}("),
                _ => format!("{room}::{name}("),
            };
            let opens = format!("Db::{name}(");
            assert!(
                tests
                    .iter()
                    .any(|(_, test)| test.contains(&call) || test.contains(&opens)),
                "no test runs `{call}..)` of {path}"
            );
            functions += 1;
        }
    }
    assert!(functions > 50, "{functions}");
}
