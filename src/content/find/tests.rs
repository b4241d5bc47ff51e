//! What the search promises, on a small tree of its own.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::content::Speech;
use crate::content::tree::{AnswerText, Branch, BranchText};

/// A name, and what it is called in Ukrainian and Russian.
type Named = (&'static str, &'static str, &'static str);

/// Branches and their answers.
const TREE: [(Named, [Named; 4]); 3] = [
    (
        ("protection", "Тимчасовий захист", "Временная защита"),
        [
            (
                "tp-who",
                "Хто може отримати захист?",
                "Кто может получить защиту?",
            ),
            ("tp-apply", "Як подати заяву?", "Как подать заявление?"),
            (
                "tp-visit",
                "Чи можна поїхати до України й повернутися?",
                "Можно ли съездить в Украину и вернуться?",
            ),
            (
                "tp-outside",
                "Що діє поза ЄС: Молдова, Швейцарія?",
                "Что действует вне ЕС: Молдова, Швейцария?",
            ),
        ],
    ),
    (
        ("offer", "Перевірити пропозицію", "Проверить предложение"),
        [
            (
                "of-job",
                "Як перевірити роботодавця?",
                "Как проверить работодателя?",
            ),
            (
                "of-room",
                "Житло: як перевірити кімнату?",
                "Жильё: как проверить комнату?",
            ),
            (
                "of-changed",
                "Робота не така, як обіцяли",
                "Работа не такая, как обещали",
            ),
            (
                "of-agency",
                "Що перевірити в агентства?",
                "Что проверить у агентства?",
            ),
        ],
    ),
    (
        ("help", "Отримати допомогу", "Получить помощь"),
        [
            (
                "hp-passport",
                "У мене забрали паспорт. Що робити?",
                "У меня забрали паспорт. Что делать?",
            ),
            (
                "hp-missing",
                "Зникла дитина. Що робити?",
                "Пропал ребёнок. Что делать?",
            ),
            ("hp-minor", "Мені немає 18 років", "Мне нет 18 лет"),
            ("hp-police", "Чи дізнається поліція?", "Узнает ли полиция?"),
        ],
    ),
];

fn lang(tag: &str) -> Lang {
    tag.parse().unwrap()
}

static INDEX: LazyLock<Index> = LazyLock::new(index);

fn index() -> Index {
    let branches = TREE.map(|((id, ..), answers)| Branch {
        id: id.parse().unwrap(),
        icon: String::new(),
        core: false,
        answers: answers.iter().map(|(id, ..)| id.parse().unwrap()).collect(),
    });
    let mut speech = BTreeMap::from([
        (lang("uk"), Speech::default()),
        (lang("ru"), Speech::default()),
    ]);
    for ((branch, uk, ru), answers) in TREE {
        for (tag, title) in [("uk", uk), ("ru", ru)] {
            let text = BranchText {
                title: title.to_owned(),
                intro_html: String::new(),
            };
            let speech = speech.get_mut(&lang(tag)).unwrap();
            speech.branches.insert(branch.parse().unwrap(), text);
        }
        for (id, uk, ru) in answers {
            for (tag, title) in [("uk", uk), ("ru", ru)] {
                let text = AnswerText {
                    button: "…".to_owned(),
                    title: title.to_owned(),
                    html: String::new(),
                    ask: Vec::new(),
                    countries: BTreeMap::new(),
                };
                let speech = speech.get_mut(&lang(tag)).unwrap();
                speech.answers.insert(id.parse().unwrap(), text);
            }
        }
    }
    Index::of(&branches, &speech, Alike::default())
}

fn found(tag: &str, words: &str) -> Vec<String> {
    let found = INDEX.find(&lang(tag), words).into_iter();
    let enough = found.filter(|found| found.enough).take(5);
    enough.map(|found| String::from(found.answer)).collect()
}

#[test]
fn the_answer_is_found_however_it_is_asked_for() {
    for (words, first) in [
        ("паспорт", "hp-passport"),
        ("ПАСПОРТ!!!", "hp-passport"),
        ("забрали паспорти", "hp-passport"),
        ("паспортом", "hp-passport"),
        ("паспотр", "hp-passport"),
        ("паспортв", "hp-passport"),
        ("pasport", "hp-passport"),
        ("поліції", "hp-police"),
        ("дитину", "hp-missing"),
        ("роботу", "of-changed"),
        ("роботодавець", "of-job"),
        ("агенство", "of-agency"),
        ("швейцарії", "tp-outside"),
        ("заява", "tp-apply"),
        ("повернення в Україну", "tp-visit"),
        ("кімн", "of-room"),
        ("18", "hp-minor"),
        (
            "Доброго дня! Скажіть, будь ласка: у мене на роботі забрали паспорт, що мені робити?",
            "hp-passport",
        ),
    ] {
        let found = found("uk", words);
        assert_eq!(
            found.first().map(String::as_str),
            Some(first),
            "{words}: {found:?}"
        );
    }
}

#[test]
fn what_is_asked_in_another_language_of_the_content_is_found_too() {
    assert_eq!(found("uk", "ребёнок пропал"), ["hp-missing"]);
    assert_eq!(found("ru", "зникла дитина"), ["hp-missing"]);
    assert_eq!(found("uk", "проверить работодателя")[0], "of-job");
    // a language nobody has written in
    assert_eq!(found("xx", "паспорт"), ["hp-passport"]);
}

#[test]
fn the_title_of_a_branch_finds_its_answers_the_nearest_first() {
    let mut found = found("uk", "тимчасовий захист");
    assert_eq!(found.remove(0), "tp-who", "its own title says so as well");
    found.sort();
    assert_eq!(found, ["tp-apply", "tp-outside", "tp-visit"]);
}

#[test]
fn what_is_near_nothing_finds_nothing() {
    for words in [
        "",
        "  ",
        "?!",
        "🙂",
        "борщ",
        "рецепт борщу",
        "як приготувати борщ",
        "погода у києві",
        "дякую",
        "привіт",
        "як",
        "17",
        "asdf",
        "hello",
    ] {
        assert_eq!(found("uk", words), Vec::<String>::new(), "{words}");
    }
}

#[test]
fn nearness_is_told_apart() {
    let near = |one: &str, other: &str| {
        let letters = |text: &str| fold(text).chars().collect::<Vec<_>>();
        near(&letters(one), &letters(other))
    };
    for (one, other) in [
        ("паспорт", "паспорта"),
        ("мене", "мені"),
        ("дитина", "дітей"),
        ("депортація", "депортують"),
        ("тимч", "тимчасовий"),
        ("паспотр", "паспорт"),
        ("паспрта", "паспорту"),
    ] {
        let (there, itself) = (near(one, other), near(one, one));
        assert!(there > ENOUGH && there < itself, "{one} {other} {there}");
    }
    for (one, other) in [
        ("hello", "help"),
        ("погода", "сьогодні"),
        ("мова", "нова"),
        ("тим", "тимчасовий"),
        ("країна", "крадіжка"),
        ("просить", "пропала"),
    ] {
        let there = near(one, other);
        assert!(there == 0.0, "{one} {other} {there}");
    }
}

#[test]
fn nothing_is_found_where_there_is_nothing() {
    let nothing = Index::default();
    assert_eq!(nothing.find(&lang("uk"), "паспорт"), Vec::<Found>::new());
}

proptest! {
    #[test]
    fn any_words_may_be_asked(words in any::<String>()) {
        let found = INDEX.find(&lang("uk"), &words);
        prop_assert!(found.iter().all(|found| (0.0..=1.001).contains(&found.score)));
        let again = INDEX.find(&lang("uk"), &words);
        prop_assert_eq!(found, again, "the same words find the same");
    }

    #[test]
    fn every_title_finds_its_answer_in_any_case_and_order(
        branch in 0usize..3,
        answer in 0usize..4,
        turned in any::<bool>(),
    ) {
        let (id, title, _) = TREE[branch].1[answer];
        let mut words: Vec<&str> = title.split(' ').collect();
        if turned {
            words.reverse();
        }
        let found = found("uk", &words.join(" ").to_uppercase());
        prop_assert_eq!(found.first().map(String::as_str), Some(id));
    }

    #[test]
    fn one_slip_in_a_long_word_is_forgiven(
        at in 1usize..7,
        slip in prop::sample::select(vec!["ш", "", "бб"]),
    ) {
        let letters: Vec<char> = "паспорт".chars().collect();
        let head: String = letters[..at].iter().collect();
        let tail: String = letters[at + 1..].iter().collect();
        let found = found("uk", &format!("{head}{slip}{tail}"));
        prop_assert_eq!(found, ["hp-passport"]);
    }
}
