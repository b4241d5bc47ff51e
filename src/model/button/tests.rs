//! Every button comes back from its data, and no forged data breaks anything.

use proptest::prelude::*;

use super::*;

fn slug() -> impl Strategy<Value = String> {
    "[a-z0-9-]{1,20}"
}

fn purposes() -> impl Strategy<Value = Purpose> {
    prop_oneof![
        Just(Purpose::Lines),
        Just(Purpose::Danger),
        Just(Purpose::Data),
        Just(Purpose::Question),
        slug().prop_map(|id| Purpose::Answer(id.parse().unwrap())),
    ]
}

fn screens() -> impl Strategy<Value = Screen> {
    let plain: Vec<Screen> = "lwmcfgtdpxzQHuAsBNLCEDPK"
        .chars()
        .filter_map(read_plain_screen)
        .collect();
    prop_oneof![
        proptest::sample::select(plain),
        slug().prop_map(|id| Screen::Branch(id.parse().unwrap())),
        slug().prop_map(|id| Screen::Answer(id.parse().unwrap())),
        (slug(), any::<bool>()).prop_map(|(id, helped)| Screen::Helped {
            answer: id.parse().unwrap(),
            helped
        }),
        any::<u8>().prop_map(Screen::Lines),
        proptest::sample::select(LeafletPart::ALL.to_vec()).prop_map(Screen::LeafletText),
        (slug(), "[ynu]{0,12}").prop_map(|(id, replies)| Screen::Check {
            id: id.parse().unwrap(),
            replies: Replies::read(&replies).unwrap()
        }),
        (purposes(), any::<Option<u8>>())
            .prop_map(|(purpose, letter)| Screen::Countries { purpose, letter }),
        proptest::sample::select(vec![
            Question::Gender,
            Question::Place,
            Question::Age,
            Question::Citizen
        ])
        .prop_map(Screen::Question),
        any::<bool>().prop_map(|heard| Screen::Danger { heard }),
    ]
}

/// Where Back may lead: also to what was found, which is opened by the search alone.
fn ways_back() -> impl Strategy<Value = Screen> {
    let marks = proptest::collection::vec(any::<u32>().prop_map(Mark), 0..=MOST_FOUND);
    prop_oneof![screens(), marks.prop_map(Screen::Found)]
}

fn buttons() -> impl Strategy<Value = Button> {
    let country = || proptest::option::of("[A-Z]{2}".prop_map(|c| c.parse().unwrap()));
    prop_oneof![
        (screens(), proptest::option::of(ways_back()))
            .prop_map(|(screen, back)| Button::Open { screen, back }),
        ("[a-z]{2,3}", slug(), ways_back()).prop_map(|(lang, id, back)| Button::ReadIn {
            lang: lang.parse().unwrap(),
            screen: Screen::Answer(id.parse().unwrap()),
            back: Some(back),
        }),
        ("[a-z]{2,3}", country(), proptest::option::of(ways_back())).prop_map(
            |(lang, country, back)| Button::Danger {
                lang: lang.parse().unwrap(),
                country,
                back
            }
        ),
        "[a-z]{2,3}".prop_map(|lang| Button::Language(lang.parse().unwrap())),
        ("[a-z]{2,3}", screens(), proptest::option::of(screens())).prop_map(
            |(lang, screen, back)| Button::ReadIn {
                lang: lang.parse().unwrap(),
                screen,
                back
            }
        ),
        (country(), purposes()).prop_map(|(code, purpose)| Button::Country { code, purpose }),
        (slug(), any::<bool>()).prop_map(|(id, helped)| Button::Helped {
            answer: id.parse().unwrap(),
            helped
        }),
        proptest::sample::select(ALL_TOLD.to_vec()).prop_map(Button::Told),
        any::<bool>().prop_map(Button::Feedback),
        ways_back().prop_map(Button::Back),
        proptest::sample::select(vec![
            Button::Home,
            Button::SkipQuestions,
            Button::SendLeaflet,
            Button::SendPrint,
            Button::Hide,
            Button::Forget,
            Button::EndCase,
            Button::OpenReply,
            Button::HideReply,
            Button::Complain,
            Button::EndComplaint,
            Button::Rate(Rating::Good),
            Button::Rate(Rating::Fair),
            Button::Rate(Rating::Bad),
        ]),
        any::<bool>().prop_map(|urgent| Button::Talk { urgent }),
        any::<bool>().prop_map(Button::PassOn),
        any::<bool>().prop_map(Button::Discreet),
        proptest::option::of(slug().prop_map(|id| id.parse().unwrap())).prop_map(Button::Subject),
    ]
}

proptest! {
    #[test]
    fn every_button_comes_back_and_fits(button in buttons()) {
        let data = button.encode();
        prop_assert!((1..=LONGEST).contains(&data.len()), "{} bytes: {data}", data.len());
        prop_assert_eq!(Button::decode(&data), Some(button));
    }

    #[test]
    fn forged_data_never_breaks_and_never_means_two_things(data in "\\PC{0,70}") {
        if let Some(button) = Button::decode(&data) {
            prop_assert_eq!(button.encode(), data);
        }
    }

    #[test]
    fn data_like_ours_but_bent_never_breaks(button in buttons(), cut in 0_usize..64, put in "[a-z0-9^,-]{0,3}") {
        let data = button.encode();
        let cut = cut.min(data.len());
        let bent = format!("{}{put}{}", &data[..cut], &data[cut..]);
        if let Some(read) = Button::decode(&bent) {
            prop_assert_eq!(read.encode(), bent);
        }
    }
}
